"""Several `cabochon serve` on one PostgreSQL database: one house, whichever process is asked."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, redirect_stdout
from http.client import HTTPConnection

import psycopg
import pytest

from cabochon.cli import main
from cabochon.house import House
from cabochon.house.opening import NOTE
from cabochon.refusals import Refused
from cabochon.settings import load
from lrs_store import Client, basic, said
from served import Browser

from .conftest import FILES
from .test_beside import free_port

SECRET = "hush-hush"


class Serving:
    """One process with a data folder of its own; the password is one that the server does not ask for."""

    def __init__(self, data, address):
        self.data, self.port = data, free_port()
        words = [sys.executable, "-m", "cabochon", "serve", "--data", str(data), "--port", str(self.port)]
        environ = os.environ | {"CABOCHON_LOG": address.replace("cabochon@", f"cabochon:{SECRET}@"),
                                "CABOCHON_PROJECT_MS": "100"}  # fmt: skip
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ)

    def wait(self):
        self.said = ""
        while "is open at" not in self.said:
            line = self.process.stdout.readline()
            assert line, self.process.stderr.read()
            self.said += line

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, err
        assert SECRET not in self.said + out + err
        return err


def soon(holds, seconds=60.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := holds():
            return found
        time.sleep(0.05)
    return holds()


@pytest.fixture
def two(tmp_path, postgres_address):
    """Two processes that start at the same moment on an empty database."""
    both = [Serving(tmp_path / name, postgres_address) for name in "ab"]
    for one in both:
        one.wait()
    yield both
    for one in both:
        said = one.stop().splitlines()
        assert [line for line in said if "runs as root" not in line] == []


def run(one, *words):
    """A command beside the process, through its socket: it needs no address then."""
    told = io.StringIO()
    with redirect_stdout(told):
        assert main([*words, "--data", str(one.data)]) == 0
    return told.getvalue()


def test_two_processes_are_one_house(two):
    a, b = two
    links = re.findall(r"http://127\.0\.0\.1:\d+/link/(\S+)", a.said + b.said)
    assert len(links) == 1  # one administrator, though both found nobody
    for kind in ("doors", "catalogue", "people"):
        run(a, "import", kind, str(FILES / f"{kind}.csv"))
    key, secret = run(a, "key", "add", "tool", "--scope", "all").split()[-2:]
    ask_a, ask_b = Client(a.port, basic(key, secret)), Client(b.port, basic(key, secret))

    sent = [said() for _ in range(6)]
    assert ask_a.keep(*sent[:3]) == [one["id"] for one in sent[:3]]
    assert ask_b.keep(*sent[2:]) == [one["id"] for one in sent[2:]]  # the third is a repeat
    for ask in (ask_a, ask_b):
        assert sorted(ask.get().ids) == sorted(one["id"] for one in sent)
    assert ask_b.put({**sent[0], "verb": {"id": "https://example.com/other"}}, sent[0]["id"]).status == 409
    shown = ask_b.get()
    through = shown.headers["x-experience-api-consistent-through"]
    assert soon(lambda: ask_a.get().headers["x-experience-api-consistent-through"] >= through)

    state = "/xapi/activities/state?activityId=urn:a&stateId=s&agent=%7B%22mbox%22%3A%22mailto%3Aa%40example.com%22%7D"
    assert ask_a.ask("PUT", state, b"page 3", content_type="text/plain").status == 204
    assert ask_b.ask("GET", state).body == b"page 3"

    browser = Browser(b.port)
    assert browser.sign_in(links[0]).status in (302, 303)
    elsewhere = Browser(a.port, dict(browser.cookies))  # a session holds at both: no sticky balancer is needed
    assert elsewhere.get("/").status == browser.get("/").status

    link = run(a, "user", "add", "sophie@maison.example", "--role", "manager", "--boutique", "GVA01")
    manager = Browser(b.port)
    manager.sign_in(re.search(r"/link/(\S+)", link)[1])
    live = HTTPConnection("127.0.0.1", b.port, timeout=20)
    live.request("GET", "/live", headers={"cookie": "; ".join(f"{k}={v}" for k, v in manager.cookies.items())})
    heard = live.getresponse()
    while heard.readline().strip() != b"event: here":
        pass
    run(a, "import", "till_csv", str(FILES / "till.csv"))
    while heard.readline().strip() != b"event: facts":  # what A took in is told by B
        pass
    live.close()

    def sums():
        return [json.loads(run(one, "ask", "attach_rate", "--as", "sophie@maison.example", "--json")) for one in two]

    assert soon(lambda: len({json.dumps(one) for one in sums()}) == 1)
    assert " 0 faults." in run(b, "doctor")

    run(a, "key", "revoke", key)
    assert ask_a.get().status == 401
    assert soon(lambda: ask_b.get().status == 401)  # what B remembers of a header lasts five seconds


def test_a_folder_of_a_shared_house_is_not_opened_as_one_of_its_own(tmp_path, postgres, postgres_address, capsys):
    data = tmp_path / "data"
    house = House.open(data, load(data, {"CABOCHON_LOG": postgres_address}))
    home = house.home
    house.close()
    assert (data / NOTE).exists()
    assert not (data / "log.db").exists()
    with pytest.raises(Refused, match="--log or CABOCHON_LOG"):
        House.open(data, load(data, {}))
    with pytest.raises(Refused, match="facts of another house"):
        House.open(data, load(data, {"CABOCHON_LOG": postgres.schema()}))
    assert main(["doctor", "--data", str(data), "--log", postgres_address]) == 0
    assert home in capsys.readouterr().out
    own = tmp_path / "own"
    House.open(own, load(own, {})).close()
    with pytest.raises(Refused, match="a house of its own"):
        House.open(own, load(own, {"CABOCHON_LOG": postgres_address}))


def test_facts_ahead_of_a_database_that_was_put_back_are_told_anew(tmp_path, postgres_address):
    data = tmp_path / "data"
    values = load(data, {"CABOCHON_LOG": postgres_address})
    house = House.open(data, values)
    for number in range(3):
        house.directory.keep([door(f"D{number}")])
    house.catch_up()
    assert house.warehouse.bookmark().change == 3
    house.close()
    with psycopg.connect(postgres_address, autocommit=True) as line:
        line.execute("delete from dated where change > 1")
    house = House.open(data, values)
    assert house.warehouse.bookmark().change == 0
    house.catch_up()
    assert house.warehouse.bookmark().change == 1
    house.close()


def door(code):
    from cabochon.retail.master import Door

    return Door(code=code, name=code, zone="Europe/Zurich", currency="CHF")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (f"postgresql://cabochon:{SECRET}@127.0.0.1:1/house", "does not answer"),
        (f"mysql://cabochon:{SECRET}@127.0.0.1/house", "should be postgresql://"),
        (f"postgresql://cabochon:{SECRET}@127.0.0.1:port/house", ""),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_without_its_password(tmp_path, capsys, address, why):
    (tmp_path / "data").mkdir(mode=0o700)
    assert main(["doctor", "--data", str(tmp_path / "data"), "--log", address]) == 1
    told = capsys.readouterr().err
    assert why in told
    assert SECRET not in told
    assert told.count("\n") == 1


def test_a_missing_driver_is_named(tmp_path, monkeypatch):
    with ExitStack() as stack:
        for name in [one for one in sys.modules if "postgres" in one or one.startswith("psycopg")]:
            stack.callback(sys.modules.__setitem__, name, sys.modules.pop(name))
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(Refused, match=r"pip install 'cabochon\[postgres\]'"):
            House.open(tmp_path / "data", load(tmp_path / "data", {"CABOCHON_LOG": "postgresql:///x"}))
        for name in [one for one in sys.modules if "postgres" in one and one.startswith("cabochon")]:
            del sys.modules[name]
