"""Panels from the facts: every sum is the one the measures answer, split receipts count once, money keeps its own."""

from datetime import date, timedelta

import numpy as np
import pytest
from chain import Chain, day
from sqlglot import exp

from cabochon.facts.cuts import cuts
from cabochon.measures.answer import answer
from cabochon.measures.question import Question
from cabochon.verdicts import panels
from cabochon.verdicts.panels import Panels
from cabochon.warehouse import duckdb_arrays

SINCE, UNTIL = day(-14), day(13)
BEHAVIOUR = "behaviour.accessory"


def sheets(chain, **more):
    return Panels(chain.warehouse(), SINCE, UNTIL, **more)


@pytest.fixture(scope="module")
def lived():
    chain = Chain.of(3)
    chain.lived(SINCE, UNTIL)
    chain.sold("d00p0", day(0), 1, 2, discount=1e5, addon_sold=1.0, addon_back=1.0)
    for n in range(-14, 14):
        for code in chain.doors:
            chain.add("traffic", boutique=code, day=day(n), entries=40, corrected=32.0)
            chain.add("listing", boutique=code, day=day(n), in_stock=20, listed=24)
    return chain


@pytest.fixture(scope="module")
def facts(lived):
    return lived.warehouse()


@pytest.mark.parametrize(
    "key", [BEHAVIOUR, "attach_rate", "csat", "conversion", "atv", "discount_share", "secondary_return_rate",
            "response_rate", "addon_availability", "secondary_per_qualifying"],
)  # fmt: skip
def test_a_panel_adds_up_to_what_the_measure_answers(facts, key):
    panel = Panels(facts, SINCE, UNTIL).doors(key)
    x, n = panel.sums(day(-7), day(3))
    cells = answer(Question(key, ("boutique",), day(-7), day(3)), facts).cells
    assert {(unit,): (x[i], n[i]) for i, unit in enumerate(panel.units) if n[i]} == {
        name: (pytest.approx(cell.top), pytest.approx(cell.bottom)) for name, cell in cells.items() if cell.bottom
    }  # fmt: skip


@pytest.mark.parametrize("key", [BEHAVIOUR, "attach_rate", "csat", "secondary_per_qualifying"])
def test_people_are_told_apart_by_door(facts, key):
    panel = Panels(facts, SINCE, UNTIL).people(key)
    x, n = panel.sums(SINCE, UNTIL)
    cells = answer(Question(key, ("associate", "boutique"), SINCE, UNTIL), facts).cells
    assert {tuple(unit.split("/")): (x[i], n[i]) for i, unit in enumerate(panel.units)} == {
        name: (pytest.approx(cell.top), pytest.approx(cell.bottom)) for name, cell in cells.items()
    }  # fmt: skip
    assert [panel.doors[at] for at in panel.door] == [unit.split("/")[1] for unit in panel.units]


def test_several_measures_of_a_table_are_one_select(facts, monkeypatch):
    asked = []

    def columns(tree, binds):
        asked.append(tree.find(exp.Table).name)
        return real(tree, binds)

    real = facts.columns
    monkeypatch.setattr(facts, "columns", columns)
    keys = (BEHAVIOUR, "behaviour.discovery", "attach_rate", "enrolment_rate", "secondary_return_rate")
    one = Panels(facts, SINCE, UNTIL, keys=keys)
    for key in (*keys, "attach_rate"):
        one.people(key)
    assert sorted(asked) == ["coached", "learnt", "receipt", "shift", "step", "watched"]


KEYS = (BEHAVIOUR, "behaviour.discovery", "attach_rate", "atv", "csat", "conversion", "secondary_per_qualifying")


@pytest.mark.parametrize("key", KEYS)
def test_a_large_house_and_an_engine_of_rows_have_the_same_figures(everything, key):
    few, *others = everything
    for was, *now in zip(few[key], *(other[key] for other in others), strict=True):
        for one in now:
            alike(was, one)


@pytest.fixture(scope="module")
def everything():
    """Every panel of a house with all that makes them differ: as few cells, as many, and from rows."""
    facts = mixed().warehouse()
    few = panels_of(facts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(panels, "MANY", 0)
        patch.setattr(duckdb_arrays, "READ", 150)
        return few, panels_of(facts), panels_of(Rows(facts))


def mixed():
    """Codes of nobody, a person at two doors, a shared receipt, two currencies, roles, several behaviours, leave."""
    chain = Chain.of(3)
    chain.lived(SINCE, UNTIL)
    for n in range(-14, 14):
        chain.seen("d00p1", day(n), n % 3, 3, about="discovery")
        chain.seen("d01p2", day(n), 1, 2, about="farewell")  # not asked for
        chain.sold("d01p1", day(n), 0, 1, net=500.0 + n, currency="FRF" if n < 5 else "EUR", rate=0.16 if n else 0.0)
        chain.sold("d01p1", day(n), 1, 1, door="D02")
        chain.sold("till:csv/x9", day(n), 1, 2, door="D00")
        chain.sold("", day(n), 0, 1, door="D00")
        chain.add("receipt", **chain.place("d00p2", day(n)) | {"job_role": "manager", "tenure": "3-6"}, qualifying=1,
                  sale=1, net=3e5, currency="CHF", rate=1.0)  # fmt: skip
        chain.add("traffic", boutique="D00", day=day(n), entries=40, corrected=32.5)
    shared(chain)
    chain.shift("d00p3", day(2))
    chain.add("leave", person="d02p0", since=day(2), until=None)
    return chain


def panels_of(warehouse):
    one = Panels(warehouse, SINCE, UNTIL, currency="CHF", keys=KEYS)
    beside = one.shifts(), *one.lines().values()
    return {key: (one.people(key), one.doors(key), one.doors(key, group=True), one.roles(key),
                  one.cut(key, "tenure"), *beside) for key in KEYS}  # fmt: skip


def alike(was, now):
    assert (was is None) == (now is None)
    if was is not None:
        assert (was.units, was.doors, was.door.tolist()) == (now.units, now.doors, now.door.tolist())
        for side in ("x", "n", "squares", "on"):
            one, other = getattr(was, side), getattr(now, side)
            assert (one is None) == (other is None)
            assert one is None or (one.dtype == other.dtype and np.allclose(one, other, rtol=1e-12, atol=0))


def test_behaviours_never_asked_for_bring_nobody_in():
    panel = sheets(mixed(), keys=("behaviour.discovery",)).people("behaviour.discovery")
    assert panel.units == ("d00p1/D00",)
    assert panel.n.sum() == 3 * 28


def test_a_behaviour_asked_for_later_is_read_with_those_before(facts):
    one = Panels(facts, SINCE, UNTIL)
    assert one.people("behaviour.discovery").n.sum() == 0
    alike(one.people(BEHAVIOUR), Panels(facts, SINCE, UNTIL, keys=(BEHAVIOUR,)).people(BEHAVIOUR))


class Rows:
    """A warehouse that has no columns to give, only rows."""

    def __init__(self, facts):
        self.select = facts.select


def test_a_receipt_of_two_sellers_counts_once_for_the_door_and_once_for_each():
    chain = Chain.of(1, people=2)
    shared(chain)
    one = sheets(chain)
    door, people = one.doors("attach_rate"), one.people("attach_rate")
    assert door.n.sum() == 1
    assert dict(zip(people.units, people.n.sum(axis=1), strict=True)) == {"d00p0/D00": 1, "d00p1/D00": 1}
    assert one.doors("atv").x.sum() == 1e6
    assert {line: (panel.x.sum(), panel.n.sum()) for line, panel in one.lines().items()} == {
        "watch": (1, 1), "jewelry": (1, 1),
    }  # fmt: skip


def shared(chain):
    """One receipt of two sellers and two product lines."""
    split = cuts((day(0), "D00", "Europe", "boutique", "midday", 12), [("d00p0", 0.5), ("d00p1", 0.5)],
                 (("watch", "", ""), ("jewelry", "", "")), master=Nobody())  # fmt: skip
    names = ("grain", "day", "boutique", "region", "door_type", "associate", "job_role", "tenure", "product_line")
    for cut, part in split:
        chain.add("receipt", receipt="one", **dict(zip(names, cut[:9], strict=True)), sale=1, qualifying=1, attached=1,
                  net=1e6 * part, currency="CHF", rate=1.0)  # fmt: skip


class Nobody:
    def standing(self, who, day):
        return "advisor", ""


def test_codes_nobody_has_claimed_are_no_people():
    chain = Chain.of(1, people=1)
    chain.sold("d00p0", day(0), 0, 1)
    chain.sold("till:csv/x9", day(0), 0, 1, door="D00")
    chain.sold("", day(0), 0, 1, door="D00")
    one = sheets(chain)
    assert one.people("attach_rate").units == ("d00p0/D00",)
    assert one.doors("attach_rate").n.sum() == 3


def test_money_is_in_the_doors_last_currency_or_converted():
    chain = Chain.of(2, people=1)
    for n in (0, 1):
        chain.sold("d00p0", day(n), 0, 1, net=500.0, currency="FRF", rate=0.16)
    chain.sold("d00p0", day(2), 0, 1, net=80.0, currency="EUR", rate=1.05)
    chain.sold("d01p0", day(2), 0, 1, net=100.0, currency="CHF", rate=0.0)
    one = sheets(chain, currency="CHF")
    own, all_ = one.doors("atv"), one.doors("atv", group=True)
    assert (own.x.sum(axis=1).tolist(), own.n.sum(axis=1).tolist()) == ([80, 100], [1, 1])
    assert np.allclose(all_.x.sum(axis=1), [160 + 84, 100])
    assert all_.n.sum(axis=1).tolist() == [3, 1]
    assert one.doors("attach_rate").n.sum(axis=1).tolist() == [3, 1]  # no amount in it: every receipt counts
    assert [code for _, code in one.beside().currencies["D00"]] == ["FRF", "EUR"]


def test_a_door_whose_code_begins_like_anothers_keeps_its_own_figures():
    chain = Chain.of(1, people=1)
    for door, net in (("D00", 5.0), ("D00-2", 7.0), ("D00+", 9.0)):
        chain.sold("d00p0", day(0), 0, 1, door=door, net=net)
    one = sheets(chain, currency="CHF")
    for panel in (one.doors("atv"), one.doors("atv", group=True), one.lines()["watch"]):
        assert panel.units == ("D00", "D00+", "D00-2")
    assert one.doors("atv").x.sum(axis=1).tolist() == [5, 9, 7]
    assert one.people("attach_rate").units == ("d00p0/D00", "d00p0/D00+", "d00p0/D00-2")


def test_squares_are_there_for_means_only(facts):
    one = Panels(facts, SINCE, UNTIL)
    csat = one.doors("csat")
    assert csat.squares.sum() == pytest.approx(answer(Question("csat", (), SINCE, UNTIL), facts).whole.squares)
    assert not csat.rate
    assert one.doors("attach_rate").squares is None


def test_roles_are_there_where_the_measure_knows_them(facts):
    one = Panels(facts, SINCE, UNTIL)
    assert one.roles("atv").units == ("D00/advisor", "D01/advisor", "D02/advisor")
    assert one.roles("conversion") is None
    assert one.people("atv") is None
    assert one.people("conversion") is None
    assert one.doors("no_such_measure") is None
    assert one.doors("ramp_weeks") is None


def test_shrink_stands_on_the_day_of_the_count_over_the_sales_since_the_last():
    chain = Chain.of(1, people=1)
    for n in range(-20, 10):
        chain.sold("d00p0", day(n), 0, 1, net=1_000.0)
    count = {"boutique": "D00", "currency": "CHF", "rate": 1.0}
    chain.add("stock", **count, day=day(-10), shrink=7.0, previous=None)
    chain.add("stock", **count, day=day(0), shrink=50.0, previous=day(-10))
    chain.add("stock", **count, day=day(0), shrink=30.0, previous=day(-5), zone="back")
    facts = chain.warehouse()
    panel = Panels(facts, SINCE, UNTIL).doors("shrink_rate")
    assert panel.sums(day(0), day(0)) == (80.0, 10_000.0)
    assert panel.x.sum() == 80
    whole = answer(Question("shrink_rate", ("boutique",), SINCE, UNTIL), facts).cells["D00",]
    assert (panel.x.sum(), panel.n.sum()) == (whole.top, whole.bottom)


def test_a_shift_is_a_rostered_day_else_an_active_one_and_leave_is_none():
    chain = Chain.of(2, people=1)
    for n in (0, 2):
        chain.shift("d00p0", day(n))
    chain.sold("d00p0", day(1), 0, 1)  # in a week with a roster: not a shift
    chain.sold("d00p0", day(8), 0, 1)  # in a week without
    chain.sold("d00p0", day(9), 0, 1, door="D01")
    chain.sold("d01p0", day(1), 0, 1)
    chain.sold("d01p0", day(2), 0, 1)
    chain.add("leave", person="d01p0", since=day(2), until=day(3))
    panel = sheets(chain).shifts()
    days = [[panel.day(column) for column in np.flatnonzero(row).tolist()] for row in panel.n]
    assert dict(zip(panel.units, days, strict=True)) == {
        "d00p0/D00": [day(0), day(2), day(8)], "d00p0/D01": [day(9)], "d01p0/D01": [day(1)],
    }  # fmt: skip


def test_people_are_on_a_shift_also_on_days_nobody_saw_them():
    chain = Chain.of(1, people=1)
    chain.shift("d00p0", day(0))
    chain.shift("d00p0", day(1))
    chain.seen("d00p0", day(1), 1, 1)
    panel = sheets(chain).people(BEHAVIOUR)
    assert panel.on[0, panel.column(day(0)) : panel.column(day(2))].tolist() == [True, True]


def test_only_some_doors_can_be_read(facts):
    one = Panels(facts, SINCE, UNTIL, only=["D01"])
    assert one.doors("attach_rate").units == ("D01",)
    assert {unit.split("/")[1] for unit in one.shifts().units} == {"D01"}


def test_nothing_at_all_is_an_empty_panel():
    one = Panels(Chain.of(1).warehouse(), date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=3))
    for panel in (one.people("attach_rate"), one.doors("atv"), one.doors("shrink_rate"), one.shifts(),
                  one.roles("attach_rate")):  # fmt: skip
        assert panel.x.shape == (0, 4)
    assert one.lines() == {}
