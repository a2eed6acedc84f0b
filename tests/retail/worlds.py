"""Small worlds to link: a boutique's records a few minutes or days apart, with few people, so that things collide."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from cabochon.retail.neighbourhood import Reach
from cabochon.retail.records import BOOKING, OBSERVATION, RECEIPT, SIGNAL, SURVEY, Record

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


def signal(key: str, at: float, *who: str, kind: str = SIGNAL, **more) -> Record:
    time = NOON + timedelta(minutes=at)
    more.setdefault("question", "discovery_asked")
    return Record(key=key, kind=kind, associates=frozenset(who or ("ana",)), start=time, end=time, **more)


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
    kind = draw(st.sampled_from((RECEIPT, RECEIPT, OBSERVATION, OBSERVATION, SURVEY, SIGNAL, SIGNAL, BOOKING)))
    start = NOON + timedelta(minutes=draw(_near) + draw(_far))
    name = draw(_name)
    refs = frozenset({name} - {""})
    shared = {"key": key, "kind": kind, "associates": draw(_who), "start": start, "end": start, "refs": refs}
    if kind in (SURVEY, SIGNAL, BOOKING):
        return Record(
            **shared,
            awaits=draw(st.sampled_from(("", name))) if kind != SIGNAL else "",
            question=draw(st.sampled_from(("satisfaction", "satisfaction", "nps"))),
            lines=draw(_line) if kind != SURVEY else frozenset(),
        )
    more = {
        "lines": draw(_line),
        "basket": draw(_name) if kind == RECEIPT else "",
        "names": refs | ({key} if kind == RECEIPT else set()),
    }
    if kind == OBSERVATION:
        return Record(**shared | {"end": start + timedelta(minutes=draw(_near))}, **more)
    return Record(**shared | {"refs": frozenset()}, **more)


@st.composite
def rushes(draw) -> list[Record]:
    """Much at once: few people, few minutes, names and baskets now and then."""
    made = []
    for n in range(draw(st.integers(5, 30))):
        key, start = f"k{n:02}", NOON + timedelta(minutes=draw(st.integers(0, 12)) * 15)
        who = draw(st.frozensets(st.sampled_from(("ana", "ben")), min_size=1, max_size=2))
        kind = draw(st.sampled_from((RECEIPT, OBSERVATION, SIGNAL)))
        name = draw(st.sampled_from(("", "", "", "", "", "x")))
        length = timedelta(minutes=draw(st.integers(0, 4)) * 15 if kind == OBSERVATION else 0)
        refs = frozenset({name} - {""})
        made.append(
            Record(
                key=key,
                kind=kind,
                associates=who,
                start=start,
                end=start + length,
                lines=draw(_line),
                basket=name if kind == RECEIPT else "",
                names=refs if kind != SIGNAL else frozenset(),
                refs=refs if kind != RECEIPT else frozenset(),
                question="discovery_asked" if kind == SIGNAL else "",
            )
        )
    return made
