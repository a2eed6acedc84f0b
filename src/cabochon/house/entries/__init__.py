"""What people fill in on the floor: a file a family of forms, each form telling of one event or several.

`KINDS` is the registry: the name a form carries in `kind`, who may send it, its fields, and how it is read. Nothing
here keeps anything; `house.keeping` does.
"""

from ...privacy.record import about
from ...privacy.shutting import refuse
from ...refusals import Refused
from ...retail.events import EventKind
from . import coaching, learning, logging, observing, rhythm
from .desk import Desk, EntryKind, known
from .reading import Form, free

__all__ = ["KINDS", "Desk", "EntryKind", "Form", "free", "read"]

KINDS: dict[str, EntryKind] = {
    one.name: one for one in (*observing.KINDS, *coaching.KINDS, *rhythm.KINDS, *logging.KINDS, *learning.KINDS)
}


def read(form: Form, desk: Desk) -> tuple[EntryKind, tuple[EventKind, ...]]:
    """
    Raises:
        Refused: a kind that is none, a field that is missing, wrong or unknown. NotAllowed, Unknown: not the writer's,
            or about a person where that is shut.
    """
    name = form.get("kind") or "observation"
    found = KINDS.get(name) if isinstance(name, str) else None
    if found is None:
        raise Refused(f"should be one of {', '.join(KINDS)}", "/kind")
    known(form, found.fields, f"{found.name.replace('_', ' ')} entries")
    events = found.read(form, desk)
    for event in events:
        refuse(desk.writer, event.boutique, about(event), "/associate")
    return found, events
