"""Statements sent by the client libraries that course tools carry, from Node to a real server."""

import json
import os
import shutil
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cabochon.house import House
from lrs_store import client, opened

pytestmark = pytest.mark.node
HERE = Path(__file__).parent
PACKAGES = ("tincanjs@0.50.0", "@xapi/xapi@3.0.3", "xapiwrapper@1.11.0")
# node_modules survives between runs; a new version is a new folder.
FOLDER = Path(tempfile.gettempdir()) / ("cabochon-" + "-".join(p.replace("/", "_") for p in PACKAGES))


@pytest.fixture(scope="module")
def libraries() -> Path:
    """The folder the libraries are installed in, by whatever registry npm is set up for."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        pytest.skip("Node.js and npm are not on this machine")
    if not (FOLDER / "done").exists():
        FOLDER.mkdir(exist_ok=True)
        command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(FOLDER), *PACKAGES]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=180)
        except (subprocess.SubprocessError, OSError) as error:
            pytest.skip(f"npm could not install the libraries ({type(error).__name__}); is there a network?")
        (FOLDER / "done").touch()
    return FOLDER


@pytest.fixture
def run(libraries: Path, house: House) -> Iterator[Callable[..., dict[str, Any]]]:
    """Run a script with the address of a store and the two halves of a key; what it prints."""
    with opened(house) as port:
        key, secret = b64decode(client(house, port).header[6:]).decode().split(":")

        def node(script: str, *more: str) -> dict[str, Any]:
            done = subprocess.run(
                ["node", str(HERE / script), f"http://127.0.0.1:{port}/xapi/", key, secret, *more],
                env=os.environ | {"NODE_PATH": str(libraries / "node_modules")},
                capture_output=True, text=True, timeout=60,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
            return said

        yield node


PROFILE = {"stale": 412, "seen": 2, "names": ["tool"], "left": []}


def read_back_alike(told: dict[str, Any]) -> None:
    """What every library can do."""
    assert told["walked"] == told["sent"][::-1]
    assert told["response"].startswith("é ☃")
    assert (told["gone"], told["voided"]) == ("gone", told["sent"][0])
    assert (told["states"], told["left"]) == (["bookmark"], [])
    assert told["activity"] in ("Question 1", "Quiz é", "Thing 1")


def test_tincanjs_speaks_every_resource(run):
    told = run("tincan.cjs")
    read_back_alike(told)
    assert told["authority"]
    assert told["note"]
    assert told["page"] == 3
    assert told["profiles"] == dict.fromkeys(("ActivityProfile", "AgentProfile"), PROFILE | {"first": 1})
    assert "1.0.3" in told["versions"]


@pytest.mark.parametrize(("version", "spoken", "kept"), [("1.0.3", "1.0.3", "1.0.0"), ("2.0.0", "2.0.0", "2.0.0")])
def test_xapi_js_speaks_every_resource_in_either_version(run, version, spoken, kept):
    told = run("xapi.cjs", version)
    read_back_alike(told)
    assert (told["spoken"], told["version"]) == (spoken, kept)
    assert "/verb/id" in told["refused"]
    assert told["parts"] == 2
    assert told["page"] == {"page": 3, "chapter": 1}
    assert told["profiles"] == dict.fromkeys(("Activity", "Agent"), PROFILE)
    assert len(told["person"]) == 1
    assert {"1.0.3", "2.0.0"} <= set(told["versions"])


def test_xapiwrapper_speaks_every_resource(run):
    told = run("xapiwrapper.cjs")
    read_back_alike(told)
    assert len(told["sha2"]) == 64
    assert told["page"] == 3
    assert told["profiles"] == dict.fromkeys(("ActivityProfile", "AgentProfile"), PROFILE)
    assert len(told["person"]) == 1
