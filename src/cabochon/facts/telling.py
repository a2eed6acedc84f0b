"""Scenes and what stands outside of visits, as rows of every table."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..retail.events import Coaching, Learning, Traffic
from ..retail.receipts import By
from ..retail.records import Link
from . import others, receipt, visit
from .master import Master
from .scene import Scene
from .setting import place, sold
from .staging import Version
from .tables import LINE, LINK, MOMENT, RECEIPT, STEP, SURVEY, TRAFFIC, VISIT

Rows = dict[str, list[tuple[Any, ...]]]


def tell(scenes: Iterable[Scene], master: Master) -> Rows:
    rows: Rows = defaultdict(list)
    for scene in scenes:
        if scene.id:
            rows[VISIT.name] += visit.visit(scene, master)
        for one in scene.sold:
            rows[RECEIPT.name] += receipt.rows(scene, one, master)
            rows[LINE.name] += receipt.lines(one)
            rows[LINK.name].append(others.link(one.version, one.link, one.place))
        for seen in scene.seen:
            rows[STEP.name] += visit.steps(scene, seen, master)
            rows[LINK.name].append(others.link(seen.version, seen.link, seen.place))
        for answered in scene.answered:
            rows[SURVEY.name] += visit.survey(scene, answered, master)
            here = scene.place or answered.place
            rows[LINK.name].append(others.link(answered.version, answered.link, here))
        rows[MOMENT.name] += others.moments(scene)
    return rows


def tell_loose(versions: Iterable[Version], master: Master, by: By) -> Rows:
    """What linking does not see: door counts, coaching, learning, and receipts that are nobody's visit."""
    rows: Rows = defaultdict(list)
    for version in versions:
        event = version.told
        match event:
            case Traffic():
                found = master.open_at(version.boutique, version.since)
                if found and not (found[0].go_live and found[1] < found[0].go_live):
                    door, day = found
                    here = place(event.at, day, door)
                    rows[TRAFFIC.name].append(others.reading(version, event, here, door.factor))
            case Coaching() | Learning():
                if row := others.learnt(version, event, master):
                    rows[MOMENT.name].append(row)
            case _ if version.kind == "receipt":
                one = sold(version, master, by, link=Link("", "none"))
                if one is not None:
                    rows[RECEIPT.name] += receipt.rows(Scene(sold=[one]), one, master)
                    rows[LINE.name] += receipt.lines(one)
    return rows
