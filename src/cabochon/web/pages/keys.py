"""Keys: who among the programs may come in, made, rotated and revoked. A secret is shown on one page, once."""

import secrets
from datetime import UTC, datetime, time, timedelta
from typing import Any

from ...languages import again, count, mark, say
from ...privacy import keys
from ...privacy.roles import EVERYWHERE
from ...privacy.scopes import MEANINGS, PRESETS, preset
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from . import keys_words as words

FIRST = PRESETS[0]
MANY = 60  # boutiques above which their codes are typed, not ticked
GRACES = (0, 1, 24, 168)  # hours for which an old secret still fits
WEEK = 168
FIELDS = mark({"name": "name", "scopes": "scopes", "expires": "last day", "source": "source"})
NEW = ("csrf", "id", "name", "source", "where", "codes", "expires")


def show(request: Asked) -> Answered:
    """GET /keys."""
    house = request.app.state.house
    lines = _lines(house)
    return page(
        request, "keys.html", open=[one for one in lines if one.live], closed=[one for one in lines if not one.live],
        soon=[one for one in lines if one.soon], presets=PRESETS,
    )  # fmt: skip


def form(request: Asked) -> Answered:
    """GET /keys/new?for=lms: an empty form, its scopes those of a purpose."""
    chosen = preset(request.query_params.get("for", "")) or FIRST
    return _form(request, {"name": "", "source": "", "where": "every", "codes": "", "expires": ""}, chosen.scopes, ())


def make(request: Asked, body: bytes) -> Answered:
    """POST /keys: make it and show the secret. The form carries the id, so that sent twice it makes one."""
    house = request.app.state.house
    sent = fields(body, known=NEW, lists=("scope", "boutique"))
    said = {name: str(sent.get(name, "")) for name in NEW}
    scopes, ticked = tuple(sent.get("scope", ())), tuple(sent.get("boutique", ()))
    try:
        doors = _boutiques(house, said, ticked)
        made, secret = keys.make(
            house.directory, said["name"], scopes=scopes, boutiques=doors, source=said["source"],
            expires=_last(said["expires"], house.clock()), clock=house.clock, by=viewer_of(request).account,
            key_id=said["id"],
        )  # fmt: skip
    except Refused as refused:
        where = refused.pointer.strip("/")
        if refused.status == 409:
            said["id"] = ""
        return _form(request, said, scopes, ticked, fault=_unmade(refused), where=where, status=refused.status)
    return _shown(request, house.keyring.key(made), secret)


def one(request: Asked, key: str) -> Answered:
    """GET /keys/{key}."""
    return _one(request, key)


def rotate(request: Asked, key: str, body: bytes) -> Answered:
    """POST /keys/{key}/rotate: a second secret beside the first, which then stops."""
    sent = fields(body, known=("csrf", "secret", "grace"))
    ring = request.app.state.house.keyring
    given = str(sent.get("grace", ""))
    try:
        if given not in {str(hours) for hours, _ in _graces(ring.grace)}:
            raise Refused("choose how long the old secret still fits", "grace")
        by = viewer_of(request).account
        secret = ring.rotate(
            key, by=by, grace=timedelta(hours=int(given)), instead_of=str(sent.get("secret", "")) or "-"
        )
    except Refused as refused:
        if refused.status == 404:
            raise
        return _one(request, key, fault=again(refused.reason), status=refused.status)
    return _shown(request, ring.key(key), secret)


def end_old(request: Asked, key: str, body: bytes) -> Answered:
    """POST /keys/{key}/old: the secret before the present one stops now."""
    fields(body, known=("csrf",))
    request.app.state.house.keyring.end_old(key, by=viewer_of(request).account)
    return to(f"/keys/{key}")


def revoke(request: Asked, key: str, body: bytes) -> Answered:
    """POST /keys/{key}/revoke. It cannot be undone, so it asks for a tick."""
    sent = fields(body, known=("csrf", "sure"))
    ring = request.app.state.house.keyring
    found = ring.key(key)
    if sent.get("sure") != "yes":
        return _one(request, key, fault=say("tick the box to revoke the key; it cannot be undone"), status=400)
    if not found.revoked:
        ring.revoke(key, by=viewer_of(request).account)
    return to(f"/keys/{key}")


def _lines(house: Any) -> list[words.Line]:
    now, uses, names = house.clock(), house.keyring.uses(), _names(house)
    lasting = (key for key in house.keyring.all() if key.source != keys.LAUNCHED)  # those of launches end by themselves
    return [words.line(key, uses.get(key.id), now=now, names=names) for key in lasting]


def _names(house: Any) -> dict[str, str]:
    return {account.id: house.called.account(account) for account in house.people.accounts()}


def _one(request: Asked, key: str, *, fault: str = "", status: int = 200) -> Answered:
    house = request.app.state.house
    found = house.keyring.key(key)
    line = words.line(found, house.keyring.uses().get(key), now=house.clock(), names=_names(house))
    usual = int(house.keyring.grace / timedelta(hours=1))
    return page(
        request, "keys_one.html", status=status, key=line, fault=fault, mark=keys.mark(found), usual=usual,
        graces=_graces(house.keyring.grace), endpoint=words.endpoint(_origin(request), found),
    )  # fmt: skip


def _form(
    request: Asked, said: dict[str, str], scopes: tuple[str, ...], ticked: tuple[str, ...], *,
    fault: str = "", where: str = "", status: int = 200,
) -> Answered:  # fmt: skip
    house = request.app.state.house
    doors = sorted(house.snapshot.doors(house.today), key=lambda door: door.name)
    chosen = next((one.name for one in PRESETS if set(one.scopes) == set(scopes)), "")
    return page(
        request, "keys_new.html", status=status, said={**said, "id": said.get("id") or secrets.token_hex(10)},
        scopes=scopes, ticked=ticked, fault=fault, where=where,
        meanings={scope: say(words) for scope, words in MEANINGS.items()}, presets=PRESETS, chosen=chosen,
        doors=doors if len(doors) <= MANY else [], many=len(doors) > MANY, today=house.today,
    )  # fmt: skip


def _shown(request: Asked, key: Any, secret: str) -> Answered:
    return page(request, "keys_shown.html", key=key, ready=words.ready(key, secret, origin=_origin(request)),
                old=words.until(key))  # fmt: skip


def _boutiques(house: Any, said: dict[str, str], ticked: tuple[str, ...]) -> tuple[str, ...]:
    if said["where"] != "some":
        return (EVERYWHERE,)
    codes = tuple(dict.fromkeys((*ticked, *said["codes"].replace(",", " ").split())))
    if not codes:
        raise Refused("choose at least one boutique, or every boutique", "boutique")
    try:
        house.people.check_boutiques(codes)
    except Refused as refused:
        raise Refused(refused.reason, "boutique") from refused
    return codes


def _last(day: str, now: datetime) -> datetime | None:
    """The last second of a day, in UTC; None for none."""
    if not day:
        return None
    try:
        last = datetime.combine(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC), time(23, 59, 59), UTC)
    except ValueError:
        raise Refused("should be a date like 2027-01-31", "expires") from None
    if last <= now:
        raise Refused("this day is over; choose a later one, or leave it empty", "expires")
    return last


def _graces(usual: timedelta) -> tuple[tuple[int, str], ...]:
    """Hours and words to choose from, the house's own time among them."""
    return tuple((hours, _grace(hours)) for hours in sorted({*GRACES, int(usual / timedelta(hours=1))}))


def _grace(hours: int) -> str:
    if not hours:
        return say("at once")
    if hours == WEEK:
        return count(7, "after {n} day", "after {n} days")
    return count(hours, "after {n} hour", "after {n} hours")


def _unmade(fault: Refused) -> str:
    """Why no key was made, as a sentence of its own."""
    if fault.reason.startswith("should"):
        return say("The {field} {reason}. No key was made.", field=_field(fault.pointer.strip("/")),
                   reason=again(fault.reason))  # fmt: skip
    reason = again(fault.reason)
    return say("{reason}. No key was made.", reason=reason[:1].upper() + reason[1:])


def _field(name: str) -> str:
    return say(FIELDS.get(name, name))


def _origin(request: Asked) -> str:
    """Where people and programs reach the house."""
    return request.app.state.origin or f"{request.url.scheme}://{request.url.netloc}"
