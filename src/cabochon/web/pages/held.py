"""What is held of oneself, in one click: a page to read and to print, and all of it as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from litestar import Response

from ...languages import again, say
from ...refusals import Unknown
from ..page import Answered, Asked, floor_page, page
from ..viewer import viewer_of
from .held_labels import LABELS, VALUES
from .kind_words import kinds

SHOWN = 50  # rows of a section on the page, the newest; the download has all
NAMES = ("kind", "table", "page", "what", "who")  # columns of words of ours
ALSO = ("entry", "readable")  # of a statement's row: for programs


def report(request: Asked) -> Answered:
    """GET /me/report; ?as=json is the download."""
    viewer = viewer_of(request)
    return shown(request, viewer.person or viewer.account, own=True)


def shown(request: Asked, one: str, *, own: bool) -> Answered:
    """The report on somebody: as a page, or as a file where the address says as=json.

    Raises:
        Unknown: nobody by this id, or another form than json.
    """
    form = request.query_params.get("as", "")
    if form not in ("", "json"):
        raise Unknown("there is the page, and as=json")
    house, viewer = request.app.state.house, viewer_of(request)
    found = house.trust.held.report(one, by=viewer.account)
    if form == "json":
        name = f"held-of-{found['person'][:8]}-{found['made'][:10]}.json"
        headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
        return Response(msgspec.json.format(msgspec.json.encode(found), indent=1), media_type="application/json",
                        headers=headers)  # fmt: skip
    sections = [
        {
            **one,
            **{name: again(one[name]) for name in ("title", "why", "until")},
            "count": len(one["rows"]),
            "lines": [list(told(row)) for row in one["rows"][:SHOWN]],
        }
        for one in found["sections"]
    ]
    also = [again(one) for one in found["also"]]
    values = {"report": found, "also": also, "sections": sections, "own": own, "most": SHOWN}
    if own:
        return floor_page(request, "held.html", layout="floor.html", here="/me", **values)
    return page(request, "held.html", layout="page.html", here="/forgetting", **values)


def told(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """(what, value) of a row, what lies within flattened; nothing that is empty."""
    for name, value in row.items():
        if name in ALSO or value in ("", None, [], {}, False):
            continue
        label = " ".join(part for part in (before, _label(name)) if part)
        if isinstance(value, Mapping):
            yield from told(value, label)
        elif isinstance(value, list):
            yield label, "; ".join(_plain(one) for one in value)
        else:
            yield label, _named(name, value) if name in NAMES else _plain(value)


def _named(name: str, value: Any) -> str:
    """What stands for a kind, a page, a deed or whoever did it."""
    return kinds().get(str(value), str(value)) if name in ("kind", "table") else again(_plain(value))


def _label(name: str) -> str:
    if name == "says":
        return ""
    return say(LABELS[name]) if name in LABELS else name.replace("_", " ")


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{label} {said}" if label else said for label, said in told(value))
    if isinstance(value, list):
        return " ".join(_plain(one) for one in value)
    if value is True:
        return say("yes")
    text = str(value)
    if text in VALUES:
        return say(VALUES[text])
    return f"{text[:10]} {text[11:16]}" if len(text) >= 19 and text[4:5] == "-" and text[10:11] == "T" else text
