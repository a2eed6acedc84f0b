"""A statement that waited for its door stops waiting once the door is there; one that is broken goes on waiting."""

from dataclasses import replace
from datetime import UTC, datetime

from cabochon.directory.rows import Quarantined
from cabochon.retail.events import Traffic

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def test_a_door_that_appears_closes_what_waited_for_it_and_nothing_else(furnished):
    house, one = furnished
    count = Traffic(at=NOON, boutique="NEW01", source="counter:x", key="k", minutes=60, entries=40)
    house.keep_as().events([count, replace(count, boutique="GONE1", key="g")])
    house.catch_up()
    house.directory.put(Quarantined(id="statement:x", source="statement", place="/result", reason="broken", at=NOON,
                                    statement="00000000-0000-4000-8000-000000000000"))  # fmt: skip
    assert len(house.quarantined.waiting()) == 3
    house.directory.keep([replace(one.doors[0], code="NEW01")])
    house.catch_up()
    assert {row.place for row in house.quarantined.waiting()} == {
        "/context/contextActivities/grouping",
        "/result",
    }
    assert len(house.quarantined.waiting()) == 2
