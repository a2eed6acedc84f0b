"""Sources for the pictures: a shop that delivers, and a till's file in the hand."""

import io
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import digest
from typing import Any

import msgspec

from cabochon.connectors import KINDS
from cabochon.house import House

SHOP, TILL, SECRET = "shop-geneva", "till-geneva", "pretended"
HEAD = "Filiale;Bon;Zeit;Artikel;Menge;Betrag;MwSt;Verkäufer;Art;Kundin"


def connected(house: House, now: datetime) -> dict[str, str]:
    """Makes them; what stands in an address for each: {source}, {file}."""
    house.connections.add(SHOP, connector="shopify", secret=SECRET, title="Web shop, paid in the boutique",
                          mapping='[boutiques]\n"487" = "GVA01"\n')  # fmt: skip
    for n in range(4):
        body = msgspec.json.encode(_order(n, now - timedelta(minutes=9 * n + 4)))
        signed = b64encode(digest(SECRET.encode(), body, sha256)).decode()
        house.deliver(SHOP, {"x-shopify-hmac-sha256": signed, "x-shopify-webhook-id": f"w{n}"}, body)
    house.deliveries.read_waiting()
    viewer = house.viewer_by_login("admin")
    till = house.connections.add(TILL, connector="till_csv", title="Till of Geneva")
    file = house.connections.files.hold(viewer, KINDS["till_csv"], io.BytesIO(_file(now)), row=till, name="Kasse.csv")
    return {"source": SHOP, "file": file.id}


def _order(n: int, at: datetime) -> dict[str, Any]:
    return {
        "id": 900 + n, "order_number": 1200 + n, "created_at": at.isoformat(), "currency": "CHF", "source_name": "pos",
        "location_id": 487 if n else 488, "line_items": [
            {"id": 1, "sku": "W-STEEL", "quantity": 1, "price": "7900.00", "attributed_staffs": []},
        ],
    }  # fmt: skip


def _file(now: datetime) -> bytes:
    rows = [
        ";".join((
            "GVA01" if n % 9 else "GVA1", str(4100 + n), f"{now - timedelta(minutes=13 * n):%d.%m.%Y %H:%M}", sku, "1",
            gross, tax, "AK", "Verkauf", f"kundin{n}@example.com",
        ))
        for n in range(24)
        for sku, gross, tax in (("W-STEEL", "8.539,90", "639,90"), ("LEDERBAND", "345,92", "25,92"))
    ]  # fmt: skip
    return "\r\n".join([HEAD, *rows, ""]).encode("cp1252")
