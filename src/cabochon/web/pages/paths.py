"""Learning paths: written, looked through before they are switched on, switched on and off, undone."""

from dataclasses import replace
from datetime import date
from typing import Any

from ...house.paths import LearningPath
from ...languages import again, mark, say
from ...programme.kit_reading import JOB_ROLES
from ...refusals import NotAllowed, Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

KNOWN = ("csrf", "do", "turn", "title", "hired", "begins", "refresh", "add", "starter", "module-", "days-")
LISTS = ("roles", "boutiques", "regions")
NEW = "new"
GAP = 3  # days between a step and the next one that is added
ROLES = mark({"advisor": "Advisors", "stock": "Stock", "cashier": "Cashiers", "manager": "Managers"})


def show(request: Asked) -> Answered:
    """GET /paths."""
    house = request.app.state.house
    rows = house.paths.listed()
    taken = {one.title for one in rows}
    return page(
        request, "paths.html", paths=[(one, house.paths.progress(one)) for one in rows], roles=_roles(),
        starters=[one for one in house.paths.starters() if one.path.title not in taken],
    )  # fmt: skip


def one(request: Asked, plan: str) -> Answered:
    """GET /paths/{plan}: "new" for a new one."""
    house = request.app.state.house
    row = _empty(house) if plan == NEW else house.paths.one(plan)
    return _page(request, row, said=request.query_params.get("done", ""))


def change(request: Asked, body: bytes, plan: str) -> Answered:
    """POST /paths/{plan}: save, on, off, undo, take (a starter), or move the steps of the form (up-2, down-2, remove-2,
    add), which keeps nothing yet."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = fields(body, known=KNOWN, lists=LISTS)
    do, turn = str(sent.get("do", "save")), _number(str(sent.get("turn") or "0"), "turn")
    if do == "take":
        return to(f"/paths/{_taken(request, str(sent.get('starter', ''))).id}?done=taken")
    if plan != NEW and do in ("on", "off", "undo"):
        try:
            if do == "undo":
                house.paths.undo(viewer, plan, turn)
            else:
                house.paths.switch(viewer, plan, turn, on=do == "on")
        except Refused as fault:
            return _again(request, house.paths.one(plan), fault)
        return to(f"/paths/{plan}?done={do}")
    base = _empty(house) if plan == NEW else house.paths.one(plan)
    try:
        row = replace(_read(base, sent), turn=turn)
    except Refused as fault:
        return _again(request, base, fault)
    if do != "save":
        return _page(request, _moved(row, do, str(sent.get("add", ""))), said="moved")
    try:
        kept = house.paths.save(viewer, row, turn)
    except Refused as fault:
        return _again(request, row, fault)
    return to(f"/paths/{kept.id}?done=saved")


def _again(request: Asked, row: LearningPath, fault: Refused) -> Answered:
    """The form as it was filled in, and what is wrong with it."""
    if isinstance(fault, NotAllowed) or fault.status not in (400, 409):
        raise fault
    return _page(request, row, fault=fault)


def _page(request: Asked, row: LearningPath, *, said: str = "", fault: Refused | None = None) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    modules = house.paths.modules()
    doors = {door.code: door.name for door in house.snapshot.doors(house.today)}
    kept = None if row.id == NEW else house.paths.one(row.id)
    return page(
        request, "paths_one.html", status=fault.status if fault else 200, path=row, kept=kept, modules=modules,
        said=said,
        left={key: title for key, title in modules.items() if key not in dict(row.steps)},
        closed={key for key in modules if not house.library.open(key)}, roles=_roles(),
        doors=dict(sorted(doors.items(), key=lambda pair: pair[1].casefold())),
        regions=sorted({door.region for door in house.snapshot.doors(house.today)} - {""}),
        preview=house.paths.preview(viewer, row) if row.steps else None,
        progress=house.paths.progress(kept) if kept else None, writer=house.paths.writer(row.by) if kept else "",
        fault=again(fault.reason) if fault else "", where=fault.pointer.strip("/") if fault else "",
        conflict=bool(fault and fault.status == 409), refresh=", ".join(str(days) for days in row.refresh),
    )  # fmt: skip


def _roles() -> dict[str, str]:
    return {key: say(words) for key, words in ROLES.items()}


def _empty(house: Any) -> LearningPath:
    return LearningPath(id=NEW, title="", steps=(), begins=house.today, by="", changed=house.clock())


def _taken(request: Asked, key: str) -> LearningPath:
    house, viewer = request.app.state.house, viewer_of(request)
    starter = next((one for one in house.paths.starters() if one.key == key), None)
    if starter is None:
        raise Refused("is no path that ships; choose one from the list", "starter")
    row = replace(
        _empty(house), title=starter.path.title, roles=starter.path.roles, refresh=starter.path.refresh,
        steps=tuple((step.module, step.days) for step in starter.path.steps),
        hired_since=house.today if starter.newcomers else None,
    )  # fmt: skip
    made: LearningPath = house.paths.save(viewer, row, 0)
    return made


def _read(base: LearningPath, sent: dict[str, str | list[str]]) -> LearningPath:
    """The form over what stands.

    Raises:
        Refused: a day or a number that is none.
    """
    text = {name: str(value).strip() for name, value in sent.items() if not isinstance(value, list)}
    chosen = {name: tuple(sent.get(name, ())) for name in LISTS}
    numbers = sorted(int(name[7:]) for name in text if name.startswith("module-") and name[7:].isdigit())
    steps = tuple((text[f"module-{n}"], _number(text.get(f"days-{n}", ""), f"days-{n}")) for n in numbers)
    refresh = tuple(
        _number(part, "refresh") for part in text.get("refresh", "").replace(";", ",").split(",") if part.strip()
    )
    return replace(
        base, title=text.get("title", ""), steps=steps, refresh=refresh,
        hired_since=_day(text.get("hired", ""), "hired"),
        begins=_day(text.get("begins", ""), "begins") or base.begins, boutiques=chosen["boutiques"],
        regions=chosen["regions"], roles=tuple(role for role in JOB_ROLES if role in chosen["roles"]),
    )  # fmt: skip


def _moved(row: LearningPath, do: str, add: str) -> LearningPath:
    """Steps after a button: their days stay where they are, the modules change places."""
    steps, (what, _, place) = list(row.steps), do.partition("-")
    at = int(place) if place.isdigit() else -1
    if what == "add" and add:
        steps.append((add, (steps[-1][1] if steps else 0) + GAP))
    elif what in ("up", "down"):
        other = at + (-1 if what == "up" else 1)
        if at >= 0 and 0 <= other < len(steps) and at < len(steps):
            (one, early), (two, late) = steps[at], steps[other]
            steps[at], steps[other] = (two, early), (one, late)
    elif what == "remove" and 0 <= at < len(steps):
        del steps[at]
    return replace(row, steps=tuple(steps))


def _number(text: str, where: str) -> int:
    if not (text.strip().isdecimal() and len(text.strip()) <= 6):
        raise Refused("should be a whole number of days", f"/{where}")
    return int(text)


def _day(text: str, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused("should be a day such as 2026-12-31", f"/{where}") from None
