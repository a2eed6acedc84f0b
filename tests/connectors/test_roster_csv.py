"""Shifts and leave: overnight, split, taken back, over clock changes, of people known by any of their codes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from feed_files import bad, good, read

from cabochon.house.rota import Rota
from cabochon.retail.master import Identifier
from cabochon.retail.roster import Employment, Shift
from cabochon.retail.who import Who

HEAD = "boutique,person,kind,day,starts,ends,since,until,status,revision\n"


def rows(*lines, mapping=""):
    return read("roster_csv", HEAD + "\n".join(lines) + "\n", mapping)


def test_a_shift_has_local_times_and_a_number_for_its_person():
    [one] = good(rows("GVA01,1017,shift,2026-03-31,10:00,18:30,,,,"))
    assert one.associate == Who("roster:csv", "1017")
    assert (one.day, one.starts.isoformat()) == (date(2026, 3, 31), "2026-03-31T10:00:00+02:00")
    assert one.ends - one.starts == timedelta(hours=8.5)


def test_a_shift_over_midnight_ends_on_the_day_after():
    [one] = good(rows("GVA01,1017,,2026-03-31,22:00,02:00,,,,"))
    assert one.day == date(2026, 3, 31)
    assert one.ends.isoformat() == "2026-04-01T02:00:00+02:00"


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-06", 8)])
def test_a_night_over_a_clock_change_is_as_long_as_it_was(day, hours):
    [one] = good(rows(f"GVA01,1017,,{day},22:00,06:00,,,,"))
    assert one.ends - one.starts == timedelta(hours=hours)


def test_an_end_in_the_hour_that_comes_twice_lies_after_its_start():
    [one] = good(rows("GVA01,1017,,2026-10-25,02:40,02:20,,,,"))
    assert one.ends - one.starts == timedelta(minutes=40)


def test_a_split_day_is_two_shifts_and_the_same_file_again_the_same():
    lines = "GVA01,1017,,2026-03-31,10:00,14:00,,,,", "GVA01,1017,,2026-03-31,16:00,19:30,,,,"
    found = good(rows(*lines))
    assert [one.key for one in found] == ["1017/2026-03-31", "1017/2026-03-31/2"]
    assert good(rows(*lines)) == found


@pytest.mark.parametrize(
    "line", ["GVA01,1017,shift,2026-03-31,10:00,18:00,,,gestrichen,2", "GVA01,1017,Repos,2026-03-31,,,,,,2"]
)
def test_a_later_revision_takes_a_shift_back(line):
    first, then = good(rows("GVA01,1017,,2026-03-31,10:00,18:00,,,,1"))[0], good(rows(line))[0]
    assert (first.key, first.cancelled, then.cancelled) == (then.key, False, True)
    assert then.revision > first.revision


@pytest.mark.parametrize("word", ["leave", "Congés", "Ferie", "Urlaub", "Vacaciones", "休暇", "年假", "إجازة"])
def test_leave_is_known_in_eight_languages(word):
    [one] = good(rows(f"GVA01,1020,{word},,,,2026-03-30,2026-04-05,,"))
    assert isinstance(one, Employment)
    assert (one.what, one.since, one.until) == ("on_leave", date(2026, 3, 30), date(2026, 4, 5))


def test_a_person_may_be_named_by_another_code():
    mapping = '[identifiers]\n"Till no" = "till:csv"\n'
    text = "boutique,Name,Till no,person,day,starts,ends\nGVA01,Anna Keller,AK,,2026-03-31,10:00,18:00\n"
    found = read("roster_csv", text, mapping)
    assert [one.associate for one in good(found)] == [Who("till:csv", "AK")]
    assert "Keller" not in repr(found)


def test_what_cannot_be_read_says_what_is_expected_and_keeps_no_name():
    found = rows("GVA01,,shift,2026-03-31,10:00,18:00,,,,", "GVA01,1017,blah,2026-03-31,10:00,,,,,",
                 "GVA01,1017,,31/13/2026,10:00,,,,,", "GVA01,1017,,2026-03-31,,18:00,,,,",
                 "GVA01,1017,leave,,,,2026-04-05,2026-03-30,,", "XX,1017,,2026-03-31,10:00,18:00,,,,")  # fmt: skip
    assert [place.rpartition(" ")[2] for place, _ in bad(found)] == [
        "person",
        "kind",
        "day",
        "starts",
        "until",
        "boutique",
    ]


def kept(house, *lines, received=datetime(2026, 3, 20, tzinfo=UTC)):
    done = house.imports.read("roster_csv", (HEAD + "\n".join(lines) + "\n").encode(), received=received)
    assert done.bad == []
    house.catch_up()
    return [(row[1], row) for row in house.warehouse.fetch("shift", {})]


def test_a_house_counts_a_shift_under_the_person_whatever_their_code(furnished):
    house, one = furnished
    who = one.managers["GVA01"][0]
    house.directory.keep([Identifier(source="roster:csv", code="1017", person=who.id)])
    assert len(kept(house, "GVA01,1017,,2026-03-25,10:00,14:00,,,,1", "GVA01,1017,,2026-03-25,16:00,19:00,,,,1")) == 1
    assert [s.person for s in Rota(house).shifts("GVA01", date(2026, 3, 25), date(2026, 3, 25))] == [who.id] * 2
    assert kept(house, "GVA01,1017,leave,,,,2026-03-24,2026-03-26,,1") == []
    assert len(kept(house, "GVA01,1017,leave,,,,2026-03-24,2026-03-26,cancelled,2")) == 1
    assert isinstance(good(rows("GVA01,1017,,2026-03-25,10:00,14:00,,,,1"))[0], Shift)


def test_a_version_that_is_a_word_waits_and_is_not_quoted():
    ((place, reason),) = bad(rows("GVA01,1017,,2026-03-25,10:00,14:00,,,,Anna Keller"))
    assert place == "line 2, column revision"
    assert "Anna" not in reason
    assert len(good(rows("GVA01,1017,,2026-03-25,10:00,14:00,,,,v2-a", "GVA01,1017,,2026-03-26,10:00,14:00,,,,7"))) == 2


def test_a_shift_that_ends_when_it_starts_waits():
    assert bad(rows("GVA01,1017,,2026-03-25,10:00,10:00,,,,"))[0][0] == "line 2, column ends"


@pytest.mark.parametrize("word", ["Conseillère de vente", "Verkäuferin", "販売員", "مستشار مبيعات"])
def test_what_they_are_to_work_as_is_known_in_eight_languages(word):
    [one] = good(read("roster_csv", f"boutique,person,day,job_role\nGVA01,1017,2026-03-25,{word}\n"))
    assert one.job_role == "advisor"


def test_no_name_that_stands_in_a_roster_reaches_the_stream(furnished):
    house, _ = furnished
    head = "boutique,person,day,starts,ends,job_role,status,reference,revision\n"
    lines = ("GVA01,Anna Keller,2026-03-25,10:00,14:00,,,,",
             "GVA01,7,2026-03-26,10:00,14:00,Anna Keller,Anna Keller,,",
             "GVA01,7,2026-03-27,10:00,14:00,,,Anna Keller 27,",
             "GVA01,7,2026-03-28,10:00,14:00,,,,Anna Keller")  # fmt: skip
    house.imports.read(
        "roster_csv", (head + "\n".join(lines) + "\n").encode(), received=datetime(2026, 3, 20, tzinfo=UTC)
    )
    kept = b"".join(one.entry.clear or b"" for one in house.log.after(0))
    assert house.log.position() == 3
    assert b"Anna" not in kept
    assert b"Keller" not in kept
