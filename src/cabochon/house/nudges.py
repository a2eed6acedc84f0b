"""Nudges for one person: what is due, what was said lately, how they wish to be reminded."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from ..directory.rhythm_rows import Given, Subscription, Wishes
from ..directory.rows import Account
from ..languages import say
from ..outside import mail
from ..privacy.viewer import Viewer
from ..refusals import Refused
from ..retail import nudging
from ..retail.nudging import Hours, Nudge, Said
from .nudges_due import due
from .nudges_sending import Sending
from .rota import OnShift

if TYPE_CHECKING:
    from . import House

KEPT = timedelta(days=30)
NEWS = timedelta(hours=2)  # after which a knock is no news
BROWSERS = 10  # of one account
WEEK = 6  # days on either side in which somebody with a roster has a shift
FEW = 5  # boutiques; who has more reach is rostered in none
PRODUCT = "product"


class Nudges:
    """One for a house; safe from several threads."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self.sending = Sending(house, self)

    # In the product

    def now(self, viewer: Viewer) -> list[Nudge]:
        """What stands on the floor page now: at most two a shift. What is shown for the first time is noted as said.

        Without a roster the opening hours of the boutique take its place: here nobody is disturbed who is away.
        """
        hours = self.hours(viewer)
        now = self._house.clock()
        if hours is None or not hours.holds(now):
            return []
        waiting, wishes, said = due(self._house, viewer, hours), self.wishes(viewer), self.said(viewer.account)
        one = nudging.chosen(waiting, now=now, hours=hours, said=said, off=wishes.off, days=wishes.quiet)
        if one is not None and self.note(viewer, one, hours, (PRODUCT,)):
            said = [*said, Said(one.kind, one.about, now, hours.starts)]
        return [] if nudging.quiet(hours, wishes.quiet) else nudging.standing(waiting, hours, said, wishes.off)

    def all(self, viewer: Viewer) -> list[Nudge]:
        """Everything that is due at this moment, for the page one opens oneself."""
        hours = self.hours(viewer)
        return nudging.wanted(due(self._house, viewer, hours), self.wishes(viewer).off) if hours else []

    def lately(self, viewer: Viewer) -> list[Given]:
        """What was said to them in the last 30 days, the latest first."""
        after = self._house.clock() - KEPT
        found = [one for one in self._house.directory.find(Given, account=viewer.account) if one.at >= after]
        return sorted(found, key=lambda one: one.at, reverse=True)

    def news(self, viewer: Viewer) -> dict[str, str]:
        """What a knocked-at browser shows: nobody is named, for others may see the screen."""
        after = self._house.clock() - NEWS
        kind = next((nudging.BY_KEY[g.kind] for g in self.lately(viewer) if g.at >= after and g.kind in nudging.BY_KEY),
                    None)  # fmt: skip
        if kind is None:
            return {"title": "Cabochon", "body": say("Something is waiting on the floor page."), "address": "/floor"}
        return {"title": "Cabochon", "body": say(kind.plain), "address": kind.address}

    # Wishes

    def wishes(self, viewer: Viewer) -> Wishes:
        return self._house.directory.get(Wishes, viewer.account) or Wishes(id=viewer.account)

    def wish(
        self, viewer: Viewer, *, off: Sequence[str], quiet: Sequence[str], email: bool, push: bool, address: str
    ) -> None:
        """Set how one is reminded.

        Raises:
            Refused: a kind or day that is none; letters wished for without an address they could go to.
        """
        address = address.strip()
        if address and not mail.is_address(address):
            raise Refused("is no address; write name@maison.example", "/address")
        row = Wishes(id=viewer.account, off=nudging.check_off(off), quiet=nudging.check_days(quiet), email=email,
                     push=push, address=address)  # fmt: skip
        if email and not self.address(row):
            raise Refused("is missing; where should the letter go?", "/address")
        self._house.directory.put(row)

    def address(self, wishes: Wishes) -> str:
        """Where letters go: what was given, else the sign-in when that is an address; "" for nowhere."""
        account = self._house.directory.get(Account, wishes.id)
        login = account.login if account and mail.is_address(account.login) else ""
        return wishes.address or login

    def subscribe(self, viewer: Viewer, endpoint: str) -> None:
        """This browser may be knocked at.

        Raises:
            Refused: push is not set up, or this is no push service's address.
        """
        self.sending.knocker().check(endpoint)
        self.sending.outward.check(endpoint)
        mine = self._house.directory.find(Subscription, account=viewer.account)
        for oldest in mine[: max(0, len(mine) - BROWSERS + 1)]:
            self._house.directory.delete(Subscription, oldest.id)
        self._house.directory.put(Subscription(
            id=_named(endpoint), account=viewer.account, endpoint=endpoint, created=self._house.clock(),
        ))  # fmt: skip

    def unsubscribe(self, viewer: Viewer, endpoint: str) -> None:
        found = self._house.directory.get(Subscription, _named(endpoint))
        if found is not None and found.account == viewer.account:
            self._house.directory.delete(Subscription, found.id)

    def browsers(self, account: str) -> list[Subscription]:
        return self._house.directory.find(Subscription, account=account)

    # When, and what was said

    def shift(self, viewer: Viewer) -> Hours | None:
        """The rostered shift that holds now, else the next of today; None where there is none, or no hours are said."""
        now = self._house.clock()
        found = [Hours(one.starts, one.ends) for one in self._mine(viewer, 1) if one.starts and one.ends]
        return min((one for one in found if one.ends > now), key=lambda hours: hours.starts, default=None)

    def hours(self, viewer: Viewer) -> Hours | None:
        """The shift; for somebody nobody rosters the opening hours of the boutique. On a day off: None."""
        return self.shift(viewer) or (None if self._mine(viewer, WEEK) else self.opening(viewer))

    def _mine(self, viewer: Viewer, back: int) -> list[OnShift]:
        """The viewer's own rostered shifts from so many days ago to so many ahead, today and yesterday at least."""
        if not viewer.person:
            return []
        found = list[OnShift]()
        for code in viewer.boutiques if len(viewer.boutiques) <= FEW else ():
            today = self._house.rhythm.today(code)
            ahead = timedelta(days=back if back > 1 else 0)
            shifts = self._house.rhythm.rota.shifts(code, today - timedelta(days=back), today + ahead)
            found += [one for one in shifts if one.person == viewer.person]
        return found

    def opening(self, viewer: Viewer) -> Hours | None:
        """Today's opening hours of the viewer's (first) boutique."""
        for code in sorted(viewer.boutiques):
            day = self._house.rhythm.today(code)
            door = self._house.snapshot.door_on(code, day)
            if door is not None:
                at = door.local(self._house.clock())
                starts = at.replace(hour=door.opens.hour, minute=door.opens.minute, second=0, microsecond=0)
                ends = at.replace(hour=door.closes.hour, minute=door.closes.minute, second=0, microsecond=0)
                return Hours(starts - timedelta(hours=1), ends + timedelta(hours=1))
        return None

    def said(self, account: str) -> list[Said]:
        rows = self._house.directory.find(Given, account=account)
        return [Said(one.kind, one.about, one.at, one.shift) for one in rows]

    def note(self, viewer: Viewer, one: Nudge, hours: Hours, channels: tuple[str, ...]) -> bool:
        """Remember that it was said; False when it was already, in this shift."""
        return self._house.directory.add(given(viewer.account, one, hours, self._house.clock(), channels))

    def expire(self) -> None:
        """Forget what was said more than 30 days ago."""
        before = self._house.clock() - KEPT
        for one in self._house.directory.find(Given):
            if one.at < before:
                self._house.directory.delete(Given, one.id)


def given(account: str, one: Nudge, hours: Hours, at: datetime, channels: tuple[str, ...]) -> Given:
    return Given(
        id=f"{account}/{hours.starts.timestamp():.0f}/{one.kind}/{one.about}", account=account, kind=one.kind,
        about=one.about, says=one.plain, why=one.why, at=at, shift=hours.starts, channels=channels,
    )  # fmt: skip


def _named(endpoint: str) -> str:
    return blake2b(endpoint.encode(), digest_size=16).hexdigest()
