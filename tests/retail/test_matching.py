"""Taking the nearest, one-to-one: along each associate's time as over every pair."""

from collections import defaultdict
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.retail.matching import nearest
from cabochon.retail.records import Record, apart
from cabochon.retail.spread import spread

from .worlds import NOON

BEFORE, AFTER = timedelta(minutes=15), timedelta(minutes=90)
_who = st.sampled_from(("ana", "ben"))
_line = st.frozensets(st.sampled_from(("watch", "jewelry")), max_size=2)
_minutes = st.integers(0, 60).map(lambda n: timedelta(minutes=n * 5))


def pairs_of(spans, points, side):
    """Every pair within the windows with its rank, said the plain way."""
    found = {}
    for who, some in spans.items():
        for span in some:
            for point in points.get(who, ()):
                if span.start - BEFORE <= point.start <= span.end + AFTER:
                    rank = apart(span, point), not span.lines & point.lines
                    pair = side(span.key), side(point.key)
                    found[pair] = min(rank, found.get(pair, rank))
    return found


@st.composite
def days(draw):
    """Spans and points of two associates; some sides stand for several of them, some belong to both."""
    spans, points, sides = defaultdict(list), defaultdict(list), {}
    for n in range(draw(st.integers(0, 12))):
        start = NOON + draw(_minutes)
        one = _record(f"o{n}", start, start + draw(_minutes) / 4, draw(_line))
        sides[one.key] = f"o{draw(st.integers(0, n))}" if draw(st.booleans()) else one.key
        for who in draw(st.sets(_who, min_size=1)):
            spans[who].append(one)
    for n in range(draw(st.integers(0, 30))):
        at = NOON + draw(_minutes)
        one = _record(f"r{n}", at, at, draw(_line))
        sides[one.key] = f"r{draw(st.integers(0, n))}" if draw(st.integers(0, 3)) == 0 else one.key
        for who in draw(st.sets(_who, min_size=1)):
            points[who].append(one)
    return spans, points, sides.__getitem__


def _record(key, start, end, lines=frozenset()):
    return Record(key=key, kind="", associates=frozenset(), start=start, end=end, lines=lines)


@settings(max_examples=300, deadline=None)
@given(days())
def test_going_along_the_time_takes_what_looking_at_every_pair_takes(day):
    pairs = pairs_of(*day)
    plain, found = nearest(pairs), spread(*day, before=BEFORE, after=AFTER)
    assert found.taken == plain.taken
    assert found.unsure == plain.unsure
    assert {left: found.rule(left) for left in found.taken} == {left: plain.rule(left) for left in plain.taken}


def test_who_loses_the_nearest_takes_the_next():
    o1, o2 = _record("o1", NOON, NOON), _record("o2", NOON - timedelta(minutes=5), NOON)
    r1, r2 = (_record(f"r{m}", at, at) for m in (1, 2) for at in [NOON + timedelta(minutes=m)])
    found = spread({"ana": [o1], "ben": [o2]}, {"ana": [r1, r2], "ben": [r2]}, str, before=BEFORE, after=AFTER)
    assert found.taken == {"o1": ("r1", timedelta(minutes=1)), "o2": ("r2", timedelta(minutes=2))}


def test_a_side_that_is_not_to_be_had_leaves_the_others_their_choice():
    rank = timedelta(minutes=1), False
    assert nearest({("s", "v1"): rank, ("s", "v2"): rank}, out={"v1"}).taken == {"s": ("v2", timedelta(minutes=1))}
