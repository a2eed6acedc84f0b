"""Erasing a person, telling what is held of them, legal holds."""

from typing import Any

from ...house.erasing_needles import Subject
from ...house.holding import KIND_NAMES
from ...languages import again, mark, say
from ...refusals import NotAllowed, Refused, Unknown
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from .held import shown
from .kind_words import kinds

KNOWN = ("csrf", "do", "who", "about", "reason", "hold", "name")
GONE = mark({
    "names": "versions of the name", "codes": "codes they were known by", "Account": "accounts",
    "Session": "sessions ended", "texts": "statements whose words can no longer be read by anybody",
    "others": "statements of others that named them, now without the name",
    "documents": "documents of learning systems",
    "Demo": "demos", "Quarantined": "rows that waited in the quarantine, now without the name",
    "Delivery": "deliveries, now without the name",
})  # fmt: skip


def show(request: Asked) -> Answered:
    """GET /forgetting."""
    return _show(request)


def hold(request: Asked, body: bytes) -> Answered:
    """POST /forgetting: find somebody (their sign-in stands in no address), place a hold or end one."""
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    trust, by = request.app.state.house.trust, viewer_of(request).account
    try:
        match sent.get("do"):
            case "find":
                found = trust.erasing.find(sent.get("who", ""))
                if len(found) == 1:
                    return to(f"/forgetting/{found[0].id}")
                return _show(request, sent=sent, found=found)
            case "hold":
                trust.holds.place(sent.get("about", ""), sent.get("reason", ""), by=by)
            case "end":
                trust.holds.end(sent.get("hold", ""), by=by)
            case _:
                raise Refused("is none of the buttons of this page", "/do")
    except NotAllowed:
        raise
    except Refused as refused:
        return _show(request, sent=sent, fault=refused)
    return to("/forgetting")


def one(request: Asked, person: str) -> Answered:
    """GET /forgetting/{person}: what would go and what stays; of somebody erased, what went."""
    return _one(request, person)


def erase(request: Asked, person: str, body: bytes) -> Answered:
    """POST /forgetting/{person}: erase, once the name was typed; or place a hold."""
    sent = {name: str(value) for name, value in fields(body, known=KNOWN).items()}
    trust, by = request.app.state.house.trust, viewer_of(request).account
    try:
        match sent.get("do"):
            case "hold":
                trust.holds.place(person, sent.get("reason", ""), by=by)
            case "end":
                trust.holds.end(sent.get("hold", ""), by=by)
            case "erase":
                if trust.erasing.was_erased(person):
                    raise Unknown("this person was erased already")
                subject = trust.erasing.subject(person)
                if " ".join(sent.get("name", "").split()).casefold() != called(subject).casefold():
                    raise Refused(f"is not the name; type {called(subject)} to erase them", "/name")
                trust.erasing.erase(person, by=by)
            case _:
                raise Refused("is none of the buttons of this page", "/do")
    except (NotAllowed, Unknown):
        raise
    except Refused as refused:
        return _one(request, person, sent=sent, fault=refused)
    return to(f"/forgetting/{person}")


def report(request: Asked, person: str) -> Answered:
    """GET /forgetting/{person}/report: noted, and shown to them under who looked."""
    if request.app.state.house.trust.erasing.was_erased(person):
        raise Unknown("this person was erased; nothing is held that names them")
    return shown(request, person, own=False)


def called(subject: Subject) -> str:
    """What is typed to confirm: the present name, or the sign-in of who has none."""
    return " ".join((subject.names or subject.logins or (subject.id,))[0 if not subject.names else -1].split())


def _show(
    request: Asked,
    *,
    sent: dict[str, str] | None = None,
    found: list[Subject] | None = None,
    fault: Refused | None = None,
) -> Answered:
    house = request.app.state.house
    doors = sorted(house.snapshot.doors(house.today), key=lambda door: door.name)
    holds = house.trust.holds.listed()
    rows = None if found is None else [_line(house, one) for one in found]
    return page(
        request, "forgetting.html", status=fault.status if fault else 200, found=rows, sent=sent or {},
        erasures=house.trust.erasing.done()[:200], open=[one for one in holds if one.ended is None],
        ended=[one for one in holds if one.ended is not None], doors=doors,
        kinds={name: kinds().get(name, name.replace("_", " ")) for name in KIND_NAMES},
        fault=fault.reason if fault else "",
        where=fault.pointer.strip("/") if fault else "",
    )  # fmt: skip


def _one(
    request: Asked, person: str, *, sent: dict[str, str] | None = None, fault: Refused | None = None
) -> Answered:  # fmt: skip
    trust, house = request.app.state.house.trust, request.app.state.house
    if trust.erasing.was_erased(person):
        done = next((one for one in trust.erasing.done() if one.id == person), None)
        if done is None:
            raise Unknown("there is no such person")
        gone = [(count, name) for name, count in done.counts]
        gone.sort(key=lambda pair: pair[1] not in GONE)
        gone = [(count, say(GONE[name]) if name in GONE else kinds().get(name, name)) for count, name in gone]
        return page(request, "forgetting_done.html", done=done, gone=gone)
    plan = trust.erasing.plan(person)
    about = {plan.subject.id, *plan.subject.accounts}
    return page(
        request, "forgetting_one.html", status=fault.status if fault else 200, plan=plan, name=called(plan.subject),
        kinds=kinds(), standing=[again(one) for one in plan.held],
        line=_line(house, plan.subject), total=sum(plan.statements.values()), sent=sent or {},
        holds=[one for one in trust.holds.listed() if one.about in about and one.ended is None],
        fault=fault.reason if fault else "",
        where=fault.pointer.strip("/") if fault else "",
    )  # fmt: skip


def _line(house: Any, subject: Subject) -> dict[str, str]:
    doors = (house.snapshot.door_on(code, house.today) for code in subject.boutiques)
    codes = dict.fromkeys(c.code for c in subject.codes if c.code not in subject.logins)
    return {
        "id": subject.id, "name": called(subject), "where": ", ".join(door.name for door in doors if door),
        "logins": ", ".join(subject.logins), "codes": ", ".join(codes),
    }  # fmt: skip
