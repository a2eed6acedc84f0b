"""What is told of an episode from far: closed weeks, large groups, a door's verdict rounded as its sentence is."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..impact.verdict import Side, Verdict
from ..languages import mark
from ..privacy.groups import Least
from ..privacy.verdict_rule import asked_of, enough, held, rough, weeks_told
from ..verdicts import CUTS, Sheets
from ..verdicts.told import NOTHING, Change, EventTime, Line, Pooled, Subject, Told
from .verdicting_pared import quiet
from .verdicting_rows import WEEK
from .verdicting_weeks import DAY, Counted, Hides, Part, aligned, monday

TOO_FEW = mark("Too few to show: at least {people} people and {events} events must stand behind each side.")
TOO_FEW_EVENTS = mark("Too few to show: at least {events} events must stand behind each side.")
NOT_YET = mark("Told by whole weeks: the first one is over on {day}.")
OF_SOMEBODY = frozenset({"staffing", "transfer", "overlap"})
Telling = Callable[[Subject, Collection[Subject], date], Told | Pooled]  # an episode, all others, and today
Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """people: behind each side of the leading change, at least."""

    told: Told | Pooled
    people: int = 0


@dataclass(frozen=True, slots=True)
class Far:
    """One look from far.

    tell: the engine. found: every episode, aligned where it can be. closed: the last Sunday that is over. apart: a
    person who is not counted among the people, for who knows their own numbers. hides: what is held back on the other
    pages above the boutique, so that none of them gives away what this one does not tell; None for an associate.
    """

    tell: Telling
    found: Sequence[Subject]
    sheets: Sheets
    closed: date
    least: Least
    apart: str = ""
    hides: Hides | None = None

    def see(self, subject: Subject) -> Seen:
        one = aligned(subject, self.closed)
        if one is None:
            return Seen(_bare(self.tell(subject, (), subject.since), self._not_yet(subject)))
        until = self.closed if one.doors else min(self.closed, one.until or self.closed)
        newest = self.tell(one, self.found, until + DAY)
        runs, people = {until: newest}, 0
        changes, measured = list[Change](), dict[str, tuple[Pooled, Counted]]()
        for change in newest.changes:
            least = asked_of(change.measure, self.least)
            counted = self._counted(change.measure, one, until, least)
            sides = [counted.group(span) for span in (_base(one), "after")] if counted else []
            if counted is None or not enough(sides, least) or not self._safe(one, counted, least):
                changes.append(_withheld(change, _few(least)))
                continue
            if (last := counted.last) not in runs:
                runs[last] = self.tell(one, self.found, last + DAY)
            run = runs[last]
            same = next((now for now in run.changes if now.measure == change.measure), change)
            changes.append(self._shown(same, one, counted, least))
            people = people or min(side.size for side in sides)
            if isinstance(run, Pooled):
                measured[change.measure] = run, counted
        return Seen(self._told(newest, one, changes, measured), people)

    def _counted(self, measure: str, one: Subject, until: date, least: Least) -> Counted | None:
        """Up to the last week of which may be told; None where that is none."""
        codes = {code for spells in self.sheets.beside().currencies.values() for _, code in spells}
        together = bool(one.doors) and len(codes) > 1 and bool(getattr(self.sheets, "currency", ""))
        panel = self.sheets.doors(measure, group=True) if together else None
        of = frozenset(one.parts)  # thousands, of a hundred thousand
        parts = [other for other in self.found if other.key in of]

        def counted(last: date) -> Counted:
            return Counted(measure, one, self.sheets, parts=parts, last=last, apart=self.apart, panel=panel)

        whole = counted(until)
        weeks = weeks_told(whole.weeks(), least)
        last = whole.first + weeks * WEEK - DAY
        return None if not weeks else whole if last >= whole.last else counted(last)

    def _safe(self, one: Subject, counted: Counted, least: Least, spans: Sequence[str] = ()) -> bool:
        """Whether nobody else follows from it and the other pages together."""
        for span in spans or (_base(one), "after"):
            if self.hides is None:
                continue
            if one.doors and not enough(counted.rest(span, self.hides, least), Least(least.people)):
                return False
            if not one.doors and counted.hidden(span, self.hides):
                return False
        return True

    def _shown(self, change: Change, one: Subject, counted: Counted, least: Least) -> Change:
        before, after, verdict = counted.side(_base(one)), counted.side("after"), change.verdict
        if verdict is not None:
            verdict = replace(verdict, before=before, after=after, baseline=counted.baseline(_base(one)))
            verdict = _together(verdict) if one.doors else _rounded(verdict)
        window = enough([counted.group("window"), counted.group("early")], least)
        window = window and self._safe(one, counted, least, ["window"])
        return replace(change, window=counted.side("window") if window else NOTHING, after=after, verdict=verdict)

    def _told(
        self, newest: Told | Pooled, one: Subject, changes: Sequence[Change],
        measured: dict[str, tuple[Pooled, Counted]],
    ) -> Told | Pooled:  # fmt: skip
        shown = replace(one, since=one.since + DAY, began=tuple(day + DAY for day in one.began))
        leads = bool(changes) and not changes[0].withheld
        next_step = newest.next_step if leads else ""
        if isinstance(newest, Told):
            around = tuple(one for one in newest.circumstances if one.kind not in OF_SOMEBODY)
            told = quiet(changes, newest.circumstances, around)
            return replace(
                newest, subject=shown, changes=told, circumstances=around, next_step=next_step, inputs=""
            )  # fmt: skip
        tables = {key: self._tables(run, key, counted) for key, (run, counted) in measured.items()}
        events = {
            key: _events(run.events.get(key, ()), counted, self.least) for key, (run, counted) in measured.items()
        }
        return replace(
            newest, subject=shown, changes=tuple(changes), next_step=next_step,
            by_door={key: doors for key, (doors, _, _) in tables.items() if doors},
            by_role={key: roles for key, (_, roles, _) in tables.items() if roles},
            cohorts={key: bands for key, (_, _, bands) in tables.items() if bands},
            events={key: some for key, some in events.items() if some}, may_decide=newest.may_decide and leads,
            why_not=newest.why_not if leads or not changes else changes[0].withheld, inputs="",
        )  # fmt: skip

    def _tables(self, run: Pooled, key: str, counted: Counted) -> tuple[Lines, Lines, Lines]:
        """Doors, job roles, tenure bands. A door's measure asks for people where it is told by role."""
        lines = run.by_door.get(key, ()), run.by_role.get(key, ()), run.cohorts.get(key, ())
        parts = [counted.doors(), *(counted.by(cut) if some else {} for cut, some in zip(CUTS, lines[1:], strict=True))]
        tables = {str(number): {name: part.behind for name, part in some.items()} for number, some in enumerate(parts)}
        gone: frozenset[str] = frozenset()
        if self.hides is not None:
            gone = counted.hidden("locked", self.hides) | counted.hidden("after", self.hides)
        bar = asked_of(key, self.least)
        alone = held({"0": tables.pop("0")}, bar, {"0": gone}) if bar != self.least else {}
        shut = {**alone, **held(tables, self.least, {"0": gone})}
        doors, roles, bands = (
            tuple(_line(line, parts[number].get(line.key), shut[str(number)]) for line in some if line.key)
            for number, some in enumerate(lines)
        )
        return doors, roles, bands

    def _not_yet(self, subject: Subject) -> str:
        day = monday(subject.since) + WEEK - DAY
        return NOT_YET.format(day=f"{day.day} {day:%B}")


def _base(one: Subject) -> str:
    """Which days stand before: two locked weeks, of a boutique's focus eight."""
    return "history" if one.kind == "focus" else "locked"


def _few(least: Least) -> str:
    return (TOO_FEW if least.people else TOO_FEW_EVENTS).format(people=least.people, events=least.events)


def _withheld(change: Change, why: str) -> Change:
    return replace(change, window=NOTHING, after=NOTHING, verdict=None, withheld=why)


def _bare(told: Told | Pooled, why: str) -> Told | Pooled:
    """Nothing but what it is about, and why there is no more."""
    changes = tuple(_withheld(change, why) for change in told.changes)
    if isinstance(told, Pooled):
        return Pooled(subject=told.subject, title=told.title, changes=changes, until=told.until, why_not=why)
    return Told(subject=told.subject, title=told.title, changes=changes, until=told.until)


def _together(verdict: Verdict) -> Verdict:
    before, after = verdict.before.value, verdict.after.value
    if before is None or after is None or verdict.estimate is None:
        return verdict
    return replace(verdict, raw=after - before, expected=after - before - verdict.estimate)


def _rounded(verdict: Verdict) -> Verdict:
    """Of one door: a planned look lies within a week, so nothing of it is told but what the sentence says."""
    estimate, low, high = (rough(one, verdict.unit) for one in (verdict.estimate, verdict.low, verdict.high))
    return replace(
        verdict, estimate=estimate, low=low, high=high, posterior=None, after=Side(), raw=None, expected=None,
        p=None, q=None,
    )  # fmt: skip


def _line(line: Line, part: Part | None, shut: Collection[str]) -> Line:
    if part is None or line.key in shut:
        return Line(key=line.key, label=line.label, held=True)
    people, events = [side.size for side in part.behind], [side.n for side in part.behind]
    return replace(
        line, before=part.before, after=part.after, people=(people[0], people[1]), events=(events[0], events[1])
    )  # fmt: skip


def _events(some: Iterable[EventTime], counted: Counted, least: Least) -> tuple[EventTime, ...]:
    """Weeks behind which so many doors stand that the smallest of them have enough people."""
    sizes = sorted(min(side.size for side in part.behind) for part in counted.doors().values())
    people = asked_of(counted.measure, least).people
    return tuple(one for one in some if sum(sizes[: one.doors]) >= people)
