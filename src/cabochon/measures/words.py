"""The definition of every measure in words: what is counted, of what. Shown on hover and in the reference."""

from dataclasses import dataclass

from ..programme.playbook import CLIENT_VISIT


@dataclass(frozen=True, slots=True)
class Words:
    """top / bottom as a reader would say it; counts: what n counts; more: what else must be known."""

    top: str
    bottom: str
    counts: str
    more: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.top}, divided by {self.bottom}.{' ' + self.more if self.more else ''}"


DONE = "Not applicable is left out; partly is shown beside and does not count as done."
SOLD = "Sales receipts count, and a service receipt in the visit of a qualifying one."
LATER = "Later returns, voids and corrections restate the receipt on its own day."

# fmt: off
WORDS = {
    "csat": Words("Sum of satisfaction scores", "satisfaction surveys", "surveys",
                  "Each score is rescaled to 1..5 from its own scale; no other question is counted."),
    "csat_top2": Words("Satisfaction surveys scored 4 or more (of 5)", "satisfaction surveys", "surveys"),
    "nps": Words("Promoters (9 or 10) minus detractors (0 to 6)", "answers to the recommendation question", "surveys",
                 "Asked on 0..10 and never rescaled into CSAT."),
    "response_rate": Words("Qualifying receipts whose visit has at least one answered survey", "qualifying receipts",
                           "qualifying receipts", "A low or changing response makes CSAT hard to compare."),
    "attach_rate": Words("Qualifying receipts whose visit has at least one paid secondary item", "qualifying receipts",
                         "qualifying receipts", LATER),
    "enrolment_rate": Words("Qualifying receipts whose visit has a care plan or paid warranty", "qualifying receipts",
                            "qualifying receipts", LATER),
    "secondary_per_qualifying": Words("Net revenue of accessory, care, service and warranty lines",
                                      "qualifying receipts", "qualifying receipts", f"{SOLD} {LATER}"),
    "accessory_per_qualifying": Words("Net revenue of accessory lines", "qualifying receipts",
                                      "qualifying receipts", LATER),
    "care_per_qualifying": Words("Net revenue of care plan, service and warranty lines",
                                 "qualifying receipts", "qualifying receipts", f"{SOLD} {LATER}"),
    "offer_to_sale": Words("Visits observed with an accessory offered and carrying a paid secondary item",
                           "visits observed with an accessory offered", "visits"),
    "atv": Words("Net sales", "sales receipts", "sales receipts", LATER),
    "upt": Words("Units sold", "sales receipts", "sales receipts", LATER),
    "conversion": Words("Sales receipts", "counted entries corrected by the door's own factor of the day", "entries"),
    "match_rate": Words("Events that were linked to another of the same visit", "events that could be linked",
                        "linkable events",
                        "Linkable is every survey, every event that was linked, was ambiguous or names a visit that is "
                        "not there. A receipt nobody observed and an observation without a sale have nothing to join."),
    "unlinked_surveys": Words("Surveys that belong to no visit with a receipt or an observation", "surveys", "surveys"),
    "unmapped_skus": Words("Receipt lines whose SKU the catalogue of that day does not know", "receipt lines",
                           "receipt lines"),
    "receipts_without_associate": Words("Receipts that name no associate", "receipts", "receipts",
                                        "A receipt shared by several sellers counts once for each."),
    **{f"behaviour.{b.key}": Words(f"Observations marked yes for \"{b.title}\"",
                                   "observations marked yes, partly or not yet", "observations", DONE)
       for b in CLIENT_VISIT.behaviours},
}
# fmt: on
