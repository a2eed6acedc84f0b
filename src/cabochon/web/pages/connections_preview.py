"""A dropped file on its page: its columns, its first rows and what becomes of each, what is wrong and where to mend."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ...connectors import Bad, Feed, Skipped, default_text
from ...connectors.dates import EXAMPLES, read_as, tidied
from ...connectors.looks import MOMENTS, NUMBERS, cells
from ...connectors.mapping import settled
from ...connectors.orders import rivalled
from ...connectors.recognised import GUESSED
from ...house.previewed import BOUTIQUE, SALE, Group, Seen
from ...house.previewed_rows import Line
from ...house.previewing import Dropped
from ...house.redacting import cell
from ...languages import again, count, day, direction, listed, say, whole
from ...retail.events import SALE_TYPES
from ...retail.master import PRODUCT_LINES
from . import connections_columns as columns
from . import connections_words as words
from .connections_columns import Head
from .connections_events import event, kinds

SETTINGS = ("sheet", "boutique", "zone", "delimiter", "encoding", "decimal")  # that not every connector has
LISTED = 12  # names that nobody knows yet, of a kind
REASONS = 8
SAMPLES = 3
MOMENT = re.compile(r"\d{1,4}[./年-]\d{1,2}[./月-]\d{1,4}")
NUMBER = re.compile(r"[\d.,'’%+\s-]+")
EXAMPLE = datetime(2026, 3, 31, 14, 5)  # noqa: DTZ001 - shown only
EITHER = datetime(2026, 4, 3)  # noqa: DTZ001 - another day by each order
NAMED = re.compile(re.escape(GUESSED).replace(r"\{0\}", ".*").replace(r"\{1\}", "(?P<field>.+)"), re.DOTALL)
DATES = ("%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M", "iso", "%d.%m.%Y %H:%M:%S",
         "%m/%d/%Y %I:%M %p", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d")  # fmt: skip
DELIMITERS = (",", ";", "\\t", "|")
ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16", "cp1250", "cp1251", "cp1256", "shift_jis", "gb18030", "euc_jp",
             "iso2022_jp", "mac_roman")  # fmt: skip


def made(house: Any, one: Dropped) -> dict[str, Any]:
    """What the page of a file shows."""
    seen: Seen = house.connections.files.seen(one)
    own = house.connections.files.settings(one)
    settings = settled(own, one.feed.name)
    doors = sorted(house.snapshot.doors(house.today), key=lambda door: door.name)
    return {
        "settings": {**dict.fromkeys(SETTINGS, ""), **settings}, "seen": seen, "doors": doors,
        "notes": [_note(note) for note in one.notes], "types": _types(settings, seen), "lines": PRODUCT_LINES,
        "sale_types": [(kind, words.sale(kind)) for kind in SALE_TYPES],
        "dates": _choices(settings.get("dates", ())),
        "either": _either(one), "undecided": bool(one.guess) and not one.order,
        "delimiters": DELIMITERS,
        "encodings": sorted({*ENCODINGS, settings.get("encoding", "utf-8")}),
        "boutiques": seen.boutiques.most_common(LISTED), "skus": seen.skus.most_common(LISTED),
        "more_skus": max(0, len(seen.skus) - LISTED), "sellers": _sellers(house, seen),
        "text": one.text or default_text(one.feed.name), "sums": kinds(seen),
        "told": _told(seen), "reasons": _reasons(one, settings, seen),
        "more_reasons": max(0, len(seen.groups) - REASONS),
        "can": {"decimal": "decimal" in settings, "dates": "dates" in settings, "zone": "zone" in settings,
                "boutique": "boutique" in settings and one.feed.family not in ("master", "people"),
                "table": one.table and not one.sheets},
        **(_table(house, one, own, settings, seen=seen) if one.table else {"columns": [], "needs": [], "absent": []}),
        **_first(one, settings, seen, {door.code: door.name or door.code for door in doors}),
    }  # fmt: skip


def _table(house: Any, one: Dropped, own: Mapping[str, Any], settings: Mapping[str, Any], *,
           seen: Seen) -> dict[str, Any]:  # fmt: skip
    """The columns, each with what it is read as; what is needed and has none; what the mapping names in vain."""
    names = seen.table.heads
    every = columns.heads(one, names, settings)
    mine, others = columns.shown_heads(every)
    body = [row for _, row in seen.table.first]
    needs = house.connections.files.lacking(one, names)
    needed = {field for some in one.feed.needs for field in some.split("|")}
    fields = [(field, words.field(field)) for field in settled(None, one.feed.name)["columns"]]
    return {
        "columns": [(head, _samples(one.feed, head, body)) for head in mine], "others": others,
        "digest": columns.digest(names), "free": [head for head in every if head.free],
        "needed": [line for line in fields if line[0] in needed],
        "further": [line for line in fields if line[0] not in needed],
        "needs": [[(field, words.field(field)) for field in some] for some in needs],
        "absent": [(name, words.field(field)) for field, name in own.get("columns", {}).items()
                   if name and names and name not in names],
        "many": len(every),
    }  # fmt: skip


def _samples(feed: Feed, head: Head, body: Sequence[Sequence[str]]) -> list[str]:
    """Three of its cells, as far as they may be seen; of a column that is not read only what kind they are."""
    found = cells(body, head.at) if head.at < len(body[0] if body else ()) else []
    if not found:
        return [say("Empty")]
    if not head.field:
        return [_kind(found)]
    return list(dict.fromkeys(cell(feed, head.field, one) for one in found))[:SAMPLES]


def _kind(found: Sequence[str]) -> str:
    if all(MOMENT.match(one) for one in found):
        return say("Days or times")
    return say("Numbers") if all(NUMBER.fullmatch(one) for one in found) else say("Words or codes")


def _first(one: Dropped, settings: Mapping[str, Any], seen: Seen, doors: Mapping[str, str]) -> dict[str, Any]:
    """The first rows: (line, what it becomes, why not, passed over, cells) of a table, events of a document."""
    if not one.table:
        return {"rows": [], "first": [_entry(place, item, doors) for place, item in seen.first]}
    names = seen.table.heads
    shown, _ = columns.shown_heads(columns.heads(one, names, settings))
    plain = "" if seen.fault else say("Is read")  # of rows that become several at once
    rows = [_line(one.feed, line, shown, names, doors=doors) | {"plain": plain} for line in seen.lines]
    return {"first": [], "rows": rows, "last": seen.table.first[-1][0] if seen.table.first else 0}


def _line(feed: Feed, line: Line, heads: Sequence[Head], names: Sequence[str], *,
          doors: Mapping[str, str]) -> dict[str, Any]:  # fmt: skip
    inside = {head.name for head in heads}
    whole_row = [_of_row(column, reason, names) for column, reason in line.wrong.items() if column not in inside]
    return {
        "line": line.line, "bad": bool(line.wrong), "why": whole_row,
        "at": [column for column in line.wrong if column in inside], "passed": _sentence(line.passed),
        "made": event(line.made, doors) if line.made is not None else None, "beside": line.beside,
        "cells": [(head.name, cell(feed, head.field, line.cells[head.at]) if head.at < len(line.cells) else "",
                   _reason(line.wrong[head.name]) if head.name in line.wrong else "", bool(head.field))
                  for head in heads],
    }  # fmt: skip


def _of_row(column: str, reason: str, names: Sequence[str]) -> str:
    """Why all of a row waits; of a field that no column holds it is said which."""
    if not column or column in names:
        return _sentence(_reason(reason))
    return say("{column}: {reason}", column=words.field(column), reason=again(reason))


def _entry(place: str, item: Any, doors: Mapping[str, str]) -> dict[str, Any]:
    """One of a document's, as it came."""
    if isinstance(item, Bad):
        return {"place": place, "bad": True, "why": _sentence(_reason(item.reason)), "passed": "", "made": None}
    if isinstance(item, Skipped):
        return {"place": place, "bad": False, "why": "", "passed": _sentence(item.reason), "made": None}
    return {"place": "", "bad": False, "why": "", "passed": "", "made": event(item, doors)}


def _told(seen: Seen) -> str:
    """How many of all rows are fine, wait or are passed over."""
    wait, passed = seen.bad, sum(one.n for one in seen.groups.values() if not one.bad and not _above(one, seen))
    if seen.fault:
        return ""
    parts = [count(wait, "{n} would wait in quarantine", "{n} would wait in quarantine")] if wait else []
    parts += [count(passed, "{n} is passed over", "{n} are passed over")] if passed else []
    total = seen.table.total
    if not seen.whole or total is None or not seen.table.heads:
        return say("So far: {parts}.", parts=listed(parts)) if parts and not seen.whole else (
            say("Of it {parts}.", parts=listed(parts)) if parts else "")  # fmt: skip
    if not parts:
        return "" if not total else count(total, "The one row is fine.", "All {n} rows are fine.")
    fine = max(0, total - wait - passed)
    parts.insert(0, count(fine, "{n} is fine", "{n} are fine"))
    return say("Of {total} rows {parts}.", total=whole(total), parts=listed(parts))


def _above(one: Group, seen: Seen) -> bool:
    """What stands above the header is no row."""
    digits = one.place.removeprefix("line ")
    return digits.isdecimal() and int(digits) < seen.table.header


def _reasons(one: Dropped, settings: Mapping[str, Any], seen: Seen) -> list[dict[str, Any]]:
    """Why rows wait or are passed over, most first, with where each is mended on this page."""
    fields = {name: field for field, name in settings.get("columns", {}).items() if name} if one.table else {}
    groups = sorted((g for g in seen.groups.values() if not _above(g, seen)), key=lambda g: (not g.bad, -g.n))
    return [
        {"bad": group.bad, "n": count(group.n, "{n} row", "{n} rows"), "column": group.column, "place": _place(group),
         "reason": _grouped(group),
         "mend": _mend(group, fields.get(group.column, ""))}
        for group in groups[:REASONS]
    ]  # fmt: skip


def _place(group: Group) -> str:
    line = group.place.partition(",")[0].removeprefix("line ")
    if not line.isdecimal():
        return group.place
    return say("first in line {n}", n=line) if group.n > 1 else say("line {n}", n=line)


def _mend(group: Group, field: str) -> tuple[str, str]:
    """(where on the page, what to do there)."""
    if not group.bad:
        return "", ""
    if "is not a boutique" in group.reason:
        return "#names", say("Map it below")
    if "is no sale type" in group.reason:
        return "#types", say("Say below which kind of sale it is")
    if field in NUMBERS:
        return "#decimal", say("Is the decimal sign right?")
    if field in MOMENTS:
        return "#date", say("Are days written so?")
    return "", ""


def _reason(text: str) -> str:
    """Why a row waits. What is mapped on this page needs no word of the mapping file."""
    if found := BOUTIQUE.match(text):
        return say("{code} is not a boutique", code=found[1])
    if found := SALE.match(text):
        return say("{word} is no kind of sale that is known", word=found[1])
    return again(text)


def _grouped(group: Group) -> str:
    """The reason of several rows at once."""
    if group.reason.startswith("waits for line"):
        return say("Another row of the same receipt could not be read")
    return _reason(group.reason) if group.column else _sentence(_reason(group.reason))


def _sentence(text: str) -> str:
    told = again(text)  # what is told already stays as it is
    return told[:1].upper() + told[1:]


def _choices(formats: Any) -> list[tuple[str, str]]:
    """Formats as an example each, the present one first."""
    every = dict.fromkeys((*formats[:1], *(other for one in formats[:1] for other in rivalled(one)), *DATES,
                           *formats[1:]))  # fmt: skip
    return [(one, _apart(_written(one))) for one in every]


def _apart(written: str) -> str:
    """Digits that keep their order, or the time would stand before the day."""
    return f"\u2066{written}\u2069" if direction() == "rtl" else written


def _written(form: str, at: datetime = EXAMPLE) -> str:
    return EXAMPLES.get(form) or (at.isoformat() if form == "iso" else at.strftime(form))


def _either(one: Dropped) -> list[tuple[str, str]]:
    """(format, what an example from the file is by it) of days whose order nobody can know; in the order of formats."""
    if not one.guess:
        return []
    cell = one.example or _written(one.guess, EITHER)
    written = _apart(found[0] if (found := MOMENT.search(cell)) else cell)
    times = [(form, read_as(cell, form) or read_as(tidied(cell), form)) for form in sorted((one.guess, *one.otherwise))]
    return [(form, say("{written} is {day}", written=written, day=day(at, "full"))) for form, at in times if at]


def _note(note: str) -> str:
    """What recognition said, a field by the name it has here."""
    if found := NAMED.fullmatch(note):
        field = found["field"]
        note = note[: found.start("field")] + words.FIELDS.get(field, field) + note[found.end("field") :]
    return again(note)


def _types(settings: Mapping[str, Any], seen: Seen) -> list[tuple[str, str]]:
    """The file's words for kinds of sale, and what each is taken for."""
    if "sale_types" not in settings:
        return []
    known: Mapping[str, str] = settings["sale_types"]
    found = dict.fromkeys(seen.types)
    heads, column = seen.table.heads, settings["columns"].get("type")
    if column and column in heads:
        at = heads.index(column)
        found |= dict.fromkeys(row[at].strip() for _, row in seen.table.first if row[at].strip())
    return [(word, known.get(word) or known.get(word.lower()) or (word.lower() if word.lower() in SALE_TYPES else ""))
            for word in list(found)[:LISTED]]  # fmt: skip


def _sellers(house: Any, seen: Seen) -> list[tuple[str, str, str, int, list[tuple[str, str]]]]:
    """(source, code, boutique, times, its team) of codes that are nobody's yet."""
    return [
        (source, code, at, times, [(p.id, p.name) for p in house.amending.team(at, house.today)])
        for (source, code, at), times in seen.sellers.most_common(LISTED)
    ]
