"""The report against a frozen plan: by the planned method, not before its day, and never to who reaches half of it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.retail.coaching import Focus
from cabochon.retail.who import person
from piloted import AFTER, MONDAY, freeze, kept, opened, reader, watched


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Frozen on the 3rd of March; from the 9th the six others rise by 30 points; read after the end. One begins late,
    one not at all, and one begins that was held back."""
    house, one = opened(tmp_path_factory.mktemp("ran") / "data")
    house.keep_as().events(watched(one, date(2026, 1, 5), 8, lambda *_: 0.4))
    house.catch_up()
    name = kept((house, one))
    freeze((house, one), name)
    events = watched(one, date(2026, 3, 2), 5, lambda door, week: 0.7 if door >= 2 and week >= 1 else 0.4)
    for n, door in enumerate(one.doors):
        if n in (0, 7):  # held back; never
            continue
        day = MONDAY + timedelta(days=9 if n == 6 else 24 if n == 1 else 0)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        who = person(one.managers[door.code][0].id)
        events.append(Focus(id=uuid4(), at=at, boutique=door.code, source="floor", behaviour="accessory", what="set",
                            since=day, by=who))  # fmt: skip
    house.clock = lambda: AFTER
    assert not house.keep_as().events(events).refused
    house.catch_up()
    yield house, one, name
    house.close()


def test_the_report_judges_the_primary_measure_as_planned(ran):
    house, one, name = ran
    house.clock = lambda: AFTER
    told = house.effects.pilots.report(reader(one), house.effects.pilots.one(reader(one), name))
    assert (told.state, told.not_before, told.until) == ("done", None, date(2026, 4, 5))
    out = told.primary.outcome
    assert out.state == "likely_lifted"
    assert out.effect == pytest.approx(0.3, abs=0.05)
    assert [row.says for row in told.rows if row.odd] == [
        "began 9 days later than planned", "has not begun", "was to be held back and began on 2 April 2026",
    ]  # fmt: skip
    assert any("was to be held back" in word for word in told.grave)
    assert len(told.deviations) == 2


def test_nothing_is_told_before_the_day_of_the_look(ran):
    house, one, name = ran
    found = house.effects.pilots.one(reader(one), name)
    house.clock = lambda: datetime(2026, 4, 6, 10, tzinfo=UTC)  # the day after its last Sunday
    told = house.effects.pilots.report(reader(one), found)
    assert (told.state, told.primary, told.others) == ("running", None, ())
    assert told.not_before == date(2026, 4, 7)


def test_who_reaches_some_of_the_doors_reads_no_numbers(ran):
    house, one, name = ran
    house.clock = lambda: AFTER
    viewer = reader(one, "area_coach", doors=4)
    told = house.effects.pilots.report(viewer, house.effects.pilots.one(viewer, name))
    assert told.outside
    assert told.primary is None
    assert len(told.rows) == 4
