"""The data folder: made 0700, held by one house at a time."""

import fcntl
import os
from pathlib import Path
from typing import IO

from ..refusals import Refused


class InUse(Refused):
    """Another process holds the folder; commands go through its socket instead."""

    status = 409


def claim(folder: Path) -> IO[str]:
    """Make the folder and hold its lock for as long as the returned file is open.

    Raises:
        InUse: a running server (or another command) holds it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
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
