"""The page of one number, and the same number as a file."""

from typing import Any

from ...dashboards import number_files, number_page
from ...dashboards.numbers import number
from ...dashboards.series import series
from ...dashboards.view import View
from ...languages import say
from ...privacy.roles import may
from ...refusals import Unanswerable, Unknown
from ..page import Answered, Asked
from . import number_files as files
from .boarding import Board, board, show
from .noted import noted

OWN = ("by", "then")


def show_one(request: Asked, key: str) -> Answered:
    """GET /numbers/{key}: a page; with .csv, .svg or .png behind the key a file."""
    name, kind = files.kind_of(key)
    return _file(request, name, kind) if kind else _page(request, key)


def _page(request: Asked, key: str) -> Answered:
    number_page.known(key)
    ground = board(request, besides=OWN)
    view = ground.view()
    by = request.query_params.get("by", "")
    made = number_page.number_page(ground.see, view, key, by, noted=noted(ground, view))
    query = view.filters.address().lstrip("?")
    return show(
        request, "number.html", ground, view, here=f"{number_page.HERE}{key}", page=made, by=by,
        files=_addresses(made, query), embeds=may(ground.viewer, "embed.make") and made.leaves,
        explores=may(ground.viewer, "explore.see"),
    )  # fmt: skip


def _addresses(made: number_page.NumberPage, query: str) -> dict[str, str]:
    """Where each file is, in the order of the buttons."""
    cut = made.by.cuts[0] if made.by and made.by.parts and not made.by.people else ""
    more = "&".join(part for part in (query, f"by={cut}" if cut else "") if part)
    return {kind: f"{number_page.HERE}{made.key}.{kind}{'?' if of else ''}{of}"
            for kind, of in (("csv", more), ("png", query), ("svg", query))}  # fmt: skip


def _file(request: Asked, key: str, kind: str) -> Answered:
    """
    Raises:
        Unknown: no such measure, or a cut it cannot make. NotAllowed: it is about single people.
    """
    what = number_page.known(key)
    ground = board(request, besides=OWN)
    view, asked = ground.view(), request.query_params
    cuts = tuple(cut for cut in (asked.get("by", ""), asked.get("then", "")) if cut)
    files.allowed(view.ask(key, *cuts))
    about = number_files.headed(ground.see, view)
    try:
        if kind == "csv":
            body = files.csv(number_files.table(ground.see, view, what, cuts))
        else:
            body = files.picture(drawn(ground, view, key), kind)
    except Unanswerable as refusal:
        raise files.answerable(refusal) from None
    return files.sent(request, body, kind, name=key, about=about)


def drawn(ground: Board, view: View, key: str) -> Any:
    """The series as a drawing of its own.

    Raises:
        Unknown: there is nothing to draw.
    """
    beside = noted(ground, view)
    one = series(ground.see, view, key, noted=beside)
    if one.said:
        raise Unknown(one.said)
    whole = number(ground.see, view, key)
    behind = whole.said or say("{value} ({behind})", value=whole.value,
                               behind="; ".join(part for part in (whole.between, whole.counted) if part))  # fmt: skip
    return number_files.picture(one, view, ground.see, noted=beside, behind=behind)
