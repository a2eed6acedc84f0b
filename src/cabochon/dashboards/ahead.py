"""A page's questions asked together: it is made once to hear what it asks, and once with the answers at hand."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from ..measures.question import Answer, Cell, Question
from . import Labels, Refusal, See, gone, restated
from .restated import Then

T = TypeVar("T")
NOTHING = Cell(0.0, 0.0, 0)


def together(see: See, make: Callable[[See], T]) -> T:
    """What `make` makes, with its questions asked in one go; one that it asks only now is asked by itself.

    make: asks, and has no other effect: it runs twice.
    """
    heard = _Hearing(see)
    make(heard)
    questions = list({question.name: question for question in heard.questions}.values())
    found = see.ask_many(questions)
    return make(_Told(see, {one.name: answer for one, answer in zip(questions, found, strict=True)}))


class _Hearing:
    """Notes each question, and answers that there is nothing."""

    def __init__(self, see: See) -> None:
        self._see = see
        self.questions: list[Question] = []

    @property
    def labels(self) -> Labels:
        return self._see.labels

    @property
    def gone(self) -> frozenset[str]:
        return gone(self._see)

    def ask(self, question: Question) -> Answer:
        self.questions.append(question)
        return Answer(question, {} if question.by else {(): NOTHING})

    def ask_many(self, questions: Sequence[Question]) -> Sequence[Answer | Refusal]:
        return [self.ask(question) for question in questions]

    def moments(self, where: Mapping[str, Sequence[str]], **_: Any) -> list[dict[str, Any]]:  # noqa: ARG002
        return []

    def comments(self, where: Mapping[str, Sequence[str]], **_: Any) -> list[dict[str, Any]]:  # noqa: ARG002
        return []

    def changes(self) -> int:
        return 0

    def first(self, _: Question) -> Mapping[date, Then]:
        return {}


class _Told:
    """Has the answers at hand; everything else is as it was."""

    def __init__(self, see: See, told: Mapping[tuple[object, ...], Answer | Refusal]) -> None:
        self._see, self._told = see, told

    @property
    def labels(self) -> Labels:
        return self._see.labels

    @property
    def gone(self) -> frozenset[str]:
        return gone(self._see)

    def ask(self, question: Question) -> Answer:
        found = self._told.get(question.name)
        if found is None:
            return self._see.ask(question)
        if isinstance(found, Answer):
            return found
        raise found

    def ask_many(self, questions: Sequence[Question]) -> Sequence[Answer | Refusal]:
        missing = [one for one in questions if one.name not in self._told]
        more = dict(zip([one.name for one in missing], self._see.ask_many(missing) if missing else (), strict=True))
        return [self._told.get(one.name) or more[one.name] for one in questions]

    def moments(
        self,
        where: Mapping[str, Sequence[str]],
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int = 12,
    ) -> list[dict[str, Any]]:
        return self._see.moments(where, since=since, until=until, limit=limit)

    def comments(
        self,
        where: Mapping[str, Sequence[str]],
        *,
        since: date | None = None,
        until: date | None = None,
        limit: int = 12,
    ) -> list[dict[str, Any]]:
        return self._see.comments(where, since=since, until=until, limit=limit)

    def first(self, question: Question) -> Mapping[date, Then]:
        return restated.first(self._see, question)

    def may_say_first(self, question: Question, week: date) -> bool:
        return restated.may_say_first(self._see, question, week)

    def changes(self) -> int:
        return self._see.changes()
