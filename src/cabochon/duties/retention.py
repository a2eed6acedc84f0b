"""The night that removes what is older than it may be: once a day from 03:30 of the house's clock, or after a sleep."""

from ..house import House
from . import Duty

PAUSE = 300.0  # s


def retention(house: House) -> Duty:
    def work() -> bool:
        with house.alone("retention") as mine:
            if mine and house.trust.retaining.is_due():
                house.trust.retaining.run()
        return False

    return Duty("retention", work, PAUSE)
