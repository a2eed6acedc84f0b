"""Which talk tracks fall due for review: never gone over, or last in an earlier quarter."""

from dataclasses import dataclass
from datetime import date

from . import content
from .content import Book, Track


@dataclass(frozen=True, slots=True)
class Due:
    """at: "welcome.just_looking"; moment: its name."""

    at: str
    moment: str
    track: Track


def quarter(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def due(book: Book, today: date) -> tuple[list[Due], int]:
    """Those due, in the order of the visit, and how many there are in all."""
    found, every = [], 0
    for at, kept in book.tracks.items():
        read = content.read(book, product_line=kept.product_line, brand=kept.brand)
        moment = next(m for m in read.moments if m.key == at.partition(".")[0])
        track = next(t for t in moment.tracks if t.key == at.partition(".")[2])
        every += 1
        if track.reviewed is None or track.reviewed < quarter(today):
            found.append(Due(at, moment.name, track))
    return sorted(found, key=lambda one: content.MOMENTS.index(one.at.partition(".")[0])), every


def since(found: list[Due], today: date) -> date:
    """From when clients' words are read: the oldest review among those due, at most a year back."""
    begin = quarter(today)
    before = quarter(date.fromordinal(begin.toordinal() - 1))
    days = [one.track.reviewed or before for one in found]
    return max(min(days, default=begin), date.fromordinal(today.toordinal() - 365))
