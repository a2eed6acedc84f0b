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
from .answers import Answer, receipt_of, unanswered
from .cells import fixed, unknown_door
from .delivery import Bad, Delivery, Reading, Skipped, revision_of
from .documents import Document, documents, listed, text_of, time_of
from .feed import Feed
from .languages import tag_of
from .mapping import settled
from .scores import FIVE, scored
from .typeform_cut import is_question, object_of, pared

FEED = "typeform"
SCALES = {  # where the definition is silent
    "rating": FIVE, "opinion_scale": (0.0, 10.0), "nps": (0.0, 10.0), "multiple_choice": FIVE, "dropdown": FIVE,
    "picture_choice": FIVE, "yes_no": (0.0, 1.0),
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
            cut = pared(response, settings)
            silent = _silent(cut, settings)
            if partial and (settings["partial"] == "skip" or silent):
                yield Skipped(at, mark("is an answer that was not finished"))
                continue
            if silent and settings["unscored"] == "skip" and _field(cut, settings["score"]) is not None:
                yield Skipped(at, mark("has no score"))
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


def _silent(response: Document, settings: Mapping[str, Any]) -> bool:
    answer = _answer(response, settings["score"])
    if answer is None or _field(response, settings["score"]) is None:
        return answer is None
    return unanswered(text_of(object_of(answer, "choice"), "label"), {**settings, "low": 0.0}) and not (
        {"number", "boolean"} & answer.keys())  # fmt: skip


def _survey(response: Document, delivery: Delivery, settings: Mapping[str, Any]) -> Survey:
    def hidden(field: str) -> str:
        return text_of(response["hidden"], settings["hidden"].get(field, "")).strip()

    door, at = _door(hidden("boutique"), delivery, settings), time_of(response, "submitted_at")
    if not (token := text_of(response, "token")):
        raise Refused("is missing", "/token")
    answer = _answer(response, settings["score"])
    if answer is None:
        if _field(response, settings["score"]) is not None:
            raise Refused(f'no answer has the ref {settings["score"]!r}, though it was asked; write unscored = "skip" '
                          "in the mapping to pass those over", "/answers")  # fmt: skip
        raise Refused(f'no answer has the ref {settings["score"]!r}; write score = "<ref>" in the mapping', "/answers")
    type_, low, high = _scale(response, answer, settings)
    question = "nps" if type_ == "nps" else settings["question"]
    told = Answer(1, {"score": _told(answer, settings)}, {"score": "answers"})
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


def _answer(response: Document, name: str) -> Document | None:
    return next((one for one in response["answers"] if is_question(object_of(one, "field"), name)), None)


def _field(response: Document, name: str) -> Document | None:
    """The question as the form's definition has it."""
    return next((one for one in response["definition"]["fields"] if is_question(one, name)), None)


def _told(answer: Document, settings: Mapping[str, Any]) -> str:
    """The score as it was given: a number, the choice that was made, yes or no."""
    if text := text_of(answer, "number") or text_of(object_of(answer, "choice"), "label"):
        return text
    if "boolean" in answer:
        word = "yes" if answer["boolean"] else "no"
        return word if word in settings["scores"] else str(int(answer["boolean"]))
    raise Refused(f"is an answer of type {text_of(answer, 'type')!r}, no number and no choice", "/answers")


def _scale(response: Document, answer: Document, settings: Mapping[str, Any]) -> tuple[str, float, float]:
    """(type, low, high): the mapping's, else by the definition's steps, else what Typeform starts a question with."""
    field = _field(response, settings["score"]) or {}
    type_ = text_of(field, "type") or text_of(answer["field"], "type")
    if settings["low"] < settings["high"]:
        return type_, float(settings["low"]), float(settings["high"])
    if type_ not in SCALES:
        raise Refused(f"is a question of type {type_!r}, whose scale is not known; write low and high in the mapping",
                      "/answers")  # fmt: skip
    low, high = SCALES[type_]
    properties = object_of(field, "properties")
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
