"""A closed week that says otherwise now says what it said: in the boutique in full, above it by the group rule."""

from datetime import UTC, date, datetime, timedelta
from shutil import copytree
from threading import Event
from zlib import decompress

import pytest

from cabochon.dashboards.ahead import together
from cabochon.dashboards.filters import Filters
from cabochon.dashboards.number_page import number_page
from cabochon.dashboards.numbers import number
from cabochon.dashboards.reach import FLOOR, Reach
from cabochon.dashboards.series import series
from cabochon.dashboards.view import view
from cabochon.directory.said_rows import SaidWeek
from cabochon.duties.said import said
from cabochon.house import House
from cabochon.privacy.viewer import Viewer
from cabochon.retail.events import Survey
from cabochon.retail.who import Who
from cabochon.settings import load
from counted import ASKED, CREW, WEEKS, filled
from piloted import NOW, opened, reader, watched

ABOVE = Reach(above=True, moments=False, comments=False)
WEEK, SUNDAY = WEEKS[1], WEEKS[1] + timedelta(days=6)
NOON = datetime(2026, 4, 14, 12, tzinfo=UTC)
SINCE_THEN = "Restated since the week closed."


def asked(key, day, raw, *, code="GVA01", who=0, revision="1"):
    at = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)
    return Survey(at=at, boutique=code, source=ASKED, key=key, revision=revision, raw=raw, low=1, high=5,
                  associate=Who(ASKED, f"C{code}-{who}"))  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Of a house that has not written down a week yet."""
    data = tmp_path_factory.mktemp("closed") / "data"
    filled(data).close()
    return data


@pytest.fixture
def unsaid(folder, tmp_path):
    copytree(folder, tmp_path / "data")
    one = House.open(tmp_path / "data", load(tmp_path / "data", {}), clock=lambda: NOON)
    yield one
    one.close()


@pytest.fixture
def house(unsaid):
    assert unsaid.said.keep()
    return unsaid


def heard(house, *events):
    house.keep_as().events(events)
    house.catch_up()


def page(house, viewer, key="csat", *, week=WEEK, now=NOON, reach=FLOOR, **filters):
    see = house.see_as(viewer)
    shown = view(
        see, Filters(period="custom", since=str(week), until=str(week + timedelta(days=6)), **filters), now, reach=reach
    )
    return number_page(see, shown, key)


def weeks(page):
    return {row.day: row.restated for row in page.series.rows if row.restated}


def test_where_nothing_changed_nothing_is_said(house):
    found = page(house, house.viewer("manager"))
    assert found.number.value == "4.00"
    assert found.number.restated == ""
    assert weeks(found) == {}
    assert found.series.restated == ""


def test_a_survey_that_came_late_is_told_by_the_number_and_by_its_week(house):
    heard(house, *(asked(f"late-{n}", WEEK + timedelta(days=n), 1) for n in range(3)))
    found = page(house, house.viewer("manager"))
    told = "Restated: 4.00 (42 surveys) when the week closed, 3.80 (45) now; 3 surveys came late."
    assert found.number.restated == told
    assert weeks(found) == {"12 Apr": told}
    assert found.series.restated == "One week was restated after it closed; the table says what it said before."
    assert told in found.series.wide


def test_one_that_changes_the_number_by_less_than_it_is_read_to_is_not(house):
    heard(house, asked("late", WEEK, 4))
    found = page(house, house.viewer("manager"))
    assert found.number.counted == "43 surveys"
    assert (found.number.restated, weeks(found)) == ("", {})


def test_a_correction_is_told_and_its_correction_back_is_not(house):
    key = f"GVA01-0-{WEEK}"
    heard(house, asked(key, WEEK, 1, revision="2"))
    told = "Restated: 4.00 when the week closed, 3.93 now, of 42 surveys then and now."
    assert page(house, house.viewer("manager")).number.restated == told
    heard(house, asked(key, WEEK, 4, revision="3"))
    assert page(house, house.viewer("manager")).number.restated == ""


def test_a_page_that_asks_all_at_once_says_the_same(house):
    heard(house, asked("late", WEEK, 1))
    see, span = house.see_as(house.viewer("manager")), Filters(period="custom", since=str(WEEK), until=str(SUNDAY))
    shown = view(see, span, NOON)
    found = together(see, lambda one: (number(one, shown, "csat"), series(one, shown, "csat")))
    assert found == (number(see, shown, "csat"), series(see, shown, "csat"))
    assert found[0].restated


def test_a_rebuild_of_the_facts_forgets_none_of_it(house):
    heard(house, asked("late", WEEK, 1))
    house.rebuild()
    house.said.keep()
    assert page(house, house.viewer("manager")).number.restated.startswith("Restated: 4.00 (42 surveys)")


def test_a_week_is_written_down_once(house):
    heard(house, asked("late", WEEK, 1))
    rows = house.directory.find(SaidWeek, week=str(WEEK))
    assert {one.place for one in rows} == {"company:", "region:Europe", *(f"boutique:{code}" for code in CREW)}
    house.said.keep()
    assert house.directory.find(SaidWeek, week=str(WEEK)) == rows


def test_nobody_stands_in_it(house):
    body = b"".join(decompress(row.sums) for row in house.directory.find(SaidWeek))
    assert not any(f"{code}-{n}".encode() in body for code in CREW for n in range(6))


def test_a_view_of_one_person_says_nothing_of_it(house):
    heard(house, *(asked(f"late-{n}", WEEK + timedelta(days=n), 1) for n in range(3)))
    found = page(house, house.viewer("manager"), associate="GVA01-0")
    assert found.number.value == "3.10"
    assert (found.number.restated, weeks(found)) == ("", {})
    own = Viewer(account="a", role="associate", boutiques=frozenset({"GVA01"}), person="GVA01-0", name="A")
    assert page(house, own, reach=Reach(own=True)).number.restated in ("", SINCE_THEN)


def test_what_comes_late_in_the_open_week_is_no_restatement(house):
    heard(house, asked("today", date(2026, 4, 13), 1))
    found = page(house, house.viewer("manager"), week=date(2026, 4, 6))
    assert (found.number.restated, weeks(found)) == ("", {})
    see = house.see_as(house.viewer("manager"))
    shown = view(see, Filters(period="7"), NOON)
    assert number_page(see, shown, "csat").number.restated == ""


def test_a_number_of_a_product_line_is_told_by_its_own_sums(house):
    found = page(house, house.viewer("manager"), "attach_rate", line="watch")
    assert found.number.restated == ""
    name = "attach_rate|watch"
    cell = house.said.boutiques(name, ["GVA01"], WEEK)["GVA01"]
    assert (cell.top, cell.n) == (float(found.number.counted.split()[0]), 42)


def test_a_week_before_the_first_that_was_written_down_is_not_known(house):
    heard(house, asked("late", WEEKS[0], 1))
    assert page(house, house.viewer("manager"), week=WEEKS[0]).number.restated == ""


def test_a_house_that_was_off_catches_up_and_says_on_which_day(unsaid):
    house = unsaid
    house.clock = lambda: NOON - timedelta(weeks=1)
    house.said.keep()
    house.clock = lambda: NOON + timedelta(days=6)
    duty = said(house)
    duty.work()  # it may hold that the facts are not level yet
    duty.work()
    assert [row.week for row in house.directory.find(SaidWeek) if row.place == "company:"] == [str(w) for w in WEEKS]
    heard(house, asked("late", WEEK, 1))
    found = page(house, house.viewer("manager"), now=house.clock())
    assert found.number.restated == "Restated: 4.00 (42 surveys) on 20 Apr, 3.93 (43) now; 1 survey came late."
    duty.end()


def test_who_stops_the_house_does_not_wait_and_old_weeks_go(house):
    over = Event()
    over.set()
    house.clock = lambda: NOON + timedelta(weeks=1)
    assert house.said.keep(over.is_set) is False
    house.directory.put(
        SaidWeek(id="company:/2020-01-06", place="company:", week="2025-04-07", at=NOON, doors="", sums=b"")
    )
    house.said.keep()
    assert house.directory.find(SaidWeek, week="2025-04-07") == []
    assert house.directory.find(SaidWeek, week=str(WEEK))


def test_money_of_several_currencies_is_compared_as_the_group_told_it(house):
    found = page(house, house.viewer("hq_leader"), "atv", reach=ABOVE)
    assert found.number.restated == ""


# Above the boutique


@pytest.fixture(scope="module")
def eight(tmp_path_factory):
    house, one = opened(tmp_path_factory.mktemp("restated") / "data")
    monday = date(2026, 2, 23)
    house.keep_as().events(watched(one, monday - timedelta(weeks=1), 2, lambda *_: 0.5))
    house.catch_up()
    house.clock = lambda: NOW - timedelta(weeks=1)
    house.said.keep()
    house.clock = lambda: NOW
    house.said.keep()
    yield house, one, monday
    house.close()


def above(eight, week, **filters):
    house, one, _ = eight
    return page(house, reader(one), "behaviour.accessory", week=week, now=NOW, reach=ABOVE, **filters)


def came(eight, week, doors):
    house, one, _ = eight
    found = [event for event in watched(one, week, 1, lambda *_: 0.0) if event.boutique in doors]
    some = {}
    for event in found:
        some.setdefault(event.boutique, []).append(event)
    heard(house, *(event for events in some.values() for event in events[:3]))


def test_what_came_late_of_few_is_said_to_be_restated_and_no_more(eight):
    _, one, monday = eight
    came(eight, monday, {one.doors[0].code})
    assert above(eight, monday).number.restated == SINCE_THEN
    assert set(weeks(above(eight, monday)).values()) == {SINCE_THEN}
    assert above(eight, monday, boutique=one.doors[0].code).number.restated in ("", SINCE_THEN)
    assert above(eight, monday, boutique=one.doors[1].code).number.restated == ""


def test_the_company_says_what_it_said_where_enough_came_late_and_a_region_of_few_does_not(eight):
    _, one, monday = eight
    week = monday - timedelta(weeks=1)
    came(eight, week, {door.code for door in one.doors})
    told = above(eight, week).number.restated
    assert told == "Restated: 50% (96 observations) when the week closed, 40% (120) now; 24 observations came late."
    assert above(eight, week, region="Europe").number.restated == SINCE_THEN  # Asia would be what is left
    assert above(eight, week, region="Asia").number.restated in ("", SINCE_THEN)


def test_of_two_weeks_together_no_more_is_said_than_of_each(eight):
    house, one, monday = eight
    see = house.see_as(reader(one))
    span = Filters(period="custom", since=str(monday - timedelta(weeks=1)), until=str(monday + timedelta(days=6)))
    found = number_page(see, view(see, span, NOW, reach=ABOVE), "behaviour.accessory")
    assert found.number.restated in ("", "Restated since these weeks closed.")
