"""One person of many codes who is transferred, leaves and comes back: their past stays where it was."""

from datetime import UTC, date, datetime

HEAD = "code,name,boutique,job_role,hired,left,till:csv,survey:typeform,roster:csv\n"
WHEN = datetime(2026, 3, 1, tzinfo=UTC)


def people(house, line, since=None):
    done = house.imports.read("people", (HEAD + line + "\n").encode(), received=WHEN, valid_from=since)
    assert done.bad == []
    house.catch_up()


def person(house, day, source="till:csv", code="AK;AK2", boutique="GVA01"):
    return house.snapshot.person_of(source, code.split(";")[0], boutique, day)


def where(house, name, day):
    row = house.snapshot.person_on(name, day)
    return row and (row.boutique, row.job_role, row.hired, row.left)


FIRST, HIRED = "P-77,Anna Keller,GVA01,advisor,2024-01-15,,AK;AK2,S-1,1017", date(2024, 1, 15)


def other_door(house):
    return next(door.code for door in house.snapshot.doors(house.today) if door.code != "GVA01")


def test_every_code_names_the_one_person(furnished):
    house, _ = furnished
    people(house, FIRST)
    day = date(2026, 3, 1)
    names = {
        person(house, day, source, code)
        for source, code in (
            ("till:csv", "AK"),
            ("till:csv", "AK2"),
            ("survey:typeform", "S-1"),
            ("roster:csv", "1017"),
            ("people", "P-77"),
        )
    }
    assert len(names) == 1
    assert names != {""}


def test_a_transfer_holds_from_its_day_and_the_past_stays(furnished):
    house, _ = furnished
    people(house, FIRST)
    door = other_door(house)
    people(house, FIRST.replace("GVA01", door).replace("advisor", "manager"), date(2026, 2, 10))
    name = person(house, date(2026, 3, 1), boutique=door)
    assert name == person(house, date(2026, 1, 1))
    assert where(house, name, date(2026, 2, 9)) == ("GVA01", "advisor", HIRED, None)
    assert where(house, name, date(2026, 2, 10)) == (door, "manager", HIRED, None)


def test_who_comes_back_is_the_same_person_with_a_gap_and_a_new_hire_day(furnished):
    house, _ = furnished
    people(house, FIRST)
    people(house, FIRST.replace("2024-01-15,", "2024-01-15,2025-06-30"), date(2025, 6, 1))
    name = person(house, date(2025, 5, 1))
    people(house, FIRST.replace("2024-01-15", "2026-02-01").replace("AK;AK2", "AK9"), date(2026, 2, 1))
    assert person(house, date(2026, 3, 1), code="AK9") == name
    assert where(house, name, date(2025, 5, 1))[2:] == (HIRED, None)
    assert where(house, name, date(2025, 12, 1))[2:] == (HIRED, date(2025, 6, 30))
    assert where(house, name, date(2026, 3, 1)) == ("GVA01", "advisor", date(2026, 2, 1), None)


def test_a_code_that_changed_hands_names_each_in_their_time(furnished):
    house, _ = furnished
    people(house, FIRST)
    people(house, "P-78,Marc Dubois,GVA01,advisor,2026-02-01,,AK,,", date(2026, 2, 1))
    then, now = person(house, date(2026, 1, 31)), person(house, date(2026, 2, 1))
    assert then
    assert now
    assert then != now
