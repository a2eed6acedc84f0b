"""The signals people log of their own work: their words, and which of them belong to a job role, the usual first.

Keys are those of retail.operations.SIGNALS. A signal says that something was done; never about whom.
"""

from ..languages import mark

# fmt: off
WORDS: dict[str, tuple[str, str]] = mark({  # key: what the button says, and when it is tapped
    "discovery_asked":      ("Discovery asked",        "You asked what the visit is for"),
    "story_tailored":       ("Story tailored",         "You told the story of a piece for this client"),
    "add_on_prompted":      ("Accessory or care shown", "You showed what goes with it"),
    "appointment_offered":  ("Appointment offered",    "You offered a time to come back"),
    "appointment_booked":   ("Appointment booked",     "A time is agreed"),
    "appointment_kept":     ("Appointment kept",       "The client came"),
    "appointment_missed":   ("Appointment missed",     "The client did not come"),
    "client_book_updated":  ("Client book updated",    "What you learnt is written down"),
    "follow_up_agreed":     ("Follow-up agreed",       "You said when you will be in touch"),
    "follow_up_done":       ("Follow-up done",         "You were in touch as agreed"),
})
EVERYBODY = tuple(WORDS)
BY_ROLE: dict[str, tuple[str, ...]] = {
    "advisor": EVERYBODY,
    "manager": EVERYBODY,
    "cashier": ("add_on_prompted", "client_book_updated", "appointment_booked", "appointment_kept", "follow_up_agreed"),
    "stock":   ("follow_up_done", "client_book_updated"),
}
PROCESSES_FIRST = frozenset({"stock", "cashier"})
# fmt: on


def of_role(job_role: str) -> tuple[str, ...]:
    """The keys of a job role's signals; all of them for one that is not known."""
    return BY_ROLE.get(job_role, EVERYBODY)
