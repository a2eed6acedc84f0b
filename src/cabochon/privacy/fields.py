"""Which fields of a thing are let out to whom: the last part of the may-table. A field without an entry stays in.

A thing is a single row or record on its way to a page. Who may ask for it at all stands in `roles`; how near they stand
to it decides which of its fields remain (ASVS 5.0, 8.1.2 and 8.2.3).
"""

from collections.abc import Mapping
from typing import Any

NEAR, SHUT, ABOVE, APART = "near", "shut", "above", "apart"
LEVELS = {
    NEAR: "who works beside the people in it: oneself, and the managers of the boutique",
    SHUT: "the same where person-level views wait for an agreement",
    ABOVE: "above the boutique, by the door and its day",
    APART: "who keeps the words fresh: nothing of where, when and how rated",
}

# fmt: off
FIELDS: dict[str, dict[str, str]] = {  # thing -> field -> levels it is let out to
    "moment": dict.fromkeys((
        "event", "kind", "at", "heard", "day", "boutique", "region", "associate", "product_line", "daypart", "a", "b",
        "says", "statement", "visit", "visit_at", "behaviours", "missed", "key",  # key: of a visit that went well
    ), "near"),
    "behind": dict.fromkeys((  # a row behind a number
        "at", "day", "boutique", "product_line", "daypart", "kind", "currency", "adds", "top", "table",
    ), "near"),
    "comment": {
        "text":         "near shut above apart",  # names masked on all levels but the first
        "themes":       "near shut apart",
        "score":        "near shut",              # scores added up are the CSAT of a group that may be too small
        "at":           "near shut above",
        "day":          "near shut above",
        "boutique":     "near shut above",
        "region":       "near shut above",
        "product_line": "near shut above",
        "question":     "near shut above",
        "language":     "near shut above",
        "associate":    "near",
        "visit":        "near",
        "visit_at":     "near",
        "behaviours":   "near",
        "missed":       "near",
        "statement":    "near",
        "survey":       "near",
        "source":       "near",
        "grain":        "near",
        "top2":         "near",
        "linked":       "near",
        "comment":      "near",
        "door_type":    "near",
        "job_role":     "near",
        "tenure":       "near",
        "brand":        "near",
        "collection":   "near",
        "segment":      "near",
        "daypart":      "near",
        "hour":         "near",
    },
}
# fmt: on

OUT: dict[tuple[str, str], frozenset[str]] = {
    (thing, level): frozenset(name for name, levels in fields.items() if level in levels.split())
    for thing, fields in FIELDS.items() for level in LEVELS
}  # fmt: skip


def let_out(thing: str, level: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row that are let out to that level, in the row's order.

    Raises:
        KeyError: a thing or a level that is not in the table is a bug, not a "yes".
    """
    known = OUT[thing, level]
    return {name: value for name, value in row.items() if name in known}
