"""The night: verdicts that are due are reached and kept, also of episodes whose page nobody opened."""

from threading import Event
from time import monotonic

from ..house import House
from . import Duty

PAUSE = 600.0  # s
NIGHT = range(1, 5)  # hours of the house's clock
REST = 2.0  # s at most between two episodes: half of a core at most goes into it


def verdicts(house: House) -> Duty:
    """Once a night, one episode at a time, in one process of all that share a house; the first time by day too."""
    over, done = Event(), [""]

    def work() -> bool:
        day = house.today.isoformat()
        if done[0] == day or (house.clock().hour not in NIGHT and not house.effects.verdicts.untold):
            return False
        with house.alone("verdicts") as mine:
            if mine and reach(house, over):
                done[0] = day
        return False

    return Duty("verdicts", work, PAUSE, end=over.set)


def reach(house: House, over: Event) -> bool:
    """Keep what is due; whether it came to the end before it was to stop."""
    began = monotonic()
    for _ in house.effects.verdicts.steps(house.today):
        over.wait(min(REST, monotonic() - began))
        if over.is_set():
            return False
        began = monotonic()
    return True
