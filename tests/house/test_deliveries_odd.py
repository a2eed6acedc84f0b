"""Deliveries as attackers and unlucky senders send them: packed, cut off, late, odd ids, two of one id."""

import base64
import gzip
import hmac
import json
import zlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.settings import load

MAPPING = '[boutiques]\n"487" = "GVA01"\n'
KEY = b"a key of the sender that is long"


def order(number=1, **more):
    item = {"id": 1, "sku": "W-100", "quantity": 1, "price": "8000.00"}
    return json.dumps({
        "id": number, "order_number": number, "created_at": "2026-03-06T10:00:00+01:00", "currency": "CHF",
        "source_name": "pos", "location_id": 487, "line_items": [item], **more,
    }).encode()  # fmt: skip


def signed(body, name="w1", secret=b"seekrit"):
    made = b64encode(hmac.digest(secret, body, sha256)).decode()
    return {"x-shopify-hmac-sha256": made, "x-shopify-webhook-id": name}


def standard(body, stamp, name="msg_1"):
    stamp = str(stamp)
    made = b64encode(hmac.digest(KEY, b".".join((name.encode(), stamp.encode(), body)), sha256)).decode()
    return {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": f"v1,{made}"}


@pytest.fixture
def clock():
    return [datetime(2026, 3, 6, 10, tzinfo=UTC)]


@pytest.fixture
def shop(tmp_path, clock):
    house = House.open(tmp_path, load(tmp_path, {}), clock=lambda: clock[0])
    house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=clock[0])
    house.connections.add("shop", connector="shopify", secret="seekrit", mapping=MAPPING)
    house.connections.add("counter", connector="traffic_json", secret="whsec_" + base64.b64encode(KEY).decode())
    yield house
    house.close()


def read(house):
    house.deliveries.read_waiting()
    assert house.deliveries.waiting() == 0
    return house.deliveries.of("shop", 99)[::-1]


def refused(house, name, headers, body):
    with pytest.raises(Refused) as refusal:
        house.deliver(name, headers, body)
    assert house.deliveries.waiting() == 0
    return refusal.value.status, str(refusal.value)


@pytest.mark.parametrize("over", ["plain", "packed"])
@pytest.mark.parametrize("coding", ["gzip", "GZIP ", "x-gzip"])
def test_a_packed_body_is_read_whichever_its_signature_is_over(shop, over, coding):
    body, packed = order(), gzip.compress(order())
    headers = signed(body if over == "plain" else packed)
    assert shop.deliver("shop", {**headers, "content-encoding": coding}, packed)
    (one,) = read(shop)
    assert (one.state, one.new, one.size) == ("read", 1, len(body))
    assert not shop.deliver("shop", signed(body), body)


@pytest.mark.parametrize(
    ("coding", "body", "status", "says"),
    [
        ("br", order(), 415, "send the body as gzip, or as it is"),
        ("gzip, gzip", order(), 415, "send the body as gzip"),
        ("gzip", order(), 400, "is no gzip"),
        ("gzip", gzip.compress(order())[:-9], 400, "ends in the middle"),
        ("gzip", gzip.compress(order()) + b"more", 400, "ends in the middle"),
        ("gzip", gzip.compress(b" " * 10_000_001), 413, "send less at a time"),
        ("gzip", zlib.compress(order()), 400, "is no gzip"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_refused_with_what_to_do(shop, coding, body, status, says):
    told = refused(shop, "shop", {**signed(body), "content-encoding": coding}, body)
    assert told[0] == status
    assert says in told[1]


def test_what_is_packed_and_wrongly_signed_is_not_taken(shop):
    packed = gzip.compress(order())
    assert refused(shop, "shop", {**signed(b"other"), "content-encoding": "gzip"}, packed)[0] == 401


@pytest.mark.parametrize("away", [timedelta(minutes=6), timedelta(minutes=-6), timedelta(days=300)])
def test_a_replay_outside_of_the_window_and_a_clock_that_is_ahead_are_told_apart_from_a_wrong_secret(shop, clock, away):
    stamp = int((clock[0] + away).timestamp())
    assert refused(shop, "counter", standard(b"{}", stamp), b"{}") == (
        401, "webhook-timestamp: lies more than five minutes from our clock; send it anew with its own time",
    )  # fmt: skip


@pytest.mark.parametrize("stamp", ["999999999999", "-1", "1e9", "", "٣", "0" * 13, " 1", "NaN"])
def test_a_time_that_is_none_is_refused_and_is_no_fault_of_ours(shop, stamp):
    assert refused(shop, "counter", standard(b"{}", stamp), b"{}")[0] == 401


def test_within_the_window_a_replay_is_the_same_delivery(shop, clock):
    at = int(clock[0].timestamp())
    assert shop.deliver("counter", standard(b"{}", at), b"{}")
    clock[0] += timedelta(minutes=4)
    assert not shop.deliver("counter", standard(b"{}", at), b"{}")
    assert not shop.deliver("counter", standard(b"{}", int(clock[0].timestamp())), b"{}")


def test_long_ids_that_begin_alike_are_two_deliveries_and_each_is_known_again(shop):
    for end in ("a", "b"):
        body = order(ord(end))
        assert shop.deliver("shop", signed(body, "x" * 10_000 + end), body)
        assert not shop.deliver("shop", signed(body, "x" * 10_000 + end), body)
    assert [one.new for one in read(shop)] == [1, 1]
    assert all(len(one.id) < 100 for one in shop.deliveries.of("shop", 9))


@pytest.mark.parametrize("name", ["Ã¼ñ 漢", "a/b?c#d", "..", "\x00\x01", "' or 1=1 --", "shop:w1", "\udce9"])
def test_odd_ids_are_kept_apart_from_everything_else(shop, name):
    body = order()
    assert shop.deliver("shop", signed(body, name), body)
    assert not shop.deliver("shop", signed(body, name), body)
    (one,) = read(shop)
    assert (one.state, one.new) == ("read", 1)


def test_the_same_id_with_another_body_is_not_lost(shop):
    for body in (order(1), order(2), order(2)):
        shop.deliver("shop", signed(body, "w1"), body)
    assert [one.new for one in read(shop)] == [1, 1]
    assert shop.log.position() == 2


@pytest.mark.parametrize(
    "number",
    ["é漢字🙂", "1/2", "a" * 10_000, "", None, True, 1.5, -1, {"a": 1}, [1], "\u0000", "line\nbreak", "'\"<>&"],
)
def test_odd_numbers_of_an_order_are_read_or_wait_with_a_reason_and_never_choke_us(shop, number):
    body = order(number)
    shop.deliver("shop", signed(body), body)
    (one,) = read(shop)
    assert one.tries == 1
    assert one.new + one.quarantined + one.skipped == 1 or one.reason
    shop.catch_up()


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"null", b"1", b'"x"', b"[]", b"{}", b"{" * 100_000, b"\xff\xfe", b"a=1&b=2", b"payload=%7B%7D",
        b'{"id": "\\ud800"}', b"<xml/>", order()[:-20],
    ],
)  # fmt: skip
def test_a_body_that_is_no_order_fails_with_a_reason_and_holds_up_no_other(shop, body):
    shop.deliver("shop", signed(body), body)
    good = order()
    shop.deliver("shop", signed(good, "good"), good)
    odd, one = read(shop)
    assert one.new == 1
    assert odd.tries == 1
    assert odd.state == "read" or odd.reason


def test_a_delivery_of_a_connection_that_was_removed_says_how_it_can_still_be_read(shop):
    body = order()
    shop.deliver("shop", signed(body), body)
    shop.connections.remove("shop")
    shop.deliveries.read_waiting()
    (waits,) = shop.quarantined.waiting()
    assert "open it again and replay this" in waits.reason
    shop.connections.add("shop", connector="shopify", secret="other", mapping=MAPPING)
    assert shop.quarantined.replay(waits.id) == "1 kept, 0 known already"


def test_two_secrets_while_rotating_fit_for_standard_webhooks_too(shop, clock):
    later = b"the next key of the sender, as long"
    shop.connections.add("counter", connector="traffic_json", secret="whsec_" + base64.b64encode(later).decode())
    at = int(clock[0].timestamp())
    assert shop.deliver("counter", standard(b"{}", at), b"{}")
    made = b64encode(hmac.digest(later, b"msg_2.%d.{ }" % at, sha256)).decode()
    both = {"webhook-id": "msg_2", "webhook-timestamp": str(at), "webhook-signature": f"v1,bm8= v1a,x v1,{made}"}
    assert shop.deliver("counter", both, b"{ }")
