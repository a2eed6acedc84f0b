"""Receipts of made-up crews in a real warehouse, and questions asked of them with somebody's eyes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from cabochon.facts.cuts import EVERY
from cabochon.facts.tables import RECEIPT, SURVEY, TRAFFIC
from cabochon.measures.answer import answer
from cabochon.measures.question import Question
from cabochon.privacy import leaving
from cabochon.privacy.viewer import Viewer
from cabochon.warehouse import Batch, Bookmark

REGIONS = {"GVA": "Europe", "PAR": "Europe", "MIL": "Europe", "TYO": "Asia", "OSA": "Asia"}
TODAY, LOT = date(2026, 3, 25), (date(2026, 2, 23), date(2026, 3, 22))  # a Wednesday; the last four closed weeks
EMPTY = {"text": "", "int": 0, "real": 0.0, "day": date(2026, 3, 2), "time": datetime(2026, 3, 2, tzinfo=UTC)}


@dataclass(frozen=True)
class Sold:
    """One qualifying receipt of one seller."""

    boutique: str
    who: str
    job: str = "advisor"
    line: str = "watch"
    part: str = "morning"
    attached: int = 0
    day: date = date(2026, 3, 2)
    tenure: str = "12+"


def crew(boutique, people, *, each=3, start=0, **more):
    """`each` receipts by each of some people of a boutique."""
    return [Sold(boutique, f"{boutique}-{start + i}", **more) for i in range(people) for _ in range(each)]


def row(table, **values):
    return tuple(values.get(c.name, EMPTY[c.type]) for c in table.columns)


def told(sold, warehouse):
    """Put receipts, and a survey and twenty entries for each, into the warehouse; a function that answers from it."""
    rows = {"receipt": [], "survey": [], "traffic": []}
    for i, one in enumerate(sold):
        cuts = {"boutique": one.boutique, "region": REGIONS[one.boutique], "daypart": one.part, "day": one.day}
        rows["traffic"].append(row(TRAFFIC, reading=f"t{i}", entries=20, corrected=20.0, **cuts))
        for grain in (EVERY,):
            seen = cuts | {"grain": grain, "associate": one.who, "job_role": one.job, "tenure": one.tenure,
                           "product_line": one.line}  # fmt: skip
            rows["survey"].append(row(SURVEY, survey=f"s{i}", question="satisfaction", score=4.0, top2=1, **seen))
            rows["receipt"].append(
                row(
                    RECEIPT,
                    receipt=f"r{i}",
                    currency="CHF",
                    sale=1,
                    qualifying=1,
                    attached=one.attached,
                    net=9e5,
                    **seen,
                )
            )
    warehouse.clear()
    warehouse.replace(Batch(Bookmark(1, 1), rows))
    return lambda question: answer(question, warehouse)


def asking(facts):
    def ask(viewer, measure="attach_rate", by=(), *, days=LOT, **where):
        wanted = {cut: (v,) if isinstance(v, str) else v for cut, v in where.items()}
        question = Question(measure, by, *days, wanted)
        return leaving.ask(viewer, question, facts, doors=REGIONS, least_people=5, least_events=10, today=TODAY)

    return ask


def viewer(role, *boutiques, person=""):
    return Viewer(account=role, role=role, boutiques=frozenset(boutiques), person=person)


HQ = viewer("hq_leader", *REGIONS)
MANAGER = viewer("manager", "GVA", person="GVA-0")


def held(found):
    return {key for key, cell in found.cells.items() if cell is None}
