"""How a connection stands, in words: its state and why, when it last delivered, what waits, what is to be done next."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from ...connectors import KINDS
from ...house.connections import Connection, came
from ...house.deliveries import Delivery
from ...languages import again, count, day, say, whole
from . import connections_words as words

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """state: in a word or three; why: a sentence without its stop, "" for nothing; good: nothing is to be mended.

    next: what to do, "" for nothing; place: where, an address. figures: (what, how many, address or ""), none of them 0
    but the first.
    """

    state: str
    why: str
    good: bool
    next: str
    place: str
    last: str
    figures: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A connection in the list. ways: in words."""

    id: str
    title: str
    connector: str
    ways: str
    unsigned: bool
    standing: Standing


def line(house: Any, row: Connection) -> Line:
    return Line(
        row.id, row.title or row.id, words.title(row.connector), words.ways(house, row),
        house.connections.unsigned(row) and words.by_webhook(house, row), standing(house, row),
    )  # fmt: skip


def standing(house: Any, row: Connection) -> Standing:
    last = next(iter(house.deliveries.of(row.id, 1)), None)
    held = house.connections.held(row.id)
    state, why, good = _state(house, row, last, held)
    deed, place = _next(house, row, last, held)
    return Standing(state, opened(why), good, deed, place, words.moment(came(last)) if last else "",
                    _figures(house, row, held))  # fmt: skip


def opened(why: str) -> str:
    """With a capital letter, but for what begins with a file's name."""
    first = why.partition(" ")[0].rstrip(":")
    return why if "." in first or "_" in first else why[:1].upper() + why[1:]


def _figures(house: Any, row: Connection, held: int) -> tuple[tuple[str, str, str], ...]:
    at, tally = f"/connections/{row.id}", house.deliveries.tally
    lately = house.connections.since(row.id, house.clock() - DAY)
    rest = (
        (say("Wait to be read"), tally(row.id, "waiting") + tally(row.id, "reading"), f"{at}?state=waiting#history"),
        (say("Failed"), tally(row.id, "failed"), f"{at}?state=failed#history"),
        (say("Rows in quarantine"), held, f"/quarantine?source={quote(f'connection:{row.id}', safe='')}"),
    )
    return ((say("In the last 24 hours"), whole(lately), ""), *((what, whole(n), to) for what, n, to in rest if n))


def _state(house: Any, row: Connection, last: Delivery | None, held: int) -> tuple[str, str, bool]:
    if row.connector not in KINDS:
        return say("Cannot be read"), say("its connector is not installed any more"), False
    if house.pickups.unconfirmed(row):
        return say("Waits for you"), say("nobody has confirmed the key of its SFTP server yet"), False
    if row.way and row.said:
        return say("Failing"), again(row.said), False
    if last is not None and last.state == "failed":
        return say("Failing"), again(last.reason), False
    if row.paused:
        return say("Paused"), "", False
    if last is None:
        return say("Waiting for the first delivery"), "", False
    late = timedelta(days=int(house.values["late_feed_days"]))
    if KINDS[row.connector].family not in ("master", "people") and house.clock() - came(last) > late:
        return say("Late"), say("nothing has come since {day}", day=day(came(last).date(), "date")), False
    if held:  # what to do about it is the next step
        return say("Waits for you"), "", False
    return say("All is well"), "", True


def _next(house: Any, row: Connection, last: Delivery | None, held: int) -> tuple[str, str]:
    """(what to do, where): one thing, the most pressing."""
    at, feed = f"/connections/{row.id}", KINDS.get(row.connector)
    if feed is None:
        return say("Install the package that brought its connector again"), ""
    if house.pickups.unconfirmed(row):
        return say("See the key its server shows, and confirm it"), f"{at}#fetch"
    if row.way and "host key" in row.said:
        return say("Ask who runs the server whether its key was changed, then confirm the new one"), f"{at}#fetch"
    if row.way and row.said:
        return say("Mend what it says, then look again"), f"{at}#fetch"
    if last is not None and last.state == "failed":
        return say("Mend the mapping, then read what failed once more"), f"{at}?state=failed#history"
    if feed.asks and words.by_webhook(house, row) and not row.credential:
        return say("Give it the access token of the sender’s API"), f"{at}#token"
    if row.paused:
        return say("Resume it when it may be fetched again"), f"{at}#fetch"
    if last is None:
        return _first(house, row), f"{at}#hook" if words.by_webhook(house, row) else f"{at}#drop"
    if held:
        deed = count(held, "Look at the row that waits in quarantine", "Look at the {n} rows that wait in quarantine")
        return deed, f"/quarantine?source={quote(f'connection:{row.id}', safe='')}"
    return "", ""


def _first(house: Any, row: Connection) -> str:
    if words.by_webhook(house, row):
        return say("Paste its address at the sender’s, and send one delivery")
    if row.way:
        return say("Lay a first file where it is fetched from, or look now")
    return say("Drop its first file")
