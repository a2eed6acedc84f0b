"""What settles itself: waiting statements a new door makes usable, and facts that new link windows make stale."""

from dataclasses import replace

import msgspec

from .. import vocabulary
from ..directory import Directory
from ..directory.lookup import Snapshot
from ..directory.rows import Quarantined, Value
from ..refusals import Refused
from ..retail.visit import Windows
from ..stream import Log
from ..warehouse import Warehouse


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


def forget_other_windows(directory: Directory, warehouse: Warehouse, windows: Windows) -> bool:
    """Empty the facts when they were linked by other windows than these; they are told anew at the next round."""
    now, known = repr(windows), directory.get(Value, "windows")
    if known is not None and known.value == now:
        return False
    directory.put(Value(id="windows", value=now))
    if known is not None:
        warehouse.clear()
    return known is not None
