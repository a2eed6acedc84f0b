"""Reads what webhooks delivered: from the durable queue through the connector into the stream."""

from ..house import House
from . import Duty


def fetch(house: House) -> Duty:
    def work() -> bool:
        with house.alone("fetch") as mine:
            return mine and house.deliveries.read_waiting()

    return Duty("fetch", work, 0.5)
