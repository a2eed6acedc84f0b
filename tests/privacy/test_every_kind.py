"""Every kind on its way in: its text under the key of whom it is about, its clear twin, who may read it."""

import json
from collections import Counter
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from cabochon import vocabulary
from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy.browsing import SEALED, glance
from cabochon.privacy.entering import Entrance, Sender
from cabochon.privacy.opening import opened
from cabochon.privacy.telling import APART, told_apart
from cabochon.privacy.veil import pseudonyms
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import Refused
from cabochon.stream.memory import MemoryLog
from cabochon.xapi.versions import V103

HOME = "https://3f9a.cabochon.invalid"
NOON = datetime(2026, 4, 20, 12, tzinfo=UTC)
SENDER = Sender(b'{"objectType":"Agent","account":{"homePage":"%b/keys","name":"k1"}}' % HOME.encode(), V103)
GOLDEN = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parents[1] / "vocabulary" / "golden").glob("*.json"))
}
NAMED = pseudonyms(b"s" * 32, "x", date(2026, 3, 31))


def texts(statement):
    return vocabulary.texts(statement, vocabulary.kind_of(statement))


WORDED = [name for name, statement in GOLDEN.items() if texts(statement)]
WORDLESS = [name for name in GOLDEN if name not in WORDED and "team" not in GOLDEN[name]["context"]]


@pytest.fixture
def directory():
    one = SQLiteDirectory(None, clock=lambda: NOON)
    yield one
    one.close()


@pytest.fixture
def keep(directory):
    log = MemoryLog(lambda: NOON)
    entrance = Entrance(log, directory, home=HOME, clock=lambda: NOON)

    def kept(statement):
        raw = msgspec.json.encode(statement)
        entrance.accept([(raw, msgspec.json.decode(raw))], SENDER).result()
        return log.after(0)[-1]

    return kept


def seen(role, statement, *doors):
    found = glance(Viewer(account="x", role=role, boutiques=frozenset(doors)), statement, home=HOME, pseudonym=NAMED)
    return found.statement if found else None


@pytest.mark.parametrize("name", WORDED)
def test_text_is_sealed_under_its_person_and_the_month_of_its_kind(keep, directory, name):
    statement = GOLDEN[name]
    kept = keep(statement)
    kind = vocabulary.kind_of(statement)
    assert kept.entry.kind == kind.name
    assert kept.entry.key_person == f"person:{statement['actor']['account']['name']}"
    assert kept.entry.key_month == f"month:{kind.name}:2026-03"
    for _, text in texts(statement):
        assert text.encode() not in kept.entry.clear + kept.entry.sealed
    assert msgspec.json.decode(opened(directory, kept)) == statement
    twin = msgspec.json.decode(kept.entry.clear)
    assert vocabulary.hear(twin, HOME) == vocabulary.hear(vocabulary.without_text(statement, kind), HOME)


@pytest.mark.parametrize("name", WORDLESS)
def test_what_says_no_text_lies_in_clear_as_it_came(keep, name):
    kept = keep(GOLDEN[name])
    assert kept.entry.sealed is None
    assert msgspec.json.decode(kept.entry.clear) == GOLDEN[name]


def test_the_words_about_nobody_go_under_the_key_of_the_door(keep):
    statement = deepcopy(GOLDEN["annotation"])
    statement["actor"] = {"account": {"homePage": f"{HOME}/sources", "name": "calendar"}, "name": "Zoe of the calendar"}
    kept = keep(statement)
    assert kept.entry.key_person == "door:GVA01"
    assert b"Zoe" not in kept.entry.clear + kept.entry.sealed


@pytest.mark.parametrize("name", [name for name in WORDED if name != "survey"])
def test_a_text_that_tells_of_a_client_is_refused(keep, name):
    for place, _ in texts(GOLDEN[name]):
        statement = deepcopy(GOLDEN[name])
        *steps, last = [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:]]
        tree = statement
        for step in steps:
            tree = tree[int(step) if isinstance(tree, list) else step]
        tree[int(last) if isinstance(tree, list) else last] = "Write to zoe.k@example.com"
        with pytest.raises(Refused) as refused:
            keep(statement)
        assert refused.value.pointer == place


def test_the_words_of_a_statement_that_fits_no_kind_are_not_in_its_twin(keep):
    statement = deepcopy(GOLDEN["action-given"])
    statement["object"]["definition"]["type"] = "https://x.example/type"
    kept = keep(statement)
    assert kept.entry.kind == ""
    assert b"second strap" not in kept.entry.clear + kept.entry.sealed


@pytest.mark.parametrize("name", WORDED)
def test_an_administrator_reads_all_but_the_words(name):
    shown = seen("admin", GOLDEN[name])
    assert SEALED in json.dumps(shown)
    for _, text in texts(GOLDEN[name]):
        assert json.dumps(text)[1:-1] not in json.dumps(shown)


@pytest.mark.parametrize("name", [name for name in GOLDEN if name != "learning"])
def test_a_learning_author_reads_modules_only(name):
    assert seen("ld_author", GOLDEN[name], "GVA01") is None
    assert seen("ld_author", GOLDEN["learning"], "GVA01")


@pytest.mark.parametrize(("verb", "type_"), [
    ("completed", "http://adlnet.gov/expapi/activities/module"),
    ("attended", "http://adlnet.gov/expapi/activities/meeting"),
    ("experienced", "http://adlnet.gov/expapi/activities/media"),
])  # fmt: skip
def test_what_a_course_of_others_says_stays_with_the_learning_author(verb, type_):
    statement = {
        "actor": {"mbox": "mailto:a.b@c.example"}, "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"id": "https://x.example/m", "definition": {"type": type_}},
    }  # fmt: skip
    assert seen("ld_author", statement)


def test_kinds_that_share_a_verb_are_found_by_their_name():
    shared = {verb for verb, n in Counter(v.iri for kind in vocabulary.KINDS for v in kind.verbs).items() if n > 1}
    for kind in vocabulary.KINDS:
        if shared & {verb.iri for verb in kind.verbs}:
            assert told_apart(kind) == (("kind", kind.name),)
    assert {kind.name for kind in vocabulary.KINDS} >= APART - {"other"}
    assert told_apart(None) == (("kind", "other"),)
