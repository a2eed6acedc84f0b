"""Who is no peer: whoever is in the same programme, from the day it began there."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from ..impact.panel import Panel
from .told import Subject

KEPT = "treated"
NEVER = 1 << 30  # a column no panel has


def treated(panel: Panel, about: str, others: Collection[Subject], *, people: bool) -> NDArray[np.bool_]:
    """units x days, True from the first day on: the coached, and all of a door with the focus or module. A door where
    somebody was coached alone stays a peer of doors: few are left otherwise, and it can only hide a lift.

    Made once for a panel and the same `others`, so that the episodes of one start share their peers.
    """
    known = panel.kept.get((KEPT, about))
    if known is None or known[0] is not others:
        known = (others, _mask(panel, about, others, people))
        panel.kept[KEPT, about] = known
    mask: NDArray[np.bool_] = known[1]
    return mask


def _mask(panel: Panel, about: str, others: Collection[Subject], people: bool) -> NDArray[np.bool_]:
    doors: dict[str, int] = {}
    persons: dict[str, int] = {}
    for one in others:
        if one.about != about or not one.boutique:
            continue
        column = panel.column(one.since)
        if one.kind == "person":
            unit = f"{one.person}/{one.boutique}"
            persons[unit] = min(column, persons.get(unit, NEVER))
        else:
            doors[one.boutique] = min(column, doors.get(one.boutique, NEVER))
    first = np.array([doors.get(door, NEVER) for door in panel.doors], np.int64)[panel.door]
    if people:
        first = np.minimum(first, np.array([persons.get(unit, NEVER) for unit in panel.units], np.int64))
    mask: NDArray[np.bool_] = np.arange(panel.days) >= first[:, None]
    return mask
