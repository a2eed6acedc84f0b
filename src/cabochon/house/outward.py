"""Who speaks to somebody outside: a line by the rules for outgoing requests, opened when first needed."""

from threading import Lock
from typing import TYPE_CHECKING

from ..outside.http import Outward

if TYPE_CHECKING:
    from . import House


class Line:
    """One for each who speaks, so that hushing one ends nothing of another's. Safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house, self._lock = house, Lock()
        self._open: Outward | None = None

    @property
    def outward(self) -> Outward:
        with self._lock:
            if self._open is None:
                values = self._house.values
                self._open = Outward(
                    private=values["allow_private_targets"], authorities=values["trusted_certificates"]
                )
            return self._open

    def hush(self) -> None:
        """End what is under way at once; the next who speaks opens anew."""
        with self._lock:
            line, self._open = self._open, None
        if line is not None:
            line.close()
