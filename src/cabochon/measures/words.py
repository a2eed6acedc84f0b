"""The definition of every measure in words: what is counted, of what. Shown on hover and in the reference."""

from ..programme.playbook import CLIENT_VISIT
from ..retail.operations import EXCEPTIONS, PROCESSES
from .wording import Words
from .words_rhythm import RHYTHM

__all__ = ["WORDS", "Words"]

DONE = "Not applicable is left out; partly is shown beside and does not count as done."
SOLD = "Sales receipts count, and a service receipt in the visit of a qualifying one."
LATER = "Later returns, voids and corrections restate the receipt on its own day."
LOGGED = "Logged by the associate or a system, and never merged with what a manager observed."
VISIT = "A visit holds a receipt or an observation."

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
    "service_booking_rate": Words("Visits in which a service was booked", "visits", "visits", VISIT),
    "appointment_rate": Words("Appointments that were kept", "appointments booked", "appointments",
                              "On the day an appointment is booked for."),
    "appointment_conversion": Words("Kept appointments that a sales receipt names", "appointments kept",
                                    "appointments kept", "The till has to name the appointment."),
    "follow_up_done_rate": Words("Follow-ups done by their date", "follow-ups agreed", "follow-ups",
                                 "On the day a follow-up is due."),
    "atv": Words("Net sales", "sales receipts", "sales receipts", LATER),
    "upt": Words("Units sold", "sales receipts", "sales receipts", LATER),
    "discount_share": Words("Discount given on sales receipts", "what they would have cost without it", "sales "
                                                                        "receipts",
                            "Was a lift bought? Ask it beside every rise."),
    "return_rate": Words("Units returned within 30 days", "units sold", "receipts with units sold",
                         "On the day of the sale; the last 30 days can still change."),
    "secondary_return_rate": Words("Secondary units returned within 30 days", "secondary units sold",
                                   "receipts with secondary units sold",
                                   "Was it pushed? On the day of the sale; the last 30 days can still change."),
    "offer_to_sale": Words("Visits observed with an accessory offered and carrying a paid secondary item",
                           "visits observed with an accessory offered", "visits"),
    "conversion": Words("Sales receipts", "counted entries corrected by the door's own factor of the day", "entries"),
    "shrink_rate": Words("Book value less counted value at cost, overages netted", "net sales of the door between "
                         "those counts", "counts", "A zone is counted from its previous count; its first count is left "
                         "out. Not additive: days that several zones' counts cover are sold once."),
    "count_accuracy": Words("SKUs counted equal to book", "SKUs counted", "SKUs counted"),
    "addon_availability": Words("Add-on SKUs in stock", "add-on SKUs listed", "door-days",
                                "The last reading of each door and day."),
    "match_rate": Words("Events that were linked to another of the same visit", "events that could be linked",
                        "linkable events",
                        "Linkable is every survey, every event that was linked, was ambiguous or names a visit that is "
                        "not there. A receipt nobody observed and an observation without a sale have nothing to join."),
    "unlinked_surveys": Words("Surveys that belong to no visit with a receipt or an observation", "surveys", "surveys"),
    "unmapped_skus": Words("Receipt lines whose SKU the catalogue of that day does not know", "receipt lines",
                           "receipt lines"),
    "receipts_without_associate": Words("Receipts that name no associate", "receipts", "receipts",
                                        "A receipt shared by several sellers counts once for each."),
    "till_difference": Words("Days on which a door's receipts or net differ from the till's own closing total",
                             "days a till closed", "door-days closed", "As rung up: nothing later restates it. Voids "
                             "and tests are no receipts."),
    **{f"behaviour.{b.key}": Words(f"Observations marked yes for \"{b.title}\"",
                                   "observations marked yes, partly or not yet", "observations", DONE)
       for b in CLIENT_VISIT.behaviours},
    **{f"signal.{key}": Words(what, "visits", "visits", f"Shown for every 100 visits. {LOGGED} {VISIT}")
       for key, what in {
           "appointment_offered": "Appointments offered", "discovery_asked": "Discovery questions logged",
           "add_on_prompted": "Add-ons prompted", "story_tailored": "Stories tailored to the client",
           "client_book_updated": "Client book entries", "follow_up_agreed": "Follow-ups agreed",
           "follow_up_done": "Follow-ups done"}.items()},
    **{f"sop.{key}": Words(f"Steps of {key.replace('_', ' ')} done", "steps due", "steps due",
                           "A step that was assigned counts as done by its due date.") for key in PROCESSES},
    **{f"exception_rate.{key}": Words(f"Exceptions of the kind {key.replace('_', ' ')}", "transactions rung up",
                                      "transactions", "By door, never by person; test transactions are left out.")
       for key in EXCEPTIONS},
    **RHYTHM,
}
# fmt: on
