"""A boutique's modules, by count; a manager assigns one, to a rostered day. Above the boutique: by boutique alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from ...house.entries.reading import day, uuid
from ...languages import again, mark, say
from ...measures.question import Answer, Question
from ...privacy.roles import may, right
from ...refusals import NotAllowed, Refused
from ...retail.closed_weeks import latest, said
from ..outer import fields
from ..page import Answered, Asked, floor_page, fresh, page, to
from ..viewer import viewer_of
from .week import door_of

ADDRESS = "/floor/team-learning"
NEW = ("csrf", "id", "do", "boutique", "module", "whom", "due", "other", "entry")
PERSON, ROLE = "person:", "role:"
MONTH = timedelta(days=28)
ROLES = mark({
    "advisor": "Every advisor", "stock": "Everybody in stock", "cashier": "Every cashier", "manager": "Managers",
})  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /floor/team-learning?boutique=&module=&whom=: with both chosen, the days that are possible."""
    viewer = viewer_of(request)
    if right(viewer, "names.see") != "boutique":
        return _above(request)
    asked = {name: request.query_params.get(name, "") for name in ("module", "whom", "done", "entry")}
    return _team(request, asked)


def change(request: Asked, body: bytes) -> Answered:
    """POST /floor/team-learning: do=give assigns, do=back takes back, do=again undoes that."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = {name: str(value) for name, value in fields(body, known=NEW).items()}
    if not may(viewer, "rhythm.plan"):
        raise NotAllowed("modules are assigned by the boutique's manager")
    boutique, do = sent.get("boutique", ""), sent.get("do", "give")
    if do in ("back", "again"):
        entry = sent.get("entry", "")
        house.paths.team.take_back(viewer, boutique, entry, again=do == "again")
        return to(f"{ADDRESS}?boutique={boutique}&done={do}&entry={uuid(entry, '/entry')}")
    try:
        chosen = sent.get("other") or sent.get("due", "")
        entry = house.paths.team.give(
            viewer, boutique, form=uuid(sent.get("id", ""), "/id"), module=sent.get("module", ""),
            due=day({"due": chosen}, "due"), **_whom(sent.get("whom", "")),
        )  # fmt: skip
    except Refused as fault:
        if fault.status != 400:
            raise
        return _team(request, sent, fault=fault)
    return to(f"{ADDRESS}?boutique={boutique}&done=give&entry={entry}")


def _whom(text: str) -> dict[str, str]:
    return {
        "associate": text.removeprefix(PERSON) if text.startswith(PERSON) else "",
        "job_role": text.removeprefix(ROLE) if text.startswith(ROLE) else "",
    }


def _team(request: Asked, sent: dict[str, str], *, fault: Refused | None = None) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    see = house.see_as(viewer)
    here = sent.get("boutique", "") if sent.get("boutique", "") in see.labels.doors else door_of(request, see)
    floor, people = house.paths.team.floor(here)
    team, names = house.paths.team, see.labels.people
    modules = {one.key: one.title for one in house.library.shelf(language=viewer.language)}
    every = {one.key: one.title for one in house.library.shelf(language=viewer.language, closed=True)}
    lines, asks = team.lines(team.dues(floor, people), floor.day), team.asks(floor, people)
    if here in viewer.shut:
        lines = [replace(line, waiting=()) for line in lines]
        asks = [ask for ask in asks if not ask.associate]
    house.looked.note(viewer, {who for line in lines for who in line.waiting} | {ask.associate for ask in asks})
    whom = _whom(sent.get("whom", ""))
    known = whom["associate"] in floor.staff or bool(whom["job_role"])
    return floor_page(
        request, "learn_team.html", status=400 if fault else 200, here_door=here, doors=see.labels.doors, lines=lines,
        modules=modules, titles=every, names=names, asks=asks, today=floor.day,
        sent=dict.fromkeys((*NEW, "done"), "") | sent,
        staff=[(one, names[one]) for one in see.labels.team.get(here, ()) if one in floor.staff],
        roles={role: say(ROLES[role]) for role in ROLES if any(o.job_role == role for o in floor.staff.values())},
        possible=team.possible(floor, people, **whom)[:3] if known and sent.get("module") in modules else [],
        rostered=any(floor.days.values()), practice=_practice(see, here, floor.day), anew=fresh,
        fault=again(fault.reason) if fault else "", where=fault.pointer.strip("/") if fault else "",
        in_order=lambda ids: sorted((names[i] for i in ids if i in names), key=str.casefold),
    )  # fmt: skip


def _practice(see: Any, here: str, today: Any) -> dict[str, Any]:
    """Answers of this week, and the team's mean streak with how many it is of; None where there is none."""
    where, monday = {"boutique": (here,)}, today - timedelta(days=today.weekday())
    count, streak = (
        found.whole if isinstance(found, Answer) else None
        for found in see.ask_many([
            Question("practice_count", (), monday, today, where),
            Question("practice_streak", (), today - MONTH, today, where),
        ])
    )  # fmt: skip
    return {"count": int(count.top) if count else 0, "streak": streak}


def _above(request: Asked) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    see, today = house.see_as(viewer), house.today
    doors = see.labels.doors
    where, (since, until) = {"boutique": tuple(sorted(doors))}, latest(today, 4)
    asked = [
        Question("module_completion", ("boutique",), since, until, where),
        Question("practice_count", ("boutique",), *latest(today, 1), where),
        Question("practice_streak", ("boutique",), since, until, where),
        Question("module_completion", ("module",), since, until, where),
    ]
    found = [one.cells if isinstance(one, Answer) else {} for one in see.ask_many(asked)] if doors else [{}] * 4
    due, count, streak, modules = found
    titles = {one.key: one.title for one in house.library.shelf(closed=True)}
    return page(
        request, "learn_team_above.html", doors=dict(sorted(doors.items(), key=lambda pair: pair[1].casefold())),
        due=due, count=count, streak=streak, modules={key[0]: cell for key, cell in sorted(modules.items())},
        titles=titles, since=since, until=until, week=latest(today, 1), said=said,
    )  # fmt: skip
