"""What a source delivered, to be looked at: what the connector reads stays readable, everything else is blacked out.

Readable is only what looks like a code, a number, a day or a few plain words, in a column or member that is read; what
looks like a person's is masked even there. Clients' words are never shown.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import islice
from typing import Any
from urllib.parse import parse_qs

from ..connectors import Feed
from ..connectors.looks import NUMBERS
from ..connectors.mapping import settled
from ..connectors.rows import layout_of
from ..connectors.tables import lines
from ..privacy import notes
from ..refusals import Refused

HIDDEN = "•••"
MOST, ROWS, LONGEST = 200_000, 200, 60  # bytes, rows and characters that are shown
SEALED = frozenset({"comment", "note", "name", "login"})  # read, but of a person: words, names
PERSONS = re.compile(
    r"customer|client|buyer|recipient|contact|billing|shipping_address|person_properties|e_?mail|phone|mobile|address|"
    r"birth|gender|passport|iban|card|(first|last|full|sur|given|family|operator|cashier|staff)_?name|^name$|"
    r"^(ip|text|note|notes|comment|description|title|message)$",
    re.IGNORECASE,
)
# fmt: off
READ = frozenset((
    "id", "ids", "key", "number", "order_id", "order_number", "order_ids", "location_id", "user_id", "source",
    "source_name", "currency", "created_at", "updated_at", "processed_at", "closed_at", "cancelled_at",
    "submitted_at", "landed_at", "date", "date_created", "date_modified", "time", "timestamp", "start", "finish",
    "value", "values", "total", "totals", "amount", "price", "quantity", "sku", "state", "status", "version",
    "event_type", "type", "test", "taxes_included", "total_price", "total_discounts", "total_discount", "total_tax",
    "subtotal_price", "line_items", "refunds", "transactions", "product_id", "catalog_object_id", "uid", "returns",
    "tenders", "total_money", "line_item_id", "refund_line_items", "attributed_staffs", "team_member_id",
    "register_id", "author_id", "sale", "sales", "token", "form_id", "event_id", "survey_id", "respondent_id",
    "object_id", "score", "survey_type", "ref", "field", "hidden", "answers", "form_response", "definition",
    "fields", "number_answer", "opinion_scale", "rating", "boutique", "store", "store_id", "receipt", "visit",
    "associate", "language", "channel", "minutes", "entries", "exits", "excluded", "interval", "group", "data",
    "items", "orders", "order", "payments", "payment",
))
# fmt: on
CODE = re.compile(r"[\w.,:/+#\-]{1,60}( [\w.,:/+#\-]{1,20}){0,2}")
DOCUMENT = re.compile(rb"(\xef\xbb\xbf)?\s*[\[{]")
GROUPS = str.maketrans("", "", "'’\u00a0\u202f ")  # what stands between thousands
TAG = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<[^>]*>|[^<]+", re.DOTALL)
ATTRIBUTE = re.compile(r"""([\w.:-]+)(\s*=\s*)("[^"]*"|'[^']*')""")
# fmt: off
TAGS = frozenset((
    "transactionid", "sequencenumber", "retailstoreid", "unitid", "workstationid", "businessdaydate",
    "begindatetime", "enddatetime", "currencycode", "operatorid", "itemid", "positemid", "quantity",
    "actualsalesunitprice", "regularsalesunitprice", "extendedamount", "amount", "total", "tax", "tender",
    "itemtype", "associateid", "transactiontypecode", "reasoncode", "merchandisehierarchy",
))
# fmt: on


def redacted(feed: Feed, mapping: Mapping[str, Any] | None, body: bytes) -> str:
    """A delivery as text that may be looked at."""
    settings = settled(mapping, feed.name)
    if feed.table and not DOCUMENT.match(body):
        return _table(feed, settings, body)
    text = body[:MOST].decode("utf-8-sig", "replace").strip()
    if text.startswith("payload="):
        text = parse_qs(text).get("payload", [""])[0]
    if text.startswith("<"):
        return "".join(_xml(text))
    try:
        found = [json.loads(body.decode("utf-8-sig") if text[:1] in "{[" else text)]
    except (ValueError, RecursionError):
        found = list(_each(text))
    words = _words(settings)
    return "\n".join(json.dumps(_json(one, words, ""), indent=1, ensure_ascii=False) for one in found[:ROWS])


def plain(value: object) -> str:
    """A value that may be looked at as it is, or blacked out."""
    text = str(value).strip()
    if not text:
        return ""
    if len(text) > LONGEST or not CODE.fullmatch(text):
        return HIDDEN
    return text if notes.mask(text) == text else HIDDEN


def cell(feed: Feed, field: str, text: str) -> str:
    """A cell as a preview shows it: of a column that is read, and nothing of a person's."""
    if not text.strip():
        return ""
    if not field or field == "comment" or (field in SEALED and feed.family in ("people", "till", "survey")):
        return HIDDEN
    if field in NUMBERS and len(text) <= LONGEST and plain(text.translate(GROUPS)) != HIDDEN:
        return text.strip()
    return plain(text)


def _table(feed: Feed, settings: Mapping[str, Any], body: bytes) -> str:
    """The columns that are read; the others by their heading alone."""
    columns: Mapping[str, str] = settings["columns"]
    named = {heading for field, heading in columns.items() if heading and field not in SEALED}
    stream = io.BytesIO(body)
    try:
        layout = layout_of(stream, settings, feed.needs)
        stream.seek(0)
        with closing(lines(stream, layout)) as every:
            found = [cells for _, cells in islice(every, layout.header - 1, layout.header + ROWS)]
    except (Refused, UnicodeDecodeError, csv.Error):
        return HIDDEN
    if not found:
        return HIDDEN
    heads = [cell.strip() for cell in found[0]]
    shown = ["; ".join(head if head in named or (head and plain(head) != HIDDEN) else HIDDEN for head in heads)]
    for cells in found[1:]:
        seen = zip(cells, heads + [""] * len(cells), strict=False)
        shown.append("; ".join(plain(cell) if head in named else HIDDEN if cell.strip() else "" for cell, head in seen))
    return "\n".join(shown)


def _json(value: Any, words: frozenset[str], name: str) -> Any:
    if PERSONS.search(name) and name not in words:
        return HIDDEN
    if isinstance(value, dict):
        return {_member(key): _json(one, words, str(key)) for key, one in list(value.items())[:ROWS]}
    if isinstance(value, list):
        return [_json(one, words, name) for one in value[:ROWS]]
    if value is None or isinstance(value, bool):
        return value
    known = name in READ or name in words or name.isdecimal()
    return (value if plain(value) == str(value) else HIDDEN) if known else HIDDEN


def _member(key: object) -> str:
    shown = plain(key)
    return shown if shown != HIDDEN else HIDDEN


def _words(settings: Mapping[str, Any]) -> frozenset[str]:
    """The members the mapping names: values of its texts and tables, but for what is a client's words or a name."""
    found: set[str] = set()
    for name, value in settings.items():
        if isinstance(value, str) and name not in SEALED:
            found.add(value)
        elif isinstance(value, Mapping):
            found |= {str(one) for key, one in value.items() if isinstance(one, str) and key not in SEALED}
    return frozenset(one for one in found if one)


def _each(text: str) -> Iterator[Any]:
    """One JSON a line; what is none is blacked out."""
    for line in text.splitlines()[:ROWS]:
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            yield HIDDEN


def _xml(text: str) -> Iterator[str]:
    """Names of elements, and what stands in those that are read; comments and CDATA never."""
    inside = ""
    for part in TAG.findall(text):
        if part.startswith("<!"):
            yield HIDDEN
        elif part.startswith("<"):
            name = re.split(r"[\s/>]", part[1:].lstrip("/"))[0].rpartition(":")[2].lower()
            inside = "" if part.startswith("</") or part.endswith("/>") else name
            yield ATTRIBUTE.sub(lambda m: f'{m[1]}{m[2]}"{_attribute(m[1], m[3][1:-1])}"', part[:2_000])
        elif part.strip():
            yield plain(part) if inside in TAGS else HIDDEN
        else:
            yield part


def _attribute(name: str, value: str) -> str:
    if name.startswith(("xmlns", "xsi")):
        return value if len(value) < 200 else HIDDEN
    return plain(value) if name.rpartition(":")[2].lower() in {*TAGS, "totaltype", "level", "typecode"} else HIDDEN
