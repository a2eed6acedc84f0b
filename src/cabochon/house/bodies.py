"""What a dropped file is by its first bytes: a table, JSON or XML of a sender that is known, or what nobody can read.

A sender is told by members that it alone sends together; the shapes stand in the documentation that each connector
names.
"""

import re
import zipfile
from pathlib import PurePath
from typing import IO

from ..connectors import KINDS, Feed, sample_of
from ..connectors.tables import BOOKS, UTF16, wide
from ..languages import mark
from ..refusals import Refused

COUNTERS = ("traffic_json", "poslog")
EXPECTED = mark({
    ".json": "is no JSON, and {0} is read from JSON: a document as the sender delivers it, a list, or one a line",
    ".xml": "is no XML, and {0} is read from XML as the sender delivers it",
})  # fmt: skip
LOOK = 65_536  # bytes by which a body is told from another
UNREADABLE = (
    (b"%PDF-", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a packed file (gzip)"), (b"7z\xbc\xaf", "a packed file (7-Zip)"), (b"Rar!", "a packed file (RAR)"),
    (b"{\\rtf", "a text document (RTF)"), (b"SQLite format 3", "a database"),
)  # fmt: skip
WORKBOOKS = ("xl/", "content.xml")  # of XLSX and XLSB, of ODS
MEMBER = re.compile(r'"([A-Za-z_@][\w.@:-]{0,60})"\s*:')
JSON = re.compile(rb'\s*(\{\s*["}]|\[\s*[\[{\]])')
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f\x7f]")  # what no text holds; zeros pad the lines of some tills
FORM = re.compile(rb"\s*[A-Za-z_][\w.-]*=[^&=\s,;]*(?:&[A-Za-z_][\w.-]*=[^&=\s]*)*\s*")
# fmt: off
SENDERS: dict[str, tuple[frozenset[str], ...]] = {
    "shopify":      (frozenset({"line_items", "order_number"}), frozenset({"line_items", "financial_status"}),
                     frozenset({"line_items", "admin_graphql_api_id"}), frozenset({"line_items", "source_name"})),
    "square":       (frozenset({"location_id", "total_money"}), frozenset({"merchant_id", "event_id", "data"}),
                     frozenset({"catalog_object_id", "line_items"})),
    "lightspeed":   (frozenset({"outlet_id", "line_items"}), frozenset({"register_id", "line_items"}),
                     frozenset({"register_sale_products"})),
    "typeform":     (frozenset({"form_response"}), frozenset({"landing_id", "answers"})),
    "surveymonkey": (frozenset({"survey_id", "collector_id"}), frozenset({"object_type", "event_type", "resources"})),
    "delighted":    (frozenset({"event_data", "survey_type"}), frozenset({"person_properties", "score"})),
    "qualtrics":    (frozenset({"responseId", "values"}), frozenset({"SurveyID", "ResponseID"}),
                     frozenset({"_recordId", "values"})),
    "epcis":        (frozenset({"epcisBody"}), frozenset({"eventTime", "bizStep"})),
}
# fmt: on


def is_document(feed: Feed, file: IO[bytes]) -> bool:
    """Whether it is read as a document of its sender and not as a table.

    Raises:
        Refused: this connector cannot read such a body at all; says what it is and what is expected.
    """
    head, ending = _head(file), PurePath(sample_of(feed)[0]).suffix
    shape = _shape(head) if feed.table or ending in EXPECTED else "own"
    if shape == "book":
        _workbook(file)
    if shape == "html":
        raise Refused("is a web page, though it may be called .xls; open it in Excel and save it as XLSX", "file")
    if shape == "form" and feed.signing is None:
        shape = ""
    if shape in ("json", "xml"):
        _told_apart(feed, head, shape)
    if not feed.table and shape != "form" and ending in EXPECTED and ending != f".{shape}":
        raise Refused(EXPECTED[ending].format(feed.title or feed.name), "file")
    return not feed.table or shape in ("json", "form")


def senders(head: bytes) -> list[str]:
    """The connectors whose deliveries look like this JSON."""
    members = frozenset(MEMBER.findall(head.decode("utf-8", "replace")))
    return [name for name, shapes in SENDERS.items() if any(shape <= members for shape in shapes)]


def _shape(head: bytes) -> str:
    """json, xml, html, form, book, "" for what may be a table of text.

    Raises:
        Refused: it is a kind of file nobody reads.
    """
    for begin, called in UNREADABLE:
        if head.startswith(begin):
            raise Refused(f"is {called}, whatever it is called; export a table, as CSV or Excel", "file")
    if head.startswith(b"PK\x03\x04"):
        return "book"
    if head.startswith(BOOKS):
        return ""
    if not head.startswith(UTF16) and not wide(head) and len(CONTROL.findall(head)) > len(head) // 100:
        raise Refused("is no text and no workbook; export a table, as CSV or Excel", "file")
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if JSON.match(bare):
        return "json"
    if bare.startswith(b"<"):
        return "html" if re.match(rb"(?i)<(!doctype\s+html|html|table|meta|head)\b", bare) else "xml"
    return "form" if len(head) < LOOK and FORM.fullmatch(head) else ""


def _told_apart(feed: Feed, head: bytes, shape: str) -> None:
    """
    Raises:
        Refused: another sender's JSON, or JSON and XML where a table is read.
    """
    found = senders(head) if shape == "json" else []
    if feed.name in found:
        return
    if found and (feed.table or feed.name in SENDERS or feed.name in COUNTERS):
        theirs = KINDS[found[0]].title
        raise Refused(f"is a delivery of {theirs}, which is not read here; connect {theirs} and drop it there", "file")
    if feed.table and (feed.signing is None or shape == "xml"):
        kind = shape.upper()
        raise Refused(f"is {kind}, and a table is read here; export it as CSV or Excel, or connect its sender", "file")


def _workbook(file: IO[bytes]) -> None:
    """
    Raises:
        Refused: it is an archive of something else.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return  # a workbook that breaks off: its reader says so
    if any(name.startswith(WORKBOOKS) for name in names):
        return
    if any(name.startswith("word/") for name in names):
        raise Refused("is a Word document; save its table as CSV or Excel", "file")
    if any(name.endswith(".iwa") for name in names):
        raise Refused("is of Numbers or Pages; export it there as CSV or Excel", "file")
    raise Refused("is a ZIP archive; unpack it and drop the file that is in it", "file")


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(LOOK)
    file.seek(0)
    return head
