"""A warehouse for made-up crews, and what they sold."""

import pytest
from sold import asking, crew, told

from cabochon.facts.tables import TABLES
from cabochon.warehouse.duckdb import DuckDBWarehouse


@pytest.fixture(scope="module")
def warehouse():
    one = DuckDBWarehouse(":memory:", threads=1)
    one.prepare(TABLES)
    yield one
    one.close()


@pytest.fixture
def ask(warehouse):
    """Two doors of eight, one of three and, elsewhere, two of six."""
    sold = [*crew("GVA", 8), *crew("PAR", 8), *crew("MIL", 3, each=5), *crew("TYO", 6), *crew("OSA", 6)]
    return asking(told(sold, warehouse))
