"""One real store for the whole battery, which holds other people's statements, and a client a version.

CABOCHON_CONFORMANCE_ROUNDS=6 runs the battery six times in this one process: every answer must be the same each time,
and memory must not grow on and on. CABOCHON_CONFORMANCE_OTHERS: how many other statements the store holds.
"""

import gc
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from kit import small
from sections import BOTH, COUNTS, FILES, V1
from talk import Talk

from cabochon.house import House
from cabochon.settings import load
from cabochon.web import lrs_limits
from lrs_store import client, opened

ROUNDS = int(os.environ.get("CABOCHON_CONFORMANCE_ROUNDS", "1"))
OTHERS = int(os.environ.get("CABOCHON_CONFORMANCE_OTHERS", "10000"))
GROWTH = 60_000_000  # bytes a round may add after the second: pytest's reports of each test are most of it
_heard: dict[tuple[Any, ...], list[Any]] = {}  # by test and its case
_sizes: dict[int, int] = {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if ROUNDS > 1 and "turn" in metafunc.fixturenames:
        metafunc.parametrize("turn", range(1, ROUNDS + 1), indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Counts the checks of each section and version, before any are deselected."""
    counted: Counter[tuple[str, str]] = Counter()
    for item in items:
        section = getattr(getattr(item, "function", None), "section", "")
        if section:
            counted[section, item.callspec.params["version"]] += 1  # type: ignore[attr-defined]
    config.stash[FILES] = {item.path for item in items}
    config.stash[COUNTS] = Counter({key: n // ROUNDS for key, n in counted.items()})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if len(_sizes) > 1:
        weights = ", ".join(f"{size // 1_000_000} MB" for _, size in sorted(_sizes.items()))
        terminalreporter.write_line(f"resident after each of {len(_sizes)} rounds: {weights}")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("conformance") / "data"
    house = House.open(folder, load(folder, {}))
    yield house
    house.close()


@pytest.fixture(scope="session")
def port(home: House) -> Iterator[int]:
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lrs_limits, "MOST", 10_000)  # the battery sends more wrong keys than one address may
            one = stack.enter_context(opened(home))
        key = client(home, one)
        other = Talk(one, key.header, V1)
        for first in range(0, OTHERS, 500):
            other.keep(*(small() for _ in range(first, min(first + 500, OTHERS))))
        other.close()
        yield one


@pytest.fixture(scope="session")
def talks(home: House, port: int) -> Iterator[dict[str, Talk]]:
    key = client(home, port)
    both = {version: Talk(port, key.header, version) for version in BOTH}
    yield both
    for one in both.values():
        one.close()


@pytest.fixture
def talk(talks: dict[str, Talk], version: str) -> Talk:
    return talks[version]


@pytest.fixture(autouse=True, scope="session")
def turn(request: pytest.FixtureRequest) -> Iterator[int]:
    """Which time round this is; at the end of each, what the process weighs."""
    now = int(getattr(request, "param", 1))
    yield now
    gc.collect()
    _sizes[now] = _resident()
    if now == ROUNDS and now > 2:
        assert _sizes[now] - _sizes[2] < GROWTH * (now - 2), _sizes


@pytest.fixture(autouse=True)
def same_answers(request: pytest.FixtureRequest, turn: int, talks: dict[str, Talk]) -> Iterator[None]:
    for one in talks.values():
        one.heard.clear()
    yield
    if ROUNDS > 1:
        heard = [answer for one in talks.values() for answer in one.heard]
        params = request.node.callspec.params
        which = (request.node.function, *(id(params[name]) for name in sorted(params) if name != "turn"))
        assert heard == _heard.setdefault(which, heard)


def _resident() -> int:
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if told.exists() else 0
