"""Answers to a Typeform: the webhook's payload, or a file of responses. Hidden fields make the link explicit.

Shape: https://www.typeform.com/developers/webhooks/example-payload/
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..languages import mark
from ..refusals import Refused
from ..retail.events import Survey
from ..retail.master import Door
from ..retail.who import Who
from . import signatures
from .answers import Answer, receipt_of
from .cells import fixed, unknown_door
from .delivery import Bad, Delivery, Reading, Skipped, revision_of
from .documents import Document, documents, listed, text_of, time_of
from .feed import Feed
from .languages import tag_of
from .mapping import settled
from .scores import FIVE, scored

FEED = "typeform"
SCALES = {  # where the definition is silent
    "rating": FIVE, "opinion_scale": (0.0, 10.0), "nps": (0.0, 10.0), "multiple_choice": FIVE, "dropdown": FIVE,
    "picture_choice": FIVE,
}  # fmt: skip
PARTIAL = ("partial", "started")


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    for found in documents(delivery):
        if isinstance(found, Bad):
            yield found
            continue
        place, document = found
        if (type_ := document.get("event_type", "form_response")) not in ("form_response", "form_response_partial"):
            yield Skipped(place, mark(f"is a {type_}, no answer"))
            continue
        for at, response in _responses(document, place):
            if settings["forms"] and (form := text_of(response, "form_id")) and form not in settings["forms"]:
                yield Skipped(at, mark("is of a form that the mapping does not name"))
                continue
            partial = type_ != "form_response" or response.get("response_type") in PARTIAL
            cut = _cut(response, settings)
            if partial and (settings["partial"] == "skip" or _answer(cut, settings["score"]) is None):
                yield Skipped(at, mark("is an answer that was not finished"))
                continue
            try:
                yield _survey(cut, delivery, settings)
            except Refused as e:
                yield Bad(f"{at}{e.pointer}", e.reason, cut)


def _responses(document: Document, place: str) -> list[tuple[str, Document]]:
    if isinstance(found := document.get("form_response"), dict):
        return [(f"{place}/form_response", found)]
    if "items" in document:
        return [(f"{place}/items/{n}", one) for n, one in enumerate(listed(document, "items"))]
    if "answers" in document:
        return [(place, document)]
    raise Refused("holds no form_response; send the webhook's body or an export of responses", place or "/")


def _cut(response: Document, settings: Mapping[str, Any]) -> Document:
    """Only what the mapping names: a client's name or address in another answer does not come in."""
    hidden = _object(response, "hidden")
    wanted = {ref for ref in (settings["score"], settings["comment"]) if ref}
    fields, answers = _object(response, "definition").get("fields"), response.get("answers")
    return {
        "token": response.get("token"),
        "submitted_at": response.get("submitted_at") or response.get("landed_at"),  # one not finished has only this
        "hidden": {name: hidden[name] for name in settings["hidden"].values() if name in hidden},
        "definition": {"fields": [one for one in fields or () if isinstance(one, dict) and one.get("ref") in wanted]},
        "answers": [one for one in answers or () if isinstance(one, dict) and _ref(one) in wanted],
    }


def _object(document: Document, name: str) -> Document:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _ref(answer: Document) -> str:
    return text_of(_object(answer, "field"), "ref")


def _survey(response: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Survey:
    def hidden(field: str) -> str:
        return text_of(response["hidden"], settings["hidden"].get(field, "")).strip()

    door, at = _door(hidden("boutique"), delivery, settings), time_of(response, "submitted_at")
    if not (token := text_of(response, "token")):
        raise Refused("is missing", "/token")
    answer = _answer(response, settings["score"])
    if answer is None:
        raise Refused(f'no answer has the ref {settings["score"]!r}; write score = "<ref>" in the mapping', "/answers")
    type_, low, high = _scale(response, answer, settings)
    question = "nps" if type_ == "nps" else settings["question"]
    told = Answer(1, {"score": _told(answer)}, {"score": "answers"})
    raw, low, high = scored(told, {**settings, "low": low, "high": high, "question": question, "decimal": "."})
    comment, source = _answer(response, settings["comment"]), settings["source"]
    return Survey(
        at=at,
        boutique=door.code,
        source=source,
        key=token,
        revision=revision_of(at),
        raw=raw,
        low=low,
        high=high,
        question=question,
        associate=Who(source, hidden("associate")) if hidden("associate") else None,
        receipt=receipt_of(hidden("receipt"), door, settings),
        visit=hidden("visit"),
        visited=_visited(hidden("visited"), door, settings),
        comment=text_of(comment or {}, "text"),
        language=tag_of(hidden("language")),
    )


def _door(text: str, delivery: Delivery, settings: Mapping[str, Any]) -> Door:
    text = text or settings["boutique"]
    if not text:
        name = settings["hidden"].get("boutique")
        raise Refused("is empty; pass it in the form's address, or write boutique in the mapping", f"/hidden/{name}")
    if (door := delivery.doors.get(settings["boutiques"].get(text, text))) is None:
        raise Refused(unknown_door(text), "/hidden")
    return door


def _answer(response: Document, ref: str) -> Document | None:
    return next((one for one in response["answers"] if ref and _ref(one) == ref), None)


def _told(answer: Document) -> str:
    """The score as it was given: a number, or the choice that was made."""
    if text := text_of(answer, "number") or text_of(_object(answer, "choice"), "label"):
        return text
    raise Refused(f"is an answer of type {text_of(answer, 'type')!r}, no number and no choice", "/answers")


def _scale(response: Document, answer: Document, settings: Mapping[str, Any]) -> tuple[str, float, float]:
    """(type, low, high): the mapping's, else by the definition's steps, else what Typeform starts a question with."""
    ref = settings["score"]
    field: Document = next((one for one in response["definition"]["fields"] if text_of(one, "ref") == ref), {})
    type_ = text_of(field, "type") or text_of(answer["field"], "type")
    if settings["low"] < settings["high"]:
        return type_, float(settings["low"]), float(settings["high"])
    if type_ not in SCALES:
        raise Refused(f"is a question of type {type_!r}, whose scale is not known; write low and high in the mapping",
                      "/answers")  # fmt: skip
    low, high = SCALES[type_]
    properties = _object(field, "properties")
    if type_ == "opinion_scale" and properties.get("start_at_one") is True:
        low, high = 1.0, 11.0
    steps = properties.get("steps")
    return type_, low, low + steps - 1 if type(steps) is int and steps > 1 else high


def _visited(text: str, door: Door, settings: Mapping[str, Any]) -> datetime | None:
    if not text:
        return None
    for form in settings["dates"]:
        try:
            found = datetime.fromisoformat(text) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
        return fixed(found, settings["zone"] or door.zone)
    raise Refused(f"{text!r} is not a date; expected e.g. 2026-03-31T14:05", f"/hidden/{settings['hidden']['visited']}")


CONNECTORS = (
    Feed(FEED, read, ("form_response",), "client surveys of Typeform, webhook or file",
         family="survey", title="Typeform", signing=signatures.TYPEFORM),
)  # fmt: skip
