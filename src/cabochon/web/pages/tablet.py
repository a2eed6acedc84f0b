"""Not built yet."""

from ...refusals import Unknown
from ..page import Answered, Asked


def lock(request: Asked) -> Answered:
    raise Unknown("nothing is here yet")


def unlock(request: Asked, body: bytes) -> Answered:
    raise Unknown("nothing is here yet")


def shut(request: Asked, body: bytes) -> Answered:
    raise Unknown("nothing is here yet")


def form(request: Asked) -> Answered:
    raise Unknown("nothing is here yet")


def change(request: Asked, body: bytes) -> Answered:
    raise Unknown("nothing is here yet")


def pin(request: Asked, body: bytes) -> Answered:
    raise Unknown("nothing is here yet")
