"""One file a feed: `read(delivery)` gives retail events, good ones at once, the rest with a reason.

Connectors know retail and their own format. The same delivery twice is the same events; only fields that the mapping
names are read, and of a client nothing at all.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import master_csv, master_more, shopify, signatures, survey_csv, till_csv, traffic_csv, typeform
from .delivery import Bad, DatedRow, Delivery, Item, PersonRow, Reading, Skipped
from .mapping import default_text, load

__all__ = [
    "KINDS", "Bad", "DatedRow", "Delivery", "Feed", "Item", "PersonRow", "Reading", "Skipped", "default_text", "load",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Feed:
    """What `cabochon import KIND FILE` and a webhook read by. needs: columns or members that must be there.

    verify(body, header, secrets) raises Refused(401); header: the HTTP header that carries the signature.
    """

    name: str
    read: Callable[[Delivery], Reading]
    needs: tuple[str, ...]
    says: str
    header: str = ""
    verify: Callable[..., None] | None = None


_FEEDS = (
    Feed("doors", master_csv.doors, ("code", "zone", "currency"), "boutiques with zone, hours and currency"),
    Feed("people", master_csv.people, ("code", "name", "boutique"), "staff and the codes other systems know them by"),
    Feed("catalogue", master_csv.catalogue, ("sku", "line"), "what each SKU is: product line, kind, brand, collection"),
    Feed("rates", master_more.rates, ("currency", "value"), "what a currency was worth in the group's, day by day"),
    Feed("targets", master_more.targets, ("measure", "value"), "what a measure should reach, in all or at a place"),
    Feed("themes", master_more.themes, ("key", "words"), "words by which a comment is found to say something"),
    Feed("till_csv", till_csv.read, ("boutique", *till_csv.REQUIRED), "receipts from any till's CSV, one row a line"),
    Feed("shopify", shopify.read, ("orders",), "orders and refunds of Shopify, file or webhook",
         "X-Shopify-Hmac-Sha256", signatures.shopify),
    Feed("survey_csv", survey_csv.read, ("boutique", *survey_csv.REQUIRED), "client surveys from any CSV, Qualtrics"),
    Feed("typeform", typeform.read, ("form_response",), "client surveys of Typeform, webhook or file",
         "Typeform-Signature", signatures.typeform),
    Feed("traffic_csv", traffic_csv.read, ("boutique", *traffic_csv.REQUIRED), "door counters, one row an interval"),
)  # fmt: skip
KINDS: dict[str, Feed] = {feed.name: feed for feed in _FEEDS}
