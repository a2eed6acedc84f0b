"""Entries for the tests of the log, and a clock that goes where it is told."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from cabochon.stream import Entry

NOON = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)


def uuid(number: int) -> str:
    return str(UUID(int=number))


def entry(number: int, refs=(), *, target=None, voids=False, words="words", authority=b'{"name":"till"}') -> Entry:
    return Entry(
        id=uuid(number),
        digest=words.encode().ljust(16, b"."),
        clear=f'{{"number":{number},"words":"{words}"}}'.encode(),
        authority=authority,
        version="2.0.0",
        kind="observation",
        refs=tuple(refs),
        target="" if target is None else uuid(target),
        voids=voids,
    )


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time

    def move(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def numbers(kept) -> list[int]:
    return [UUID(one.entry.id).int for one in kept]
