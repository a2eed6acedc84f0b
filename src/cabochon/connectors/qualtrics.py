"""Qualtrics: its export with three header rows, its JSON export, and the event of a response, whole or only named.

Response: https://api.qualtrics.com/1179a68b7183c-retrieve-a-survey-response
Event: https://api.qualtrics.com/docs/create-subscription (form-encoded), or a workflow's web service task (JSON)
"""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qsl

from ..languages import mark
from ..refusals import Refused
from . import signatures
from .answers import Answer, again, answered
from .delivery import Bad, Delivery, Reading, Skipped
from .documents import Document, documents, text_of
from .feed import Feed
from .headings import plain
from .mapping import COLUMNS, settled
from .qualtrics_headers import HEADERS, RESPONSE, is_header, zoned, zones_of
from .rows import AT_HAND, Row, rows, seekable
from .scores import FIVE, words
from .tables import is_book

FEED = "qualtrics"
REQUIRED = ("response", "answered_at", "score")
LOOK = 65_536  # bytes by which a delivery is told from another
SURVEY = re.compile(r"SV_[A-Za-z0-9]{1,40}")
SURVEY_NAMES, RESPONSE_NAMES = ("surveyid", "survey_id"), ("responseid", "response_id", "_recordid")
NEVER = re.compile(r"ip_?address|latitude|longitude|recipient|e-?mail", re.IGNORECASE)
_FORM = re.compile(rb"\s*[A-Za-z_][\w.-]*=[^&=\s,]*(?:&[A-Za-z_][\w.-]*=[^&=\s]*)*\s*")


def read(delivery: Delivery) -> Reading:
    settings = dict(settled(delivery.mapping, FEED))
    settings["dates"] = (*settings["dates"], "iso")  # times whose zone the export says are kept with their offset
    _never_read(settings)
    if delivery.again:
        for one in again(delivery):
            yield _told(one, delivery, settings)
        return
    with tempfile.SpooledTemporaryFile(AT_HAND) as room:
        stream = seekable(delivery.stream, cast("BinaryIO", room))
        begin = stream.tell()
        head = stream.read(LOOK)
        stream.seek(begin)
        delivery = replace(delivery, body=stream)
        if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
            yield from _json(delivery, settings)
        elif not is_book(stream) and _FORM.fullmatch(head):
            yield from _json(replace(delivery, body=_unform(head)), settings)
        else:
            yield from _table(delivery, settings)


def _never_read(settings: Mapping[str, Any]) -> None:
    for table in (COLUMNS, "values"):
        for field, name in settings[table].items():
            if NEVER.search(name):
                raise Refused(f"{name} is the client's and is not read; leave {field} out", f"mapping, [{table}]")


def _table(delivery: Delivery, settings: Mapping[str, Any]) -> Reading:
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    zones = {} if settings["zone"] else zones_of(delivery.stream, settings, required)
    for at, row in enumerate(rows(delivery, settings, required)):
        if not isinstance(row, Row):
            yield row
        elif at < HEADERS and is_header(row, settings):
            yield Skipped(f"line {row.line}", mark("is a second header"))
        else:
            yield answered(zoned(row, zones, settings), delivery, settings)


def _unform(head: bytes) -> bytes:
    """A form's fields as a JSON object; of a subscription with a shared key the message inside."""
    fields = dict(parse_qsl(head.strip().decode("ascii", "replace")))
    if "MSG" not in fields or {name.lower() for name in fields} & {*SURVEY_NAMES}:
        return json.dumps(fields).encode()
    if not fields["MSG"].lstrip().startswith("{"):
        raise Refused("holds an encrypted message; make the subscription with encrypt false", "/MSG")
    return fields["MSG"].encode()


def _json(delivery: Delivery, settings: Mapping[str, Any]) -> Reading:
    for found in documents(delivery):
        if isinstance(found, Bad):
            yield found
            continue
        for place, response in _responses(*found):
            if not isinstance(response, dict):
                yield Bad(place, mark("is not an object"), {})
            elif isinstance(response.get("values"), dict) or _at_hand(response, settings):
                yield _answer(place, response, delivery, settings)
            else:
                try:
                    yield _asked(place, response, delivery, settings)
                except Refused as refusal:
                    if not place or type(refusal) is not Refused:  # alone it waits whole, to be asked for once more
                        raise
                    yield Bad(place, refusal.reason, {})


def _responses(place: str, document: Document) -> Iterator[tuple[str, Any]]:
    """One response, one inside the API's `result`, or an export's list of them."""
    if isinstance(found := document.get("result"), dict):
        yield f"{place}/result", found
    elif isinstance(found := document.get("responses"), list):
        yield from ((f"{place}/responses/{n}", one) for n, one in enumerate(found))
    else:
        yield place, document


def _at_hand(response: Document, settings: Mapping[str, Any]) -> bool:
    """Whether a workflow's own JSON brings the answers themselves, by the names of the columns."""
    return any(settings[table]["score"] in response for table in (COLUMNS, "values") if settings[table].get("score"))


def _asked(place: str, event: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Any:
    """The response that an event only names."""
    survey, response = _id(event, SURVEY_NAMES), _id(event, RESPONSE_NAMES)
    if not SURVEY.fullmatch(survey) or not RESPONSE.fullmatch(response):
        topic = text_of(event, "Topic")
        if topic and not response:
            return Skipped(place, mark("is an event without a response"))
        raise Refused("names no response; expected values, or SurveyID (SV_...) and ResponseID (R_...)", place or "/")
    if settings["surveys"] and survey not in settings["surveys"]:
        return Skipped(place, mark("is of a survey that the mapping does not name"))
    if not (base := settings["api"].rstrip("/")):
        raise Refused('names a response that has to be fetched; write in the mapping api = '
                      '"https://<datacenter>.qualtrics.com"', place or "/")  # fmt: skip
    found = delivery.asked(f"{base}/API/v3/surveys/{survey}/responses/{response}")
    result = found.get("result") if isinstance(found, dict) else None
    if not isinstance(result, dict) or not isinstance(result.get("values"), dict):
        raise Refused("was fetched and holds no values; is api the address of your data center?", place or "/")
    return _answer(f"{place}/result", result, delivery, settings)


def _id(event: Document, names: tuple[str, ...]) -> str:
    return next((text_of(event, name) for name in event if name.lower() in names), "")


def _answer(place: str, response: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Any:
    """Of a response only what the mapping names. What a choice was called is told where its number is not known."""
    deep = isinstance(response.get("values"), dict)
    values: Document = response["values"] if deep else response
    found = response.get("labels") if deep else None
    labels: Document = found if isinstance(found, dict) else {}
    status = {text_of(one, name) for one in (values, labels) for name in ("status", "Status")} - {""}
    if passed := status & set(settings["skip"].get("Status", ())):
        return Skipped(place, mark(f"Status is {min(passed)!r}"))
    cells: dict[str, str] = {}
    columns: dict[str, str] = {}
    for field, name in settings["values"].items():
        columns[field] = f"values/{name}" if deep else settings[COLUMNS].get(field) or name
        for one in (name, settings[COLUMNS].get(field, "")):
            if one and one in values:
                cells[field], columns[field] = _text(values, one), f"values/{one}" if deep else one
                break
    if label := _text(labels, settings["values"]["score"]):
        cells |= {"score": label} if label in settings["scores"] else {"label": label}
    cells.setdefault("response", _id(response, RESPONSE_NAMES))
    return _told(Answer(1, cells, columns, place), delivery, settings)


def _told(answer: Answer, delivery: Delivery, settings: Mapping[str, Any]) -> Any:
    """The answer, whose number and wording have to agree: a recoded choice is told by its word, one that says the
    opposite of its number waits."""
    label, score = answer.get("label"), answer.get("score")
    word = words().get(plain(label)) if label and settings["question"] == "satisfaction" else None
    if word is None or (settings["low"], settings["high"]) != FIVE or score in settings["scores"]:
        return answered(answer, delivery, settings)
    try:
        raw = float(score)
    except ValueError:
        return answered(answer, delivery, settings)
    if not FIVE[0] <= raw <= FIVE[1]:
        return answered(replace(answer, cells={**answer.cells, "score": label}), delivery, settings)
    raw = sum(FIVE) - raw if settings["reversed"] else raw
    if (raw - sum(FIVE) / 2) * (word - sum(FIVE) / 2) < 0:
        way = "false" if settings["reversed"] else "true"
        return answer.bad(answer.refusal("score", mark(
            f"{score!r} is called {label!r}: is the scale the other way about? Write reversed = {way} in the mapping"
        )))  # fmt: skip
    return answered(answer, delivery, settings)


def _text(values: Document, name: str) -> str:
    return text_of(values, name).strip()


CONNECTORS = (
    Feed(FEED, read, ("boutique", *REQUIRED), "client surveys of Qualtrics: export, event of a response",
         family="survey", title="Qualtrics", signing=signatures.PATH, table=True, asks=True,
         token=("X-API-TOKEN", "")),
)  # fmt: skip
