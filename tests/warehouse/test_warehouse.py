"""The promises of `Warehouse`, run on DuckDB in memory and in a file."""

import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta, timezone

import duckdb
import pytest
from sqlglot import exp

from cabochon.warehouse import Batch, Bookmark, Column, Table
from cabochon.warehouse.duckdb import DuckDBWarehouse

THING = Table("thing", "name", (
    Column("name", "text", "what replaces it"),
    Column("day", "day", "a day"),
    Column("at", "time", "an instant"),
    Column("count", "int", "a whole number"),
    Column("real", "real", "a fraction"),
    Column("blob", "blob", "bytes"),
    Column("seq", "int", "its place", arrival=True),
))  # fmt: skip
OTHER = Table("other", "name", (Column("name", "text", "a name"),))
AT = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))


def thing(name="a", count=1, seq=1):
    return (name, date(2026, 3, 1), AT, count, 0.1 + 0.2, b"\x00\xff", seq)


@pytest.fixture(params=["memory", "file"])
def warehouse(request, tmp_path):
    path = ":memory:" if request.param == "memory" else tmp_path / "facts.duckdb"
    opened = DuckDBWarehouse(path, memory="256MB", threads=2)
    opened.prepare((THING, OTHER))
    yield opened
    opened.close()


def put(warehouse, *rows, position=1, gone=()):
    warehouse.replace(Batch(Bookmark(position), {"thing": list(rows)}, {"thing": set(gone)}))


@pytest.mark.parametrize("many", [1, 5, 3000])
def test_rows_come_back_as_they_went_in(warehouse, many):
    put(warehouse, *(thing(f"n{i}") for i in range(many)))
    assert warehouse.fetch("thing", {"name": "n0"}) == [thing("n0")]
    assert warehouse.fetch("thing", {"name": "n0"})[0][2].tzinfo == UTC
    assert len(warehouse.fetch("thing", {})) == many


def test_nothing_is_null(warehouse):
    rows = [("x", None, None, None, None, None, None)] * 3
    put(warehouse, *rows)
    assert warehouse.fetch("thing", {}) == rows


@pytest.mark.parametrize("text", ["", "'; drop table thing --", "\x00", "\\", '"', "é漢字🙂", "$a"])
def test_any_text_is_only_text(warehouse, text):
    put(warehouse, *(thing(text, i) for i in range(4)))
    assert len(warehouse.fetch("thing", {"name": text})) == 4


def test_all_rows_of_a_key_go_and_come_together(warehouse):
    put(warehouse, thing("a", 1), thing("a", 2), thing("b", 3))
    put(warehouse, thing("a", 4), gone={"b"}, position=2)
    assert [row[3] for row in warehouse.fetch("thing", {})] == [4]
    assert warehouse.bookmark() == Bookmark(2)


def test_a_batch_that_fails_leaves_no_trace(warehouse):
    put(warehouse, thing("a"))
    with pytest.raises(duckdb.Error):
        put(warehouse, thing("b"), ("c", "no day", *thing()[2:]), thing("d"), position=2)
    assert [row[0] for row in warehouse.fetch("thing", {})] == ["a"]
    assert warehouse.bookmark() == Bookmark(1)
    put(warehouse, thing("b"), position=2)


def test_fetch_takes_values_and_sequences(warehouse):
    put(warehouse, *(thing(f"n{i}", i) for i in range(5)))
    assert {r[0] for r in warehouse.fetch("thing", {"name": ["n1", "n2", "nobody"], "count": (2, 3)})} == {"n2"}
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
    assert warehouse.select(tree, asked | {"until": AT - timedelta(seconds=1)}) == [(None,)]


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


def test_readers_in_other_threads_see_all_of_a_batch_or_nothing(warehouse):
    count = exp.select(exp.Count(this=exp.Star())).from_("thing")
    seen, stop = set(), threading.Event()

    def read():
        while not stop.is_set():
            seen.add(warehouse.select(count, {})[0][0])

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(10):
        put(warehouse, *(thing(f"{n}-{i}") for i in range(50)), position=n)
    stop.set()
    for reader in readers:
        reader.join()
    assert all(n % 50 == 0 for n in seen)


def test_sql_reaches_no_file_and_no_setting(warehouse, tmp_path):
    outside = tmp_path / "x.csv"
    outside.write_text("a\n1\n")
    for sql in (f"select * from '{outside}'", f"copy thing to '{outside}'", f"attach '{tmp_path / 'y.db'}'",
                "install httpfs", "set enable_external_access = true", "set threads = 8"):  # fmt: skip
        with pytest.raises(duckdb.Error):
            warehouse._db.execute(sql)


def reopened(path, tables=(THING, OTHER)):
    warehouse = DuckDBWarehouse(path, memory="256MB", threads=1)
    warehouse.prepare(tables)
    return warehouse


def test_what_is_kept_is_there_after_closing(tmp_path):
    first = reopened(tmp_path / "f.db")
    put(first, thing(), position=3)
    digest = first.digest()
    first.close()
    again = reopened(tmp_path / "f.db")
    assert (again.bookmark(), again.digest()) == (Bookmark(3), digest)
    again.close()


def test_tables_of_another_shape_are_made_anew_from_zero(tmp_path):
    first = reopened(tmp_path / "f.db")
    put(first, thing(), position=3)
    first.close()
    wider = Table("thing", "name", (*THING.columns, Column("more", "text", "something new")))
    again = reopened(tmp_path / "f.db", (wider, OTHER))
    assert (again.bookmark(), again.fetch("thing", {})) == (Bookmark(), [])
    again.close()


@pytest.mark.parametrize("damage", ["garbage", "cut short", "empty", "a block"])
def test_a_damaged_file_is_set_aside_and_begun_anew(tmp_path, damage):
    path = tmp_path / "f.db"
    first = reopened(path)
    put(first, *(thing(f"n{i}") for i in range(3000)), position=3)
    first.close()
    whole = path.read_bytes()
    broken = {"garbage": b"no facts" * 4000, "cut short": whole[:5000], "empty": b"",
              "a block": whole[:4096] + b"\xff" * 64 + whole[4160:]}[damage]  # fmt: skip
    path.write_bytes(broken)
    again = reopened(path)
    assert again.bookmark() == Bookmark()
    assert again.set_aside.endswith(".damaged-1")
    put(again, thing())
    again.close()


@pytest.mark.parametrize("torn", [False, True])
def test_a_process_that_was_killed_leaves_facts_or_a_beginning(tmp_path, torn):
    first = reopened(tmp_path / "f.db")
    put(first, *(thing(f"n{i}") for i in range(300)), position=3)
    killed = tmp_path / "killed"
    killed.mkdir()
    for name in ("f.db", "f.db.wal"):
        content = (tmp_path / name).read_bytes()
        (killed / name).write_bytes(content[:-40] if torn else content)
    first.close()
    again = reopened(killed / "f.db")
    assert (again.bookmark().position, len(again.fetch("thing", {}))) in {(3, 300), (0, 0)}
    assert torn or again.bookmark() == Bookmark(3)
    put(again, thing(), position=4)
    again.close()


def test_a_file_another_process_holds_is_not_taken_for_damaged(tmp_path):
    first = reopened(tmp_path / "f.db")
    asking = "import sys; from cabochon.warehouse.duckdb import DuckDBWarehouse as W; W(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", asking, str(tmp_path / "f.db")], capture_output=True, text=True)
    assert "set lock on file" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir() if "damaged" in p.name) == []
    first.close()
