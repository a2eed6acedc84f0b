"""The pretend maison, through the house: what is found in its facts, and that every page of it can be told."""

from datetime import UTC, datetime, timedelta

import pytest

from cabochon.demo.maison import maison
from cabochon.demo.weeks import history
from cabochon.house import House
from cabochon.impact.verdict import STATES
from cabochon.settings import load
from cabochon.verdicts.finding import subjects
from cabochon.verdicts.one import tell
from cabochon.verdicts.panels import Panels

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
WEEKS = 3


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    house = House.open(folder, load(folder, {}), clock=lambda: NOW)
    one = maison(boutiques=2, until=NOW.date(), weeks=WEEKS)
    house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
    house.keep_as().events(list(history(one, now=NOW, weeks=WEEKS)), fresh=True)
    house.catch_up()
    today, doors = NOW.date(), {door.code: door for door in one.doors}
    found = subjects(house.warehouse, today=today, doors=doors)
    sheets = Panels(house.warehouse, today - timedelta(days=98), today)
    pages = [tell(s, sheets, today=today, doors=doors, measures=("behaviour.accessory", "signal.add_on_prompted"),
                  others=found) for s in found if not s.doors]  # fmt: skip
    yield one, found, pages
    house.close()


def test_coached_people_modules_and_the_focus_are_found(told):
    one, found, _ = told
    assert {s.kind for s in found if not s.doors} == {"person", "module", "focus"}
    (focus,) = (s for s in found if s.kind == "focus")
    assert (focus.boutique, focus.since) == next(iter(one.focus.items()))
    person = next(s for s in found if s.kind == "person")
    assert (person.picked, person.picked_until - person.picked_since) == ("low_rate", timedelta(days=7))


def test_every_page_is_whole(told):
    for page in told[2]:
        assert page.title
        assert page.next_step
        assert page.inputs
        assert [look.shifts for look in page.looks] == [3, 10, 20]
        assert all((one.verdict is None) == bool(one.withheld) for one in page.changes)
        verdicts = [one.verdict for one in page.changes if one.verdict]
        assert verdicts
        for verdict in verdicts:
            assert verdict.state in STATES
            assert verdict.text
            if verdict.estimate is not None and verdict.raw is not None:
                assert verdict.raw == pytest.approx(verdict.expected + verdict.estimate)


def test_three_weeks_of_history_prove_nothing(told):
    assert {one.verdict.state for page in told[2] for one in page.changes if one.verdict} <= {
        "too_early", "promising", "cannot_tell", "no_lift", "not_comparable",
    }  # fmt: skip


def test_one_person_is_never_judged_by_clients_or_money(told):
    for page in told[2]:
        if page.subject.person:
            judged = {one.measure.partition(".")[0] for one in page.changes if one.verdict}
            assert judged == {"behaviour", "attach_rate"}
