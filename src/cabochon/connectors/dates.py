"""Days and moments as senders write them, in eight languages: what stands around them taken off, serials, clocks.

What is tidied stays as unambiguous as it was: no day and month change places here.
"""

import re
import unicodedata
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

EXCEL, EPOCH, EPOCH_MS = "excel", "epoch", "epoch_ms"  # formats without a pattern: Excel's days, (milli)seconds
EXAMPLES = {EXCEL: "46112.58681", EPOCH: "1774958700", EPOCH_MS: "1774958700000"}
LONGEST = 80  # characters of a day or moment, however it is written
YEARS = range(1900, 2200)  # others are a slip, and near the ends of the calendar no zone can be reckoned
RECENT = range(1990, 2101)  # of a bare number, which could be anything
_ORIGIN = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones
_BARE = {
    EXCEL: re.compile(r"\d{5}(\.\d+)?"),
    EPOCH: re.compile(r"\d{9,10}(\.\d+)?"),
    EPOCH_MS: re.compile(r"\d{12,13}"),
}
_SECONDS = re.compile(r"\d\d:?\d\d:?\d\d[.,]\d+")

# fmt: off
_MONTHS = {
    1: "jan janv janvier january gen gennaio jän jänner januar ene enero يناير كانون",
    2: "feb fév févr février february febbraio februar febrero فبراير",
    3: "mar mars march marzo mär mrz märz مارس",
    4: "apr avr avril april aprile abr abril أبريل ابريل",
    5: "may mai mag maggio mayo مايو",
    6: "jun juin june giu giugno juni junio يونيو",
    7: "jul juil juillet july lug luglio juli julio يوليو",
    8: "aug août aout august ago agosto أغسطس اغسطس",
    9: "sep sept septembre september set sett settembre septiembre سبتمبر",
    10: "oct octobre october ott ottobre okt oktober octubre أكتوبر اكتوبر",
    11: "nov novembre november noviembre نوفمبر",
    12: "dec déc décembre december dic dicembre dez dezember diciembre ديسمبر",
}
_WEEKDAYS = (
    "mon tue wed thu fri sat sun tues thur thurs monday tuesday wednesday thursday friday saturday sunday "
    "lun mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche "
    "gio sab dom lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "mié jue vie sáb lunes martes miércoles jueves viernes sábado domingo "
    "الاثنين الإثنين الثلاثاء الأربعاء الاربعاء الخميس الجمعة السبت الأحد الاحد"
)
# fmt: on
_MONTH = {word: number for number, words in _MONTHS.items() for word in words.split()}
_WORD = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[\s./-]*(?:de\s+)?({_WORD})\.?[\s./-]*(?:de\s+)?(\d{{4}}|\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(rf"(?<![^\W\d])({_WORD})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
_EASTERN = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?")
_SHORT_WEEKDAY = re.compile(
    r"\s*\(\s*[月火水木金土日一二三四五六]\s*\)|\s*(?:星期|周)[一二三四五六日天]|[月火水木金土日]曜日"
)
_WEEKDAY = re.compile(rf"^(?:{'|'.join(sorted(_WEEKDAYS.split(), key=len, reverse=True))})\b[.,،]?\s+", re.IGNORECASE)
_HALF_BEFORE = re.compile(
    r"\s{0,3}(上午|午前|凌晨|早上|下午|午後|晚上)\s?(\d{1,2}\s?[:時时点]\s?\d{0,2}\s?[:分]?\s?\d{0,2}\s?秒?)"
)
_HALF = re.compile(r"(?<=\d)\s*([ap])\.?\s?m\.?(?![a-z])", re.IGNORECASE)
_ARABIC_HALF = re.compile(r"(?<=\d)\s*(صباحا|صباحاً|مساء|مساءً|ص|م)(?!\w)")
_EASTERN_CLOCK = re.compile(r"(\d{1,2})\s*[時时点]\s*(?:(\d{1,2})\s*分?)?\s*(?:(\d{1,2})\s*秒)?")
_H_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s*[hH]\s*(?:(\d{2}))?(?:\s*(?:m|min)\b\.?)?(?!\w)")
_DOT_CLOCK = re.compile(r"(?<=\d\d\s)(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?=$|\s[AP]M)")
_BETWEEN = re.compile(r"(?:\s+(?:à|um|at|alle|ore|a las)\s+|\s*[,،]\s+)(?=\d)", re.IGNORECASE)
_UTC = re.compile(r"(?<=\d)\s*(?:UTC|GMT|Z)$")
_OFFSET = re.compile(r"(?<=:\d\d)(\.\d+)?\s*(?:UTC|GMT)?\s*([+-]\d{2}):?(\d{2})$")
_ONE = re.compile(r"(?<![\d:])(\d):(?=\d{2})")
_HIDDEN = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?(?:\.\d+)?(?:\s*([AP])M)?")
_HOUR = re.compile(r"(1[0-2]|0?\d) ([AP])M")
_TIGHT = re.compile(r"([01]\d|2[0-3])([0-5]\d)([0-5]\d)?")
_SHARE = re.compile(r"0?[.,]\d+")


def western(text: str) -> str:
    """Digits of any script as 0 to 9, full width as half, without the marks that turn the writing round."""
    bare = _HIDDEN.sub("", unicodedata.normalize("NFKC", text))
    if bare.isascii():
        return bare
    return "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in bare)


def tidied(text: str) -> str:
    """A day or moment without what stands around it: weekday, "Uhr", commas; a month's name as its number, by ISO 8601;
    14h05, 14時05分 as 14:05; 下午 and م as PM; "UTC" as an offset."""
    if len(text) > LONGEST:
        return text
    found = western(text).strip()
    found = _WEEKDAY.sub("", _SHORT_WEEKDAY.sub("", found))
    found = _EASTERN.sub(lambda m: f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d} ", found)
    found = _DAY_FIRST.sub(lambda m: _iso(m[3], _MONTH[m[2].lower()], m[1]), found)
    found = _MONTH_FIRST.sub(lambda m: _iso(m[3], _MONTH[m[1].lower()], m[2]), found)
    found = _HALF_BEFORE.sub(lambda m: f" {m[2].strip()} {'PM' if m[1] in '下午午後晚上' else 'AM'}", found)
    found = _ARABIC_HALF.sub(lambda m: " PM" if m[1].startswith("م") else " AM", found)
    found = _HALF.sub(lambda m: f" {m[1].upper()}M", found)
    found = _EASTERN_CLOCK.sub(_colons, found)
    found = re.sub(r"\s*\bUhr\b", "", found, flags=re.IGNORECASE)
    found = _H_CLOCK.sub(_colons, found)
    found = _DOT_CLOCK.sub(_colons, _BETWEEN.sub(" ", found))
    found = _OFFSET.sub(r"\1\2:\3", _UTC.sub("+00:00", found))
    return " ".join(_ONE.sub(r"0\1:", found).split())


def _iso(year: str, month: int, day: str) -> str:
    whole = year if len(year) == 4 else f"{19 if int(year) > 68 else 20}{year}"
    return f"{whole}-{month:02d}-{int(day):02d}"


def _colons(match: re.Match[str]) -> str:
    return ":".join(f"{int(one or 0):02d}" for n, one in enumerate(match.groups()) if n < 2 or one)


def read_as(text: str, form: str) -> datetime | None:
    """The moment a text is by one format, exactly as it stands; None where it is none. A serial has no zone, an epoch
    is UTC."""
    try:
        if form in _BARE:
            return _number(text, form)
        found = datetime.fromisoformat(text) if form == "iso" else datetime.strptime(text, form)  # noqa: DTZ007
    except (ValueError, OverflowError):
        return None
    if form == "iso" and found.microsecond and not _SECONDS.search(text):
        return None  # "14.05" is no hour with a fraction
    return found if found.year in YEARS else None


def _number(text: str, form: str) -> datetime | None:
    if not _BARE[form].fullmatch(text):
        return None
    if form == EXCEL:
        found = _ORIGIN + timedelta(seconds=round(float(text) * 86_400))
    else:
        found = datetime.fromtimestamp(float(text) / (1000 if form == EPOCH_MS else 1), UTC)
    return found if found.year in RECENT else None


@lru_cache(maxsize=16_384)
def clock_of(text: str) -> time | None:
    """The time of day a cell is: 14:05, 2:05 PM, 14h05, 14.05, 1405, 14時05分, Excel's part of a day."""
    found = tidied(text)
    if match := _CLOCK.fullmatch(found):
        hour, minute, second, half = int(match[1]), int(match[2]), int(match[3] or 0), match[4]
    elif match := _HOUR.fullmatch(found):
        hour, minute, second, half = int(match[1]), 0, 0, match[2]
    elif match := _TIGHT.fullmatch(found):
        hour, minute, second, half = int(match[1]), int(match[2]), int(match[3] or 0), ""
    elif _SHARE.fullmatch(found):
        return (_ORIGIN + timedelta(seconds=round(float(found.replace(",", ".")) * 86_400))).time()
    else:
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "P" else 0)
    return time(hour, minute, second)
