"""Not built yet."""

from ...refusals import Unknown
from ..page import Answered, Asked


def show(request: Asked) -> Answered:
    raise Unknown("nothing is here yet")


def add(request: Asked, body: bytes) -> Answered:
    raise Unknown("nothing is here yet")


def review(request: Asked) -> Answered:
    raise Unknown("nothing is here yet")


def change(request: Asked, demo: str, body: bytes) -> Answered:
    raise Unknown("nothing is here yet")


def file(request: Asked, demo: str) -> Answered:
    raise Unknown("nothing is here yet")
