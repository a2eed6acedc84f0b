"""What a module changed, door by door, without a verdict; and the decision a human takes, kept in the stream."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from cabochon.dashboards import module_results as told
from cabochon.dashboards.module_figures import HELD, NOT_YOURS, NOTHING
from cabochon.directory.rows import Account
from cabochon.measures.question import Cell
from cabochon.privacy.viewer import Viewer
from cabochon.programme import modules
from cabochon.refusals import NotAllowed, Refused, Unknown
from cabochon.retail.events import Learning, Observation
from cabochon.retail.who import person

KEY = "natural-add-on"
TODAY = date(2026, 3, 31)  # a Tuesday: the last closed week ends on the 29th
NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)
MONDAY = date(2026, 3, 9)  # of the week the module came to the first door


@pytest.fixture
def place(furnished):
    house, one = furnished
    house.clock = lambda: NOW
    for role in ("ld_author", "hq_leader", "area_coach"):
        codes = tuple(d.code for d in one.doors)
        house.directory.put(Account(id=role, login=role, name=role.title(), role=role, boutiques=codes))
    return house, one


def reader(one, role="ld_author"):
    doors = frozenset(d.code for d in one.doors)
    who = "" if role == "ld_author" else role
    return Viewer(account=role, role=role, boutiques=doors, name=role.title(), person=who)


def observed(one, door, seller, day, mark):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Observation(
        id=uuid4(), at=at, boutique=door, source="floor", associate=person(seller.person.id),
        observer=person(one.managers[door][0].id), started=at - timedelta(minutes=15), marks={"accessory": mark},
    )  # fmt: skip


def learnt(door, who, what, day, **more):
    at = datetime(day.year, day.month, day.day, 13, tzinfo=UTC)
    return Learning(id=uuid4(), at=at, boutique=door, source="floor", associate=person(who), what=what, module=KEY,
                    skill="add-on-prompt", job_role="advisor", version="1", **more)  # fmt: skip


@pytest.fixture
def taught(place):
    """At the first door two weeks seen at 4 of 12, the module, and two weeks seen at 10 of 12; nothing at the other."""
    house, one = place
    door = one.doors[0].code
    events = []
    for week, yes in ((-2, 2), (-1, 2), (0, 5), (1, 5)):
        for n, seller in enumerate(one.sellers[door]):
            day = MONDAY + timedelta(weeks=week, days=n % 5)
            events += [observed(one, door, seller, day, "yes" if n < yes else "not_yet") for _ in range(2)]
    for n, seller in enumerate(one.sellers[door]):
        day = MONDAY + timedelta(days=2 + n)
        for item, right in (("which-line", n < 5), ("the-because", n < 1)):
            events += [learnt(door, seller.person.id, "practised", day, item=item, success=right) for _ in range(5)]
        events.append(learnt(door, seller.person.id, "completed", day, success=True))
    assert not house.keep_as().events(events).refused
    house.catch_up()
    return house, one


def test_a_door_has_it_since_the_week_of_its_first_completion(taught):
    house, one = taught
    assert house.results.came(reader(one), KEY) == {one.doors[0].code: MONDAY}
    elsewhere = Viewer(account="x", role="area_coach", boutiques=frozenset({one.doors[1].code}))
    assert house.results.came(elsewhere, KEY) == {}


def test_before_is_the_two_weeks_before_and_after_the_closed_weeks_since(taught):
    house, one = taught
    viewer, doors = reader(one, "hq_leader"), tuple(d.code for d in one.doors)
    skill = house.skills.in_force().skill("add-on-prompt")
    panels = told.panels(house.see_as(viewer), skill, house.results.came(viewer, KEY), doors, TODAY)
    assert (panels[0].key, panels[0].leading) == ("behaviour.accessory", True)
    here, there = panels[0].rows
    assert (here.before.value, here.before.n) == ("33%", 24)
    assert (here.after.value, here.after.n) == ("83%", 24)
    assert here.change.direction == "up"
    assert (there.since, there.before.said) == (None, "not completed here yet")


def test_a_group_that_is_too_small_is_held_back_and_says_so(taught):
    house, one = taught
    viewer, doors = reader(one), tuple(d.code for d in one.doors)
    skill = house.skills.in_force().skill("add-on-prompt")
    came = {one.doors[0].code: MONDAY}
    house.values = house.values | {"least_people": 7}  # six are seen
    panels = told.panels(house.see_as(viewer), skill, came, doors, TODAY)
    assert panels[0].rows[0].after.said == HELD


def test_a_role_that_does_not_see_sales_is_told_so_in_their_place(taught):
    house, one = taught
    viewer, doors = reader(one), tuple(d.code for d in one.doors)
    skill = house.skills.in_force().skill("add-on-prompt")
    panels = told.panels(house.see_as(viewer), skill, house.results.came(viewer, KEY), doors, TODAY)
    sales = next(one for one in panels if one.key == "attach_rate")
    assert sales.said == NOT_YOURS
    assert not sales.rows


def test_a_question_most_miss_is_named(taught):
    house, one = taught
    module = modules.starter()[KEY]["en"]
    found = {i.key: i for i in told.items(house.see_as(reader(one)), module, TODAY)}
    assert found["the-because"].word == "everybody misses it"
    assert (found["which-line"].right.value, found["which-line"].right.n) == ("83%", 30)
    assert "aloud" not in found  # it has no right answer


@pytest.mark.parametrize(
    ("right", "tells", "word"),
    [
        (Cell(9, 10, 10, low=0.6, high=0.98), None, "too few answers"),
        (None, None, "too few answers"),
        (Cell(10, 50, 50, low=0.1, high=0.33), Cell(0.3, 1, 50, low=0.1, high=0.5), "everybody misses it"),
        (Cell(98, 100, 100, low=0.93, high=0.99), None, "tells nothing apart"),
        (Cell(60, 100, 100, low=0.5, high=0.69), Cell(0.4, 1, 40, low=0.1, high=0.6), "works"),
        (Cell(60, 100, 100, low=0.5, high=0.69), Cell(-0.1, 1, 90, low=-0.3, high=0.1), "tells nothing apart"),
        (Cell(60, 100, 100, low=0.5, high=0.69), Cell(0.2, 1, 20, low=-0.2, high=0.5), "too few answers"),
        (Cell(60, 100, 100, low=0.5, high=0.69), None, "too few answers"),
    ],
)
def test_words_of_a_question(right, tells, word):
    assert told.judged(right, tells)[0] == word


def test_all_modules_are_listed_with_their_counts(taught):
    house, one = taught
    viewer = reader(one)
    lines = told.lines(house.see_as(viewer), house.library.shelf(closed=True), house.skills.in_force(), TODAY)
    line = next(line for line in lines if line.module.key == KEY)
    assert line.counts["practised"].value == "60"
    assert line.counts["completed"].said == NOTHING
    assert line.leading_title == "Two relevant accessories offered"
    assert line.leading.n == 48  # of the last lot of four weeks


def test_a_decision_is_kept_with_who_when_and_why_and_a_later_one_supersedes(place):
    house, one = place
    leader, author = reader(one, "hq_leader"), reader(one)
    house.results.decide(leader, KEY, "scale", "It moved at both doors", form=uuid4())
    house.results.decide(author, KEY, "tune", "The second question misleads", form=uuid4())
    first, second = house.results.decisions(author, KEY)
    assert (first.decision, first.day, first.role, first.mine) == ("tune", TODAY, "ld_author", True)
    assert (second.decision, second.reason, second.who) == ("scale", "It moved at both doors", "")
    assert house.results.in_force(author)[KEY].decision == "tune"
    assert house.results.decisions(reader(one, "area_coach"), KEY)[1].who == "Hq_Leader"


def test_the_same_form_is_kept_once(place):
    house, one = place
    form = UUID(int=7, version=4)
    for _ in range(2):
        house.results.decide(reader(one), KEY, "scale", "It moved", form=form)
    assert len(house.results.decisions(reader(one), KEY)) == 1


def test_retiring_takes_it_off_the_floor_and_another_decision_brings_it_back(place):
    house, one = place
    house.results.decide(reader(one), KEY, "retire", "Nobody needs it any more", form=uuid4())
    assert house.library.state(KEY) == "retired"
    house.results.decide(reader(one), KEY, "tune", "They do", form=uuid4())
    assert house.library.state(KEY) == "published"


def test_ones_own_decision_of_today_is_taken_back(place):
    house, one = place
    author, leader = reader(one), reader(one, "hq_leader")
    house.results.decide(author, KEY, "retire", "By mistake", form=uuid4())
    (mine,) = house.results.decisions(author, KEY)
    with pytest.raises(Refused, match="one’s own decision"):
        house.results.undo(leader, KEY, mine.id)
    house.results.undo(author, KEY, mine.id)
    assert house.results.decisions(author, KEY) == []
    assert house.library.state(KEY) == "published"


def test_yesterdays_decision_stands(place):
    house, one = place
    house.results.decide(reader(one), KEY, "scale", "It moved", form=uuid4())
    house.clock = lambda: NOW + timedelta(days=1)
    (mine,) = house.results.decisions(reader(one), KEY)
    assert not mine.undoable
    with pytest.raises(Refused):
        house.results.undo(reader(one), KEY, mine.id)


def test_what_is_refused(place):
    house, one = place
    author = reader(one)
    with pytest.raises(Refused, match="say why"):
        house.results.decide(author, KEY, "scale", " ", form=uuid4())
    with pytest.raises(Refused, match="scale, tune, retire"):
        house.results.decide(author, KEY, "delete", "x", form=uuid4())
    with pytest.raises(Refused):
        house.results.decide(author, KEY, "scale", "Mrs Okafor, +41 79 123 45 67, liked it", form=uuid4())
    with pytest.raises(Unknown):
        house.results.decide(author, "nothing", "scale", "x", form=uuid4())
    with pytest.raises(NotAllowed):
        house.results.decide(reader(one, "area_coach"), KEY, "scale", "x", form=uuid4())
    with pytest.raises(Unknown):
        house.results.undo(author, KEY, str(uuid4()))
    assert house.results.decisions(author) == []


def test_what_happened_after_waits_for_a_closed_week(taught):
    house, one = taught
    skill, see = house.skills.in_force().skill("add-on-prompt"), house.see_as(reader(one, "hq_leader"))
    assert told.after(see, skill, TODAY, date(2026, 3, 29)) == ()
    rows = told.after(see, skill, date(2026, 3, 6), date(2026, 3, 22))
    assert (rows[0].before.value, rows[0].since.value) == ("33%", "83%")
