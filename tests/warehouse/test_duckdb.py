"""What only DuckDB promises: one file, one process, nothing outside it, and what becomes of a damaged one."""

import subprocess
import sys

import duckdb
import pytest

from cabochon.warehouse import Bookmark, Column, Table
from cabochon.warehouse.duckdb import DuckDBWarehouse

from .adapters import memory
from .things import OTHER, TABLES, THING, put, thing


def test_sql_reaches_no_file_and_no_setting(tmp_path):
    warehouse = memory(tmp_path)
    warehouse.prepare(TABLES)
    outside = tmp_path / "x.csv"
    outside.write_text("a\n1\n")
    for sql in (f"select * from '{outside}'", f"copy thing to '{outside}'", f"attach '{tmp_path / 'y.db'}'",
                "install httpfs", "set enable_external_access = true", "set threads = 8"):  # fmt: skip
        with pytest.raises(duckdb.Error):
            warehouse._db.execute(sql)


def reopened(path, tables=TABLES):
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
