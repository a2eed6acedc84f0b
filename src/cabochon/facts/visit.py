"""`visit`, `survey`, `step`, `signal`: what linking makes of receipts, answers, observations and what was logged."""

from collections.abc import Iterator
from typing import Any

from ..retail.events import Signal
from .cuts import cuts, evenly
from .goods import Good
from .master import Master
from .scene import Answered, Noted, Scene, Seen

BY_HAND = "floor"  # the source of what people log on their phones; all others are systems


def visit(scene: Scene, master: Master) -> Iterator[tuple[Any, ...]]:
    if scene.place is None:
        return
    scores = scene.scores
    values = (
        len(scene.sold),
        int(bool(scene.seen)),
        int(any(o.observation.marks.get("accessory") == "yes" for o in scene.seen)),
        int(bool(scene.paid)),
        int(scene.booked),
        round(sum(scores) / len(scores), 6) if scores else None,
        scene.unsure,
    )
    for cut, _ in cuts(scene.place, evenly(scene.people), scene.goods, master=master, segment=scene.segment):
        yield (scene.id, *cut, *values)


def survey(scene: Scene, one: Answered, master: Master) -> Iterator[tuple[Any, ...]]:
    """On its visit's day; under its own associate, else under those of its visit."""
    s, place = one.survey, scene.place or one.place
    people = [one.associate] if one.associate else list(scene.people)
    top2 = int(s.question == "satisfaction" and one.score >= 4)
    for cut, _ in cuts(place, evenly(people), scene.goods, master=master, segment=scene.segment):
        yield (
            one.version.event, *cut, s.at, s.question, one.score, top2, int(bool(scene.id)), scene.id,
            int(bool(s.comment)), master.themes(one.version.statement, s.language) if s.comment else "", s.source,
            one.version.statement,
        )  # fmt: skip


def steps(scene: Scene, one: Seen, master: Master) -> Iterator[tuple[Any, ...]]:
    scores = scene.scores
    scored = ("five" if min(scores) >= 5 else "other") if scores else ""
    goods = (Good(one.observation.product_line),) if one.observation.product_line else scene.goods
    marked = sorted(one.observation.marks.items())
    secondary = int(bool(scene.paid))
    for cut, _ in cuts(one.place, ((one.associate, 1.0),), goods, master=master, segment=scene.segment):
        for behaviour, mark in marked:
            yes, partly = int(mark == "yes"), int(mark == "partly")
            judged = int(mark in ("yes", "partly", "not_yet"))
            yield (
                one.version.event, *cut, one.observation.checklist, one.coach, behaviour, yes, partly, judged, scored,
                secondary, scene.id,
            )  # fmt: skip


def signal(scene: Scene, one: Noted, master: Master) -> tuple[Any, ...]:
    """On its own day."""
    p, said = one.place, one.event
    return (
        one.version.event, p.day, p.boutique, p.region, p.door_type, one.associate,
        *master.standing(one.associate, p.day), said.product_line, p.daypart, p.hour,
        said.signal if isinstance(said, Signal) else "", "self" if said.source == BY_HAND else "system", scene.id,
    )  # fmt: skip
