"""Threads of feedback: an observation or a coaching moment with all that was said about it afterwards."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ..languages import mark
from .coaching import Coaching, CoachingStep, Contest, Feedback
from .events import EventKind, Observation

OPEN, KEPT, SET_ASIDE = "open", "kept", mark("set aside")  # of a contest; "" where nobody contested


class Noted(Protocol):
    """An event as it stands, under the id by which others name it."""

    @property
    def entry(self) -> str: ...

    @property
    def event(self) -> EventKind: ...


@dataclass(frozen=True, slots=True)
class Disputed:
    """How a contest stands. said: why it was contested; decision: why it was decided so; by: the person who decided."""

    state: str = ""
    said: str = ""
    decision: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """event: an Observation or a Coaching moment. followed: the coaching moments that follow it, by their entries."""

    entry: str
    event: Observation | Coaching
    answers: tuple[Feedback, ...] = ()
    contest: Disputed = field(default_factory=Disputed)
    steps: tuple[CoachingStep, ...] = ()
    followed: tuple[str, ...] = ()

    @property
    def at(self) -> datetime:
        return self.event.at


def threads(noted: Iterable[Noted]) -> list[Thread]:
    """Every observation and coaching moment with its answers, its contest and the steps of its action, latest first.

    What names an entry about somebody else is left out: nobody answers, contests or verifies in another's place."""
    roots: list[tuple[str, Observation | Coaching]] = []
    answers: dict[str, list[Feedback]] = defaultdict(list)
    contests: dict[str, list[Contest]] = defaultdict(list)
    steps: dict[str, list[CoachingStep]] = defaultdict(list)
    followed: dict[str, list[str]] = defaultdict(list)
    for one in sorted(noted, key=lambda one: one.event.at):
        event = one.event
        if isinstance(event, Observation | Coaching):
            roots.append((one.entry, event))
            if isinstance(event, Coaching) and event.follows:
                followed[str(event.follows)].append(one.entry)
        elif isinstance(event, Feedback):
            answers[str(event.about)].append(event)
        elif isinstance(event, Contest):
            contests[str(event.about)].append(event)
        elif isinstance(event, CoachingStep):
            steps[event.action].append(event)
    return [
        Thread(
            entry, event,
            answers=tuple(one for one in answers[entry] if one.associate == event.associate),
            contest=disputed([one for one in contests[entry] if one.associate == event.associate]),
            steps=tuple(one for one in steps[entry] if one.associate == event.associate),
            followed=tuple(followed[entry]),
        )
        for entry, event in reversed(roots)
    ]  # fmt: skip


def disputed(contests: Sequence[Contest]) -> Disputed:
    """How a contest stands: the last word counts, of one moment the decision. The same rule the facts go by."""
    if not contests:
        return Disputed()
    said = sorted(contests, key=lambda one: (one.at, one.what == "settled"))
    why = next((one.text for one in reversed(said) if one.what == "contested"), "")
    last = said[-1]
    if last.what != "settled":
        return Disputed(OPEN, _plain(why))
    by = last.by.name if last.by is not None and last.by.known else ""
    return Disputed(KEPT if last.kept else SET_ASIDE, _plain(why), _plain(last.text), by)


def open_contests(noted: Iterable[Noted]) -> set[str]:
    """The entries that are contested and not settled."""
    contests: dict[str, list[Contest]] = defaultdict(list)
    for one in noted:
        if isinstance(one.event, Contest):
            contests[str(one.event.about)].append(one.event)
    return {entry for entry, some in contests.items() if disputed(some).state == OPEN}


def asked(some: Iterable[Thread]) -> datetime | None:
    """When the person asked something that nobody has come back to since; None when nothing is open.

    some: threads of one person.
    """
    found = list(some)
    coached = max((one.at for one in found if isinstance(one.event, Coaching)), default=None)
    questions = [answer.at for one in found for answer in one.answers[-1:] if answer.answer == "question"]
    waiting = [at for at in questions if coached is None or at > coached]
    return min(waiting, default=None)


def _plain(text: object) -> str:
    return text if isinstance(text, str) else ""  # what is still sealed cannot be read any more
