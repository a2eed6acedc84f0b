"""The log in PostgreSQL answers every question as the plain walk through memory does."""

from hypothesis import given, settings
from hypothesis import strategies as some
from saying import Clock, entry
from test_walk import question, statement, walk

from cabochon.stream import Query
from cabochon.stream.memory import MemoryLog
from cabochon.stream.postgres import PostgresLog
from cabochon.stream.postgres_database import Database


@settings(max_examples=25, deadline=None, database=None)
@given(
    said=some.lists(statement, min_size=1, max_size=16),
    order=some.randoms(use_true_random=False),
    sizes=some.lists(some.integers(1, 12), min_size=16, max_size=16),
    questions=some.lists(question, min_size=1, max_size=8),
)
def test_every_page_equals_the_page_in_memory(postgres, said, order, sizes, questions):
    entries = [entry(n, sorted(refs), target=target, voids=voids and target is not None)
               for n, (refs, target, voids) in enumerate(said, 1)]  # fmt: skip
    order.shuffle(entries)
    clock, address = Clock(), postgres.schema()
    memory = MemoryLog(clock)
    # Two processes write in turn.
    one, two = (PostgresLog(Database(address), clock=clock, recent=0, owned=True) for _ in range(2))
    try:
        while entries:
            batch, entries = entries[: sizes[-1]], entries[sizes.pop() :]
            clock.move(1)
            assert memory.append(batch) == (one if len(sizes) % 2 else two).append(batch)
        assert memory.after(0) == one.after(0)
        assert memory.voidings(3) == one.voidings(3)
        times = [kept.stored for kept in memory.after(0)]
        for refs, ascending, limit, since, until in questions:
            asked = Query(
                refs=tuple(refs), ascending=ascending, limit=limit,
                since=None if since is None else times[since % len(times)],
                until=None if until is None else times[until % len(times)],
            )  # fmt: skip
            assert walk(memory, asked) == walk(two, asked)
        assert one.check() == []
    finally:
        one.close()
        two.close()
