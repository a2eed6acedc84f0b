"""Weekly snapshots on their way: by mail to who wished for one, and into a folder; each place and week once.

A row says that one is on its way before it goes, so that a house that is stopped in between never sends it twice: of
such a one it is said that nobody knows, and it can be asked for by hand.
"""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ..dashboards import weekly_letter
from ..dashboards.weekly import Snapshot
from ..directory.weekly_rows import WeeklySent, WeeklyWish
from ..languages import say, speaking
from ..outside import mail
from ..outside.http import Unreachable
from ..privacy.viewer import Viewer
from ..refusals import Refused, Unknown
from ..retail.closed_weeks import closed_week
from ..retail.week_plan import iso_week, monday
from .reviews_places import Spot

if TYPE_CHECKING:
    from . import House
    from .weekly import Weekly

log = logging.getLogger("cabochon.weekly")
SENDING, SENT, WAITS, LOST, REFUSED = "sending", "sent", "waits", "lost", "refused"
LATE = timedelta(days=5)  # after its hour, when a letter that could not go is given up
STUCK = timedelta(minutes=15)  # after which one that was being sent was lost with its process
FIRST, LONGEST = timedelta(minutes=5), timedelta(hours=6)  # before it is tried again
BACK = 2  # weeks the folder catches up
ROUND = 40  # pages made in one round
KEPT = timedelta(days=92)
FOLDER = "folder"


class Sending:
    """One for a house. `step` is one round; `hush` ends what is under way."""

    def __init__(self, house: "House", weekly: "Weekly") -> None:
        self._house, self._weekly, self._stop = house, weekly, Event()

    @property
    def by_mail(self) -> bool:
        return self._house.nudges.sending.by_mail

    @property
    def folder(self) -> Path | None:
        """Where pages are written each week; None: nowhere."""
        named = str(self._house.values["weekly_folder"]).strip()
        return (self._house.trust.backing.folder or Path()) / named if named else None

    def hush(self) -> None:
        self._stop.set()

    def step(self) -> bool:
        """One round; True when there is more to do at once."""
        self._expire()
        left = ROUND
        for work in chain(self._letters(), self._pages()):
            if self._stop.is_set():
                return False
            if left == 0:
                return True
            left -= work()
        return False

    def due(self, wish: WeeklyWish, viewer: Viewer, here: Spot) -> list[date]:
        """Mondays of the weeks whose letter's hour has come and is not long past, the earlier first."""
        latest, now = self._weekly.latest(viewer, here), self._house.clock()
        found = []
        for week in (latest - timedelta(weeks=1), latest):
            at = self.moment(week, wish, here)
            if wish.since <= at <= now < at + LATE:
                found.append(week)
        return found

    def moment(self, week: date, wish: WeeklyWish, here: Spot) -> datetime:
        """When the letter of a week goes: the weekday after it, on the place's own wall, also where clocks change."""
        day = week + timedelta(days=7 + wish.weekday - 1)
        return datetime.combine(day, time(wish.hour), self._weekly.zone(here)).astimezone(UTC)

    def send_now(self, viewer: Viewer, here: Spot, week: date) -> None:
        """One letter by hand, at once; it takes nothing from the weekly one.

        Raises:
            Refused: no mail server, no address, or it does not take it. Unreachable: try again later.
        """
        if not self.by_mail:
            raise Refused(say("is not set up here; ask your administrator for the settings smtp_host and mail_from"),
                          "address")  # fmt: skip
        if not self._weekly.address(viewer):
            raise Refused(say("is missing; where should the letter go?"), "address")
        self._post(viewer, here, week)

    # By mail

    def _letters(self) -> Iterator[Callable[[], int]]:
        if not self.by_mail:
            return
        for wish in self._house.directory.find(WeeklyWish):
            viewer = self._house.viewer(wish.account)
            if viewer is None:
                continue
            try:
                here = self._weekly.place(viewer, wish.place)
            except Unknown:  # no longer within their reach
                continue
            for week in self.due(wish, viewer, here):
                yield partial(self.letter, viewer, here, week)

    def letter(self, viewer: Viewer, here: Spot, week: date) -> int:
        """One letter, if it is to go now; whether something was done."""
        row = self._claimed(viewer.account, here, week)
        if row is None:
            return 0
        try:
            told = self._post(viewer, here, week)
        except Unreachable as error:
            self._waits(row, str(error))
        except Refused as refused:
            log.warning("a weekly letter to %s could not go: %s", viewer.account, refused.reason)
            self._house.directory.swap(row, replace(row, state=REFUSED, at=self._house.clock(), why=refused.reason))
        except Exception:
            log.exception("the weekly letter of %s met a fault", here.key)
            self._waits(row, say("the page could not be made; the log says why"))
        else:
            self._done(row, told)
        return 1

    def _post(self, viewer: Viewer, here: Spot, week: date) -> Snapshot:
        from .weekly import file_name, palette

        values, now = self._house.values, self._house.clock()
        base = str(values["public_url"]).rstrip("/")
        with speaking(viewer.language):
            told = self._weekly.snapshot(viewer, here, week)
            page = f"{base}/weekly?{urlencode({'place': here.key, 'week': str(week)})}"
            made = weekly_letter.letter(told, palette(), palette("dark"), page=page, settings=f"{base}/weekly")
            pdf = self._weekly.drawn(told)
            letter = mail.Letter(
                self._weekly.address(viewer), made.subject, made.text, f"{base}/weekly", html=made.html,
                pictures=tuple(mail.Enclosed(one.name, one.body, "image/png") for one in made.pictures),
                attached=(mail.Enclosed(f"{file_name(here, week)}.pdf", pdf.body, "application/pdf"),),
                last=say("Switch this letter off:"),
            )  # fmt: skip
        if not letter.to:
            raise Refused("is missing; they gave no address", "address")
        mail.send(self._house.nudges.sending.server(), letter, now=now, authorities=values["trusted_certificates"])
        return told

    # Into a folder

    def _pages(self) -> Iterator[Callable[[], int]]:
        if self.folder is None:
            return
        viewer = self._house.operator()
        latest = monday(closed_week(self._house.today))
        for back in range(BACK):
            for here in self._weekly.places(viewer):
                yield partial(self.page, viewer, here, latest - timedelta(weeks=back))

    def page(self, viewer: Viewer, here: Spot, week: date) -> int:
        """One page into the folder, if it is not there yet; whether something was done."""
        from .weekly import file_code

        row, folder = self._claimed(FOLDER, here, week), self.folder
        if row is None or folder is None:
            return 0
        try:
            told = self._weekly.snapshot(viewer, here, week)
            _put(folder / iso_week(week) / f"{file_code(here)}.pdf", self._weekly.drawn(told).body)
        except OSError as fault:
            log.warning("the weekly folder cannot be written: %s", fault.strerror or fault)
            self._waits(row, f"{fault.strerror or fault}")
        except Exception:
            log.exception("the weekly page of %s met a fault", here.key)
            self._waits(row, say("the page could not be made; the log says why"))
        else:
            self._done(row, told)
        return 1

    # How far each is

    def _claimed(self, account: str, here: Spot, week: date) -> WeeklySent | None:
        """The row of what is this round's to send; None: it was sent, is being sent, or waits."""
        directory, now = self._house.directory, self._house.clock()
        name = f"{account}/{here.key}/{week}"
        row = directory.get(WeeklySent, name)
        if row is None:
            row = WeeklySent(id=name, account=account, place=here.key, week=week, state=SENDING, at=now, tries=1)
            return row if directory.add(row) else None
        if row.state == SENDING and now - row.at > STUCK and account != FOLDER:
            directory.swap(row, replace(row, state=LOST, why=say("the house was stopped while it went")))
            return None
        again = row.state == SENDING and now - row.at > STUCK  # a page written twice is the same file
        if again or (row.state == WAITS and row.again is not None and row.again <= now):
            fresh = replace(row, state=SENDING, at=now, tries=row.tries + 1, again=None)
            return fresh if directory.swap(row, fresh) else None
        return None

    def _waits(self, row: WeeklySent, why: str) -> None:
        now = self._house.clock()
        again = now + min(LONGEST, FIRST * 2 ** min(10, row.tries - 1))
        self._house.directory.swap(row, replace(row, state=WAITS, at=now, again=again, why=why))

    def _done(self, row: WeeklySent, told: Snapshot) -> None:
        figures = {one.id: one.raw for one in told.figures if one.raw is not None}
        self._house.directory.swap(row, replace(row, state=SENT, at=self._house.clock(), why="", figures=figures))

    def _expire(self) -> None:
        before = self._house.clock() - KEPT
        for row in self._house.directory.find(WeeklySent):
            if row.at < before:
                self._house.directory.delete(WeeklySent, row.id)


def _put(path: Path, body: bytes) -> None:
    """Whole or not at all: whoever looks into the folder finds no half page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(body)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
