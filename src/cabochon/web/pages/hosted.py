"""A package at work: its units, the frame it runs in, its fetch address, how it stands; for L&D a try-out."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ...house.hosting_launching import Launched
from ...languages import again, mark, say
from ...privacy.roles import may
from ...programme.cmi5 import REASONS
from ...programme.package import CMI5, worded
from ...refusals import Refused, Unknown
from ..content import frames
from ..outer import POLICY, fields
from ..page import Answered, Asked, floor_page, json, page, to
from ..viewer import viewer_of

LEARNER, TRYING = "/floor/packages/{}", "/packages/{}"
WORDS = mark({  # of a launch's state
    "launched": "Opening", "initialized": "In progress", "terminated": "Closed; what you did is kept",
    "abandoned": "Ended without being closed", "closed": "Ended",
})  # fmt: skip
KEPT = mark({"failed": "Not passed yet, kept", "completed": "Completed, kept", "passed": "Passed, kept",
             "satisfied": "Done, kept"})  # fmt: skip
CLOSED = mark({"failed": "Not passed yet; closed", "completed": "Completed; closed", "passed": "Passed; closed",
               "satisfied": "Done; closed"})  # fmt: skip
WAIVED = mark({"Tested Out": "Tested Out", "Equivalent AU": "Equivalent AU",
               "Equivalent Outside Activity": "Equivalent Outside Activity",
               "Administrative": "Administrative"})  # fmt: skip


def show(request: Asked, package: str) -> Answered:
    """GET /floor/packages/{package}: its units, how far one is, and what to begin."""
    return _list(request, package)


def begin(request: Asked, body: bytes, package: str) -> Answered:
    """POST /floor/packages/{package}: launch a unit; with do=waive, a manager lets somebody of the team off one."""
    house, viewer = request.app.state.house, viewer_of(request)
    sent = fields(body, known=("csrf", "unit", "do", "person", "reason"))
    unit = _unit(house, package, sent)
    if sent.get("do") == "waive":
        person, reason = str(sent.get("person", "")), str(sent.get("reason", ""))
        house.hosting.let_off(viewer, package, person, unit=unit, reason=reason)
        return to(f"{LEARNER.format(package)}?waived={sent['unit']}")
    try:
        made = house.hosting.launch(viewer, package, unit, base=_base(request))
    except Refused as refused:
        if refused.status != 409:
            raise
        return _list(request, package, fault=refused.reason, status=409)
    return to(f"{LEARNER.format(package)}/play?session={made.session}")


def launch(request: Asked, package: str) -> Answered:
    """GET /floor/packages/{package}/play: the frame of a running launch."""
    return _play(request, package, LEARNER.format(package))


def state(request: Asked, package: str) -> Answered:
    """GET /floor/packages/{package}/state: what was heard of a launch; it keeps no session awake."""
    house, viewer = request.app.state.house, viewer_of(request)
    row = house.hosting.session(viewer, package, str(request.query_params.get("session", "")))
    said = say(WORDS.get(row.state, "In progress"))
    if row.person and row.state not in ("abandoned", "closed"):
        standing = house.hosting.standing(viewer, package)
        heard = [one.state for one in standing.units if house.hosting.is_of(row, one.unit, standing.course)]
        if heard and heard[0] in KEPT:
            said = say(CLOSED[heard[0]]) if row.state == "terminated" else say(KEPT[heard[0]])
        elif row.state == "launched" and standing.course.kind != CMI5:
            said = say("Open")
    return json({"state": row.state, "said": said})


def try_page(request: Asked, package: str) -> Answered:
    """GET /packages/{package}/try: its units, for who looks at them before they are offered."""
    return _tries(request, package)


def try_out(request: Asked, body: bytes, package: str) -> Answered:
    """POST /packages/{package}/try: open a unit to look at it; nothing counts."""
    house, viewer = request.app.state.house, viewer_of(request)
    unit = _unit(house, package, fields(body, known=("csrf", "unit")))
    try:
        made = house.hosting.try_out(viewer, package, unit, base=_base(request))
    except Refused as refused:
        if refused.status != 409:
            raise
        return _tries(request, package, fault=refused.reason, status=409)
    return to(f"{TRYING.format(package)}/play?session={made.session}")


def tried(request: Asked, package: str) -> Answered:
    """GET /packages/{package}/play."""
    return _play(request, package, TRYING.format(package), back=f"{TRYING.format(package)}/try")


def fetch(request: Asked, body: bytes, token: str) -> Answered:
    """POST /cmi5/fetch/{token}: a launch's credential, once (cmi5 8.2). What a unit sends along is not looked at."""
    del body
    return json(
        request.app.state.house.hosting.fetch(token),
        headers=frames(request.app.state.house.values, request.headers.get("origin", "")),
    )


def _list(request: Asked, package: str, *, fault: str = "", status: int = 200) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    standing = house.hosting.standing(viewer, package)
    leads = may(viewer, "learn.assign") and standing.course.kind == CMI5
    labels = house.see_as(viewer).labels.people if leads else {}
    return floor_page(
        request, "hosted.html", status=status, one=standing, fault=again(fault), here="/floor/learn",
        reasons={key: say(WAIVED[key]) if key in WAIVED else key for key in REASONS},
        team=sorted(((key, name) for key, name in labels.items() if key != viewer.person), key=lambda one: one[1]),
        waived="waived" in request.query_params,
        say=lambda words: worded(words, viewer.language), hosted=bool(house.hosting.origin(_base(request))),
        address=LEARNER.format(package),
    )  # fmt: skip


def _tries(request: Asked, package: str, *, fault: str = "", status: int = 200) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    return page(
        request, "hosted_try.html", status=status, package=house.packages.one(package), fault=again(fault),
        course=house.packages.course(package), say=lambda words: worded(words, viewer.language), here="/packages",
        hosted=bool(house.hosting.origin(_base(request))), address=f"{TRYING.format(package)}/try",
    )  # fmt: skip


def _play(request: Asked, package: str, place: str, *, back: str = "") -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    try:
        one: Launched = house.hosting.play(viewer, package, str(request.query_params.get("session", "")))
    except Unknown:
        return to(back or place)
    answer = page(
        request, "hosted_play.html", one=one, title=worded(one.title, viewer.language), back=back or place,
        again=back or place, state=f"{place}/state?session={one.session}",
        said=say(WORDS[one.state]) if one.state in WORDS else "",
    )  # fmt: skip
    answer.headers["content-security-policy"] = f"{POLICY}; frame-src {one.origin}"
    return answer


def _unit(house: Any, package: str, sent: Mapping[str, Any]) -> str:
    """The publisher's id of the unit a form names by its place, 1 for the first."""
    wished = str(sent.get("unit", ""))
    units = house.packages.course(package).units
    if not wished.isdigit() or len(wished) > 4 or not 1 <= int(wished) <= len(units):
        raise Unknown("there is no such unit in this package")
    return str(units[int(wished) - 1].id)


def _base(request: Asked) -> str:
    """The address the viewer came by: the public one where it is on their address line, else what they asked."""
    own, here = str(request.app.state.origin), f"{request.url.scheme}://{request.headers.get('host', '')}"
    return own if own.startswith("https://") or urlsplit(own).netloc == urlsplit(here).netloc else here
