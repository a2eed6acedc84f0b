"""What pages, letters and paper say, in the reader's language: words from the catalogues, numbers, money and dates.

Sentences are written in English where they are made; the English is the key of the catalogue (`words/<language>.po`).
Who is spoken to is said once, around everything that is made for them: `with speaking("fr"): ...`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import lru_cache
from typing import TypeVar

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_compact_currency

from .catalogue import Catalogue, opened
from .marks import FORMS, LOCALES, Marks, calendar, marks

__all__ = ["LANGUAGES", "SOURCE", "calendar", "compact", "count", "day", "decimal", "direction", "forms", "heard",
           "known", "listed", "mark", "money", "percent", "say", "short_day", "signed", "speaking", "spoken",
           "wall_clock", "whole"]  # fmt: skip
SOURCE = "en"
LANGUAGES = {"en": "English", "fr": "Français", "it": "Italiano", "de": "Deutsch", "es": "Español", "ja": "日本語",
             "zh": "简体中文", "ar": "العربية"}  # fmt: skip
MINUS = "−"
_SPOKEN: ContextVar[str] = ContextVar("spoken", default=SOURCE)
T = TypeVar("T")


def known(language: str) -> str:
    """The language of ours a tag means ("fr-CH" is "fr"); the source language for any other."""
    return _ours(language) or SOURCE


def heard(accepted: str) -> str:
    """The language of ours that an Accept-Language header likes best; the source language where it likes none.

    RFC 9110, 12.5.4: `fr-CH, fr;q=0.9, en;q=0.8`; of equal weights the first.
    """
    best, most = SOURCE, 0.0
    for part in accepted[:500].split(","):
        tag, _, weight = part.partition(";")
        try:
            liked = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        if most < liked <= 1 and (ours := _ours(tag.strip())):
            best, most = ours, liked
    return best


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything made within is in that language."""
    token = _SPOKEN.set(known(language))
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> str:
    return _SPOKEN.get()


def direction(language: str = "") -> str:
    """ "rtl" or "ltr", as an HTML dir says it; of the language spoken, or of another."""
    return "rtl" if (language or spoken()) == "ar" else "ltr"


def say(text: str, /, **values: object) -> str:
    """A sentence in the language spoken, its {names} filled in. What no catalogue knows is said in English."""
    found = _words().get(text, text)
    return found.format(**values) if values else found


def count(n: float, one: str, other: str, /, **values: object) -> str:
    """A sentence about so many: `count(3, "{n} survey", "{n} surveys")`; plural forms are the language's own (CLDR)."""
    found = _words().plural(one, other, n)
    return found.format(n=whole(n), **values)


def mark(words: T, /) -> T:
    """The words themselves: a text, or a table of texts, said elsewhere; for the tool that gathers what to translate.

    Of a table it takes what is written as words: with a capital at the beginning, or with a space.
    """
    return words


def forms(one: str, other: str) -> tuple[str, str]:
    """Both forms of a sentence about so many, for `count` elsewhere; the tool gathers them as one message."""
    return one, other


def decimal(value: float, digits: int = 2) -> str:
    """ "4.57"; "4,57" in French. Halves are rounded as `round` does."""
    return _number(_near(value, digits), digits, _marks())


def whole(value: float) -> str:
    """ "1,234"."""
    return decimal(value, 0)


def signed(value: float, digits: int = 0) -> str:
    """With its sign, zero without one: "+12", "−3"."""
    said, minus = decimal(abs(value), digits), _marks().minus
    return said if not _near(value, digits) else f"{minus.replace(MINUS, '+') if value > 0 else minus}{said}"


def percent(share: float, digits: int = 0) -> str:
    """0.573 is "57%", and "57 %" where that is the custom."""
    own = _marks()
    return _number(_near(share, digits + 2) * 100, digits, own) + own.percent


def money(amount: float, currency: str, digits: int = 0) -> str:
    """An amount in major units, the code before or behind as the language has it: "CHF 1,234"."""
    near = _near(amount, digits)
    return _coded(_number(abs(near), digits, _marks()), currency, near < 0)


def compact(amount: float, currency: str) -> str:
    """A large amount at a glance: "CHF 1.2M"."""
    said = str(format_compact_currency(abs(amount), currency or "XXX", locale=LOCALES[spoken()], fraction_digits=1))
    return _coded(said.replace(currency or "XXX", "").strip(" \xa0"), currency, amount < 0)


def day(one: date, form: str = "long") -> str:
    """long: Friday 20 November; short: 20 Nov; year: 20 Nov 2026; month: November 2026; weekday: Fri;
    date: 20 November; full: 20 November 2026; name: Friday."""
    return _day(date(one.year, one.month, one.day), form, spoken())


def short_day(one: date) -> str:
    return day(one, "short")


def wall_clock(at: datetime | time) -> str:
    """The time on a wall: "14:05"; all eight count to 24, with a colon."""
    return f"{at:%H:%M}"


def listed(items: Sequence[str], *, either: bool = False) -> str:
    """ "a, b and c", or "a, b or c"."""
    found = list(items)
    return format_list(found, style="or" if either else "standard", locale=LOCALES[spoken()]) if found else ""


def _ours(tag: str) -> str:
    first = tag.replace("_", "-").partition("-")[0].lower()
    return first if first in LANGUAGES else ""


def _words() -> Catalogue:
    return opened(spoken())


def _marks() -> Marks:
    return marks(spoken())


def _number(value: float, digits: int, own: Marks) -> str:
    """Python groups by three as all eight languages do; only the signs are theirs."""
    said = f"{abs(value):,.{digits}f}".translate(own.table)
    return f"{own.minus}{said}" if value < 0 else said


def _coded(said: str, currency: str, negative: bool) -> str:
    own = _marks()
    if currency:
        said = f"{currency} {said}" if own.code_first else f"{said} {currency}"
    return f"{own.minus}{said}" if negative else said


def _near(value: float, digits: int) -> float:
    """Rounded, and never minus zero."""
    return round(value, digits) + 0.0


@lru_cache(maxsize=4096)
def _day(one: date, form: str, language: str) -> str:
    pattern = FORMS[language][form]
    if language == "fr" and one.day == 1:  # le premier du mois
        pattern = pattern.replace("d ", "d'er' ")
    return str(format_date(one, pattern, locale="en_US" if language == SOURCE else LOCALES[language]))
