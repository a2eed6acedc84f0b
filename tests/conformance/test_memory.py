"""Six times the battery's statements in one process: what the store holds on to does not grow with what it is asked.

Only with CABOCHON_CONFORMANCE_ROUNDS above 2. pytest keeps a report of each test, so that its own weight grows with a
repeated battery; here one test repeats the tables, and only the store and what it has kept can weigh.
"""

import gc
import os
from itertools import chain
from pathlib import Path

import pytest
import test_actors
import test_authority_and_words
import test_content_types
import test_formatting
import test_objects
import test_results_and_contexts
import test_times
from grammar import Row, judge
from sections import BOTH

ROUNDS = int(os.environ.get("CABOCHON_CONFORMANCE_ROUNDS", "1"))
EACH = 8  # of so many cases one
A_ROUND = 8_000_000  # bytes a round may add: it keeps some hundred statements of people never seen, and caches fill up
MODULES = (test_actors, test_authority_and_words, test_content_types, test_formatting, test_objects,
           test_results_and_contexts, test_times)  # fmt: skip


def tables():
    """Every case of the grammar, of all modules."""
    for module in MODULES:
        for table in vars(module).values():
            if isinstance(table, list):
                yield from (case for case in table if isinstance(getattr(case, "what", None), Row))


def resident() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not tell what a process weighs")
def test_the_store_does_not_grow_with_what_it_is_asked(talks, turn):
    if turn > 1:
        pytest.skip("once is enough")
    cases, sizes, rounds = list(chain(tables()))[::EACH], [], max(ROUNDS, 3)
    for _ in range(rounds):
        for case in cases:
            for version in BOTH:
                if version in case.versions:
                    judge(case, version, talks[version])
        for talk in talks.values():
            talk.heard.clear()
        sizes.append(resident())
    assert sizes[-1] - sizes[1] < A_ROUND * (rounds - 2), [f"{size // 1_000_000} MB" for size in sizes]
