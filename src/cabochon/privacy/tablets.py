"""A boutique's own devices: a long-lived token in a cookie, kept as its hash, that can be taken back at any time.

The token opens nothing by itself: it says which boutique's people may be chosen from on this device.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from ..directory import Directory
from ..directory.rows import Tablet
from ..languages import mark
from ..refusals import Refused, Unknown
from .tokens import hashed

LONGEST = 60  # characters of a name
TOUCH = timedelta(minutes=1)  # `seen` is written at most this often


class Tablets:
    """random_token: at least 128 bits of randomness as text safe in a cookie."""

    def __init__(self, directory: Directory, *, clock: Callable[[], datetime], random_token: Callable[[], str]) -> None:
        self._directory, self._clock, self._random_token = directory, clock, random_token

    def share(self, name: str, *, boutique: str, by: str) -> tuple[Tablet, str]:
        """A new one, and the token for its cookie, shown this once.

        Raises:
            Refused: no name, or one that is too long.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST or not name.isprintable():
            raise Refused(f"should be a name of at most {LONGEST} characters, such as “Till counter”", "/name")
        token, now = self._random_token(), self._clock()
        tablet = Tablet(
            id=uuid4().hex[:12], token=hashed(token), name=name, boutique=boutique, made_by=by, made=now, seen=now
        )
        self._directory.put(tablet)
        self._directory.note(by, mark("shared a tablet"), tablet.id, boutique)
        return tablet, token

    def known(self, token: str) -> Tablet | None:
        """The device with that cookie; None for a stranger's and a revoked one."""
        found = self._directory.find(Tablet, token=hashed(token)) if token else []
        return found[0] if found and found[0].revoked is None else None

    def one(self, tablet_id: str) -> Tablet | None:
        """None when there is none, or it was revoked."""
        tablet = self._directory.get(Tablet, tablet_id)
        return tablet if tablet and tablet.revoked is None else None

    def saw(self, tablet: Tablet) -> None:
        """Note that it was used just now."""
        now = self._clock()
        if now - tablet.seen >= TOUCH:
            self._directory.swap(tablet, replace(tablet, seen=now))

    def of(self, boutiques: frozenset[str]) -> list[Tablet]:
        """Those of these boutiques, by name; the revoked ones last."""
        found = [tablet for door in boutiques for tablet in self._directory.find(Tablet, boutique=door)]
        return sorted(found, key=lambda tablet: (tablet.revoked is not None, tablet.name.casefold(), tablet.id))

    def revoke(self, tablet_id: str, *, boutiques: frozenset[str], by: str) -> None:
        """
        Raises:
            Unknown: none of these boutiques has it.
        """
        while (tablet := self._directory.get(Tablet, tablet_id)) and tablet.boutique in boutiques:
            if tablet.revoked is not None:
                return
            if self._directory.swap(tablet, replace(tablet, revoked=self._clock())):  # else `seen` moved meanwhile
                self._directory.note(by, mark("revoked a tablet"), tablet.id, tablet.boutique)
                return
        raise Unknown("there is no such tablet; look at the list again", "/tablet")
