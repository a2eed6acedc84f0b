"""What runs beside the sale: signals, process steps, the till's day, bookings, counts, exceptions, stock of add-ons."""

from dataclasses import dataclass
from datetime import date

from .event import Event
from .who import Who

SIGNALS = (
    "appointment_offered", "appointment_booked", "appointment_kept", "appointment_missed", "discovery_asked",
    "add_on_prompted", "story_tailored", "client_book_updated", "follow_up_agreed", "follow_up_done",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal(Event):
    """Self- or system-logged: never merged with what a manager observed."""

    associate: Who
    signal: str  # one of SIGNALS
    visit: str = ""  # receipt, visit, when known; hashed in the stream
    appointment: str = ""  # the appointment's or follow-up's own reference; hashed in the stream
    due: date | None = None  # the day an appointment is booked for, or a follow-up is agreed by
    product_line: str = ""
    cancelled: bool = False  # a later revision takes it back


PROCESSES = ("receiving", "transfer", "return", "end_of_day_count")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone(Event):
    """A process step ticked: done, or not."""

    associate: Who | None
    process: str  # one of PROCESSES
    step: str
    done: bool = True
    exceptions: int = 0  # how many were found
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TillClosing(Event):
    """What the till itself counted for a day: receipts, units, net in minor units."""

    business_day: date
    currency: str
    receipts: int
    units: float
    net: int
    till: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking(Event):
    """A service was booked (sizing, engraving, revision ...)."""

    associate: Who | None = None
    service: str = ""
    receipt: str = ""  # hashed in the stream
    appointment: str = ""
    visit: str = ""
    due: date | None = None
    product_line: str = ""
    cancelled: bool = False


ENROLMENTS = ("care_plan", "warranty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment(Event):
    """A client was enrolled in a care plan or a paid warranty."""

    associate: Who | None = None
    plan: str = "care_plan"  # one of ENROLMENTS
    receipt: str = ""
    appointment: str = ""
    visit: str = ""
    product_line: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One SKU of a count. cost: minor units of one piece, at cost."""

    sku: str
    expected: float
    counted: float
    cost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCount(Event):
    """A zone was counted. book, value: minor units at cost, where the lines are not given; one that was taken back
    needs neither."""

    zone: str
    currency: str
    lines: tuple[Counted, ...] = ()
    reason: str = ""
    book: int | None = None
    value: int | None = None
    skus: int | None = None  # SKUs counted, and those equal to book, where the lines are not given
    equal: int | None = None
    counter: Who | None = None
    cancelled: bool = False


EXCEPTIONS = ("void", "override", "no_sale", "refund", "discount", "damaged", "stolen", "mismatch", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class StockException(Event):
    """Something out of the ordinary at the till or in stock. amount: minor units, where it has one."""

    exception: str  # one of EXCEPTIONS
    amount: int | None = None
    currency: str = ""
    zone: str = ""
    sku: str = ""
    reason: str = ""
    associate: Who | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability(Event):
    """Add-on SKUs in stock of those listed, as of `at`."""

    in_stock: int
    listed: int
