"""One hash for what a verdict was made from: the same for the same figures, another for any other."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.impact.verdict import Side, Verdict
from cabochon.verdicts.hashing import PROCEDURE, digest, figures
from cabochon.verdicts.told import Change, Subject

ONE = Subject(key="k", kind="focus", about="accessory", boutique="GVA01", since=date(2026, 3, 24))
SUMS = st.lists(st.floats(0, 1e9, allow_nan=False), min_size=2, max_size=12)


@settings(deadline=None)
@given(SUMS)
def test_sums_that_were_added_up_in_another_order_are_the_same(sums):
    ahead, back = sum(sums), sum(reversed(sums))
    assert digest(ONE, ahead, np.array([ahead, 1.0])) == digest(ONE, back, np.array([back, 1.0]))


def test_one_event_more_is_another():
    before = np.array([[3.0, 0.0], [5.0, 1.0]])
    after = before.copy()
    after[1, 1] = 2.0
    assert digest(ONE, before) != digest(ONE, after)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")), ((1, 2), (12,)), (("1",), (1,)), ((None,), ("",)), (((1,), 2), ((1, 2),)),
        ((np.zeros((2, 3)),), (np.zeros((3, 2)),)), ((Side(1, 2),), (Side(2, 1),)), (({"a": 1},), ({"a": 2},)),
        ((date(2026, 3, 24),), ("2026-03-24",)),
    ],
)  # fmt: skip
def test_what_reads_alike_is_told_apart(one, other):
    assert digest(ONE, *one) != digest(ONE, *other)


def test_the_days_of_an_episode_and_the_procedure_are_in_it_and_what_came_of_it_is_not():
    assert digest(replace(ONE, since=date(2026, 3, 25))) != digest(ONE)
    assert digest(ONE, procedure=PROCEDURE + 1) != digest(ONE)
    assert digest(replace(ONE, outcome="kept", statement="s")) == digest(ONE)


def test_sets_and_mappings_have_one_order():
    assert digest(ONE, {"b": 1, "a": 2}, {"x", "y", "z"}) == digest(ONE, {"a": 2, "b": 1}, {"z", "y", "x"})


def test_what_cannot_be_written_in_one_way_is_refused():
    with pytest.raises(TypeError, match="cannot be hashed"):
        digest(ONE, object())


def test_what_was_counted_has_a_hash_of_its_own_whatever_was_said_of_it():
    verdict = Verdict(state="promising", measure="csat", unit="score", before=Side(40.0, 9), text="Promising.")
    one = Change(measure="csat", title="CSAT", unit="score", better="up", events="surveys", window=Side(9.0, 2),
                 after=Side(50.0, 11), verdict=verdict)  # fmt: skip
    said = replace(one, title="Clients", verdict=replace(verdict, state="no_lift", estimate=0.1, text="No lift."))
    assert figures(one) == figures(said)
    assert figures(one) != figures(replace(one, after=Side(50.0, 12)))
    assert figures(one) != figures(replace(one, verdict=replace(verdict, before=Side(41.0, 9))))
