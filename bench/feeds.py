"""Files of a till through their connectors: line items a second and memory, reading alone and whole into the house.

    ./run bench feeds [--megabytes 20] [--imported 4] [--json FILE]

POSLog and a till's CSV of that size are written to disk as a stream. Each is read in a process of its own: by nothing
but the parser of Python (the baseline), by its connector, and a smaller one of the same making by House.imports, which
keeps every receipt in the stream as well. "us each" is time of the processor, all threads.
"""

import argparse
import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import TreeBuilder, XMLParser

from cabochon.connectors import KINDS, Bad, Delivery
from cabochon.retail.events import Receipt
from cabochon.retail.master import Door

RECEIVED = datetime(2026, 4, 3, 2, tzinfo=UTC)
DOORS = [f"GVA{n:02d}" for n in range(1, 21)]
FIRST = date(2025, 1, 6)
SMALL, BEST_OF = 50_000_000, 5  # a smaller file is read so often, and the best counts: other programs run as well
KIND = {"poslog": ".xml", "till_csv": ".csv"}
HEADER = "boutique,till,ticket,sold_at,business_day,sku,quantity,net,discount,seller,cashier,currency\n"

ITEM = """<LineItem EntryMethod="dtv:ScannerScanner" VoidFlag="false"><SequenceNumber>{i}</SequenceNumber>
<Sale ItemType="Stock"><ItemID>{sku}</ItemID>
<POSIdentity POSIDType="GTIN"><POSItemID>0764000{i:06d}</POSItemID></POSIdentity>
<MerchandiseHierarchy Level="DEPARTMENT">WATCHES</MerchandiseHierarchy>
<Description>Chronograph 42 mm, steel</Description>
<RegularSalesUnitPrice>{price}.00</RegularSalesUnitPrice><ActualSalesUnitPrice>{price}.00</ActualSalesUnitPrice>
<ExtendedAmount>{price}.00</ExtendedAmount><Quantity>1</Quantity><Associate><AssociateID>{who}</AssociateID></Associate>
<Tax TaxType="VAT"><TaxAuthority>CH</TaxAuthority><TaxableAmount>{price}.00</TaxableAmount><Amount>81.00</Amount>
<Percent>8.1</Percent></Tax></Sale></LineItem>
"""
TRANSACTION = """<Transaction CancelFlag="false" TrainingModeFlag="false" dtv:TransactionType="RETAIL_SALE">
<RetailStoreID>{door}</RetailStoreID><WorkstationID>{till}</WorkstationID><SequenceNumber>{n}</SequenceNumber>
<BusinessDayDate>{day}</BusinessDayDate><BeginDateTime>{day}T{hour:02d}:05:10</BeginDateTime>
<EndDateTime>{day}T{hour:02d}:09:31.467</EndDateTime><OperatorID>{cashier}</OperatorID><CurrencyCode>CHF</CurrencyCode>
<RetailTransaction TransactionStatus="Delivered" TypeCode="Transaction">
{items}<LineItem VoidFlag="false"><SequenceNumber>9</SequenceNumber><Tender TenderType="CREDIT" TypeCode="SALE">
<TenderID>12</TenderID><Amount Currency="CHF">{price}.00</Amount></Tender></LineItem>
<Total TotalType="TransactionGrandAmount">{price}.00</Total></RetailTransaction></Transaction>
"""


def tickets() -> Iterator[dict[str, object]]:
    """A till's life: one to four pieces a ticket, two on average, twenty boutiques of three tills."""
    n = 0
    while True:
        n += 1
        yield {
            "n": n, "door": DOORS[n % len(DOORS)], "till": n % 3 + 1, "day": FIRST + timedelta(days=n // 4_000 % 400),
            "hour": 10 + n % 9, "cashier": 100 + n % 60, "who": 200 + n % 97, "price": 400 + n * 37 % 19_000,
            "pieces": (1, 2, 1, 3, 4, 1)[n % 6],
        }  # fmt: skip


def written(path: Path, kind: str, size: int) -> int:
    """A file of so many bytes; how many line items are in it."""
    done = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(
            HEADER if kind == "till_csv" else
            '<?xml version="1.0" encoding="UTF-8"?>\n<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/"'
            ' xmlns:dtv="http://www.datavantagecorp.com/xstore/">\n'
        )  # fmt: skip
        for one in tickets():
            pieces = range(1, int(str(one["pieces"])) + 1)
            done += len(pieces)
            if kind == "till_csv":
                file.writelines(
                    "{door},{till},{n},{day} {hour:02d}:09,{day},RW-{i},1,{price}.00,0,{who},{cashier},CHF\n".format(
                        i=i, **one
                    )
                    for i in pieces
                )
            else:
                items = "".join(ITEM.format(i=i, sku=f"RW-{one['n']}-{i}", **one) for i in pieces)
                file.write(TRANSACTION.format(items=items, **one))
            if file.tell() >= size:
                break
        if kind == "poslog":
            file.write("</POSLog>\n")
    return done


# In a process of its own


@dataclass(slots=True)
class Timed:
    """Seconds on the clock and of the processor; what was found."""

    seconds: float = 0.0
    worked: float = 0.0
    found: int = 0


@contextmanager
def timed() -> Iterator[Timed]:
    done, begun, worked = Timed(), time.perf_counter(), time.process_time()
    yield done
    done.seconds, done.worked = time.perf_counter() - begun, time.process_time() - worked


def bare(path: Path, _: str) -> Timed:
    """The parser alone: rows of csv.reader, or elements built and forgotten by a chunk."""
    with timed() as done, path.open("rb") as stream:
        if path.suffix == ".csv":
            done.found = sum(1 for _ in csv.reader(io.TextIOWrapper(stream, "utf-8", newline=""))) - 1
            return done
        builder = TreeBuilder()
        outer = builder.start("outer", {})
        parser = XMLParser(target=builder)
        while chunk := stream.read(16_384):
            parser.feed(chunk)
            del outer[0][:-1]
        parser.close()
    return done


def connector(path: Path, kind: str) -> Timed:
    doors = {code: Door(code=code, name=code, zone="Europe/Zurich", currency="CHF") for code in DOORS}
    with timed() as done, path.open("rb") as stream:
        reading = KINDS[kind].read(Delivery(body=stream, received=RECEIVED, doors=doors))
        done.found = sum(_lines(item) for item in reading)
    return done


def _lines(item: object) -> int:
    if isinstance(item, Bad):
        raise SystemExit(f"{item.place}: {item.reason}")
    return len(item.lines) if isinstance(item, Receipt) else 0


def imported(path: Path, kind: str) -> Timed:
    from cabochon.house import House  # here: reading alone is measured without what only this needs
    from cabochon.settings import load

    with tempfile.TemporaryDirectory() as folder:
        house = House.open(Path(folder), load(Path(folder), {}))
        doors = "code,zone,currency\n" + "".join(f"{code},Europe/Zurich,CHF\n" for code in DOORS)
        house.imports.read("doors", doors.encode(), received=RECEIVED)
        with timed() as done, path.open("rb") as stream:
            outcome = house.imports.read(kind, stream, received=RECEIVED)
        house.close()
    if outcome.bad:
        raise SystemExit(str(outcome.bad[0]))
    done.found = outcome.kept.new
    return done


def child(what: str, path: Path, kind: str) -> None:
    """Prints seconds, seconds of the processor, what was found, and peak resident memory in MB."""
    step = {"bare": bare, "read": connector, "import": imported}[what]
    times = BEST_OF if what != "import" and path.stat().st_size < SMALL else 1
    done = min((step(path, kind) for _ in range(times)), key=lambda one: one.seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    print(json.dumps([done.seconds, done.worked, done.found, peak]))


# The run


def measured(what: str, path: Path, kind: str, items: int) -> dict[str, object]:
    command = [sys.executable, __file__, "--child", what, str(path), kind]
    seconds, worked, found, peak = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    if what == "read" and found != items:
        raise SystemExit(f"{kind}: {found} of {items} line items were read")
    return {
        "feed": kind, "what": what, "megabytes": round(path.stat().st_size / 1e6, 1), "items": items,
        "rate": round(items / seconds), "us": round(worked / items * 1e6, 1), "peak": round(peak),
    }  # fmt: skip


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
        return
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=20, help="of the file that is read")
    parser.add_argument(
        "--imported", type=float, default=4, help="megabytes of the one that is imported whole; 0: none"
    )
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    rows = []
    print(f"{'feed':10}{'':8}{'MB':>9}{'items':>11}{'items/s':>10}{'us each':>9}{'peak MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for kind, ending in KIND.items():
            for megabytes, steps in ((args.megabytes, ("bare", "read")), (args.imported, ("import",))):
                path = Path(folder) / f"{kind}{ending}"
                items = written(path, kind, int(megabytes * 1e6)) if megabytes else 0
                for what in steps if items else ():
                    row = measured(what, path, kind, items)
                    rows.append(row)
                    print(
                        "{feed:10}{what:8}{megabytes:>9}{items:>11,}{rate:>10,}{us:>9}{peak:>9}".format(**row),
                        flush=True,
                    )
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
