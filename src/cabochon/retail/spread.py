"""Matching what was watched with what happened meanwhile, associate by associate, without looking at every pair.

In a rush hundreds of visits hold hundreds of receipts each. What `matching.nearest` makes of all their pairs is found
here by going along each associate's time: once for what lies within a visit, then outwards from each to the nearest
that is still free. `tests/retail/test_matching.py` holds one against the other.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from heapq import heapify, heappop, heappush
from operator import attrgetter

from .matching import MANY, Choices, Matched
from .records import Record

FEW = 8  # points a span weighs one by one
ZERO = timedelta()

Records = Mapping[str, Sequence[Record]]
Side = Callable[[str], str]
_start = attrgetter("start")


def spread(spans: Records, points: Records, side: Side, *, before: timedelta, after: timedelta) -> Matched:
    """Spans left, points right, both by associate: a span weighs the points from `before` its start to `after` its end.

    side: what a record counts as, by its key: several may count as one. No span's side is called as a point's.
    """
    found, everything = Matched(), Choices()
    days = [_Day(some, points[who], side, before=before, after=after) for who, some in spans.items() if who in points]
    for day in days:
        day.weigh(day.whole, everything)
    found.only = {**everything.left, **everything.right}
    same, other = Choices(), Choices()
    for day in days:
        for line in {line for span in day.inside for line in span.lines}:
            day.weigh([span for span in day.inside if line in span.lines], same, line=line)
    same.settle(ZERO, found)
    for day in days:
        day.weigh([span for span in day.inside if span.side not in found.settled], other, out=found.settled)
    other.settle(ZERO, found)
    _outwards(days, found)
    return found


class _Range:
    """A span and its points: all from low until high, those within it from first until last."""

    __slots__ = ("first", "high", "last", "lines", "low", "side", "span")

    def __init__(self, span: Record, side: str, low: int, high: int) -> None:
        self.span, self.side, self.lines, self.low, self.high = span, side, span.lines, low, high
        self.first = self.last = low


class _Day:
    """An associate's spans and points, these in order of time."""

    def __init__(
        self, spans: Iterable[Record], points: Iterable[Record], side: Side, *, before: timedelta, after: timedelta
    ) -> None:
        self.points = sorted(points, key=_start)
        self.sides = [side(p.key) for p in self.points]
        self.times = times = [p.start for p in self.points]
        self.whole: list[_Range] = []
        self.inside: list[_Range] = []
        for span in spans:
            low = bisect_left(times, span.start - before)
            high = bisect_right(times, span.end + after, low)
            if low < high:
                one = _Range(span, side(span.key), low, high)
                one.first = bisect_left(times, span.start, low, high)
                one.last = bisect_right(times, span.end, one.first, high)
                self.whole.append(one)
                if one.first < one.last:
                    self.inside.append(one)
        self._later = list(range(1, len(times) + 1))
        self._earlier = list(range(-1, len(times) - 1))

    def weigh(
        self, spans: Iterable[_Range], choices: Choices, *, line: str = "", out: Collection[str] | None = None
    ) -> None:
        """Note who could have whom: the whole range of each; given a line or what is out, only points within it, of
        that line or not of a side that is out."""
        points, sides, inside, many = self.points, self.sides, bool(line) or out is not None, list[_Range]()
        for span in spans:
            low, high = (span.first, span.last) if inside else (span.low, span.high)
            if high - low > FEW:
                many.append(span)
                continue
            for n in range(low, high):
                if (not line or line in points[n].lines) and (not out or sides[n] not in out):
                    choices.add(span.side, sides[n])
        if many:
            kept: Sequence[int] = range(len(sides))
            if line or out:
                kept = [n for n in kept if (not line or line in points[n].lines) and not (out and sides[n] in out)]
            ranges = [(s.first, s.last, s.side) if inside else (s.low, s.high, s.side) for s in many]
            ranges = [(bisect_left(kept, low), bisect_left(kept, high), side) for low, high, side in ranges]
            _sweep([sides[n] for n in kept], ranges, choices)

    def next(self, one: _Range, settled: set[str]) -> timedelta | None:
        """How far the nearest free point outside of a span is."""
        left = _free(self.sides, one.first - 1, self._earlier, settled)
        right = _free(self.sides, one.last, self._later, settled)
        if left < one.low:
            return self.times[right] - one.span.end if right < one.high else None
        nearest = one.span.start - self.times[left]
        return min(nearest, self.times[right] - one.span.end) if right < one.high else nearest

    def at(self, distance: timedelta, one: _Range) -> Iterable[int]:
        """Places of the points that are so far from a span."""
        n, when = one.last, one.span.end + distance
        n = bisect_left(self.times, when, n, one.high)
        while n < one.high and self.times[n] == when:
            yield n
            n += 1
        when = one.span.start - distance
        n = bisect_right(self.times, when, one.low, one.first) - 1
        while n >= one.low and self.times[n] == when:
            yield n
            n -= 1


def _sweep(sides: Sequence[str], ranges: Iterable[tuple[int, int, str]], choices: Choices) -> None:
    """As if each range had been weighed with each point in it."""
    alike = list(range(1, len(sides) + 1))  # until where the points are all of one side
    for n in range(len(sides) - 2, -1, -1):
        if sides[n] == sides[n + 1]:
            alike[n] = alike[n + 1]
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for low, high, span in ranges:
        if low < high:
            opening.setdefault(low, []).append(span)
            closing.setdefault(high, []).append(span)
            if choices.left.setdefault(span, sides[low]) != sides[low] or alike[low] < high:
                choices.left[span] = MANY
    now: dict[str, int] = {}  # spans that hold the point we are at
    for n, point in enumerate(sides):
        for span in closing.get(n, ()):
            now[span] -= 1
            if not now[span]:
                del now[span]
        for span in opening.get(n, ()):
            now[span] = now.get(span, 0) + 1
        if now:
            first = next(iter(now))
            if choices.right.setdefault(point, first) != first or len(now) > 1:
                choices.right[point] = MANY


def _free(sides: Sequence[str], place: int, steps: list[int], settled: set[str]) -> int:
    """The first free place from here on. Those passed lead straight to it the next time."""
    found = place
    while 0 <= found < len(sides) and sides[found] in settled:
        found = steps[found]
    while place != found:
        steps[place], place = found, steps[place]
    return found


def _outwards(days: Sequence[_Day], found: Matched) -> None:
    """What lies outside, nearest first, as `matching.nearest` has it."""
    settled = found.settled
    waiting = [
        (distance, d, n)
        for d, day in enumerate(days)
        for n, one in enumerate(day.whole)
        if one.side not in settled and (distance := day.next(one, settled)) is not None
    ]
    heapify(waiting)
    while waiting:
        distance, level = waiting[0][0], list[tuple[int, int]]()
        while waiting and waiting[0][0] == distance:
            level.append(heappop(waiting)[1:])
        for same in (True, False):
            choices = Choices()
            for d, n in level:
                day, one = days[d], days[d].whole[n]
                if one.side not in settled and (one.lines or not same):
                    for p in day.at(distance, one):
                        if day.sides[p] not in settled and (not same or one.lines & day.points[p].lines):
                            choices.add(one.side, day.sides[p])
            if choices.left:
                choices.settle(distance, found)
        for d, n in level:
            if days[d].whole[n].side not in settled:
                further = days[d].next(days[d].whole[n], settled)
                if further is not None:
                    heappush(waiting, (further, d, n))
