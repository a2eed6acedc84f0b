"""Deliveries of one connection that are read together: each keeps its own counts and its own fate."""

import json
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import digest

import pytest

from cabochon.connectors import KINDS
from cabochon.directory.rows import Delivery
from cabochon.house import House
from cabochon.house.queueing import HAND, SMALL
from cabochon.outside.http import Unreachable
from cabochon.refusals import Full, Refused
from cabochon.settings import load

MAPPING = '[boutiques]\n"487" = "GVA01"\n'
KILLED = """
import os, sys
from pathlib import Path
from cabochon.house import House
from cabochon.settings import load
folder = Path(sys.argv[1])
house = House.open(folder, load(folder, {}))
put = house.directory.put
def killed(*rows):
    if any(type(one).__name__ == "Delivery" for one in rows):
        os.kill(os.getpid(), 9)
    put(*rows)
house.directory.put = killed
house.deliveries.read_waiting()
"""


def order(number, *, price="8000.00", updated="2026-03-06T10:00:00+01:00", location=487, note=""):
    item = {"id": 1, "sku": "W-100", "quantity": 1, "price": price}
    return json.dumps({
        "id": number, "order_number": number, "created_at": "2026-03-06T10:00:00+01:00", "updated_at": updated,
        "currency": "CHF", "source_name": "pos", "location_id": location, "note": note, "line_items": [item],
    }).encode()  # fmt: skip


def deliver(house, name, body, hook="shop"):
    signed = b64encode(digest(b"seekrit", body, sha256)).decode()
    return house.deliver(hook, {"x-shopify-hmac-sha256": signed, "x-shopify-webhook-id": name}, body)


def counts(house, hook="shop"):
    """(state, new, repeated, corrected, quarantined) of each, in the order they came."""
    rows = house.deliveries.of(hook, 99)[::-1]
    return [(one.state, one.new, one.repeated, one.corrected, one.quarantined) for one in rows]


@pytest.fixture
def clock():
    return [datetime(2026, 3, 6, 10, tzinfo=UTC)]


@pytest.fixture
def shop(tmp_path, clock):
    house = House.open(tmp_path, load(tmp_path, {}), clock=lambda: clock[0])
    house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=clock[0])
    house.connections.add("shop", connector="shopify", secret="seekrit", mapping=MAPPING)
    yield house
    house.close()


def test_a_hand_is_kept_by_one_append(shop, monkeypatch):
    appends, submit = [], shop.log.submit
    monkeypatch.setattr(shop.log, "submit", lambda entries: appends.append(len(entries)) or submit(entries))
    for number in range(HAND):
        deliver(shop, f"w{number}", order(number))
    shop.deliveries.read_waiting()
    assert appends == [HAND]
    assert counts(shop) == [("read", 1, 0, 0, 0)] * HAND


def test_each_keeps_its_own_counts(shop):
    deliver(shop, "before", order(1))
    shop.deliveries.read_waiting()
    for name, body in (
        ("new", order(2)),
        ("repeat", order(1)),
        ("waits", order(3, location=999)),
        ("corrects", order(1, price="7000.00", updated="2026-03-06T11:00:00+01:00")),
        ("many", b"[" + order(4) + b"," + order(5) + b"," + order(6, location=999) + b"]"),
    ):
        deliver(shop, name, body)
    shop.deliveries.read_waiting()
    assert counts(shop)[1:] == [
        ("read", 1, 0, 0, 0), ("read", 0, 1, 0, 0), ("read", 0, 0, 0, 1), ("read", 0, 0, 1, 0), ("read", 2, 0, 0, 1),
    ]  # fmt: skip
    assert len(shop.quarantined.waiting()) == 2


def test_two_of_the_same_order_in_one_hand_are_a_new_one_and_a_correction_then_a_repeat(shop):
    later = order(1, price="7000.00", updated="2026-03-06T11:00:00+01:00")
    for name, body in (("a", order(1)), ("b", later), ("c", order(1)), ("d", later + b" ")):
        deliver(shop, name, body)
    shop.deliveries.read_waiting()
    assert counts(shop) == [
        ("read", 1, 0, 0, 0), ("read", 0, 0, 1, 0), ("read", 0, 1, 0, 0), ("read", 0, 1, 0, 0),
    ]  # fmt: skip
    assert shop.log.position() == 2
    shop.catch_up()


def test_together_says_what_one_at_a_time_would(tmp_path, clock, monkeypatch):
    bodies = [
        order(1), b"no json", order(2), order(1), b"", b'{"hello": 1}', order(3, location=999), b"[]",
        order(2, price="1.00", updated="2026-03-06T12:00:00+01:00"), order(4) + b"\n" + order(5) + b"\n{half",
    ]  # fmt: skip
    said = []
    for most in (HAND, 1):
        monkeypatch.setattr("cabochon.house.queueing.HAND", most)
        folder = tmp_path / str(most)
        house = House.open(folder, load(folder, {"CABOCHON_INSTANCE": "https://one.example"}), clock=lambda: clock[0])
        house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=clock[0])
        house.connections.add("shop", connector="shopify", secret="seekrit", mapping=MAPPING)
        for number, body in enumerate(bodies):
            deliver(house, f"w{number}", body)
        house.deliveries.read_waiting()
        waits = sorted((one.place, one.reason) for one in house.quarantined.waiting())
        said.append((counts(house), waits, house.log.position(), house.deliveries.waiting()))
        house.close()
    assert said[0] == said[1]
    assert said[0][3] == 0


def test_one_that_chokes_is_tried_again_by_itself_and_the_others_are_read(shop, monkeypatch):
    feed = KINDS["shopify"]

    def choking(delivery):
        said = delivery.stream.read()
        if b"poison" in said:
            raise RecursionError
        return feed.read(replace(delivery, body=said))

    monkeypatch.setitem(KINDS, "shopify", replace(feed, read=choking))
    for number in range(5):
        deliver(shop, f"w{number}", order(number, note="poison" if number == 2 else ""))
    shop.deliveries.read_waiting()
    assert [one[0] for one in counts(shop)] == ["read", "read", "waiting", "read", "read"]
    assert [one.tries for one in shop.deliveries.of("shop", 9)[::-1]] == [1, 1, 1, 1, 1]


def test_a_full_disk_loses_none_and_fails_none(shop, monkeypatch):
    for number in range(3):
        deliver(shop, f"w{number}", order(number))
    with monkeypatch.context() as full:
        full.setattr(shop.entrance, "submit", lambda *_, **__: (_ for _ in ()).throw(Full("no room")))
        with pytest.raises(Full):
            shop.deliveries.read_waiting()
    assert shop.deliveries.waiting() == 3
    shop.deliveries.read_waiting()
    assert counts(shop) == [("read", 1, 0, 0, 0)] * 3


@pytest.mark.parametrize("many", [1, 3])
def test_a_log_that_another_holds_is_waited_for(shop, monkeypatch, many):
    for number in range(many):
        deliver(shop, f"w{number}", order(number))
    held = Refused("another program holds the log; send this again in a few seconds", status=503)
    with monkeypatch.context() as busy:
        busy.setattr(shop.entrance, "submit", lambda *_, **__: (_ for _ in ()).throw(held))
        with pytest.raises(Refused, match="holds the log"):
            shop.deliveries.read_waiting()
    assert (shop.deliveries.waiting(), shop.quarantined.waiting()) == (many, [])


def test_killed_when_they_are_kept_and_not_marked_nothing_is_lost_and_nothing_doubled(shop, tmp_path, clock):
    many = HAND + 3
    for number in range(many):
        deliver(shop, f"w{number}", order(number))
    shop.close()
    for _ in range(2):
        killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], timeout=120, check=False)
        assert killed.returncode == -9
    again = House.open(tmp_path, load(tmp_path, {}), clock=lambda: clock[0])
    try:
        assert again.deliveries.waiting() == many
        again.deliveries.read_waiting()
        assert (again.log.position(), again.deliveries.waiting()) == (many, 0)
    finally:
        again.close()


def test_connections_take_turns(shop):
    shop.connections.add("web", connector="shopify", secret="seekrit", mapping=MAPPING)
    for number in range(3 * HAND):
        deliver(shop, f"w{number}", order(number))
    deliver(shop, "one", order(9_999), "web")
    hands = list(shop.deliveries._queue.hands(shop.clock()))
    assert [(hand[0].source, len(hand)) for hand in hands] == [
        ("shop", HAND), ("web", 1), ("shop", HAND), ("shop", HAND),
    ]  # fmt: skip


def test_a_large_one_and_one_that_failed_before_are_read_by_themselves(shop):
    for number in range(4):
        deliver(shop, f"w{number}", order(number, note="x" * (SMALL if number == 1 else 1)))
    last = shop.deliveries.of("shop", 1)[0]
    shop.directory.put(replace(last, tries=1))
    assert [len(hand) for hand in shop.deliveries._queue.hands(shop.clock())] == [1, 1, 1, 1]
    shop.deliveries.read_waiting()
    assert shop.deliveries.tally("shop", "read") == 4


def test_a_sender_that_is_away_is_asked_a_few_times_and_holds_up_no_other(shop, clock, monkeypatch):
    asked = []

    def away(*_, **__):
        asked.append(1)
        raise Unreachable("sender.example does not answer")

    feed = replace(KINDS["shopify"], asks=True, read=away)
    monkeypatch.setitem(KINDS, "typeform", replace(KINDS["typeform"], asks=True, read=away, signing=feed.signing))
    shop.connections.add("thin", connector="typeform", secret="seekrit")
    for number in range(20):
        deliver(shop, f"t{number}", order(number), "thin")
    deliver(shop, "w", order(99))
    for _ in range(5):
        shop.deliveries.read_waiting()
    assert len(asked) == 3
    assert (shop.deliveries.tally("shop", "read"), shop.deliveries.tally("thin", "waiting")) == (1, 20)
    clock[0] += timedelta(seconds=11)
    shop.deliveries.read_waiting()
    assert len(asked) == 4
    monkeypatch.setitem(KINDS, "typeform", replace(feed, read=KINDS["shopify"].read))
    clock[0] += timedelta(minutes=10)
    shop.deliveries.read_waiting()
    assert shop.deliveries.tally("thin", "waiting") == 0


def test_what_waits_is_there_for_a_house_of_before(shop):
    """A row of an earlier version, without what was added since, is read as any."""
    old = Delivery(id="shop:old", source="shop", at=shop.clock(), body=shop.deliveries._sealed("shop", order(1)))
    shop.directory.put(old)
    assert shop.deliveries.read_waiting()
    assert shop.deliveries.one("shop", "shop:old").new == 1
