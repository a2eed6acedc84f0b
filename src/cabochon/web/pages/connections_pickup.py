"""A connection's pickup: from where, how often, what the last look did, when the next is; a server's key."""

from dataclasses import dataclass, replace
from typing import Any

from ...connectors import Feed
from ...house.connections import Connection
from ...house.pickups import EVERY
from ...house.pickups import WAYS as FETCHED
from ...languages import count, mark, say, whole
from ...outside import sftp
from ...outside.http import Unreachable
from ...refusals import Refused
from . import connections_words as words

AT_ONCE = 100  # files read while somebody waits
MINUTES = mark({5: "Every 5 minutes", 15: "Every 15 minutes", 60: "Every hour", 360: "Every 6 hours",
                1440: "Every day", 0: "Only when asked"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """way, every, last, next: in words. last: when it last looked and what came of it, "" before the first."""

    way: str
    every: str
    last: str
    outcome: str
    next: str
    unconfirmed: bool
    sftp: bool


def told(house: Any, row: Connection) -> Told | None:
    """None where nothing is fetched."""
    if not row.way:
        return None
    every = say(MINUTES[row.every]) if row.every in MINUTES else say("Every {n} minutes", n=whole(row.every))
    return Told(
        say(words.WAYS[row.way]), every, words.moment(row.looked) if row.looked else "", _outcome(row),
        _next(house, row), house.pickups.unconfirmed(row), row.way == "sftp",
    )  # fmt: skip


def minutes() -> dict[int, str]:
    return {key: say(word) for key, word in MINUTES.items()}


def ways(feed: Feed | None) -> dict[str, str]:
    """Those by which a connector may be fetched."""
    return {key: say(word) for key, word in words.WAYS.items()
            if key in FETCHED and (key != "api" or (feed is not None and feed.poll is not None))}  # fmt: skip


def looked(house: Any, row: Connection, by: str) -> tuple[str, str]:
    """Fetch what is new now, or of very many files soon: (what came of it, what is wrong)."""
    if row.way in ("folder", "sftp") and row.every and not row.paused:
        try:
            new = house.pickups.there(row)[1]
        except (Refused, Unreachable):
            new = 0  # the look says why, and writes it down
        if new > AT_ONCE:
            house.connections.keep(replace(row, looked=None), "looked at a pickup", by)
            return say("{n} files are to be read. It begins within a minute; you may leave this page", n=whole(new)), ""
    found = house.pickups.look(row)
    done = count(found.files, "{n} file was read", "{n} files were read")
    if found.said:
        return "", found.said
    return say("{files}: {new} new, {waiting} waiting in quarantine", files=done, new=whole(found.new),
               waiting=whole(found.quarantined)), ""  # fmt: skip


def arrange(house: Any, row: Connection, sent: dict[str, str], by: str) -> str:
    """The host key that a person has to confirm first; "" for none.

    Raises:
        Refused, Unreachable: it cannot be fetched from there; an SFTP server that does not answer is kept nowhere.
    """
    way, place = sent.get("way", ""), sent.get("place", "").strip()
    if (every := sent.get("every", "60")) not in {str(one) for one in (*EVERY, 0)}:
        raise Refused("choose one of the times of the list", "every")
    shown = ""
    if way == "sftp":
        shown = sftp.key_of(sftp.place_of(place), private=bool(house.values["allow_private_targets"]))
    done = house.pickups.arrange(row.id, way=way, place=place, credential=sent.get("credential", ""), every=int(every),
                                 by=by)  # fmt: skip
    if way == "sftp" and done.host_key != shown:
        house.connections.keep(replace(done, host_key=""), "waits for a host key", by)
        return shown
    return ""


def there(house: Any, row: Connection) -> str:
    """What lies there; nothing of it is read.

    Raises:
        Refused, Unreachable: why nothing could be fetched.
    """
    if row.way not in ("folder", "sftp"):
        return say("It will be fetched from there")
    files, new = house.pickups.there(row)
    if not files:
        return say("It answers. No file that fits lies there yet")
    lying = count(files, "It answers, and {n} file lies there", "It answers, and {n} files lie there")
    return say("{lying}, of which {new} are still to be read", lying=lying, new=whole(new))


def _outcome(row: Connection) -> str:
    if not row.looked or row.said:
        return ""
    if not row.files:
        return say("Nothing was new")
    read = count(row.files, "{n} file was read", "{n} files were read")
    return say("{files}: {new} new, {waiting} waiting in quarantine", files=read, new=whole(row.new),
               waiting=whole(row.quarantined))  # fmt: skip


def _next(house: Any, row: Connection) -> str:
    if house.pickups.unconfirmed(row):
        return say("Once its key is confirmed")
    if row.paused:
        return say("Not while it is paused")
    at = house.pickups.next(row)
    if at is None:
        return say("When you press Look now")
    return say("Within a minute") if at <= house.clock() else words.moment(at)
