"""The hand-made way out, broken down, with a rule about what may be asked and rows behind."""

from dataclasses import dataclass, field
from typing import Any

from handmade import Labels, See, at, rate_cell

from cabochon.measures.question import Answer, Question
from cabochon.refusals import NotAllowed, Unanswerable


@dataclass
class Deep(See):
    """shut: cuts that may not be asked. families: measures whose family the viewer does not see."""

    shut: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    parts: dict[tuple[str, ...], dict[tuple[str, ...], Any]] = field(default_factory=dict)
    single: list[dict[str, Any]] | None = field(default_factory=list)

    def ask(self, question: Question) -> Answer:
        if question.by in self.parts:
            return Answer(question, self.parts[question.by], ("Parts may exceed the total.",))
        if question.by and question.measure != "csat":
            return Answer(question, {})
        return super().ask(question)

    def refused(self, questions: list[Question]) -> list[Any]:
        found: list[Any] = []
        for one in questions:
            shut = self.shut & {*one.by, *one.where}
            if one.measure in self.unseen:
                found.append(NotAllowed("your role does not see it"))
            else:
                found.append(Unanswerable(f"cannot be asked by {min(shut)}; by boutique it can") if shut else None)
        return found

    def behind(self, question: Question, *, limit: int = 50) -> list[dict[str, Any]] | None:
        return self.single if self.single is None else self.single[:limit]


LINES = {("product_line",): {("jewelry",): rate_cell(52, 187), ("watch",): rate_cell(91, 216)}}
PEOPLE = {("associate",): {("p2",): rate_cell(40, 90), ("p1",): rate_cell(20, 80)}}
DAYS = {("weekday",): {(str(day),): rate_cell(day, 20) if day != 3 else None for day in range(1, 8)}}
TWO = {("product_line", "weekday"): {(line, str(day)): rate_cell(day + 3, 20) for line in ("watch", "jewelry")
                                     for day in range(1, 8)}}  # fmt: skip
ROWS = [{"at": at(14, 5), "day": at(14, 5).date(), "boutique": "GVA01", "product_line": "watch", "daypart": "midday",
         "kind": "", "currency": "CHF", "adds": adds, "top": True, "table": "receipt"} for adds in (1, 0)]  # fmt: skip


def deep(**more: Any) -> Deep:
    return Deep(parts={**LINES, **PEOPLE, **DAYS, **TWO}, single=list(ROWS), **more)


def two_doors() -> Labels:
    names = {"GVA01": "Geneva", "PAR01": "Paris"}
    return Labels(doors=names, zones=dict.fromkeys(names, "Europe/Zurich"), regions=dict.fromkeys(names, "Europe"),
                  counts=dict.fromkeys(names, (None, None)))  # fmt: skip
