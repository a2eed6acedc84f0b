"""What of a response of Typeform is read: nothing that was asked beside the score and the comment comes in."""

import re
from collections.abc import Mapping
from typing import Any

from .documents import Document, text_of

NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?")


def pared(response: Document, settings: Mapping[str, Any]) -> Document:
    """Only what the mapping names: a client's name or address in another answer does not come in."""
    hidden = object_of(response, "hidden")
    fields, answers = object_of(response, "definition").get("fields"), response.get("answers")
    score, comment = settings["score"], settings["comment"]
    given = [one for one in answers or () if isinstance(one, dict)] if isinstance(answers, list) else []
    asked = [one for one in fields if isinstance(one, dict)] if isinstance(fields, list) else []
    return {
        "token": response.get("token"),
        "submitted_at": response.get("submitted_at") or response.get("landed_at"),  # one not finished has only this
        "hidden": {name: hidden[name] for name in settings["hidden"].values() if name in hidden},
        "definition": {"fields": [_scaled(one) for one in asked if is_question(one, score)]},
        "answers": [
            *(_scored(one) for one in given if is_question(object_of(one, "field"), score)),
            *({"text": one.get("text"), "field": _named(one)} for one in given
              if comment and is_question(object_of(one, "field"), comment)),
        ],
    }  # fmt: skip


def _scaled(field: Document) -> Document:
    properties = object_of(field, "properties")
    scale = {name: properties[name] for name in ("steps", "start_at_one") if name in properties}
    return {**{name: field.get(name) for name in ("id", "ref", "type")}, "properties": scale}


def _scored(answer: Document) -> Document:
    """Of an answer what a score is told by: a number, a choice, yes or no. Of what was typed in only a number."""
    found: Document = {"type": answer.get("type"), "field": _named(answer)}
    labels = object_of(answer, "choices").get("labels")
    if (number := answer.get("number")) is not None:
        found["number"] = number
    if label := text_of(object_of(answer, "choice"), "label") or _one(labels):
        found["choice"] = {"label": label}
    if isinstance(answer.get("boolean"), bool):
        found["boolean"] = answer["boolean"]
    if NUMBER.fullmatch(text := text_of(answer, "text").strip()):
        found["number"] = text
    return found


def _one(labels: object) -> str:
    """The label of a choice of several of which one was made."""
    return labels[0] if isinstance(labels, list) and len(labels) == 1 and isinstance(labels[0], str) else ""


def _named(answer: Document) -> Document:
    field = object_of(answer, "field")
    return {name: field.get(name) for name in ("id", "ref", "type")}


def is_question(field: Document, name: str) -> bool:
    """The mapping may name a question by its ref or its id."""
    return bool(name) and name in (text_of(field, "ref"), text_of(field, "id"))


def object_of(document: Document, name: str) -> Document:
    found = document.get(name)
    return found if isinstance(found, dict) else {}
