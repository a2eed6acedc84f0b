"""The rows behind a number of Data health, and mending there: a SKU is mapped, a code claimed, either taken back."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import msgspec

from ...house.amending import MASTER_KINDS, Mended
from ...house.health import reading
from ...languages import day, mark, say
from ...privacy.roles import may
from ...privacy.viewer import Viewer
from ...refusals import Refused, Unknown
from ...retail.master import PRIMARY, PRODUCT_LINES, SECONDARY, Identifier, Product
from ..outer import fields
from ..page import Answered, Asked, page, to
from ..viewer import viewer_of
from . import health
from . import health_rows as rows
from . import health_words as words
from .health import Filters

SKU = ("sku", "line", "kind", "brand", "collection", "name", "since")
CODE = ("code", "at", "person", "since")
PATIENCE, ROUNDS = 2.0, 8  # s a page waits for the facts to follow what was mended, before it says that they will
KIND_WORDS = mark({
    PRIMARY: "Primary piece: a watch or jewelry", "accessory": "Accessory", "care_plan": "Care plan",
    "service": "Service", "warranty": "Paid warranty",
})  # fmt: skip
IS = mark({PRIMARY: "primary", "accessory": "accessory", "care_plan": "care plan", "service": "service",
           "warranty": "warranty"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands: what was typed, and what is wrong with which field."""

    kind: str  # sku, code
    said: dict[str, str]
    fault: str = ""
    where: str = ""
    choices: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    waited: int = 0


def listed(request: Asked, what: str) -> Answered:
    """GET /data-health/{what}?boutique=&days=&page=&sku=&code=&at=&mended=: the rows behind one number."""
    viewer, given = viewer_of(request), request.query_params
    if what not in words.WORDS:
        raise Unknown("nothing is here")
    number = given.get("page", "")
    return _listing(
        request, what, health.filters(request), form=_asked(request, viewer, what),
        number=max(1, int(number)) if number.isdecimal() and len(number) < 7 else 1,
        done=request.app.state.house.amending.one(viewer, given.get("mended", "-")),
    )  # fmt: skip


def sku(request: Asked, body: bytes) -> Answered:
    """POST /data-health/sku: say what a SKU is."""
    viewer, house = viewer_of(request), request.app.state.house
    sent = {k: str(v) for k, v in fields(body, known=("csrf", *health.FILTERS, *SKU)).items()}
    said, chosen = {name: sent.get(name, "") for name in SKU}, _chosen(sent)
    look = health.look_of(house, viewer, chosen)
    waited = sum(r["times"] for r in reading.unmapped(house.warehouse, look.span) if r["sku"] == said["sku"])
    try:
        made = house.amending.map_sku(viewer, said, day_of(said["since"], house), waited=waited)
    except Refused as refused:
        form = _sku_form(house, said, refused.reason, refused.pointer.strip("/"))
        return _listing(request, "unmapped", chosen, form=form, status=refused.status)
    return _done(request, chosen, "unmapped", made)


def code(request: Asked, body: bytes) -> Answered:
    """POST /data-health/code: say whose a code is in a boutique."""
    viewer, house = viewer_of(request), request.app.state.house
    sent = {k: str(v) for k, v in fields(body, known=("csrf", *health.FILTERS, *CODE)).items()}
    said, chosen = {name: sent.get(name, "") for name in CODE}, _chosen(sent)
    if not said["code"]:
        raise Refused("is missing; choose a code from the list", "code")
    look = health.look_of(house, viewer, chosen)
    loose = reading.unclaimed(house.warehouse, look.span)
    waited = sum(r["times"] for r in loose if (r["associate"], r["boutique"]) == (said["code"], said["at"]))
    try:
        made = house.amending.claim(
            viewer, said["code"], boutique=said["at"], person=said["person"], since=day_of(said["since"], house),
            waited=waited,
        )  # fmt: skip
    except Refused as refused:
        if refused.status == 404:
            raise
        form = _code_form(house, viewer, said, refused.reason, refused.pointer.strip("/"))
        return _listing(request, "codes", chosen, form=form, status=refused.status)
    return _done(request, chosen, "codes", made)


def undo(request: Asked, body: bytes) -> Answered:
    """POST /data-health/undo: as it was before."""
    viewer, house = viewer_of(request), request.app.state.house
    sent = {k: str(v) for k, v in fields(body, known=("csrf", *health.FILTERS, "id", "kind")).items()}
    if not sent.get("id"):
        raise Refused("is missing; press Undo on the page again", "id")
    done, chosen = house.amending.undo(viewer, sent["id"]), _chosen(sent)
    back = "master/catalogue" if sent.get("kind") == "catalogue" else BACK.get(done.what, "")
    return _done(request, chosen, back, done)


BACK = {"Product": "unmapped", "Identifier": "codes", "Rate": "master/rates", "Target": "master/targets",
        "Theme": "master/themes", "Door": "master/doors"}  # fmt: skip


def _listing(
    request: Asked, what: str, chosen: Filters, *, form: Form | None, number: int = 1, done: Mended | None = None,
    status: int = 200,
) -> Answered:  # fmt: skip
    """The rows of a number, with the form that is asked for, or was sent and what is wrong with it."""
    viewer, house = viewer_of(request), request.app.state.house
    look = health.look_of(house, viewer, chosen)
    found = rows.listing(what, house, viewer, look, (number - 1) * rows.SIZE)
    last = max(1, -(-found.total // rows.SIZE))
    if number > last:
        number, found = last, rows.listing(what, house, viewer, look, (last - 1) * rows.SIZE)
    return page(
        request, "health_rows.html", status=status, what=what, words=words, look=look, said=words.told(what),
        listing=found, number=number, last=last, form=form, chosen=chosen, mended=done,
        told=told(done) if done else "", address=lambda **other: health.address(chosen, what, **other),
        **health.shared(request, viewer),
    )  # fmt: skip


def _asked(request: Asked, viewer: Viewer, what: str) -> Form | None:
    """The form a row's link opens."""
    house, given = request.app.state.house, request.query_params
    if what == "unmapped" and given.get("sku") and may(viewer, "master.edit"):
        return _sku_form(house, {"kind": PRIMARY, **dict.fromkeys(SKU[3:], ""), "line": "", "sku": given["sku"]})
    if what == "codes" and given.get("code") and may(viewer, "health.mend"):
        said = {"code": given["code"], "at": given.get("at", ""), "person": "", "since": ""}
        return _code_form(house, viewer, said)
    return None


def told(row: Mended) -> str:
    """What was done, in a sentence without a stop."""
    said = _mended(row)
    if not row.since:
        return said
    return say("{what} from {day}", what=said, day=day(date.fromisoformat(str(row.since)), "full"))


def _mended(row: Mended) -> str:
    if row.said:
        made = msgspec.json.decode(row.said, type=MASTER_KINDS[row.what])
        if isinstance(made, Product):
            kind = say(IS[made.kind]) if made.kind in IS else made.kind.replace("_", " ")
            if made.line:
                return say("{sku} is {kind}, {line}", sku=made.sku, kind=kind, line=say(made.line))
            return say("{sku} is {kind}", sku=made.sku, kind=kind)
        if isinstance(made, Identifier):
            return say("{code} of {source} is claimed", code=made.code, source=made.source)
    return say("Kept") if row.said else say("Taken back")


def day_of(text: str, house: Any) -> date | None:
    """A form's first day; empty is from ever.

    Raises:
        Refused: no date, or one that cannot be meant.
    """
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Refused("should be a date like 2026-03-31, or empty", "since") from None
    if not date(2000, 1, 1) <= found <= house.today + timedelta(days=3660):
        raise Refused("should lie between 2000 and ten years from now, or be empty", "since")
    return found


def _sku_form(house: Any, said: dict[str, str], fault: str = "", where: str = "") -> Form:
    return Form("sku", said, fault, where, sku_choices(house), said["sku"])


def sku_choices(house: Any) -> dict[str, Any]:
    """The kinds a product may be, and what is known of lines, brands and collections."""
    products = [steps[-1].row for steps in house.snapshot.kinds.get("Product", {}).values()]
    return {
        "kinds": [(kind, say(KIND_WORDS[kind])) for kind in (PRIMARY, *SECONDARY)],
        "lines": sorted({*PRODUCT_LINES, *(p.line for p in products if p.line)})[:40],
        "brands": sorted({p.brand for p in products if p.brand})[:100],
        "collections": sorted({p.collection for p in products if p.collection})[:200],
    }


def _code_form(house: Any, viewer: Viewer, said: dict[str, str], fault: str = "", where: str = "") -> Form | None:
    known = house.health.code(said["code"])
    doors = house.health.look(viewer, "", None).doors
    if known is None or said["at"] not in doors:
        return None
    team = [(p.id, p.name) for p in house.amending.team(said["at"], house.today)]
    choices = {"team": team, "door": doors[said["at"]], "source": known.source}
    return Form("code", said, fault, where, choices, known.code)


def _done(request: Asked, chosen: Filters, what: str, row: Mended) -> Answered:
    wait(request.app.state.house)
    return to(health.address(chosen, what, mended=row.id))


def wait(house: Any) -> None:
    """A moment for the facts to follow, so that the page shows the new count; else it says that they will."""
    for _ in range(ROUNDS):
        mark = house.following.watermark
        if house.warehouse.bookmark().change >= house.directory.change():
            break
        house.wait_change(mark, PATIENCE / ROUNDS)


def _chosen(sent: dict[str, str]) -> Filters:
    days = sent.get("days", "") or "28"
    if days not in words.DAYS:
        raise Refused(f"should be one of {', '.join(words.DAYS)}", "days")
    return Filters(sent.get("boutique", ""), days)
