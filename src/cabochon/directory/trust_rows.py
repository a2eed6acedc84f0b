"""Rows of what may be kept and shown: erasures, holds, retention, agreements, judgements, other instances."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure(Row):
    """That a person was erased; no name and no identifier. id: the person's random id, or an account's without one."""

    INDEXED: ClassVar[tuple[str, ...]] = ("state",)
    id: str
    by: str
    at: datetime
    state: str = "begun"  # begun, done
    done: datetime | None = None
    counts: tuple[tuple[str, int], ...] = ()  # what was removed, by kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Themed(Row):
    """What is left of a comment that was erased: the words of themes in it, which are the house's own, so that what was
    counted stays as it was. id: the statement."""

    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Row):
    """A legal hold: nothing it names is erased or expires while it stands.

    about: a person's id, "door:CODE", "kind:NAME" or "*" for everything.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("about",)
    id: str
    about: str
    reason: str
    by: str
    at: datetime
    ended: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(Row):
    """For how long something is kept, where somebody chose it. id: what, as house.retention names it."""

    id: str
    months: int  # 0: for ever
    by: str
    at: datetime
    why: str = ""  # for ever needs a reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept(Row):
    """One night's retention: what expired. id: the day."""

    id: str
    at: datetime
    counts: tuple[tuple[str, int], ...] = ()
    held: tuple[tuple[str, int], ...] = ()  # what would have, but for a hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Row):
    """A works council's agreement for a country. id: ISO 3166-1 alpha-2."""

    id: str
    state: str  # open: nothing is needed; waiting: person-level views stay shut; agreed
    reference: str = ""  # of the document
    signed: str = ""  # the day, ISO
    until: str = ""  # the day it ends, "" for none
    by: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonym(Row):
    """What somebody is called at a boutique while names are off. id: door code and number, "GVA01/07"."""

    INDEXED: ClassVar[tuple[str, ...]] = ("person",)
    id: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(Row):
    """Which cells of a table may be shown, judged once for closed weeks, so that nobody is given away by asking again.

    id: a keyed hash of the question; until: the month its weeks end in, "2026-03"; cells: JSON, compressed.
    """

    INDEXED: ClassVar[tuple[str, ...]] = ("until",)
    id: str
    at: datetime
    until: str = ""
    cells: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance(Row):
    """Another house of the group, one a jurisdiction, whose weekly sums are pulled. key's secret: sealed."""

    id: str  # a short name
    url: str
    key: str = ""
    secret: bytes = b""
    made: datetime
    by: str = ""
    pulled: datetime | None = None
    tried: datetime | None = None
    reason: str = ""  # why the last pull failed
    paused: bool = False
    home: str = ""  # the address that names it in its statements, as it first said
    called: str = ""  # its jurisdiction, as it says


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWeek(Row):
    """The weekly sums of another house, as it let them out. id: instance and week; cells: as JSON."""

    INDEXED: ClassVar[tuple[str, ...]] = ("instance", "week")
    id: str
    instance: str
    week: str  # the Monday
    at: datetime
    cells: bytes
    etag: str = ""
    position: int = 0  # how far its log was told when it made them
    restated: datetime | None = None  # when it said others than before
