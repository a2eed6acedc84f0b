"""The projector's round: the facts follow the stream and the directory."""

from ..house import House
from . import Duty


def project(house: House) -> Duty:
    return Duty("project", house.catch_up, house.values["project_ms"] / 1000)
