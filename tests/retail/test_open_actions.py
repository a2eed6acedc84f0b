"""Open actions: whose turn it is, also when somebody is not there any more; and why a person is picked."""

from collections import namedtuple
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from cabochon.retail.coaching import CoachingStep, Contest
from cabochon.retail.events import Action, Observation
from cabochon.retail.open_actions import Team, actions
from cabochon.retail.picking import Known, Pick, opened, suggested, window
from cabochon.retail.who import person

Noted = namedtuple("Noted", "entry event")
AT, TODAY = datetime(2026, 3, 23, 10, tzinfo=UTC), date(2026, 3, 26)  # a Monday, a Thursday
ANA, LUCA = person("ana"), person("luca")
SEEN = UUID(int=1)
BASE = {"boutique": "GVA01", "source": "floor", "associate": ANA}
TEAM = Team(managers=frozenset({"luca", "eva"}), here=frozenset({"ana", "luca", "eva"}))


def seen(due=date(2026, 3, 28), owner=None, **more):
    action = Action(what="shadow_peer", due=due, owner=owner)
    return Noted(str(SEEN), Observation(**BASE, at=AT, started=AT, observer=LUCA, action=action, **more))


def step(what, days, **more):
    return Noted(
        f"{what}{days}", CoachingStep(**BASE, at=AT + timedelta(days=days), what=what, action=str(SEEN), **more)
    )


def one(*noted, team=TEAM, today=TODAY):
    (found,) = actions(noted, team, today)
    return found


def test_an_action_goes_from_due_to_tried_to_verified():
    assert (one(seen()).state, one(seen()).moves) == ("due", "associate")
    tried = one(seen(), step("tried", 1, text="Went well"))
    assert (tried.state, tried.moves, tried.word) == ("tried", "managers", "Went well")
    done = one(seen(), step("tried", 1), step("verified", 2, by=LUCA))
    assert (done.state, done.moves, done.open) == ("verified", "", False)
    assert one(seen(), step("dropped", 1, text="Not needed")).word == "Not needed"


def test_past_its_day_it_is_overdue_and_a_new_day_makes_it_due_again():
    assert one(seen(due=date(2026, 3, 25))).state == "overdue"
    again = one(seen(due=date(2026, 3, 25)), step("took_on", 2, due=date(2026, 3, 30)))
    assert (again.state, again.due, again.what, again.redated) == ("due", date(2026, 3, 30), "shadow_peer", True)


def test_an_action_without_a_day_is_looked_at_after_a_week():
    assert one(seen(due=None)).due == date(2026, 3, 30)


def test_tried_and_sent_back_is_the_associates_turn_again():
    back = one(seen(), step("tried", 1), step("took_on", 2, due=date(2026, 3, 30)))
    assert (back.state, back.moves) == ("due", "associate")


def test_who_is_not_there_leaves_it_to_the_managers_and_it_says_so():
    gone = Team(managers=frozenset({"eva"}), here=frozenset({"eva"}), gone=frozenset({"ana"}))
    moved = Team(managers=frozenset({"eva"}), here=frozenset({"eva"}))
    away = Team(managers=TEAM.managers, here=TEAM.here, away={"ana": None})
    assert [(a.moves, a.why) for a in (one(seen(), team=t) for t in (gone, moved, away))] == [
        ("managers", "left the house"), ("managers", "works at another boutique now"), ("managers", "is away"),
    ]  # fmt: skip


def test_a_manager_who_owes_it_and_manages_here_no_more_leaves_it_to_the_others():
    assert one(seen(owner=LUCA)).moves == "owner"
    changed = Team(managers=frozenset({"eva"}), here=frozenset({"ana", "eva"}))
    assert (one(seen(owner=LUCA), team=changed).moves, one(seen(owner=LUCA), team=changed).why) == (
        "managers", "its owner no longer manages here",
    )  # fmt: skip


def test_a_contested_entrys_action_rests_and_is_gone_once_set_aside():
    contested = Noted("c", Contest(**BASE, at=AT + timedelta(hours=1), what="contested", about=SEEN))
    settled = Noted("d", Contest(**BASE, at=AT + timedelta(hours=2), what="settled", about=SEEN, kept=False))
    assert (one(seen(), contested).state, one(seen(), contested).moves) == ("resting", "")
    assert actions([seen(), contested, settled], TEAM, TODAY) == []


def test_a_step_in_somebody_elses_name_moves_nothing():
    other = CoachingStep(**BASE | {"associate": LUCA}, at=AT, what="verified", action=str(SEEN))
    assert one(seen(), Noted("x", other)).state == "due"


def test_practice_and_what_gave_no_action_are_none():
    assert actions([seen(practice=True)], TEAM, TODAY) == []


def test_one_reason_a_person_by_the_same_questions_in_the_same_order():
    seen_today = Known(seen=TODAY)
    assert suggested(seen_today, TODAY) == Pick("rotation")
    assert suggested(Known(), TODAY) == Pick("not_seen", date(2026, 3, 23), TODAY)
    assert suggested(Known(asked=TODAY), TODAY).reason == "asked"
    low = Known(seen=TODAY, high=0.4, n=8, bar=0.6)
    assert suggested(low, TODAY) == Pick("low_rate", date(2026, 2, 26), date(2026, 3, 25))
    assert suggested(Known(seen=TODAY, high=0.61, n=8, bar=0.6), TODAY).reason == "rotation"
    assert suggested(Known(seen=TODAY, high=0.4, n=4, bar=0.6), TODAY).reason == "rotation"
    assert suggested(Known(seen=TODAY, hired=date(2026, 1, 2)), TODAY) == Pick("new_hire", date(2026, 1, 2), TODAY)


def test_on_a_monday_last_weeks_visits_still_count_as_seen():
    assert suggested(Known(seen=date(2026, 3, 20)), date(2026, 3, 23)).reason == "rotation"


def test_what_is_recorded_is_the_suggestion_one_came_from_else_what_holds():
    known = Known(hired=date(2026, 3, 1))
    assert opened(known, TODAY, by="not_seen").reason == "not_seen"
    assert opened(known, TODAY, by="because").reason == "new_hire"
    assert opened(Known(), TODAY) == Pick("rotation")
    assert window("low_rate", Known(), TODAY).until == date(2026, 3, 25)
