"""The tables of what linking and the till make, their columns with meaning and unit. The others: tables_beside.py."""

from ..warehouse import Column, Table
from .columns import (
    BOUTIQUE,
    BRAND,
    COLLECTION,
    CUTS,
    DAY,
    DAYPART,
    HERE,
    PRODUCT,
    REGION,
    THEN,
    WHO,
)
from .staging import DUE
from .tables_beside import BESIDE, HOUSEWIDE

# fmt: off
RECEIPT = Table("receipt", "receipt", (
    Column("receipt",       "text", "receipt:source:keyed hash of the till's own number"),
    *CUTS,
    Column("at",            "time", "when it was rung up, UTC"),
    Column("currency",      "text", "ISO 4217"),
    Column("rate",          "real", "group currency's minor units for one of its own, by the stored rate; 0: none"),
    Column("sale",          "int",  "1 for a sales receipt: net > 0, a primary or accessory line left after returns"),
    Column("qualifying",    "int",  "1 when a sales receipt has at least one primary item"),
    Column("attached",      "int",  "1 when qualifying and its visit has at least one paid secondary item"),
    Column("enrolled",      "int",  "1 when qualifying and its visit has a care plan or paid warranty"),
    Column("surveyed",      "int",  "1 when qualifying and its visit has at least one answered survey"),
    Column("net",           "real", "minor units, after tax, discount and later returns; a seller's row has the share"),
    Column("accessory_net", "real", "minor units of accessory lines (a seller's row: the share)"),
    Column("care_net",      "real", "minor units of care plan, service and warranty lines (a seller's row: the share)"),
    Column("units",         "real", "units of primary and secondary lines left after returns (share)"),
    Column("discount",      "real", "minor units given away (a seller's row: the share)"),
    Column("sold",          "real", "units rung up before any return, of what was a sale (share)"),
    Column("back",          "real", "of those, units returned within 30 days (share)"),
    Column("addon_sold",    "real", "secondary units rung up before any return (share)"),
    Column("addon_back",    "real", "of those, units returned within 30 days (share)"),
    Column("appointment",   "text", "keyed hash of the appointment it names; '' for none"),
    Column("visit",         "text", "the visit it belongs to"),
), "one receipt as it stands today: later returns, voids and corrections restate it on its own day")

LINE = Table("line", "receipt", (
    Column("receipt",      "text", "the receipt's key"),
    Column("number",       "int",  "place on the receipt, from 0"),
    *HERE,
    Column("sku",          "text", "as the till says it"),
    Column("kind",         "text", "primary, accessory, care_plan, service, warranty; '' when the SKU is unmapped"),
    PRODUCT,
    BRAND, COLLECTION,
    Column("quantity",     "real", "units, weighed goods in fractions; after returns"),
    Column("net",          "int",  "minor units"),
    Column("discount",     "int",  "minor units"),
    Column("zero",         "int",  "1 for a zero-price line: counted apart, never a secondary sale"),
    Column("unmapped",     "int",  "1 when the catalogue of that day does not know the SKU"),
), "one line of a receipt")

SURVEY = Table("survey", "survey", (
    Column("survey",   "text", "survey:source:key, or the statement's id where the source has no key"),
    *CUTS,
    Column("at",       "time", "response time, UTC"),
    Column("question", "text", "satisfaction, nps, other"),
    Column("score",    "real", "rescaled to 1..5 for satisfaction, as given otherwise"),
    Column("top2",     "int",  "1 when a satisfaction score is 4 or more"),
    Column("linked",   "int",  "1 when it belongs to a visit with a receipt or an observation"),
    Column("visit",    "text", "its visit, '' when unlinked"),
    Column("comment",  "int",  "1 when the client wrote something"),
    Column("themes",   "text", "|-separated keys of the themes its comment holds words of; '' when none"),
    Column("source",   "text", "who told us"),
    Column("statement","text", "id of the statement, to open the comment by"),
), "one answered survey, on its visit's day (its response day while unlinked)")

STEP = Table("step", "observation", (
    Column("observation",  "text", "the statement's id, or observation:source:key where the source has one"),
    *CUTS,
    Column("checklist",    "text", "client-visit, or another role's"),
    Column("coach",        "text", "person id of who observed"),
    Column("behaviour",    "text", "behaviour key of the playbook"),
    Column("yes",          "int",  "1 when marked yes"),
    Column("partly",       "int",  "1 when marked partly"),
    Column("judged",       "int",  "1 when marked yes, partly or not yet"),
    Column("scored",       "text", "five or other: what the visit's satisfaction survey said; '' when none"),
    Column("secondary",    "int",  "1 when the visit carries a paid secondary item"),
    Column("visit",        "text", "its visit"),
), "one behaviour of one observation; practice entries never become facts")

VISIT = Table("visit", "visit", (
    Column("visit",      "text", "smallest key of its anchors"),
    *CUTS,
    Column("receipts",   "int",  "receipts in it"),
    Column("observed",   "int",  "1 when a manager observed it"),
    Column("offered",    "int",  "1 when accessory was marked yes"),
    Column("secondary",  "int",  "1 when it carries a paid secondary item"),
    Column("booked",     "int",  "1 when a service was booked in it"),
    Column("score",      "real", "mean satisfaction score of its surveys, empty when none"),
    Column("ambiguous",  "int",  "candidates left unlinked because two were equally near"),
), "one client's time in the boutique, holding a receipt or an observation")

LINK = Table("link", "event", (
    Column("event",    "text", "key of the linked event"),
    Column("kind",     "text", "receipt, observation, survey, signal, booking, enrolment"),
    Column("visit",    "text", "the visit it joined; '' when it stayed alone or was left out"),
    Column("rule",     "text", "reference, basket, window, nearest, ambiguous, none"),
    Column("distance", "real", "minutes between the two times the rule compared"),
    Column("linkable", "int",  "1 for a survey, and for what was linked, left out as ambiguous or names a visit"),
    *HERE,
    Column("source",   "text", "who told us"),
), "why an event is in its visit")

TRAFFIC = Table("traffic", "reading", (
    Column("reading",   "text", "traffic:source:key, or the statement's id where the source has no key"),
    *HERE, *THEN,
    Column("entries",   "int",  "as counted, excluded ones taken out"),
    Column("corrected", "real", "entries times the door's factor of that day"),
    Column("exits",     "int",  "as counted"),
), "one reading of a door counter")

MOMENT = Table("moment", "event", (
    Column("event",        "text", "key of the event"),
    Column("kind",         "text", "observation, receipt, survey, coaching, learning, huddle, praise"),
    Column("at",           "time", "when it happened, UTC"),
    Column("heard",        "int",  "position in the stream", arrival=True),
    DAY, BOUTIQUE, REGION, WHO, PRODUCT, DAYPART,
    Column("a",            "real", "steps yes; units; score of a survey; scaled score of a step; who was present"),
    Column("b",            "real", "steps judged; top of a survey's scale; seconds of a step; minutes of a huddle"),
    Column("says",         "text", "keys, never text: SKU kinds, behaviour, module, rule of the link"),
    Column("statement",    "text", "id of the statement"),
    Column("visit",        "text", "its visit"),
), "what came in, for the live list")

# The rules the rows above were told by; facts of other rules are told anew (projector.renew).
RULES = Table("rules", "rule", (
    Column("rule",  "text", "windows, in seconds; telling, the version of this code"),
    Column("value", "text", "what it was"),
), "what the facts were told by")
# fmt: on

FACTS = (RECEIPT, LINE, SURVEY, STEP, VISIT, LINK, TRAFFIC, MOMENT, *BESIDE)
TABLES = (*FACTS, *HOUSEWIDE, DUE, RULES)
