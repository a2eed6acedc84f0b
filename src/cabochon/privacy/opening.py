"""Opening what was sealed: used by the way out alone."""

from ..directory import Directory
from ..stream import Kept
from .sealing import unseal


def opened(directory: Directory, kept: Kept) -> bytes | None:
    """The bytes of a statement as they were received; None when a key that sealed them has been destroyed."""
    entry = kept.entry
    if entry.sealed is None:
        return entry.clear
    return unseal(directory, entry.sealed, entry.id, person=entry.key_person, month=entry.key_month)
