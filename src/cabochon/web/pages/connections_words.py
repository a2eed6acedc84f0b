"""Connected sources in words: families, how a sender is set up, how a connection stands, what a field is called."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...connectors import BROKEN, KINDS, Feed
from ...house.connections import Connection
from ...languages import again, day, mark, say, wall_clock

FAMILIES = mark({
    "till": "Till", "survey": "Survey", "traffic": "Door counter", "loss": "Loss prevention", "booking": "Bookings",
    "people": "People", "master": "Master data",
})  # fmt: skip
STEPS = mark((
    ("doors", "Boutiques", "Every other file names them.", 5),
    ("catalogue", "Product catalogue", "Without it nobody knows which SKU is a watch and which a strap.", 10),
    ("people", "Staff", "With the codes by which the till and the survey tool know them.", 10),
    ("till", "Till", "Receipts; with them the first numbers stand on Today.", 15),
    ("survey", "Survey", "What clients say of their visit.", 10),
    ("traffic", "Door counter", "How many came in.", 10),
))  # fmt: skip
SETUP = mark({
    "shopify": "In Shopify, open Settings, Notifications, Webhooks and create one for “Order creation” and one for "
               "“Order update”, as JSON, with this address. Shopify shows its secret below the list: paste it here.",
    "typeform": "In Typeform, open the form, then Connect, Webhooks, “Add a webhook” and paste this address. Under "
                "“Edit” set the secret shown here and switch the webhook on.",
    "square": "In the Square Developer Console, open your application, then Webhooks, Subscriptions, and add this "
              "address with the order and payment events. Square shows a signature key there: paste it here.",
    "surveymonkey": "Register a webhook for completed responses with this address in the SurveyMonkey API. Its secret "
                    "is the app’s client id, &, and its client secret.",
    "lightspeed": "Add a webhook for sale.update with this address in the Lightspeed X-Series API. It is signed with "
                  "the client secret of your application there: paste that secret here.",
    "qualtrics": "In Qualtrics, build a workflow that begins with a survey response and ends with a Web Service task, "
                 "POST to this address. The address holds the secret: treat it like a password.",
    "bookings": "In the booking tool or CRM, add a webhook for appointments that are made, changed and cancelled, with "
                "this address, and sign it by Standard Webhooks with the secret shown here. Which of its fields means "
                "what is written in the mapping.",
    "delighted": "In Delighted, open Integrations, Webhooks and add this address for survey responses, created and "
                 "updated. The address holds the secret: treat it like a password.",
})  # fmt: skip
GENERAL = mark({
    "path": "Paste this address where the sender asks where to send to. It holds the secret: treat it like a password.",
    "given": "Paste this address where the sender asks where to send to, and its signing secret here.",
    "made": "Paste this address and this secret where the sender asks for them.",
})  # fmt: skip
GIVEN = frozenset({"shopify", "square", "surveymonkey", "lightspeed"})  # the sender makes the secret
WAYS = mark({
    "webhook": "Webhook", "file": "File", "folder": "Folder", "sftp": "SFTP", "url": "File at an address",
    "api": "The sender’s API", "test": "Test",
})  # fmt: skip
STATES = mark({"waiting": "Waiting", "reading": "Being read", "read": "Was read", "failed": "Failed"})
EVENTS = mark({
    "receipt": "Receipt", "survey": "Survey answer", "traffic": "Door count", "till_closing": "Till closing",
    "stock_count": "Stock count", "stock_exception": "Exception", "step_done": "Process step", "booking": "Appointment",
    "enrolment": "Enrolment", "employment": "Employment", "shift": "Shift", "Door": "Boutique", "Product": "Product",
    "PersonRow": "Person", "DatedRow": "Dated row", "signal": "Signal", "availability": "Availability",
})  # fmt: skip
SALES = mark({
    "sale": "Sale", "return": "Return", "void": "Void", "correction": "Correction", "deposit": "Deposit",
    "special_order": "Special order", "web_pickup": "Picked up from the web", "service": "Service",
    "even_exchange": "Even exchange", "staff": "Sold to staff", "inter_company": "Within the group", "test": "Training",
})  # fmt: skip
FIELDS = mark({
    "boutique": "Boutique", "till": "Till", "ticket": "Receipt number", "sold_at": "Day and time of sale",
    "sold_time": "Time of sale", "business_day": "Business day", "sku": "SKU", "quantity": "Quantity",
    "net": "Amount without tax", "gross": "Amount with tax", "tax": "Tax", "tax_percent": "Tax rate",
    "discount": "Discount", "zero_reason": "Why it is free", "currency": "Currency", "seller": "Seller’s code",
    "cashier": "Cashier’s code", "type": "Kind of sale", "line_void": "Line taken back", "original": "Original receipt",
    "original_day": "Day of the original", "original_boutique": "Boutique of the original",
    "original_till": "Till of the original", "basket": "Basket", "segment": "Client segment",
    "appointment": "Appointment", "revision": "Version or time of change", "response": "Response number",
    "answered_at": "Day and time of answer", "score": "Score", "comment": "Comment", "associate": "Associate’s code",
    "receipt": "Receipt number on the survey", "visit": "Visit number", "visited": "Time of the visit",
    "language": "Language", "channel": "Channel", "finished": "Finished", "starts_at": "Start of the interval",
    "minutes": "Minutes", "entries": "People in", "exits": "People out", "excluded": "Staff taken out",
    "code": "Code", "name": "Name", "zone": "Time zone", "region": "Region", "line": "Product line", "kind": "Kind",
    "brand": "Brand", "collection": "Collection", "job_role": "Role in the boutique", "login": "Sign-in name",
    "hired": "First day", "left": "Last day", "opens": "Opening time",
    "closes": "Closing time", "factor": "Share of clients",
})  # fmt: skip


def by_webhook(house: Any, row: Connection) -> bool:
    feed = KINDS.get(row.connector)
    return feed is not None and feed.signing is not None and bool(row.secrets or house.connections.unsigned(row))


def ways(house: Any, row: Connection) -> str:
    found = [say(WAYS["webhook"])] if by_webhook(house, row) else []
    found += [say(WAYS[row.way])] if row.way else []
    return ", ".join(found) or say(WAYS["file"])


def moment(at: datetime) -> str:
    return say("{day}, {time} UTC", day=day(at.date(), "short"), time=wall_clock(at))


def title(connector: str) -> str:
    feed = KINDS.get(connector)
    return again(feed.title) if feed and feed.title else connector


def proposal(feed: Feed) -> str:
    """What a connection could be called: as its sender, or of anybody's table as what it brings."""
    return say(FAMILIES[feed.family]) if feed.title.startswith("Any ") else title(feed.name)


def catalogue() -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """Family -> (connector, title, what it brings, ways) of each, as families stand in the list."""
    found = []
    for family, called in FAMILIES.items():
        ones = [
            (feed.name, title(feed.name), again(feed.says), offered(feed))
            for feed in sorted(KINDS.values(), key=_first)
            if feed.family == family
        ]
        if ones:
            found.append((say(called), ones))
    return found


def _first(feed: Feed) -> tuple[bool, str]:
    """Those that take anybody's table stand first."""
    return not feed.title.startswith("Any "), feed.title.casefold()


def offered(feed: Feed) -> str:
    """The ways a connector may come by."""
    found = [say("File")]
    if feed.signing is not None:
        found.append(say("Webhook"))
    if feed.poll is not None:
        found.append(say("The sender’s API"))
    return ", ".join(found)


def broken() -> list[tuple[str, str]]:
    return sorted(BROKEN.items())


@dataclass(frozen=True, slots=True)
class Step:
    """connector: what to begin with; minutes: as a rule; first: of those still to do."""

    connector: str
    what: str
    why: str
    minutes: int
    done: bool
    first: bool


def steps(house: Any, rows: list[Connection]) -> list[Step]:
    """In the order that saves work."""
    snapshot, today = house.snapshot, house.today
    there = {KINDS[row.connector].family for row in rows if row.connector in KINDS and house.deliveries.tally(row.id)}
    done = {
        "doors": bool(snapshot.doors(today)), "catalogue": bool(snapshot.kinds.get("Product")),
        "people": bool(snapshot.people(today)), **{one: one in there for one in ("till", "survey", "traffic")},
    }  # fmt: skip
    next_ = next((one for one, *_ in STEPS if not done[one]), "")
    begin = {"till": "till_csv", "survey": "survey_csv", "traffic": "traffic_csv"}
    return [Step(begin.get(one, one), say(what), say(why), minutes, done[one], one == next_)
            for one, what, why, minutes in STEPS]  # fmt: skip


def setup(feed: Feed) -> str:
    """What to do at the sender's."""
    if feed.signing is None:
        return ""
    if feed.name in SETUP:
        return say(SETUP[feed.name])
    return say(GENERAL["path" if feed.signing.path else "given" if given(feed) else "made"])


def given(feed: Feed) -> bool:
    return feed.name in GIVEN


def sale(kind: str) -> str:
    """A kind of sale; a plain one is a receipt."""
    return say(SALES[kind]) if kind in SALES else kind.replace("_", " ").capitalize()


def field(name: str) -> str:
    return say(FIELDS[name]) if name in FIELDS else name.replace("_", " ").capitalize()
