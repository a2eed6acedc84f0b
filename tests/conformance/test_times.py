"""Data 2.4.7, 2.4.8, 4.5, 4.6: timestamps, stored, durations; Data 2.4.1 and 2.4.10: ids and versions."""

from datetime import UTC, datetime, timedelta

from grammar import bad, good, judge
from kit import fresh, small
from sections import V1, V2, Case, checks

NO_TIME = ("should fail", "01/011/2015", "2008-09-15T15:53:00.601-00", "2008-09-15T15:53:00.601-0000",
           "2008-09-15T15:53:00.601-00:00", "", 12345, {"key": "x"}, True, [], "2026-02-30T00:00:00Z",
           "2026-13-01T00:00:00Z", "2026-03-01T25:00:00Z", "2026-03-01", "09:30:00Z", "2026-03-01T09:30:00+25:00",
           "Sun, 01 Mar 2026 09:30:00 GMT", "1772357400", "2026-W09-7T09:30:00Z", "2026-03-01T09:30:00 Z")  # fmt: skip
TIMES = ("2013-05-18T05:32:34.804Z", "2026-03-01T09:30:00+00:00", "2023-05-04T12:00:00-05:00",
         "2026-03-01T09:30:00.123456789Z", "2026-03-01T09:30:00.12+05:30", "2026-03-01T09:30:00+0100",
         "2026-03-01T09:30:00", "20260301T093000Z", "2024-02-29T23:59:59.999Z", "2031-07-01T00:00:00Z")  # fmt: skip
NO_DURATION = ("PA1H0M0S", 12345, "should fail", "P0003-06-04T12:30:17", "", "P", "PT", "1H", "PT1H30", "P1S",
               "PT1D", True, {}, "pt1h", "P1.5DT1H", "-P1D", "P4W1D")  # fmt: skip
DURATIONS = ("PT1H0M0.1S", "PT4H35M59.14S", "PT16559.14S", "P3Y1M29DT4H35M59.14S", "P3Y", "P4W", "PT0S",
             "P1DT12H36M0.12567S", "PT59.123456S", "P2M", "PT5M")  # fmt: skip
NO_UUID = (12345, {"key": "x"}, "AA97B177-9383-4934-8543-0F91A7A028368",
    "MA97B177-9383-4934-8543-0F91A7A02836", "", True,
           "should fail", "{AA97B177-9383-4934-8543-0F91A7A02836}", "urn:uuid:AA97B177-9383-4934-8543-0F91A7A02836",
           "AA97B1779383493485430F91A7A02836", "AA97B177-9383-4934-8543-0F91A7A02836 ",
           "AA97B177_9383_4934_8543_0F91A7A02836")  # fmt: skip
NO_VERSION = ("0.9.9", "1.1.0", "1.1", "0.95", "1", "3.0.0", "2.1.0", "one", "", 1, 1.0, {}, True, "v1.0.0", "1.0.x",
              "1.0.0.0")  # fmt: skip

TIMESTAMPS = [*bad("/timestamp", *NO_TIME), *good("/timestamp", *TIMES),
              *bad("/stored", *NO_TIME[:12], inside=(False,))]  # fmt: skip
DURATION = [*bad("/result/duration", *NO_DURATION), *good("/result/duration", *DURATIONS)]
IDS = [*bad("/id", *NO_UUID, inside=(False,))]
VERSIONS = [
    *good("/version", "1.0", "1.0.0", "1.0.3", "1.0.9", inside=(False,)),
    *bad("/version", *NO_VERSION, inside=(False,)),
    *bad("/version", "2.0.0", "2.0", inside=(False,), versions=(V1,)),
    *good("/version", "2.0.0", "2.0", "2.0.1", inside=(False,), versions=(V2,)),
]


@checks("Data 2.4.7", TIMESTAMPS)
def test_a_timestamp_is_iso_8601_with_a_known_offset(case, version, talk):
    judge(case, version, talk)


@checks("Data 4", DURATION)
def test_a_duration_is_iso_8601_with_designators(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.1", IDS)
def test_an_id_is_a_uuid_in_its_usual_form(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.10", VERSIONS)
def test_a_statement_may_name_the_version_it_was_written_for(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.10")
def test_a_statement_without_a_version_is_given_the_first_of_its_family(version, talk):
    (sid,) = talk.keep(small())
    assert talk.one(sid)["version"] == {V1: "1.0.0", V2: "2.0.0"}[version]


@checks("Data 2.4.10", [Case(kind, kind) for kind in ("POST", "PUT")])
def test_a_version_is_kept_and_never_converted(case, version, talk, talks):
    one = small(id=fresh(), version="1.0.3")
    answer = talk.post(one) if case.what == "POST" else talk.put(one, one["id"])
    assert answer.status in (200, 204)
    for asked in talks.values():
        kept = asked.one(one["id"])
        assert kept["version"] == "1.0.3"
        assert {key: kept[key] for key in one} == one


@checks("Data 2.4.1")
def test_an_id_that_is_missing_is_made(version, talk):
    (sid,) = talk.keep(small())
    assert talk.one(sid)["id"] == sid
    assert datetime.fromisoformat(talk.one(sid)["stored"]).tzinfo is not None


@checks("Data 2.4.1", [Case(kind, kind) for kind in ("upper", "lower")])
def test_an_id_is_the_same_in_either_case(case, version, talk):
    one = small(id=getattr(fresh(), case.what)())
    (sid,) = talk.keep(one)
    assert sid.lower() == one["id"].lower()
    for asked in (one["id"].upper(), one["id"].lower()):
        assert talk.one(asked)["object"] == one["object"]


@checks(
    "Data 2.4.7",
    [
        Case(time, time)
        for time in (
            "2023-05-04T12:00:00-05:00",
            "2023-05-04T17:00:00.000Z",
            "2023-05-04T17:00:00.123Z",
            "2023-05-04T22:30:00+05:30",
        )
    ],
)
def test_the_instant_and_its_milliseconds_come_back(case, version, talk):
    (sid,) = talk.keep(small(timestamp=case.what))
    for form in ("exact", "canonical", "ids"):
        kept = talk.one(sid, format=form)["timestamp"]
        assert datetime.fromisoformat(kept) == datetime.fromisoformat(case.what)


@checks("Data 2.4.7")
def test_a_timestamp_may_lie_in_the_future(version, talk):
    time = (datetime.now(UTC) + timedelta(days=5 * 365)).isoformat()
    (sid,) = talk.keep(small(timestamp=time))
    assert datetime.fromisoformat(talk.one(sid)["timestamp"]) == datetime.fromisoformat(time)


@checks("Data 2.4.7")
def test_a_missing_timestamp_is_when_it_was_stored(version, talk):
    (sid,) = talk.keep(small())
    kept = talk.one(sid)
    assert kept["timestamp"] == kept["stored"]


@checks("Data 2.4.7", [Case(kind, kind) for kind in ("POST", "PUT")])
def test_stored_is_the_stores_own_whatever_was_sent(case, version, talk):
    one = small(id=fresh(), stored="2011-07-15T00:00:00.000Z")
    before = datetime.now(UTC)
    answer = talk.post(one) if case.what == "POST" else talk.put(one, one["id"])
    assert answer.status in (200, 204)
    stored = datetime.fromisoformat(talk.one(one["id"])["stored"])
    assert before - timedelta(seconds=5) <= stored <= datetime.now(UTC) + timedelta(seconds=5)


@checks("Data 2.4.7")
def test_stored_tells_milliseconds_and_never_goes_back(version, talk):
    ids = [talk.keep(small())[0] for _ in range(5)]
    stored = [talk.one(sid)["stored"] for sid in ids]
    assert stored == sorted(stored)
    assert any(datetime.fromisoformat(time).microsecond // 1000 % 10 for time in stored)


@checks(
    "Data 4", [Case(pair[0], pair) for pair in (("P1DT12H36M0.12567S", "P1DT12H36M0.12S"), ("PT1.999S", "PT1.99S"))]
)
def test_a_duration_is_not_rounded(case, version, talk):
    sent, cut = case.what
    (sid,) = talk.keep(small(result={"duration": sent}))
    assert talk.one(sid)["result"]["duration"] in (sent, cut)
