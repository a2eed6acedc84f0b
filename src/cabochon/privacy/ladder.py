"""The ladder above the boutique: by which places, with which one further cut, of which weeks people may be counted."""

from collections.abc import Mapping
from datetime import date

from ..languages import mark
from ..measures.kinds import Measure
from ..measures.question import Question
from ..refusals import Unanswerable
from ..retail import closed_weeks
from ..retail.closed_weeks import Window
from .lattice import Dims

PLACES: tuple[Dims, ...] = (
    (), ("region",), ("boutique",), ("job_role",), ("boutique", "job_role"), ("tenure",), ("job_role", "tenure"),
    ("job_role", "region"),
)  # fmt: skip
ASKED = tuple(
    frozenset(places) for places in (*PLACES[:-1], ("boutique", "region"), ("boutique", "job_role", "region"))
)  # the last of PLACES is what a job role comes to for who sees some regions; it is no question of its own
WEEKLY: tuple[Dims, ...] = PLACES[:4]  # a single week is too small for more
WEEKLY_CUT: tuple[Dims, ...] = ((), ("region",), ("job_role",))  # and with a further cut for these
PLACE = frozenset({"region", "boutique", "job_role", "tenure"})
EXTRA = ("daypart", "product_line", "brand", "collection", "segment", "scored", "behaviour", "module", "item", "aid",
         "source", "tag")  # fmt: skip
WHOLE_DOOR = frozenset({"boutique", "region", "door_type", "zone", "day", "week", "weekday", "hour", "daypart",
                        "source", "kind", "tag"})  # fmt: skip
LADDER = mark(
    "above the boutique a number about people can be asked for the company, by region, by boutique, by job role, by "
    f"boutique and job role or by job role and tenure, with one of {', '.join(EXTRA)} besides, of closed weeks"
)
WEEKS = mark("by company, region, boutique or job role, and with a further cut by company, region or job role")


def extra_of(measure: Measure, question: Question) -> Dims:
    """The further cut of a question, with the module a question of it belongs to.

    Raises:
        Unanswerable: it is not on the ladder.
    """
    dims = frozenset((*question.by, *question.where)) - {"week"}
    extra = dims - PLACE - ({"module"} if "item" in dims else frozenset())
    if dims & PLACE not in ASKED or len(extra) > 1 or not extra <= set(EXTRA) or "week" in question.where:
        asked = ", ".join(sorted(frozenset((*question.by, *question.where))))
        raise Unanswerable(f"{measure.title} cannot be asked by {asked} together: {LADDER}")
    return ("item", "module") if "item" in extra else tuple(extra)


def levels(extra: Dims) -> tuple[Dims, ...]:
    """What is judged before it, and itself: a total before its parts."""
    if not extra:
        return ((),)
    return ((), ("module",), extra) if "item" in extra else ((), extra)


def tables(measure: Measure, extra: Dims, weeks: int) -> tuple[Dims, ...]:
    """The tables judged together for a week or for a lot."""
    places = PLACES if weeks > 1 else WEEKLY_CUT if extra else WEEKLY
    return tuple(tuple(sorted((*place, *extra))) for place in places if {*place, *extra} <= set(measure.cuts))


def windows_of(measure: Measure, question: Question, extra: Dims, today: date) -> tuple[Window, ...]:
    """The lots and weeks a question is about; every single week where it is cut by week.

    Raises:
        Unanswerable: its days are no closed weeks; says which are.
    """
    by_week = "week" in question.by
    place = frozenset((*question.by, *question.where)) & PLACE - ({"region"} if "boutique" in question.by else set())
    weekly = tuple(sorted(place)) in (WEEKLY_CUT if extra else WEEKLY)
    if by_week and not weekly:
        raise Unanswerable(f"{measure.title} can be asked by week {WEEKS}; ask it of four weeks together instead")
    since, until = question.since, question.until
    if not closed_weeks.fits(since, until, today, singles=weekly) or since is None or until is None:
        near = closed_weeks.nearest(since, until, today, singles=weekly)
        what = (
            mark("whole closed weeks, Monday to Sunday")
            if weekly
            else mark("lots of four closed weeks where it is cut so finely")
        )
        raise Unanswerable(
            f"{measure.title} is about people, and above the boutique it is told of {what}; "
            f"the nearest are since {near[0]} until {near[1]}"
        )
    found = closed_weeks.windows(since, until, singles=weekly) or ()
    return tuple(week for one in found for week in (one.singles or (one,))) if by_week else found


def behind(measure: Measure) -> tuple[object, ...]:
    """Equal for measures that the same people and events stand behind: they are judged once."""
    bottom, top = measure.bottom, measure.top
    if not measure.additive:
        return (measure.key,)
    beside = () if (top.table, top.rows) == (bottom.table, bottom.rows) else (top.table, top.rows)
    return (bottom.table, bottom.rows, bottom.events, *beside)


def at_of(by: Dims, key: Dims) -> tuple[Mapping[str, str], Window | None]:
    """A cell's values by their cut, and its week where it is of one."""
    at = dict(zip(by, key, strict=True))
    week = at.pop("week", None)
    return at, Window(date.fromisoformat(week)) if week else None
