"""Threads of feedback: what belongs to an entry, and how its contest stands."""

from collections import namedtuple
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cabochon.retail.coaching import Coaching, CoachingStep, Contest, Feedback
from cabochon.retail.event import Sealed
from cabochon.retail.events import Observation
from cabochon.retail.feedback import Disputed, asked, disputed, open_contests, threads
from cabochon.retail.who import person

Noted = namedtuple("Noted", "entry event")
AT = datetime(2026, 3, 30, 10, tzinfo=UTC)
ANA, LUCA, COACH = person("ana"), person("luca"), person("area")
SEEN, MOMENT = UUID(int=1), UUID(int=2)
BASE = {"boutique": "GVA01", "source": "floor", "associate": ANA}


def later(hours):
    return AT + timedelta(hours=hours)


def seen(**more):
    return Noted(str(SEEN), Observation(**BASE, at=AT, started=AT, observer=LUCA, marks={"welcome": "yes"}, **more))


def moment(hours=1):
    return Noted(
        str(MOMENT), Coaching(**BASE, at=later(hours), coach=LUCA, behaviour="welcome", follows=SEEN)
    )  # fmt: skip


def said(hours, answer):
    return Noted(f"f{hours}", Feedback(**BASE, at=later(hours), about=SEEN, answer=answer))


def contest(hours, what, **more):
    return Contest(**BASE, at=later(hours), what=what, about=SEEN, **more)


def test_an_entry_comes_with_its_answers_its_moment_and_the_steps_of_its_action():
    step = Noted("s", CoachingStep(**BASE, at=later(3), what="tried", action=str(SEEN)))
    coached, watched = threads([said(4, "thanks"), step, moment(), seen(), said(2, "question")])
    assert (coached.entry, watched.entry) == (str(MOMENT), str(SEEN))
    assert [one.answer for one in watched.answers] == ["question", "thanks"]
    assert watched.followed == (str(MOMENT),)
    assert [one.what for one in watched.steps] == ["tried"]


def test_the_last_word_of_a_contest_counts_and_of_one_moment_the_decision():
    begun, kept = contest(1, "contested", text="I offered it"), contest(1, "settled", kept=True, by=COACH, text="Seen")
    assert disputed([]) == Disputed()
    assert disputed([begun]) == Disputed("open", "I offered it")
    assert disputed([kept, begun]) == Disputed("kept", "I offered it", "Seen", "area")
    assert disputed([begun, kept, contest(2, "settled", kept=False)]).state == "set aside"
    assert disputed([begun, kept, contest(5, "contested", text="Again")]) == Disputed("open", "Again")


def test_only_undecided_contests_are_open():
    begun, settled = Noted("c1", contest(1, "contested")), Noted("c2", contest(2, "settled"))
    assert open_contests([begun]) == {str(SEEN)}
    assert open_contests([settled, begun]) == set()


def test_text_whose_key_is_gone_reads_as_none():
    assert disputed([contest(1, "contested", text=Sealed("x", "/y"))]).said == ""


def test_a_question_is_open_until_a_moment_comes_after_it():
    assert asked(threads([seen()])) is None
    assert asked(threads([seen(), said(2, "question")])) == later(2)
    assert asked(threads([seen(), said(2, "question"), said(3, "thanks")])) is None
    assert asked(threads([seen(), said(2, "question"), moment(5)])) is None
