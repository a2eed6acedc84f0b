"""A client's answer, as a survey tool's connector cuts it: flat cells of a few fields, and a survey made of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..languages import mark
from ..refusals import Refused
from ..retail.events import Survey
from ..retail.master import Door
from ..retail.who import Who
from .cells import YES, door_of, filled, moment
from .delivery import Bad, Delivery, Skipped, revision_of
from .languages import tag_of
from .rows import Row
from .scores import scored

FINISHED = YES | {
    "complete", "completed", "finished", "terminé", "completato", "vollständig", "completado", "はい", "完了", "是",
    "已完成", "نعم", "مكتمل",
}  # fmt: skip
SCALE = ("low", "high")  # fields that a connector says of each answer, where the sender does


@dataclass(frozen=True, slots=True)
class Answer(Row):
    """An answer of a JSON delivery. place: its JSON pointer; columns: where under it a field stands."""

    place: str = ""

    def refusal(self, field: str, reason: str) -> Refused:
        return Refused(reason, f"{self.place}/{self.columns.get(field, field)}")

    def bad(self, refused: Refused) -> Bad:
        return Bad(refused.pointer or self.place, refused.reason, self.cells)


def answered(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> Survey | Bad | Skipped:
    """What an answer is: a survey, one to be passed over, or one that waits.

    Cells: response, answered_at, score, and what else the tool knows of boutique, associate, receipt, visit, visited,
    comment, language, channel, finished, revision; low, high and question where they differ by answer.
    """
    place = row.place if isinstance(row, Answer) else f"line {row.line}"
    partial = bool(row.get("finished")) and row.get("finished").lower() not in FINISHED
    if partial and (settings["partial"] == "skip" or not row.get("score")):
        return Skipped(place, mark("is an answer that was not finished"))
    if not row.get("score") and settings["unscored"] == "skip":
        return Skipped(place, mark("has no score"))
    try:
        return survey(row, delivery, settings)
    except Refused as e:
        return row.bad(e)


def again(delivery: Delivery) -> Iterator[Answer]:
    """Answers that waited, as they were cut."""
    for number, one in enumerate(delivery.again, 1):
        yield Answer(number, {name: str(value) for name, value in one.items()}, {}, f"/{number - 1}")


def survey(row: Row, delivery: Delivery, settings: Mapping[str, Any]) -> Survey:
    """
    Raises:
        Refused: a cell is missing or cannot be read.
    """
    settings = _of_this(row, settings)
    door, source = door_of(row, "boutique", delivery.doors, settings), settings["source"]
    zone, formats = settings["zone"] or door.zone, settings["dates"]
    at = moment(row, ("answered_at",), formats=formats, zone=zone)
    raw, low, high = scored(row, settings)
    return Survey(
        at=at,
        boutique=door.code,
        source=source,
        key=row.need("response"),
        revision=revision_of(moment(row, ("revision",), formats=formats, zone=zone) if row.get("revision") else at),
        raw=raw,
        low=low,
        high=high,
        question=settings["question"],
        associate=Who(source, row.get("associate")) if row.get("associate") else None,
        receipt=receipt_of(row.get("receipt"), door, settings),
        visit=row.get("visit"),
        visited=moment(row, ("visited",), formats=formats, zone=zone) if row.get("visited") else None,
        comment=row.get("comment"),
        language=tag_of(row.get("language")),
        channel=row.get("channel").lower(),
    )


def receipt_of(number: str, door: Door, settings: Mapping[str, Any]) -> str:
    """The receipt's key, made as the till's mapping makes it."""
    return filled(settings["receipt_key"], {"boutique": door.code, "receipt": number}) if number else ""


def _of_this(row: Row, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings with what this one answer says of its scale."""
    said: dict[str, Any] = {name: float(row.get(name)) for name in SCALE if row.get(name)}
    if row.get("question"):
        said["question"] = row.get("question")
    return {**settings, **said} if said else settings
