"""What a viewer may read of a boutique's record of coaching, event by event.

Notes, feedback and actions are read by the person they are about and by the managers of their boutique (trust.md, One
person); who wrote an entry may read it too. What has nobody in it (a focus, its tip, a huddle, what is assigned to a
door) is for everybody of the boutique, and for those above it. Praise is for the team it was said in. Who decides a
contest reads that contest and the entry it is about while it is open, and neither before nor after.
"""

from collections.abc import Collection

from ..retail.coaching import Assignment, Calibration, Contest, Focus, Huddle, Praise
from ..retail.events import EventKind
from .roles import right
from .shutting import closed
from .viewer import Viewer

WRITERS = ("observer", "coach", "by", "rater", "leader")


def may_read(viewer: Viewer, event: EventKind) -> bool:
    if event.boutique not in viewer.boutiques:
        return False
    if _nobodys(event):
        return right(viewer, "focus.see") != "no"
    if closed(viewer, event.boutique, about(event)):
        return False
    if isinstance(event, Praise) and in_team(viewer, event.boutique):
        return True
    reach = right(viewer, "record.read")
    if reach == "boutique":
        return True
    mine = viewer.person and viewer.person in (about(event), *(writers(event) if reach != "self" else ()))
    return bool(reach != "no" and mine)


def in_team(viewer: Viewer, boutique: str) -> bool:
    """Is the viewer of that boutique's team? They praise each other by name, and read it."""
    return boutique in viewer.boutiques and right(viewer, "praise.write") in ("self", "boutique")


def may_decide(viewer: Viewer, entry: str, event: EventKind, contested: Collection[str]) -> bool:
    """May the viewer read this to decide a contest? contested: the entries with an open one."""
    if right(viewer, "contest.settle") == "no" or event.boutique not in viewer.boutiques:
        return False
    if closed(viewer, event.boutique, about(event)):
        return False
    return (str(event.about) if isinstance(event, Contest) else entry) in contested


def about(event: EventKind) -> str:
    """The person an event is about, "" for none."""
    who = event.rater if isinstance(event, Calibration) else getattr(event, "associate", None)
    return who.name if who is not None and who.known else ""


def writers(event: EventKind) -> tuple[str, ...]:
    found = (getattr(event, name, None) for name in WRITERS)
    return tuple(who.name for who in found if who is not None and who.known)


def _nobodys(event: EventKind) -> bool:
    return isinstance(event, Focus | Huddle) or (isinstance(event, Assignment) and event.associate is None)
