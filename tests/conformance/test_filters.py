"""Comm 2.1.3 and 2.1.4: which statements a GET finds, and which requests it refuses."""

from kit import CROWD, IDENTIFIERS, MBOX, fresh, ref, small, somebody, thing, voiding, within
from sections import V2, Case, checks

SLOTS = ("parent", "grouping", "category", "other")
NAMES = {
    "agent": MBOX, "verb": "https://example.com/v", "activity": "https://example.com/a", "registration": fresh(),
    "related_activities": "true", "related_agents": "true", "since": "2012-06-01T19:09:13.245Z",
    "until": "2012-06-01T19:09:13.245Z", "limit": "1", "ascending": "true",
}  # fmt: skip
FREE = {"format": "ids", "attachments": "false"}
WRONG = [
    *[("statementId", value) for value in ("x", "", "true", "{}", "AA97B177-9383-4934-8543-0F91A7A028368")],
    *[("voidedStatementId", value) for value in ("x", "", "12345")],
    *[("agent", value) for value in ("x", "", "true", "{}", "[]", '{"name":"x"}', '{"mbox":"x"}', '{"mbox":1}',
                                     '{"mbox":"mailto:a@b.c","openid":"x:y"}', '{"mbox":null}',
                                     '{"objectType":"Group","member":[{"mbox":"mailto:a@b.c"}]}',
                                     '{"mbox":"mailto:a@b.c","mbox":"mailto:a@b.c"}')],
    *[(name, value) for name in ("verb", "activity") for value in ("x", "", "//no.scheme", "ab=c://x")],
    *[("registration", value) for value in ("x", "", "true")],
    *[(name, value) for name in ("related_agents", "related_activities", "ascending", "attachments")
      for value in ("x", "", "TRUE", "True", "1", "yes")],
    *[(name, value) for name in ("since", "until") for value in ("x", "", "01/011/2015", "2026-02-30T00:00:00Z",
                                                                 "2008-09-15T15:53:00.601-00:00")],
    *[("limit", value) for value in ("-1", "x", "", "1.5", "1e2", " 1", "true")],
    *[("format", value) for value in ("x", "", "IDS", "Exact")],
]  # fmt: skip


@checks("Comm 2.1.3", [Case(f"{one} with {name}", (one, name)) for one in ("statementId", "voidedStatementId")
                       for name in NAMES])  # fmt: skip
def test_a_statement_asked_by_its_id_takes_no_filter(case, version, talk):
    asked, name = case.what
    assert talk.find(**{asked: _one(talk, asked), name: NAMES[name]}).status == 400


@checks("Comm 2.1.3", [Case(f"{one} with {name}", (one, name)) for one in ("statementId", "voidedStatementId")
                       for name in FREE])  # fmt: skip
def test_a_statement_asked_by_its_id_takes_a_format(case, version, talk):
    asked, name = case.what
    answer = talk.find(**{asked: (sid := _one(talk, asked)), name: FREE[name]})
    assert (answer.status, answer.json["id"]) == (200, sid)


def _one(talk, asked):
    (sid,) = talk.keep(small())
    if asked == "voidedStatementId":
        talk.keep(voiding(sid))
    return sid


@checks("Comm 2.1.3")
def test_both_ids_cannot_be_asked_together(version, talk):
    assert talk.find(statementId=fresh(), voidedStatementId=fresh()).status == 400


@checks("Comm 2.1.3", [Case(f"{name}={value}", (name, value)) for name, value in WRONG])
def test_a_malformed_value_is_refused(case, version, talk):
    name, value = case.what
    answer = talk.find(**{name: value})
    assert answer.status == 400
    assert answer.json["pointer"].startswith(name)


@checks("Comm 2.1.3", [Case(name, name) for name in (*NAMES, *FREE)])
def test_every_parameter_is_taken_and_says_how_far_the_store_is_consistent(case, version, talk):
    answer = talk.find(**{case.what: (NAMES | FREE)[case.what]})
    assert answer.status == 200
    assert isinstance(answer.statements, list)
    assert isinstance(answer.json["more"], str)
    assert answer.headers["x-experience-api-consistent-through"].endswith("Z")
    assert answer.headers["content-type"] == "application/json"


@checks("Comm 2.1.3", [Case(f"{place} {next(iter(one))}", (place, one)) for place in ("actor", "object", "member")
                       for one in IDENTIFIERS])  # fmt: skip
def test_an_agent_is_found_as_actor_object_and_member(case, version, talk):
    place, who = case.what
    who = somebody() if "mbox" in who else who
    verb = thing()
    person = {"objectType": "Agent", **who}
    (sid,) = talk.keep(
        {
            "actor": small(verb={"id": verb}, actor=person),
            "object": small(verb={"id": verb}, object=person),
            "member": small(verb={"id": verb}, actor={"objectType": "Group", "member": [person]}),
        }[place]
    )
    assert talk.find(agent=person, verb=verb).ids == [sid]
    assert talk.find(agent=somebody(), verb=verb).ids == []


@checks(
    "Comm 2.1.3",
    [
        Case(f"{place}{' in a SubStatement' if deep else ''}", (place, deep))
        for place in ("actor", "object", "instructor", "team", "member of a team")
        for deep in (False, True)
    ],
)
def test_related_agents_are_looked_for_everywhere(case, version, talk):
    place, deep = case.what
    who, verb = somebody(), {"id": thing()}
    crowd = {"objectType": "Group", "member": [who]}
    one = {
        "actor": small(actor=who), "object": small(object=who), "instructor": small(context={"instructor": who}),
        "team": small(context={"team": {**crowd, **who, "objectType": "Group"}}),
        "member of a team": small(context={"team": crowd}),
    }[place]  # fmt: skip
    (sid,) = talk.keep({**(within(one) if deep else one), "verb": verb})
    assert talk.find(agent=who, related_agents="true").ids == [sid]
    direct = place in ("actor", "object") and not deep
    assert talk.find(agent=who).ids == ([sid] if direct else [])


@checks(
    "Comm 2.1.3",
    [
        Case(f"{key}{' in a SubStatement' if deep else ''}", (key, deep))
        for key in ("contextAgents", "contextGroups", "member")
        for deep in (False, True)
    ],
    versions=(V2,),
)
def test_related_agents_are_looked_for_in_the_lists_of_2_0(case, version, talk):
    key, deep = case.what
    who = somebody()
    group = {"objectType": "Group", **{k: v for k, v in who.items() if k != "objectType"}}
    context = {
        "contextAgents": {"contextAgents": [{"objectType": "contextAgent", "agent": who}]},
        "contextGroups": {"contextGroups": [{"objectType": "contextGroup", "group": group}]},
        "member": {"contextGroups": [{"objectType": "contextGroup", "group": {**CROWD, "member": [who]}}]},
    }[key]
    one = small(context=context)
    (sid,) = talk.keep(within(one) if deep else one)
    assert talk.find(agent=who, related_agents="true").ids == [sid]


@checks("Comm 2.1.3")
def test_the_authority_is_a_related_agent(version, talk):
    (sid,) = talk.keep(small())
    authority = talk.one(sid)["authority"]
    assert sid in talk.find(agent=authority, related_agents="true").ids
    assert sid not in talk.find(agent=authority).ids


@checks("Comm 2.1.3", [Case(f"{place}{' in a SubStatement' if deep else ''}", (place, deep))
                       for place in ("object", *SLOTS) for deep in (False, True)])  # fmt: skip
def test_related_activities_are_looked_for_in_the_context_and_inside(case, version, talk):
    place, deep = case.what
    what = thing()
    one = (
        small(object={"id": what})
        if place == "object"
        else small(context={"contextActivities": {place: [{"id": what}]}})
    )
    (sid,) = talk.keep(within(one) if deep else one)
    assert talk.find(activity=what, related_activities="true").ids == [sid]
    assert talk.find(activity=what).ids == ([sid] if place == "object" and not deep else [])


@checks("Comm 2.1.3", [Case(name, name) for name in ("verb", "activity", "registration", "agent", "all", "none")])
def test_filters_are_joined_by_and(case, version, talk):
    verb, what, who, reg = thing(), thing(), somebody(), fresh()
    made = [small(actor=who, verb={"id": verb}, object={"id": what}, context={"registration": reg}),
            small(actor=who, verb={"id": verb}), small(actor=who, object={"id": what}),
            small(verb={"id": verb}, context={"registration": reg})]  # fmt: skip
    a, b, c, d = talk.keep(*made)
    asked, wanted = {
        "verb": ({"verb": verb}, {a, b, d}), "activity": ({"activity": what}, {a, c}),
        "registration": ({"registration": reg.upper()}, {a, d}), "agent": ({"agent": who}, {a, b, c}),
        "all": ({"verb": verb, "activity": what, "registration": reg, "agent": who}, {a}),
        "none": ({"verb": verb, "activity": thing()}, set()),
    }[case.what]  # fmt: skip
    assert set(talk.find(**asked).ids) == wanted


@checks("Comm 2.1.3", [Case(name, name) for name in ("verb", "agent", "activity", "registration", "related", "twice",
                                                     "later", "inside", "context")])  # fmt: skip
def test_who_refers_to_a_match_is_found_too(case, version, talk):
    verb, what, who, reg = thing(), thing(), somebody(), fresh()
    target = small(id=fresh(), actor=who, verb={"id": verb}, object={"id": what}, context={"registration": reg})
    asked = {"agent": {"agent": who}, "activity": {"activity": what}, "registration": {"registration": reg},
             "related": {"activity": what, "related_activities": "true"}}.get(case.what, {"verb": verb})  # fmt: skip
    pointing = small(id=fresh(), object=ref(target["id"]))
    if case.what == "later":
        talk.keep(pointing)
        talk.keep(target)
        assert talk.find(**asked).ids == [target["id"], pointing["id"]]
        return
    talk.keep(target)
    if case.what == "inside":
        talk.keep(within(pointing))
        assert talk.find(**asked).ids == [target["id"]]
    elif case.what == "context":
        talk.keep(small(context={"statement": ref(target["id"])}))
        assert talk.find(**asked).ids == [target["id"]]
    else:
        talk.keep(pointing)
        wanted = [pointing["id"], target["id"]]
        if case.what == "twice":
            wanted = [*talk.keep(small(object=ref(pointing["id"]))), *wanted]
        assert talk.find(**asked).ids == wanted
        since = talk.one(target["id"])["stored"]
        assert talk.find(since=since, **asked).ids == wanted[:-1]
