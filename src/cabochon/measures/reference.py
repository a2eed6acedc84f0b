"""The reference of all measures as Markdown, made from the catalogue: docs/reference/measures.md."""

from .catalogue import CATALOGUE, FAMILIES
from .cuts import CUTS
from .kinds import Measure

TITLES = {"client": "What clients say", "sales": "What was sold", "behaviour": "What was observed",
          "traffic": "Who came in", "health": "Health of the numbers"}  # fmt: skip
UNITS = {"rate": "share, shown in %", "score": "1 to 5", "money": "minor units of the boutique's currency",
         "units": "units", "points": "-1 to 1, shown times 100"}  # fmt: skip
BETTER = {"up": "up", "down": "down", "none": "-"}


def reference() -> str:
    """A Markdown page: one table a family, then the cuts."""
    parts = [
        "# Measures",
        "",
        "A measure is one sum over another, divided last; it is shown with its n, a rate with its interval.",
    ]
    for family in FAMILIES:
        parts += [
            "",
            f"## {TITLES[family]}",
            "",
            "| key | shown as | definition | n counts | unit | better | breakdowns |",
        ]
        parts += ["| --- | --- | --- | --- | --- | --- | --- |", *(_row(m) for m in CATALOGUE if m.family == family)]
    parts += ["", "## Cuts", "", "`shift` is another word for `daypart`.", "", "| cut | values |", "| --- | --- |"]
    parts += [f"| `{cut}` | {says} |" for cut, says in CUTS.items()]
    return "\n".join(parts) + "\n"


def _row(m: Measure) -> str:
    breakdowns = ", ".join(m.cuts) + ("" if m.person else " (a door's number)")
    cells = (f"`{m.key}`", m.title, m.says, m.counts, UNITS[m.unit], BETTER[m.better], breakdowns)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
