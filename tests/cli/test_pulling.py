"""`cabochon pull` as its user meets it: a server that holds the folder, a kill in the middle, a secret."""

import os
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from time import sleep

import pytest

from cabochon.cli.socket import Listener
from cabochon.directory.rows import Pull
from cabochon.house import House
from cabochon.settings import load
from lrs_store import Client, client, said
from lrs_store import opened as served


@pytest.fixture
def other(tmp_path) -> Iterator[Client]:
    house = House.open(tmp_path / "other", load(tmp_path / "other", {"CABOCHON_PAGE_LIMIT": "20"}))
    with served(house) as port:
        yield client(house, port)
    house.close()


@pytest.fixture
def words(other, tmp_path, monkeypatch) -> list[str]:
    """A pull from the other house, but for the secret."""
    monkeypatch.setenv("CABOCHON_ALLOW_PRIVATE_TARGETS", "true")
    key = b64decode(other.header[6:]).decode().partition(":")[0]
    return ["pull", f"http://127.0.0.1:{other.port}/xapi", "--key", key, "--data", str(tmp_path / "data")]


@pytest.fixture
def secret(other) -> str:
    return b64decode(other.header[6:]).decode().partition(":")[2]


def test_a_pull_says_what_came_and_that_it_is_the_same(cabochon, other, words, secret, tmp_path):
    other.keep(*(said() for _ in range(30)))
    (tmp_path / "secret").write_text(f"{secret}\n")
    done = cabochon(*words, "--secret-file", tmp_path / "secret", "--verify", "10")
    assert (done.code, done.err) == (0, "")
    assert "30 came over, 0 of them voided there; 30 are here, 0 are not." in done.out
    assert "10 were compared word for word; 0 differ." in done.out


def test_the_secret_comes_from_the_environment_or_stdin_and_must_be_right(cabochon, other, words, secret, monkeypatch):
    other.keep(said())
    assert cabochon(*words, "--json", stdin=secret.encode()).json["new"] == 1
    wrong = cabochon(*words, stdin=b"wrong\n")
    assert (wrong.code, "does not know this key and secret" in wrong.err) == (1, True)
    assert "is missing" in cabochon(*words).err
    monkeypatch.setenv("CABOCHON_PULL_SECRET", secret)
    assert cabochon(*words).code == 0


def test_an_address_in_a_private_network_is_not_asked_unless_it_is_allowed(cabochon, words, monkeypatch):
    monkeypatch.delenv("CABOCHON_ALLOW_PRIVATE_TARGETS")
    done = cabochon(*words, stdin=b"x")
    assert (done.code, "https" in done.err) == (1, True)


def test_a_server_that_holds_the_folder_pulls_and_imports(cabochon, other, words, secret, tmp_path):
    from cabochon.cli.serving import _command

    other.keep(*(said() for _ in range(5)))
    data = tmp_path / "data"
    house = House.open(data, load(data, os.environ))
    listener = Listener(data, house, _command)
    try:
        assert cabochon(*words, "--json", stdin=secret.encode()).json["new"] == 5
        sent = b"[" + other.get().body.partition(b"[")[2].rpartition(b"]")[0] + b"]"
        piped = cabochon("import", "statements", "-", "--json", "--data", data, stdin=sent)
        assert (piped.json["rows"], piped.json["repeated"]) == (5, 5)
    finally:
        listener.close()
        house.close()


def test_a_pull_killed_in_the_middle_goes_on_and_brings_each_once(cabochon, other, words, secret, tmp_path):
    sent = [one for _ in range(5) for one in other.keep(*(said() for _ in range(200)))]
    data = tmp_path / "data"
    pull = [sys.executable, "-m", "cabochon", *words, "--page", "10"]
    one = subprocess.Popen(pull, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    one.stdin.write(secret.encode())
    one.stdin.close()
    log = data / "log.db-wal"
    for _ in range(400):
        if one.poll() is not None or (log.exists() and log.stat().st_size > 150_000):
            break
        sleep(0.02)
    one.send_signal(signal.SIGKILL)
    one.wait(10)
    done = cabochon(*words, "--json", stdin=secret.encode())
    assert (done.code, done.json["refused"]) == (0, 0)
    assert done.json["rows"] >= 1000
    house = House.open(data, load(data, {}))
    try:
        assert sorted(kept.entry.id for kept in house.log.after(0, 5000)) == sorted(sent)
        (row,) = house.directory.find(Pull)
        assert row.done
        assert len(set(row.sample)) <= 200
    finally:
        house.close()
