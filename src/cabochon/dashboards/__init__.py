"""Dashboards: a page as data, which questions and drawn how. They ask through the way out; no store, no HTTP."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeVar

from ..measures.question import Answer, Question
from ..refusals import NotAllowed, Unanswerable, Unknown

Refusal = Unanswerable | NotAllowed | Unknown


class Labels(Protocol):
    """Names, as far as the viewer may know them. An empty mapping is: none."""

    @property
    def doors(self) -> Mapping[str, str]:
        """Boutiques within reach, code -> name."""

    @property
    def people(self) -> Mapping[str, str]:
        """Associates the viewer may see by name, person id -> name."""

    @property
    def zones(self) -> Mapping[str, str]:
        """Boutiques within reach, code -> IANA time zone."""

    @property
    def regions(self) -> Mapping[str, str]:
        """Boutiques within reach, code -> region; "" for none."""

    @property
    def counts(self) -> Mapping[str, tuple[date | None, date | None]]:
        """Boutiques within reach, code -> first and last day they count; None: since ever, and still."""


class See(Protocol):
    """What a page may look through: `house.see_as(viewer)`."""

    @property
    def labels(self) -> Labels: ...

    def ask(self, question: Question) -> Answer:
        """Raises Unanswerable (the question's fault) or NotAllowed (the viewer's reach)."""

    def ask_many(self, questions: Sequence[Question]) -> Sequence[Answer | Refusal]:
        """Each question's answer or the refusal `ask` would raise, asked together."""

    def moments(
        self,
        where: Mapping[str, Sequence[str]],
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int = 12,
    ) -> list[dict[str, Any]]:
        """Rows of the `moment` facts, newest first; with `visit_at` where the house knows the visit's time."""

    def comments(
        self,
        where: Mapping[str, Sequence[str]],
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int = 12,
    ) -> list[dict[str, Any]]:
        """What clients wrote, newest first: rows of the `survey` facts with `text`.

        Where the house knows its visit also visit_at, behaviours (keys marked yes) and missed (marked not yet).
        """

    def changes(self) -> int:
        """The live feed's watermark."""


T = TypeVar("T")


def gone(see: See) -> frozenset[str]:
    """Keys of the measures that are retired today: left out of every list, still answered when asked for by key."""
    found: frozenset[str] = getattr(see, "gone", frozenset())
    return found


def attempt(make: Callable[[], T], otherwise: Callable[[str], T]) -> T:
    """One part of a page by itself: what cannot be answered says so in its own place and blanks nothing else."""
    try:
        return make()
    except Unanswerable as e:
        return otherwise(str(e))
    except NotAllowed as e:
        return otherwise(e.reason)
