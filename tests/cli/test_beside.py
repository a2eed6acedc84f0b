"""Commands beside a running `cabochon serve`: it answers them through its socket, wherever the caller stands."""

import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from time import sleep

import pytest

from cabochon.cli.socket import Listener
from cabochon.house import House
from cabochon.house.folder import claim
from cabochon.settings import load

from .conftest import FILES

ITEM = {"id": 1, "sku": "W-100", "quantity": 1, "price": "8000.00"}
ORDER = {"id": 1, "order_number": 7, "created_at": "2026-03-06T10:00:00+01:00", "currency": "CHF",
         "source_name": "pos", "location_id": "GVA01", "line_items": [ITEM]}  # fmt: skip


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """(folder, port) of a server whose folder lies deeper than a socket's address may be long."""
    data = tmp_path_factory.mktemp("deep").joinpath(*["a-folder-within-a-folder"] * 6, "data")
    data.parent.mkdir(parents=True)
    port = free_port()
    words = [sys.executable, "-m", "cabochon", "serve", "--data", str(data), "--port", str(port)]
    one = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = []
    while "is open at" not in "".join(said[-1:]):
        said.append(one.stdout.readline())
        assert said[-1], one.stderr.read()
    yield data, port, said
    one.send_signal(signal.SIGTERM)
    _, err = one.communicate(timeout=20)
    assert one.returncode == 0
    assert [line for line in err.splitlines() if "runs as root" not in line] == []


def test_the_first_start_prints_a_link_for_the_first_administrator(server):
    _, port, said = server
    assert f"http://127.0.0.1:{port}/link/" in "".join(said)


def test_every_import_goes_through_the_server_with_the_callers_own_paths(server, cabochon, monkeypatch):
    data, _, _ = server
    monkeypatch.chdir(FILES)
    for kind, name in (("doors", "doors"), ("catalogue", "catalogue"), ("people", "people"), ("till", "till")):
        said = cabochon("import", kind, f"{name}.csv", "--data", data)
        assert said.code == 0, said.err
        assert " read" in said.err
    piped = cabochon("import", "till", "-", "--json", "--data", data, stdin=(FILES / "till.csv").read_bytes())
    assert (piped.json["new"], piped.json["repeated"]) == (0, 7)
    mapping = Path("beside.toml")
    wrong = cabochon("import", "till", "till.csv", "--mapping", mapping, "--data", data)
    assert (wrong.code, "beside.toml: No such file" in wrong.err) == (1, True)


def test_numbers_keys_accounts_and_checks_come_from_the_server(server, cabochon):
    data, port, _ = server
    cabochon("user", "add", "sophie@maison.example", "--role", "manager", "--data", data)
    said = cabochon("ask", "attach_rate", "--json", "--as", "sophie@maison.example", "--data", data)
    assert said.code == 0, said.err
    assert said.json["cells"][0]["value"] == 0.5
    assert cabochon("link", "sophie@maison.example", "--data", data).last.startswith(f"http://127.0.0.1:{port}/link/")
    assert len(cabochon("key", "add", "lms", "--scope", "all", "--data", data).last.split(" ")) == 2
    assert cabochon("user", "password", "sophie@maison.example", "--data", data, stdin=b"turquoise lamp\n").code == 0
    assert cabochon("rebuild", "--json", "--data", data).json["same"] is True
    assert cabochon("doctor", "--json", "--data", data).json["faults"] == []


def test_a_refusal_of_the_server_reads_like_ones_own(server, cabochon):
    data, _, _ = server
    said = cabochon("ask", "csatt", "--data", data)
    assert said.code == 1
    assert said.err.startswith("cabochon: There is no measure called 'csatt'")
    usage = cabochon("ask", "--data", data)
    assert (usage.code, "MEASURE" in usage.err) == (2, True)
    assert cabochon("ask", "--help").code == 0


def test_a_second_server_says_that_the_folder_is_held(server, cabochon):
    data, _, _ = server
    said = cabochon("serve", "--data", data, "--port", free_port())
    assert said.code == 1
    assert "is in use" in said.err


def test_a_port_that_is_taken_is_named_before_anything_is_opened(server, cabochon, tmp_path):
    _, port, _ = server
    said = cabochon("serve", "--data", tmp_path / "data", "--port", port)
    assert said.code == 1
    assert "choose another with --port" in said.err
    assert not (tmp_path / "data").exists()


def test_a_webhook_delivered_twenty_times_at_once_is_one_statement(server, cabochon):
    data, port, _ = server
    cabochon("hook", "add", "shop", "--connector", "shopify", "--data", data, stdin=b"seekrit\n")
    before = cabochon("doctor", "--json", "--data", data).json["statements"]
    body = json.dumps(ORDER).encode()
    right = b64encode(hmac.digest(b"seekrit", body, hashlib.sha256)).decode()

    def deliver(signature: str) -> int:
        line = HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {
            "content-type": "application/json",
            "x-shopify-hmac-sha256": signature,
            "x-shopify-webhook-id": "w-1",
        }
        with closing(line):
            line.request("POST", "/hooks/shop", body, headers)
            return line.getresponse().status

    assert deliver("wrong") == 401
    with ThreadPoolExecutor(20) as pool:
        assert {status // 100 for status in pool.map(deliver, [right] * 20)} == {2}
    for _ in range(300):
        said = cabochon("doctor", "--json", "--data", data).json
        if not said["unread"]:
            break
        sleep(0.2)
    assert said["unread"] == 0
    assert said["statements"] == before + 1
    assert said["quarantined"] == 0


def test_a_folder_held_by_something_that_takes_no_commands_is_said_to_be(tmp_path, cabochon, monkeypatch):
    monkeypatch.setattr("cabochon.cli.PATIENCE", 0.0)
    held = claim(tmp_path / "data")
    try:
        said = cabochon("doctor", "--data", tmp_path / "data")
    finally:
        held.close()
    assert said.code == 1
    assert "is in use by another command; try again when it has ended" in said.err


def test_a_command_that_an_older_server_does_not_know_is_answered_in_words(tmp_path, cabochon):
    def older(*_: object) -> int:
        raise SystemExit(2)

    house = House.open(tmp_path, load(tmp_path, os.environ))
    listener = Listener(tmp_path, house, older)
    try:
        said = cabochon("doctor", "--data", tmp_path)
    finally:
        listener.close()
        house.close()
    assert said.code == 1
    assert "restart the server" in said.err
