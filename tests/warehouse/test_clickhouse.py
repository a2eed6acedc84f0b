"""What ClickHouse promises besides: several processes, a killed writer, what is replaced, addresses and tables."""

import os
import subprocess
import sys
import time
from itertools import count

import pytest

from cabochon.facts.tables import TABLES as FACTS
from cabochon.refusals import Refused
from cabochon.warehouse import Bookmark
from cabochon.warehouse.opening import opened
from clickhouse_listening import PASSWORD, VARIABLE, address, listening

from .things import TABLES, names, put, thing

ENVIRON = {VARIABLE: PASSWORD}
NUMBERS = count(1)
KILLED = """
import os, sys
from cabochon.warehouse import Batch, Bookmark
from cabochon.warehouse.opening import opened
from warehouse.things import TABLES, thing

class Deadly(list):
    def __iter__(self):
        os.kill(os.getpid(), 9)

one = opened(sys.argv[1], os.environ)
one.prepare(TABLES)
one.replace(Batch(Bookmark(2), {"thing": [thing("b"), thing("c")], "other": Deadly([("x",)])}, {"thing": {"a"}}))
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with listening(tmp_path_factory.mktemp("clickhouse")) as one:
        yield one


@pytest.fixture
def place(port):
    return address(port, f"test_{next(NUMBERS)}")


@pytest.fixture
def two(place):
    """A writer and a reader of the same facts, each with a connection of its own."""
    both = [opened(place, ENVIRON) for _ in range(2)]
    for one in both:
        one.prepare(TABLES)
    yield both
    for one in both:
        one.close()


def soon(holds, seconds=60.0):
    until = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def test_what_one_process_writes_another_reads(two):
    writer, reader = two
    put(writer, thing("a"), position=3)
    assert soon(lambda: reader.bookmark() == Bookmark(3))
    assert names(reader) == ["a"]
    put(writer, thing("b"), gone={"a"}, position=4)
    assert soon(lambda: names(reader) == ["b"])
    assert reader.digest() == writer.digest()


def test_a_reader_follows_to_another_generation(two):
    writer, reader = two
    put(writer, thing("old"), position=3)
    assert soon(lambda: names(reader) == ["old"])
    fresh = writer.fresh()
    put(fresh, thing("new"), position=4)
    writer.adopt(fresh)
    assert soon(lambda: names(reader) == ["new"])
    writer.clear()
    assert soon(lambda: names(reader) == [])


def test_a_writer_killed_in_the_middle_leaves_nothing_half_seen(two, place):
    writer, reader = two
    put(writer, thing("a"), position=1)
    tests = os.path.dirname(os.path.dirname(__file__))
    environ = {**os.environ, **ENVIRON, "PYTHONPATH": tests}
    done = subprocess.run([sys.executable, "-c", KILLED, place], env=environ, timeout=60)
    assert done.returncode == -9
    left = writer._client.query("select count() from " + place.split("/")[3].split("?")[0] + ".thing_1").result_rows
    assert left == [(3,)]  # it had written: a, and what nobody may see
    assert (names(reader), reader.bookmark()) == (["a"], Bookmark(1))
    again = opened(place, ENVIRON)
    again.prepare(TABLES)
    assert (names(again), again.bookmark()) == (["a"], Bookmark(1))
    put(again, thing("d"), position=2)
    assert soon(lambda: names(reader) == ["a", "d"])
    again.close()


def test_two_that_write_at_once_are_told_so_and_nothing_is_lost(two):
    one, other = two
    put(one, thing("a"), position=1)
    assert soon(lambda: other.bookmark() == Bookmark(1))
    put(other, thing("b"), position=2)
    with pytest.raises(RuntimeError, match="another process has written"):
        put(one, thing("c"), position=2)
    assert names(one) == ["a", "b"]
    put(one, thing("c"), position=3)
    assert soon(lambda: names(other) == ["a", "b", "c"])


def test_replaced_rows_are_removed_after_a_while(two, monkeypatch):
    monkeypatch.setattr("cabochon.warehouse.clickhouse.KEPT", 0.0)
    writer, _ = two
    for n in range(4):
        put(writer, thing("a", n), position=n)
    database = writer._place.database
    assert soon(lambda: writer._client.query(f"select count() from {database}.thing_1").result_rows[0][0] < 4)
    assert len(writer.fetch("thing", {})) == 1


@pytest.mark.parametrize(("asked", "says"), [
    ("clickhouse://house@127.0.0.1:{port}/x", "Authentication failed"),
    ("clickhouse://house@127.0.0.1:{port}/x?secret=env:NOT_SET", "NOT_SET, which is not set"),
    ("clickhouse://house@127.0.0.1:{port}/x?secret=hush", "name of the variable"),
    ("clickhouse://house:hush@127.0.0.1:{port}/x", "must not hold a password"),
    ("clickhouse://127.0.0.1:1/x", "does not answer"),
    ("spark://127.0.0.1:7077", "should say a folder"),
    ("mysql://127.0.0.1/x", "DuckDB in the data folder"),
    ("clickhouse://127.0.0.1:port/x", "is no address"),
])  # fmt: skip
def test_an_address_that_cannot_be_used_says_why(port, asked, says):
    with pytest.raises(Refused) as refused:
        opened(asked.replace("{port}", str(port)), ENVIRON)
    assert says in str(refused.value)
    assert PASSWORD not in str(refused.value)


def test_the_tables_of_a_cluster_are_understood(port):
    from cabochon.warehouse.clickhouse_tables import Place, all_of, create

    one = opened(address(port, "cluster"), ENVIRON)
    script = all_of(FACTS, Place("facts", "maison"))
    for statement in script.split(";\n")[:-1]:
        assert "CreateQuery" in str(one._client.command(f"explain ast {statement}"))
    assert script.count("Distributed(") == len(FACTS)
    for table in FACTS:
        for statement in create(table, Place("default"), "alone"):
            one._client.command(statement)
    one.close()
