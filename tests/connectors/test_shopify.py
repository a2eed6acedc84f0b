"""Orders of Shopify: the receipt as it stands, its refunds, and what is no sale of a boutique."""

import json
from datetime import UTC, date, datetime

import pytest
from feed_files import bad, good, read, skipped

from cabochon.connectors import Bad
from cabochon.connectors.cells import unknown_door
from cabochon.facts.tables_beside import TICKET
from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.retail.events import Line
from cabochon.retail.who import Who
from cabochon.settings import load

MAPPING = """
[boutiques]
"487" = "NYC01"
"488" = "TYO01"
"489" = "KWI01"
"""


def orders():
    return read("shopify", "orders.json", MAPPING)


def staff(code):
    return Who("till:shopify", code)


def test_an_order_is_a_receipt_after_discount_without_gift_cards():
    receipt = good(orders())[0]
    assert (receipt.key, receipt.boutique, receipt.business_day) == ("NYC01-5001", "NYC01", date(2026, 3, 31))
    assert receipt.revision == "2026-03-31T22:21:00.000000Z"
    assert receipt.lines == (
        Line(sku="W-1815", quantity=1, net=199_130, discount=870),
        Line(sku="variant-12", quantity=3, net=29_870, discount=130),
    )


def test_attributed_staff_share_by_quantity_and_the_user_is_the_cashier():
    receipt = good(orders())[0]
    assert receipt.sellers == ((staff("902"), 0.75), (staff("799"), 0.25))
    assert receipt.cashier == staff("799")


def test_a_refund_is_a_return_of_the_order_at_the_price_it_was_sold_for():
    back = good(orders())[1]
    assert (back.sale_type, back.key, back.original) == ("return", "NYC01-5001-refund-61", "NYC01-5001")
    assert back.lines == (Line(sku="variant-12", quantity=1, net=9_957),)
    assert sum(receipt.sale_type == "return" for receipt in good(orders())) == 1  # money alone takes no goods back


def test_a_cancelled_order_is_void_and_its_refund_not_told_twice():
    void = good(orders())[2]
    assert (void.key, void.sale_type, void.currency) == ("TYO01-5002", "void", "JPY")
    assert void.lines[0].net == 480_000  # tax was in the price
    assert void.sellers == ((staff("12"), 1.0),)


def test_a_web_order_picked_up_in_a_boutique_is_a_web_pickup():
    pickup = good(orders())[3]
    assert (pickup.boutique, pickup.sale_type) == ("KWI01", "web_pickup")
    assert pickup.lines == (Line(sku="CARE-2", quantity=1, net=0, discount=12_345, zero_reason="discounted"),)


def test_a_web_order_is_passed_over_unless_the_mapping_says_otherwise():
    assert skipped(orders())[0][0] == "/orders/3"
    items = read("shopify", "orders.json", 'web = "sale"\nboutique = "NYC01"\n' + MAPPING)
    assert [r.sale_type for r in good(items) if r.key == "NYC01-5004"] == ["sale"]


def test_a_test_order_is_a_test():
    assert good(orders())[4].sale_type == "test"


def test_bad_orders_wait_with_their_place_and_without_the_client():
    assert bad(orders()) == [
        ("/orders/5/created_at", "'yesterday' is not a time; expected e.g. 2026-03-31T14:05:00+02:00"),
        ("/orders/6/currency", "'USX' is not a currency of ISO 4217; expected e.g. USD"),
        ("/orders/7/location_id", unknown_door("999")),
        ("/orders/8/price", "'one' is not a number; expected e.g. \"199.00\""),
    ]  # fmt: skip
    assert "Ada" not in repr(orders())
    assert "example.org" not in repr(orders())


def test_what_waits_can_be_read_again():
    waiting = [dict(one.row) for one in orders() if isinstance(one, Bad)]
    waiting[0]["created_at"] = "2026-04-01T09:00:00Z"
    (receipt,) = good(read("shopify", b"", MAPPING, again=(waiting[0],)))
    assert receipt.key == "NYC01-5006"


ORDER = (
    '{"id": 1, "created_at": "2026-04-01T09:00:00Z", "updated_at": "%s", "currency": "USD", "source_name": "pos",'
    ' "location_id": 487, "line_items": [{"id": 1, "sku": "A", "quantity": 1, "price": "1.00",'
    ' "attributed_staffs": [%s]}]}'
)


def test_staff_attributed_later_are_a_higher_revision_of_the_same_key():
    first = read("shopify", ORDER.encode() % (b"2026-04-01T09:00:00Z", b""), MAPPING)
    later = read("shopify", ORDER.encode() % (b"2026-04-01T10:00:00+01:00", b'{"id": 9, "quantity": 1}'), MAPPING)
    last = read("shopify", ORDER.encode() % (b"2026-04-02T09:00:00Z", b'{"id": 9, "quantity": 1}'), MAPPING)
    assert first[0].key == later[0].key == last[0].key
    assert first[0].revision == later[0].revision < last[0].revision
    assert last[0].sellers == ((staff("9"), 1.0),)


def test_one_order_an_order_in_an_envelope_and_one_a_line_read_alike():
    order = ORDER % ("2026-04-01T09:00:00Z", "")
    (alone,) = read("shopify", order.encode(), MAPPING)
    assert read("shopify", f'{{"order": {order}}}'.encode(), MAPPING) == [alone]
    lines = read("shopify", f"{order}\n\nnonsense\n{order}\n", MAPPING)
    assert good(lines) == [alone, alone]
    assert [place for place, _ in bad(lines)] == ["line 2"]


def test_a_refund_that_comes_alone_is_priced_by_itself():
    refund = (
        b'{"id": 7, "order_id": 5001, "created_at": "2026-04-05T10:00:00-04:00",'
        b' "refund_line_items": [{"line_item_id": 2,'
        b' "quantity": 2, "subtotal": "199.14", "location_id": 487, "line_item": {"sku": "S", "price": "100.00"}}],'
        b' "transactions": [{"currency": "USD"}]}'
    )
    (back,) = read("shopify", refund, MAPPING)
    assert (back.original, back.lines) == ("NYC01-5001", (Line(sku="S", quantity=2, net=19_914),))


def test_an_order_without_line_items_waits_unless_the_mapping_names_a_sku_for_it():
    order = b'{"id": 1, "created_at": "2026-04-01T09:00:00Z", "source_name": "pos", "location_id": 487,'
    envelope = b'{"orders": [' + order + b' "subtotal_price": "9.00"}]}'
    assert bad(read("shopify", envelope, MAPPING))[0][0] == "/orders/0/line_items"
    (receipt,) = read("shopify", envelope, 'unitemised = "ORDER"\n' + MAPPING)
    assert receipt.lines == (Line(sku="ORDER", quantity=1, net=900),)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1]", b'{"location": {"id": 1}}', b"[" * 100_000])
def test_what_is_no_order_is_refused_or_bad(body):
    try:
        items = read("shopify", body)
    except Refused as e:
        assert e.reason  # noqa: PT017 - either way is right
    else:
        assert not good(items)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"price": "-3.00"}, "'-3.00' is not a price; expected e.g. \"199.00\""),
        ({"price": "1e30"}, "'1e30' is not a price; expected e.g. \"199.00\""),
        ({"quantity": 10**30}, f"{10**30} is not a quantity; expected e.g. 1"),
        ({"current_quantity": 10**400}, ""),
        ({"current_quantity": -1}, ""),
    ],
)
def test_what_cannot_be_a_price_or_a_quantity_is_not_taken_for_one(item, reason):
    items = told(order(line(**item) | item))
    assert [one for _, one in bad(items)] == ([reason] if reason else [])


# What an order becomes later


def line(id_=1, sku="W-100", quantity=1, price="100.00", **more):
    return {"id": id_, "sku": sku, "quantity": quantity, "price": price, "current_quantity": quantity, **more}


def order(*items, updated="2026-04-01T09:05:00Z", **more):
    return {
        "id": 1, "created_at": "2026-04-01T09:00:00Z", "updated_at": updated, "currency": "USD", "source_name": "pos",
        "location_id": 487, "user_id": 7, "financial_status": "paid", "line_items": list(items or [line()]), **more,
    }  # fmt: skip


def refund(line_item_id=1, quantity=1, **more):
    return {"id": 61, "created_at": "2026-04-05T10:00:00Z", "refund_line_items": [
        {"line_item_id": line_item_id, "quantity": quantity, **more}]}  # fmt: skip


def told(document, mapping=MAPPING):
    return read("shopify", json.dumps(document).encode() + b"\n", mapping)


def test_an_edit_takes_lines_off_the_sale_and_adds_others():
    edited = order(line(1, quantity=3, current_quantity=2), line(2, "S-1", current_quantity=0), line(3, "S-2"))
    (receipt,) = told(edited)
    assert [(one.sku, one.quantity, one.net) for one in receipt.lines] == [("W-100", 2, 20_000), ("S-2", 1, 10_000)]
    (plain,) = told(order(line(1), line(2, "S-1", quantity=0, price="50.00")))
    assert [one.sku for one in plain.lines] == ["W-100"]


def test_what_was_taken_off_before_it_was_handed_over_is_no_return():
    cancelled = order(line(1, quantity=2, current_quantity=1), refunds=[refund(restock_type="cancel")])
    (receipt,) = told(cancelled)
    assert (receipt.sale_type, receipt.lines[0].quantity) == ("sale", 1)


def test_what_came_back_is_still_sold_and_a_return_of_it():
    sold, back = told(order(line(1, quantity=2, current_quantity=1), refunds=[refund(restock_type="return")]))
    assert (sold.lines[0].quantity, back.lines[0].quantity, back.original) == (2, 1, sold.key)
    assert back.revision == sold.revision


def test_an_order_whose_lines_were_all_taken_off_is_void():
    (void,) = told(order(line(1, current_quantity=0)))
    assert (void.sale_type, void.lines[0].net) == ("void", 10_000)


def test_staff_of_lines_that_were_taken_off_share_no_more():
    staffed = [{"id": "gid://shopify/StaffMember/9", "quantity": 1}], [{"id": "8", "quantity": 1}]
    (receipt,) = told(
        order(line(1, attributed_staffs=staffed[0]), line(2, current_quantity=0, attributed_staffs=staffed[1]))
    )
    assert receipt.sellers == ((staff("9"), 1.0),)


def test_an_exchange_in_one_order_is_its_sale_and_a_return_of_what_went_back():
    exchanged = order(
        line(1, current_quantity=0), line(2, "W-200", price="150.00"), refunds=[refund(restock_type="return")]
    )
    sold, back = told(exchanged)
    assert [one.sku for one in sold.lines] == ["W-100", "W-200"]
    assert (back.sale_type, back.original, back.lines[0].sku) == ("return", sold.key, "W-100")


def test_what_was_exchanged_for_comes_back_as_well():
    twice = order(line(1, current_quantity=0), line(2, "W-200", price="150.00", current_quantity=0),
                  refunds=[refund(1), {**refund(2), "id": 62, "created_at": "2026-04-09T10:00:00Z"}])  # fmt: skip
    _, first, second = told(twice)
    assert [(one.key[-2:], one.lines[0].sku) for one in (first, second)] == [("61", "W-100"), ("62", "W-200")]


def test_a_refund_at_another_boutiques_till_is_a_return_there_of_the_original_sale():
    abroad = {**refund(), "transactions": [{"location_id": 488, "currency": "USD"}]}
    sold, back = told(order(refunds=[abroad]))
    assert (sold.boutique, back.boutique, back.original) == ("NYC01", "TYO01", sold.key)


def test_the_orders_word_on_a_refund_stands_above_the_refunds_own():
    own = {**refund(subtotal="100.00", location_id=487, line_item=line()), "order_id": 1}
    (alone,), (_, told_by_order) = told(own), told(order(updated="2026-04-05T10:00:00Z", refunds=[own]))
    assert alone.key == told_by_order.key
    assert alone.revision < told_by_order.revision


def test_tips_are_no_sale_and_neither_is_their_refund():
    tip = {"id": 5, "sku": None, "variant_id": None, "product_id": None, "title": "Tip", "quantity": 1,
           "price": "20.00", "tip_payment_gateway": None, "tip_payment_method": "visa"}  # fmt: skip
    (receipt,) = told(order(line(), tip, refunds=[refund(5)]))
    assert [one.sku for one in receipt.lines] == ["W-100"]
    assert skipped(told(order(tip)))


def test_a_refund_of_a_gift_card_without_its_line_is_no_return():
    assert len(told(order(line(), line(2, gift_card=True), refunds=[refund(2)]))) == 1


def test_an_order_with_payment_terms_is_a_deposit_until_it_is_paid():
    terms = {"payment_terms_type": "fixed", "payment_schedules": [{"amount": "100.00"}]}
    owed = order(payment_terms=terms, financial_status="partially_paid")
    assert told(owed)[0].sale_type == "deposit"
    assert told(order(payment_terms=terms))[0].sale_type == "sale"
    assert told(owed, 'unpaid = "special_order"\n' + MAPPING)[0].sale_type == "special_order"
    assert "no sale type" in bad(told(owed, 'unpaid = "later"\n' + MAPPING))[0][1]


def test_a_draft_and_an_edit_alone_are_passed_over_and_a_draft_that_became_an_order_is_its_boutiques():
    draft = {"id": 9, "status": "open", "invoice_sent_at": None, "line_items": [line()], "email": "ada@example.org"}
    for one in (draft, {"draft_order": draft}, {"order_edit": {"order_id": 1}}):
        assert len(skipped(told(one))) == 1
    assert told(order(source_name="shopify_draft_order"))[0].sale_type == "sale"
    assert skipped(told(order(source_name="shopify_draft_order", location_id=None)))


def both(shop, local, code="JPY"):
    return {
        "shop_money": {"amount": shop, "currency_code": "USD"},
        "presentment_money": {"amount": local, "currency_code": code},
    }


def test_an_order_paid_in_the_boutiques_own_currency_is_read_in_it():
    item = line(
        price="1000.00", price_set=both("1000.00", "150000"), total_discount="100.00",
        total_discount_set=both("100.00", "15000"), tax_lines=[{"price": "90.00", "price_set": both("90.00", "13500")}],
        discount_allocations=[{"amount": "100.00", "amount_set": both("100.00", "15000")}],
    )  # fmt: skip
    abroad = order(item, location_id=488, presentment_currency="JPY", taxes_included=True)
    (receipt,) = told(abroad)
    assert (receipt.currency, receipt.lines[0].net, receipt.lines[0].discount) == ("JPY", 121_500, 13_500)
    (shop,) = told(abroad, "local_currency = false\n" + MAPPING)
    assert (shop.currency, shop.lines[0].net) == ("USD", 81_000)
    (unlike,) = told(order(item, location_id=489, presentment_currency="JPY", taxes_included=True))
    assert unlike.currency == "USD"
    (unsaid,) = told(order(line(), location_id=488, presentment_currency="JPY"))
    assert unsaid.currency == "USD"


def test_a_refund_alone_in_two_currencies_is_read_in_one():
    one = {**refund(subtotal="1000.00", subtotal_set=both("1000.00", "150000"), line_item=line()), "order_id": 1,
           "transactions": [{"currency": "JPY", "location_id": 488}]}  # fmt: skip
    (back,) = told(one)
    assert (back.currency, back.lines[0].net) == ("JPY", 150_000)
    (shop,) = told(one, "local_currency = false\n" + MAPPING)
    assert (shop.currency, shop.lines[0].net) == ("USD", 100_000)


@pytest.mark.parametrize("arrived", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 3, 0, 4, 1)])
def test_a_house_keeps_an_order_through_all_it_becomes_in_any_order(tmp_path, arrived):
    now = datetime(2026, 4, 6, tzinfo=UTC)
    house = House.open(tmp_path, load(tmp_path, {}), clock=lambda: now)
    try:
        house.imports.read("doors", b"code,zone,currency\nNYC01,America/New_York,USD\n", received=now)
        terms, back = {"payment_terms": {"payment_terms_type": "fixed"}, "financial_status": "pending"}, [refund()]
        became = [
            order(**terms),
            order(updated="2026-04-02T09:00:00Z"),
            order(line(quantity=2), updated="2026-04-03T09:00:00Z"),
            order(line(quantity=2, current_quantity=1), updated="2026-04-05T10:00:00Z", refunds=back),
            order(line(quantity=2, current_quantity=1), updated="2026-04-05T10:00:00Z", refunds=back),
        ]
        for one in (became[n] for n in arrived):
            done = house.imports.read("shopify", json.dumps(one).encode(), received=now, mapping=MAPPING)
            assert not done.bad
        house.catch_up()
        names = [column.name for column in TICKET.columns]
        rows = [dict(zip(names, row, strict=True)) for row in house.warehouse.fetch("ticket", {})]
        assert sorted((row["sale_type"], row["units"], row["net"]) for row in rows) == [
            ("return", -1, -10_000), ("sale", 2, 20_000),
        ]  # fmt: skip
    finally:
        house.close()


def test_half_a_character_is_refused_where_it_stands_and_stops_no_other_line():
    lone = b'{"id": 1, "line_items": [{"sku": "\\ud800"}]}'
    whole = b'{"id": 2, "x": "\\ud83d\\ude00"}'
    with pytest.raises(Refused, match="half a character"):
        read("shopify", lone)
    places = [place for place, reason in bad(read("shopify", b"\n".join((whole, lone, whole)))) if "half" in reason]
    assert places == ["line 2"]


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_year_nobody_sells_in_waits_and_stops_no_other_order(time):
    orders = [order() | {"id": 2, "created_at": time}, order(updated=time) | {"id": 3}, order()]
    items = told({"orders": orders})
    assert [place for place, _ in bad(items)] == ["/orders/0/created_at", "/orders/1/updated_at"]
    assert len(good(items)) == 1
