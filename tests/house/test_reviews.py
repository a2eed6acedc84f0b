"""Weekly reviews: decided at a place, carried until closed, its number frozen; nobody reads more than may be read."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cabochon.dashboards import review_moved as after
from cabochon.directory.review_rows import ReviewDecision
from cabochon.directory.rows import Account
from cabochon.house.reviews import MOST
from cabochon.house.reviews_places import measures, owners, spots
from cabochon.house.reviews_told import turn_of
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Conflict, NotAllowed, Refused, Unknown
from piloted import NOW, opened, watched

WEEK = date(2026, 2, 23)  # the Monday of the week that is over on NOW, a Tuesday
NEXT = NOW + timedelta(weeks=1)
ACCESSORY = "behaviour.accessory"


@pytest.fixture
def place(tmp_path):
    house, one = opened(tmp_path / "data")
    yield house, one
    house.close()


def manager(one, door=0):
    code = one.doors[door].code
    who = one.managers[code][0]
    return Viewer(account=f"m-{code}", role="manager", boutiques=frozenset({code}), person=who.id, name=who.name)


def above(one, role="area_coach", doors=None):
    codes = frozenset(door.code for door in one.doors[:doors])
    return Viewer(account=role, role=role, boutiques=codes, person=role if role != "analyst" else "", name=role.title())


def here(one, door=0):
    return f"boutique:{one.doors[door].code}"


def typed(viewer, **other):
    owner = f"person:{viewer.person}" if viewer.role == "manager" else f"account:{viewer.account}"
    owner = "function:managers" if viewer.role != "manager" else owner
    return {"text": "Offer two accessories during the try-on", "owner": owner, "due": "2026-03-06", "measure": "",
            "measured": "", **other}  # fmt: skip


def decide(house, viewer, at, week=WEEK, name="", **other):
    name = name or str(uuid4())
    return house.reviews.decide(viewer, name, at, week, typed(viewer, **other))


def row(house, name):
    return house.directory.get(ReviewDecision, name)


def close(house, viewer, name, state="done", outcome="Offered in most demos", week=WEEK):
    house.reviews.close(viewer, name, state, outcome, week, turn_of(row(house, name)))


def test_a_region_and_the_company_are_for_who_reaches_every_boutique_of_them(place):
    house, one = place
    assert [spot.kind for spot in spots(house, manager(one))] == ["boutique"]
    kinds = {spot.kind for spot in spots(house, above(one))}
    assert kinds == {"company", "region", "boutique"}
    some = spots(house, above(one, doors=7))
    regions = {door.region for door in one.doors[7:]}
    assert "company" not in {spot.kind for spot in some}
    assert not regions & {spot.code for spot in some if spot.kind == "region"}
    assert spots(house, Viewer(account="x", role="associate", boutiques=frozenset({one.doors[0].code}))) == []


def test_a_decision_sent_twice_is_kept_once_and_noted(place):
    house, one = place
    me, name = manager(one), str(uuid4())
    decide(house, me, here(one), name=name)
    decide(house, me, here(one), name=name, text="Something else")
    (found,) = house.reviews.page(me, "").fresh
    assert (found.text, found.state) == ("Offer two accessories during the try-on", "open")
    assert [deed for _, _, deed, about, _ in house.directory.notes() if about == name] == ["decided in a review"]
    with pytest.raises(Unknown):
        decide(house, manager(one, 1), here(one, 1), name=name)


@pytest.mark.parametrize(("field", "value"), [
    ("text", ""), ("text", "x" * 141), ("text", "Call Mrs Weber on +41 79 123 45 67"), ("owner", ""),
    ("owner", "person:nobody"), ("owner", "as-it-is"), ("due", ""), ("due", "soon"), ("due", "2026-03-01"),
    ("due", "2027-03-01"), ("measure", "coaching_moments"), ("measure", "'; drop table"),
])  # fmt: skip
def test_every_fault_is_said_at_its_field(place, field, value):
    house, one = place
    with pytest.raises(Refused) as told:
        decide(house, manager(one), here(one), **{field: value})
    assert list(told.value.at) == [field]
    assert house.directory.find(ReviewDecision) == []


def test_a_number_is_moved_only_at_a_place_within(place):
    house, one = place
    with pytest.raises(Refused) as told:
        decide(house, manager(one), here(one), measure=ACCESSORY, measured=here(one, 1))
    assert list(told.value.at) == ["measured"]


def test_the_number_stays_as_it_was_and_what_came_of_it_is_told_beside_it(place):
    house, one = place
    me = manager(one)
    house.keep_as().events(watched(one, date(2026, 2, 2), 5, lambda _, week: 1.0 if week == 4 else 0.5))
    house.catch_up()
    name = decide(house, me, here(one), measure=ACCESSORY)
    (found,) = house.reviews.page(me, "").fresh
    assert found.moved.now == ""
    assert "not over yet" in found.moved.says
    frozen = after.read(row(house, name).baseline)
    assert (frozen.since, frozen.until) == (date(2026, 2, 2), date(2026, 3, 1))

    house.clock = lambda: NEXT
    (found,) = house.reviews.page(me, "").earlier
    assert found.moved.was == "50%"
    assert found.moved.now == "100%"
    assert found.moved.says == "Up 50 points, clear of noise; not proof that this did it"
    assert found.moved.good is True
    (told,) = house.reviews.decided(me, here(one), date(2026, 3, 2))
    assert "is open and was due 6 Mar" in told
    assert "not proof" in told

    house.keep_as().events(watched(one, date(2026, 2, 2), 1, lambda *_: 1.0))
    house.catch_up()
    assert house.reviews.page(me, "").earlier[0].moved.was == "50%"


def test_what_stands_still_is_no_clear_change(place):
    house, one = place
    me = manager(one)
    house.keep_as().events(watched(one, date(2026, 2, 2), 5, lambda *_: 0.5))
    house.catch_up()
    decide(house, me, here(one), measure=ACCESSORY)
    house.clock = lambda: NEXT
    (found,) = house.reviews.page(me, "").earlier
    assert (found.moved.direction, found.moved.says) == ("none", "No clear change")


def test_who_froze_it_opens_nothing_to_who_may_not_see_it(place):
    house, one = place
    me = manager(one)
    some = [one.sellers[one.doors[0].code][0].person.id]
    seen = [e for e in watched(one, date(2026, 2, 2), 5, lambda *_: 1.0) if e.associate.name in some]
    house.keep_as().events(seen)
    house.catch_up()
    decide(house, me, here(one), measure=ACCESSORY)
    house.clock = lambda: NEXT
    assert house.reviews.page(me, "").earlier[0].moved.was == "100%"
    far = house.reviews.page(above(one), here(one)).earlier[0].moved
    assert (far.was, far.now) == ("", "")
    assert far.says == "Too few to show."
    author = Viewer(account="ld_author", role="ld_author", boutiques=frozenset({one.doors[0].code}))
    house.directory.put(Account(id="ld_author", login="ld_author", name="A", role="ld_author"))
    assert "csat" not in measures(house, author)


def test_a_number_a_role_does_not_see_is_not_told_to_it(place):
    house, one = place
    decide(house, manager(one), here(one), measure="csat")
    author = Viewer(account="ld_author", role="ld_author", boutiques=frozenset({one.doors[0].code}))
    told = house.reviews.page(author, here(one)).fresh[0].moved
    assert (told.was, told.now, told.says) == ("", "", "Not shown to your role.")


def test_names_are_masked_above_the_boutique_and_owners_are_told_by_what_they_are(place):
    house, one = place
    me, seller = manager(one), one.sellers[one.doors[0].code][0].person
    first = seller.name.split()[0]
    name = decide(house, me, here(one), text=f"{first} shows the team how", owner=f"person:{seller.id}")
    near = house.reviews.page(me, "").fresh[0]
    assert (near.text, near.owner, near.edits) == (f"{first} shows the team how", seller.name, True)
    far = house.reviews.page(above(one), here(one)).fresh[0]
    assert (far.text, far.owner, far.edits) == ("[staff] shows the team how", "Somebody of the team", False)
    assert seller.name not in str(house.reviews.decided(above(one), here(one), WEEK + timedelta(days=7)))
    with pytest.raises(NotAllowed):
        house.reviews.edit(above(one), name, typed(above(one)), "")


def test_a_wider_places_decision_names_nobody(place):
    house, one = place
    seller = one.sellers[one.doors[0].code][0].person
    with pytest.raises(Refused) as told:
        decide(house, above(one, "hq_leader"), "company:", text=f"{seller.name} leads it")
    assert list(told.value.at) == ["text"]
    leader, coach = above(one, "hq_leader"), above(one)
    assert not any(key.startswith("person:") for key in owners(house.see_as(leader), spots(house, leader)[0]))
    named = [key for key in owners(house.see_as(coach), spots(house, coach)[0]) if key.startswith("person:")]
    managers = {who.id for some in one.managers.values() for who in some}
    assert named
    assert {key.partition(":")[2] for key in named} <= managers


def test_an_open_decision_is_carried_until_it_is_closed(place):
    house, one = place
    me = manager(one)
    name = decide(house, me, here(one))
    for weeks in (1, 2, 3):
        house.clock = lambda weeks=weeks: NOW + timedelta(weeks=weeks)
        (found,) = house.reviews.page(me, "").earlier
        assert found.overdue
    close(house, me, name, "dropped", "The drawer was empty", week=date(2026, 3, 16))
    (found,) = house.reviews.page(me, "").earlier
    assert (found.state, found.outcome, found.overdue) == ("dropped", "The drawer was empty", False)
    house.clock = lambda: NOW + timedelta(weeks=4)
    assert house.reviews.page(me, "").earlier == []
    assert [one.id for one in house.reviews.page(me, "", date(2026, 3, 9)).earlier] == [name]


@pytest.mark.parametrize(("state", "outcome", "field"), [
    ("done", "", "outcome"), ("done", "x" * 141, "outcome"), ("done", "write to a@b.ch", "outcome"),
    ("open", "It went well", "state"),
])  # fmt: skip
def test_nothing_is_closed_without_saying_what_came_of_it(place, state, outcome, field):
    house, one = place
    name = decide(house, manager(one), here(one))
    with pytest.raises(Refused) as told:
        close(house, manager(one), name, state, outcome)
    assert list(told.value.at) == [field]
    assert row(house, name).state == "open"


def test_what_was_closed_or_taken_back_comes_back(place):
    house, one = place
    me = manager(one)
    name = decide(house, me, here(one))
    before = row(house, name)
    close(house, me, name)
    with pytest.raises(Conflict):
        house.reviews.remove(me, name)
    house.reviews.reopen(me, name)
    assert row(house, name) == before
    house.reviews.remove(me, name)
    assert house.reviews.page(me, "").fresh == []
    with pytest.raises(Unknown):
        house.reviews.reopen(me, name)
    house.reviews.restore(me, name)
    assert row(house, name) == before
    house.reviews.remove(me, name)
    house.clock = lambda: NOW + timedelta(days=31)
    with pytest.raises(Unknown):
        house.reviews.restore(me, name)


def test_nobody_undoes_what_another_just_did(place):
    house, one = place
    me = manager(one)
    name = decide(house, me, here(one))
    turn = turn_of(row(house, name))
    house.reviews.edit(me, name, typed(me, text="Three of them"), turn)
    with pytest.raises(Conflict):
        house.reviews.edit(me, name, typed(me, text="Four of them"), turn)
    with pytest.raises(Conflict):
        house.reviews.close(me, name, "done", "Went well", WEEK, turn)
    assert row(house, name).text == "Three of them"


def test_another_number_is_frozen_anew_and_the_same_is_not(place):
    house, one = place
    me = manager(one)
    name = decide(house, me, here(one), measure="behaviour.welcome")
    first = row(house, name).baseline
    house.keep_as().events(watched(one, date(2026, 2, 2), 4, lambda *_: 0.5))
    house.catch_up()
    house.reviews.edit(me, name, typed(me, measure="behaviour.welcome", measured=here(one)), turn_of(row(house, name)))
    assert row(house, name).baseline == first
    other = typed(me, measure=ACCESSORY)
    house.reviews.edit(me, name, other, turn_of(row(house, name)))
    assert row(house, name).baseline != first
    house.reviews.edit(me, name, typed(me), turn_of(row(house, name)))
    assert (row(house, name).measure, row(house, name).baseline) == ("", "")


def test_others_may_not_know_of_it_or_not_write_it(place):
    house, one = place
    me, stranger = manager(one), manager(one, 1)
    name = decide(house, me, here(one))
    for deed in (house.reviews.reopen, house.reviews.remove, house.reviews.restore):
        with pytest.raises(Unknown):
            deed(stranger, name)
    with pytest.raises(Unknown):
        house.reviews.page(stranger, here(one))
    for at in ("company:", "region:Europe", "boutique:none", "region:none", "<b>"):
        with pytest.raises(Unknown):
            house.reviews.page(me, at)
    with pytest.raises(NotAllowed):
        decide(house, above(one, "analyst"), "company:")
    with pytest.raises(NotAllowed):
        house.reviews.remove(above(one, "analyst"), name)


def test_more_than_a_dozen_open_ones_are_a_list(place):
    house, one = place
    me = manager(one)
    for _ in range(MOST):
        decide(house, me, here(one))
    with pytest.raises(Refused, match="one decision too many"):
        decide(house, me, here(one))


def test_a_review_is_held_once_and_the_rhythm_is_told(place):
    house, one = place
    me = manager(one)
    assert house.reviews.page(me, "").held is None
    house.reviews.held(me, here(one), WEEK)
    house.clock = lambda: NOW + timedelta(hours=1)
    house.reviews.held(me, here(one), WEEK)
    found = house.reviews.page(me, "")
    assert (found.held.by, found.held.at, found.kept) == (me.name, NOW, 1)
    coach = house.reviews.page(above(one), here(one)).held
    assert coach.by in ("Somebody who has no account any more", me.name)
    house.reviews.held(me, here(one), WEEK, undo=True)
    assert house.reviews.page(me, "").held is None
    assert [deed for _, _, deed, _, _ in house.directory.notes(actor=me.account)][:2] == [
        "took back that a review was held", "held a review"]  # fmt: skip


def test_only_weeks_that_are_over_are_looked_at_and_only_late_ones_written_in(place):
    house, one = place
    me = manager(one)
    with pytest.raises(Refused, match="not over yet"):
        house.reviews.page(me, "", date(2026, 3, 3))
    for week in (date(2026, 3, 2), date(2026, 1, 5)):
        with pytest.raises(Refused):
            decide(house, me, here(one), week)
        with pytest.raises(Refused):
            house.reviews.held(me, here(one), week)


def test_reviews_are_listed_with_what_came_of_them(place):
    house, one = place
    me = manager(one)
    names = [decide(house, me, here(one)) for _ in range(3)]
    close(house, me, names[0])
    close(house, me, names[1], "dropped", "No time")
    house.reviews.held(me, here(one), WEEK)
    house.clock = lambda: datetime(2026, 3, 10, 10, tzinfo=UTC)
    decide(house, me, here(one), date(2026, 3, 2), due="2026-03-20")
    latest, first = house.reviews.page(me, "").history
    assert (latest.week, latest.decided, latest.at) == (date(2026, 3, 2), 1, None)
    assert (first.decided, first.done, first.dropped, first.open, first.at is not None) == (3, 1, 1, 1, True)


def test_an_erased_persons_name_leaves_the_words_and_the_decision_stays(place):
    house, one = place
    me, seller = manager(one), one.sellers[one.doors[0].code][0].person
    name = decide(house, me, here(one), text=f"{seller.name} shows the team how", owner=f"person:{seller.id}")
    house.trust.erasing.erase(seller.id, by=me.account)
    (found,) = house.reviews.page(me, "").fresh
    assert (found.text, found.owner) == ("[erased] shows the team how", "Erased")
    assert seller.name not in row(house, name).text
