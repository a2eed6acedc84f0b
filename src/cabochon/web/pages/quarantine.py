"""The quarantine: what could not be used, why, what would mend it, and what to do with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from ...house.mending import Mend
from ...house.mending import mend as mending
from ...languages import again, say
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of

DEEDS = ("replay", "replay-all", "discard", "discard-all", "restore")
SIZE = 50
REASONS = 12  # offered to choose from
FILTERS = ("source", "reason", "state")
DISCARDED = "discarded"


def show(request: Asked) -> Answered:
    """GET /quarantine?source=&reason=&state=discarded&page=N. A reason stands in an address as its hash."""
    return _shown(request)


def mend(request: Asked, body: bytes) -> Answered:
    """POST /quarantine: one row again, or away with it, or back; or all of the same source and reason."""
    form = {k: str(v) for k, v in fields(body, known=("csrf", "id", "do", *FILTERS)).items()}
    deed, house, by = form.get("do", ""), request.app.state.house, viewer_of(request).account
    if deed not in DEEDS:
        raise Refused(f"should be one of {', '.join(DEEDS)}", "do")
    waiting, name = house.quarantined, form.get("id", "")
    source, reason = form.get("source", ""), form.get("reason", "")
    back = {n: form[n] for n in FILTERS if form.get(n)}

    def alike(row: Any) -> bool:
        return (not source or row.source == source) and (not reason or mark(row) == reason)

    try:
        match deed:
            case "replay":
                waiting.replay(name, by=by)
            case "replay-all":
                waiting.replaying.start(by, alike)
            case "discard":
                waiting.discard(name, by=by)
                return to(f"/quarantine?{urlencode({**back, 'undo': name})}")
            case "discard-all":
                names = [row.id for row in waiting.waiting() if alike(row)]
                if not names or not reason:
                    raise Refused("choose a source and a reason first; nothing was discarded")
                waiting.discard(*names, by=by)
                back.pop("reason", None)
            case "restore":
                waiting.restore(name, by=by)
                back.pop("state", None)
    except Refused as refused:  # said above the list, which shows the row with its present reason
        return _shown(request, fault=_fault(refused, deed), status=refused.status, chosen=back)
    return to(f"/quarantine{f'?{urlencode(back)}' if back else ''}")


def progress(request: Asked) -> Answered:
    """GET /quarantine/progress: how far the round of replaying is; it keeps no session awake."""
    last = request.app.state.house.quarantined.replaying.last
    return json({} if last is None else {"done": last.done, "total": last.total, "ended": last.ended is not None})


def mark(row: Any) -> str:
    """A reason in an address: reasons quote what was sent, addresses are kept in histories and logs."""
    return blake2b(row.reason.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _shown(request: Asked, *, fault: str = "", status: int = 200, chosen: dict[str, str] | None = None) -> Answered:
    house = request.app.state.house
    given = {n: request.query_params.get(n, "") for n in FILTERS} if chosen is None else chosen
    source, reason, state = (given.get(n, "") for n in FILTERS)
    held = house.quarantined.discarded() if state == DISCARDED else house.quarantined.waiting()
    sources = Counter(row.source for row in held)
    of_source = [row for row in held if not source or row.source == source]
    reasons = Counter((mark(row), row.reason) for row in of_source)
    rows = [row for row in of_source if not reason or mark(row) == reason]
    number = _number(request.query_params.get("page", "") if chosen is None else "")
    last = max(1, -(-len(rows) // SIZE))
    number = min(number, last)
    known = {door.code: door.name for door in house.snapshot.doors(house.today)}
    undo = house.quarantined.one(request.query_params.get("undo", "")) if chosen is None else None
    shown = _groups(rows[(number - 1) * SIZE : number * SIZE], known)
    return page(
        request, "quarantine.html", status=status, groups=shown, total=len(rows), everything=len(held), fault=fault,
        sources=_listed(sources), reasons=_reasons(reasons, reason), source=source, reason=reason, state=state,
        number=number, last=last, undo=undo if undo and undo.state == DISCARDED else None,
        round=house.quarantined.replaying.last, discarded=len(house.quarantined.discarded()),
        often=Counter((row.source, mark(row)) for row in held),
        address=lambda **other: _address({"source": source, "reason": reason, "state": state, **other}),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one source that wait for the same reason. mark: of the reason, in an address."""

    source: str
    reason: str
    mark: str
    mend: Mend
    rows: list[tuple[Any, str]]  # with the boutique's name


def _groups(rows: Sequence[Any], known: Mapping[str, str]) -> list[Group]:
    found: dict[tuple[str, str], Group] = {}
    for row in rows:
        key = row.source, mark(row)
        if key not in found:
            found[key] = Group(row.source, again(row.reason), key[1], _mend(row, known), [])
        found[key].rows.append((row, known.get(row.boutique, row.boutique)))
    return list(found.values())


def _mend(row: Any, known: Mapping[str, str]) -> Mend:
    found = mending(row, known=row.boutique in known)
    return replace(found, says=again(found.says), link=again(found.link))


def _fault(refused: Refused, deed: str) -> str:
    why = again(refused.reason)
    if deed != "replay":
        return say("Not done: {why}.", why=why)
    if refused.pointer:
        return say("Not used, {where}: {why}.", where=refused.pointer, why=why)
    return say("Not used: {why}.", why=why)


def _listed(found: Counter[str]) -> Sequence[tuple[str, int]]:
    return sorted(found.items())


def _reasons(found: Counter[tuple[str, str]], chosen: str) -> list[tuple[str, str, int]]:
    """(mark, reason, how many), the most frequent first; the chosen one is always among them."""
    often = [(name, again(reason), n) for (name, reason), n in found.most_common()]
    return often[:REASONS] + [one for one in often[REASONS:] if one[0] == chosen]


def _address(values: dict[str, str]) -> str:
    said = {name: value for name, value in values.items() if value}
    return f"/quarantine{f'?{urlencode(said)}' if said else ''}"


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1
