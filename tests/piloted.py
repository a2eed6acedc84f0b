"""A house of eight boutiques for pilots: viewers, a form, weeks of observations as they are wished for."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from cabochon.demo.maison import maison
from cabochon.directory.rows import Account
from cabochon.directory.verdict_rows import Pilot
from cabochon.house import House
from cabochon.house.pilots import turn_of
from cabochon.privacy.viewer import Viewer
from cabochon.retail.events import Observation
from cabochon.retail.who import person
from cabochon.settings import load

NOW = datetime(2026, 3, 3, 10, tzinfo=UTC)  # a Tuesday
MONDAY = date(2026, 3, 9)
AFTER = datetime(2026, 4, 9, 10, tzinfo=UTC)  # four weeks from then are over and closed
MEASURE = "behaviour.accessory"


def opened(folder):
    """A house of eight boutiques with a viewer's account for every role that sees pilots."""
    house = House.open(folder, load(folder, {}))
    one = maison(boutiques=8, until=date(2026, 6, 30), weeks=2)
    house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
    house.clock = lambda: NOW
    for role in ("ld_author", "hq_leader", "area_coach", "analyst"):
        house.directory.put(Account(id=role, login=role, name=role.title(), role=role,
                                    boutiques=tuple(d.code for d in one.doors)))  # fmt: skip
    return house, one


def reader(one, role="hq_leader", doors=None):
    some = frozenset(d.code for d in one.doors[:doors])
    return Viewer(account=role, role=role, boutiques=some, name=role.title())


def form(one, **other):
    codes = [d.code for d in one.doors]
    usual = {"title": "Two accessories", "about": "focus:accessory", "measure": MEASURE, "lift": "10", "weeks": "4"}
    return {**usual, "since": MONDAY.isoformat(), "groups": "1", "apart": "1", "door": codes[2:], "held": codes[:2],
            **other}  # fmt: skip


def kept(place, **other):
    house, one = place
    return house.effects.pilots.draft(reader(one), form(one, **other), str(uuid4()))


def turn(house, name):
    return turn_of(house.directory.get(Pilot, name))


def freeze(place, name):
    house, one = place
    house.effects.pilots.freeze(reader(one), name, turn(house, name), form=uuid4())
    house.catch_up()


def watched(one, first, weeks, share):
    """Observations of every seller twice a week; share: door's place and week -> share marked yes."""
    events = []
    for place, door in enumerate(one.doors):
        for week in range(weeks):
            some = one.sellers[door.code]
            wanted, done = share(place, week) * 2 * len(some), 0
            for n in range(2 * len(some)):
                yes = (n + 1) * wanted / (2 * len(some)) >= done + 1 - 1e-9
                done += yes
                day = first + timedelta(weeks=week, days=n % 6)
                at = datetime(day.year, day.month, day.day, 12, n % 60, tzinfo=UTC)
                events.append(Observation(
                    id=uuid4(), at=at, boutique=door.code, source="floor", started=at - timedelta(minutes=12),
                    associate=person(some[n % len(some)].person.id), observer=person(one.managers[door.code][0].id),
                    marks={"accessory": "yes" if yes else "not_yet"},
                ))  # fmt: skip
    return events
