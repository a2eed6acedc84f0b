"""What the house knows of coaching one person: who is there, why one is picked, whose turn it is, who reads it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.directory.rows import Account
from cabochon.house import coaching
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import NotAllowed, Refused
from cabochon.retail.events import Coaching, Contest, Employment, Observation, Praise
from cabochon.retail.who import person

DOOR, OTHER = "GVA01", "ZRH01"


@pytest.fixture
def crew(furnished):
    """(house, viewer by name): a manager, their team's first two, an area coach, a manager elsewhere."""
    house, one = furnished
    ana, ben = (seller.person.id for seller in one.sellers[DOOR][:2])
    here, there = frozenset({DOOR}), frozenset({OTHER})
    who = {
        "manager": Viewer(account="m", role="manager", boutiques=here, person=one.managers[DOOR][0].id),
        "ana": Viewer(account="a", role="associate", boutiques=here, person=ana),
        "ben": Viewer(account="b", role="associate", boutiques=here, person=ben),
        "coach": Viewer(account="c", role="area_coach", boutiques=here | there, person="area-coach"),
        "elsewhere": Viewer(account="e", role="manager", boutiques=there, person=one.managers[OTHER][0].id),
    }
    return house, who


def enter(house, writer, kind, **fields):
    base = {"kind": kind, "id": str(uuid4()), "opened_at": datetime.now(UTC).isoformat(), "boutique": DOOR}
    house.keep_as(writer).enter(base | fields)
    return base["id"]


def observe(house, who, **more):
    return enter(house, who["manager"], "observation", associate=who["ana"].person, marks={"welcome": "yes"}, **more)


def acts(house, viewer):
    return {one.key: (one.state, one.moves) for one in coaching.open_actions(house, house.see_as(viewer), DOOR)}


def test_an_action_goes_round_from_form_to_form(crew):
    house, who = crew
    entry = observe(house, who, action={"what": "shadow_peer", "due": (house.today + timedelta(days=3)).isoformat()})
    assert acts(house, who["manager"]) == {entry: ("due", "associate")}
    enter(house, who["ana"], "action", what="tried", action=entry, text="Watched a colleague, it helps")
    assert acts(house, who["ana"]) == {entry: ("tried", "managers")}
    enter(house, who["manager"], "action", what="verified", action=entry, associate=who["ana"].person)
    assert acts(house, who["manager"]) == {entry: ("verified", "")}


def test_nobody_coaches_praises_or_verifies_themselves(crew):
    house, who = crew
    me = who["manager"].person
    for kind, fields in (
        ("coaching", {"form": "practice"}), ("praise", {"behaviour": "welcome"}),
        ("action", {"what": "verified", "action": "x"}),
        ("observation", {"marks": {"welcome": "yes"}}),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            enter(house, who["manager"], kind, associate=me, **fields)
    with pytest.raises(NotAllowed):
        enter(house, who["ana"], "action", what="verified", action="x", associate=who["ben"].person)


def test_an_action_of_one_who_left_falls_to_the_managers_who_can_drop_it(crew):
    house, who = crew
    entry = observe(house, who, action={"what": "shadow_peer"})
    row = house.snapshot.person_on(who["ana"].person, house.today)
    house.directory.keep([replace(row, left=house.today - timedelta(days=1))])
    (act,) = coaching.open_actions(house, house.see_as(who["manager"]), DOOR)
    assert (act.moves, act.why) == ("managers", "left the house")
    enter(house, who["manager"], "action", what="dropped", action=entry, associate=row.id, text="She left")
    assert acts(house, who["manager"])[entry][0] == "dropped"


def test_a_deputy_counts_as_a_manager_while_the_rights_are_lent(crew):
    house, who = crew
    now = house.clock()
    lent = Account(id="b", login="b", name="Ben", role="associate", boutiques=(DOOR,), person=who["ben"].person,
                   deputy_for="manager", deputy_from=now, deputy_until=now + timedelta(days=2))  # fmt: skip
    assert who["ben"].person not in coaching.team(house, DOOR, house.today).managers
    house.directory.put(lent)
    assert who["ben"].person in coaching.team(house, DOOR, house.today).managers
    deputy = house.viewer("b")
    enter(house, deputy, "coaching", associate=who["ana"].person, positives=["Calm"])
    for kind, more in (("coaching", {}), ("action", {"what": "verified", "action": "x"})):
        with pytest.raises(NotAllowed):
            enter(house, deputy, kind, associate=who["ben"].person, **more)
    with pytest.raises(NotAllowed):  # without the rights lent
        enter(house, who["ben"], "coaching", associate=who["ana"].person)


def test_who_is_on_leave_is_nobodys_pick(crew):
    house, who = crew
    see = house.see_as(who["manager"])
    assert who["ana"].person in coaching.picks(house, see, DOOR, house.today)
    house.keep_as().events([
        Employment(at=house.clock(), boutique=DOOR, source="hr", key="leave-1", associate=person(who["ana"].person),
                   what="on_leave", since=house.today, until=house.today + timedelta(days=4)),
    ])  # fmt: skip
    assert coaching.team(house, DOOR, house.today).away == {who["ana"].person: house.today + timedelta(days=4)}
    assert who["ana"].person not in coaching.picks(house, see, DOOR, house.today)


def test_a_pick_is_one_reason_a_person_and_seen_people_have_none(crew):
    house, who = crew
    entry = observe(house, who)
    picks = coaching.picks(house, house.see_as(who["manager"]), DOOR, house.today)
    assert (picks[who["ana"].person].reason, picks[who["ben"].person].reason) == ("rotation", "not_seen")
    assert who["manager"].person not in picks
    enter(house, who["ana"], "feedback", about=entry, answer="question", text="Which of the two first?")
    picks = coaching.picks(house, house.see_as(who["manager"]), DOOR, house.today)
    assert picks[who["ana"].person].reason == "asked"


def test_an_open_contest_is_read_by_who_decides_with_its_entry_and_nothing_more(crew):
    house, who = crew
    entry, _ = observe(house, who, note="Offer came late"), observe(house, who)
    see = house.see_as(who["coach"])
    assert see.contested(page="contests") == []
    enter(house, who["ana"], "contest", about=entry, text="I did offer it")
    told = see.contested(page="contests")
    assert {one.entry for one in told if isinstance(one.event, Observation)} == {entry}
    assert {one.event.text for one in told if isinstance(one.event, Contest)} == {"I did offer it"}
    assert house.see_as(who["manager"]).contested(page="contests") == []
    assert see.record((Observation,)) == []
    enter(house, who["coach"], "settling", about=entry, associate=who["ana"].person, kept="yes", text="Two were seen")
    assert see.contested(page="contests") == []


def test_nobody_contests_for_another_or_decides_about_an_entry_of_their_own(crew):
    house, who = crew
    entry, boss = observe(house, who), who["manager"].person
    for kind in ("contest", "feedback"):
        with pytest.raises(Refused):
            enter(house, who["ben"], kind, about=entry, text="Not so")
    led = enter(
        house, who["coach"], "observation", associate=boss, checklist="huddle", marks={"huddle_modelled": "yes"}
    )
    enter(house, who["manager"], "contest", about=led, text="We did more")
    with pytest.raises(NotAllowed):
        enter(house, who["coach"], "settling", about=led, associate=boss, kept="yes", text="It stands")


def test_feedback_is_for_that_person_and_their_managers(crew):
    house, who = crew
    enter(house, who["manager"], "coaching", associate=who["ana"].person, behaviour="welcome", positives=["Calm"],
          picked="not_seen")  # fmt: skip
    readers = {name: len(house.see_as(one).record((Coaching,))) for name, one in who.items()}
    assert readers == {"manager": 1, "ana": 1, "ben": 0, "coach": 0, "elsewhere": 0}


def test_praise_is_for_the_team_and_names_stay_in_it(crew):
    house, who = crew
    enter(house, who["ana"], "praise", associate=who["ben"].person, behaviour="welcome", text="Unhurried")
    readers = {name: len(house.see_as(one).record((Praise,))) for name, one in who.items()}
    assert readers == {"manager": 1, "ana": 1, "ben": 1, "coach": 0, "elsewhere": 0}
    assert who["ben"].person in coaching.names(house, who["ana"], DOOR, house.today)
    assert who["ana"].person not in coaching.names(house, who["ana"], DOOR, house.today)
    assert coaching.names(house, who["elsewhere"], DOOR, house.today) == {}
    assert who["ben"].person not in coaching.names(house, who["coach"], DOOR, house.today)


def test_a_manager_elsewhere_neither_coaches_nor_closes_anything_here(crew):
    house, who = crew
    entry = observe(house, who, action={"what": "shadow_peer"})
    for kind, fields in (("coaching", {}), ("action", {"what": "verified", "action": entry}),
                         ("praise", {"behaviour": "welcome"})):  # fmt: skip
        with pytest.raises(Refused):
            enter(house, who["elsewhere"], kind, associate=who["ana"].person, **fields)
