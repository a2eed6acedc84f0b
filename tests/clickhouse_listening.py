"""A ClickHouse that listens, for tests in which several processes share it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

PASSWORD = "hush é'hush"
VARIABLE = "FACTS_PASSWORD"
SERVER = Path(__file__).parent / "warehouse" / "clickhouse_server.py"


@contextmanager
def listening(folder: Path) -> Iterator[int]:
    """The port of an engine of its own, its data in a folder."""
    if not (find_spec("clickhouse_connect") and find_spec("chdb")):
        pytest.skip("ClickHouse is not installed: pip install clickhouse-connect chdb")
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    command = [sys.executable, str(SERVER), str(port), str(folder)]
    environ = {**os.environ, "PASSWORD": PASSWORD}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) as one:
        try:
            assert one.stdout is not None
            assert one.stdout.readline() == b"open\n"
            yield port
        finally:
            one.kill()


def address(port: int, database: str) -> str:
    return f"clickhouse://house@127.0.0.1:{port}/{database}?secret=env:{VARIABLE}"
