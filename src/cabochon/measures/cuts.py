"""The ways a number can be cut, and which fact tables carry the columns for it.

Facts and measures do not know each other; tests/measures holds CARRIES against facts.tables.
"""

# fmt: off
CUTS = {  # cut -> what its values are
    "day":          "business day, 2026-03-01",
    "week":         "the Monday it begins on, 2026-02-23",
    "weekday":      "1 (Monday) to 7",
    "hour":         "local hour, 0 to 23",
    "daypart":      "morning, midday, evening",
    "boutique":     "door code",
    "region":       "the door's region on that day",
    "associate":    "person id",
    "job_role":     "advisor, stock, cashier, manager",
    "product_line": "watch, jewelry, other",
    "behaviour":    "behaviour key",
    "scored":       "what the visit's survey said: five, other or nothing",
    "source":       "who told us",
    "kind":         "receipt, observation, survey",
}
ALIASES = {"shift": "daypart"}
DERIVED = {"week": "day", "weekday": "day"}  # cut -> the column it is made from

SHARED  = ("grain", "day", "boutique", "region", "associate", "job_role", "product_line", "daypart", "hour")
CARRIES = {  # table -> the columns it can be cut by, and `grain` where one event has several rows
    "receipt": SHARED,
    "survey":  SHARED,
    "step":    (*SHARED, "behaviour", "scored"),
    "visit":   SHARED,
    "line":    ("day", "boutique", "region", "product_line", "kind"),
    "link":    ("day", "boutique", "source", "kind"),
    "traffic": ("day", "boutique", "region", "daypart", "hour"),
}
WHY = {  # (table or "", cut) -> why it cannot
    ("traffic", "associate"):    "the door counter does not know who served",
    ("traffic", "job_role"):     "the door counter does not know who served",
    ("traffic", "product_line"): "the door counter does not know what a client looked at",
    ("", "behaviour"):           "only a step of an observation has a behaviour",
    ("", "scored"):              "only a step of an observation knows what its visit was scored",
    ("", "source"):              "only a link says who told us",
    ("", "kind"):                "only a link or a receipt's line has a kind",
    ("line", "associate"):       "a line of a receipt does not name its seller",
    ("link", "associate"):       "a link names events, not people",
}
# fmt: on


def columns_of(table: str) -> tuple[str, ...]:
    return CARRIES[table]


def why(table: str, cut: str) -> str:
    """Why a table cannot make a cut, as the end of a sentence."""
    return WHY.get((table, cut)) or WHY.get(("", cut)) or f"the {table} facts do not record it"


def grain_of(table: str, columns: frozenset[str]) -> str | None:
    """The coarsest grain whose rows can be counted under these columns; None for a table of one row an event."""
    if "grain" not in CARRIES[table]:
        return None
    seller, line = not columns.isdisjoint({"associate", "job_role"}), "product_line" in columns
    return {(False, False): "whole", (True, False): "seller", (False, True): "line", (True, True): "seller_line"}[
        seller, line
    ]
