"""Delighted: the webhook of a response, or a file of them. Its properties link it; nothing else of the person is read.

Shapes: https://app.delighted.com/docs/api/listing-survey-responses, https://app.delighted.com/docs/webhooks
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..languages import mark
from ..refusals import Refused
from . import signatures
from .answers import Answer, again, answered
from .delivery import Bad, Delivery, Reading, Skipped
from .documents import Document, documents, text_of
from .feed import Feed
from .mapping import CHOICES, settled

FEED = "delighted"
EVENTS = ("survey_response.created", "survey_response.updated", "")
READ: Mapping[str, str] = {"response": "id", "score": "score", "comment": "comment"}
TIMES: Mapping[str, str] = {"answered_at": "created_at", "revision": "updated_at"}
EPOCH = re.compile(r"[1-9][0-9]{9}(?:[0-9]{3})?")
FIXED: Mapping[str, Any] = {"decimal": ".", "partial": "skip", "scores": {}, "low": 0.0, "high": 0.0,
                            "question": "satisfaction"}  # fmt: skip


def read(delivery: Delivery) -> Reading:
    settings = {**FIXED, **settled(delivery.mapping, FEED)}
    if delivery.again:
        for one in again(delivery):
            yield _answered(one, delivery, settings)
        return
    for found in documents(delivery):
        if isinstance(found, Bad):
            yield found
            continue
        place, document = found
        if (event := text_of(document, "event_type")) not in EVENTS:
            yield Skipped(place, mark(f"is a {event}, no answer"))
            continue
        if "event_data" in document:
            place, document = f"{place}/event_data", _object(document, "event_data")
        if "id" not in document or "survey_type" not in document:
            if not place:
                raise Refused("holds no id and survey_type; send the webhook's body or responses of the API", "/")
            yield Bad(place, mark("holds no id and survey_type; expected a response"), {})
        elif passed := _passed(document, settings):
            yield Skipped(place, passed)
        else:
            yield _answered(_cut(place, document, settings), delivery, settings)


def _answered(answer: Answer, delivery: Delivery, settings: Mapping[str, Any]) -> Any:
    """The answer on the scale of its type."""
    type_ = answer.get("survey_type")
    scale = settings["scales"].get(type_)
    if not _is_scale(scale):
        reason = mark(f"{type_!r} has no scale here; write in the mapping [scales] {type_} = [1, 5]")
        return answer.bad(answer.refusal("survey_type", reason))
    if (question := settings["kinds"].get(type_, "satisfaction")) not in CHOICES["question"]:
        raise Refused(f"{question!r} is none of {', '.join(CHOICES['question'])}", f"mapping, [kinds] {type_}")
    return answered(answer, delivery, {**settings, "low": scale[0], "high": scale[1], "question": question})


def _is_scale(found: object) -> bool:
    numbers = found if isinstance(found, list) else []
    return len(numbers) == 2 and all(type(one) in (int, float) for one in numbers) and numbers[0] < numbers[1]


def _cut(place: str, response: Document, settings: Mapping[str, Any]) -> Answer:
    properties = _object(response, "person_properties")
    cells = {field: text_of(response, name).strip() for field, name in READ.items()}
    cells |= {field: _moment(response, name) for field, name in TIMES.items()}
    cells["survey_type"] = text_of(response, "survey_type").lower()
    cells |= {field: text_of(properties, name).strip() for field, name in settings["properties"].items() if name}
    columns = {**READ, **TIMES, **{f: f"person_properties/{name}" for f, name in settings["properties"].items()}}
    return Answer(1, {field: text for field, text in cells.items() if text}, columns, place)


def _passed(response: Document, settings: Mapping[str, Any]) -> str:
    type_ = text_of(response, "survey_type").lower()
    found = {**_object(response, "person_properties"), "survey_type": type_}
    return next((f"{name} is {text_of(found, name)!r}" for name, words in settings["skip"].items()
                 if text_of(found, name) in words), "")  # fmt: skip


def _moment(response: Document, name: str) -> str:
    """Seconds since 1970 as a time, milliseconds too; anything else as it stands."""
    text = text_of(response, name)
    if not EPOCH.fullmatch(text):
        return text
    return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()


def _object(document: Document, name: str) -> Document:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


CONNECTORS = (
    Feed(FEED, read, ("id", "survey_type", "score"), "client surveys of Delighted, webhook or file",
         family="survey", title="Delighted", signing=signatures.PATH),
)  # fmt: skip
