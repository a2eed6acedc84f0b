"""Door counters' tables as they really come: ShopperTrak's hours, 12-hour clocks, totals, a column an hour, Excel."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from feed_files import DOORS, EXPORTED, bad, good, read, skipped

from cabochon.connectors import KINDS, Bad, Delivery, default_text, load
from cabochon.connectors.looks import shown
from cabochon.connectors.recognising import proposed
from cabochon.refusals import Refused

PRESETS = [
    "\n".join(re.sub(r"^#   ", "", line) for line in part.splitlines()[1:] if line.startswith("#   "))
    for part in default_text("traffic_csv").split("\n#\n")[1:]
]
SHOPPERTRAK, WIDE = PRESETS


def hours(items):
    return [(one.at.astimezone(UTC).isoformat()[:16], one.minutes, one.entries) for one in good(items)]


def test_shoppertraks_hours_end_at_24_and_its_totals_are_passed_over():
    body = "Site ID,Date,Hour,Enters,Exits\nGVA01,03/31/2026,1,0,0\nGVA01,03/31/2026,15,12,9\n" \
           "GVA01,03/31/2026,24,3,4\nGVA01,03/31/2026,Total,15,13\n"  # fmt: skip
    items = read("traffic_csv", body, SHOPPERTRAK)
    assert hours(items) == [("2026-03-30T22:00", 60, 0), ("2026-03-31T12:00", 60, 12), ("2026-03-31T21:00", 60, 3)]
    assert skipped(items) == [("line 5", "Hour is 'Total'")]


def test_hour_24_of_one_that_begins_is_the_next_days_first():
    body = "boutique,starts_at,starts_time,entries\nGVA01,2026-03-31,24,2\nGVA01,2026-03-31,24:00,2\n"
    assert [at for at, _, _ in hours(read("traffic_csv", body))] == ["2026-03-31T22:00"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "2 PM",
        "2:00 PM",
        "02:00pm",
        "2 p.m.",
        "14",
        "14:00",
        "14h",
        "14h00",
        "14:00:00",
        "14:00 - 15:00",
        "14 Uhr",
        "14時",
    ],
)
def test_clocks_of_every_sort_are_one_hour(text):
    body = f"boutique,starts_at,starts_time,entries\nGVA01,2026-03-31,{text},2\n"
    assert [at for at, _, _ in hours(read("traffic_csv", body))] == ["2026-03-31T12:00"]


def test_midnight_and_noon_of_a_12_hour_clock():
    body = "boutique,starts_at,starts_time,entries\nGVA01,2026-03-31,12 AM,2\nGVA01,2026-03-31,12 PM,3\n"
    assert [at for at, _, _ in hours(read("traffic_csv", body))] == ["2026-03-30T22:00", "2026-03-31T10:00"]


@pytest.mark.parametrize("text", ["25", "24:30", "13 PM", "noonish", "14:75"])
def test_what_is_no_hour_waits(text):
    body = f"boutique,starts_at,starts_time,entries\nGVA01,2026-03-31,{text},2\n"
    assert len(bad(read("traffic_csv", body))) == 1


def test_a_column_an_hour_is_a_reading_an_hour():
    body = "Store;Date;09:00;10:00;11:00;Total\nGVA01;31.03.2026;4;;6;10\nTotal;31.03.2026;4;0;6;10\n" \
        "GVA01;01.04.2026;x;1;-2;0\n"  # fmt: skip
    items = read("traffic_csv", body, WIDE)
    assert hours(items) == [("2026-03-31T07:00", 60, 4), ("2026-03-31T09:00", 60, 6), ("2026-04-01T08:00", 60, 1)]
    assert [place for place, _ in bad(items)] == ["line 4, column 09:00", "line 4, column 11:00"]
    (waiting, _) = [one for one in items if isinstance(one, Bad)]
    (again,) = good(read("traffic_csv", b"", WIDE, again=({**waiting.row, "entries": "5"},)))
    assert (again.entries, again.at.astimezone(UTC).hour) == (5, 7)


def test_a_column_an_hour_is_read_from_what_can_be_read_only_once():
    class Once(io.BytesIO):
        def seekable(self):
            return False

    body = Once(b"Store;Date;09:00\nGVA01;31.03.2026;4\n")
    delivery = Delivery(body=body, received=EXPORTED, mapping=load(WIDE, "traffic_csv"), doors=DOORS)
    assert [one.entries for one in KINDS["traffic_csv"].read(delivery)] == [4]


def test_a_wide_table_without_hours_says_so():
    with pytest.raises(Refused) as refused:
        read("traffic_csv", "Store;Date;Total\nGVA01;31.03.2026;4\n", WIDE)
    assert "no column is called as an hour" in refused.value.reason


def test_a_column_an_hour_of_the_day_with_25_hours_is_one_reading_each():
    body = "Store;Date;01:00;02:00;02:00;03:00\nGVA01;25.10.2026;1;2;3;4\n"
    assert [at[11:] for at, _, _ in hours(read("traffic_csv", body, WIDE))] == ["23:00", "00:00", "02:00"]


def test_a_later_file_corrects():
    body = "boutique,starts_at,entries\nGVA01,2026-03-31 14:00,2\n"
    (first,), (later,) = (good(read("traffic_csv", body, received=EXPORTED + timedelta(days=n))) for n in (0, 1))
    assert (first.key, first.revision < later.revision) == (later.key, True)


@pytest.mark.parametrize("body", [
    "Filiale;Datum;Uhrzeit;Eintritte;Austritte\nGVA01;31.03.2026;14:00;12;9\n",
    "店舗コード,日付,時刻,入店数,出店数\nGVA01,2026/03/31,14:00,12,9\n",
])  # fmt: skip
def test_german_and_japanese_counters_are_read_by_what_is_proposed(body):
    found = proposed(KINDS["traffic_csv"], io.BytesIO(body.encode()), codes=frozenset(DOORS))
    mapping = load("\n".join(shown(found.settings)), "traffic_csv")
    (one,) = KINDS["traffic_csv"].read(Delivery(body=body.encode(), received=EXPORTED, mapping=mapping, doors=DOORS))
    assert (one.entries, one.exits, one.at) == (12, 9, datetime(2026, 3, 31, 12, tzinfo=UTC))
