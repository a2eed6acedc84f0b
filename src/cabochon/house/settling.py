"""What settles itself: statements that waited for a door, once it is there."""

from dataclasses import replace

import msgspec

from .. import vocabulary
from ..directory import Directory
from ..directory.lookup import Snapshot
from ..directory.rows import Quarantined
from ..refusals import Refused
from ..stream import Log


def settle_waiting(directory: Directory, log: Log, snapshot: Snapshot, home: str) -> int:
    """Close the quarantine's statements that are understood now and whose door is known; how many."""
    waiting = {row.statement: row for row in directory.find(Quarantined, source="statement", state="waiting")}
    closed = 0
    for kept in log.by_id(waiting):
        try:
            event = vocabulary.hear(msgspec.json.decode(kept.entry.clear or b"{}"), home)
        except Refused:
            continue
        if event is not None and snapshot.door_on(event.boutique, event.at.date()):
            directory.put(replace(waiting[kept.entry.id], state="replayed"))
            closed += 1
    return closed
