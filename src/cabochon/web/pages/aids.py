"""Job aids in two taps: pinned, searched, read without a network."""

from ...refusals import Unknown
from ..page import Answered, Asked


def show(request: Asked) -> Answered:
    raise Unknown("nothing is here yet")


def one(request: Asked, document: str) -> Answered:
    raise Unknown("nothing is here yet")
