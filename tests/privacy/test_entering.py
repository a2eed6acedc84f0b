"""The way in: what of a statement lies in clear, what is sealed, what is masked and what is refused."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import msgspec
import pytest

from cabochon import vocabulary
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy.entering import Entrance, Sender, door_of
from cabochon.privacy.opening import opened
from cabochon.refusals import Refused
from cabochon.retail.events import (
    Action,
    Booking,
    Coaching,
    Learning,
    Line,
    Observation,
    Receipt,
    StockCount,
    StockException,
    Survey,
    Traffic,
)
from cabochon.retail.who import person
from cabochon.stream.memory import MemoryLog
from cabochon.xapi.versions import V103

HOME = "https://3f9a.cabochon.invalid"
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
SENDER = Sender(b'{"objectType":"Agent","account":{"homePage":"%b/keys","name":"k1"}}' % HOME.encode(), V103)
COMMON = {"at": NOON, "boutique": "GVA01", "key": "k", "revision": "1"}
EVENTS = (
    Observation(**COMMON, source="floor", associate=person("p1"), observer=person("p2"), started=NOON,
                marks={"welcome": "yes"}, note="Linked the strap to it", action=Action(what="Offer a strap first")),
    Receipt(**COMMON, source="till", business_day=date(2026, 3, 20), currency="CHF",
            lines=(Line(sku="W-1", quantity=1, net=790_000),), sellers=((person("p1"), 1.0),)),
    Survey(**COMMON, source="survey:csv", raw=4, low=1, high=5, associate=person("p1"), receipt="r1", comment="Kind"),
    Traffic(**COMMON, source="counter", minutes=60, entries=12, counter="c1"),
    Coaching(**COMMON, source="floor", associate=person("p1"), coach=person("p2"), behaviour="add_on", form="practice",
             positives=("Warm welcome",), improvement="Offer the strap earlier", next_time="May I show you a strap?"),
    Learning(**COMMON, source="floor", associate=person("p1"), what="practised", module="add-on", item="q3",
             response="May I show you"),
)  # fmt: skip


@pytest.fixture
def directory():
    one = SQLiteDirectory(None, clock=lambda: NOON)
    yield one
    one.close()


@pytest.fixture
def log():
    return MemoryLog(lambda: NOON)


@pytest.fixture
def entrance(log, directory):
    return Entrance(log, directory, home=HOME, clock=lambda: NOON)


def ours(kind, **changes):
    """A statement of a kind of ours as the house says it."""
    event = next(e for e in EVENTS if type(e).__name__.lower() == kind)
    return vocabulary.say(replace(event, id=uuid4(), **changes), HOME)


def foreign(**members):
    return {
        "id": str(uuid4()), "actor": {"mbox": "mailto:zoe@example.com", "name": "Zoë"}, "verb": {"id": "a:b"},
        "object": {"id": "a:c"}, **members,
    }  # fmt: skip


def keep(entrance, log, statement, raw=None):
    raw = raw or msgspec.json.encode(statement)
    entrance.accept([(raw, msgspec.json.decode(raw))], SENDER).result()
    return log.after(0)[-1]


def test_a_foreign_statement_is_sealed_whole_and_opened_as_it_came(entrance, log, directory):
    actor = b'{"mbox":"mailto:zoe@example.com"}'
    raw = b'{"verb":{"id":"a:b"}, "object":{"id":"a:c"}, "actor":%b, "result":{"score":{"raw":1.10}}}' % actor
    kept = keep(entrance, log, None, raw)
    assert kept.entry.clear is None
    assert b"zoe" not in kept.entry.sealed
    assert b"zoe" not in kept.entry.key_person.encode()
    assert opened(directory, kept) == raw


@pytest.mark.parametrize("kind", ["receipt", "traffic"])
def test_what_the_house_says_without_a_text_is_its_own_twin(entrance, log, kind):
    statement = ours(kind)
    kept = keep(entrance, log, statement)
    assert kept.entry.sealed is None
    assert msgspec.json.decode(kept.entry.clear) == statement


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: type(e).__name__)
def test_the_twin_tells_the_same_event_with_its_text_sealed(entrance, log, event):
    event = replace(event, id=uuid4())
    statement = vocabulary.say(event, HOME)
    kept = keep(entrance, log, statement)
    twin = msgspec.json.decode(kept.entry.clear)
    kind = vocabulary.kind_of(statement)
    assert vocabulary.hear(twin, HOME) == vocabulary.hear(vocabulary.without_text(statement, kind), HOME)
    for _, text in vocabulary.texts(statement, kind):
        assert text.encode() not in kept.entry.clear


def test_a_twin_holds_only_what_the_template_names(entrance, log, directory):
    statement = ours("learning")
    statement["actor"]["name"] = "Secret Name"
    statement["verb"]["display"] = {"en": "Secret verb"}
    statement["object"]["definition"]["description"] = {"en": "Secret object"}
    statement["context"]["team"] = {"objectType": "Group", "member": [{"mbox": "mailto:secret@example.com"}]}
    statement["context"]["extensions"]["a:client"] = "Secret client"
    statement["result"]["extensions"] = {"a:more": {"deep": "Secret depth"}}
    statement["context"]["contextActivities"]["parent"][0]["definition"] = {"name": {"en": "Secret parent"}}
    statement["authority"] = {"mbox": "mailto:secret@example.com"}
    before = deepcopy(statement)
    kept = keep(entrance, log, statement)
    assert b"ecret" not in kept.entry.clear
    assert msgspec.json.decode(opened(directory, kept)) == before
    assert vocabulary.hear(msgspec.json.decode(kept.entry.clear), HOME).module == "add-on"


def test_an_actor_with_an_address_is_kept_pseudonymous_and_breaks_the_template(entrance, log, directory):
    statement = ours("learning") | {"actor": {"mbox": "mailto:zoe@example.com", "name": "Zoë"}}
    kept = keep(entrance, log, statement)
    twin = msgspec.json.decode(kept.entry.clear)
    assert twin["actor"]["account"]["homePage"] == f"{HOME}/identities/xapi"
    assert b"zoe" not in kept.entry.clear
    assert msgspec.json.decode(opened(directory, kept)) == statement


def test_a_group_a_substatement_or_a_person_as_object_leaves_no_identifier_in_the_twin(entrance, log):
    group = {"objectType": "Group", "member": [{"mbox": "mailto:zoe@example.com"}]}
    inner = {"objectType": "SubStatement", "actor": group, "verb": {"id": "a:b"}, "object": {"id": "a:c"}}
    for target in ({"objectType": "Agent", "mbox": "mailto:zoe@example.com"}, inner):
        statement = ours("learning") | {"actor": group, "object": target}
        del statement["context"]["platform"]  # goes with an Activity only
        kept = keep(entrance, log, statement)
        assert b"zoe" not in kept.entry.clear
        with pytest.raises(Refused):
            vocabulary.hear(msgspec.json.decode(kept.entry.clear), HOME)


def test_a_text_that_is_no_text_is_not_left_in_clear(entrance, log):
    statement = ours("coaching")
    name = next(n for n in statement["result"]["extensions"] if n.endswith("improvement"))
    statement["result"]["extensions"][name] = {"hidden": "secret"}
    kept = keep(entrance, log, statement)
    assert b"secret" not in kept.entry.clear
    with pytest.raises(Refused):
        vocabulary.hear(msgspec.json.decode(kept.entry.clear), HOME)


def test_a_verb_of_no_template_is_kept_so_that_the_quarantine_can_name_it(entrance, log):
    kept = keep(entrance, log, ours("learning") | {"verb": {"id": "a:unheard-of"}})
    assert b"May I" not in kept.entry.clear
    with pytest.raises(Refused) as caught:
        vocabulary.hear(msgspec.json.decode(kept.entry.clear), HOME)
    assert caught.value.pointer == "/verb/id"


def test_a_note_that_tells_of_a_client_is_refused_with_its_place_and_how_to_mend_it(entrance, log):
    statement = ours("observation", note="Call her on 079 555 12 34")
    with pytest.raises(Refused) as caught:
        keep(entrance, log, statement)
    assert caught.value.pointer == "/result/response"
    assert "describe what you saw" in caught.value.reason
    assert log.position() == 0


def test_an_observations_texts_are_short_and_others_may_be_long(entrance, log):
    with pytest.raises(Refused, match="140"):
        keep(entrance, log, ours("observation", note="strap " * 40))
    keep(entrance, log, ours("learning", response="strap " * 400))
    keep(entrance, log, ours("coaching", next_time="May I show you another strap? " * 10))
    with pytest.raises(Refused, match="at most 4"):
        keep(entrance, log, ours("learning", response="strap " * 800))


def test_a_clients_comment_is_masked_kept_and_still_a_repeat(entrance, log, directory):
    statement = ours("survey", comment="Lovely. Call me on 079 555 12 34 please")
    kept = keep(entrance, log, statement)
    assert b"079 555" not in opened(directory, kept)
    assert b"[phone removed]" in opened(directory, kept)
    keep(entrance, log, statement)
    assert log.position() == 1


def test_a_comment_too_long_is_refused_by_post_and_cut_from_a_feed(entrance, log):
    with pytest.raises(Refused) as caught:
        keep(entrance, log, ours("survey", comment="a " * 3000))
    assert caught.value.pointer == "/result/response"
    kind = vocabulary.kind_of(ours("survey"))
    assert len(entrance.cleaned("a " * 3000, "/result/response", kind)) == 4000


def test_a_feeds_note_that_tells_of_a_client_is_emptied(entrance):
    kind = vocabulary.kind_of(ours("observation"))
    assert entrance.cleaned("Call her on 079 555 12 34", "/result/response", kind) == ""
    assert entrance.cleaned("Linked the strap", "/result/response", kind) == "Linked the strap"


def test_a_statement_is_found_by_who_vouches_not_by_whom_the_sender_named(entrance, log):
    kept = keep(entrance, log, foreign(authority={"mbox": "mailto:boss@example.com"}))
    assert entrance.ref("related_agent", "mbox mailto:boss@example.com") not in kept.entry.refs
    assert entrance.ref("related_agent", f"account {HOME}/keys k1") in kept.entry.refs
    assert entrance.ref("authority", SENDER.authority.decode()) in kept.entry.refs


TOLD = ["Marie Dupont left", "call 079 555 12 34", "marie@example.org"]
NO_SALE = {"exception": "no_sale", "associate": person("p1")}
LINES = (Line(sku="W-1", quantity=1, net=0, zero_reason="Marie Dupont"),)


def brief(event):
    return vocabulary.say(replace(event, id=uuid4()), HOME)


@pytest.mark.parametrize("reason", TOLD)
def test_a_reason_that_tells_of_a_client_is_refused_with_its_place(entrance, log, reason):
    statement = brief(StockException(**COMMON, source="floor", reason=reason, **NO_SALE))
    with pytest.raises(Refused) as caught:
        keep(entrance, log, statement)
    assert caught.value.pointer.endswith("extensions~1exception-reason")
    assert log.position() == 0


@pytest.mark.parametrize("reason", ["client left", "RC-07", "レジ開", "with Marie"])
def test_a_word_or_two_of_a_list_or_of_the_staff_stays_readable(log, directory, reason):
    entrance = Entrance(log, directory, home=HOME, clock=lambda: NOON, staff=lambda: frozenset(["Marie"]))
    one = keep(entrance, log, brief(StockException(**COMMON, source="floor", reason=reason, **NO_SALE)))
    heard = vocabulary.hear(msgspec.json.decode(one.entry.clear), HOME)
    assert heard.reason == reason


@pytest.mark.parametrize("event", [
    Booking(**COMMON, source="s", service="Ring of Marie Dupont"),
    StockCount(**COMMON, source="s", skus=1, equal=1, currency="CHF", zone=TOLD[0]), replace(EVENTS[1], lines=LINES),
    replace(EVENTS[1], segment=TOLD[2]), Survey(**COMMON, source="s", raw=4, low=1, high=5, channel=TOLD[1]),
])  # fmt: skip
def test_so_are_other_words_that_somebody_may_write_freely(entrance, log, event):
    with pytest.raises(Refused):
        keep(entrance, log, brief(event))


def test_a_reason_that_is_no_word_does_not_lie_in_clear(entrance, log):
    statement = brief(StockException(**COMMON, source="floor", reason="void", **NO_SALE))
    (name,) = (one for one in statement["context"]["extensions"] if one.endswith("exception-reason"))
    statement["context"]["extensions"][name] = {"note": "Marie Dupont left"}
    assert b"Dupont" not in keep(entrance, log, statement).entry.clear


def test_a_feast_is_nobodys_name(entrance):
    assert not entrance.tells("Ramadan")
    assert entrance.tells("word " * 1000)


def test_twin_ids_in_one_batch_are_refused_whatever_their_case(entrance):
    one = foreign(id="0e3b1b5a-aaaa-4bbb-8ccc-0123456789ab")
    other = one | {"id": one["id"].upper()}
    with pytest.raises(Refused) as caught:
        entrance.accept([(msgspec.json.encode(s), s) for s in (one, other)], SENDER)
    assert caught.value.pointer == "/1/id"


@pytest.mark.parametrize(("grouping", "door"), [
    ([{"id": f"{HOME}/doors/GVA%2001"}], "GVA 01"), ({"id": f"{HOME}/doors/GVA01"}, "GVA01"), ([{"id": "a:b"}], ""),
    ([{"id": "a:b"}, {"id": f"{HOME}/doors/ZRH01"}], "ZRH01"), ([{"id": f"{HOME}/doors/a/counters/b"}], ""), ([], ""),
])  # fmt: skip
def test_the_door_of_a_statement_is_the_first_in_its_grouping(grouping, door):
    assert door_of(foreign(context={"contextActivities": {"grouping": grouping}}), HOME) == door


def test_forgetting_a_person_leaves_the_twin_alone(entrance, log, directory):
    kept = keep(entrance, log, ours("observation"))
    directory.forget_text_key("person:p1")
    assert opened(directory, kept) is None
    assert vocabulary.hear(msgspec.json.decode(kept.entry.clear), HOME).marks == {"welcome": "yes"}
