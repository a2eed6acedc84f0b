"""Reads what webhooks delivered: from the durable queue through the connector into the stream.

Twice a second what came meanwhile, together, and never at once again: read as they come, deliveries would each cost a
wait for the disk and a round of the projector.
"""

from ..house import House
from . import Duty


def fetch(house: House) -> Duty:
    def work() -> bool:
        with house.alone("fetch") as mine:
            if mine:
                house.deliveries.read_waiting()
        return False

    return Duty("fetch", work, 0.5)
