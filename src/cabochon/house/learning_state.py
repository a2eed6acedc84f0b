"""Where a learner is in one attempt at a module: what a phone sends, checked; two of them brought together."""

from datetime import datetime
from typing import Annotated

import msgspec

from ..programme.answering import LONGEST
from ..programme.module_reading import MOST
from ..refusals import Refused

LARGEST = 20_000  # bytes
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,60}$")]


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """response: the latest one. success: of the first try; None where nobody judges."""

    response: Annotated[str, msgspec.Meta(max_length=LONGEST)]
    success: bool | None = None
    tries: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 1


class State(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """part: the step that is shown: see, an exercise's key, use or end. took: when the action is to be tried."""

    part: Key = "see"
    answers: Annotated[dict[Key, Answer], msgspec.Meta(max_length=MOST)] = {}
    done: bool = False
    took: Annotated[str, msgspec.Meta(max_length=20)] = ""
    seconds: Annotated[float, msgspec.Meta(ge=0, le=864_000)] = 0
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a phone sends, and gets back. attempt: the registration of its statements."""

    attempt: Annotated[str, msgspec.Meta(pattern=UUID)]
    state: State


def read(body: bytes) -> Kept:
    """
    Raises:
        Refused: too large, or not of this shape.
    """
    if len(body) > LARGEST:
        raise Refused(f"is larger than {LARGEST // 1000} kB; a module's state is never that large", "", 413)
    try:
        return msgspec.json.decode(body, type=Kept)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as e:
        raise Refused(f"is no state of a module: {e}") from None


def together(one: State, other: State) -> State:
    """The further one, with every answer of the other that it lacks: two devices never lose an answer."""
    behind, ahead = sorted((one, other), key=lambda s: (s.done, len(s.answers), s.at))
    return State(
        part=ahead.part, answers={**behind.answers, **ahead.answers}, done=ahead.done, took=ahead.took or behind.took,
        seconds=max(one.seconds, other.seconds), at=max(one.at, other.at),
    )  # fmt: skip
