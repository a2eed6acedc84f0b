"""Master data mended by hand: a SKU mapped, a code claimed, a rate, a target, a theme; each can be taken back."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from ..directory import Master
from ..directory.dated import KINDS, key_of
from ..directory.rows import Mended
from ..languages import mark
from ..privacy.roles import may, right
from ..privacy.viewer import Viewer
from ..refusals import Conflict, NotAllowed, Refused, Unknown
from ..retail.master import PRIMARY, SECONDARY, Identifier, Person, Product
from . import master
from .master import Made

__all__ = ["MASTER_KINDS", "Amending", "Mended"]

MASTER_KINDS = KINDS

if TYPE_CHECKING:
    from . import House

KEPT = timedelta(days=30)  # so long a deed can be taken back
PLAIN = ("sku", "line", "kind", "brand", "collection", "name")


class Amending:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def map_sku(self, viewer: Viewer, said: Mapping[str, str], since: date | None, *, waited: int = 0) -> Mended:
        """Say what a SKU is, from a day on.

        Raises:
            Refused: a field that is missing or wrong; the pointer is its name. NotAllowed: not this viewer's to say.
        """
        _allowed(viewer, "master.edit")
        cells = {name: " ".join(said.get(name, "").split()) for name in PLAIN}
        master.check_plain(cells)
        if not cells["sku"]:
            raise Refused("is missing", "sku")
        if cells["kind"] not in (PRIMARY, *SECONDARY):
            raise Refused(f"should be one of {', '.join((PRIMARY, *SECONDARY))}", "kind")
        if cells["kind"] == PRIMARY and not cells["line"]:
            raise Refused("a primary piece needs its product line: watch, jewelry or another", "line")
        row = Product(**{**cells, "line": cells["line"].lower()})
        return self._keep(viewer, row, since, waited=waited)

    def claim(self, viewer: Viewer, name: str, *, boutique: str, person: str, since: date | None,
              waited: int = 0) -> Mended:  # fmt: skip
        """Say whose a source's code is in one boutique, from a day on. name: source and keyed hash.

        Raises:
            Unknown: no such code or boutique within reach. Refused: nobody of that boutique's. Conflict: it is
            somebody's already.
        """
        _allowed(viewer, "health.mend")
        if (code := self._house.health.code(name)) is None:
            raise Unknown("there is no such code here")
        return self.claim_code(viewer, code.source, code.code, boutique=boutique, person=person, since=since,
                               waited=waited)  # fmt: skip

    def claim_code(self, viewer: Viewer, source: str, code: str, *, boutique: str, person: str, since: date | None,
                   waited: int = 0) -> Mended:  # fmt: skip
        """The same of a code as its source writes it.

        Raises:
            Unknown, Refused, Conflict: as `claim`.
        """
        _allowed(viewer, "health.mend")
        day = since or self._house.today
        everywhere = right(viewer, "health.mend") == "all"
        door = self._house.snapshot.door_on(boutique, self._house.today)
        if door is None or not (everywhere or boutique in viewer.boutiques):
            raise Unknown("there is no such code here")
        if gone := self._house.trust.erasing.barred(source, code):
            raise Conflict(f"was the code of somebody who was erased on {gone:%-d %B %Y}; give a new one", "code")
        one = next((p for p in self.team(boutique, day) if p.id == person), None)
        if one is None:
            raise Refused(f"choose somebody who works in {door.name or boutique} on that day", "person")
        held = self._house.snapshot.person_of(source, code, boutique, day)
        if held and held != person:
            raise Conflict("is somebody else’s on that day; choose the day it changed hands", "since")
        row = Identifier(source=source, code=code, person=person, boutique=boutique)
        return self._keep(viewer, row, since, boutique=boutique, waited=waited)

    def team(self, boutique: str, day: date) -> list[Person]:
        """Who works in a boutique on a day, by name."""
        found = [
            p for p in self._house.snapshot.people(day) if p.boutique == boutique and (p.left is None or p.left >= day)
        ]
        return sorted(found, key=lambda p: (p.name.casefold(), p.id))

    def keep(self, viewer: Viewer, row: Made, since: date | None, *, waited: int = 0) -> Mended:
        """A boutique, a product, a rate, a target or a theme, from a day on.

        Raises:
            Refused: see `master.judged`.
        """
        _allowed(viewer, "master.edit")
        return self._keep(viewer, master.judged(self._house, row), since, waited=waited)

    def take_back(self, viewer: Viewer, kind: str, key: str, since: date | None) -> Mended:
        """Let go of one version of a boutique, a product, a rate, a target or a theme.

        Raises:
            Unknown: there is no such version. Conflict: the first of a boutique or a product, which past figures read.
        """
        _allowed(viewer, "master.edit")
        known = self._version(kind, key, since) if kind in (k.__name__ for k in master.KINDS.values()) else None
        if known is None:
            raise Unknown("there is nothing of the kind any more")
        if isinstance(known, master.LASTING) and self._house.snapshot.kinds[kind][key][0].since == since:
            raise Conflict("is the first that is known of it, and past figures read it; change it instead")
        self._directory.take_back(KINDS[kind], key, since)
        return self._noted(viewer, kind, key, since, said="", before=_json(known), deed="took back")

    # Taking back what was done by hand

    def lately(self, viewer: Viewer, *kinds: str) -> list[Mended]:
        """What was mended in the last 30 days and can still be taken back by this viewer, newest first."""
        rows = [row for kind in kinds for row in self._directory.find(Mended, what=kind)]
        least = self._house.clock() - KEPT
        mine = [row for row in rows if not row.undone and row.at >= least and self._may(viewer, row)]
        return sorted(mine, key=lambda row: row.at, reverse=True)

    def one(self, viewer: Viewer, name: str) -> Mended | None:
        """A deed this viewer may know of; None for anything else."""
        row = self._directory.get(Mended, name)
        return row if row and self._may(viewer, row) else None

    def undo(self, viewer: Viewer, name: str) -> Mended:
        """As it was before: what was set goes, what it replaced on that day comes back.

        Raises:
            Unknown: no such deed, or not this viewer's to undo. Conflict: it was changed since.
        """
        row = self.one(viewer, name)
        if row is None or row.undone:
            raise Unknown("there is nothing to take back")
        since = date.fromisoformat(row.since) if row.since else None
        known = self._version(row.what, row.key, since)
        if (_json(known) if known else "") != row.said:
            raise Conflict("was changed since then; nothing was taken back")
        if row.before:
            self._directory.keep([msgspec.json.decode(row.before, type=KINDS[row.what])], since)
        else:
            self._directory.take_back(KINDS[row.what], row.key, since)
        done = replace(row, undone=True)
        self._directory.put(done)
        self._directory.note(viewer.account, mark("took back master data"), *_audited(row))
        return done

    def expire(self) -> int:
        """Forget deeds that can no longer be taken back; how many."""
        least = self._house.clock() - KEPT
        old = [row.id for row in self._directory.find(Mended) if row.at < least]
        return sum(self._directory.delete(Mended, name) for name in old)

    def _keep(self, viewer: Viewer, row: Master, since: date | None, *, boutique: str = "", waited: int = 0) -> Mended:
        kind, key = type(row).__name__, key_of(row)
        before = self._version(kind, key, since)
        last = self._directory.change()
        if self._directory.keep([row], since) == last:  # the version before says the same
            raise Conflict("is known so already; nothing was changed")
        return self._noted(
            viewer, kind, key, since, said=_json(row), before=_json(before) if before else "", boutique=boutique,
            waited=waited, deed="mended",
        )  # fmt: skip

    def _noted(
        self, viewer: Viewer, kind: str, key: str, since: date | None, *, said: str, before: str, deed: str,
        boutique: str = "", waited: int = 0,
    ) -> Mended:  # fmt: skip
        made = Mended(
            id=secrets.token_hex(10), at=self._house.clock(), by=viewer.account, what=kind, key=key, said=said,
            since=since.isoformat() if since else "", before=before, boutique=boutique, waited=waited,
        )  # fmt: skip
        self._directory.put(made)
        self._directory.note(viewer.account, f"{deed} master data", *_audited(made))
        return made

    def _version(self, kind: str, key: str, since: date | None) -> Master | None:
        """The version that begins on that very day."""
        steps = self._house.snapshot.kinds.get(kind, {}).get(key, ())
        return next((step.row for step in steps if step.since == since), None)

    def _may(self, viewer: Viewer, row: Mended) -> bool:
        if row.what != Identifier.__name__:
            return may(viewer, "master.edit")
        reach = right(viewer, "health.mend")
        return reach == "all" or (reach == "boutique" and row.boutique in viewer.boutiques)


def _allowed(viewer: Viewer, ability: str) -> None:
    if not may(viewer, ability):
        raise NotAllowed("this is not for your role to mend")


def _audited(row: Mended) -> tuple[str, str]:
    """What the audit says of it; of a till's code whose it is, not the code: often it is somebody's initials."""
    about, said = row.key, row.said or row.before
    if row.what == Identifier.__name__:
        about = msgspec.json.decode(said, type=Identifier).person if said else ""
    return about, f"{row.what} {row.since}".rstrip()


def _json(row: Master) -> str:
    return msgspec.json.encode(row).decode()
