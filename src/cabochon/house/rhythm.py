"""The rhythm of a boutique's week: its observation windows, who is on shift, and who has not been seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from ..directory.rhythm_rows import Lookback, Window
from ..measures.question import Answer, Question
from ..privacy import notes
from ..privacy.roles import may, right
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Refused, Unknown
from ..retail import week_plan, windows
from ..retail.coaching import Assignment, Coaching, Contest
from ..retail.day import business_day
from ..retail.events import Observation
from ..retail.master import Door
from ..retail.week_plan import Planned, monday
from ..retail.windows import Span
from .rota import OnShift, Rota
from .seeing import See

if TYPE_CHECKING:
    from . import House

WEEKS = 4  # of traffic by which quiet hours are told
FEW = 20  # entries of one weekday below which all days are taken together
LINE = 140  # characters of a look-back's line
SET, OFF, QUIET, USUAL = "set", "off", "quiet", "usual"


@dataclass(frozen=True, slots=True)
class DayWindows:
    """The windows of one day. how: set (by hand), off, quiet (proposed by traffic), usual (proposed without).
    once: what was set holds for that day alone."""

    day: date
    starts: tuple[time, ...]
    how: str
    once: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """A boutique's week as it stands: days, the team in it, who was seen how often, what is planned and assigned."""

    boutique: str
    monday: date
    today: date
    team: Sequence[str]
    rostered: bool
    shifts: Sequence[OnShift]
    seen: dict[str, int]
    planned: Sequence[Planned]
    assigned: Sequence[Planned]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


class Rhythm:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self.rota = Rota(house)

    def windows(self, see: See, boutique: str, day: date) -> list[tuple[datetime, datetime]]:
        """The observation windows blocked on that day, in the boutique's zone; none when they are switched off."""
        found = self.days(see, boutique, day, 1)[0]
        return windows.spans(day, found.starts, self._door(see, boutique).zone)

    def days(self, see: See, boutique: str, first: date, count: int) -> list[DayWindows]:
        """The windows of so many days: set by hand, else proposed from traffic and the manager's own roster."""
        door = self._door(see, boutique)
        rows = {row.day: row for row in self._house.directory.find(Window, boutique=boutique)}
        days = [first + timedelta(days=n) for n in range(count)]
        busy: dict[int, dict[int, float]] | None = None
        mine: dict[date, list[Span]] = {}
        if any(str(day) not in rows and str(day.isoweekday()) not in rows for day in days):
            busy, mine = self.traffic(see, boutique), self._mine(see, boutique, days)
        found = []
        for day in days:
            row = rows.get(str(day)) or rows.get(str(day.isoweekday()))
            if row is not None:
                starts = tuple(time.fromisoformat(at) for at in row.starts)
                found.append(DayWindows(day, () if row.off else starts, OFF if row.off else SET, row.day == str(day)))
                continue
            traffic = (busy or {}).get(day.isoweekday(), {})
            starts = windows.proposed(door.opens, door.closes, traffic=traffic, staffed=mine.get(day, ()))
            found.append(DayWindows(day, starts, QUIET if any(traffic.values()) else USUAL))
        return found

    def move(self, viewer: Viewer, boutique: str, day: str, starts: Sequence[str], *, off: bool = False) -> None:
        """Set the windows of a weekday ("1" to "7") or of one date.

        Raises:
            Refused: times that do not fit. NotAllowed, Unknown: not this viewer's boutique.
        """
        self._owned(viewer, boutique)
        door = self._house.snapshot.door_on(boutique, self._house.today)
        if door is None:
            raise Unknown("there is no such boutique", "/boutique")
        times = () if off else windows.read(starts, door.opens, door.closes)
        if not off and not times:
            raise Refused("is missing; give at least one time, or switch the windows off", "/starts")
        self._house.directory.put(Window(
            id=f"{boutique}/{_named(day)}", boutique=boutique, day=day, starts=times, off=off, by=viewer.account,
            at=self._house.clock(),
        ))  # fmt: skip

    def propose(self, viewer: Viewer, boutique: str, day: str) -> None:
        """Back to what is proposed: for a date also where its weekday was set by hand, that is then what stands."""
        self._owned(viewer, boutique)
        self._house.directory.delete(Window, f"{boutique}/{_named(day)}")

    def shifts(self, see: See, boutique: str, since: date, until: date) -> list[OnShift]:
        """The roster as far as the viewer may know it: managers their team's, everybody else their own."""
        if boutique not in see.viewer.boutiques:
            return []
        found = self.rota.shifts(boutique, since, until)
        known = right(see.viewer, "names.see") == "boutique" and boutique not in see.viewer.shut
        return [one for one in found if known or one.person == see.viewer.person]

    def unseen(self, see: See, boutique: str, day: date) -> list[str]:
        """Ids of people on shift that day who were observed less than twice in its week, alphabetical by name.

        Without a roster that week: of the whole team. The viewer is not among them: nobody observes themselves.
        """
        week = self.week(see, boutique, day)
        here = {one.person for one in week.shifts if one.day == day}
        found = [one for one in week.team if not week.rostered or one in here]
        return [one for one in found if week.seen.get(one, 0) < week_plan.ENOUGH]

    def week(self, see: See, boutique: str, day: date) -> Week:
        """The week of that day. The team: whom the viewer knows by name there, without managers and the viewer."""
        first = monday(day)
        last = first + timedelta(days=6)
        people = {p.id: p for p in self._house.snapshot.people(day)}
        named = [one for one in see.labels.team.get(boutique, ()) if one != see.viewer.person]
        team = [one for one in named if one not in people or people[one].job_role != "manager"]
        told = see.record((Observation, Contest), boutiques=(boutique,), since=first, until=last + timedelta(days=14))
        contests = [one.event for one in told if isinstance(one.event, Contest)]
        watched = [(t.entry, t.event) for t in told if isinstance(t.event, Observation) and t.event.at.date() <= last]
        seen = week_plan.observed(watched, week_plan.aside(contests))
        shifts = self.shifts(see, boutique, first, last)
        standing = self.standing(see, boutique, first - timedelta(days=60))
        return Week(
            boutique, first, self.today(boutique), team, any(one.person in team for one in shifts), shifts, dict(seen),
            [one for one in standing if one.associate and first <= one.due <= last],
            [one for one in standing if not one.associate and (one.done is None or one.done >= first)],
        )  # fmt: skip

    def standing(self, see: See, boutique: str, since: date) -> list[Planned]:
        """What is planned and assigned there and may be read by the viewer, done or open. Whether a moment was held is
        told to whoever may read that it was asked for; nothing else of the moment is."""
        told = [
            (one.entry, one.event) for one in see.record((Assignment,), boutiques=(boutique,), since=since)
            if isinstance(one.event, Assignment)
        ]  # fmt: skip
        held = self._house.record.of(boutique, (Coaching,), since=since) if told else []
        return week_plan.standing(told, [one.event for one in held if isinstance(one.event, Coaching)])

    def today(self, boutique: str) -> date:
        """The boutique's own business day."""
        door = self._house.snapshot.door_on(boutique, self._house.today)
        return business_day(self._house.clock(), door) if door else self._house.today

    # The look back

    def lookback(self, see: See, boutique: str, week: str) -> Lookback | None:
        if boutique not in see.viewer.boutiques or not may(see.viewer, "focus.see"):
            return None
        return self._house.directory.get(Lookback, f"{boutique}/{week}")

    def look_back(self, viewer: Viewer, boutique: str, week: str, *, keep: str, change: str) -> None:
        """Write down what to keep and what to change after a week.

        Raises:
            Refused: a line that tells of a client, or is too long.
        """
        self._owned(viewer, boutique)
        for name, text in (("keep", keep), ("change", change)):
            self.screened(text, f"/{name}")
        self._house.directory.put(Lookback(
            id=f"{boutique}/{week}", boutique=boutique, week=week, keep=keep.strip(), change=change.strip(),
            by=viewer.account, at=self._house.clock(),
        ))  # fmt: skip

    def screened(self, text: str, pointer: str) -> None:
        """
        Raises:
            Refused: a text that tells of a client.
        """
        entrance = self._house.entrance
        notes.refuse(text, pointer, staff=entrance.staff(), words=entrance.words(), most=LINE)

    def traffic(self, see: See, boutique: str) -> dict[int, dict[int, float]]:
        """Weekday -> local hour -> entries of the last weeks; of all days where one weekday has few."""
        today = self.today(boutique)
        asked = Question("conversion", ("weekday", "hour"), today - timedelta(weeks=WEEKS), today - timedelta(days=1),
                         {"boutique": (boutique,)})  # fmt: skip
        (answer,) = see.ask_many([asked])
        cells = answer.cells if isinstance(answer, Answer) else {}
        found: dict[int, dict[int, float]] = {n: {} for n in range(1, 8)}
        whole: dict[int, float] = {}
        for (weekday, hour), cell in cells.items():
            if cell is not None and hour not in ("", None):
                found[int(weekday)][int(hour)] = cell.bottom
                whole[int(hour)] = whole.get(int(hour), 0.0) + cell.bottom
        return {n: hours if sum(hours.values()) >= FEW else whole for n, hours in found.items()}

    def _mine(self, see: See, boutique: str, days: Sequence[date]) -> dict[date, list[Span]]:
        """The viewer's own shifts, by day."""
        found: dict[date, list[Span]] = {}
        for one in self.shifts(see, boutique, min(days), max(days)):
            if one.person == see.viewer.person and one.starts and one.ends:
                found.setdefault(one.day, []).append((one.starts.time(), one.ends.time()))
        return found

    def _door(self, see: See, boutique: str) -> Door:
        door: Any = self._house.snapshot.door_on(boutique, self._house.today)
        if door is None or boutique not in see.viewer.boutiques:
            raise Unknown("there is no boutique by this code within your reach; choose one from the list", "/boutique")
        return door  # type: ignore[no-any-return]

    def _owned(self, viewer: Viewer, boutique: str) -> None:
        if not may(viewer, "rhythm.plan"):
            raise NotAllowed("is planned by the boutique's manager")
        if boutique not in viewer.boutiques:
            raise Unknown("there is no boutique by this code within your reach; choose one from the list", "/boutique")


def _named(day: str) -> str:
    """
    Raises:
        Refused: neither a weekday nor a date.
    """
    if day in ("1", "2", "3", "4", "5", "6", "7"):
        return day
    try:
        return str(date.fromisoformat(day))
    except ValueError:
        raise Refused("is no day; write 2026-03-31, or 1 (Monday) to 7", "/day") from None
