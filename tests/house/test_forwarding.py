"""Forwarding to another record store: everything chosen arrives, once, in order, whatever the other side does."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import msgspec
import pytest

from answering import answering, say, sent
from cabochon.directory.rows import Course, DeadLetter, Key
from cabochon.duties import Duties
from cabochon.duties.forward import forward
from cabochon.house import House
from cabochon.house.exporting_choice import Choice, choice_of
from cabochon.house.forwarding_posting import pause, wait_of
from cabochon.house.forwarding_sending import BATCH
from cabochon.privacy.keys import make
from cabochon.refusals import Conflict, Refused
from cabochon.settings import load
from cabochon.xapi.multipart import Content, written
from cabochon.xapi.versions import V103
from lrs_store import Client, client, opened, said, voiding


@dataclass
class Clock:
    """Time that a test moves."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


def house_at(folder: Path, clock: Any = lambda: datetime.now(UTC), **values: Any) -> House:
    return House.open(folder, load(folder, {}) | {"allow_private_targets": True} | values, clock=clock)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as one:
        yield one


@pytest.fixture
def here(tmp_path: Path, clock: Clock, stack: ExitStack) -> House:
    house = house_at(tmp_path / "here", clock)
    stack.callback(house.close)
    return house


@dataclass
class Mouth:
    """Keeps statements in a house as one of its keys does."""

    house: House
    key: Any

    def keep(self, *statements: dict[str, Any]) -> list[str]:
        members = [(msgspec.json.encode(one), one) for one in statements]
        return list(self.house.statements.keep(self.key, members, V103).result().ids)

    def many(self, count: int) -> list[str]:
        return self.keep(*(said() for _ in range(count)))


@pytest.fixture
def mouth(here: House) -> Mouth:
    key, _ = make(here.directory, "a till", scopes=("all",), clock=here.clock)
    return Mouth(here, here.directory.get(Key, key))


@dataclass
class There:
    """The other store, a real one behind a real server."""

    house: House
    port: int
    admin: Client
    url: str
    key: str
    secret: str

    @property
    def kept(self) -> list[str]:
        return [one.entry.id for one in self.house.log.after(0, 100_000)]


@pytest.fixture
def there(tmp_path: Path, stack: ExitStack) -> There:
    house = house_at(tmp_path / "there")
    stack.callback(house.close)
    port = stack.enter_context(opened(house))
    key, secret = make(house.directory, "forwarding", scopes=("all",), clock=house.clock)
    return There(house, port, client(house, port), f"http://127.0.0.1:{port}/xapi", key, secret)


def to(house: House, url: str, name: str = "lrs", key: str = "k", secret: str = "s", **filters: Any) -> None:
    house.forwarding.add_store(name, url=url, key=key, secret=secret, choice=Choice(**filters), by="test")


def to_there(house: House, there: There, **filters: Any) -> None:
    to(house, there.url, key=there.key, secret=there.secret, **filters)


def drained(house: House, name: str = "lrs") -> Course:
    while house.forwarding.step(name):
        pass
    return house.forwarding.state(name).course


def dead(house: House, name: str = "lrs") -> list[DeadLetter]:
    return house.forwarding.letters(name)


def test_everything_kept_arrives_in_its_order_and_as_it_was_sent(here, there, mouth):
    one = said(timestamp="2026-03-01T09:30:00.123456+01:00", result={"score": {"scaled": 0.10}, "response": "ü\n"})
    raw = msgspec.json.encode(one).replace(b"0.1", b"0.10000000000000000001")
    ids = [*mouth.many(230), *here.statements.keep(mouth.key, [(raw, one)], V103).result().ids]
    to_there(here, there)
    course = drained(here)
    assert there.kept == ids
    assert (course.sent, course.position, course.failing) == (231, here.log.position(), None)
    assert here.forwarding.state("lrs").word == "up to date"
    body = there.admin.get(statementId=one["id"]).body
    assert b"0.10000000000000000001" in body
    assert there.admin.get(statementId=one["id"]).json["authority"]["account"]["name"] == there.key


def test_what_was_given_by_us_goes_along_and_what_the_other_store_sets_does_not(here, there, mouth):
    authority = {"mbox": "mailto:somebody@example.com"}
    [sid] = mouth.keep(said(id=None, stored="2001-01-01T00:00:00Z", authority=authority))
    to_there(here, there)
    drained(here)
    got = there.admin.get(statementId=sid).json
    kept = here.log.by_id([sid])[0]
    assert got["timestamp"] == kept.stored.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert got["stored"] != "2001-01-01T00:00:00Z"
    assert got["authority"] != authority


def test_only_what_is_chosen_leaves(here, there, mouth):
    door = {"contextActivities": {"grouping": [{"id": f"{here.home}/doors/GVA01"}]}}
    mine = said(verb={"id": "https://example.com/verbs/won"}, context=door)
    mouth.keep(said(), mine, said(context=door), said(verb=mine["verb"]))
    to_there(here, there, verbs=("https://example.com/verbs/won",), boutiques=("GVA01",))
    drained(here)
    assert there.kept == [mine["id"]]


def test_a_source_can_be_chosen(here, there, mouth):
    mine = said(context={"platform": "till:csv"})
    mouth.keep(said(), mine, said(context={"platform": "other"}))
    to_there(here, there, sources=("till:csv",))
    drained(here)
    assert there.kept == [mine["id"]]


def test_what_was_kept_before_a_day_stays(here, there, mouth, clock):
    mouth.many(3)
    clock.later(days=1)
    since = clock.now
    clock.later(days=1)
    later = mouth.many(2)
    to_there(here, there, since=since)
    drained(here)
    assert there.kept == later


def test_what_is_voided_later_is_voided_there_too(here, there, mouth):
    one, other = said(), said(verb={"id": "https://example.com/verbs/won"})
    mouth.keep(one, other)
    to_there(here, there, verbs=(one["verb"]["id"],))
    drained(here)
    mouth.keep(voiding(one["id"]), voiding(other["id"]))
    drained(here)
    assert len(there.kept) == 2
    assert there.admin.get(statementId=one["id"]).status == 404
    assert there.admin.get(voidedStatementId=one["id"]).status == 200


def test_what_was_voided_before_does_not_leave(here, there, mouth):
    one = said()
    mouth.keep(one)
    mouth.keep(voiding(one["id"]))
    to_there(here, there)
    drained(here)
    assert one["id"] not in there.kept
    assert len(there.kept) == 1


def test_what_can_no_longer_be_opened_is_passed_over(here, there, mouth):
    gone, stays = mouth.keep(said(), said())
    here.directory.forget_text_key(here.log.by_id([gone])[0].entry.key_person)
    to_there(here, there)
    assert drained(here).position == 2
    assert there.kept == [stays]


def test_what_is_there_already_is_no_fault(here, there, mouth):
    ids = mouth.many(5)
    to_there(here, there)
    drained(here)
    here.directory.put(Course(id="lrs"))
    assert drained(here).position == 5
    assert there.kept == ids
    assert dead(here) == []


def test_a_conflict_keeps_back_nothing_else(here, there, mouth):
    clash = said()
    there.admin.keep(said(id=clash["id"]))
    ids = [*mouth.many(3), *mouth.keep(clash), *mouth.many(3)]
    to_there(here, there)
    drained(here)
    assert set(there.kept) == set(ids)
    assert dead(here) == []


def refusing(bad: set[str], seen: list[list[str]], status: int = 400) -> Any:
    """A store that refuses every batch in which one of these ids is."""

    def answer(handler: Any) -> None:
        ids = [one["id"] for one in msgspec.json.decode(sent(handler))]
        if bad & set(ids):
            say(handler, status, b'{"error":"is not to my liking","pointer":"/3/actor"}')
        else:
            seen.append(ids)
            say(handler, 200, b"[]")

    return answer


def test_of_a_refused_batch_only_the_bad_statement_is_set_aside(here, mouth, stack):
    ids, seen = mouth.many(90), list[list[str]]()
    bad = {ids[7], ids[8], ids[89]}
    port = stack.enter_context(answering(refusing(bad, seen)))
    to(here, f"http://127.0.0.1:{port}/")
    course = drained(here)
    assert [one for batch in seen for one in batch] == [one for one in ids if one not in bad]
    assert {one.statement for one in dead(here)} == bad
    assert dead(here)[0].reason == "400 (/3/actor: is not to my liking)"
    assert (course.position, course.sent) == (90, 87)
    assert here.forwarding.state("lrs").word == "up to date"


def test_dead_letters_can_be_sent_again_or_discarded(here, mouth, stack):
    ids, seen = mouth.many(3), list[list[str]]()
    bad = set(ids)
    port = stack.enter_context(answering(refusing(bad, seen)))
    to(here, f"http://127.0.0.1:{port}/xapi")
    drained(here)
    assert len(dead(here)) == 3
    assert here.forwarding.retry([dead(here)[0].id], by="test") == (0, "400 (/3/actor: is not to my liking)")
    bad.discard(ids[1])
    assert here.forwarding.retry([one.id for one in dead(here)], by="test")[0] == 1
    assert here.forwarding.discard([dead(here)[0].id], by="test") == 1
    assert [one.statement for one in dead(here)] == [ids[2]]
    assert here.log.position() == 3


def test_one_statement_that_breaks_the_other_store_does_not_hold_up_the_rest_for_ever(here, mouth, stack, clock):
    ids, seen = mouth.many(20), list[list[str]]()
    port = stack.enter_context(answering(refusing({ids[5]}, seen, 500)))
    to(here, f"http://127.0.0.1:{port}/xapi")
    for _ in range(8):
        drained(here)
        clock.later(hours=2)
    assert {one.statement for one in dead(here)} == {ids[5]}
    assert here.forwarding.state("lrs").course.sent == 19


def test_a_store_that_is_broken_as_a_whole_gets_everything_later(here, mouth, stack, clock):
    ids, seen, up = mouth.many(5), list[list[str]](), list[bool]()

    def answer(handler: Any) -> None:
        refusing(set(), seen)(handler) if up else (sent(handler), say(handler, 500, b"<html>oh</html>"))

    port = stack.enter_context(answering(answer))
    to(here, f"http://127.0.0.1:{port}/xapi")
    for _ in range(10):
        drained(here)
        assert here.forwarding.due() == []
        clock.later(hours=2)
    assert here.forwarding.state("lrs").word == "failing"
    assert here.forwarding.state("lrs").course.reason == "500"
    up.append(True)
    assert drained(here).failing is None
    assert seen == [ids]
    assert dead(here) == []


def test_retry_after_is_honoured(here, mouth, stack, clock):
    mouth.many(1)
    port = stack.enter_context(answering(lambda h: (sent(h), say(h, 429, b"slow down", retry_after="600"))))
    to(here, f"http://127.0.0.1:{port}/xapi")
    drained(here)
    clock.later(seconds=599)
    assert here.forwarding.due() == []
    clock.later(seconds=3)
    assert here.forwarding.due() == ["lrs"]


def test_pauses_double_to_an_hour_and_are_spread():
    assert [pause(n, None, 1.0) for n in (1, 2, 3, 40)] == [2.0, 4.0, 8.0, 3600.0]
    assert pause(3, None, 0.0) == 4.0
    assert pause(3, 90.0, 0.5) == 90.5
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert wait_of({"retry-after": "Sun, 01 Mar 2026 12:02:00 GMT"}, at) == 120
    assert wait_of({"retry-after": "Sun, 01 Mar 2026 11:00:00 GMT"}, at) == 0
    assert wait_of({"retry-after": "99999999999"}, at) == 86_400
    assert wait_of({"retry-after": "soon"}, at) is None


@pytest.mark.parametrize(
    ("status", "word"),
    [(401, "does not know"), (403, "may not write"), (404, "no record store"), (302, "final address")],
)
def test_what_is_wrong_with_the_target_is_said_and_nothing_is_lost(here, mouth, stack, status, word):
    mouth.many(2)
    port = stack.enter_context(answering(lambda h: (sent(h), say(h, status, location="https://elsewhere.example/"))))
    to(here, f"http://127.0.0.1:{port}/xapi")
    course = drained(here)
    assert word in course.reason
    assert (course.position, dead(here)) == (0, [])


def test_a_target_that_refuses_everything_is_given_up_in_time_and_resumed(here, mouth, stack, monkeypatch):
    monkeypatch.setattr("cabochon.house.forwarding_sending.MOST_DEAD", 10)
    ids, seen = mouth.many(BATCH + 50), list[list[str]]()
    bad = set(ids)
    port = stack.enter_context(answering(refusing(bad, seen)))
    to(here, f"http://127.0.0.1:{port}/xapi")
    assert "refused 10 statements" in drained(here).ended
    assert here.forwarding.state("lrs").word == "given up"
    assert len(dead(here)) == BATCH
    bad.clear()
    here.forwarding.resume("lrs", by="test")
    drained(here)
    here.forwarding.retry([one.id for one in dead(here)], by="test")
    assert {one for batch in seen for one in batch} == set(ids)


def test_an_attachment_goes_along(here, there, mouth, stack):
    port = stack.enter_context(opened(here))
    body = bytes(range(256)) * 40
    sha2 = sha256(body).hexdigest()
    declared = {"usageType": "https://example.com/use", "display": {"en": "a picture"}, "contentType": "image/jpeg",
                "length": len(body), "sha2": sha2}  # fmt: skip
    one = said(attachments=[declared])
    mixed = written(msgspec.json.encode(one), [Content(sha2, "image/jpeg", body)], boundary="abc")
    admin = client(here, port)
    assert admin.post(mixed, content_type="multipart/mixed; boundary=abc").status == 200
    mouth.many(1)
    to_there(here, there)
    drained(here)
    assert len(there.kept) == 2
    assert body in there.admin.get(statementId=one["id"], attachments=True).body


def test_after_a_crash_it_goes_on_where_it_was(tmp_path, here, there, mouth, clock):
    first = mouth.many(BATCH + 20)
    to_there(here, there)
    here.forwarding.step("lrs")
    assert len(there.kept) == BATCH
    here.close()
    again = house_at(tmp_path / "here", clock)
    drained(again)
    again.close()
    assert there.kept == first


def test_the_duty_follows_by_itself_and_stops_while_a_store_hangs(here, there, mouth, stack):
    hanging = stack.enter_context(answering(lambda h: sleep(30)))
    to_there(here, there)
    to(here, f"http://127.0.0.1:{hanging}/xapi", name="slow")
    duties = Duties([forward(here)])
    ids, until = mouth.many(3), monotonic() + 20
    while there.kept != ids and monotonic() < until:
        sleep(0.05)
    assert there.kept == ids
    before = monotonic()
    duties.stop()
    assert monotonic() - before < 5
    assert here.forwarding.state("slow").course.position == 0


def test_paused_means_nothing_is_sent(here, there, mouth):
    to_there(here, there)
    here.forwarding.pause("lrs", by="test")
    mouth.many(1)
    assert here.forwarding.due() == []
    assert here.forwarding.step("lrs") is False
    here.forwarding.resume("lrs", by="test")
    drained(here)
    assert len(there.kept) == 1


def test_a_target_removed_is_forgotten_whole(here, there, mouth):
    to_there(here, there)
    here.forwarding.remove("lrs", by="test")
    assert (here.forwarding.all("store"), here.directory.find(Course)) == ([], [])
    here.forwarding.mark("lrs", position=9)
    assert here.directory.find(Course) == []


def test_the_secret_lies_sealed(tmp_path, here, there):
    to(here, there.url, secret="only-between-us")
    assert here.forwarding.secrets(here.forwarding.get("lrs")) == ["only-between-us"]
    assert all(b"only-between-us" not in one.read_bytes() for one in (tmp_path / "here").iterdir() if one.is_file())


@pytest.mark.parametrize(
    ("more", "place"),
    [({"url": "ftp://x"}, "url"), ({"url": "https://169.254.169.254/"}, "url"), ({"key": " "}, "key"),
     ({"secret": ""}, "secret"), ({"version": "0.9"}, "version"), ({"name": "No Name"}, "name")],
)  # fmt: skip
def test_a_target_that_could_never_work_is_refused_at_once(here, more, place):
    given = {"name": "lrs", "url": "https://lrs.example/xapi", "key": "k", "secret": "s"} | more
    with pytest.raises(Refused) as refusal:
        here.forwarding.add_store(**given, choice=Choice(), by="test")
    assert refusal.value.pointer == place


def test_a_name_is_given_once(here, there):
    to_there(here, there)
    with pytest.raises(Conflict):
        to_there(here, there)


def test_a_filter_that_is_none_is_named():
    assert choice_of({"verb": ["https://a.example/v"], "agent": ["mailto:a@b.example"]}).agents
    for given, place in (({"verb": ["no iri"]}, "verb"), ({"colour": ["red"]}, "colour"), ({"kind": ["x"]}, "kind")):
        with pytest.raises(Refused) as refusal:
            choice_of(given)
        assert refusal.value.pointer == place


def test_a_store_can_be_asked_whether_it_knows_us(here, there):
    to_there(here, there)
    assert here.forwarding.test("lrs", by="test") == (True, "it answers, and knows the key")
    to(here, there.url, name="wrong", key=there.key, secret="other")
    assert here.forwarding.test("wrong", by="test")[0] is False
