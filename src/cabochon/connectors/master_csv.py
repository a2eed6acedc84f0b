"""Master data from CSV: doors, the catalogue, people with the codes other systems know them by."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time
from difflib import get_close_matches
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from ..languages import mark
from ..refusals import Refused
from ..retail.currencies import EXPONENTS
from ..retail.master import JOB_ROLES, PRIMARY, SECONDARY, Door, Product
from .cells import YES, clock, day, number, unknown_door
from .delivery import Bad, DatedRow, Delivery, PersonRow, Reading
from .feed import Feed
from .headings import plain
from .job_roles import role_of
from .mapping import COLUMNS, default, settled
from .rows import Row, header_of, rows

SPAN = re.compile(r"(\d{1,2}[:h]\d\d)\s*(?:-|–|—|to)\s*(\d{1,2}[:h]\d\d)")
LONGEST = 120  # characters of a cell
TWICE = "already; keep one"
TEXTS = ("code", "sku", "name", "region", "type", "line", "brand", "collection")
DOORS, CATALOGUE, PEOPLE = "doors", "catalogue", "people"


def doors(delivery: Delivery) -> Reading:
    return _each(delivery, settled(delivery.mapping, DOORS), ("code", "zone", "currency"), _door)


def catalogue(delivery: Delivery) -> Reading:
    return _each(delivery, settled(delivery.mapping, CATALOGUE), ("sku", "line"), _product)


def people(delivery: Delivery) -> Reading:
    """Any column called like a source ("till:csv", "survey:typeform") holds that source's codes, several apart by ;."""
    settings = settled(delivery.mapping, PEOPLE)
    header = (name.removeprefix("identifier ") for name in header_of(delivery, settings))
    sources = {name: name for name in header if ":" in name} | dict(settings["identifiers"])
    columns = {**settings[COLUMNS], **{f"identifier {name}": name for name in sources}}

    def person(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> PersonRow:
        cells = ((source, row.get(f"identifier {name}")) for name, source in sources.items())
        codes = tuple((source, code.strip()) for source, cell in cells for code in cell.split(";") if code.strip())
        since = day(row, "valid_from", settings["dates"])
        made = replace(_person(row, delivery, settings), identifiers=codes, since=since)
        read[made.code, since] = row
        return made

    read: dict[tuple[str, date | None], Row] = {}
    return _together(_each(delivery, {**settings, COLUMNS: columns}, ("code", "name", "boutique"), person), read)


def _together(found: Reading, read: Mapping[tuple[str, date | None], Row]) -> Reading:
    """Where one of the rows of somebody cannot be read their others wait with it: what held before its day would else
    be said of the days after it too. Of two rows of one day the first is kept."""
    people, wrong, broken = list[PersonRow](), dict[str, str](), None
    try:
        for item in found:
            if isinstance(item, PersonRow):
                people.append(item)
                continue
            if isinstance(item, Bad) and not item.reason.endswith(TWICE):
                wrong.setdefault(item.row.get("code", ""), item.place.split(",")[0])
            yield item
    except Refused as refusal:
        broken = refusal
    for one in people:
        row = read[one.code, one.since]
        if place := wrong.get(one.code):
            reason = mark(f"waits for another row of the same person, {place}, which cannot be used")
            yield Bad(f"line {row.line}", reason, row.cells)
        else:
            yield one
    if broken:
        raise broken


def _each(
    delivery: Delivery,
    settings: Mapping[str, Any],
    required: tuple[str, ...],
    make: Callable[[Row, Delivery, Mapping[str, Any]], Door | Product | PersonRow],
) -> Reading:
    """A row may say from which day on it holds; then one thing may have several rows, of a day each."""
    seen: dict[tuple[str, date | None], int] = {}
    for row in rows(delivery, settings, required):
        if not isinstance(row, Row):
            yield row
            continue
        try:
            since = day(row, "valid_from", settings["dates"])
            first = seen.setdefault((row.need(required[0]), since), row.line)
            if first != row.line:
                raise row.refusal(required[0], f"{row.get(required[0])!r} stands on line {first} already; keep one")
            made = make(row, delivery, settings)
            if since is None or isinstance(made, PersonRow):
                yield made
            else:
                yield DatedRow(row=made, since=since, place=f"line {row.line}", cells=row.cells)
        except Refused as e:
            yield row.bad(e)


def _door(row: Row, _: Delivery, settings: Mapping[str, Any]) -> Door:
    _check(row)
    zone, currency, dates = row.need("zone"), row.need("currency").upper(), settings["dates"]
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = get_close_matches(zone, available_timezones(), 1)
        raise row.refusal(
            "zone", f"{zone!r} is no time zone; expected e.g. {near[0] if near else 'Europe/Zurich'}"
        ) from None
    if currency not in EXPONENTS:
        raise row.refusal("currency", f"{currency!r} is not a currency of ISO 4217; expected e.g. CHF")
    usual = Door(code=row.get("code"), name=row.get("name") or row.get("code"), zone=zone, currency=currency)
    opens, closes = _hours(row, usual)
    open_date, close_date = day(row, "open_date", dates), day(row, "close_date", dates)
    if open_date and close_date and close_date < open_date:
        raise row.refusal("close_date", f"{close_date} lies before the first day, {open_date}")
    return replace(
        usual,
        region=row.get("region"),
        type=row.get("type") or usual.type,
        opens=opens,
        closes=closes,
        factor=_factor(row, settings) if row.get("factor") else usual.factor,
        open_date=open_date,
        close_date=close_date,
        go_live=day(row, "go_live", dates),
        day_ends=clock(row, "day_ends", usual.day_ends),
        web_pickup_counts=row.get("web_pickup_counts").lower() in YES,
        country=_country(row),
    )


def _hours(row: Row, usual: Door) -> tuple[time, time]:
    """From two columns, or from one as 10:00-19:00. The usual hours of a day: a boutique has but one pair of them."""
    opens, closes = clock(row, "opens", usual.opens), clock(row, "closes", usual.closes)
    if text := row.get("hours"):
        if (span := SPAN.fullmatch(text)) is None:
            raise row.refusal(
                "hours", f"{text!r} is no span of a day; give the usual hours alone, e.g. 10:00-19:00, as other days "
                "cannot be kept"
            )  # fmt: skip
        given = {"opens": span[1].replace("h", ":"), "closes": span[2].replace("h", ":")}
        row = replace(row, cells={**row.cells, **given}, columns={**row.columns, **dict.fromkeys(given, "hours")})
        opens, closes = clock(row, "opens", opens), clock(row, "closes", closes)
    if opens == closes:
        raise row.refusal("closes", "is when it opens; expected e.g. 19:00")
    return opens, closes


def _country(row: Row) -> str:
    code = row.get("country").upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise row.refusal("country", f"{code!r} is no country; expected the two letters of ISO 3166-1, e.g. FR")
    return code


def _factor(row: Row, settings: Mapping[str, Any]) -> float:
    factor = number(row, "factor", settings["decimal"])
    if not 0 < factor <= 1:
        raise row.refusal(
            "factor", f"{factor} is outside 0..1; expected the share of entries that are clients, e.g. 0.85"
        )
    return float(factor)


def _product(row: Row, _: Delivery, settings: Mapping[str, Any]) -> Product:
    _check(row)
    text = row.get("kind") or PRIMARY
    kind = _meant(text, "kinds", settings)
    if kind not in (PRIMARY, *SECONDARY):
        known = ", ".join((PRIMARY, *SECONDARY))
        raise row.refusal("kind", f'{text!r} is no kind; write [kinds] "{text}" = one of {known}')
    line = row.need("line") if kind == PRIMARY else row.get("line")
    return Product(
        sku=row.get("sku"),
        line=_meant(line, "lines", settings),
        kind=kind,
        brand=row.get("brand"),
        collection=row.get("collection"),
        name=row.get("name"),
    )


def _meant(text: str, table: str, settings: Mapping[str, Any]) -> str:
    """A word of the catalogue as ours, by the mapping's own words first; one that nobody knows stays as it is."""
    word = plain(text)
    for words in (settings[table], default(CATALOGUE)[table]):
        if ours := _bare(tuple(words.items())).get(word):
            return ours
    return text.lower()


@lru_cache(maxsize=16)
def _bare(words: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {plain(word): ours for word, ours in words}


def _check(row: Row) -> None:
    for name in TEXTS:
        if len(row.get(name)) > LONGEST or not row.get(name).isprintable():
            raise row.refusal(name, f"should be at most {LONGEST} printable characters")


def _person(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> PersonRow:
    _check(row)
    text, boutique = row.get("job_role") or JOB_ROLES[0], row.need("boutique")
    role = role_of(text, settings["job_roles"])
    if role is None:
        known = ", ".join(JOB_ROLES)
        raise row.refusal("job_role", _named(row, text) or
                          f'{text!r} is no job role; write [job_roles] "{text}" = one of {known}')  # fmt: skip
    code = settings["boutiques"].get(boutique, boutique)
    if code not in delivery.doors:
        raise row.refusal("boutique", _named(row, boutique) or unknown_door(boutique))
    hired, left = (day(row, name, settings["dates"]) for name in ("hired", "left"))
    if hired and left and left < hired:
        raise row.refusal("left", f"{left} lies before the first day, {hired}")
    return PersonRow(
        code=row.get("code"),
        name=row.need("name"),
        boutique=code,
        job_role=role or JOB_ROLES[0],
        hired=hired,
        left=left,
        login=row.get("login").lower(),
    )


def _named(row: Row, text: str) -> str:
    """What is said of a cell that holds the person's name by mistake: reasons are kept in clear, it is not quoted."""
    words = {word for word in plain(row.get("name")).split() if len(word) > 1}
    return "holds the person’s name" if words & set(plain(text).split()) else ""


CONNECTORS = (
    Feed("doors", doors, ("code", "zone", "currency"), "boutiques with zone, hours and currency",
         family="master", title="Boutiques", table=True),
    Feed("people", people, ("code", "name", "boutique"), "staff and the codes other systems know them by",
         family="people", title="Staff", table=True),
    Feed("catalogue", catalogue, ("sku", "line"), "what each SKU is: product line, kind, brand, collection",
         family="master", title="Product catalogue", table=True),
)  # fmt: skip
