"""A client's answer, as a survey tool's connector cuts it: flat cells of a few fields, and a survey made of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..languages import mark
from ..refusals import Refused
from ..retail.events import Survey
from ..retail.master import Door
from ..retail.who import Who
from .cells import YES, door_of, filled, moment
from .delivery import Bad, Delivery, Skipped, revision_of
from .headings import plain
from .languages import tag_of
from .rows import Row
from .scores import scored

# fmt: off
FINISHED = YES | {
    "complete", "completed", "finished", "terminé", "terminée", "complet", "complète", "completato", "completata",
    "completo", "completa", "finito", "vero", "vollständig", "abgeschlossen", "beendet", "fertig", "completado",
    "completada", "terminado", "terminada", "verdadero", "sì", "はい", "完了", "終了", "真", "是", "已完成", "完成",
    "正确", "نعم", "مكتمل", "مكتملة", "تم", "صحيح", "صواب", "100", "100%", "100 %",
}
UNANSWERED = {  # what tools write where nothing was answered; -99: Qualtrics, of a question that was seen
    plain(word) for word in (
        "n/a", "n.a.", "na", "null", "none", "nil", "not applicable", "no answer", "not answered", "no response",
        "no opinion", "don't know", "prefer not to say", "skipped", "refused", "sans objet", "s. o.", "sans réponse",
        "sans opinion", "non applicable", "ne sait pas", "ne se prononce pas", "nsp", "non applicabile",
        "nessuna risposta", "non so", "n/d", "keine angabe", "k. a.", "keine antwort", "nicht zutreffend",
        "weiß nicht", "no aplica", "sin respuesta", "no sabe", "ns/nc", "該当なし", "無回答", "回答なし", "わからない",
        "不适用", "未回答", "无", "不知道", "لا ينطبق", "بدون إجابة", "لا أعرف",
    )
}
# fmt: on
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
    score = row.get("score")
    silent = unanswered(score, settings)
    partial = bool(row.get("finished")) and row.get("finished").lower() not in FINISHED
    if partial and (settings["partial"] == "skip" or silent):
        return Skipped(place, mark("is an answer that was not finished"))
    if silent and settings["unscored"] == "skip":
        return Skipped(place, mark("has no score"))
    try:
        if silent and score:
            raise row.refusal("score", mark(
                f'{score!r} says that it was not answered; write unscored = "skip" in the mapping to pass those over'
            ))  # fmt: skip
        return survey(row, delivery, settings)
    except Refused as e:
        return row.bad(e)


def unanswered(score: str, settings: Mapping[str, Any]) -> bool:
    """Nothing, or what stands for nothing: N/A, a dash, -99 on a scale that does not reach so far."""
    if not score:
        return True
    if score in settings["scores"]:
        return False
    bare = plain(score)
    if bare == "99":
        return score.lstrip("-\N{MINUS SIGN}") != score and settings["low"] > -99
    return bare in UNANSWERED or not score.strip("-\N{EN DASH}\N{EM DASH}._/")


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
        revision=_revision(row, delivery, formats=formats, zone=zone),
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


def _revision(row: Row, delivery: Delivery, *, formats: Sequence[str], zone: str) -> str:
    """When it was last changed. Where nobody says so the later file or message stands: answers are edited."""
    if not row.get("revision"):
        return revision_of(delivery.received)
    return revision_of(moment(row, ("revision",), formats=formats, zone=zone))


def receipt_of(number: str, door: Door, settings: Mapping[str, Any]) -> str:
    """The receipt's key, made as the till's mapping makes it."""
    return filled(settings["receipt_key"], {"boutique": door.code, "receipt": number}) if number else ""


def _of_this(row: Row, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings with what this one answer says of its scale."""
    said: dict[str, Any] = {name: float(row.get(name)) for name in SCALE if row.get(name)}
    if row.get("question"):
        said["question"] = row.get("question")
    return {**settings, **said} if said else settings
