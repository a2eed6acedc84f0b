"""The projector's round: the facts follow the stream and the directory.

Facts in the house's own folder are its own to tell. Shared facts are told by the first process that asks, for as long
as it runs; the others look whether they have moved, and one of them takes over when it is gone.
"""

from contextlib import ExitStack

from ..house import House
from . import Duty


def project(house: House, *, only_read: bool = False) -> Duty:
    """only_read: never tell shared facts, leave that to `cabochon project`."""
    held = ExitStack()

    def work() -> bool:
        if not house.following.mine and not only_read:
            with ExitStack() as turn:
                if turn.enter_context(house.following.turn()):
                    held.push(turn.pop_all())
        return house.catch_up()

    return Duty("project", work, house.values["project_ms"] / 1000, held.close)
