"""The made-up weeks in a real warehouse."""

import pytest
from made_up import make, warehouse_of


@pytest.fixture(scope="session")
def events():
    return make()


@pytest.fixture(scope="session")
def warehouse(events):
    warehouse = warehouse_of(events)
    yield warehouse
    warehouse.close()


@pytest.fixture
def telling():
    """A function that puts some events of a test's own into a warehouse of its own."""
    made = []

    def tell(events):
        made.append(warehouse_of(events))
        return made[-1]

    yield tell
    for one in made:
        one.close()
