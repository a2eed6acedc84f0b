"""Door counters as JSON: RetailNext's and plain lists, corrections, sensors that were away, two odd days a year."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from feed_files import DOORS, EXPORTED, bad, good, skipped
from feed_files import read as reads

from cabochon.connectors import KINDS, Bad, Delivery, sample_of
from cabochon.connectors.feed import Arrived
from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.settings import load as settings_of


def read(body, mapping="", **more):
    return reads("traffic_json", json.dumps(body).encode(), mapping, **more)


def interval(start="2026-03-31T14:00:00", end="2026-03-31T15:00:00", entries=12, **more):
    return {"store": "GVA01", "start": start, "end": end, "entries": entries, **more}


def metric(*values, name="traffic_in", day="2026-03-31", **more):
    data = [{"index": n, "group": {"type": "time", "start": f"{day}T{10 + n}:00:00", "finish": f"{day}T{11 + n}:00:00"},
             "value": value} for n, value in enumerate(values)]  # fmt: skip
    return {"name": name, "ok": True, "data": data, **more}


def test_metrics_of_the_same_hours_are_one_reading_each():
    first, second = good(read({"store": "GVA01", "metrics": [metric(14, 9), metric(12, 10, name="traffic_out")]}))
    assert (first.at, first.minutes, first.entries, first.exits) == (datetime(2026, 3, 31, 8, tzinfo=UTC), 60, 14, 12)
    assert (second.entries, second.exits) == (9, 10)
    assert first.boutique == "GVA01"


def test_a_location_by_name_is_translated_and_may_stand_in_the_group():
    body = {"data": [{"group": {"start": "2026-03-31T14:00:00", "finish": "2026-03-31T15:00:00",
                                "location": {"name": "Genève Rhône"}}, "value": 3}]}  # fmt: skip
    mapping = '[members]\nstart = "start"\nstore = "location"\n[boutiques]\n"Genève Rhône" = "GVA01"\n'
    (one,) = good(read(body, mapping))
    assert (one.boutique, one.entries) == ("GVA01", 3)


def test_a_plain_list_may_say_minutes_or_an_end_and_what_holds_for_all_above_it():
    one, two = good(read({"store": "GVA01", "counter": "north", "intervals": [
        {"start": "2026-03-31T14:00:00+02:00", "minutes": 15, "entries": 4, "exits": 3, "excluded": 1},
        {"start": "2026-03-31T14:15:00+02:00", "end": "2026-03-31T14:30:00+02:00", "entries": 5}]}))  # fmt: skip
    assert [(r.minutes, r.entries, r.exits, r.excluded, r.counter) for r in (one, two)] == [
        (15, 4, 3, 1, "north"), (15, 5, 0, 0, "north"),
    ]  # fmt: skip


def test_what_is_not_ok_not_begun_or_of_a_sensor_that_was_away_is_passed_over_with_the_reason():
    mapping = "least_availability = 80\n"
    items = read(
        [
            interval(ok=False), interval(availability=62.5), interval(availability=80, entries=7),
            interval("2026-04-03T04:00:00", "2026-04-03T05:00:00", 0), interval(entries=None),
            interval(validity="Incomplete"),
        ],
        mapping,
    )  # fmt: skip
    assert [one.entries for one in good(items)] == [7]
    assert [reason for _, reason in skipped(items)] == [
        "the counter says that this reading is not ok",
        "the sensor was there for 62.5 % of the time, less than 80 %",
        "has not begun when it was sent",
        "has no number of people who came in",
        "the counter says that this reading is incomplete",
    ]
    off = read({"store": "GVA01", "metrics": [metric(1, ok=False), metric(2, name="dwell_time"), metric(3)]})
    assert len(skipped(off)) == 2
    assert [one.entries for one in good(off)] == [3]


def test_a_part_of_a_day_is_read_as_far_as_it_goes():
    assert [one.entries for one in good(read({"store": "GVA01", "metrics": [metric(1, None, 3)]}))] == [1, 3]


def test_a_later_delivery_replaces_and_the_same_one_says_the_same():
    body = {"store": "GVA01", "metrics": [metric(14)]}
    (first,), (again,) = good(read(body)), good(read(body))
    (later,) = good(read({"store": "GVA01", "metrics": [metric(15)]}, received=EXPORTED + timedelta(hours=2)))
    assert first == again
    assert (later.key, later.revision > first.revision) == (first.key, True)
    old, new = good(read([interval(revision=9), interval(entries=13, revision=10)]))
    assert (old.key, old.revision < new.revision) == (new.key, True)


def test_the_hour_that_comes_twice_is_two_readings_and_the_one_that_is_missing_none():
    hours = [("00", "01"), ("01", "02"), ("02", "03"), ("02", "03"), ("03", "04")]
    autumn = [interval(f"2026-10-25T{a}:00:00", f"2026-10-25T{b}:00:00", n) for n, (a, b) in enumerate(hours)]
    told = good(read(autumn, received=datetime(2026, 11, 1, tzinfo=UTC)))
    assert [one.at.astimezone(UTC).hour for one in told] == [22, 23, 0, 1, 2]
    assert {one.minutes for one in told} == {60}
    spring = [interval(f"2026-03-29T0{n}:00:00", f"2026-03-29T0{n + 1}:00:00", 0 if n == 2 else 5) for n in (1, 2, 3)]
    items = read(spring)
    assert [(one.at.astimezone(UTC).hour, one.minutes) for one in good(items)] == [(0, 60), (1, 60)]
    assert skipped(items) == [("/1", "02:00 did not exist that day: the clocks went forward")]
    ((place, reason),) = bad(read([interval("2026-03-29T02:00:00", "2026-03-29T03:00:00", 5)]))
    assert place == "/0/start"
    assert "did not exist in Europe/Zurich" in reason


@pytest.mark.parametrize(("day", "minutes"), [("2026-03-29", 1380), ("2026-10-25", 1500), ("2026-03-31", 1440)])
def test_a_whole_day_has_as_many_hours_as_it_had(day, minutes):
    after = (datetime.fromisoformat(day) + timedelta(days=1)).isoformat()
    (one,) = good(read([interval(f"{day}T00:00:00", after)], received=datetime(2026, 12, 1, tzinfo=UTC)))
    assert one.minutes == minutes


BROKEN = {
    "runs backwards": (interval("2026-03-31T15:00:00", "2026-03-31T14:00:00"), "/end"),
    "is no interval": ({**interval(minutes=0), "end": None}, "/minutes"),
    "more than none": ({**interval(minutes="1e999999999"), "end": None}, "/minutes"),
    "more than anybody can count": (interval(entries="1e999999999"), "/entries"),
    "lies too far away": (interval("0001-01-01T00:00:00+14:00"), "/start"),
    "is below zero": (interval(entries=-1), "/entries"),
    "is not a whole number": (interval(entries=1.5), "/entries"),
    "'many' is not a number": (interval(entries="many"), "/entries"),
    "'yesterday' is not a time": (interval("yesterday"), "/start"),
    "has an offset where its start has none": (interval(end="2026-03-31T15:00:00Z"), "/end"),
    "is not a boutique": ({**interval(), "store": "Atlantis"}, "/store"),
    "names no store": ({**interval(), "store": None}, "/store"),
    "is no percent": (interval(availability=120), "/availability"),
    "at most a day": (interval(end="2026-04-02T15:00:00"), "/minutes"),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_what_cannot_be_is_refused_at_its_place(reason):
    broken, pointer = BROKEN[reason]
    items = read([broken, interval("2026-03-31T16:00:00", "2026-03-31T17:00:00")])
    ((place, said),) = bad(items)
    assert place == f"/0{pointer}"
    assert reason in said
    assert len(good(items)) == 1


def test_intervals_of_one_counter_that_overlap_are_refused_those_of_another_are_not():
    items = read([interval(), interval("2026-03-31T14:30:00", "2026-03-31T15:30:00"), interval(counter="south"),
                  interval("2026-03-31T13:30:00", "2026-03-31T14:15:00"), interval(entries=13)])  # fmt: skip
    assert len(good(items)) == 3
    assert [place for place, _ in bad(items)] == ["/1/start", "/3/start"]
    assert "overlaps the interval from 2026-03-31 14:00+02:00 to 2026-03-31 15:00+02:00" in bad(items)[0][1]


@pytest.mark.parametrize("body", [b"{", b"[1, 2", b"\xff\xfe{", b'{"hello": 1}', b'{"metrics": 7}', b"[" * 5000])
def test_what_is_no_reading_at_all_is_refused_with_a_sentence(body):
    with pytest.raises(Refused) as refused:
        reads("traffic_json", body)
    assert refused.value.reason


@pytest.mark.parametrize(
    "odd", [None, 7, "x", [], {}, {"group": 7}, {"group": {}}, {"group": {"start": {}}, "value": []}]
)
def test_odd_entries_wait_or_are_passed_over_and_the_rest_is_read(odd):
    whole = metric(5)
    items = read({"store": "GVA01", "metrics": [{**whole, "data": [odd, *whole["data"]]}, odd]})
    assert [one.entries for one in good(items)] == [5]
    assert len(good(items)) < len(items)


def test_what_waits_holds_nothing_but_what_is_read_and_is_read_once_more():
    broken = {**interval(), "store": "Rhone", "operator": "Marie Dupont", "camera": {"faces": ["Ada"]}}
    (waiting,) = [one for one in read([broken]) if isinstance(one, Bad)]
    assert "Dupont" not in repr(waiting)
    assert "Ada" not in repr(waiting)
    (told,) = good(reads("traffic_json", b"", '[boutiques]\nRhone = "GVA01"\n', again=(waiting.row,)))
    assert (told.boutique, told.entries, told.minutes) == ("GVA01", 12, 60)


def test_a_webhook_is_signed_by_the_standard():
    arrived = Arrived(body=b"{}", headers={}, url="https://x.example/hooks/t", at=EXPORTED)
    with pytest.raises(Refused):
        KINDS["traffic_json"].signing.check(arrived, [b"secret"])


def test_a_house_counts_it_once_and_the_correction_replaces(tmp_path):
    house = House.open(tmp_path, settings_of(tmp_path, {}))
    house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=EXPORTED)
    _, sample = sample_of(KINDS["traffic_json"])
    assert house.imports.read("traffic_json", sample, received=EXPORTED).kept.new == 2
    assert house.imports.read("traffic_json", sample, received=EXPORTED).kept.repeated == 2
    later = EXPORTED + timedelta(hours=1)
    assert house.imports.read("traffic_json", sample.replace(b'"value": 14', b'"value": 15'), received=later).kept.new
    house.catch_up()
    assert sorted(row[7] for row in house.warehouse.fetch("traffic", {})) == [9, 15]
    house.close()


def test_a_delivery_is_read_as_it_comes():
    reading = KINDS["traffic_json"].read(
        Delivery(body=json.dumps([interval(), interval(entries="x")]).encode(), received=EXPORTED, doors=DOORS)
    )
    assert next(reading).entries == 12


def hour(value, start="2026-03-31T14:00:00", finish="2026-03-31T15:00:00"):
    return {"group": {"type": "time", "start": start, "finish": finish}, "value": value}


PLACE = {"type": "location", "id": "GVA01"}
NESTED = [
    {"data": [{"location": {"id": "7", "store_id": "GVA01"}, "metrics": [metric(4)]}]},
    {"locations": [{"store": "GVA01", "data": [hour(4)]}, {"store": "TYO01", "data": [hour(5)]}]},
    {"results": [{"site": "GVA01", "intervals": [{"start": "2026-03-31T14:00:00", "entries": 4}]}]},
    {"data": [{"data": [{"store": "GVA01", "metrics": [metric(4)]}]}]},
    {"metrics": [{"name": "traffic_in", "data": [{"group": PLACE, "data": [hour(4)]}]}]},
    {"metrics": [{"name": "traffic_in", "data": [{"group": [PLACE, hour(4)["group"]], "value": 4}]}]},
    {"location": {"name": "GVA01"}, "data": [hour(4)]},
]


@pytest.mark.parametrize("body", NESTED)
def test_stores_may_be_nested_around_their_hours(body):
    items = read(body)
    assert [one.entries for one in good(items) if one.boutique == "GVA01"] == [4]
    assert bad(items) == skipped(items) == []


def test_metrics_nested_by_store_are_merged_store_by_store():
    def by_place(name, **stores):
        return {"name": name, "data": [{"group": {"type": "location", "id": code}, "data": [hour(value)]}
                                       for code, value in stores.items()]}  # fmt: skip

    body = {"metrics": [by_place("traffic_in", GVA01=4, TYO01=6), by_place("traffic_out", GVA01=3, TYO01=5)]}
    assert {one.boutique: (one.entries, one.exits) for one in good(read(body))} == {"GVA01": (4, 3), "TYO01": (6, 5)}


def test_an_interval_said_anew_in_the_same_delivery_is_corrected_by_it():
    first, second, same = good(read([interval(), interval(entries=9), interval(entries=9)]))
    assert (first.key, first.revision < second.revision) == (second.key, True)
    assert same == second
    assert [one.revision for one in good(read([interval(), interval()]))] == [first.revision] * 2


@pytest.mark.parametrize(("start", "end", "at"), [
    (1774965600, 1774969200, datetime(2026, 3, 31, 14, tzinfo=UTC)),
    ("1774965600000", "1774969200000", datetime(2026, 3, 31, 14, tzinfo=UTC)),
    ("20260331140000", "20260331150000", datetime(2026, 3, 31, 12, tzinfo=UTC)),
    ("2026-03-31T23:00:00", "2026-03-31T24:00:00", datetime(2026, 3, 31, 21, tzinfo=UTC)),
    ("2026-03-31 23:00", "2026-03-31 24:00", datetime(2026, 3, 31, 21, tzinfo=UTC)),
])  # fmt: skip
def test_times_are_read_as_counters_write_them(start, end, at):
    (one,) = good(read([interval(start, end)]))
    assert (one.at, one.minutes) == (at, 60)
