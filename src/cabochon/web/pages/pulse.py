"""Not built yet."""

from ...refusals import Unknown
from ..page import Answered, Asked


def answer(request: Asked, body: bytes) -> Answered:
    raise Unknown("nothing is here yet")


def show(request: Asked) -> Answered:
    raise Unknown("nothing is here yet")
