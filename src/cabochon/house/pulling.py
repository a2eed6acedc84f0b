"""Moving in from another record store by its own API: page after page, and on from there when it was interrupted."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from ..directory.rows import Pull
from ..languages import mark
from ..outside.pulling import Page, Remote
from ..refusals import Refused
from ..xapi.canonical import canonical
from ..xapi.checking import VOIDED
from ..xapi.times import instant
from .intake import Intake, Taken
from .taking_in import vouching

if TYPE_CHECKING:
    from . import House

SAMPLE = 200  # ids remembered for --verify, any of what came alike
OVERLAP = timedelta(seconds=1)  # asked for again, so that nothing stored in the same instant is left out
COUNTS = ("read", "new", "repeated", "refused", "held", "bare")
Glance = msgspec.json.Decoder(dict[str, Any])


class Pulling:
    """One pull from one store. The row says how far it came, for the next time.

    since: only what was stored after it, as the standard writes an instant; "" is everything.
    """

    def __init__(self, house: "House", remote: Remote, *, since: str = "", restart: bool = False,
                 random: Random) -> None:  # fmt: skip
        self._house, self._remote, self._random = house, remote, random
        known = None if restart else house.directory.get(Pull, remote.url)
        if known is not None and since and known.since != since:
            raise Refused(f"was pulled since {known.since or 'the beginning'} before; --restart starts anew", "--since")
        self.row = known or Pull(id=remote.url, since=since, began=house.clock())
        self.resumed = known is not None
        if self.row.done:  # all there was then: what has been added since
            fresh = Pull(id=remote.url, since=self.row.since, mark=self.row.mark, began=house.clock())
            self.row = replace(fresh, sample=self.row.sample)
        host = urlsplit(remote.url).netloc
        self._intake = Intake(house, vouching(house.home, host), source=f"pull:{host}")

    def run(self, progress: Callable[[Pull], None]) -> Taken:
        """Until the other store has no more; the row is kept after every page, once its statements are durable.

        Raises:
            Refused: the other store does not let us, or gives no pages; our disk is full. What came is kept.
        """
        before, page = dict(self._counts()), self._first()
        ceiling = page.through
        while True:
            voided = self._take(page)
            done = self._intake.settle()
            counts = {name: before[name] + getattr(done, name) for name in COUNTS}
            if page.more and page.more == self.row.more and not page.statements:
                raise Refused("leads to itself; the other store never comes to an end", "more")
            mark = _latest(page.statements) or self.row.mark
            self.row = replace(
                self.row,
                more=page.more,
                mark=mark,
                voided=self.row.voided + voided,
                sample=self._sampled(page),
                **counts,
            )
            if not page.more:
                self.row = replace(self.row, done=True, mark=_watermark(mark, ceiling), ended=self._house.clock())
            self._house.directory.put(self.row)
            progress(self.row)
            if not page.more:
                break
            page = self._remote.next(page.more)
        for name in COUNTS:  # of all runs of this pull together
            setattr(done, name, getattr(self.row, name))
        return done

    def verify(self, number: int) -> list[str]:
        """Compare some that came, chosen by chance, word for word; one sentence for each that differs."""
        found = []
        for one in self.row.sample[:number]:
            page = self._remote.one(one) or self._remote.one(one, voided=True)
            kept = next(iter(self._house.log.by_id([one])), None)
            if page is None:
                found.append(mark(f"{one} is no longer in the other store"))
            elif kept is None:
                found.append(mark(f"{one} is not here"))
            else:
                theirs = self._house.entrance.digest(canonical(Glance.decode(page.statements[0])))
                if theirs != kept.entry.digest:
                    found.append(mark(f"{one} says something else there now"))
        return found

    def _first(self) -> Page:
        if self.row.more:
            try:
                return self._remote.next(self.row.more)
            except Refused:  # the place may have been forgotten over there meanwhile; the time has not
                self.row = replace(self.row, more="")
        return self._remote.first(_earlier(self.row.mark) or self.row.since)

    def _take(self, page: Page) -> int:
        """How many voided statements came along."""
        voided = 0
        for raw in page.statements:
            place, target = _place(raw)
            if target and not self._house.log.by_id([target]):
                gone = self._remote.one(target, voided=True)
                if gone is not None:
                    voided += 1
                    self._intake.add(gone.statements[0], f"{self._remote.url}, {target}", gone.enclosed)
            self._intake.add(raw, f"{self._remote.url}, {place}", page.enclosed)
        return voided

    def _counts(self) -> Mapping[str, int]:
        row = asdict(self.row)
        return {name: row[name] for name in COUNTS}

    def _sampled(self, page: Page) -> tuple[str, ...]:
        """Reservoir sampling: everything that came so far is chosen with the same chance."""
        chosen, seen = list(self.row.sample), self.row.read
        for number, raw in enumerate(page.statements, seen + 1):
            one = _place(raw)[0]
            if len(chosen) < SAMPLE:
                chosen.append(one)
            elif (at := self._random.randrange(number)) < SAMPLE:
                chosen[at] = one
        return tuple(chosen)


def _place(raw: bytes) -> tuple[str, str]:
    """A statement's id, and the id it voids; "" where there is none."""
    try:
        said = Glance.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return "", ""
    verb, target = said.get("verb"), said.get("object")
    voids = isinstance(verb, dict) and verb.get("id") == VOIDED and isinstance(target, dict)
    return str(said.get("id", "")).lower(), str(target.get("id", "")).lower() if voids and target else ""


def _latest(statements: list[bytes]) -> str:
    """The greatest `stored` as the other store wrote it."""
    found = []
    for raw in statements:
        try:
            stored = Glance.decode(raw).get("stored")
            found.append((instant(stored), stored))
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, TypeError, AttributeError, Refused):
            continue
    return str(max(found)[1]) if found else ""


def _earlier(mark: str) -> str:
    return f"{instant(mark) - OVERLAP:%Y-%m-%dT%H:%M:%S.%fZ}" if mark else ""


def _watermark(mark: str, through: str) -> str:
    """Where the next pull begins: nothing stored before may still have been invisible."""
    try:
        return min((instant(one), one) for one in (mark, through) if one)[1]
    except (ValueError, Refused):
        return mark
