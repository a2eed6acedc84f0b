"""Every adapter of `Warehouse`, each on its real engine; one whose engine is not installed is skipped and says so."""

import atexit
import shutil
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest

from cabochon.warehouse import Warehouse
from cabochon.warehouse.duckdb import DuckDBWarehouse
from cabochon.warehouse.opening import opened

from .spark_cluster import session

NUMBERS = count(1)


@cache
def folder() -> Path:
    """One for the run: chdb opens a single path in the life of a process."""
    made = Path(mkdtemp(prefix="facts-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def memory(_: Path) -> Warehouse:
    return DuckDBWarehouse(memory="256MB", threads=2)


def file(path: Path) -> Warehouse:
    return DuckDBWarehouse(path / "facts.duckdb", memory="256MB", threads=2)


def clickhouse(_: Path) -> Warehouse:
    if not (find_spec("clickhouse_connect") and find_spec("chdb")):
        pytest.skip("ClickHouse is not installed: pip install clickhouse-connect chdb")
    return opened(f"chdb://{folder()}/chdb?database=test_{next(NUMBERS)}", {})


def spark(path: Path) -> Warehouse:
    made = session(folder())
    from cabochon.warehouse.spark import SparkWarehouse

    return SparkWarehouse(made, str(path / "facts"))


ADAPTERS = {"memory": memory, "file": file, "clickhouse": clickhouse, "spark": spark}
