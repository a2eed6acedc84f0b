"""A launch check as it is read: each request in words, what of a refused body was wrong, and the ticks."""

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec

from ..directory.rows import LaunchCheck, LaunchRequest
from ..languages import mark
from ..privacy.browsing import sealed
from ..privacy.roles import right
from ..privacy.sealing import unlocked
from ..privacy.veil import identity
from ..privacy.viewer import Viewer
from ..programme.launched import Tick, ticks
from ..vocabulary.iris import PROFILE
from .eye import Eye
from .launches import QUOTED

if TYPE_CHECKING:
    from . import House

TEXT, WIDE, DEEP, LINES = 80, 6, 5, 24  # of a part that is shown: characters, members, levels, lines
NOT_YOURS = mark("a statement your role does not read")
HOW = mark(
    {
        401: "Check that the key and the secret were pasted whole, and that the check is still open.",
        403: "The key of a check may write statements and read its own, and keep state and activity profiles.",
        404: "Nothing was kept under this name yet: for state at a first start that is as it should be.",
        405: "Another method is needed here; the answer names them.",
        409: "The same id came with other words: make a new id for every statement, and send a statement once.",
        412: "It was changed in the meantime: read it again and send its new ETag in If-Match.",
        413: "Send fewer statements at once, or smaller attachments.",
        429: "Slow down and send again after the seconds in Retry-After.",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """A request. kept: (id, sentence) of its statements. part: the offending part of what was sent, as JSON."""

    request: LaunchRequest
    kept: list[tuple[str, str]]
    reason: str = ""
    pointer: str = ""
    part: str = ""
    how: str = ""

    @property
    def refused(self) -> bool:
        return self.request.status >= 400 and not self.usual

    @property
    def usual(self) -> bool:
        """A look for what is not there yet: packages do so at each start."""
        return self.request.status == 404 and self.request.method == "GET"


@dataclass(frozen=True, slots=True)
class LaunchReport:
    """secret: "" where it is not shown any more. link: what a Tin Can package's address ends with; cmi5: what that of
    a cmi5 unit ends with, its fetch address good once."""

    check: LaunchCheck
    open: bool
    endpoint: str
    secret: str
    auth: str
    link: str
    cmi5: str
    lines: list[Line]
    ticks: list[Tick]
    statements: int
    refused: int


def report(house: "House", viewer: Viewer, name: str, *, base: str) -> LaunchReport:
    """
    Args:
        base: the address people reach this house at.
    Raises:
        Unknown: there is no such check, or it is somebody else's.
    """
    check = house.launches.one(viewer, name)
    learner = identity(msgspec.json.decode(check.actor))
    eye = Eye(house, viewer, spared=(learner,))
    requests = house.launches.requests(check)
    kept = {k.entry.id: k for k in house.log.by_id({one for r in requests for one in r.statements})}
    rows = {one: (eye.see(k), k) for one, k in kept.items()}
    said = {one: eye.row(k, seen).says if seen else NOT_YOURS for one, (seen, k) in rows.items()}
    plain = right(viewer, "launches.check") == "all"
    lines = [_line(house, request, said, eye, plain=plain) for request in requests]
    sent = [msgspec.json.decode(body) for r in requests for one in r.statements if (body := eye.body(kept[one]))]
    endpoint, secret = f"{base}/xapi/", house.launches.secret(viewer, check)
    auth = _basic(check.key, secret) if secret else ""
    launch = {"endpoint": endpoint, "auth": auth, "actor": check.actor, "registration": check.registration}
    fetch = f"{base}/cmi5/fetch/{house.launches.fetch_token(viewer, check)}"
    unit = {"endpoint": endpoint, "fetch": fetch, "actor": check.actor, "registration": check.registration,
            "activityId": house.launches.activity(check)}  # fmt: skip
    return LaunchReport(
        check=check, open=house.launches.is_open(check), endpoint=endpoint, secret=secret, auth=auth,
        link=f"?{urlencode(launch)}" if secret else "", cmi5=f"?{urlencode(unit)}" if secret else "", lines=lines,
        ticks=ticks(sent, actor=learner, registration=check.registration, same=identity),
        statements=len(sent), refused=sum(line.refused for line in lines),
    )  # fmt: skip


def written(found: LaunchReport) -> str:
    """The report as plain text, to be sent to who made the package."""
    check = found.check
    out = [f"Launch check of {check.opened:%Y-%m-%d %H:%M} UTC", f"Endpoint {found.endpoint}",
           f"{len(found.lines)} requests, {found.statements} statements kept, {found.refused} refused", "",
           "What a package should have sent"]  # fmt: skip
    out += [f"  [{'x' if one.state == 'yes' else '-' if one.state == 'partly' else ' '}] {one.title}: {one.says}"
            for one in found.ticks]  # fmt: skip
    out += ["", "What it sent, in order"]
    for line in found.lines:
        r = line.request
        out.append(f"  {r.at:%H:%M:%S}  {r.method} {r.resource}  {r.status}")
        out += [f"            {says}" for _, says in line.kept]
        if line.reason:
            out.append(f"            {f'{line.pointer}: ' if line.pointer else ''}{line.reason}")
        if line.how:
            out.append(f"            {line.how}")
        out += [f"            | {one}" for one in line.part.splitlines()]
    if not found.lines:
        out.append("  Nothing yet.")
    return "\n".join((*out, ""))


def _line(house: "House", request: LaunchRequest, said: dict[str, str], eye: Eye, *, plain: bool) -> Line:
    kept = [(one, said[one]) for one in request.statements if one in said]
    if request.status < 400:
        return Line(request, kept)
    why, _, text = unlocked(house.directory, request.refused, f"launch:{request.id}").partition("\n")
    reason, pointer = msgspec.json.decode(why, type=tuple[str, str])
    body = _read(text, whole=request.size <= len(text.encode("utf-8", "surrogateescape"))) if text else None
    if not plain and not isinstance(body, dict | list):  # who is in it cannot be told
        body, reason = None, QUOTED.sub("‘…’", reason)
    if not plain:
        veil = eye.veil([body, reason])
        body, reason, pointer = veil.of(body), veil.text(reason), veil.text(pointer)
    how = HOW.get(request.status, "")
    if request.method == "GET" and request.status == 404 and request.resource == "statements":
        how = mark("This key reads only what it sent itself.")
    return Line(request, kept, reason, pointer, part(body, pointer) if body is not None else "", how)


def _read(text: str, *, whole: bool) -> Any:
    """The body as JSON without texts of ours, or as much of it as was kept."""
    if PROFILE in text and not whole:
        return None
    try:
        found = msgspec.json.decode(text.encode("utf-8", "surrogateescape"))
    except (msgspec.DecodeError, UnicodeError):
        return None if PROFILE in text else "".join(c if c.isprintable() else "�" for c in text[: TEXT * 4])
    if isinstance(found, list):
        return [sealed(one) if isinstance(one, dict) else one for one in found]
    return sealed(found) if isinstance(found, dict) else found


def part(body: Any, pointer: str) -> str:
    """What stands where the pointer leads, with the member it is in, trimmed; the beginning where it leads nowhere."""
    at, path = body, list[str]()
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(at, dict) and name in at:
            at = at[name]
        elif isinstance(at, list) and name.isdecimal() and int(name) < len(at):
            at = at[int(name)]
        else:
            break
        path.append(name)
    shown = {path[-1]: at} if path and not path[-1].isdecimal() else at
    if isinstance(shown, str):
        return _trim(shown, 0)[: TEXT * 4] if len(shown) <= TEXT else shown[: TEXT * 4]
    lines = msgspec.json.format(msgspec.json.encode(_trim(shown, 0)), indent=2).decode().splitlines()
    return "\n".join(lines[:LINES] + (["…"] if len(lines) > LINES else []))


def _trim(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= TEXT else f"{value[:TEXT]}…"
    if isinstance(value, dict):
        if depth >= DEEP:
            return "…" if value else {}
        shown = {_trim(k, 0): _trim(v, depth + 1) for k, v in list(value.items())[: WIDE * 2]}
        return shown | ({"…": f"{len(value) - WIDE * 2} more"} if len(value) > WIDE * 2 else {})
    if isinstance(value, list):
        return [_trim(one, depth + 1) for one in value[:WIDE]] + (["…"] if len(value) > WIDE else [])
    return value


def _basic(key: str, secret: str) -> str:
    return f"Basic {b64encode(f'{key}:{secret}'.encode()).decode()}"
