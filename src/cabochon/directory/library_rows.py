"""Rows of the library: who vouched for a procedure, what is shown and heard in modules, what is pinned."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff(Row):
    """Somebody of loss prevention or operations vouched for the words of a procedure; for these words alone."""

    INDEXED: ClassVar[tuple[str, ...]] = ("what",)
    id: str  # "module:receiving:<digest of the words>", "document:card-receiving:<digest>"
    what: str  # "module:receiving", "document:card-receiving"
    digest: str
    by: str  # account
    name: str  # as it is shown beside the words
    function: str  # loss prevention, operations
    at: datetime
    number: int = 0  # the version whose words they were
    withdrawn: datetime | None = None
    withdrawn_by: str = ""
    why: str = ""  # it was withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium(Row):
    """A picture, a recording or a film that modules show. The file lies in the data folder, under a name of ours."""

    INDEXED: ClassVar[tuple[str, ...]] = ("kind",)
    id: str  # its key in a module's text
    kind: str  # picture, audio, video
    type: str  # content type, of our own fixed table
    title: str
    size: int  # bytes, as kept
    digest: str  # SHA-256 of the bytes kept: the file's name
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    captions: tuple[tuple[str, str], ...] = ()  # (language, WebVTT)
    told: str = ""  # what was done to it on the way in
    by: str
    at: datetime
    removed: datetime | None = None  # it can be taken back for some weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned(Row):
    """What L&D changed of what is put first for a job role; the documents themselves say the rest. id: the job role."""

    id: str
    documents: tuple[str, ...]  # put first, though they do not say so
    left: tuple[str, ...] = ()  # not put first, though they say so
    by: str
    at: datetime
