import pytest
from saying import Clock

from cabochon.stream.memory import MemoryLog
from cabochon.stream.postgres import PostgresLog
from cabochon.stream.postgres_database import Database
from cabochon.stream.sqlite import SQLiteLog


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", "sqlite", "sqlite, index in each group", "sqlite, small blocks", "postgres"])
def log(request, clock, tmp_path):
    blocks = {"sqlite": 160_000, "sqlite, index in each group": 0, "sqlite, small blocks": 3}
    if request.param == "memory":
        opened = MemoryLog(clock)
    elif request.param == "postgres":
        database = Database(request.getfixturevalue("postgres_address"))
        opened = PostgresLog(database, clock=clock, recent=0, owned=True)
    else:
        opened = SQLiteLog(tmp_path / "log.db", clock=clock, block=blocks[request.param])
    yield opened
    opened.close()
