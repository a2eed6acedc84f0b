"""Several processes write one log in PostgreSQL while others follow it: nothing comes late, doubled or undecided."""

import json
import subprocess
import sys
import time
from collections import Counter
from threading import Event, Thread

import pytest
from saying import entry, numbers

from cabochon.refusals import Conflict
from cabochon.stream import Query
from cabochon.stream.postgres import PostgresLog
from cabochon.stream.postgres_database import Database

PROCESSES, THREADS, ROUNDS = 3, 3, 12
# Each sender sends groups of its own; groups that every sender sends, of which one is new and the others are repeats;
# and one that every sender sends with words of its own, of which one is kept and the others are conflicts.
CHILD = """
import json, sys, threading
sys.path[:0] = {folders!r}
from saying import entry
from cabochon.refusals import Conflict
from cabochon.stream.postgres import PostgresLog
from cabochon.stream.postgres_database import Database

printing = threading.Lock()

def send(sender):
    log = PostgresLog(Database({address!r}), owned=True)
    said = []
    for turn in range({rounds}):
        number = 1_000_000 * sender + 100 * turn
        own = [entry(number + n, (1, sender), target=number + 50 if n == 0 else None) for n in range(1 + turn % 40)]
        said.append(["own", number, len(own), log.append(own).new])
        shared = [entry(500_000 + turn, (1, 77)), entry(600_000 + turn, (1,))]
        said.append(["shared", turn, 2, log.append(shared[:: 1 if sender % 2 else -1]).new])
        try:
            said.append(["fought", turn, 1, log.append([entry(700_000 + turn, (1,), words=str(sender))]).new])
        except Conflict:
            said.append(["fought", turn, 1, "conflict"])
    log.close()
    with printing:
        print(json.dumps(said))

for sender in {senders!r}:
    threading.Thread(target=send, args=(sender,)).start()
"""


def opened(address):
    return PostgresLog(Database(address), recent=0, owned=True)


def follow(log, stop, seen, faults):
    """Reads on from where it was, and looks whether anything appears where it had read or been told to be complete."""
    position, complete, through = 0, 0, None
    while True:
        last = stop.is_set()
        announced = log.consistent_through()
        news = log.after(position, 50)
        for one in news:
            if one.seq != position + 1:
                faults.append(f"{one.seq} after {position}")
            if through is not None and one.stored <= through and one.seq > complete:
                faults.append(f"{one.seq} was stored at {one.stored}, though {through} was announced")
            position = one.seq
            seen.append(one)
        if through is None or announced > through:
            through = announced
            # All that is stored by then must be visible now.
            complete = max([one.seq for one in log.query(Query(until=announced, limit=1)).found], default=0)
        if last and not news:
            return
        time.sleep(0.003)  # the writers want the processor too


def test_nine_writers_in_three_processes_and_those_who_follow(postgres_address):
    log, other = opened(postgres_address), opened(postgres_address)
    stop, seen, also, faults = Event(), [], [], []
    followers = [Thread(target=follow, args=(log, stop, seen, faults)),
                 Thread(target=follow, args=(other, stop, also, faults))]  # fmt: skip
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD.format(folders=sys.path, address=postgres_address, rounds=ROUNDS,
                                                senders=range(1 + number * THREADS, 1 + (number + 1) * THREADS))],
            stdout=subprocess.PIPE,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    for follower in followers:
        follower.start()
    said = [line for child in children for sender in child.communicate(timeout=60)[0].splitlines()
            for line in json.loads(sender)]  # fmt: skip
    stop.set()
    for follower in followers:
        follower.join()
    assert [child.returncode for child in children] == [0] * PROCESSES
    assert faults == []
    kept = log.after(0, 100_000)
    assert seen == also == kept
    assert [one.seq for one in kept] == list(range(1, len(kept) + 1))
    stored = [one.stored for one in kept]
    assert stored == sorted(set(stored))
    counts = Counter(numbers(kept))
    assert max(counts.values()) == 1
    own = {number + n for kind, number, count, _ in said if kind == "own" for n in range(count)}
    assert own <= counts.keys()
    assert all(new == count for kind, _, count, new in said if kind == "own")
    senders = PROCESSES * THREADS
    for kind, outcomes in (("shared", [0] * (senders - 1) + [2]), ("fought", [1] + ["conflict"] * (senders - 1))):
        for turn in range(ROUNDS):
            found = [new for what, where, _, new in said if (what, where) == (kind, turn)]
            assert sorted(found, key=str) == sorted(outcomes, key=str)
    assert len(counts) == len(own) + 3 * ROUNDS
    assert len(log.query(Query(refs=(frozenset({1}),), limit=100_000)).found) == len(kept)
    assert log.check() == []
    log.close()
    other.close()


def test_a_follower_hears_of_another_processs_statement_at_once(postgres_address):
    one, two = opened(postgres_address), opened(postgres_address)
    one.append([entry(1, (1,))])
    assert two.position() == 1
    assert numbers(two.query(Query(refs=(frozenset({1}),))).found) == [1]
    assert two.append([entry(1, (1,)), entry(2)]).new == 1
    with pytest.raises(Conflict):
        one.append([entry(2, words="other")])
    assert one.consistent_through() >= two.after(0)[-1].stored
    one.close()
    two.close()


def test_what_one_process_announced_binds_the_others_even_when_a_clock_goes_back(postgres_address, clock):
    one, two = (PostgresLog(Database(postgres_address), clock=clock, recent=0, owned=True) for _ in range(2))
    announced = one.consistent_through()
    clock.move(-3600)
    two.append([entry(1)])
    assert two.after(0)[0].stored > announced
    one.close()
    two.close()


def test_nothing_is_announced_past_a_group_that_is_being_written(postgres_address):
    log, slow = opened(postgres_address), Database(postgres_address)
    log.append([entry(1)])
    line = slow.own()
    line.execute("begin")
    ((_, stamp, *_),) = line.execute(
        "select * from turn(null, '{}')"
    ).fetchall()  # its turn, and then it takes its time
    time.sleep(0.01)
    told = log.consistent_through()
    assert told == log.after(0)[0].stored
    waiting = log.submit([entry(2)])
    time.sleep(0.05)
    assert not waiting.done()
    assert log.position() == 1
    line.execute("rollback")
    waiting.result()
    assert int(log.after(1)[0].stored.timestamp() * 1e6) >= stamp - 1
    line.close()
    slow.close()
    log.close()


def test_many_that_start_at_once_make_the_tables_once(postgres_address):
    found = []

    def start():
        log = opened(postgres_address)
        found.append(log.position())
        log.close()

    threads = [Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0] * 8
