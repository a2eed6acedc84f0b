"""Rows of calibration and of one's own page: the clip of a week, agreed standards, the quarterly pulse."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipOfWeek(Row):
    """The clip everybody scores in a week, where somebody chose it. id: "2026-W47"."""

    id: str
    clip: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard(Row):
    """What raters agreed a step has to look like, after they differed on a clip."""

    INDEXED: ClassVar[tuple[str, ...]] = ("behaviour",)
    id: str
    behaviour: str
    clip: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseVoice(Row):
    """That somebody answered the pulse of a quarter, or would rather not: a keyed hash of quarter and account; no
    answer and no time."""

    INDEXED: ClassVar[tuple[str, ...]] = ("quarter",)
    id: str
    quarter: str  # "2026-Q4"


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseCount(Row):
    """How many of a region gave one answer to one question in a quarter; the two answers of a person are not kept
    together."""

    INDEXED: ClassVar[tuple[str, ...]] = ("quarter",)
    id: str  # the four together
    quarter: str
    region: str
    question: str
    answer: int  # 1..5
    count: int
