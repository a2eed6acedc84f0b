"""`visit`, `survey`, `step`: what linking makes of receipts, answers and observations."""

from collections.abc import Iterator
from typing import Any

from .cuts import cuts, evenly
from .master import Master
from .scene import Answered, Scene, Seen


def visit(scene: Scene, master: Master) -> Iterator[tuple[Any, ...]]:
    if scene.place is None:
        return
    scores = scene.scores
    values = (
        len(scene.sold),
        int(bool(scene.seen)),
        int(any(o.observation.marks.get("accessory") == "yes" for o in scene.seen)),
        int(bool(scene.paid)),
        round(sum(scores) / len(scores), 6) if scores else None,
        scene.unsure,
    )
    for cut, _ in cuts(scene.place, evenly(scene.people), scene.lines, master=master):
        yield (scene.id, *cut, *values)


def survey(scene: Scene, one: Answered, master: Master) -> Iterator[tuple[Any, ...]]:
    """On its visit's day; under its own associate, else under those of its visit."""
    s, place = one.survey, scene.place or one.place
    people = [one.associate] if one.associate else list(scene.people)
    top2 = int(s.question == "satisfaction" and one.score >= 4)
    for cut, _ in cuts(place, evenly(people), scene.lines, master=master):
        yield (
            one.version.event, *cut, s.at, s.question, one.score, top2, int(bool(scene.id)), scene.id,
            int(bool(s.comment)), one.version.statement,
        )  # fmt: skip


def steps(scene: Scene, one: Seen, master: Master) -> Iterator[tuple[Any, ...]]:
    scores = scene.scores
    scored = ("five" if min(scores) >= 5 else "other") if scores else ""
    lines = (one.observation.product_line,) if one.observation.product_line else scene.lines
    marked = sorted(one.observation.marks.items())
    for cut, _ in cuts(one.place, [(one.associate, 1.0)], lines, master=master):
        for behaviour, mark in marked:
            yes, partly = int(mark == "yes"), int(mark == "partly")
            judged = int(mark in ("yes", "partly", "not_yet"))
            yield (
                one.version.event, *cut, behaviour, yes, partly, judged, scored, int(bool(scene.paid)), scene.id,
            )  # fmt: skip
