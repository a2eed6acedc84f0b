"""Screens in back rooms: paired by a code that is good once, seen through as one of the boutique's team without a name.

Who stands before a screen is anybody of the boutique, so it shows what each of them may see: the boutique as a whole,
no single colleague, no comment. Numbers come out by an associate's reach, and one person more must stand behind each
than on an associate's own page: there the one who looks is known and not counted, here they are among the counted.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from ..directory.rows import Account
from ..directory.screen_rows import Screen
from ..languages import LANGUAGES, mark, say
from ..privacy import leaving
from ..privacy.roles import may
from ..privacy.rows import MASK
from ..privacy.tokens import hashed
from ..privacy.viewer import Viewer
from ..refusals import Refused, Unknown
from ..retail.day import business_day
from ..retail.master import Door
from .focusing import UNNAMED
from .seeing import See

if TYPE_CHECKING:
    from . import House

PAIRING = timedelta(minutes=15)  # a code that nobody typed opens nothing
TOUCH = timedelta(minutes=1)  # `seen` is written at most this often
LONGEST = 60  # characters of a name
MOST = 20  # screens of one boutique
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read for another
CODE = 10  # letters, 49 bits: guessed in 15 minutes by nobody whose address is slowed down
CODES, TRIES = "screen codes", 10  # wrong ones from one address in 15 minutes
NO_CODE = mark("this code opens no screen; it is good once and for 15 minutes: ask for a new one on the page Screens")
ONE_MORE = 1  # who looks is among those counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One screen in the manager's list. state: "waits" for its code to be typed, "lapsed" when it was not, "on", or
    "revoked"."""

    id: str
    name: str
    boutique: str
    language: str
    state: str
    made_by: str
    made: datetime
    seen: datetime | None
    until: datetime | None
    revoked: datetime | None


class Screens:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    def make(self, viewer: Viewer, boutique: str, name: str, *, language: str = "en") -> tuple[Screen, str]:
        """A new screen, and the code that pairs a device with it, shown this once.

        Raises:
            Unknown: a boutique that is not theirs. Refused: no name or one that is too long, no language of ours, too
            many.
        """
        self._theirs(viewer, boutique)
        name = _named(name)
        if language not in LANGUAGES:
            raise Refused(f"should be one of {', '.join(LANGUAGES)}", "/language")
        if sum(one.revoked is None for one in self._directory.find(Screen, boutique=boutique)) >= MOST:
            raise Refused(f"has {MOST} screens already; take one back first", "/boutique")
        now, code = self._house.clock(), _code()
        screen = Screen(id=uuid4().hex[:12], boutique=boutique, name=name, language=language, code=hashed(code),
                        code_until=now + PAIRING, made_by=viewer.account, made=now)  # fmt: skip
        self._directory.put(screen)
        self._directory.note(viewer.account, mark("made a screen"), screen.id, boutique)
        return screen, code

    def renew(self, viewer: Viewer, screen: str) -> tuple[Screen, str]:
        """Another code for a screen: the device it was paired with is a stranger's once the new one is typed.

        Raises:
            Unknown: none of the viewer's boutiques has it, or it was taken back.
        """
        code = _code()
        until = self._house.clock() + PAIRING
        made = self._changed(viewer, screen, code=hashed(code), code_until=until)
        self._directory.note(viewer.account, mark("made a new code for a screen"), made.id, made.boutique)
        return made, code

    def offered(self, code: str, *, address: str) -> Screen:
        """The screen a code would pair a device with; looking does not use it up.

        Raises:
            Unknown: the code is wrong, used, or too old: the three are not told apart. TooMany: 429, after ten wrong
            ones from one address.
        """
        failures = self._house.doorman.failures
        failure = failures.count(CODES, address, login_most=0, both_most=TRIES, what="wrong codes",
                                 instead="ask for a new code then")  # fmt: skip
        one = self._waiting(code)
        if one is None:
            raise Unknown(NO_CODE, "/code")
        failures.none(failure)
        return one

    def _waiting(self, code: str) -> Screen | None:
        typed = hashed(_plain(code))
        found = self._directory.find(Screen, code=typed) if code else []
        if not found or not hmac.compare_digest(found[0].code, typed):
            return None
        one, now = found[0], self._house.clock()
        good = one.revoked is None and one.code_until is not None and now < one.code_until
        return one if good and self.door(one) else None

    def pair(self, code: str, *, address: str) -> tuple[Screen, str]:
        """The token for the cookie of the device where the code was typed; the code is over.

        Raises:
            Unknown, TooMany: as `offered`.
        """
        token, now = secrets.token_urlsafe(32), self._house.clock()
        one = self.offered(code, address=address)
        made = replace(one, code="", code_until=None, token=hashed(token), paired=now, seen=now)
        if not self._directory.swap(one, made):  # another device was quicker
            raise Unknown(NO_CODE, "/code")
        self._directory.note(made.made_by, mark("paired a screen"), made.id, made.boutique)
        return made, token

    def known(self, token: str) -> Screen | None:
        """The screen whose device holds that token; None for a stranger's, after it was revoked, or the door closed."""
        one = self._of(token)
        return one if one and one.revoked is None and self.door(one) else None

    def taken_back(self, token: str) -> bool:
        """Whether a device that was a screen is none any more."""
        return self._of(token) is not None and self.known(token) is None

    def saw(self, screen: Screen) -> None:
        """Note that its device asked just now."""
        now = self._house.clock()
        if screen.seen is None or now - screen.seen >= TOUCH:
            self._directory.swap(screen, replace(screen, seen=now))

    def door(self, screen: Screen) -> Door | None:
        """The boutique as of today; None once it has closed for good."""
        door: Door | None = self._house.snapshot.door_on(screen.boutique, self._house.today)
        if door is None:
            return None
        day = business_day(door.local(self._house.clock()), door)
        return None if door.close_date is not None and door.close_date < day else door

    def see(self, screen: Screen) -> See:
        """The way out for that screen."""
        viewer = Viewer(account=f"screen:{screen.id}", role="associate", boutiques=frozenset({screen.boutique}),
                        language=screen.language)  # fmt: skip
        return self._house.see_as(self._house.trust.agreements.over(viewer) or viewer).among(ONE_MORE)

    def unnamed(self, screen: Screen, text: str) -> str:
        """A text the boutique wrote, without the name of any of the staff."""
        apart = Viewer(account="", role=UNNAMED, boutiques=frozenset({screen.boutique}))
        rows = leaving.comments(apart, [{"boutique": screen.boutique, "text": text}], names=self._house.called.staff())
        return str(rows[0]["text"]).replace(MASK, say("a colleague"))

    def revoke(self, viewer: Viewer, screen: str) -> None:
        """The device is a stranger's from now on.

        Raises:
            Unknown: none of the viewer's boutiques has it.
        """
        made = self._changed(viewer, screen, code="", code_until=None, revoked=self._house.clock())
        self._directory.note(viewer.account, mark("revoked a screen"), made.id, made.boutique)

    def rename(self, viewer: Viewer, screen: str, name: str) -> None:
        """
        Raises:
            Unknown: none of the viewer's boutiques has it. Refused: no name, or one that is too long.
        """
        self._changed(viewer, screen, name=_named(name))

    def listed(self, viewer: Viewer) -> list[Shown]:
        """Those of the viewer's boutiques, by name; the revoked ones last."""
        if not may(viewer, "screen.share"):
            return []
        doors = {door.code: door.name for door in self._house.snapshot.doors(self._house.today)}
        called, now = self._house.called, self._house.clock()
        names = {one.id: called.account(one) for one in self._directory.find(Account)}
        found = [one for code in viewer.boutiques for one in self._directory.find(Screen, boutique=code)]
        return [
            Shown(id=one.id, name=one.name, boutique=doors.get(one.boutique, one.boutique), language=one.language,
                  state=_state(one, now), made_by=names.get(one.made_by, ""), made=one.made, seen=one.seen,
                  until=one.code_until, revoked=one.revoked)
            for one in sorted(found, key=lambda one: (one.revoked is not None, one.name.casefold(), one.id))
        ]  # fmt: skip

    def _of(self, token: str) -> Screen | None:
        held = hashed(token)
        found = self._directory.find(Screen, token=held) if token else []
        return found[0] if found and hmac.compare_digest(found[0].token, held) else None

    def _theirs(self, viewer: Viewer, boutique: str) -> None:
        if not may(viewer, "screen.share") or boutique not in viewer.boutiques:
            raise Unknown("this is no boutique of yours; choose one from the list", "/boutique")

    def _changed(self, viewer: Viewer, screen: str, **news: object) -> Screen:
        while (one := self._directory.get(Screen, screen)) and one.revoked is None:
            if not may(viewer, "screen.share") or one.boutique not in viewer.boutiques:
                break
            made = replace(one, **news)  # type: ignore[arg-type]
            if self._directory.swap(one, made):  # else `seen` moved meanwhile
                return made
        raise Unknown("there is no such screen; look at the list again", "/screen")


def spelt(code: str) -> str:
    """As it is read from a page: "ABCDE-FGHJK"."""
    return f"{code[: CODE // 2]}-{code[CODE // 2 :]}"


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter in LETTERS)[: CODE + 1]


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise Refused(f"should be a name of at most {LONGEST} characters, such as “Back room”", "/name")
    return name


def _state(one: Screen, now: datetime) -> str:
    if one.revoked is not None:
        return "revoked"
    if one.token:
        return "on"
    return "waits" if one.code_until is not None and now < one.code_until else "lapsed"
