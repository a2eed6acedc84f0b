"""How long erasing somebody takes, and their access report: of a maison with so many statements.

python bench/erasing.py [STATEMENTS] [FOLDER]
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from threading import Event, Thread
from time import perf_counter
from uuid import UUID

from cabochon.demo.maison import maison
from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.retail.events import Line, Observation, Receipt
from cabochon.retail.who import Who, person
from cabochon.settings import load

OWN = 5_000  # statements about the one who is erased
NAME = "Quenby Zarathustra"


def main(statements: int, folder: Path) -> None:
    house, one = House.open(folder, load(folder, {})), maison(boutiques=10, until=datetime.now(UTC).date(), weeks=4)
    house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
    sellers = [seller.person for door in one.doors for seller in one.sellers[door.code]]
    house.directory.put(
        Account(id="q", login="quenby@maison.example", name=NAME, role="associate", person=sellers[0].id)
    )
    boss, now = person(one.managers[one.doors[0].code][0].id), datetime.now(UTC)

    def told(n: int) -> Observation | Receipt:
        who = sellers[0] if n < OWN else sellers[n % (len(sellers) - 1) + 1]
        at = now - timedelta(minutes=n % 40_000 + 60)
        if n % 2:
            return Receipt(at=at, boutique=who.boutique, source="till:demo", key=f"r{n}", business_day=at.date(),
                           currency="CHF", lines=(Line(sku="W-STEEL-40", quantity=1, net=790000),),
                           sellers=((Who("people", who.id), 1.0),))  # fmt: skip
        note = f"{NAME} helped a colleague" if n % 50 == 0 else "Showed the clasp and asked about the trip"
        return Observation(id=UUID(int=n + 1), at=at, started=at - timedelta(minutes=15), boutique=who.boutique,
                           source="floor", associate=person(who.id), observer=boss, marks={"welcome": "yes"},
                           note=note)  # fmt: skip

    begun = perf_counter()
    for start in range(0, statements, 5_000):
        house.keep_as().events([told(n) for n in range(start, min(start + 5_000, statements))])
    house.catch_up()
    print(f"{house.log.position():,} statements kept and told in {perf_counter() - begun:.1f} s")
    begun = perf_counter()
    report = house.trust.held.report(sellers[0].id, by="q")
    rows = sum(len(section["rows"]) for section in report["sections"])
    print(f"access report of {rows:,} entries in {perf_counter() - begun:.2f} s")
    stop, worst = Event(), [0.0]

    def write() -> None:
        n = statements + 1
        while not stop.wait(0.02):
            at, n = perf_counter(), n + 2
            house.keep_as().events([told(n)])
            worst[0] = max(worst[0], perf_counter() - at)

    writing = Thread(target=write)
    writing.start()
    begun = perf_counter()
    done = house.trust.erasing.erase(sellers[0].id, by="bench")
    took = perf_counter() - begun
    stop.set()
    writing.join()
    begun = perf_counter()
    house.catch_up()
    print(f"facts told anew beside it in {perf_counter() - begun:.1f} s")
    print(f"erased in {took:.1f} s while others wrote; the longest a write waited: {worst[0] * 1000:.0f} ms")
    print(", ".join(f"{name} {count:,}" for name, count in done.counts))
    house.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, Path(sys.argv[2] if len(sys.argv) > 2 else mkdtemp()))
