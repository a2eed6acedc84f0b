"""Weekly sums between the houses of a group: one house a jurisdiction, each pulled by itself, none fed into another.

What comes in is another's word: read as strictly typed JSON of a bounded size, for the week that was asked, of the
house that answered first, and kept as it was let out. Nothing of it is added up.
"""

import re
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import isfinite
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from ..directory.trust_rows import GroupWeek, Instance
from ..languages import mark
from ..outside.http import Heard, Outward, Unreachable
from ..privacy.sealing import locked, unlocked
from ..refusals import Conflict, Refused, Unknown
from .group_cells import FORMAT, Out, Told, Weekly, weeks_of
from .outward import Line

if TYPE_CHECKING:
    from . import House

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
PLAIN = re.compile(r"[a-z0-9._-]{1,80}")
CURRENCY = re.compile(r"([A-Z]{3})?")
BACK = 13  # weeks asked for each time, so that late corrections come
DAILY, AGAIN = timedelta(hours=24), timedelta(hours=1)
MOST, SECONDS = 4_000_000, 60.0  # bytes and seconds of one answer
CELLS = 20_000
LONGEST = 120  # characters of a place or a jurisdiction
STEPS = frozenset({"company", "region"})


@dataclass(frozen=True, slots=True)
class State:
    """How a house of the group stands. weeks: how many are kept; missing: Mondays of the last ones that are not."""

    instance: Instance
    weeks: int
    missing: tuple[date, ...]

    @property
    def word(self) -> str:
        if self.instance.paused:
            return "paused"
        if self.instance.reason:
            return "failing"
        return mark("up to date") if self.instance.pulled and not self.missing else "waiting"


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one round brought. news, restated, same: weeks; reason: why it failed, "" when it did not."""

    name: str
    news: int = 0
    restated: int = 0
    same: int = 0
    reason: str = ""


class Group:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self.out = Out(house)
        self._turn, self._line = Lock(), Line(house)

    # Set up

    def add(self, name: str, *, url: str, key: str, secret: str, by: str) -> Instance:
        """
        Raises:
            Refused: an address the house does not speak to, a name that is none, no key. Conflict: the name is taken.
        """
        name, url = name.strip(), url.strip().rstrip("/").removesuffix("/aggregates")
        if not NAME.fullmatch(name):
            raise Refused("should be lower-case letters, digits, . _ or -, 60 at most", "/name")
        try:
            self.outward.check(url)
        except Refused as refused:
            raise Refused(refused.reason, "/url") from None
        if urlsplit(url).query:
            raise Refused("holds a ?; leave it and what follows out", "/url")
        if not key.strip() or not secret.strip():
            raise Refused("is missing; the other house gives a key and a secret", "/secret" if key.strip() else "/key")
        row = Instance(id=name, url=url, key=key.strip(), made=self._house.clock(), by=by,
                       secret=locked(self._directory, secret.strip(), f"house:{name}"))  # fmt: skip
        if not self._directory.add(row):
            raise Conflict("is taken; choose another, or remove that house first", "/name")
        self._directory.note(by, mark("added a house of the group"), name, url)
        return row

    def pause(self, name: str, *, by: str, paused: bool = True) -> None:
        row = self.get(name)
        self._directory.put(replace(row, paused=paused, tried=row.tried if paused else None))
        self._directory.note(
            by, mark("paused a house of the group") if paused else mark("resumed a house of the group"), name
        )

    def remove(self, name: str, *, by: str) -> None:
        """The house and what was pulled from it."""
        row = self.get(name)
        for week in self._directory.find(GroupWeek, instance=name):
            self._directory.delete(GroupWeek, week.id)
        self._directory.delete(Instance, name)
        self._directory.note(by, mark("removed a house of the group"), name, row.url)

    def get(self, name: str) -> Instance:
        """
        Raises:
            Unknown: there is none by that name.
        """
        if (found := self._directory.get(Instance, name)) is None:
            raise Unknown("there is no house by this name; the list shows what there is", "/name")
        return found

    def listed(self) -> list[State]:
        """By name."""
        wanted = weeks_of(self._house.today, BACK)
        found = []
        for row in sorted(self._directory.find(Instance), key=lambda one: one.id):
            kept = {week.week for week in self._directory.find(GroupWeek, instance=row.id)}
            found.append(State(row, len(kept), tuple(week for week in wanted if week.isoformat() not in kept)))
        return found

    # Read

    def told(self, name: str, week: date) -> tuple[list[Told], GroupWeek] | None:
        """What a house said of a week; None while it is missing."""
        row = self._directory.get(GroupWeek, f"{name}/{week}")
        return (msgspec.json.decode(zlib.decompress(row.cells), type=list[Told]), row) if row else None

    # Pull

    def due(self) -> list[str]:
        """Those to be asked now: once a day, after a failure once an hour."""
        now = self._house.clock()
        return [
            row.id for row in self._directory.find(Instance)
            if not row.paused and (row.tried is None or now - row.tried >= (AGAIN if row.reason else DAILY))
        ]  # fmt: skip

    def pull(self, name: str) -> Pulled:
        """Ask one house for its last weeks. A failure is kept with its reason; the weeks that came before it stay."""
        with self._turn:
            self.get(name)
            counts = {"news": 0, "restated": 0, "same": 0}
            reason = ""
            try:
                for week in weeks_of(self._house.today, BACK):
                    counts[self._week(self.get(name), week)] += 1
            except Unreachable as problem:
                reason = str(problem)
            except Refused as refused:
                reason = refused.reason
            if (left := self._directory.get(Instance, name)) is not None:  # not removed meanwhile
                now = self._house.clock()
                self._directory.put(replace(left, tried=now, pulled=left.pulled if reason else now, reason=reason))
            return Pulled(name, **counts, reason=reason)

    def test(self, name: str) -> str:
        """Ask for one week and keep nothing; what came back, in words.

        Raises:
            Refused: why it does not work.
        """
        row, week = self.get(name), weeks_of(self._house.today, 1)[0]
        try:
            heard = self._ask(row, week, "")
        except Unreachable as problem:
            raise Refused(str(problem)) from None
        told = self._read(row, week, heard)
        return mark(
            f"{told.jurisdiction or told.instance} answers with {len(told.cells)} numbers of the week of {week}"
        )

    def hush(self) -> None:
        """End what is under way at once; the next who speaks opens anew."""
        self._line.hush()

    @property
    def outward(self) -> Outward:
        return self._line.outward

    def _week(self, row: Instance, week: date) -> str:
        """news, restated or same."""
        known = self._directory.get(GroupWeek, f"{row.id}/{week}")
        heard = self._ask(row, week, known.etag if known else "")
        if heard.status == 304 and known:
            return "same"
        told, now = self._read(row, week, heard), self._house.clock()
        cells = zlib.compress(msgspec.json.encode(told.cells))
        etag = heard.headers.get("etag", "")[:100]
        if (told.instance, told.jurisdiction) != (row.home, row.called):
            self._directory.put(replace(row, home=told.instance, called=told.jurisdiction))
        if known and told.position < known.position:
            raise Refused(f"says of the week of {week} what it said before something newer; not taken")
        new = GroupWeek(
            id=f"{row.id}/{week}", instance=row.id, week=week.isoformat(), at=known.at if known else now, cells=cells,
            etag=etag, position=told.position, restated=known.restated if known else None,
        )  # fmt: skip
        if known and known.cells == cells:
            self._directory.put(new)
            return "same"
        self._directory.put(replace(new, restated=now) if known else new)
        return "restated" if known else "news"

    def _ask(self, row: Instance, week: date, etag: str) -> Heard:
        login = b64encode(f"{row.key}:{unlocked(self._directory, row.secret, f'house:{row.id}')}".encode()).decode()
        said = {"Authorization": f"Basic {login}", "Accept": "application/json"}
        if etag:
            said["If-None-Match"] = etag
        return self.outward.ask("GET", f"{row.url}/aggregates?week={week}", headers=said, most=MOST, seconds=SECONDS)

    def _read(self, row: Instance, week: date, heard: Heard) -> Weekly:
        """
        Raises:
            Refused: another answer than the one that was asked for, in a sentence.
        """
        if heard.status != 200:
            raise Refused(_problem(heard))
        if heard.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Refused("answers with something that is no JSON; is this a house’s own address?")
        try:
            told = msgspec.json.decode(heard.body, type=Weekly)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise Refused("answers with JSON that is no week of sums; is it a newer house than this one?") from None
        if why := _wrong(told, week):
            raise Refused(why)
        if told.instance == self._house.home:
            raise Refused("is this house itself")
        if row.home and told.instance != row.home:
            raise Refused("another house answers there than before; remove it and add it anew if that is meant")
        return told


NO_HOUSE = mark("does not say which house it is")
NO_SUM, NO_NUMBER = mark("tells of something that is no sum of a week"), mark("tells a number that is none")


def _problem(heard: Heard) -> str:
    match heard.status:
        case 401:
            return mark("does not know this key and secret")
        case 403:
            return mark("knows the key and does not let it read sums; it needs aggregates/read")
        case 404:
            return mark("has nothing there; give the address people open it at, as https://ch.cabochon.example")
        case 429:
            return mark("asks us to wait; it is asked again later")
        case status if 300 <= status < 400:
            return mark("leads to another address; that is not followed, give the real one")
    return mark(f"answers {heard.status}")


def _wrong(told: Weekly, week: date) -> str:
    if told.format != FORMAT:
        return mark(
            f"speaks format {told.format} of weekly sums, this house speaks {FORMAT}; bring both to one version"
        )
    if told.week != week:
        return mark(f"answers for the week of {told.week}, and was asked for {week}")
    if len(told.cells) > CELLS:
        return mark(f"tells more than {CELLS:,} numbers of one week")
    lines: tuple[tuple[Callable[[Told], bool], str], ...] = (
        (lambda c: bool(PLAIN.fullmatch(c.measure)) and c.step in STEPS, NO_SUM),
        (lambda c: len(c.place) <= LONGEST and c.place.isprintable(), mark("names a place that is none")),
        (lambda c: bool(c.place) or c.step == "company", mark("tells of a region without a name")),
        (lambda c: all(v is None or isfinite(v) for v in (c.value, c.low, c.high)), NO_NUMBER),
        (lambda c: c.n is None or 0 <= c.n < 10**12, NO_NUMBER),
        (lambda c: not c.held_back or c.value is None, mark("shows what it says it holds back")),
        (lambda c: len(c.unit) <= 20 and bool(CURRENCY.fullmatch(c.currency)), mark("names a unit that is none")),
    )
    for cell in told.cells:
        for fits, why in lines:
            if not fits(cell):
                return why
    if len({(c.measure, c.step, c.place) for c in told.cells}) < len(told.cells):
        return mark("tells one number twice")
    if not told.instance or max(len(told.instance), len(told.jurisdiction)) > LONGEST or told.position < 0:
        return NO_HOUSE
    return "" if told.jurisdiction.isprintable() and told.instance.isprintable() else NO_HOUSE
