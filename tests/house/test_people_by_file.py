"""A people file again and again: what is dated stays, what names two people waits, what a later day does to numbers."""

import io
from datetime import UTC, date, datetime

import pytest

from cabochon.cli.importing import told
from cabochon.connectors import KINDS
from cabochon.connectors.recognising import proposed
from cabochon.house.importing import outcome_of
from cabochon.retail.master import Person

EXPORTED = datetime(2026, 3, 6, 1, tzinfo=UTC)
DOORS = b"code,zone,currency,region\nGVA01,Europe/Zurich,CHF,Europe\nPAR01,Europe/Paris,EUR,Europe\n"
HEAD = "code,name,boutique,job_role,hired,left,login,till:csv,survey:typeform,lms:docebo\n"
MAY = date(2026, 5, 1)


@pytest.fixture
def read(house):
    def read(kind, body, **how):
        body = body.encode() if isinstance(body, str) else body
        return outcome_of(house.imports.read(kind, body, received=EXPORTED, **how))

    read("doors", DOORS)
    return read


def people(read, *lines, **how):
    return read("people", HEAD + "\n".join(lines) + "\n", **how)


def versions(house):
    return [(d.since, d.row.boutique, d.row.left) for d in house.directory.dated(Person)]


def test_one_person_is_known_by_every_code_of_every_source(house, read):
    people(read, "1,Anna Keller,GVA01,,,,a@m.example,AK;AK2,T1,L1")
    (one,) = house.snapshot.people(house.today)
    pairs = [("till:csv", "AK"), ("till:csv", "AK2"), ("survey:typeform", "T1"), ("lms:docebo", "L1"),
             ("login", "a@m.example"), ("people", "1")]  # fmt: skip
    assert {house.snapshot.person_of(*pair, "GVA01", house.today) for pair in pairs} == {one.id}


def test_the_state_of_today_without_a_day_does_not_rewrite_who_has_moved(house, read):
    people(read, "1,Anna Keller,GVA01,,,,,,,")
    people(read, "1,Anna Keller,PAR01,,,,,,,", valid_from=date(2026, 3, 1))
    before = versions(house)
    assert people(read, "1,Anna Keller,PAR01,,,,,,,")["repeated"] == 1
    old = (HEAD + "1,Anna Keller,GVA01,,,,,,,\n").encode()
    assert house.imports.read("people", old, received=datetime(2026, 2, 20, tzinfo=UTC)).kept.repeated == 1
    said = people(read, "1,Anna Keller,GVA01,,,,,,,")  # an old state, or gone back?
    assert said["reasons"] == [{
        "place": "person 1", "reason": "says what held before 2026-03-01; if it holds again, give the row the day it "
        "does from, in the column valid_from or with --valid-from",
    }]  # fmt: skip
    assert versions(house) == before


def test_a_last_day_without_a_day_of_who_has_moved_is_kept_where_they_are(house, read):
    people(read, "1,Anna Keller,GVA01,,,,,,,")
    people(read, "1,Anna Keller,PAR01,,,,,,,", valid_from=date(2026, 3, 1))
    said = people(read, "1,Anna Keller,PAR01,,,2026-04-30,,,,")
    assert (said["corrected"], said["reasons"]) == (1, [])
    assert versions(house) == [(None, "GVA01", None), (date(2026, 3, 1), "PAR01", date(2026, 4, 30))]


def test_what_a_planned_day_will_change_is_not_guessed_at(house, read):
    people(read, "1,Anna Keller,GVA01,,,,,,,")
    people(read, "1,Anna Keller,PAR01,,,,,,,", valid_from=date(2026, 5, 1))
    assert people(read, "1,Anna Keller,PAR01,,,,,,,")["repeated"] == 1
    said = people(read, "1,Anna Keller,PAR01,manager,,,,,,")
    assert said["reasons"] == [{
        "place": "person 1", "reason": "what is known of them changed on 2026-05-01; give the row the day it holds "
        "from, in the column valid_from or with --valid-from",
    }]  # fmt: skip


def test_who_is_hired_again_is_the_same_person_with_a_gap(house, read):
    people(read, "1,Anna Keller,GVA01,,2024-01-01,2026-03-31,,,,")
    people(read, "1,Anna Keller,PAR01,,2026-09-01,,,,,", valid_from=date(2026, 9, 1))
    assert len(house.snapshot.people(date(2026, 10, 1))) == 1
    assert versions(house) == [(None, "GVA01", date(2026, 3, 31)), (date(2026, 9, 1), "PAR01", None)]


def test_who_is_not_in_the_file_any_more_has_not_left(house, read):
    people(read, "1,Anna Keller,GVA01,,,,,,,", "2,Bea Roth,GVA01,,,,,,,")
    people(read, "1,Anna Keller,GVA01,,,,,,,")
    assert sorted((one.name, one.left) for one in house.snapshot.people(house.today)) == [
        ("Anna Keller", None), ("Bea Roth", None),
    ]  # fmt: skip


def test_one_sign_in_name_is_one_persons(house, read):
    said = people(read, "1,Anna Keller,GVA01,,,,x@m.example,,,", "2,Bea Roth,PAR01,,,,x@m.example,,,")
    assert [one["place"] for one in said["reasons"]] == ["person 1, column login", "person 2, column login"]
    people(read, "1,Anna Keller,GVA01,,,,x@m.example,,,")
    # by its sign-in name alone somebody without a number would be found; who has one is another
    said = people(read, "2,Bea Roth,PAR01,,,,x@m.example,,,")
    assert said["reasons"][0]["reason"] == "another person signs in by this name, who has not left"


@pytest.mark.parametrize("name", ["山田 花子", "محمد علي", "Łukasz O’Brien-Ünal", "Zoë 😀"])
def test_a_name_of_any_script_is_kept_as_it_is(house, read, name):
    people(read, f"1,{name},GVA01,,,,,,,")
    assert house.snapshot.people(house.today)[0].name == name


def test_a_product_that_moves_from_a_day_on_leaves_the_numbers_before(house, read):
    read("catalogue", "sku,line,valid_from\nW1,watch,\n")
    head = "boutique,ticket,sold_at,sku,quantity,net,seller\n"
    read("till_csv", head + "GVA01,T1,2026-03-05 11:00,W1,1,100.00,AK\nGVA01,T2,2026-05-05 11:00,W1,1,100.00,AK\n")
    house.catch_up()
    assert read("catalogue", "sku,line,valid_from\nW1,jewelry,2026-05-01\nW1,watch,\n")["corrected"] == 1
    house.catch_up()
    rows = house.warehouse.fetch("line", {})
    found = {next(one for one in row if isinstance(one, date)): {*row} & {"watch", "jewelry"} for row in rows}
    assert found == {date(2026, 3, 5): {"watch"}, date(2026, 5, 5): {"jewelry"}}


def test_a_boutique_may_close_open_again_and_change_its_factor_each_from_its_day(house, read):
    head = "code,zone,currency,factor,region,close_date,valid_from\n"
    lines = ("GVA01,Europe/Zurich,CHF,0.9,Europe,,2026-04-01", "GVA01,Europe/Zurich,CHF,0.9,Alps,2026-06-30,2026-05-01",
             "GVA01,Europe/Zurich,CHF,0.8,Alps,,2026-09-01")  # fmt: skip
    body = head + "\n".join(lines) + "\n"
    assert read("doors", body)["corrected"] == 3
    assert read("doors", body)["repeated"] == 3
    days = (date(2026, 3, 1), date(2026, 4, 1), MAY, date(2026, 9, 1))
    found = [house.snapshot.door_on("GVA01", day) for day in days]
    assert [(one.factor, one.region, one.close_date) for one in found] == [
        (1.0, "Europe", None), (0.9, "Europe", None), (0.9, "Alps", date(2026, 6, 30)), (0.8, "Alps", None),
    ]  # fmt: skip


DATED = "code,name,boutique,job_role,hired,left,valid_from,login,till:csv\n"
CAREER = (
    "1,Anna Keller,GVA01,,2024-05-01,,2024-05-01,,AK",
    "1,Anna Keller,PAR01,,2024-05-01,,2026-02-01,,",
    "1,Anna Keller,PAR01,,2024-05-01,2026-09-30,2026-09-01,,",
    "1,Anna Keller,PAR01,,2026-11-01,,2026-11-01,,",
    "2,Bea Roth,GVA01,,2026-02-01,,2026-02-01,,AK",
)


def dated(read, *lines, **how):
    return read("people", DATED + "\n".join(lines) + "\n", **how)


def holder(house, code, day, boutique="GVA01"):
    found = house.snapshot.person_on(house.snapshot.person_of("till:csv", code, boutique, day), day)
    return found.name if found else ""


@pytest.mark.parametrize("lines", [CAREER, CAREER[::-1], (CAREER[3], CAREER[0], CAREER[4], CAREER[2], CAREER[1])])
def test_one_file_tells_a_move_a_last_day_and_another_hire_in_any_order(house, read, lines):
    said = dated(read, *lines)
    assert (said["new"] + said["corrected"], said["quarantined"]) == (5, 0)
    (anna,) = {one.row.id for one in house.directory.dated(Person) if one.row.name == "Anna Keller"}
    days = (date(2024, 5, 1), date(2026, 1, 31), date(2026, 2, 1), date(2026, 10, 1), date(2026, 11, 1))
    found = [house.snapshot.person_on(anna, day) for day in days]
    assert [(one.boutique, one.left) for one in found] == [
        ("GVA01", None), ("GVA01", None), ("PAR01", None), ("PAR01", date(2026, 9, 30)), ("PAR01", None),
    ]  # fmt: skip
    assert house.snapshot.person_on(anna, date(2024, 4, 30)) is None
    assert [holder(house, "AK", day) for day in (date(2026, 1, 31), date(2026, 2, 1))] == ["Anna Keller", "Bea Roth"]


@pytest.mark.parametrize("first", [CAREER, CAREER[::-1], CAREER[2:] + CAREER[:2]])
def test_the_same_dated_file_twice_is_nothing_new(house, read, first):
    dated(read, *first)
    change = house.directory.change()
    said = dated(read, *CAREER[::-1])
    assert (said["repeated"], house.directory.change()) == (5, change)
    assert dated(read, *CAREER, dry=True)["repeated"] == 5


def test_a_code_handed_on_by_a_file_whose_first_rows_say_no_day(house, read):
    lines = ("1,Anna Keller,GVA01,,,,,,AK", "2,Bea Roth,GVA01,,,,,,", "2,Bea Roth,GVA01,,,,2026-05-01,,AK")
    for _ in range(2):
        said = dated(read, *lines)
        assert said["quarantined"] == 0
    assert said["repeated"] == 3
    assert [holder(house, "AK", day) for day in (date(2026, 4, 30), MAY)] == ["Anna Keller", "Bea Roth"]
    assert people(read, "1,Anna Keller,GVA01,,,,,AK,,")["repeated"] == 1  # until it was handed on it was hers


def test_one_code_of_two_people_from_the_same_day_waits(read):
    said = dated(read, "1,Anna Keller,GVA01,,,,2026-05-01,,AK", "2,Bea Roth,GVA01,,,,2026-05-01,,AK")
    assert (said["new"], said["quarantined"]) == (0, 2)


def test_where_a_row_of_somebody_is_wrong_their_others_wait_with_it(house, read):
    wrong = CAREER[1].replace("PAR01", "XXX99")
    said = dated(read, CAREER[0], wrong, *CAREER[2:])
    assert [one["place"] for one in said["reasons"]] == ["line 3, column boutique", "line 2", "line 4", "line 5"]
    assert said["reasons"][1]["reason"] == "waits for another row of the same person, line 3, which cannot be used"
    assert [one.name for one in house.snapshot.people(date(2026, 12, 1))] == ["Bea Roth"]
    assert len(house.quarantined.waiting()) == 4
    assert dated(read, *CAREER)["quarantined"] == 0
    assert len(house.snapshot.people(date(2026, 12, 1))) == 2


def test_what_only_the_house_refuses_keeps_a_persons_other_rows_back_too(house, read):
    people(read, "9,Carl Vogt,GVA01,,,,c@m.example,,,")
    said = dated(read, CAREER[0], CAREER[1].replace(",,2026-02-01,,", ",,2026-02-01,c@m.example,"), CAREER[4])
    assert [one["reason"] for one in said["reasons"]] == [
        "waits for another row of the same person, which cannot be used; they are kept together",
        "another person signs in by this name, who has not left",
    ]
    assert sorted(one.name for one in house.snapshot.people(date(2026, 12, 1))) == ["Bea Roth", "Carl Vogt"]


def test_two_rows_of_one_day_are_one_too_many(read):
    said = dated(read, "1,Anna Keller,GVA01,,,,2026-05-01,,", "1,Anna Keller,PAR01,,,,2026-05-01,,")
    assert (said["new"], [one["place"] for one in said["reasons"]]) == (1, ["line 3, column code"])
    said = dated(read, "3,Dora Frei,GVA01,,,,,,", "3,Dora Frei,PAR01,,,,2026-05-01,,", valid_from=MAY)
    assert (said["new"], said["quarantined"]) == (0, 2)


def test_another_boutique_without_a_day_holds_from_the_files_own(house, read):
    people(read, "1,Anna Keler,GVA01,,2024-05-01,,,AK,,")
    said = people(read, "1,Anna Keller,PAR01,manager,2024-05-01,,,AK,,")
    assert said["corrected"] == 1
    assert versions(house) == [(None, "GVA01", None), (date(2026, 3, 6), "PAR01", None)]
    assert people(read, "1,Anna Keller,PAR01,manager,2024-05-01,,,AK,,")["repeated"] == 1


def test_the_files_own_day_is_the_boutiques(house, read):
    people(read, "1,Anna Keller,GVA01,,,,,,,")
    body = (HEAD + "1,Anna Keller,PAR01,,,,,,,\n").encode()
    house.imports.read("people", body, received=datetime(2026, 3, 6, 23, 30, tzinfo=UTC))
    assert versions(house)[-1][0] == date(2026, 3, 7)


def test_another_name_corrects_and_a_move_mistaken_is_mended_the_same_day(house, read):
    people(read, "1,Anna Keler,GVA01,,,,,,,")
    people(read, "1,Anna Keller,GVA01,,,,,,,")
    assert [(d.since, d.row.name) for d in house.directory.dated(Person)] == [(None, "Anna Keller")]
    people(read, "1,Anna Keller,PAR01,,,,,,,")
    people(read, "1,Anna Keller,GVA01,,,,,,,")
    assert house.snapshot.people(MAY)[0].boutique == "GVA01"


def test_a_wrong_boutique_of_the_first_file_is_corrected_from_the_first_day_on(house, read):
    people(read, "1,Anna Keller,GVA01,,2024-05-01,,,,,")
    people(read, "1,Anna Keller,PAR01,,2024-05-01,,,,,", valid_from=date(2024, 5, 1))
    assert people(read, "1,Anna Keller,PAR01,,2024-05-01,,,,,")["repeated"] == 1
    assert house.snapshot.people(date(2024, 5, 1))[0].boutique == "PAR01"


def test_another_hire_without_a_day_holds_from_its_first(house, read):
    people(read, "1,Anna Keller,GVA01,,2024-01-01,2026-01-31,,,,")
    for _ in range(2):
        people(read, "1,Anna Keller,GVA01,,2026-03-01,,,,,")
    assert versions(house) == [(None, "GVA01", date(2026, 1, 31)), (date(2026, 3, 1), "GVA01", None)]


def test_who_is_missing_is_counted_in_the_boutiques_the_file_is_about(house, read):
    three = ("1,Anna Keller,GVA01,,,,,,,", "2,Bea Roth,GVA01,,,,,,,", "3,Carl Vogt,PAR01,,,,,,,",
             "4,Dora Frei,GVA01,,2020-01-01,2021-01-01,,,,")  # fmt: skip
    assert "absent" not in people(read, *three)
    assert people(read, three[0], dry=True)["absent"] == 1
    done = house.imports.read("people", (HEAD + three[0] + "\n").encode(), received=EXPORTED)
    assert any("       1 person known before is not in this file" in line for line in told(done, dry=False))
    assert "absent" not in people(read, three[0], "2,Bea Roth,XXX99,,,,,,,")  # is there, if it cannot be read
    assert sorted(one.name for one in house.snapshot.people(house.today) if one.left is None) == [
        "Anna Keller", "Bea Roth", "Carl Vogt",
    ]  # fmt: skip


def test_rows_of_one_person_that_wait_are_read_again_together(house, read):
    wrong = CAREER[1].replace("PAR01", "XXX99")
    dated(read, CAREER[0], wrong, *CAREER[2:])
    tried = house.quarantined.replay_all(mapping='[boutiques]\nXXX99 = "PAR01"\n')
    assert {done for _, _, done in tried} == {True}
    assert house.quarantined.waiting() == []
    assert dated(read, *CAREER)["repeated"] == 5


@pytest.mark.parametrize(
    "heading",
    [
        "valid_from",
        "Effective date",
        "gültig ab",
        "date d'effet",
        "decorrenza",
        "fecha de vigencia",
        "適用開始日",
        "生效日期",
    ],
)
def test_the_day_of_a_row_is_recognised_by_its_heading(heading):
    body = f"Matricule,Nom,boutique,{heading}\n1,Anna Keller,GVA01,2026-05-01\n".encode()
    found = proposed(KINDS["people"], io.BytesIO(body), codes=frozenset({"GVA01"}))
    assert found.settings["columns"]["valid_from"] == heading


def test_a_start_date_alone_is_the_hire():
    body = b"Matricule,Nom,boutique,Start date,End date\n1,Anna Keller,GVA01,2026-05-01,2026-08-01\n"
    columns = proposed(KINDS["people"], io.BytesIO(body), codes=frozenset({"GVA01"})).settings["columns"]
    assert (columns["hired"], columns["left"], "valid_from" in columns) == ("Start date", "End date", False)
