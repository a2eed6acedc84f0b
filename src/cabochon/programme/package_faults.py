"""Several faults told at once, so that a package need not be sent again for each of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..refusals import Refused

MOST = 12  # told at once


class Several(Refused):
    """faults: each by itself. Taken as one refusal it is the first of them."""

    def __init__(self, faults: list[Refused]) -> None:
        super().__init__(faults[0].reason, faults[0].pointer, faults[0].status)
        self.faults = tuple(faults)


def each(fault: Refused) -> tuple[Refused, ...]:
    return fault.faults if isinstance(fault, Several) else (fault,)


class Gathering:
    """Goes on behind a fault, until `end` or until there are many."""

    def __init__(self) -> None:
        self._found: list[Refused] = []

    @contextmanager
    def one(self) -> Iterator[None]:
        """Something that may be refused by itself."""
        try:
            yield
        except Refused as fault:
            self._found.append(fault)
            if len(self._found) >= MOST:
                self.end()

    def end(self) -> None:
        """
        Raises:
            Refused: there was a fault. Several: there were more.
        """
        if self._found:
            raise self._found[0] if len(self._found) == 1 else Several(self._found)
