"""Every derived measure against a case small enough to work out by hand."""

from math import sqrt

import pytest
from by_hand import GVA, PAR, day, of, practised, watched, whole, worked
from made_up import Told

from cabochon.impact import intervals
from cabochon.measures.answer import answer
from cabochon.measures.catalogue import CATALOGUE
from cabochon.measures.question import Question


def test_a_derived_measure_says_that_its_parts_do_not_add_up():
    told = [m for m in CATALOGUE if not m.additive and m.bottom.table != "outside"]
    counted = {"huddle_days", "till_difference"}  # by door and day they do
    assert {m.key for m in told if "ot additive" not in m.says} == counted


# Shifts


def test_a_streak_is_counted_back_and_a_day_off_neither_breaks_nor_extends_it(telling):
    """Ana works Mon, Tue, Thu, Fri and missed Monday: 3. Ben missed his last shift: 0. Wednesday is a day off."""
    facts = [*worked("ana", 0, 1, 3, 4), *practised("ana", 1, 2, 3, 4), *worked("ben", 0, 1), *practised("ben", 0)]
    warehouse = telling(facts)
    assert {k: c.value for k, c in answer(Question("practice_streak", ("associate",)), warehouse).cells.items()} == {
        ("ana",): 3, ("ben",): 0,
    }  # fmt: skip
    cell = whole(warehouse, "practice_streak")
    assert (cell.value, cell.n, cell.people) == (1.5, 6, 2)


def test_without_a_roster_that_week_a_shift_is_an_active_day_and_leave_is_none(telling):
    """Ana has no roster: she sold on Monday and practised on Tuesday; on leave on Wednesday she practised all the same.
    In the second week she has a roster, and learning on her day off makes no shift."""
    facts = [
        of("receipt", "ana", receipt="r", day=day(0), sale=1), *practised("ana", 0, 1, 2, 8), *worked("ana", 7),
        *practised("ana", 7), Told("leave", {"person": "ana", "since": day(2), "until": day(2)}),
        of("receipt", "till:csv/x9", receipt="r2", day=day(1), sale=1),
    ]  # fmt: skip
    cell = whole(telling(facts), "practice_streak")
    assert (cell.value, cell.n, cell.people) == (3, 3, 1)


def test_an_action_is_tried_within_three_shifts(telling):
    """Given on Monday. Ana tries it the same day; Ben on his third shift after; Cleo on her fourth; Dora never does."""

    def given(who, tried):
        return of("action", who, action=who, day=day(9), due=day(9), given=day(0), tried=tried and day(tried - 1))

    everyone = [worked(who, 0, 1, 3, 4, 5) for who in ("ana", "ben", "cleo", "dora")]
    tried = {"ana": 1, "ben": 5, "cleo": 6, "dora": None}
    facts = [one for some in everyone for one in some] + [given(who, when) for who, when in tried.items()]
    found = answer(Question("action_applied", since=day(0), until=day(0)), telling(facts)).whole
    assert (found.top, found.bottom, found.n, found.people) == (2, 4, 4, 4)
    assert dict(found.beside) == {"same_shift": 1}
    assert (found.low, found.high) == intervals.rate(2, 4)
    assert whole(telling(facts), "action_applied", since=day(1)).n == 0  # by the day it was given


def test_coverage_is_two_observations_in_a_rostered_week(telling):
    """Ana twice, Ben once, Cleo never, the manager does not count: one of three. Next week Ana not at all."""
    facts = [
        *worked("ana", 0, 7), *worked("ben", 1), *worked("cleo", 2), *worked("mia", 0, job="manager"),
        *watched("ana", 0, 3), *watched("ben", 1),
    ]  # fmt: skip
    warehouse = telling(facts)
    by_week = answer(Question("observation_coverage", ("week",)), warehouse).cells
    assert {key: (c.top, c.bottom, c.people) for key, c in by_week.items()} == {
        ("2026-03-02",): (1, 3, 3), ("2026-03-09",): (0, 1, 1),
    }  # fmt: skip
    assert whole(warehouse, "observation_coverage").bottom == 4


def test_observed_minutes_are_for_each_week_of_a_person(telling):
    facts = [*worked("ana", 0, 1), *worked("ben", 1), *watched("ana", 0, 1, minutes=9.0), *watched("ben", 1)]
    cell = whole(telling(facts), "observed_minutes")
    assert (cell.top, cell.bottom, cell.value) == (24, 2, 12)
    assert (cell.low, cell.high) == pytest.approx((0, intervals.clustered([(18, 1), (6, 1)])[1]))


def test_learning_minutes_and_their_quiet_share(telling):
    """Eight minutes in two weeks of people. The door counts 30 at noon and 6 in the morning: ten o'clock is quiet."""
    facts = [*worked("ana", 0), *worked("ben", 0)]
    facts += [of("learnt", "ana", event="a", day=day(0), hour=10, minutes=6.0)]
    facts += [of("learnt", "ben", event="b", day=day(0), hour=12, minutes=2.0)]
    facts += [of("traffic", reading=f"t{h}", day=day(0), hour=h, entries=n) for h, n in ((10, 6), (12, 30))]
    facts += [of("learnt", "paul", door=PAR, event="c", day=day(0), hour=12, minutes=2.0)]
    warehouse = telling(facts)
    assert whole(warehouse, "learning_minutes", where={"boutique": ("GVA01",)}).value == 4
    found = answer(Question("learning_minutes_quiet"), warehouse)
    assert (found.whole.top, found.whole.bottom, found.whole.people) == (6, 8, 2)
    assert found.notes == ("No entries were counted in PAR02: which hours are quiet is not known there.",)


def test_coaching_minutes_are_for_each_shift_of_a_manager(telling):
    """Mia has three rostered shifts and coaches 20 and 10 minutes; Noa has no roster: the day she coached is one."""
    facts = [*worked("mia", 0, 1, 2, job="manager"), *worked("ana", 0)]
    for who, n, minutes in (("mia", 0, 20.0), ("mia", 1, 10.0), ("noa", 3, 30.0)):
        facts.append(of("coached", "ana", coaching=f"{who}{n}", day=day(n), coach=who, minutes=minutes))
    cell = whole(telling(facts), "coaching_minutes")
    assert (cell.top, cell.bottom, cell.value) == (60, 4, 15)


def test_huddle_days_are_of_the_days_a_door_was_open(telling):
    facts = [of("ticket", ticket=f"k{n}", day=day(n)) for n in (0, 0, 1)]
    facts += [of("traffic", reading="t", day=day(2), entries=4), of("traffic", reading="closed", day=day(6), entries=0)]
    facts += [of("huddle", huddle=f"h{n}", day=day(n)) for n in (0, 3)]
    cell = whole(telling(facts), "huddle_days")
    assert (cell.top, cell.bottom, cell.people) == (2, 4, 0)


# Medians


def test_medians_have_the_interval_of_order_statistics(telling):
    facts = [of("watched", f"p{i % 3}", observation=f"o{i}", day=day(0), seconds=float(i)) for i in range(1, 11)]
    facts += [of("watched", "p9", observation="untimed", day=day(0), seconds=None)]
    facts += [of("coached", "ana", coaching=f"c{i}", day=day(0), lag=float(i)) for i in (3, 90, 5)]
    warehouse = telling(facts)
    cell = whole(warehouse, "logging_seconds")
    assert (cell.value, cell.low, cell.high, cell.n, cell.people) == (5.5, 2, 9, 10, 3)
    assert (whole(warehouse, "feedback_lag").value, whole(warehouse, "feedback_lag").low) == (5, None)


# Counts and tills


def counted(name, n, shrink, *, previous=None, zone="safe", door=GVA, over=0.0, code="CHF", rate=1.0):
    return of("stock", door=door, count=name, day=day(n), zone=zone, shrink=shrink, over=over, currency=code, rate=rate,
              previous=None if previous is None else day(previous))  # fmt: skip


def sold(name, n, net, door=GVA, code="CHF", rate=1.0):
    return of("receipt", door=door, receipt=name, day=day(n), sale=1, net=net, currency=code, rate=rate)


def test_shrink_is_over_the_net_sales_between_the_counts(telling):
    """The safe is counted on Monday (its first), Wednesday (300 short) and Friday (100 over): between, 10,000 on
    Tuesday and 30,000 on Thursday. The window's count on Friday since Tuesday covers Thursday again: sold once."""
    facts = [
        counted("a", 0, 500.0), counted("b", 2, 300.0, previous=0), counted("c", 4, -100.0, previous=2, over=150.0),
        counted("d", 4, 40.0, previous=1, zone="window"),
        sold("r0", 0, 70_000.0), sold("r1", 1, 10_000.0), sold("r2", 3, 30_000.0), sold("r3", 5, 90_000.0),
    ]  # fmt: skip
    found = answer(Question("shrink_rate"), telling(facts))
    assert (found.whole.top, found.whole.bottom, found.whole.n) == (240, 40_000, 3)
    assert dict(found.whole.beside) == {"over": 150}
    assert found.whole.terms == "days"
    expected = intervals.clustered([(300, 10_000), (-60, 30_000)])
    assert (found.whole.low, found.whole.high) == pytest.approx(expected)
    assert found.notes == (
        "At cost; what was counted above book is netted.", "1 first count of a zone left out: nothing came before.",
    )  # fmt: skip
    by_zone = answer(Question("shrink_rate", ("zone",)), telling(facts)).cells
    assert {key: (c.top, c.bottom) for key, c in by_zone.items()} == {
        ("safe",): (200, 40_000),
        ("window",): (40, 30_000),
    }


def test_shrink_of_two_currencies_is_converted_and_clustered_by_door(telling):
    facts = [
        counted("a", 2, 300.0, previous=0), sold("r", 1, 10_000.0),
        counted("b", 2, 100.0, previous=0, door=PAR, code="EUR", rate=0.9), sold("s", 1, 5_000.0, PAR, "EUR", 0.9),
    ]  # fmt: skip
    found = answer(Question("shrink_rate"), telling(facts))
    assert (found.whole.top, found.whole.bottom, found.whole.terms) == (390, 14_500, "doors")
    assert "converted to CHF" in found.notes[-1]
    apart = answer(Question("shrink_rate", ("boutique",)), telling(facts)).cells
    assert apart[("PAR02",)].value == 0.02


def test_the_till_disagrees_in_receipts_or_in_net(telling):
    """Monday agrees (a void and a test are no receipts), Tuesday a receipt is missing, Wednesday ten cents."""

    def rung(n, *nets, kind="sale"):
        return [of("ticket", ticket=f"{kind}{n}{x}", day=day(n), sale_type=kind, net=x, currency="CHF") for x in nets]

    facts = [
        *rung(0, 100.0, 200.0),
        *rung(0, 0.0, kind="void"),
        *rung(0, 9.0, kind="test"),
        *rung(1, 50.0),
        *rung(2, 90.0),
    ]
    for n, receipts, net in ((0, 2, 300.0), (1, 2, 50.0), (2, 1, 100.0)):
        facts.append(of("closing", closing=f"c{n}", day=day(n), receipts=receipts, net=net, currency="CHF"))
    cell = whole(telling(facts), "till_difference")
    assert (cell.top, cell.bottom, dict(cell.beside)) == (2, 3, {"receipts": 1})


# Questions


def test_a_question_that_those_who_know_get_right_tells_something(telling):
    """Right on q1: 1, 1, 0, 0; share right on q2 and q3: 1, 1/2, 1/2, 0. The correlation by hand is sqrt(1/2)."""
    right = {"ana": (1, 1, 1), "ben": (1, 1, 0), "cleo": (0, 0, 1), "dora": (0, 0, 0)}
    facts = [
        of("learnt", who, event=f"{who}{i}", day=day(0), what="practised", module="add-on", item=f"q{i + 1}", right=r)
        for who, some in right.items() for i, r in enumerate(some)
    ]  # fmt: skip
    warehouse = telling(facts)
    by_item = answer(Question("item_discrimination", ("item",)), warehouse).cells
    assert by_item[("q1",)].value == pytest.approx(sqrt(0.5))
    assert (by_item[("q1",)].n, by_item[("q1",)].people) == (4, 4)
    assert by_item[("q1",)].low < sqrt(0.5) < by_item[("q1",)].high
    one = answer(Question("item_discrimination", where={"item": ("q1",)}), warehouse).whole
    assert one.value == pytest.approx(sqrt(0.5))
    assert answer(Question("item_difficulty", ("item",)), warehouse).cells[("q1",)].value == 0.5
