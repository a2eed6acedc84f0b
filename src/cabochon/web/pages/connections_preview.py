"""How a dropped file is read, as a form and back; its first rows as events, and names nobody knows yet."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ...connectors import default_text
from ...connectors.looks import shown
from ...connectors.mapping import settled
from ...house.previewed import Seen
from ...house.previewing import Dropped
from ...house.redacting import plain
from ...languages import again, day, money, say, wall_clock
from ...refusals import Refused
from ...retail.currencies import EXPONENTS
from ...retail.events import SALE_TYPES, Event, Receipt, Survey, Traffic
from ...retail.master import PRODUCT_LINES
from . import connections_words as words

FORM = ("f-", "t-", "w-", "b-", "c-", "decimal", "date", "delimiter", "encoding", "sheet", "zone", "at")
SETTINGS = ("sheet", "boutique", "zone", "delimiter", "encoding", "decimal")  # that not every connector has
LISTED = 12  # names that nobody knows yet, of a kind
EXAMPLE = datetime(2026, 3, 31, 14, 5)  # noqa: DTZ001 - shown only
DATES = ("%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M", "iso", "%d.%m.%Y %H:%M:%S",
         "%m/%d/%Y %I:%M %p", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d")  # fmt: skip
SWAPPED = {"%d/%m": "%m/%d", "%m/%d": "%d/%m"}
DELIMITERS = (",", ";", "\\t", "|")
ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16", "cp1250", "cp1251", "cp1256", "shift_jis", "gb18030")


def chosen(house: Any, one: Dropped, sent: Mapping[str, str]) -> None:
    """The form's choices into the file's mapping.

    Raises:
        Refused: a choice that is none.
    """
    before = dict(house.connections.files.settings(one))
    if sent.get("sheet", before.get("sheet", "")) != before.get("sheet", "") and sent["sheet"] in one.sheets:
        house.connections.files.propose(one, sent["sheet"])
        return
    default, settings = settled(None, one.feed.name), dict(before)
    headings = {column.heading for column in one.columns}
    if any(name.startswith("f-") for name in sent):
        columns = {name: sent.get(f"f-{name}", "") for name in default["columns"]}
        if strange := [text for text in columns.values() if text and text not in headings]:
            raise Refused(f"{strange[0][:40]!r} is no column of this file", "columns")
        settings["columns"] = {name: text for name, text in columns.items() if text}
    for name, key in (("decimal", "decimal"), ("delimiter", "delimiter"), ("encoding", "encoding"), ("zone", "zone"),
                      ("at", "boutique")):  # fmt: skip
        if key in default and name in sent:
            settings[key] = sent[name].strip()
            if settings[key] == default[key]:
                del settings[key]
    if "dates" in default and sent.get("date"):
        settings["dates"] = _dates(sent["date"], settings.get("dates", default["dates"]))
    for table, word, meaning in (("sale_types", "t-", "w-"), ("boutiques", "c-", "b-")):
        pairs = {sent[key]: sent.get(f"{meaning}{key[2:]}", "") for key in sent if key.startswith(word)}
        if table in default and (kept := {name: text for name, text in pairs.items() if name and text}):
            settings[table] = {**(default[table] if table == "sale_types" else {}), **settings.get(table, {}), **kept}
    house.connections.files.choose(one, "\n".join(shown(settings)) + "\n")


def made(house: Any, one: Dropped) -> dict[str, Any]:
    """What the page of a file shows."""
    seen: Seen = house.connections.files.seen(one)
    own = house.connections.files.settings(one)
    settings = settled(own, one.feed.name)
    doors = sorted(house.snapshot.doors(house.today), key=lambda door: door.name)
    columns: Mapping[str, str] = own.get("columns", settings.get("columns", {})) if one.feed.table else {}
    named = set(columns.values())
    cells = {column.heading: column.cells for column in one.columns}
    lacking = house.connections.files.lacking(one)
    default = settled(None, one.feed.name).get("columns", {}) if one.columns else {}
    read = [
        (name, words.field(name), columns.get(name, ""), _short(cells.get(columns.get(name, ""), ())), name in lacking)
        for name in default
    ]
    return {
        "settings": {**dict.fromkeys(SETTINGS, ""), **settings},
        "seen": seen, "doors": doors, "lacking": [words.field(name) for name in lacking],
        "read": [line for line in read if line[2] or line[4]],
        "more": [line for line in read if not line[2] and not line[4]],
        "unread": [column.heading for column in one.columns if column.heading not in named],
        "headings": [column.heading for column in one.columns],
        "first": [event(item, {door.code: door.name for door in doors}) for item in seen.first],
        "wrong": [(place, again(reason)) for place, reason in seen.wrong], "notes": [again(note) for note in one.notes],
        "types": _types(one, settings, seen), "lines": PRODUCT_LINES,
        "sale_types": [(kind, words.sale(kind)) for kind in SALE_TYPES],
        "dates": _choices(settings.get("dates", ())), "delimiters": DELIMITERS,
        "encodings": sorted({*ENCODINGS, settings.get("encoding", "utf-8")}),
        "boutiques": seen.boutiques.most_common(LISTED), "skus": seen.skus.most_common(LISTED),
        "more_skus": max(0, len(seen.skus) - LISTED), "sellers": _sellers(house, seen),
        "text": one.text or default_text(one.feed.name), "kinds_seen": [
            (say(words.EVENTS[kind]) if kind in words.EVENTS else kind.replace("_", " "), n)
            for kind, n in seen.kinds.most_common()
        ],
        "can": {"decimal": "decimal" in settings, "dates": "dates" in settings, "zone": "zone" in settings,
                "boutique": "boutique" in settings and one.feed.family not in ("master", "people"),
                "table": one.feed.table and not one.sheets},
    }  # fmt: skip


def event(item: Any, doors: Mapping[str, str]) -> tuple[str, str, str, str, str, str]:
    """(kind, when, boutique, amount, who, what) of a row of the preview."""
    kind = say(words.EVENTS.get(type(item).__name__, type(item).__name__))
    if not isinstance(item, Event):
        row = getattr(item, "row", item)
        code = getattr(row, "code", "") or getattr(row, "sku", "") or getattr(row, "key", "") or ""
        what = getattr(row, "name", "") or getattr(row, "measure", "") or getattr(row, "currency", "")
        return kind, "", str(getattr(row, "boutique", "")), "", str(code), str(what)
    at = say("{day}, {time}", day=day(item.at.date(), "short"), time=wall_clock(item.at))
    where, amount, who, what = doors.get(item.boutique, item.boutique), "", "", item.key
    if isinstance(item, Receipt):
        kind = say("Receipt") if item.sale_type == "sale" else words.sale(item.sale_type)
        digits = EXPONENTS.get(item.currency, 2)
        amount = money(sum(line.net for line in item.lines) / 10**digits, item.currency, digits)
        who = ", ".join(seller.name for seller, _ in item.sellers)
        what = ", ".join(line.sku for line in item.lines[:4])
    elif isinstance(item, Survey):
        kind, amount = say("Survey answer"), f"{item.raw:g}"
        who = item.associate.name if item.associate else ""
    elif isinstance(item, Traffic):
        kind, amount = say("Door count"), f"{item.entries}"
    return kind, at, where, amount, who, what


def _dates(first: str, before: Any) -> list[str]:
    """The chosen format first, without the one that would read its days the other way round."""
    swapped = SWAPPED.get(first[:5], "")
    return [first, *(one for one in before if one != first and not (swapped and one.startswith(swapped)))]


def _choices(formats: Any) -> list[tuple[str, str]]:
    """Formats as an example each, the present one first."""
    every = dict.fromkeys((*formats[:1], *DATES, *formats[1:]))
    return [(one, EXAMPLE.isoformat() if one == "iso" else EXAMPLE.strftime(one)) for one in every]


def _types(one: Dropped, settings: Mapping[str, Any], seen: Seen) -> list[tuple[str, str]]:
    """The file's words for kinds of sale, and what each is taken for."""
    if "sale_types" not in settings:
        return []
    known: Mapping[str, str] = settings["sale_types"]
    at = next((n for n, column in enumerate(one.columns) if column.heading == settings["columns"].get("type")), None)
    found = dict.fromkeys(seen.types)
    if at is not None:
        found |= dict.fromkeys(row[at].strip() for row in one.rows if at < len(row) and row[at].strip())
    return [(word, known.get(word) or known.get(word.lower()) or (word.lower() if word.lower() in SALE_TYPES else ""))
            for word in list(found)[:LISTED]]  # fmt: skip


def _sellers(house: Any, seen: Seen) -> list[tuple[str, str, str, int, list[tuple[str, str]]]]:
    """(source, code, boutique, times, its team) of codes that are nobody's yet."""
    return [
        (source, code, at, times, [(p.id, p.name) for p in house.amending.team(at, house.today)])
        for (source, code, at), times in seen.sellers.most_common(LISTED)
    ]


def _short(cells: tuple[str, ...]) -> str:
    """What stands in a column, blacked out where it may be somebody's."""
    return ", ".join(dict.fromkeys(plain(cell) for cell in cells[:3]))
