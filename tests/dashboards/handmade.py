"""A hand-made way out for pages: it answers from a few numbers, refuses what it is told to refuse."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import sin
from typing import Any

from cabochon.impact import intervals
from cabochon.measures.question import Answer, Cell, Question
from cabochon.refusals import NotAllowed, Unanswerable

NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)  # a Friday; 14:32 in Geneva
TODAY = date(2026, 11, 20)
SHARES = {"welcome": 0.91, "discovery": 0.78, "reasons": 0.7, "try_on": 0.83, "accessory": 0.58, "care_plan": 0.44,
          "next_step": 0.66}  # fmt: skip


@dataclass
class Labels:
    doors: dict[str, str] = field(default_factory=lambda: {"GVA01": "Geneva, Rue du Rhône"})
    people: dict[str, str] = field(default_factory=lambda: {"p1": "A. Keller", "p2": "M. Rossi"})
    zones: dict[str, str] = field(default_factory=lambda: {"GVA01": "Europe/Zurich"})
    regions: dict[str, str] = field(default_factory=lambda: {"GVA01": "Europe"})
    counts: dict[str, tuple[date | None, date | None]] = field(default_factory=lambda: {"GVA01": (None, None)})


def mean_cell(mean: float, n: int, spread: float = 0.6) -> Cell:
    """n answers with this mean and about this standard deviation."""
    if not n:
        return Cell(0.0, 0.0, 0)
    top, squares = mean * n, n * (mean * mean + spread * spread)
    low, high = intervals.mean(top, squares, n) or (None, None)
    return Cell(top, n, n, 6, squares, low, high)


def rate_cell(x: int, n: int) -> Cell:
    low, high = intervals.rate(x, n) or (None, None)
    return Cell(x, n, n, 6, x, low, high)


@dataclass
class See:
    """factor: how much there is (1: a busy boutique; 0: nothing). refuses: measures that cannot be answered."""

    factor: float = 1.0
    held: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()
    labels: Labels = field(default_factory=Labels)
    words: list[dict[str, Any]] = field(default_factory=list)
    came: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if question.measure in self.refuses or question.measure.split(".")[0] in self.refuses:
            raise Unanswerable(f"{question.measure} cannot be filtered by shift: the facts do not record it")
        if question.measure in self.held:
            return Answer(question, {} if question.by else {(): None})
        return Answer(question, self._cells(question))

    def ask_many(self, questions: list[Question]) -> list[Answer | Unanswerable | NotAllowed]:
        found: list[Answer | Unanswerable | NotAllowed] = []
        for question in questions:
            try:
                found.append(self.ask(question))
            except (Unanswerable, NotAllowed) as refused:
                found.append(refused)
        return found

    def _cells(self, q: Question) -> dict[tuple[str, ...], Cell | None]:
        recent = q.since is None or q.since >= TODAY - timedelta(days=27)
        if q.measure == "csat" and q.by == ("day",) and q.since and q.until:
            days = [q.since + timedelta(days=i) for i in range((q.until - q.since).days + 1)]
            return {(d.isoformat(),): self._day(d) for d in days if self._day(d).n}
        if q.measure == "csat" and q.by == ("week",) and q.since:
            mondays = [q.since + timedelta(days=7 * i) for i in range(12)]
            return {(d.isoformat(),): mean_cell(4.3 + i * 0.02, 300) for i, d in enumerate(mondays)}
        if q.measure == "csat":
            return {(): mean_cell(4.57 if recent else 4.42, round((164 if recent else 151) * self.factor))}
        if q.measure == "atv":
            return {(): mean_cell(900_000, round(403 * self.factor), 300_000)}
        if q.measure in ("attach_rate", "enrolment_rate"):
            x, n = {"watch": (91, 216), "jewelry": (52, 187)}.get(q.where.get("product_line", ("",))[0], (140, 400))
            before = {"watch": (61, 190), "jewelry": (48, 165)}.get(q.where.get("product_line", ("",))[0], (120, 380))
            x, n = (x, n) if recent else before
            return {(): rate_cell(round(x * self.factor), round(n * self.factor))}
        if q.measure.startswith("behaviour."):
            share = SHARES[q.measure.split(".")[1]]
            if q.by == ("scored",):
                n5, n0 = round(41 * self.factor), round(23 * self.factor)
                low = max(0.05, share - (0.9 - share) * 0.7)
                return (
                    {("five",): rate_cell(round(share * n5), n5), ("other",): rate_cell(round(low * n0), n0)}
                    if n5
                    else {}
                )
            n = round(64 * self.factor)
            return {(): rate_cell(round(share * n), n)}
        raise Unanswerable(f"There is no measure called {q.measure!r}")

    def _day(self, day: date) -> Cell:
        n = round((5 + day.toordinal() * 7 % 5) * self.factor) if day.weekday() != 6 else 0
        mean = 4.42 + max(0, (day - date(2026, 10, 10)).days) * 0.004 + 0.12 * sin(day.toordinal() * 1.7)
        return mean_cell(min(4.9, mean), n, 0.5)

    def moments(self, where: Any, *, since: Any = None, until: Any = None, limit: int = 12) -> list[dict[str, Any]]:
        return self.came[:limit]

    def comments(self, where: Any, *, since: Any = None, until: Any = None, limit: int = 6) -> list[dict[str, Any]]:
        return self.words[:limit]

    def changes(self) -> int:
        return 41


def at(hour: int, minute: int, day: int = 20) -> datetime:
    """A Geneva wall clock of November 2026, as UTC."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


WORDS = [
    {"text": "She asked what the watch was for before she showed me anything. I left with exactly the right strap as "
     "well.", "score": 5.0, "at": at(18, 2), "visit_at": at(13, 20), "product_line": "watch", "boutique": "GVA01",
     "behaviours": ("discovery", "accessory")},
    {"text": "Never felt rushed. The care plan was explained in two sentences and that was all I needed.", "score": 5.0,
     "at": at(12, 5), "product_line": "jewelry", "boutique": "GVA01", "behaviours": ("care_plan",)},
    {"text": "Lovely ring, but nobody told me how long the resizing <would> take.", "score": 3.0, "at": at(11, 40),
     "product_line": "jewelry", "boutique": "GVA01", "missed": ("next_step",)},
    {"text": "A calm half hour; they remembered what I had said about travelling.", "score": 4.0, "at": at(17, 12, 18),
     "product_line": "watch", "boutique": "GVA01"},
]  # fmt: skip
CAME = [
    {"kind": "observation", "at": at(14, 31), "boutique": "GVA01", "a": 6, "b": 7, "says": "welcome accessory"},
    {"kind": "receipt", "at": at(14, 24), "boutique": "GVA01", "a": 3, "b": None, "says": "primary accessory care_plan",
     "product_line": "watch"},
    {"kind": "survey", "at": at(14, 10), "boutique": "GVA01", "a": 5.0, "b": 5, "says": "window", "visit": "v1",
     "visit_at": at(13, 20)},
    {"kind": "learning", "at": at(13, 58), "boutique": "GVA01", "a": 0.9, "b": 480,
     "says": "completed needs-based-accessory-offer"},
    {"kind": "coaching", "at": at(13, 46), "boutique": "GVA01", "says": "discovery"},
    {"kind": "survey", "at": at(18, 0, 18), "boutique": "GVA01", "a": 3.0, "b": 5, "says": "", "visit": ""},
]  # fmt: skip


def busy(**more: Any) -> See:
    return See(words=WORDS, came=CAME, **more)
