"""Reads what webhooks delivered: from the durable queue through the connector into the stream."""

from ..house import House
from . import Duty


def fetch(house: House) -> Duty:
    return Duty("fetch", house.imports.read_deliveries, 0.5)
