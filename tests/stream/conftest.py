import pytest
from saying import Clock

from cabochon.stream.memory import MemoryLog
from cabochon.stream.sqlite import SQLiteLog


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", "sqlite", "sqlite, index in each group", "sqlite, small blocks"])
def log(request, clock, tmp_path):
    blocks = {"sqlite": 160_000, "sqlite, index in each group": 0, "sqlite, small blocks": 3}
    if request.param == "memory":
        opened = MemoryLog(clock)
    else:
        opened = SQLiteLog(tmp_path / "log.db", clock=clock, block=blocks[request.param])
    yield opened
    opened.close()
