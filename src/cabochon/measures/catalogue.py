"""Every number Cabochon shows, one line each. Tiles, `cabochon ask`, the API and the reference are made from it."""

from dataclasses import replace

from ..programme.playbook import CLIENT_VISIT
from .kinds import Measure, Sum, mean, rate, ratio
from .words import WORDS

CLIENT, SALES, BEHAVIOUR, TRAFFIC, HEALTH = FAMILIES = ("client", "sales", "behaviour", "traffic", "health")

SOLD = "sale = 1"
ACCESSORY, CARE = Sum("receipt", "accessory_net"), Sum("receipt", "care_net")  # the facts leave out what is no sale
SECONDARY, QUALIFYING = Sum("receipt", "accessory_net + care_net"), Sum("receipt", "1", "qualifying = 1")
SALES_RECEIPTS, ENTRIES = Sum("receipt", "sale"), Sum("traffic", "corrected", events="entries")
SATISFACTION = "question = 'satisfaction'"
NPS = "question = 'nps'"
PROMOTERS = "case when score >= 9 then 1 when score <= 6 then -1 else 0 end"

# fmt: off
SPINE: tuple[Measure, ...] = (
    mean ("csat",           "CSAT",                        CLIENT, "survey", "score",    SATISFACTION, unit="score"),
    rate ("csat_top2",      "CSAT top two",                CLIENT, "survey", "top2 = 1", SATISFACTION),
    mean ("nps",            "Net promoter score",          CLIENT, "survey", PROMOTERS,  NPS, unit="points"),
    rate ("response_rate",  "Survey response",             CLIENT, "receipt", "surveyed = 1", "qualifying = 1"),

    rate ("attach_rate",    "Secondary sales rate",        SALES, "receipt", "attached = 1", "qualifying = 1"),
    rate ("enrolment_rate", "Care plan and paid warranty", SALES, "receipt", "enrolled = 1", "qualifying = 1"),
    ratio("secondary_per_qualifying", "Accessory and care revenue per qualifying sale", SALES, SECONDARY, QUALIFYING),
    ratio("accessory_per_qualifying", "Accessory revenue per qualifying sale",          SALES, ACCESSORY, QUALIFYING),
    ratio("care_per_qualifying",      "Care and service revenue per qualifying sale",   SALES, CARE,      QUALIFYING),
    rate ("offer_to_sale",  "Offers that became a sale",   SALES, "visit",   "secondary = 1", "offered = 1"),
    mean ("atv",            "Average transaction value",   SALES, "receipt", "net",   SOLD, unit="money", door=True),
    mean ("upt",            "Units per transaction",       SALES, "receipt", "units", SOLD, unit="units", door=True),

    *(rate(f"behaviour.{b.key}", b.title, BEHAVIOUR, "step", "yes = 1", f"behaviour = '{b.key}' and judged = 1")
      for b in CLIENT_VISIT.behaviours),

    ratio("conversion",     "Conversion",                  TRAFFIC, SALES_RECEIPTS, ENTRIES, unit="rate", door=True),

    rate ("match_rate",     "Match rate",                  HEALTH, "link",   "visit <> ''",  "linkable = 1", door=True),
    rate ("unlinked_surveys", "Unlinked surveys",          HEALTH, "survey", "linked = 0",   better="down", door=True),
    rate ("unmapped_skus",  "Lines with an unknown SKU",   HEALTH, "line",   "unmapped = 1", better="down", door=True),
    rate ("receipts_without_associate", "Receipts without an associate", HEALTH, "receipt", "associate = ''",
          better="down", door=True),
)
# fmt: on

CATALOGUE = tuple(
    replace(measure, counts=WORDS[measure.key].counts, says=WORDS[measure.key].sentence) for measure in SPINE
)
BY_KEY = {measure.key: measure for measure in CATALOGUE}
