"""Poison is refused with a reason that says what to do, and never stops the rest."""

from datetime import date

import msgspec
import pytest

from cabochon import vocabulary
from cabochon.facts.hearing import heard
from cabochon.stream import Entry, Kept
from cabochon.vocabulary.places import of_result

from .floor import HOME, NOON, observation, receipt, survey, traffic
from .retold import master


def hear(*statements, known=None):
    """What was heard, and (pointer, reason) of what was refused."""
    told = []
    kept = [_kept(n, s if isinstance(s, dict) else vocabulary.say(s, HOME)) for n, s in enumerate(statements, 1)]
    found = heard(kept, HOME, master=known or master(), refused=lambda _, *why: told.append(why))
    return found, told


def _kept(n, statement):
    clear = msgspec.json.encode(statement)
    return Kept(seq=n, entry=Entry(statement["id"], clear[:16], clear, b"{}", "1.0.3"), stored=NOON)


def changed(event, place, value):
    statement = vocabulary.say(event, HOME)
    inner = statement
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return statement


LINES = of_result("lines")
MANY = [{"sku": "RING", "quantity": 1, "net": 0}] * 10_001


@pytest.mark.parametrize(
    ("poison", "pointer", "says"),
    [
        (changed(receipt("many"), LINES, MANY), "/result", "10,000"),
        (changed(receipt("low", 0, ("RING", -1, -500)), (*LINES, 0, "quantity"), 1), "/result", "below zero"),
        (receipt("much", 0, ("RING", 2**52, 2**52)), "/result", "beyond what can be counted"),
        (changed(receipt("bare"), (*of_result("net"), "currency"), ""), "/result", "ISO 4217"),
        (receipt("old", business_day=date(1950, 1, 1)), "/context", "between 1990 and 2200, not in 1950"),
        (changed(receipt("first"), ("timestamp",), "0001-01-01T00:00:00Z"), "/timestamp", "1900 and 2200"),
        (changed(survey("huge"), ("result", "score", "raw"), 1e308), "/result", ""),
        (changed(traffic("early"), ("timestamp",), "1955-01-01T00:00:00+00:00"), "/timestamp", "1990 and 2200"),
    ],
)
def test_poison_is_refused_and_the_rest_is_heard(poison, pointer, says):
    found, ((place, reason),) = hear(receipt("good"), poison, observation("o"))
    assert place.startswith(pointer)
    assert says in reason
    assert [v.kind for v in found] == ["receipt", "observation"]


def test_goods_taken_back_are_no_negative_price():
    story = [receipt("swap", 0, ("RING", 1, 500), ("RING", -1, -400)),
             receipt("back", 0, ("RING", 1, -400), sale_type="return", original="swap")]  # fmt: skip
    found, refused = hear(*story)
    assert (len(found), refused) == (2, [])


def test_a_boutique_nobody_knows_is_told_and_kept_for_the_day_it_is():
    found, ((pointer, reason),) = hear(receipt("r", boutique="PAR03"))
    assert [v.boutique for v in found] == ["PAR03"]
    assert "PAR03" in reason
    assert pointer.endswith("/grouping")


def test_a_void_of_a_void_is_heard_like_any():
    story = [receipt("r"), receipt("v", 1, sale_type="void", original="r"),
             receipt("w", 2, sale_type="void", original="v")]  # fmt: skip
    found, refused = hear(*story)
    assert ([v.original for v in found], refused) == (["", "receipt:till:csv:r", "receipt:till:csv:v"], [])


def test_an_observer_is_somebody_whose_code_may_be_claimed():
    (found,), _ = hear(observation("o"))
    assert found.who == "|ana|mia|"
    assert found.thread == f"|entry;{found.statement}|"
