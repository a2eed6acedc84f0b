"""Accounts: who may come in, with which role, how far. What is given here holds at the account's next request."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from ...house.people_changing import marked
from ...house.people_listing import STATES
from ...house.people_reach import GIVEN, PARTNER
from ...languages import day, mark, say
from ...privacy.roles import EVERYWHERE
from ...programme.content import LANGUAGES
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from .keys_words import ago

A_PAGE = 50
MANY, MOST_STAFF = 60, 1_500  # boutiques above which codes are typed; staff above which a code is
TOLD = ("csrf", "do", "id", "mark", "role", "name", "login", "where", "codes", "brand", "person", "language")
PLACES = {"LOGIN": "login", "--region": "boutique"}  # pointers of the house as fields of the forms
SAID = mark({
    "made": "The account is made.",
    "changed": "Changed. It holds from the next tap on.",
    "disabled": "Disabled. Every sign-in has ended.",
    "enabled": "May sign in again.",
    "ended": "Every sign-in has ended.",
    "factors": "Second factors are taken away; at the next sign-in new ones are set up.",
    "handed": "The identity system looks after this account from now on.",
    "taken": "The identity system does not look after this account any more.",
})  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /accounts?q=&role=&state=&page="""
    asked = {name: request.query_params.get(name, "")[:100] for name in ("q", "role", "state", "page")}
    asked["role"] = asked["role"] if asked["role"] in GIVEN else ""
    asked["state"] = asked["state"] if asked["state"] in STATES else ""
    number = max(int(asked.pop("page")), 1) if asked["page"].isdecimal() and len(asked["page"]) < 6 else 1
    house = request.app.state.house
    found = house.people.listing.lines(
        words=asked["q"], role=asked["role"], state=asked["state"], first=(number - 1) * A_PAGE, most=A_PAGE
    )
    asked.pop("page", None)
    return page(
        request, "accounts.html", found=found, asked=asked, number=number, roles=GIVEN,
        states={key: say(words) for key, words in STATES.items()},
        seen=_ago(request), more=found.count > number * A_PAGE, whole=not any(asked.values()),
        turn=lambda to_page: "/accounts?" + urlencode({**asked, "page": to_page}), system=house.trust.scim.keys(),
    )  # fmt: skip


def form(request: Asked) -> Answered:
    """GET /accounts/new."""
    return _form(request, {}, ())


def make(request: Asked, body: bytes) -> Answered:
    """POST /accounts. The form carries the id, so that sent twice it makes one."""
    house, said, ticked = request.app.state.house, *_sent(body)
    try:
        if len(said["id"]) != 16 or not set(said["id"]) <= set("0123456789abcdef"):
            raise Refused("is not from our form; load it again", "id")
        boutiques, regions = _reach(said, ticked)
        made = house.people.add(
            said["login"], role=said["role"], name=said["name"], boutiques=boutiques, regions=regions,
            brand=said["brand"] if said["role"] == PARTNER else "", person=said["person"].strip(),
            language=_language(said["language"]), by=viewer_of(request).account, account_id=said["id"],
        )  # fmt: skip
    except Refused as refused:
        return _form(request, said, ticked, fault=refused)
    return _link(request, made.id) if said["do"] == "link" else to(f"/accounts/{made.id}?done=made")


def one(request: Asked, account: str) -> Answered:
    """GET /accounts/{account}."""
    return _one(request, account, done=request.query_params.get("done", ""))


def change(request: Asked, account: str, body: bytes) -> Answered:
    """POST /accounts/{account}: one of the page's buttons."""
    house, said, ticked = request.app.state.house, *_sent(body)
    by, people = viewer_of(request).account, house.people
    people.changing.account(account)
    done = ""
    try:
        match said["do"]:
            case "change":
                boutiques, regions = _reach(said, ticked)
                people.changing.change(
                    account, by=by, mark=said["mark"] or "-", role=said["role"], name=said["name"],
                    login=said["login"], boutiques=boutiques, regions=regions, person=said["person"].strip(),
                    brand=said["brand"] if said["role"] == PARTNER else "", language=_language(said["language"]),
                )  # fmt: skip
                done = "changed"
            case "disable" | "enable":
                people.disable(account, said["do"] == "disable", by=by)
                done = f"{said['do']}d"
            case "link":
                return _link(request, account)
            case "end":
                people.changing.end_sessions(account, by=by)
                done = "ended"
            case "factors":
                house.trust.factors.reset(account, by=by)
                done = "factors"
            case "hand":
                house.trust.scim.hand_over(account, said["codes"], by=by)
                done = "handed" if said["codes"] else "taken"
            case _:
                raise Refused("is none of the buttons of this page", "do")
    except Refused as refused:
        if refused.status == 404 and refused.pointer != "key":
            raise
        return _one(request, account, said=said, ticked=ticked, fault=refused)
    return to(f"/accounts/{account}?done={done}")


def _sent(body: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields, each "" where it was not sent; and the ticked boutiques and regions ("r:" before a region)."""
    sent = fields(body, known=TOLD, lists=("boutique",))
    return {name: str(sent.get(name, "")) for name in TOLD}, tuple(sent.get("boutique", ()))


def _reach(said: Mapping[str, str], ticked: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(boutiques, regions) as the form says them.

    Raises:
        Refused: "only these", and none.
    """
    if said["where"] == "every":
        return (), (EVERYWHERE,)
    if said["where"] != "some":
        return (), ()
    regions = tuple(dict.fromkeys(one[2:] for one in ticked if one.startswith("r:")))
    typed = said["codes"].replace(",", " ").split()
    boutiques = tuple(dict.fromkeys((*(one for one in ticked if not one.startswith("r:")), *typed)))
    if not boutiques and not regions:
        raise Refused("choose at least one boutique or region", "boutique")
    return boutiques, regions


def _language(said: str) -> str:
    if said and said not in LANGUAGES:
        raise Refused("is none of the languages of the list", "language")
    return said


def _form(request: Asked, said: dict[str, str], ticked: tuple[str, ...], *, fault: Refused | None = None) -> Answered:
    blank = {**dict.fromkeys(TOLD, ""), "role": "associate", "where": "usual"}
    said = {**blank, **said, "id": said.get("id") or secrets.token_hex(8)}
    if fault and fault.pointer == "id":
        said["id"] = secrets.token_hex(8)
    return page(
        request, "accounts_new.html", status=fault.status if fault else 200, said=said, ticked=ticked,
        **_choices(request), **_fault(fault),
    )  # fmt: skip


def _one(
    request: Asked, account: str, *, said: dict[str, str] | None = None, ticked: tuple[str, ...] = (),
    fault: Refused | None = None, done: str = "",
) -> Answered:  # fmt: skip
    house = request.app.state.house
    row = house.people.changing.account(account)
    wrong = said if said and said["do"] == "change" and fault and fault.status != 409 else None
    ago = _ago(request)
    return page(
        request, "accounts_one.html", status=fault.status if fault else 200, row=row,
        line=house.people.listing.line(row), said=wrong or _as_is(row),
        ticked=ticked if wrong else (*row.boutiques, *(f"r:{one}" for one in row.regions if one != EVERYWHERE)),
        mark=marked(row), seen=ago, done=done if done in SAID and not fault else "",
        told=say(SAID[done]) if done in SAID else "",
        sessions=len([one for one in house.doorman.sessions(account) if one.kind != "outbox"]),
        history=[(ago(one.at), one) for one in house.people.listing.history(account)],
        deputy=_deputy(request, row), keys=house.trust.scim.keys(), may_hand=row.role in house.trust.scim.roles,
        mine=viewer_of(request).account == account, **_choices(request), **_fault(fault),
    )  # fmt: skip


def _as_is(row: Any) -> dict[str, str]:
    where = "every" if EVERYWHERE in row.regions else "some" if row.boutiques or row.regions else "none"
    return {**dict.fromkeys(TOLD, ""), "role": row.role, "name": row.name, "login": row.login, "where": where,
            "codes": " ".join(row.boutiques), "brand": row.brand, "person": row.person,
            "language": row.language}  # fmt: skip


def _choices(request: Asked) -> dict[str, Any]:
    """What the forms offer."""
    house, viewer = request.app.state.house, viewer_of(request)
    doors = sorted(house.snapshot.doors(house.today), key=lambda door: door.name or door.code)
    staff = house.people.listing.staff(names=viewer.names)
    ids = {person for _, people in staff for person, _ in people}
    return {
        "ids": ids, "roles": GIVEN, "doors": doors if len(doors) <= MANY else [], "many": len(doors) > MANY,
        "regions": sorted(house.people.reach.regions()), "brands": sorted(house.people.reach.brands()),
        "staff": staff if len(ids) <= MOST_STAFF else [], "languages": LANGUAGES,
    }  # fmt: skip


def _fault(fault: Refused | None) -> dict[str, Any]:
    where = fault.pointer if fault else ""
    return {"fault": fault.reason if fault else "", "where": PLACES.get(where, where.strip("-/"))}


def _deputy(request: Asked, row: Any) -> str:
    """Whose rights are lent to it, in words; "" for nobody's."""
    house = request.app.state.house
    if not row.deputy_for or not row.deputy_until or row.deputy_until <= house.clock():
        return ""
    door = house.snapshot.door_on(row.deputy_door, house.today)
    names = {one.id: one.name for one in house.people.accounts()}
    where, until = door.name if door else row.deputy_door, day(row.deputy_until, "full")
    if row.deputy_by in names:
        return say("Deputy manager of {boutique} until {day}, lent by {name}", boutique=where, day=until,
                   name=names[row.deputy_by])  # fmt: skip
    return say("Deputy manager of {boutique} until {day}", boutique=where, day=until)


def _link(request: Asked, account: str) -> Answered:
    """The one page with a sign-in link on it."""
    house = request.app.state.house
    row = house.people.changing.account(account)
    base = request.app.state.origin or f"{request.url.scheme}://{request.url.netloc}"
    return page(
        request, "accounts_shown.html", row=row, minutes=int(house.values["link_minutes"]),
        link=house.people.link(account, base=base, by=viewer_of(request).account),
    )  # fmt: skip


def _ago(request: Asked) -> Any:
    now = request.app.state.house.clock()
    return lambda at: ago(at, now)
