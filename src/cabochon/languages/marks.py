"""The signs of a language: its decimal point, its grouping, its minus and percent; and how it writes a day.

From CLDR by Babel, read once a process: Babel's own formatting takes a pattern apart for every number.
"""

from dataclasses import dataclass
from functools import cache

from babel import Locale

# Numerals in Arabic are western digits (ar_AE), as tills, receipts and price tags of boutiques in the Gulf write them.
LOCALES = {"en": "en_GB", "fr": "fr", "it": "it", "de": "de", "es": "es", "ja": "ja", "zh": "zh_Hans_CN", "ar": "ar_AE"}
CODE_FIRST = ("en", "ja", "zh")  # CHF 1,234; elsewhere 1 234 CHF

# Patterns of CLDR (https://unicode.org/reports/tr35/tr35-dates.html#Date_Field_Symbol_Table).
NAMES = ("long", "short", "year", "month", "weekday", "date", "full", "name")
# fmt: off
FORMS = {language: dict(zip(NAMES, patterns, strict=True)) for language, patterns in {
    "en": ("EEEE d MMMM",       "d MMM",  "d MMM y",   "MMMM y",      "EEE",  "d MMMM",      "d MMMM y", "EEEE"),
    "fr": ("EEEE d MMMM",       "d MMM",  "d MMM y",   "MMMM y",      "EEE",  "d MMMM",      "d MMMM y", "EEEE"),
    "it": ("EEEE d MMMM",       "d MMM",  "d MMM y",   "MMMM y",      "EEE",  "d MMMM",      "d MMMM y", "EEEE"),
    "de": ("EEEE, d. MMMM",     "d. MMM", "d. MMM y",  "MMMM y",      "EEE",  "d. MMMM",     "d. MMMM y", "EEEE"),
    "es": ("EEEE, d 'de' MMMM", "d MMM",  "d MMM y",   "MMMM 'de' y", "EEE",  "d 'de' MMMM", "d 'de' MMMM 'de' y",
           "EEEE"),
    "ja": ("M月d日EEEE",         "M月d日", "y年M月d日", "y年M月",       "EEE",  "M月d日",       "y年M月d日", "EEEE"),
    "zh": ("M月d日EEEE",         "M月d日", "y年M月d日", "y年M月",       "EEE",  "M月d日",       "y年M月d日", "EEEE"),
    "ar": ("EEEE d MMMM",       "d MMMM", "d MMMM y",  "MMMM y",      "EEEE", "d MMMM",      "d MMMM y", "EEEE"),
}.items()}
# fmt: on


@dataclass(frozen=True, slots=True)
class Marks:
    """table: what "," and "." become. percent: with the space before it. minus: true minus, with marks of direction."""

    table: dict[int, str]
    minus: str
    percent: str
    code_first: bool


@cache
def marks(language: str) -> Marks:
    locale = Locale.parse(LOCALES[language])
    signs = locale.number_symbols["latn"]
    tail = str(locale.percent_formats[None].pattern).partition(";")[0].rpartition("0")[2]
    return Marks(
        str.maketrans({",": str(signs["group"]), ".": str(signs["decimal"])}),
        str(signs["minusSign"]).replace("-", "−"),
        tail.replace("\u200e", ""),  # a sign beside its number needs no mark of direction; a minus before one does
        language in CODE_FIRST,
    )


def calendar(language: str) -> dict[str, list[str]]:
    """Names of months (from January) and days (from Sunday), whole and short, by the names d3-time-format has."""
    locale = Locale.parse(LOCALES[language])
    week = (6, 0, 1, 2, 3, 4, 5)
    named = {"months": ("months", "wide"), "shortMonths": ("months", "abbreviated"), "days": ("days", "wide"),
             "shortDays": ("days", "abbreviated")}  # fmt: skip
    found = {}
    for key, (kind, width) in named.items():
        some = getattr(locale, kind)["format"][width]
        found[key] = [some[n] for n in (week if kind == "days" else range(1, 13))]
    return found
