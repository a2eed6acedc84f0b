"""Weekly sums of the group's other houses: each asked once a day, after a failure once an hour."""

from ..house import House
from . import Duty

PAUSE = 600.0  # s


def group(house: House) -> Duty:
    def work() -> bool:
        with house.alone("group") as mine:
            for name in house.trust.group.due() if mine else ():
                house.trust.group.pull(name)
        return False

    return Duty("group", work, PAUSE, end=house.trust.group.hush)
