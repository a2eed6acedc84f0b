"""What another store's answers mean: taken, there already, refused for good, or to be tried again later."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import msgspec

from ..languages import mark
from ..outside.http import Heard
from ..xapi.multipart import Content

SPLIT = frozenset({400, 409, 413, 415, 422})  # one of the batch may be the cause: send the halves by themselves
QUOTED = 300  # characters of another store's reason that are kept
WAIT, LONGEST = 1.0, 3600.0  # s before the second try, and at most between two
PATIENT = 86_400.0  # s a store may ask us to wait


@dataclass(frozen=True, slots=True)
class Letter:
    """A statement on its way. body: JSON; contents: what came along as its attachments."""

    id: str
    body: bytes
    contents: Sequence[Content] = ()

    @property
    def size(self) -> int:
        return len(self.body) + sum(len(one.body) for one in self.contents)


@dataclass(slots=True)
class Settled:
    """taken: statements that are there now. refused: id -> the other store's reason."""

    taken: int = 0
    refused: dict[str, str] = field(default_factory=dict)


class Failing(Exception):
    """The whole of it did not get through; `after` is how long the other side asked us to wait, in seconds."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.after = reason, after


Post = Callable[[Sequence[Letter]], Heard]


def settle(letters: Sequence[Letter], post: Post, *, now: datetime, stubborn: bool = False) -> Settled:
    """Send a batch; where the other store refuses it, its halves, until what it will not take stands alone.

    Args:
        stubborn: it has answered 500 for long: one statement may be what breaks it, so halves are tried then too.
    Raises:
        Failing: try again later. Unreachable, Refused: through `post`. What was taken by then is taken; sending it
        again is harmless, as a statement keeps its id.
    """
    done, broken = Settled(), dict[str, str]()
    _settle(letters, post, done, broken, now=now, stubborn=stubborn)
    if broken and not done.taken:
        raise Failing(next(iter(broken.values())))
    done.refused |= broken
    return done


def _settle(
    letters: Sequence[Letter], post: Post, done: Settled, broken: dict[str, str], *, now: datetime, stubborn: bool
) -> None:
    heard = post(letters)
    if 200 <= heard.status < 300:
        done.taken += len(letters)
        return
    apart = heard.status in SPLIT or (stubborn and heard.status == 500)
    if not apart:
        raise Failing(reason(heard), wait_of(heard.headers, now))
    if len(letters) > 1:
        half = len(letters) // 2
        for part in (letters[:half], letters[half:]):
            _settle(part, post, done, broken, now=now, stubborn=stubborn)
    elif heard.status == 409:  # there already, perhaps in other words: the first one stands, as the standard has it
        done.taken += 1
    elif heard.status == 500:
        broken[letters[0].id] = reason(heard)
    else:
        done.refused[letters[0].id] = reason(heard)


def reason(heard: Heard) -> str:
    """What the other side said, in one short line of plain text."""
    said = _said(heard)
    match heard.status:
        case 401:
            head = mark("401: it does not know this key and secret")
        case 403:
            head = mark("403: this key may not write there")
        case 404 | 405:
            head = mark(f"{heard.status}: no record store answers at this address")
        case status if 300 <= status < 400:
            head = mark(f"{status}: it sends us elsewhere; put the final address in")
        case status:
            head = str(status)
    return f"{head} ({said})" if said else head


def wait_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """Retry-After in seconds, given as such or as a date (RFC 9110 10.2.3); at most a day."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(PATIENT, float(text[:9]))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return min(PATIENT, max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()))


def pause(tries: int, after: float | None, random: float) -> float:
    """Seconds until the next try: doubling to an hour, spread so that many houses do not come at once.

    tries: failures in a row, from 1. after: what the other side asked for. random: 0 to 1.
    """
    if after is not None:
        return after + random
    return float(min(LONGEST, WAIT * 2 ** min(tries, 20))) * (0.5 + random / 2)


def _said(heard: Heard) -> str:
    text = heard.body[:4_000].decode("utf-8", "replace").strip()
    try:
        found = msgspec.json.decode(heard.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = None
    if isinstance(found, dict):
        text = next((str(found[name]) for name in ("error", "message", "detail", "warnings") if found.get(name)), text)
        if isinstance(found.get("pointer"), str) and found["pointer"]:
            text = f"{found['pointer']}: {text}"
    if text.lstrip().startswith("<"):
        return ""  # a page
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:QUOTED]
