"""SurveyMonkey: the webhook that only names a response, which is fetched, or a file of responses with their answers.

https://api.surveymonkey.com/v3/docs#api-endpoints-get-surveys-id-responses-id-details
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..languages import mark
from ..refusals import Refused
from ..retail.events import Survey
from . import signatures
from .answers import Answer, again, answered
from .cells import moment
from .delivery import Bad, Delivery, Reading, Skipped, revision_of
from .documents import Document, documents, listed, text_of
from .feed import Feed
from .mapping import settled
from .surveymonkey_choice import Choice, chosen, told

FEED = "surveymonkey"
EVENTS = ("response_completed", "response_updated", "response_created")
DELETED = "response_deleted"
PASSED = ("disqualified", "overquota")
PREVIEW = "survey_preview"
SEVERAL = mark('has several answers; write in the mapping row = "<id>" of the one to read')
ID = re.compile(r"\d{1,20}")
READ: Mapping[str, str] = {
    "response": "id", "answered_at": "date_created", "revision": "date_modified", "finished": "response_status",
    "channel": "collection_mode", "language": "language",
}  # fmt: skip


class _Reader:
    """One delivery. A survey's questions are asked for once."""

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.settings: Mapping[str, Any] = {**settled(delivery.mapping, FEED), "decimal": "."}
        self._questions: dict[str, dict[str, Document]] = {}

    def read(self, place: str, document: Document) -> Reading:
        if "event_type" in document:
            yield self._named(place, document)
        elif "data" in document and "pages" not in document:
            for n, one in enumerate(listed(document, "data")):
                yield self.response(f"{place}/data/{n}", one)
        elif "pages" in document:
            yield self.response(place, document)
        else:
            raise Refused("holds no response; send the webhook's body or responses with their details", place or "/")

    def _named(self, place: str, event: Document) -> Any:
        if (type_ := text_of(event, "event_type")) not in (*EVENTS, DELETED):
            return Skipped(place, mark(f"is a {type_}, no answer"))
        found = event.get("resources")
        survey = text_of(found if isinstance(found, dict) else {}, "survey_id") or text_of(event, "filter_id")
        response = text_of(event, "object_id")
        if not ID.fullmatch(survey) or not ID.fullmatch(response):
            raise Refused("names no response; expected object_id and resources with survey_id", place or "/")
        if self._is_other(survey):
            return Skipped(place, mark("is of a survey that the mapping does not name"))
        if type_ == DELETED:
            since = text_of(event, "event_datetime")
            return self.deleted(place, {"response": response, "revision": since, DELETED: "yes"})
        details = self._asked(f"surveys/{survey}/responses/{response}/details")
        return self.response(place, {**details, "survey_id": survey})

    def response(self, place: str, response: Document) -> Any:
        survey, status = text_of(response, "survey_id"), text_of(response, "response_status")
        if self._is_other(survey):
            return Skipped(place, mark("is of a survey that the mapping does not name"))
        if status in PASSED:
            return Skipped(place, mark(f"is {status}"))
        if text_of(response, "collection_mode") == PREVIEW:
            return Skipped(place, mark("is a preview"))
        cells: dict[str, str] = {}
        try:
            cells, columns = self._cut(response)
            answer = Answer(1, cells, columns, place)
            self._score(cells, answer, response, survey)
        except Refused as refusal:
            if not refusal.pointer:  # the sender does not give it: the delivery waits whole
                raise
            at = refusal.pointer if refusal.pointer.startswith(place) else place + refusal.pointer
            return Bad(at, refusal.reason, cells)
        found = answered(answer, self.delivery, self.settings)
        if isinstance(found, Bad) and "score" not in cells and found.place == f"{place}/pages":
            asked = self.settings["score"]
            reason = mark(
                f'has no answer to question {asked}; is it the score? Else write score = "<id>" in the mapping'
            )
            return replace(found, reason=reason)
        return found

    def deleted(self, place: str, cells: Mapping[str, str]) -> Any:
        """It can be fetched no more. Where the mapping names no boutique the house takes the kept answer's."""
        columns = {"response": "object_id", "revision": "event_datetime"}
        row = Answer(1, {field: text for field, text in cells.items() if text}, columns, place)
        settings, at = self.settings, self.delivery.received
        boutique = settings["boutiques"].get(settings["boutique"], settings["boutique"])
        try:
            if row.get("revision"):
                at = moment(row, ("revision",), formats=settings["dates"], zone=settings["zone"] or "UTC")
        except Refused as refusal:
            return row.bad(refusal)
        return Survey(
            at=at, boutique=boutique if boutique in self.delivery.doors else "", source=settings["source"],
            key=row.need("response"), revision=revision_of(at),
            raw=settings["low"], low=settings["low"], high=settings["high"], question=settings["question"],
            cancelled=True,
        )  # fmt: skip

    def _is_other(self, survey: str) -> bool:
        return bool(self.settings["surveys"] and survey and survey not in self.settings["surveys"])

    def _cut(self, response: Document) -> tuple[dict[str, str], dict[str, str]]:
        found, names = response.get("custom_variables"), self.settings["variables"]
        variables: Document = found if isinstance(found, dict) else {}
        cells = {field: text_of(variables, name).strip() for field, name in names.items() if name}
        cells |= {field: text for field, name in READ.items() if (text := text_of(response, name))}
        wanted = self.settings["comment"]
        comment = [text_of(one, "text") for one in _answers(response, wanted)] if wanted else []
        cells["comment"] = "\n".join(one for one in comment if one)
        columns = {**{field: f"custom_variables/{name}" for field, name in names.items()}, **READ, "score": "pages"}
        return {field: text for field, text in cells.items() if text}, columns

    def _score(self, cells: dict[str, str], answer: Answer, response: Document, survey: str) -> None:
        """Adds the cells of the score; none where the question was not answered."""
        settings = self.settings
        found = [one for one in _answers(response, settings["score"])
                 if not settings["row"] or text_of(one, "row_id") == settings["row"]]  # fmt: skip
        given = [one for one in found if text_of(one, "choice_id")] or found
        if len(given) > 1:
            raise answer.refusal("score", SEVERAL)
        if given:
            question = self._question(survey) if text_of(given[0], "choice_id") else None
            choice: Choice = chosen(given[0], question)
            score = told(choice, settings)
            if score is None:
                cells["choice"] = choice.text
                raise _unplaced(answer)
            cells |= score

    def again(self, answer: Answer) -> Any:
        """An answer that waited; its choice may have been given its place since."""
        if answer.get(DELETED):
            return self.deleted(answer.place, answer.cells)
        if not (choice := answer.get("choice")):
            return answered(answer, self.delivery, self.settings)
        if choice not in self.settings["scores"]:
            return answer.bad(_unplaced(answer))
        return answered(replace(answer, cells={**answer.cells, "score": choice}), self.delivery, self.settings)

    def _question(self, survey: str) -> Document | None:
        """The question as the survey asks it; None for a file without the means to ask."""
        if self.delivery.ask is None or not ID.fullmatch(survey):
            return None
        if survey not in self._questions:
            details = self._asked(f"surveys/{survey}/details")
            self._questions[survey] = {text_of(one, "id"): one for one in _questions(details)}
        return self._questions[survey].get(self.settings["score"])

    def _asked(self, path: str) -> Document:
        found = self.delivery.asked(f"{self.settings['api'].rstrip('/')}/v3/{path}")
        if not isinstance(found, dict):
            raise Refused("was fetched and is no object; is api the address of your data center?")
        return found


def read(delivery: Delivery) -> Reading:
    reader = _Reader(delivery)
    if delivery.again:
        for one in again(delivery):
            yield reader.again(one)
        return
    for found in documents(delivery):
        if isinstance(found, Bad):
            yield found
            continue
        try:
            yield from reader.read(*found)
        except Refused as refusal:
            if not found[0] or type(refusal) is not Refused:  # alone it waits whole, to be asked for once more
                raise
            yield Bad(found[0], refusal.reason, {})


def _unplaced(answer: Answer) -> Refused:
    choice = answer.get("choice")
    return answer.refusal("score", mark(
        f"{choice!r} is a choice whose place on the scale is not known; write it in the mapping under [scores]"
    ))  # fmt: skip


def _questions(document: Document) -> Iterator[Document]:
    for page in listed(document, "pages"):
        yield from listed(page, "questions")


def _answers(response: Document, question: str) -> list[Document]:
    return [one for asked in _questions(response) if text_of(asked, "id") == question
            for one in listed(asked, "answers")]  # fmt: skip


CONNECTORS = (
    Feed(FEED, read, ("id", "pages"), "client surveys of SurveyMonkey, webhook or file",
         family="survey", title="SurveyMonkey", signing=signatures.SURVEYMONKEY, asks=True,
         probe="v3/users/me"),
)  # fmt: skip
