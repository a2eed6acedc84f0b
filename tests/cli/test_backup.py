"""`backup`, `restore` and `retention` as their user meets them, beside a running server and without one."""

import json
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest


@pytest.fixture(scope="module")
def port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


def test_a_running_server_is_backed_up_and_the_backup_is_a_house(opened, cabochon, tmp_path, port):
    words = [sys.executable, "-m", "cabochon", "serve", "--data", str(opened), "--port", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        while "is open at" not in server.stdout.readline():
            assert server.poll() is None, server.stderr.read()
        digest = cabochon("rebuild", "--json", "--data", opened).json["digest"]
        made = cabochon("backup", tmp_path / "bak", "--keys", tmp_path / "keys", "--json", "--data", opened)
        assert made.code == 0, made.err
        assert made.json["statements"] == 16
        again = cabochon("backup", tmp_path / "bak", "--keys", tmp_path / "keys", "--keep", "1", "--data", opened)
        assert again.code == 0
        assert "Keep it apart from the backups" in again.out
        assert len(list((tmp_path / "bak").iterdir())) == 1
    finally:
        server.send_signal(signal.SIGTERM)
        _, err = server.communicate(timeout=20)
    said = [line for line in err.splitlines() if "runs as root" not in line]
    assert (server.returncode, said) == (0, [])
    new = tmp_path / "new"
    back = cabochon("restore", tmp_path / "bak", "--keys", tmp_path / "keys", "--json", "--data", new)
    assert back.code == 0, back.err
    assert (back.json["digest"], back.json["faults"], back.json["statements"]) == (digest, [], 16)
    assert sorted(path.name for path in new.iterdir() if path.name.startswith(".")) == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in (new, *new.iterdir()))
    assert cabochon("doctor", "--json", "--data", new).json["faults"] == []
    twice = cabochon("restore", tmp_path / "bak", "--keys", tmp_path / "keys", "--data", new)
    assert (twice.code, "is not empty" in twice.err) == (1, True)


def test_a_backup_without_its_keys_is_said_to_be_half_of_one(opened, cabochon, tmp_path):
    said = cabochon("backup", tmp_path / "bak", "--data", opened)
    assert said.code == 0
    assert "were not saved" in said.err
    back = cabochon("restore", tmp_path / "bak", "--data", tmp_path / "new")
    assert back.code == 1
    assert back.err.startswith("cabochon: --keys: is needed")
    assert not (tmp_path / "new").exists()


def test_what_cannot_be_is_refused_in_one_line(opened, cabochon, tmp_path):
    (tmp_path / "file").write_text("x")
    for words, says in (
        ((opened / "bak", "--keys", tmp_path / "k"), "another disk"),
        ((tmp_path / "file",), "is a file"),
        ((tmp_path / "bak", "--keys", tmp_path / "bak" / "k"), "keys must lie apart"),
        ((tmp_path / "bak", "--keys", tmp_path / "no" / "k"), "make that folder first"),
    ):
        said = cabochon("backup", *words, "--data", opened)
        assert (said.code, says in said.err, said.err.count("\n")) == (1, True, 1), said.err
    assert cabochon("backup", tmp_path / "bak", "--keep", "0", "--data", opened).code == 2
    nothing = cabochon("restore", tmp_path, "--keys", tmp_path / "file", "--data", tmp_path / "new")
    assert (nothing.code, "holds no backup" in nothing.err) == (1, True)


def test_a_store_of_a_newer_program_is_refused_before_anything_is_made(opened, cabochon, tmp_path, monkeypatch):
    cabochon("backup", tmp_path / "bak", "--keys", tmp_path / "keys", "--data", opened)
    monkeypatch.setattr("cabochon.house.restoring.VERSION", 1)
    said = cabochon("restore", tmp_path / "bak", "--keys", tmp_path / "keys", "--data", tmp_path / "new")
    assert said.code == 1
    assert "was made by a newer Cabochon" in said.err
    assert said.err.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_a_restore_that_fails_leaves_the_folder_empty_to_try_again(opened, cabochon, tmp_path):
    cabochon("backup", tmp_path / "bak", "--keys", tmp_path / "keys", "--data", opened)
    one = next((tmp_path / "bak").iterdir()) / "log.db"
    whole = one.read_bytes()
    one.write_bytes(whole[:5000])
    said = cabochon("restore", tmp_path / "bak", "--keys", tmp_path / "keys", "--data", tmp_path / "new")
    assert (said.code, f"{len(whole):,}" in said.err) == (1, True)
    assert list((tmp_path / "new").iterdir()) == []
    one.write_bytes(whole)
    assert cabochon("restore", tmp_path / "bak", "--keys", tmp_path / "keys", "--data", tmp_path / "new").code == 0


def test_keys_older_than_the_backup_are_said_to_be(opened, cabochon, tmp_path):
    cabochon("backup", tmp_path / "bak", "--keys", tmp_path / "keys", "--data", opened)
    with closing(sqlite3.connect(tmp_path / "keys")) as keys, keys:
        keys.execute("update cabochon_keys set value = '2020-01-01T00:00:00+00:00' where name = 'made'")
    said = cabochon("restore", tmp_path / "bak", "--keys", tmp_path / "keys", "--data", tmp_path / "new")
    assert said.code == 0
    assert "before this backup" in said.out


def test_a_house_on_postgresql_saves_what_lies_in_the_folder_and_says_what_else_to_do(
    postgres_address, cabochon, tmp_path
):
    data = tmp_path / "data"
    data.mkdir()
    for kind in ("media", "packages"):
        (data / kind).mkdir()
    (data / "media" / "clip").write_bytes(b"clip")
    keys = cabochon("backup", tmp_path / "bak", "--keys", tmp_path / "k", "--data", data, "--log", postgres_address)
    assert (keys.code, "pg_dump" in keys.err) == (1, True)
    said = cabochon("backup", tmp_path / "bak", "--data", data, "--log", postgres_address)
    assert said.code == 0, said.err
    assert "pg_dump" in said.err
    without = cabochon("restore", tmp_path / "bak", "--data", tmp_path / "new")
    assert (without.code, "restore its dump first" in without.err) == (1, True)
    back = cabochon("restore", tmp_path / "bak", "--data", tmp_path / "new", "--log", postgres_address)
    assert back.code == 0, back.err
    assert (tmp_path / "new" / "media" / "clip").read_bytes() == b"clip"


def test_retention_is_listed_changed_tried_and_done(opened, cabochon):
    plan = {one["kind"]: one for one in cabochon("retention", "--json", "--data", opened).json}
    assert plan["survey"]["months"] == 24
    assert plan["survey"]["there"] > 0
    assert cabochon("retention", "--dry-run", "--data", opened).out == "The next night removes nothing.\n"
    asked = cabochon("retention", "set", "survey", "1", "--data", opened)
    assert asked.code == 1
    assert "say --yes to go on" in asked.err
    done = cabochon("retention", "set", "survey", "1", "--yes", "--json", "--data", opened)
    assert (done.code, done.json["removes"]) == (0, plan["survey"]["there"])
    assert "survey" in cabochon("retention", "--dry-run", "--data", opened).out
    digest = cabochon("rebuild", "--json", "--data", opened).json["digest"]
    night = cabochon("retention", "--run", "--json", "--data", opened)
    assert night.json["removed"] == {"survey": plan["survey"]["there"]}
    assert cabochon("rebuild", "--json", "--data", opened).json["digest"] == digest
    assert cabochon("retention", "--run", "--data", opened).out == "Nothing was older than it may be.\n"
    for words, says in ((("set", "survey", "0"), "needs a reason"), (("set", "gossip", "3"), "nothing is kept under"),
                        (("set", "survey", "700"), "from 1 to 600")):  # fmt: skip
        said = cabochon("retention", *words, "--data", opened)
        assert (said.code, says in said.err) == (1, True), said.err
    assert cabochon("retention", "set", "survey", "--data", opened).code == 2
    assert json.loads(cabochon("doctor", "--json", "--data", opened).out)["faults"] == []
