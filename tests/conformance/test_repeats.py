"""Comm 2.1.1 and 2.1.2: PUT and POST of statements, and what counts as the same statement sent again."""

from kit import CROWD, FILE, PAIR, changed, definition, fresh, look, small, whole, within
from sections import V2, Case, checks

SAME = {
    "the very same": lambda one: one,
    "another order of keys": lambda one: dict(reversed(one.items())),
    "another display": lambda one: changed("/verb/display", {"fr": "essayer"}, one),
    "no display": lambda one: changed("/verb", {"id": one["verb"]["id"]}, one),
    "another definition": lambda one: changed("/object/definition", definition(), one),
    "no definition": lambda one: changed("/object", {"objectType": "Activity", "id": one["object"]["id"]}, one),
    "no objectType of an Activity": lambda one: changed("/object", {"id": one["object"]["id"]}, one),
    "no objectType of an Agent": lambda one: changed("/actor", {"mbox": one["actor"]["mbox"]}, one),
    "another authority": lambda one: {**one, "authority": PAIR[0]},
    "another stored": lambda one: {**one, "stored": "2020-01-01T00:00:00Z"},
    "another version": lambda one: {**one, "version": "1.0.1"},
    "the timestamp written otherwise": lambda one: {**one, "timestamp": "2026-03-01T10:30:00.120+01:00"},
    "no timestamp": lambda one: {key: value for key, value in one.items() if key != "timestamp"},
    "members in another order": lambda one: changed("/context/team/member", PAIR[::-1], one),
    "another case of the registration": lambda one: changed(
        "/context/registration", one["context"]["registration"].upper(), one),
    "another case of the mail domain": lambda one: changed(
        "/actor/mbox", one["actor"]["mbox"].replace("example", "EXAMPLE"), one),
    "another case of the language": lambda one: changed("/context/language", "EN-us", one),
    "one activity instead of an array": lambda one: changed(
        "/context/contextActivities/parent", one["context"]["contextActivities"]["parent"][0], one),
    "a whole number with a point": lambda one: changed("/result/score/raw", 5.0, one),
    "a duration below hundredths": lambda one: changed("/result/duration", "PT1H0M0.104S", one),
    "no attachments": lambda one: {key: value for key, value in one.items() if key != "attachments"},
    "another address of the attachment": lambda one: changed("/attachments/0/fileUrl", "https://example.com/b", one),
}  # fmt: skip
OTHER = {
    "another actor": lambda one: changed("/actor/mbox", "mailto:z@example.com", one),
    "another name of the actor": lambda one: changed("/actor/name", "Zoe", one),
    "another verb": lambda one: changed("/verb/id", "x:v", one),
    "another object": lambda one: changed("/object/id", "x:o", one),
    "another success": lambda one: changed("/result/success", False, one),
    "another score": lambda one: changed("/result/score/raw", 6, one),
    "no result": lambda one: {key: value for key, value in one.items() if key != "result"},
    "another response": lambda one: changed("/result/response", "no", one),
    "another duration": lambda one: changed("/result/duration", "PT1H0M0.11S", one),
    "another registration": lambda one: changed("/context/registration", fresh(), one),
    "another extension": lambda one: changed("/context/extensions", {"https://example.com/x/context": 0}, one),
    "another member": lambda one: changed("/context/team/member", PAIR[:1], one),
    "another parent": lambda one: changed("/context/contextActivities/parent", [{"id": "x:p"}], one),
    "another order of parents": lambda one: changed("/context/contextActivities/parent", [{"id": "x:p"}], one),
    "another platform": lambda one: changed("/context/platform", "web", one),
}


@checks("Comm 2.1.1", [Case(f"{kind}, {name}", (kind, name)) for kind in ("POST", "PUT") for name in SAME])
def test_the_same_statement_again_changes_nothing(case, version, talk):
    _again(case, version, talk, SAME, 409)


@checks("Comm 2.1.1", [Case(f"{kind}, {name}", (kind, name)) for kind in ("POST", "PUT") for name in OTHER])
def test_another_statement_under_a_known_id_is_a_conflict(case, version, talk):
    _again(case, version, talk, OTHER, 0)


def _again(case, version, talk, table, unwanted):
    how, name = case.what
    one = {"id": fresh(), **whole(version)}
    talk.keep(one)
    before = talk.find(statementId=one["id"]).body
    other = table[name](one)
    answer = talk.post(other) if how == "POST" else talk.put(other, one["id"])
    assert answer.status == ((200 if how == "POST" else 204) if unwanted else 409)
    assert talk.find(statementId=one["id"]).body == before


@checks("Comm 2.1.1", [Case(name, name) for name in ("display", "definition", "timestamp", "objectType")])
def test_a_substatement_is_compared_in_the_same_way(case, version, talk):
    one = {"id": fresh(), **within(whole(version))}
    talk.keep(one)
    other = {
        "display": changed("/object/verb/display", {"fr": "x"}, one),
        "definition": changed("/object/object/definition", {}, one),
        "timestamp": changed("/object/timestamp", "2026-03-01T10:30:00.12+01:00", one),
        "objectType": changed("/object/object", {"id": look("/object/object/id", one)}, one),
    }[case.what]
    assert talk.post(other).status == 200
    assert talk.post(changed("/object/verb/id", "x:v", one)).status == 409
    assert talk.post(changed("/object/timestamp", "2026-03-01T10:30:00.12Z", one)).status == 409


@checks("Comm 2.1.1")
def test_put_gives_204_and_no_body(version, talk):
    one = small()
    answer = talk.put(one, fresh())
    assert (answer.status, answer.body) == (204, b"")
    assert "content-length" not in answer.headers or answer.headers["content-length"] == "0"


@checks("Comm 2.1.1")
def test_put_keeps_the_statement_under_the_id_of_its_address(version, talk):
    sid = fresh()
    assert talk.put(small(), sid).status == 204
    assert talk.one(sid)["id"] == sid


@checks("Comm 2.1.1", [Case(name, name) for name in ("none", "other case", "no UUID", "one more", "twice")])
def test_put_needs_one_statement_id_and_nothing_else(case, version, talk):
    sid = fresh()
    asked = {
        "none": "", "other case": f"?StatementId={sid}", "no UUID": "?statementId=x",
        "one more": f"?statementId={sid}&format=ids", "twice": f"?statementId={sid}&statementId={sid}",
    }[case.what]  # fmt: skip
    assert talk.ask("PUT", f"/statements{asked}", json_body=small()).status == 400
    assert talk.find(statementId=sid).status == 404


@checks("Comm 2.1.1", [Case(name, name) for name in ("another id", "an array")])
def test_put_takes_one_statement_with_the_id_of_its_address(case, version, talk):
    sid = fresh()
    sent = small(id=fresh()) if case.what == "another id" else [small()]
    assert talk.put(sent, sid).status == 400


@checks("Comm 2.1.1")
def test_put_takes_the_same_id_in_another_case(version, talk):
    one = small(id=fresh().upper())
    assert talk.put(one, one["id"].lower()).status == 204


@checks("Comm 2.1.1", [Case(str(n), n) for n in (1, 2, 25)])
def test_post_gives_the_ids_in_the_order_of_the_statements(case, version, talk):
    known = [fresh() for _ in range(case.what)]
    answer = talk.post([small(id=sid) for sid in known])
    assert (answer.status, answer.json, answer.headers["content-type"]) == (200, known, "application/json")


@checks("Comm 2.1.1")
def test_post_of_one_gives_an_array_of_one(version, talk):
    sid = fresh()
    answer = talk.post(small(id=sid))
    assert (answer.status, answer.json) == (200, [sid])


@checks("Comm 2.1.1", [Case(name, name) for name in ("statementId", "foo", "limit")])
def test_post_takes_no_parameters(case, version, talk):
    assert talk.ask("POST", f"/statements?{case.what}={fresh()}", json_body=small()).status == 400


@checks("Comm 2.1.1", [Case(name, name) for name in ("equal", "different", "other case")])
def test_two_of_one_id_in_a_batch_refuse_it_whole(case, version, talk):
    one, beside = small(id=fresh()), small(id=fresh())
    twin = {
        "equal": one, "different": {**one, "verb": {"id": "x:v"}}, "other case": {**one, "id": one["id"].upper()},
    }[case.what]  # fmt: skip
    answer = talk.post([beside, one, twin])
    assert (answer.status, answer.json["pointer"]) == (400, "/2/id")
    assert talk.find(statementId=one["id"]).status == talk.find(statementId=beside["id"]).status == 404


@checks("Comm 2.1.1", versions=(V2,))
def test_what_was_sent_under_one_version_is_a_repeat_under_the_other(version, talk, talks):
    one = small(id=fresh(), actor=CROWD, attachments=[FILE])
    for asked in talks.values():
        assert asked.post(one).status == 200
