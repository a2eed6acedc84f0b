"""Fetches what connected sources lay ready: folders, SFTP servers, addresses and APIs whose time has come."""

from ..house import House
from . import Duty

PAUSE = 20.0  # s


def pickup(house: House) -> Duty:
    def work() -> bool:
        with house.alone("pickup") as mine:
            return bool(mine and house.pickups.step())

    return Duty("pickup", work, PAUSE, house.senders.hush)
