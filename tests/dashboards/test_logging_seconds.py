"""How long logging takes, by week and by region."""

from datetime import date

from handmade import See

from cabochon.dashboards.logging import WEEKS, logging_seconds
from cabochon.measures.question import Answer, Cell, Question
from cabochon.refusals import NotAllowed

FRIDAY = date(2026, 11, 20)


class Told(See):
    """Answers of its own: by the first cut of a question."""

    def __init__(self, **cells):
        super().__init__()
        self.cells = cells

    def ask_many(self, questions: list[Question]):
        self.asked = questions
        return [self.cells[q.by[0]] if isinstance(self.cells[q.by[0]], NotAllowed) else
                Answer(q, {(key,): cell for key, cell in self.cells[q.by[0]].items()}) for q in questions]  # fmt: skip


def median(seconds, n):
    return Cell(seconds, 1, n)


def test_eight_closed_weeks_with_what_is_held_back_said():
    see = Told(
        week={"2026-11-09": median(41.4, 60), "2026-11-02": None}, region={"Europe": median(44, 90), "APAC": None}
    )
    told = logging_seconds(see, FRIDAY)
    assert [q.until for q in see.asked] == [date(2026, 11, 15)] * 2
    assert len(told.weeks) == WEEKS
    assert [(one.seconds, one.n, one.said) for one in told.weeks[-2:]] == [(None, 0, "Too few to show"), (41, 60, "")]
    assert told.weeks[0].said == "Nothing logged"
    assert [(one.label, one.seconds) for one in told.regions] == [("APAC", None), ("Europe", 44)]
    assert told.last == told.weeks[-1]


def test_nothing_logged_and_nothing_allowed_are_said():
    assert "No observation" in logging_seconds(Told(week={}, region={}), FRIDAY).said
    no = NotAllowed("your role does not see this")
    assert "does not see" in logging_seconds(Told(week=no, region=no), FRIDAY).said
