"""Writes down how many repeats were dropped, every few seconds: no request waits for it."""

from ..house import House
from . import Duty

PAUSE = 5.0  # s


def tally(house: House) -> Duty:
    def work() -> bool:
        house.repeats.flush()
        return False

    return Duty("tally", work, PAUSE)
