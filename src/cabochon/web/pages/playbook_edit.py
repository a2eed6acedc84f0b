"""Not built yet."""

from ...refusals import Unknown
from ..page import Answered, Asked


def show(request: Asked) -> Answered:
    raise Unknown("nothing is here yet")


def change(request: Asked, body: bytes) -> Answered:
    raise Unknown("nothing is here yet")


def one(request: Asked, version: str) -> Answered:
    raise Unknown("nothing is here yet")


def compare(request: Asked) -> Answered:
    raise Unknown("nothing is here yet")
