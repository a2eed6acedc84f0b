"""Boutiques, products, rates, targets, comment themes: what only the house can judge of them, and every version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

from ..connectors import Bad, DatedRow
from ..directory.dated import key_of
from ..directory.lookup import Snapshot
from ..measures.answer import check
from ..measures.catalogue import CATALOGUE
from ..measures.question import Question
from ..refusals import Refused, Unanswerable
from ..retail.currencies import EXPONENTS
from ..retail.master import Dated, Door, Product, Rate, Target, Theme
from . import rolls

if TYPE_CHECKING:
    from . import House

Made = Door | Product | Rate | Target | Theme
KINDS: dict[str, type[Made]] = {
    "doors": Door, "catalogue": Product, "rates": Rate, "targets": Target, "themes": Theme,
}  # fmt: skip
LASTING = (Door, Product)  # past figures name them: their first version stays
LONGEST = 120  # characters of a field of a boutique or a product


def judged(house: "House", row: Made) -> Made:
    """The row as it is kept: a target's owner by id, its value in the measure's own unit (a file and a page say money
    in major units and points out of a hundred).

    Raises:
        Refused: an unknown measure, place or person, a value that cannot be reached; the pointer is the field.
    """
    match row:
        case Rate():
            return _rate(house, row)
        case Target():
            return _target(house, row)
        case Theme():
            return row
        case Door() | Product():
            check_plain(asdict(row))
            return row


def check_plain(cells: Mapping[str, Any]) -> None:
    """
    Raises:
        Refused: a text that is too long or cannot be printed; the pointer is the field.
    """
    for name, text in cells.items():
        if isinstance(text, str) and (len(text) > LONGEST or not text.isprintable()):
            raise Refused(f"should be at most {LONGEST} printable characters", name)


def _rate(house: "House", row: Rate) -> Rate:
    if row.currency == house.values["group_currency"]:
        raise Refused(f"{row.currency} is the group's own currency; one is always worth one", "currency")
    return row


def _target(house: "House", row: Target) -> Target:
    unit = unit_of(row.measure)
    if unit is None:
        raise Refused(
            f"there is no measure {row.measure[:60]!r}; `cabochon ask` and the reference list them", "measure"
        )
    snapshot, today = house.snapshot, house.today
    doors = {door.code: door for door in snapshot.doors(today)}
    if row.place and row.place not in doors and row.place not in {door.region for door in doors.values()}:
        raise Refused(f"{row.place[:60]!r} is no boutique and no region; leave it empty for everywhere", "place")
    owner = row.owner
    if owner and snapshot.person_on(owner, today) is None:
        owner = snapshot.person_by_code(owner, today)
        if not owner:
            raise Refused("no one staff member has this code: none has it, or several", "owner")
    value = row.value
    if unit == "rate" and not 0 <= value <= 1:
        raise Refused(f"{value:g} is no share; write it as 0.35 or 35 %", "value")
    if unit == "score" and not 1 <= value <= 5:
        raise Refused(f"{value:g} is no score; it lies between 1 and 5", "value")
    if unit == "points":
        if abs(value) > 100:
            raise Refused(f"{value:g} is no score; it lies between -100 and 100", "value")
        value = value / 100
    if unit == "money":
        value = value * 10 ** EXPONENTS[currency_of(house, row.place)]
    return replace(row, owner=owner, value=value)


def unit_of(measure: str) -> str | None:
    """The unit of a measure; None where there is none of that key."""
    try:
        return check(Question(measure)).unit
    except Unanswerable:
        return None


def measures() -> list[tuple[str, str]]:
    """(key, title) of every measure a target may be set for, by title."""
    return sorted(((m.key, m.title) for m in CATALOGUE), key=lambda pair: pair[1].casefold())


def currency_of(house: "House", place: str) -> str:
    """What money at a place is counted in: a boutique's own currency, else the group's."""
    door = house.snapshot.door_on(place, house.today) if place else None
    return door.currency if door else str(house.values["group_currency"])


def kept(
    house: "House", rows: Sequence[DatedRow], snapshot: Snapshot, valid_from: date | None
) -> Iterator[Bad | tuple[Made, date | None, str]]:
    """What becomes of rows of a file: each as it is to be kept, from when and its fate, or Bad."""
    for one in rows:
        since = one.since or valid_from
        try:
            made = judged(house, one.row)
        except Refused as refusal:
            yield Bad(f"{one.place}, column {refusal.pointer}" if refusal.pointer else one.place, refusal.reason,
                      one.cells)  # fmt: skip
            continue
        yield made, since, rolls.fate([made], snapshot, since)


@dataclass(frozen=True, slots=True)
class Steps:
    """One boutique, product, currency, target or theme by its key: versions, newest first, the one in force."""

    key: str
    versions: tuple[Dated, ...]
    now: Dated | None


def listed(house: "House", kind: type[Made]) -> list[Steps]:
    """Every key of a kind with all its versions, by key."""
    return found(house, kind)[0]


def found(
    house: "House", kind: type[Made], begins: str = "", *, skip: int = 0, most: int | None = None
) -> tuple[list[Steps], int]:
    """A page of those whose key or latest name begins so, by key; how many there are."""
    versions: Mapping[str, Sequence[Dated]] = house.snapshot.kinds.get(kind.__name__, {})
    keys = sorted(_beginning(versions, begins.casefold()) if begins else versions)
    page = keys[skip : None if most is None else skip + most]
    return [Steps(key, tuple(reversed(versions[key])), _now(versions[key], house.today)) for key in page], len(keys)


def _beginning(versions: Mapping[str, Sequence[Dated]], begins: str) -> Iterator[str]:
    for key, steps in versions.items():
        row: Any = steps[-1].row
        if key.casefold().startswith(begins) or getattr(row, "name", "").casefold().startswith(begins):
            yield key


def _now(steps: Sequence[Dated], today: date) -> Dated | None:
    return next((one for one in reversed(steps) if one.since is None or one.since <= today), None)


def owner_name(house: "House", target: Target) -> str:
    found = house.snapshot.person_on(target.owner, house.today) if target.owner else None
    return found.name if found else ""


def written(row: Made) -> dict[str, Any]:
    """A row's fields as a form holds them."""
    match row:
        case Rate():
            return {"currency": row.currency, "value": f"{row.value:g}"}
        case Target():
            return {"measure": row.measure, "place": row.place, "value": f"{row.value:g}", "owner": row.owner}
        case Theme():
            return {"key": row.key, "language": row.language, "title": row.title, "words": "; ".join(row.words)}
        case Door() | Product():
            return {name: _plainly(value) for name, value in asdict(row).items()}


def _plainly(value: object) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:g}" if isinstance(value, float) else str(value or "")


def name_of(row: Made) -> str:
    return key_of(row)
