"""Boutiques side by side, honestly: how far they truly differ, who lies where chance does not reach, and the trend of
each; never a league table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from ..languages import count, mark, say
from ..languages import day as said_day
from ..measures.catalogue import BY_KEY, measure
from ..measures.kinds import Measure
from ..measures.question import Answer, Cell
from ..programme.playbook import CLIENT_VISIT
from ..refusals import Refused
from . import See, attempt, gone
from .ahead import together
from .choosing import Choice, Option
from .doors_funnel import Funnel, funnel
from .doors_rows import Cohort, Row, cohorts, rows
from .doors_spread import SHARES, Apart, spread
from .doors_trends import Trends, trends
from .filters import Filters
from .look.figures import Spec
from .look.pictures import entitled
from .number_files import headed
from .numbers import NONE_YET, TOO_FEW
from .reach import FLOOR, Reach
from .view import NEVER, View, view

MEASURES = (
    "attach_rate", "csat", "csat_top2", "conversion", "atv", "upt", "enrolment_rate", "return_rate",
    *(f"behaviour.{one.key}" for one in CLIENT_VISIT.behaviours), "offer_to_sale", "coaching_moments",
    "observation_coverage", "huddle_days", "module_completion", "shrink_rate", "count_accuracy",
)  # fmt: skip
AT_ONCE = 24  # boutiques drawn one by one
CHOSEN = ("region", "role", "tenure", "line", "shift", "tag", "period", "compare")  # not one boutique, nor a person
LIMITS = mark((("", "Of chance alone"), ("1", "Of chance and what differs anyway")))
CURRENCIES = mark("These boutiques sell in several currencies: amounts are shown as they are, not held side by side. "
                  "Choose a region with one currency to compare.")  # fmt: skip
NO_CHANCE = mark("How far chance alone reaches cannot be said of this number: it is no share and no mean of single "
                 "events. Hold the intervals of the table side by side.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Door:
    """A boutique in the view. cell: its number; None: held back. note: that it has closed, or since when it counts."""

    code: str
    name: str
    region: str
    kind: str
    cell: Cell | None
    note: str = ""

    @property
    def counted(self) -> Cell | None:
        return self.cell if self.cell and self.cell.n and self.cell.bottom else None


@dataclass(frozen=True, slots=True)
class Paging:
    """Boutiques drawn one by one, `first` to `last` of `total` counted from 1; addresses of the ones beside, "" for
    none."""

    first: int
    last: int
    total: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Everything the page draws. state: "full"; "nowhere", "alone" (one boutique), "nothing" (in this view) or "held".

    whole: the number of all of them in words. wide: whether the limits allow for what boutiques differ by anyway.
    why: in place of spread and funnel where boutiques cannot be compared by them.
    """

    view: View
    state: str
    key: str = ""
    title: str = ""
    says: str = ""
    whole: str = ""
    apart: Apart | None = None
    funnel: Funnel | None = None
    wide: bool = False
    trends: Trends | None = None
    rows: tuple[Row, ...] = ()
    every: tuple[Row, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    paging: Paging = Paging(0, 0, 0)
    why: str = ""
    said: str = ""
    also: str = ""


def doors(
    see: See,
    filters: Filters,
    now: datetime,
    *,
    key: str = "",
    families: frozenset[str],
    kinds: Mapping[str, str],
    reach: Reach = FLOOR,
    ends: Mapping[str, time] = NEVER,
    wide: bool = False,
    start: int = 0,
) -> Doors:
    """The page for a measure and these filters.

    key: "" for the first the viewer may ask. families: whose measures the viewer may ask. kinds: boutique -> door type.
    start: how many boutiques of the alphabet to leave out of what is drawn one by one.

    Raises:
        Refused: no such measure here, or a filter's value does not exist. Unknown: a filter outside the reach.
    """
    seen = view(see, filters, now, reach=reach, ends=ends)
    offered = [one for one in MEASURES if one not in gone(see) and (m := measure(one)) and m.family in families]
    if key and key not in offered:
        raise Refused(f"should be one of {', '.join(offered)}", "measure")
    what = BY_KEY[key or offered[0]]
    seen = _chosen(seen, what, offered, wide=wide)
    page = Doors(view=seen, state="full", key=what.key, title=say(what.title), says=say(what.says), wide=wide)
    codes = shown(see, seen)
    if not see.labels.doors:
        return replace(page, state="nowhere")
    if len(codes) < 2:
        return replace(page, state="alone")
    return together(see, lambda see: _made(see, page, what, codes, kinds=kinds, start=start))


def picture(see: See, page: Doors) -> Spec:
    """The funnel as a drawing by itself, with its title, filters and what lies outside."""
    if page.funnel is None:
        raise KeyError(page.key)
    told = [one.says for one in page.funnel.outside]
    return entitled(page.funnel.spec, page.title, headed(see, page.view), page.whole, page.funnel.says, *told[:6])


def _chosen(view: View, what: Measure, offered: Sequence[str], *, wide: bool) -> View:
    """The view with the selects of this page: the measure first, the kind of limits among the others."""
    titles = [(one, say(m.title)) for one in offered if (m := measure(one))]
    first = Choice("measure", say("Measure"), tuple(Option(one, title, one == what.key) for one, title in titles))
    limits = tuple(Option(value, say(text), (value == "1") == wide) for value, text in LIMITS)
    mine = tuple(one for one in view.choices if one.name in CHOSEN)
    kept = f"{view.clear}{'&' if len(view.clear) > 1 else ''}measure={what.key}"
    return replace(view, choices=(first, *mine, Choice("wide", say("Limits"), limits, first=False)), clear=kept)


def shown(see: See, view: View) -> list[str]:
    """Codes of the boutiques in the view, by the alphabet of their names."""
    labels, named = see.labels, view.where.get("boutique")
    found = [
        code for code in labels.doors
        if (named is None or code in named) and view.filters.region in ("", labels.regions.get(code, ""))
    ]  # fmt: skip
    return sorted(found, key=lambda code: (labels.doors[code].casefold(), code))


def _made(
    see: See, page: Doors, what: Measure, codes: Sequence[str], *, kinds: Mapping[str, str], start: int
) -> Doors:  # fmt: skip
    view, key = page.view, what.key
    start = max(0, min(start, (len(codes) - 1) // AT_ONCE * AT_ONCE))
    here = codes[start : start + AT_ONCE]
    total = attempt(lambda: see.ask(view.ask(key)).whole, lambda _: None)
    drawn = trends(see, view, what, here)
    apart = spread(see, view, what)
    answer: Answer | str = attempt(lambda: see.ask(view.ask(key, "boutique")), _unsaid)
    if not isinstance(answer, Answer):
        return replace(page, state="held", said=answer)
    found = [_door(see, view, code, answer.cells, kinds) for code in codes]
    counted = [one for one in found if one.counted]
    if not counted:
        held = any(one.cell is None for one in found)
        return replace(page, state="held" if held else "nothing", said=say(TOO_FEW) if held else say(NONE_YET))
    told = rows(view, what, found)
    page = replace(
        page,
        whole=say("All boutiques together: {figure}.", figure=told.whole(total)) if total and total.n else "",
        trends=drawn, rows=tuple(told.rows[start : start + AT_ONCE]), every=told.rows,
        cohorts=cohorts(view, what, found), paging=_paging(page, start, len(codes)), also=_left(found),
    )  # fmt: skip
    if len({one.counted.currency for one in counted if one.counted}) > 1:
        return replace(page, why=say(CURRENCIES))
    if not (what.kind == "mean" or what.key in SHARES or what.kind == "rate"):
        return replace(page, why=say(NO_CHANCE))
    return replace(
        page, apart=apart or spread(see, view, what, [one.counted for one in counted if one.counted]),
        funnel=funnel(view, what, counted, wide=page.wide),
    )  # fmt: skip


def _unsaid(why: str) -> Answer | str:
    return why


def _door(
    see: See, view: View, code: str, cells: Mapping[tuple[str, ...], Cell | None], kinds: Mapping[str, str]
) -> Door:  # fmt: skip
    labels = see.labels
    first, last = labels.counts.get(code, (None, None))
    note = ""
    if last is not None and last <= view.day:
        note = say("closed on {day}", day=said_day(last, "year"))
    elif first is not None and first > view.now.since:
        note = say("counts from {day}", day=said_day(first, "year"))
    cell = cells[(code,)] if (code,) in cells else Cell(0.0, 0.0, 0)
    return Door(code, labels.doors[code], labels.regions.get(code, ""), kinds.get(code, ""), cell, note)


def _left(found: Sequence[Door]) -> str:
    """Boutiques without a number, so that nobody takes their absence for something."""
    held, empty = sum(one.cell is None for one in found), sum(bool(one.cell and not one.counted) for one in found)
    parts = []
    if held:
        parts.append(count(held, "{n} boutique has too few behind it to be shown.",
                           "{n} boutiques have too few behind them to be shown."))  # fmt: skip
    if empty:
        parts.append(count(empty, "Nothing came in from {n} boutique.", "Nothing came in from {n} boutiques."))
    return " ".join(parts)


def _paging(page: Doors, start: int, total: int) -> Paging:
    def at(first: int) -> str:
        address = page.view.filters.address()
        mark = "&" if len(address) > 1 else ""
        return f"/doors{address}{mark}measure={page.key}&start={first}#each"

    return Paging(
        start + 1, min(start + AT_ONCE, total), total, at(start - AT_ONCE) if start else "",
        at(start + AT_ONCE) if start + AT_ONCE < total else "",
    )  # fmt: skip
