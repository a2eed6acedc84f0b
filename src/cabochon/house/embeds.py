"""Links that show a number elsewhere: signed, of some boutiques, until a day, and only while their maker could see it.

Who has the link sees the number without signing in, so it is told as it would be above the boutique whoever made it:
closed weeks, groups kept large, nobody by name.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from ..directory.embed_rows import Embed
from ..languages import mark, say
from ..privacy import notes
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..refusals import Conflict, NotAllowed, Refused, Unknown

if TYPE_CHECKING:
    from . import House

USUAL, LONGEST = 90, 400  # days
MOST = 40  # that stand at once, an account's
NAME = 60  # characters
QUERY = 1_000  # characters
TOUCH = timedelta(minutes=10)  # `seen` is written at most this often
SECRET = "embeds"  # noqa: S105, the name of the key, not the key
AS = "analyst"  # by whose reach a link tells: sums above the boutique, every family, nobody by name


class Gone(Refused):
    """It was there, and is not shown any more (410)."""

    status = 410


class Embeds:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def make(self, viewer: Viewer, page: str, query: str, name: str, *, boutiques: tuple[str, ...], days: int) -> Embed:
        """A new link.

        Args:
            page, query: of an address that was read and found to mean something. boutiques: those it tells of.
        Raises:
            NotAllowed: the role makes none. Refused: no name, or a time that is none. Conflict: too many stand.
        """
        if not may(viewer, "embed.make"):
            raise NotAllowed(say("Your role makes no such links."))
        if not boutiques or not set(boutiques) <= viewer.boutiques:
            raise Unknown(say("There is no such boutique within your reach."), "/boutique")
        if not 1 <= days <= LONGEST:
            raise Refused(say("A link is good for 1 to {n} days.", n=str(LONGEST)), "/days")
        now, name = self._house.clock(), self._named(name)
        if len(query) > QUERY:
            raise Refused(say("The filters of this view are too many to keep."), "/query")
        if sum(self.state(one) == "on" for one in self._rows(viewer)) >= MOST:
            raise Conflict(say("You have {n} links already; take one back first.", n=str(MOST)), "/name")
        row = Embed(
            id=secrets.token_hex(8), account=viewer.account, name=name, page=page, query=query,
            boutiques=tuple(sorted(boutiques)), made=now, until=now + timedelta(days=days),
        )  # fmt: skip
        self._directory.put(row)
        self._directory.note(viewer.account, "made an embedded link", row.id, f"{page}, until {row.until:%Y-%m-%d}")
        return row

    def listed(self, viewer: Viewer) -> tuple[Embed, ...]:
        """One's own; those that are over last, else the newest first."""
        return tuple(sorted(self._rows(viewer), key=lambda row: (self.state(row) != "on", -row.made.timestamp())))

    def revoke(self, viewer: Viewer, name: str) -> None:
        """
        Raises:
            Unknown: no link of one's own.
        """
        while (row := self._directory.get(Embed, name)) is not None and row.account == viewer.account:
            if row.revoked is not None:
                return
            if self._directory.swap(row, replace(row, revoked=self._house.clock())):  # else `seen` moved meanwhile
                self._directory.note(viewer.account, mark("revoked an embedded link"), row.id, row.page)
                return
        raise Unknown(say("There is no such link of yours."))

    def state(self, row: Embed) -> str:
        """on, over (its time is) or revoked."""
        if row.revoked is not None:
            return "revoked"
        return "on" if self._house.clock() < row.until else "over"

    def token(self, row: Embed) -> str:
        """What stands in the address: the id and the end, signed by a key that never leaves the house."""
        return f"{row.id}.{int(row.until.timestamp())}.{self._signature(row.id, int(row.until.timestamp()))}"

    def opened(self, token: str) -> tuple[Embed, Viewer, Viewer]:
        """The link of a token, whom it is told as, and who made it.

        Raises:
            Unknown: no token of ours, or its maker may not see all of it any more: the two are not told apart. Gone:
            its time is over, or it was taken back.
        """
        name, until = self._read(token)
        row = self._directory.get(Embed, name)
        if row is None or int(row.until.timestamp()) != until:
            raise Unknown(say("This link shows nothing."))
        if (state := self.state(row)) != "on":
            over = say("The time of this link is over.")
            raise Gone(say("This link was taken back.") if state == "revoked" else over)
        maker = self._house.viewer(row.account)
        if maker is None or not may(maker, "embed.make") or not set(row.boutiques) <= maker.boutiques:
            raise Unknown(say("This link shows nothing."))
        self._saw(row)
        return row, self.viewer(row.id, row.boutiques), maker

    def viewer(self, name: str, boutiques: tuple[str, ...]) -> Viewer:
        """Whom a link is told as."""
        seen: Viewer = self._house.trust.agreements.over(
            Viewer(account=f"embed:{name}", role=AS, boutiques=frozenset(boutiques))
        )
        return seen

    def origins(self) -> str:
        """Whose pages may have it in a frame (CSP, frame-ancestors): the house itself, and whom the setting names."""
        return " ".join(("'self'", *origins_of(str(self._house.values.get("embed_origins", "")))))

    # Below

    def _rows(self, viewer: Viewer) -> list[Embed]:
        return self._directory.find(Embed, account=viewer.account)

    def _saw(self, row: Embed) -> None:
        now = self._house.clock()
        if row.seen is None or now - row.seen >= TOUCH:
            self._directory.swap(row, replace(row, seen=now))

    def _named(self, name: str) -> str:
        said, entrance = " ".join(name.split()), self._house.entrance
        if not said or len(said) > NAME:
            raise Refused(say("Say in at most {n} characters what the link is for.", n=str(NAME)), "/name")
        notes.refuse(said, "/name", staff=entrance.staff(), words=entrance.words(), most=NAME)
        return said

    def _read(self, token: str) -> tuple[str, int]:
        name, _, rest = token.partition(".")
        end, _, signature = rest.partition(".")
        if not (end.isascii() and end.isdigit() and len(end) < 13):
            raise Unknown(say("This link shows nothing."))
        if not hmac.compare_digest(self._signature(name, int(end)).encode(), signature.encode()):
            raise Unknown(say("This link shows nothing."))
        return name, int(end)

    def _signature(self, name: str, until: int) -> str:
        made = hmac.new(self._directory.secret(SECRET), f"{name}\n{until}".encode(), sha256).digest()
        return urlsafe_b64encode(made).decode().rstrip("=")


def origins_of(text: str) -> tuple[str, ...]:
    """Web origins of a setting, separated by spaces: "https://intranet.maison.example".

    Raises:
        Refused: one that is none; a wildcard or a path would let in more than was meant.
    """
    found = tuple(text.split())
    for one in found:
        scheme, _, host = one.partition("://")
        plain = host.replace("-", "").replace(".", "").replace(":", "").isalnum() and host.isascii()
        if scheme not in ("https", "http") or not plain:
            raise Refused(f"should be web origins such as https://intranet.example, not {one[:60]!r}", "embed_origins")
    return found
