"""A house with four boutiques on the real stores, its clock stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cabochon.house import House
from cabochon.settings import load

from shop import CODES, DOORS, NOW, PEOPLE, PRODUCTS, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    house = House.open(tmp_path / "data", load(tmp_path / "data", {}), clock=lambda: NOW)
    house.directory.keep([*DOORS, *PEOPLE, *CODES, *PRODUCTS])
    yield Shop(house)
    house.close()
