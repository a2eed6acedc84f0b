"""One event of every kind that is not one of the first six, whose words are written down in golden/."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

from cabochon.retail.events import (
    Annotation,
    Assignment,
    Availability,
    Booking,
    Calibration,
    CoachingStep,
    Contest,
    Decision,
    Employment,
    Enrolment,
    Feedback,
    Focus,
    Huddle,
    JobAid,
    Observation,
    Plan,
    Praise,
    Shift,
    Signal,
    StepDone,
    StockCount,
    StockException,
    Survey,
    TillClosing,
)
from cabochon.retail.operations import Counted
from cabochon.retail.who import Who, person

AT = datetime(2026, 3, 31, 14, 5, tzinfo=timezone(timedelta(hours=2)))
ANNA, MARC = person("p7q2"), person("m4x9")
STRANGER = Who("till:csv", "c0ffee")


def common(number, source, key=""):
    return {
        "id": UUID(int=number), "at": AT, "boutique": "GVA01", "source": source, "key": key,
        "revision": "2026-04-01T00:00:00Z" if key else "",
    }  # fmt: skip


BESIDE = {
    "survey-taken-back": Survey(
        **common(19, "survey:monkey", "9a0364b9"), raw=1, low=1, high=5, channel="weblink", cancelled=True
    ),
    "action-given": CoachingStep(
        **common(20, "floor"), associate=ANNA, what="took_on", action=str(UUID(int=1)), behaviour="add_on", by=MARC,
        owner=MARC, due=date(2026, 4, 7), text="Offer a second strap to every client.",
    ),
    "action-verified": CoachingStep(
        **common(21, "floor"), associate=ANNA, what="verified", action=str(UUID(int=1)), by=MARC
    ),
    "feedback": Feedback(
        **common(22, "floor"), associate=ANNA, about=UUID(int=6), answer="thanks", text="I shall try it tomorrow."
    ),
    "contested": Contest(
        **common(23, "floor"), associate=ANNA, what="contested", about=UUID(int=1), text="I did offer the strap."
    ),
    "settled": Contest(
        **common(24, "floor"), associate=ANNA, what="settled", about=UUID(int=1), kept=False, by=MARC, text="Agreed."
    ),
    "huddle": Huddle(
        **common(25, "floor"), leader=MARC, focus="add_on", tip="Show, do not ask.",
        bright_spot="Two straps with one watch", minutes=6, present=5,
    ),
    "focus-set": Focus(
        **common(26, "floor"), by=MARC, what="set", behaviour="add_on", since=date(2026, 4, 1),
        until=date(2026, 4, 28), target=0.45, reason="Below the region", tip="Show, do not ask.",
        baseline_since=date(2026, 3, 1), baseline_until=date(2026, 3, 28),
    ),
    "focus-closed": Focus(
        **common(27, "floor"), by=MARC, what="closed", behaviour="add_on", until=date(2026, 4, 20), outcome="kept",
        phrase="May I show you a second strap?",
    ),
    "praise": Praise(
        **common(28, "floor"), associate=ANNA, by=MARC, behaviour="add_on", text="Beautifully offered."
    ),
    "praise-of-a-result": Praise(**common(29, "floor"), associate=ANNA, by=MARC, text="Best week of the year."),
    "praise-of-a-measure": Praise(**common(50, "floor"), associate=ANNA, by=MARC, result="csat", text="Well done."),
    "assigned-moment": Assignment(
        **common(51, "floor"), what="moment", item="add_on", due=date(2026, 4, 14), associate=ANNA, by=MARC,
        picked="low_rate", reason="New on watches since March.",
    ),
    "corrected": Observation(
        **common(52, "floor", str(UUID(int=1))), associate=ANNA, observer=MARC, started=AT - timedelta(minutes=15),
        marks={"greeting": "yes"}, version="2026-3", seconds=41,
    ),
    "calibration": Calibration(
        **common(30, "floor"), rater=MARC, clip="clip-3", marks={"greeting": "yes", "add_on": "partly"}
    ),
    "assigned-module": Assignment(
        **common(31, "lms:csv", "as1"), what="module", item="add-on-offer", due=date(2026, 4, 14), associate=ANNA,
        job_role="advisor", by=MARC,
    ),
    "assigned-step": Assignment(
        **common(32, "sop:csv", "as2"), what="step", item="receiving/seal-checked", due=date(2026, 4, 1),
        job_role="stock", withdrawn=True,
    ),
    "job-aid": JobAid(**common(33, "floor"), associate=ANNA, aid="strap-guide", skill="add_on", language="fr-CH"),
    "signal": Signal(
        **common(34, "clienteling:csv", "s1"), associate=STRANGER, signal="appointment_booked", appointment="a9",
        visit="v1", due=date(2026, 4, 9), product_line="watch",
    ),
    "step": StepDone(
        **common(35, "floor"), associate=ANNA, process="receiving", step="seal-checked", done=False, exceptions=2
    ),
    "till-closing": TillClosing(
        **common(36, "till:csv", "z1"), business_day=date(2026, 3, 31), currency="CHF", receipts=41, units=55.5,
        net=41_250_000, till="2",
    ),
    "booking": Booking(
        **common(37, "till:csv", "b1"), associate=ANNA, service="engraving", receipt="5d41402a", appointment="a9",
        visit="v1", due=date(2026, 4, 15), product_line="watch",
    ),
    "enrolment": Enrolment(
        **common(38, "till:csv", "e1"), plan="warranty", receipt="5d41402a", appointment="a9", visit="v1",
        product_line="watch",
    ),
    "count-of-lines": StockCount(
        **common(39, "stock:csv", "c1"), zone="safe", currency="CHF", reason="cycle", counter=ANNA,
        lines=(Counted(sku="W-1815", expected=3, counted=2, cost=900_000), Counted(sku="KIT", expected=4, counted=4)),
    ),
    "count-of-sums": StockCount(
        **common(40, "stock:csv", "c2"), zone="vitrine", currency="CHF", book=5_000_000, value=4_900_000, skus=40,
        equal=39,
    ),
    "count-taken-back": StockCount(**common(49, "stock:epcis", "c3"), zone="vitrine", currency="CHF", cancelled=True),
    "exception": StockException(
        **common(41, "till:csv", "x1"), exception="refund", amount=-12_050, currency="CHF", zone="till",
        sku="STRAP-20", reason="no receipt", associate=STRANGER,
    ),
    "availability": Availability(**common(42, "stock:csv", "v1"), in_stock=31, listed=36),
    "joined": Employment(
        **common(43, "hr:csv", "j1"), associate=ANNA, what="joined", since=date(2026, 4, 1), job_role="advisor"
    ),
    "on-leave": Employment(
        **common(44, "hr:csv", "j2"), associate=ANNA, what="on_leave", since=date(2026, 5, 1), until=date(2026, 5, 15)
    ),
    "shift": Shift(
        **common(45, "roster:csv", "r1"), associate=ANNA, day=date(2026, 4, 2),
        starts=datetime(2026, 4, 2, 8, tzinfo=UTC), ends=datetime(2026, 4, 2, 16, 30, tzinfo=UTC), job_role="advisor",
        cancelled=True,
    ),
    "annotation": Annotation(
        **common(46, "floor"), tag="launch", title="New dials", since=date(2026, 4, 1), until=date(2026, 4, 5),
        group="EMEA", by=MARC,
    ),
    "decision": Decision(
        **common(47, "floor"), decision="tune", about="module:add-on-offer", since=date(2026, 4, 8), group="all",
        by=MARC, reason="Too long for a quiet hour",
    ),
    "plan": Plan(
        **common(48, "floor"), plan="pilot-1", digest="9f86d081", about="module:add-on-offer", since=date(2026, 4, 1),
        until=date(2026, 6, 30), by=MARC, doors=("GVA01", "ZRH01"), held_back=("PAR01",),
    ),
}  # fmt: skip
