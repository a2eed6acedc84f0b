"""One's own page: the boutique's range with five colleagues behind it, what is kept about one, who looked."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from cabochon.house.own import Range
from cabochon.privacy.viewer import Viewer
from cabochon.retail.coaching import Coaching, Praise
from cabochon.retail.events import Observation
from cabochon.retail.who import person

NOW = datetime.now(UTC)
KEY = "behaviour.accessory"


def seen(who, number, yes, *, by="boss"):
    for i in range(number):
        at = NOW - timedelta(days=3, minutes=20 * i)
        yield Observation(
            id=uuid4(), at=at, started=at - timedelta(minutes=15), boutique="GVA01", source="floor",
            associate=person(who), observer=person(by), marks={"accessory": "yes" if i < yes else "not_yet"},
        )  # fmt: skip


def own(furnished, events):
    house, one = furnished
    sellers = [seller.person.id for seller in one.sellers["GVA01"]]
    house.keep_as().events(events(sellers))
    house.catch_up()
    me = Viewer(account="me", role="associate", boutiques=frozenset({"GVA01"}), person=sellers[0], name="Me")
    return house, me, sellers


def ranges(house, me):
    since = house.today - timedelta(days=30)
    return house.own.ranges(me, [KEY], since=since, until=house.today)


def test_five_colleagues_make_a_range_and_it_is_the_middle_half(furnished):
    rates = [9, 2, 4, 6, 8, 10]  # of ten; the first is one's own

    def events(sellers):
        crowd = [*sellers, *(f"extra-{i}" for i in range(6))][:6]
        return [event for who, yes in zip(crowd, rates, strict=True) for event in seen(who, 10, yes)]

    house, me, _ = own(furnished, events)
    assert ranges(house, me) == {KEY: Range(0.4, 0.8, 5)}


def test_four_colleagues_make_none_and_one_with_few_events_is_none_of_them(furnished):
    def events(sellers):
        crowd = [*sellers, *(f"extra-{i}" for i in range(6))][:6]
        return [event for i, who in enumerate(crowd) for event in seen(who, 10 if i < 5 else 3, 2)]

    house, me, _ = own(furnished, events)
    assert ranges(house, me) == {}


def test_what_is_kept_about_one_is_counted_by_kind(furnished):
    def events(sellers):
        return [
            *seen(sellers[0], 3, 1), *seen(sellers[1], 2, 1),
            Praise(id=uuid4(), at=NOW, boutique="GVA01", source="floor", associate=person(sellers[0]),
                   by=person("boss"), behaviour="welcome"),
        ]  # fmt: skip

    house, me, _ = own(furnished, events)
    kept = house.own.kept(me)
    assert (dict(kept.kinds), kept.more) == ({"observation": 3, "praise": 1}, False)


def test_who_looked_is_told_once_a_page_and_day_and_oneself_is_no_news(furnished):
    def events(sellers):
        return [Coaching(id=uuid4(), at=NOW, boutique="GVA01", source="floor", associate=person(sellers[0]),
                         coach=person("boss"), behaviour="accessory")]  # fmt: skip

    house, me, _ = own(furnished, events)
    boss = Viewer(account="boss", role="manager", boutiques=frozenset({"GVA01"}), person="boss", name="Boss")
    assert house.own.looks(me) == []
    for _ in range(2):
        assert len(house.see_as(boss).record([Coaching], page="person")) == 1
    house.see_as(boss).record([Coaching], page="week")
    house.see_as(me).record([Coaching], page="me")
    assert [(look.name, look.page) for look in house.own.looks(me)] == [("boss", "week"), ("boss", "person")]
    assert house.own.looks(boss) == []
