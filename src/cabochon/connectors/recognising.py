"""A table nobody has described yet: which column means what, how numbers and days are written; a mapping as a proposal.

What is proposed is shown and can be changed before anything is kept; where two readings fit, that is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from ..refusals import Refused
from . import looks
from .feed import Feed
from .headings import fits
from .mapping import COLUMNS, settled
from .tables import DELIMITERS, TOP, Layout, encoding_of, is_book, lines, sheets, undecodable

LOOKED = 400  # rows that are looked at
SURE = 0.35  # how well a heading has to fit
WESTERN = "cp1252"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file. field: what it is taken for, "" for nothing; cells: a few of its own, none empty."""

    heading: str
    field: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """settings: a mapping, as far as it differs from the default. notes: what a person should look at.

    rows: the file's first rows below its header, cells as they stand. sheets: of a workbook.
    """

    settings: Mapping[str, Any]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    lacking: tuple[str, ...] = field(default=())  # fields that are needed and no column was found for


def proposed(feed: Feed, stream: BinaryIO, *, sheet: str = "", codes: frozenset[str] = frozenset()) -> Proposal:
    """
    Args:
        codes: our boutiques', by which their column is told from another.
    Raises:
        Refused: nothing in it looks like a table.
    """
    default = settled(None, feed.name)
    encoding = _encoding(stream)
    layout = Layout(encoding=encoding, delimiter=default["delimiter"], sheet=sheet)
    top, layout = _header(stream, layout, default[COLUMNS])
    heads = [cell.strip() for cell in top[layout.header - 1]]
    body = _sample(stream, layout, len(heads))
    found = _assigned(heads, body, default[COLUMNS], codes)
    cells = {name: looks.cells(body, heads.index(heading)) for name, heading in found.items()}
    settings: dict[str, Any] = {}
    if not is_book(stream):
        settings |= {} if encoding == default["encoding"] else {"encoding": encoding}
        settings |= {} if layout.delimiter == default["delimiter"] else {"delimiter": _written(layout.delimiter)}
    elif sheet:
        settings["sheet"] = sheet
    read, notes = looks.told(feed, cells, default, codes)
    settings |= read | {COLUMNS: found}
    meant = {heading: name for name, heading in found.items()}
    columns = tuple(
        Column(heading, meant.get(heading, ""), tuple(islice(looks.cells(body, at), 3)))
        for at, heading in enumerate(heads) if heading
    )  # fmt: skip
    return Proposal(settings, columns, tuple(map(tuple, body[:20])), tuple(notes), tuple(sheets(stream)),
                    tuple(lacking(feed, found, settings)))  # fmt: skip


def lacking(feed: Feed, columns: Mapping[str, str], settings: Mapping[str, Any]) -> Iterator[str]:
    """The fields that are needed and neither a column nor the mapping gives."""
    for needed in feed.needs:
        if not any(columns.get(one) for one in needed.split("|")) and not settings.get(needed):
            yield needed.split("|")[0]


def _encoding(stream: BinaryIO) -> str:
    """UTF-8 where all of it is; else what western spreadsheets save."""
    if is_book(stream):
        return "utf-8"
    begin = stream.tell()
    try:
        found = encoding_of(stream, "utf-8")
    except Refused:
        found = WESTERN
    stream.seek(begin)
    return "utf-8" if found == "utf-8-sig" else found


def _header(stream: BinaryIO, layout: Layout, columns: Mapping[str, str]) -> tuple[list[list[str]], Layout]:
    """The rows at the top, by the delimiter and with the header under which most fields are known."""
    best: tuple[float, list[list[str]], Layout] = (0.0, [], layout)
    begin = stream.tell()
    for delimiter in ("",) if is_book(stream) else DELIMITERS:
        tried = Layout(layout.encoding, delimiter or layout.delimiter, sheet=layout.sheet)
        try:
            with closing(lines(stream, tried)) as every:
                top = [cells for _, cells in islice(every, TOP)]
        except (Refused, UnicodeDecodeError):
            continue
        finally:
            stream.seek(begin)
        for place, cells in enumerate(top, 1):
            named = [cell.strip() for cell in cells if cell.strip()]
            score = sum(max((fits(one, cell) for one in columns), default=0.0) for cell in named) / (1 + place / 100)
            if len(named) > 1 and score > best[0]:
                best = score, top, Layout(tried.encoding, tried.delimiter, place, tried.sheet)
    if not best[1]:
        raise Refused("holds no table: no row looks like the names of columns; expected a header such as "
                      + ", ".join(list(columns)[:5]), "line 1")  # fmt: skip
    return best[1], best[2]


def _sample(stream: BinaryIO, layout: Layout, wide: int) -> list[list[str]]:
    """The rows below the header, of one width; without Qualtrics' two further headers."""
    begin = stream.tell()
    try:
        with closing(lines(stream, layout)) as every:
            found = [cells for _, cells in islice(every, layout.header, layout.header + LOOKED) if any(cells)]
    except UnicodeDecodeError as fault:
        raise undecodable(fault) from None
    finally:
        stream.seek(begin)
    if len(found) > 1 and any(cell.startswith('{"ImportId"') for cell in found[1]):
        found = found[2:]
    return [(cells + [""] * wide)[:wide] for cells in found]


def _assigned(heads: Sequence[str], body: Sequence[Sequence[str]], columns: Mapping[str, str],
              codes: frozenset[str]) -> dict[str, str]:  # fmt: skip
    """Field -> heading: the best fits first, each column and each field once; what a column holds has its say."""
    offers = sorted(
        (-score, place, at)
        for at, heading in enumerate(heads) if heading
        for place, name in enumerate(columns)
        if (score := fits(name, heading) * looks.plausible(name, looks.cells(body, at), codes)) >= SURE
    )  # fmt: skip
    names, taken = list(columns), set[int]()
    found: dict[str, str] = {}
    for _, place, at in offers:
        if names[place] not in found and at not in taken:
            found[names[place]] = heads[at]
            taken.add(at)
    return {name: found[name] for name in names if name in found}


def _written(delimiter: str) -> str:
    return "\\t" if delimiter == "\t" else delimiter
