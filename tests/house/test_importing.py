"""Deliveries through their connectors into stream and directory, on the real stores."""

from datetime import UTC, date, datetime

import pytest

from cabochon.house.importing import outcome_of
from cabochon.privacy.opening import opened
from cabochon.refusals import Refused, Unknown
from cabochon.retail.master import Rate, Target, Theme

EXPORTED = datetime(2026, 3, 6, 1, tzinfo=UTC)
DOORS = b"code,zone,currency,region\nGVA01,Europe/Zurich,CHF,Europe\nPAR01,Europe/Paris,EUR,Europe\n"
TILL = "boutique,ticket,sold_at,sku,quantity,net,seller\n"
PEOPLE = "code,name,boutique,till:csv,login\n"


@pytest.fixture
def read(house):
    """Read a delivery of a house with two doors; its counts."""

    def read(kind, body, *, exported=EXPORTED, **how):
        body = body.encode() if isinstance(body, str) else body
        return outcome_of(house.imports.read(kind, body, received=exported, **how))

    read("doors", DOORS)
    return read


def codes(house):
    """(source, code, boutique) -> name of whom it stands for."""
    snapshot = house.snapshot
    names = {p.id: p.name for p in snapshot.people(house.today)}
    return {(i.source, i.code, i.boutique): names[i.person] for i in snapshot.identifiers(house.today)}


def test_master_data_is_counted_like_everything_else(read):
    assert read("doors", DOORS)["repeated"] == 2
    said = read("doors", DOORS.replace(b"CHF", b"EUR"))
    assert (said["new"], said["corrected"], said["repeated"]) == (0, 1, 1)


def test_a_dry_run_says_the_same_and_keeps_nothing(read, house):
    rows = PEOPLE + "1,Anna Keller,GVA01,AK,\n"
    assert read("people", rows, dry=True)["new"] == 1
    assert house.snapshot.people(house.today) == []
    assert read("people", rows)["new"] == 1
    assert read("people", rows, dry=True)["repeated"] == 1


def test_a_person_keeps_the_id_they_had_whatever_changes(read, house):
    read("people", PEOPLE + "1,Anna Keller,GVA01,AK,\n")
    (before,) = house.snapshot.people(house.today)
    said = read("people", PEOPLE + "1,Anna Berger,PAR01,AB,\n")
    (after,) = house.snapshot.people(house.today)
    assert said["corrected"] == 1
    assert (after.id, after.name, after.boutique) == (before.id, "Anna Berger", "PAR01")


def test_a_move_from_a_day_on_leaves_the_days_before(read, house):
    read("people", PEOPLE + "1,Anna Keller,GVA01,AK,\n")
    read("people", PEOPLE + "1,Anna Keller,PAR01,AK,\n", valid_from=date(2026, 4, 1))
    (one,) = house.snapshot.people(house.today)
    days = (date(2026, 3, 31), date(2026, 4, 1))
    assert [house.snapshot.person_on(one.id, day).boutique for day in days] == ["GVA01", "PAR01"]
    assert read("people", PEOPLE + "1,Anna Keller,GVA01,AK,\n")["repeated"] == 1


def test_somebody_who_signed_in_before_the_file_came_is_the_same_person(read, house):
    account = house.people.add("anna@maison.example", role="manager", boutiques=["GVA01"])
    read("people", PEOPLE + "1,Anna Keller,GVA01,AK,anna@maison.example\n")
    (one,) = house.snapshot.people(house.today)
    assert (one.id, one.name) == (account.person, "Anna Keller")


def test_one_code_of_two_boutiques_names_each_in_their_own(read, house):
    rows = PEOPLE + "1,Anna Keller,GVA01,AK,\n2,Aline Klein,PAR01,AK,\n"
    assert read("people", rows)["new"] == 2
    assert codes(house)["till:csv", "AK", "GVA01"] == "Anna Keller"
    assert codes(house)["till:csv", "AK", "PAR01"] == "Aline Klein"
    assert read("people", rows)["repeated"] == 2


def test_a_second_boutiques_file_does_not_take_the_firsts_codes(read, house):
    read("people", PEOPLE + "1,Anna Keller,GVA01,AK,\n")
    read("people", PEOPLE + "2,Aline Klein,PAR01,AK,\n")
    person = house.snapshot.person_of("till:csv", "AK", "GVA01", house.today)
    assert house.snapshot.person_on(person, house.today).name == "Anna Keller"
    person = house.snapshot.person_of("till:csv", "AK", "PAR01", house.today)
    assert house.snapshot.person_on(person, house.today).name == "Aline Klein"


def test_one_code_of_two_people_of_a_boutique_waits(read):
    said = read("people", PEOPLE + "1,Anna Keller,GVA01,AK,\n2,Aline Klein,GVA01,AK,\n")
    assert (said["new"], said["quarantined"]) == (0, 2)
    assert said["reasons"][0] == {
        "place": "person 1, column till:csv", "reason": "'AK' names 2 too; one code names one person of a boutique"
    }  # fmt: skip


def test_a_code_changes_hands_only_from_a_day_on(read, house):
    read("people", PEOPLE + "1,Anna Keller,GVA01,AK,\n")
    said = read("people", PEOPLE + "2,Aline Klein,GVA01,AK,\n")
    assert said["quarantined"] == 1
    assert "--valid-from" in said["reasons"][0]["reason"]
    assert read("people", PEOPLE + "2,Aline Klein,GVA01,AK,\n", valid_from=date(2026, 4, 1))["new"] == 1
    days = (date(2026, 3, 31), date(2026, 4, 1))
    names = [house.snapshot.person_on(house.snapshot.person_of("till:csv", "AK", "GVA01", d), d).name for d in days]
    assert names == ["Anna Keller", "Aline Klein"]


def test_a_receipt_sold_again_under_its_key_is_a_correction(read):
    row = "GVA01,T1,2026-03-05 11:00,W-1,1,{},AK\n"
    assert read("till_csv", TILL + row.format("100.00"))["new"] == 1
    assert read("till_csv", TILL + row.format("100.00"))["repeated"] == 1
    said = read("till_csv", TILL + row.format("90.00"), exported=datetime(2026, 3, 7, tzinfo=UTC))
    assert (said["new"], said["corrected"]) == (0, 1)


def test_an_unknown_kind_and_a_wrong_mapping_keep_nothing(house, read):
    with pytest.raises(Unknown):
        house.imports.read("klingon_till", b"", received=EXPORTED)
    with pytest.raises(Refused) as refusal:
        read("till_csv", TILL + "GVA01,T1,2026-03-05 11:00,W-1,1,1.00,AK\n", mapping='decimal = "x"')
    assert refusal.value.pointer == "mapping, line 1"
    assert house.log.position() == 0


def test_progress_is_told_every_few_hundred_rows(read, house):
    told = []
    rows = "".join(f"GVA01,T{n},2026-03-05 11:00,W-1,1,100.00,AK\n" for n in range(1200))
    house.imports.read("till_csv", (TILL + rows).encode(), received=EXPORTED, progress=told.append)
    assert told == [500, 1000, 1200]


def test_a_comment_that_names_a_client_is_kept_without_the_name(read, house):
    rows = "response,answered_at,score,boutique,comment\nR1,2026-03-05 18:00,5,GVA01,Thanks; ring +41 79 555 01 23\n"
    assert read("survey_csv", rows)["masked"] == 1
    (kept,) = house.log.after(0)
    text = opened(house.directory, kept)
    assert b"555" not in text
    assert b"Thanks" in text


@pytest.mark.parametrize(
    ("reason", "safe"),
    [
        ("'31/13/2026' is not a date; expected e.g. 2026-03-31 14:05",) * 2,
        ('\'ROM01\' is not a boutique; import it with the doors, or write [boutiques] "ROM01" = "<code>"',) * 2,
        ("'Sales return' is no sale type; write [sale_types] \"Sales return\" = one of sale",) * 2,
        ("is empty",) * 2,
        ("'anna@web.example' is not a number", "'[e-mail removed]' is not a number"),
        ("'The lady with the blue hat asked' is not a number", "a text of 32 characters is not a number"),
    ],
)
def test_a_reason_quotes_a_code_and_no_clients_words(house, reason, safe):
    assert house.imports.safe(reason) == safe


RATES = "currency,value,valid_from\n"


def rates(house):
    return [(one.row.currency, one.row.value, str(one.since)) for one in house.directory.dated(Rate)]


def test_rates_hold_from_their_own_days_and_the_same_file_changes_nothing(read, house):
    body = RATES + "EUR,0.94,2026-01-01\nEUR,0.95,2026-02-01\nUSD,0.9,\n"
    assert read("rates", body)["new"] == 3
    change = house.directory.change()
    assert read("rates", body)["repeated"] == 3
    assert house.directory.change() == change
    assert rates(house) == [("EUR", 0.94, "2026-01-01"), ("EUR", 0.95, "2026-02-01"), ("USD", 0.9, "None")]


def test_a_row_without_a_day_takes_the_imports(read, house):
    read("rates", RATES + "EUR,0.94,\nUSD,0.9,2026-02-01\n", valid_from=date(2026, 3, 1))
    assert rates(house) == [("EUR", 0.94, "2026-03-01"), ("USD", 0.9, "2026-02-01")]


def test_rates_that_cannot_be_wait_and_are_read_again_when_they_can(read, house):
    said = read("rates", RATES + "EUR,-0.94,\nCHF,1,\nUSD,0.9,\n")
    assert (said["new"], said["quarantined"]) == (1, 2)
    assert [one["place"] for one in said["reasons"]] == ["line 2, column value", "line 3, column currency"]
    assert len(house.quarantined.waiting()) == 2


@pytest.mark.parametrize(
    ("row", "column"),
    [("charm,,1,", "measure"), ("attach_rate,,35,", "value"), ("csat,XXX99,4,", "place"), ("csat,,4,nobody", "owner")],
)
def test_targets_are_judged_by_the_house(read, house, row, column):
    said = read("targets", f"measure,place,value,owner\n{row}\ncsat,GVA01,4.6,\n")
    assert (said["new"], [one["place"] for one in said["reasons"]]) == (1, [f"line 2, column {column}"])


def test_an_owner_is_kept_by_id_and_money_in_minor_units(read, house):
    read("people", PEOPLE + "1,Anna Keller,GVA01,AK,\n")
    read("targets", "measure,place,value,owner\natv,GVA01,12000.50,AK\natv,,9000,\n")
    (anna,) = house.snapshot.people(house.today)
    found = {one.row.place: one.row for one in house.directory.dated(Target)}
    assert (found["GVA01"].value, found["GVA01"].owner) == (1_200_050, anna.id)
    assert found[""].value == 900_000


def test_themes_come_by_language(read, house):
    read("themes", "key,language,words\nrushed,en,rushed;in a hurry\nrushed,fr,pressé\n")
    assert [(one.row.language, one.row.words) for one in house.directory.dated(Theme)] == [
        ("en", ("rushed", "in a hurry")), ("fr", ("pressé",)),
    ]  # fmt: skip
