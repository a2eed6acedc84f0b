"""Shells: floor pages without a name, a key or a token, which the phone opens when there is no network."""

from collections.abc import Callable
from typing import Any

from ...languages import mark, say
from ...refusals import Unknown
from ..page import Answered, Asked, floor_page
from . import aids, checklist, coaching, huddle, learn, logging, praise

Shell = Callable[[Asked], Answered]


def offline(request: Asked) -> Answered:
    """In the place of every page that needs the house: what opens without it."""
    words = [(address, say(word)) for address, word in WORDS]
    blank = {"id": "", "opened_at": ""}
    return floor_page(request, "offline.html", me=None, nav=[], tabs=(), csrf="", fresh=blank, here="", words=words)


def _with_shell(pages: dict[str, Any]) -> dict[str, Shell]:
    return {name: module.shell for name, module in pages.items() if hasattr(module, "shell")}


FORMS = _with_shell(
    {
        "observe": checklist,
        "coach": coaching,
        "log": logging,
        "huddle": huddle,
        "praise": praise,
        "learn": learn,
        "aids": aids,
    }
)
WORDS = [(f"/floor/{name}", word) for name, word in mark((
    ("observe", "Log an observation"), ("coach", "Log a coaching moment"), ("log", "Log a signal or a procedure"),
    ("huddle", "Log a huddle"), ("praise", "Praise a colleague"), ("learn", "Modules kept on this device"),
    ("aids", "Job aids, cards and quick stories"),
)) if name in FORMS]  # fmt: skip
SHELLS: dict[str, Shell] = {**FORMS, "offline": offline}


def show(request: Asked, page: str) -> Answered:
    """GET /floor/shell/{page}; of a module: learn.<its key>."""
    if page.startswith(learn.PREFIX):
        return learn.module_shell(request, page.removeprefix(learn.PREFIX))
    if (made := SHELLS.get(page)) is None:
        raise Unknown("nothing is here")
    return made(request)
