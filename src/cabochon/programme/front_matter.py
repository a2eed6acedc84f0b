"""Markdown with its particulars in TOML at the head, between two lines of +++. Documents and modules are written so."""

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from ..refusals import Refused

FENCE = "+++"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text comes from, to say what is wrong with it. first: the line of the file at which the words begin."""

    where: str
    lines: tuple[str, ...]
    first: int = 1

    def refused(self, name: str, says: str) -> Refused:
        """At the line where `name` stands, else at the first."""
        at = (n for n, line in enumerate(self.lines, 1) if re.match(rf"\s*\[?{re.escape(name)}\b", line))
        return self.at(next(at, 1), says)

    def at(self, line: int, says: str) -> Refused:
        return Refused(f"{self.where}, line {line}: {says}")


def front(text: str, where: str) -> tuple[dict[str, Any], str, Place]:
    """The particulars, the words, and where they stand.

    Raises:
        Refused: no fence, or no TOML; says the file and the line.
    """
    lines = tuple(text.splitlines())
    if not lines or lines[0] != FENCE:
        raise Refused(f"{where}, line 1: begins with {FENCE}, its particulars and {FENCE}")
    if FENCE not in lines[1:]:
        raise Refused(f"{where}, line 1: the {FENCE} that is opened here is never closed")
    end = lines.index(FENCE, 1)
    try:
        head = tomllib.loads("\n" + "\n".join(lines[1:end]))  # a line for the fence, so that lines are the file's
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{where}: {error}") from error
    return head, "\n".join(lines[end + 1 :]), Place(where, lines, end + 2)
