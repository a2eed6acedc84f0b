"""Boutiques, products and staff by file: rows with a day of their own, hours, words of eight languages, what waits."""

from datetime import date, time

import pytest
from feed_files import bad, good, read

from cabochon.connectors import DatedRow
from cabochon.retail.master import Door, Product

DOORS = "code,zone,currency,factor,opens,closes,hours,open_date,close_date,valid_from\n"
GOODS = "sku,line,kind,valid_from\n"
PEOPLE = "code,name,boutique,job_role,hired,left\n"


def doors(*lines, mapping=""):
    return read("doors", DOORS + "\n".join(lines) + "\n", mapping)


def test_a_boutique_may_say_from_which_day_on_it_is_so():
    always, later = good(doors("GVA01,Europe/Zurich,CHF,0.9,,,,,,", "GVA01,Europe/Zurich,CHF,0.8,,,,,,2026-05-01"))
    assert isinstance(always, Door)
    assert isinstance(later, DatedRow)
    assert (later.row.factor, later.since) == (0.8, date(2026, 5, 1))


def test_one_day_twice_is_said_and_another_day_is_not():
    line = "GVA01,Europe/Zurich,CHF,0.9,,,,,,2026-05-01"
    assert bad(doors(line, line))[0][1] == "'GVA01' stands on line 2 already; keep one"
    assert bad(doors(line, line.replace("-05-", "-06-"))) == []


@pytest.mark.parametrize(("hours", "opens", "closes"), [
    ("10:00-19:00", time(10), time(19)), ("9:30 – 20:00", time(9, 30), time(20)),
    ("10h00 - 19h30", time(10), time(19, 30)),
])  # fmt: skip
def test_hours_may_stand_in_one_column(hours, opens, closes):
    (one,) = good(doors(f"GVA01,Europe/Zurich,CHF,,,,{hours},,,"))
    assert (one.opens, one.closes) == (opens, closes)


@pytest.mark.parametrize(("line", "place", "says"), [
    ("A,Europe/Zurich,CHF,,,,10:00-19:00; Su closed,,,", "hours", "other days cannot be kept"),
    ("A,Europe/Zurich,CHF,,,,25:00-26:00,,,", "hours", "is not a time of day"),
    ("A,Europe/Zurich,CHF,,10:00,10:00,,,,", "closes", "is when it opens"),
    ("A,Europe/Zürich,CHF,,,,,,,", "zone", "expected e.g. Europe/Zurich"),
    ("A,Europe/Pari,CHF,,,,,,,", "zone", "expected e.g. Europe/Paris"),
    ("A,Europe/Zurich,CHF,0,,,,,,", "factor", "is outside 0..1"),
    ("A,Europe/Zurich,CHF,,,,,2026-05-01,2026-04-01,", "close_date", "lies before the first day"),
    ("A,Europe/Zurich,CHF,,,,,,,2026-13-01", "valid_from", "is not a date"),
    (f"{'x' * 121},Europe/Zurich,CHF,,,,,,,", "code", "at most 120"),
])  # fmt: skip
def test_a_boutique_that_cannot_be_waits_and_the_others_are_kept(line, place, says):
    items = doors(line, "PAR01,Europe/Paris,EUR,,,,,,,")
    ((where, reason),) = bad(items)
    assert where == f"line 2, column {place}"
    assert says in reason
    assert [one.code for one in good(items)] == ["PAR01"]


@pytest.mark.parametrize(("line", "kind", "ours"), [
    ("Montres", "", ("watch", "primary")), ("UHREN", "", ("watch", "primary")), ("腕時計", "", ("watch", "primary")),
    ("Joyeria", "", ("jewelry", "primary")), ("مجوهرات", "", ("jewelry", "primary")),
    ("Clocks", "", ("clocks", "primary")),
    ("watch", "Zubehör", ("watch", "accessory")), ("", "garantia", ("", "warranty")),
    ("", "Care-Plan", ("", "care_plan")),
])  # fmt: skip
def test_lines_and_kinds_are_known_by_their_words(line, kind, ours):
    (one,) = good(read("catalogue", f"{GOODS}W,{line},{kind},\n"))
    assert (one.line, one.kind) == ours


def test_a_mappings_own_word_comes_before_the_usual_one():
    (one,) = good(read("catalogue", f"{GOODS}W,Montres,,\n", '[lines]\nMontres = "clock"\n'))
    assert one.line == "clock"


def test_a_product_that_moves_to_another_line_says_its_day():
    first, then = good(read("catalogue", f"{GOODS}W,watch,,\nW,jewelry,,2026-04-01\n"))
    assert first == Product(sku="W", line="watch")
    assert (then.row, then.since) == (Product(sku="W", line="jewelry"), date(2026, 4, 1))


@pytest.mark.parametrize(("word", "role"), [
    ("Conseillère de vente", "advisor"), ("Verkäufer", "advisor"), ("店長", "manager"), ("Magazziniere", "stock"),
    ("Cajera", "cashier"), ("بائع", "advisor"), ("销售顾问", "advisor"), ("Boutique Manager", "manager"),
    ("", "advisor"),
])  # fmt: skip
def test_job_roles_are_known_in_eight_languages(word, role):
    (one,) = good(read("people", f"{PEOPLE}1,Anna,GVA01,{word},,\n"))
    assert one.job_role == role


@pytest.mark.parametrize("line", ["1,Anna Keller,Anna Keller,,,", "1,Anna Keller,GVA01,KELLER,,"])
def test_a_name_in_the_wrong_column_is_not_quoted(line):
    ((_, reason),) = bad(read("people", f"{PEOPLE}{line}\n"))
    assert reason == "holds the person’s name"


def test_who_left_before_they_came_waits():
    ((place, reason),) = bad(read("people", f"{PEOPLE}1,Anna,GVA01,,2026-05-01,2026-04-01\n"))
    assert (place, reason) == ("line 2, column left", "2026-04-01 lies before the first day, 2026-05-01")
