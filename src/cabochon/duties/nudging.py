"""Sends the letters and knocks people wished for, every five minutes and from one process at a time."""

from ..house import House
from . import Duty

PAUSE = 300.0  # s


def nudging(house: House) -> Duty:
    def work() -> bool:
        with house.alone("nudging") as mine:
            if mine:
                house.nudges.sending.step()
        return False

    return Duty("nudging", work, PAUSE, house.nudges.sending.hush)
