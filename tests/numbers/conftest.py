"""A house with four boutiques, its stores in memory and its clock stopped."""

from collections.abc import Iterator

import pytest
from shop import Shop, in_memory


@pytest.fixture
def shop() -> Iterator[Shop]:
    one = in_memory()
    yield one
    one.house.close()
