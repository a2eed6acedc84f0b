"""Which statements somebody browses for: the filters as they stand in an address, and as the log is asked by them."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec

from .. import vocabulary
from ..directory.rows import Account, Key
from ..privacy.browsing import OTHER, kinds
from ..privacy.keys import authority
from ..privacy.telling import APART
from ..privacy.viewer import Viewer
from ..refusals import Refused, Unknown
from ..retail.who import Who, person
from ..vocabulary.places import account
from ..xapi.facets import agent_value

if TYPE_CHECKING:
    from . import House

KINDS = (*(kind.name for kind in vocabulary.KINDS), OTHER)
VERBS = {kind.name: frozenset(verb.iri for verb in kind.verbs) for kind in vocabulary.KINDS}
HOUSE, FLOOR, KEY = "house", "floor", "key:"  # as a source: files and webhooks; people's own entries; one key
PRESETS = {"today": 0, "7": 6, "30": 29, "90": 89}  # days back
LONGEST = 2_000  # characters of a filter
Refs = tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The filters; "" is everything. source: "house", "floor", "key:<id>" or a platform ("till:csv").

    days: a preset, or since / until: days, both included, when statements came in. person: a staff member's id. agent:
    the index key, in hexadecimal, of an agent who is none of the house's: no address holds what identifies anybody.
    """

    verb: str = ""
    activity: str = ""
    boutique: str = ""
    kind: str = ""
    source: str = ""
    days: str = ""
    since: str = ""
    until: str = ""
    person: str = ""
    agent: str = ""

    @property
    def narrowed(self) -> bool:
        return self != Wanted()

    def address(self, **other: str) -> str:
        """As in an address, some of them changed: "?kind=learning&days=7", or "?"."""
        chosen = replace(self, **{name: value for name, value in other.items() if name in NAMES})
        pairs = {name: getattr(chosen, name) for name in NAMES}
        said = {**pairs, **other}
        return f"?{urlencode({name: value for name, value in said.items() if value})}"

    def when(self, now: datetime, zone: str) -> tuple[datetime | None, datetime | None]:
        """since (exclusive) and until (inclusive) on `stored`, in days of a zone."""
        since, until = (date.fromisoformat(day) if day else None for day in (self.since, self.until))
        if self.days:
            since, until = now.astimezone(ZoneInfo(zone)).date() - timedelta(days=PRESETS[self.days]), None
        tick = timedelta(microseconds=1)
        return (
            _start(since, zone) - tick if since else None,
            _start(until + timedelta(days=1), zone) - tick if until else None,
        )


NAMES = tuple(field.name for field in fields(Wanted))


def wanted(pairs: Iterable[tuple[str, str]]) -> Wanted:
    """Filters from the pairs of a query string.

    Raises:
        Refused: an unknown field, or a value that cannot be one.
    """
    found = {name: value.strip() for name, value in pairs}
    if strange := [name for name in found if name not in NAMES]:
        raise Refused(f"is no filter; there are {', '.join(NAMES)}", strange[0][:40])
    if long := [name for name, value in found.items() if len(value) > LONGEST]:
        raise Refused(f"is longer than {LONGEST:,} characters", long[0])
    chosen = Wanted(**found)
    if chosen.kind and chosen.kind not in KINDS:
        raise Refused(f"should be one of {', '.join(KINDS)}, not {chosen.kind[:40]!r}", "kind")
    if chosen.days and chosen.days not in PRESETS:
        raise Refused(f"should be one of {', '.join(PRESETS)}, not {chosen.days[:40]!r}", "days")
    for name in ("since", "until"):
        _day(getattr(chosen, name), name)
    if chosen.since and chosen.until and chosen.until < chosen.since:
        raise Refused("lies before the first day; choose a later one", "until")
    if chosen.agent:
        _number(chosen.agent)
    return chosen


def conditions(house: "House", viewer: Viewer, chosen: Wanted) -> Refs:
    """What the log is asked by: index keys, of each set a statement must have one.

    Raises:
        Unknown: a boutique, key or person that is not there, or not the viewer's to ask for.
    """
    ref, asked = house.entrance.ref, list[frozenset[int]]()
    known = kinds(viewer)
    if known is not None and (not chosen.kind or chosen.kind not in known):
        if chosen.kind:
            raise Unknown("there are no statements of this kind for you; choose one from the list", "kind")
        asked.append(frozenset(ref("kind", one) for one in known))
    if chosen.kind in APART:
        asked.append(frozenset({ref("kind", chosen.kind)}))
    elif chosen.kind:
        asked.append(frozenset(ref("verb", verb) for verb in VERBS[chosen.kind]))
    if chosen.verb:
        asked.append(frozenset({ref("verb", chosen.verb)}))
    if chosen.activity:
        asked.append(frozenset({ref("related_activity", chosen.activity)}))
    if chosen.boutique:
        _door(house, viewer, chosen.boutique)
        asked.append(frozenset({ref("door", chosen.boutique)}))
    if vouchers := _vouchers(house, chosen.source):
        asked.append(frozenset(ref("authority", one.decode()) for one in vouchers))
    if chosen.person or chosen.agent:
        asked.append(_somebody(house, viewer, chosen))
    return tuple(asked)


def codes_of(house: "House", person_id: str) -> list[Who]:
    """A staff member and every code that stands for them today, as statements name them."""
    codes = [one for one in house.snapshot.identifiers(house.today) if one.person == person_id]
    hashed = {(one.source, house.entrance.naming.code(one.source, one.code)) for one in codes}
    return [person(person_id), *(Who(source, name) for source, name in sorted(hashed))]


def _door(house: "House", viewer: Viewer, code: str) -> None:
    if house.snapshot.door_on(code, house.today) is None or (viewer.role != "admin" and code not in viewer.boutiques):
        raise Unknown("there is no boutique by this code within your reach; choose one from the list", "boutique")


def _vouchers(house: "House", source: str) -> list[bytes]:
    """The authorities a source stands for; none for a platform, which every row is looked at for."""
    if source.startswith(KEY):
        key = house.directory.get(Key, source.removeprefix(KEY))
        if key is None:
            raise Unknown("there is no key by this id; choose one from the list", "source")
        return [authority(key, house.home)]
    if source == HOUSE:
        return [_agent(house.home, "house")]
    return [_agent(house.home, one.id) for one in house.directory.find(Account)] if source == FLOOR else []


def _agent(home: str, name: str) -> bytes:
    """What `House.keep_as` vouches by."""
    return msgspec.json.encode({"objectType": "Agent", "account": {"homePage": f"{home}/accounts", "name": name}})


def _somebody(house: "House", viewer: Viewer, chosen: Wanted) -> frozenset[int]:
    if kinds(viewer) is not None:
        raise Unknown("is no filter of yours", "person" if chosen.person else "agent")
    if chosen.agent:
        return frozenset({_number(chosen.agent)})
    house.trust.agreements.stop(viewer, chosen.person, "person")
    if house.snapshot.person_on(chosen.person, house.today) is None:
        raise Unknown("there is nobody by this id; look for the name again", "person")
    values = (agent_value({"account": account(who, house.home)}) for who in codes_of(house, chosen.person))
    return frozenset(house.entrance.ref("related_agent", value) for value in values if value)


def _number(text: str) -> int:
    try:
        return int.from_bytes(bytes.fromhex(text), "big", signed=True) if len(text) == 16 else int("")
    except ValueError:
        raise Refused("should be 16 hexadecimal digits; look for the agent again", "agent") from None


def _day(text: str, name: str) -> None:
    try:
        found = date.fromisoformat(text) if text else date(2000, 1, 1)
    except ValueError:
        found = None
    if found is None or not 1990 <= found.year <= 2200:
        raise Refused(f"{text[:20]!r} is no day; write it as 2026-03-31", name)


def _start(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
