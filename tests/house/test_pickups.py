"""Files and pages that the house fetches by itself: each once, whatever comes in between."""

import os
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cabochon.directory.rows import Delivery
from cabochon.house import House
from cabochon.refusals import Refused, Unknown
from cabochon.settings import load

TILL = b"boutique,ticket,sold_at,sku,quantity,net\nGVA01,1,2026-03-06 10:00,W-100,1,8000\n"
MORE = TILL + b"GVA01,2,2026-03-06 11:00,S-STRAP,1,120\n"


@pytest.fixture
def clock():
    return [datetime(2026, 3, 6, 12, tzinfo=UTC)]


@pytest.fixture
def house(tmp_path, clock):
    values = load(tmp_path, {"CABOCHON_ALLOW_PRIVATE_TARGETS": "true"})
    one = House.open(tmp_path, values, clock=lambda: clock[0])
    one.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=clock[0])
    one.connections.add("till", connector="till_csv")
    yield one
    one.close()


def drop(house, name, body, age=timedelta(hours=1)):
    folder = house.pickups.root / "till"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(body)
    at = (house.clock() - age).timestamp()
    os.utime(path, (at, at))
    return path


def arranged(house, **more):
    return house.pickups.arrange("till", **{"way": "folder", "place": "till", **more})


def look(house):
    return house.pickups.look(house.connections.one("till"))


def test_a_file_in_the_folder_is_read_once(house):
    arranged(house)
    drop(house, "sales.csv", TILL)
    assert (look(house).files, house.log.position()) == (1, 1)
    assert (look(house).files, house.log.position()) == (0, 1)
    (one,) = house.directory.find(Delivery, source="till")
    assert (one.name, one.way, one.state, one.new, one.rows) == ("sales.csv", "folder", "read", 1, 1)


def test_the_same_file_under_another_name_doubles_nothing_and_a_grown_one_adds_its_rows(house):
    arranged(house)
    drop(house, "a.csv", TILL)
    look(house)
    drop(house, "b.csv", TILL)
    drop(house, "a.csv", MORE, age=timedelta(minutes=10))
    look(house)
    assert house.log.position() == 2


def test_a_file_that_may_still_be_written_and_a_partial_one_wait(house, clock):
    arranged(house)
    drop(house, "sales.csv", TILL, age=timedelta(seconds=5))
    drop(house, "more.csv.part", MORE)
    drop(house, ".hidden.csv", MORE)
    assert look(house).files == 0
    clock[0] += timedelta(minutes=1)
    assert look(house).files == 1


def test_a_file_that_cannot_be_read_stops_no_other_and_says_why(house):
    arranged(house)
    drop(house, "a.csv", b"nothing of use\n1\n", age=timedelta(hours=2))
    drop(house, "b.csv", TILL)
    done = look(house)
    assert done.files == 1
    assert done.said.startswith("a.csv")
    assert house.connections.one("till").said == done.said
    drop(house, "a.csv", TILL.replace(b",1,2026", b",9,2026"), age=timedelta(minutes=5))
    assert look(house).said == ""
    assert house.log.position() == 2


def test_a_pickup_looks_when_its_time_has_come_and_not_while_it_is_paused(house, clock):
    arranged(house, every=15)
    drop(house, "sales.csv", TILL)
    house.pickups.step()
    assert house.log.position() == 1
    drop(house, "next.csv", MORE, age=timedelta(minutes=1))
    house.pickups.step()
    assert house.log.position() == 1
    clock[0] += timedelta(minutes=15)
    house.pickups.pause("till", True)
    house.pickups.step()
    assert house.log.position() == 1
    house.pickups.pause("till", False)
    house.pickups.step()
    assert house.log.position() == 2


def test_a_folder_that_is_not_there_yet_is_said_and_not_made(house):
    arranged(house)
    assert "there is no folder till" in look(house).said
    assert not (house.pickups.root / "till").exists()


@pytest.mark.parametrize("place", ["", "..", "/etc", "till/../../..", "../incoming2", "."])
def test_a_folder_outside_the_incoming_one_is_refused(house, place):
    with pytest.raises(Refused, match="below"):
        arranged(house, place=place)


def test_a_link_out_of_the_folder_is_passed_over(house, tmp_path):
    arranged(house)
    drop(house, "sales.csv", TILL)
    secret = tmp_path / "secret.csv"
    secret.write_bytes(MORE)
    (house.pickups.root / "till" / "link.csv").symlink_to(secret)
    look(house)
    assert house.log.position() == 1


@pytest.mark.parametrize(
    ("way", "place", "says"),
    [
        ("url", "http://files.example.com/x.csv", "https"),
        ("url", "https://169.254.169.254/x", "no place"),
        ("url", "file:///etc/passwd", "https://"),
        ("sftp", "https://files.example.com", "sftp://"),
        ("sftp", "sftp://ada:secret@files.example.com/out", "password"),
        ("api", "", "no API"),
        ("pigeon", "", "no way to fetch"),
    ],
)
def test_a_place_that_cannot_be_fetched_from_is_refused_at_once(tmp_path, clock, way, place, says):
    house = House.open(tmp_path, load(tmp_path, {}), clock=lambda: clock[0])
    try:
        house.connections.add("till", connector="till_csv")
        with pytest.raises(Refused, match=says):
            house.pickups.arrange("till", way=way, place=place)
        with pytest.raises(Unknown):
            house.pickups.arrange("nobody", way="folder", place="till")
    finally:
        house.close()


def test_what_is_fetched_needs_no_credential_in_clear_on_the_disk(house, tmp_path):
    arranged(house, way="sftp", place="sftp://ada@files.example.com/out/*.csv", credential="hunter2hunter2")
    assert b"hunter2hunter2" not in b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    assert house.connections.credential(house.connections.one("till")) == "hunter2hunter2"


class Files(BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = self.server.answers.pop(0) if self.server.answers else (200, TILL)
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def files():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    server.answers, server.asked = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_an_address_is_fetched_with_its_token_and_read_when_it_changed(house, files):
    arranged(house, way="url", place=f"http://127.0.0.1:{files.server_port}/sales.csv", credential="t0ken")
    assert look(house).new == 1
    assert look(house).files == 0
    files.answers.append((200, MORE))
    assert look(house).new == 1
    assert set(files.asked) == {("/sales.csv", "Bearer t0ken")}


@pytest.mark.parametrize(("status", "says"), [(401, "token"), (404, "knows nothing"), (503, "503"), (302, "302")])
def test_an_address_that_gives_nothing_says_why_and_is_asked_again(house, files, status, says):
    arranged(house, way="url", place=f"http://127.0.0.1:{files.server_port}/sales.csv")
    files.answers.append((status, b""))
    assert says in look(house).said
    assert look(house).new == 1
    assert house.connections.one("till").said == ""
