"""What the directory asks of a PostgreSQL database: `house.opening` brings the lines that log and documents use too."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

import psycopg

T = TypeVar("T")
Line = psycopg.Connection[tuple[Any, ...]]


class Lines(Protocol):
    """Raises on every call: Full (507), the disk took no more. Refused (503), the database is away or too busy."""

    def own(self) -> Line:
        """A line of one's own, in autocommit; whoever asks closes it."""

    def line(self) -> AbstractContextManager[tuple[Line, bool]]:
        """A shared line for the block, and whether it had been used before."""

    def read(self, query: str, binds: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows as of the last commit."""

    def run(self, work: Callable[[Line], T], *, together: bool = False) -> T:
        """Work on a shared line, again where it is worth it. together: in one transaction, durable on return."""

    def upgrade(self, part: str, scripts: tuple[str, ...]) -> None:
        """Bring a part's tables to the newest version under a lock."""

    def make(self, script: str) -> None:
        """Make tables that may be there, under the same lock."""

    def scrub(self, table: str) -> None:
        """Write the table anew, so that no file of it holds what was deleted."""

    def close(self) -> None: ...
