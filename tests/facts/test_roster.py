"""Who worked where: the stream from a day on, the directory for the rest."""

from datetime import date

import pytest

from cabochon.facts.roster import band
from cabochon.retail.master import Identifier, Person

from .retold import code, day, employment, master


def spans(known, who="ana"):
    return [(door, job, hired, since, until) for name, door, job, hired, since, until in known.staff() if name == who]


def test_a_person_only_the_directory_knows_stands_as_it_says():
    known = master(Person(id="ana", name="Ana", boutique="GVA01", job_role="stock", hired=day(-100), left=day(10)))
    assert spans(known) == [("GVA01", "stock", day(-100), day(-100), day(11))]
    assert known.standing("ana", day(0)) == ("stock", "3-6")
    assert known.team("GVA01", day(10), "stock") == ["ana"]
    assert known.team("GVA01", day(11), "stock") == []


@pytest.mark.parametrize(
    ("hired", "on", "found"),
    [
        (date(2026, 1, 15), date(2026, 4, 14), "0-3"), (date(2026, 1, 15), date(2026, 4, 15), "3-6"),
        (date(2026, 1, 31), date(2026, 4, 30), "3-6"), (date(2025, 8, 31), date(2026, 2, 27), "3-6"),
        (date(2025, 8, 31), date(2026, 2, 28), "6-12"), (date(2025, 3, 2), date(2026, 3, 1), "6-12"),
        (date(2025, 3, 2), date(2026, 3, 2), "12+"), (date(2026, 3, 2), date(2026, 3, 1), ""),
        (None, date(2026, 3, 1), ""),
    ],
)  # fmt: skip
def test_months_since_the_hire_make_the_tenure(hired, on, found):
    assert band(hired, on) == found


def test_what_the_stream_says_holds_from_its_day_on_and_the_directory_fills_the_rest():
    said = [employment("moved", day(10), boutique="NYC02"), employment("changed_role", day(20), job_role="manager",
                                                                       boutique="NYC02")]  # fmt: skip
    known = master(Person(id="ana", name="Ana", boutique="GVA01", job_role="cashier", hired=day(-400)), employed=said)
    assert spans(known) == [
        ("GVA01", "cashier", day(-400), day(-400), day(10)),
        ("NYC02", "cashier", day(-400), day(10), day(20)),
        ("NYC02", "manager", day(-400), day(20), None),
    ]
    assert known.doors_of("ana") == {"GVA01", "NYC02"}


def test_a_rehire_starts_anew():
    said = [employment("joined", day(-500)), employment("left", day(-60)), employment("joined", day(-10))]
    known = master(employed=said)
    assert spans(known) == [
        ("GVA01", "advisor", day(-500), day(-500), day(-60)),
        ("GVA01", "advisor", day(-10), day(-10), None),
    ]
    assert known.standing("ana", day(-61))[1] == "12+"
    assert known.standing("ana", day(-30)) == ("advisor", "")
    assert known.standing("ana", day(0))[1] == "0-3"
    assert not known.employed("ana", day(-30))


def test_leaving_the_door_one_has_moved_from_is_not_leaving_the_house():
    said = [employment("joined", day(-90)), employment("moved", day(0), boutique="NYC02"), employment("left", day(1))]
    assert spans(master(employed=said))[-1][0] == "NYC02"
    assert master(employed=said).employed("ana", day(2))


def test_a_move_with_an_end_is_over_after_it():
    said = [employment("joined", day(-90)), employment("moved", day(0), boutique="NYC02", until=day(6))]
    assert [(door, since, until) for door, _, _, since, until in spans(master(employed=said))] == [
        ("GVA01", day(-90), day(0)), ("NYC02", day(0), day(7)), ("GVA01", day(7), None),
    ]  # fmt: skip


def test_leave_keeps_a_person_on_the_roster_but_away():
    said = [employment("on_leave", day(0), until=day(3)), employment("on_leave", day(2), until=day(5)),
            employment("on_leave", day(20)), employment("joined", day(30))]  # fmt: skip
    known = master(employed=said)
    assert known.leave() == [("ana", day(0), day(5)), ("ana", day(20), day(29))]
    assert [n for n in (-1, 0, 5, 6, 25, 30) if known.away("ana", day(n))] == [0, 5, 25]


def test_a_claimed_code_carries_its_employment_to_the_person():
    said = [employment("joined", day(-20), code("JD"))]
    assert spans(master(employed=said), "till:csv/hJD") == [("GVA01", "", day(-20), day(-20), None)]
    known = master(Identifier(source="till:csv", code="JD", person="ana"), employed=said)
    assert spans(known, "till:csv/hJD") == []
    assert known.standing("ana", day(0)) == ("advisor", "0-3")
    assert known.behind("till:csv/hJD") == {"till:csv/hJD", "ana"}
    assert known.behind("ana") == {"ana"}


def test_somebody_nobody_knows_has_no_standing():
    assert master().standing("stranger", day(0)) == ("", "")
    assert master().standing("", day(0)) == ("", "")
    assert master().employed("stranger", day(0))
