"""What stands behind a number: which questions may be asked at all, and the single rows a question counts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ..directory.lookup import Snapshot
from ..facts.tables import TABLES
from ..measures.answer import check
from ..measures.checking import plain
from ..measures.question import Answer, Question
from ..measures.rows import Behind, behind_of, rows
from ..privacy import leaving
from ..privacy.roles import may, right
from ..privacy.viewer import Viewer
from ..refusals import NotAllowed, Unanswerable, Unknown
from ..warehouse import Warehouse

OF_ROWS = ("at", "day", "boutique", "associate", "product_line", "daypart", "kind", "currency")
COLUMNS = {table.name: tuple(column.name for column in table.columns) for table in TABLES}


def refused(
    viewer: Viewer, questions: Sequence[Question], *, snapshot: Snapshot, least: tuple[int, int], today: date
) -> list[leaving.Refusal | None]:  # fmt: skip
    """Of each question why this viewer may not ask it, as `leaving` says it of facts that know nothing."""
    sound: dict[int, leaving.Refusal] = {}
    for place, question in enumerate(questions):
        try:
            check(question)
        except Unanswerable as refusal:
            sound[place] = refusal
    found = leaving.ask_many(
        viewer, [one for place, one in enumerate(questions) if place not in sound],
        lambda asked: [Answer(one, {}) for one in asked],
        doors={door.code: door.region for door in snapshot.doors(today)}, least_people=least[0], least_events=least[1],
        today=today,
    )  # fmt: skip
    told = iter(found)
    answers = [sound.get(place) or next(told) for place in range(len(questions))]
    return [None if isinstance(one, Answer) else one for one in answers]


def behind(
    viewer: Viewer, question: Question, warehouse: Warehouse, *, limit: int
) -> list[dict[str, Any]] | None:  # fmt: skip
    """Rows as the facts have them, the newest first, before they are let out (privacy.rows); None where the viewer may
    see no single event. Of several tables as many of each.

    Raises:
        Unanswerable: as the question's answer. NotAllowed, Unknown: of somebody or a boutique out of reach.
    """
    reach = right(viewer, "moments.see")
    if not may(viewer, "moments.see") or reach not in ("self", "boutique"):
        return None
    asked = plain(question)
    doors = asked.where.get("boutique", tuple(sorted(viewer.boutiques)))
    if not set(doors) <= viewer.boutiques:
        raise Unknown("there is no boutique by this code within your reach; choose one from the list", "boutique")
    where = {**asked.where, "boutique": tuple(doors)}
    measure = check(asked)
    if reach == "self":
        if "associate" not in measure.cuts:
            return []
        if where.get("associate", (viewer.person,)) != (viewer.person,):
            raise NotAllowed("you may ask for your own numbers and for the boutique's, not for a colleague's")
        where["associate"] = (viewer.person,)
    narrowed = Question(asked.measure, (), asked.since, asked.until, where)
    return [row for of in behind_of(measure) for row in _rows(narrowed, of, warehouse, limit)]


def _rows(question: Question, of: Behind, warehouse: Warehouse, limit: int) -> list[dict[str, Any]]:
    known = COLUMNS.get(of.table)
    if known is None or "day" not in known or "boutique" not in known:  # the house's own counts have no such rows
        return []
    columns = tuple(name for name in OF_ROWS if name in known)
    newest = "at" if "at" in known else "day"
    found = rows(question, of, columns, warehouse, newest=newest, limit=limit)
    return [{**dict.fromkeys(OF_ROWS, ""), **row, "table": of.table, "top": of.top} for row in found]
