"""The rows behind each number of Data health, as far as a role may see them: keys, SKUs, codes, no names, no text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from ...house.health import Look, matched, reading
from ...house.reconciling import EQUAL, OPEN
from ...languages import again, mark, say, wall_clock, whole
from ...privacy.roles import may
from ...privacy.viewer import Viewer
from . import health_words as words
from .kind_words import kinds
from .till_words import shown

SIZE = 50


@dataclass(frozen=True, slots=True)
class Cell:
    """kind: text, code, n (a number), time. fine: a second, smaller line."""

    text: str
    kind: str = "text"
    fine: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row; address, link: where it is mended, "" for nowhere. warn: it is one to mend."""

    cells: tuple[Cell, ...]
    address: str = ""
    link: str = ""
    warn: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """head: names of the columns. hint: what else would mend them. beside: a small table above (title, head, rows)."""

    head: tuple[str, ...]
    lines: Sequence[Line]
    total: int
    hint: str = ""
    beside: tuple[str, tuple[str, ...], list[tuple[str, ...]]] | None = None


Shown = Callable[[Any, Viewer, Look, int], Listing]


def listing(key: str, house: Any, viewer: Viewer, look: Look, offset: int) -> Listing:
    return _LISTINGS[key](house, viewer, look, offset)


def _unmapped(house: Any, viewer: Viewer, look: Look, offset: int) -> Listing:
    found: dict[str, list[Any]] = {}
    for row in reading.unmapped(house.warehouse, look.span):
        found.setdefault(row["sku"], []).append(row)
    edits = may(viewer, "master.edit")
    made = [
        (max(r["last"] for r in rows), Line(
            (Cell(sku, "code"), Cell(_places([r["boutique"] for r in rows], look)),
             *_sums(rows)),
            f"/data-health/unmapped?{urlencode({'sku': sku})}" if edits else "", say("Map it"),
        ))
        for sku, rows in found.items()
    ]  # fmt: skip
    made.sort(key=lambda pair: (pair[0], pair[1].cells[0].text), reverse=True)
    hint = say("Many at once: `cabochon import catalogue catalogue.csv`.") if edits else say(
        "The catalogue is kept by your administrator.")  # fmt: skip
    return _paged(mark(("SKU", "Boutique", "Lines", "First", "Last")), [line for _, line in made], offset, hint=hint)


def _receipts(house: Any, _: Viewer, look: Look, offset: int) -> Listing:
    rows = reading.unsigned_rows(house.warehouse, look.span, SIZE, offset)
    lines = [
        Line((_day(r["day"]), Cell(f"{wall_clock(r['at'])} UTC", "time"), _door(r, look), _key(r["receipt"])))
        for r in rows
    ]
    hint, head = say("Have the till send the seller’s code: the column `seller` of its mapping."), mark((
        "Day", "Rung up", "Boutique", "Receipt"))  # fmt: skip
    return Listing(_said(head), lines, house.health.unsigned(look).n, hint)


def _codes(house: Any, viewer: Viewer, look: Look, offset: int) -> Listing:
    rows = reading.unclaimed(house.warehouse, look.span)
    if not may(viewer, "names.see"):  # a code is somebody: above the boutique they are only counted
        doors: dict[str, list[int]] = {}
        for row in rows:
            doors.setdefault(row["boutique"], []).append(row["times"])
        lines = [
            Line((Cell(look.doors.get(d, d)), _n(len(n)), _n(sum(n))))
            for d, n in sorted(doors.items(), key=lambda pair: look.doors.get(pair[0], pair[0]))
        ]
        return _paged(mark(("Boutique", "Codes", "Events")), lines, offset,
                      hint=say("Its manager claims them for the team."))  # fmt: skip
    rows.sort(key=lambda row: (row["last"], row["times"]), reverse=True)
    made = []
    for row in rows:
        known = house.health.code(row["associate"])
        source, _, key = row["associate"].partition("/")
        asked = urlencode({"code": row["associate"], "at": row["boutique"]})
        made.append(Line(
            (Cell(known.code if known else say("not kept ({start})", start=key[:6]), "code" if known else "text"),
             Cell(known.source if known else source), _door(row, look), _n(row["times"]), _day(row["first"]),
             _day(row["last"])),
            f"/data-health/codes?{asked}" if known and may(viewer, "health.mend") else "", say("Claim it"),
        ))  # fmt: skip
    hint = say("Many at once: `cabochon import people people.csv`, a column named like the source.") if (
        may(viewer, "master.edit")) else ""  # fmt: skip
    return _paged(mark(("Code", "Source", "Boutique", "Events", "First", "Last")), made, offset, hint=hint)


def _surveys(house: Any, viewer: Viewer, look: Look, offset: int) -> Listing:
    rows = reading.unlinked_rows(house.warehouse, look.span, SIZE, offset)
    opens = may(viewer, "statements.open")
    lines = [
        Line((_day(r["day"]), _door(r, look), Cell(r["source"]), Cell(words.rule(r["rule"])),
              _key(r["survey"])), f"/statements/{r['statement']}" if opens else "", say("Open"))
        for r in rows
    ]  # fmt: skip
    rates: list[tuple[str, ...]] = [
        (s or "–", whole(a), whole(b), words.share(a, b)) for s, (a, b) in matched(house, look).items()
    ]
    named = _said(mark(("Source", "Linked", "Linkable", "Match rate")))
    beside = (say("Match rate by source"), named, rates) if rates else None
    hint = say("Have the survey tool carry the receipt number, the associate’s code and the time of the visit.")
    head = mark(("Answered", "Boutique", "Source", "Why", "Survey"))
    return Listing(_said(head), lines, house.health.unlinked(look).n, hint, beside)


def _feeds(house: Any, _: Viewer, look: Look, offset: int) -> Listing:
    found = sorted(
        house.health.regular(look), key=lambda f: (-f.late, look.doors.get(f.boutique, ""), f.source, f.kind)
    )
    lines = [
        Line((Cell(look.doors.get(f.boutique, f.boutique)), Cell(f.source, fine=_kind(f.kind)),
              Cell(words.time(f.last), "time", fine=say("came {when} UTC", when=words.time(f.came))),
              Cell(words.rhythm(f.every)),
              Cell(words.lateness(f.late))), warn=f.late > 0)
        for f in found
    ]  # fmt: skip
    late = house.values["late_feed_days"]
    hint = say("Late is silent for more than {n} open days beyond what is usual.", n=late)
    return _paged(mark(("Boutique", "Source", "Last news of", "Usual", "State")), lines, offset, hint=hint)


def _skew(house: Any, _: Viewer, look: Look, offset: int) -> Listing:
    found = sorted((f for f in house.health.feeds(look) if f.ahead), key=lambda f: f.came, reverse=True)
    lines = [
        Line((Cell(look.doors.get(f.boutique, f.boutique)), Cell(f.source, fine=_kind(f.kind)), _n(f.ahead),
              _n(f.statements), Cell(words.span(f.skew))), warn=True)
        for f in found
    ]  # fmt: skip
    skew = house.values["clock_skew_seconds"]
    hint = say("Counted over the last 56 days, from {n} seconds ahead on.", n=skew)
    return _paged(mark(("Boutique", "Source", "Ahead", "Of", "On average")), lines, offset, hint=hint)


def _duplicates(house: Any, _: Viewer, look: Look, offset: int) -> Listing:
    found = [row for row in house.repeats.of(look.days) if look.every or row.boutique in look.doors]
    found.sort(key=lambda row: (row.day, row.repeats), reverse=True)
    lines = [
        Line((_day(date.fromisoformat(str(row.day))), Cell(row.source),
              Cell(look.doors.get(row.boutique, row.boutique or "–")),
              _n(row.repeats)))
        for row in found
    ]  # fmt: skip
    return _paged(mark(("Day (UTC)", "Source", "Boutique", "Dropped")), lines, offset,
                  hint=say("Counts are kept for 92 days."))  # fmt: skip


def _quarantine(house: Any, viewer: Viewer, look: Look, offset: int) -> Listing:
    opens = may(viewer, "quarantine.see")
    lines = [
        Line((Cell(f"{words.time(r.at)} UTC", "time"), Cell(r.source), Cell(look.doors.get(r.boutique, r.boutique)),
              Cell(again(r.reason) if opens else say("Your administrator sees the reason"),
                   fine=r.place if opens else "")),
             f"/quarantine?{urlencode({'source': r.source})}" if opens else "", say("Mend it"))
        for r in house.health.waiting(look)
    ]  # fmt: skip
    return _paged(mark(("Since", "Source", "Boutique", "Reason")), lines, offset)


def _till(house: Any, viewer: Viewer, look: Look, offset: int) -> Listing:
    found = sorted(house.health.reconciled(look), key=lambda one: one.state in (EQUAL, OPEN))
    figures = may(viewer, "moments.see")
    lines = []
    for one in found[offset : offset + SIZE]:
        said = shown(one, figures=figures)
        lines.append(Line((
            _day(one.day), Cell(look.doors.get(one.boutique, one.boutique)), Cell(said.receipts, "n", fine=said.tills),
            Cell(said.units, "n"), Cell(said.net, "n"), Cell(said.apart, "n"), Cell(said.state, fine=said.deed),
        ), warn=one.state not in (EQUAL, OPEN)))  # fmt: skip
    hint = say("Arrived, of what the till counted. Up to half a cent a receipt is rounding. Import the till’s file of "
               "that day again: what is known changes nothing.")  # fmt: skip
    head = mark(("Day", "Boutique", "Receipts", "Units", "Net", "Difference", "State"))
    return Listing(_said(head), lines, len(found), hint)


def _missing(house: Any, viewer: Viewer, look: Look, offset: int) -> Listing:
    found: dict[str, list[Any]] = {}
    for row in reading.rateless(house.warehouse, look.span):
        found.setdefault(row["currency"], []).append(row)
    edits = may(viewer, "master.edit")
    lines = [
        Line((Cell(currency, "code"), Cell(_places([r["boutique"] for r in rows], look)),
              *_sums(rows)),
             f"/data-health/master/rates?{urlencode({'currency': currency})}" if edits else "", say("Add a rate"))
        for currency, rows in sorted(found.items())
    ]  # fmt: skip
    hint = "" if edits else say("Rates are kept by your administrator.")
    return _paged(mark(("Currency", "Boutique", "Amounts", "First", "Last")), lines, offset, hint=hint)


_LISTINGS: Mapping[str, Shown] = {
    "unmapped": _unmapped, "receipts": _receipts, "codes": _codes, "surveys": _surveys, "feeds": _feeds,
    "skew": _skew, "duplicates": _duplicates, "quarantine": _quarantine, "till": _till, "missing": _missing,
}  # fmt: skip


def _paged(head: tuple[str, ...], lines: Sequence[Line], offset: int, *, hint: str = "") -> Listing:
    return Listing(_said(head), lines[offset : offset + SIZE], len(lines), hint)


def _said(head: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(say(name) for name in head)


def _kind(name: str) -> str:
    return kinds().get(name, name.replace("_", " "))


def _places(codes: Sequence[str], look: Look) -> str:
    names = sorted({look.doors.get(code, code) for code in codes})
    more = len(names) - 3
    return say("{names} and {n} more", names=", ".join(names[:3]), n=more) if more > 0 else ", ".join(names)


def _door(row: Mapping[str, Any], look: Look) -> Cell:
    return Cell(look.doors.get(row["boutique"], row["boutique"]))


def _key(name: str) -> Cell:
    """A receipt or survey by its keyed hash: enough to tell two apart, and nothing of anybody's."""
    return Cell(name.rpartition(":")[2][:12], "code")


def _sums(rows: Sequence[Any]) -> tuple[Cell, Cell, Cell]:
    """How many, from when, until when."""
    first, last = min(row["first"] for row in rows), max(row["last"] for row in rows)
    return _n(sum(row["times"] for row in rows)), _day(first), _day(last)


def _n(value: float) -> Cell:
    return Cell(whole(value), "n")


def _day(value: Any) -> Cell:
    return Cell(words.day(value), "time")
