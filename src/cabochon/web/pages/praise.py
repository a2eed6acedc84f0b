"""Not built yet."""

from ...refusals import Unknown
from ..page import Answered, Asked


def form(request: Asked) -> Answered:
    raise Unknown("nothing is here yet")
