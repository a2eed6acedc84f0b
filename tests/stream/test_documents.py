"""What `Documents` promises, on every adapter."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from documents_adapters import DURABLE, OPEN, opened

from cabochon.refusals import Refused
from cabochon.stream.documents import Content, Context, Place

MINE = Context("state", "https://example.com/activity", "ab12", "6690e6c9-3ef0-4ed3-8b37-7f3964730bee")
BOOKMARK = Place(MINE, "bookmark")
TEXT = Content("text/plain", b"page 3", "agent:ab12")


@pytest.fixture(params=list(OPEN))
def documents(request, tmp_path, clock):
    one = opened(request.param, tmp_path, clock)
    yield one
    one.close()


@pytest.fixture(params=DURABLE)
def durable(request):
    return request.param


def put(documents, place, content=TEXT):
    return documents.change(place, lambda _: content)


def test_what_was_put_is_read_back_whole(documents, clock):
    content = Content("image/x; odd=\u00e9", bytes(range(256)) * 40, "person:7")
    kept = put(documents, BOOKMARK, content)
    assert documents.read(BOOKMARK) == kept
    assert (kept.place, kept.content, kept.updated) == (BOOKMARK, content, clock())
    assert kept.modified == int(clock().timestamp())


def test_an_empty_document_is_a_document(documents):
    put(documents, BOOKMARK, Content("", b""))
    assert documents.read(BOOKMARK).content == Content("", b"")


def test_nothing_is_read_where_nothing_was_put(documents):
    assert documents.read(BOOKMARK) is None
    assert documents.listing(MINE) == []
    assert documents.count() == 0


@pytest.mark.parametrize(
    "other",
    [
        Place(Context("state", MINE.activity, MINE.agent, ""), "bookmark"),
        Place(Context("state", MINE.activity, "ab13", MINE.registration), "bookmark"),
        Place(Context("state", MINE.activity + "/", MINE.agent, MINE.registration), "bookmark"),
        Place(Context("agent", MINE.activity, MINE.agent, MINE.registration), "bookmark"),
        Place(MINE, "Bookmark"),
        Place(MINE, "bookmark "),
    ],
    ids=["no registration", "agent", "activity", "resource", "case", "space"],
)
def test_each_of_the_keys_tells_documents_apart(documents, other):
    put(documents, BOOKMARK)
    assert documents.read(other) is None
    put(documents, other, Content("text/plain", b"other"))
    assert documents.read(BOOKMARK).content == TEXT
    assert documents.read(other).content.body == b"other"


def test_a_judge_sees_what_is_there_and_says_what_shall_be(documents):
    put(documents, BOOKMARK)
    seen = []
    documents.change(BOOKMARK, lambda old: seen.append(old.content) or Content("a/b", old.content.body + b"!"))
    assert seen == [TEXT]
    assert documents.read(BOOKMARK).content == Content("a/b", b"page 3!")


def test_a_judge_that_wants_nothing_deletes(documents):
    put(documents, BOOKMARK)
    assert documents.change(BOOKMARK, lambda _: None) is None
    assert documents.read(BOOKMARK) is None
    assert documents.change(BOOKMARK, lambda _: None) is None


def test_a_judge_that_raises_changes_nothing(documents):
    kept = put(documents, BOOKMARK)

    def judge(_):
        raise Refused("has changed meanwhile", "If-Match", 412)

    with pytest.raises(Refused, match="meanwhile"):
        documents.change(BOOKMARK, judge)
    with pytest.raises(ZeroDivisionError):
        documents.change(Place(MINE, "new"), lambda _: 1 // 0)
    assert documents.read(BOOKMARK) == kept
    assert documents.listing(MINE) == ["bookmark"]


def test_the_times_of_a_document_grow_even_when_the_clock_does_not(documents, clock):
    first = put(documents, BOOKMARK)
    second = put(documents, BOOKMARK)
    clock.move(-3600)
    third = put(documents, BOOKMARK)
    assert first.updated < second.updated < third.updated
    assert first.modified < second.modified < third.modified


def test_a_listing_has_the_longest_unchanged_first(documents, clock):
    for name in "abc":
        put(documents, Place(MINE, name))
        clock.move(1)
    put(documents, Place(MINE, "a"))
    assert documents.listing(MINE) == ["b", "c", "a"]


def test_since_is_exclusive(documents, clock):
    first = put(documents, Place(MINE, "a"))
    clock.move(1)
    put(documents, Place(MINE, "b"))
    assert documents.listing(MINE, first.updated) == ["b"]
    assert documents.listing(MINE, first.updated - timedelta(microseconds=1)) == ["a", "b"]
    assert documents.listing(MINE, clock()) == []


def test_a_listing_is_of_one_context(documents):
    put(documents, BOOKMARK)
    put(documents, Place(Context("state", MINE.activity, MINE.agent), "bare"))
    assert documents.listing(MINE) == ["bookmark"]
    assert documents.listing(Context("state", MINE.activity, MINE.agent)) == ["bare"]


def test_clearing_takes_one_context_only(documents):
    put(documents, BOOKMARK)
    put(documents, Place(MINE, "other"))
    bare = Place(Context("state", MINE.activity, MINE.agent), "bookmark")
    put(documents, bare)
    assert documents.clear(MINE) == 2
    assert documents.clear(MINE) == 0
    assert documents.listing(MINE) == []
    assert documents.read(bare) is not None


def test_forgetting_an_agent_takes_all_that_is_held_of_it(documents):
    profile = Place(Context("agent", agent="ab12"), "preferences")
    others = [
        Place(Context("agent", agent="cd34"), "preferences"),
        Place(Context("activity", "https://a.example"), "p"),
    ]
    for place in (BOOKMARK, profile, *others):
        put(documents, place)
    assert documents.held("ab12") == [profile, BOOKMARK]
    assert documents.forget("ab12") == 2
    assert documents.held("ab12") == []
    assert all(documents.read(place) for place in others)
    assert documents.count() == 2


def test_nobody_is_no_agent_to_forget(documents):
    put(documents, Place(Context("activity", "https://a.example"), "p"))
    assert documents.held("") == []
    assert documents.forget("") == 0
    assert documents.count() == 1


def test_of_many_that_put_what_must_be_absent_one_does(documents):
    start = Barrier(8)

    def judge(old):
        if old is not None:
            raise Refused("is there", "If-None-Match", 412)
        return TEXT

    def race(_):
        start.wait()
        try:
            documents.change(BOOKMARK, judge)
        except Refused:
            return 0
        return 1

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(race, range(8))) == 1


def test_changes_at_the_same_time_are_seen_one_after_the_other(documents):
    def more(old):
        return Content("text/plain", str(int(old.content.body) + 1 if old else 1).encode())

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: documents.change(BOOKMARK, more), range(200)))
    assert documents.read(BOOKMARK).content.body == b"200"


def test_what_is_there_is_sound(documents):
    put(documents, BOOKMARK)
    assert documents.check() == []


def test_documents_outlive_a_restart(durable, tmp_path, clock):
    first = opened(durable, tmp_path, clock)
    kept = put(first, BOOKMARK, Content("application/octet-stream", b"\0\xff" * 1_000_000))
    first.close()
    again = opened(durable, tmp_path, clock)
    assert again.read(BOOKMARK) == kept
    clock.move(-3600)
    assert put(again, BOOKMARK).updated > kept.updated
    again.close()


def test_two_that_hold_the_same_documents_open_see_each_other(durable, tmp_path, clock):
    one, other = opened(durable, tmp_path, clock), opened(durable, tmp_path, clock)
    kept = put(one, BOOKMARK)
    assert other.read(BOOKMARK) == kept
    other.change(BOOKMARK, lambda old: Content("a/b", old.content.body * 2))
    assert one.read(BOOKMARK).content.body == b"page 3page 3"
    one.close()
    other.close()
