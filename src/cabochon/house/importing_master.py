"""Master data of a file: boutiques, products and the like, and people, each row kept from the day it holds."""

from collections.abc import Sequence, Set
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..connectors import Bad, DatedRow, PersonRow, Skipped
from ..retail.master import Door, Product
from . import as_told, master, rolls

if TYPE_CHECKING:
    from . import House
    from .importing import Imported

Days = dict[date | None, list[as_told.Master]]


def keep_master(house: "House", done: "Imported", rows: Sequence[Door | Product | DatedRow], valid_from: date | None, *,
                dry: bool) -> list[Bad]:  # fmt: skip
    """Counts what rows without people become in `done` and keeps it; gives back what the house cannot use."""
    bad, days, before = list[Bad](), Days(), house.called.named()
    for plain in rows:
        if not isinstance(plain, DatedRow):
            _count(done, rolls.fate([plain], before, valid_from))
            days.setdefault(valid_from, []).append(plain)
    _keep(house, days, dry=dry)
    days = Days()
    for made in master.kept(house, [one for one in rows if isinstance(one, DatedRow)], house.snapshot, valid_from):
        if isinstance(made, Bad):
            bad.append(made)
            continue
        row, since, fate = made
        _count(done, fate)
        days.setdefault(since, []).append(row)
    _keep(house, days, dry=dry)
    return bad


def keep_people(house: "House", done: "Imported", rows: Sequence[PersonRow], valid_from: date | None, *,
                received: datetime, besides: Set[str], dry: bool) -> list[Bad]:  # fmt: skip
    """As `keep_master`, of people. received: when the file was made, whose day undated rows speak of. besides: codes of
    rows that could not be read; "" where it broke off, so that nobody is missed."""
    if not rows:
        return []
    bad, days, before, today = list[Bad](), Days(), house.called.named(), house.today

    def heard(boutique: str) -> date:
        door = before.door_on(boutique, today)
        return received.astimezone(ZoneInfo(door.zone)).date() if door else received.date()

    done.absent = 0 if "" in besides else rolls.absent(rows, before, today, besides)
    for made in rolls.staff(rows, before, today, valid_from, barred=house.trust.erasing.barred, heard=heard):
        if isinstance(made, Bad):
            bad.append(made)
        elif isinstance(made, Skipped):
            done.skipped.append((made.place, made.reason))
        else:
            _count(done, made.fate)
            for row, since in made.rows:
                days.setdefault(since, []).append(row)
    _keep(house, days, dry=dry)
    return bad


def _keep(house: "House", days: Days, *, dry: bool) -> None:
    for since in sorted(days, key=lambda day: day or date.min):
        if not dry:
            house.directory.keep(days[since], since)


def _count(done: "Imported", fate: str) -> None:
    done.kept.new += fate != "repeated"
    done.kept.corrected += fate == "corrected"
    done.kept.repeated += fate == "repeated"
