"""Calibration: who rates scores the same clip each week, sees where all differ, and notes what was agreed."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from ..directory.rows import ClipOfWeek, Standard
from ..facts.reading import ratings
from ..impact.leaning import Leaning, leaning
from ..languages import mark as message
from ..privacy import notes
from ..privacy.roles import may, right
from ..privacy.viewer import Viewer
from ..programme.checklists import TITLES
from ..programme.kit import Clip, clips
from ..refusals import NotAllowed, Refused

if TYPE_CHECKING:
    from . import House

LEAST_OTHERS = 4  # others behind a spread a rater may see: with them five people
TEXT = 200


@dataclass(frozen=True, slots=True)
class Spread:
    """How one step of a clip was marked. marks: mark -> how many; who: mark -> names, for who knows raters by name.

    own: the viewer's mark. reference: what the authors of the clip marked, and why.
    """

    behaviour: str
    title: str
    marks: Mapping[str, int]
    who: Mapping[str, tuple[str, ...]]
    own: str
    reference: str
    why: str

    @property
    def n(self) -> int:
        return sum(self.marks.values())

    @property
    def differ(self) -> bool:
        return len([mark for mark, count in self.marks.items() if count]) > 1


@dataclass(frozen=True, slots=True)
class Rated:
    """A clip after one has scored it. spreads: in the order of the playbook; raters: how many, the viewer included;
    held: others are too few to be shown. own: whether the viewer scored it."""

    clip: Clip
    spreads: tuple[Spread, ...]
    raters: int
    held: bool
    own: bool


class Calibrating:
    def __init__(self, house: "House") -> None:
        self._house = house

    def clips(self) -> tuple[Clip, ...]:
        return clips()

    def of_week(self, day: date) -> Clip | None:
        """The clip of that day's week: the one somebody chose, else the next in turn."""
        known = {clip.key: clip for clip in clips()}
        if not known:
            return None
        chosen = self._house.directory.get(ClipOfWeek, week_of(day))
        if chosen and chosen.clip in known:
            return known[chosen.clip]
        turn = date.fromisocalendar(*day.isocalendar()[:2], 1).toordinal() // 7
        return list(known.values())[turn % len(known)]

    def choose(self, viewer: Viewer, clip: str, day: date) -> None:
        """
        Raises:
            NotAllowed: not this viewer's to choose. Refused: no such clip.
        """
        self._agrees(viewer)
        if clip not in {one.key for one in clips()}:
            raise Refused("is no clip of the kit; choose one from the list", "/clip")
        self._house.directory.put(ClipOfWeek(id=week_of(day), clip=clip, by=viewer.account))
        self._house.directory.note(viewer.account, message("chose the clip of the week"), clip, week_of(day))

    def rated(self, viewer: Viewer, clip: Clip) -> Rated:
        """How a clip was scored, as far as this viewer may see: names for area coaches of their own managers, else
        counts, and those only where enough raters stand behind them. A reference is shown to who has scored it."""
        told = ratings(self._house.warehouse, clip.key)
        by_name = right(viewer, "names.see") == "scope"
        within = {rater: marks for rater, (door, marks) in told.items() if door in viewer.boutiques} if by_name else {
            rater: marks for rater, (_, marks) in told.items()}  # fmt: skip
        own = {**within, **{r: m for r, (_, m) in told.items() if r == viewer.person}}.get(viewer.person, {})
        others = len(within.keys() - {viewer.person})
        held = not by_name and others < LEAST_OTHERS
        names = self._house.see_as(viewer).labels.people if by_name else {}
        open_ = bool(own) or may(viewer, "calibrate.agree")
        spreads = []
        for behaviour, reference in clip.marks.items():
            marks: Counter[str] = Counter()
            who: dict[str, list[str]] = defaultdict(list)
            for rater, given in within.items():
                if (mark := given.get(behaviour)) and not held:
                    marks[mark] += 1
                    if rater in names:
                        who[mark].append(names[rater])
            spreads.append(Spread(
                behaviour, TITLES.get(behaviour, behaviour), dict(marks),
                {mark: tuple(sorted(found, key=str.casefold)) for mark, found in who.items()}, own.get(behaviour, ""),
                reference if open_ else "", clip.why.get(behaviour, "") if open_ else "",
            ))  # fmt: skip
        return Rated(clip, tuple(spreads), len(within.keys() | ({viewer.person} if own else set())), held, bool(own))

    def leaning(self, viewer: Viewer) -> Leaning | None:
        """The viewer's own, over every clip they scored; nobody else may ask for it."""
        own: dict[object, str] = {}
        others: dict[object, list[str]] = defaultdict(list)
        for clip in clips():
            for rater, (_, marks) in ratings(self._house.warehouse, clip.key).items():
                for behaviour, mark in marks.items():
                    if rater == viewer.person:
                        own[clip.key, behaviour] = mark
                    else:
                        others[clip.key, behaviour].append(mark)
        enough = {item: found for item, found in others.items() if len(found) >= LEAST_OTHERS}
        return leaning(own, enough) if viewer.person else None

    def standards(self) -> Sequence[Standard]:
        """What was agreed, the newest first."""
        return sorted(self._house.directory.find(Standard), key=lambda one: one.at, reverse=True)

    def agree(self, viewer: Viewer, *, behaviour: str, clip: str, text: str) -> Standard:
        """Note an agreed standard: kept here, and put into the draft of the playbook for L&D to publish.

        Raises:
            NotAllowed, Refused: not this viewer's; no behaviour of the playbook; empty, too long or of a client.
        """
        self._agrees(viewer)
        if behaviour not in TITLES:
            raise Refused("is no behaviour of the playbook; choose one", "/behaviour")
        words = " ".join(text.split())
        if not 0 < len(words) <= TEXT:
            raise Refused(f"should be one sentence of at most {TEXT} characters", "/text")
        notes.refuse(words, "/text", staff=self._house.entrance.staff(), words=self._house.entrance.words())
        one = Standard(id=uuid4().hex, behaviour=behaviour, clip=clip, text=words, by=viewer.account,
                       at=self._house.clock())  # fmt: skip
        self._house.programme.note_standard(viewer, behaviour, words)
        self._house.directory.put(one)
        self._house.directory.note(viewer.account, message("noted an agreed standard"), behaviour)
        return one

    def undo(self, viewer: Viewer, standard: str) -> bool:
        """Take a standard back: its writer, or L&D."""
        self._agrees(viewer)
        found = self._house.directory.get(Standard, standard)
        if found is None or (found.by != viewer.account and viewer.role != "ld_author"):
            return False
        return self._house.directory.delete(Standard, standard)

    def _agrees(self, viewer: Viewer) -> None:
        if not may(viewer, "calibrate.agree"):
            raise NotAllowed("is for area coaches and learning designers")


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def as_marks(rated: Rated) -> Rated:
    """The same with the steps that raters marked differently first, otherwise in the order of the playbook."""
    return replace(rated, spreads=tuple(sorted(rated.spreads, key=lambda one: not one.differ)))
