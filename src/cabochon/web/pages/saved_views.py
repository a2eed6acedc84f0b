"""The views of a dashboard one has saved: kept, renamed, removed, begun with; each goes back to the page it is of."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from ...dashboards import filters
from ...house.saved_views import address
from ...languages import say
from ...privacy.roles import may
from ...privacy.viewer import Viewer
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, fresh, open_to, to
from ..viewer import viewer_of

KNOWN = ("csrf", "do", "id", "name", "page", "query")
MOST = 30  # fields of an address
VALUE = 80  # characters of one


def change(request: Asked, body: bytes) -> Answered:
    """POST /views: do=keep, rename, remove, restore, default or plain (begin with none); back to the page."""
    views, viewer = request.app.state.house.boards.views, viewer_of(request)
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    here, query = _page(viewer, sent.get("page", "")), read(sent.get("query", ""))
    do, view, name = sent.get("do", ""), sent.get("id", ""), sent.get("name", "")
    match do:
        case "keep":
            views.keep(viewer, here, query, name, _id(view))
        case "rename":
            views.rename(viewer, view, name)
        case "remove":
            views.remove(viewer, view)
        case "restore":
            views.restore(viewer, view)
        case "default" | "plain":
            views.make_default(viewer, view, on=do == "default")
        case _:
            raise Refused(say("That is none of the buttons of this page."), "/do")
    return to(f"{here}?{query}" if query else here)


def offered(request: Asked, here: str) -> dict[str, Any] | None:
    """What the macro `saved` of partials/saved_views.html shows on a page; None for a role without views.

    Args:
        here: the page's address, "/behaviours".
    """
    views, viewer = request.app.state.house.boards.views, viewer_of(request)
    if not may(viewer, "views.own"):
        return None
    query, own = read(request.url.query), views.of(viewer, here)
    unfit = {one.id: views.unfit(viewer, one) for one in own}
    return {
        "page": here, "query": query,
        "own": [(one, address(one), one.query == query, unfit[one.id]) for one in own],
        "shut": next(((one, unfit[one.id]) for one in own if one.default and unfit[one.id] and not query), None),
        "removed": views.removed(viewer, here), "anew": fresh()["id"],
        "here": next((one for one in own if one.query == query), None),
    }  # fmt: skip


def read(query: str) -> str:
    """The query of an address as it is kept: fields that say something, as the filters understand them.

    Raises:
        Refused: a field twice, too many of them, a value no filter takes.
    """
    pairs = [(name, value) for name, value in parse_qsl(query) if value and name != "csrf"]
    if len(pairs) > MOST or any(len(part) > VALUE for pair in pairs for part in pair):
        raise Refused(say("The filters of this view are too many to keep."), "/query")
    filters.read(pairs, besides={name for name, _ in pairs} - set(filters.NAMES))
    return urlencode(pairs)


def _page(viewer: Viewer, address: str) -> str:
    """The address of a page this viewer has in their navigation, or of one below it; so no other place is gone to."""
    known = [*(here for here, _ in open_to(viewer)), *(["/numbers"] if may(viewer, "numbers.see") else [])]
    plain = re.fullmatch(r"(/[A-Za-z0-9][A-Za-z0-9._-]*){1,4}", address)
    if not plain or not any(address == here or address.startswith(f"{here}/") for here in known):
        raise Refused(say("There is no such page to save a view of."), "/page")
    return address


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Refused(say("This form has lost its id; open the page again."), "/id") from None
