"""Closed calendar weeks in a fixed set: the periods that numbers about people may be told of above the boutique.

Weeks run from Monday to Sunday, and every four of them, counted from EPOCH, are a lot. Nothing else is judged; a longer
time is answered as the sum of its lots and weeks. So no two periods overlap but by one lying in the other, and none can
be shifted by a day to see what that day held.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from ..languages import SOURCE, say, spoken
from ..languages import day as said_day

EPOCH = date(2024, 1, 1)  # a Monday
LOT = 4  # weeks
WEEK = timedelta(days=7)
MOST = 65 * LOT  # weeks that may be asked for at once: five years
SETTLED = timedelta(days=2)  # after its last day a week is over in every time zone, late closings too


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """One week or one lot. weeks: 1 or LOT."""

    since: date
    weeks: int = 1

    @property
    def until(self) -> date:
        return self.since + self.weeks * WEEK - timedelta(days=1)

    @property
    def singles(self) -> tuple["Window", ...]:
        """The weeks of a lot; nothing for a week."""
        return tuple(Window(self.since + n * WEEK) for n in range(self.weeks)) if self.weeks > 1 else ()


def lot_of(window: Window) -> Window:
    """The lot a week lies in; a lot is its own."""
    return Window(_lot_of(window.since), LOT)


def closed_week(today: date) -> date:
    """The last Sunday that is over in every boutique."""
    day = today - SETTLED
    return day - timedelta(days=(day.weekday() + 1) % 7)


def closed_lot(today: date) -> date:
    """The last Sunday of the last lot that is over."""
    return _lot_of(closed_week(today) + timedelta(days=1)) - timedelta(days=1)


def latest(today: date, weeks: int) -> tuple[date, date]:
    """The last closed weeks, both days included: of LOT, 12, 52 ... weeks those of the last whole lots."""
    until = closed_week(today) if weeks % LOT else closed_lot(today)
    return until + timedelta(days=1) - weeks * WEEK, until


def windows(since: date, until: date, *, singles: bool = True) -> tuple[Window, ...] | None:
    """The lots within these days and the weeks beside them, in order; None when they are no whole weeks.

    singles: whether weeks may stand beside the lots; without, None where some would have to.
    """
    after = until + timedelta(days=1)
    if since >= after or since.weekday() or after.weekday():
        return None
    found, at = [], since
    while at < after:
        lot = at == _lot_of(at) and at + LOT * WEEK <= after
        if not lot and not singles:
            return None
        found.append(Window(at, LOT if lot else 1))
        at = found[-1].until + timedelta(days=1)
    return tuple(found)


def fits(since: date | None, until: date | None, today: date, *, singles: bool = True) -> bool:
    """Whether these days are whole closed weeks of the fixed set, and not more than MOST."""
    if since is None or until is None or until > closed_week(today) or until - since > MOST * WEEK:
        return False
    return windows(since, until, singles=singles) is not None


def nearest(since: date | None, until: date | None, today: date, *, singles: bool = True) -> tuple[date, date]:
    """The closed weeks (or, without singles, lots) next to some days, for a sentence that says what can be asked."""
    size = 1 if singles else LOT
    last = closed_week(today) if singles else closed_lot(today)
    end = max(min(last, until or last), last - MOST * WEEK)
    end = _floor(end + timedelta(days=1), size) - timedelta(days=1)
    if since is None or since > end:
        return end + timedelta(days=1) - (LOT if since is None else size) * WEEK, end
    first = _floor(max(since, end - (MOST - LOT) * WEEK), size)
    return min(first, end + timedelta(days=1) - size * WEEK), end


def said(since: date, until: date) -> str:
    """ "12 to 18 Oct 2026", the way pages name weeks."""
    if since.year != until.year:
        first = said_day(since, "year")
    elif since.month != until.month or spoken() != SOURCE:
        first = said_day(since, "short")
    else:
        first = str(since.day)
    return say("{first} to {last}", first=first, last=said_day(until, "year"))


def _lot_of(day: date) -> date:
    return _floor(day, LOT)


def _floor(day: date, weeks: int) -> date:
    """The first day of the week, or of the lot, that a day lies in."""
    return day - timedelta(days=(day - EPOCH).days % (7 * weeks))
