"""Verdicts as they were reached, kept with their inputs' hash, and episodes as they were first found.

A verdict that a late event or a better procedure changes is kept beside the one before it; what changed a figure but
neither its sentence nor its numbers as they are told is no other verdict.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from ..directory import Directory
from ..directory.verdict_rows import Begun, Reached
from ..impact.verdict import Verdict
from ..privacy.verdict_rule import FAR
from ..verdicts.hashing import PROCEDURE, digest, figures
from ..verdicts.told import KINDS, Change, Restated, Subject

DIGITS = 3  # significant ones, in which two verdicts are the same
LISTED = tuple(kind for kind in KINDS if kind != "person")
ONE_BY_ONE = 60  # episodes read by themselves


class Shelf:
    """One for a house. `distance` is of privacy.verdict_rule: what is told from far is of other days."""

    def __init__(self, directory: Directory, clock: Callable[[], datetime]) -> None:
        self._directory, self._clock = directory, clock
        self._led: tuple[int, dict[str, Begun]] = (-1, {})  # of which version, by key

    # Verdicts

    def keep(
        self, subject: Subject, distance: str, changes: Iterable[Change], inputs: str, *, look: int | None = None,
        old: bool = False,
    ) -> int:  # fmt: skip
        """Each verdict that says anything new; how many there were.

        Args:
            look: None takes the planned one of each verdict, and leaves out those before the first.
            old: only what was kept before is kept again, where it changed: looks so long ago that they expire.
        """
        name, kept = _named(subject, distance), 0
        last = {(row.measure, row.look): row for row in self._rows(name)}
        for change in changes:
            if change.verdict is None or not (at := change.verdict.look if look is None else look):
                continue
            row, made = last.get((change.measure, at)), inputs or digest(subject, change)
            if row is None and old:
                continue
            now = {"figures": figures(change), "procedure": PROCEDURE}
            if row is not None and (row.inputs == made or _says(_change(row.told).verdict) == _says(change.verdict)):
                if (same := replace(row, **now)) != row:  # type: ignore[arg-type]
                    self._directory.swap(row, same)
                continue
            number = row.number + 1 if row else 1
            kept += self._directory.add(
                Reached(
                    id=f"{name}/{change.measure}/{at}/{number}", subject=name, measure=change.measure, look=at,
                    number=number, at=self._clock(), inputs=made, state=change.verdict.state,
                    told=_written(change), person=subject.person, **now,  # type: ignore[arg-type]
                )
            )  # fmt: skip
        return kept

    def restated(self, subject: Subject, distance: str) -> tuple[Restated, ...]:
        """What was said before it was said otherwise, the latest first."""
        before: dict[tuple[str, int], Reached] = {}
        found: list[Restated] = []
        for row in self._rows(_named(subject, distance)):
            place = (row.measure, row.look)
            old = before.get(place)
            before[place] = row
            if old is None:
                continue
            was, now = _change(old.told).verdict, _change(row.told).verdict
            if was is not None and now is not None and (was.state, was.text) != (now.state, now.text):
                found.append(Restated(row.measure, row.at, was.text, was.state, row.look, _why(old, row)))
        return tuple(sorted(found, key=lambda one: one.at, reverse=True))

    def looks(self, subject: Subject, distance: str) -> frozenset[int]:
        """Which looks something was kept at."""
        return frozenset(row.look for row in self._rows(_named(subject, distance)))

    def _rows(self, name: str) -> list[Reached]:
        return sorted(self._directory.find(Reached, subject=name), key=lambda row: (row.look, row.measure, row.number))

    # Episodes

    def known(self) -> list[Subject]:
        return [_subject(row) for row in self._directory.find(Begun)]

    def begin(self, subjects: Collection[Subject]) -> int:
        """Remember those that are new or say something else; how many."""
        rows = {row.id: row for row in self._directory.find(Begun)}
        news = []
        for one in subjects:
            said, row = msgspec.json.encode(one).decode(), rows.get(one.key)
            if row is None:
                news.append(Begun(id=one.key, what=one.kind, person=one.person, found=said, at=self._clock()))
            elif row.found != said:
                news.append(replace(row, found=said))
        if news:
            self._directory.put(*news)
        return len(news)

    def lead(self, subject: Subject, distance: str, change: Change | None, *, people: int = 0) -> None:
        """What the list says of it from now on; of one person nothing is listed."""
        row = self._directory.get(Begun, subject.key)
        if row is None or subject.person:
            return
        said = _written(change) if change else ""
        restated = row.restated or bool(self.restated(subject, distance))
        new = replace(row, far=said, people=people) if distance == FAR else replace(row, near=said)
        if (new := replace(new, restated=restated)) != row:
            self._directory.swap(row, new)

    def led(self, keys: Collection[str] | None = None) -> tuple[int | None, Mapping[str, Begun]]:
        """Episodes with what the list says of them, by key, but those of one person; and of which version they are, if
        that is known.

        keys: which are wanted; others may come along.
        """
        version = self._directory.version(Begun)
        if version is not None and self._led[0] == version:
            return self._led
        if keys is not None and len(keys) <= ONE_BY_ONE:
            found = (self._directory.get(Begun, key) for key in keys)
            return None, {row.id: row for row in found if row is not None}
        rows = {row.id: row for kind in LISTED for row in self._directory.find(Begun, what=kind)}
        if version is None:
            return None, rows
        self._led = version, rows
        return self._led


@lru_cache(maxsize=50_000)
def read(said: str) -> Change | None:
    return _change(said) if said else None


def _why(old: Reached, new: Reached) -> str:
    if old.procedure == new.procedure:
        return "late"
    return "improved" if old.figures and old.figures == new.figures else "both"


def _named(subject: Subject, distance: str) -> str:
    return f"{subject.key}.{FAR}" if distance == FAR else subject.key


def _written(change: Change) -> str:
    return msgspec.json.encode(change, enc_hook=lambda value: value.item()).decode()  # numpy's numbers


def _change(said: str) -> Change:
    return msgspec.json.decode(said, type=Change)


def _subject(row: Begun) -> Subject:
    return msgspec.json.decode(row.found, type=Subject)


def _says(verdict: Verdict | None) -> tuple[Any, ...]:
    """A verdict as it is told: two that say this are the same."""
    if verdict is None:
        return ()
    numbers = (verdict.estimate, verdict.low, verdict.high)
    return verdict.state, verdict.text, *(None if one is None else f"{float(one):.{DIGITS}g}" for one in numbers)
