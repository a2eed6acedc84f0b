"""What settles itself: statements that waited for a door, once it is there."""

from dataclasses import replace
from typing import TYPE_CHECKING

from ..directory.rows import Quarantined
from ..facts.staging import versions
from ..warehouse.staging import Staging

if TYPE_CHECKING:
    from . import House


def settle_waiting(house: "House", staging: Staging) -> int:
    """Close the quarantine's statements that were heard and whose boutique is a door now; how many."""
    directory = house.directory
    waiting = {row.statement: row for row in directory.find(Quarantined, source="statement", state="waiting")}
    doors = {door.code for door in house.snapshot.doors(house.today)}
    seqs = [kept.seq for kept in house.log.by_id(waiting)] if waiting else []
    named = {v.statement: v.boutique for v in versions(staging.seqs(seqs))}
    closed = [replace(waiting[statement], state="replayed") for statement, door in named.items() if door in doors]
    directory.put(*closed)
    return len(closed)
