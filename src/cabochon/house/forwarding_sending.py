"""The sending: each target follows the log by its position, at least once, in order, until it has everything."""

import base64
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import SystemRandom
from secrets import token_hex
from typing import TYPE_CHECKING

from ..directory.rows import Course, DeadLetter, Target
from ..outside.http import Heard, Unreachable
from ..refusals import Refused
from ..stream import Kept
from .exporting_choice import Choice, sieve
from .forwarding_letters import EVERY, event, letter, packed, signed
from .forwarding_posting import Failing, Letter, Post, pause, reason, settle, wait_of
from .forwarding_targets import STORE, Targets

if TYPE_CHECKING:
    from . import House

LOOKED, PAGES = 200, 20  # statements looked at together, and how often before that is written down
BATCH, ROOM = 200, 1_000_000  # statements sent at once, and bytes of these
STUBBORN = 5  # tries in a row after which one statement is suspected
MOST_DEAD = 1_000  # dead letters after which it is the target that is wrong
GIVEN_UP = timedelta(days=5)  # of failing, for a webhook
ABOUT_ONE = (400, 413, 415, 422)  # a webhook's answers that may be about one statement
TOLD = 20.0  # s a webhook has to answer
JSON = {"content-type": "application/json"}
Stopped = Callable[[], bool]
log = logging.getLogger("cabochon.forward")
_spread = SystemRandom().random
_WELL = {"failing": None, "reason": "", "tries": 0, "again": None}


@dataclass(slots=True)
class Packed:
    """What goes to a store together. position: everything up to it is in here, or not for the store."""

    position: int
    letters: list[Letter] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    more: bool = True


class Sending(Targets):
    """Targets, and sending to them. random: 0 to 1, for the spread of pauses."""

    def __init__(self, house: "House", *, random: Callable[[], float] = _spread) -> None:
        super().__init__(house)
        self._random = random

    def due(self) -> list[str]:
        """Names of those that have something to do now."""
        now, at = self._house.clock(), self._house.log.position()
        found = []
        for target in self.directory.find(Target):
            course = self.directory.get(Course, target.id)
            if course is None or target.paused or course.ended or course.position >= at:
                continue
            if course.again is None or course.again <= now:
                found.append(target.id)
        return found

    def step(self, name: str, stopped: Stopped = lambda: False) -> bool:
        """Send a target its next few statements; True when there may be more to send at once.

        stopped: asked after every answer; once true, nothing is written down any more.
        """
        target, course = self.directory.get(Target, name), self.directory.get(Course, name)
        if target is None or course is None or target.paused or course.ended:
            return False
        try:
            return (self._forward if target.way == STORE else self._tell)(target, course, stopped)
        except (Unreachable, Refused) as fault:
            return self._failed(target, course, Failing(str(fault)), stopped)
        except Failing as fault:
            return self._failed(target, course, fault, stopped)
        except Exception as bug:
            if not stopped():
                log.exception("forwarding to %s met a fault of our own", name)
            mine = Failing(f"met a fault of our own ({type(bug).__name__}); the log says more")
            return self._failed(target, course, mine, stopped)

    # Another store

    def _forward(self, target: Target, course: Course, stopped: Stopped) -> bool:
        pack = self._packed(target, course.position, stopped)
        now, refused, taken = self._house.clock(), pack.refused, 0
        if pack.letters:
            done = settle(pack.letters, self.post(target), now=now, stubborn=course.tries >= STUBBORN)
            refused, taken = refused | done.refused, done.taken
        if stopped():
            return False
        self.bury(target, refused, now)
        news = {"sent": course.sent + taken, "last": now} if taken else {}
        if pack.position > course.position:
            self.mark(target.id, position=pack.position, **news, **_WELL)
        if refused and len(self.letters(target.id)) >= MOST_DEAD:
            self.mark(target.id, ended=f"it refused {MOST_DEAD:,} statements; see to what waits below, then resume")
            return False
        return pack.more

    def _packed(self, target: Target, position: int, stopped: Stopped) -> "Packed":
        """The next few that go to a store. Where many are not for it, some pages of the log are passed over at once."""
        fits, pack, size = self._fits(target), Packed(position), 0
        for _ in range(PAGES):
            found = self._house.log.after(pack.position, LOOKED)
            for kept in found:
                if fits(kept):
                    try:
                        one = letter(self._house, kept)
                    except Refused as fault:
                        one, pack.refused[kept.entry.id] = None, str(fault)
                    if one is not None:
                        size += one.size
                        if pack.letters and (len(pack.letters) == BATCH or size > ROOM):
                            return pack
                        pack.letters.append(one)
                pack.position = kept.seq
            pack.more = len(found) == LOOKED
            if pack.letters or pack.refused or not pack.more or stopped():
                break
        return pack

    def post(self, target: Target) -> Post:
        secret = self.secrets(target)[0]
        who = base64.b64encode(f"{target.key}:{secret}".encode()).decode()
        said = {"authorization": f"Basic {who}", "x-experience-api-version": target.version}

        def post(letters: Sequence[Letter]) -> Heard:
            media, body = packed(letters, token_hex(20))
            return self.outward.ask(
                "POST", f"{target.url}/statements", headers=said | {"content-type": media}, body=body
            )

        return post

    def _fits(self, target: Target) -> Callable[[Kept], bool]:
        """Those chosen that are not voided; a voiding statement goes where its target would have gone."""
        kinds = () if EVERY in target.kinds else target.kinds
        chosen = sieve(
            self._house,
            Choice(
                verbs=target.verbs, activities=target.activities, boutiques=target.boutiques, kinds=kinds,
                sources=target.sources,
            ),
        )  # fmt: skip

        def fits(kept: Kept) -> bool:
            if target.since is not None and kept.stored <= target.since:
                return False
            if kept.entry.voids and (about := self._house.log.by_id([kept.entry.target])):
                return any(chosen(one) for one in about)
            return not kept.voided and chosen(kept)

        return fits

    # A webhook

    def _tell(self, target: Target, course: Course, stopped: Stopped) -> bool:
        fits, found = self._fits(target), self._house.log.after(course.position, LOOKED)
        place, sent, tries = course.position, course.sent, course.tries
        for kept in found:
            if not fits(kept):
                place = kept.seq
                continue
            now = self._house.clock()
            heard = self.told(target, *event(self._house, kept, target), now=now)
            if stopped():
                return False
            if heard.status == 410:
                self.mark(target.id, ended="its receiver wants nothing more (410)", reason=reason(heard))
                return False
            if 200 <= heard.status < 300:
                sent += 1
            elif heard.status in ABOUT_ONE and tries >= STUBBORN:
                self.bury(target, {kept.entry.id: reason(heard)}, now)  # it takes others, perhaps
            else:
                raise Failing(reason(heard), wait_of(heard.headers, now))
            place, tries = kept.seq, 0
            self.mark(target.id, position=place, sent=sent, last=now, **_WELL)
            if (again := self.directory.get(Target, target.id)) is None or again.paused:
                return False
        if place > course.position:
            self.mark(target.id, position=place)
        return len(found) == LOOKED

    def told(self, target: Target, message: str, body: bytes, *, now: datetime) -> Heard:
        headers = JSON | signed(message, body, self.secrets(target), at=now)
        return self.outward.ask("POST", target.url, headers=headers, body=body, seconds=TOLD)

    # What goes wrong

    def _failed(self, target: Target, course: Course, fault: Failing, stopped: Stopped) -> bool:
        if stopped():
            return False
        now = self._house.clock()
        course = self.directory.get(Course, target.id) or course
        tries, since = course.tries + 1, course.failing or now
        again = now + timedelta(seconds=pause(tries, fault.after, self._random()))
        ended = ""
        if target.way != STORE and now - since >= GIVEN_UP:
            ended = f"it failed for {GIVEN_UP.days} days, so nothing is sent any more; mend it, then resume"
        if tries == 1 or ended:
            log.warning("forwarding to %s fails: %s", target.id, fault.reason)
        self.mark(target.id, failing=since, reason=fault.reason, tries=tries, again=again, ended=ended)
        return False

    def bury(self, target: Target, refused: dict[str, str], now: datetime) -> None:
        letters = [
            DeadLetter(id=f"{target.id}:{one}", target=target.id, statement=one, reason=why, at=now)
            for one, why in refused.items()
        ]
        if letters and self.directory.get(Target, target.id) is not None:
            self.directory.put(*letters)
