"""Door counters, and the tables of the maison: boutiques, people, products."""

from datetime import UTC, date, datetime, time

from feed_files import bad, good, read

from cabochon.retail.master import Door, Product


def test_the_hour_that_comes_twice_is_counted_twice():
    readings = good(read("traffic_csv", "traffic.csv"))
    assert [reading.at.astimezone(UTC) for reading in readings] == [
        datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 25, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC),
    ]  # fmt: skip
    assert len({reading.key for reading in readings}) == 4
    assert [(r.minutes, r.entries, r.exits, r.excluded) for r in readings][:2] == [(60, 4, 3, 1), (60, 5, 5, 0)]


def test_bad_readings_wait():
    assert bad(read("traffic_csv", "traffic.csv")) == [
        ("line 6, column minutes", "0 is no length of an interval; expected e.g. 60"),
        ("line 7, column entries", "-1 is below zero; expected how many people passed"),
        ("line 8, column entries", "'1,5' is not a number; expected e.g. 1234.50"),
    ]


def test_doors_come_with_what_is_known_and_the_rest_as_usual():
    geneva, ginza = good(read("doors", "doors.csv"))
    assert geneva == Door(
        code="GVA01", name="Geneva Rue du Rhone", zone="Europe/Zurich", currency="CHF", region="EMEA", factor=0.85,
        opens=time(9, 30), go_live=date(2026, 1, 12), web_pickup_counts=True,
    )  # fmt: skip
    assert ginza == Door(code="TYO01", name="Ginza", zone="Asia/Tokyo", currency="JPY", region="APAC")


def test_bad_doors_wait():
    found = dict(bad(read("doors", "doors.csv")))
    assert list(found) == [
        "line 4, column zone",
        "line 5, column currency",
        "line 6, column factor",
        "line 7, column code",
    ]
    assert "'Europe/Atlantis' is no time zone" in found["line 4, column zone"]
    assert "stands on line 2 already" in found["line 7, column code"]


def test_people_come_with_every_code_they_are_known_by():
    anna, marc = good(read("people", "people.csv", '[identifiers]\nKassencode = "till:kasse"\n'))
    assert (anna.code, anna.boutique, anna.job_role, anna.hired) == ("E1", "GVA01", "advisor", date(2024, 5, 1))
    assert anna.login == "anna@example.org"
    assert set(anna.identifiers) == {
        ("till:csv", "AN"), ("till:csv", "AN2"), ("survey:typeform", "A1"), ("till:kasse", "77"),
    }  # fmt: skip
    assert marc.identifiers == (("till:csv", "MK"),)


def test_bad_people_wait():
    places = [place for place, _ in bad(read("people", "people.csv"))]
    assert places == ["line 4, column boutique", "line 5, column job_role", "line 6, column hired"]


def test_the_catalogue_in_its_own_words():
    items = read("catalogue", "catalogue.csv")
    assert good(items)[0] == Product(sku="W-1815", line="watch", brand="Ours", collection="1815", name="1815 Up/Down")
    assert good(items)[1].kind == "accessory"
    assert [place for place, _ in bad(items)] == ["line 4, column line", "line 5, column kind"]
