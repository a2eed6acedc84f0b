"""Screens in back rooms: a code good once, a token kept as its hash, and a look that names nobody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cabochon.demo.maison import maison
from cabochon.directory.screen_rows import Screen
from cabochon.house import House
from cabochon.house.screens import MOST, PAIRING, TRIES, spelt
from cabochon.measures.question import Question
from cabochon.privacy.failures import TooMany
from cabochon.privacy.tokens import hashed
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import NotAllowed, Refused, Unknown
from cabochon.settings import load

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


class Home:
    def __init__(self, folder):
        self.at = NOON
        self.house = House.open(folder, load(folder, {}), clock=lambda: self.at)
        self.one = maison(boutiques=2, until=date(2026, 3, 31), weeks=2)
        self.house.directory.keep([*self.one.doors, *self.one.people])
        self.here, self.there = (door.code for door in self.one.doors)
        self.screens, self.tries = self.house.screens, 0

    def manager(self, *doors):
        return Viewer(account="m", role="manager", boutiques=frozenset(doors or (self.here,)))

    def made(self, name="Back room", **more):
        return self.screens.make(self.manager(), self.here, name, **more)

    def address(self):
        self.tries += 1
        return f"192.0.2.{self.tries}"

    def paired(self):
        return self.screens.pair(self.made()[1], address=self.address())


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "data")
    yield made
    made.house.close()


def test_a_code_pairs_one_device_once_however_it_is_typed(home):
    screen, code = home.made()
    assert home.screens.offered(spelt(code).lower(), address=home.address()).id == screen.id
    paired, token = home.screens.pair(f" {spelt(code).lower()} ", address=home.address())
    assert home.screens.known(token).id == paired.id == screen.id
    with pytest.raises(Unknown, match="good once"):
        home.screens.pair(code, address=home.address())


def test_nothing_that_opens_a_screen_is_kept_as_it_is(home):
    _, code = home.made()
    row = home.house.directory.find(Screen)[0]
    assert (row.code, row.token) == (hashed(code), "")
    _, token = home.screens.pair(code, address=home.address())
    row = home.house.directory.find(Screen)[0]
    assert (row.code, row.token, row.code_until) == ("", hashed(token), None)


def test_a_code_lapses_after_a_quarter_of_an_hour(home):
    screen, code = home.made()
    home.at += PAIRING
    with pytest.raises(Unknown):
        home.screens.pair(code, address=home.address())
    assert home.screens.listed(home.manager())[0].state == "lapsed"
    _, again = home.screens.renew(home.manager(), screen.id)
    assert home.screens.pair(again, address=home.address())[0].id == screen.id


def test_guessing_is_slowed_down_by_address_and_locks_nobody_else_out(home):
    _, code = home.made()
    for _ in range(TRIES):
        with pytest.raises(Unknown):
            home.screens.pair("AAAAABBBBB", address="198.51.100.1")
    with pytest.raises(TooMany):
        home.screens.pair(code, address="198.51.100.1")
    assert home.screens.pair(code, address="198.51.100.2")


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_strange_token_opens_nothing(home, token):
    home.paired()
    assert home.screens.known(token) is None
    assert not home.screens.taken_back(token)


def test_a_revoked_screen_is_dark_at_once_and_its_code_too(home):
    screen, token = home.paired()
    other, code = home.made("Other")
    for one in (screen, other):
        home.screens.revoke(home.manager(), one.id)
    assert home.screens.known(token) is None
    assert home.screens.taken_back(token)
    with pytest.raises(Unknown):
        home.screens.pair(code, address=home.address())
    with pytest.raises(Unknown):
        home.screens.renew(home.manager(), screen.id)


def test_a_new_code_moves_a_screen_to_another_device(home):
    screen, token = home.paired()
    _, code = home.screens.renew(home.manager(), screen.id)
    assert home.screens.known(token)
    _, other = home.screens.pair(code, address=home.address())
    assert home.screens.known(other)
    assert home.screens.known(token) is None


def test_a_closed_boutique_has_no_screen(home):
    _, token = home.paired()
    home.house.directory.keep([replace(home.one.doors[0], close_date=date(2026, 4, 1))])
    assert home.screens.known(token)
    home.at += timedelta(days=2)
    assert home.screens.known(token) is None
    assert home.screens.taken_back(token)


def test_when_it_was_last_seen_is_written_once_a_minute(home):
    screen, token = home.paired()
    home.at += timedelta(seconds=30)
    home.screens.saw(home.screens.known(token))
    assert home.screens.known(token).seen == NOON
    home.at += timedelta(seconds=31)
    home.screens.saw(home.screens.known(token))
    assert home.screens.known(token).seen == home.at
    home.screens.rename(home.manager(), screen.id, "  Above   the kettle ")
    assert [(one.name, one.state, one.seen) for one in home.screens.listed(home.manager())] == [
        ("Above the kettle", "on", home.at)
    ]


def test_only_a_manager_of_the_boutique_makes_and_changes_one(home):
    screen, _ = home.paired()
    others = [home.manager(home.there), *(
        Viewer(account=role, role=role, boutiques=frozenset((home.here,)))
        for role in ("associate", "area_coach", "hq_leader", "admin")
    )]  # fmt: skip
    for viewer in others:
        with pytest.raises(Unknown):
            home.screens.make(viewer, home.here, "Mine")
        for change in (home.screens.revoke, home.screens.renew, lambda v, s: home.screens.rename(v, s, "Mine")):
            with pytest.raises(Unknown):
                change(viewer, screen.id)
        assert home.screens.listed(viewer) == []


@pytest.mark.parametrize(("name", "language"), [("", "en"), ("x" * 61, "en"), ("Back room", "tlh")])
def test_a_screen_has_a_short_name_and_a_language_of_ours(home, name, language):
    with pytest.raises(Refused):
        home.made(name, language=language)


def test_a_boutique_has_no_more_screens_than_it_has_walls(home):
    for n in range(MOST):
        home.made(f"Screen {n}")
    with pytest.raises(Refused, match="already"):
        home.made()


def test_it_looks_as_one_of_the_team_whom_nobody_knows(home):
    screen, _ = home.paired()
    see = home.screens.see(screen)
    assert (see.viewer.role, see.viewer.person, see.viewer.boutiques) == ("associate", "", {home.here})
    where = {"boutique": (home.here,)}
    assert see.comments(where) == []
    assert see.moments(where) == []
    with pytest.raises(NotAllowed):
        see.ask(Question("csat", ("associate",), where=where))
    with pytest.raises(Unknown):
        see.ask(Question("csat", where={"boutique": (home.there,)}))


def test_one_person_more_stands_behind_its_numbers_than_behind_an_associates(home):
    screen, _ = home.paired()
    assert home.screens.see(screen)._least[0] == home.house.values["least_people"] + 1


def test_a_tip_is_said_without_the_name_in_it(home):
    screen, _ = home.paired()
    name = home.one.sellers[home.here][0].person.name
    first = name.split()[0]
    said = home.screens.unnamed(screen, f"Offer the strap as {name} does; {first} shows how.")
    assert said == "Offer the strap as a colleague does; a colleague shows how."


def test_what_is_done_with_screens_is_noted(home):
    screen, _ = home.paired()
    home.screens.renew(home.manager(), screen.id)
    home.screens.revoke(home.manager(), screen.id)
    deeds = [deed for _, _, deed, _, _ in home.house.directory.notes(about=screen.id)]
    assert deeds == ["revoked a screen", "made a new code for a screen", "paired a screen", "made a screen"]
