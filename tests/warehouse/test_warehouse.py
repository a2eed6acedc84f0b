"""The promises of `Warehouse`, run on every adapter."""

import threading
from datetime import UTC, date, timedelta

import duckdb
import pytest
from sqlglot import exp

from cabochon.warehouse import Batch, Bookmark, Column, Table

from .adapters import ADAPTERS
from .things import AT, COUNT, DAY, NAME, OTHER, TABLES, THING, names, put, thing

REFUSES = (TypeError, ValueError, duckdb.Error)  # what an engine says to a row that does not fit


@pytest.fixture(params=ADAPTERS)
def warehouse(request, tmp_path):
    opened = ADAPTERS[request.param](tmp_path)
    opened.prepare(TABLES)
    yield opened
    opened.close()


def counted(*conditions):
    return exp.select(exp.alias_(exp.Count(this=exp.Star()), "sum_count")).from_("thing").where(*conditions)


def test_rows_come_back_as_they_went_in(warehouse):
    for many in (1, 5, 3000):
        put(warehouse, *(thing(f"n{i}", i) for i in range(many)))
        assert sorted(warehouse.fetch("thing", {})) == sorted(thing(f"n{i}", i) for i in range(many))
    assert warehouse.fetch("thing", {"name": "n0"}) == [thing("n0", 0)]
    assert warehouse.fetch("thing", {"name": "n0"})[0][3].tzinfo == UTC


def test_nothing_is_null(warehouse):
    rows = [("x", *[None] * 7)] * 3
    put(warehouse, *rows)
    assert warehouse.fetch("thing", {}) == rows


def test_any_text_is_only_text(warehouse):
    texts = ["", "'; drop table thing --", "\x00", "\\", '"', "é漢字🙂", "$a", "{a: String}", ":a", "◊", "a\nb\tc"]
    put(warehouse, *(thing(text, i) for i, text in enumerate(texts)))
    assert {row[NAME]: row[COUNT] for row in warehouse.fetch("thing", {"name": texts})} == {
        text: i for i, text in enumerate(texts)
    }
    one_of = exp.column("name").isin(*(exp.Placeholder(this=f"w{i}", kind="Text") for i in range(len(texts))))
    assert warehouse.select(counted(one_of), {f"w{i}": text for i, text in enumerate(texts)}) == [(len(texts),)]
    assert [row[NAME] for row in warehouse.fetch("thing", {"name": texts[1]})] == [texts[1]]


def test_all_rows_of_a_key_go_and_come_together(warehouse):
    put(warehouse, thing("a", 1), thing("a", 2), thing("b", 3))
    put(warehouse, thing("a", 4, day=date(2026, 5, 1)), gone={"b"}, position=2)
    assert [row[COUNT] for row in warehouse.fetch("thing", {})] == [4]
    assert warehouse.bookmark() == Bookmark(2)


def test_a_boutique_is_emptied_whole(warehouse):
    put(warehouse, thing("a"), thing("b", boutique="LAX"), thing("c", day=date(2026, 5, 1)))
    put(warehouse, thing("d"), emptied={"thing": {"GVA"}}, position=2)
    assert names(warehouse) == ["b", "d"]


def test_hints_of_new_keys_and_of_days_change_nothing(warehouse):
    put(warehouse, thing("a", 1), thing("b", 2), thing("c", 3, day=date(2026, 5, 1)))
    put(warehouse, thing("a", 4), thing("new", 5), gone={"b"}, position=2, new={"thing": {"new"}},
        span={"thing": (DAY, DAY)})  # fmt: skip
    assert sorted(row[COUNT] for row in warehouse.fetch("thing", {})) == [3, 4, 5]


def test_rows_laid_out_by_day_are_the_same_rows(warehouse):
    day = thing().index(date(2026, 3, 1))
    rows = [(*(one := thing(f"n{i}"))[:day], date(2026, 3, 1 + i * 7 % 28), *one[day + 1 :]) for i in range(40)]
    put(warehouse, *rows)
    warehouse.arrange()
    assert sorted(warehouse.fetch("thing", {}), key=str) == sorted(rows, key=str)
    put(warehouse, thing("n0", 9), position=2)
    assert warehouse.fetch("thing", {"name": "n0"}) == [thing("n0", 9)]


@pytest.mark.parametrize("many", [2, 31, 32, 500])
def test_a_long_list_of_values_finds_what_a_short_one_does(warehouse, many):
    put(warehouse, *(thing(f"n{i}", i) for i in range(4)))
    members = [exp.Placeholder(this=f"name_{i}", kind="String") for i in range(many)]
    tree = exp.select(exp.column("name")).from_("thing").where(exp.column("name").isin(*members))
    for first in ("n1", "n3"):
        binds = {f"name_{i}": "n2" if i == many - 1 else first if i == 0 else "nobody" for i in range(many)}
        assert sorted(row[0] for row in warehouse.select(tree, binds)) == sorted(["n2", first])


def test_a_batch_that_fails_leaves_no_trace(warehouse):
    put(warehouse, thing("a"))
    with pytest.raises(REFUSES):
        put(warehouse, thing("b"), ("c", "GVA", "no day", *thing()[3:]), thing("d"), position=2, gone={"a"})
    assert names(warehouse) == ["a"]
    assert warehouse.bookmark() == Bookmark(1)
    put(warehouse, thing("b"), position=2)
    assert names(warehouse) == ["a", "b"]


def test_a_batch_that_fails_at_its_last_table_leaves_no_trace_in_the_first(warehouse):
    put(warehouse, thing("a"), thing("b"))
    with pytest.raises(REFUSES):
        warehouse.replace(Batch(Bookmark(2), {"thing": [thing("c")], "other": [("x", "y")]}, {"thing": {"a"}}))
    assert (names(warehouse), warehouse.bookmark()) == (["a", "b"], Bookmark(1))
    warehouse.replace(Batch(Bookmark(2), {"thing": [thing("c")], "other": [("x",)]}, {"thing": {"a"}}))
    assert (names(warehouse), warehouse.fetch("other", {})) == (["b", "c"], [("x",)])


def test_fetch_takes_values_and_sequences(warehouse):
    put(warehouse, *(thing(f"n{i}", i) for i in range(5)))
    wanted = {"name": ["n1", "n2", "nobody"], "count": (2, 3), "day": [DAY], "at": AT}
    assert {row[NAME] for row in warehouse.fetch("thing", wanted)} == {"n2"}
    assert warehouse.fetch("thing", {"name": []}) == []


def test_select_runs_a_tree_with_typed_places(warehouse):
    put(warehouse, *(thing(f"n{i}", i) for i in range(5)))
    tree = (
        exp.select(exp.alias_(exp.Sum(this=exp.column("count")), "sum_count"))
        .from_("thing")
        .where(exp.column("day") >= exp.Placeholder(this="since", kind="Date"))
        .where(exp.column("at") <= exp.Placeholder(this="until", kind="Timestamp"))
    )
    asked = {"since": date(2026, 3, 1), "until": AT, "not asked for": 1}
    assert warehouse.select(tree, asked) == [(10,)]
    assert warehouse.select(tree, asked | {"since": date(2026, 3, 2)}) == [(None,)]
    assert warehouse.select(tree, asked | {"until": AT - timedelta(microseconds=1)}) == [(None,)]


def test_bits_weekdays_and_medians_are_the_same_everywhere(warehouse):
    put(warehouse, *(thing(f"n{i}", i, day=DAY + timedelta(days=i)) for i in range(8)))
    bit = exp.Literal.number(2)
    day = exp.DayOfWeekIso(this=exp.column("day"))
    tree = exp.select(exp.alias_(day, "cut_0"), exp.alias_(exp.Median(this=exp.column("count")), "sum_0"))
    tree = tree.from_("thing").group_by(day.copy())
    odd = exp.paren(exp.BitwiseAnd(this=exp.column("count"), expression=bit)).eq(bit)
    assert sorted(warehouse.select(tree, {})) == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 3.5)]
    assert warehouse.select(counted(odd), {}) == [(4,)]


def test_a_join_keeps_rows_that_find_nothing(warehouse):
    warehouse.replace(Batch(Bookmark(1), {"thing": [thing("a"), thing("b")], "other": [("a",), ("gone",)]}))
    warehouse.replace(Batch(Bookmark(2), {}, {"other": {"gone"}}))
    beside = exp.select(exp.alias_(exp.column("name"), "called")).distinct().from_("other").subquery("others")
    tree = exp.select(exp.column("name"), exp.column("called")).from_("thing")
    tree = tree.join(beside, on=exp.column("name").eq(exp.column("called")), join_type="left")
    assert sorted(warehouse.select(tree, {})) == [("a", "a"), ("b", None)]


def test_the_digest_knows_rows_but_not_their_order_or_arrival(warehouse):
    put(warehouse, *(thing(f"n{i}", i, seq=i) for i in range(5)))
    first = warehouse.digest()
    warehouse.clear()
    assert warehouse.digest() != first
    put(warehouse, *(thing(f"n{i}", i, seq=9 - i) for i in reversed(range(5))))
    assert warehouse.digest() == first
    put(warehouse, thing("n4", 5))
    assert warehouse.digest() != first


def test_clear_empties_every_table_and_the_bookmark(warehouse):
    put(warehouse, thing(), position=7)
    warehouse.clear()
    assert (warehouse.fetch("thing", {}), warehouse.bookmark()) == ([], Bookmark())
    put(warehouse, thing("again"), position=1)
    assert names(warehouse) == ["again"]


def test_the_next_generation_is_seen_when_it_is_adopted_and_not_before(warehouse):
    put(warehouse, thing("old"), position=3)
    tree = counted(exp.column("name").eq(exp.Literal.string("new")))
    fresh = warehouse.fresh()
    put(fresh, thing("new", 1), position=1)
    put(fresh, thing("new", 2), thing("more"), position=9)
    put(warehouse, thing("late"), position=4)
    assert (names(warehouse), warehouse.bookmark(), fresh.bookmark()) == (["late", "old"], Bookmark(4), Bookmark(9))
    assert warehouse.select(tree, {}) == [(0,)]
    warehouse.adopt(fresh)
    assert (names(warehouse), warehouse.bookmark()) == (["more", "new"], Bookmark(9))
    assert warehouse.select(tree, {}) == [(1,)]
    put(warehouse, thing("after"), position=10)
    assert names(warehouse) == ["after", "more", "new"]


def test_tables_of_another_shape_are_made_anew_from_zero(warehouse):
    put(warehouse, thing(), position=3)
    warehouse.prepare(TABLES)
    assert (warehouse.bookmark(), names(warehouse)) == (Bookmark(3), ["a"])
    wider = Table("thing", "name", (*THING.columns, Column("more", "text", "something new")))
    warehouse.prepare((wider, OTHER))
    assert (warehouse.bookmark(), warehouse.fetch("thing", {})) == (Bookmark(), [])
    put(warehouse, (*thing(), "more"), position=4)
    assert warehouse.fetch("thing", {"more": "more"}) == [(*thing(), "more")]


def test_readers_in_other_threads_see_all_of_a_batch_or_nothing(warehouse):
    count, seen, stop = counted(), set(), threading.Event()

    def read():
        while not stop.is_set():
            seen.add(warehouse.select(count, {})[0][0])

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(4):  # every batch replaces half of the one before
        put(warehouse, *(thing(f"{n}-{i}") for i in range(50)), gone={f"{n - 1}-{i}" for i in range(25)}, position=n)
    stop.set()
    for reader in readers:
        reader.join()
    assert seen <= {0, 50, 75, 100, 125}
    assert len(warehouse.fetch("thing", {})) == 125
