"""A house in a folder of its own, on the real stores."""

import gc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cabochon.demo.maison import Maison, maison
from cabochon.house import House
from cabochon.settings import load
from postgres_server import Server, shared

WITH_SPARK = ("test_engines_agree.py", "test_warehouse.py")  # one cluster for both: starting it takes long
JOURNEYS = "journeys"  # a browser and a boutique for all of a group of them
WORDS = ("test_kept_sentences.py", "test_no_code_among_words.py", "test_none_missing.py", "test_pages_speak_a_h.py",
         "test_pages_speak_i_p.py", "test_pages_speak_q_z.py")  # fmt: skip  # they are gathered once for all of these
LOOKING = ("test_floor.py", "test_every_page.py", "test_sql_page.py")  # half of what the journeys take


def pytest_configure() -> None:
    """Little of what tests make holds circles: looking for some ever again took a third of the time of some files."""
    gc.set_threshold(20_000, 20, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker waits for it in the end."""
    items.sort(key=lambda item: (item.path.name not in WITH_SPARK, item.path.parent.name != JOURNEYS))


def pytest_collection_finish() -> None:
    """All tests lie in memory: the collector need not walk over them again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    gc.unfreeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """A file is run by one worker, so that what its tests share is made once; some files go together."""
    from xdist.scheduler import LoadFileScheduling

    class Together(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = Path(super()._split_scope(nodeid))
            if path.parent.name == JOURNEYS:
                return f"{JOURNEYS} {path.name in LOOKING}"
            return "spark" if path.name in WITH_SPARK else "words" if path.name in WORDS else str(path)

    return Together(config, log)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    one = House.open(tmp_path / "data", load(tmp_path / "data", {}))
    yield one
    one.close()


@pytest.fixture
def furnished(house: House) -> tuple[House, Maison]:
    """The house with two doors of a pretend maison, their people and catalogue; no events yet."""
    one = maison(boutiques=2, until=date(2026, 3, 31), weeks=2)
    house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
    return house, one


@pytest.fixture(scope="session")
def postgres() -> Server:
    """A PostgreSQL server for the whole run; skipped with the reason where none is installed."""
    return shared()


@pytest.fixture
def postgres_address(postgres: Server) -> str:
    """An empty schema of the test's own."""
    return postgres.schema()
