"""A receipt as it stands after returns, voids and corrections, and the day it counts on."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from cabochon.retail.day import business_day, daypart
from cabochon.retail.events import Line, Receipt
from cabochon.retail.master import Door
from cabochon.retail.receipts import Restating, restates, standing
from cabochon.retail.who import person

GENEVA = Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF")


def receipt(*lines, sale_type="sale", original="", key="r", day=date(2026, 3, 2), **more):
    return Receipt(
        at=datetime.combine(day, time(12), UTC), boutique="GVA01", source="till", business_day=day,
        key=key, currency="CHF", sale_type=sale_type, original=original,
        lines=tuple(Line(sku=sku, quantity=quantity, net=net) for sku, quantity, net in lines), **more,
    )  # fmt: skip


def about(*told):
    by = {}
    for key, one in told:
        by.setdefault(one.original, []).append(Restating(key, one.revision, one))
    return by


def left(found):
    return [(line.sku, line.quantity, line.net) for line in found.lines]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_return_takes_off_quantity_and_net_whatever_its_sign(sign):
    back = receipt(("A", sign, sign * 100), sale_type="return", original="r")
    found = standing("r", receipt(("A", 3, 300), ("B", 1, 50)), about(("x", back)))
    assert left(found) == [("A", 2, 200), ("B", 1, 50)]


def test_returned_lines_are_taken_off_one_after_the_other():
    back = receipt(("A", 2, 150), sale_type="return", original="r")
    found = standing("r", receipt(("A", 1, 100), ("A", 2, 180)), about(("x", back)))
    assert left(found) == [("A", 0, 0), ("A", 1, 130)]


def test_two_returns_give_the_same_in_either_order():
    one = ("x", receipt(("A", 1, 90), sale_type="return", original="r"))
    other = ("y", receipt(("A", 1, 100), sale_type="return", original="r"))
    sold = receipt(("A", 3, 300))
    assert standing("r", sold, about(one, other)) == standing("r", sold, about(other, one))


def test_a_void_leaves_nothing():
    void = ("v", receipt(sale_type="void", original="r"))
    assert standing("r", receipt(("A", 1, 100)), about(void)) is None


def test_a_void_of_a_void_stands_for_nothing():
    void, again = receipt(sale_type="void", original="r"), receipt(sale_type="void", original="v")
    assert standing("r", receipt(("A", 1, 100)), about(("v", void), ("w", again))) is not None


def test_voids_in_a_circle_come_to_an_end():
    void, again = receipt(sale_type="void", original="w"), receipt(sale_type="void", original="v")
    assert standing("r", receipt(("A", 1, 100)), about(("v", void), ("w", again))) is not None


def test_a_void_under_its_own_key_is_a_version_of_the_receipt():
    void = receipt(("A", 1, 100), sale_type="void", original="r")
    assert not restates(void)
    assert standing("r", void, {}) is None


@pytest.mark.parametrize(("day", "soon"), [(date(2026, 4, 1), 1), (date(2026, 4, 2), 0)])
def test_what_comes_back_after_thirty_days_restates_the_money_alone(day, soon):
    back = receipt(("A", 1, 100), sale_type="return", original="r", day=day)
    found = standing("r", receipt(("A", 1, 100), ("B", 1, 50)), about(("x", back)))
    assert left(found) == [("A", 0, 0), ("B", 1, 50)]
    assert found.back == (soon, 0)


def test_no_more_units_come_back_than_were_sold():
    backs = [(f"x{n}", receipt(("A", 2, 100), sale_type="return", original="r")) for n in range(3)]
    assert standing("r", receipt(("A", 3, 300)), about(*backs)).back == (3,)


def test_a_correction_takes_the_place_of_all_but_key_time_and_boutique():
    ana, ben = ((person("ana"), 1.0),), ((person("ben"), 1.0),)
    sold = receipt(("A", 1, 100), sellers=ana, segment="local", basket="b")
    better = receipt(("B", 1, 80), sale_type="correction", original="r", key="c", day=date(2026, 3, 9), revision="2",
                     sellers=ben, segment="vip", basket="d", appointment="a")  # fmt: skip
    worse = replace(better, lines=(), revision="1")
    for told in (about(("c", better), ("d", worse)), about(("d", worse), ("c", better))):
        now = standing("r", sold, told).receipt
        assert (now.key, now.at, now.business_day, now.sale_type) == ("r", sold.at, sold.business_day, "sale")
        assert (now.sellers, now.segment, now.basket, now.appointment) == (ben, "vip", "d", "a")
        assert left(standing("r", sold, told)) == [("B", 1, 80)]


def test_a_return_is_taken_off_the_lines_as_corrected():
    better = receipt(("A", 2, 180), sale_type="correction", original="r", key="c")
    back = receipt(("A", 1, 90), sale_type="return", original="r", key="x")
    assert left(standing("r", receipt(("A", 1, 100)), about(("c", better), ("x", back)))) == [("A", 1, 90)]


def test_a_void_of_a_mixed_ticket_takes_its_return_back_too():
    back = receipt(("A", 1, 100), sale_type="return", original="r", key="k-return")
    void = receipt(sale_type="void", original="k")
    told = {"r": [Restating("k-return", "", back, ticket="k")]}
    assert left(standing("r", receipt(("A", 1, 100)), told)) == [("A", 0, 0)]
    assert left(standing("r", receipt(("A", 1, 100)), told | {"k": [Restating("v", "", void)]})) == [("A", 1, 100)]
    assert standing("k", receipt(("B", 1, 100), key="k"), {"k": [Restating("v", "", void)]}) is None


def test_a_business_day_ends_at_four_by_the_clock_on_the_wall():
    assert business_day(datetime(2026, 3, 3, 2, 59, tzinfo=UTC), GENEVA) == date(2026, 3, 2)
    assert business_day(datetime(2026, 3, 3, 3, 0, tzinfo=UTC), GENEVA) == date(2026, 3, 3)
    spring = datetime(2026, 3, 29, 1, 59, tzinfo=UTC)  # 03:59 in summer time, one hour and 59 minutes after midnight
    assert business_day(spring, GENEVA) == date(2026, 3, 28)


@pytest.mark.parametrize(
    ("at", "part"),
    [
        (8, "morning"),
        (10, "morning"),
        (12, "morning"),
        (13, "midday"),
        (16, "evening"),
        (23, "evening"),
        (2, "evening"),
    ],
)
def test_dayparts_are_thirds_of_the_opening_hours(at, part):
    assert daypart(time(at), GENEVA) == part


def test_a_door_may_close_after_midnight():
    late = Door(code="X", name="X", zone="UTC", currency="CHF", opens=time(18), closes=time(3))
    assert [daypart(time(h), late) for h in (18, 22, 1)] == ["morning", "midday", "evening"]
