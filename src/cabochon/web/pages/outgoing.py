"""Out of the store: what goes to other record stores and webhooks by itself, and how each of them stands."""

from typing import Any

from ...house.exporting_choice import KIND_NAMES, Choice, choice_of
from ...house.forwarding import STORE, VERSIONS, WEBHOOK
from ...languages import again, say, whole
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from . import outgoing_words as words

WAYS = (STORE, WEBHOOK)
NEW = ("csrf", "way", "name", "url", "key", "secret", "version", "from", "since", "verbs", "activities", "sources",
       "where", "codes")  # fmt: skip
DEEDS = ("test", "pause", "resume", "rotate", "remove", "retry", "discard")
MANY = 60  # boutiques above which their codes are typed, not ticked
SHOWN = 200  # dead letters on a page


def show(request: Asked) -> Answered:
    """GET /outgoing."""
    house = request.app.state.house
    lines = {way: [words.line(one, house.clock()) for one in house.forwarding.all(way)] for way in WAYS}
    return page(request, "outgoing.html", stores=lines[STORE], webhooks=lines[WEBHOOK], origin=_origin(request),
                kinds=KIND_NAMES, doors=_doors(house), position=house.log.position())  # fmt: skip


def form(request: Asked) -> Answered:
    """GET /outgoing/new?way=webhook: an empty form."""
    way = request.query_params.get("way", STORE)
    said = dict.fromkeys(NEW, "") | {"way": way if way in WAYS else STORE, "version": VERSIONS[0], "from": "now"}
    return _form(request, said, (), ())


def add(request: Asked, body: bytes) -> Answered:
    """POST /outgoing: another target. A webhook's secret is shown once, on the answer."""
    house, by = request.app.state.house, viewer_of(request).account
    sent = fields(body, known=NEW, lists=("kind", "boutique"))
    said = {name: str(sent.get(name, "")) for name in NEW}
    kinds, doors = tuple(sent.get("kind", ())), tuple(sent.get("boutique", ()))
    try:
        choice = _choice(house, said, kinds, doors)
        if said["way"] == STORE:
            house.forwarding.add_store(
                said["name"], url=said["url"], key=said["key"], secret=said["secret"], version=said["version"],
                choice=choice, by=by,
            )  # fmt: skip
            return to(f"/outgoing/{said['name']}")
        target, secret = house.forwarding.add_webhook(said["name"], url=said["url"], choice=choice, by=by)
    except Refused as fault:
        where = fault.pointer.strip("/")
        return _form(request, said, kinds, doors, fault=again(fault.reason), where=where, status=fault.status)
    return page(request, "outgoing_shown.html", name=target.id, secret=secret, fresh=True)


def one(request: Asked, name: str) -> Answered:
    """GET /outgoing/{name}."""
    return _one(request, name)


def change(request: Asked, name: str, body: bytes) -> Answered:
    """POST /outgoing/{name}: one of DEEDS. What cannot be undone asks for a tick."""
    forwarding, by = request.app.state.house.forwarding, viewer_of(request).account
    sent = fields(body, known=("csrf", "do", "sure", "secret"), lists=("letter",))
    deed, letters = sent.get("do", ""), tuple(sent.get("letter", ()))
    if deed not in DEEDS:
        raise Refused(f"should be one of {', '.join(DEEDS)}", "do")
    target = forwarding.get(name)
    if letters and {one.id for one in forwarding.letters(name)}.issuperset(letters) is False:
        return _one(request, name, fault=say("somebody else has settled one of these already; look again"), status=409)
    letters = letters or tuple(one.id for one in forwarding.letters(name))
    match deed:
        case "test":
            good, answered = forwarding.test(name, by=by)
            return _one(request, name, said=say("Tested just now: {answer}", answer=again(answered)), good=good)
        case "pause" | "resume":
            (forwarding.pause if deed == "pause" else forwarding.resume)(name, by=by)
        case "remove":
            if sent.get("sure") != "yes":
                return _one(request, name, fault=say("tick the box to remove it; it cannot be undone"), status=400)
            forwarding.remove(name, by=by)
            return to("/outgoing")
        case "rotate":
            try:
                secret = forwarding.rotate(name, secret=str(sent.get("secret", "")), by=by)
            except Refused as fault:
                why = say("the secret {reason}", reason=again(fault.reason))
                return _one(request, name, fault=why, status=fault.status)
            if target.way == WEBHOOK:
                return page(request, "outgoing_shown.html", name=name, secret=secret, fresh=False)
        case "retry":
            taken, why = forwarding.retry(letters[:SHOWN], by=by)
            told = say("{n} of {total} taken", n=whole(taken), total=whole(len(letters[:SHOWN])))
            if why:
                told = say("{n} of {total} taken; the last reason: {why}", n=whole(taken),
                           total=whole(len(letters[:SHOWN])), why=again(why))  # fmt: skip
            return _one(request, name, said=told, good=not why)
        case "discard":
            forwarding.discard(letters, by=by)
    return to(f"/outgoing/{name}")


def _one(
    request: Asked, name: str, *, fault: str = "", said: str = "", good: bool = True, status: int = 200
) -> Answered:
    house = request.app.state.house
    state = house.forwarding.state(name)
    letters = house.forwarding.letters(name)
    names = {door.code: door.name for door in _doors(house)}
    return page(
        request, "outgoing_one.html", status=status, one=words.line(state, house.clock()), fault=fault, said=said,
        good=good, told=words.chosen(state.target, names), letters=letters[:SHOWN], more=len(letters) - SHOWN,
    )  # fmt: skip


def _form(
    request: Asked, said: dict[str, str], kinds: tuple[str, ...], ticked: tuple[str, ...], *,
    fault: str = "", where: str = "", status: int = 200,
) -> Answered:  # fmt: skip
    doors = _doors(request.app.state.house)
    return page(
        request, "outgoing_new.html", status=status, said=said, kinds=kinds, ticked=ticked, fault=fault, where=where,
        names=KIND_NAMES, versions=VERSIONS, doors=doors if len(doors) <= MANY else [], many=len(doors) > MANY,
    )  # fmt: skip


def _choice(house: Any, said: dict[str, str], kinds: tuple[str, ...], ticked: tuple[str, ...]) -> Choice:
    """
    Raises:
        Refused: a filter that is none; the pointer is the field.
    """
    given: dict[str, list[str]] = {
        "verb": said["verbs"].split(), "activity": said["activities"].split(), "source": said["sources"].split(),
        "kind": list(kinds),
    }  # fmt: skip
    if said["where"] == "some":
        codes = [*ticked, *said["codes"].replace(",", " ").split()]
        if not codes:
            raise Refused("choose at least one boutique, or every boutique", "boutique")
        try:
            house.people.check_boutiques(codes)
        except Refused as fault:
            raise Refused(fault.reason, "boutique") from None
        given["boutique"] = codes
    if said["way"] == STORE and said["from"] == "now":
        given["since"] = [house.clock().isoformat()]
    elif said["way"] == STORE and said["from"] == "day":
        given["since"] = [f"{said['since']}T00:00:00Z"]
    try:
        return choice_of({name: values for name, values in given.items() if values})
    except Refused as fault:
        field = {"verb": "verbs", "activity": "activities"}.get(fault.pointer, fault.pointer)
        raise Refused(fault.reason, field) from None


def _doors(house: Any) -> list[Any]:
    return sorted(house.snapshot.doors(house.today), key=lambda door: door.name)


def _origin(request: Asked) -> str:
    """Where programs reach the house."""
    return request.app.state.origin or f"{request.url.scheme}://{request.url.netloc}"
