"""One statement in full, as its viewer may see it: as given out, what was made of it, and what it is tied to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from .. import vocabulary
from ..directory.rows import Key, Quarantined
from ..facts import staging, tables
from ..facts.telling import TOLD_IN
from ..facts.versions import Version
from ..languages import mark
from ..privacy.browsing import OTHER, sealed
from ..privacy.roles import right
from ..privacy.viewer import Viewer
from ..refusals import Unknown
from ..stream import Kept, Query
from ..vocabulary.places import look
from ..vocabulary.profile import template_iri
from ..warehouse import Table
from .eye import Eye, Row, people_in

if TYPE_CHECKING:
    from . import House

REFERRERS, BATCH = 2_000, 200  # statements looked at for those that refer to this one
SHOWN = 40  # rows of a fact table
PEOPLE = frozenset({"associate"})  # columns that name somebody


@dataclass(frozen=True, slots=True)
class Made:
    """Rows of one fact table that were told from the statement's event. columns: (name, meaning)."""

    table: str
    says: str
    columns: list[tuple[str, str]]
    rows: list[list[Any]]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Linked:
    """An event of the same visit, why it is in it, and how far away in minutes (None: nothing was compared)."""

    row: Row | None
    kind: str
    rule: str
    distance: float | None
    itself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedStatement:
    """text: the statement as JSON, indented. template: the template's IRI, "" for a statement of none. event: what the
    facts call it. stands: "" or why the facts are told from another version. visit: "" when it joined none.
    voids, voided_by, refers_to, referred_by: rows the viewer may know of. source: the key it came by, in words."""

    row: Row
    text: str
    template: str
    event: str
    stands: str
    made: list[Made]
    visit: str
    links: list[Linked]
    refers_to: Row | None
    referred_by: list[Row]
    held: Quarantined | None
    source: str
    hidden: bool
    texts_sealed: bool


def open_statement(house: "House", viewer: Viewer, statement: str) -> OpenedStatement:
    """
    Raises:
        Unknown: there is none by that id, or the viewer may not know of it.
    """
    eye = house.browsing.eye(viewer)
    kept = next(iter(house.log.by_id([statement.lower()]) if _is_id(statement) else ()), None)
    row = house.browsing.row(kept, eye) if kept else None
    seen = eye.see(kept) if kept else None
    if kept is None or row is None or seen is None:
        raise Unknown("there is no statement by this id here")
    everything = right(viewer, "statements.open") == "all"
    if everything:
        for person in sorted(people_in(row.statement, house.home)):
            house.browsing.note(viewer, mark("read a statement about a person"), person)
    body = eye.body(kept) or b"{}"
    whole = msgspec.json.decode(body)
    told = body if seen.statement == whole else msgspec.json.encode(seen.statement)
    version = _version(house, kept)
    visit, links = _links(house, version, eye) if version and everything else ("", [])
    target = next(iter(house.log.by_id([kept.entry.target]) if kept.entry.target else ()), None)
    held = house.directory.get(Quarantined, f"statement:{kept.entry.id}")
    return OpenedStatement(
        row=row, text=msgspec.json.format(told, indent=2).decode(), template=_template(whole), made=_made(
            house, version, visit, names=everything) if version and version.live else [],
        event=version.event if version and everything else "", stands=_stands(house, version, kept), visit=visit,
        links=links, refers_to=house.browsing.row(target, eye) if target else None,
        referred_by=[one for one in (house.browsing.row(k, eye) for k in _referrers(house, kept)) if one],
        held=held if held and held.state == "waiting" else None, source=_source(house, kept, viewer),
        hidden=not everything, texts_sealed=sealed(whole) != whole,
    )  # fmt: skip


def _is_id(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4 and all(c in "0123456789abcdefABCDEF-" for c in text)


def _template(statement: dict[str, Any]) -> str:
    kind = vocabulary.kind_of(statement)
    if kind is None:
        return ""
    return next((template_iri(kind, v) for v in kind.verbs if v.iri == look(statement, ("verb", "id"))), "")


def _version(house: "House", kept: Kept) -> Version | None:
    """What the facts heard of it; None for what they cannot use, or have not read yet."""
    if not kept.entry.kind:
        return None
    rows = staging.versions(house.following.staging.seqs([kept.seq]))
    return rows[0] if rows else None


def _stands(house: "House", version: Version | None, kept: Kept) -> str:
    if version is None:
        return mark("it was taken back") if kept.voided else ""
    if not version.live:
        return mark("a later version of the same event is in force")
    if not house.warehouse.fetch(tables.MOMENT.name, {"event": version.event}) and version.kind != "traffic":
        return mark("it was made to practise, or its boutique does not count yet")
    return ""


def _made(house: "House", version: Version, visit: str, *, names: bool) -> list[Made]:
    found = []
    for table in TOLD_IN[version.kind]:
        key = visit if table is tables.VISIT else version.event
        rows = house.warehouse.fetch(table.name, {table.key: key}) if key else []
        if not rows:
            continue
        kept = [i for i, c in enumerate(table.columns) if not c.arrival and (names or c.name not in PEOPLE)]
        columns = [(table.columns[i].name, table.columns[i].says) for i in kept]
        shown = [[row[i] for i in kept] for row in rows[:SHOWN]]
        found.append(Made(table.name, table.says, columns, shown, max(0, len(rows) - SHOWN)))
    return found


def _links(house: "House", version: Version, eye: Eye) -> tuple[str, list[Linked]]:
    """The visit its event is in, and all events of that visit with the rule that put each there."""
    moments = _named(house, tables.MOMENT, {"event": version.event})
    visit = str(moments[0]["visit"]) if moments else ""
    if not visit:
        return "", []
    members = {str(one["event"]): one for one in _named(house, tables.MOMENT, {"visit": visit})}
    rules = {str(one["event"]): one for one in _named(house, tables.LINK, {"event": list(members)})}
    kept = {k.entry.id: k for k in house.log.by_id({str(one["statement"]) for one in members.values()})}
    found = []
    for event, member in members.items():
        one, link = kept.get(str(member["statement"])), rules.get(event, {})
        shown = house.browsing.row(one, eye) if one else None
        rule, distance = str(link.get("rule", "none")), link.get("distance")
        found.append(Linked(shown, str(member["kind"]), rule, distance, event == version.event))
    return visit, sorted(found, key=lambda link: (link.row.at if link.row else version.since, link.kind))


def _named(house: "House", table: Table, where: dict[str, Any]) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in house.warehouse.fetch(table.name, where)]


def _referrers(house: "House", kept: Kept) -> list[Kept]:
    """Statements whose object is this one. The log finds by a statement's keys who refers to it as well."""
    asked = Query(refs=tuple(frozenset({one}) for one in kept.entry.refs[:8]), limit=BATCH)
    found, looked = list[Kept](), 0
    while looked < REFERRERS:
        page = house.log.query(asked)
        found += [one for one in page.found if one.entry.target == kept.entry.id]
        looked += len(page.found)
        if not page.more:
            break
        asked = Query(refs=asked.refs, limit=BATCH, cursor=page.found[-1].seq, bound=page.bound)
    return found


def _source(house: "House", kept: Kept, viewer: Viewer) -> str:
    """Who sent it, in words: a key by its name, the house, or somebody's entry on the floor; never a person."""
    account = look(msgspec.json.decode(kept.entry.authority), ("account",)) or {}
    page, name = str(account.get("homePage", "")).removeprefix(f"{house.home}/"), str(account.get("name", ""))
    if page == "keys":
        key = house.directory.get(Key, name)
        called = key.name if key else mark("a key that is gone")
        return "a launch check" if called.startswith("launch check of ") and viewer.role != "admin" else called
    if page == "accounts":
        return mark("the house itself (files and webhooks)") if name == "house" else mark("an entry on the floor")
    return OTHER
