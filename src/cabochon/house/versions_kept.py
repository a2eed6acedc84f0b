"""Versions of some content in the directory: published ones never change, one draft at most, nobody saved over.

What is about one content alone (who may, what blocks publishing) is its room's; here is what all of them share.
"""

from dataclasses import replace
from datetime import datetime

from ..directory import Directory
from ..directory.rows import Edition
from ..languages import mark
from ..refusals import Conflict, Refused, Unknown

DRAFT, REVIEW, CLOSED, DISCARDED, PUBLISHED = "draft", "review", "closed", "discarded", "published"
OPEN = (DRAFT, REVIEW)
NOTE = 280  # characters of what is new
LATE = mark("somebody saved this draft after you opened it; nothing of yours was saved over theirs")
GONE = "the draft was published or discarded meanwhile; open the page again"


class Overtaken(Conflict):
    """The draft is not the one that was opened. draft: as it is now; None when it was closed."""

    def __init__(self, draft: Edition | None) -> None:
        super().__init__(LATE if draft else GONE, "turn")
        self.draft = draft


def one(directory: Directory, what: str, number: int) -> Edition:
    """
    Raises:
        Unknown: no version of that number was published.
    """
    found = directory.get(Edition, f"{what}:{number}")
    if found is None:
        raise Unknown("there is no such version")
    return found


def listed(directory: Directory, what: str) -> list[Edition]:
    """Published versions, the newest first."""
    found = (one for one in directory.find(Edition, what=what) if one.state == PUBLISHED)
    return sorted(found, key=lambda one: -one.number)


def last(directory: Directory, what: str) -> Edition | None:
    """The row of the draft, open or not."""
    return directory.get(Edition, f"{what}:draft")


def draft(directory: Directory, what: str) -> Edition | None:
    row = last(directory, what)
    return row if row and row.state in OPEN else None


def at(directory: Directory, what: str, turn: int) -> Edition | None:
    """The draft, if it still is the one of that turn (0: there is none).

    Raises:
        Overtaken: it was saved, published or discarded meanwhile.
    """
    old = draft(directory, what)
    if (old.turn if old else 0) != turn:
        raise Overtaken(old)
    return old


def keep(directory: Directory, what: str, old: Edition | None, *, body: str, by: str, now: datetime, based_on: int,
         state: str = "", came: tuple[tuple[str, str, str], ...] = ()) -> Edition:  # fmt: skip
    """The draft's words after a save; the first begins it.

    Args:
        old: the draft the writer has read. came: remarks that are added to those it has.
    Raises:
        Overtaken: somebody was faster.
    """
    if old is not None:
        new = replace(old, body=body, by=by, changed=now, turn=old.turn + 1, state=state or old.state,
                      came=(*old.came, *came))  # fmt: skip
        done = directory.swap(old, new)
    else:
        closed = last(directory, what)
        new = Edition(id=f"{what}:draft", what=what, state=state or DRAFT, body=body, based_on=based_on, by=by,
                      came=came, made=now, changed=now, turn=closed.turn + 1 if closed else 1)  # fmt: skip
        done = directory.swap(closed, new) if closed else directory.add(new)
    if not done:
        raise Overtaken(draft(directory, what))
    return new


def close(directory: Directory, old: Edition, state: str = CLOSED) -> None:
    """The draft is published, or put away: what is discarded keeps its words, so that it can be taken back."""
    body = old.body if state == DISCARDED else ""
    if not directory.swap(old, replace(old, state=state, body=body, turn=old.turn + 1)):
        raise Overtaken(draft(directory, old.what))


def publish(directory: Directory, what: str, *, body: str, by: str, now: datetime, note: str, based_on: int,
            least: int) -> Edition:  # fmt: skip
    """One more version, in force or not: that its room decides.

    Args:
        note: what is new, in a line. least: the number of a version that ships, 0 for none.
    Raises:
        Refused: no note, or one too long. Conflict: another was published at the same moment.
    """
    number = max([least, *(each.number for each in listed(directory, what))]) + 1
    new = Edition(id=f"{what}:{number}", what=what, number=number, state=PUBLISHED, body=body, by=by, based_on=based_on,
                  made=now, changed=now, published=now, note=noted(note))  # fmt: skip
    if not directory.add(new):
        raise Conflict("another version was published at the same moment; open the page again", "turn")
    return new


def noted(note: str) -> str:
    note = " ".join(note.split())
    if not note:
        raise Refused("say in a line what is new", "note")
    if len(note) > NOTE:
        raise Refused(f"has {len(note)} characters; at most {NOTE}", "note")
    return note
