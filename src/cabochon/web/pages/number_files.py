"""Numbers as files: CSV, SVG, PNG. Nothing about one person leaves so; each file is noted in the audit."""

import csv as tables
import io
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Response

from ...dashboards.look import pictures
from ...dashboards.look.figures import Spec
from ...dashboards.look.tokens import Palette, palettes
from ...house.exporting_rows import DANGEROUS
from ...measures.question import Question
from ...privacy import leaving
from ...refusals import NotAllowed, Unanswerable, Unknown
from ..page import Answered, Asked
from ..viewer import viewer_of

KINDS = ("csv", "png", "svg")
MEDIA = {"csv": "text/csv; header=present", "png": "image/png", "svg": "image/svg+xml"}
SHEET = Path(__file__).parents[1] / "static" / "css" / "cabochon.css"


def kind_of(name: str) -> tuple[str, str]:
    """ "csat.csv" is ("csat", "csv"); what ends otherwise is no file: ("csat", "")."""
    head, _, tail = name.rpartition(".")
    return (head, tail) if head and tail in KINDS else (name, "")


def allowed(question: Question) -> None:
    """
    Raises:
        NotAllowed: it is about single people. Unknown: no such cut.
    """
    try:
        leaving.file(question)
    except Unanswerable as refusal:
        raise Unknown(str(refusal)) from None


def csv(rows: Iterable[Sequence[str | float | int | None]]) -> bytes:
    """RFC 4180 in UTF-8, the first row its head. A text a spreadsheet would reckon with gets a ' before it."""
    text = io.StringIO(newline="")
    tables.writer(text, lineterminator="\r\n").writerows([_cell(one) for one in row] for row in rows)
    return text.getvalue().encode()


def picture(spec: Spec, kind: str) -> bytes:
    """The drawing in the light palette."""
    return pictures.png(spec, _light()) if kind == "png" else pictures.svg(spec, _light()).encode()


def sent(request: Asked, body: bytes, kind: str, *, name: str, about: str) -> Answered:
    """The file, with what it was noted as: who took which number of what."""
    house: Any = request.app.state.house
    house.directory.note(viewer_of(request).account, "exported numbers", name, f"{kind}, {about}")
    called = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-") or "numbers"
    headers = {"content-disposition": f'attachment; filename="{called}.{kind}"'}
    return Response(body, media_type=MEDIA[kind], headers=headers)


def answerable(refusal: Exception) -> NotAllowed | Unknown:
    """What is shown in place on a page is an answer of its own where a file was asked for."""
    return refusal if isinstance(refusal, NotAllowed | Unknown) else Unknown(str(refusal))


def _cell(value: str | float | int | None) -> str | float | int:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


@cache
def _light() -> Palette:
    return palettes(SHEET.read_text("utf-8"))["light"]
