"""Orders of Shopify: the receipt as it stands, its refunds, and what is no sale of a boutique."""

from datetime import date

import pytest
from feed_files import bad, good, read, skipped

from cabochon.connectors import Bad
from cabochon.connectors.cells import unknown_door
from cabochon.refusals import Refused
from cabochon.retail.events import Line
from cabochon.retail.who import Who

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
