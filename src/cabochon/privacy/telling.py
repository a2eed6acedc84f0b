"""What a checked statement tells of itself on its way in: its moment, kind and boutique, its voucher."""

from datetime import datetime
from typing import Any

from .. import vocabulary
from ..vocabulary.places import GROUPING, codes, look
from ..xapi.attachments import SIGNATURE

Json = dict[str, Any]


def when(statement: Json, now: datetime) -> datetime:
    """Its timestamp; `now` where it names none."""
    try:
        return datetime.fromisoformat(statement["timestamp"])
    except (KeyError, ValueError):
        return now


def told_apart(kind: vocabulary.Kind | None) -> tuple[tuple[str, str], ...]:
    """The facet of a kind whose verbs others use too: found by its verb, it would be sought among all of theirs."""
    name = kind.name if kind else OTHER
    return (("kind", name),) if name in APART else ()


OTHER = "other"
# Kinds that share a verb with another kind, or with much that other systems send. Receipts and observations have
# their verbs nearly to themselves, and are so many that one index key more of each would be felt.
APART = frozenset({
    OTHER, "learning", "coaching_step", "huddle", "calibration", "job_aid", "step_done", "stock_count",
})  # fmt: skip


def unvouched(statement: Json) -> Json:
    """Without the authority the sender wrote: the credential's stands in its place, and it is found by that alone."""
    if "authority" not in statement:
        return statement
    return {key: value for key, value in statement.items() if key != "authority"}


def signed(statement: Json) -> bool:
    """Whether a signature came with it: then every byte counts."""
    return any(a.get("usageType") == SIGNATURE for a in statement.get("attachments", ()))


def door_of(statement: Json, home: str) -> str:
    """The boutique a checked statement belongs to: the first door in its grouping, "" when there is none."""
    grouping = look(statement, GROUPING)
    for activity in grouping if isinstance(grouping, list) else [grouping] if grouping else ():
        if found := codes(activity["id"], home, "doors", ""):
            return found[0]
    return ""
