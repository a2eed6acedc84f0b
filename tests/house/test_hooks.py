"""Webhooks: verified, queued durably, read once."""

import hashlib
import hmac
import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from cabochon.directory.rows import Delivery
from cabochon.house import House
from cabochon.refusals import Refused, Unknown
from cabochon.settings import load

MAPPING = '[boutiques]\n"487" = "GVA01"\n'


def order(number=1, location=487, price="8000.00"):
    item = {"id": 1, "sku": "W-100", "quantity": 1, "price": price}
    return json.dumps({
        "id": number, "order_number": number, "created_at": "2026-03-06T10:00:00+01:00", "currency": "CHF",
        "source_name": "pos", "location_id": location, "email": "client@web.example", "line_items": [item],
    }).encode()  # fmt: skip


def signed(body, secret=b"seekrit", **headers):
    made = b64encode(hmac.digest(secret, body, hashlib.sha256)).decode()
    return {"x-shopify-hmac-sha256": made, **{k.replace("_", "-"): v for k, v in headers.items()}}


@pytest.fixture
def clock():
    return [datetime(2026, 3, 6, 10, tzinfo=UTC)]


@pytest.fixture
def shop(tmp_path, clock):
    """A house with one door and an open /hooks/shop."""
    house = House.open(tmp_path, load(tmp_path, {}), clock=lambda: clock[0])
    house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=clock[0])
    house.connections.add("shop", connector="shopify", secret="seekrit", mapping=MAPPING)
    yield house
    house.close()


def test_a_signed_delivery_becomes_a_receipt(shop):
    body = order()
    assert shop.deliver("shop", signed(body), body) is True
    assert shop.deliveries.waiting() == 1
    assert shop.deliveries.read_waiting() is True
    assert shop.log.position() == 1
    assert shop.deliveries.read_waiting() is False


@pytest.mark.parametrize("headers", [{}, {"x-shopify-hmac-sha256": "bm8="}, signed(order(), secret=b"other")])
def test_a_wrong_or_missing_signature_is_refused_and_nothing_is_kept(shop, headers):
    with pytest.raises(Refused) as refusal:
        shop.deliver("shop", headers, order())
    assert refusal.value.status == 401
    assert shop.deliveries.waiting() == 0


def test_an_unknown_address_is_not_found(shop):
    with pytest.raises(Unknown):
        shop.deliver("nothing", signed(order()), order())


def test_the_same_delivery_twenty_times_at_once_is_one_statement(shop):
    body = order()
    with ThreadPoolExecutor(20) as pool:
        fresh = list(pool.map(lambda _: shop.deliver("shop", signed(body, x_shopify_webhook_id="w1"), body), range(20)))
    assert fresh.count(True) == 1
    shop.deliveries.read_waiting()
    assert shop.log.position() == 1


def test_the_same_order_under_another_delivery_id_is_a_repeat(shop):
    body = order()
    for name in ("w1", "w2"):
        shop.deliver("shop", signed(body, x_shopify_webhook_id=name), body)
    shop.deliveries.read_waiting()
    assert shop.log.position() == 1


def test_the_queue_outlives_the_house(tmp_path, clock, shop):
    body = order()
    shop.deliver("shop", signed(body), body)
    shop.close()
    again = House.open(tmp_path, load(tmp_path, {}), clock=lambda: clock[0])
    try:
        again.deliveries.read_waiting()
        assert again.log.position() == 1
    finally:
        again.close()


def test_two_secrets_fit_while_the_sender_changes_over_and_no_third(shop):
    body = order()
    shop.connections.add("shop", connector="shopify", secret="the next")
    assert shop.deliver("shop", signed(body, x_shopify_webhook_id="a"), body)
    assert shop.deliver("shop", signed(body, secret=b"the next", x_shopify_webhook_id="b"), body)
    shop.connections.add("shop", connector="shopify", secret="one more")
    with pytest.raises(Refused):
        shop.deliver("shop", signed(body), body)
    assert shop.connections.mapping("shop") == MAPPING


def test_neither_secret_nor_client_lies_in_clear_on_the_disk(shop, tmp_path):
    body = order(location=999)
    shop.deliver("shop", signed(body), body)
    shop.deliveries.read_waiting()
    assert len(shop.quarantined.waiting()) == 1
    stored = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert b"seekrit" not in stored
    assert b"client@web" not in stored


def test_an_order_of_an_unknown_place_waits_and_is_read_by_the_mended_mapping(shop):
    body = order(location=999)
    shop.deliver("shop", signed(body), body)
    shop.deliveries.read_waiting()
    (row,) = shop.quarantined.waiting()
    assert row.source == "connection:shop"
    shop.connections.add("shop", connector="shopify", secret="", mapping='[boutiques]\n"999" = "GVA01"\n')
    assert shop.quarantined.replay(row.id) == "1 kept, 0 known already"


def test_a_delivery_that_is_no_order_holds_up_no_other_and_can_be_tried_again(shop):
    for body in (b'{"hello": 1}', b"not json", order()):
        shop.deliver("shop", signed(body), body)
    shop.deliveries.read_waiting()
    assert shop.log.position() == 1
    assert {row.place for row in shop.quarantined.waiting()} == {""}
    assert [done for _, _, done in shop.quarantined.replay_all()] == [False, False]
    assert shop.deliveries.waiting() == 0


def test_a_closed_webhook_takes_nothing(shop):
    shop.connections.remove("shop")
    with pytest.raises(Unknown):
        shop.deliver("shop", signed(order()), order())
    with pytest.raises(Unknown):
        shop.connections.remove("shop")


def test_an_unsigned_hook_needs_the_setting_that_names_it(tmp_path):
    house = House.open(tmp_path, load(tmp_path, {"CABOCHON_UNSIGNED_HOOKS": "open"}))
    try:
        house.connections.add("open", connector="typeform", secret="")
        assert house.deliver("open", {}, b"{}") is True
        house.connections.add("other", connector="typeform", secret="")
        with pytest.raises(Refused):
            house.deliver("other", {}, b"{}")
    finally:
        house.close()


@pytest.mark.parametrize(
    ("name", "connector", "mapping", "says"),
    [
        ("shop", "typeform", "", "is a shopify address"),
        ("new", "nothing", "", "there is no connector"),
        ("New Shop", "shopify", "", "lower-case"),
        ("../x", "shopify", "", "lower-case"),
        ("new", "shopify", "colour = 1", "colour is no key"),
    ],
)
def test_a_wrong_webhook_is_refused_before_it_is_opened(shop, name, connector, mapping, says):
    with pytest.raises(Refused, match=says):
        shop.connections.add(name, connector=connector, secret="x", mapping=mapping)
    assert [hook.id for hook in shop.connections.all()] == ["shop"]


def test_a_delivery_is_remembered_for_thirty_days(shop, clock):
    body = order()
    shop.deliver("shop", signed(body), body)
    shop.deliveries.read_waiting()
    clock[0] += timedelta(days=29)
    assert shop.deliver("shop", signed(body), body) is False
    clock[0] += timedelta(days=2)
    assert shop.deliveries.expire() == 1
    assert shop.directory.find(Delivery) == []
