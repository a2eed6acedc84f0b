"""`till_closing`: what a till itself counted for a day."""

from ..retail.operations import TillClosing
from .codecs import COUNT, CURRENCY, DAY, QUANTITY, WHOLE, WORD
from .iris import TYPES, VERBS
from .kind import Kind, Member, Verb
from .named import Object
from .places import of_result
from .shared import context

NET = of_result("net")


def _object(event: TillClosing) -> Object:
    return ("doors", event.boutique, "tills", event.till, "days", str(event.business_day)), f"{TYPES}/till-day"


KIND = Kind(
    name="till_closing",
    event=TillClosing,
    says="A till was closed with what it counted for the day.",
    verbs=(Verb(f"{VERBS}/closed-till", "closed till", "closed a till's day"),),
    types=(f"{TYPES}/till-day",),
    object=_object,
    members=(
        context("business_day", "business-day", DAY, "the boutique's business day"),
        Member("currency", (*NET, "currency"), CURRENCY, "the till's currency"),
        Member("net", (*NET, "amount"), WHOLE, "the net total, minor units, after tax is taken off"),
        Member("receipts", of_result("receipts"), COUNT, "how many receipts"),
        Member("units", of_result("units"), QUANTITY, "how many pieces"),
        context("till", "till", WORD, "which till"),
    ),
)
