"""What is the file's own business: durability, the mode, newer versions, bit rot, traces, copies."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from cabochon.refusals import Refused
from cabochon.stream.documents import Content, Context, Place
from cabochon.stream.documents_sqlite import SQLiteDocuments

STATE = Context("state", "https://example.com/activity", "ab12")
TEXT = Content("text/plain", b"a rare word: quincunx", "agent:ab12")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "documents.db"


@pytest.fixture
def documents(path, clock):
    one = SQLiteDocuments(path, clock=clock)
    yield one
    one.close()


def put(documents, name, content=TEXT):
    return documents.change(Place(STATE, name), lambda _: content)


def test_every_commit_is_synced_and_what_goes_is_overwritten(documents):
    pragma = lambda name: documents._connection.execute(f"pragma {name}").fetchone()[0]  # noqa: E731
    assert (pragma("journal_mode"), pragma("synchronous"), pragma("secure_delete")) == ("wal", 2, 1)


def test_the_file_is_its_owners(documents, path):
    put(documents, "a")
    assert {one.stat().st_mode & 0o777 for one in path.parent.iterdir() if "-shm" not in one.name} == {0o600}


def test_a_newer_file_is_refused(documents, path):
    documents.close()
    with sqlite3.connect(path) as file:
        file.execute("pragma user_version = 99")
    file.close()
    with pytest.raises(Refused, match="newer Cabochon"):
        SQLiteDocuments(path)


def test_a_file_that_is_none_of_ours_is_refused(path):
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(Refused, match="cannot be opened"):
        SQLiteDocuments(path)


def test_a_changed_byte_is_found(documents, path):
    put(documents, "a")
    put(documents, "b", Content("text/plain", b"whole"))
    with sqlite3.connect(path) as file:
        file.execute("update document set body = ? where name = 'a'", (b"a rare word: quincunX",))
    file.close()
    assert documents.check() == ["documents: document 1 is not what was written"]
    with pytest.raises(Refused) as refused:
        documents.read(Place(STATE, "a"))
    assert refused.value.status == 500
    assert documents.read(Place(STATE, "b")) is not None


def test_what_was_forgotten_stands_in_no_file(documents, path):
    for number in range(50):
        put(documents, f"name-{number}", Content("text/plain", b"quincunx" * 2000))
    put(documents, "name-1", Content("text/plain", b"short"))
    documents.forget("ab12")
    assert not any(b"quincunx" in one.read_bytes() or b"name-" in one.read_bytes() for one in path.parent.iterdir())


def test_a_copy_is_whole_while_others_write(documents, path, tmp_path):
    for number in range(20):
        put(documents, f"before-{number}")
    done = Event()

    def write():
        number = 0
        while not done.is_set():
            put(documents, f"during-{number % 10}", Content("text/plain", b"x" * 50_000))
            number += 1

    with ThreadPoolExecutor(1) as thread:
        thread.submit(write)
        documents.copy(tmp_path / "copy.db")
        done.set()
    copy = SQLiteDocuments(tmp_path / "copy.db")
    assert copy.check() == []
    assert {f"before-{number}" for number in range(20)} <= set(copy.listing(STATE))
    copy.close()


def test_a_copy_overwrites_nothing(documents, tmp_path):
    (tmp_path / "copy.db").write_bytes(b"yesterday's")
    with pytest.raises(FileExistsError):
        documents.copy(tmp_path / "copy.db")


def test_a_full_disk_acknowledges_nothing_and_writing_resumes(documents):
    put(documents, "a")
    pages = documents._connection.execute("pragma page_count").fetchone()[0]
    documents._connection.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(Refused) as full:
        put(documents, "b", Content("text/plain", b"x" * 100_000))
    assert full.value.status == 507
    assert documents.read(Place(STATE, "b")) is None
    assert put(documents, "b", Content("text/plain", b"x" * 100_000)) is not None


def test_another_program_that_holds_the_file_is_a_reason_to_wait(documents, path):
    put(documents, "a")
    documents._connection.execute("pragma busy_timeout = 50")
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("begin immediate")
        with pytest.raises(Refused) as busy:
            put(documents, "b")
        other.execute("rollback")
    other.close()
    assert busy.value.status == 503
    assert put(documents, "b") is not None


def test_one_that_is_refused_disturbs_nobody_in_its_commit(documents):
    def judge(number):
        def judged(_):
            if number % 3 == 0:
                raise Refused("not this one")
            return TEXT

        return judged

    def change(number):
        try:
            documents.change(Place(STATE, f"n{number:03}"), judge(number))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(16) as threads:
        kept = list(threads.map(change, range(90)))
    assert kept == [number % 3 != 0 for number in range(90)]
    assert sorted(documents.listing(STATE)) == [f"n{n:03}" for n in range(90) if n % 3]


def test_after_closing_nothing_is_taken(documents):
    documents.close()
    with pytest.raises(RuntimeError, match="closed"):
        put(documents, "a")


CHILD = """
import os, sys, threading
from cabochon.stream.documents import Content, Context, Place
from cabochon.stream.documents_sqlite import SQLiteDocuments

documents = SQLiteDocuments({path!r})

def more(old):
    return Content("text/plain", b"%d " % (int(old.content.body.split()[0]) + 1 if old else 1) + b"x" * 30_000)

def send(sender):
    place = Place(Context("state", "https://example.com/activity", "ab12"), str(sender))
    while True:
        kept = documents.change(place, more)
        os.write(1, b"%d %s\\n" % (sender, kept.content.body.split()[0]))

for sender in range(4):
    threading.Thread(target=send, args=(sender,)).start()
"""


def test_what_was_acknowledged_outlives_kill_9(path):
    acknowledged = dict.fromkeys(range(4), 0)
    for lines_read in (15, 60, 33):
        child = subprocess.Popen([sys.executable, "-c", CHILD.format(path=str(path))], stdout=subprocess.PIPE)
        lines = [child.stdout.readline() for _ in range(lines_read)]
        child.kill()
        lines += child.stdout.readlines()
        child.stdout.close()
        child.wait()
        for sender, number in (map(int, line.split()) for line in lines):
            acknowledged[sender] = max(acknowledged[sender], number)
        documents = SQLiteDocuments(path)
        assert documents.check() == []
        for sender, number in acknowledged.items():
            kept = documents.read(Place(STATE, str(sender)))
            found = int(kept.content.body.split()[0]) if kept else 0
            assert found in (number, number + 1)  # one that nobody heard of may be there
            acknowledged[sender] = found
        documents.close()
