"""Feasts and retail periods in words: what fell into the days shown and not into those they are compared with."""

from ..languages import count, listed, mark, say
from ..retail import feasts
from ..retail.feasts import Span
from ..retail.fiscal import FiscalPeriod

CALLED = mark({
    "lunar_new_year": "Lunar New Year", "valentine": "Valentine’s Day", "ramadan": "Ramadan",
    "eid_al_fitr": "Eid al-Fitr", "eid_al_adha": "Eid al-Adha", "easter": "Easter",
    "golden_week_jp": "Golden Week in Japan", "mothers_day": "Mother’s Day", "qixi": "Qixi",
    "golden_week_cn": "Golden Week in China", "diwali": "Diwali", "singles_day": "Singles’ Day",
    "thanksgiving": "Thanksgiving to Cyber Monday", "christmas": "The weeks of Christmas",
})  # fmt: skip
SENTENCES = {
    feasts.NOW: mark("In these days, not in those they are compared with: {feasts}."),
    feasts.BEFORE: mark("In the days compared with, not in these: {feasts}."),
    feasts.MORE_NOW: mark("More of it in these days than before: {feasts}."),
    feasts.MORE_BEFORE: mark("More of it in the days compared with: {feasts}."),
}


def sentences(now: Span, before: Span) -> tuple[str, ...]:
    """At most four sentences; none where both spans have the same days of every feast.

    Args:
        now, before: first and last day shown, and of what they are compared with.
    """
    found: dict[str, list[str]] = {}
    for one, which in feasts.told(now, before):
        found.setdefault(which, []).append(say(CALLED[one.key]))
    return tuple(say(sentence, feasts=listed(found[which])) for which, sentence in SENTENCES.items() if which in found)


def called(period: FiscalPeriod) -> str:
    """ "P10 2026 (4 weeks)"."""
    return count(
        period.weeks, "P{number} {year} ({n} week)", "P{number} {year} ({n} weeks)", number=str(period.number),
        year=str(period.year),
    )  # fmt: skip
