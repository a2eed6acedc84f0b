"""Forgets what has waited too long: bodies in the quarantine after 30 days, deliveries that were read."""

from ..house import House
from . import Duty


def forget(house: House) -> Duty:
    def work() -> bool:
        house.quarantined.expire()
        house.hooks.expire()
        return False

    return Duty("forget", work, 3600.0)
