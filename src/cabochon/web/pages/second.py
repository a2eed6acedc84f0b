"""The second step of signing in, and proving anew who one is."""

from typing import Any
from urllib.parse import quote

import msgspec

from ...languages import again as retold
from ...languages import count, mark, say
from ...privacy.passkeys import AGAIN, SECOND, SIGN_IN
from ...privacy.passkeys import Asked as Question
from ...privacy.signing_in import TooMany
from ...refusals import Refused, Unknown
from ..outer import fields, pairs
from ..page import Answered, Asked, json, page, to
from ..viewer import ProveFirst, Signed, cookie, cookie_name, proved_lately, signed_of, viewer_of
from . import signing_in

CARRIED = 60_000  # bytes of a form that waits for a proof
JSON = "application/json"
NOTHING = mark("nothing was sent that could prove it; take one of the ways below")
NOT_PROVED = mark("this does not prove it; look again, or take another of the ways")


def show(request: Asked) -> Answered:
    """GET /signin/second: for who has made the first step in this browser."""
    account = _half(request)
    return _second(request, account, request.query_params.get("next", "")) if account else to("/signin")


def prove(request: Asked, body: bytes) -> Answered:
    """POST /signin/second: a code, a recovery code or a passkey makes the whole session."""
    form = _said(body, ("code", "recovery", "passkey", "next"))
    account, house, onward = _half(request), request.app.state.house, form["next"]
    if account is None:
        return to("/signin")
    try:
        by = _judged(request, account, form, what=SECOND, recovery=True)
        if not by:
            return _second(request, account, onward, fault=say(NOT_PROVED), status=401)
        token = house.doorman.completed(_token(request), by=by)
    except Refused as refused:
        return _tried(refused, _second(request, account, onward, fault=_words(refused), status=refused.status))
    if by == "a recovery code":
        onward = "/me/security"  # where it says how many are left
    return signing_in.welcome(request, token, signing_in._next(onward) or "/")


def passkey(request: Asked, body: bytes) -> Answered:
    """POST /signin/passkey: what to ask a passkey (JSON: for); and signing in with its answer alone (a form)."""
    house = request.app.state.house
    if request.headers.get("content-type", "").startswith(JSON):
        return json(_asked_for(request, body))
    form = _said(body, ("passkey", "next"))
    try:
        account = house.trust.factors.passkeys.shown(question(request), _answer(form["passkey"]), what=SIGN_IN)
        token = house.doorman.by_passkey(account, agent=signing_in._agent(request))
    except Refused as refused:
        fault = refused if not isinstance(refused, Unknown) else Refused("this account is closed", "", 401)
        return signing_in._form(request, fault=fault.reason, status=fault.status)
    return signing_in.welcome(request, token, signing_in._next(form["next"]) or "/")


def again(request: Asked) -> Answered:
    """GET /signin/again?next=: before what asks for a proof just made."""
    return _again(request, _onward(request, request.query_params.get("next", "")), "")


def prove_again(request: Asked, body: bytes) -> Answered:
    """POST /signin/again: on to the page wished for, or the form that waited is sent again."""
    form = _said(body, ("code", "password", "passkey", "next", "held"))
    house, signed, account = request.app.state.house, _signed(request), owner(request)
    onward = _onward(request, form["next"])
    if not (form["code"] or form["password"] or form["passkey"]):
        return _again(request, onward, form["held"], fault=say(NOTHING), status=400)
    try:
        by = _judged(request, account, form, what=AGAIN)
        if not by:
            return _again(request, onward, form["held"], fault=say(NOT_PROVED), status=401)
        token = house.doorman.renew(signed.token, by=by, second=by != "the password")
    except Refused as refused:
        return _tried(refused, _again(request, onward, form["held"], fault=_words(refused), status=refused.status))
    held = house.trust.factors.carried(form["held"], signed.csrf) if form["held"] else None
    if not isinstance(held, dict):
        return signing_in.welcome(request, token, onward or "/")
    answer = page(request, "second_go_on.html", address=held["address"], waiting=held["fields"])
    answer.headers["set-cookie"] = cookie(token, https=request.app.state.https)
    return answer


def first(request: Asked, fault: ProveFirst) -> Answered:
    """What a browser sees instead of an answer that asks for a proof; a form it sent is kept until then."""
    house, signed = request.app.state.house, _signed(request)
    if request.method in ("GET", "HEAD"):
        wished = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return to(f"/signin/again?next={quote(_onward(request, wished), safe='')}")
    if fault.body is None or len(fault.body) > CARRIED:
        return _again(request, "", "", status=401, lost=True)
    kept = [(name, value) for name, value in pairs(fault.body) if name != "csrf"]
    held = house.trust.factors.carry({"address": request.url.path, "fields": kept}, signed.csrf)
    return _again(request, "", held, status=401)


def question(request: Asked, account: str = "") -> Question:
    """Who is asked for a passkey, from which page."""
    state, signed = request.app.state, signed_of(request)
    origin = state.origin if state.https else f"{request.url.scheme}://{request.headers.get('host', '')}"
    return Question(origin, signed.csrf if signed else "", account, signing_in._address(request))


def owner(request: Asked) -> Any:
    """The account that is signed in.

    Raises:
        ProveFirst: the session ended in this moment.
    """
    found = request.app.state.house.doorman.session(_signed(request).token, passive=True)
    if found is None:
        raise ProveFirst()
    return found[0]


def needs_proof(request: Asked, body: bytes | None = None) -> None:
    """
    Raises:
        ProveFirst: the last proof is too old for this.
    """
    if not proved_lately(request, _signed(request)):
        raise ProveFirst(body)


def answered(sent: str) -> dict[str, Any]:
    """What a passkey answered, as the page's script wrote it into the form; {} for anything else."""
    return _answer(sent)


def _judged(request: Asked, account: Any, form: dict[str, str], *, what: str, recovery: bool = False) -> str:
    """What proves it, in words; "" when it does not. Who has a second factor proves anew by that, not by password.

    Raises:
        Refused: a passkey that does not fit. TooMany: too many tries.
    """
    house, address = request.app.state.house, signing_in._address(request)
    factors = house.trust.factors
    have = factors.of(account.id)
    if form["passkey"] and have.passkeys:
        factors.passkeys.shown(question(request, account.id), _answer(form["passkey"]), what=what)
        return "a passkey"
    if (code := form["code"] or form.get("recovery", "")) and have.second:
        return str(factors.fits(account, code, address=address, recovery=recovery))
    if form.get("password") and account.password and not have.second:
        return "the password" if house.doorman.proven(account, form["password"], address=address) else ""
    return ""


def _asked_for(request: Asked, body: bytes) -> Any:
    try:
        what = msgspec.json.decode(body, type=dict[str, str]).get("for")
    except msgspec.MsgspecError:
        raise Refused('should be JSON like {"for": "signin"}') from None
    keys, half = request.app.state.house.trust.factors.passkeys, _half(request)
    if what == "signin":
        return keys.to_show(question(request), what=SIGN_IN)
    if what == "second" and half:
        return keys.to_show(question(request, half.id), what=SECOND)
    if what == "again":
        return keys.to_show(question(request, viewer_of(request).account), what=AGAIN)
    if what == "make":
        viewer_of(request)
        needs_proof(request)
        account = owner(request)
        return keys.to_make(question(request, account.id), account)
    raise Refused("should be signin, second, again or make", "/for")


def _second(request: Asked, account: Any, onward: str, *, fault: str = "", status: int = 200) -> Answered:
    have = request.app.state.house.trust.factors.of(account.id)
    return signing_in._form(
        request, template="second.html", status=status, fault=fault, next=signing_in._next(onward), have=have
    )


def _again(
    request: Asked, onward: str, held: str, *, fault: str = "", status: int = 200, lost: bool = False
) -> Answered:
    house, account = request.app.state.house, owner(request)
    have = house.trust.factors.of(account.id)
    return page(
        request, "second_again.html", status=status, next=onward, held=held, fault=fault, lost=lost, have=have,
        password=bool(account.password) and not have.second, sso=house.trust.sso.name,
        minutes=house.values["prove_minutes"],
    )  # fmt: skip


def _onward(request: Asked, wished: str) -> str:
    """A page of ours that one may be sent on to: those of signing in, and what asks for a proof and is only read."""
    path, _, query = wished.partition("?")
    known = any(one.fullmatch(path) for one in request.app.state.asked_anew)
    return (
        wished if known and wished.isascii() and wished.isprintable() and "#" not in query else signing_in._next(path)
    )


def _half(request: Asked) -> Any:
    """The account whose second step this browser owes; None for none."""
    return request.app.state.house.doorman.half(_token(request))


def _token(request: Asked) -> str:
    return request.cookies.get(cookie_name(request.app.state.https), "")


def _signed(request: Asked) -> Signed:
    signed = signed_of(request)
    if signed is None or signed.viewer is None:
        raise Unknown("nothing is here")
    return signed


def _said(body: bytes, names: tuple[str, ...]) -> dict[str, str]:
    sent = fields(body, known=("csrf", *names))
    return {name: str(sent.get(name, "")) for name in names}


def _answer(sent: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(sent.encode(), type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeEncodeError):
        return {}


def _words(refused: Refused) -> str:
    if isinstance(refused, TooMany):
        minutes = -(-refused.seconds // 60)
        return count(minutes, "too many wrong tries; try again in {n} minute",
                     "too many wrong tries; try again in {n} minutes")  # fmt: skip
    return retold(refused.reason)


def _tried(refused: Refused, answer: Answered) -> Answered:
    if isinstance(refused, TooMany):
        answer.headers["retry-after"] = str(refused.seconds)
    return answer
