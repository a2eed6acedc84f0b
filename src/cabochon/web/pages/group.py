"""Weekly sums between the houses of a group: what the others said, which are asked, and what this house gives."""

import time
from typing import Any
from weakref import WeakKeyDictionary

from ...dashboards import group as table
from ...house.group import BACK
from ...house.group_cells import week_of, weeks_of
from ...languages import again, say
from ...privacy.roles import may
from ...privacy.scopes import allows
from ...refusals import NotAllowed, Refused
from ..lrs_limits import Gate, Pace, TooFast
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of

SCOPE = "aggregates/read"
RATE, BURST = 1.0, 120  # requests a second of one key, and seconds' worth at once
KNOWN = ("csrf", "do", "name", "url", "key", "secret", "sure")
EVERYWHERE = "*"
_gates: "WeakKeyDictionary[Any, tuple[Gate, Pace]]" = WeakKeyDictionary()


def show(request: Asked) -> Answered:
    """GET /group?week=2026-03-30&measure=csat: main numbers by house, or one number by house and week."""
    house, viewer, asked = request.app.state.house, viewer_of(request), request.query_params
    weeks, states = weeks_of(house.today, BACK), house.trust.group.listed()
    week = week_of(asked.get("week", ""), house.today)
    week = week if week in weeks else weeks[0]
    measure = asked.get("measure", "")
    shown = weeks[:6] if measure else [week]
    own = table.House("", str(house.values.get("jurisdiction", "")) or say("This house"), None, "", own=True)
    told = {("", one): (house.trust.group.out.cells(one, viewer.boutiques), None) for one in shown}
    others = [_house(one.instance) for one in states]
    for one in states:
        for day in shown:
            if (found := house.trust.group.told(one.instance.id, day)) is not None:
                told[one.instance.id, day] = (found[0], found[1].restated)
    houses = [own, *others]
    return page(
        request, "group.html", week=week, weeks=weeks, states=states, houses=houses, back=BACK,
        one=table.one(measure, houses, weeks, told) if measure else None,
        rows=table.rows(houses, week, told) if not measure else (), changes=may(viewer, "group.manage"),
    )  # fmt: skip


def houses(request: Asked) -> Answered:
    """GET /group/houses."""
    return _houses(request, {})


def change(request: Asked, body: bytes) -> Answered:
    """POST /group/houses: do=add, test, pull, pause, resume, remove."""
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    house, by, name = request.app.state.house, viewer_of(request).account, sent.get("name", "")
    group = house.trust.group
    try:
        match sent.get("do", ""):
            case "add":
                group.add(name, url=sent.get("url", ""), key=sent.get("key", ""), secret=sent.get("secret", ""), by=by)
            case "test":
                return _houses(request, {}, said=say("Tested just now: {what}.", what=again(group.test(name))))
            case "pull":
                done = group.pull(name)
                if done.reason:
                    return _houses(request, {}, fault=_of(name, done.reason))
                return _houses(request, {}, said=say(
                    "Pulled just now: {news} new, {restated} restated, {same} unchanged.", news=done.news,
                    restated=done.restated, same=done.same,
                ))  # fmt: skip
            case "pause" | "resume":
                group.pause(name, by=by, paused=sent["do"] == "pause")
            case "remove":
                if sent.get("sure") != "yes":
                    raise Refused("tick the box to remove it; what was pulled from it goes too", "/sure")
                group.remove(name, by=by)
            case _:
                raise Refused("is none of the buttons of this page", "do")
    except Refused as refused:
        if refused.status == 404 or refused.pointer == "do":
            raise
        typed = sent if sent.get("do") == "add" else {}
        shown = refused if refused.pointer else _of(name, refused.reason)
        return _houses(request, typed, fault=shown, status=refused.status)
    return to("/group/houses")


def weekly(request: Asked) -> Answered:
    """GET /aggregates?week=2026-03-30: a closed week's sums for a key with aggregates/read; never by a cookie.

    Raises:
        Refused: 401, no key of ours; 400, no such week. NotAllowed: the key is for something else. TooFast: 429.
    """
    house = request.app.state.house
    gate, pace = _gates.setdefault(house, (Gate(), Pace(RATE, burst=BURST)))
    header = request.headers.get("authorization", "").encode("latin-1", "replace")
    key = gate.known(house.keyring.check, header, request.scope.get("client"))
    if not allows(key, SCOPE):
        raise NotAllowed(f"this key may not read weekly sums; make one with the scope {SCOPE}")
    if wait := pace.take(key.id, time.monotonic()):
        raise TooFast("this key asks faster than it may", wait)
    if strange := set(request.query_params) - {"week"}:
        raise Refused("is no parameter here; there is week", min(strange)[:80])
    week = week_of(request.query_params.get("week", ""), house.today)
    doors = None if EVERYWHERE in key.boutiques else frozenset(key.boutiques)
    body, etag = house.trust.group.out.weekly(week, doors)
    headers = {"etag": etag, "cache-control": "private, no-cache", "x-content-type-options": "nosniff"}
    if request.headers.get("if-none-match", "") == etag:
        return Answered(b"", status_code=304, media_type="application/json", headers=headers)
    house.directory.note(f"key:{key.id}", "pulled weekly sums", "", str(week))
    return Answered(body, media_type="application/json", headers=headers)


def _of(name: str, reason: str) -> Refused:
    """Why another house does not answer, with its name."""
    return Refused(say("{what} {why}", what=name, why=again(reason)))


def _house(row: Any) -> table.House:
    return table.House(row.id, row.called or row.id, row.pulled, row.reason, paused=row.paused)


def _houses(
    request: Asked, sent: dict[str, str], *, fault: Refused | None = None, said: str = "", status: int = 200
) -> Answered:
    house = request.app.state.house
    return page(
        request, "group_houses.html", status=status, states=house.trust.group.listed(), sent=sent, said=said,
        fault=fault.reason if fault else "", where=fault.pointer.strip("/") if fault else "", back=BACK,
        jurisdiction=house.values.get("jurisdiction", ""),
    )  # fmt: skip
