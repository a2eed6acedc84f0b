"""How the sums of a week lie in a row: in columns, in the order of the names that stand in the company's row."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from ..measures.question import Cell

NOTHING = Cell(0.0, 0.0, 0)
Sums = Mapping[str, Cell]  # by measure, or measure|product line


class Columns(msgspec.Struct, array_like=True):
    """names: in the company's row alone. bottoms: None where it is n."""

    tops: list[float]
    ns: list[int]
    bottoms: list[float | None]
    currencies: list[str]
    names: list[str] = []


DECODER = msgspec.json.Decoder(Columns)


def packed(sums: Sums, names: Sequence[str], *, named: bool = False) -> bytes:
    cells = [sums.get(name, NOTHING) for name in names]
    columns = Columns(
        [_short(one.top) for one in cells], [one.n for one in cells],
        [None if one.bottom == one.n else _short(one.bottom) for one in cells], [one.currency for one in cells],
        list(names) if named else [],
    )  # fmt: skip
    return zlib.compress(msgspec.json.encode(columns), 9)


@dataclass(frozen=True, slots=True)
class Opened:
    """The sums of a row; each is looked up by itself, as a page wants few of the many."""

    columns: Columns
    places: Mapping[str, int]

    def get(self, name: str) -> Cell:
        place = self.places.get(name)
        if place is None:
            return NOTHING
        found = self.columns
        n, bottom = found.ns[place], found.bottoms[place]
        return Cell(found.tops[place], n if bottom is None else bottom, n, currency=found.currencies[place])

    @property
    def currencies(self) -> set[str]:
        return {*self.columns.currencies} - {""}


def opened(body: bytes, company: Opened | None = None) -> Opened:
    """company: of the same week, which has the names; not needed for itself."""
    columns = DECODER.decode(zlib.decompress(body))
    places = {name: place for place, name in enumerate(columns.names)}
    return Opened(columns, company.places if company else places)


def _short(value: float) -> float:
    return int(value) if value == int(value) else round(value, 6)
