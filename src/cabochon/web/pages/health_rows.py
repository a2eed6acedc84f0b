"""The rows behind each number of Data health, as far as a role may see them: keys, SKUs, codes, no names, no text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ...house.health import Look, differs, matched, reading
from ...privacy.roles import may
from ...privacy.viewer import Viewer
from ...retail.currencies import EXPONENTS
from . import health_words as words

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
            f"/data-health/unmapped?{urlencode({'sku': sku})}" if edits else "", "Map it",
        ))
        for sku, rows in found.items()
    ]  # fmt: skip
    made.sort(key=lambda pair: (pair[0], pair[1].cells[0].text), reverse=True)
    hint = "Many at once: `cabochon import catalogue catalogue.csv`." if edits else (
        "The catalogue is kept by your administrator.")  # fmt: skip
    return _paged(("SKU", "Boutique", "Lines", "First", "Last"), [line for _, line in made], offset, hint=hint)


def _receipts(house: Any, _: Viewer, look: Look, offset: int) -> Listing:
    rows = reading.unsigned_rows(house.warehouse, look.span, SIZE, offset)
    lines = [
        Line((_day(r["day"]), Cell(f"{r['at']:%H:%M} UTC", "time"), _door(r, look), _key(r["receipt"]))) for r in rows
    ]
    hint = "Have the till send the seller’s code: the column `seller` of its mapping."
    return Listing(("Day", "Rung up", "Boutique", "Receipt"), lines, house.health.unsigned(look).n, hint)


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
        return _paged(("Boutique", "Codes", "Events"), lines, offset, hint="Its manager claims them for the team.")
    rows.sort(key=lambda row: (row["last"], row["times"]), reverse=True)
    made = []
    for row in rows:
        known = house.health.code(row["associate"])
        source, _, mark = row["associate"].partition("/")
        asked = urlencode({"code": row["associate"], "at": row["boutique"]})
        made.append(Line(
            (Cell(known.code if known else f"not kept ({mark[:6]})", "code" if known else "text"),
             Cell(known.source if known else source), _door(row, look), _n(row["times"]), _day(row["first"]),
             _day(row["last"])),
            f"/data-health/codes?{asked}" if known and may(viewer, "health.mend") else "", "Claim it",
        ))  # fmt: skip
    hint = "Many at once: `cabochon import people people.csv`, a column named like the source." if (
        may(viewer, "master.edit")) else ""  # fmt: skip
    return _paged(("Code", "Source", "Boutique", "Events", "First", "Last"), made, offset, hint=hint)


def _surveys(house: Any, viewer: Viewer, look: Look, offset: int) -> Listing:
    rows = reading.unlinked_rows(house.warehouse, look.span, SIZE, offset)
    opens = may(viewer, "statements.open")
    lines = [
        Line((_day(r["day"]), _door(r, look), Cell(r["source"]), Cell(words.RULES.get(r["rule"], words.RULES[""])),
              _key(r["survey"])), f"/statements/{r['statement']}" if opens else "", "Open")
        for r in rows
    ]  # fmt: skip
    rates: list[tuple[str, ...]] = [
        (s or "–", f"{a:,}", f"{b:,}", words.share(a, b)) for s, (a, b) in matched(house, look).items()
    ]
    beside = ("Match rate by source", ("Source", "Linked", "Linkable", "Match rate"), rates) if rates else None
    hint = "Have the survey tool carry the receipt number, the associate’s code and the time of the visit."
    head = ("Answered", "Boutique", "Source", "Why", "Survey")
    return Listing(head, lines, house.health.unlinked(look).n, hint, beside)


def _feeds(house: Any, _: Viewer, look: Look, offset: int) -> Listing:
    found = sorted(
        house.health.regular(look), key=lambda f: (-f.late, look.doors.get(f.boutique, ""), f.source, f.kind)
    )
    lines = [
        Line((Cell(look.doors.get(f.boutique, f.boutique)), Cell(f.source, fine=f.kind.replace("_", " ")),
              Cell(words.time(f.last), "time", fine=f"came {words.time(f.came)} UTC"), Cell(words.rhythm(f.every)),
              Cell(words.lateness(f.late))), warn=f.late > 0)
        for f in found
    ]  # fmt: skip
    hint = f"Late is silent for more than {house.values['late_feed_days']} open days beyond what is usual."
    return _paged(("Boutique", "Source", "Last news of", "Usual", "State"), lines, offset, hint=hint)


def _skew(house: Any, _: Viewer, look: Look, offset: int) -> Listing:
    found = sorted((f for f in house.health.feeds(look) if f.ahead), key=lambda f: f.came, reverse=True)
    lines = [
        Line((Cell(look.doors.get(f.boutique, f.boutique)), Cell(f.source, fine=f.kind.replace("_", " ")), _n(f.ahead),
              _n(f.statements), Cell(words.span(f.skew))), warn=True)
        for f in found
    ]  # fmt: skip
    hint = f"Counted over the last 56 days, from {house.values['clock_skew_seconds']} seconds ahead on."
    return _paged(("Boutique", "Source", "Ahead", "Of", "On average"), lines, offset, hint=hint)


def _duplicates(house: Any, _: Viewer, look: Look, offset: int) -> Listing:
    found = [row for row in house.repeats.of(look.days) if look.every or row.boutique in look.doors]
    found.sort(key=lambda row: (row.day, row.repeats), reverse=True)
    lines = [
        Line((Cell(row.day, "time"), Cell(row.source), Cell(look.doors.get(row.boutique, row.boutique or "–")),
              _n(row.repeats)))
        for row in found
    ]  # fmt: skip
    return _paged(("Day (UTC)", "Source", "Boutique", "Dropped"), lines, offset, hint="Counts are kept for 92 days.")


def _quarantine(house: Any, viewer: Viewer, look: Look, offset: int) -> Listing:
    opens = may(viewer, "quarantine.see")
    lines = [
        Line((Cell(f"{words.time(r.at)} UTC", "time"), Cell(r.source), Cell(look.doors.get(r.boutique, r.boutique)),
              Cell(r.reason if opens else "Your administrator sees the reason", fine=r.place if opens else "")),
             f"/quarantine?{urlencode({'source': r.source})}" if opens else "", "Mend it")
        for r in house.health.waiting(look)
    ]  # fmt: skip
    return _paged(("Since", "Source", "Boutique", "Reason"), lines, offset)


def _till(house: Any, _: Viewer, look: Look, offset: int) -> Listing:
    lines = []
    for r in house.health.till_days(look):
        if not differs(r):
            continue
        scale = 10 ** EXPONENTS.get(r["currency"], 2)
        net = f"{r['had_net'] / scale:,.2f} of {r['net'] / scale:,.2f} {r['currency']}"
        lines.append(Line((
            _day(r["day"]), _door(r, look), Cell(f"{r['had_receipts']:,.0f} of {r['receipts']:,.0f}", "n"),
            Cell(f"{r['had_units']:,.4g} of {r['units']:,.4g}", "n"), Cell(net, "n"),
        ), warn=True))  # fmt: skip
    hint = "Arrived, of what the till counted. Import the till’s file of that day again: what is known changes nothing."
    return _paged(("Day", "Boutique", "Receipts", "Units", "Net"), lines, offset, hint=hint)


def _missing(house: Any, viewer: Viewer, look: Look, offset: int) -> Listing:
    found: dict[str, list[Any]] = {}
    for row in reading.rateless(house.warehouse, look.span):
        found.setdefault(row["currency"], []).append(row)
    edits = may(viewer, "master.edit")
    lines = [
        Line((Cell(currency, "code"), Cell(_places([r["boutique"] for r in rows], look)),
              *_sums(rows)),
             f"/data-health/master/rates?{urlencode({'currency': currency})}" if edits else "", "Add a rate")
        for currency, rows in sorted(found.items())
    ]  # fmt: skip
    hint = "" if edits else "Rates are kept by your administrator."
    return _paged(("Currency", "Boutique", "Amounts", "First", "Last"), lines, offset, hint=hint)


_LISTINGS: Mapping[str, Shown] = {
    "unmapped": _unmapped, "receipts": _receipts, "codes": _codes, "surveys": _surveys, "feeds": _feeds,
    "skew": _skew, "duplicates": _duplicates, "quarantine": _quarantine, "till": _till, "missing": _missing,
}  # fmt: skip


def _paged(head: tuple[str, ...], lines: Sequence[Line], offset: int, *, hint: str = "") -> Listing:
    return Listing(head, lines[offset : offset + SIZE], len(lines), hint)


def _places(codes: Sequence[str], look: Look) -> str:
    names = sorted({look.doors.get(code, code) for code in codes})
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


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
    return Cell(f"{value:,.0f}", "n")


def _day(value: Any) -> Cell:
    return Cell(words.day(value), "time")
