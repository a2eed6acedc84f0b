"""Opening what was sealed: used by the way out alone."""

import logging

from ..directory import Directory
from ..stream import Kept
from .sealing import unseal

log = logging.getLogger("cabochon.privacy")


def opened(directory: Directory, kept: Kept) -> bytes | None:
    """The bytes of a statement as they were received; None when a key that sealed them has been destroyed."""
    entry = kept.entry
    if entry.sealed is None:
        return entry.clear
    try:
        return unseal(directory, entry.sealed, entry.id, person=entry.key_person, month=entry.key_month)
    except ValueError:
        # A key that was destroyed and made anew under its name opens nothing from before; what the disk damaged,
        # `doctor` finds by its checksum. Neither may take a whole page with it.
        log.warning("statement %s cannot be opened: its key was made anew, or the disk altered it", entry.id)
        return None
