"""Episodes found in the facts by themselves: people coached, focus periods, modules at doors, and those together."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from hashlib import blake2b
from typing import NamedTuple

from ..retail.master import Door
from ..warehouse import Warehouse
from .listing import listed
from .together import together
from .told import Subject

LASTS = 42  # days of a person's episode at most: twenty shifts and a week away
FOLLOWED = 56  # days a module at a door is followed
BASELINE, HISTORY = timedelta(days=14), timedelta(days=56)
LEAST_PEOPLE, WITHIN = 3, timedelta(days=28)  # so many completed it within so long: it has come to the door
DAY = timedelta(days=1)
FOUND_IN = ("coached", "focus", "learnt")  # tables
LOCKED = ("key", "since", "baseline_since", "baseline_until")


class Moment(NamedTuple):
    """One coaching moment."""

    day: date
    coaching: str
    boutique: str
    episode: str
    picked: str
    picked_since: date | None
    picked_until: date | None
    statement: str


def subjects(
    warehouse: Warehouse, *, today: date, doors: Mapping[str, Door], known: Collection[Subject] = ()
) -> list[Subject]:
    """Every episode up to today, newest first, those together last.

    Args:
        doors: by code, as they are today.
        known: what was found before; while a fact of theirs is there they keep key, first day and baseline, whatever
            came in late.
    """
    regions = {code: door.region for code, door in doors.items()}
    found = [*_people(warehouse, regions), *_focuses(warehouse, regions), *_modules(warehouse, regions)]
    found = [one for one in found if one.since <= today]
    found = _kept(found, [one for one in known if not one.doors])
    found.sort(key=lambda one: (-one.since.toordinal(), one.kind, one.key))
    return [*found, *together(found)]


def parts(subject: Subject, found: Collection[Subject]) -> list[Subject]:
    """The episodes that a pooled one is made of."""
    wanted = frozenset(subject.parts)
    return [one for one in found if one.key in wanted]


def _people(warehouse: Warehouse, regions: Mapping[str, str]) -> Iterable[Subject]:
    """One of a person and behaviour until it is over; moments before that belong to it."""
    by = ("associate", "behaviour", "day", "coaching", "boutique", "episode", "picked", "picked_since", "picked_until",
          "statement")  # fmt: skip
    rows = [row for row in listed(warehouse, "coached", by) if row[0] and row[1] and "/" not in row[0]]
    whose, since = ("", ""), date.min
    for who, about, *told in sorted(rows):
        one = Moment(*told)
        if whose == (who, about) and one.day < since + timedelta(days=LASTS):
            continue
        whose, since = (who, about), one.day
        yield Subject(
            key=key("person", who, about, since.isoformat()), kind="person", about=about, boutique=one.boutique,
            person=who, region=regions.get(one.boutique, ""), since=since, until=since + timedelta(days=LASTS - 1),
            baseline_since=since - HISTORY, baseline_until=since - DAY, picked=one.picked,
            picked_since=one.picked_since, picked_until=one.picked_until, statement=one.statement,
        )  # fmt: skip


def _focuses(warehouse: Warehouse, regions: Mapping[str, str]) -> Iterable[Subject]:
    by = ("focus", "boutique", "region", "behaviour", "since", "until", "target", "baseline_since", "baseline_until",
          "outcome", "statement")  # fmt: skip
    for name, door, region, about, since, until, target, first, last, *rest in listed(warehouse, "focus", by):
        outcome, statement = rest
        locked = (first, last) if first and last and first <= last < since else (since - HISTORY, since - DAY)
        yield Subject(
            key=key("focus", name), kind="focus", about=about, boutique=door, region=regions.get(door, region),
            since=since, until=until, baseline_since=locked[0], baseline_until=locked[1], target=target,
            outcome=outcome, statement=statement,
        )  # fmt: skip


def _modules(warehouse: Warehouse, regions: Mapping[str, str]) -> Iterable[Subject]:
    """A module has come to a door on the first of the days on which three people completed it within four weeks."""
    firsts: dict[tuple[str, str], dict[str, tuple[date, str]]] = defaultdict(dict)
    by = ("module", "boutique", "region", "associate", "day")
    for module, door, region, who, day in listed(warehouse, "learnt", by, (("what", "completed"),)):
        if module and who and "/" not in who:
            some = firsts[module, door]
            some[who] = min(some.get(who, (day, region)), (day, region))
    for (module, door), some in firsts.items():
        days = sorted(some.values())
        came = next((one for one, third in zip(days, days[LEAST_PEOPLE - 1 :], strict=False)
                     if third[0] - one[0] <= WITHIN), None)  # fmt: skip
        if came is not None:
            since, region = came
            yield Subject(
                key=key("module", module, door), kind="module", about=module, boutique=door,
                region=regions.get(door, region), since=since, until=since + timedelta(days=FOLLOWED - 1),
                baseline_since=since - BASELINE, baseline_until=since - DAY,
            )  # fmt: skip


def _kept(found: Iterable[Subject], known: Collection[Subject]) -> list[Subject]:
    """What was found before keeps its key, days and why: the baseline is locked. Of two found now that overlap one
    found before the nearer is that one, the other is within it."""
    before: dict[tuple[str, str, str, str], list[Subject]] = defaultdict(list)
    for one in known:
        before[_of(one)].append(one)
    kept: dict[str, Subject] = {}
    for one in sorted(found, key=lambda s: s.since):
        same = [old for old in before.get(_of(one), ()) if _meet(one, old)]
        old = min(same, key=lambda o: (abs((o.since - one.since).days), o.key), default=None)
        if old is None:
            kept.setdefault(one.key, one)
        elif old.key not in kept:
            locked = LOCKED if one.kind == "focus" else (*LOCKED, "until")
            changed = {name: was for name in locked if (was := getattr(old, name)) != getattr(one, name)}
            kept[old.key] = replace(one, **changed) if changed else one
    return list(kept.values())


def _of(one: Subject) -> tuple[str, str, str, str]:
    return one.kind, one.about, one.person, "" if one.person else one.boutique


def _meet(one: Subject, old: Subject) -> bool:
    if one.key == old.key or one.kind == "module":
        return True
    return one.kind == "person" and old.since < one.since + timedelta(days=LASTS) and one.since <= (
        old.until or old.since
    )  # fmt: skip


def key(*named: str) -> str:
    """Short, safe in an address, the same for the same names."""
    return blake2b("\x1f".join(named).encode(), digest_size=9).hexdigest()
