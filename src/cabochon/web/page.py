"""Pages from templates, and the answers that browsers and fetches get."""

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import brotli
import msgspec
from litestar import Request, Response
from litestar.datastructures import State

from ..languages import LANGUAGES, again, mark, say, spoken
from ..privacy.roles import may
from ..privacy.shutting import told
from ..privacy.viewer import Viewer
from .spoken_to import chosen
from .tongue import Tongue
from .viewer import Signed, masked, reaches, signed_of

Asked = Request[Any, Any, State]
Answered = Response[Any]
SECTIONS = mark((
    ("Figures", (
        ("/today", "Today", "today.see"),
        ("/floor", "Floor", "floor.see"),
        ("/behaviours", "Behaviours", "behaviours.see"),
        ("/upskilling", "Upskilling", "upskilling.see"),
        ("/verdicts", "Did it work?", "verdicts.see"),
        ("/brand", "Your brand", "brand.see"),
        ("/loss", "Loss prevention", "loss.see"),
        ("/doors", "Boutiques", "doors.see"),
        ("/review", "Weekly review", "review.see"),
        ("/weekly", "Weekly snapshot", "weekly.see"),
        ("/explore", "Explore", "explore.see"),
        ("/programme", "Programme", "programme.see"),
        ("/results", "Results", "results.see"),
        ("/signals", "What goes with what", "signals.see"),
        ("/pilots", "Pilots", "pilots.see"),
        ("/group", "Group", "group.see"),
        ("/annotations", "Marked days", "annotate.see"),
    )),
    ("Coaching and learning", (
        ("/playbook", "Playbook", "playbook.read"),
        ("/library", "Library", "library.read"),
        ("/skills", "Skills", "skills.read"),
        ("/kit", "Kit", "playbook.read"),
        ("/demos", "Demos", "demos.see"),
        ("/library/sign", "Sign off", "library.sign"),
        ("/paths", "Paths", "paths.edit"),
        ("/team/deputy", "Team", "deputy.lend"),
        ("/demos/review", "Review demos", "demos.review"),
        ("/calibration", "Calibration", "calibrate.agree"),
        ("/contests", "Contests", "contest.settle"),
        ("/assign", "Assign", "rhythm.assign"),
        ("/pulse", "Pulse", "pulse.see"),
    )),
    ("The house", (
        ("/golive", "Go-live", "golive.see"),
        ("/data-health", "Data health", "health.see"),
        ("/connections", "Connections", "connections.see"),
        ("/sql", "SQL", "sql.ask"),
        ("/accounts", "Accounts", "accounts.manage"),
        ("/quarantine", "Quarantine", "quarantine.see"),
        ("/keys", "Keys", "keys.manage"),
        ("/outgoing", "Outgoing", "outgoing.manage"),
        ("/stored", "What is stored", "stored.see"),
        ("/audit", "Audit", "audit.read"),
        ("/forgetting", "Forgetting", "forgetting.manage"),
        ("/retention", "Retention", "retention.see"),
        ("/agreements", "Agreements", "agreements.see"),
        ("/statements", "Statements", "statements.browse"),
        ("/packages", "Packages", "packages.manage"),
        ("/launches", "Launch checks", "launches.check"),
    )),
))  # fmt: skip
NAV = tuple(page for _, pages in SECTIONS for page in pages)
WORTH_PACKING = 1_000  # bytes


def environment(folder: Path, address: Any) -> Tongue:
    """Templates of `folder`, in the language spoken; everything put into a page is escaped.

    `static('js/floor.js')` is a versioned address.
    """
    return Tongue(folder, address)


def page(request: Asked, template: str, *, status: int = 200, signed: Signed | None = None, **values: Any) -> Answered:
    """A whole page, in the language spoken.

    Every page gets version, me (a Viewer or None), csrf, nav (addresses and words), theme and tongue (the languages to
    choose from).
    """
    signed = signed or signed_of(request)
    state = request.app.state
    state.warm()
    body = state.look.get_template(template).render(
        {
            "version": state.static.version,
            "me": signed.viewer if signed else None,
            "csrf": masked(signed.csrf) if signed and signed.csrf else "",
            "nav": (pages := open_to(signed.viewer) if signed and signed.viewer else []),
            "menu": [(say(title), {one[0] for one in some}) for title, some in SECTIONS] if pages else [],
            "theme": "",
            "shut": again(told(signed.viewer)) if signed and signed.viewer else "",
            "tongue": {"spoken": spoken(), "all": LANGUAGES, "back": _here(request), "chosen": chosen(request)},
        }
        | values
    )
    packed, headers = pack(body.encode(), request.headers.get("accept-encoding", ""))
    headers["content-language"] = spoken()
    if not (signed and signed.viewer):
        headers["vary"] += ", Accept-Language"
    return Response(packed, status_code=status, media_type="text/html", headers=headers)


def open_to(viewer: Viewer) -> list[tuple[str, str]]:
    """Addresses and names of the pages this viewer may open, the usual first."""
    found = [line for line in NAV if may(viewer, line[2]) and reaches(viewer, line[0])]
    return [(address, say(name)) for address, name, _ in found]


def _here(request: Asked) -> str:
    """The address of the page that is being made, to come back to; of one that answers a form, its path."""
    query = request.url.query if request.method in ("GET", "HEAD") else ""
    return f"{request.url.path}?{query}" if query else request.url.path


TABS = mark((
    ("/floor", "Now", "focus.see"),
    ("/floor/observe", "Observe", "observe.write"),
    ("/floor/coach", "Coach", "coach.write"),
    ("/floor/log", "Log", "signal.write"),
    ("/floor/learn", "Learn", "learn.take"),
    ("/floor/actions", "Actions", "record.read"),
    ("/me", "Me", "me.see"),
))  # fmt: skip


def name_of(address: str) -> str:
    """What the page at an address, or the one it lies below, is called."""
    named = {place: name for place, name, _ in (*NAV, *TABS)}
    parts = [part for part in address.split("/") if part and "{" not in part] or ["front page"]
    first, both = f"/{parts[0]}", "/".join(("", *parts[:2]))
    if both in named or (first in named and first != "/floor"):
        return named.get(both) or named[first]
    return parts[min(1, len(parts) - 1)].replace("-", " ").capitalize()


def floor_page(request: Asked, template: str, *, status: int = 200, **values: Any) -> Answered:
    """A page of the floor (extends floor.html). Besides what `page` gives: tabs, and `fresh`: an id and the time."""
    signed = signed_of(request)
    viewer = signed.viewer if signed else None
    tabs = [(address, say(name)) for address, name, ability in TABS if viewer and may(viewer, ability)]
    return page(request, template, status=status, **{"tabs": tabs, "fresh": fresh()} | values)


def fresh() -> dict[str, str]:
    """For a form: its id is made here, so that a form sent twice is kept once; and when it was opened."""
    return {"id": str(uuid4()), "opened_at": datetime.now(UTC).isoformat(timespec="seconds")}


def pack(body: bytes, accepted: str) -> tuple[bytes, dict[str, str]]:
    """The body as this browser takes it. The token in a form is masked anew each time, so its length tells nothing."""
    names = {part.split(";")[0].strip() for part in accepted.lower().split(",")}
    if len(body) >= WORTH_PACKING and "br" in names:
        return brotli.compress(body, quality=4), {"content-encoding": "br", "vary": "Accept-Encoding"}
    if len(body) >= WORTH_PACKING and "gzip" in names:
        return gzip.compress(body, 5, mtime=0), {"content-encoding": "gzip", "vary": "Accept-Encoding"}
    return body, {"vary": "Accept-Encoding"}


def json(
    value: Any, status: int = 200, headers: Mapping[str, str] | None = None, *, to: Asked | None = None
) -> Answered:
    """A JSON answer, packed when the request it goes `to` takes that."""
    body, said = msgspec.json.encode(value), dict(headers or {})
    if to is not None:
        body, packing = pack(body, to.headers.get("accept-encoding", ""))
        said |= packing
    return Response(body, status_code=status, media_type="application/json", headers=said)


def to(address: str, headers: Mapping[str, str] | None = None) -> Answered:
    """See other: after a POST the browser GETs `address`."""
    return Response(b"", status_code=303, media_type="text/plain", headers={"location": address, **(headers or {})})


def plain(answer: Answered) -> bytes:
    """The unpacked bytes of a page that was made for a browser."""
    coding = answer.headers.get("content-encoding", "")
    body = bytes(answer.content)
    return brotli.decompress(body) if coding == "br" else gzip.decompress(body) if coding == "gzip" else body


def wants_page(request: Asked) -> bool:
    """Whether a person is looking: a browser's navigation asks for HTML, a fetch or a program does not."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(("/xapi", "/hooks"))
