"""Nudges that leave the product: a letter as a shift begins, a knock at a browser. Off until somebody switches them on.

Nothing is sent unless the mail server or the push contact is configured, the person wished for it, and their rostered
hours say that they are at work; where no hours are rostered nothing leaves the product.
"""

import logging
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..directory.rhythm_rows import Given, Subscription, Wishes
from ..languages import again, mark, say, speaking
from ..outside import mail, push
from ..outside.http import Outward, Unreachable
from ..privacy.viewer import Viewer
from ..refusals import Refused
from ..retail import nudging
from ..retail.nudging import Hours, Nudge, Said
from .nudges_due import due
from .outward import Line

if TYPE_CHECKING:
    from . import House
    from .nudges import Nudges

log = logging.getLogger("cabochon.nudges")
TRIES = 20  # knocks in a row that failed, after which a browser is forgotten
LINES = 5  # of a letter
DIGEST, EMAIL, PUSH, PRODUCT = "digest", "email", "push", "product"
SUBJECT = mark("Today on the floor")


class Sending:
    """One for a house. `step` is one round; `hush` ends what is under way."""

    def __init__(self, house: "House", nudges: "Nudges") -> None:
        self._house, self._nudges, self._line = house, nudges, Line(house)
        self._forgot: date | None = None

    def step(self) -> int:
        """One round over everybody who wished for letters or knocks; how many went out."""
        if self._forgot != self._house.today:
            self._nudges.expire()
            self._forgot = self._house.today
        sent = 0
        for wishes in self._house.directory.find(Wishes):
            viewer = self._house.viewer(wishes.id) if wishes.email or wishes.push else None
            if viewer is None:
                continue
            hours = self._nudges.shift(viewer)
            if hours is None or not hours.holds(self._house.clock()):
                continue
            try:
                with speaking(viewer.language):
                    sent += self._letter(viewer, wishes, hours) + self._knocks(viewer, wishes, hours)
            except Refused as refused:
                log.warning("a nudge could not be sent: %s", refused.reason)
        return sent

    def hush(self) -> None:
        """End what is under way at once; the next who speaks opens anew."""
        self._line.hush()

    # What is configured

    @property
    def by_mail(self) -> bool:
        return bool(self._house.values["smtp_host"] and self._house.values["mail_from"])

    @property
    def by_push(self) -> bool:
        return bool(self._house.values["push_contact"])

    def server(self) -> mail.Server:
        values = self._house.values
        return mail.Server(values["smtp_host"], values["smtp_port"], values["smtp_security"], values["smtp_user"],
                           values["smtp_password"], values["mail_from"])  # fmt: skip

    def knocker(self) -> push.Knocker:
        """
        Raises:
            Refused: push is not set up.
        """
        if not self.by_push:
            raise Refused("is not set up here; ask your administrator for the setting push_contact", "/push")
        values = self._house.values
        secret = self._house.directory.secret("push")
        return push.Knocker(secret, contact=values["push_contact"], hosts=str(values["push_hosts"]).split())

    @property
    def outward(self) -> Outward:
        return self._line.outward

    # One person

    def _letter(self, viewer: Viewer, wishes: Wishes, hours: Hours) -> int:
        now, to = self._house.clock(), self._nudges.address(wishes)
        said = self._nudges.said(viewer.account)
        if not (wishes.email and self.by_mail and to and nudging.digest_due(now, hours, said, wishes.quiet)):
            return 0
        lines = [one.plain for one in nudging.wanted(due(self._house, viewer, hours), wishes.off)][:LINES]
        lines = list(dict.fromkeys(lines))
        row = self._digest(viewer, hours, lines)
        if not lines or not self._house.directory.add(row):
            return 0
        page = self._house.values["public_url"].rstrip("/")
        letter = mail.Letter(to, say(SUBJECT), _body(lines, f"{page}/floor"), f"{page}/floor/nudges")
        try:
            mail.send(self.server(), letter, now=now, authorities=self._house.values["trusted_certificates"])
        except Unreachable as error:
            log.warning("the letter of a shift waits: %s", error)
            self._house.directory.delete(Given, row.id)  # tried again at the next round, while the shift is young
            return 0
        except Refused as refused:  # asking again would be refused again: it stands on their page that nothing went
            self._house.directory.put(replace(row, channels=(), why=mark(f"It could not be sent: {refused.reason}.")))
            raise
        return 1

    def _digest(self, viewer: Viewer, hours: Hours, lines: list[str]) -> Given:
        return Given(
            id=f"{viewer.account}/{hours.starts.timestamp():.0f}/{DIGEST}/", account=viewer.account, kind=DIGEST,
            says=" ".join(lines), why=mark("Your shift began, and you asked for a letter then."),
            at=self._house.clock(), shift=hours.starts, channels=(EMAIL,),
        )  # fmt: skip

    def _knocks(self, viewer: Viewer, wishes: Wishes, hours: Hours) -> int:
        now, browsers = self._house.clock(), self._nudges.browsers(viewer.account)
        ready = [one for one in browsers if one.again is None or one.again <= now]
        if not (wishes.push and self.by_push and ready):
            return 0
        said: list[Said] = self._nudges.said(viewer.account)
        waiting = due(self._house, viewer, hours)
        one = nudging.chosen(waiting, now=now, hours=hours, said=said, off=wishes.off, days=wishes.quiet)
        if one is None or not self._nudges.note(viewer, one, hours, (PRODUCT,)):
            return 0
        taken = [self._knock(browser) for browser in ready].count(True)
        if taken:
            self._mark(viewer, one, hours)
        return taken

    def _knock(self, browser: Subscription) -> bool:
        directory, now = self._house.directory, self._house.clock()
        try:
            told = self.knocker().knock(self.outward, browser.endpoint, now=now)
        except Refused:
            told = push.Knocked(push.GONE)  # a push service that is no longer in the settings
        if told.fate == push.GONE or (told.fate == push.FAILED and browser.tries + 1 >= TRIES):
            directory.delete(Subscription, browser.id)
        elif told.fate == push.WAIT:
            directory.swap(browser, replace(browser, again=now + timedelta(seconds=told.seconds)))
        elif told.fate == push.FAILED:
            directory.swap(browser, replace(browser, tries=browser.tries + 1))
        elif browser.tries or browser.again:
            directory.swap(browser, replace(browser, tries=0, again=None))
        return told.fate == push.TAKEN

    def _mark(self, viewer: Viewer, one: Nudge, hours: Hours) -> None:
        found = self._house.directory.get(
            Given, f"{viewer.account}/{hours.starts.timestamp():.0f}/{one.kind}/{one.about}"
        )
        if found is not None:
            self._house.directory.swap(found, replace(found, channels=(PRODUCT, PUSH)))


def _body(lines: list[str], page: str) -> str:
    """Nobody is named: a letter may be read over a shoulder."""
    return "\n".join(
        [
            say("Good morning. On the floor today:"),
            "",
            *(f"- {again(line)}" for line in lines),
            "",
            say("Open it: {page}", page=page),
        ]
    )
