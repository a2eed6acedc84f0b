"""An SFTP server is connected on the page by hand, against a real one: its key confirmed, and all that goes wrong."""

import os
from datetime import UTC, datetime, timedelta

import paramiko
import pytest

from cabochon.directory.rows import Delivery
from sftp_server import PASSWORD, USER, serving

HOUR = timedelta(hours=1)


@pytest.fixture
def server(tmp_path):
    with serving(tmp_path / "over there") as one:
        (one.root / "out").mkdir()
        yield one


@pytest.fixture
def admin(place):
    place.house.values["allow_private_targets"] = True
    place.house.senders.hush()
    return place.signed_in("admin")


@pytest.fixture
def till(place, request):
    name = f"till-{abs(hash(request.node.name)) % 10**8}"
    return place.house.connections.add(name, connector="till_csv", by="test").id


def act(browser, name, **fields):
    address = f"/connections/{name}"
    return browser.post(address, {"csrf": browser.get(address).csrf, **fields})


def arrange(browser, name, server, folder="out", password=PASSWORD):
    where = f"sftp://{USER}@127.0.0.1:{server.port}/{folder}/*.csv"
    return act(browser, name, do="fetch", way="sftp", place=where, credential=password, every="60")


def confirmed(browser, name, server, **more):
    assert arrange(browser, name, server, **more).status == 200
    return act(browser, name, do="fetch", host_key=server.fingerprint)


def rows(place, first, last):
    lines = [f"{place.door},{n},2026-03-06 10:00,W-100,1,8000" for n in range(first, last + 1)]
    return "\n".join(["boutique,ticket,sold_at,sku,quantity,net", *lines, ""]).encode()


def put(server, name, body, age=HOUR):
    path, at = server.root / "out" / name, (datetime.now(UTC) - age).timestamp()
    path.write_bytes(body)
    os.utime(path, (at, at))
    return path


def of(place, name):
    return place.house.directory.find(Delivery, source=name)


def test_the_first_connect_shows_the_key_and_nothing_is_fetched_before_it_is_confirmed(place, admin, server, till):
    put(server, "sales.csv", rows(place, 1, 2))
    shown = arrange(admin, till, server)
    assert server.fingerprint in shown.text
    assert "Ask who runs it whether it is theirs" in shown.text
    assert server.tried == []  # the password went to nobody
    assert "See the key its server shows, and confirm it" in admin.get("/connections").text
    assert not place.house.pickups.due(place.house.connections.one(till))
    again = act(admin, till, do="key")  # who went away finds it again
    assert server.fingerprint in again.text
    good = act(admin, till, do="fetch", host_key=server.fingerprint)
    assert "It answers, and 1 file lies there, of which 1 are still to be read" in good.text
    assert "Within a minute" in good.text
    assert "1 file was read: 2 new, 0 waiting in quarantine" in act(admin, till, do="look").text
    page = admin.get(f"/connections/{till}").text
    assert "All is well" in page
    assert server.fingerprint in page


def test_a_changed_key_stops_the_pickup_loudly_and_says_what_to_do(place, admin, server, till):
    confirmed(admin, till, server)
    before, server.key = server.fingerprint, paramiko.ECDSAKey.generate()
    tried = len(server.tried)
    put(server, "sales.csv", rows(place, 3, 3))
    assert "not the one that was confirmed" in act(admin, till, do="look").text
    assert (len(server.tried), of(place, till)) == (tried, [])
    listed = admin.get("/connections").text
    assert "Ask who runs the server whether its key was changed, then confirm the new one" in listed
    shown = act(admin, till, do="key").text
    assert "another key than the one that was confirmed" in shown
    assert before in shown
    assert server.fingerprint in shown
    assert "1 file lies there" in act(admin, till, do="fetch", host_key=server.fingerprint).text
    assert place.house.connections.one(till).host_key == server.fingerprint


def test_an_hour_is_proposed_to_who_arranges_a_pickup_for_the_first_time(admin, till):
    assert '<option value="60" selected>' in admin.get(f"/connections/{till}").text


def test_a_key_is_confirmed_as_it_was_shown_or_not_at_all(place, admin, server, till):
    arrange(admin, till, server)
    assert act(admin, till, do="fetch", host_key="SHA256:short").status == 400
    assert place.house.connections.one(till).host_key == ""


def test_a_wrong_password_is_said_at_once_and_never_shown(place, admin, server, till):
    page = confirmed(admin, till, server, password="hunter2hunter2")
    assert "The password or token 127.0.0.1 does not take the password or key of ada" in page.text
    assert "hunter2" not in page.text
    arrange(admin, till, server)
    assert place.house.connections.one(till).host_key == server.fingerprint  # the same server, confirmed before
    assert "No file that fits lies there yet" in arrange(admin, till, server).text


def test_a_missing_folder_is_said_at_once(admin, server, till):
    assert "there is no folder /nowhere" in confirmed(admin, till, server, folder="nowhere").text


def test_a_server_that_does_not_answer_is_arranged_nowhere(place, admin, server, till):
    server.close()
    assert "does not answer as an SFTP server" in arrange(admin, till, server).text
    assert place.house.connections.one(till).way == ""


def test_a_file_that_grows_waits_until_its_size_is_steady(place, admin, server, till):
    confirmed(admin, till, server)
    put(server, "growing.csv", rows(place, 10, 11), age=timedelta(seconds=2))
    act(admin, till, do="look")
    put(server, "growing.csv", rows(place, 10, 14), age=timedelta(seconds=1))
    act(admin, till, do="look")
    assert of(place, till) == []
    put(server, "growing.csv", rows(place, 10, 15), age=timedelta(minutes=1))
    act(admin, till, do="look")
    assert [one.new for one in of(place, till)] == [6]


def test_a_file_of_a_server_whose_clock_runs_ahead_is_read_once_it_stays_the_same(place, admin, server, till):
    confirmed(admin, till, server)
    put(server, "ahead.csv", rows(place, 20, 21), age=timedelta(hours=-2))
    act(admin, till, do="look")
    assert of(place, till) == []
    house, clock = place.house, place.house.clock
    try:
        house.clock = lambda: clock() + timedelta(minutes=5)
        house.pickups.look(house.connections.one(till))
    finally:
        house.clock = clock
    assert [one.new for one in of(place, till)] == [2]


def test_the_same_file_twice_and_under_another_name_is_kept_once(place, admin, server, till):
    confirmed(admin, till, server)
    put(server, "a.csv", rows(place, 30, 32))
    act(admin, till, do="look")
    put(server, "a.csv", rows(place, 30, 32), age=timedelta(minutes=5))
    put(server, "b.csv", rows(place, 30, 32), age=timedelta(minutes=4))
    before = place.house.log.position()
    act(admin, till, do="look")
    assert place.house.log.position() == before
    assert len(of(place, till)) == 1


ODD = ("Käse & Söhne <b>.csv", "a'b\"c;d.csv", "売上 2026.csv", "..csv.csv", "new\nline.csv")


@pytest.mark.parametrize("name", ODD)
def test_a_file_of_an_odd_name_is_read_and_its_name_is_only_words(place, admin, server, name):
    till = place.house.connections.add(f"odd-{len(place.house.connections.all())}", connector="till_csv", by="test").id
    confirmed(admin, till, server)
    put(server, name, rows(place, 40, 41))
    act(admin, till, do="look")
    found = of(place, till)
    if name.startswith("."):  # hidden files are another program's
        assert found == []
        return
    assert [(one.state, one.name) for one in found] == [("read", name)]
    page = admin.get(f"/connections/{till}").text
    assert "<b>" not in page.partition("<main")[2]


def test_a_folder_with_a_thousand_files_is_read_whole_and_looked_through_quickly_after(place, admin, server, till):
    confirmed(admin, till, server)
    for n in range(1_000):
        ticket = 10_000 + n % 100
        put(server, f"{n:04}.csv", rows(place, ticket, ticket), age=HOUR + timedelta(seconds=1_000 - n))
    assert "1,000 files are to be read. It begins within a minute" in act(admin, till, do="look").text
    place.house.pickups.step()
    assert "1,000 files were read: " in admin.get(f"/connections/{till}").text
    assert "0 files were read" in act(admin, till, do="look").text
    page = admin.get(f"/connections/{till}").text
    assert "Page 1 of 2" in page
    assert "In the last 24 hours</dt><dd>100" in page
