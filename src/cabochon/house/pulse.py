"""The pulse: two questions a quarter to those on the floor, voluntary, shown by region alone.

It is no statement: a statement has an actor, and who answered what is nobody's business. Kept are that an account has
answered (a keyed hash), and apart from it one count a question and answer; the two answers of a person are not kept
together, nor when they came.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING

from ..directory.rows import PulseCount, PulseVoice
from ..languages import mark
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Refused

if TYPE_CHECKING:
    from . import House

QUESTIONS = {
    "helps": mark("The feedback I get helps me serve clients better."),
    "time": mark("I have the time to practise what we agree on."),
}
ANSWERS = {5: mark("Fully"), 4: mark("Mostly"), 3: mark("Partly"), 2: mark("Rarely"), 1: mark("Not at all")}
LEAST = 10  # answers behind a figure that is shown; with five people at least anyway, as each answers once


@dataclass(frozen=True, slots=True)
class Voices:
    """One region's answers to one question in a quarter. mean: 1..5, None where too few answered."""

    region: str
    question: str
    n: int | None
    mean: float | None
    favourable: float | None  # share of answers 4 and 5


class Pulse:
    def __init__(self, house: "House") -> None:
        self._house = house

    def open_to(self, viewer: Viewer) -> bool:
        """May this viewer still answer this quarter?"""
        if not may(viewer, "pulse.answer") or not viewer.boutiques:
            return False
        return self._house.directory.get(PulseVoice, self._voice(viewer)) is None

    def answer(self, viewer: Viewer, answers: dict[str, int]) -> None:
        """The answers of one quarter, each question at most once; none at all means "rather not this quarter".

        Raises:
            NotAllowed: not on the floor, or answered already. Refused: no such question or answer.
        """
        if not may(viewer, "pulse.answer") or not viewer.boutiques:
            raise NotAllowed("is for those who work on the floor")
        for question, given in answers.items():
            if question not in QUESTIONS or given not in ANSWERS:
                raise Refused("should be an answer from 1 to 5 to one of the questions", f"/{question}")
        quarter = quarter_of(self._house.today)
        if not self._house.directory.add(PulseVoice(id=self._voice(viewer), quarter=quarter)):
            raise NotAllowed("you have answered this quarter; thank you")
        snapshot = self._house.snapshot
        door = snapshot.door_on(min(viewer.boutiques), self._house.today)
        for question, given in sorted(answers.items()):
            self._count(quarter, door.region if door else "", question, given)

    def by_region(self, viewer: Viewer, quarter: str = "") -> list[Voices]:
        """Every region within reach, the two questions each; figures only where LEAST answers stand behind them.

        Raises:
            NotAllowed: not this viewer's.
        """
        if not may(viewer, "pulse.see"):
            raise NotAllowed("is for area coaches and leaders")
        doors = self._house.snapshot.doors(self._house.today)
        mine = {door.region for door in doors if door.code in viewer.boutiques}
        found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for one in self._house.directory.find(PulseCount, quarter=quarter or quarter_of(self._house.today)):
            if one.region in mine:
                found[one.region, one.question].append((one.answer, one.count))
        return [_voices(region, question, found[region, question]) for region in sorted(mine) for question in QUESTIONS]

    def _count(self, quarter: str, region: str, question: str, answer: int) -> None:
        key = f"{quarter}|{region}|{question}|{answer}"
        first = PulseCount(id=key, quarter=quarter, region=region, question=question, answer=answer, count=1)
        if self._house.directory.add(first):
            return
        while (one := self._house.directory.get(PulseCount, key)) is not None:
            if self._house.directory.swap(one, replace(one, count=one.count + 1)):
                return

    def _voice(self, viewer: Viewer) -> str:
        return voice(self._house.directory.secret("pulse"), quarter_of(self._house.today), viewer.account)


def voice(key: bytes, quarter: str, account: str) -> str:
    """The id of an account's PulseVoice."""
    return blake2b(f"{quarter}|{account}".encode(), key=key, digest_size=16).hexdigest()


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _voices(region: str, question: str, answers: list[tuple[int, int]]) -> Voices:
    n = sum(count for _, count in answers)
    if n < LEAST:
        return Voices(region, question, None, None, None)
    middle = sum(answer * count for answer, count in answers) / n
    return Voices(region, question, n, middle, sum(count for answer, count in answers if answer >= 4) / n)
