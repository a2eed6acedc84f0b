"""Shells: floor pages without a name, a key or a token, which the phone opens when there is no network."""

from ...refusals import Unknown
from ..page import Answered, Asked
from .checklist import shell

SHELLS = {"observe": shell}


def show(request: Asked, page: str) -> Answered:
    """GET /floor/shell/{page}."""
    if (made := SHELLS.get(page)) is None:
        raise Unknown("nothing is here")
    return made(request)
