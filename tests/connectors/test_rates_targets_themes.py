"""Currency rates, targets and comment themes from CSV: each row with a first day of its own."""

from datetime import date

import pytest
from feed_files import bad, good, read

from cabochon.retail.master import Rate, Target, Theme


def test_a_rate_holds_from_its_own_day_on():
    items = read("rates", "currency,value,valid_from\nEUR,0.94,2026-01-01\neur,0.95,2026-02-01\nJPY,0.0058,\n")
    assert [(one.row, one.since) for one in good(items)] == [
        (Rate(currency="EUR", value=0.94), date(2026, 1, 1)), (Rate(currency="EUR", value=0.95), date(2026, 2, 1)),
        (Rate(currency="JPY", value=0.0058), None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "place", "reason"),
    [
        ("EUR,-0.94,", "column value", "-0.94 is no rate"),
        ("EUR,0,", "column value", "0 is no rate"),
        ("EUR,1e9,", "column value", "'1e9' is not a number"),
        ("EUR,10000000,", "column value", "10000000 is no rate"),
        ("EUR,,", "column value", "is empty"),
        ("XXQ,0.94,", "column currency", "'XXQ' is not a currency of ISO 4217"),
        ("EUR,0.94,31.03.2026", "column valid_from", "'31.03.2026' is not a date"),
    ],
)
def test_a_rate_that_cannot_be_waits_with_place_and_reason(row, place, reason):
    found = bad(read("rates", f"currency,value,valid_from\n{row}\nUSD,0.9,\n"))
    assert len(found) == 1
    assert found[0][0] == f"line 2, {place}"
    assert found[0][1].startswith(reason)


def test_the_same_day_twice_is_said_and_another_day_is_not():
    items = read("rates", "currency,value,valid_from\nEUR,0.94,2026-01-01\nEUR,0.95,2026-01-01\nEUR,0.96,2026-01-02\n")
    assert bad(items) == [("line 3, column currency", "says what line 2 says already, from the same day on; keep one")]
    assert [one.row.value for one in good(items)] == [0.94, 0.96]


def test_a_target_may_be_said_out_of_a_hundred_and_by_the_files_own_word_for_a_boutique():
    mapping = '[boutiques]\n"014" = "GVA01"\n'
    items = read("targets", "measure,place,value,owner,valid_from\nattach_rate,014,35 %,SD,2026-01-01\ncsat,,4.6,,\n",
                 mapping)  # fmt: skip
    assert [(one.row, one.since) for one in good(items)] == [
        (Target(measure="attach_rate", place="GVA01", value=0.35, owner="SD"), date(2026, 1, 1)),
        (Target(measure="csat", value=4.6), None),
    ]


def test_a_target_without_a_number_waits():
    assert bad(read("targets", "measure,value\nattach_rate,much\n")) == [
        ("line 2, column value", "'much' is not a number; expected e.g. 1234.50")
    ]


def test_a_theme_is_its_words_and_phrases_once_each():
    items = read("themes", "key,language,title,words\nrushed,en,Rushed,rushed; in a  hurry ;rushed;\npushy,,,pushy\n")
    assert [one.row for one in good(items)] == [
        Theme(key="rushed", language="en", title="Rushed", words=("rushed", "in a hurry")),
        Theme(key="pushy", language="en", title="Pushy", words=("pushy",)),
    ]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("Sehr schön,en,,a", "column key"),
        ("rushed,english please,,a", "column language"),
        ("rushed,en,,;;", "column words"),
        ("rushed,en,,a|b", "column words"),
        (f"rushed,en,,{'x' * 61}", "column words"),
    ],
)
def test_a_theme_that_cannot_be_waits(row, place):
    found = bad(read("themes", f"key,language,title,words\n{row}\n"))
    assert [one[0] for one in found] == [f"line 2, {place}"]


def test_a_row_of_the_quarantine_is_read_again_by_its_fields():
    (again,) = good(read("rates", b"", again=({"currency": "EUR", "value": "0.94", "valid_from": "2026-01-01"},)))
    assert (again.row, again.since) == (Rate(currency="EUR", value=0.94), date(2026, 1, 1))
