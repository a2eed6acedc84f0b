"""Writes down what each closed week said, once: in the night after it closed, or as soon as the house is on again."""

from threading import Event

from ..house import House
from . import Duty

PAUSE = 600.0  # s
REST = 1.0  # s between two weeks


def said(house: House) -> Duty:
    """From one process of all that share a house, after the facts have told what had come in before it was opened."""
    over, done = Event(), [""]

    def work() -> bool:
        day = house.today.isoformat()
        if done[0] == day or not house.said.level():
            return False
        with house.alone("said") as mine:
            if mine and house.said.keep(lambda: over.wait(REST)):
                done[0] = day
        return False

    return Duty("said", work, PAUSE, end=over.set)
