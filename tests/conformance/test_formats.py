"""Comm 2.1.3, format and attachments: exact as received, ids alone, or canonical in one language."""

from kit import CROWD, changed, definition, fresh, small, somebody, thing, whole, within
from sections import V2, Case, checks

NAMED = {"name": "Ann", **somebody()}


def both(version):
    """A statement of many languages, and one that says it in a SubStatement."""
    one = changed("/object/id", thing(), whole(version))
    one["verb"]["display"] = {"en-GB": "tried", "en-US": "tried out", "de": "versuchte"}
    one["actor"] = {"objectType": "Group", "name": "G", **{k: v for k, v in somebody().items() if k != "objectType"}}
    category = {"id": thing(), "definition": definition()}
    one["context"]["contextActivities"]["category"] = [category]
    return one


def shown(talk, version, deep, **asked):
    one = both(version)
    sent = within(one) if deep else one
    (sid,) = talk.keep(sent)
    kept = talk.one(sid, **asked)
    return (one, kept["object"] if deep else kept)


DEEP = [Case(f"{name}", deep) for name, deep in (("statement", False), ("SubStatement", True))]


@checks("Comm 2.1.3", [Case(f"{form} {name}", (form, deep)) for form in ("absent", "exact") for name, deep in
                       (("statement", False), ("SubStatement", True))])  # fmt: skip
def test_exact_is_as_received_in_every_language(case, version, talk):
    form, deep = case.what
    asked = {} if form == "absent" else {"format": "exact"}
    one, kept = shown(talk, version, deep, **asked)
    assert {key: kept[key] for key in one} == one


@checks("Comm 2.1.3", DEEP)
def test_accept_language_says_nothing_to_exact(case, version, talk):
    one = both(version)
    (sid,) = talk.keep(within(one) if case.what else one)
    answer = talk.ask("GET", "/statements", params={"statementId": sid}, headers={"Accept-Language": "en-GB"})
    kept = answer.json["object"] if case.what else answer.json
    assert kept["verb"]["display"] == one["verb"]["display"]
    assert kept["object"]["definition"] == one["object"]["definition"]


@checks("Comm 2.1.3", DEEP)
def test_ids_tell_only_what_identifies(case, version, talk):
    one, kept = shown(talk, version, case.what, format="ids")
    assert kept["actor"] == {"objectType": "Group", "mbox": one["actor"]["mbox"]}
    assert kept["verb"] == {"id": one["verb"]["id"]}
    assert kept["object"] == {"id": one["object"]["id"]}
    context = kept["context"]
    assert context["contextActivities"] == {
        slot: [{"id": activity["id"]} for activity in one["context"]["contextActivities"][slot]]
        for slot in one["context"]["contextActivities"]
    }
    assert context["instructor"] == {k: v for k, v in one["context"]["instructor"].items() if k != "name"}
    assert context["team"]["member"] == [
        {"mbox": "mailto:a@example.com"},
        {"objectType": "Agent", "mbox": "mailto:b@example.com"},
    ]
    assert kept["result"] == one["result"]


@checks("Comm 2.1.3", [Case(name, name) for name in ("agent", "group", "anonymous", "reference", "context agents")])
def test_ids_of_other_objects(case, version, talk):
    target = {
        "agent": NAMED, "group": {**CROWD, "mbox": "mailto:crowd@example.com"}, "anonymous": CROWD,
        "reference": {"objectType": "StatementRef", "id": fresh()}, "context agents": {"id": "x:o"},
    }[case.what]  # fmt: skip
    more = {}
    if case.what == "context agents" and version == V2:
        more = {"context": {"contextAgents": [{"objectType": "contextAgent", "agent": NAMED}]}}
    (sid,) = talk.keep(small(object=target, **more))
    kept = talk.one(sid, format="ids")
    members = [{"mbox": "mailto:a@example.com"}, {"objectType": "Agent", "mbox": "mailto:b@example.com"}]
    assert kept["object"] == {
        "agent": {"objectType": "Agent", "mbox": NAMED["mbox"]},
        "group": {"objectType": "Group", "mbox": "mailto:crowd@example.com"},
        "anonymous": {"objectType": "Group", "member": members},
    }.get(case.what, target)
    if more:
        assert kept["context"]["contextAgents"][0]["agent"] == {"objectType": "Agent", "mbox": NAMED["mbox"]}


@checks("Comm 2.1.3", DEEP)
def test_canonical_has_one_language_in_each_map(case, version, talk):
    one = both(version)
    (sid,) = talk.keep(within(one) if case.what else one)
    asked = {"statementId": sid, "format": "canonical"}
    answer = talk.ask("GET", "/statements", params=asked, headers={"Accept-Language": "en-GB"})
    assert answer.status == 200
    kept = answer.json["object"] if case.what else answer.json
    assert kept["actor"] == one["actor"]
    assert kept["verb"] == {"id": one["verb"]["id"], "display": {"en-GB": "tried"}}
    wanted = one["object"]["definition"]
    assert kept["object"] == {
        "objectType": "Activity",
        "id": one["object"]["id"],
        "definition": {**wanted, "name": {"en-GB": "example meeting"}, "description": {"en-GB": "An example"}},
    }
    category = kept["context"]["contextActivities"]["category"][0]["definition"]
    assert (category["name"].keys(), category["description"].keys()) == ({"en-GB"}, {"en-GB"})


@checks("Comm 2.1.3", [Case(asked or "none", (asked, wanted)) for asked, wanted in (
    ("de", "de"), ("en-GB", "en-GB"), ("de;q=0.5, en-US;q=0.9", "en-US"), ("de-AT", "de"), ("fr, de;q=0.1", "de"),
    ("ja", ""), ("", ""), ("*", ""), ("en-US, *;q=0.1", "en-US"), ("q=;;,", ""))])  # fmt: skip
def test_each_map_is_told_in_the_language_that_fits_best(case, version, talk):
    asked, wanted = case.what
    (sid,) = talk.keep(small(object={"id": thing(), "definition": {"name": {"de": "N", "ja": "な"}}},
                             verb={"id": thing(), "display": {"en-GB": "a", "en-US": "b", "de": "c"}}))  # fmt: skip
    answer = talk.ask("GET", "/statements", params={"statementId": sid, "format": "canonical"},
                      headers={"Accept-Language": asked or None})  # fmt: skip
    display, name = answer.json["verb"]["display"], answer.json["object"]["definition"]["name"]
    assert (len(display), len(name)) == (1, 1)
    if wanted:
        assert display.keys() == {wanted}
    if asked == "ja":
        assert name == {"ja": "な"}


@checks("Comm 2.1.3", [Case(form, form) for form in ("ids", "exact", "canonical")])
def test_a_list_takes_a_format_too(case, version, talk):
    reg = fresh()
    talk.keep(*(small(actor=NAMED, context={"registration": reg}) for _ in range(2)))
    answer = talk.find(registration=reg, format=case.what)
    assert len(answer.ids) == 2
    for one in answer.statements:
        assert ("name" in one["actor"]) is (case.what != "ids")


@checks("Comm 2.1.3")
def test_an_absent_display_and_definition_stay_absent(version, talk):
    (sid,) = talk.keep(small(verb={"id": thing()}, object={"id": thing()}))
    for form in ("exact", "canonical"):
        kept = talk.one(sid, format=form)
        assert "display" not in kept["verb"]
        assert "definition" not in kept["object"]


@checks("Comm 2.1.3")
def test_canonical_tells_what_all_statements_say_of_an_activity(version, talk):
    what = thing()
    first, second = (
        talk.keep(small(object={"id": what, "definition": {"name": {tag: tag}}}))[0] for tag in ("en-US", "fr-FR")
    )
    for sid in (first, second):
        for tag in ("en-US", "fr-FR"):
            answer = talk.ask("GET", "/statements", params={"statementId": sid, "format": "canonical"},
                              headers={"Accept-Language": tag})  # fmt: skip
            assert answer.json["object"]["definition"]["name"] == {tag: tag}
    assert talk.one(first)["object"]["definition"]["name"] == {"en-US": "en-US"}
