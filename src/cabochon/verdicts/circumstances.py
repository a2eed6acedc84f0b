"""What else happened: days out of the ordinary, other episodes, people and doors that came, left or changed."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from ..impact.verdict import WEEKS
from ..impact.words import day as said
from ..retail.master import Door
from . import Sheets
from .guards import MONEY, TILL, Days, Guard, guard, guards
from .told import Subject
from .wording import name

TAGS = {"launch": "a launch", "holiday": "a holiday", "promotion": "a promotion", "staffing": "unusual staffing",
        "other": "something out of the ordinary"}  # fmt: skip
SHOWN = {"other": "data"}  # tag -> kind of circumstance, where it is called otherwise
MOST = 0.5  # of the days of one side more than of the other, and more than elsewhere: no comparison
ABOUT_NOW = timedelta(days=14)  # what began longer ago is in the baseline, too
AT_DOOR = {"focus": "The boutique’s focus was on", "module": "The boutique took up"}


def around(
    subject: Subject, sheets: Sheets, *, before: Days, after: Days, doors: Mapping[str, Door],
    others: Collection[Subject] = (),
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


def tagged(sheets: Sheets, here: Collection[str], before: Days, after: Days) -> Iterator[Guard]:
    """Launches and the like on either side. One that fills one side here, not elsewhere, leaves nothing to compare."""
    tags = sheets.beside().tags
    for tag, called in TAGS.items():
        own = [{(t.boutique, t.day) for t in tags if t.tag == tag and t.boutique in here and days.meets(t.day, t.day)}
               for days in (before, after)]  # fmt: skip
        if not any(own):
            continue
        days = [len({day for _, day in some}) for some in own]
        told = [f"{count} day{'s' if count != 1 else ''} {words}"
                for count, words in zip(days, ("of the baseline", "since"), strict=True) if count]  # fmt: skip
        text = f"There was {called} on {' and '.join(told)}."
        lean = _lean(tags, tag, here, before, after, own)
        harms = TILL | {"traffic"} if tag in ("launch", "promotion") and abs(lean) >= MOST else frozenset[str]()
        yield guard(SHOWN.get(tag, tag), text, harms)


def _lean(
    tags: Collection[tuple[str, str, date]], tag: str, here: Collection[str], before: Days, after: Days,
    own: list[set[tuple[str, date]]],
) -> float:  # fmt: skip
    """Share of tagged days since less before, against the other doors that are ever tagged so."""
    there: list[Counter[str]] = [
        Counter(door for one, door, day in tags if one == tag and door not in here and days.meets(day, day))
        for days in (before, after)
    ]
    others = there[0].keys() | there[1].keys()
    counts = max(before.length, 1), max(after.length, 1)
    mine = [len(some) / (len(here) * count) for some, count in zip(own, counts, strict=True)]
    theirs = [some.total() / (max(len(others), 1) * count) for some, count in zip(there, counts, strict=True)]
    return (mine[1] - mine[0]) - (theirs[1] - theirs[0])


def _opened(here: Collection[str], doors: Mapping[str, Door], before: Days, after: Days) -> Iterator[Guard]:
    for code in here:
        door = doors.get(code)
        if door is None:
            continue
        first = max((day for day in (door.open_date, door.go_live) if day), default=None)
        if first is not None and before.since < first <= after.until:
            verb = "opened on" if first == door.open_date else "counts from"
            text = f"{door.name} {verb} {said(first)}: there are fewer than {WEEKS} weeks of history."
            yield guard("opened", text)
        if door.close_date is not None and door.close_date <= after.until:
            yield guard("opened", f"{door.name} closed on {said(door.close_date)}.")


def _currency(sheets: Sheets, here: Collection[str], before: Days, after: Days) -> Iterator[Guard]:
    known = sheets.beside().currencies
    for code in here:
        told = known.get(code, ())
        if len(told) > 1 and before.since <= told[-1][0] <= after.until:
            text = f"The till went from {told[-2][1]} to {told[-1][1]} on {said(told[-1][0])}: amounts do not compare."
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
                text = f"Came from another boutique on {said(one.since)}: what was before is not counted here."
            else:
                text = f"Joined on {said(one.since)}: there are fewer than {WEEKS} weeks of history."
            yield guard("transfer", text)
        if one.until and after.since <= one.until <= after.until and not any(
            o.since == one.until and o.boutique == door for o in spans
        ):  # fmt: skip
            yield guard("transfer", f"Left this boutique on {said(one.until)}: only days here are counted.")
    panel = sheets.shifts()
    places = {panel.doors[panel.door[i]] for i, unit in enumerate(panel.units)
              if unit.rpartition("/")[0] == subject.person and panel.doors[panel.door[i]] != door}  # fmt: skip
    if places:
        names = ", ".join(sorted(doors[code].name if code in doors else code for code in places))
        yield guard("transfer", f"Also worked at {names}: what was sold and seen there is not counted here.")


def _away(subject: Subject, sheets: Sheets, after: Days) -> Iterator[Guard]:
    for first, last in sheets.beside().leave.get(subject.person, ()):
        if after.meets(first, last):
            days = f"from {said(first)}" if last is None else f"{said(first)} to {said(last)}"
            yield guard("staffing", f"Away {days}: those days are no shifts.")


def _beside(subject: Subject, before: Days, after: Days, others: Collection[Subject]) -> Iterator[Guard]:
    """Other episodes of the same person or door: of the same before, of something else about now."""
    here = [one for one in sorted(others, key=lambda o: (o.since, o.key))
            if one.key != subject.key and not one.doors and one.boutique == subject.boutique]  # fmt: skip
    mine = [one for one in here if (one.kind, one.person) == (subject.kind, subject.person)]
    for one in mine:
        if one.about == subject.about and one.since < subject.since and before.meets(one.since, one.until):
            yield guard("overlap", f"The same had begun on {said(one.since)}: it is in what this is compared with.")
            break
    now = Days(subject.since - ABOUT_NOW, after.until)
    at_once = [one for one in here if now.since <= one.since <= now.until and after.meets(one.since, one.until)]
    also = [one for one in at_once if one.kind == "person" and one.person == subject.person and subject.person]
    if also:
        yield guard("overlap", f"Was also coached on {_named(also)}: what each did cannot be told apart.")
    for kind, words in AT_DOOR.items():
        if some := [one for one in at_once if one.kind == kind and (kind, one.about) != (subject.kind, subject.about)]:
            yield guard("overlap", f"{words} {_named(some)}: what each did cannot be told apart.")
    if not subject.person and any(one.kind == "person" and one.about == subject.about for one in at_once):
        yield guard("overlap", "Some associates were also coached one to one on it.")


def _named(some: Sequence[Subject]) -> str:
    """ "“Care plan explained” from 4 March", or of several the first two and how many more."""
    told = list(dict.fromkeys(name(one.about) for one in some))
    if len(told) == 1:
        return f"“{told[0]}” from {said(some[0].since)}"
    more = f" and {len(told) - 2} more" if len(told) > 2 else ""
    link = ", " if more else " and "
    return f"“{told[0]}”{link}“{told[1]}”{more} from {said(some[0].since)} on"
