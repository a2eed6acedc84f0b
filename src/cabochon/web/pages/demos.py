"""Short demos by volunteer mentors: watch, record, review, withdraw."""

import re
from uuid import uuid4

from ...house.demos import AUDIENCES, BEHAVIOURS, TITLE, TRANSCRIPT, WATCH
from ...house.media import LONGEST, MOST
from ...languages import say
from ...privacy.roles import may
from ...refusals import Refused, Unknown
from .. import upload
from ..outer import POLICY, fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of

SENT = ("csrf", "id", "behaviour", "title", "language", "watch", "transcript", "alone")
PLAYS = {"content-security-policy": f"{POLICY}; media-src 'self'"}
ALONE = {  # of a recording opened by itself: it may do nothing
    "content-security-policy": "default-src 'none'; media-src 'self'; sandbox", "content-disposition": "inline",
    "accept-ranges": "bytes",
}  # fmt: skip
RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


def show(request: Asked) -> Answered:
    """GET /demos: what colleagues show, by behaviour; for a mentor their own and the form."""
    return _show(request, {})


def add(request: Asked, body: bytes) -> Answered:
    """POST /demos: a recording (multipart), or one's answer to being asked as a mentor."""
    viewer, demos = viewer_of(request), request.app.state.house.demos
    kind = request.headers.get("content-type", "")
    if not kind.startswith(upload.KIND):
        answer = fields(body, known=("csrf", "answer"))
        demos.mentors.answer(viewer, str(answer.get("answer", "")))
        return to("/demos")
    sent: dict[str, str] = {}
    try:
        sent, recording = upload.parts(body, kind, known=SENT, file="file")
        demos.add(
            viewer, behaviour=sent.get("behaviour", ""), title=sent.get("title", ""),
            language=sent.get("language", ""), watch=sent.get("watch", ""), transcript=sent.get("transcript", ""),
            alone=sent.get("alone") == "yes", recording=recording, demo=sent.get("id", ""),
        )  # fmt: skip
    except Refused as refused:
        if refused.status in (403, 404) or "application/json" in request.headers.get("accept", ""):
            raise
        return _show(request, sent, fault=refused, status=refused.status)
    return json({"to": "/demos"}) if "application/json" in request.headers.get("accept", "") else to("/demos")


def review(request: Asked) -> Answered:
    """GET /demos/review: what waits."""
    return _review(request)


def change(request: Asked, demo: str, body: bytes) -> Answered:
    """POST /demos/{demo}: withdraw one's own; publish or send back what waits."""
    sent = {k: str(v) for k, v in fields(body, known=("csrf", "do", "audience", "transcript", "reason")).items()}
    viewer, demos = viewer_of(request), request.app.state.house.demos
    if sent.get("do") == "withdraw":
        demos.withdraw(viewer, demo)
        return to("/demos")
    if not may(viewer, "demos.review"):
        raise Unknown("nothing is here")
    try:
        if sent.get("do") == "publish":
            demos.publish(viewer, demo, sent.get("audience", ""), sent.get("transcript", ""))
        elif sent.get("do") == "return":
            demos.send_back(viewer, demo, sent.get("reason", ""))
        else:
            raise Refused("is none of the buttons of this page", "do")
    except Refused as refused:
        if refused.status == 404:
            raise
        return _review(request, fault=refused, demo=demo, sent=sent, status=refused.status)
    return to("/demos/review")


def file(request: Asked, demo: str) -> Answered:
    """GET /demos/{demo}/file, or a range of it: players ask for pieces (RFC 9110, 14)."""
    kind, body = request.app.state.house.demos.file(viewer_of(request), demo)
    asked = RANGE.fullmatch(request.headers.get("range", ""))
    if not asked or asked.groups() == ("", ""):
        return Answered(body, media_type=kind, headers=ALONE)
    begin, end = asked.groups()
    first = int(begin) if begin else max(0, len(body) - int(end))
    last = min(int(end) if begin and end else len(body) - 1, len(body) - 1)
    if first > last:
        return Answered(
            b"", status_code=416, media_type=kind, headers={**ALONE, "content-range": f"bytes */{len(body)}"}
        )
    span = {"content-range": f"bytes {first}-{last}/{len(body)}"}
    return Answered(body[first : last + 1], status_code=206, media_type=kind, headers={**ALONE, **span})


def _show(request: Asked, sent: dict[str, str], *, fault: Refused | None = None, status: int = 200) -> Answered:
    viewer, demos = viewer_of(request), request.app.state.house.demos
    listed = demos.listed(viewer)
    answer = page(
        request, "demos.html", status=status, mentor=demos.mentors.of(viewer), mine=demos.mine(viewer),
        groups=[(say(title), [one for one in listed if one.behaviour == key]) for key, title in BEHAVIOURS.items()],
        behaviours=_behaviours(), audiences=_audiences(), reviews=may(viewer, "demos.review"), sent=sent,
        fresh=sent.get("id") or uuid4().hex, most=MOST, longest=LONGEST, lengths=(TITLE, WATCH, TRANSCRIPT),
        fault=fault.reason if fault else "", where=fault.pointer.strip("/") if fault else "",
    )  # fmt: skip
    answer.headers.update(PLAYS)
    return answer


def _review(
    request: Asked, *, fault: Refused | None = None, demo: str = "", sent: dict[str, str] | None = None,
    status: int = 200,
) -> Answered:  # fmt: skip
    waiting = request.app.state.house.demos.waiting(viewer_of(request))
    answer = page(
        request, "demos_review.html", status=status, waiting=waiting, behaviours=_behaviours(), audiences=_audiences(),
        most=TRANSCRIPT, fault=fault.reason if fault else "", demo=demo, sent=sent or {},
    )  # fmt: skip
    answer.headers.update(PLAYS)
    return answer


def _behaviours() -> dict[str, str]:
    return {key: say(title) for key, title in BEHAVIOURS.items()}


def _audiences() -> dict[str, str]:
    return {key: say(words) for key, words in AUDIENCES.items()}
