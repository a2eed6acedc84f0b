"""Small worlds to link: a boutique's records a few minutes or days apart, with few people, so that things collide."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from cabochon.retail.neighbourhood import Reach
from cabochon.retail.records import OBSERVATION, RECEIPT, SURVEY, Record

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def receipt(key: str, at: float, *who: str, **more) -> Record:
    """at: minutes after noon."""
    time = NOON + timedelta(minutes=at)
    names = frozenset({key}) | more.pop("names", frozenset())
    return Record(
        key=key, kind=RECEIPT, associates=frozenset(who or ("ana",)), start=time, end=time, names=names, **more
    )


def observation(key: str, start: float, end: float, *who: str, **more) -> Record:
    return Record(
        key=key,
        kind=OBSERVATION,
        associates=frozenset(who or ("ana",)),
        start=NOON + timedelta(minutes=start),
        end=NOON + timedelta(minutes=end),
        **more,
    )


def survey(key: str, at: float, *who: str, **more) -> Record:
    time = NOON + timedelta(minutes=at)
    more.setdefault("question", "satisfaction")
    return Record(key=key, kind=SURVEY, associates=frozenset(who or ("ana",)), start=time, end=time, **more)


def meets(record: Record, reach: Reach) -> bool:
    """What `load` of a neighbourhood promises, said the plain way."""
    called = record.names | record.refs | {record.awaits}
    return bool(called & reach.names - {""}) or (
        record.start <= reach.until
        and record.end >= reach.since
        and bool((record.associates or {""}) & reach.associates)
    )


_who = st.frozensets(st.sampled_from(("ana", "ben")), max_size=2)
_near = st.integers(0, 30).map(lambda n: n * 10)
_far = st.integers(0, 40).map(lambda n: n * 720)
_name = st.sampled_from(("", "", "", "", "x", "y"))
_line = st.frozensets(st.sampled_from(("watch", "jewelry")), max_size=1)


@st.composite
def records(draw, key: str) -> Record:
    kind = draw(st.sampled_from((RECEIPT, RECEIPT, OBSERVATION, SURVEY)))
    start = NOON + timedelta(minutes=draw(_near) + draw(_far))
    name = draw(_name)
    refs = frozenset({name} - {""})
    if kind == SURVEY:
        return Record(
            key=key,
            kind=kind,
            associates=draw(_who),
            start=start,
            end=start,
            refs=refs,
            awaits=draw(st.sampled_from(("", name))),
            question=draw(st.sampled_from(("satisfaction", "satisfaction", "nps"))),
        )
    return Record(
        key=key,
        kind=kind,
        associates=draw(_who),
        start=start,
        end=start + timedelta(minutes=draw(_near) if kind == OBSERVATION else 0),
        lines=draw(_line),
        basket=draw(_name) if kind == RECEIPT else "",
        names=refs | ({key} if kind == RECEIPT else set()),
        refs=refs if kind == OBSERVATION else frozenset(),
    )
