"""Modules that are due: told to who has them two days ahead, on the day and once after it; to a manager by count, once
a week. Never in the door's busy hours."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ..directory.rhythm_rows import Given
from ..languages import forms, in_english, mark
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..retail.nudging import Hours, Nudge
from ..retail.week_plan import iso_week
from .learning_moments import DOORS, busy
from .paths_following import REFRESHER

if TYPE_CHECKING:
    from . import House

AHEAD = timedelta(days=2)
LATE = timedelta(days=14)  # after its day nothing more is said


def of_learner(house: "House", viewer: Viewer, boutique: str, now: datetime, hours: Hours) -> Iterator[Nudge]:
    if not may(viewer, "learn.take") or len(viewer.boutiques) > DOORS:
        return
    day = house.rhythm.today(boutique)
    near = [one for one in house.paths.team.open_of(viewer, boutique) if day - LATE <= one.due <= day + AHEAD]
    if not near or busy(house, viewer, boutique, now):
        return
    said = _before(house, viewer, hours)
    for one in near:
        kind = "refresher" if one.picked == REFRESHER else "module"
        when = "late" if one.due < day else "today" if one.due == day else "soon"
        about = f"{one.module}/{one.due}/{when}"
        if (kind, about) in said:
            continue
        title = house.library.module(one.module, viewer.language).title
        says = _refresher(title, one.due, when) if kind == "refresher" else _module(title, one.due, when)
        yield Nudge(kind, says, mark("It takes five to ten minutes, and the door is not at its busiest now."), about)


def _refresher(title: str, due: date, when: str) -> str:
    """when: "late", "today" or "soon"."""
    if when == "late":
        return mark(f"The refresher of “{title}” was due.")
    if when == "today":
        return mark(f"The refresher of “{title}” is due today.")
    return mark(f"The refresher of “{title}” is due on {due:%A}.")


def _module(title: str, due: date, when: str) -> str:
    if when == "late":
        return mark(f"The module “{title}” was due.")
    if when == "today":
        return mark(f"The module “{title}” is due today.")
    return mark(f"The module “{title}” is due on {due:%A}.")


def of_team(house: "House", viewer: Viewer, boutique: str, hours: Hours) -> Iterator[Nudge]:
    if not may(viewer, "learn.team"):
        return
    day = house.rhythm.today(boutique)
    about = f"{boutique}/{iso_week(day)}"
    if ("modules", about) in _before(house, viewer, hours):
        return
    floor, people = house.paths.team.floor(boutique)
    waiting = [one for one in house.paths.team.dues(floor, people) if one.done is None and one.person != viewer.person]
    if waiting:
        late = sum(one.due < day for one in waiting)
        n = len(waiting)
        if late:
            both = forms("{n} module open in your team, {late} past the due day.",
                         "{n} modules open in your team, {late} past the due day.")  # fmt: skip
        else:
            both = forms("{n} module open in your team.", "{n} modules open in your team.")
        says = in_english(n, both, n=n, late=late)
        yield Nudge("modules", says, mark("Said once a week, by count: nobody is ranked."), about)


def _before(house: "House", viewer: Viewer, hours: Hours) -> set[tuple[str, str]]:
    """What was said in an earlier shift."""
    rows = house.directory.find(Given, account=viewer.account)
    return {(one.kind, one.about) for one in rows if one.shift != hours.starts}
