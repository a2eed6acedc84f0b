"""Master data: doors, people, their identifiers, the catalogue. Each row is dated; the directory keeps the history."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A boutique. factor: share of counted entries that are clients (staff and groups taken out), 0..1."""

    code: str
    name: str
    zone: str  # IANA time zone
    currency: str
    region: str = ""
    type: str = "boutique"
    opens: time = time(10)
    closes: time = time(19)
    factor: float = 1.0
    open_date: date | None = None
    close_date: date | None = None
    go_live: date | None = None  # the door counts from this day
    day_ends: time = time(4)  # a business day closes at this local time
    web_pickup_counts: bool = False
    country: str = ""  # ISO 3166-1 alpha-2; "": by its time zone

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))


JOB_ROLES = ("advisor", "stock", "cashier", "manager")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A staff member under a random id. The name lives in the directory alone and never enters stream or facts."""

    id: str
    name: str
    boutique: str
    job_role: str = "advisor"
    hired: date | None = None
    left: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A code one source uses for a person ("till:csv", "JD12"), optionally only in one boutique."""

    source: str
    code: str
    person: str
    boutique: str = ""


PRIMARY = "primary"
SECONDARY = ("accessory", "care_plan", "service", "warranty")
PRODUCT_LINES = ("watch", "jewelry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A SKU. kind: primary, accessory, care_plan, service, warranty; line: watch, jewelry, ... for primaries."""

    sku: str
    line: str
    kind: str = PRIMARY
    brand: str = ""
    collection: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one unit of a currency was worth in the group's on the days it is valid for; both in major units."""

    currency: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a measure should reach: for a door ("GVA01"), a region, or "" for all. owner: a person's id."""

    measure: str
    place: str = ""
    value: float = 0.0
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Words by which a comment is found to say something: "rushed" in English by rushed, hurried, in a hurry."""

    key: str
    language: str = "en"
    title: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """A row with its validity. `since` inclusive, `until` exclusive; None is open. change: the directory's number."""

    row: Door | Person | Identifier | Product | Rate | Target | Theme
    since: date | None = None
    until: date | None = None
    change: int = 0
    extra: dict[str, str] = field(default_factory=dict)
