"""Judgements that questions need: those kept, and those made now, of the whole maison and its finest facts.

A total is judged before its parts, and a lot that is over before those of its weeks nobody has asked for yet; what was
judged stays, and what is judged later has to fit it. So whoever asks first opens nothing for who asks later.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..measures.kinds import Measure
from ..measures.question import Answer, Question
from ..refusals import NotAllowed, Unanswerable, Unknown
from ..retail.closed_weeks import Window, closed_week, lot_of
from .frozen import Frozen, Name
from .groups import Least
from .judged import Judged
from .judging import judge
from .ladder import behind, levels, tables
from .lattice import Dims, Key, Lattice

Refusal = Unanswerable | NotAllowed | Unknown
Asked = Callable[[Sequence[Question]], Sequence[Answer | Refusal]]
Row = tuple[object, ...]
PLACE = ("boutique", "job_role", "region", "tenure")


@dataclass(frozen=True, slots=True)
class Need:
    """What is judged: a measure's people, with a further cut or none, in a week or a lot."""

    measure: Measure
    extra: Dims
    window: Window

    def name(self, least: Least) -> Name:
        return (*behind(self.measure), self.measure.cuts, self.extra, str(self.window.since), self.window.weeks,
                least.people, least.events)  # fmt: skip

    def before(self, closed: date) -> tuple["Need", ...]:
        """What has to be judged first, in order, and itself. closed: the last day of the last closed week."""
        lot = self.lot
        windows = (lot, self.window) if lot != self.window and lot.until <= closed else (self.window,)
        return tuple(Need(self.measure, extra, one) for one in windows for extra in levels(self.extra))

    @property
    def lot(self) -> Window:
        return lot_of(self.window)


def weighed(
    needs: Iterable[Need], *, ask: Asked, doors: Collection[str], least: Least, frozen: Frozen, today: date
) -> dict[Need, Judged | Refusal]:
    """Each need with all its tables, the totals' included; or why the facts cannot tell.

    ask: the facts, without any limit. doors: of the whole maison.
    """
    needs, closed = list(needs), closed_week(today)
    wanted = list(dict.fromkeys(one for need in needs for one in need.before(closed)))
    found: dict[Name, Judged | Refusal] = {}
    missing = [one for one in wanted if not _known(one, least, frozen, found)]
    if missing:
        with frozen.alone:
            missing = [one for one in missing if not _known(one, least, frozen, found)]
            rows = _rows(missing, ask, doors, closed)
            for one in missing:
                if one.name(least) not in found:
                    found[one.name(least)] = _judged(
                        one, rows[behind(one.measure), one.extra], least, frozen, closed=closed
                    )  # fmt: skip
    return {need: _together(need, found, least) for need in needs}


def _known(need: Need, least: Least, frozen: Frozen, found: dict[Name, Judged | Refusal]) -> bool:
    name = need.name(least)
    if name not in found and (kept := frozen.get(name)) is not None:
        found[name] = kept
    return name in found


def _together(need: Need, found: Mapping[Name, Judged | Refusal], least: Least) -> Judged | Refusal:
    whole = Judged({})
    for extra in levels(need.extra):
        one = found[Need(need.measure, extra, need.window).name(least)]
        if not isinstance(one, Judged):
            return one
        whole = whole | one
    return whole


def _judged(
    need: Need, rows: Mapping[date, list[Row]] | Refusal, least: Least, frozen: Frozen, *, closed: date
) -> Judged | Refusal:  # fmt: skip
    if not isinstance(rows, Mapping):
        return rows
    cuts, single = _cuts(need), need.lot != need.window
    whole = need.lot.until <= closed  # else the week stands alone
    weeks = need.lot.singles if whole else (need.window,)
    told = [(*row[:-2], week.since, *row[-2:]) if whole else row for week in weeks for row in rows.get(week.since, ())]
    fixed: dict[Dims, frozenset[Key]] = {}
    for extra in levels(need.extra):
        for window in (need.lot, *weeks) if whole else weeks:
            kept = frozen.get(Need(need.measure, extra, window).name(least))
            for dims, keys in kept.shown.items() if kept else ():
                name, shown = (dims, keys) if window == need.lot or not whole else _weekly(dims, keys, window)
                fixed[name] = fixed.get(name, frozenset()) | shown
    lattice = Lattice((*cuts, "week") if whole else cuts, told)
    judged = tables(need.measure, need.extra, need.window.weeks)
    if single and whole:
        judged = tuple(tuple(sorted((*dims, "week"))) for dims in judged)
    found = judge(lattice, judged, least, fixed, week=str(need.window.since) if single else "")
    if not told:  # nothing was there to be shown, so nothing has to stand: what comes late is judged when it is there
        return found
    return frozen.add(need.name(least), found, need.window.until)


def _weekly(dims: Dims, keys: frozenset[Key], window: Window) -> tuple[Dims, frozenset[Key]]:
    """A table of one week as a part of the table by week."""
    name = tuple(sorted((*dims, "week")))
    place, week = name.index("week"), str(window.since)
    return name, frozenset((*key[:place], week, *key[place:]) for key in keys)


def _cuts(need: Need) -> Dims:
    return tuple(sorted({*PLACE, *need.extra} & set(need.measure.cuts)))


def _rows(
    missing: Sequence[Need], ask: Asked, doors: Collection[str], closed: date
) -> dict[tuple[object, Dims], Mapping[date, list[Row]] | Refusal]:  # fmt: skip
    """By what is judged, and by week: rows of cut values, a person and events."""
    spans: dict[tuple[object, Dims], tuple[Need, set[date]]] = {}
    for one in missing:
        kept = spans.setdefault((behind(one.measure), one.extra), (one, set()))
        kept[1].update(week.since for week in (one.lot.singles if one.lot.until <= closed else (one.window,)))
    asked: list[tuple[tuple[object, Dims], date | None, Question]] = []
    for name, (need, weeks) in spans.items():
        measure = need.measure
        where = {"boutique": tuple(sorted(doors))}
        by = (*_cuts(need), measure.who)
        if "week" in measure.cuts:
            whole = Question(measure.key, (*by, "week"), min(weeks), max(weeks) + timedelta(days=6), where)
            asked.append((name, None, whole))
        else:
            asked += [(name, one, Question(measure.key, by, one, one + timedelta(days=6), where))
                      for one in sorted(weeks)]  # fmt: skip
    found: dict[tuple[object, Dims], Mapping[date, list[Row]] | Refusal] = {}
    answers = ask([one for _, _, one in asked]) if asked else []
    for (name, week, _), answer in zip(asked, answers, strict=True):
        if not isinstance(answer, Answer):
            found[name] = answer
            continue
        kept_rows = found.setdefault(name, {})
        if not isinstance(kept_rows, dict):
            continue
        for key, cell in answer.cells.items():
            if cell is not None and (n := max(cell.n, 1 if cell.top else 0)):
                at = week or date.fromisoformat(key[-1])
                kept_rows.setdefault(at, []).append((*(key if week else key[:-1]), n))
    return found
