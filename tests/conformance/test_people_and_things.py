"""Comm 2.4, 2.5 and 2.8: what is known of an agent and of an activity; and about the store itself."""

from kit import ACCOUNT, CROWD, IDENTIFIERS, definition, fresh, small, somebody, thing, within
from sections import Case, checks

NO_AGENTS = ("not JSON", "true", "{}", '{"name":"Rick"}', '{"objectType":"Agent","name":"Rick"}',
    '{"mbox":"x"}', "[]", "",
             '{"mbox":"mailto:a@b.c","openid":"x:y"}', '{"mbox":"mailto:a@b.c","iota":1}')  # fmt: skip


@checks("Comm 2.4", [Case(next(iter(one)), one) for one in IDENTIFIERS])
def test_a_person_has_an_array_for_every_property(case, version, talk):
    who = {"objectType": "Agent", "name": "Ann", **case.what}
    talk.keep(small(actor=who))
    answer = talk.ask("GET", "/agents", params={"agent": who})
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    key = next(iter(case.what))
    assert answer.json["objectType"] == "Person"
    assert case.what[key] in answer.json[key]
    assert "Ann" in answer.json["name"]
    assert all(isinstance(value, list) for name, value in answer.json.items() if name != "objectType")


@checks("Comm 2.4", [Case(name, name) for name in ("with a name", "without")])
def test_of_an_agent_nobody_knows_a_person_tells_what_was_asked(case, version, talk):
    who = somebody() | ({"name": "Zoe"} if case.what == "with a name" else {})
    answer = talk.ask("GET", "/agents", params={"agent": who})
    assert answer.status == 200
    wanted = {"objectType": "Person", "mbox": [who["mbox"]]} | ({"name": ["Zoe"]} if "name" in who else {})
    assert answer.json == wanted


@checks("Comm 2.4", [Case(value or "empty", value) for value in NO_AGENTS])
def test_what_is_no_agent_is_refused(case, version, talk):
    assert talk.ask("GET", "/agents", params={"agent": case.what}).status == 400


@checks("Comm 2.4", [Case(name, name) for name in ("none", "other case", "one more")])
def test_agents_needs_one_agent_and_nothing_else(case, version, talk):
    asked = {"none": {}, "other case": {"Agent": somebody()}, "one more": {"agent": somebody(), "foo": "bar"}}[
        case.what
    ]
    assert talk.ask("GET", "/agents", params=asked).status == 400


@checks("Comm 2.5")
def test_an_activity_is_given_whole(version, talk):
    what = {"objectType": "Activity", "id": thing(), "definition": definition()}
    talk.keep(small(object=what))
    answer = talk.ask("GET", "/activities", params={"activityId": what["id"]})
    assert (answer.status, answer.json) == (200, what)


@checks("Comm 2.5")
def test_an_activity_nobody_has_seen_is_still_one(version, talk):
    what = thing()
    answer = talk.ask("GET", "/activities", params={"activityId": what})
    assert (answer.status, answer.json) == (200, {"objectType": "Activity", "id": what})


@checks("Comm 2.5", [Case(name, name) for name in ("one batch", "two requests", "in a context", "in a SubStatement")])
def test_all_statements_together_tell_what_an_activity_is(case, version, talk):
    what = thing()
    first = {"id": what, "definition": {"name": {"en-US": "example"}, "type": "x:type"}}
    second = {"id": what, "definition": {"name": {"fr-FR": "réunion"}, "moreInfo": "x:more"}}
    if case.what == "one batch":
        talk.keep(small(object=first), small(object=second))
    else:
        talk.keep(small(object=first))
        talk.keep(
            small(context={"contextActivities": {"other": second}})
            if case.what == "in a context"
            else within(small(object=second))
            if case.what == "in a SubStatement"
            else small(object=second)
        )
    told = talk.ask("GET", "/activities", params={"activityId": what}).json["definition"]
    assert told["name"]["en-US"] == "example"
    assert told["type"] == "x:type"
    if case.what in ("one batch", "two requests"):
        assert told == {"name": {"en-US": "example", "fr-FR": "réunion"}, "type": "x:type", "moreInfo": "x:more"}


@checks("Comm 2.5")
def test_a_refused_statement_tells_nothing_of_an_activity(version, talk):
    what = {"id": thing(), "definition": {"name": {"en": "x"}}}
    assert talk.post([small(object=what), small(verb={"id": "x"})]).status == 400
    answer = talk.ask("GET", "/activities", params={"activityId": what["id"]})
    assert "definition" not in answer.json


@checks("Comm 2.5")
def test_an_iri_is_compared_as_it_is_written(version, talk):
    slug = fresh()
    plain, dotted = f"http://example.com/path/{slug}", f"http://example.com/path/../{slug}"
    talk.keep(small(object={"id": dotted}))
    for asked in (plain, dotted):
        assert talk.ask("GET", "/activities", params={"activityId": asked}).json["id"] == asked
    assert talk.find(activity=plain).ids == []
    assert len(talk.find(activity=dotted).ids) == 1


@checks("Comm 2.5", [Case(name, asked) for name, asked in (
    ("none", {}), ("no IRI", {"activityId": "true"}), ("empty", {"activityId": ""}), ("other case",
    {"activityID": "x:a"}),
    ("one more", {"activityId": "x:a", "foo": "bar"}))])  # fmt: skip
def test_activities_needs_one_iri_and_nothing_else(case, version, talk):
    assert talk.ask("GET", "/activities", params=case.what).status == 400


@checks(
    "Comm 2.8",
    [
        Case(name, headers)
        for name, headers in (
            ("as usual", {}),
            ("without a version", {"X-Experience-API-Version": None}),
            ("a wrong version", {"X-Experience-API-Version": "0.9"}),
            ("nobody", {"Authorization": None, "X-Experience-API-Version": None}),
        )
    ],
)
def test_about_tells_the_newest_of_each_family_to_anybody(case, version, talk):
    answer = talk.ask("GET", "/about", headers=case.what)
    assert answer.status == 200
    assert answer.json["version"] == ["1.0.3", "2.0.0"]
    assert answer.json.keys() <= {"version", "extensions"}
    assert answer.headers["x-experience-api-version"] in ("1.0.3", "2.0.0")


@checks("Comm 2.4", [Case(name, name) for name in ("identified", "anonymous")])
def test_of_a_group_there_is_no_person(case, version, talk):
    who = {**CROWD, **ACCOUNT} if case.what == "identified" else CROWD
    answer = talk.ask("GET", "/agents", params={"agent": who})
    assert answer.status == 400
