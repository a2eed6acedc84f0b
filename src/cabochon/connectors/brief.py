"""Reasons and services are a word or two of a list. What somebody wrote at length there may tell of a client."""

import re
from collections.abc import Mapping

FIELDS = ("reason", "service")
LONGEST = 40  # characters; the words of tills' and tools' lists are shorter
_CLIENTS = re.compile(r"@|(?:\d[ ./()-]{0,2}){6}")  # a mail address, a phone, a card


def brief(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells without a reason or service that is a sentence, or that holds a mail address or a long number."""
    return {field: "" if field in FIELDS and (len(text) > LONGEST or _CLIENTS.search(text)) else text
            for field, text in cells.items()}  # fmt: skip
