"""A house in a folder of its own, on the real stores."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cabochon.demo.maison import Maison, maison
from cabochon.house import House
from cabochon.settings import load
from postgres_server import Server, shared

WITH_SPARK = ("test_engines_agree.py", "test_warehouse.py")  # one cluster for both: starting it takes long


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file is run by one worker, so that what its tests share is made once."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group("spark" if item.path.name in WITH_SPARK else str(item.path)))


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
