"""Forgets what waited too long: bodies in the quarantine after 30 days, deliveries that were read, ended tokens,
old counts of repeats, deeds that can no longer be taken back. A hold on everything keeps what has content. An erasure
that was cut off is finished."""

from ..house import House
from . import Duty


def forget(house: House) -> Duty:
    def work() -> bool:
        with house.alone("forget") as mine:
            holds = house.trust.holds
            if mine:
                house.trust.erasing.finish()
                if not holds.stands("kind:quarantine"):
                    house.quarantined.expire()
                if not holds.stands("kind:delivery"):
                    house.deliveries.expire()
                house.launches.expire()
                house.hosting.expire()
                house.keyring.tidy()
                house.repeats.expire()
                house.amending.expire()
        return False

    return Duty("forget", work, 3600.0)
