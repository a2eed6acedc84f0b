"""The record of a boutique: what stands of what was logged, in whatever order and from whatever source it came."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.retail.coaching import Coaching, Praise
from cabochon.retail.events import Shift
from cabochon.retail.who import person

NOON = datetime.now(UTC) - timedelta(days=2)


def coached(revision, minutes, source="lms:csv", key="c-1"):
    return Coaching(
        at=NOON, boutique="GVA01", source=source, key=key, revision=revision, associate=person("anna"),
        coach=person("marc"), behaviour="accessory", minutes=minutes,
    )  # fmt: skip


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_later_revision_of_a_source_takes_the_place_of_the_first_in_any_order(furnished, order):
    house, _ = furnished
    for n in order:
        house.keep_as().events([coached(str(n), n * 5)])
        assert len(house.record.of("GVA01", (Coaching,))) == 1
    (told,) = house.record.of("GVA01", (Coaching,))
    assert told.event.minutes == 10
    assert house.record.entry("GVA01", told.entry) == told


def test_the_same_key_of_another_source_is_another_entry(furnished):
    house, _ = furnished
    house.keep_as().events([coached("1", 5), coached("1", 7, source="other:csv")])
    assert sorted(told.event.minutes for told in house.record.of("GVA01", (Coaching,))) == [5, 7]


def test_a_boutique_has_its_own_and_days_are_of_the_event(furnished):
    house, _ = furnished
    house.keep_as().events([
        Praise(id=uuid4(), at=NOON - timedelta(days=back), boutique=door, source="floor", associate=person("anna"),
               by=person("marc"), behaviour="welcome")
        for door, back in (("GVA01", 0), ("GVA01", 5), ("ZRH01", 0))
    ])  # fmt: skip
    since = (NOON - timedelta(days=1)).date()
    assert len(house.record.of("GVA01", (Praise,))) == 2
    assert len(house.record.of("GVA01", (Praise,), since=since)) == 1
    assert len(house.record.of("GVA01", (Praise,), until=since)) == 1
    assert house.record.of("GVA01", (Coaching,)) == []


def test_a_shift_that_was_moved_stands_once_on_the_rota(furnished):
    house, one = furnished
    who = one.sellers["GVA01"][0].person.id
    day = house.today

    def shift(revision, hour):
        starts = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        return Shift(
            at=starts, boutique="GVA01", source="roster:csv", key="s-1", revision=revision, associate=person(who),
            day=day, starts=starts, ends=starts + timedelta(hours=8),
        )  # fmt: skip

    house.keep_as().events([shift("1", 8), shift("2", 10)])
    (found,) = house.rhythm.rota.shifts("GVA01", day, day)
    assert (found.person, found.starts.astimezone(UTC).hour) == (who, 10)
