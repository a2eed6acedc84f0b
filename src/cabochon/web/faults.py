"""What goes wrong, as a page for a browser and as JSON for a fetch. No stack, version or path leaves the house."""

import logging
from urllib.parse import quote

from litestar.exceptions import HTTPException

from ..languages import again, mark, say, speaking
from ..refusals import Refused
from . import scim_wire
from .page import Answered, Asked, json, page, to, wants_page
from .pages import second
from .pages.signing_in import NEXT
from .spoken_to import language_of
from .viewer import ProveFirst, SecondFirst, Signed, SignInFirst, Stale, looked_up, signed_of

log = logging.getLogger("cabochon.web")
TITLES = mark({
    400: "Something in what was sent is not right",
    401: "Sign in first",
    403: "Not allowed",
    404: "Nothing is here",
    405: "This address does not take that",
    409: "It was already sent with other words",
    413: "Too much at once",
    429: "Too many tries",
    507: "No room left",
})  # fmt: skip
BUG = mark("something went wrong in the house and has been written down; try again in a moment")
SENTENCES = mark({404: "nothing is here", 405: "this address does not take that method"})
HINTS = mark({  # where the reason only repeats the title
    404: "The address may be mistyped, or the page is not open to your role.",
    405: "Go back and use the page’s own buttons.",
    500: "It has been written down. Try again in a moment.",
})  # fmt: skip
VERBS = ("is ", "are ", "was ", "has ", "should ", "lies ")  # a reason that wants its place as its subject


def answer(request: Asked, fault: Exception) -> Answered:
    """The answer to anything that was raised, in the language of whom the guard let in, else of the browser."""
    signed = looked_up(request) if wants_page(request) else signed_of(request)
    with speaking(language_of(request, signed)):
        return _answer(request, fault, signed)


def _answer(request: Asked, fault: Exception, signed: Signed | None) -> Answered:
    headers: dict[str, str] = {}
    if isinstance(fault, Refused):
        status, reason, pointer = fault.status, fault.reason, fault.pointer
    elif isinstance(fault, HTTPException) and fault.status_code < 500:
        status, pointer = fault.status_code, ""
        reason = SENTENCES.get(status, mark("the request is not one this address understands"))
        headers = {name: value for name, value in (fault.headers or {}).items() if name.lower() == "allow"}
    else:
        log.error("a bug while answering %s %s", request.method, request.scope.get("path_template"), exc_info=fault)
        status, reason, pointer = 500, BUG, ""
    if status in (429, 503, 507):
        headers["retry-after"] = str(getattr(fault, "seconds", 60))
    if request.url.path.startswith("/scim/"):
        return scim_wire.fault(Refused(reason, pointer, status))
    if not wants_page(request):
        where = {"prove": "/signin/again"} if isinstance(fault, ProveFirst) else {}
        return json({"error": again(reason), **({"pointer": pointer} if pointer else {}), **where}, status, headers)
    if isinstance(fault, ProveFirst):
        return second.first(request, fault)
    if isinstance(fault, SecondFirst) and request.method in ("GET", "HEAD"):
        return to("/me/security")
    if isinstance(fault, SignInFirst) and request.url.path == "/signout":  # the session was over already
        return to("/signed-out")
    if isinstance(fault, SignInFirst) and request.method in ("GET", "HEAD"):
        onward = request.url.path
        return to(f"/signin?next={quote(onward, safe='')}" if onward in NEXT else "/signin")
    title = say("Nothing was changed") if isinstance(fault, Stale) else say(TITLES.get(status, "Something went wrong"))
    said = page(request, "error.html", status=status, signed=signed, title=title,
                **_told(status, reason, pointer))  # fmt: skip
    said.headers.update(headers)
    return said


def _told(status: int, reason: str, pointer: str) -> dict[str, str]:
    """The reason as a sentence of its own, with its place where that is its subject."""
    if reason in (BUG, SENTENCES.get(status)):
        return {"reason": say(HINTS[status]), "pointer": ""}
    if pointer and reason.startswith(VERBS):
        return {"reason": f"“{pointer.strip('/')}” {again(reason)}", "pointer": ""}
    return {"reason": again(reason), "pointer": pointer}
