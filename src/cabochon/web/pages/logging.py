"""One's own log: a signal in one tap, the steps of a procedure; the last one can be undone."""

from collections import Counter
from typing import Any

from ...house.logged import Logged, day_at, logged, mine
from ...languages import mark, say
from ...programme.processes import PROCESSES
from ...programme.signals import PROCESSES_FIRST, WORDS, of_role
from ...refusals import Refused
from ..page import Answered, Asked, floor_page, fresh
from ..viewer import viewer_of

HERE = "/floor/log"
LINES = mark((("", "Any"), ("watch", "Watch"), ("jewelry", "Jewelry")))


def show(request: Asked) -> Answered:
    """GET /floor/log?line=watch&last=ENTRY: the line of the tap before, and the entry that can be undone."""
    house, viewer = request.app.state.house, viewer_of(request)
    person = house.snapshot.person_on(viewer.person, house.today)
    today = _today(house, logged(house, viewer, since=house.today))
    labels = house.see_as(viewer).labels
    own = person.boutique if person and person.boutique in viewer.boutiques else ""
    doors = [(code, labels.doors.get(code, code)) for code in sorted(viewer.boutiques)]
    line = request.query_params.get("line", "")
    return _page(
        request, role=person.job_role if person else "", line=line if line in dict(LINES) else "", doors=doors,
        boutique=own or (doors[0][0] if doors else ""), counts=_counted(today), done=_done(today),
        last=_last(request, request.query_params.get("last", "")),
    )  # fmt: skip


def shell(request: Asked) -> Answered:
    """The same page without a name, a key or a token; the phone puts in its boutique."""
    return _page(
        request, role="", line="", doors=[], boutique="", counts={}, done={}, last=None, csrf="", me=None, nav=[],
        tabs=[],
    )  # fmt: skip


def _page(request: Asked, *, role: str, line: str, **said: Any) -> Answered:
    new = fresh if said["boutique"] else _blank
    house = request.app.state.house
    gone = house.effects.retiring.gone(house.today)
    signals = [
        {"key": key, "title": say(WORDS[key][0]), "says": say(WORDS[key][1]), **_form(new(), line)}
        for key in of_role(role) if f"signal.{key}" not in gone
    ]  # fmt: skip
    processes = [
        {"key": key, "title": say(title), "steps": [(step, say(words)) for step, words in steps], **_form(new(), line)}
        for key, title, steps in PROCESSES
    ]
    return floor_page(
        request, "log.html", signals=signals, processes=processes, first=role in PROCESSES_FIRST, line=line,
        lines=[(key, say(title)) for key, title in LINES], **said,
    )  # fmt: skip


def _form(new: dict[str, str], line: str) -> dict[str, Any]:
    """Every button is a form of its own; without JavaScript it comes back here, with the way to undo it."""
    return {"fresh": new, "after": f"{HERE}?line={line}&last={new['id']}"}


def _blank() -> dict[str, str]:
    return {"id": "", "opened_at": ""}


def _today(house: Any, entries: list[Logged]) -> list[Logged]:
    days = {code: day_at(house, code) for code in {one.event.boutique for one in entries}}
    return [one for one in entries if one.day == days[one.event.boutique]]


def _counted(today: list[Logged]) -> dict[str, int]:
    return Counter(one.event.signal for one in today if one.kind == "signal")  # type: ignore[union-attr]


def _done(today: list[Logged]) -> dict[str, int]:
    return Counter(one.event.process for one in today if one.kind == "steps")  # type: ignore[union-attr]


def _last(request: Asked, entry: str) -> dict[str, str] | None:
    """What was just logged, while it stands."""
    if not entry:
        return None
    try:
        found = mine(request.app.state.house, viewer_of(request), entry)
    except Refused:
        return None
    event = found.event if found else None
    if event is None or not found:
        return None
    signal = getattr(event, "signal", "")
    title = WORDS[signal][0] if signal in WORDS else _process(getattr(event, "process", ""))
    return {"entry": found.entry, "title": say(title)} if title else None


def _process(key: str) -> str:
    return next((title for name, title, _ in PROCESSES if name == key), "")
