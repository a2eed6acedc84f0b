"""Amounts of one currency, of several, and of one without a rate."""

from datetime import date

from made_up import Told

from cabochon.measures.answer import answer
from cabochon.measures.question import Question

DAY = date(2026, 3, 2)


def sold(i, door, code, rate, net, **more):
    return Told("receipt", {"receipt": f"r{i}", "boutique": door, "region": "all", "day": DAY, "currency": code,
                            "rate": rate, "sale": 1, "net": net} | more)  # fmt: skip


FRANCS = [sold(i, "GVA01", "CHF", 1.0, 1000.0) for i in range(3)]
EUROS = [sold(10 + i, "PAR02", "EUR", 0.9, 2000.0) for i in range(2)]
YEN = [sold(20, "TYO03", "JPY", 0.0, 900_000.0)]


def test_one_currency_is_answered_in_it(telling):
    found = answer(Question("atv"), telling(EUROS))
    assert (found.whole.value, found.currency, found.whole.currency, found.notes) == (2000, "EUR", "EUR", ())


def test_several_are_converted_at_the_days_rate_and_it_is_said(telling):
    found = answer(Question("atv"), telling([*FRANCS, *EUROS]))
    assert (found.whole.top, found.whole.bottom, found.currency) == (3000 + 2 * 1800, 5, "CHF")
    assert found.notes == (
        "Amounts in CHF and EUR are converted to CHF at each day's stored rate; ask by boutique to keep them apart.",
    )


def test_by_boutique_each_keeps_its_own(telling):
    found = answer(Question("atv", ("boutique",)), telling([*FRANCS, *EUROS]))
    assert {key: (c.value, c.currency) for key, c in found.cells.items()} == {
        ("GVA01",): (1000, "CHF"), ("PAR02",): (2000, "EUR"),
    }  # fmt: skip
    assert (found.currency, found.notes) == ("", ())


def test_what_has_no_rate_is_left_out_and_counted(telling):
    found = answer(Question("atv"), telling([*FRANCS, *YEN, *EUROS]))
    assert (found.whole.bottom, found.whole.n) == (5, 5)
    assert found.notes[1] == (
        "1 in JPY without a stored rate are left out; add the rate of JPY to the exchange rates in the master data."
    )


def test_the_groups_own_currency_needs_no_rate(telling):
    found = answer(Question("atv"), telling([*[sold(i, "GVA01", "CHF", 0.0, 500.0) for i in range(2)], *EUROS]))
    assert found.whole.bottom == 4
    assert len(found.notes) == 1
    assert answer(Question("atv"), telling([*FRANCS, *EUROS]), currency="EUR").currency == "EUR"


def test_a_share_of_two_currencies_is_of_converted_amounts(telling):
    facts = [sold(1, "GVA01", "CHF", 1.0, 900.0, discount=100.0), sold(2, "PAR02", "EUR", 0.5, 2000.0, discount=0.0)]
    found = answer(Question("discount_share"), telling(facts))
    assert (found.whole.top, found.whole.bottom, found.currency) == (100, 2000, "")
