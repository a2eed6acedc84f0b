"""Orders of Square: what a thin webhook names is fetched; sold, given back, called off; what is no sale."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from feed_files import DOORS, bad, good, read, skipped
from till_api_server import api, house_with, token

from cabochon.connectors import KINDS, Arrived, Bad, Delivery, load
from cabochon.connectors.cells import unknown_door
from cabochon.directory.rows import Delivery as Came
from cabochon.facts.tables import RECEIPT
from cabochon.facts.tables_beside import TICKET
from cabochon.outside.http import Unreachable
from cabochon.refusals import Refused
from cabochon.retail.events import Line
from cabochon.retail.who import Who

MAPPING = '[boutiques]\n"L1" = "GVA01"\n"L2" = "TYO01"\n'
BASE = "https://connect.squareup.com/v2"


def money(amount, currency="CHF"):
    return {"amount": amount, "currency": currency}


def item(uid="u1", amount=864_800, tax=64_800, **more):
    return {
        "uid": uid, "catalog_object_id": f"C-{uid}", "name": "engraved for Ada", "note": "Ada", "quantity": "1",
        "item_type": "ITEM", "total_money": money(amount), "total_tax_money": money(tax),
        "total_discount_money": money(0), **more,
    }  # fmt: skip


def order(*items, **more):
    return {
        "id": "O1", "location_id": "L1", "state": "COMPLETED", "version": 4, "source": {"name": "Point of Sale"},
        "created_at": "2026-03-31T12:01:00Z", "updated_at": "2026-03-31T12:06:00Z",
        "closed_at": "2026-03-31T12:05:00Z", "customer_id": "ADA", "total_money": money(1),
        "line_items": list(items or [item()]), "tenders": [{"id": "P1", "payment_id": "P1", "note": "Ada"}], **more,
    }  # fmt: skip


def payment(id_="P1", staff="TM1", amount=864_800):
    return {
        "id": id_, "order_id": "O1", "team_member_id": staff, "amount_money": money(amount), "status": "COMPLETED",
        "buyer_email_address": "ada@example.org", "card_details": {"card": {"last_4": "4242"}},
    }  # fmt: skip


def told(kind="order.updated", state="COMPLETED", event="e1", **inner):
    name = kind.replace(".", "_")
    about = {name: {"order_id": "O1", "state": state, "location_id": "L1", "version": 4, **inner}}
    if kind.startswith(("payment", "refund")):
        about = {kind.partition(".")[0]: {"order_id": "O1", **inner}}
    return {"merchant_id": "M", "type": kind, "event_id": event, "created_at": "2026-03-31T12:06:00Z",
            "data": {"type": "order", "id": "O1", "object": about}}  # fmt: skip


def heard(document, answers=None, received=None, again=()):
    """What a document gives when the API gives answers; and what was asked."""
    asked = []

    def ask(url):
        asked.append(url)
        if url not in answers:
            raise Refused(f"knows nothing at {url}")
        return answers[url]

    delivery = Delivery(
        body=json.dumps(document).encode(), received=received or datetime(2026, 4, 1, tzinfo=UTC), doors=DOORS,
        mapping=load(MAPPING, "square"), ask=ask if answers is not None else None, again=again,
    )  # fmt: skip
    return list(KINDS["square"].read(delivery)), asked


ANSWERS = {f"{BASE}/orders/O1": {"order": order()}, f"{BASE}/payments/P1": {"payment": payment()}}


def filed(*orders, mapping=MAPPING, **more):
    return read("square", json.dumps({"orders": list(orders), **more}).encode(), mapping)


def test_a_webhook_that_names_an_order_is_a_receipt_with_its_associate():
    (receipt,), asked = heard(told(), ANSWERS)
    assert asked == [f"{BASE}/orders/O1", f"{BASE}/payments/P1"]
    assert (receipt.key, receipt.boutique, receipt.currency) == ("O1", "GVA01", "CHF")
    assert receipt.business_day == date(2026, 3, 31)
    assert receipt.lines == (Line(sku="C-u1", quantity=1, net=800_000),)
    assert receipt.sellers == ((Who("till:square", "TM1"), 1.0),)
    assert receipt.cashier == Who("till:square", "TM1")
    assert receipt.revision == "00000000000000000004-staff"


def test_a_payment_that_is_told_is_not_fetched_once_more():
    (receipt,), asked = heard(told("payment.updated", id="P1", team_member_id="TM9", amount_money=money(1)), ANSWERS)
    assert asked == [f"{BASE}/orders/O1"]
    assert receipt.cashier == Who("till:square", "TM9")


def test_two_payments_share_by_what_each_took():
    split = order(tenders=[{"id": "P1"}, {"id": "P2"}])
    answers = {f"{BASE}/orders/O1": {"order": split}, f"{BASE}/payments/P1": {"payment": payment(amount=300)},
               f"{BASE}/payments/P2": {"payment": payment("P2", "TM2", 100)}}  # fmt: skip
    (receipt,), _ = heard(told(), answers)
    assert receipt.sellers == ((Who("till:square", "TM1"), 0.75), (Who("till:square", "TM2"), 0.25))


def test_an_open_order_is_passed_over_without_asking():
    items, asked = heard(told(state="OPEN"), ANSWERS)
    assert asked == []
    assert [reason for _, reason in skipped(items)] == ["is an order that is still open"]
    items, asked = heard(told("payment.created", id="P1"), {f"{BASE}/orders/O1": {"order": order(state="OPEN")}})
    assert asked == [f"{BASE}/orders/O1"]
    assert skipped(items)


def test_other_webhooks_are_passed_over():
    assert skipped(heard(told("catalog.version.updated"), {})[0])


def test_a_cancelled_order_is_void_under_its_own_key():
    (void,) = good(filed(order(state="CANCELED", version=5)))
    assert (void.key, void.sale_type, void.original) == ("O1", "void", "")
    assert void.revision > good(filed(order()))[0].revision


def back(uid, amount, tax, source="O1", **more):
    one = item("r", amount, tax, catalog_object_id=f"C-{uid}", source_line_item_uid=uid, **more)
    return {"source_order_id": source, "return_line_items": [one]}


def test_a_return_is_of_the_order_it_names():
    (receipt,) = good(filed(order(id="O2", line_items=[], returns=[back("u1", 864_800, 64_800)])))
    assert (receipt.key, receipt.sale_type, receipt.original) == ("O2", "return", "O1")
    assert receipt.lines == (Line(sku="C-u1", quantity=1, net=800_000),)


def test_an_exchange_is_a_sale_and_a_return_of_what_was_sold_before():
    sale, returned = good(filed(order(item("u2", 1_081, 81), id="O2", returns=[back("u1", 864_800, 64_800)])))
    assert (sale.key, sale.sale_type, sale.lines[0].net) == ("O2", "sale", 1_000)
    assert (returned.key, returned.sale_type, returned.original) == ("O2-return-O1", "return", "O1")


def test_money_given_back_without_goods_is_no_event():
    alone = {"source_order_id": "O1", "return_line_items": [
        {"uid": "r", "quantity": "1", "item_type": "CUSTOM_AMOUNT", "total_money": money(500)}]}  # fmt: skip
    assert skipped(filed(order(id="O2", line_items=[], returns=[alone])))


def test_gift_cards_tips_and_service_charges_are_no_sale():
    card, watch = item("u2", 5_000, 0, item_type="GIFT_CARD"), item(total_service_charge_money=money(800))
    (receipt,) = good(filed(order(card, watch, total_tip_money=money(2_000), service_charges=[{"uid": "s"}])))
    assert [(line.sku, line.net) for line in receipt.lines] == [("C-u1", 799_200)]
    assert skipped(filed(order(card)))


def test_a_weighed_quantity_a_discount_inside_tax_and_a_custom_amount():
    weighed = item("u1", 1_081, 81, quantity="0.42", total_discount_money=money(1_081))
    custom = {"uid": "u3", "quantity": "2.0", "item_type": "CUSTOM_AMOUNT", "total_money": money(900)}
    free = item("u4", 0, 0, total_discount_money=money(700))
    found = order(weighed, custom, free, item("u5", quantity="0"), taxes=[{"type": "INCLUSIVE", "name": "VAT"}])
    assert good(filed(found))[0].lines == (
        Line(sku="C-u1", quantity=0.42, net=1_000, discount=1_000),
        Line(sku="custom", quantity=2, net=900),
        Line(sku="C-u4", quantity=1, net=0, discount=700, zero_reason="discounted"),
    )


def test_yen_have_no_minor_unit_and_a_given_sku_is_taken():
    sold = item(sku="RING-7", total_money=money(480_000, "JPY"), total_tax_money=money(0, "JPY"),
                total_discount_money=money(0, "JPY"))  # fmt: skip
    (receipt,) = good(filed(order(sold, location_id="L2", total_money=money(480_000, "JPY"))))
    assert (receipt.currency, receipt.lines) == ("JPY", (Line(sku="RING-7", quantity=1, net=480_000),))
    assert receipt.business_day == date(2026, 3, 31)


def test_a_web_order_is_passed_over_unless_it_is_picked_up_in_a_boutique():
    web = order(source={"name": "Square Online"})
    assert skipped(filed(web))
    assert good(filed({**web, "fulfillments": [{"type": "PICKUP"}]}))[0].sale_type == "web_pickup"
    assert good(filed(web, mapping='web = "sale"\n' + MAPPING))[0].sale_type == "sale"


def test_a_file_without_payments_has_no_sellers_and_is_less_than_the_webhook():
    (filed_one,) = good(filed(order()))
    (whole,) = good(filed(order(), payments=[payment(), payment("P9", "TM9")]))
    assert (filed_one.sellers, filed_one.cashier) == ((), None)
    assert whole == heard(told(), ANSWERS)[0][0]
    assert filed_one.revision < whole.revision < good(filed(order(version=5)))[0].revision


def test_an_order_without_a_version_is_told_apart_by_its_time_of_change():
    first, later = order(), order(updated_at="2026-03-31T13:00:00Z")
    del first["version"], later["version"]
    revisions = [good(filed(one))[0].revision for one in (first, later, order(version=1))]
    assert revisions == sorted(set(revisions))


def test_one_order_alone_in_an_envelope_and_in_a_list_reads_alike():
    (one,) = filed(order())
    assert read("square", json.dumps(order()).encode(), MAPPING) == [one]
    assert read("square", json.dumps({"order": order()}).encode(), MAPPING) == [one]
    assert read("square", json.dumps([order(), order()]).encode(), MAPPING) == [one, one]


@pytest.mark.parametrize(
    ("broken", "place", "says"),
    [
        (order(location_id="L9"), "/orders/0/location_id", unknown_door("L9")),
        (order(item(total_money=money("12.50"))), "/orders/0/line_items/0/total_money/amount", "minor units"),
        (order(item(total_money=money(12.5))), "/orders/0/line_items/0/total_money/amount", "minor units"),
        (order(item(total_money=money(True))), "/orders/0/line_items/0/total_money/amount", "minor units"),
        (order(item(total_money=None)), "/orders/0/line_items/0/total_money/amount", "minor units"),
        (order(item(), item("u2", quantity="many")), "/orders/0/line_items/1/quantity", "not a number"),
        (order(item(quantity="1e400")), "/orders/0/line_items/0/quantity", "not a quantity"),
        (order(item(quantity="-1")), "/orders/0/line_items/0/quantity", "not a quantity"),
        (order(item(total_money=money(1, "EUR"))), "/orders/0/line_items/0/total_money/currency", "should be CHF"),
        (order(item(amount=-1, tax=0)), "/orders/0/line_items/0/total_money", "below zero"),
        (order(total_money=money(1, "USX")), "/orders/0/total_money/currency", "ISO 4217"),
        (order(closed_at="31/03/2026"), "/orders/0/closed_at", "not a time"),
        (order(line_items="none"), "/orders/0/line_items", "line items or returns"),
        (order(version="four"), "/orders/0/version", "no version"),
        (order(state="DONE"), "/orders/0/state", "no state"),
        (order(id=None), "/orders/0/id", "known by its id"),
        ({k: v for k, v in order().items() if k != "line_items"}, "/orders/0/line_items", "line items or returns"),
        ({k: v for k, v in order().items() if k != "state"}, "/orders/0/state", "no state"),
    ],
)
def test_what_cannot_be_read_says_where_and_why_and_stops_no_other(broken, place, says):
    items = filed(broken, order(id="O9"))
    ((where, reason),) = bad(items)
    assert (where, says in reason) == (place, True), (where, reason)
    assert [one.key for one in good(items)] == ["O9"]


def test_what_waits_holds_nothing_of_a_client_and_can_be_read_again():
    items = filed(order(location_id="L9", recipient={"display_name": "Ada"}), payments=[payment()])
    assert not any(word in repr(items) for word in ("Ada", "ADA", "example.org", "4242"))
    (one,) = (dict(i.row) for i in items if isinstance(i, Bad))
    mended = read("square", b"", MAPPING + '"L9" = "GVA01"\n', again=(one,))
    assert mended[0].sellers == ((Who("till:square", "TM1"), 1.0),)


def test_an_api_that_changed_or_knows_nothing_says_so():
    for answers, says in (
        ({}, "knows nothing"),
        ({f"{BASE}/orders/O1": {"orders": []}}, "without order"),
        ({f"{BASE}/orders/O1": []}, "without order"),
        (None, "access token"),
    ):
        with pytest.raises(Refused, match=says):
            heard(told(), answers)
    with pytest.raises(Refused, match="names no order"):
        heard({"type": "payment.created", "data": {"object": {"payment": {"id": "P1"}}}}, {})


def test_an_id_stays_one_step_of_the_address():
    there = f"{BASE}/orders/..%2F..%2Fevil%3Fx%3D1%23"
    _, asked = heard(told(order_id="../../evil?x=1#"), ANSWERS | {there: {"order": order()}})
    assert asked[0] == there


@pytest.mark.parametrize("body", [
    b"", b"<html>", b"[1]", b'{"location": {"id": 1}}', b"[" * 100_000, b'{"orders": 3}', b'{"orders": [{"id"',
    b'{"type": "order.updated", "data": 3}', b"\xff\xfe{",
])  # fmt: skip
def test_what_is_no_order_is_refused_or_bad(body):
    try:
        items = read("square", body, MAPPING)
    except Refused as e:
        assert e.reason  # noqa: PT017 - either way is right
    else:
        assert not good(items)


def test_a_sender_out_of_reach_is_not_a_bad_row():
    def ask(_):
        raise Unreachable("squareup answered 503")

    delivery = Delivery(body=json.dumps(told()).encode(), received=datetime.now(UTC), doors=DOORS, ask=ask)
    with pytest.raises(Unreachable):
        list(KINDS["square"].read(delivery))


# Through a house


@pytest.fixture
def clock():
    return [datetime(2026, 4, 1, 12, tzinfo=UTC)]


@pytest.fixture
def till(tmp_path, clock):
    with api() as square:
        square.answers = {"/v2/orders/O1": {"order": order()}, "/v2/payments/P1": {"payment": payment()}}
        with house_with(tmp_path, clock, "square", f'api = "{square.url}"\n{MAPPING}') as house:
            yield house, square


def deliver(house, document):
    body = json.dumps(document).encode()
    signed = house.connections.address("till").encode() + body
    made = base64.b64encode(hmac.digest(b"seekrit", signed, hashlib.sha256)).decode()
    return house.deliveries.deliver("till", {"x-square-hmacsha256-signature": made}, body)


def test_a_webhook_is_fetched_with_the_token_and_kept_once_whatever_comes_again(till):
    house, square = till
    assert deliver(house, told())
    for _ in range(20):
        assert not deliver(house, told())  # the same event
    deliver(house, told() | {"retry": 1})  # under the same id, in other words
    deliver(house, told("payment.updated", event="e2", id="P1", team_member_id="TM1", amount_money=money(864_800)))
    house.deliveries.read_waiting()
    assert house.log.position() == 1
    assert square.asked[0] == ("/v2/orders/O1", "Bearer t0ken")


def test_what_cannot_be_fetched_now_is_fetched_later_and_kept_once(till, clock):
    house, square = till
    square.faults += [503]
    deliver(house, told())
    house.deliveries.read_waiting()
    assert (house.log.position(), house.deliveries.waiting()) == (0, 1)
    house.deliveries.read_waiting()
    assert house.log.position() == 0  # its time has not come
    clock[0] += timedelta(seconds=11)
    house.deliveries.read_waiting()
    assert (house.log.position(), house.deliveries.waiting()) == (1, 0)


def test_a_token_that_is_not_taken_says_to_give_another_and_then_it_is_read(till):
    house, square = till
    square.faults += [401]
    deliver(house, told())
    house.deliveries.read_waiting()
    (one,) = house.directory.find(Came, source="till")
    assert (one.state, house.log.position()) == ("failed", 0)
    assert "give the connection another" in one.reason
    token(house, house.connections.one("till"), "newer")
    assert house.deliveries.again(one.id).startswith("1 kept")
    assert square.asked[-1][1] == "Bearer newer"


def test_an_event_is_known_by_its_id_and_one_without_by_its_bytes():
    def named(body):
        signing = KINDS["square"].signing
        return signing.id(Arrived(body=body, headers={}, url="", at=datetime.now(UTC)))

    assert named(b'{"event_id": "e1", "a": 1}') == named(b'{"event_id": "e1"}') == "e1"
    assert named(b"[" * 100_000) != named(b"3") != named(b"")


def test_a_sale_and_its_return_reach_the_facts_tied_to_each_other(till):
    house, square = till
    square.answers["/v2/orders/O2"] = {"order": order(id="O2", line_items=[], returns=[back("u1", 864_800, 64_800)])}
    deliver(house, told())
    deliver(house, told("refund.created", event="e2") | {"data": {"object": {"refund": {"order_id": "O2"}}}})
    house.deliveries.read_waiting()
    house.catch_up()
    names = [column.name for column in TICKET.columns]
    tickets = [dict(zip(names, row, strict=True)) for row in house.warehouse.fetch("ticket", {})]
    assert sorted((one["sale_type"], one["net"]) for one in tickets) == [("return", -800_000), ("sale", 800_000)]
    names = [column.name for column in RECEIPT.columns]
    (receipt,) = (dict(zip(names, row, strict=True)) for row in house.warehouse.fetch("receipt", {}))
    assert (receipt["net"], receipt["sale"]) == (0, 0)


def test_an_order_called_off_before_anything_was_in_it_is_passed_over():
    items = filed(order(state="CANCELED", line_items=None))
    assert skipped(items) == [("/orders/0", "was called off before anything was in it")]
    assert bad(filed(order(line_items=None)))


def test_a_payment_of_an_older_api_names_an_employee():
    older = {**payment(), "employee_id": "E9"}
    del older["team_member_id"]
    (receipt,) = filed(order(), payments=[older])
    assert receipt.sellers == ((Who("till:square", "E9"), 1.0),)


def test_an_exchange_of_the_same_worth_restates_the_one_and_sells_the_other():
    back = {"source_order_id": "O0", "return_line_items": [item("old", source_line_item_uid="u0")]}
    sale, returned = filed(order(item("new"), returns=[back]))
    assert (sale.sale_type, returned.sale_type, returned.original) == ("sale", "return", "O0")
    assert sale.lines[0].net == returned.lines[0].net


def test_what_comes_back_unlinked_and_linked_in_one_order_are_two_returns():
    backs = [{"source_order_id": "O0", "return_line_items": [item("a")]}, {"return_line_items": [item("b")]}]
    items = filed(order(line_items=None, returns=backs))
    assert {(one.sale_type, one.original) for one in items} == {("return", ""), ("return", "O0")}


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_year_nobody_sells_in_waits_and_stops_no_other_order(time):
    items = filed(order(closed_at=time), order())
    assert [place for place, _ in bad(items)] == ["/orders/0/closed_at"]
    assert len(good(items)) == 1
