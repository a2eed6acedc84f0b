"""Who did and who read what: searched, exported, and proved to be whole."""

from collections.abc import Mapping
from itertools import groupby
from urllib.parse import urlencode

from litestar.response import Stream

from ...house.auditing import Filter
from ...house.auditing_files import FORMATS
from ...refusals import Refused
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of

FIELDS = ("who", "about", "deed", "since", "until", "before")


def show(request: Asked) -> Answered:
    """GET /audit?who=&about=&deed=&since=&until=&before=: entries, newest first, by day."""
    return _page(request)


def search(request: Asked, body: bytes) -> Answered:
    """POST /audit: the form; a name or a login becomes an id before it stands in an address."""
    auditing, viewer = request.app.state.house.trust.auditing, viewer_of(request)
    sent = {name: str(value)[:200] for name, value in fields(body, known=("csrf", *FIELDS[:-1])).items()}
    sent.pop("csrf", None)
    try:
        chosen = sent | {name: auditing.somebody(viewer, sent.get(name, ""), name) for name in FIELDS[:2]}
        auditing.asked(viewer, Filter(**chosen))
    except Refused as fault:
        return _page(request, wrong=fault, typed=sent)
    return to(f"/audit?{urlencode({name: value for name, value in chosen.items() if value})}".rstrip("?"))


def check(request: Asked) -> Answered:
    """GET /audit/check?head=: the whole chain gone over; head: one that was written down."""
    head = request.query_params.get("head", "")
    auditing = request.app.state.house.trust.auditing
    try:
        chain = auditing.check(head)
    except Refused as fault:
        return _page(request, head=head, wrong=fault)
    if request.query_params.get("as") == "json":
        return json({"entries": chain.entries, "head": chain.head, "faults": chain.faults})
    return _page(request, chain=chain, head=head, checked=True)


def export(request: Asked) -> Answered:
    """GET /audit/export?format=csv: what the filters leave; format=jsonl: all of a span of days, to be verified."""
    shape, viewer = request.query_params.get("format", "csv"), viewer_of(request)
    pieces = request.app.state.house.trust.auditing.exported(viewer, _filter(request), shape)
    name = f'attachment; filename="audit.{shape}"'
    return Stream(pieces, media_type=FORMATS[shape], headers={"content-disposition": name, "cache-control": "no-store"})


def _filter(request: Asked) -> Filter:
    """Raises: Refused for a parameter that is none of ours."""
    given = [
        (name, value) for name, value in request.query_params.multi_items() if name not in ("format", "head", "as")
    ]
    for name, _ in given:
        if name not in FIELDS:
            raise Refused("is no filter of the audit", name[:40])
    return Filter(**{name: value[:200] for name, value in given})


def _page(
    request: Asked,
    *,
    chain: object = None,
    head: str = "",
    checked: bool = False,
    wrong: Refused | None = None,
    typed: Mapping[str, str] | None = None,
) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    auditing, fault, wanted, found = house.trust.auditing, wrong, Filter(), None
    try:
        wanted = _filter(request)
        if typed is None:
            found = auditing.page(viewer, wanted)
    except Refused as refusal:
        fault = fault or refusal
    lines = found.lines if found else ()
    chosen = {name: value for name in FIELDS[:-1] if (value := getattr(wanted, name))}
    called = {name: auditing.called(viewer, getattr(wanted, name)) for name in FIELDS[:2]}
    shown = {name: getattr(wanted, name) for name in FIELDS} | called | dict(typed or {})
    return page(
        request, "audit.html", status=fault.status if fault else 200,
        days=[(day, list(some)) for day, some in groupby(lines, key=lambda one: one.at.date())],
        chain=chain or auditing.chain(), checked=checked, head=head, chosen=chosen, wanted=shown,
        fault=fault.reason if fault else "", where=fault.pointer.strip("/") if fault else "",
        older=f"/audit?{urlencode({**chosen, 'before': found.older})}" if found and found.older else "",
        export=f"/audit/export?{urlencode({**chosen, 'format': 'csv'})}",
        proof=f"/audit/export?{urlencode({**_span(chosen), 'format': 'jsonl'})}",
        deeds=auditing.deeds(), names=viewer.names,
    )  # fmt: skip


def _span(chosen: dict[str, str]) -> dict[str, str]:
    return {name: chosen[name] for name in ("since", "until") if name in chosen}
