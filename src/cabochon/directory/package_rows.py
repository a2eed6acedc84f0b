"""Rows of packages from elsewhere: what was brought in, who is enrolled, each launch, and what activities are ours."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Package(Row):
    """A cmi5 or Tin Can package as it was brought in; its files lie in the data folder, under names of ours."""

    INDEXED: ClassVar[tuple[str, ...]] = ("activity",)
    id: str  # the beginning of the digest of the file that was brought in
    kind: str  # cmi5, tincan
    title: str
    activity: str  # the course's id, as its statements name it
    structure: str  # JSON of programme.package.Course
    files: str  # JSON: name in the package -> (digest, content type)
    size: int  # bytes unpacked
    packed: int = 0  # bytes as it came
    name: str = ""  # of the file that was brought in
    roles: tuple[str, ...] = ()  # job roles it is offered to; empty: nobody yet
    module: str = ""  # the key its steps are told under
    skill: str = ""
    same_origin: bool = False  # on an origin of its own it may keep things in the browser
    by: str
    at: datetime
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment(Row):
    """One person in one package. id: the registration."""

    INDEXED: ClassVar[tuple[str, ...]] = ("package", "person")
    id: str
    package: str
    person: str
    begun: datetime
    done: str = "{}"  # JSON: unit -> what is known of it (completed, passed, failed, waived)
    satisfied: tuple[str, ...] = ()  # units, blocks and the course: activity ids told to be satisfied
    turn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch(Row):
    """One launch of one unit. id: the session. The tokens are kept as hashes only."""

    INDEXED: ClassVar[tuple[str, ...]] = ("registration", "key", "fetch_hash")
    id: str
    registration: str
    package: str
    unit: str  # the unit's activity id as launched
    person: str
    boutique: str
    language: str
    key: str  # of the record store, for this launch alone
    fetch_hash: str
    fetched: bool = False
    state: str = "launched"  # initialized, terminated, abandoned, closed
    account: str = ""  # who opened it
    mode: str = "Normal"  # Browse and Review count nothing
    base: str = ""  # the address of ours it was opened from
    at: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Row):
    """An activity of another LMS that is one of our modules: what is said of it there counts here. id: its IRI."""

    INDEXED: ClassVar[tuple[str, ...]] = ("module",)
    id: str
    module: str
    item: str = ""
    by: str
    at: datetime
