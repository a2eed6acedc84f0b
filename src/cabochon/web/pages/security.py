"""One's own second factors, recovery codes, password and sign-ins."""

from typing import Any

from ...languages import mark, say
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import cookie, proved_lately, signed_of, wants_second
from . import second, security_words, signing_in

FIELDS = ("csrf", "do", "new", "again", "code", "passkey", "name", "key", "session")
DONE = mark({
    "password": "Your password is set. Every other sign-in of yours has ended.",
    "app": "The authenticator app is set up.",
    "drop-app": "The authenticator app is removed. Every other sign-in of yours has ended.",
    "passkey": "The passkey is set up. From now on it can sign you in by itself.",
    "drop-passkey": "The passkey is removed. Every other sign-in of yours has ended.",
    "end": "That sign-in has ended.",
    "end-others": "Every other sign-in of yours has ended.",
})  # fmt: skip
HARMLESS = ("end", "end-others")  # these only take away


def show(request: Asked) -> Answered:
    """GET /me/security?done=: what one can prove oneself with, and where one is signed in."""
    return _page(request, done=_told(request.query_params.get("done", "")))


def change(request: Asked, body: bytes) -> Answered:
    """POST /me/security: `do` says what. All but ending sign-ins asks for a proof just made."""
    said = fields(body, known=FIELDS)
    sent = {name: str(said.get(name, "")) for name in FIELDS}
    do = sent["do"]
    if do not in HARMLESS:
        second.needs_proof(request, body)
    try:
        return _done(request, do, sent)
    except Refused as refused:
        if refused.status == 404:
            raise
        named = {"password": say("The password"), "name": say("The name"), "passkey": say("This account")}
        fault = security_words.told(refused, named)
        return _page(request, fault=fault, where=do, status=refused.status)


def _done(request: Asked, do: str, sent: dict[str, str]) -> Answered:
    house, account, token = request.app.state.house, second.owner(request), _token(request)
    factors, doorman, address = house.trust.factors, house.doorman, signing_in._address(request)
    needed = account.role in request.app.state.second_factor
    first, proven = not factors.of(account.id).second, False
    match do:
        case "password":
            if sent["new"] != sent["again"]:
                raise Refused("the two are not the same; type the new password twice", "/again")
            doorman.set_password(account.id, sent["new"], but=token)
        case "app":
            return _page(request, setting=factors.begin_app(account))
        case "confirm":
            factors.confirm_app(account, sent["code"], address=address)
            do, proven = "app", True
        case "passkey":
            answer = second.answered(sent["passkey"])
            asked = second.question(request, account.id)
            factors.passkeys.make(asked, account, answer, name=sent["name"] or security_words.device(_agent(request)))
            proven = True
        case "drop-app":
            factors.remove_app(account.id, needed=needed)
        case "drop-passkey":
            factors.remove_passkey(account.id, sent["key"], needed=needed)
        case "codes":
            return _codes(request, factors.make_codes(account.id), "")
        case "end":
            if not doorman.end_one(account.id, sent["session"]):
                raise Refused("this sign-in had ended already", "/session")
        case "end-others":
            doorman.end_others(account.id, token)
        case _:
            raise Refused("is none of the buttons of this page", "do")
    if do in HARMLESS:
        return to(f"/me/security?done={do}")
    if do != "password" and (first or not proven):
        doorman.end_all(account.id, but=token)
    fresh = doorman.renew(token, second=proven)
    if proven and first:  # the codes for the day the device is lost, made with the first factor
        return _codes(request, factors.make_codes(account.id), fresh, said=_told(do))
    return signing_in.welcome(request, fresh, f"/me/security?done={do}")


def _page(
    request: Asked, *, done: str = "", fault: str = "", where: str = "", setting: Any = None, status: int = 200
) -> Answered:
    house, account, signed = request.app.state.house, second.owner(request), signed_of(request)
    factors = house.trust.factors
    lately = signed is not None and proved_lately(request, signed)
    if where == "confirm":
        setting = factors.enrolment(account)
    have = factors.of(account.id)
    return page(
        request, "security.html", status=status, account=account, have=have, done=done, fault=fault, where=where,
        setting=setting, lately=lately, wanted=bool(signed and wants_second(request, signed)),
        needed=account.role in request.app.state.second_factor, keys=security_words.keys(factors, account.id, house),
        rows=security_words.sign_ins(house, account.id, _token(request)), sso=house.trust.sso.name,
        provable=have.second or bool(account.password) or bool(house.trust.sso.name),
    )  # fmt: skip


def _codes(request: Asked, codes: list[str], token: str, *, said: str = "") -> Answered:
    answer = page(request, "security_codes.html", codes=codes, said=said)
    if token:
        answer.headers["set-cookie"] = cookie(token, https=request.app.state.https)
    return answer


def _told(done: str) -> str:
    return say(DONE[done]) if done in DONE else ""


def _token(request: Asked) -> str:
    signed = signed_of(request)
    return signed.token if signed else ""


def _agent(request: Asked) -> str:
    return signing_in._agent(request)
