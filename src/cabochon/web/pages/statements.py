"""The statement browser: what came in, one statement in full, and for who may not read them how many there are."""

from urllib.parse import urlencode

from ...house.opened_statement import open_statement
from ...house.wanted import FLOOR, HOUSE, KEY, KINDS, NAMES, PRESETS, Wanted, wanted
from ...languages import again, say
from ...privacy.browsing import kinds
from ...privacy.roles import may
from ...privacy.shutting import closed
from ...privacy.viewer import Viewer
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of
from . import statements_words as words

PEOPLE = 400  # staff up to whom names are suggested


def show(request: Asked) -> Answered:
    """GET /statements: a list for who may read statements, counts for who may know that there are some."""
    viewer, house = viewer_of(request), request.app.state.house
    if not may(viewer, "statements.open"):
        return page(request, "tally.html", counts=house.tally.counts(), kinds=words.kinds())
    return _shown(request, viewer)


def new(request: Asked) -> Answered:
    """GET /statements/new?from=N&filters: how many came in since; it keeps no session awake."""
    viewer, house = viewer_of(request), request.app.state.house
    if not may(viewer, "statements.open"):
        return json({"new": 0})
    pairs = request.query_params.multi_items()
    since = dict(pairs).get("from", "")
    if not since.isdecimal() or len(since) > 18:
        raise Refused("should be the number the page carries", "from")
    chosen = wanted([one for one in pairs if one[0] != "from"])
    return json({"new": house.browsing.since(viewer, chosen, int(since))})


def person(request: Asked, body: bytes) -> Answered:
    """POST /statements/person: whose statements; no name or e-mail address ever stands in an address of ours."""
    viewer, house = viewer_of(request), request.app.state.house
    form = fields(body, known=("csrf", "who", *NAMES))
    chosen = wanted([(name, str(form[name])) for name in NAMES if form.get(name)])
    try:
        found = house.browsing.somebody(viewer, str(form.get("who", "")))
    except Refused as refused:
        if refused.status == 404:
            raise
        return _shown(request, viewer, chosen, fault=again(refused.reason), who=str(form.get("who", "")))
    return to(f"/statements{chosen.address(**found)}")


def one(request: Asked, statement: str) -> Answered:
    """GET /statements/{id}."""
    viewer, house = viewer_of(request), request.app.state.house
    found = open_statement(house, viewer, statement)
    row = words.row(found.row, zone=found.row.zone or "UTC", now=house.clock())
    return page(
        request, "statement.html", one=found, row=row, kinds=words.kinds(), words=words,
        rules={key: say(why) for key, why in words.RULES.items()},
        now=house.clock(),
    )  # fmt: skip


def _shown(request: Asked, viewer: Viewer, chosen: Wanted | None = None, *, fault: str = "", who: str = "") -> Answered:
    house = request.app.state.house
    older = request.query_params.get("older", "") if chosen is None else ""
    if chosen is None:
        chosen = wanted((n, v) for n, v in request.query_params.multi_items() if n != "older" and v.strip())
    browsing, persons = house.browsing, may(viewer, "statements.person")
    zone, now = browsing.zone(viewer, chosen), house.clock()
    found, lately = browsing.page(viewer, chosen, older=older), browsing.lately(viewer)
    filters = {name: value for name in NAMES if (value := getattr(chosen, name))}
    staff = house.snapshot.people(house.today) if persons else []
    names = sorted({p.name for p in staff if not closed(viewer, p.boutique, p.id)})
    return page(
        request, "statements.html", status=400 if fault else 200, chosen=chosen, found=found, zone=zone, lately=lately,
        days=words.days(found.rows, zone=zone, now=now), choices=_choices(request, viewer, chosen, lately.platforms),
        news=urlencode({"from": found.newest, **filters}), first=not older, hidden=filters, persons=persons,
        names=names if len(names) <= PEOPLE else [], whose=browsing.called(chosen), fault=fault, who=who,
        veiled=kinds(viewer) is not None, empty=not house.log.position(),
        looked_back=words.long_time(found.looked_back, zone) if found.looked_back else "",
    )  # fmt: skip


def _choices(request: Asked, viewer: Viewer, chosen: Wanted, lately: list[str]) -> dict[str, list[tuple[str, str]]]:
    """The options of each select, beside "everything"."""
    house = request.app.state.house
    known, said = kinds(viewer), words.kinds()
    doors = [d for d in house.snapshot.doors(house.today) if viewer.role == "admin" or d.code in viewer.boutiques]
    keys = [(f"{KEY}{key.id}", words.key(key, viewer)) for key in house.keyring.all()]
    platforms = [(p, say("Platform {name}", name=p)) for p in lately]
    if chosen.source and all(value != chosen.source for value, _ in (*keys, *platforms)):
        platforms += [(chosen.source, chosen.source)] if chosen.source not in (HOUSE, FLOOR) else []
    return {
        "kind": [(kind, said[kind]) for kind in KINDS if known is None or kind in known],
        "boutique": sorted(((d.code, d.name) for d in doors), key=lambda pair: pair[1]),
        "source": [(HOUSE, say("Files and webhooks")), (FLOOR, say("The floor’s checklists")), *platforms, *keys],
        "days": [(key, say(words.PRESETS[key])) for key in PRESETS],
    }
