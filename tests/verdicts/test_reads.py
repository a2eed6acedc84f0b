"""Panels that go on from those before: the same as read anew, whatever moved; what did not move is the same object."""

from datetime import timedelta

import numpy as np
import pytest
from chain import Chain, day
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cabochon.facts.tables import TABLES
from cabochon.house.reaching_back import Back, earliest
from cabochon.verdicts.panels import Panels
from cabochon.verdicts.reads import Reads, spliced
from cabochon.warehouse import Batch, Bookmark
from cabochon.warehouse.arrays import Grids

SINCE, UNTIL = day(-10), day(6)
KEYS = ("attach_rate", "behaviour.accessory", "csat", "atv", "conversion")
COLUMN = {table.name: {c.name: i for i, c in enumerate(table.columns)} for table in TABLES}


class Moving:
    """A chain whose facts go on; `back` says what moved, as the house's own does."""

    def __init__(self):
        self.chain, self.back, self.mark = Chain.of(3, 2), Back(), 1
        self.chain.lived(SINCE, day(0))
        self.warehouse = self.chain.warehouse()
        self.back.reached(1)

    def write(self, gone=()):
        """What was added to the chain since; gone: receipts taken away."""
        rows = {name: some[self.told.get(name, 0) :] for name, some in self.chain.rows.items()}
        batch = Batch(Bookmark(self.mark + 1, self.mark + 1), {name: some for name, some in rows.items() if some})
        batch.new = {name: {row[COLUMN[name][self.key(name)]] for row in some} for name, some in rows.items()}
        if gone:
            batch.gone = {"receipt": set(gone)}
            batch.span = {"receipt": (SINCE, UNTIL)}
        self.back.touched(earliest(batch))
        self.warehouse.replace(batch)
        self.mark += 1
        self.back.reached(self.mark)

    @staticmethod
    def key(name):
        return next(t.key for t in TABLES if t.name == name)

    def begin(self):
        self.told = {name: len(some) for name, some in self.chain.rows.items()}

    def panels(self, before=None):
        return Panels(self.warehouse, SINCE, UNTIL, currency="CHF", keys=KEYS, moves=self.back, before=before)


def everything(sheets):
    """Every panel a page asks for, by name."""
    found = {("doors", key): sheets.doors(key) for key in KEYS} | {("shifts",): sheets.shifts()}
    found |= {("people", key): sheets.people(key) for key in KEYS[:3]}
    found |= {("roles", key): sheets.roles(key) for key in KEYS[:2]} | {("shrink",): sheets.doors("shrink_rate")}
    return found | {("line", line): panel for line, panel in sheets.lines().items()}


def alike(one, other):
    assert one.keys() == other.keys()
    for name, panel in one.items():
        told, units = other[name], {*panel.units, *other[name].units}
        for unit in units:  # a unit without anything may stand or not
            rows = [p.x[p.places[unit]].tolist() + p.n[p.places[unit]].tolist() if unit in p.places else None
                    for p in (panel, told)]  # fmt: skip
            assert rows[0] == pytest.approx(rows[1]) if None not in rows else not any(rows[0] or rows[1]), (name, unit)


happenings = st.lists(
    st.tuples(st.sampled_from(["sold", "seen", "asked", "shift", "tag", "staff"]), st.integers(0, 5),
              st.integers(-10, 6)), min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(happenings, st.integers(0, 3)), min_size=1, max_size=4))
def test_whatever_comes_in_or_goes_they_are_as_if_read_anew(rounds):
    moving = Moving()
    sheets = moving.panels()
    everything(sheets)
    for some, taken in rounds:
        moving.begin()
        crew = list(moving.chain.at)
        for what, who, when in some:
            happen(moving.chain, what, crew[who], day(when))
        receipts = [row[COLUMN["receipt"]["receipt"]] for row in moving.chain.rows["receipt"][:taken]]
        moving.write(receipts)
        moving.chain.rows["receipt"] = moving.chain.rows["receipt"][taken:]
        sheets = moving.panels(sheets)
        alike(everything(sheets), everything(Panels(moving.warehouse, SINCE, UNTIL, currency="CHF", keys=KEYS)))
        assert sheets.beside() == Panels(moving.warehouse, SINCE, UNTIL).beside()


def happen(chain, what, who, when):
    match what:
        case "sold":
            chain.sold(who, when, 1, 2)
        case "seen":
            chain.seen(who, when, 1, 2)
        case "asked":
            chain.asked(who, when, [5.0])
        case "shift":
            chain.shift(who, when)
        case "tag":
            chain.tag(chain.at[who], "launch", when)
        case "staff":
            chain.add("staff", person=who, boutique=chain.at[who], job_role="stock")


def test_what_did_not_move_is_the_same_object_with_all_that_was_kept_of_it():
    moving = Moving()
    before = moving.panels()
    old = everything(before)
    moving.begin()
    moving.chain.asked("d00p0", day(-1), [5.0])
    moving.write()
    new = everything(moving.panels(before))
    assert {name for name in old if new[name] is not old[name]} == {("doors", "csat"), ("people", "csat")}


def test_only_the_days_that_moved_are_read_again(monkeypatch):
    moving = Moving()
    before = moving.panels()
    everything(before)
    asked = []
    told = moving.warehouse.columns
    monkeypatch.setattr(moving.warehouse, "columns", lambda tree, binds: asked.append(binds) or told(tree, binds))
    moving.begin()
    moving.chain.sold("d00p0", day(4), 1, 2)
    moving.write()
    everything(moving.panels(before))
    assert asked
    assert {binds["since"] for binds in asked} == {day(4)}


def test_other_days_or_doors_are_read_by_themselves():
    moving = Moving()
    before = moving.panels()
    old = before.doors("attach_rate")
    for more in ({"until": UNTIL - timedelta(1)}, {"only": ["D00"]}, {"currency": "EUR"}):
        asked = {"since": SINCE, "until": UNTIL, "currency": "CHF", **more}
        assert Panels(moving.warehouse, **asked, before=before).doors("attach_rate") is not old


def test_without_moves_nothing_is_read_twice():
    moving = Moving()
    reads = Reads(moving.warehouse, UNTIL)
    assert reads.state("receipt") is reads.state("receipt")
    assert reads.state("receipt") is not reads.state("survey")


def test_splicing_keeps_what_was_before_and_takes_the_rest():
    old = Grids([("a",), ("b",), ("gone",)], [np.array([[[1.0, 2, 3], [4, 5, 6], [0, 0, 9]]])])
    new = Grids([("b",), ("c",)], [np.array([[[7.0], [8]]])])
    made = spliced(old, new, 2)
    assert made.names == [("a",), ("b",), ("c",)]
    assert made.sums[0].tolist() == [[[1, 2, 0], [4, 5, 7], [0, 0, 8]]]
    assert old.sums[0][0, 1].tolist() == [4, 5, 6]
