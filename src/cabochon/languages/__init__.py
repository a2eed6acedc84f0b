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

from . import retelling
from .catalogue import Catalogue, opened
from .marks import FORMS, LOCALES, Marks, calendar, marks

__all__ = ["LANGUAGES", "SOURCE", "again", "calendar", "compact", "count", "day", "decimal", "direction", "forms",
           "heard", "in_english", "known", "listed", "mark", "money", "percent", "say", "short_day", "signed",
           "speaking", "spoken", "wall_clock", "whole"]  # fmt: skip
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


def again(sentence: str) -> str:
    """A finished English sentence, or a paragraph of them, in the language spoken: what was kept or refused in English.

    What no catalogue knows stays as it is; so does what fills a sentence, but for its numbers, its days and words that
    are messages themselves.
    """
    return sentence if spoken() == SOURCE or not sentence else _again(sentence, spoken())


def count(n: float, one: str, other: str, /, **values: object) -> str:
    """A sentence about so many: `count(3, "{n} survey", "{n} surveys")`; plural forms are the language's own (CLDR)."""
    found = _words().plural(one, other, n)
    return found.format(n=whole(n), **values)


def mark(words: T, /) -> T:
    """The words themselves: a text, or a table of texts, said elsewhere; for the tool that gathers what to translate.

    Of a table it takes what is written as words: with a capital at the beginning, or with a space. An f-string is a
    sentence that is kept in English and told with `again`.
    """
    return words


def forms(one: str, other: str) -> tuple[str, str]:
    """Both forms of a sentence about so many, for `count` elsewhere; the tool gathers them as one message."""
    return one, other


def in_english(n: float, both: tuple[str, str], /, **values: object) -> str:
    """A sentence about so many that is kept: `in_english(3, forms("{n} survey", "{n} surveys"))`; told with `again`.

    n: filled in as a number unless values has its words, such as "three".
    """
    return both[n != 1].format(**{"n": f"{n:,}", **values})


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


@lru_cache(maxsize=4096)
def _again(text: str, language: str) -> str:
    return _known(text, language) or _in_parts(text, language)


def _known(text: str, language: str) -> str | None:
    """One sentence; None where no message looks like it."""
    return opened(language).told.get(text) or retelling.filled(text, language, _told)


def _in_parts(text: str, language: str) -> str:
    """A paragraph sentence by sentence; what no sentence of is known may be one whose place is filled with several."""
    parts = retelling.pieces(text)
    told = [_known(part, language) if part.strip() else None for part in parts] if len(parts) > 1 else []
    if any(told):
        return "".join(part if one is None else one for part, one in zip(parts, told, strict=True))
    return retelling.filled(text, language, _told, loose=True) or _reason(text) or text


def _reason(text: str) -> str | None:
    """Reasons in one: "the line: why", "why; another"; None where they are not known."""
    if (known := _known(text, spoken())) is not None:
        return known
    if (several := retelling.reasons(text, lambda one: _known(one, spoken()))) is not None:
        return "; ".join(several)
    where, colon, why = text.partition(": ")
    said = _reason(why) if colon else None
    return None if said is None else f"{_told(where)}: {said}"


def _told(value: str) -> str:
    """What fills a place: a number, an amount, a day or a word of ours is said; a name is left as it is."""
    if (number := retelling.number(value)) is not None:
        size, digits, sign, share = number
        said = percent(size / 100, digits) if share else decimal(size, digits)
        minus = _marks().minus
        return f"{minus if sign in ('−', '-') else minus.replace(MINUS, '+')}{said}" if sign else said
    if (found := retelling.dated(value)) is not None:
        return day(*found)
    if (much := retelling.amount(value)) is not None:
        size, currency, digits, large = much
        return compact(size, currency) if large else money(size, currency, digits)
    if (ends := retelling.ranged(value)) is not None:
        return _range(*ends)
    return _within(value) or _known(value, spoken()) or _listing(value) or value


def _range(currency: str, low: str, high: str) -> str:
    """The currency stands once, before both or behind both."""
    if currency and _marks().code_first:
        low = f"{currency} {low}"
    elif currency:
        high = f"{currency} {high}"
    return say("{low} to {high}", low=_told(low), high=_told(high))


def _within(value: str) -> str:
    """A sentence that stands within another, without its capital and its full stop; "" for what is none."""
    begun = f"{value[:1].upper()}{value[1:].rstrip('.')}" if value[:1].islower() else ""
    whole = (begun and _known(f"{begun}.", spoken())) or ""
    whole = whole.rstrip(".。")
    return whole[:1].lower() + whole[1:] if spoken() in ("fr", "it", "es") else whole


def _listing(value: str) -> str:
    """A list of words of ours."""
    parts = retelling.listing(value)
    said = [_known(one, spoken()) for one in parts] if parts else []
    return listed([one for one in said if one], either=" or " in value) if said and all(said) else ""


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
