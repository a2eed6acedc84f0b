"""The audit's details are sealed under a key of whom they are about; searching; the chain, whatever is forgotten."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cabochon.directory import Asked, Directory
from cabochon.directory.audit import linked
from cabochon.directory.postgres import PostgresDirectory
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.stream.postgres_database import Database

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
OLD = """
create table audit (
    seq integer primary key autoincrement, at text not null, actor text not null, deed text not null,
    about text not null, detail text not null, hash blob not null
);
"""


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["folder", "postgres"])
def directory(request, tmp_path, clock) -> Iterator[Directory]:
    if request.param == "postgres":
        lines = Database(request.getfixturevalue("postgres_address"))
        made: Directory = PostgresDirectory(lines, clock=clock)
        yield made
        made.close()
        lines.close()
    else:
        made = SQLiteDirectory(tmp_path / "house", clock=clock)
        yield made
        made.close()


def test_a_detail_is_sealed_on_the_disk_and_gone_with_its_key_and_the_chain_stays_whole(tmp_path):
    directory = SQLiteDirectory(tmp_path, clock=lambda: NOW)
    directory.note("a1", "made an account", "p1", "a telling detail")
    directory.note("a1", "exported", "", "of nobody")
    directory.note("a1", "looked at", "p2", "Today")
    assert not any(b"telling detail" in path.read_bytes() for path in tmp_path.iterdir())
    assert [one.detail for one in directory.noted(Asked())] == ["Today", "of nobody", "a telling detail"]
    before = directory.head()
    assert directory.forget_text_key("audit:p1")
    assert [one.detail for one in directory.noted(Asked())] == ["Today", "of nobody", None]
    assert directory.notes(about="p1")[0][4] == ""
    assert directory.check() == []
    assert directory.head() == before
    directory.note("a1", "erased", "p1", "3 texts")  # the key is made anew, and opens nothing from before
    assert [one.detail for one in directory.noted(Asked(abouts=("p1",)))] == ["3 texts", None]
    directory.close()


def test_forgetting_and_searching_are_the_same_in_both_stores(directory, clock):
    for number in range(6):
        clock.now = NOW + timedelta(days=number)
        directory.note_all([(f"a{number % 2}", "looked at", f"p{number % 3}", "Today"), ("a9", "signed in", "a9", "")])

    def seqs(**asked: object) -> list[int]:
        return [one.seq for one in directory.noted(Asked(**asked))]  # type: ignore[arg-type]

    assert seqs(limit=3) == [12, 11, 10]
    assert seqs(limit=3, before=10) == [9, 8, 7]
    assert seqs(limit=3, after=10, ascending=True) == [11, 12]
    assert seqs(actors=("a0", "a1")) == [11, 9, 7, 5, 3, 1]
    assert seqs(actors=("a0",), abouts=("p0", "p2")) == [5, 1]
    assert seqs(word="LOOKED", abouts=("p1",)) == [9, 3]
    assert seqs(word="never") == []
    assert seqs(deed="signed in", limit=2) == [12, 10]
    assert seqs(since="2026-11-22", until="2026-11-23") == [6, 5]
    assert seqs(since="2027-01-01") == []
    assert directory.deeds() == ["looked at", "signed in"]
    assert directory.forget_text_key("audit:p1")
    assert [one.detail for one in directory.noted(Asked(abouts=("p1",)))] == [None, None]
    assert {one.detail for one in directory.noted(Asked(abouts=("p0",)))} == {"Today"}
    assert directory.check_audit() == []
    assert directory.head()[0] == 12


def test_a_clock_that_went_back_hides_nothing_from_a_search_by_day(directory, clock):
    clock.now = NOW + timedelta(days=2)
    directory.note("a1", "read", "p1")
    clock.now = NOW
    directory.note("a1", "read", "p2")
    assert [one.about for one in directory.noted(Asked(since="2026-11-22"))] == ["p1"]
    assert [one.about for one in directory.noted(Asked(until="2026-11-21"))] == ["p2"]


def test_several_notes_are_all_or_none_and_one_chain(directory):
    with pytest.raises(Exception):  # noqa: B017 - each store refuses half a character in its own way
        directory.note_all([("a1", "read", "p1", ""), ("a1", "read", "p\ud800", "")])
    assert directory.noted(Asked()) == []
    directory.note_all([])
    directory.note_all([("a1", "read", f"p{n}", "x") for n in range(20)])
    assert directory.check_audit() == []


@pytest.mark.parametrize("deed", [
    "update audit set sealed = {no} where seq = 1",
    "update audit set detail = (select detail from audit where seq = 2) where seq = 1",
    "update audit set at = '2020-01-01T00:00:00+00:00' where seq = 2",
])  # fmt: skip
def test_what_is_sealed_cannot_be_exchanged_or_opened_up(directory, deed):
    for number in range(3):
        directory.note("a1", "read", "p1", f"detail {number}")
    postgres = isinstance(directory, PostgresDirectory)
    table, no = (" on audit", "false") if postgres else ("", "0")
    script = f"drop trigger audit_stays{table}; drop trigger audit_holds{table}; {deed.format(no=no)};"
    if postgres:
        directory._lines.run(lambda line: line.execute(script))
    else:
        directory._file.writer.executescript(script)
    assert "was changed or is missing" in directory.check_audit()[0]


def test_an_older_audit_goes_on_and_its_plain_entries_stay_readable(tmp_path):
    file = sqlite3.connect(tmp_path / "directory.db")
    file.executescript(OLD)
    mark = b""
    for seq in (1, 2):
        words = (NOW.isoformat(), "a1", "read", "p1", f"plain {seq}")
        mark = linked(mark, seq, words)
        file.execute("insert into audit values (?, ?, ?, ?, ?, ?, ?)", (seq, *words, mark))
    file.commit()
    file.close()
    for _ in range(2):  # opened a second time nothing is changed again
        directory = SQLiteDirectory(tmp_path, clock=lambda: NOW)
        directory.note("a1", "read", "p1", "sealed")
        assert directory.check() == []
        assert {one.detail for one in directory.noted(Asked())} == {"plain 1", "plain 2", "sealed"}
        directory.close()
    assert b"sealed\x00" not in (tmp_path / "directory.db").read_bytes()
