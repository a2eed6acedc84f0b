"""What the program is where it runs: in a folder of its own, not as root, silent to the outside, its log lines JSON."""

import io
import json
import logging
import os
import socket
import stat
import subprocess
import sys

import pytest

from cabochon.cli import serving
from cabochon.cli.logs import write_logs
from cabochon.house import House
from cabochon.settings import load

ALONE = """
import sys
out = []
def hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request", "http.client.connect"):
        where = args[1] if event in ("socket.connect", "socket.sendto") else args[0]
        name = where[0] if isinstance(where, tuple) else where
        if not (isinstance(name, str) and (name.startswith("/") or name in ("127.0.0.1", "localhost"))):
            out.append(f"{event} {where!r}")
sys.addaudithook(hook)
import pkgutil, importlib, pathlib, threading, time, urllib.request
import cabochon
for info in pkgutil.walk_packages(cabochon.__path__, "cabochon."):
    if info.name != "cabochon.__main__":
        try:
            importlib.import_module(info.name)
        except ImportError:
            pass
from cabochon.cli import main
from cabochon.cli import serving
from cabochon.web import server
def run(*args, **how):
    one = server(*args, **how)
    def end():
        while not one.started:
            time.sleep(0.05)
        time.sleep(1.0)
        one.should_exit = True
    threading.Thread(target=end, daemon=True).start()
    return one
import cabochon.web
cabochon.web.server = run
code = main(["serve", "--data", sys.argv[1], "--port", sys.argv[2]])
print("CALLED", out)
sys.exit(code)
"""


def test_nothing_is_called_at_import_at_the_start_and_while_it_runs(tmp_path):

    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CABOCHON_")}
    said = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path / "data"), str(port)], capture_output=True, text=True, env=clean,
        timeout=120,
    )  # fmt: skip
    assert "CALLED []" in said.stdout, said.stdout + said.stderr
    assert "is open at" in said.stdout


@pytest.mark.parametrize(
    "words", ['x\n{"level": "error", "says": "forged"}', "x\r\nforged", "\u2028forged", "\x1b[2Jx", "\0"]
)
def test_a_log_line_is_one_line_of_json_whatever_is_said(words, monkeypatch):
    err = io.StringIO()
    monkeypatch.setattr(sys, "stderr", err)
    write_logs()
    try:
        raise ValueError(words)
    except ValueError:
        logging.getLogger("cabochon.web").exception("a bug while answering %s", words)
    lines = err.getvalue().split("\n")
    assert (len(lines), lines[1]) == (2, "")
    told = json.loads(lines[0])
    assert told["says"].endswith(words)
    assert told["level"] == "error"
    assert "\r" not in lines[0]
    assert "\x1b" not in lines[0]


def test_a_folder_that_is_open_to_others_is_shut(tmp_path, caplog):
    wide = tmp_path / "wide"
    wide.mkdir()
    wide.chmod(0o777)
    House.open(wide, load(wide, {})).close()
    assert stat.S_IMODE(wide.stat().st_mode) == 0o700
    assert "was open to others" in caplog.text


def test_every_file_of_a_new_house_is_its_owners_alone(tmp_path, cabochon):
    assert cabochon("user", "add", "lea", "--role", "admin", "--data", tmp_path / "data").code in (0, 1)
    cabochon("key", "add", "till", "--data", tmp_path / "data")
    found = {p.relative_to(tmp_path): stat.S_IMODE(p.lstat().st_mode) & 0o077 for p in tmp_path.rglob("*")}
    assert found
    assert {place: mode for place, mode in found.items() if mode} == {}


@pytest.mark.parametrize(("who", "warned"), [(0, True), (1000, False)])
def test_who_runs_it_as_root_is_told(cabochon, tmp_path, monkeypatch, who, warned):
    monkeypatch.setattr(serving, "_run", lambda *_, **__: None)
    monkeypatch.setattr(serving, "_free", lambda *_: None)
    monkeypatch.setattr(os, "geteuid", lambda: who)
    said = cabochon("serve", "--data", tmp_path / "data", "--port", "0")
    assert said.code == 0
    assert ("this runs as root" in said.err) is warned


def test_a_proxy_that_is_no_address_stops_the_start(cabochon, tmp_path, monkeypatch):
    monkeypatch.setenv("CABOCHON_PROXIES", "proxy.example")
    said = cabochon("serve", "--data", tmp_path / "data", "--port", "0")
    assert said.code == 1
    assert "the setting proxies: 'proxy.example' is no address" in said.err
    assert not (tmp_path / "data").exists()
