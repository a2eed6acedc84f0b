# ruff: noqa: E501 - cells as senders write them
"""The corpus: every case a table, what it says, and what has to be asked of a person; and how a reading is judged."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
from corpus_files import (
    EASTERN,
    EPOCH,
    FIELDS,
    HEADS,
    HERE,
    HOME,
    ROWS,
    D,
    Shape,
    at,
    days,
    grouped,
    japanese,
    serial,
    table_of,
    written,
)
from feed_files import DOORS, EXPORTED

from cabochon.connectors import KINDS, Bad, Delivery, Skipped, load
from cabochon.connectors.looks import shown
from cabochon.connectors.recognising import proposed
from cabochon.refusals import Refused

# cspell: disable
MAIN = ("till_csv", "survey_csv", "traffic_csv")


@dataclass(frozen=True)
class Case:
    """meant: what is to be read. asks: what is proposed has to be marked as in doubt, or the file refused."""

    name: str
    feed: str
    body: bytes
    meant: tuple[Any, ...]
    asks: bool = False


def meant(feed: str, rows: Sequence[Sequence[Any]] = ()) -> tuple[Any, ...]:
    """The rows as `told` gives what was read."""
    return tuple(sorted((_plain(one) for one in rows or ROWS[feed]), key=repr))


def _plain(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        one.replace(tzinfo=HERE).astimezone(UTC)
        if isinstance(one, datetime)
        else float(one)
        if isinstance(one, Decimal)
        else one
        for one in row
    )


def told(feed: str, items: Sequence[Any]) -> tuple[Any, ...]:
    """What was read, in the order of FIELDS."""
    found = [row for one in items if not isinstance(one, (Bad, Skipped)) for row in _TOLD[feed](one)]
    return tuple(sorted(found, key=repr))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _day(moment: datetime) -> date:
    return moment.astimezone(HERE).date()


def _back(event: Any) -> int:
    """What came back is written above zero in a return."""
    return -1 if event.sale_type == "return" else 1


def _clock(moment: datetime | None) -> time | None:
    return moment.astimezone(HERE).time() if moment else None


_TOLD: dict[str, Any] = {
    "till_csv": lambda e: [
        (
            e.boutique,
            e.key.removeprefix(e.boutique + "-"),
            _utc(e.at),
            line.sku,
            _back(e) * line.quantity,
            _back(e) * line.net / 100,
            ";".join(who.name for who, _ in e.sellers),
        )
        for line in e.lines
    ],
    "survey_csv": lambda e: [(e.key, _utc(e.at), e.boutique, e.raw, e.comment)],
    "traffic_csv": lambda e: [(e.boutique, _utc(e.at), float(e.entries), float(e.exits))],
    "counts_csv": lambda e: [
        (e.boutique, e.key.split("/")[1], _utc(e.at), line.sku, line.expected, line.counted, line.cost / 100)
        for line in e.lines
    ],
    "steps_csv": lambda e: [(e.boutique, e.process, e.step.replace("-", " "), _utc(e.at), "yes" if e.done else "no")],
    "exceptions_csv": lambda e: [
        (e.boutique, e.exception, _utc(e.at), e.key.split("/")[-3], e.amount / 100 if e.amount is not None else None)
    ],
    "availability_csv": lambda e: [(e.boutique, _day(e.at), float(e.in_stock), float(e.listed))],
    "bookings_csv": lambda e: [(e.boutique, e.key.split("/")[-1], "booking", _utc(e.at))],
    "closings_csv": lambda e: [
        (e.boutique, e.business_day, float(e.receipts), float(e.units if e.units is not None else -1), e.net / 100)
    ],
    "roster_csv": lambda e: [
        (e.associate.name, e.boutique, e.day, _clock(e.starts), _clock(e.ends))
        if hasattr(e, "starts")
        else (e.associate.name, e.since)
    ],
    "catalogue": lambda e: [(e.sku, e.line, e.brand, e.name)],
    "doors": lambda e: [(e.code, e.name, e.zone, e.currency, e.opens, e.closes)],
    "people": lambda e: [(e.code, e.name, e.boutique, e.hired)],
    "targets": lambda e: [(e.row.measure, e.row.place, e.row.value, e.since)],
    "rates": lambda e: [(e.row.currency, e.row.value, e.since)],
    "themes": lambda e: [(e.row.key, e.row.language, ";".join(e.row.words))],
}


def judged(case: Case, **more: Any) -> tuple[str, str]:
    """(verdict, why). right: read as meant, and asked where there is doubt. asked: not read, or less of it, and that is
    said. wrong: something was read that nobody meant, and nothing was said. lost: left out without a word."""
    codes = frozenset(DOORS)
    try:
        found = proposed(KINDS[case.feed], io.BytesIO(case.body), codes=codes, **more)
        mapping = load("\n".join(shown(found.settings)), case.feed)
        delivery = Delivery(body=case.body, received=EXPORTED, mapping=mapping, doors=DOORS)
        items = list(KINDS[case.feed].read(delivery))
    except Refused as refused:
        return ("right" if case.asks and not case.meant else "asked"), f"refused: {refused}"
    except Exception as fault:  # the corpus tells of every fault
        return "crash", repr(fault)
    got, wanted = told(case.feed, items), case.meant
    bad = [one for one in items if isinstance(one, Bad)]
    if case.asks:
        return ("right" if found.notes or found.lacking or (bad and not got) else "wrong"), f"{found.notes} {got}"
    if got == wanted and not bad:
        return "right", "; ".join(found.notes)
    strange = [one for one in got if one not in wanted]
    why = f"strange {strange[:2]} bad {[(b.place, b.reason) for b in bad[:2]]} notes {found.notes} lacking {found.lacking} {dict(found.settings)}"
    if strange and not found.notes:
        return "wrong", why
    if strange or bad or found.lacking:
        return "asked", why
    return "lost", why


# --- every feed in eight languages, as its country's programs write ---


def _at_home() -> Iterator[Case]:
    for feed in FIELDS:
        for language in HEADS[feed]:
            yield Case(f"{feed} {language} at home", feed, written(feed, language, HOME[language]), meant(feed))


# --- the same written in every way ---


def _cents(value: Decimal) -> bool:
    return bool(value.as_tuple().exponent)


def _money(form: str) -> Any:
    """Amounts in a form; counts bare."""
    base = grouped("'", ".")
    return lambda value: form.format(base(value)) if _cents(value) else f"{value}"


def _swiss(value: Decimal) -> str:
    if not _cents(value):
        return f"{value}"
    text = f"{value:,.2f}".replace(",", "'")
    return f"CHF {text.removesuffix('.00')}.–" if text.endswith(".00") else f"CHF {text}"


HALF = {"moment": lambda value: value.strftime("%m/%d/%Y %I:%M %p")}
SHAPES: dict[str, Any] = {
    "upper case": lambda s: replace(s, head=str.upper),
    "lower case": lambda s: replace(s, head=str.lower),
    "underscores": lambda s: replace(s, head=lambda n: n.replace(" ", "_").replace("/", "_")),
    "dots": lambda s: replace(s, head=lambda n: n.replace(" ", ".")),
    "line break in headings": lambda s: replace(s, head=lambda n: n.replace(" ", "\n").replace("/", "/\n")),
    "units in headings": lambda s: replace(s, head=lambda n: f"{n} [-]"),
    "stars of must": lambda s: replace(s, head=lambda n: f"{n} *"),
    "spaces around": lambda s: replace(s, head=lambda n: f"  {n}  "),
    "full width": lambda s: replace(s, head=lambda n: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c != "," else c for c in n)),
    "no-break spaces": lambda s: replace(s, head=lambda n: n.replace(" ", "\u00a0")),
    "byte order mark": lambda s: replace(s, encoding="utf-8-sig"),
    "utf-16": lambda s: replace(s, encoding="utf-16", delimiter="\t"),
    "utf-16-le bare": lambda s: replace(s, encoding="utf-16-le"),
    "utf-16-be bare": lambda s: replace(s, encoding="utf-16-be"),
    "semicolon": lambda s: replace(s, delimiter=";"),
    "tab": lambda s: replace(s, delimiter="\t"),
    "bar": lambda s: replace(s, delimiter="|"),
    "all quoted": lambda s: replace(s, quoted=True),
    "decimal comma": lambda s: replace(s, number=grouped("", ","), delimiter=";"),
    "dot thousands": lambda s: replace(s, number=grouped(".", ","), delimiter=";"),
    "comma thousands": lambda s: replace(s, number=grouped(",", ".")),
    "apostrophe thousands": lambda s: replace(s, number=grouped("'", ".")),
    "curly apostrophe": lambda s: replace(s, number=grouped("’", ".")),
    "thin space thousands": lambda s: replace(s, number=grouped("\u2009", ","), delimiter=";"),
    "narrow no-break": lambda s: replace(s, number=grouped("\u202f", ","), delimiter=";"),
    "CHF before": lambda s: replace(s, number=_money("CHF {0}")),
    "CHF behind": lambda s: replace(s, number=_money("{0} CHF")),
    "Swiss dash": lambda s: replace(s, number=_swiss),
    "Fr. before": lambda s: replace(s, number=_money("Fr. {0}")),
    "euro before": lambda s: replace(s, number=lambda v: "€ " + grouped(".", ",")(v) if _cents(v) else f"{v}"),
    "euro behind": lambda s: replace(s, number=lambda v: grouped("\u00a0", ",")(v) + "\u00a0€" if _cents(v) else f"{v}"),
    "dollar": lambda s: replace(s, number=lambda v: "$" + grouped(",", ".")(v) if _cents(v) else f"{v}"),
    "d.m.y": lambda s: replace(s, **days("%d.%m.%Y")),
    "d/m/y": lambda s: replace(s, **days("%d/%m/%Y")),
    "d-m-y": lambda s: replace(s, **days("%d-%m-%Y")),
    "m/d/y am pm": lambda s: replace(s, **HALF, day=lambda v: v.strftime("%m/%d/%Y")),
    "m/d/y seconds am pm": lambda s: replace(s, moment=lambda v: v.strftime("%m/%d/%Y %I:%M:%S %p")),
    "m/d/y unpadded": lambda s: replace(s, moment=lambda v: f"{v.month}/{v.day}/{v.year} {v.hour % 12 or 12}:{v:%M} {v:%p}"),
    "d.m.yy": lambda s: replace(s, **days("%d.%m.%y")),
    "d/m/yy": lambda s: replace(s, **days("%d/%m/%y")),
    "y/m/d": lambda s: replace(s, **days("%Y/%m/%d")),
    "y.m.d": lambda s: replace(s, **days("%Y.%m.%d")),
    "ymd bare": lambda s: replace(s, **days("%Y%m%d", " %H%M")),
    "ymd together": lambda s: replace(s, **days("%Y%m%d", "%H%M%S")),
    "y/m/d unpadded": lambda s: replace(s, moment=lambda v: f"{v.year}/{v.month}/{v.day} {v.hour}:{v:%M}"),
    "Japanese days": lambda s: replace(s, moment=lambda v: f"{japanese(v)} {v:%H:%M}", day=japanese),
    "Japanese hours": lambda s: replace(s, moment=lambda v: f"{japanese(v)} {v.hour}時{v.minute:02d}分", day=japanese),
    "Japanese weekday": lambda s: replace(s, moment=lambda v: f"{v:%Y/%m/%d}({'月火水木金土日'[v.weekday()]}) {v:%H:%M}"),
    "Chinese half days": lambda s: replace(s, moment=lambda v: f"{v:%Y/%m/%d} {'上午' if v.hour < 12 else '下午'}{v:%I:%M:%S}"),
    "Arabic digits": lambda s: replace(s, encoding="utf-8", moment=lambda v: v.strftime("%d/%m/%Y %H:%M").translate(EASTERN), number=lambda v: f"{v}".translate(EASTERN).replace(".", "٫")),
    "Arabic half days": lambda s: replace(s, encoding="utf-8", moment=lambda v: v.strftime("%d/%m/%Y %I:%M ") + ("ص" if v.hour < 12 else "م")),
    "Excel serials": lambda s: replace(s, moment=serial, day=lambda v: serial(datetime(v.year, v.month, v.day))),  # noqa: DTZ001
    "epoch seconds": lambda s: replace(s, moment=lambda v: str(int((v.replace(tzinfo=HERE) - EPOCH).total_seconds()))),
    "epoch milliseconds": lambda s: replace(s, moment=lambda v: str(int((v.replace(tzinfo=HERE) - EPOCH).total_seconds()) * 1000)),
    "offset": lambda s: replace(s, moment=lambda v: v.replace(tzinfo=HERE).isoformat()),
    "zulu": lambda s: replace(s, moment=lambda v: v.replace(tzinfo=HERE).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
    "UTC behind": lambda s: replace(s, moment=lambda v: v.replace(tzinfo=HERE).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")),
    "offset bare": lambda s: replace(s, moment=lambda v: v.replace(tzinfo=HERE).strftime("%Y-%m-%d %H:%M:%S %z")),
    "milliseconds": lambda s: replace(s, moment=lambda v: v.strftime("%Y-%m-%d %H:%M:%S.000")),
    "month words": lambda s: replace(s, moment=lambda v: v.strftime("%d %b %Y %H:%M")),
    "month words with dashes": lambda s: replace(s, moment=lambda v: v.strftime("%d-%b-%Y %H:%M")),
    "month first in words": lambda s: replace(s, moment=lambda v: v.strftime("%b %d, %Y %I:%M %p"), quoted=True),
    "month in capitals": lambda s: replace(s, moment=lambda v: v.strftime("%d-%b-%y %H:%M").upper()),
    "weekday before": lambda s: replace(s, moment=lambda v: v.strftime("%a %d.%m.%Y %H:%M")),
    "comma before the clock": lambda s: replace(s, moment=lambda v: v.strftime("%d.%m.%Y, %H:%M"), delimiter=";"),
    "clock with h": lambda s: replace(s, moment=lambda v: v.strftime("%d/%m/%Y %Hh%M")),
    "clock with a word": lambda s: replace(s, moment=lambda v: v.strftime("%d.%m.%Y %H:%M Uhr")),
    "clock with dots": lambda s: replace(s, moment=lambda v: v.strftime("%d/%m/%Y %H.%M")),
    "title above": lambda s: replace(s, table=lambda rows: [["Report March 2026"], [], ["Printed", "2026-04-02"], *rows]),
    "total below": lambda s: replace(s, table=lambda rows: [*rows, ["Total", *[""] * (len(rows[0]) - 1)]]),
    "blank lines between": lambda s: replace(s, table=lambda rows: [x for row in rows for x in (row, [])]),
    "empty rows of delimiters": lambda s: replace(s, table=lambda rows: [x for row in rows for x in (row, [""] * len(row))]),
    "footer": lambda s: replace(s, table=lambda rows: [*rows, [], ["Printed on 2026-04-02 by the till"]]),
    "trailing delimiter": lambda s: replace(s, table=lambda rows: [[*row, ""] for row in rows]),
    "rows trail alone": lambda s: replace(s, table=lambda rows: [rows[0], *([*row, ""] for row in rows[1:])]),
    "header again": lambda s: replace(s, table=lambda rows: [*rows[:2], rows[0], *rows[2:]]),
    "empty columns": lambda s: replace(s, table=lambda rows: [["", rows[0][0], "Spare", *rows[0][1:]], *(["", row[0], "", *row[1:]] for row in rows[1:])]),
    "other columns": lambda s: replace(s, table=lambda rows: [[*rows[0], "Weather", "Customer Name", "Customer Phone"], *([*row, "fair", "Ada L", "+41 22 000"] for row in rows[1:])]),
    "excel's sep line": lambda s: replace(s, delimiter=";", text=lambda t: "sep=;\r\n" + t),
    "zero characters": lambda s: replace(s, text=lambda t: t.replace("\r\n", "\0\0\r\n")),
    "old Mac lines": lambda s: replace(s, text=lambda t: t.replace("\r\n", "\r")),
    "control Z": lambda s: replace(s, text=lambda t: t + "\x1a"),
    "apostrophe before text": lambda s: replace(s, table=lambda rows: [rows[0], *([f'="{row[0]}"', *row[1:]] for row in rows[1:])]),
}  # fmt: skip
ODD = {"clock with dots", "ymd together"}


def _shaped() -> Iterator[Case]:
    for feed in MAIN:
        for name, shape in SHAPES.items():
            yield Case(f"{feed} {name}", feed, written(feed, "en", shape(Shape())), meant(feed))
    for feed in FIELDS:
        if feed not in MAIN:
            for name in (
                "upper case",
                "underscores",
                "title above",
                "header again",
                "excel's sep line",
                "d.m.y",
                "Excel serials",
            ):
                yield Case(f"{feed} {name}", feed, written(feed, "en", SHAPES[name](Shape())), meant(feed))


ENCODED = [
    ("fr", "mac_roman"), ("de", "mac_roman"), ("es", "latin-1"), ("de", "latin-1"), ("it", "cp1252"), ("fr", "iso8859-15"),
    ("ja", "shift_jis"), ("ja", "cp932"), ("ja", "euc_jp"), ("ja", "iso2022_jp"), ("zh", "gb18030"), ("zh", "gbk"), ("zh", "utf-16-le"),
    ("ja", "utf-16-be"), ("ar", "utf-16-le"), ("ar", "cp1256"), ("ar", "iso8859-6"), ("ja", "utf-16"), ("zh", "utf-8-sig"),
]  # fmt: skip


def _encoded() -> Iterator[Case]:
    for language, encoding in ENCODED:
        for feed in ("till_csv", "traffic_csv", "survey_csv"):
            rows = ROWS[feed]
            if feed == "survey_csv":  # words of the language stand in the comments
                words = {"fr": "Très bien, élégant", "de": "Schöne Führung, größer", "es": "Señora, atención", "it": "Perché è così",
                         "ja": "とても良い", "zh": "非常好", "ar": "خدمة ممتازة"}[language]  # fmt: skip
                rows = [(*row[:-1], words) for row in rows]
            shape = replace(HOME[language], encoding=encoding, number=grouped("", "."), delimiter=";")
            yield Case(f"{feed} {language} {encoding}", feed, written(feed, language, shape, rows), meant(feed, rows))


# --- what needs a hand of its own ---


def _lines(*rows: str, encoding: str = "utf-8") -> bytes:
    return ("\n".join(rows) + "\n").encode(encoding)


def _till(*more: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(sorted((_plain(one) for one in more), key=repr))


def _doubt() -> Iterator[Case]:
    """Days that can be day and month or month and day, alone and beside what settles it."""
    for feed in MAIN:
        first = ROWS[feed][0]
        place = next(n for n, one in enumerate(first) if isinstance(one, datetime))
        vague = [
            tuple(at(3 + n, 10, 0, 4) if m == place else one for m, one in enumerate(row))
            for n, row in enumerate(ROWS[feed])
        ]
        for name, form in (
            ("slashes", "%d/%m/%Y %H:%M"),
            ("two-digit years", "%d/%m/%y %H:%M"),
            ("dashes", "%d-%m-%Y %H:%M"),
            ("Americans", "%m/%d/%Y %I:%M %p"),
            ("Americans with dashes", "%m-%d-%Y %H:%M"),
        ):
            shape = Shape(moment=lambda value, form=form: value.strftime(form))
            yield Case(
                f"{feed} days in doubt, {name}", feed, written(feed, "en", shape, vague), meant(feed, vague), asks=True
            )
        late = [
            tuple(
                at(1 + n % 12, 10, 0, 4) if m == place else f"{one}{n}" if m == _key(feed) else one
                for m, one in enumerate(first)
            )
            for n in range(600)
        ]
        late.append(
            tuple(
                at(25, 10, 0, 4) if m == place else f"{one}x" if m == _key(feed) else one for m, one in enumerate(first)
            )
        )
        for name, form in (("European", "%d/%m/%Y %H:%M"), ("American", "%m/%d/%Y %H:%M")):
            shape = Shape(moment=lambda value, form=form: value.strftime(form))
            body = written(feed, "en", shape, late)
            if feed != "traffic_csv":
                yield Case(f"{feed} settled far down, {name}", feed, body, meant(feed, late))
        mixed = [
            tuple(at(day, 10, 0, 4) if m == place else one for m, one in enumerate(row))
            for day, row in zip((3, 4, 5), ROWS[feed], strict=True)
        ]
        yield Case(
            f"{feed} dotted days need no question",
            feed,
            written(feed, "de", Shape(delimiter=";", **days("%d.%m.%Y")), mixed),
            meant(feed, mixed),
        )


def _key(feed: str) -> int:
    return {"till_csv": 1, "survey_csv": 0, "traffic_csv": -1}[feed]


def _own() -> Iterator[Case]:
    head = "Store,Receipt No,Date,Time,Item,Qty,Net Amount"
    two = _till(("GVA01", "7", at(31, 14, 5), "W", 1.0, 12.5, ""), ("GVA01", "8", at(31, 9, 30), "W", 1.0, 13.5, ""))
    for name, first, second in (("am pm", "2:05 PM", "9:30 AM"), ("am pm tight", "02:05pm", "09:30am"), ("am pm dotted", "2:05 p.m.", "9:30 a.m."), ("seconds", "14:05:00", "09:30:00"),
                                ("h", "14h05", "9h30"), ("bare", "1405", "0930"), ("dot", "14.05", "09.30"), ("Japanese", "14時05分", "9時30分")):  # fmt: skip
        for day, form in (
            ("iso", "2026-03-31"),
            ("European", "31/03/2026"),
            ("American", "03/31/2026"),
            ("German", "31.03.2026"),
            ("Japanese", "2026年3月31日"),
        ):
            yield Case(f"till clock of its own, {name}, {day}", "till_csv",
                       _lines(head, f"GVA01,7,{form},{first},W,1,12.50", f"GVA01,8,{form},{second},W,1,13.50"), two)  # fmt: skip
    yield Case("till am and pm in a third column", "till_csv",
               _lines(head.replace("Time", "Time,AM/PM"), "GVA01,7,03/31/2026,2:05,PM,W,1,12.50", "GVA01,8,03/31/2026,9:30,AM,W,1,13.50"), (), asks=True)  # fmt: skip
    yield Case("till midnight beside the day", "till_csv",
               _lines(head, "GVA01,7,31.03.2026 00:00:00,14:05,W,1,12.50", "GVA01,8,31.03.2026 00:00:00,09:30,W,1,13.50"), two)  # fmt: skip
    back = _till(
        ("GVA01", "7", at(31, 14, 5), "W", 1.0, 1250.5, ""), ("GVA01", "8", at(31, 15, 5), "W", -1.0, -1250.5, "")
    )
    head = "Store;Receipt No;Date;Item;Qty;Net Amount;Type"
    for name, qty, net in (
        ("before", "-1", "-1250.50"),
        ("behind", "1-", "1250.50-"),
        ("in brackets", "(1)", "(1,250.50)"),
        ("true minus", "−1", "−1250.50"),
        ("apart", "- 1", "- 1250.50"),
        ("dash", "–1", "–1250.50"),
    ):
        for kind in ("Return", "Retoure", "Reso"):
            yield Case(f"till minus {name} {kind}", "till_csv",
                       _lines(head, "GVA01;7;31.03.2026 14:05;W;1;1250.50;Sale" if kind == "Return" else "GVA01;7;31.03.2026 14:05;W;1;1250.50;", f"GVA01;8;31.03.2026 15:05;W;{qty};{net};{kind}"), back)  # fmt: skip
    both = _till(("GVA01", "7", at(31, 14, 5), "W", 1.0, 100.0, ""), ("GVA01", "8", at(31, 15, 5), "W", 1.0, 100.0, ""))
    yield Case("till German V is a sale", "till_csv",
               _lines("Filiale;Bonnummer;Datum;Artikelnr;Menge;Nettobetrag;Belegart;Storno", "GVA01;7;31.03.2026 14:05;W;1;100,00;V;N", "GVA01;8;31.03.2026 15:05;W;1;100,00;V;N"), both)  # fmt: skip
    yield Case("till German V and R", "till_csv",
               _lines("Filiale;Bonnummer;Datum;Artikelnr;Menge;Nettobetrag;Belegart", "GVA01;7;31.03.2026 14:05;W;1;100,00;V", "GVA01;8;31.03.2026 15:05;W;1;100,00;V", "GVA01;9;31.03.2026 15:15;W;1;100,00;R"),
               _till(("GVA01", "7", at(31, 14, 5), "W", 1.0, 100.0, ""), ("GVA01", "8", at(31, 15, 5), "W", 1.0, 100.0, ""), ("GVA01", "9", at(31, 15, 15), "W", -1.0, -100.0, "")))  # fmt: skip
    yield Case("till doubled headings", "till_csv",
               _lines("Store,Receipt No,Date,Item,Item,Qty,Net Amount,Net Amount", "GVA01,7,2026-03-31 14:05,W,Watch 42,1,100.00,", "GVA01,8,2026-03-31 15:05,W,Watch 42,1,100.00,"), both, asks=False)  # fmt: skip
    yield Case("till doubled headings that differ", "till_csv",
               _lines("Store,Receipt No,Date,Item,Qty,Net Amount,Net Amount", "GVA01,7,2026-03-31 14:05,W,1,100.00,200.00", "GVA01,8,2026-03-31 15:05,W,1,100.00,300.00"), (), asks=True)  # fmt: skip
    yield Case("till a heading that misleads", "till_csv",
               _lines("Store,Receipt No,Date,Item,Qty,Net,Time", "GVA01,7,2026-03-31 14:05,W,1,100.00,fast", "GVA01,8,2026-03-31 15:05,W,1,100.00,slow"), both)  # fmt: skip
    yield Case("till net and gross swapped places", "till_csv",
               _lines("Store,Receipt No,Date,Item,Qty,Total incl. VAT,Total excl. VAT", "GVA01,7,2026-03-31 14:05,W,1,108.10,100.00", "GVA01,8,2026-03-31 15:05,W,1,108.10,100.00"), both)  # fmt: skip
    yield Case("till a tax rate is no tax", "till_csv",
               _lines("Filiale;Bon;Datum;Artikel;Menge;Brutto;MwSt %", "GVA01;7;31.03.2026 14:05;W;1;108,10;8,1", "GVA01;8;31.03.2026 15:05;W;1;108,10;8,1"), both)  # fmt: skip
    yield Case(
        "till thousands alone",
        "till_csv",
        _lines(
            "Filiale;Bon;Datum;Artikel;Menge;Netto",
            "GVA01;7;31.03.2026 14:05;W;1;1.200",
            "GVA01;8;31.03.2026 15:05;W;1;8.000",
        ),
        (),
        asks=True,
    )
    yield Case("till thousands by comma alone", "till_csv",
               _lines("Store;Receipt;Date;Item;Qty;Net", "GVA01;7;2026-03-31 14:05;W;1;1,200", "GVA01;8;2026-03-31 15:05;W;1;8,000"), (), asks=True)  # fmt: skip
    yield Case("till signs of both sorts", "till_csv",
               _lines("Store;Receipt;Date;Item;Qty;Net", "GVA01;7;2026-03-31 14:05;W;1;1,50", "GVA01;8;2026-03-31 15:05;W;1;8.25"), (), asks=True)  # fmt: skip
    yield Case("till days of both orders", "till_csv",
               _lines("Store;Receipt;Date;Item;Qty;Net", "GVA01;7;31/03/2026 14:05;W;1;1.50", "GVA01;8;03/31/2026 15:05;W;1;8.25", "GVA01;9;03/04/2026 15:05;W;1;8.25"), (), asks=True)  # fmt: skip
    for name, cells in (("words", ("Very satisfied", "Neutral", "Dissatisfied")), ("French words", ("Très satisfait", "Neutre", "Insatisfait")), ("labelled", ("5 - Very satisfied", "3 - Neutral", "2 - Poor")),
                        ("stars", ("★★★★★", "★★★☆☆", "★★☆☆☆")), ("out of", ("5/5", "3/5", "2/5"))):  # fmt: skip
        yield Case(
            f"survey scored in {name}",
            "survey_csv",
            _lines(
                "Response ID;Submitted At;Store;Satisfaction;Comments",
                *(f"R{n};2026-03-31 14:0{n};GVA01;{cell};fine" for n, cell in enumerate(cells)),
            ),
            _till(*((f"R{n}", at(31, 14, n), "GVA01", score, "fine") for n, score in enumerate((5.0, 3.0, 2.0)))),
        )
    yield Case(
        "survey comments called note",
        "survey_csv",
        _lines(
            "ID réponse;Date de réponse;Boutique;Note;Note globale",
            "R1;31/03/2026 14:05;GVA01;Accueil chaleureux;5",
            "R2;31/03/2026 15:05;GVA01;Un peu long;3",
        ),
        _till(("R1", at(31, 14, 5), "GVA01", 5.0, ""), ("R2", at(31, 15, 5), "GVA01", 3.0, "")),
    )
    yield Case(
        "survey on ten",
        "survey_csv",
        _lines(
            "Response ID,Date,Store,How likely are you to recommend us? (0-10)",
            "R1,2026-03-31 14:05,GVA01,9",
            "R2,2026-03-31 15:05,GVA01,10",
        ),
        _till(("R1", at(31, 14, 5), "GVA01", 9.0, ""), ("R2", at(31, 15, 5), "GVA01", 10.0, "")),
    )
    yield Case("survey start and end", "survey_csv",
               _lines("Response ID,Start Date,End Date,Store,Rating", "R1,2026-03-31 14:00,2026-03-31 14:05,GVA01,5"), _till(("R1", at(31, 14, 5), "GVA01", 5.0, "")))  # fmt: skip


def _wide() -> Iterator[Case]:
    hours = meant(
        "traffic_csv",
        [
            ("GVA01", at(31, 9, 0), D(4), D(0)),
            ("GVA01", at(31, 10, 0), D(6), D(0)),
            ("GVA01", at(2, 9, 0, 4), D(1), D(0)),
            ("GVA01", at(2, 10, 0, 4), D(2), D(0)),
        ],
    )
    for name, first, second in (("clocks", "09:00", "10:00"), ("ranges", "09:00-10:00", "10:00-11:00"), ("12-hour clocks", "9 AM", "10 AM"), ("h", "9h", "10h"), ("Uhr", "9 Uhr", "10 Uhr"), ("Japanese", "9時", "10時"), ("Chinese", "9点", "10点"),
                                ("bare", "9", "10"), ("bare with zero", "09", "10"), ("seconds", "09:00:00", "10:00:00"), ("spaced", "09:00 - 09:59", "10:00 - 10:59"), ("Hour", "Hour 9", "Hour 10"), ("H", "H09", "H10")):  # fmt: skip
        yield Case(
            f"traffic a column an hour, {name}",
            "traffic_csv",
            _lines(f"Store;Date;{first};{second};Total", "GVA01;31.03.2026;4;6;10", "GVA01;02.04.2026;1;2;3"),
            hours,
        )
    yield Case(
        "traffic a column an hour under a title",
        "traffic_csv",
        _lines("Footfall March", "", "Site,Day,09:00,10:00", "GVA01,2026-03-31,4,6", "GVA01,2026-04-02,1,2"),
        hours,
    )
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for row in (
        ["Store", "Date", time(9), time(10)],
        ["GVA01", date(2026, 3, 31), 4, 6],
        ["GVA01", date(2026, 4, 2), 1, 2],
    ):
        book.active.append(row)
    book.save(out)
    yield Case("traffic a column an hour in Excel", "traffic_csv", out.getvalue(), hours)
    doors = meant(
        "traffic_csv",
        [
            ("GVA01", at(31, 9, 0), D(4), D(0)),
            ("GVA01", at(31, 9, 0), D(6), D(0)),
            ("GVA01", at(31, 10, 0), D(1), D(0)),
            ("GVA01", at(31, 10, 0), D(2), D(0)),
        ],
    )
    for name, first, second in (
        ("numbered", "Door 1", "Door 2"),
        ("German", "Eingang Nord", "Eingang Süd"),
        ("French", "Entrée A", "Entrée B"),
        ("in", "Entrance 1 In", "Entrance 2 In"),
        ("sensors", "Sensor A", "Sensor B"),
        ("Japanese", "入口1", "入口2"),
    ):
        yield Case(
            f"traffic a column a door, {name}",
            "traffic_csv",
            _lines(
                f"Store;Date;Time;{first};{second};Total",
                "GVA01;31.03.2026;09:00;4;6;10",
                "GVA01;31.03.2026;10:00;1;2;3",
            ),
            doors,
        )
    yield Case("traffic a column a boutique", "traffic_csv", _lines("Date;GVA01;TYO01", "31.03.2026 09:00;4;6"),
               tuple(sorted([("GVA01", at(31, 9, 0).replace(tzinfo=HERE).astimezone(UTC), 4.0, 0.0), ("TYO01", datetime(2026, 3, 31, 0, 0, tzinfo=UTC), 6.0, 0.0)], key=repr)))  # fmt: skip
    yield Case("traffic ShopperTrak", "traffic_csv", _lines("Site ID,Date,Hour,Enters,Exits", "GVA01,03/31/2026,9,4,1", "GVA01,03/31/2026,10,6,2", "GVA01,03/31/2026,Total,10,3"),
               meant("traffic_csv", [("GVA01", at(31, 9, 0), D(4), D(1)), ("GVA01", at(31, 10, 0), D(6), D(2))]))  # fmt: skip


def book_of(
    rows: Sequence[Sequence[Any]], *, before: Sequence[tuple[str, Any]] = (), hidden: bool = False, merged: bool = False
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for title, some in before:
        sheet.title = title
        for row in some:
            sheet.append(row)
        if hidden:
            sheet.sheet_state = "hidden"
        sheet = book.create_sheet("Data")
    if merged:
        sheet.append(["Sales of March 2026"])
        sheet.merge_cells("A1:F1")
        sheet.append([])
    for row in rows:
        sheet.append(list(row))
    if hidden:
        book.active = len(before)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods_of(rows: Sequence[Sequence[Any]]) -> bytes:
    """An OpenDocument table of texts, numbers and days, as small as calamine reads it."""

    def one(value: Any) -> str:
        match value:
            case datetime():
                return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"><text:p>x</text:p></table:table-cell>'
            case Decimal() | int() | float():
                return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(one, row))}</table:table-row>" for row in rows)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Data">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
        packed.writestr("content.xml", text)
    return out.getvalue()


def html_of(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    body = "".join("<tr>" + "".join(f"<td>{one}</td>" for one in row) + "</tr>" for row in rows)
    return f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{encoding}"></head><body><table border=1>{body}</table></body></html>'.encode(
        encoding
    )


def _typed(feed: str) -> list[list[Any]]:
    return [
        HEADS[feed]["en"].split("|"),
        *([float(one) if isinstance(one, Decimal) else one for one in row] for row in ROWS[feed]),
    ]


def _books() -> Iterator[Case]:
    for feed in FIELDS:
        yield Case(f"{feed} Excel", feed, book_of(_typed(feed)), meant(feed))
    for feed in MAIN:
        texts = table_of(feed, "en", Shape())
        for name, body in (
            ("numbers and days as text", book_of(texts)), ("German text", book_of(table_of(feed, "en", replace(Shape(), number=grouped(".", ","), **days("%d.%m.%Y"))))),
            ("merged title", book_of(_typed(feed), merged=True)), ("notes on the first sheet", book_of(_typed(feed), before=[("Notes", [["Printed by", "the till"], ["on", date(2026, 4, 2)]])])),
            ("empty first sheet", book_of(_typed(feed), before=[("Cover", [])])), ("hidden first sheet", book_of(_typed(feed), before=[("Lookup", [["code", "text"], ["V", "Sale"]])], hidden=True)),
            ("hidden look-alike", book_of(_typed(feed), before=[("Old", [_typed(feed)[0], [*_typed(feed)[1]]])], hidden=True)),
            ("serials without a form", book_of([[serial(one) if isinstance(one, datetime) else one for one in row] for row in _typed(feed)])),
            ("a total below", book_of([*_typed(feed), ["Total", *[None] * (len(texts[0]) - 1)]])), ("OpenDocument", ods_of(_typed(feed))),
            ("HTML called xls", html_of(texts)), ("HTML of windows", html_of(table_of(feed, "fr", replace(HOME["fr"])), "cp1252")),
        ):  # fmt: skip
            yield Case(f"{feed} {name}", feed, body, meant(feed))


def cases() -> list[Case]:
    found = [*_at_home(), *_shaped(), *_encoded(), *_doubt(), *_own(), *_wide(), *_books()]
    twice = [name for name, n in Counter(one.name for one in found).items() if n > 1]
    assert not twice, twice
    return found


__all__ = ["Case", "cases", "judged", "timedelta"]
