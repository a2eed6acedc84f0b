"""Modules on the floor: what is there, one of them, where one left off; and the pages a phone keeps for later."""

from datetime import date, datetime
from typing import Any

import msgspec
from litestar import Response

from ...house.learning import Mine
from ...languages import count, mark, say, whole
from ...languages import day as said_day
from ...programme.content import LANGUAGES
from ...programme.module import Module
from ...programme.package import worded
from ...refusals import Unknown
from ..files import FOR_EVER
from ..lesson import Shown, lesson
from ..markdown import render
from ..page import Answered, Asked, floor_page, fresh, json, pack
from ..viewer import viewer_of

PREFIX = "learn."  # of a module's shell: learn.natural-add-on
ROLES = mark({"advisor": "advisors", "stock": "stock", "cashier": "cashiers", "manager": "managers"})
# What a media file may do in a browser that is led to it: nothing.
SHUT = {"content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff"}  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /floor/learn: what is due, begun, there for one's role, done."""
    viewer, house = viewer_of(request), request.app.state.house
    mine = house.learning.mine(viewer)
    role = house.learning.job_role(viewer)
    due = [_row(house, one) for one in mine if one.due is not None]
    begun = [_row(house, one) for one in mine if one.due is None and one.state == "begun"]
    others = [_row(house, one) for one in mine if one.due is None and one.state == "new"]
    done = [_row(house, one) for one in mine if one.due is None and one.state == "done"]
    skills: dict[str, list[dict[str, Any]]] = {}
    for one in others:
        skills.setdefault(one["skill"], []).append(one)
    return floor_page(
        request, "learn.html", here="/floor/learn", due=due, begun=begun, skills=skills,
        done=sorted(done, key=lambda one: one["title"]), actions=house.learning.actions(viewer),
        role=say(ROLES.get(role, "")), nobody=not viewer.person, none=not mine, text=render, anew=fresh,
        packages=[(one, worded(one.title, viewer.language)) for one in house.hosting.offered(viewer)],
        moments=house.paths.moments(viewer) if due or begun or others else (), streak=house.paths.streak(viewer),
    )  # fmt: skip


def shell(request: Asked) -> Answered:
    """The list without a network: what this phone keeps."""
    blank = {"id": "", "opened_at": ""}
    return floor_page(
        request, "learn.html", me=None, nav=[], tabs=(), csrf="", fresh=blank, here="/floor/learn", due=[], begun=[],
        skills={}, done=[], actions=(), role="", nobody=False, none=False, moments=(), streak=(0, 0),
    )  # fmt: skip


def one(request: Asked, module: str) -> Answered:
    """GET /floor/learn/{module}: the player. ?language="""
    viewer, house = viewer_of(request), request.app.state.house
    open_already = any(one.module == module for one in house.learning.actions(viewer))
    return _player(request, module, action_done=open_already)


def module_shell(request: Asked, module: str) -> Answered:
    """GET /floor/shell/learn.{module}: the same page for whoever looks: no name, no key, no state."""
    blank = {"id": "", "opened_at": ""}
    return _player(request, module, me=None, nav=[], tabs=(), csrf="", fresh=blank)


def keep(request: Asked, body: bytes, module: str) -> Answered:
    """POST /floor/learn/{module}/state: what a phone knows; both then know the same."""
    kept = request.app.state.house.learning.keep(viewer_of(request), module, body)
    return json(msgspec.to_builtins(kept), to=request)


def state(request: Asked, module: str) -> Answered:
    """GET /floor/learn/{module}/state: the latest attempt; {} where there is none."""
    house = request.app.state.house
    house.library.module(module)  # Unknown
    kept = house.learning.state(viewer_of(request), module)
    return json(msgspec.to_builtins(kept) if kept else {}, headers={"cache-control": "no-store"}, to=request)


def medium(request: Asked, medium: str) -> Answered:
    """GET /media/{name}: a picture, a film, its captions. Films are asked for in pieces."""
    body, kind = request.app.state.house.media.file(medium)
    versioned = "v" in request.query_params
    headers = {"cache-control": FOR_EVER.replace("public", "private") if versioned else "no-cache", **SHUT}
    if kind.startswith(("image/svg", "text/")):
        packed, packing = pack(body, request.headers.get("accept-encoding", ""))
        return Response(packed, media_type=kind, headers=headers | packing)
    headers["accept-ranges"] = "bytes"
    if (asked := _piece(request.headers.get("range", ""), len(body))) is not None:
        first, last = asked
        headers["content-range"] = f"bytes {first}-{last}/{len(body)}"
        return Response(body[first : last + 1], status_code=206, media_type=kind, headers=headers)
    return Response(body, media_type=kind, headers=headers)


def _player(request: Asked, key: str, *, action_done: bool = False, **values: Any) -> Answered:
    viewer, house = viewer_of(request), request.app.state.house
    module = house.library.module(key, request.query_params.get("language", "")[:2].lower() or viewer.language[:2])
    if not house.library.open(key):
        raise Unknown("this module is not open to the floor at the moment")
    media = media_of(house, module)
    request.app.state.warm()
    return floor_page(
        request, "learn_one.html", here="/floor/learn", module=module, number=house.library.number(key),
        lesson=lesson(request.app.state.look, module, media=media, action_done=action_done),
        files=[one for shown in media.values() for one in (shown.address, *(said for _, said in shown.captions))],
        size=sum(len(house.media.file(name)[0]) for name in media),
        others={code: LANGUAGES.get(code, code) for code in house.library.languages(key)},
        aids=[one for aid in module.aids if (one := house.library.document(aid, module.language))], **values,
    )  # fmt: skip


def media_of(house: Any, module: Module) -> dict[str, Shown]:
    """What a module shows, by key; what is missing is left out."""
    found = {}
    for key in module.media:
        if (one := house.media.shown(key, module.language)) is not None:
            found[key] = Shown(one.address, one.kind, one.alt, one.width, one.height, one.captions)
    return found


def _row(house: Any, one: Mine) -> dict[str, Any]:
    module, skill = one.module, house.skills.in_force().skill(one.module.skill)
    told = [count(module.minutes, "{n} minute", "{n} minutes")]
    if one.step:
        told.append(say("{n} of {total} answered", n=whole(one.step), total=whole(len(module.exercises))))
    if one.state == "refresh":
        told.append(say("to freshen up"))
    if one.done:
        told.append(say("done {day}", day=_day(one.done)))
    if one.again:
        told.append(say("again from {day}", day=_day(one.again)))
    due = ""
    if one.due:
        due = say("was due {day}", day=_day(one.due)) if one.late else say("by {day}", day=_day(one.due))
    return {
        "key": module.key, "title": module.title, "summary": module.summary, "language": module.language,
        "skill": skill.title if skill else module.skill.replace("-", " ").capitalize(), "late": one.late,
        "told": " · ".join(told), "due": due, "auto": one.due is not None,
        "version": house.library.number(module.key),
    }  # fmt: skip


def _day(day: date | datetime) -> str:
    return said_day(day, "date")


def _piece(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range that can be met; None: give all of it (RFC 9110 14.2)."""
    unit, _, span = asked.partition("=")
    first, dash, last = span.strip().partition("-")
    if unit.strip() != "bytes" or not dash or not size or not (first + last).isdecimal() or len(span) > 40:
        return None
    if not first:
        return max(size - int(last), 0), size - 1
    found = int(first), min(int(last), size - 1) if last else size - 1
    return found if found[0] <= found[1] else None
