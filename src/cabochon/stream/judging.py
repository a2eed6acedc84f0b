"""Whether a statement is new, a repeat or a conflict (xAPI 1.0.3 Part Three, 2.1.1 and 2.1.2)."""

from collections.abc import Mapping, Sequence

from ..refusals import Conflict
from . import Entry


def unknown(entries: Sequence[Entry], known: Mapping[str, bytes]) -> dict[int, bytes]:
    """Which of the entries (by place) are new, with their digests; `known` holds digests by id.

    Raises: Conflict, naming the entry, when an id is taken by other words, be it within the same submission.
    """
    new: dict[int, bytes] = {}
    here: dict[str, bytes] = {}
    for place, entry in enumerate(entries):
        before = known.get(entry.id, here.get(entry.id))
        if before is None:
            new[place] = here[entry.id] = entry.digest
        elif before != entry.digest:
            raise Conflict(
                f"the id {entry.id} is taken by a statement that says something else; send this one under a new id",
                "/id" if len(entries) == 1 else f"/{place}/id",
            )
    return new
