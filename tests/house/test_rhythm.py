"""A boutique's week: its windows, who was not seen, what is planned and what leaders asked for."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from cabochon.demo.maison import maison
from cabochon.house import House
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import NotAllowed, Refused, Unknown
from cabochon.retail.events import Coaching, Contest, Observation, Shift
from cabochon.retail.who import Who, person
from cabochon.settings import load

ZONE = ZoneInfo("Europe/Zurich")
NOON = datetime(2026, 3, 31, 12, tzinfo=ZONE)  # a Tuesday
TODAY = NOON.date()


class Home:
    """A house whose clock stands, one for the file; each test takes a boutique, a week or a person of its own."""

    def __init__(self, folder):
        self.at = NOON
        self.house = House.open(folder, load(folder, {}), clock=lambda: self.at)
        self.one = maison(boutiques=3, until=TODAY, weeks=2)
        self.house.directory.keep([*self.one.doors, *self.one.people, *self.one.identifiers, *self.one.products])
        self.doors = [door.code for door in self.one.doors]

    def manager(self, n=0):
        code = self.doors[n]
        who = self.one.managers[code][0]
        return Viewer(account=f"m{n}", role="manager", boutiques=frozenset({code}), person=who.id, name=who.name)

    def team(self, n=0):
        here = (p for p in self.one.people if p.boutique == self.doors[n] and p.job_role != "manager")
        return sorted(here, key=lambda p: (p.name.casefold(), p.id))

    def coach(self, role="area_coach", doors=None):
        return Viewer(account=role, role=role, boutiques=frozenset(doors or self.doors), person="")

    def keep(self, *events):
        assert self.house.keep_as().events(events).refused == []

    def watched(self, who, n=0, at=NOON - timedelta(hours=1), **other):
        made = Observation(
            id=uuid4(), at=at, started=at - timedelta(minutes=10), boutique=self.doors[n], source="floor",
            associate=person(who.id), observer=person(self.manager(n).person), marks={"welcome": "yes"}, **other,
        )  # fmt: skip
        self.keep(made)
        return made

    def shift(self, who, n=0, day=TODAY, *, hours=(10, 19), key="", revision="1", cancelled=False, source="roster:x"):
        starts, ends = (datetime.combine(day, time(h), ZoneInfo(self.one.doors[n].zone)) for h in hours)
        self.keep(Shift(
            at=NOON - timedelta(days=3), boutique=self.doors[n], source=source, key=key or f"{who}/{day}",
            revision=revision, associate=person(who), day=day, starts=starts, ends=ends, cancelled=cancelled,
        ))  # fmt: skip

    def coached(self, who, behaviour, n=0, at=NOON):
        self.keep(Coaching(
            id=uuid4(), at=at, boutique=self.doors[n], source="floor", associate=person(who.id),
            coach=person(self.manager(n).person), behaviour=behaviour, minutes=10,
        ))  # fmt: skip

    def plan(self, who, behaviour, n=0, **other):
        at = self.at.astimezone(UTC).isoformat()
        form = {"kind": "assignment", "id": str(uuid4()), "opened_at": at, "boutique": self.doors[n],
                "associate": who.id, "behaviour": behaviour, "due": str(TODAY + timedelta(days=2))}  # fmt: skip
        assert self.house.keep_as(self.manager(n)).enter({**form, **other})[1] == "kept"

    def week(self, n=0):
        viewer = self.manager(n)
        return self.house.rhythm.week(self.house.see_as(viewer), self.doors[n], TODAY)

    def unseen(self, n=0, viewer=None):
        see = self.house.see_as(viewer or self.manager(n))
        return self.house.rhythm.unseen(see, self.doors[n], TODAY)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    one = Home(tmp_path_factory.mktemp("rhythm") / "data")
    yield one
    one.house.close()


@pytest.fixture
def home(whole):
    whole.at = NOON
    return whole


def windows(home, viewer, day=TODAY, door=0):
    return home.house.rhythm.windows(home.house.see_as(viewer), home.doors[door], day)


def test_without_counter_and_roster_windows_are_the_usual_ones_in_the_doors_zone(home):
    found = windows(home, home.manager())
    assert [f"{a:%H:%M}" for a, _ in found] == ["10:30", "15:30"]
    assert found[0][0].tzinfo == ZoneInfo(home.one.doors[0].zone)


def test_a_moved_window_holds_for_its_weekday_and_a_single_day_goes_before_it(home):
    rhythm, me, door = home.house.rhythm, home.manager(), home.doors[0]
    friday = TODAY + timedelta(days=3)
    rhythm.move(me, door, "5", ("12:00",))
    assert [f"{a:%H:%M}" for a, _ in windows(home, me, friday)] == ["12:00"]
    rhythm.move(me, door, str(friday), (), off=True)
    assert windows(home, me, friday) == []
    assert len(windows(home, me, friday + timedelta(weeks=1))) == 1
    rhythm.propose(me, door, str(friday))
    rhythm.propose(me, door, "5")
    assert len(windows(home, me, friday)) == 2


def test_windows_of_another_boutique_are_neither_seen_nor_moved(home):
    with pytest.raises(Unknown):
        windows(home, home.manager(), door=1)
    with pytest.raises(Unknown):
        home.house.rhythm.move(home.manager(), home.doors[1], "5", ("12:00",))
    with pytest.raises(NotAllowed):
        home.house.rhythm.move(home.coach(), home.doors[0], "5", ("12:00",))


def test_without_a_roster_who_was_not_seen_twice_is_told_of_the_whole_team_by_name(home):
    team = home.team()
    assert home.unseen() == [p.id for p in team]
    home.watched(team[0])
    assert team[0].id in home.unseen()
    home.watched(team[0])
    assert home.unseen() == [p.id for p in team[1:]]


def test_practice_last_week_and_contested_observations_do_not_count(home):
    who = home.team()[1]
    home.watched(who, practice=True)
    home.watched(who, at=NOON - timedelta(days=2))  # Sunday
    made = home.watched(who)
    home.watched(who)
    assert who.id not in home.unseen()
    home.keep(Contest(id=uuid4(), at=NOON, boutique=home.doors[0], source="floor", associate=person(who.id),
                      what="contested", about=made.id))  # fmt: skip
    assert who.id in home.unseen()


def test_with_a_roster_only_those_on_shift_today_are_named(home):
    here, away, back = home.team(1)[:3]
    home.shift(here.id, 1)
    home.shift(away.id, 1, TODAY + timedelta(days=1))
    home.shift(back.id, 1)
    home.shift(back.id, 1, revision="2", cancelled=True)
    assert home.unseen(1) == [here.id]
    assert home.week(1).rostered


def test_a_shift_told_by_a_sources_code_is_its_persons(home):
    who = home.team(1)[3]
    code = next(i for i in home.one.identifiers if i.person == who.id)
    at = NOON - timedelta(days=3)
    home.keep(Shift(at=at, boutique=home.doors[1], source=code.source, key="r1", revision="1", day=TODAY,
                    associate=Who(code.source, code.code), starts=NOON, ends=NOON + timedelta(hours=4)))  # fmt: skip
    assert who.id in {one.person for one in home.house.rhythm.rota.shifts(home.doors[1], TODAY, TODAY)}


def test_an_associate_knows_their_own_shifts_alone(home):
    mine, other = home.team(2)[:2]
    home.shift(mine.id, 2)
    home.shift(other.id, 2)
    me = Viewer(account="a", role="associate", boutiques=frozenset({home.doors[2]}), person=mine.id)
    see = home.house.see_as(me)
    assert {s.person for s in home.house.rhythm.shifts(see, home.doors[2], TODAY, TODAY)} == {mine.id}
    assert home.house.rhythm.shifts(see, home.doors[0], TODAY, TODAY) == []


def test_windows_lie_in_the_managers_own_shift(home):
    me = home.manager(2)
    home.shift(me.person, 2, hours=(14, 19))
    assert all(a.hour >= 14 for a, _ in windows(home, me, door=2))


def test_planned_support_is_done_by_a_coaching_moment_on_it_and_planned_anew_takes_its_place(home):
    who, other = home.team(1)[:2]
    home.plan(who, "accessory", 1, reason="Offers come late", picked="low_rate")
    home.plan(who, "accessory", 1, due=str(TODAY + timedelta(days=3)))
    home.coached(other, "accessory", 1, at=NOON + timedelta(minutes=1))
    home.coached(who, "welcome", 1, at=NOON + timedelta(minutes=1))
    (one,) = home.week(1).planned
    assert (one.associate, one.due, one.done) == (who.id, TODAY + timedelta(days=3), None)
    home.coached(who, "accessory", 1, at=NOON + timedelta(minutes=2))
    assert home.week(1).planned[0].done == TODAY


def test_what_is_withdrawn_is_gone(home):
    who = home.team(2)[0]
    home.plan(who, "discovery", 2)
    home.plan(who, "discovery", 2, withdrawn="yes")
    assert home.week(2).planned == []


def give(home, viewer, doors, form=None, **other):
    said = {"behaviour": "care_plan", "due": TODAY + timedelta(days=3), "reason": "New plans in April"} | other
    return home.house.assigning.give(viewer, doors, form=form or uuid4(), **said)


def test_a_leader_without_a_person_assigns_to_boutiques_and_sees_where_it_was_done(home):
    leader, form = home.coach("hq_leader"), UUID(int=7)
    assert give(home, leader, home.doors[:2], form) == 2
    assert give(home, leader, home.doors[:2], form) == 0  # the same form again
    home.coached(home.team(1)[0], "care_plan", 1, at=NOON + timedelta(minutes=5))
    (one,) = [a for a in home.house.assigning.listed(leader) if a.behaviour == "care_plan"]
    assert {code: p.done is not None for code, p in one.doors.items()} == {home.doors[0]: False, home.doors[1]: True}
    assert [p.behaviour for p in home.week(0).assigned] == ["care_plan"]
    assert give(home, leader, home.doors[:1], withdrawn=True) == 1
    assert home.week(0).assigned == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [({"due": date(2026, 3, 30)}, "/due"), ({"due": None}, "/due"), ({"behaviour": "confidence"}, "/behaviour"),
     ({"reason": "Ask Mrs Dupont on +41 79 555 01 23"}, "/reason"), ({"picked": "slow"}, "/picked")],
)  # fmt: skip
def test_an_assignment_that_cannot_be_is_refused_with_its_place(home, wrong, pointer):
    with pytest.raises(Refused) as refused:
        give(home, home.coach(), home.doors[:1], **wrong)
    assert refused.value.pointer == pointer


def test_a_boutique_out_of_reach_and_a_manager_assign_nothing(home):
    with pytest.raises(Unknown):
        give(home, home.coach(doors=home.doors[:1]), home.doors)
    with pytest.raises(NotAllowed):
        give(home, home.manager(), home.doors[:1])


def test_a_look_back_tells_of_no_client(home):
    rhythm, me, door = home.house.rhythm, home.manager(), home.doors[0]
    with pytest.raises(Refused):
        rhythm.look_back(me, door, "2026-W13", keep="Call Mrs Dupont, +41 79 555 01 23", change="")
    rhythm.look_back(me, door, "2026-W13", keep="Two questions first", change="")
    assert rhythm.lookback(home.house.see_as(home.coach()), door, "2026-W13").keep == "Two questions first"
    assert rhythm.lookback(home.house.see_as(home.manager(1)), door, "2026-W13") is None
