"""Results and scores (xAPI 1.0.3 Part Two 2.4.5)."""

from typing import Any

from ..refusals import Refused
from .times import duration
from .values import Rule, extensions, members, number, text, truth


def result(value: Any) -> None:
    """A Result; every member is optional.

    Raises:
        Refused: an unknown key, a value of another type, a score outside its bounds.
    """
    members(value, RESULT)


def _scaled(value: Any) -> None:
    number(value)
    if not -1 <= value <= 1:
        raise Refused("must lie between -1 and 1; raw, min and max take other scales")


def _score(value: Any) -> None:
    members(value, SCORE)
    raw, least, most = value.get("raw"), value.get("min"), value.get("max")
    if least is not None and most is not None and least >= most:
        raise Refused("must be less than max", "/min")
    if raw is not None and ((least is not None and raw < least) or (most is not None and raw > most)):
        raise Refused("must lie between min and max", "/raw")


# fmt: off
SCORE: dict[str, Rule] = {"scaled": _scaled, "raw": number, "min": number, "max": number}
RESULT: dict[str, Rule] = {
    "score": _score, "success": truth, "completion": truth, "response": text, "duration": duration,
    "extensions": extensions,
}
# fmt: on
