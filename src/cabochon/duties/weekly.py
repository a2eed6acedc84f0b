"""Sends the weekly snapshots that are due, every five minutes and from one process at a time."""

from ..house import House
from . import Duty

PAUSE = 300.0  # s


def weekly(house: House) -> Duty:
    def work() -> bool:
        with house.alone("weekly") as mine:
            return bool(mine and house.weekly.sending.step())

    return Duty("weekly", work, PAUSE, house.weekly.sending.hush)
