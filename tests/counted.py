"""A maison for cells: three boutiques of a region, one of them of three people; two closed weeks and an open one.

Everybody rings up a watch a day, every second one with a strap; everybody who is asked gives a four. An HQ leader may
see two of the three boutiques at most one of: what is left over beside it must be nobody or five people.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.measures.catalogue import CATALOGUE
from cabochon.privacy.viewer import ROLES
from cabochon.retail.events import Line, Receipt, Survey, Traffic
from cabochon.retail.master import Door, Identifier, Person, Product
from cabochon.retail.who import Who
from cabochon.settings import load

TODAY = date(2026, 4, 14)  # a Tuesday: the week before has just closed
WEEKS = (date(2026, 3, 30), date(2026, 4, 6))
SMALL = "SML01"
CREW = {"GVA01": 6, "PAR01": 6, SMALL: 3}
DOORS = tuple(
    Door(code=code, name=code.title(), zone="Europe/Zurich", currency="EUR" if code == "PAR01" else "CHF",
         region="Europe", factor=0.5)
    for code in CREW
)  # fmt: skip
PEOPLE = tuple(
    Person(id=f"{code}-{i}", name=f"Given{code}{i} Family{code}{i}", boutique=code, job_role="advisor")
    for code, crew in CREW.items()
    for i in range(crew)
)
FEW = tuple({(one.family, one.kind, one.person): one for one in reversed(CATALOGUE)}.values())  # one of every kind
TILL, ASKED = "till:csv", "survey:csv"
CODES = tuple(Identifier(source=source, code=f"C{one.id}", person=one.id) for one in PEOPLE for source in (TILL, ASKED))
PRODUCTS = (Product(sku="WATCH", line="watch"), Product(sku="STRAP", line="watch", kind="accessory"))


def opened(folder: Path) -> House:
    """The house at noon of TODAY, as it was left."""
    return House.open(folder, load(folder, {}), clock=lambda: datetime.combine(TODAY, time(12), UTC))


def filled(folder: Path) -> House:
    """The house with all that happened, and an account for every role with every boutique (or the first)."""
    house = opened(folder)
    house.directory.keep([*DOORS, *PEOPLE, *CODES, *PRODUCTS])
    for role in ROLES:
        doors = ("GVA01",) if role in ("associate", "manager", "area_coach") else tuple(CREW)
        person = "GVA01-0" if role == "associate" else ""
        house.directory.put(Account(id=role, login=role, name=role, role=role, boutiques=doors, person=person))
    days = [WEEKS[0] + timedelta(days=n) for n in range((TODAY - WEEKS[0]).days)]
    house.keep_as().events([event for day in days for event in happened(day)], fresh=True)
    house.catch_up()
    return house


def happened(day: date) -> list[Receipt | Survey | Traffic]:
    """A day: by half past ten all have sold, by noon all were told what the client thought."""
    found: list[Receipt | Survey | Traffic] = []
    zone = ZoneInfo("Europe/Zurich")
    for one in PEOPLE:
        at, key, who = datetime.combine(day, time(10, 30), zone), f"{one.id}-{day}", Who(TILL, f"C{one.id}")
        strap = (Line(sku="STRAP", quantity=1, net=10_000),) if (day.day + int(one.id[-1])) % 2 else ()
        found.append(
            Receipt(at=at, boutique=one.boutique, source=TILL, key=key, revision="1", business_day=day,
                    currency="EUR" if one.boutique == "PAR01" else "CHF", sellers=((who, 1.0),),
                    lines=(Line(sku="WATCH", quantity=1, net=500_000), *strap))
        )  # fmt: skip
        found.append(
            Survey(at=at + timedelta(hours=1), boutique=one.boutique, source=ASKED, key=key, raw=4, low=1, high=5,
                   associate=Who(ASKED, f"C{one.id}"))
        )  # fmt: skip
    for code in CREW:
        at = datetime.combine(day, time(10), zone)
        found.append(Traffic(at=at, boutique=code, source="counter:csv", key=f"{code}-{day}", minutes=60, entries=40))
    return found
