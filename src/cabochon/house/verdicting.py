"""Did it work? Verdicts as they are reached, kept with their inputs' hash, and shown to whom they are for.

What is told is worked out from the facts when it is asked for; what was kept only says what was said before. See
docs/decisions/0036-verdicts-are-kept.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..directory.verdict_rows import Begun
from ..languages import mark, spoken
from ..measures.catalogue import measure as measure_of
from ..privacy.roles import right
from ..privacy.verdict_rule import FAR, NEAR, NOT, distance, sees
from ..privacy.viewer import Viewer
from ..refusals import Refused, Unknown
from ..verdicts.one import ends
from ..verdicts.told import Head, Pooled, Subject, Told
from .verdicting_engine import Engine, Now
from .verdicting_kept import Shelf, read
from .verdicting_lists import Lists
from .verdicting_pared import pared

if TYPE_CHECKING:
    from . import House

PAGE = "verdict"  # its name in "who looked at me", where no page says its own
LATE = timedelta(days=45)  # after its last day events still come in for an episode
BACK = timedelta(weeks=26)  # looks before that are not kept anew: what was kept of them expires
WEEKS_BACK = 4  # closed weeks that are looked at again for what came late
UNKNOWN = mark("there is no such episode, or it is not yours to see")


class Verdicts:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._shelf = Shelf(house.directory, lambda: house.clock())
        self._engine = Engine(house, self._shelf)
        self._lists = Lists()

    # What is shown

    def heads(self, viewer: Viewer) -> list[Head]:
        """What there is within reach, newest first: focus periods, modules and pooled ones. Never one person's."""
        now = self._engine.now()
        some = now.listed(viewer.boutiques)
        version, led = self._shelf.led([one.key for one in some])
        titles = {name: self._title(*name) for name in now.titled}
        if version is None:
            return self._heads(now, viewer, some, led, titles)
        name = viewer, spoken(), version, tuple(sorted(titles.items())), self._least_people
        return list(self._lists.get(now, name, lambda: self._heads(now, viewer, some, led, titles)))

    def _heads(
        self, now: Now, viewer: Viewer, some: Iterable[Subject], led: Mapping[str, Begun],
        titles: Mapping[tuple[str, str], str],
    ) -> list[Head]:  # fmt: skip
        found = []
        for one in some:
            if not (how := self._distance(viewer, one)):
                continue
            row = led.get(one.key)
            change = None
            if row is not None and self._whole(viewer, one):
                change = read(row.near if how == NEAR else row.far)
                if how == FAR and right(viewer, "verdicts.see") == "self" and row.people <= self._least_people:
                    change = None  # who asks may be one of them
            shown = change if change and sees(viewer, change.measure) else None
            restated = shown is not None and row is not None and row.restated
            found.append(Head(subject=one, title=titles[one.kind, one.about], place=self._place(now, one, viewer),
                              change=shown, restated=restated))  # fmt: skip
        return sorted(found, key=lambda head: (-head.subject.since.toordinal(), head.title, head.subject.key))

    def of(self, viewer: Viewer, person: str) -> list[Subject]:
        """One person's episodes, newest first, for that person and the managers of the boutique; for others nothing."""
        found = [
            one for one in self._engine.now().shown.values()
            if one.person == person and person and self._distance(viewer, one)
        ]  # fmt: skip
        if found:
            self._house.looked.note(viewer, [person], PAGE)
        return sorted(found, key=lambda one: (-one.since.toordinal(), one.key))

    def told(self, viewer: Viewer, key: str) -> Told | Pooled:
        """
        Raises:
            Unknown: there is none by this key, or it is not the viewer's: the two are not told apart.
        """
        now = self._engine.now()
        one = now.shown.get(key)
        how = self._distance(viewer, one) if one else NOT
        if one is None or not how:
            raise Unknown(UNKNOWN)
        if how == NEAR:
            told = self._engine.near(now, one)
            now.once(("kept", key), lambda: self._keep_near(now, one))
        else:
            apart = viewer.person if right(viewer, "verdicts.see") == "self" else ""
            told = self._engine.far(now, one, viewer.boutiques, apart=apart).told
            if self._whole(viewer, one):
                now.once(("kept", key, FAR), lambda: self._keep_far(now, one))
        if one.person:
            self._house.looked.note(viewer, [one.person], PAGE)
        if how == NEAR or self._whole(viewer, one):
            said = {change.measure for change in told.changes if change.verdict}
            told = replace(
                told, restated=tuple(r for r in self._shelf.restated(one, how) if r.measure in said)
            )  # fmt: skip
        return pared(viewer, told)

    # What is kept

    @property
    def untold(self) -> bool:
        """Whether there is something to list, and none of it was ever looked at."""
        rows = self._shelf.led()[1].values()
        return not any(row.near or row.far for row in rows) and any(
            not s.person for s in self._engine.now().shown.values()
        )

    def work(self, today: date) -> int:
        """Reach what is due and keep it; how many were new or restated."""
        return sum(self.steps(today))

    def steps(self, today: date) -> Iterator[int]:
        """The same, one episode at a time: how many of it were new or restated."""
        now = self._engine.now()
        for one in now.shown.values():
            if one.doors and max(one.began, default=one.since) >= today - BACK:
                yield self._keep_far(now, one, back=WEEKS_BACK)
            elif not one.doors and ends(one) >= today - LATE:
                kept = self._keep_near(now, one)
                yield kept + (0 if one.person else self._keep_far(now, one))

    def _keep_near(self, now: Now, one: Subject) -> int:
        """The verdict of each planned look as the facts have it now."""
        told, kept = self._engine.near(now, one), 0
        if isinstance(told, Pooled):
            return 0
        with suppress(Refused):  # a full disk: it is kept with the next one
            for look in told.looks:
                if look.state == "done" and look.day is not None:
                    then = self._engine.as_of(now, one, look.day + timedelta(days=1))
                    old = look.day < now.mark[1] - BACK
                    kept += self._shelf.keep(one, NEAR, then.changes, then.inputs, look=look.shifts, old=old)
            self._shelf.lead(one, NEAR, next(iter(told.changes), None))
        return kept

    def _keep_far(self, now: Now, one: Subject, *, back: int = 0) -> int:
        """What everybody else is told of the last closed week; of several together also of those before, as kept."""
        kept = 0
        with suppress(Refused):
            seen = self._engine.far(now, one, one.doors)
            if one.doors:
                kept += self._shelf.keep(one, FAR, seen.told.changes, "", look=_week(seen.told.until))
                known = self._shelf.looks(one, FAR) if back else frozenset[int]()
                for week in range(1, back + 1):
                    closed = now.closed - week * timedelta(weeks=1)
                    if _week(closed) in known:
                        then = self._engine.far(now, one, one.doors, closed=closed).told
                        kept += self._shelf.keep(one, FAR, then.changes, "", look=_week(closed), old=True)
            else:
                kept += self._shelf.keep(one, FAR, seen.told.changes, "", old=ends(one) < now.mark[1] - BACK)
            first = next(iter(seen.told.changes), None)
            self._shelf.lead(one, FAR, first, people=seen.people)
        return kept

    # Who, and what it is called

    def _distance(self, viewer: Viewer, one: Subject) -> str:
        return distance(viewer, person=one.person, boutique=one.boutique, doors=one.doors)

    def _whole(self, viewer: Viewer, one: Subject) -> bool:
        """Whether it is told to them of all its doors: then what was kept is what they were told."""
        return viewer.boutiques.issuperset(one.doors)

    @property
    def _least_people(self) -> int:
        return int(self._house.values["least_people"])

    def _title(self, kind: str, about: str) -> str:
        what = measure_of(f"behaviour.{about}")
        if kind != "module" and what is not None:
            return what.title
        with suppress(Unknown):
            return self._house.library.module(about).title
        return what.title if what else about

    def _place(self, now: Now, one: Subject, viewer: Viewer) -> str:
        if one.boutique:
            return now.doors[one.boutique].name if one.boutique in now.doors else one.boutique
        here = len(viewer.boutiques & set(one.doors))
        return f"{one.region}, {here} boutiques" if one.region else f"{here} boutiques"


def _week(last: date) -> int:
    """A closed week as the number of a look: 20261122."""
    return int(f"{last:%Y%m%d}")
