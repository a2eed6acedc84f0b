"""What else happened: days out of the ordinary, other episodes, people and doors that came, left or changed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from ..impact.panel import I1, Panel
from ..impact.verdict import WEEKS
from ..impact.words import day as said
from ..languages import forms, in_english, mark
from ..retail.master import Door
from . import Sheets
from .guards import MONEY, TILL, Days, Guard, guard, guards
from .told import Subject
from .untreated import Found
from .wording import name

TAGS = mark({"launch": "a launch", "holiday": "a holiday", "promotion": "a promotion", "staffing": "unusual staffing",
             "other": "something out of the ordinary"})  # fmt: skip
SHOWN = {"other": "data"}  # tag -> kind of circumstance, where it is called otherwise
MOST = 0.5  # of the days of one side more than of the other, and more than elsewhere: no comparison
ABOUT_NOW = timedelta(days=14)  # what began longer ago is in the baseline, too
KEPT, WORKED = "tags", "worked"
NONE: tuple[I1, I1] = np.zeros(0, np.int64), np.zeros(0, np.int64)
AT_DOOR = ("focus", "module")


def around(
    subject: Subject, sheets: Sheets, *, before: Days, after: Days, doors: Mapping[str, Door],
    others: Found,
) -> list[Guard]:  # fmt: skip
    """Everything that is said beside the verdicts of one episode, and what forbids some of them.

    Args:
        before: the baseline; after: what is counted since. others: all episodes that were found.
    """
    here = (subject.boutique,) if subject.boutique else subject.doors
    found = [*tagged(sheets, here, before, after), *_opened(here, doors, before, after),
             *_currency(sheets, here, before, after),
             *guards(sheets, here, before, after, person=subject.person)]  # fmt: skip
    if subject.person:
        found += [*_moved(subject, sheets, before, after, doors), *_away(subject, sheets, after)]
    return [*found, *_beside(subject, before, after, others)]


class Tags(NamedTuple):
    """Days out of the ordinary. doors: their places; days: tag -> place of the door and day, as date.toordinal, of each
    of its days."""

    doors: Mapping[str, int]
    days: Mapping[str, tuple[I1, I1]]


def tagged(sheets: Sheets, here: Collection[str], before: Days, after: Days) -> Iterator[Guard]:
    """Launches and the like on either side. One that fills one side here, not elsewhere, leaves nothing to compare."""
    tags = _tags(sheets)
    own = np.zeros(len(tags.doors), bool)
    own[[tags.doors[door] for door in here if door in tags.doors]] = True
    for tag, called in TAGS.items():
        door, day = tags.days.get(tag, NONE)
        sides = [(day >= side.since.toordinal()) & (day <= side.until.toordinal()) for side in (before, after)]
        mine, theirs = ([side & some for side in sides] for some in (own[door], ~own[door]))
        days = [len(np.unique(day[some])) for some in mine]
        if not any(days):
            continue
        text = _there_was(called, *days)
        others = len(np.unique(door[theirs[0] | theirs[1]]))
        shares = [[int(some.sum()) / (max(count, 1) * max(side.length, 1)) for some, side in
                   zip(group, (before, after), strict=True)]
                  for group, count in ((mine, len(here)), (theirs, others))]  # fmt: skip
        lean = (shares[0][1] - shares[0][0]) - (shares[1][1] - shares[1][0])
        harms = TILL | {"traffic"} if tag in ("launch", "promotion") and abs(lean) >= MOST else frozenset[str]()
        yield guard(SHOWN.get(tag, tag), text, harms)


def _there_was(called: str, before: int, since: int) -> str:
    """called: of TAGS; how many days of the baseline, and of those since."""
    some = [in_english(n, forms("{n} day", "{n} days"), n=n) for n in (before, since)]
    if before and since:
        return mark(f"There was {called} on {some[0]} of the baseline and {some[1]} since.")
    if before:
        return mark(f"There was {called} on {some[0]} of the baseline.")
    return mark(f"There was {called} on {some[1]} since.")


def _tags(sheets: Sheets) -> Tags:
    """Sorted out once for the same tags."""
    tags, kept = sheets.beside().tags, sheets.shifts().kept
    if KEPT not in kept or kept[KEPT][0] is not tags:
        doors: dict[str, int] = {}
        days: dict[str, set[tuple[int, int]]] = {}
        for tag, door, day in tags:
            days.setdefault(tag, set()).add((doors.setdefault(door, len(doors)), day.toordinal()))
        told = {tag: np.array(sorted(some), np.int64) for tag, some in days.items()}
        kept[KEPT] = tags, Tags(doors, {tag: (some[:, 0], some[:, 1]) for tag, some in told.items()})
    found: Tags = kept[KEPT][1]
    return found


def _opened(here: Collection[str], doors: Mapping[str, Door], before: Days, after: Days) -> Iterator[Guard]:
    for code in here:
        door = doors.get(code)
        if door is None:
            continue
        first = max((day for day in (door.open_date, door.go_live) if day), default=None)
        if first is not None and before.since < first <= after.until:
            if first == door.open_date:
                text = mark(f"{door.name} opened on {said(first)}: there are fewer than {WEEKS} weeks of history.")
            else:
                text = mark(f"{door.name} counts from {said(first)}: there are fewer than {WEEKS} weeks of history.")
            yield guard("opened", text)
        if door.close_date is not None and door.close_date <= after.until:
            yield guard("opened", mark(f"{door.name} closed on {said(door.close_date)}."))


def _currency(sheets: Sheets, here: Collection[str], before: Days, after: Days) -> Iterator[Guard]:
    known = sheets.beside().currencies
    for code in here:
        told = known.get(code, ())
        if len(told) > 1 and before.since <= told[-1][0] <= after.until:
            was, code, day = told[-2][1], told[-1][1], said(told[-1][0])
            text = mark(f"The till went from {was} to {code} on {day}: amounts do not compare.")
            yield guard("currency", text, frozenset({MONEY}))


def _moved(subject: Subject, sheets: Sheets, before: Days, after: Days, doors: Mapping[str, Door]) -> Iterator[Guard]:
    door = subject.boutique
    spans = sheets.beside().spans.get(subject.person, ())
    for one in spans:
        if one.boutique != door:
            continue
        stayed = any(o.until == one.since and o.boutique == door for o in spans)  # in another role
        if one.since and before.since < one.since <= after.until and not stayed:
            if any(o.until == one.since for o in spans):
                text = mark(f"Came from another boutique on {said(one.since)}: what was before is not counted here.")
            else:
                text = mark(f"Joined on {said(one.since)}: there are fewer than {WEEKS} weeks of history.")
            yield guard("transfer", text)
        if one.until and after.since <= one.until <= after.until and not any(
            o.since == one.until and o.boutique == door for o in spans
        ):  # fmt: skip
            text = mark(f"Left this boutique on {said(one.until)}: only days here are counted.")
            yield guard("transfer", text)
    panel = sheets.shifts()
    places = set(_worked(panel).get(subject.person, ())) - {door}
    if places:
        names = ", ".join(sorted(doors[code].name if code in doors else code for code in places))
        yield guard("transfer", mark(f"Also worked at {names}: what was sold and seen there is not counted here."))


def _worked(panel: Panel) -> Mapping[str, Sequence[str]]:
    """Person -> the doors where they had a shift."""
    if WORKED not in panel.kept:
        found: dict[str, list[str]] = {}
        for unit, door in zip(panel.units, panel.door.tolist(), strict=True):
            found.setdefault(unit.rpartition("/")[0], []).append(panel.doors[door])
        panel.kept[WORKED] = found
    worked: Mapping[str, Sequence[str]] = panel.kept[WORKED]
    return worked


def _away(subject: Subject, sheets: Sheets, after: Days) -> Iterator[Guard]:
    for first, last in sheets.beside().leave.get(subject.person, ()):
        if after.meets(first, last):
            if last is None:
                text = mark(f"Away from {said(first)}: those days are no shifts.")
            else:
                text = mark(f"Away {said(first)} to {said(last)}: those days are no shifts.")
            yield guard("staffing", text)


def _beside(subject: Subject, before: Days, after: Days, others: Found) -> Iterator[Guard]:
    """Other episodes of the same person or door: of the same before, of something else about now."""
    here = [one for one in others.at(subject.boutique) if one.key != subject.key]
    mine = [one for one in here if (one.kind, one.person) == (subject.kind, subject.person)]
    for one in mine:
        if one.about == subject.about and one.since < subject.since and before.meets(one.since, one.until):
            text = mark(f"The same had begun on {said(one.since)}: it is in what this is compared with.")
            yield guard("overlap", text)
            break
    now = Days(subject.since - ABOUT_NOW, after.until)
    at_once = [one for one in here if now.since <= one.since <= now.until and after.meets(one.since, one.until)]
    also = [one for one in at_once if one.kind == "person" and one.person == subject.person and subject.person]
    if also:
        yield guard("overlap", mark(f"Was also coached on {_named(also)}: what each did cannot be told apart."))
    for kind in AT_DOOR:
        if some := [one for one in at_once if one.kind == kind and (kind, one.about) != (subject.kind, subject.about)]:
            if kind == "focus":
                text = mark(f"The boutique’s focus was on {_named(some)}: what each did cannot be told apart.")
            else:
                text = mark(f"The boutique took up {_named(some)}: what each did cannot be told apart.")
            yield guard("overlap", text)
    if not subject.person and any(one.kind == "person" and one.about == subject.about for one in at_once):
        yield guard("overlap", mark("Some associates were also coached one to one on it."))


def _named(some: Sequence[Subject]) -> str:
    """ "“Care plan explained” from 4 March", or of several the first two and how many more."""
    told = list(dict.fromkeys(name(one.about) for one in some))
    if len(told) == 1:
        return mark(f"“{told[0]}” from {said(some[0].since)}")
    one, two, day = told[0], told[1], said(some[0].since)
    if len(told) > 2:
        return mark(f"“{one}”, “{two}” and {len(told) - 2} more from {day} on")
    return mark(f"“{one}” and “{two}” from {day} on")
