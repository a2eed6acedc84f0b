"""Sales of Lightspeed Retail X-Series (once Vend): polled by version, told at once by a webhook, or a file of sales.

Webhooks are forms with a field `payload` and may be lost (https://x-series-api.lightspeedhq.com/docs/webhooks), so the
poll is what counts: its cursor is the highest version seen. A webhook says an older shape without a version; where the
connection has a token the sale is fetched as it stands.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode

from ..languages import mark
from ..refusals import Refused
from ..retail.who import Who
from . import signatures
from .cells import business_day
from .delivery import Ask, Bad, Delivery, Reading, Skipped
from .documents import Document, documents, listed, text_of
from .feed import Feed, Page
from .lightspeed_sale import sold_lines, time_of, told
from .mapping import settled
from .till_api import door_among, key_of, place, version_of, void
from .till_ticket import receipts

FEED = "lightspeed"
PAGE = 200  # sales of one page
FORM = 2_000_000  # bytes of a webhook
FIELDS = 50  # of its form
DOMAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}")
MANY = ("data", "sales", "register_sales")
SHAPE = {"line_items", "register_sale_products"}


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    form = _form(delivery)
    if form is not None:
        if form.get("type", "sale.update").partition(".")[0] not in ("sale", "register_sale"):
            yield Skipped("", mark("is a webhook about something else than sales"))
            return
        delivery = replace(delivery, body=form["payload"].encode())
    for found in documents(delivery):
        if isinstance(found, Bad):
            yield found
            continue
        at, document = found
        try:
            ones = _unwrapped(document, at)
        except Refused as e:
            if not at:
                raise
            yield Bad(at, e.reason, {})
            continue
        for where, sale in ones:
            yield from _judged(_newest(sale, delivery, settings) if form else sale, where, delivery, settings)


def _form(delivery: Delivery) -> dict[str, str] | None:
    """A webhook's fields; None for JSON."""
    if delivery.again:
        return None
    stream = delivery.stream
    begin = stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    stream.seek(0)
    if not re.match(rb"[A-Za-z0-9_]+=", begin):
        return None
    body = stream.read(FORM + 1)
    try:
        if len(body) > FORM:
            raise ValueError
        said = parse_qs(body.decode("ascii"), errors="strict", max_num_fields=FIELDS)
    except ValueError:
        raise Refused("is neither JSON nor a form with a field payload") from None
    if "payload" not in said:
        raise Refused("is missing: a webhook is a form with a field payload", "payload")
    return {name: values[0] for name, values in said.items()}


def _unwrapped(document: Document, at: str) -> Iterator[tuple[str, Document]]:
    if SHAPE & document.keys() or {"id", "state"} <= document.keys():
        return iter([(at, document)])
    for name in MANY:
        if isinstance(one := document.get(name), dict):
            return iter([(f"{at}/{name}", one)])
        if name in document:
            return ((f"{at}/{name}/{n}", one) for n, one in enumerate(listed(document, name)))
    names = ", ".join(list(document)[:5])
    raise Refused(f'holds {names or "nothing"}, and no sale; expected a webhook, a sale or {{"data": [...]}}', at)


def _newest(sale: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Document:
    """The sale a webhook names, fetched where it can be and the webhook says no version."""
    id_ = text_of(sale, "id")
    if delivery.ask is None or not id_ or sale.get("version") is not None:
        return sale
    answer = delivery.asked(place(_base(settings), "sales", id_))
    if not isinstance(answer, dict) or not isinstance(found := answer.get("data"), dict):
        raise Refused("Lightspeed answered without data; its API may have changed", "/data")
    return found


# The sender's API


def poll(cursor: str, ask: Ask, settings: Mapping[str, Any]) -> Page:
    """Sales changed since a version, oldest change first; of each only what is read goes further."""
    asked = {"page_size": PAGE} | ({"after": cursor} if cursor else {})
    answer = ask(f"{place(_base(settings), 'sales')}?{urlencode(asked)}")
    if not isinstance(answer, dict) or "data" not in answer:
        raise Refused("Lightspeed answered without data; its API may have changed", "/data")
    sales = listed(answer, "data")
    if not sales:
        return Page(b"", cursor)
    span = answer.get("version")
    said = [text_of(span, "max")] if isinstance(span, dict) else []
    versions = [int(v) for v in (*said, *(text_of(one, "version") for one in sales)) if v.isascii() and v.isdecimal()]
    if not versions:
        raise Refused("Lightspeed gives its sales no versions any more; its API may have changed", "/version/max")
    newest = max(versions)
    if cursor.isdecimal() and newest <= int(cursor):  # the same page once more would never end
        return Page(b"", cursor)
    return Page(json.dumps({"data": [told(one) for one in sales]}).encode(), str(newest), more=True)


def _base(settings: Mapping[str, Any]) -> str:
    if settings["api"]:
        return str(settings["api"])
    if not DOMAIN.fullmatch(domain := settings["domain"]):
        raise Refused('write domain = "maison" for maison.retail.lightspeed.app', "mapping, domain")
    return f"https://{domain}.retail.lightspeed.app/api/2.0"


# A sale


def _judged(sale: Document, at: str, delivery: Delivery, settings: Mapping[str, Any]) -> Reading:
    row: Document = {}
    try:
        row = told(sale)
        yield from _sale(row, at, delivery, settings)
    except Refused as e:
        yield Bad(f"{at}{e.pointer}", e.reason, row)


def _sale(sale: Document, at: str, delivery: Delivery, settings: Mapping[str, Any]) -> Reading:
    state = text_of(sale, "state")
    called_off = state == "voided" or bool(sale.get("deleted_at"))
    if state not in ("closed", "pending", "parked", "voided"):
        raise Refused(f"{state!r} is no state of a sale; expected e.g. closed", "/state")
    words = [f"{state} {attribute}" for attribute in text_of(sale, "attributes").split()]
    type_ = next((settings["sale_types"][one] for one in words if one in settings["sale_types"]), "")
    if not called_off and not type_ and state != "closed":
        yield Skipped(at, mark(f"is {state}: it is not finished yet"))
        return
    door = door_among((text_of(sale, one) for one in ("outlet_id", "register_id")), delivery, settings, "/outlet_id")
    when = time_of(sale, "sale_date" if sale.get("sale_date") else "created_at")
    changed = time_of(sale, "updated_at") if sale.get("updated_at") else when
    source, user = settings["source"], text_of(sale, "user_id")
    sold = sold_lines(sale, door.currency, settings, type_=type_ or "sale")
    if not sold and not called_off:
        yield Skipped(at, mark("sells nothing: gift cards are money and no sale"))
        return
    shared = {
        "at": when, "boutique": door.code, "source": source, "business_day": business_day(when, door),
        "currency": door.currency, "cashier": Who(source, user) if user else None,
        "revision": version_of(sale, "version", changed),
    }  # fmt: skip
    key = key_of(text_of(sale, "id"), door, settings)
    if called_off:
        yield void(sold, key, shared)
    else:
        yield from receipts(sold, key, shared, original=lambda id_: key_of(id_, door, settings))


CONNECTORS = (
    Feed(FEED, read, ("data",), "sales and returns of Lightspeed X-Series, polled, webhook or file",
         family="till", title="Lightspeed X-Series", signing=signatures.LIGHTSPEED, poll=poll, asks=True),
)  # fmt: skip
