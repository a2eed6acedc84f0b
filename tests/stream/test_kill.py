"""kill -9 under load: what was acknowledged is there, once, word for word."""

import random
import subprocess
import sys

import pytest
from saying import entry, numbers

from cabochon.stream import Query
from cabochon.stream.sqlite import SQLiteLog

CHILD = """
import os, sys, threading
sys.path[:0] = {folders!r}
from saying import entry
from cabochon.stream.sqlite import SQLiteLog

log = SQLiteLog({path!r}, block={block})

def send(sender):
    number = {start} + sender * 1_000_000
    while True:
        targets = [number + n + 1 if n == 2 else None for n in range(1 + number % 7)]
        batch = [entry(number + n, (1, sender), target=target) for n, target in enumerate(targets)]
        log.append(batch)
        os.write(1, b"%d %d\\n" % (number, len(batch)))
        number += len(batch)

for sender in range(4):
    threading.Thread(target=send, args=(sender,)).start()
"""


@pytest.mark.parametrize("block", [160_000, 50, 0])
def test_nothing_acknowledged_is_lost_altered_or_doubled(tmp_path, block):
    path, chance, acknowledged = tmp_path / "log.db", random.Random(7), {}
    for round_ in range(3):
        script = CHILD.format(path=str(path), block=block, folders=sys.path, start=round_ * 100_000)
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        lines = [child.stdout.readline() for _ in range(chance.randrange(20, 200))]
        child.kill()
        lines += child.stdout.readlines()
        child.stdout.close()
        child.wait()
        for line in lines:
            first, count = map(int, line.split())
            for n in range(count):
                target = first + n + 1 if n == 2 else None
                acknowledged[first + n] = entry(first + n, (1, first // 1_000_000), target=target)
        log = SQLiteLog(path)
        everything = log.after(0, 100_000)
        kept = dict(zip(numbers(everything), everything, strict=True))
        assert len(kept) == len(everything) == log.position()
        assert {number: kept[number].entry for number in acknowledged} == acknowledged
        assert len(log.query(Query(refs=(frozenset({1}),), limit=100_000)).found) == len(kept)
        assert log.check() == []
        assert log.append(list(acknowledged.values())[-50:]).new == 0
        log.close()
