"""What is odd at single boutiques of the maison, by their place in it; a smaller maison lacks the later ones.

- the first sells a SKU of nobody's catalogue, rings up under a code nobody has claimed, skips the seal check on
  receiving (done 7 times in 10) and has two contested observations: one set aside for good, one still open;
- on the second, a till closing of nine days ago tells one receipt and 125.00 more than its receipts add up to;
- the third loses stock: ten times the others' shrink;
- the fourth overrides prices, three times as often as the others;
- the fifth lacks add-ons: 15 of 24 in stock where the others have 22;
- the eighth's door counter has said nothing for four days.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from ..retail.master import Door
from .maison import Maison

UNSEALED, DIFFERS, LOSES, OVERRIDES, LACKS, SILENT = 0, 1, 2, 3, 4, 7
DIFFERS_BACK, SILENT_DAYS = 9, 4  # days before now


def at(house: Maison, door: Door, place: int) -> bool:
    """Whether this is the boutique at a place of the maison."""
    return place < len(house.doors) and house.doors[place].code == door.code


def made(dice: Random) -> UUID:
    """An id as a phone makes it."""
    return UUID(int=dice.getrandbits(128), version=4)


def often(dice: Random, times: float) -> Iterator[int]:
    """0, 1 ... so many times on average: the fraction is a chance."""
    yield from range(int(times) + (dice.random() < times % 1))


def within(opening: datetime, hours: int, dice: Random) -> datetime:
    """A minute of the opening hours, not the last twenty."""
    return opening + timedelta(minutes=dice.randint(0, hours * 60 - 20))
