"""Connected sources: who they are, how they prove it, how they are read, and by which ways they deliver."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..connectors import KINDS, Feed, load
from ..directory.rows import Connection, Delivery, Quarantined
from ..privacy.sealing import locked, unlocked
from ..refusals import Refused, Unknown
from .previewing import Previewing

if TYPE_CHECKING:
    from . import House

__all__ = ["Connection", "Connections", "came"]
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
IN_A_PATH = re.compile(r"[A-Za-z0-9._~-]+")
SECRETS = 2  # that fit at once, while a sender changes over
OPERATOR = "operator"
KEPT = timedelta(days=30)  # so long what was removed can be brought back


class Connections:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self.files = Previewing(house)

    def add(self, name: str, *, connector: str, secret: str = "", mapping: str = "", unsigned: bool = False,
            title: str = "", by: str = OPERATOR) -> Connection:  # fmt: skip
        """Connect a source, or give one that is connected one more secret or another mapping.

        Args:
            name: becomes part of the webhook's address, /hooks/<name>.
            unsigned: take what its sender does not sign; somebody's explicit choice, told on the page.
        Raises:
            Refused: no such connector, a mapping that cannot be read, or it is another connector's.
        """
        if connector not in KINDS:
            raise Refused(f"there is no connector {connector!r}; there are {', '.join(sorted(KINDS))}", "--connector")
        if mapping:
            load(mapping, connector)
        known = self.named(name)
        if known and known.connector != connector:
            raise Refused(f"/hooks/{name} is a {known.connector} address; remove it first, or take another name",
                          "NAME")  # fmt: skip
        secrets = known.secrets if known else ()
        signing = KINDS[connector].signing
        if secret and signing is not None and signing.path and not IN_A_PATH.fullmatch(secret):
            raise Refused("becomes part of an address: letters, digits, . _ ~ or -", "--secret")
        if secret:
            secrets = (*secrets[1 - SECRETS :], locked(self._directory, secret, _place(name)))
        row = replace(
            known or Connection(id=name, connector=connector, by=by), secrets=secrets,
            mapping=mapping or (known.mapping if known else ""), title=title or (known.title if known else ""),
            unsigned=unsigned or (known is not None and known.unsigned),
        )  # fmt: skip
        return self.keep(row, "changed a connection" if known else "connected a source", by)

    def named(self, name: str) -> Connection | None:
        """The connection of that name, None where the name is free.

        Raises:
            Refused: nothing could be called so.
        """
        if not NAME.fullmatch(name):
            raise Refused("should be lower-case letters, digits, . _ or -, as it becomes part of an address", "NAME")
        return self.find(name)

    def keep(self, row: Connection, what: str, by: str = OPERATOR) -> Connection:
        """Put a changed row in place, and say so in the audit."""
        self._directory.put(row)
        self._directory.note(by, what, row.id, row.connector)
        return row

    def mapped(self, row: Connection, text: str, by: str) -> Connection:
        """Give a connection another mapping; the one before is kept to go back to.

        Raises:
            Refused: it cannot be read; with the line to mend.
        """
        if text:
            load(text, row.connector)
        if text == row.mapping:
            return row
        return self.keep(replace(row, mapping=text, before=row.mapping), "changed a mapping", by)

    def remove(self, name: str, by: str = OPERATOR) -> None:
        """Disconnect it: nothing is taken or fetched any more. What came stays; for 30 days it can be brought back.

        Raises:
            Unknown: there is none by that name.
        """
        if (row := self.find(name)) is None:
            raise Unknown(f"there is no connection {name!r}; `cabochon connection list` shows them", "NAME")
        self.keep(replace(row, removed=self._house.clock()), "disconnected a source", by)

    def restore(self, name: str, by: str = OPERATOR) -> Connection:
        """Bring back one that was removed, with its secrets, its mapping and its pickup.

        Raises:
            Unknown: none of that name was removed in the last 30 days.
        """
        return self.keep(replace(self._removed(name), removed=None), "brought back a connection", by)

    def forget(self, name: str, by: str = OPERATOR) -> None:
        """Let go of one that was removed, with its secrets and its mapping.

        Raises:
            Unknown: as `restore`.
        """
        self._directory.delete(Connection, self._removed(name).id)
        self._directory.note(by, "forgot a connection", name)

    def sweep(self) -> None:
        """Let go of what was removed 30 days ago."""
        before = self._house.clock() - KEPT
        for row in self.removed():
            if row.removed is not None and row.removed < before:
                self._directory.delete(Connection, row.id)

    def all(self) -> list[Connection]:
        return [row for row in self._directory.find(Connection) if row.removed is None]

    def removed(self) -> list[Connection]:
        """Those that can be brought back."""
        return [row for row in self._directory.find(Connection) if row.removed is not None]

    def find(self, name: str) -> Connection | None:
        row = self._directory.get(Connection, name)
        return row if row is not None and row.removed is None else None

    def taken(self, name: str) -> bool:
        """Whether an address of that name is, or was until lately, somebody's."""
        return self._directory.get(Connection, name) is not None

    def one(self, name: str) -> Connection:
        """
        Raises:
            Unknown: there is none by that name.
        """
        if (row := self.find(name)) is None:
            raise Unknown("there is no connection of that name")
        return row

    def held(self, name: str) -> int:
        """Rows of it that wait in the quarantine."""
        return self._directory.tally(Quarantined, source=f"connection:{name}", state="waiting")

    def since(self, name: str, at: datetime) -> int:
        """How many deliveries came after a moment; they lie in the order in which they came."""
        low, high = 0, self._directory.tally(Delivery, source=name)
        while low < high:
            middle = (low + high) // 2
            found = self._directory.newest(Delivery, 1, middle, source=name)
            low, high = (middle + 1, high) if found and came(found[0]) >= at else (low, middle)
        return low

    def feed(self, row: Connection) -> Feed:
        """The connector it is read by.

        Raises:
            Refused: the package that brought it is no longer installed.
        """
        if row.connector not in KINDS:
            raise Refused(f"its connector {row.connector} is not installed any more; install its package again")
        return KINDS[row.connector]

    def mapping(self, name: str) -> str:
        """The text of a connection's mapping file, "" for the connector's default or a connection that is gone."""
        row = self.find(name)
        return row.mapping if row else ""

    def unsigned(self, row: Connection) -> bool:
        """Whether it is taken without a signature: chosen for it, or named by the setting `unsigned_hooks`."""
        return row.unsigned or row.id in str(self._house.values["unsigned_hooks"]).split()

    def secrets(self, row: Connection) -> list[bytes]:
        return [unlocked(self._directory, one, _place(row.id)).encode() for one in row.secrets]

    def address(self, name: str) -> str:
        """The webhook's address as its sender is given it."""
        base = (str(self._house.values["public_url"]) or "http://127.0.0.1:8000").rstrip("/")
        return f"{base}/hooks/{name}"

    def credential(self, row: Connection) -> str:
        """The sender's token or password; "" where none was given."""
        return unlocked(self._directory, row.credential, f"credential:{row.id}") if row.credential else ""

    def sealed_credential(self, name: str, text: str) -> bytes:
        return locked(self._directory, text, f"credential:{name}") if text else b""

    def _removed(self, name: str) -> Connection:
        row = self._directory.get(Connection, name)
        if row is None or row.removed is None:
            raise Unknown(f"no connection {name!r} was removed in the last 30 days", "NAME")
        return row


def came(one: Delivery) -> datetime:
    """When it came: of a file `at` is when it was last written over there."""
    return one.at if one.way == "webhook" else one.ended or one.at


def _place(name: str) -> str:
    return f"hook:{name}"
