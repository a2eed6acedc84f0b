"""What the file keeps: pragmas, versions, the index behind the writer, bit rot, several openers."""

import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest
from msgspec.structs import replace
from saying import Clock, entry, numbers, uuid

from cabochon.refusals import Conflict, Refused
from cabochon.stream import Query
from cabochon.stream.sqlite import SQLiteLog
from cabochon.stream.writer import Writer


@pytest.fixture
def path(tmp_path):
    return tmp_path / "log.db"


def found(log, key):
    return numbers(log.query(Query(refs=(frozenset({key}),), limit=1000)).found)


def test_the_writing_connection_syncs_every_commit(path, monkeypatch):
    seen = []
    commit = Writer._commit

    def look(self, group):
        outcome = commit(self, group)
        seen.append(
            [self._connection.execute(f"pragma {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        )
        return outcome

    monkeypatch.setattr(Writer, "_commit", look)
    log = SQLiteLog(path)
    log.append([entry(1)])
    log._writer._connection.close()  # a lost connection is replaced by one that syncs as well
    assert log.submit([entry(2)]).exception() is not None
    log.append([entry(3)])
    log.close()
    assert seen == [["wal", 2], ["wal", 2]]


def test_readers_cannot_write(path):
    log = SQLiteLog(path)
    with log._readers.one() as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("delete from statement")
    log.close()


def test_a_newer_file_is_refused_in_one_sentence(path):
    SQLiteLog(path).close()
    connection = sqlite3.connect(path)
    connection.execute("pragma user_version = 99")
    connection.close()
    with pytest.raises(Refused, match="newer Cabochon"):
        SQLiteLog(path)


def test_a_file_of_the_first_version_is_taken_up_with_all_it_holds(path):
    log = SQLiteLog(path)
    log.append([entry(1, (1,)), entry(2, target=1, voids=True)])
    before = log.after(0)
    log.close()
    connection = sqlite3.connect(path)
    connection.executescript("drop table content; drop table definition; pragma user_version = 1;")
    connection.close()
    log = SQLiteLog(path)
    assert log.after(0) == before
    log.append([replace(entry(3), contents=((b"a", b"x"),), defined=(("urn:a", b"{}"),))])
    log.close()
    log = SQLiteLog(path)
    assert (log.contents([b"a"]), log.defined("urn:a")) == ({b"a": b"x"}, [b"{}"])
    assert log.check() == []
    log.close()


def test_a_definition_is_written_again_after_the_write_before_came_to_nothing(path):
    log = SQLiteLog(path)
    log.append([entry(1)])
    brought = replace(entry(2), contents=((b"a", b"x"),), defined=(("urn:a", b"{}"),))
    log._writer._connection.close()
    assert log.submit([brought]).exception() is not None
    log.append([brought])
    assert (log.contents([b"a"]), log.defined("urn:a")) == ({b"a": b"x"}, [b"{}"])
    log.close()


@pytest.mark.parametrize("blocks", [(160_000, 160_000), (160_000, 0), (0, 160_000), (8, 8)])
def test_a_reopened_log_goes_on_where_it_was(path, blocks):
    log = SQLiteLog(path, block=blocks[0])
    log.append([entry(number, (1, number)) for number in range(2, 30)])
    log.close()
    log = SQLiteLog(path, block=blocks[1])
    log.append([entry(1, (1,)), entry(30, (1,)), entry(2, (1, 2))])
    assert log.position() == 30
    assert len(found(log, 1)) == 30
    log.close()
    log = SQLiteLog(path)
    assert len(found(log, 1)) == 30
    assert log.check() == []
    log.close()


def test_an_announced_moment_outlives_a_clean_stop(path):
    clock = Clock()
    log = SQLiteLog(path, clock=clock)
    announced = log.consistent_through()
    log.close()
    clock.move(-3600)
    log = SQLiteLog(path, clock=clock)
    log.append([entry(1)])
    assert log.after(0)[0].stored > announced
    log.close()


def test_a_block_full_of_index_rows_goes_to_the_file_by_itself(path):
    log = SQLiteLog(path, block=10)
    for number in range(1, 40):
        log.append([entry(number, (1, number))])
    log.append([entry(40)])
    other = sqlite3.connect(path)
    assert other.execute("select count(*) from ref").fetchone()[0] >= 50
    other.close()
    assert len(found(log, 1)) == 39
    log.close()


def test_a_sender_who_hung_up_does_not_stop_the_writer(path, monkeypatch):
    log = SQLiteLog(path)
    put = log._writer.put
    monkeypatch.setattr(log._writer, "put", lambda submission: (submission.future.cancel(), put(submission)))
    assert log.submit([entry(1)]).cancelled()
    monkeypatch.undo()
    log.append([entry(2)])
    assert numbers(log.after(0)) == [2]
    log.close()


def test_a_malformed_entry_fails_alone(path):
    log = SQLiteLog(path)
    futures = [log.submit([entry(1)]), log.submit([entry(2, (2**63,))]), log.submit([entry(3)])]
    assert [one.exception() is None for one in futures] == [True, False, True]
    assert numbers(log.after(0)) == [1, 3]
    log.close()


def test_what_the_file_cannot_take_fails_alone_in_its_group(path):
    log = SQLiteLog(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")  # the writer waits for it with the first, the rest becomes one group
    said = [entry(1), entry(2), replace(entry(3), version="\ud800"), entry(4)]
    futures = [log.submit([one]) for one in said]
    other.execute("rollback")
    other.close()
    assert [one.exception() is None for one in futures] == [True, True, False, True]
    assert numbers(log.after(0)) == [1, 2, 4]
    log.close()


def test_a_second_opener_of_the_file_sees_and_says(path):
    one, two = SQLiteLog(path), SQLiteLog(path)
    one.append([entry(1, (1,))])
    two.append([entry(2, (1,))])
    one.append([entry(3, (1,))])
    assert found(one, 1) == found(two, 1) == [3, 2, 1]
    with pytest.raises(Conflict):
        two.append([entry(1, words="other")])
    one.close()
    two.close()
    log = SQLiteLog(path)
    assert found(log, 1) == [3, 2, 1]
    assert log.check() == []
    log.close()


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("update statement set clear = cast(replace(cast(clear as text), 'words', 'wordz') as blob) where seq = 2",
         f"statement 2 ({uuid(2)}) is not what was written"),
        ("update statement set digest = zeroblob(16) where seq = 2",
         f"statement 2 ({uuid(2)}) is not what was written"),
        ("delete from statement where seq = 2", "statement 2 is missing"),
        ("delete from ref where seq = 2", f"statement 2 ({uuid(2)}) is not found by all its index keys"),
        ("insert into ref values (5, 99)", "1 index rows name statements that are not there"),
        ("delete from voiding", f"statement 3 ({uuid(3)}) voids another, but the voiding is not noted"),
        ("update authority set json = x'00' where no = 1", f"statement 2 ({uuid(2)}) is not what was written"),
        ("update content set body = x'00'", "a content that came with statement 1 is not what was written"),
        ("update definition set json = x'00'",
         "the definition of urn:a that came with statement 2 is not what was written"),
    ],
)  # fmt: skip
def test_bit_rot_is_found(path, damage, fault):
    log = SQLiteLog(path)
    brought = replace(entry(1, (1,)), contents=((b"a", b"x"),))
    log.append([brought, replace(entry(2, (2,)), defined=(("urn:a", b"{}"),)), entry(3, target=1, voids=True)])
    log.close()
    connection = sqlite3.connect(path)
    connection.execute(damage)
    connection.commit()
    connection.close()
    log = SQLiteLog(path)
    assert fault in log.check()
    log.close()


def test_a_file_that_is_no_log_is_refused(path):
    path.write_bytes(b"a letter to the maison " * 1000)
    with pytest.raises(Refused, match="cannot be opened"):
        SQLiteLog(path)


def test_a_torn_page_is_found(path):
    log = SQLiteLog(path)
    log.append([entry(number, (1,), words="w" * 900) for number in range(1, 200)])
    log.close()
    with open(path, "r+b") as file:
        file.seek(20 * 8192)
        file.write(b"\x5a" * 4096)
    log = SQLiteLog(path)
    assert log.check()
    log.close()


FULL = """
import resource, sys
sys.path[:0] = {folders!r}
from saying import entry
from cabochon.refusals import Full
from cabochon.stream.sqlite import SQLiteLog

log = SQLiteLog({path!r}, block={block})
log.append([entry(1, (1,))])
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
kept, refused, number = {{1}}, 0, 1
while refused < 5:
    futures = []
    for _ in range(8):
        batch = [entry(number + n, (1, number + n), words="w" * 500) for n in range(1, 6)]
        number += 5
        futures.append((range(number - 4, number + 1), log.submit(batch)))
    for ids, future in futures:
        error = future.exception()
        if error is None:
            kept.update(ids)
        elif isinstance(error, Full) and error.status == 507:
            refused += 1
        else:
            raise error
    assert log.position() == len(kept)
    assert log.after(0, 1)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.append([entry(number + 1)])
kept.add(number + 1)
from saying import numbers
assert set(numbers(log.after(0, 100_000))) == kept
assert log.check() == [], log.check()
log.close()
log = SQLiteLog({path!r})
assert set(numbers(log.after(0, 100_000))) == kept
assert log.check() == []
log.close()
"""


@pytest.mark.parametrize("block", [160_000, 20, 0])
def test_a_full_disk_refuses_keeps_reading_and_takes_up_again(path, block):
    """A limit on the size of files stands for the full disk: the system refuses the write in the same place."""
    script = FULL.format(path=str(path), block=block, folders=sys.path)
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_a_page_limit_refuses_and_takes_up_again(path):
    log = SQLiteLog(path)
    log.append([entry(1)])
    connection = log._writer._connection
    connection.execute("pragma max_page_count = 20")
    error = log.submit([entry(number, (1,), words="w" * 900) for number in range(2, 400)]).exception()
    assert getattr(error, "status", None) == 507
    log.append([entry(2)])
    assert numbers(log.after(0)) == [1, 2]
    assert log.consistent_through() > log.after(1)[0].stored - timedelta(seconds=1)
    log.close()
