"""Scenes and what stands outside of visits, as rows of every table."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..retail.events import (
    Coaching,
    Huddle,
    JobAid,
    Learning,
    Observation,
    Praise,
    Receipt,
    StepDone,
    StockException,
    TillClosing,
    Traffic,
)
from ..retail.receipts import By
from ..retail.records import Link
from ..warehouse import Table
from . import lessons, others, processes, receipt, rhythm, tills, visit
from .contests import set_aside
from .ground import here
from .master import Master
from .scene import Scene, Seen
from .setting import CLIENT_VISIT, sold
from .tables import LINE, LINK, MOMENT, RECEIPT, STEP, SURVEY, TRAFFIC, VISIT
from .tables_beside import AID, CLOSING, COACHED, EXCEPTION, HUDDLE, LEARNT, PRAISE, SIGNAL, SOP, TICKET, WATCHED
from .versions import Version

Rows = dict[str, list[tuple[Any, ...]]]
NOWHERE = Link("", "none")
# The tables in which an event of a kind has rows of its own, keyed by the event. A visit goes by the key of one of its
# anchors. What is told in threads is keyed by threads.keys; what is told of the whole house by housewide.py.
TOLD_IN: dict[str, tuple[Table, ...]] = defaultdict(tuple, {
    "receipt": (RECEIPT, LINE, LINK, MOMENT, VISIT, TICKET),
    "observation": (STEP, WATCHED, LINK, MOMENT, VISIT),
    "survey": (SURVEY, LINK, MOMENT),
    "signal": (SIGNAL, LINK),
    "booking": (LINK,),
    "enrolment": (LINK,),
    "traffic": (TRAFFIC,),
    "coaching": (COACHED, MOMENT),
    "learning": (LEARNT, MOMENT),
    "huddle": (HUDDLE, MOMENT),
    "praise": (PRAISE, MOMENT),
    "job_aid": (AID,),
    "step_done": (SOP,),
    "stock_exception": (EXCEPTION,),
    "till_closing": (CLOSING,),
})  # fmt: skip


def tell(scenes: Iterable[Scene], master: Master) -> Rows:
    rows: Rows = defaultdict(list)
    for scene in scenes:
        if scene.id:
            rows[VISIT.name] += visit.visit(scene, master)
        for one in scene.sold:
            rows[RECEIPT.name] += receipt.rows(scene, one, master)
            rows[LINE.name] += receipt.lines(one)
            rows[LINK.name].append(others.link(one.version, one.link, one.place))
            rows[TICKET.name] += tills.ticket(one.version, one.version.told, master)
        for seen in scene.seen:
            rows[STEP.name] += visit.steps(scene, seen, master)
            rows[WATCHED.name].append(others.watched(seen, master))
            rows[LINK.name].append(others.link(seen.version, seen.link, seen.place))
        for answered in scene.answered:
            rows[SURVEY.name] += visit.survey(scene, answered, master)
            at = scene.place or answered.place
            rows[LINK.name].append(others.link(answered.version, answered.link, at))
        for noted in scene.noted:
            if noted.version.kind == "signal":
                rows[SIGNAL.name].append(visit.signal(scene, noted, master))
            rows[LINK.name].append(others.link(noted.version, noted.link, noted.place))
        rows[MOMENT.name] += others.moments(scene)
    return rows


def tell_loose(versions: Iterable[Version], master: Master, by: By) -> Rows:
    """What linking does not see. What is told in threads alone has no rows here.

    by: what later returns, voids, corrections and contests say of an event.
    """
    rows: Rows = defaultdict(list)
    for v in versions:
        match event := v.told:
            case Traffic():
                rows[TRAFFIC.name] += others.reading(v, event, master)
            case Receipt():
                rows[TICKET.name] += tills.ticket(v, event, master)
                if (one := sold(v, master, by, link=NOWHERE)) is not None:
                    rows[RECEIPT.name] += receipt.rows(Scene(sold=[one]), one, master)
                    rows[LINE.name] += receipt.lines(one)
            case Observation():
                _beside(rows, v, event, master, by=by)
            case Coaching():
                if not set_aside(v.event, by):
                    rows[MOMENT.name] += others.loose(v, master, who=event.associate, says=event.behaviour)
                    if not event.follows:
                        rows[COACHED.name] += rhythm.coached(v, None, master, by=by)
            case Learning():
                says, seconds = f"{event.what} {event.module}", event.seconds
                rows[MOMENT.name] += others.loose(v, master, who=event.associate, says=says, a=event.scaled, b=seconds)
                if not event.attempt:
                    rows[LEARNT.name] += lessons.learnt(v, seconds or 0.0, master)
            case Huddle():
                rows[HUDDLE.name] += rhythm.huddle(v, master)
                rows[MOMENT.name] += others.loose(
                    v, master, who=None, says=event.focus, a=event.present, b=event.minutes
                )
            case Praise():
                rows[PRAISE.name] += rhythm.praise(v, master)
                rows[MOMENT.name] += others.loose(v, master, who=event.associate, says=event.behaviour)
            case JobAid():
                rows[AID.name] += lessons.aid(v, master)
            case StepDone():
                rows[SOP.name] += processes.done(v, master)
            case StockException():
                rows[EXCEPTION.name] += tills.exception(v, event, master)
            case TillClosing():
                rows[CLOSING.name] += tills.closing(v, event, master)
    return rows


def _beside(rows: Rows, v: Version, event: Observation, master: Master, *, by: By) -> None:
    """An observation of a task that is no client visit. What is left of those was practice, or is set aside."""
    place = here(v, master)
    if event.checklist == CLIENT_VISIT or event.practice or place is None or set_aside(v.event, by):
        return
    who, coach = (master.person(w, v.boutique, place.day) for w in (event.associate, event.observer))
    seen = Seen(v, event, place, who, coach, NOWHERE)
    scene = Scene(seen=[seen])
    rows[STEP.name] += visit.steps(scene, seen, master)
    rows[WATCHED.name].append(others.watched(seen, master))
    rows[MOMENT.name] += others.moments(scene)
