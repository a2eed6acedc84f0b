"""/xapi/activities and the canonical form on a real server: what all statements say of an activity, merged."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from urllib.parse import quote
from uuid import uuid4

import pytest

from cabochon.house import House
from cabochon.settings import load
from lrs_store import Client, client, opened, said

TYPE = "https://example.com/types/lesson"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("activities") / "data"
    house = House.open(folder, load(folder, {}) | {"page_limit": 50})
    yield house
    house.close()


@pytest.fixture(scope="module")
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


@pytest.fixture(scope="module")
def admin(home: House, port: int) -> Client:
    return client(home, port)


@pytest.fixture
def thing() -> str:
    return f"https://example.com/things/{uuid4()}"


def asked(one: Client, activity: str, **headers: str):
    return one.ask("GET", f"/xapi/activities?activityId={quote(activity, safe='')}", **headers)


def defined(one: Client, activity: str):
    answer = asked(one, activity)
    assert answer.status == 200, answer.body
    assert (answer.json["objectType"], answer.json["id"]) == ("Activity", activity)
    return answer.json.get("definition")


def about(activity: str, **definition):
    return said(object={"id": activity, "definition": definition})


def test_one_never_seen_is_still_an_activity(admin, thing):
    assert asked(admin, thing).json == {"objectType": "Activity", "id": thing}


@pytest.mark.parametrize("query", [
    "", "?activityId=", "?activityId=no-iri", "?activityid=https://example.com/x", "?activityId=a:b&more=1",
    "?activityId=a:b&activityId=a:b",
])  # fmt: skip
def test_a_wrong_question_is_a_400(admin, query):
    assert admin.ask("GET", f"/xapi/activities{query}").status == 400


def test_a_head_is_the_get_without_its_body(admin, thing):
    admin.keep(about(thing, name={"en": "One"}))
    head = admin.ask("HEAD", f"/xapi/activities?activityId={thing}")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(asked(admin, thing).body))


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_it_is_only_read(admin, thing, method):
    assert admin.ask(method, f"/xapi/activities?activityId={thing}").status == 405


def test_languages_are_united_and_later_words_win(admin, thing):
    admin.keep(about(thing, name={"en": "Gloves", "fr": "Gants"}, type=TYPE))
    admin.keep(about(thing, name={"EN": "Gloves on", "de": "Handschuhe"}, description={"en": "Show the watch"}))
    assert defined(admin, thing) == {
        "name": {"fr": "Gants", "EN": "Gloves on", "de": "Handschuhe"},
        "description": {"en": "Show the watch"},
        "type": TYPE,
    }


def test_objects_contexts_and_substatements_define_alike(admin, thing):
    places = {
        "parent": lambda one: said(context={"contextActivities": {"parent": one}}),
        "other": lambda one: said(context={"contextActivities": {"other": [one]}}),
        "object": lambda one: said(object=one),
        "inner": lambda one: said(object={
            "objectType": "SubStatement", "actor": {"mbox": "mailto:a@example.com"}, "verb": {"id": "a:b"},
            "object": one, "context": {"contextActivities": {"grouping": [one]}},
        }),
    }  # fmt: skip
    for tag, place in zip(("en", "fr", "de", "it"), places.values(), strict=True):
        admin.keep(place({"id": thing, "definition": {"name": {tag: tag}}}))
    assert defined(admin, thing) == {"name": {"en": "en", "fr": "fr", "de": "de", "it": "it"}}


def test_extensions_and_the_components_of_an_interaction_are_merged(admin, thing):
    admin.keep(about(
        thing, interactionType="choice", correctResponsesPattern=["a"], extensions={"a:x": 1, "a:y": [1]},
        choices=[{"id": "a", "description": {"en": "Yes"}}, {"id": "b", "description": {"en": "No"}}],
    ))  # fmt: skip
    admin.keep(about(
        thing, interactionType="choice", correctResponsesPattern=["b"], extensions={"a:y": None},
        choices=[{"id": "b", "description": {"fr": "Non"}}, {"id": "c"}],
    ))  # fmt: skip
    assert defined(admin, thing) == {
        "interactionType": "choice",
        "correctResponsesPattern": ["b"],
        "choices": [
            {"id": "a", "description": {"en": "Yes"}},
            {"id": "b", "description": {"en": "No", "fr": "Non"}},
            {"id": "c"},
        ],
        "extensions": {"a:x": 1, "a:y": None},
    }


def test_another_interaction_starts_afresh(admin, thing):
    admin.keep(about(thing, name={"en": "Q"}, interactionType="choice", correctResponsesPattern=["a"],
                     choices=[{"id": "a"}]))  # fmt: skip
    admin.keep(about(thing, interactionType="numeric"))
    assert defined(admin, thing) == {"name": {"en": "Q"}, "interactionType": "numeric"}


def test_a_bare_type_is_found_through_the_statements_that_say_it(admin, home, thing):
    admin.keep(said(context={"contextActivities": {"grouping": [{"id": thing, "definition": {"type": TYPE}}]}}))
    assert home.activities.definition(thing) == {}
    assert defined(admin, thing) == {"type": TYPE}
    admin.keep(about(thing, type="https://example.com/types/other"))
    assert defined(admin, thing) == {"type": "https://example.com/types/other"}


def test_words_that_come_back_are_the_latest_again(admin, thing):
    for words in ("One", "Two", "One"):
        admin.keep(about(thing, name={"en": words}))
    assert defined(admin, thing) == {"name": {"en": "One"}}


def test_only_a_key_with_the_scope_defines(admin, home, port, thing):
    admin.keep(about(thing, name={"en": "Right"}))
    writer = client(home, port, "statements/write")
    writer.keep(about(thing, name={"en": "Wrong", "fr": "Faux"}, type=TYPE), about(thing, type=TYPE))
    assert defined(admin, thing) == {"name": {"en": "Right"}}
    definer = client(home, port, "statements/write", "define")
    definer.keep(about(thing, name={"fr": "Juste"}))
    assert defined(admin, thing) == {"name": {"en": "Right", "fr": "Juste"}}


def test_who_may_ask(home, port, thing):
    client(home, port).keep(about(thing, name={"en": "One"}, type=TYPE))
    for scope in ("all", "all/read", "statements/read", "define"):
        assert defined(client(home, port, scope), thing)["name"] == {"en": "One"}
    for scope in ("statements/write", "statements/read/mine", "state", "profile"):
        assert asked(client(home, port, scope), thing).status == 403
    assert asked(client(home, port), thing, authorization="").status == 401


def test_a_definition_outlives_the_voiding_and_the_erasure_of_who_gave_it(admin, home, thing):
    (one,) = admin.keep(about(thing, name={"en": "Kept"}))
    (kept,) = home.log.by_id([one])
    home.directory.forget_text_key(kept.entry.key_person)
    assert defined(admin, thing) == {"name": {"en": "Kept"}}


def test_the_houses_own_kinds_leave_no_row_for_each(admin, home, thing):
    receipt = {"id": thing, "definition": {"type": "https://w3id.org/xapi/cabochon/activity-types/receipt"}}
    admin.keep(said(object=receipt))
    assert home.entrance.defining.known(home.log, thing) == []


def test_the_canonical_form_shows_the_merged_view_in_one_language_a_map(admin, thing):
    (first,) = admin.keep(about(thing, name={"en": "Gloves"}, description={"en": "Show", "fr": "Montrer"}))
    (bare,) = admin.keep(said(
        object={"id": thing}, verb={"id": "a:b", "display": {"de": "tat", "fr": "fit"}},
        context={"contextActivities": {"parent": {"id": thing, "definition": {"type": TYPE}}}},
    ))  # fmt: skip
    (inner,) = admin.keep(said(object={
        "objectType": "SubStatement", "actor": {"mbox": "mailto:a@example.com"}, "verb": {"id": "a:b"},
        "object": {"id": thing},
    }))  # fmt: skip
    whole = {"name": {"en": "Gloves"}, "description": {"fr": "Montrer"}}

    def canonical(one):
        return admin.get(statementId=one, format="canonical", headers={"accept-language": "fr, en;q=0.5"}).json

    assert canonical(first)["object"]["definition"] == whole
    shown = canonical(bare)
    assert shown["object"] == {"id": thing, "definition": whole}
    assert shown["verb"]["display"] == {"fr": "fit"}
    assert shown["context"]["contextActivities"]["parent"] == [{"id": thing, "definition": {"type": TYPE, **whole}}]
    assert canonical(inner)["object"]["object"] == {"id": thing, "definition": whole}
    exact = admin.get(statementId=bare, headers={"accept-language": "fr"}).json
    assert exact["object"] == {"id": thing}


def test_four_writers_that_share_activities_do_not_wait_for_each_other(home, port, admin):
    things = [f"https://example.com/shared/{uuid4()}" for _ in range(6)]
    answers: list[int] = []

    def write(number: int) -> None:
        own = client(home, port)
        order = things if number % 2 else things[::-1]
        for turn in range(5):
            batch = [about(one, name={f"x-w{number}t{turn}": "words"}) for one in order]
            answers.append(own.post(batch).status)

    writers = [Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert answers == [200] * 20, answers
    for one in things:
        assert len(defined(admin, one)["name"]) == 20


def test_one_bad_statement_leaves_no_definition_behind(admin, thing):
    assert admin.post([about(thing, name={"en": "Never"}), {**said(), "verb": {}}]).status == 400
    assert defined(admin, thing) is None


def test_definitions_outlive_a_restart(tmp_path: Path, thing):
    folder = tmp_path / "data"
    for turn, words in enumerate(({"en": "One"}, {"fr": "Un"})):
        house = House.open(folder, load(folder, {}))
        with opened(house) as at:
            key = client(house, at)
            key.keep(about(thing, name=words))
            assert len(defined(key, thing)["name"]) == turn + 1
            assert house.log.check() == []
        house.close()
