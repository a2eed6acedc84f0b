"""Pilot mode of a door: who sets it, what it says, and that it is noted."""

from datetime import UTC, date, datetime

import pytest

from cabochon.demo.maison import maison
from cabochon.house import House
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Refused, Unknown
from cabochon.settings import load

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("modes") / "data"
    house, one = House.open(folder, load(folder, {}), clock=lambda: NOON), maison(boutiques=2, until=date(2026, 3, 31))
    house.directory.keep(one.doors)
    yield house, [door.code for door in one.doors]
    house.close()


def who(role, *doors):
    return Viewer(account=role, role=role, boutiques=frozenset(doors))


def test_a_door_shows_everything_until_somebody_puts_it_into_pilot_mode(home):
    house, (here, there) = home
    coach = who("area_coach", here)
    assert (house.modes.of(here), dict(house.modes.lines())) == ("", {})
    house.modes.pilot(coach, here, "watch")
    assert (house.modes.of(here), house.modes.of(there)) == ("watch", "")
    row = house.modes.row(here)
    assert (row.since, row.by, row.at) == (NOON.date(), "area_coach", NOON)
    house.modes.pilot(coach, here, "jewelry")
    assert dict(house.modes.lines()) == {here: "jewelry"}
    house.modes.switch_on(coach, here)
    assert house.modes.of(here) == ""
    house.modes.switch_on(coach, here)
    deeds = [(deed, detail) for _, _, deed, _, detail in house.directory.notes(about=here)]
    assert deeds == [
        ("switched on all of Today", "jewelry"), ("put Today into pilot mode", "jewelry"),
        ("put Today into pilot mode", "watch"),
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["associate", "manager", "analyst", "ld_author", "auditor"])
def test_others_may_not(home, role):
    house, (here, _) = home
    with pytest.raises(Unknown):
        house.modes.pilot(who(role, here), here, "watch")
    with pytest.raises(Unknown):
        house.modes.switch_on(who(role, here), here)


def test_a_coach_reaches_own_doors_and_an_administrator_all_that_are_there(home):
    house, (here, there) = home
    for code in (there, "NOWHERE"):
        with pytest.raises(Unknown, match=f"no boutique {code} here"):
            house.modes.pilot(who("area_coach", here), code, "watch")
    house.modes.pilot(who("admin"), there, "watch")
    house.modes.switch_on(who("admin"), there)
    with pytest.raises(Unknown):
        house.modes.pilot(who("admin"), "NOWHERE", "watch")


def test_there_are_two_product_lines(home):
    house, (here, _) = home
    with pytest.raises(Refused, match="one of watch, jewelry"):
        house.modes.pilot(who("hq_leader", here), here, "pens")
