"""The promises of `Staging`, in memory and in a file."""

from datetime import UTC, datetime, timedelta

import pytest

from cabochon.facts.staging import HEARD
from cabochon.facts.versions import Version
from cabochon.warehouse.staging import Staging

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


def version(seq=1, event="receipt:till:T1", **more):
    plain = {
        "statement": f"00000000-0000-4000-8000-{seq:012d}", "seq": seq, "stored": NOON, "event": event, "live": 1,
        "kind": "receipt", "source": "till", "boutique": "GVA01", "revision": "", "content": "c", "since": NOON,
        "until": NOON, "who": "|ana|", "called": event.rpartition(":")[2], "ref": "", "awaits": "", "original": "",
        "thread": "||", "skus": "||", "body": "{}",
    }  # fmt: skip
    return Version(**(plain | more))


@pytest.fixture(params=["memory", "file"])
def staging(request, tmp_path):
    one = Staging(None if request.param == "memory" else tmp_path / "heard.db", HEARD, shape="1")
    yield one
    one.close()


def found(rows):
    return sorted(Version._make(row).seq for row in rows)


def test_a_version_comes_back_as_it_went_in(staging):
    one = version()
    staging.keep([one], [], 1)
    assert [Version._make(row) for row in staging.events({one.event})] == [one]
    assert staging.position() == 1


def test_an_event_is_found_with_its_earlier_versions(staging):
    staging.keep([version(1, live=0), version(2, revision="2"), version(3, "receipt:till:T2")], [], 3)
    assert found(staging.events({"receipt:till:T1"})) == [1, 2]


def test_what_is_named_and_what_names_are_found_in_any_boutique(staging):
    staging.keep(
        [version(1), version(2, "survey:x:S", awaits="T1", boutique="NYC02"),
         version(3, "o", kind="observation", ref="A7"), version(4, "receipt:till:T9", ref="A7"),
         version(5, "signal:s", awaits="T1", live=0)], [], 5,
    )  # fmt: skip
    assert found(staging.naming({"T1"})) == [1, 2]
    assert found(staging.naming({"A7"})) == [3, 4]
    assert staging.naming({""}) == []


def test_near_is_of_these_people_in_that_boutique_and_time(staging):
    hour = timedelta(hours=1)
    staging.keep(
        [version(1), version(2, "b", who="|ben|"), version(3, "c", boutique="NYC02"), version(4, "d", live=0),
         version(5, "e", since=NOON - 3 * hour, until=NOON - 2 * hour), version(6, "f", who="||"),
         version(7, "g", since=NOON - 3 * hour, until=NOON)], [], 7,
    )  # fmt: skip
    assert found(staging.near("GVA01", {"ana"}, NOON - hour, NOON + hour)) == [1, 7]
    assert found(staging.near("GVA01", {"ana", "ben", ""}, NOON - hour, NOON)) == [1, 2, 6, 7]
    assert found(staging.near("GVA01", {"ana"}, NOON - 4 * hour, NOON - 2 * hour)) == [5, 7]


def test_what_is_dropped_is_found_by_nothing(staging):
    staging.keep([version(1, thread="|t|", ref="A7")], [], 1)
    staging.keep([], [1], 2)
    asked = (staging.events({"receipt:till:T1"}), staging.naming({"T1", "A7"}), staging.threads({"t"}),
             staging.by({"ana"}), staging.near("GVA01", {"ana"}, NOON, NOON), staging.of("GVA01"))  # fmt: skip
    assert not any(asked)


def test_a_thread_is_found_whole_or_only_elsewhere(staging):
    staging.keep([version(1, thread="|t|u|"), version(2, "b", thread="|t|", boutique="NYC02")], [], 2)
    assert found(staging.threads({"t"})) == [1, 2]
    assert found(staging.threads({"t", "u"}, elsewhere="GVA01")) == [2]
    assert staging.places({"t"}) == {"GVA01", "NYC02"}


def test_boutiques_touched_after_a_position_are_known_until_they_are_told(staging):
    staging.keep([version(1)], [], 10)
    staging.keep([version(2, "b", boutique="NYC02")], [], 20)
    assert staging.touched(10) == {"NYC02"}
    assert staging.touched(0) == {"GVA01", "NYC02"}
    staging.keep([], [1], 30, told=20)
    assert staging.touched(20) == {"GVA01"}


def test_a_keep_that_fails_leaves_no_trace(staging):
    staging.keep([version(1)], [], 1)
    with pytest.raises(TypeError):
        staging.keep([version(2, "b"), version(3, "c", since=None)], [1], 9)
    assert (staging.position(), found(staging.of("GVA01"))) == (1, [1])


def test_feeds_say_when_each_source_was_last_heard_and_whose_clock_is_ahead(staging):
    late, ahead = NOON - timedelta(days=2), NOON + timedelta(minutes=10)
    staging.keep(
        [version(1), version(2, "b", since=ahead, until=ahead), version(3, "c", since=late, until=late),
         version(4, "d", source="floor", kind="observation")], [], 4,
    )  # fmt: skip
    rows = staging.feeds(NOON - timedelta(days=1), timedelta(minutes=2))
    assert [row[:4] for row in rows] == [("GVA01", "floor", "observation", 1), ("GVA01", "till", "receipt", 3)]
    assert rows[1][4:] == (ahead, NOON, 1, 600_000_000.0, 1)


def test_bulk_and_back_changes_no_answer(staging):
    staging.begin_bulk()
    staging.keep([version(1), version(2, "b", ref="A7")], [], 2)
    staging.end_bulk()
    assert found(staging.naming({"A7"})) == [2]


def test_the_next_generation_takes_the_place_of_this_one(staging):
    staging.keep([version(1)], [], 5)
    fresh = staging.fresh()
    fresh.keep([version(7, "new")], [], 7)
    assert found(staging.of("GVA01")) == [1]
    staging.adopt(fresh)
    assert (staging.position(), found(staging.of("GVA01"))) == (7, [7])


def test_a_file_of_another_shape_or_of_nonsense_is_begun_anew(tmp_path):
    path = tmp_path / "heard.db"
    one = Staging(path, HEARD, shape="1")
    one.keep([version(1)], [], 1)
    one.close()
    for shape, spoil in (("2", False), ("2", True)):
        if spoil:
            path.write_bytes(b"not a database at all" * 400)
        one = Staging(path, HEARD, shape=shape)
        assert (one.position(), one.of("GVA01")) == (0, [])
        one.keep([version(1)], [], 1)
        one.close()
    one = Staging(path, HEARD, shape="2")
    assert one.position() == 1
    one.close()
