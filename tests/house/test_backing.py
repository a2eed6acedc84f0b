"""Backups while others write: all that was acknowledged is inside, comes back the same, and erased stays erased."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from backed import AT, N, fill, praise, restored
from cabochon.directory.rows import Session
from cabochon.house import House, restoring
from cabochon.house import backing_files as files
from cabochon.house import backing_manifest as manifests
from cabochon.house.opening import UNFINISHED
from cabochon.refusals import Refused
from cabochon.retail.coaching import Praise
from cabochon.settings import load
from cabochon.stream import copying


@pytest.fixture
def filled(furnished):
    return fill(furnished)


def test_what_is_acknowledged_before_the_start_is_inside_and_writers_hardly_wait(filled, tmp_path):
    house, who = filled
    ending, waits, acknowledged = threading.Event(), [], []

    def write() -> None:
        while not ending.is_set():
            event, begun = praise(who), time.monotonic()
            house.keep_as().events([event], fresh=True)
            waits.append((begun, time.monotonic() - begun))
            acknowledged.append(str(event.id))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for one in threads:
        one.start()
    time.sleep(0.4)
    before, position, begun = list(acknowledged), house.log.position(), time.monotonic()
    made = house.trust.backing.make(tmp_path / "bak", keys_to=tmp_path / "keys")
    ended = time.monotonic()
    time.sleep(0.2)
    ending.set()
    for one in threads:
        one.join()
    beside = [wait for at, wait in waits if begun <= at + wait and at <= ended]
    assert beside, "writers went on beside it"
    assert max(beside) < 2.0  # bench/backup.py measures; here the machine is busy with other tests
    assert position <= made.manifest.position <= house.log.position()
    other, done = restored(tmp_path / "bak", tmp_path / "keys", tmp_path / "new")
    with closing(other):
        assert done.faults == ()
        assert done.statements == made.manifest.position
        assert {one.entry.id for one in other.log.by_id(before)} == set(before)
        assert other.record.opened(other.record.of("GVA01", (Praise,)))[-1].event.text == "Well presented"


def test_a_quiet_house_comes_back_with_the_same_facts_and_nobody_signed_in(filled, tmp_path):
    house, _ = filled
    digest = house.rebuild()
    house.directory.note("admin", "looked", "somewhere")
    token = house.doorman.link("a")
    house.trust.backing.make(tmp_path / "bak", keys_to=tmp_path / "keys")
    other, done = restored(tmp_path / "bak", tmp_path / "keys", tmp_path / "new")
    with closing(other):
        assert (done.digest, done.statements, done.faults) == (digest, N, ())
        assert done.ended >= 1
        assert other.directory.find(Session) == []
        with pytest.raises(Refused):
            other.doorman.redeem(token, agent="x")
        assert other.home == house.home
        assert other.people.account("a").name == "Ann"
        assert (other.demos.folder / "clip").read_bytes() == b"moving pictures" * 1000
        texts = [one.event.text for one in other.record.opened(other.record.of("GVA01", (Praise,)))]
        assert sorted(texts) == sorted(f"Number {n}" for n in range(N))
    restoring.moved_up(tmp_path / "new")
    assert not (tmp_path / "new" / UNFINISHED).exists()
    again = House.open(tmp_path / "new", load(tmp_path / "new", {}))
    with closing(again):
        assert again.rebuild() == digest


def test_somebody_erased_after_the_backup_is_erased_again(filled, tmp_path):
    house, who = filled
    name = house.snapshot.person_on(who, house.today).name
    made = house.trust.backing.make(tmp_path / "bak", keys_to=tmp_path / "keys")
    house.trust.erasing.erase(who, by="admin")
    house.trust.backing.make(tmp_path / "later", keys_to=tmp_path / "keys")
    assert name.encode() in (made.folder / "directory.db").read_bytes(), "the old backup knows the name"
    other, done = restored(tmp_path / "bak", tmp_path / "keys", tmp_path / "new")
    with closing(other):
        assert done.erased >= 1
        told = other.snapshot.person_on(who, other.today)
        assert told is None or told.name != name
        assert "Number 7" not in str(other.record.opened(other.record.of("GVA01", (Praise,))))
        assert len(other.log.after(0)) == N
    for path in files.within(tmp_path / "new"):
        assert name.encode() not in path.read_bytes(), path


def test_keys_are_in_no_backup_and_one_that_was_destroyed_leaves_their_file(filled, tmp_path):
    house, who = filled
    keys = tmp_path / "keys"
    key, secret = house.directory.text_key(f"person:{who}", make=False), house.directory.secret("names")
    house.trust.backing.make(tmp_path / "bak", keys_to=keys)
    for path in files.within(tmp_path / "bak"):
        body = path.read_bytes()
        assert key not in body
        assert secret not in body
    assert key in keys.read_bytes()
    assert secret in keys.read_bytes()
    assert keys.stat().st_mode & 0o777 == 0o600
    with keys.open("rb") as old:  # a hand on the bytes of the file before
        house.directory.forget_text_key(f"person:{who}")
        house.trust.backing.make(tmp_path / "bak", keys_to=keys)
        assert key not in keys.read_bytes()
        assert key not in old.read(), "they are overwritten, not only unlinked"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("keys")] == ["keys"]


@pytest.mark.parametrize("place", ["bak/keys", "bak/2026/keys", "data/keys", "bak/../bak/keys"])
def test_a_file_for_keys_in_the_backup_or_the_house_is_refused(filled, tmp_path, place):
    house, _ = filled
    (tmp_path / "bak" / "2026").mkdir(parents=True)
    with pytest.raises(Refused, match="keys must lie apart"):
        house.trust.backing.make(tmp_path / "bak", keys_to=tmp_path / place)
    assert manifests.backups(tmp_path / "bak") == []


def test_a_link_that_leads_into_the_backup_is_refused_and_so_is_another_file(filled, tmp_path):
    house, _ = filled
    (tmp_path / "bak").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "bak")
    with pytest.raises(Refused, match="keys must lie apart"):
        house.trust.backing.make(tmp_path / "bak", keys_to=tmp_path / "link" / "keys")
    (tmp_path / "letter").write_text("dear")
    with pytest.raises(Refused, match="no backup of keys"):
        house.trust.backing.make(tmp_path / "bak", keys_to=tmp_path / "letter")
    assert (tmp_path / "letter").read_text() == "dear"
    with pytest.raises(Refused, match="another disk"):
        house.trust.backing.make(tmp_path / "data" / "bak")


def test_files_that_did_not_change_are_linked_and_the_oldest_backups_go(filled, tmp_path, monkeypatch):
    house, _ = filled
    clock = {"now": AT}
    monkeypatch.setattr(house, "clock", lambda: clock["now"])
    made = []
    for n in range(4):
        clock["now"] = AT + timedelta(days=n)
        made.append(house.trust.backing.make(tmp_path / "bak", keep=2))
    assert [one.linked for one in made] == [0, 2, 2, 2]
    left = [path.name for path in manifests.backups(tmp_path / "bak")]
    assert left == ["2026-03-22T090000Z", "2026-03-23T090000Z"]
    assert made[3].pruned == ("2026-03-21T090000Z",)
    clips = [(path / "media" / "clip").stat().st_ino for path in manifests.backups(tmp_path / "bak")]
    assert len(set(clips)) == 1
    (house.demos.folder / "clip").write_bytes(b"other")
    clock["now"] = AT + timedelta(days=5)
    assert house.trust.backing.make(tmp_path / "bak").linked == 1


def test_a_backup_of_another_house_in_the_same_folder_is_left_alone(filled, tmp_path):
    house, _ = filled
    made = house.trust.backing.make(tmp_path / "bak").folder
    theirs = replace(manifests.read(made), house="f" * 16)
    other = tmp_path / "bak" / "2020-01-01T000000Z"
    other.mkdir()
    manifests.put(theirs, other)
    house.trust.backing.make(tmp_path / "bak", keep=1)
    assert other.exists()
    assert not made.exists()


KILLED = """
import os, sys, signal
from pathlib import Path
from cabochon.house import House, backing_files
from cabochon.settings import load
at, data, into, keys = int(sys.argv[1]), *map(Path, sys.argv[2:5])
house = House.open(data, load(data, {}))
count = 0
def told(*_):
    global count
    count += 1
    if count > at:
        os.kill(os.getpid(), signal.SIGKILL)
house.trust.backing.make(into, keys_to=keys, progress=told)
"""


def test_a_killed_backup_is_never_taken_for_a_whole_one_and_is_swept_away(filled, tmp_path):
    house, _ = filled
    house.close()
    shutil.copytree(tmp_path / "data", tmp_path / "copy", ignore=shutil.ignore_patterns("house.*"))
    killed = 0
    for at in (0, 4):
        words = [
            sys.executable,
            "-c",
            KILLED,
            str(at),
            *map(str, (tmp_path / "copy", tmp_path / "bak", tmp_path / "k")),
        ]
        killed += subprocess.run(words, check=False, env=dict(os.environ)).returncode == -signal.SIGKILL
        assert manifests.backups(tmp_path / "bak") == [] or not killed
    assert killed == 2
    one = House.open(tmp_path / "copy", load(tmp_path / "copy", {}))
    with closing(one):
        made = one.trust.backing.make(tmp_path / "bak", keys_to=tmp_path / "k")
    assert [path.name for path in (tmp_path / "bak").iterdir()] == [made.folder.name]
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("k")) == ["k"]


def test_a_full_disk_leaves_nothing_behind(filled, tmp_path, monkeypatch):
    house, _ = filled

    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    monkeypatch.setattr(copying, "copied", full)
    with pytest.raises(Refused, match="make room"):
        house.trust.backing.make(tmp_path / "bak")
    assert list((tmp_path / "bak").iterdir()) == []
    assert house.keep_as().events([praise("x")]).new == 1
