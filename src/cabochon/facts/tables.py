"""The tables, their columns with meaning and unit. Facts hold no names and no plain text."""

from ..warehouse import Column, Table
from .staging import DUE, HEARD

# fmt: off
GRAIN    = Column("grain",        "text", "whole, seller, line or seller_line: the cuts this row is counted under")
DAY      = Column("day",          "day",  "the boutique's business day")
BOUTIQUE = Column("boutique",     "text", "door code")
REGION   = Column("region",       "text", "the door's region on that day")
WHO      = Column("associate",    "text", "person id, or 'source/keyed hash' of a code nobody has claimed, or ''")
JOB      = Column("job_role",     "text", "the associate's job role on that day; '' when not known")
PRODUCT  = Column("product_line", "text", "watch, jewelry, other; '' when not known")
DAYPART  = Column("daypart",      "text", "morning, midday, evening by the door's own hours")
HOUR     = Column("hour",         "int",  "local hour, 0..23")
CUTS     = (GRAIN, DAY, BOUTIQUE, REGION, WHO, JOB, PRODUCT, DAYPART, HOUR)

RECEIPT = Table("receipt", "receipt", (
    Column("receipt",       "text", "receipt:source:keyed hash of the till's own number"),
    *CUTS,
    Column("at",            "time", "when it was rung up, UTC"),
    Column("currency",      "text", "ISO 4217"),
    Column("sale",          "int",  "1 for a sales receipt: net > 0, a primary or accessory line left after returns"),
    Column("qualifying",    "int",  "1 when a sales receipt has at least one primary item"),
    Column("attached",      "int",  "1 when qualifying and its visit has at least one paid secondary item"),
    Column("enrolled",      "int",  "1 when qualifying and its visit has a care plan or paid warranty"),
    Column("surveyed",      "int",  "1 when qualifying and its visit has at least one answered survey"),
    Column("net",           "real", "minor units, after tax, discount and later returns; at seller grain the share"),
    Column("accessory_net", "real", "minor units of accessory lines (share at seller grain)"),
    Column("care_net",      "real", "minor units of care plan, service and warranty lines (share at seller grain)"),
    Column("units",         "real", "units of primary and secondary lines left after returns (share at seller grain)"),
    Column("discount",      "real", "minor units given away (share at seller grain)"),
    Column("visit",         "text", "the visit it belongs to"),
), "one receipt as it stands today: later returns, voids and corrections restate it on its own day")

LINE = Table("line", "receipt", (
    Column("receipt",      "text", "the receipt's key"),
    Column("number",       "int",  "place on the receipt, from 0"),
    DAY, BOUTIQUE, REGION,
    Column("sku",          "text", "as the till says it"),
    Column("kind",         "text", "primary, accessory, care_plan, service, warranty; '' when the SKU is unmapped"),
    PRODUCT,
    Column("brand",        "text", "from the catalogue of that day"),
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
    Column("statement","text", "id of the statement, to open the comment by"),
), "one answered survey, on its visit's day (its response day while unlinked)")

STEP = Table("step", "observation", (
    Column("observation",  "text", "the statement's id, or observation:source:key where the source has one"),
    *CUTS,
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
    Column("score",      "real", "mean satisfaction score of its surveys, empty when none"),
    Column("ambiguous",  "int",  "candidates left unlinked because two were equally near"),
), "one client's time in the boutique, holding a receipt or an observation")

LINK = Table("link", "event", (
    Column("event",    "text", "key of the linked event"),
    Column("kind",     "text", "receipt, observation, survey"),
    Column("visit",    "text", "the visit it joined; '' when it stayed alone or was left out"),
    Column("rule",     "text", "reference, basket, window, nearest, ambiguous, none"),
    Column("distance", "real", "minutes between the two times the rule compared"),
    Column("linkable", "int",  "1 for a survey, and for what was linked, left out as ambiguous or names a visit"),
    DAY, BOUTIQUE,
    Column("source",   "text", "who told us"),
), "why an event is in its visit")

TRAFFIC = Table("traffic", "reading", (
    Column("reading",   "text", "traffic:source:key, or the statement's id where the source has no key"),
    DAY, BOUTIQUE, REGION, DAYPART, HOUR,
    Column("entries",   "int",  "as counted, excluded ones taken out"),
    Column("corrected", "real", "entries times the door's factor of that day"),
    Column("exits",     "int",  "as counted"),
), "one reading of a door counter")

MOMENT = Table("moment", "event", (
    Column("event",        "text", "key of the event"),
    Column("kind",         "text", "observation, receipt, survey, coaching, learning"),
    Column("at",           "time", "when it happened, UTC"),
    Column("heard",        "int",  "position in the stream", arrival=True),
    DAY, BOUTIQUE, REGION, WHO, PRODUCT, DAYPART,
    Column("a",            "real", "observation: steps yes; receipt: units; survey: score; learning: scaled score"),
    Column("b",            "real", "observation: steps judged; survey: top of its scale; learning: seconds"),
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

FACTS = (RECEIPT, LINE, SURVEY, STEP, VISIT, LINK, TRAFFIC, MOMENT)
TABLES = (*FACTS, HEARD, DUE, RULES)
