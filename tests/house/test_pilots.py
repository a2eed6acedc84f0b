"""Pilot plans and what the programme costs: refused at the field, frozen for good, reported against."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from cabochon.directory.verdict_rows import Pilot
from cabochon.house.pilots_form import Faulty, typed
from cabochon.house.pilots_outlook import proposed
from cabochon.house.pilots_past import Refusal
from cabochon.house.pilots_questions import QUESTIONS, readiness
from cabochon.house.pilots_text import heard, said
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Conflict, NotAllowed, Refused, Unknown
from piloted import MEASURE, MONDAY, NOW, form, freeze, kept, opened, reader, turn, watched


@pytest.fixture
def place(tmp_path):
    house, one = opened(tmp_path / "data")
    yield house, one
    house.close()


@pytest.fixture(scope="module")
def observed(tmp_path_factory):
    """Eight weeks seen at every boutique before the 2nd of March, the last of them by three people alone."""
    house, one = opened(tmp_path_factory.mktemp("observed") / "data")
    last = one.doors[7].code
    few = {seller.person.id for seller in one.sellers[last][:3]}
    everything = watched(one, date(2026, 1, 5), 8, lambda door, _: 0.3 + 0.02 * door)
    house.keep_as().events([e for e in everything if e.boutique != last or e.associate.name in few], fresh=True)
    house.catch_up()
    yield house, one
    house.close()


@pytest.mark.parametrize(("other", "field", "says"), [
    ({"title": " "}, "title", "is missing"),
    ({"about": "focus:nothing"}, "about", "not there any more"),
    ({"measure": "nothing"}, "measure", "is missing"),
    ({"lift": "0"}, "lift", "above 0 and at most 50 points"),
    ({"lift": "50.5"}, "lift", "above 0 and at most 50 points"),
    ({"lift": "much"}, "lift", "above 0"),
    ({"weeks": "0"}, "weeks", "1 to 26 weeks"),
    ({"weeks": "27"}, "weeks", "1 to 26 weeks"),
    ({"since": ""}, "since", "is missing"),
    ({"since": "2026-03-10"}, "since", "should be a Monday"),
    ({"door": []}, "door", "choose at least one boutique"),
    ({"door": ["NOWHERE"]}, "door", "no boutique within your reach"),
    ({"groups": "4", "apart": "2", "weeks": "3"}, "weeks", "is over before"),
    ({"groups": "99"}, "groups", "2 to 12 groups"),
])  # fmt: skip
def test_nonsense_is_refused_at_its_field(place, other, field, says):
    with pytest.raises(Faulty) as told:
        kept(place, **other)
    assert says in told.value.at[field]
    assert place[0].directory.find(Pilot) == []


def test_a_boutique_is_not_both_held_back_and_taking_part(place):
    codes = [d.code for d in place[1].doors]
    with pytest.raises(Faulty) as told:
        kept(place, held=codes[1:3])
    assert "takes part as well" in told.value.at["held"]


def test_everything_wrong_is_said_at_once(place):
    with pytest.raises(Faulty) as told:
        kept(place, title="", lift="0", weeks="0", door=[])
    assert set(told.value.at) == {"title", "lift", "weeks", "door"}


def test_a_title_that_tells_of_a_client_is_refused(place):
    with pytest.raises(Refused) as told:
        kept(place, title="Call +41 79 123 45 67")
    assert told.value.pointer == "/title"


def test_a_draft_sent_twice_is_kept_once_and_is_what_was_typed(place):
    house, one = place
    name = str(uuid4())
    for _ in range(2):
        house.effects.pilots.draft(reader(one), form(one), name)
    assert len(house.directory.find(Pilot)) == 1
    again = typed(house.effects.pilots.one(reader(one), name).plan)
    assert {key: again[key] for key in form(one)} == {**form(one), "apart": "0"}


def test_a_draft_is_changed_by_who_saw_it_last(place):
    house, one = place
    name = kept(place)
    seen = turn(house, name)
    house.effects.pilots.change(reader(one), name, form(one, weeks="6"), seen)
    assert house.effects.pilots.one(reader(one), name).plan.weeks == 6
    with pytest.raises(Conflict):
        house.effects.pilots.change(reader(one), name, form(one, weeks="7"), seen)


def test_a_single_start_can_be_moved_and_stays_until_the_order_is_drawn_anew(place):
    house, one = place
    name = kept(place, groups="2", apart="1")
    code = one.doors[3].code
    later = MONDAY + timedelta(weeks=2)
    moved = form(one, groups="2", apart="1", **{f"start-{code}": later.isoformat()})
    house.effects.pilots.change(reader(one), name, moved, turn(house, name))
    assert dict(house.effects.pilots.one(reader(one), name).plan.doors)[code] == later
    wrong = {**moved, f"start-{code}": "2026-03-11"}
    with pytest.raises(Faulty) as told:
        house.effects.pilots.change(reader(one), name, wrong, turn(house, name))
    assert "should be a Monday" in told.value.at[f"start-{code}"]
    house.effects.pilots.change(reader(one), name, {**moved, "groups": "1"}, turn(house, name))
    assert set(dict(house.effects.pilots.one(reader(one), name).plan.doors).values()) == {MONDAY}


def test_a_dropped_draft_comes_back(place):
    house, one = place
    name = kept(place)
    house.effects.pilots.drop(reader(one), name, turn(house, name))
    assert house.effects.pilots.one(reader(one), name).state == "dropped"
    house.effects.pilots.restore(reader(one), name)
    assert house.effects.pilots.one(reader(one), name).state == "draft"


def test_a_frozen_plan_is_registered_and_cannot_be_changed(observed):
    house, one = observed
    name = kept(observed, half_way="yes")
    freeze(observed, name)
    found = house.effects.pilots.one(reader(one), name)
    assert found.state == "frozen"
    assert found.row.digest == hashlib.sha256(found.kept.text.encode()).hexdigest()
    assert found.agrees is True
    (row,) = house.warehouse.fetch("plan", {"plan": name})
    assert found.row.digest in row
    for deed in (lambda: house.effects.pilots.change(reader(one), name, form(one), turn(house, name)),
                 lambda: house.effects.pilots.drop(reader(one), name, turn(house, name)),
                 lambda: house.effects.pilots.freeze(reader(one), name, turn(house, name), form=uuid4())):  # fmt: skip
        with pytest.raises(Conflict):
            deed()


def test_a_text_that_was_bent_afterwards_is_seen(observed):
    house, one = observed
    name = kept(observed)
    freeze(observed, name)
    row = house.directory.get(Pilot, name)
    bent = said(heard(row.plan)).replace("Two accessories", "Two accessory")
    house.directory.put(replace(row, plan=bent))
    assert house.effects.pilots.one(reader(one), name).agrees is False


def test_freezing_what_has_begun_or_is_not_counted_is_refused(place):
    house, one = place
    name = kept(place, since="2026-02-23")
    with pytest.raises(Faulty) as told:
        freeze(place, name)
    assert "has passed" in told.value.at["since"]
    assert "is not counted at" in told.value.at["measure"]  # nothing was ever observed here
    assert house.effects.pilots.one(reader(one), name).state == "draft"


def test_a_withdrawn_plan_keeps_its_text_and_says_why(observed):
    house, one = observed
    name = kept(observed)
    freeze(observed, name)
    for reason in (" ", "Mail anna.meier@example.com"):
        with pytest.raises(Refused) as told:
            house.effects.pilots.withdraw(reader(one), name, reason)
        assert told.value.pointer == "/reason"
    house.effects.pilots.withdraw(reader(one), name, "Two boutiques are being rebuilt")
    found = house.effects.pilots.one(reader(one, "analyst"), name)
    assert (found.state, found.kept.withdrawn) == ("withdrawn", "Two boutiques are being rebuilt")
    assert found.kept.text
    assert found.withdrawn_by == ""  # others know the role, not the name
    assert found.withdrawn_role == "hq_leader"


def test_who_may_plan_and_who_may_see(place):
    house, one = place
    name = kept(place)
    with pytest.raises(NotAllowed):
        house.effects.pilots.draft(reader(one, "area_coach"), form(one), str(uuid4()))
    with pytest.raises(Unknown):  # a draft is its planners' alone
        house.effects.pilots.one(reader(one, "area_coach"), name)
    assert house.effects.pilots.listed(reader(one, "analyst")) == []
    assert [one.id for one in house.effects.pilots.listed(reader(one, "ld_author"))] == [name]
    assert house.effects.pilots.listed(Viewer(account="x", role="hq_leader", boutiques=frozenset({"ELSE"}))) == []


def test_a_role_plans_by_what_it_may_see(place):
    house, one = place
    shelf = house.effects.pilots.shelf(reader(one, "ld_author"))
    assert MEASURE in shelf.measures
    assert "attach_rate" not in shelf.measures
    with pytest.raises(Faulty) as told:
        house.effects.pilots.draft(reader(one, "ld_author"), form(one, measure="attach_rate"), str(uuid4()))
    assert "not for your role" in told.value.at["measure"]


def test_the_outlook_rests_on_the_doors_own_weeks(observed):
    house, one = observed
    pilots = house.effects.pilots
    plan = pilots.read(reader(one), form(one), "x").plan
    seen = pilots.outlook(reader(one), plan)
    assert 0.28 < seen.primary.base < 0.4
    assert 0 < seen.primary.power < 1
    assert seen.missing == ()
    sales = pilots.outlook(reader(one, "ld_author"), plan).others
    assert not any(isinstance(one, Refusal) and one.forbidden for one in sales)


def test_a_boutique_too_few_stand_behind_is_told_nothing_of(observed):
    house, one = observed
    plan = house.effects.pilots.read(reader(one), form(one), "x").plan
    assert one.doors[7].name in house.effects.pilots.outlook(reader(one), plan).held


def test_the_questions_say_what_a_no_uncovers():
    assert len(QUESTIONS) == 10
    everything = {one.key: "yes" for one in QUESTIONS}
    assert "strong fit" in readiness(everything).word
    one = readiness({**everything, "time": "no"})
    assert [q.key for q, _ in one.uncovered] == ["time"]
    assert readiness({}).open == 10
    assert readiness({"time": "perhaps"}).open == 10


def test_a_mix_is_proposed_and_the_only_flagship_takes_part(place):
    _, one = place
    doors = {d.code: d for d in one.doors}
    taking, held = proposed(doors, NOW.date())
    assert len(taking) + len(held) == 8
    assert len(held) == 2
    assert any(doors[code].type == "flagship" for code in taking)
    assert not any(doors[code].type == "flagship" for code in held)
    assert proposed({}, NOW.date()) == ((), ())
