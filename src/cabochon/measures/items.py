"""What a question of a module tells: whether those who know the rest get it right."""

from collections import defaultdict
from math import atanh, sqrt, tanh

from ..impact import intervals
from .asking import Raw
from .frame import Found, Frame
from .question import Cell

ANSWERED = "what = 'practised' and item <> '' and \"right\" is not null and associate <> ''"
Answers = dict[str, tuple[float, float]]  # person -> answers right, answers
LEAST = 3  # people behind a correlation


def item_discrimination(frame: Frame) -> Found:
    """Correlation of being right on a question with the share right on the module's other ones, over people; of
    several questions the mean. A filter by question leaves the others in what it is held against."""
    q = frame.question
    others = tuple(cut for cut in q.by if cut != "item")
    wide = frame.within(by=others, keep=frozenset(q.where) - {"item"})
    modules: dict[tuple[Raw, str], dict[str, Answers]] = defaultdict(lambda: defaultdict(dict))
    for row in wide.rows("learnt", ("module", "item", "associate"), ('"right"', "1"), rows=ANSWERED):
        module, item, who, right, times = row[len(others) :]
        modules[tuple(row[: len(others)]), module][item][who] = float(right), float(times)
    found: dict[Raw, list[tuple[float, int]]] = defaultdict(list)
    people: dict[Raw, set[str]] = defaultdict(set)
    alone: dict[Raw, Cell] = {}
    for (key, _), items in modules.items():
        for item, answers in items.items():
            if item not in q.where.get("item", (item,)):
                continue
            at = _placed(key, item, q.by)
            pairs = _pairs(item, items)
            people[at] |= answers.keys()
            if (r := correlation(pairs)) is not None:
                found[at].append((r, len(pairs)))
            elif "associate" in q.by and pairs:  # of one person there is no correlation; they stand behind others'
                alone[at] = Cell(0.0, 0.0, len(pairs) + (alone[at].n if at in alone else 0), 1)
    cells = alone
    for at, some in found.items():
        low, high = fisher(*some[0]) if len(some) == 1 else (None, None)
        total, n = sum(r for r, _ in some), sum(size for _, size in some)
        terms = "people" if low is not None else ""
        cells[at] = Cell(total, float(len(some)), n, len(people[at]), 0.0, low, high, terms)
    return Found(cells)


def correlation(pairs: list[tuple[float, float]]) -> float | None:
    """Pearson's, which with 0 and 1 is the point-biserial; None where one side does not vary."""
    n = len(pairs)
    if n < LEAST:
        return None
    a, b = sum(x for x, _ in pairs) / n, sum(y for _, y in pairs) / n
    xx, yy = sum((x - a) ** 2 for x, _ in pairs), sum((y - b) ** 2 for _, y in pairs)
    if xx < 1e-12 or yy < 1e-12:
        return None
    return sum((x - a) * (y - b) for x, y in pairs) / sqrt(xx * yy)


def fisher(r: float, n: int) -> tuple[float | None, float | None]:
    """95 % interval of a correlation of n pairs. z = atanh r, se = 1/sqrt(n-3): Fisher, Metron 1 (1921) 3-32."""
    if n < 4 or abs(r) >= 1:
        return None, None
    half = intervals.Z / sqrt(n - 3)
    return tanh(atanh(r) - half), tanh(atanh(r) + half)


def _placed(key: Raw, item: str, by: tuple[str, ...]) -> Raw:
    if "item" not in by:
        return key
    place = by.index("item")
    return (*key[:place], item, *key[place:])


def _pairs(item: str, items: dict[str, Answers]) -> list[tuple[float, float]]:
    """(share right on the item, share right on the others) of everybody who answered both."""
    pairs = []
    for who, (right, times) in items[item].items():
        rest = [some[who] for other, some in items.items() if other != item and who in some]
        if rest:
            pairs.append((right / times, sum(good for good, _ in rest) / sum(of for _, of in rest)))
    return pairs
