"""Bright spots in words, and above the boutique in counts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from handmade import Labels

from cabochon.dashboards import bright
from cabochon.impact import intervals
from cabochon.measures.question import Answer, Cell
from cabochon.programme.playbook import CLIENT_VISIT
from cabochon.refusals import NotAllowed

ALL = CLIENT_VISIT.behaviours
NOW = datetime(2026, 3, 30, 18, tzinfo=UTC)
PEOPLE = {"p1": "Anna Keller", "m1": "Marc Rossi"}


@dataclass
class Visit:
    why: str = "five"
    day: date = date(2026, 3, 30)
    at: datetime | None = datetime(2026, 3, 30, 14, 20, tzinfo=UTC)
    associate: str = "p1"
    product_line: str = "watch"
    done: tuple = ("accessory", "discovery")
    words: str = "She asked where I would wear it."


def told(visit, *, focus="", people=PEOPLE):
    return bright.told([visit], ALL, people=people, me="m1", focus=focus, now=NOW)[0]


def test_a_visit_says_what_was_done_in_the_playbooks_order():
    found = told(Visit())
    assert found.done == ("discovery questions asked", "two accessories offered")
    assert (found.footing, found.who) == ("Today, 14:20 · Watch", "Anna Keller")


def test_praise_and_tip_are_about_the_focus_where_it_was_done():
    found = told(Visit(), focus="accessory")
    assert (found.behaviour, found.result) == ("accessory", "")
    assert found.tip == "As in a visit scored 5: two accessories offered, discovery questions asked"


def test_a_visit_nobody_observed_is_praised_for_its_result_and_is_no_tip():
    found = told(Visit(done=()))
    assert (found.behaviour, found.result, found.tip) == ("", "csat", "")


def test_nobody_praises_themselves_and_who_may_not_know_sees_no_name():
    assert (told(Visit(associate="m1")).associate, told(Visit(associate="m1")).who) == ("", "You")
    unnamed = told(Visit(associate="", at=None), people={})
    assert (unnamed.associate, unnamed.who, unnamed.footing) == ("", "", "Today · Watch")


def test_a_tip_is_never_longer_than_an_entry_takes():
    every = tuple(b.key for b in ALL)
    assert 0 < len(told(Visit(done=every)).tip) <= 140


class Above:
    labels = Labels({"GVA01": "Geneva", "PAR01": "Paris"})

    def ask_many(self, questions):
        low, high = intervals.rate(30, 40)
        cells = {("GVA01",): Cell(30, 40, 40, 6, 30, low, high), ("PAR01",): None}
        return [NotAllowed("not yours") if q.measure == "csat_top2" else Answer(q, cells) for q in questions]


def test_above_the_boutique_there_are_counts_and_what_is_held_back_says_so():
    geneva, paris = bright.counted(Above(), NOW.date())
    assert (geneva.needs, geneva.scores, geneva.praise) == ("30 of 40 offers", "Too few to show", "30")
    assert {paris.needs, paris.scores, paris.praise} == {"Too few to show"}
