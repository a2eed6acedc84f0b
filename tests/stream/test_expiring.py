"""What retention asks of the stores: texts by their month's key, documents nobody changes; on every adapter."""

from datetime import timedelta

import pytest
from documents_adapters import OPEN, opened
from msgspec.structs import replace
from saying import entry

from cabochon.stream.documents import Content, Context, Place

JANUARY, MAY = "month:observation:2026-01", "month:praise:2026-05"


def sealed(number, person, month):
    return replace(entry(number), clear=None, sealed=b"words", key_person=person, key_month=month)


def test_sealed_statements_are_counted_by_month_and_by_whose_they_are(log):
    log.append([entry(1), sealed(2, "person:a", JANUARY), sealed(3, "person:b", JANUARY), sealed(4, "door:X", MAY)])
    assert log.sealed(0, log.position()) == {JANUARY: 2, MAY: 1}
    assert log.sealed(2, 3) == {JANUARY: 1}
    assert log.sealed(0, 4, frozenset({"person:a", "door:X"})) == {JANUARY: 1, MAY: 1}
    assert log.sealed(0, 4, ()) == {}
    assert log.sealed(4, 4) == {}


def test_a_voided_statement_counts_its_text_is_there_too(log):
    log.append([sealed(1, "person:a", MAY)])
    log.append([replace(entry(2, target=1), voids=True)])
    assert log.sealed(0, log.position()) == {MAY: 1}


def place(agent, name):
    return Place(Context("state", "https://x.example/m", agent), name)


@pytest.mark.parametrize("name", OPEN)
def test_documents_that_nobody_changes_go_and_spared_and_nobodys_stay(name, request, tmp_path, clock):
    if name == "postgres":
        request.getfixturevalue("postgres")
    store = opened(name, tmp_path, clock)
    for one in (place("a", "1"), place("a", "2"), place("b", "1"), place("", "1")):
        store.change(one, lambda _: Content("text/plain", b"old"))
    clock.move(100 * 86_400)
    store.change(place("a", "2"), lambda _: Content("text/plain", b"new"))
    before = clock() - timedelta(days=50)
    assert store.idle(before) == {"a": 1, "b": 1}
    assert store.forget_idle(before, {"b"}) == 1
    assert store.idle(before) == {"b": 1}
    assert store.read(place("a", "2")).content.body == b"new"
    assert store.read(place("", "1")) is not None
    assert store.forget_idle(before) == 1
    assert store.forget_idle(before) == 0
    assert store.count() == 2
    store.close()
