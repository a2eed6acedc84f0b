"""Numbers as senders write them: what stands around them taken off, and which sign is the decimal one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .dates import western

CURRENCY = (
    "€|\\$|£|¥|₣|₤|₩|₹|₽|元|円|圆|CHF|SFr|Fr|sFr|EUR|USD|US\\$|GBP|JPY|CNY|RMB|HKD|HK\\$|SGD|S\\$|AED|SAR|QAR|KWD|BHD|"
    "OMR|AUD|CAD|KRW|TWD|NT\\$|MOP|THB|MYR|INR|BRL|MXN|R\\$|SEK|NOK|DKK|PLN|CZK|HUF|TRY|ILS|RUB|ZAR|NZD|"
    "د\\.إ|ر\\.س|ر\\.ق|د\\.ك"
)
_BEFORE = re.compile(rf"([-+(]?)(?:{CURRENCY})\.?(?=[-+(\d.,])", re.IGNORECASE)
_BEHIND = re.compile(rf"(?<=[\d.,)-])(?:{CURRENCY})\.?(?=[-)]?$)", re.IGNORECASE)
_SPACES = re.compile(r"[\s'’‘`´]")
_DASH = re.compile(r"[.,]-{1,2}$")  # 1200.-, as the Swiss write whole francs
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u2010": "-", "\u2011": "-", "٫": ".", "٬": ","})


def bared(text: str) -> str:
    """Digits, signs and separators of a number: spaces, apostrophes and a currency taken off, (1) as -1, digits of any
    script as 0 to 9."""
    found = _SPACES.sub("", western(text.translate(_MINUS)))
    found = _BEHIND.sub("", _BEFORE.sub(r"\1", found, count=1), count=1)
    found = _DASH.sub("", found)
    return "-" + found[1:-1] if found.startswith("(") and found.endswith(")") else found


_NUMBER = re.compile(r"[-+]?(\d+|\d{1,3}(?:[.,]\d{3})+)?([.,]\d+)?-?%?")


def numeric(text: str) -> bool:
    """Whether a cell is a number with what senders write around it."""
    found = bared(text) if len(text) < 40 else ""
    return any(one.isdigit() for one in found) and bool(_NUMBER.fullmatch(found))


@dataclass(frozen=True, slots=True)
class Signs:
    """sign: the decimal one, "" where no number shows it. thousands: a number that shows it only if three digits behind
    a sign are thousands; other: one that has it the other way round."""

    sign: str
    thousands: str = ""
    other: str = ""


def signs(numbers: Sequence[str]) -> Signs:
    """The decimal sign by all numbers together: what stands before one, two or many digits, or behind another sign."""
    shown: dict[str, list[str]] = {".": [], ",": []}
    vague: dict[str, list[str]] = {".": [], ",": []}
    for text in numbers:
        bare = bared(text).strip("+-%")
        points, commas = bare.count("."), bare.count(",")
        if points and commas:
            shown["." if bare.rfind(".") > bare.rfind(",") else ","].append(text)
        elif points + commas > 1:
            shown["," if points else "."].append(text)
        elif points + commas == 1:
            sign = "." if points else ","
            whole, _, rest = bare.partition(sign)
            thousands = len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
            (vague if thousands else shown)[sign].append(text)
    comma, point = len(shown[","]), len(shown["."])
    if comma or point:
        sign, less = (",", ".") if comma > point else (".", ",")
        # of a comma where the point is decimal nothing is known to be wrong: it groups thousands
        return Signs(sign, other=shown[less][0] if shown[less] else "")
    if vague["."] or vague[","]:
        grouping = "." if len(vague["."]) > len(vague[","]) else ","
        return Signs("," if grouping == "." else ".", thousands=vague[grouping][0],
                     other=vague["," if grouping == "." else "."][0] if all(vague.values()) else "")  # fmt: skip
    return Signs("")
