"""The digest of facts for engines that do not hash rows themselves: the same text as DuckDB's for the same rows."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from hashlib import md5
from typing import Any

from . import Table

CELL, NULL = "\x1f", "\x1e"
PLAIN = frozenset(range(0x20, 0x7F)) - frozenset(b"\\'\"")


def digest_of(tables: Iterable[Table], rows: Callable[[Table, Sequence[str]], Iterable[Sequence[Any]]]) -> str:
    """Each table with its rows and the sum of their MD5: equal rows in any order give equal text.

    rows(table, columns): every row of a table, these columns of it, in any order.
    """
    parts = []
    for table in sorted(tables, key=lambda one: one.name):
        names = [c.name for c in table.columns if not c.arrival]
        count, total = 0, 0
        for row in rows(table, names):
            told = CELL.join([_told(cell) for cell in row]).encode()
            total += int.from_bytes(md5(told, usedforsecurity=False).digest()[8:], "little")
            count += 1
        parts.append(f"{table.name}:{count}:{total % 2**64:016x}")
    return " ".join(parts)


def _told(cell: Any) -> str:
    """A cell as DuckDB casts it to text."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return NULL
    if isinstance(cell, datetime):
        text = cell.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
        return text.rstrip("0") if cell.microsecond else text
    if isinstance(cell, bytes):
        return "".join(chr(b) if b in PLAIN else f"\\x{b:02X}" for b in cell)
    return str(cell)  # float: the shortest digits that read back, as DuckDB writes them
