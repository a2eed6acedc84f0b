"""`traffic`, `watched`, `link` and `moment`: what the door counted, who was watched, why things belong together, what
came in."""

from collections.abc import Iterator
from datetime import datetime

from ..retail.events import Traffic
from ..retail.records import Link
from ..retail.who import Who
from .ground import Row, at, day_of, here, personal, real, then
from .master import Master
from .receipt import moment as sale
from .scene import Answered, Place, Scene, Seen
from .versions import Version

APART = ("none", "ambiguous")


def reading(version: Version, event: Traffic, master: Master) -> Iterator[Row]:
    place, door = here(version, master), master.door(version.boutique, day_of(version, master))
    if place is not None and door is not None:
        entries = max(event.entries - event.excluded, 0)
        corrected = round(entries * door.factor, 6)
        yield version.event, *at(place), *then(place), entries, corrected, event.exits


def watched(one: Seen, master: Master) -> Row:
    o, place = one.observation, one.place
    minutes = round((one.version.until - one.version.since).total_seconds() / 60, 3)
    who = personal(one.associate, place.day, master)
    return (one.version.event, *at(place), *who, *then(place), one.coach, o.checklist, minutes, real(o.seconds))


def link(version: Version, link: Link, here: Place) -> Row:
    """An anchor that stayed alone has a visit of its own, but joined none. Alone it is no failure to link: a sale need
    not be observed, a visit need not end in a sale, nor what was logged have been in a visit. A survey is always about
    a visit, and who names one means it."""
    visit = "" if link.rule in APART else link.visit
    linkable = int(link.rule != "none" or _means_a_visit(version))
    return (version.event, version.kind, visit, link.rule, link.distance, linkable, here.day, here.boutique,
            here.region, here.door_type, version.source)  # fmt: skip


def _means_a_visit(version: Version) -> bool:
    if version.kind == "signal":
        return bool(version.told.visit)  # an appointment it names may lie ahead
    return version.kind == "survey" or (version.kind != "receipt" and bool(version.ref or version.awaits))


def moments(scene: Scene) -> Iterator[Row]:
    for s in scene.sold:
        who = s.sellers[0][0] if s.sellers else ""
        says, a, b = sale(s)
        yield _row(s.version, s.receipt.at, s.place, who=who, line=s.goods[0].line, a=a, b=b, says=says, visit=scene.id)
    for o in scene.seen:
        marks = o.observation.marks
        yes = sorted(key for key, mark in marks.items() if mark == "yes")
        judged = sum(mark in ("yes", "partly", "not_yet") for mark in marks.values())
        line = o.observation.product_line or scene.goods[0].line
        yield _row(
            o.version, o.observation.at, o.place, who=o.associate, line=line, a=float(len(yes)), b=float(judged),
            says=" ".join(yes), visit=scene.id,
        )  # fmt: skip
    for answered in scene.answered:
        yield _answer(scene, answered)


def _answer(scene: Scene, one: Answered) -> Row:
    here, s = scene.place or one.place, one.survey
    who = one.associate or next(iter(scene.people), "")
    top = 5.0 if s.question == "satisfaction" else s.high
    return _row(
        one.version,
        s.at,
        here,
        who=who,
        line=scene.goods[0].line,
        a=one.score,
        b=top,
        says=one.link.rule,
        visit=scene.id,
    )


def loose(
    version: Version, master: Master, *, who: Who | None, says: str, a: float | None = None, b: float | None = None
) -> Iterator[Row]:
    """What is no part of a visit, in the live list; nothing where the door is unknown or does not count yet."""
    if (place := here(version, master)) is not None:
        person = master.person(who, version.boutique, place.day) if who else ""
        when = version.told.at
        yield _row(version, when, place, who=person, line="", a=real(a), b=real(b), says=says, visit="")


def _row(version: Version, when: datetime, place: Place, *, who: str, line: str, a: float | None, b: float | None,
         says: str, visit: str) -> Row:  # fmt: skip
    return (
        version.event, version.kind, when, version.seq, place.day, place.boutique, place.region, who, line,
        place.daypart, a, b, says, version.statement, visit,
    )  # fmt: skip
