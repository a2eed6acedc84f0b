"""Whether an answer to an exercise is right: the same rules as in the player (js/lesson.js), for whoever keeps answers.

A response is one line: the key of a choice ("b"), keys in an order ("c,a,b"), the words of the gaps ("the sea | a
strap"), a number as it was written ("12", "12,5"), the keys one marked oneself by ("a,c").
"""

import re
import unicodedata
from decimal import Decimal

from ..refusals import Refused
from .module import Exercise

GAP = " | "
LONGEST = 1_000  # characters of a response
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:[.,]\d{3})+")


def right(exercise: Exercise, response: str) -> bool | None:
    """None of an exercise that nobody judges.

    Raises:
        Refused: a response that this exercise cannot have had.
    """
    match exercise.kind:
        case "order":
            _only(exercise, keys := response.split(","))
            if len(keys) != len(exercise.choices):
                raise Refused("does not name each step once", "/response")
            return keys == [one.key for one in exercise.choices]
        case "fill":
            words = response.split(GAP)
            if len(words) != len(exercise.blanks):
                raise Refused(
                    f"should hold the words of {len(exercise.blanks)} gaps, with {GAP!r} between", "/response"
                )
            for given, blank in zip(words, exercise.blanks, strict=True):
                if given not in blank:
                    raise Refused(f"{given[:40]!r} is none of the words to choose from", "/response")
            return words == [blank[0] for blank in exercise.blanks]
        case "number":
            return exercise.answer in numbers(response)
        case "say":
            _only(exercise, [one for one in response.split(",") if one])
            return None
    _only(exercise, [response])
    return any(one.right for one in exercise.choices if one.key == response)


def model(exercise: Exercise) -> str:
    """The right response; "" where nobody judges."""
    match exercise.kind:
        case "order":
            return ",".join(one.key for one in exercise.choices)
        case "fill":
            return GAP.join(blank[0] for blank in exercise.blanks)
        case "number":
            return f"{exercise.answer}"
    return ",".join(one.key for one in exercise.choices if one.right)


def numbers(written: str) -> tuple[Decimal, ...]:
    """What was written as a number: 12, 12.5, 12,5, １２; 1,234 may be one thousand or one and a bit.

    Raises:
        Refused: it is none.
    """
    plain = re.sub(r"[\s'’]", "", unicodedata.normalize("NFKC", written)).replace("−", "-")
    found = [plain.replace(",", ".")] if _NUMBER.fullmatch(plain) else []
    if _THOUSANDS.fullmatch(plain):
        found.append(re.sub("[.,]", "", plain))
    if not found:
        raise Refused("is no number; write it with figures, such as 12", "/response")
    return tuple(Decimal(one) for one in found)


def share(marked: dict[str, bool], judged: int) -> float | None:
    """Of the judged exercises the share right at the first try; None where there are none."""
    return sum(marked.values()) / judged if judged else None


def _only(exercise: Exercise, keys: list[str]) -> None:
    known = [one.key for one in exercise.choices]
    if len(set(keys)) != len(keys) or not set(keys) <= set(known):
        raise Refused(f"names no choice of it; there are {', '.join(known)}", "/response")
