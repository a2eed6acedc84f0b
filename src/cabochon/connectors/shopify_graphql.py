"""Orders of Shopify's GraphQL Admin API in the shape of its webhooks: an answer, or a bulk export of one object a line.

In a bulk export an order's line items stand below it and name it as their __parentId; asked with groupObjects they
stand right below. Only what is read goes over. Shape: https://shopify.dev/docs/api/admin-graphql/latest/objects/Order
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..languages import mark
from .delivery import Bad
from .documents import Document, text_of

PARENT = "__parentId"
GID = "gid://shopify/"
ORDER = f"{GID}Order/"
PLAIN = {  # of an order
    "createdAt": "created_at", "processedAt": "processed_at", "updatedAt": "updated_at", "cancelledAt": "cancelled_at",
    "currencyCode": "currency", "presentmentCurrencyCode": "presentment_currency", "sourceName": "source_name",
    "taxesIncluded": "taxes_included", "test": "test",
}  # fmt: skip
SUMS = {"totalDiscountsSet": "total_discounts", "totalTaxSet": "total_tax", "subtotalPriceSet": "subtotal_price"}


def gathered(found: Iterator[tuple[str, Document] | Bad]) -> Iterator[tuple[str, Document] | Bad]:
    """Documents as the webhooks have them; what came in that shape goes by as it is."""
    held: tuple[str, Document] | None = None  # an order whose line items may follow
    for one in found:
        if isinstance(one, Bad):
            yield one
            continue
        place, document = one
        if (parent := text_of(document, PARENT)) and held is not None and parent == held[1]["id"]:
            _below(held[1], document)
        elif parent.startswith(GID):
            yield Bad(place, mark("stands apart from its order; export the orders with groupObjects: true"), {})
        else:
            if held is not None:
                yield held[0], told(held[1])
            held = None
            if text_of(document, "id").startswith(ORDER) and "line_items" not in document:
                held = place, dict(document)
            else:
                yield from _answered(document, place)
    if held is not None:
        yield held[0], told(held[1])


def bare(id_: str) -> str:
    """gid://shopify/StaffMember/902541635 is 902541635."""
    return id_.rsplit("/", 1)[-1] if id_.startswith(GID) else id_


def _below(order: Document, child: Document) -> None:
    items = order.setdefault("lineItems", [])
    if isinstance(items, list) and text_of(child, "id").startswith(f"{GID}LineItem/"):
        items.append(child)


def _answered(document: Document, place: str) -> Iterator[tuple[str, Document]]:
    """{"data": {"order": {}}} and {"data": {"orders": {}}}; anything else as it is."""
    answer = document.get("data")
    if not isinstance(answer, dict) or not {"order", "orders"} & answer.keys():
        yield place, document
        return
    if isinstance(one := answer.get("order"), dict):
        yield f"{place}/data/order", told(one)
    for n, one in enumerate(_nodes(answer.get("orders"))):
        yield f"{place}/data/orders/{n}", told(one)


def told(order: Document) -> Document:
    """An order in the shape of a webhook."""
    made: Document = {name: order[said] for said, name in PLAIN.items() if said in order}
    made |= {"id": bare(text_of(order, "id")), "order_number": text_of(order, "name").removeprefix("#")}
    made |= _sums(order, SUMS)
    made["location_id"] = _id(order, "retailLocation") or _id(order, "physicalLocation")
    made["user_id"] = _id(order, "staffMember")
    made["financial_status"] = text_of(order, "displayFinancialStatus").lower()
    if isinstance(terms := order.get("paymentTerms"), dict):
        made["payment_terms"] = {"payment_terms_type": text_of(terms, "paymentTermsType") or "fixed"}
    if "lineItems" in order:
        made["line_items"] = [_item(one) for one in _nodes(order["lineItems"])]
    made["refunds"] = [_refund(one) for one in _nodes(order.get("refunds"))]
    made["fulfillments"] = [
        {"location_id": _id(one, "location"), "status": text_of(one, "status").lower()}
        for one in _nodes(order.get("fulfillments"))
    ]
    lines = _nodes(order.get("shippingLines")) or _nodes([order.get("shippingLine")])
    made["shipping_lines"] = [
        {"code": one.get("code"), "title": one.get("title"), "delivery_category": one.get("deliveryCategory")}
        for one in lines
    ]
    return made


def _item(item: Document) -> Document:
    made: Document = {"id": bare(text_of(item, "id")), "sku": item.get("sku"), "quantity": item.get("quantity"),
                      "gift_card": item.get("isGiftCard") is True,
                      "variant_id": _id(item, "variant"), "product_id": _id(item, "product")}  # fmt: skip
    if "currentQuantity" in item:
        made["current_quantity"] = item["currentQuantity"]
    made |= _sums(item, {"originalUnitPriceSet": "price", "totalDiscountSet": "total_discount"})
    for said, name, inner, amount in (("discountAllocations", "discount_allocations", "allocatedAmountSet", "amount"),
                                      ("taxLines", "tax_lines", "priceSet", "price")):  # fmt: skip
        if said in item:
            made[name] = [_sums(one, {inner: amount}) for one in _nodes(item[said])]
    if staff := _id(item, "staffMember"):
        made["attributed_staffs"] = [{"id": staff, "quantity": item.get("quantity")}]
    return made


def _refund(refund: Document) -> Document:
    made: Document = {"id": bare(text_of(refund, "id")), "created_at": refund.get("createdAt"),
                      "processed_at": refund.get("processedAt"), "user_id": _id(refund, "staffMember")}  # fmt: skip
    made["refund_line_items"] = [
        {"quantity": one.get("quantity"), "restock_type": text_of(one, "restockType").lower(),
         "line_item_id": _id(one, "lineItem"), "location_id": _id(one, "location"),
         **_sums(one, {"subtotalSet": "subtotal", "totalTaxSet": "total_tax"})}
        for one in _nodes(refund.get("refundLineItems"))
    ]  # fmt: skip
    return made


def _nodes(found: Any) -> list[Document]:
    """A list, or a connection's nodes or edges."""
    if isinstance(found, dict):
        edges = found.get("edges")
        nodes = [one.get("node") for one in edges if isinstance(one, dict)] if isinstance(edges, list) else None
        found = nodes if nodes is not None else found.get("nodes")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _id(document: Document, name: str) -> str:
    inner = document.get(name)
    return bare(text_of(inner, "id")) if isinstance(inner, dict) else ""


def _sums(document: Document, names: Mapping[str, str]) -> Document:
    """Amounts as they stand in the shop's currency, and beside them in both."""
    made: Document = {}
    for said, name in names.items():
        both = document.get(said)
        if isinstance(both, dict) and isinstance(shop := both.get("shopMoney"), dict):
            made[name] = shop.get("amount")
            made[f"{name}_set"] = {
                money: {"amount": inner.get("amount"), "currency_code": inner.get("currencyCode")}
                for money, key in (("shop_money", "shopMoney"), ("presentment_money", "presentmentMoney"))
                if isinstance(inner := both.get(key), dict)
            }
    return made
