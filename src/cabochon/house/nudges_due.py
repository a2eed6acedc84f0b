"""What is due for one person now, each with its reason: read from the record, never from where anybody is."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ..languages import forms, in_english, mark
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..retail.coaching import Coaching, Contest, Focus, Huddle
from ..retail.events import Observation
from ..retail.feedback import open_contests
from ..retail.focusing import course
from ..retail.nudging import Hours, Nudge
from ..retail.open_actions import ASSOCIATE, MANAGERS, OWNER
from ..retail.week_plan import aside
from .coaching import BACK, LATELY, open_actions
from .nudges_modules import of_learner, of_team
from .seeing import See

if TYPE_CHECKING:
    from . import House

SOON = timedelta(minutes=15)  # before a window begins, and for as long as it lasts
SETTLES = timedelta(minutes=30)  # an observation may wait so long for its feedback
MORNING = timedelta(hours=3)  # after opening a huddle may still be logged for the day
LAST = timedelta(hours=1)  # of the shift, in which the end-of-day check is due
MIDWEEK = 3  # from Wednesday on it is said who was not observed
NAMED = 3  # people named in one line


def due(house: "House", viewer: Viewer, hours: Hours) -> list[Nudge]:
    """Everything, in no order. hours: of the shift, or the boutique's own."""
    see, now, found = house.see_as(viewer), house.clock(), list[Nudge]()
    for code in sorted(viewer.boutiques):
        found += of_learner(house, viewer, code, now, hours)
        if may(viewer, "rhythm.plan"):
            found += _of_manager(house, see, code, now, hours)
            found += of_team(house, viewer, code, hours)
        elif may(viewer, "answer.write"):
            found += _of_associate(house, see, code)
    if may(viewer, "contest.settle"):
        found += _contests(house, viewer)
    if may(viewer, "pulse.answer") and house.pulse.open_to(viewer):
        found.append(Nudge("pulse", mark("This quarter’s two questions are open, if you like."),
                           mark("They are voluntary, open once a quarter, and shown by region alone.")))  # fmt: skip
    return found


def _of_manager(house: "House", see: See, code: str, now: datetime, hours: Hours) -> Iterator[Nudge]:
    day = house.rhythm.today(code)
    for starts, ends in house.rhythm.windows(see, code, day):
        if starts - SOON <= now < ends:
            yield Nudge(
                "window",
                mark(f"Your observation window: {starts:%H:%M} to {ends:%H:%M}."),
                mark("Two short windows are blocked on each day’s schedule."),
                f"{code}/{starts:%H%M}",
            )
    told = see.record((Observation, Coaching, Contest, Huddle, Focus), boutiques=(code,), since=day)
    yield from _huddle(house, code, day, now, [t.event for t in told if isinstance(t.event, Huddle)])
    put_aside = aside(t.event for t in told if isinstance(t.event, Contest))
    followed = {str(t.event.follows) for t in told if isinstance(t.event, Coaching) and t.event.follows}
    waits = [
        t for t in told
        if isinstance(t.event, Observation) and not t.event.practice and t.entry not in followed | put_aside
        and t.event.observer.name == see.viewer.person and now - t.event.at > SETTLES
    ]  # fmt: skip
    if waits:
        yield Nudge("feedback", mark(f"Feedback waits for {_named(see, [t.event.associate.name for t in waits])}."),  # type: ignore[union-attr]
                    mark("You observed them today and no feedback has followed yet."), f"{code}/{day}")  # fmt: skip
    actions = open_actions(house, see, code)
    mine = [a for a in actions if a.open and a.due <= day and (
        a.moves == MANAGERS or (a.moves == OWNER and a.owner == see.viewer.person))]  # fmt: skip
    if mine:
        with_whom = _named(see, [a.associate for a in mine])
        yield Nudge("action", in_english(
                len(mine), forms("Due: {n} coaching action with {names}.", "Due: {n} coaching actions with {names}."),
                n=len(mine), names=with_whom),
                    mark("The day agreed on has come, and the next step is yours."), f"{code}/{day}")  # fmt: skip
    yield from _week(house, see, code, day)
    if hours.ends - LAST <= now < hours.ends and not _checked(told, day):
        yield Nudge(
            "checkin",
            mark("Time for the end-of-day check: wins, and tomorrow’s tip."),
            mark("The last hour of the day, and nothing is noted for tomorrow yet."),
            f"{code}/{day}",
        )


def _week(house: "House", see: See, code: str, day: date) -> Iterator[Nudge]:
    if day.isoweekday() >= MIDWEEK and (people := house.rhythm.unseen(see, code, day)):
        yield Nudge("unseen", mark(f"Observed less than twice this week: {_named(see, people)}."),
                    mark("They are on shift today, and two to three short observations a week is the rhythm."),
                    f"{code}/{day}")  # fmt: skip
    if day.isoweekday() == 1:
        week = house.rhythm.week(see, code, day)
        if week.team and not week.planned:
            yield Nudge(
                "plan",
                mark("This week’s support is not planned yet."),
                mark("It is Monday, and no coaching moment is planned for this week."),
                f"{code}/{day}",
            )


def _huddle(house: "House", code: str, day: date, now: datetime, held: list[Huddle]) -> Iterator[Nudge]:
    door = house.snapshot.door_on(code, day)
    if door is None or held:
        return
    at = door.local(now)
    opens = at.replace(hour=door.opens.hour, minute=door.opens.minute, second=0, microsecond=0)
    if opens <= at < opens + MORNING:
        yield Nudge("huddle", mark("Today’s huddle is not logged yet."),
                    mark("The boutique has opened, and no huddle stands for today."), f"{code}/{day}")  # fmt: skip


def _of_associate(house: "House", see: See, code: str) -> Iterator[Nudge]:
    day, me = house.rhythm.today(code), see.viewer.person
    actions = open_actions(house, see, code, about=me)
    mine = [a for a in actions if a.open and a.due <= day and a.moves == ASSOCIATE and a.associate == me]
    if mine:
        yield Nudge("action", in_english(
                len(mine), forms("Due: {n} coaching action to try.", "Due: {n} coaching actions to try."), n=len(mine)),
                    mark("The day you agreed on has come."), f"{code}/{day}")  # fmt: skip
    told = see.record((Focus, Huddle), boutiques=(code,), since=day - 2 * LATELY)
    held = course(one.event for one in told if isinstance(one.event, Focus | Huddle)).on(day)
    if held is not None and (tip := held.tip(day)):
        yield Nudge("tip", mark(f"Today’s tip: {tip}"), mark("It belongs to the boutique’s focus."), f"{code}/{day}")


def _contests(house: "House", viewer: Viewer) -> Iterator[Nudge]:
    """How many wait, and of which boutiques; nothing of the entries is opened here."""
    since = house.today - BACK
    waiting = sum(
        len(open_contests(house.record.of(code, (Contest,), since=since))) for code in sorted(viewer.boutiques)
    )
    if waiting:
        yield Nudge("contest", in_english(
                waiting, forms("{n} contested entry to decide.", "{n} contested entries to decide."), n=waiting),
                    mark("Contested entries are set aside until you decide."), str(house.today))  # fmt: skip


def _checked(told: object, day: date) -> bool:
    """Whether the end of the day is noted: a check-in, or a tip for a day to come."""
    for one in told:  # type: ignore[attr-defined]
        event = one.event
        if isinstance(event, Coaching) and event.form == "check_in":
            return True
        if isinstance(event, Focus) and event.what == "tip" and event.since and event.since > day:
            return True
    return False


def _named(see: See, people: list[str]) -> str:
    """Names in alphabetical order, three at most, and how many more."""
    names = sorted({see.labels.people.get(one, mark("somebody of the team")) for one in people}, key=str.casefold)
    more = len(names) - NAMED
    some = ", ".join(names[:NAMED])
    return mark(f"{some} and {more} more") if more > 0 else some
