"""The indexed log answers every question as the plain walk through memory does."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from saying import Clock, entry, numbers

from cabochon.stream import Query, index
from cabochon.stream.memory import MemoryLog
from cabochon.stream.sqlite import SQLiteLog

keys = some.integers(0, 4)
statement = some.tuples(
    some.frozensets(keys, max_size=3),
    some.none() | some.integers(1, 16),
    some.sampled_from([False, False, False, True]),
)
question = some.tuples(
    some.lists(some.frozensets(keys, max_size=3), max_size=3),
    some.booleans(),
    some.integers(1, 5),
    some.none() | some.integers(0, 16),
    some.none() | some.integers(0, 16),
)


@settings(max_examples=60, deadline=None)
@given(
    said=some.lists(statement, min_size=1, max_size=16),
    order=some.randoms(use_true_random=False),
    sizes=some.lists(some.integers(1, 6), min_size=16, max_size=16),
    block=some.sampled_from([0, 4, 160_000]),
    reopen=some.sampled_from([0, 0, 4, 160_000, -1]),
    questions=some.lists(question, min_size=1, max_size=8),
)
def test_every_page_equals_the_page_in_memory(said, order, sizes, block, reopen, questions):
    entries = [entry(n, sorted(refs), target=target, voids=voids and target is not None)
               for n, (refs, target, voids) in enumerate(said, 1)]  # fmt: skip
    order.shuffle(entries)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "SLICE", 3)
        clock, path = Clock(), Path(folder) / "log.db"
        memory, sqlite = MemoryLog(clock), SQLiteLog(path, clock=clock, block=block)
        while entries:
            batch, entries = entries[: sizes[-1]], entries[sizes.pop() :]
            clock.move(1)
            assert memory.append(batch) == sqlite.append(batch)
            if reopen >= 0 and len(sizes) % 4 == 0:
                sqlite.close()
                sqlite = SQLiteLog(path, clock=clock, block=reopen)
        assert memory.after(0) == sqlite.after(0)
        assert memory.voidings(3) == sqlite.voidings(3)
        times = [one.stored for one in memory.after(0)]
        for refs, ascending, limit, since, until in questions:
            asked = Query(
                refs=tuple(refs), ascending=ascending, limit=limit,
                since=None if since is None else times[since % len(times)],
                until=None if until is None else times[until % len(times)],
            )  # fmt: skip
            assert walk(memory, asked) == walk(sqlite, asked)
        assert sqlite.check() == []
        sqlite.close()


def walk(log, query: Query) -> list[int]:
    pages: list[int] = []
    while True:
        page = log.query(query)
        pages += [*numbers(page.found), 0]
        if not page.more:
            return pages
        query = Query(refs=query.refs, since=query.since, until=query.until, ascending=query.ascending,
                      limit=query.limit, cursor=page.found[-1].seq, bound=page.bound)  # fmt: skip
