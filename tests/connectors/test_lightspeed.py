"""Sales of Lightspeed X-Series: polled by version, told by a webhook that is a form, or a file."""

import hashlib
import hmac
import io
import json
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from feed_files import DOORS, bad, good, read, skipped
from till_api_server import api, house_with, token

from cabochon.connectors import KINDS, Arrived, Bad, Delivery, load, signatures
from cabochon.connectors.cells import unknown_door
from cabochon.connectors.mapping import settled
from cabochon.directory.rows import Delivery as Came
from cabochon.refusals import Refused
from cabochon.retail.events import Line
from cabochon.retail.who import Who

MAPPING = 'domain = "maison"\n[boutiques]\n"out-1" = "GVA01"\n"reg-2" = "TYO01"\n'
BASE = "https://maison.retail.lightspeed.app/api/2.0"


def item(product="p1", quantity=1, price=8_000, **more):
    return {
        "id": f"li-{product}", "product_id": product, "salesperson_id": None, "quantity": quantity, "price": price,
        "price_total": price * quantity if price and isinstance(quantity, int) else None, "is_return": False,
        "discount": 0, "discount_total": 0, "tax": 1, "tax_total": 1,
        "gift_card_number": None, "note": "for Ada", **more,
    }  # fmt: skip


def sale(*items, **more):
    return {
        "id": "s1", "outlet_id": "out-1", "register_id": "reg-1", "user_id": "u1", "customer_id": "ADA",
        "invoice_number": "1042", "source": "USER", "status": "CLOSED", "state": "closed", "attributes": [],
        "note": "Ada", "return_for": None, "created_at": "2026-03-31T12:05:04+00:00", "deleted_at": None,
        "updated_at": "2026-03-31T12:05:04+00:00", "sale_date": "2026-03-31T12:05:00+00:00", "version": 30648428156,
        "line_items": list(items or [item()]), "payments": [{"name": "Ada's card"}], **more,
    }  # fmt: skip


DATED = {  # the shape of the dated API
    "id": "s1", "source": {"register_id": "reg-1", "author_id": "u1", "outlet_id": "out-1"}, "state": "closed",
    "date": "2026-03-31T12:05:00Z", "attributes": [], "version": "30648428156", "updated_at": "2026-03-31T12:05:04Z",
    "line_items": [{"product": {"id": "p1"}, "quantity": 1, "pricing": {"price": "8000", "discount": "0"},
                    "tax": {"id": "t", "amount": "648"}}],
}  # fmt: skip
HOOKED = {  # the shape of API 0.9, as webhooks have it
    "id": "s1", "register_id": "reg-2", "outlet": "Ginza", "user_id": "u1", "sale_date": "2026-03-31 12:05:00",
    "updated_at": "2026-03-31 12:05:04", "status": "CLOSED", "customer": {"name": "Ada"},
    "register_sale_products": [{"product_id": "p1", "quantity": 1, "price": 480000, "discount": 0, "tax": 1}],
}  # fmt: skip


def filed(*sales, mapping=MAPPING, **more):
    return read("lightspeed", json.dumps({"data": list(sales)}).encode(), mapping, **more)


def form(payload, **fields):
    return urlencode(
        {"payload": json.dumps(payload), "environment": "prod", "domain_prefix": "maison", **fields}
    ).encode()


def who(code):
    return Who("till:lightspeed", code)


def test_a_closed_sale_is_a_receipt_without_tax():
    (receipt,) = filed(sale(item(), item("p2", 2, 60.25, salesperson_id="u2", discount=6.7, discount_total=13.4)))
    assert (receipt.key, receipt.boutique, receipt.currency) == ("s1", "GVA01", "CHF")
    assert (receipt.business_day, receipt.revision) == (date(2026, 3, 31), "00000000030648428156")
    assert receipt.lines == (
        Line(sku="p1", quantity=1, net=800_000),
        Line(sku="p2", quantity=2, net=12_050, discount=1_340),
    )
    assert dict(receipt.sellers) == {
        who("u1"): pytest.approx(800_000 / 812_050),
        who("u2"): pytest.approx(12_050 / 812_050),
    }
    assert receipt.cashier == who("u1")


def test_the_dated_shape_and_the_older_one_read_alike():
    assert filed(DATED) == filed(sale())


def test_a_webhook_is_a_form_whose_payload_is_the_older_shape_still():
    (receipt,) = read("lightspeed", form(HOOKED), MAPPING)
    assert (receipt.boutique, receipt.currency, receipt.lines[0].net) == ("TYO01", "JPY", 480_000)
    assert receipt.at == datetime(2026, 3, 31, 12, 5, tzinfo=UTC)
    assert receipt.revision < "00000000000000000001"  # what is polled stands above it


def test_a_webhook_without_a_version_is_fetched_where_there_is_a_token():
    asked = []

    def ask(url):
        asked.append(url)
        return {"data": sale()}

    assert read("lightspeed", form(HOOKED), MAPPING, ask=ask) == filed(sale())
    assert asked == [f"{BASE}/sales/s1"]
    read("lightspeed", form(sale()), MAPPING, ask=ask)
    assert len(asked) == 1
    with pytest.raises(Refused, match="without data"):
        read("lightspeed", form(HOOKED), MAPPING, ask=lambda _: [])


def test_a_webhook_about_something_else_is_passed_over():
    assert skipped(read("lightspeed", form({"id": "c1", "first_name": "Ada"}, type="customer.update"), MAPPING))


@pytest.mark.parametrize(
    ("state", "attributes", "status", "kind"),
    [
        ("closed", [], "", "sale"),
        ("closed", ["layby"], "", "sale"),
        ("closed", ["pickup"], "", "web_pickup"),
        ("closed", ["delivery", "service"], "", "service"),
        ("pending", ["layby"], "", "deposit"),
        ("pending", ["onaccount", "delivery"], "", "sale"),
        ("voided", [], "", "void"),
        (None, None, "CLOSED", "sale"),
        (None, None, "LAYBY", "deposit"),
        (None, None, "ONACCOUNT_CLOSED", "sale"),
        (None, None, "VOIDED", "void"),
        ("parked", [], "", None),
        ("pending", [], "", None),
        ("pending", ["pickup"], "", None),
        (None, None, "SAVED", None),
        (None, None, "AWAITING_PICKUP", None),
    ],
)
def test_states_and_attributes_say_what_a_sale_is(state, attributes, status, kind):
    items = filed(sale(state=state, attributes=attributes, status=status))
    assert [one.sale_type for one in good(items)] == ([kind] if kind else [])
    assert len(skipped(items)) == (not kind)


def test_what_was_voided_or_deleted_takes_the_place_of_the_sale():
    for void in (sale(state="voided", version=30648428157), sale(deleted_at="2026-04-01T00:00:00+00:00")):
        (one,) = filed(void)
        assert (one.key, one.sale_type, one.original) == ("s1", "void", "")
    (empty,) = filed(sale(state="voided", line_items=[]))
    assert empty.lines == ()


def test_a_return_is_of_the_sale_it_names():
    (back,) = filed(sale(item(quantity=-1, is_return=True), id="s2", return_for="s1"))
    assert (back.key, back.sale_type, back.original) == ("s2", "return", "s1")
    assert back.lines == (Line(sku="p1", quantity=1, net=800_000),)


def test_an_exchange_is_a_sale_and_a_return_of_what_was_sold_before():
    sold, back = filed(sale(item(quantity=-1, is_return=True), item("p2"), id="s2", return_for="s1"))
    assert (sold.key, sold.sale_type, [one.sku for one in sold.lines]) == ("s2", "sale", ["p2"])
    assert (back.key, back.sale_type, back.original) == ("s2-return-s1", "return", "s1")


def test_goods_that_come_back_without_a_sale_are_a_return_of_nothing_known():
    (back,) = filed(sale(item(quantity=-1)))
    assert (back.sale_type, back.original, back.lines[0].net) == ("return", "", 800_000)
    (mixed,) = filed(sale(item("p2"), item(quantity=-1, price=10)))
    assert [(line.quantity, line.net) for line in mixed.lines] == [(1, 800_000), (-1, -1_000)]


def test_gift_cards_are_no_sale_and_weights_are_weights():
    card = item("card", 1, 500, gift_card_number="6006-4912")
    assert skipped(filed(sale(card)))
    (receipt,) = filed(sale(card, item(quantity="0.42", price="100", price_total=None), item("gone", 0)))
    assert receipt.lines == (Line(sku="p1", quantity=0.42, net=4_200),)


def test_a_discount_that_is_still_to_be_taken_off():
    line = item(discount=100, discount_total=100)
    (receipt,) = filed(sale(line), mapping='discounts = "outside"\n' + MAPPING)
    assert receipt.lines == (Line(sku="p1", quantity=1, net=790_000, discount=10_000),)


def test_a_later_version_corrects_and_a_ticket_may_have_nobody_behind_it():
    first, later = (filed(sale(version=one))[0] for one in (9, 10))
    assert (first.key, first.revision < later.revision) == (later.key, True)
    assert filed(sale(user_id=None))[0].sellers == ()
    assert filed(sale(), mapping="cashier_sells = false\n" + MAPPING)[0].sellers == ()


@pytest.mark.parametrize(
    ("broken", "place", "says"),
    [
        (sale(outlet_id="out-9", register_id="x"), "/data/0/outlet_id", unknown_door("out-9")),
        (sale(item(price_total="a lot")), "/data/0/line_items/0/price_total", "not a number"),
        (sale(item(price_total=None, price=None)), "/data/0/line_items/0/price", "not a number"),
        (sale(item(price_total="1e400")), "/data/0/line_items/0/price", "more than a line can cost"),
        (sale(item(), item("p2", quantity="two", price_total=1)), "/data/0/line_items/1/quantity", "not a number"),
        (sale(item(price=-5)), "/data/0/line_items/0/price", "below zero"),
        (sale(sale_date="31/03/2026"), "/data/0/sale_date", "not a time"),
        (sale(state="finished"), "/data/0/state", "no state"),
        (sale(state=None, status=None), "/data/0/state", "no state"),
        (sale(version=-1), "/data/0/version", "no version"),
        (sale(line_items=3), "/data/0/line_items", "list of objects"),
        (sale(id=""), "/data/0/id", "known by its id"),
        ({k: v for k, v in sale().items() if k != "line_items"}, "/data/0/line_items", "has line items"),
    ],
)
def test_what_cannot_be_read_says_where_and_why_and_stops_no_other(broken, place, says):
    items = filed(broken, sale(id="s9"))
    ((where, reason),) = bad(items)
    assert (where, says in reason) == (place, True), (where, reason)
    assert [one.key for one in good(items)] == ["s9"]


def test_what_waits_holds_nothing_of_a_client_and_can_be_read_again():
    items = [*filed(sale(outlet_id="out-9", register_id="")), *read("lightspeed", form(HOOKED), 'domain = "m"\n')]
    assert not any(word in repr(items) for word in ("Ada", "ADA", "customer", "payment"))
    rows = tuple(dict(one.row) for one in items if isinstance(one, Bad))
    mended = read("lightspeed", b"", MAPPING + '"out-9" = "GVA01"\n', again=rows)
    assert [one.boutique for one in mended] == ["GVA01", "TYO01"]
    assert mended[0] == filed(sale())[0]


@pytest.mark.parametrize("body", [
    b"", b"<html>", b"[1]", b'{"customers": []}', b"[" * 100_000, b'{"data": 3}', b'{"data": [{"id"', b"payload=",
    b"payload=%ff", b"payload={", b"other=1", b"a=1&" * 500 + b"payload={}", b"\xff\xfe{",
    b"payload=" + b"x" * 2_000_001,
])  # fmt: skip
def test_what_is_no_sale_is_refused_or_bad(body):
    try:
        items = read("lightspeed", body, MAPPING)
    except Refused as e:
        assert e.reason  # noqa: PT017 - either way is right
    else:
        assert not good(items)


# The poll


def polled(cursor, answers, mapping=MAPPING):
    asked = []

    def ask(url):
        asked.append(url)
        return answers[url]

    return KINDS["lightspeed"].poll(cursor, ask, settled(load(mapping, "lightspeed"), "lightspeed")), asked


def test_a_poll_goes_on_from_the_highest_version_and_takes_nothing_of_a_client_along():
    first = f"{BASE}/sales?page_size=200"
    page, asked = polled("", {first: {"data": [sale()], "version": {"min": 1, "max": 30648428156}}})
    assert (asked, page.cursor, page.more) == ([first], "30648428156", True)
    assert not any(word in page.body for word in (b"Ada", b"ADA"))
    assert read("lightspeed", page.body, MAPPING) == filed(sale())
    after = f"{first}&after=30648428156"
    page, _ = polled("30648428156", {after: {"data": [], "version": {"min": None, "max": None}}})
    assert (page.body, page.cursor, page.more) == (b"", "30648428156", False)


def test_a_poll_that_gives_the_same_again_ends_and_one_of_another_shape_says_so():
    first, after = f"{BASE}/sales?page_size=200", f"{BASE}/sales?page_size=200&after=30648428156"
    assert polled("30648428156", {after: {"data": [sale()]}})[0].more is False
    assert polled("", {first: {"data": [sale()]}})[0].cursor == "30648428156"  # by the sales' own versions
    for answer, says in (
        ([], "without data"),
        ({"data": 3}, "list of objects"),
        ({"data": [sale(version=None)]}, "versions"),
    ):
        with pytest.raises(Refused, match=says):
            polled("", {first: answer})


@pytest.mark.parametrize("domain", ["", "evil.example/", "a b", "maison@evil.example", "-"])
def test_a_domain_is_one_word(domain):
    with pytest.raises(Refused, match="write domain"):
        polled("", {}, f'domain = "{domain}"\n')


# The signature


def hooked(body, header=None, secret=b"seekrit"):
    made = (
        header
        if header is not None
        else f"signature={hmac.digest(secret, body, hashlib.sha256).hex()}, algorithm=HMAC-SHA256"
    )
    return Arrived(body=body, headers={"x-signature": made}, url="", at=datetime.now(UTC))


def test_a_signature_is_the_hex_hmac_of_the_body():
    body = form(HOOKED)
    signatures.LIGHTSPEED.check(hooked(body), [b"older", b"seekrit"])
    signed = signatures.LIGHTSPEED.sign(hooked(body), b"seekrit")
    assert signed == dict(hooked(body).headers)
    for wrong in (
        hooked(body, secret=b"other"),
        hooked(body, ""),
        hooked(body, "é=é,,=="),
        hooked(body, "signature=,"),
        hooked(body, "signature=00, algorithm=none"),
        hooked(body + b"&a=1", hooked(body).headers["x-signature"]),
    ):
        with pytest.raises(Refused) as refused:
            signatures.LIGHTSPEED.check(wrong, [b"seekrit"])
        assert refused.value.status == 401


# Through a house


@pytest.fixture
def clock():
    return [datetime(2026, 4, 1, 12, tzinfo=UTC)]


@pytest.fixture
def till(tmp_path, clock):
    with api() as vend:
        vend.answers = {
            "/api/2.0/sales/s1": {"data": sale()},
            "/api/2.0/sales?page_size=200": {"data": [sale(), sale(id="s2", version=30648428157)]},
            "/api/2.0/sales?page_size=200&after=30648428157": {"data": []},
        }
        with house_with(
            tmp_path, clock, "lightspeed", f'api = "{vend.url}/api/2.0"\n[boutiques]\n"out-1" = "GVA01"\n'
        ) as house:
            yield house, vend


def deliver(house, body):
    return house.deliveries.deliver("till", dict(hooked(body).headers), body)


def test_a_webhook_is_fetched_with_the_token_and_kept_once_whatever_comes_again(till):
    house, vend = till
    assert [deliver(house, form(HOOKED)) for _ in range(20)].count(True) == 1
    deliver(house, form(HOOKED, retailer_id="r"))
    house.deliveries.read_waiting()
    assert house.log.position() == 1
    assert set(vend.asked) == {("/api/2.0/sales/s1", "Bearer t0ken")}


def test_what_the_webhook_told_and_the_poll_finds_is_one_receipt(till):
    house, vend = till
    deliver(house, form(HOOKED))
    house.deliveries.read_waiting()
    house.pickups.arrange("till", way="api")
    done = house.pickups.look(house.connections.one("till"))
    assert (done.said, done.new, house.log.position()) == ("", 1, 2)
    assert house.connections.one("till").cursor == "30648428157"
    assert house.pickups.look(house.connections.one("till")).new == 0
    vend.faults += [503]
    assert "503" in house.pickups.look(house.connections.one("till")).said


def test_what_cannot_be_fetched_now_is_fetched_later_and_kept_once(till, clock):
    house, vend = till
    vend.faults += [503]
    deliver(house, form(HOOKED))
    house.deliveries.read_waiting()
    assert (house.log.position(), house.deliveries.waiting()) == (0, 1)
    clock[0] += timedelta(seconds=11)
    house.deliveries.read_waiting()
    assert (house.log.position(), house.deliveries.waiting()) == (1, 0)


def test_a_token_that_is_not_taken_says_to_give_another_and_then_it_is_read(till):
    house, vend = till
    vend.faults += [401]
    deliver(house, form(HOOKED))
    house.deliveries.read_waiting()
    (one,) = house.directory.find(Came, source="till")
    assert (one.state, "give the connection another" in one.reason) == ("failed", True)
    token(house, house.connections.one("till"), "newer")
    assert house.deliveries.again(one.id).startswith("1 kept")


def test_a_stream_is_sniffed_and_read_from_its_beginning():
    for body in (form(sale()), json.dumps(sale()).encode()):
        delivery = Delivery(
            body=io.BytesIO(body), received=datetime.now(UTC), doors=DOORS, mapping=load(MAPPING, "lightspeed")
        )
        assert [one.key for one in KINDS["lightspeed"].read(delivery)] == ["s1"]


def test_a_discount_on_the_whole_sale_is_shared_out_by_price():
    (receipt,) = filed(sale(item("p1", price=3_000), item("p2", price=1_000), item("vend-discount", -1, 400)))
    assert [(one.sku, one.net, one.discount) for one in receipt.lines] == [
        ("p1", 270_000, 30_000), ("p2", 90_000, 10_000),
    ]  # fmt: skip
    named = filed(
        sale(item("p1", price=3_000), item("d-9", -1, 3_000)), mapping='discount_products = ["d-9"]\n' + MAPPING
    )
    assert named[0].lines == (Line(sku="p1", quantity=1, net=0, discount=300_000, zero_reason="discounted"),)


def test_a_discount_on_what_came_back_is_taken_off_it():
    (back,) = filed(sale(item("p1", -1, 3_000, is_return=True), item("vend-discount", 1, 400), return_for="s0"))
    assert (back.sale_type, back.original, back.lines[0].net) == ("return", "s0", 260_000)


def test_two_like_lines_share_a_discount():
    (receipt,) = filed(sale(item("p1", price=1_000), item("p1", price=1_000), item("vend-discount", -1, 100)))
    assert [one.net for one in receipt.lines] == [95_000, 95_000]


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31 23:59:59"])
def test_a_year_nobody_sells_in_waits_and_stops_no_other_sale(time):
    items = filed(sale(sale_date=time), sale(updated_at=time), sale())
    assert [place for place, _ in bad(items)] == ["/data/0/sale_date", "/data/1/updated_at"]
    assert len(good(items)) == 1
