"""Episodes and what is told of them, worked out when asked and kept at hand until a fact moves."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, TypeVar, cast

from ..directory.trust_rows import Erasure
from ..measures.question import Answer, Question
from ..privacy.groups import Least
from ..refusals import Refused, Unknown
from ..retail.closed_weeks import Window, closed_week, lot_of
from ..retail.master import Door
from ..verdicts.finding import FOUND_IN, subjects
from ..verdicts.many import tell_many, usual
from ..verdicts.one import keys as keys_of
from ..verdicts.one import tell
from ..verdicts.panels import Panels
from ..verdicts.told import Pooled, Subject, Told
from .verdicting_far import Far, Seen
from .verdicting_kept import Shelf
from .verdicting_weeks import aligned, within

if TYPE_CHECKING:
    from . import House

AHEAD = timedelta(weeks=4)  # of the roster, for when a look is expected
HISTORY = timedelta(weeks=9)  # before the first day that anything is compared with
SHEETS, TOLD = 3, 400  # kept at hand
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Now:
    """What was found at one state of the facts.

    at: the watermark at which episodes were looked for. found: every episode. shown: by key, those that have a page;
    those of erased people (gone) have none, and go on standing behind what is told of several together. older: panels
    of the state before, from which these go on. lasting: what holds as long as the episodes are these.
    """

    mark: tuple[int, date]
    at: int
    found: tuple[Subject, ...]
    shown: dict[str, Subject]
    doors: dict[str, Door]
    closed: date
    gone: frozenset[str] = frozenset()
    older: Mapping[date, Panels] = field(default_factory=dict)
    lasting: dict[Hashable, object] = field(default_factory=dict)
    hand: OrderedDict[Hashable, object] = field(default_factory=OrderedDict)
    sheets: OrderedDict[date, Panels] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def listed(self, boutiques: Collection[str]) -> list[Subject]:
        """Those of no single person, at these boutiques or of several together."""
        return [one for place in ("", *sorted(boutiques)) for one in self._places.get(place, ())]

    @property
    def titled(self) -> Collection[tuple[str, str]]:
        """What those are about: kind and key."""
        return cast("Collection[tuple[str, str]]", self._held("titled", lambda: {
            (one.kind, one.about) for some in self._places.values() for one in some
        }))  # fmt: skip

    @property
    def _places(self) -> Mapping[str, Collection[Subject]]:
        def made() -> Mapping[str, Collection[Subject]]:
            found: dict[str, list[Subject]] = {}
            for one in self.shown.values():
                if not one.person:
                    found.setdefault(one.boutique, []).append(one)
            return found

        return cast("Mapping[str, Collection[Subject]]", self._held("places", made))

    def _held(self, name: str, make: Callable[[], object]) -> object:
        if name not in self.lasting:
            self.lasting[name] = make()
        return self.lasting[name]

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        with self.lock:
            if name in self.hand:
                self.hand.move_to_end(name)
                return cast("T", self.hand[name])
        made = make()
        with self.lock:
            self.hand[name] = made
            while len(self.hand) > TOLD:
                self.hand.popitem(last=False)
        return made


class Engine:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House", shelf: Shelf) -> None:
        self._house, self._shelf, self._turn = house, shelf, Lock()
        self._now: Now | None = None
        self._shut: dict[tuple[date, str, date, date], frozenset[str]] = {}  # of a day: closed weeks stay as judged

    def now(self) -> Now:
        """Of the facts up to yesterday, which is as far as verdicts go: what happens today moves none."""
        today = self._house.today
        mark = (self._house.following.back.before(today), today)
        with self._turn:
            if self._now is None or self._now.mark != mark:
                self._now = self._found(mark)
            return self._now

    # From near

    def near(self, now: Now, subject: Subject) -> Told | Pooled:
        return self.as_of(now, subject, now.mark[1])

    def as_of(self, now: Now, subject: Subject, today: date) -> Told | Pooled:
        """With the facts up to the day before `today`."""
        return now.once((subject.key, today), lambda: self._tell(now, subject, now.found, today))

    # From far

    def far(
        self, now: Now, subject: Subject, doors: Collection[str], *, apart: str = "", closed: date | None = None
    ) -> Seen:  # fmt: skip
        """doors: those within reach, of several together. closed: another Sunday than the last."""
        there = frozenset(doors) & {*subject.doors}
        day = min(closed or now.closed, now.closed)
        return now.once((subject.key, there, apart, day), lambda: self._far(now, subject, there, apart, day))

    def _far(self, now: Now, subject: Subject, doors: Collection[str], apart: str, closed: date) -> Seen:
        one = within(subject, doors, now.found) if subject.doors else subject
        values = self._house.values
        if (found := cast("tuple[Subject, ...] | None", now.lasting.get(closed))) is None:
            found = now.lasting[closed] = tuple(aligned(one, closed) or one for one in now.found)
        return Far(
            tell=lambda one, others, today: self._tell(now, one, others, today), found=found,
            sheets=self._sheets(now, subject, self._module(subject)[1]), closed=closed, apart=apart,
            least=Least(values["least_people"], values["least_events"]),
            hides=None if apart else lambda *asked: self._hidden(now, *asked),
        ).see(one)  # fmt: skip

    def _hidden(self, now: Now, measure: str, since: date, until: date) -> frozenset[str]:
        """Doors whose number of these weeks no page above the boutique tells; every one where it cannot be asked."""
        name = (now.mark[1], measure, since, until)
        if (found := self._shut.get(name)) is None:
            see = self._house.see_as(self._house.operator())
            (answer,) = see.ask_many([Question(measure, ("boutique",), since, until)])
            cells = answer.cells.items() if isinstance(answer, Answer) else ()
            found = frozenset(door for (door, *_), cell in cells if cell is None)
            found = found if isinstance(answer, Answer) else frozenset(now.doors)
            self._shut = {key: doors for key, doors in self._shut.items() if key[0] == name[0]} | {name: found}
        return found

    # The rooms below

    def _found(self, mark: tuple[int, date]) -> Now:
        today, back, before = mark[1], self._house.following.back, self._now
        at = back.last
        doors = {door.code: door for door in self._house.snapshot.doors(today)}
        gone = frozenset(row.id for row in self._house.directory.find(Erasure))
        older = _last(before) if before is not None else {}
        same = before is not None and (before.mark[1], before.doors, before.gone) == (today, doors, gone)
        if before is not None and same and all(back.since(before.at, table) == date.max for table in FOUND_IN):
            return replace(before, mark=mark, at=at, older=older, hand=OrderedDict(), sheets=OrderedDict())
        known = [one for one in self._known.values() if one.person not in gone]
        found = subjects(self._house.warehouse, today=today, doors=doors, known=known)
        shown = {one.key: one for one in found if not one.person or one.person not in gone}
        news = [one for one in shown.values() if self._known.get(one.key) != one]
        if news:
            self._known.update((one.key, one) for one in news)
            with suppress(Refused):  # a full disk: they are found again
                self._shelf.begin(news)
        return Now(mark, at, tuple(found), shown, doors, closed_week(today), gone, older)

    @cached_property
    def _known(self) -> dict[str, Subject]:
        return {one.key: one for one in self._shelf.known()}

    def _tell(self, now: Now, subject: Subject, others: Collection[Subject], today: date) -> Told | Pooled:
        named, measures = self._module(subject)
        sheets = self._sheets(now, subject, measures)
        told = tell_many if subject.doors else tell
        return told(subject, sheets, today=today, doors=now.doors, measures=measures, others=others, named=named)

    def _module(self, subject: Subject) -> tuple[str, tuple[str, ...]]:
        """What a module is called and the measures of its skill; of a behaviour neither is needed."""
        try:
            module = self._house.library.module(subject.about)
        except Unknown:
            return "", ()
        skill = self._house.skills.in_force().skill(module.skill)
        return module.title, skill.measures if skill else ()

    def _sheets(self, now: Now, subject: Subject, measures: tuple[str, ...]) -> Panels:
        """Of whole lots of weeks, so that episodes that began together share them."""
        first = min(day for day in (subject.since, subject.baseline_since, subject.picked_since, *subject.began) if day)
        first -= HISTORY
        since = lot_of(Window(first - timedelta(days=first.weekday()))).since
        with now.lock:
            if since not in now.sheets:
                keys = measures or usual(subject) if subject.doors else keys_of(subject, measures)
                currency = str(self._house.values["group_currency"])
                until = now.mark[1] + AHEAD
                now.sheets[since] = Panels(
                    self._house.warehouse, since, until, currency=currency, keys=keys,
                    moves=self._house.following.back, before=now.older.get(since),
                )  # fmt: skip
                while len(now.sheets) > SHEETS:
                    now.sheets.popitem(last=False)
            now.sheets.move_to_end(since)
            return now.sheets[since]


def _last(before: Now) -> dict[date, Panels]:
    """The panels used last, of the state before."""
    with before.lock:
        return dict([*before.older.items(), *before.sheets.items()][-SHEETS:])
