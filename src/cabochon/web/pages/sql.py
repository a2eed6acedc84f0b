"""SQL for analysts: the tables on one side, a box on the other; what it answers, as a page, as CSV or as JSON."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from litestar import Response

from ...house import cells
from ...house.analyst import ROWS, TABLES, Told
from ...house.analyst_rows import as_csv
from ...languages import again, mark, say
from ...privacy.viewer import Viewer
from ...refusals import Refused, Unanswerable
from ..outer import fields
from ..page import Answered, Asked, json, page, wants_page
from ..viewer import viewer_of

PATIENCE = 6.0  # s a page waits for cells that are being counted
MANY = 1e6  # from so much on a number is shown without its fraction
SHOWN = 500  # rows on the page; the file has all
# fmt: off
EXAMPLES = (
    (mark("Attach rate of every boutique, last closed week"),
     "select d.name, c.value, c.low, c.high, c.n, c.held_back\n"
     "from boutique c join doors d using (boutique)\n"
     "where c.measure = 'attach_rate' and c.week = (select max(week) from boutique)\n"
     "order by d.name"),
    (mark("CSAT by region and month, weighted by its surveys"),
     "select region, date_trunc('month', week) as month,\n"
     "       sum(value * n) / sum(n) as csat, sum(n) as surveys\n"
     "from region\n"
     "where measure = 'csat' and not held_back\n"
     "group by all order by all"),
    (mark("A boutique’s week beside the company’s"),
     "select week, b.value as boutique, c.value as company, b.value - c.value as apart\n"
     "from boutique b join company c using (measure, week)\n"
     "where measure = 'attach_rate' and b.boutique = (select min(boutique) from doors)\n"
     "order by week"),
    (mark("How much is held back, by measure"),
     "select m.title, count(*) as cells, avg(held_back::int) as share_held_back\n"
     "from boutique join measures m using (measure)\n"
     "group by all order by share_held_back desc"),
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as the page writes it: cells are text, None where there is nothing."""

    columns: list[tuple[str, bool]]  # name, and whether it holds numbers
    rows: list[list[str | None]]
    whole: int
    cut: bool
    told: Told


def show(request: Asked) -> Answered:
    """GET /sql?example=1: the box, empty or with an example in it."""
    chosen = request.query_params.get("example", "")
    place = int(chosen) - 1 if chosen.isascii() and chosen.isdigit() and len(chosen) < 3 else -1
    return _page(request, viewer_of(request), sql=EXAMPLES[place][1] if 0 <= place < len(EXAMPLES) else "")


def ask(request: Asked, body: bytes) -> Answered:
    """POST /sql: sql, and format=csv for a file. A program that takes JSON gets JSON; 202 while cells are counted."""
    viewer, house = viewer_of(request), request.app.state.house
    form = fields(body, known=("csrf", "sql", "format"))
    sql, whole_page = str(form.get("sql", "")).replace("\r\n", "\n"), wants_page(request)
    try:
        told = house.analyst.ask(viewer, sql, patience=PATIENCE)
    except (Unanswerable, Refused) as fault:
        said = fault.reason if isinstance(fault, Refused) else str(fault)
        if whole_page:
            return _page(request, viewer, sql=sql, fault=again(said), status=400)
        return json({"error": said}, 400)
    if told.found is None:
        if whole_page:
            return _page(request, viewer, sql=sql, counting=told)
        return json({"counting": {"done": told.done, "of": told.whole}}, 202, {"retry-after": "2"})
    if form.get("format") == "csv":
        name = {"content-disposition": 'attachment; filename="cells.csv"'}
        return Response(as_csv(told.found), media_type="text/csv", headers=name)
    if whole_page:
        return _page(request, viewer, sql=sql, answer=_shown(told))
    return json(_told(told), to=request)


def _page(request: Asked, viewer: Viewer, *, sql: str, status: int = 200, **values: Any) -> Answered:
    house, given = request.app.state.house, {"answer": None, "fault": "", "counting": None} | values
    try:
        weeks = house.analyst.weeks(viewer)
    except Refused:
        weeks = None
    return page(
        request, "sql.html", status=status, sql=sql, weeks=weeks, shown=SHOWN, most=ROWS,
        examples=[say(title) for title, _ in EXAMPLES],
        steps=cells.STEPS, extras=cells.EXTRAS, columns=cells.CELLS.columns,
        beside=[TABLES["measures"], TABLES["doors"]], measures=cells.asked_of(viewer), **given,
    )  # fmt: skip


def _shown(told: Told) -> Shown | None:
    found = told.found
    if found is None:
        return None
    columns = [(name, kind == "number") for name, kind in zip(found.columns, found.kinds, strict=True)]
    rows = [[_word(cell) for cell in row] for row in found.rows[:SHOWN]]
    return Shown(columns, rows, len(found.rows), found.cut, told)


def _told(told: Told) -> dict[str, Any]:
    found = told.found
    rows = [[_plain(cell) for cell in row] for row in found.rows] if found else []
    return {"columns": found.columns if found else (), "rows": rows, "cut": bool(found and found.cut),
            "since": told.weeks.since, "until": told.weeks.until, "counted": told.at}  # fmt: skip


def _plain(cell: Any) -> Any:
    return None if isinstance(cell, float) and not isfinite(cell) else cell


def _word(cell: Any) -> str | None:
    if cell is None or (isinstance(cell, float) and not isfinite(cell)):
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return f"{cell:.6g}" if abs(cell) < MANY else f"{cell:.0f}"
    return str(cell)
