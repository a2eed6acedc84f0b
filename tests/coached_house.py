"""A house with three boutiques, one of three people, that were coached: thirteen weeks of observations and receipts,
two people coached one to one, and a focus at each boutique; an account of every kind that may look at it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.retail.coaching import Coaching, Focus
from cabochon.retail.events import Observation
from cabochon.retail.master import Person
from cabochon.retail.who import person
from cabochon.settings import load
from counted import CODES, CREW, DOORS, PEOPLE, PRODUCTS, happened

TODAY, SUNDAY = date(2026, 4, 14), date(2026, 4, 12)  # a Tuesday, and the end of the last closed week
FIRST = date(2026, 1, 12)  # a Monday
COACHED = date(2026, 3, 18)
BEGAN = {"GVA01": date(2026, 3, 24), "PAR01": date(2026, 3, 31), "SML01": date(2026, 3, 24)}
BOSSES = {"GVA01": "GVA01-m", "PAR01": "PAR01-m", "SML01": "SML01-m"}
MANAGERS = tuple(Person(id=one, name=f"Boss {door}", boutique=door, job_role="manager") for door, one in BOSSES.items())
ANNA, SMALL = "GVA01-0", "SML01-0"  # who was coached one to one
ALL = tuple(CREW)
ACCOUNTS = (  # login, role, person, boutiques
    ("anna", "associate", ANNA, ("GVA01",)), ("colleague", "associate", "GVA01-1", ("GVA01",)),
    ("boss", "manager", BOSSES["GVA01"], ("GVA01",)), ("boss-par", "manager", BOSSES["PAR01"], ("PAR01",)),
    ("boss-sml", "manager", BOSSES["SML01"], ("SML01",)), ("coach", "area_coach", "", ("GVA01", "PAR01")),
    ("hq", "hq_leader", "", ALL), ("author", "ld_author", "", ALL), ("analyst", "analyst", "", ALL),
    ("auditor", "auditor", "", ALL), ("loss", "lp_lead", "", ALL), ("partner", "brand_partner", "", ALL),
    ("admin", "admin", "", ALL),
)  # fmt: skip
ZONE = ZoneInfo("Europe/Zurich")


def opened(folder: Path, day: date = TODAY, **settings: object) -> House:
    clock = datetime.combine(day, time(12), UTC)
    return House.open(folder, {**load(folder, {}), **settings}, clock=lambda: clock)


def filled(folder: Path) -> House:
    house = opened(folder)
    house.directory.keep([*DOORS, *PEOPLE, *MANAGERS, *CODES, *PRODUCTS])
    for login, role, who, doors in ACCOUNTS:
        house.directory.put(Account(id=login, login=login, name=login.title(), role=role, boutiques=doors, person=who))
    days = [FIRST + timedelta(days=n) for n in range((TODAY - FIRST).days)]
    events: list[object] = [one for day in days for one in seen(day)]
    events += [one for day in days[::3] for one in happened(day)]
    assert not house.keep_as().events(events, fresh=True).refused
    assert not house.keep_as().events(list(coached())).refused
    house.catch_up()
    return house


def name(*parts: object) -> UUID:
    return uuid5(UUID(int=8), "/".join(map(str, parts)))


def at(day: date, hour: int = 14) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def seen(day: date) -> Iterator[Observation]:
    """On two days a week everybody, three times: four of ten offer, who was coached since then nine of ten."""
    if day.weekday() not in (1, 4):
        return
    for number, one in enumerate(PEOPLE):
        lifted = one.id in (ANNA, SMALL) and day > COACHED
        for turn in range(3):
            yes = (day.toordinal() * 7 + number * 3 + turn * 5) % 10 < (9 if lifted else 4)
            yield observed(one.id, one.boutique, day, 11 + turn, yes=yes)


def observed(who: str, door: str, day: date, hour: int, *, yes: bool) -> Observation:
    return Observation(
        id=name("seen", who, day, hour), at=at(day, hour), boutique=door, source="floor", associate=person(who),
        observer=person(BOSSES[door]), started=at(day, hour) - timedelta(minutes=15),
        marks={"accessory": "yes" if yes else "not_yet"},
    )  # fmt: skip


def coached() -> Iterator[object]:
    for who in (ANNA, SMALL):
        door = who.partition("-")[0]
        yield Coaching(
            id=name("coached", who), at=at(COACHED), boutique=door, source="floor", associate=person(who),
            coach=person(BOSSES[door]), behaviour="accessory", minutes=10, picked="low_rate",
            picked_since=COACHED - timedelta(days=7), picked_until=COACHED - timedelta(days=1),
        )  # fmt: skip
    for door, day in BEGAN.items():
        yield Focus(
            id=name("focus", door), at=at(day, 9), boutique=door, source="floor", by=person(BOSSES[door]), what="set",
            behaviour="accessory", since=day, until=day + timedelta(days=13), key=f"focus-{door}",
        )  # fmt: skip
