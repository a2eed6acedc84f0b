"""Files fetched from an SFTP server by the house itself."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from cabochon.directory.rows import Delivery
from cabochon.house import House
from cabochon.settings import load
from sftp_server import PASSWORD, USER, serving

HEAD = b"boutique,ticket,sold_at,sku,quantity,net\n"
NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)


def rows(first, last):
    return HEAD + b"".join(b"GVA01,%d,2026-03-06 10:00,W-100,1,8000\n" % n for n in range(first, last + 1))


@pytest.fixture
def server(tmp_path):
    with serving(tmp_path / "over there") as one:
        (one.root / "out").mkdir()
        yield one


@pytest.fixture
def house(tmp_path, server):
    one = House.open(tmp_path / "data", load(tmp_path / "data", {"CABOCHON_ALLOW_PRIVATE_TARGETS": "true"}),
                     clock=lambda: NOW)  # fmt: skip
    one.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=NOW)
    one.connections.add("till", connector="till_csv")
    yield one
    one.close()


def put(server, name, body, age=timedelta(hours=1)):
    path, at = server.root / "out" / name, (NOW - age).timestamp()
    path.write_bytes(body)
    os.utime(path, (at, at))
    return path


def arranged(house, server, **more):
    place = f"sftp://{USER}@127.0.0.1:{server.port}/out/*.csv"
    given = {"way": "sftp", "place": place, "credential": PASSWORD, "host_key": server.fingerprint}
    return house.pickups.arrange("till", **given | more)


def look(house):
    return house.pickups.look(house.connections.one("till"))


def test_a_file_is_fetched_and_read_once_and_nothing_is_changed_over_there(house, server):
    arranged(house, server)
    put(server, "sales.csv", rows(1, 3))
    assert (look(house).files, house.log.position()) == (1, 3)
    assert (look(house).files, house.log.position()) == (0, 3)
    (one,) = house.directory.find(Delivery, source="till")
    assert (one.way, one.name, one.state, one.new) == ("sftp", "sales.csv", "read", 3)
    assert [path.name for path in (server.root / "out").iterdir()] == ["sales.csv"]


def test_a_host_key_nobody_confirmed_fetches_nothing_and_says_the_key(house, server):
    house.pickups.arrange(
        "till", way="sftp", place=f"sftp://{USER}@127.0.0.1:{server.port}/out/*.csv", credential=PASSWORD
    )
    put(server, "sales.csv", rows(1, 1))
    said = look(house).said
    assert server.fingerprint in said
    assert house.connections.one("till").said == said
    arranged(house, server, credential="")
    assert look(house).new == 1


def test_a_wrong_password_is_said_and_not_quoted(house, server):
    arranged(house, server, credential="hunter2hunter2")
    said = look(house).said
    assert "does not take" in said
    assert "hunter2" not in said


def test_one_that_breaks_off_midway_is_not_half_read_and_is_fetched_again(house, server):
    arranged(house, server)
    put(server, "a.csv", rows(1, 1), age=timedelta(hours=3))
    put(server, "b.csv", rows(2, 9_000), age=timedelta(hours=2))
    server.breaks_at = 200_000
    done = look(house)
    assert "broke off" in done.said
    assert house.log.position() == 1
    server.breaks_at = None
    assert look(house).new == 8_999
    assert house.log.position() == 9_000


def test_a_file_renamed_away_since_it_was_listed_stops_no_other(house, server):
    arranged(house, server)
    first = put(server, "a.csv", rows(1, 1), age=timedelta(hours=2))
    put(server, "b.csv", rows(2, 2))

    def taken():
        if first.exists():
            first.rename(server.root / "out" / "a.done")

    server.after_listing = taken
    assert look(house).new == 1
    assert house.connections.one("till").said == ""
    (server.root / "out" / "a.done").rename(first)
    server.after_listing = lambda: None
    assert look(house).new == 1


def test_a_file_that_may_not_be_read_stops_no_other_and_is_read_once_it_may(house, server):
    arranged(house, server)
    put(server, "a.csv", rows(1, 1), age=timedelta(hours=2))
    put(server, "b.csv", rows(2, 2))
    server.locked.add("a.csv")
    done = look(house)
    assert done.new == 1
    assert done.said.startswith("a.csv")
    server.locked.clear()
    assert (look(house).new, house.log.position()) == (1, 2)


def test_a_private_number_is_not_fetched_from_unless_allowed(tmp_path, server):
    house = House.open(tmp_path / "other", load(tmp_path / "other", {}), clock=lambda: NOW)
    try:
        house.connections.add("till", connector="till_csv")
        arranged(house, server)
        assert "private network" in look(house).said
        assert server.tried == []
    finally:
        house.close()
