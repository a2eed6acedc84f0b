"""An answer in SQL as a file for a spreadsheet."""

import csv
import io
from math import isfinite

from ..warehouse.desk import Found
from .exporting_rows import DANGEROUS


def as_csv(found: Found) -> bytes:
    """CSV by RFC 4180 in UTF-8, its head first. A text or a column's name a spreadsheet would reckon with gets a '."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([_cell(name) for name in found.columns])
    lines.writerows([_cell(cell) for cell in row] for row in found.rows)
    return text.getvalue().encode()


def _cell(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return repr(cell) if isfinite(cell) else ""
        case str():
            return f"'{cell}" if cell.startswith(DANGEROUS) else cell
        case _:
            return str(cell)
