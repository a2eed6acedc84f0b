"""The reference of all measures as Markdown, made from the catalogue: docs/reference/measures.md."""

from ..languages import mark
from .catalogue import CATALOGUE, FAMILIES, OPEN
from .cuts import CUTS
from .kinds import Measure

TITLES = mark({"client": "What clients say", "sales": "What was sold", "behaviour": "What was observed and logged",
          "traffic": "Who came in", "coaching": "The rhythm of coaching", "engagement": "Learning and practice",
          "stock": "Counts, exceptions and routines", "programme": "The programme",
          "health": "Health of the numbers"})  # fmt: skip
UNITS = {"rate": "share, shown in %", "score": "1 to 5", "money": "minor units of the currency",
         "units": "units", "points": "-1 to 1, shown times 100", "per100": "a visit's, shown times 100",
         "count": "count", "minutes": "minutes", "seconds": "seconds", "days": "days", "weeks": "weeks",
         "index": "-1 to 1"}  # fmt: skip
BETTER = {"up": "up", "down": "down", "none": "-"}
ENDS = {"wilson": "Wilson", "ratio": "linearised", "doors": "linearised, by doors or days", "none": "-"}
HEAD = ("key", "shown as", "definition", "n counts", "unit", "better", "kind", "interval", "breakdowns")
OPENED = {
    "comment_theme": "Comments holding one of a theme's words, divided by comments; its words are master data",
    "door_spread": "How far doors differ in another rate than the secondary sales rate",
    "ramp_weeks": "Weeks until the target of another rate than the secondary sales rate",
}


def reference() -> str:
    """A Markdown page: one table a family, then the open families and the cuts."""
    parts = [
        "# Measures",
        "",
        "A measure is one sum over another, divided last; it is shown with its n, and a rate with its 95 % interval.",
        "Parts add up to the whole, except of a measure of kind *derived*, which is made anew for every question: a",
        "median, a streak, a coverage. *Linearised* is the interval of a ratio of two sums; where the two come of",
        "different tables it takes doors as independent, for a single door its days. Amounts of several currencies are",
        "converted to the group's at each day's stored rate, unless a question is cut by boutique.",
        "",
        "*A door's number* names nobody: above the boutique it is shown for the whole door however few work there.",
    ]
    for family in FAMILIES:
        parts += ["", f"## {TITLES[family]}", "", f"| {' | '.join(HEAD)} |", f"| {' | '.join(['---'] * len(HEAD))} |"]
        parts += [_row(m) for m in CATALOGUE if m.family == family]
    parts += ["", "## Families with open keys", "", "| key | definition |", "| --- | --- |"]
    parts += [f"| `{key}` | {OPENED[family]}. |" for family, key in OPEN.items()]
    parts += ["", "## Cuts", "", "`shift` is another word for `daypart`.", "", "| cut | values |", "| --- | --- |"]
    parts += [f"| `{cut}` | {says} |" for cut, says in CUTS.items()]
    return "\n".join(parts) + "\n"


def _row(m: Measure) -> str:
    breakdowns = ", ".join(m.cuts) + ("" if m.person else " (a door's number)")
    ends = ENDS[m.ends] if m.additive else "its own"
    cells = (f"`{m.key}`", m.title, m.says, m.counts, UNITS[m.unit], BETTER[m.better], m.kind, ends, breakdowns)
    return f"| {' | '.join(cell.replace('|', '/').replace('<', '&lt;') for cell in cells)} |"
