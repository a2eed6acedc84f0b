"""What the weekly snapshot says: changes where they are clear, noise where it is noise, names nowhere."""

from datetime import date, datetime, timedelta

import pytest

from cabochon.dashboards.weekly_letter import plain
from cabochon.dashboards.weekly_numbers import Trend
from cabochon.dashboards.weekly_paper import page, spark, way
from cabochon.directory.weekly_rows import WeeklySent
from cabochon.house.weekly import palette
from cabochon.languages import speaking
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Unknown
from cabochon.retail.events import Survey
from cabochon.retail.who import person
from piloted import NOW, opened, reader, watched

WEEK = date(2026, 2, 23)  # over on NOW, a Tuesday, and closed that day
TWELVE = WEEK - timedelta(weeks=11)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    house, one = opened(tmp_path_factory.mktemp("weekly") / "data")
    events = watched(one, TWELVE, 12, lambda door, week: 0.9 if week == 11 else 0.3)
    house.keep_as().events([*events, *_answers(one)])
    house.catch_up()
    yield house, one
    house.close()


def manager(one):
    code = one.doors[0].code
    who = one.managers[code][0]
    return Viewer(account=f"m-{code}", role="manager", boutiques=frozenset({code}), person=who.id, name=who.name)


def mine(place, **other):
    house, one = place
    viewer = manager(one)
    return house.weekly.snapshot(viewer, house.weekly.place(viewer), other.get("week", WEEK))


def above(place, kind="company", week=WEEK, role="hq_leader"):
    house, one = place
    viewer = reader(one, role)
    return house.weekly.snapshot(viewer, house.weekly.place(viewer, kind), week)


def test_a_clear_change_stands_out_and_the_rest_is_said_to_be_none(place):
    told = above(place)
    (step,) = [one for one in told.steps if one.direction == "up"]
    assert step.good is True
    assert step.title in told.outstanding[0]
    assert "clear of noise" in told.outstanding[0]
    assert "by chance alone" in told.outstanding[-1]


def test_a_week_like_those_before_is_said_to_be_noise(place):
    told = above(place, week=WEEK - timedelta(weeks=1))
    assert not any(one.stands for one in (*told.figures, *told.steps))
    assert len(told.outstanding) == 1


def test_the_steps_carry_their_interval_and_n(place):
    (step,) = [one for one in above(place).steps if one.share is not None]
    assert step.low < step.share < step.high
    assert step.counted
    assert [one.share is None for one in above(place).steps] == sorted(one.share is None for one in above(place).steps)


def test_nobody_is_named_on_any_page(place):
    _, one = place
    names = {part for person in one.people for part in person.name.split() if len(part) > 2}
    for told in (mine(place), above(place), above(place, f"boutique:{one.doors[0].code}")):
        words = set(plain(told, "").replace(",", " ").replace(".", " ").split())
        assert not names & words - {part for door in one.doors for part in door.name.replace(",", " ").split()}


def test_above_the_boutique_only_closed_weeks_are_told(place):
    later = date(2026, 3, 2)
    told = above(place, week=later)
    assert told.shut
    assert not told.figures
    assert mine(place, week=later).shut == "This week is not over yet."
    assert mine(place).shut == ""


def test_a_manager_is_told_of_the_week_just_ended_before_it_is_closed(place):
    house, _ = place
    house.clock = lambda: NOW - timedelta(days=1)  # Monday
    try:
        assert mine(place).shut == ""
        assert above(place).shut
    finally:
        house.clock = lambda: NOW


def test_clients_words_stay_in_the_boutique(place):
    _, one = place
    assert above(place, f"boutique:{one.doors[0].code}").comments == ()
    (comment,) = mine(place).comments
    assert comment.text.endswith("took all the time in the world for us")
    assert one.sellers[one.doors[0].code][0].person.name.split()[0] not in comment.text


def test_too_few_say_so_in_their_place(place):
    told = above(place, f"boutique:{place[1].doors[0].code}")
    assert any("Too few" in one.said for one in (*told.figures, *told.rhythm, *told.steps)) or all(
        one.value or one.said for one in told.figures
    )


def test_places_out_of_reach_are_unknown(place):
    house, one = place
    with pytest.raises(Unknown):
        house.weekly.place(manager(one), f"boutique:{one.doors[1].code}")
    with pytest.raises(Unknown):
        house.weekly.place(reader(one, "associate"))


def test_a_number_that_changed_since_it_was_sent_says_so(place):
    house, one = place
    viewer = reader(one)
    here = house.weekly.place(viewer, "company")
    key = "csat"
    house.directory.put(WeeklySent(
        id=f"{viewer.account}/{here.key}/{WEEK}", account=viewer.account, place=here.key, week=WEEK, state="sent",
        at=NOW, figures={key: 1.23},
    ))  # fmt: skip
    told = house.weekly.snapshot(viewer, here, WEEK)
    (changed,) = [one for one in told.figures if one.id == key]
    assert changed.was == "Restated: first it said 1.23"
    assert any("late" in one for one in told.caveats)


def test_it_speaks_the_readers_language(place):
    for language, days in (("fr", "23 févr. – 1 mars 2026"), ("ja", "2026年2月23日～3月1日")):
        with speaking(language):
            assert above(place).week.replace("\u2009", " ").replace("\u00a0", " ") == days
    assert above(place).week == "23 February to 1 March 2026"


def test_a_gap_breaks_the_line(place):
    drawn = spark(Trend(
        key="csat", title="x", points=((4.0, 3.9, 4.1), (4.1, 4.0, 4.2), (None, None, None), (4.2, 4.1, 4.3)),
        ends=(3.0, 5.0)), palette())  # fmt: skip
    assert drawn.count("<polygon") == 1
    assert drawn.count("<circle") == 2


def test_words_of_a_client_run_the_way_they_were_written(place):
    assert (way("Lovely ring"), way("خاتم جميل"), way("12 خاتم"), way("")) == ("ltr", "rtl", "rtl", "ltr")
    assert page(mine(place), palette())["words"]["steps"]


def _answers(one):
    """Forty clients of each boutique, in eight weeks; in the first boutique they name who served them."""
    found = []
    for door in one.doors:
        team = [seller.person for seller in one.sellers[door.code]]
        for n in range(40):
            at = datetime(2026, 2, 26, 12, n, tzinfo=NOW.tzinfo) - timedelta(weeks=n // 5)
            found.append(Survey(
                at=at, boutique=door.code, source="survey:x", key=f"{door.code}-{n}", revision="1", raw=4 + n % 2,
                low=1, high=5,
                associate=person(team[n % len(team)].id),
                comment=f"{team[0].name} took all the time in the world for us" if n % 5 == 0 else "",
            ))  # fmt: skip
    return found
