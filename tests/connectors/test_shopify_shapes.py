"""Shopify's other shapes: the GraphQL Admin API, a bulk export, webhooks that are about an order and are none."""

import json

import pytest
from feed_files import bad, good, read, skipped
from test_shopify import MAPPING, line, order, refund, staff, told

from cabochon.connectors import Bad
from cabochon.retail.events import Line


def money(amount, local=None):
    both = {"shopMoney": {"amount": amount, "currencyCode": "USD"}}
    return both | ({"presentmentMoney": {"amount": local, "currencyCode": "JPY"}} if local else {})


def item(id_=1, price="100.00", **more):
    return {
        "id": f"gid://shopify/LineItem/{id_}", "sku": f"S-{id_}", "quantity": 1, "currentQuantity": 1,
        "isGiftCard": False, "title": "For Ada", "customAttributes": [{"key": "engraving", "value": "Ada"}],
        "originalUnitPriceSet": money(price), "discountAllocations": [], "taxLines": [],
        "variant": {"id": f"gid://shopify/ProductVariant/{id_}"}, **more,
    }  # fmt: skip


def asked(*items, **more):
    return {
        "id": "gid://shopify/Order/5001", "name": "#1042", "createdAt": "2026-03-31T14:05:00Z",
        "updatedAt": "2026-03-31T14:06:00Z", "currencyCode": "USD", "sourceName": "pos", "taxesIncluded": False,
        "test": False, "displayFinancialStatus": "PAID", "email": "ada@example.org", "note": "Ada's",
        "customer": {"displayName": "Ada Byron", "phone": "+41795550102"},
        "retailLocation": {"id": "gid://shopify/Location/487", "name": "Fifth"},
        "staffMember": {"id": "gid://shopify/StaffMember/799", "name": "Marie Dupont"},
        "lineItems": {"nodes": list(items or [item()])}, "refunds": [], **more,
    }  # fmt: skip


def lines(*documents):
    return read("shopify", "\n".join(json.dumps(one) for one in documents) + "\n", MAPPING)


def test_an_order_of_graphql_is_the_receipt_the_webhook_tells():
    (one,) = told({"data": {"order": asked(item(1, "2000.00"), item(2, "50.00"))}})
    (same,) = told(order(line(1, "S-1", price="2000.00"), line(2, "S-2", price="50.00"), updated="2026-03-31T14:06:00Z")
                   | {"id": 5001, "user_id": 799, "created_at": "2026-03-31T14:05:00Z"})  # fmt: skip
    assert one == same


def test_edges_are_nodes_and_many_orders_are_read_one_by_one():
    edged = asked() | {"lineItems": {"edges": [{"node": item()}]}}
    answer = {"data": {"orders": {"edges": [{"node": edged}, {"node": asked(createdAt="today")}]}}}
    items = told(answer)
    assert [one.key for one in good(items)] == ["NYC01-5001"]
    assert [place for place, _ in bad(items)] == ["/data/orders/1/created_at"]


def test_staff_discounts_taxes_and_refunds_are_read_in_graphql_as_well():
    sold = item(1, "108.10", quantity=2, currentQuantity=1, staffMember={"id": "gid://shopify/StaffMember/902"},
                discountAllocations=[{"allocatedAmountSet": money("8.10")}],
                taxLines=[{"priceSet": money("16.20")}])  # fmt: skip
    back = {"id": "gid://shopify/Refund/61", "createdAt": "2026-04-05T10:00:00Z", "note": "Ada",
            "refundLineItems": {"nodes": [{"quantity": 1, "restockType": "RETURN",
                                           "lineItem": {"id": "gid://shopify/LineItem/1"}}]}}  # fmt: skip
    sale, returned = told({"data": {"order": asked(sold, taxesIncluded=True, refunds=[back])}})
    assert sale.lines == (Line(sku="S-1", quantity=2, net=19_190, discount=747),)
    assert sale.sellers == ((staff("902"), 1.0),)
    assert (returned.key, returned.original, returned.lines[0].net) == ("NYC01-5001-refund-61", sale.key, 9_595)


def test_a_bulk_export_has_its_line_items_below_each_order():
    def child(n, of):
        return item(n) | {"__parentId": f"gid://shopify/Order/{of}"}

    first, second = ({**asked(), "id": f"gid://shopify/Order/{n}"} for n in (1, 2))
    del first["lineItems"], second["lineItems"]
    items = lines(first, child(1, 1), child(2, 1), second, child(3, 2), child(4, 1))
    assert [(one.key, [sold.sku for sold in one.lines]) for one in good(items)] == [
        ("NYC01-1", ["S-1", "S-2"]), ("NYC01-2", ["S-3"]),
    ]  # fmt: skip
    assert bad(items) == [("line 6", "stands apart from its order; export the orders with groupObjects: true")]


def test_nothing_of_a_client_or_a_name_is_read_of_graphql():
    items = lines(asked(), asked(createdAt="never"), {"data": {"order": asked(sourceName="web")}})
    assert [isinstance(one, Bad) for one in items] == [False, True, False]
    for secret in ("Ada", "Byron", "example.org", "5550102", "Marie", "Dupont", "engraving"):
        assert secret not in repr(items)


def test_what_waits_of_graphql_is_read_once_more():
    (waits,) = (one for one in lines(asked(createdAt="never"), asked()) if isinstance(one, Bad))
    row = json.loads(json.dumps(waits.row)) | {"created_at": "2026-03-31T14:05:00Z"}
    assert good(read("shopify", b"", MAPPING, again=(row,))) == good(lines(asked()))


@pytest.mark.parametrize("document", [
    {"id": 5001},
    {"id": 7, "order_id": 5001, "status": "success", "location_id": 487, "line_items": [line()]},
    {"id": 8, "order_id": 5001, "kind": "sale", "amount": "100.00", "user_id": 799},
    {"id": 9, "order": {"id": 5001}, "status": "requested", "return_line_items": [{"id": 1, "quantity": 1}]},
])  # fmt: skip
def test_a_webhook_about_an_order_that_is_none_is_passed_over(document):
    items = told(document, f'web = "sale"\nboutique = "NYC01"\n{MAPPING}')
    assert len(skipped(items)) == len(items) == 1


def test_a_blank_sku_is_none_and_a_custom_item_has_none():
    (one,) = told(order(line(1, "  ", variant_id=12), line(2, None, title="Engraving for Ada")))
    assert [sold.sku for sold in one.lines] == ["variant-12", "custom"]
    assert "Ada" not in repr(one)


def test_a_long_order_is_one_receipt():
    (one,) = told(order(*(line(n, f"S-{n}") for n in range(1, 251))))
    assert (len(one.lines), sum(sold.net for sold in one.lines)) == (250, 2_500_000)


def test_an_order_that_was_free_is_discounted_and_not_a_sale_of_money():
    (one,) = told(order(line(discount_allocations=[{"amount": "60.00"}, {"amount": "40.00"}])))
    assert one.lines == (Line(sku="W-100", quantity=1, net=0, discount=10_000, zero_reason="discounted"),)


def test_money_back_alone_and_an_empty_refund_are_no_return():
    money_alone = {**refund(), "refund_line_items": [], "order_adjustments": [{"amount": "-5.00"}]}
    assert len(told(order(refunds=[money_alone]))) == 1


def test_a_discount_above_the_price_and_a_refund_of_no_sum_wait():
    ((_, reason),) = bad(told(order(line(discount_allocations=[{"amount": "130.00"}]))))
    assert reason == "holds a discount or a tax that is more than a line can cost"
    alone = {**refund(subtotal="1e40", location_id=487, line_item=line()), "order_id": 1}
    assert [place for place, _ in bad(told(alone))] == ["/refund_line_items/0/subtotal"]
    assert bad(told({**alone, "refund_line_items": [{"line_item_id": 1, "quantity": 1, "line_item": [1]}]}))
