"""Steps in a module as the phone tells them: judged by the library, kept once, in the writer's own name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest

from cabochon import vocabulary
from cabochon.directory.rows import Account
from cabochon.house import writing
from cabochon.privacy.opening import opened
from cabochon.refusals import NotAllowed, Refused
from cabochon.retail.learning import JobAid, Learning
from seven_ways import ACTION, KEY, MODULE, ship

NOW = datetime(2026, 3, 31, 9, tzinfo=UTC)
HERE = "GVA01"


class Phone:
    def __init__(self, furnished):
        self.house, one = furnished
        self.house.clock = lambda: NOW
        self.ana = one.sellers[HERE][0].person
        self.attempt = str(uuid4())
        self.house.directory.put(
            Account(id="ana", login="ana", name="Ana", role="associate", boutiques=(HERE,), person=self.ana.id)
        )

    def form(self, what="practised", **fields):
        said = {"id": str(uuid4()), "kind": "learning", "boutique": HERE, "opened_at": NOW.isoformat(), "what": what,
                "module": KEY, "attempt": self.attempt, "version": "1", "language": "en"}  # fmt: skip
        if what == "practised":
            said |= {"item": "which-line", "response": "b"}
        return {name: value for name, value in (said | fields).items() if value is not None}

    def enter(self, form, account="ana"):
        return writing.enter(self.house, account, form)

    def told(self, form):
        name, _ = self.enter(form)
        (kept,) = self.house.log.by_id([name])
        raw = opened(self.house.directory, kept) if kept.entry.sealed is not None else kept.entry.clear
        return vocabulary.hear(msgspec.json.decode(raw), self.house.home)


@pytest.fixture
def phone(furnished, monkeypatch):
    ship(monkeypatch)
    return Phone(furnished)


def test_an_answer_is_a_statement_of_whoever_gave_it_with_the_skill_and_the_role(phone):
    event = phone.told(phone.form(seconds=12))
    assert isinstance(event, Learning)
    assert (event.associate.name, event.skill, event.job_role) == (phone.ana.id, "add-on-prompt", "advisor")
    assert (event.success, event.scaled, event.seconds, event.version) == (True, 1.0, 12, "1")
    assert str(event.attempt) == phone.attempt


def test_whether_it_was_right_is_found_here_whatever_the_phone_says(phone):
    assert phone.told(phone.form(response="a", success="yes", scaled=1)).success is False


def test_sent_twice_it_is_kept_once(phone):
    form = phone.form()
    assert phone.enter(form)[1] == "kept"
    assert phone.enter(form)[1] == "repeated"


def test_an_answer_given_without_a_network_has_the_time_it_was_given_at(phone):
    yesterday = NOW - timedelta(days=1)
    event = phone.told(phone.form(opened_at=yesterday.isoformat(), sent_at=NOW.isoformat()))
    assert event.at == yesterday


def test_the_mark_is_met_or_not_by_the_share_reached(phone):
    assert phone.told(phone.form("passed", scaled=0.4)).what == "failed"
    event = phone.told(phone.form("failed", scaled=1))
    assert (event.what, event.success) == ("passed", True)


@pytest.mark.parametrize(
    ("fields", "place"),
    [({"module": "no-such"}, "/version"), ({"module": "no-such", "version": None}, "/module"),
     ({"version": "9"}, "/version"),
     ({"item": "no-such"}, "/item"), ({"response": "z"}, "/response"), ({"response": ""}, "/response"),
     ({"attempt": None}, "/attempt"), ({"what": "slept"}, "/what"), ({"seconds": -1}, "/seconds"),
     ({"corrects": "aaafdd38-6fd0-46aa-8a52-7f43d1c2b001"}, "/corrects"), ({"note": "hello"}, "/note"),
     ({"version": "one"}, "/version")],
    ids=lambda one: str(one)[:30],
)  # fmt: skip
def test_a_step_that_cannot_have_been_is_refused_with_its_place(phone, fields, place):
    with pytest.raises(Refused) as fault:
        phone.enter(phone.form(**fields))
    assert fault.value.pointer == place


def test_another_boutique_is_refused(phone):
    with pytest.raises(NotAllowed):
        phone.enter(phone.form(boutique="ZRH01"))


def test_who_learns_nothing_here_cannot_say_that_they_did(phone):
    phone.house.directory.put(
        Account(id="leo", login="leo", name="Leo", role="ld_author", boutiques=(HERE,), person="leo")
    )
    with pytest.raises(NotAllowed):
        phone.enter(phone.form(), account="leo")


def test_a_module_without_a_mark_is_neither_passed_nor_failed(phone, monkeypatch):
    plain = replace(MODULE, pass_mark=0.0)
    monkeypatch.setattr(phone.house.library, "module", lambda *_, **__: plain)
    with pytest.raises(Refused, match="mark"):
        phone.enter(phone.form("passed", scaled=1))


def test_an_action_is_taken_on_and_tried(phone):
    took = phone.told(phone.form("took_on", item=ACTION, response="next_client"))
    assert (took.what, took.item, took.success) == ("took_on", ACTION, None)
    assert phone.told(phone.form("tried", item=ACTION, attempt=None)).what == "tried"
    with pytest.raises(Refused):
        phone.enter(phone.form("took_on", item="another-action"))


def test_a_document_opened_is_a_statement_and_an_unknown_one_is_refused(phone):
    form = {"id": str(uuid4()), "kind": "aid", "boutique": HERE, "opened_at": NOW.isoformat(), "aid": "ring-sizing"}
    event = phone.told(form)
    assert isinstance(event, JobAid)
    assert event.aid == "ring-sizing"
    with pytest.raises(Refused) as fault:
        phone.enter(form | {"id": str(uuid4()), "aid": "no-such"})
    assert fault.value.pointer == "/aid"


def test_a_step_cannot_be_turned_into_another_kind_of_entry(phone):
    name, _ = phone.enter(phone.form())
    form = {"id": str(uuid4()), "kind": "signal", "boutique": HERE, "opened_at": NOW.isoformat(), "corrects": name}
    with pytest.raises(Refused, match="another kind"):
        phone.enter(form | {"signal": "discovery_asked"})
