"""Correcting and taking back: one entry for everybody who goes by its first id, whatever arrives first."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest

from cabochon.facts.tables_beside import ACTION
from cabochon.house.correcting import standing
from cabochon.house.entries.again import form_of
from cabochon.measures.question import Question
from cabochon.privacy.opening import opened
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import NotAllowed, Refused
from cabochon.retail.coaching import Coaching, CoachingStep
from cabochon.retail.events import Observation
from cabochon.retail.operations import StepDone
from cabochon.vocabulary import hear

DOOR = "GVA01"
MORNING = datetime(2026, 3, 30, 9, tzinfo=UTC)  # 11 o'clock at the boutique
TOLD = ("step", "watched", "coached", "action", "moment", "sop", "follow_up")


class Shift:
    """A boutique's manager and associate at their phones; the clock stands where `now` says."""

    def __init__(self, furnished):
        self.house, one = furnished
        self.now = MORNING
        self.house.clock = lambda: self.now
        self.house.entrance._clock = lambda: self.now
        self.ana, self.ben = (seller.person.id for seller in one.sellers[DOOR][:2])
        mia = one.managers[DOOR][0].id
        self.manager = Viewer(account="mia", role="manager", boutiques=frozenset({DOOR}), person=mia)
        self.associate = Viewer(account="ana", role="associate", boutiques=frozenset({DOOR}), person=self.ana)
        self.coach = Viewer(account="leo", role="area_coach", boutiques=frozenset({DOOR}), person="leo")

    def enter(self, kind, who=None, **fields):
        form = {"kind": kind, "id": str(uuid4()), "boutique": DOOR, "opened_at": self.now.isoformat(), **fields}
        return self.house.keep_as(who or self.manager).enter(form)[0]

    def seen(self, **fields):
        said = {"associate": self.ana, "marks": {"welcome": "not_yet", "accessory": "yes"}, "seconds": 40}
        return self.enter("observation", **said | fields)

    def later(self, **time):
        self.now += timedelta(**time)
        return self

    def told(self, *kinds):
        return self.house.see_as(self.manager).record(kinds)

    def one(self, kind):
        (told,) = self.told(kind)
        return told

    def counted(self, measure="behaviour.welcome"):
        """Of how many, and how many; the same whether told step by step or anew."""
        self.house.catch_up()
        before = self._rows()
        self.house.rebuild()
        assert self._rows() == before
        whole = self.house.see_as(self.manager).ask(Question(measure)).whole
        return (whole.top, whole.n) if whole else (0, 0)

    def _rows(self):
        return {table: sorted(self.house.warehouse.fetch(table, {}), key=repr) for table in TOLD}

    def actions(self):
        """When each action that the facts know was tried."""
        self.house.catch_up()
        names = [column.name for column in ACTION.columns]
        rows = (dict(zip(names, row, strict=True)) for row in self.house.warehouse.fetch("action", {}))
        return [row["tried"] for row in rows]


@pytest.fixture
def shift(furnished):
    return Shift(furnished)


def test_a_correction_counts_in_the_place_of_what_it_corrects(shift):
    first = shift.seen()
    shift.house.catch_up()
    second = shift.later(minutes=30).seen(corrects=first, marks={"welcome": "yes", "accessory": "yes"}, seconds=9)
    told = shift.one(Observation)
    assert (told.entry, told.statement, told.event.marks["welcome"]) == (first, second, "yes")
    assert (told.event.at, told.event.seconds) == (MORNING, 40)
    assert shift.counted() == (1, 1)


def test_a_correction_of_a_correction_names_either_and_the_last_one_wins(shift):
    first = shift.seen()
    for marks in ({"welcome": "partly"}, {"welcome": "yes"}):
        shift.later(minutes=5).seen(corrects=first, marks=marks)
    told = shift.one(Observation)
    assert (told.entry, told.event.marks) == (first, {"welcome": "yes"})
    assert shift.counted() == (1, 1)


def test_a_correction_that_comes_first_is_kept_and_wins(shift):
    first, sent = str(uuid4()), (shift.now + timedelta(minutes=30)).isoformat()
    shift.later(minutes=30).seen(corrects=first, marks={"welcome": "yes"}, sent_at=sent)
    shift.seen(id=first, opened_at=MORNING.isoformat(), sent_at=sent)
    told = shift.one(Observation)
    assert (told.entry, told.event.marks) == (first, {"welcome": "yes"})
    assert shift.counted() == (1, 1)


def test_actions_answers_and_coaching_go_by_the_first_id(shift):
    first = shift.seen(action={"what": "shadow_peer"})
    shift.enter("coaching", associate=shift.ana, behaviour="accessory", follows=first)
    shift.enter("action", shift.associate, what="tried", action=first)
    shift.later(minutes=20).seen(corrects=first, action={"what": "shadow_peer"}, note="Offered it twice")
    shift.later(minutes=1).enter("feedback", shift.associate, about=first, answer="agree")
    assert shift.counted("behaviour.accessory") == (1, 1)
    assert shift.counted("coaching_moments") == (1, 1)
    assert shift.actions() == [MORNING.date()]


def test_a_correction_without_the_action_takes_the_action_back(shift):
    first = shift.enter("coaching", associate=shift.ana, behaviour="accessory", action="Offer two straps")
    assert shift.one(CoachingStep).event.action == first
    again = {"associate": shift.ana, "behaviour": "accessory", "corrects": first}
    shift.later(minutes=2).enter("coaching", **again, action="Offer three straps")
    assert [one.event.text for one in shift.told(CoachingStep)] == ["Offer three straps"]
    assert shift.one(CoachingStep).event.action == first
    shift.later(minutes=2).enter("coaching", **again)
    assert not shift.told(CoachingStep)
    assert shift.one(Coaching).entry == first
    assert shift.counted("coaching_moments") == (1, 1)
    assert not shift.actions()


def test_the_steps_of_a_procedure_are_corrected_one_by_one(shift):
    first = shift.enter(
        "steps", shift.associate, process="return", marks={"receipt_seen": "yes", "reason_asked": "yes"}
    )
    shift.later(minutes=1).enter(
        "steps", shift.associate, corrects=first, process="return", marks={"reason_asked": "no"}, exceptions="1"
    )
    told = shift.one(StepDone)
    assert (told.event.step, told.event.done, told.event.exceptions) == ("reason_asked", False, 1)


def test_what_is_taken_back_counts_nowhere_and_stays_so(shift):
    first = shift.enter("coaching", associate=shift.ana, behaviour="accessory", action="Offer two straps")
    shift.later(minutes=2).enter("coaching", associate=shift.ana, behaviour="accessory", corrects=first)
    assert shift.counted("coaching_moments") == (1, 1)
    keep = shift.house.keep_as(shift.manager)
    assert [keep.take_back(first) for _ in range(2)] == [True, False]
    assert not shift.told(Coaching, CoachingStep)
    assert shift.counted("coaching_moments") == (0, 0)
    with pytest.raises(Refused, match="taken back"):
        shift.enter("coaching", associate=shift.ana, behaviour="accessory", corrects=first)


def test_an_observation_taken_back_leaves_what_was_done_about_it(shift):
    first = shift.seen(action={"what": "shadow_peer"})
    shift.enter("action", shift.associate, what="tried", action=first)
    shift.house.keep_as(shift.manager).take_back(first)
    assert shift.counted() == (0, 0)
    assert shift.one(CoachingStep).event.what == "tried"


def test_what_must_not_be_changed_is_refused_with_a_sentence(shift):
    first = shift.seen()
    keep, other = shift.house.keep_as(shift.manager), shift.house.keep_as(Viewer(**_as(shift.manager, account="tom")))
    with pytest.raises(NotAllowed, match="no entry of yours"):
        other.take_back(first)
    with pytest.raises(Refused, match="no entry of yours"):
        keep.take_back(str(uuid4()))
    with pytest.raises(NotAllowed, match="no entry of yours"):
        shift.seen(corrects=str(uuid4()))
    with pytest.raises(Refused, match="UUID") as refused:
        shift.seen(corrects="7")
    assert refused.value.pointer == "/corrects"
    with pytest.raises(Refused, match="another kind"):
        shift.enter("praise", associate=shift.ana, behaviour="welcome", corrects=first)
    contest = shift.enter("contest", shift.associate, about=first, text="I did greet them")
    for change in (lambda: shift.seen(corrects=first), lambda: keep.take_back(first)):
        with pytest.raises(Refused, match="contested"):
            change()
    shift.house.keep_as(shift.associate).take_back(contest)
    shift.seen(corrects=first)
    for hours in (13, 24):
        with pytest.raises(Refused, match="shift"):
            shift.later(hours=hours).seen(corrects=first)


def test_a_correction_sent_twice_is_kept_once_even_when_it_is_contested_meanwhile(shift):
    first, again = shift.seen(), str(uuid4())
    form = {"kind": "observation", "id": again, "boutique": DOOR, "opened_at": shift.now.isoformat(),
            "associate": shift.ana, "marks": {"welcome": "yes"}, "corrects": first}  # fmt: skip
    keep = shift.house.keep_as(shift.manager)
    assert keep.enter(form) == (again, "kept")
    shift.enter("contest", shift.associate, about=first, text="I did more")
    assert keep.enter(form) == (again, "repeated")


FILLED = {
    "observation": {"marks": {"welcome": "yes", "accessory": "partly"}, "wordings": ["calm_pace"], "note": "Calm",
                    "action": {"what": "shadow_peer", "due": "2026-04-02"}, "product_line": "watch", "seconds": 41,
                    "version": "1", "checklist": "client-visit"},
    "coaching": {"behaviour": "accessory", "form": "practice", "positives": ["Warm", "Patient"], "improvement": "Ask",
                 "next_time": "May I?", "practised": True, "minutes": 12, "picked": "low_rate", "action": "Ask twice",
                 "due": "2026-04-02", "picked_since": "2026-03-01", "picked_until": "2026-03-28"},
    "praise": {"behaviour": "accessory", "text": "Well offered"},
    "huddle": {"focus": "accessory", "tip": "Show, do not ask", "minutes": 6, "present": 4},
    "focus": {"what": "set", "behaviour": "accessory", "since": "2026-03-30", "until": "2026-04-12", "target": 0.5},
    "assignment": {"behaviour": "accessory", "due": "2026-04-02", "picked": "rotation", "reason": "New on watches"},
    "rating": {"clip": "clip-3", "marks": {"welcome": "yes"}},
    "signal": {"signal": "follow_up_agreed", "due": "2026-04-02", "product_line": "watch"},
    "steps": {"process": "return", "marks": {"receipt_seen": "yes", "reason_asked": "no"}, "exceptions": 2},
    "action": {"what": "took_on", "behaviour": "accessory", "text": "Ask twice"},
}  # fmt: skip
ABOUT = ("observation", "coaching", "praise", "assignment", "action")


def test_every_kind_is_filled_in_again_as_it_was(shift):
    for kind, said in FILLED.items():
        first = shift.enter(kind, **said | ({"associate": shift.ana} if kind in ABOUT else {}))
        form = refilled(shift, first)
        assert {name: form.get(name) for name in said} == said, kind
        again = shift.later(seconds=1).enter(kind, **{name: value for name, value in form.items() if name != "kind"})
        assert again != first
        assert refilled(shift, first) == form, kind


def refilled(shift, first):
    def read(kept):
        raw = opened(shift.house.directory, kept)
        return hear(msgspec.json.decode(raw), shift.house.home) if raw else None

    found = standing(shift.house.log, shift.house.entrance, first, hear=read)
    return form_of(first, found.events.values())


def _as(viewer, **changes):
    return {name: getattr(viewer, name) for name in viewer.__slots__} | changes
