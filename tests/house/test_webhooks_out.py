"""Webhooks out: Standard Webhooks, of what was kept, without a client's words and without names."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from answering import answering, say, sent
from cabochon.demo.maison import maison
from cabochon.demo.weeks import history
from cabochon.house import House
from cabochon.house.exporting_choice import Choice
from cabochon.house.forwarding_letters import key_of
from cabochon.refusals import Refused
from cabochon.settings import load
from lrs_store import client, opened, said, voiding

NOTE = "Offered the strap with the trip in mind"


class Receiver:
    """What came, and what is answered to it."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status, self.headers = 200, dict[str, str]()

    def __call__(self, handler: Any) -> None:
        self.heard.append(({k.lower(): v for k, v in handler.headers.items()}, sent(handler)))
        say(handler, self.status, **self.headers)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.heard]


@pytest.fixture
def now() -> list[datetime]:
    return [datetime.now(UTC)]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as one:
        yield one


@pytest.fixture
def house(tmp_path, now, stack) -> House:
    values = load(tmp_path / "data", {}) | {"allow_private_targets": True}
    one = House.open(tmp_path / "data", values, clock=lambda: now[0])
    stack.callback(one.close)
    return one


@pytest.fixture
def receiver(stack) -> Receiver:
    one = Receiver()
    one.url = f"http://127.0.0.1:{stack.enter_context(answering(one))}/hear"
    return one


@pytest.fixture
def mouth(house, stack):
    return client(house, stack.enter_context(opened(house)))


def drained(house: House) -> None:
    while house.forwarding.step("bi"):
        pass


def listen(house: House, receiver: Receiver, **chosen: Any) -> str:
    return house.forwarding.add_webhook("bi", url=receiver.url, choice=Choice(**chosen), by="test")[1]


def checked(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """The signature as its receiver reckons it, from the specification alone."""
    key = base64.b64decode(secret.split("_", 1)[1])
    content = headers["webhook-id"].encode() + b"." + headers["webhook-timestamp"].encode() + b"." + body
    mark = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return mark in headers["webhook-signature"].split(" ")


def test_a_message_is_signed_as_the_standard_says(house, receiver, mouth, now):
    secret = listen(house, receiver)
    mouth.keep(said())
    drained(house)
    [(headers, body)] = receiver.heard
    assert secret.startswith("whsec_")
    assert checked(headers, body, secret)
    assert not checked(headers, body + b" ", secret)
    assert headers["webhook-timestamp"] == str(int(now[0].timestamp()))
    assert headers["content-type"] == "application/json"


def test_the_worked_example_of_the_standard_is_met(house):
    # https://github.com/standard-webhooks/standard-webhooks, libraries' own test vectors
    from cabochon.house.forwarding_letters import signed

    at = datetime.fromtimestamp(1614265330, UTC)
    made = signed(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], at=at
    )
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_sign_while_the_receiver_changes_over(house, receiver, mouth):
    old = listen(house, receiver)
    new = house.forwarding.rotate("bi", by="test")
    mouth.keep(said())
    drained(house)
    [(headers, body)] = receiver.heard
    assert new != old
    assert checked(headers, body, new)
    assert checked(headers, body, old)
    assert len(headers["webhook-signature"].split(" ")) == 2
    house.forwarding.rotate("bi", by="test")
    assert len(house.forwarding.secrets(house.forwarding.get("bi"))) == 2


def test_a_statement_of_strangers_is_told_by_its_id_alone(house, receiver, mouth):
    listen(house, receiver)
    one = said(actor={"mbox": "mailto:jane@example.com", "name": "Jane Doe"}, result={"response": "a secret"})
    mouth.keep(one, voiding(one["id"]))
    mouth.keep(other := said())
    drained(house)
    told = receiver.bodies
    assert [body["data"]["id"] for body in told][-1] == other["id"]
    assert told[0]["data"]["voids"] == one["id"]
    assert all(body["type"] == "statement" and body["data"]["statement"] is None for body in told)
    assert not any(b"jane" in body or b"Jane" in body or b"secret" in body for _, body in receiver.heard)


def test_an_event_of_the_house_is_told_by_its_clear_twin(house, receiver):
    one = maison(boutiques=1, until=date(2026, 3, 31), weeks=1)
    house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
    listen(house, receiver, kinds=("observation", "survey"))
    events = list(history(one, now=datetime(2026, 3, 31, 20, tzinfo=UTC), weeks=1))
    house.keep_as().events(events, fresh=True)
    drained(house)
    told = receiver.bodies
    assert {body["type"] for body in told} == {"observation", "survey"}
    assert all(body["data"]["boutique"] == one.doors[0].code for body in told)
    assert all(body["data"]["statement"]["verb"]["id"] for body in told)
    texts = {text for e in events if (text := getattr(e, "note", "") or getattr(e, "comment", ""))}
    names = {person.name for person in one.people}
    whole = b"".join(body for _, body in receiver.heard).decode()
    assert texts
    assert not [text for text in texts | names if text in whole]


def test_only_what_is_kept_from_now_on_is_told(house, receiver, mouth):
    mouth.keep(said())
    listen(house, receiver)
    [later] = mouth.keep(said())
    drained(house)
    assert [body["data"]["id"] for body in receiver.bodies] == [later]


def test_a_message_keeps_its_id_through_every_try(house, receiver, mouth, now):
    listen(house, receiver)
    mouth.keep(said(), said())
    receiver.status = 503
    drained(house)
    assert house.forwarding.due() == []
    now[0] += timedelta(minutes=1)
    receiver.status = 200
    drained(house)
    first, again, second = receiver.ids
    assert first == again != second
    assert house.forwarding.state("bi").word == "up to date"


def test_after_days_of_failing_it_is_given_up_and_says_so(house, receiver, mouth, now):
    listen(house, receiver)
    mouth.keep(said())
    receiver.status = 500
    for _ in range(7):
        drained(house)
        now[0] += timedelta(days=1)
    state = house.forwarding.state("bi")
    assert state.word == "given up"
    assert "failed for 5 days" in state.course.ended
    assert house.forwarding.due() == []
    receiver.status = 200
    house.forwarding.resume("bi", by="test")
    drained(house)
    assert house.forwarding.state("bi").word == "up to date"


def test_a_receiver_that_is_gone_is_told_nothing_more(house, receiver, mouth):
    listen(house, receiver)
    mouth.keep(said())
    receiver.status = 410
    drained(house)
    assert "410" in house.forwarding.state("bi").course.ended


def test_one_message_its_receiver_will_not_have_does_not_hold_up_the_others(house, receiver, mouth, now):
    listen(house, receiver)
    bad, good = mouth.keep(said(), said())
    receiver.status = 422
    for _ in range(6):
        drained(house)
        now[0] += timedelta(hours=2)
    assert [one.statement for one in house.forwarding.letters("bi")] == [bad]
    receiver.status = 200
    drained(house)
    assert receiver.bodies[-1]["data"]["id"] == good
    assert house.forwarding.retry([one.id for one in house.forwarding.letters("bi")], by="test") == (1, "")


def test_a_test_message_is_sent_at_once(house, receiver):
    secret = listen(house, receiver)
    assert house.forwarding.test("bi", by="test")[0] is True
    [(headers, body)] = receiver.heard
    assert json.loads(body)["type"] == "test"
    assert checked(headers, body, secret)


@pytest.mark.parametrize("secret", ["abc", "whsec_", "whsec_!!", "whsec_" + base64.b64encode(b"x" * 23).decode()])
def test_a_secret_that_is_none_is_refused(house, secret):
    with pytest.raises(Refused):
        key_of(secret)
