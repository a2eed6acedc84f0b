"""Reads what webhooks delivered: from the durable queue through the connector into the stream."""

from ..house import House
from . import Duty


def fetch(house: House) -> Duty:
    return Duty("fetch", house.hooks.read_waiting, 0.5)
