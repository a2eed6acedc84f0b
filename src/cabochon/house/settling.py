"""What settles itself: statements that waited for a door, once it is there."""

from dataclasses import replace
from datetime import date

from ..directory import Directory
from ..directory.lookup import Snapshot
from ..directory.rows import Quarantined
from ..facts.reading import boutiques_of
from ..warehouse import Warehouse


def settle_waiting(directory: Directory, warehouse: Warehouse, snapshot: Snapshot, today: date) -> int:
    """Close the quarantine's statements that were heard and whose boutique is a door now; how many."""
    waiting = {row.statement: row for row in directory.find(Quarantined, source="statement", state="waiting")}
    doors = {door.code for door in snapshot.doors(today)}
    named = boutiques_of(warehouse, waiting) if waiting else {}
    closed = [replace(waiting[statement], state="replayed") for statement, door in named.items() if door in doors]
    directory.put(*closed)
    return len(closed)
