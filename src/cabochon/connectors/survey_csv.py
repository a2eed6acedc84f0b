"""Client surveys from any tool's CSV, Qualtrics' three header rows included. Only mapped columns are read."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..refusals import Refused
from ..retail.events import Survey
from ..retail.master import Door
from ..retail.who import Who
from .cells import YES, door_of, filled, moment, number
from .delivery import Delivery, Reading, Skipped, revision_of
from .languages import tag_of
from .mapping import settled
from .rows import Row, rows

FEED = "survey_csv"
REQUIRED = ("response", "answered_at", "score")


def read(delivery: Delivery) -> Reading:
    settings = settled(delivery.mapping, FEED)
    required = REQUIRED if settings["boutique"] else ("boutique", *REQUIRED)
    for row in rows(delivery, settings, required):
        if not isinstance(row, Row):
            yield row
        elif row.get("finished") and row.get("finished").lower() not in YES:
            yield Skipped(f"line {row.line}", "is an answer that was not finished")
        elif not row.get("score") and settings["unscored"] == "skip":
            yield Skipped(f"line {row.line}", "has no score")
        else:
            try:
                yield _survey(row, delivery, settings)
            except Refused as e:
                yield row.bad(e)


def _survey(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> Survey:
    door, source = door_of(row, "boutique", delivery.doors, settings), settings["source"]
    zone, formats = settings["zone"] or door.zone, settings["dates"]
    at = moment(row, ("answered_at",), formats=formats, zone=zone)
    return Survey(
        at=at,
        boutique=door.code,
        source=source,
        key=row.need("response"),
        revision=revision_of(moment(row, ("revision",), formats=formats, zone=zone) if row.get("revision") else at),
        raw=_score(row, settings),
        low=float(settings["low"]),
        high=float(settings["high"]),
        question=settings["question"],
        associate=Who(source, row.get("associate")) if row.get("associate") else None,
        receipt=receipt_of(row.get("receipt"), door, settings),
        visit=row.get("visit"),
        visited=moment(row, ("visited",), formats=formats, zone=settings["zone"] or door.zone)
        if row.get("visited")
        else None,
        comment=row.get("comment"),
        language=tag_of(row.get("language")),
        channel=row.get("channel").lower(),
    )


def receipt_of(number: str, door: Door, settings: Mapping[str, Any]) -> str:
    """The receipt's key, made as the till's mapping makes it."""
    return filled(settings["receipt_key"], {"boutique": door.code, "receipt": number}) if number else ""


def _score(row: Row, settings: Mapping[str, Any]) -> float:
    words: Mapping[str, float] = settings["scores"]
    raw = (
        Decimal(str(words[text])) if (text := row.need("score")) in words else number(row, "score", settings["decimal"])
    )
    if not settings["low"] <= raw <= settings["high"]:
        scale = f"{settings['low']:g}..{settings['high']:g}"
        raise row.refusal("score", f"{text!r} is outside the scale {scale}; write low and high in the mapping")
    return float(raw)
