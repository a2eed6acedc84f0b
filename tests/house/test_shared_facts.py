"""Facts that several processes share: one tells them, the others read, on PostgreSQL and on ClickHouse's own engine."""

import os
import signal
import subprocess
import sys
import time

import pytest

from cabochon.demo.maison import maison
from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.settings import load
from clickhouse_listening import PASSWORD, VARIABLE, address, listening

pytest.importorskip("clickhouse_connect", reason="ClickHouse is not installed: pip install clickhouse-connect chdb")


@pytest.fixture
def environ(tmp_path, postgres_address):
    with listening(tmp_path / "clickhouse") as port:
        yield {"CABOCHON_LOG": postgres_address, "CABOCHON_FACTS": address(port, "facts"), VARIABLE: PASSWORD,
               "CABOCHON_PROJECT_MS": "50"}  # fmt: skip


@pytest.fixture
def two(tmp_path, environ, monkeypatch):
    """Two houses of one log and one warehouse, each in a folder of its own."""
    monkeypatch.setenv(VARIABLE, PASSWORD)
    both = [House.open(tmp_path / name, load(tmp_path / name, environ)) for name in "ab"]
    yield both
    for one in both:
        one.close()


def soon(holds, seconds=60.0):
    until = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def furnish(house):
    one = maison(boutiques=2, until=house.today, weeks=1)
    house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])


def test_one_tells_and_the_other_reads(two):
    a, b = two
    furnish(a)
    with a.following.turn() as mine, b.following.turn() as also:
        assert (mine, also) == (True, False)
        before = b.following.watermark
        assert a.catch_up()
        assert soon(b.catch_up)
        assert b.warehouse.bookmark() == a.warehouse.bookmark()
        assert b.following.watermark != before
        with pytest.raises(Refused, match="another process tells these facts"):
            b.rebuild()
    with b.following.turn() as mine:
        assert mine


def test_project_tells_the_facts_for_those_that_serve(two, tmp_path, environ):
    a, b = two
    furnish(a)
    assert not a.catch_up()  # nobody has told anything yet
    command = [sys.executable, "-m", "cabochon", "project", "--data", str(tmp_path / "facts")]
    telling = subprocess.Popen(command, env={**os.environ, **environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert soon(lambda: a.warehouse.bookmark().change == a.directory.change() > 0)
        assert soon(lambda: b.warehouse.bookmark() == a.warehouse.bookmark())
        assert a.catch_up()
    finally:
        telling.send_signal(signal.SIGTERM)
        out, err = telling.communicate(timeout=30)
    assert (telling.returncode, err) == (0, b"")
    assert PASSWORD.encode() not in out
