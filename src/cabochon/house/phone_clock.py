"""Entries from a phone whose clock was wrong: told to their writer for some days."""

from datetime import datetime, timedelta

from ..directory import Directory
from ..directory.entry_rows import ClockPutRight

SHOWN = timedelta(days=7)


def put_right(directory: Directory, entry: str, account: str, skew: timedelta, now: datetime) -> None:
    for row in directory.find(ClockPutRight, account=account):
        if row.at < now - SHOWN:
            directory.delete(ClockPutRight, row.id)
    directory.put(ClockPutRight(id=entry, account=account, minutes=round(skew.total_seconds() / 60), at=now))


def clocks(directory: Directory, account: str) -> dict[str, int]:
    """Minutes each phone's clock was behind, by statement."""
    return {row.id: row.minutes for row in directory.find(ClockPutRight, account=account)}
