"""`traffic`, `link` and `moment`: what the door counted, why things belong together, what came in."""

from collections.abc import Iterator
from typing import Any

from ..retail.events import Coaching, Learning, Traffic
from ..retail.records import Link
from .master import Master
from .receipt import moment as sale
from .scene import Answered, Place, Scene
from .setting import place
from .staging import Version

APART = ("none", "ambiguous")


def reading(version: Version, event: Traffic, here: Place, factor: float) -> tuple[Any, ...]:
    entries = max(event.entries - event.excluded, 0)
    return (
        version.event, here.day, here.boutique, here.region, here.daypart, here.hour, entries,
        round(entries * factor, 6), event.exits,
    )  # fmt: skip


def link(version: Version, link: Link, here: Place) -> tuple[Any, ...]:
    """An anchor that stayed alone has a visit of its own, but joined none. Alone it is no failure to link: a sale need
    not be observed and a visit need not end in a sale. A survey is always about a visit, and a name is meant."""
    visit = "" if link.rule in APART else link.visit
    names = version.kind == "survey" or (version.kind == "observation" and version.ref)
    linkable = int(link.rule != "none" or bool(names))
    source = version.told.source
    return (version.event, version.kind, visit, link.rule, link.distance, linkable, here.day, here.boutique, source)


def moments(scene: Scene) -> Iterator[tuple[Any, ...]]:
    for s in scene.sold:
        who = s.sellers[0][0] if s.sellers else ""
        says, a, b = sale(s)
        yield _row(s.version, s.receipt.at, s.place, who=who, line=s.lines[0], a=a, b=b, says=says, visit=scene.id)
    for o in scene.seen:
        marks = o.observation.marks
        yes = sorted(key for key, mark in marks.items() if mark == "yes")
        judged = sum(mark in ("yes", "partly", "not_yet") for mark in marks.values())
        line = o.observation.product_line or scene.lines[0]
        yield _row(
            o.version, o.observation.at, o.place, who=o.associate, line=line, a=float(len(yes)), b=float(judged),
            says=" ".join(yes), visit=scene.id,
        )  # fmt: skip
    for answered in scene.answered:
        yield _answer(scene, answered)


def _answer(scene: Scene, one: Answered) -> tuple[Any, ...]:
    here, s = scene.place or one.place, one.survey
    who = one.associate or next(iter(scene.people), "")
    top = 5.0 if s.question == "satisfaction" else s.high
    return _row(
        one.version, s.at, here, who=who, line=scene.lines[0], a=one.score, b=top, says=one.link.rule, visit=scene.id
    )


def learnt(version: Version, event: Coaching | Learning, master: Master) -> tuple[Any, ...] | None:
    """A coaching moment or a step in a module; None where the door is unknown or does not count yet."""
    found = master.open_at(version.boutique, version.since)
    if found is None or (found[0].go_live and found[1] < found[0].go_live):
        return None
    door, day = found
    who = master.person(event.associate, version.boutique, day)
    if isinstance(event, Coaching):
        a, b, says = None, None, event.behaviour
    else:
        a, b, says = event.scaled, event.seconds, f"{event.what} {event.module}"
    return _row(version, event.at, place(event.at, day, door), who=who, line="", a=a, b=b, says=says, visit="")


def _row(version: Version, at: Any, here: Place, *, who: str, line: str, a: float | None, b: float | None, says: str,
         visit: str) -> tuple[Any, ...]:  # fmt: skip
    return (
        version.event, version.kind, at, version.seq, here.day, here.boutique, here.region, who, line, here.daypart,
        a, b, says, version.statement, visit,
    )  # fmt: skip
