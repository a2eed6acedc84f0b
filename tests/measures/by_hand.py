"""Short ways to tell the facts of a case that can be worked out by hand."""

from datetime import date, timedelta

from made_up import Told

from cabochon.measures.answer import answer
from cabochon.measures.question import Question

MONDAY = date(2026, 3, 2)
GVA, PAR = {"boutique": "GVA01", "region": "Europe"}, {"boutique": "PAR02", "region": "Europe"}


def day(n):
    return MONDAY + timedelta(days=n)


def of(table, who="", job="advisor", door=GVA, **columns):
    return Told(table, door | columns, [(who, job, "12+")] if who else [])


def worked(who, *days, job="advisor", door=GVA):
    return [of("shift", who, job, door, shift=f"{who}{n}", day=day(n)) for n in days]


def practised(who, *days):
    return [of("learnt", who, event=f"{who}{n}", day=day(n), what="practised", item="q", minutes=4.0) for n in days]


def watched(who, *days, minutes=6.0, **more):
    return [
        of("watched", who, observation=f"{who}{n}{i}", day=day(n), minutes=minutes, seconds=None, **more)
        for i, n in enumerate(days)
    ]


def whole(warehouse, measure, **more):
    return answer(Question(measure, **more), warehouse).whole
