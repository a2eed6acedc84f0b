"""The data folder: 0700, its owner's alone, and held by one house at a time."""

import fcntl
import logging
import os
import stat
from pathlib import Path
from typing import IO

from ..refusals import Refused

OTHERS = 0o077
log = logging.getLogger("cabochon.house")


class InUse(Refused):
    """Another process holds the folder; commands go through its socket instead."""

    status = 409


def claim(folder: Path) -> IO[str]:
    """Make the folder and hold its lock for as long as the returned file is open. One that is open to others is shut.

    Raises:
        InUse: a running server (or another command) holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _shut(folder)
    held = open(folder / "house.lock", "a+")  # noqa: SIM115 - held open on purpose
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        raise InUse(f"{folder} is in use by another Cabochon; stop it, or let it answer through house.sock") from None
    held.seek(0)
    held.truncate()
    held.write(str(os.getpid()))
    held.flush()
    return held


def _shut(folder: Path) -> None:
    """Take from the group and from others what they may do in it. The files inside are out of their reach then."""
    mode = stat.S_IMODE(folder.stat().st_mode)
    if not mode & OTHERS:
        return
    try:
        folder.chmod(mode & ~OTHERS)
        log.warning("the data folder was open to others; it is its owner's alone now: %s", folder)
    except OSError:
        log.warning("the data folder is open to others and cannot be shut; its owner should: chmod 700 %s", folder)
