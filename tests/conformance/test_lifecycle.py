"""Data 2.3: a statement never changes; it can only be voided."""

import pytest
from kit import fresh, ref, small, voiding
from sections import Case, checks


@checks("Data 2.3")
def test_a_voided_statement_is_found_by_its_own_parameter_alone(version, talk):
    (one,) = talk.keep(small())
    talk.keep(voiding(one))
    assert talk.find(statementId=one).status == 404
    answer = talk.find(voidedStatementId=one)
    assert (answer.status, answer.json["id"]) == (200, one)


@checks("Data 2.3", [Case(name, name) for name in ("agent", "verb", "activity", "registration", "related", "nothing")])
def test_a_voided_statement_stands_in_no_list(case, version, talk):
    sent = small(verb={"id": f"https://example.com/verbs/{fresh()}"}, context={"registration": fresh()})
    (one,) = talk.keep(sent)
    talk.keep(voiding(one))
    asked = {
        "agent": {"agent": sent["actor"]},
        "verb": {"verb": sent["verb"]["id"]},
        "activity": {"activity": sent["object"]["id"]},
        "registration": {"registration": sent["context"]["registration"]},
        "related": {"activity": sent["object"]["id"], "related_activities": "true"},
        "nothing": {},
    }[case.what]
    assert one not in talk.find(**asked).ids


@checks("Data 2.3")
def test_voiding_what_is_voided_changes_nothing(version, talk):
    (one,) = talk.keep(small())
    first, second = talk.keep(voiding(one), voiding(one))
    assert talk.find(voidedStatementId=one).status == 200
    assert talk.find(statementId=first).status == talk.find(statementId=second).status == 200


@checks("Data 2.3")
def test_a_voiding_statement_cannot_be_voided(version, talk):
    (one,) = talk.keep(small())
    (by,) = talk.keep(voiding(one))
    assert talk.post(voiding(by)).status in (200, 400, 403, 409)
    assert talk.find(statementId=by).status == 200
    assert talk.find(voidedStatementId=by).status == 404
    assert talk.find(statementId=one).status == 404


@checks("Data 2.3")
def test_a_voiding_statement_may_come_before_what_it_voids(version, talk):
    one = small(id=fresh())
    talk.keep(voiding(one["id"]))
    assert talk.find(voidedStatementId=one["id"]).status == 404
    talk.keep(one)
    assert talk.find(statementId=one["id"]).status == 404
    assert talk.find(voidedStatementId=one["id"]).status == 200


@checks("Data 2.3")
def test_both_may_come_in_one_batch(version, talk):
    one = small(id=fresh())
    talk.keep(voiding(one["id"]), one)
    assert talk.find(statementId=one["id"]).status == 404


@checks("Data 2.3", [Case(name, name) for name in ("unknown", "not voided", "a voiding one")])
def test_what_is_not_voided_is_not_found_as_voided(case, version, talk):
    (one,) = talk.keep(small())
    (by,) = talk.keep(voiding(fresh()))
    asked = {"unknown": fresh(), "not voided": one, "a voiding one": by}[case.what]
    assert talk.find(voidedStatementId=asked).status == 404


@checks("Data 2.3", [Case(kind, kind) for kind in ("reference", "context")])
def test_only_the_verb_of_voiding_voids(case, version, talk):
    (one,) = talk.keep(small())
    talk.keep(small(object=ref(one)) if case.what == "reference" else small(context={"statement": ref(one)}))
    assert talk.find(statementId=one).status == 200


@checks("Data 2.3", [Case(f"{how} {form}", (how, form)) for how in ("post", "put")
                     for form in ("verb", "object", "result")])  # fmt: skip
def test_a_known_id_keeps_the_statement_it_has(case, version, talk):
    how, part = case.what
    one = small(id=fresh())
    talk.keep(one)
    before = talk.find(statementId=one["id"]).body
    other = {
        "verb": {**one, "verb": {"id": "https://example.com/other"}},
        "object": {**one, "object": {"id": "x:other"}},
        "result": {**one, "result": {"success": True}},
    }[part]
    answer = talk.post(other) if how == "post" else talk.put(other, one["id"])
    assert answer.status == 409
    assert answer.json["error"]
    assert talk.find(statementId=one["id"]).body == before


@checks("Data 2.3")
def test_a_conflict_in_a_batch_keeps_nothing_of_it(version, talk):
    one, new = small(id=fresh()), small(id=fresh())
    talk.keep(one)
    assert talk.post([new, {**one, "verb": {"id": "x:other"}}]).status == 409
    assert talk.find(statementId=new["id"]).status == 404


@checks("Data 2.3", [Case(f"since {n}", n) for n in (0, 1, 2)])
def test_who_refers_to_a_voided_statement_is_found_by_it(case, version, talk):
    """A is voided by V, then B refers to it: A's verb finds B and V, newest first, never A (Comm 2.1.4)."""
    verb = f"https://example.com/verbs/{fresh()}"
    (one,) = talk.keep(small(verb={"id": verb}))
    since = talk.one(one)["stored"]
    (by,) = talk.keep(voiding(one))
    (about,) = talk.keep(small(object=ref(one), verb={"id": verb if case.what == 1 else "x:v"}))
    if case.what == 2:
        (about,) = (*talk.keep(small(object=ref(about))), about)[:1]
        assert talk.find(verb=verb, since=since).ids[0] == about
        return
    assert talk.find(verb=verb).ids == [about, by]
    assert talk.find(verb=verb, limit="1").ids == [about]
    assert talk.find(verb=verb, since=since).ids == [about, by]
    assert talk.find(verb=verb, until=talk.one(about)["stored"]).ids == [about, by]
    assert talk.find(verb=verb, ascending="true").ids == [by, about]


@pytest.mark.parametrize("way", ["post", "put"])
@checks("Data 2.3")
def test_a_statement_is_given_back_unchanged_whichever_version_asks(version, talk, talks, way):
    one = small(id=fresh(), timestamp="2026-03-01T09:30:00.12Z")
    assert (talk.post(one) if way == "post" else talk.put(one, one["id"])).status in (200, 204)
    bodies = {asked.find(statementId=one["id"]).body for asked in talks.values()}
    assert len(bodies) == 1
