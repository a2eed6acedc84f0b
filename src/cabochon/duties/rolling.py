"""What packages and other LMSs said: satisfaction up the tree, and steps of learning, from one process at a time."""

from ..house import House
from . import Duty

PAUSE = 1.0  # s


def rolling(house: House) -> Duty:
    def work() -> bool:
        with house.alone("rolling") as mine:
            return mine and house.hosting.rolling.follow()

    return Duty("rolling", work, PAUSE)
