"""Forwarding survives being killed: whatever was under way, the other store has everything in the end, once."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import msgspec

from cabochon.directory.rows import Key
from cabochon.house import House
from cabochon.house.exporting_choice import Choice
from cabochon.privacy.keys import make
from cabochon.settings import load
from cabochon.xapi.versions import V103
from lrs_store import opened, said

MANY, ROUNDS = 1_200, 2
SENDER = """
import sys
from pathlib import Path
from cabochon.house import House
from cabochon.settings import load
folder = Path(sys.argv[1])
house = House.open(folder, load(folder, {"CABOCHON_ALLOW_PRIVATE_TARGETS": "true"}))
while house.forwarding.step("lrs"):
    pass
house.close()
"""


def at(folder: Path) -> House:
    return House.open(folder, load(folder, {"CABOCHON_ALLOW_PRIVATE_TARGETS": "true"}), clock=lambda: datetime.now(UTC))


def sending(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", SENDER, str(folder)])


def test_kill_9_loses_nothing_and_doubles_nothing(tmp_path):
    here, there = at(tmp_path / "here"), at(tmp_path / "there")
    key, _ = make(here.directory, "a till", scopes=("all",), clock=here.clock)
    sent = [said() for _ in range(MANY)]
    members = [(msgspec.json.encode(one), one) for one in sent]
    here.statements.keep(here.directory.get(Key, key), members, V103).result()
    name, secret = make(there.directory, "forwarding", scopes=("all",), clock=there.clock)
    with opened(there) as port:
        url = f"http://127.0.0.1:{port}/xapi"
        here.forwarding.add_store("lrs", url=url, key=name, secret=secret, choice=Choice(), by="test")
        here.close()
        for number in range(1, ROUNDS + 1):
            child = sending(tmp_path / "here")
            while there.log.position() < number * 300 and child.poll() is None:
                sleep(0.002)
            child.kill()
            child.wait()
        assert there.log.position() < MANY
        assert sending(tmp_path / "here").wait(60) == 0
    assert [one.entry.id for one in there.log.after(0, MANY * 2)] == [one["id"] for one in sent]
    there.close()
