"""Every number Cabochon shows, one line each. Tiles, `cabochon ask`, the API and the reference are made from it.

What is sold, said and observed stands here; the rhythm of coaching and learning, stock and the programme beside it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from ..programme.playbook import CLIENT_VISIT
from ..retail.operations import EXCEPTIONS, PROCESSES
from . import catalogue_rhythm as rhythm
from .families import BEHAVIOUR, CLIENT, FAMILIES, HEALTH, SALES, STOCK, TRAFFIC
from .kinds import Measure, Sum, derived, mean, per100, rate, ratio
from .stocktaking import shrink_rate, till_difference
from .words import WORDS, Words

__all__ = ["BY_KEY", "CATALOGUE", "FAMILIES", "OPEN", "measure"]

SOLD = "sale = 1"
DISCOUNT, GROSS = Sum("receipt", "discount", SOLD, money=True), Sum("receipt", "net + discount", SOLD, money=True)
ACCESSORY, CARE = Sum("receipt", "accessory_net", money=True), Sum("receipt", "care_net", money=True)
SECONDARY, QUALIFYING = Sum("receipt", "accessory_net + care_net", money=True), Sum("receipt", "1", "qualifying = 1")
RETURNED, SOLD_UNITS = Sum("receipt", "back"), Sum("receipt", "sold", events="case when sold > 0 then 1 else 0 end")
ADDONS_BACK = Sum("receipt", "addon_back")
ADDONS = Sum("receipt", "addon_sold", events="case when addon_sold > 0 then 1 else 0 end")
SALES_RECEIPTS, ENTRIES = Sum("receipt", "sale"), Sum("traffic", "corrected", events="entries")
EQUAL, COUNTED = Sum("stock", "equal"), Sum("stock", "skus", events="skus", terms="1")
IN_STOCK, LISTED = Sum("listing", "in_stock"), Sum("listing", "listed")
VISITS, RUNG_UP = Sum("visit", "1"), Sum("ticket", "1", "sale_type <> 'test'")
SATISFACTION = "question = 'satisfaction'"
NPS = "question = 'nps'"
PROMOTERS = "case when score >= 9 then 1 when score <= 6 then -1 else 0 end"
SOLD_BY_IT = "coalesce(sold_appointment, '') <> ''"
PARTLY = (("partly", "partly"),)
SIGNALS = {"appointment_offered": "Appointments offered", "discovery_asked": "Discovery asked",
           "add_on_prompted": "Add-ons prompted", "story_tailored": "Stories tailored",
           "client_book_updated": "Client book updated", "follow_up_agreed": "Follow-ups agreed",
           "follow_up_done": "Follow-ups done"}  # fmt: skip
STEPS = dict(zip(PROCESSES, ("Receiving", "Transfers", "Returns", "End-of-day count"), strict=True))
OUT_OF_ORDER = dict(zip(EXCEPTIONS, (
    "Voids", "Price overrides", "No-sales", "Refunds", "Discounts by hand", "Damaged pieces", "Stolen pieces",
    "Mismatches", "Other exceptions"), strict=True))  # fmt: skip

# fmt: off
SPINE: tuple[Measure, ...] = (
    mean ("csat",           "CSAT",                        CLIENT, "survey", "score",    SATISFACTION, unit="score"),
    rate ("csat_top2",      "CSAT top two",                CLIENT, "survey", "top2 = 1", SATISFACTION),
    mean ("nps",            "Net promoter score",          CLIENT, "survey", PROMOTERS,  NPS, unit="points"),
    rate ("response_rate",  "Survey response",             CLIENT, "receipt", "surveyed = 1", "qualifying = 1"),

    rate ("attach_rate",    "Secondary sales rate",        SALES, "receipt", "attached = 1", "qualifying = 1"),
    ratio("secondary_per_qualifying", "Accessory and care revenue per qualifying sale", SALES, SECONDARY, QUALIFYING),
    ratio("accessory_per_qualifying", "Accessory revenue per qualifying sale",          SALES, ACCESSORY, QUALIFYING),
    ratio("care_per_qualifying",      "Care and service revenue per qualifying sale",   SALES, CARE,      QUALIFYING),
    rate ("enrolment_rate", "Care plan and paid warranty", SALES, "receipt", "enrolled = 1", "qualifying = 1"),
    rate ("service_booking_rate",   "Service bookings",    SALES, "visit",   "booked = 1"),
    rate ("appointment_rate",       "Appointments kept",   SALES, "appointment", "kept = 1", "booked = 1"),
    rate ("appointment_conversion", "Appointments kept with a sale", SALES, "appointment", SOLD_BY_IT, "kept = 1"),
    rate ("follow_up_done_rate",    "Follow-ups done in time", SALES, "follow_up", "done = 1", "agreed = 1"),
    mean ("atv",            "Average transaction value",   SALES, "receipt", "net",   SOLD, unit="money", door=True),
    mean ("upt",            "Units per transaction",       SALES, "receipt", "units", SOLD, unit="units", door=True),
    ratio("discount_share", "Discount share",              SALES, DISCOUNT, GROSS,         unit="rate", better="down"),
    ratio("return_rate",    "Returns",                     SALES, RETURNED, SOLD_UNITS,    unit="rate", better="down"),
    ratio("secondary_return_rate", "Add-on returns",       SALES, ADDONS_BACK, ADDONS,     unit="rate", better="down"),

    *(rate(f"behaviour.{b.key}", b.title, BEHAVIOUR, "step", "yes = 1", f"behaviour = '{b.key}' and judged = 1",
           beside=PARTLY) for b in CLIENT_VISIT.behaviours),
    rate ("offer_to_sale",  "Offers that became a sale",   BEHAVIOUR, "visit", "secondary = 1", "offered = 1"),
    *(per100(f"signal.{key}", title, BEHAVIOUR, Sum("signal", "1", f"name = '{key}'"), VISITS)
      for key, title in SIGNALS.items()),

    ratio("conversion",     "Conversion",                  TRAFFIC, SALES_RECEIPTS, ENTRIES, unit="rate", door=True),

    derived("shrink_rate",  "Shrink",  STOCK, Sum("stock", "1", "previous is not null"), shrink_rate, unit="rate",
            better="down", door=True),
    ratio("count_accuracy", "Count accuracy",              STOCK, EQUAL, COUNTED, unit="rate", door=True),
    *(ratio(f"exception_rate.{key}", title, STOCK, Sum("exception", "1", f"kind = '{key}'"), RUNG_UP, unit="rate",
            better="down", door=True) for key, title in OUT_OF_ORDER.items()),
    ratio("addon_availability", "Add-ons in stock",        STOCK, IN_STOCK, LISTED, unit="rate", better="none",
           door=True),
    *(rate(f"sop.{key}", f"{title}: steps done", STOCK, "sop", "done = 1", f"process = '{key}'", door=True)
      for key, title in STEPS.items()),

    *rhythm.SPINE,

    rate ("match_rate",     "Match rate",                  HEALTH, "link",   "visit <> ''",  "linkable = 1", door=True),
    rate ("unlinked_surveys", "Unlinked surveys",          HEALTH, "survey", "linked = 0",   better="down", door=True),
    rate ("unmapped_skus",  "Lines with an unknown SKU",   HEALTH, "line",   "unmapped = 1", better="down", door=True),
    rate ("receipts_without_associate", "Receipts without an associate", HEALTH, "receipt", "associate = ''",
          better="down", door=True),
    derived("till_difference", "Days the till disagrees",  HEALTH, Sum("closing", "1"), till_difference, unit="rate",
            better="down", door=True, tables=("ticket",)),
    *rhythm.OUTSIDE,
)
# fmt: on
OPEN = {"comment_theme": "comment_theme.<theme>", **rhythm.OPEN}  # families whose keys are open-ended -> how one reads


def _told(spine: Iterable[Measure]) -> tuple[Measure, ...]:
    return tuple(replace(m, counts=words.counts, says=words.sentence) for m in spine if (words := WORDS[m.key]))


CATALOGUE = _told(SPINE)
BY_KEY = {measure.key: measure for measure in CATALOGUE}


@lru_cache(maxsize=512)
def measure(key: str) -> Measure | None:
    """The measure of a key; None for one that is not there. Themes, spreads and ramps are made as they are asked."""
    if key in BY_KEY:
        return BY_KEY[key]
    family, _, about = key.partition(".")
    if family == "comment_theme" and re.fullmatch(r"[a-z0-9_-]{1,40}", about):
        title = f"Comments that say {about.replace('_', ' ')}"
        holds = f"strpos(themes, '|{about}|') > 0"
        words = Words(f"Comments holding one of the words of the theme {about}", "comments", "comments",
                      "The words are edited in the master data, for each language.")  # fmt: skip
        made = rate(key, title, CLIENT, "survey", holds, "comment = 1", better="none")
        return replace(made, counts=words.counts, says=words.sentence)
    if family in rhythm.OPEN and about in BY_KEY:
        return rhythm.of_rate(family, BY_KEY[family], BY_KEY[about])
    return None
