"""Observations by the floor's door: batches from an outbox, the plain form, the outbox's own token."""

import re
from datetime import datetime
from uuid import uuid4

import msgspec
import pytest


def flush(browser, entries, **headers):
    data = browser.get("/floor/data", accept="application/json").json if "x-outbox" not in headers else {"csrf": ""}
    body = {"sent_at": entries[0]["opened_at"] if entries else "", "entries": entries}
    return browser.send("/floor/entries", body, {"x-csrf": data["csrf"], **headers})


@pytest.fixture
def kept(place):
    """How many statements are kept since the test began."""
    before = place.house.log.position()
    return lambda: place.house.log.position() - before


def test_a_batch_is_answered_entry_by_entry(place, entry, kept):
    fine, again, bad = entry(), entry(), entry(note="Call Mrs Dupont on +41 79 555 01 23")
    manager = place.signed_in()
    assert flush(manager, [again]).json["results"] == [{"id": again["id"], "status": "kept"}]
    results = flush(manager, [fine, again, bad]).json["results"]
    assert [r["status"] for r in results] == ["kept", "repeated", "refused"]
    assert results[2]["pointer"] == "/note"
    assert kept() == 2


def test_the_same_id_with_other_words_is_refused_and_leaves_the_first(place, entry, kept):
    manager, one = place.signed_in(), entry()
    flush(manager, [one])
    results = flush(manager, [{**one, "note": "Something else"}]).json["results"]
    assert results[0]["status"] == "refused"
    assert kept() == 1


def test_at_most_25_entries_come_at_once(place, entry, kept):
    assert flush(place.signed_in(), [entry() for _ in range(26)]).status == 400
    assert kept() == 0


def test_another_boutique_and_oneself_are_refused(place, entry, kept):
    me = place.house.viewer("manager").person
    elsewhere = entry(boutique=place.other, associate=place.stranger)
    results = flush(place.signed_in(), [elsewhere, entry(associate=me)]).json["results"]
    assert [r["status"] for r in results] == ["refused", "refused"]
    assert kept() == 0


def test_an_unknown_field_is_refused_with_its_place(place, entry):
    results = flush(place.signed_in(), [entry(statement={})]).json["results"]
    assert (results[0]["status"], results[0]["pointer"]) == ("refused", "/statement")


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"action": {"what": "shout", "due": None}}, "/action/what"),
        ({"action": {"what": "shadow_peer", "owner": "x"}}, "/action/owner"),
        ({"product_line": "shoes"}, "/product_line"),
        ({"associate": "nobody-at-all"}, "/associate"),
        ({"wordings": [["calm_pace"]]}, "/wordings/0"),
        ({"wordings": 7}, "/wordings"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "/started_at"),
    ],
)
def test_what_the_checklist_does_not_know_is_refused_with_its_place(place, entry, kept, wrong, pointer):
    result = flush(place.signed_in(), [entry(**wrong)]).json["results"][0]
    assert (result["status"], result["pointer"]) == ("refused", pointer)
    assert kept() == 0


def test_an_associate_of_another_boutique_is_refused_as_one_that_is_not_there(place, entry, kept):
    said = [flush(place.signed_in(), [entry(associate=one)]).json["results"][0] for one in (place.stranger, "nobody")]
    assert [(one["pointer"], one["reason"]) for one in said] == [("/associate", said[0]["reason"])] * 2
    assert kept() == 0


def test_an_action_of_the_playbook_and_no_product_line_are_kept(place, entry, kept):
    fine = entry(action={"what": "shadow_peer", "due": "2030-01-31"}, product_line="")
    assert flush(place.signed_in(), [fine]).json["results"][0]["status"] == "kept"
    assert kept() == 1


BROKEN = (b'"a\\u0000b"', b'"a\\ud800b"', b'"\xff"', b"NaN", b"[" * 5000, b"1e999", b"9" * 5000, b'{"a":1}', b"7")


@pytest.mark.parametrize("note", BROKEN)
def test_text_that_is_none_is_refused_without_a_fault_of_ours(place, entry, kept, note):
    manager = place.signed_in()
    csrf = manager.get("/floor/data", accept="application/json").json["csrf"]
    raw = msgspec.json.encode({"sent_at": "", "entries": [entry(note="NOTE")]}).replace(b'"NOTE"', note)
    headers = {"content-type": "application/json", "accept": "application/json", "x-csrf": csrf}
    answer = manager.ask("POST", "/floor/entries", raw, headers)
    assert answer.status == 400 or answer.json["results"][0]["status"] == "refused"
    assert kept() == 0


def test_the_outbox_token_sends_without_a_session_and_opens_nothing_else(place, entry):
    manager = place.signed_in()
    csrf = manager.get("/floor/data", accept="application/json").json["csrf"]
    token = manager.ask("POST", "/floor/token", headers={"x-csrf": csrf, "accept": "application/json"}).json["token"]
    stranger = place.browser()
    assert flush(stranger, [entry()], **{"x-outbox": token}).json["results"][0]["status"] == "kept"
    for path in ("/floor/data", "/today"):
        assert stranger.ask("GET", path, headers={"accept": "", "x-outbox": token}).status == 401
    place.house.people.disable("manager", True)
    assert flush(stranger, [entry()], **{"x-outbox": token}).status == 401
    place.house.people.disable("manager", False)


def form(place, page, **other):
    return {
        "csrf": page.csrf, "id": str(uuid4()), "opened_at": "2026-03-30T10:00:00+02:00", "associate": place.team[0],
        "product_line": "watch", "mark-welcome": "yes", "mark-accessory": "not_yet",
        "wordings[]": ["calm_pace", "asked_occasion"],
        "note": "Kept it calm", "action.what": "shadow_peer", "action.due": "", **other,
    }  # fmt: skip


def test_the_form_works_without_javascript_and_twice_is_once(place, kept):
    manager = place.signed_in()
    page = manager.get("/floor/observe")
    assert place.team[0] in page.text
    filled = form(place, page)
    for _ in range(2):
        answer = manager.post("/floor/entries", filled)
        assert (answer.status, answer.headers["location"]) == (303, "/floor/observe?kept=1")
    assert "is kept" in manager.get("/floor/observe?kept=1").text
    assert kept() == 1


def test_without_javascript_too_a_visit_may_have_ended_earlier(place, kept):
    manager = place.signed_in()
    manager.post("/floor/entries", form(place, manager.get("/floor/observe"), ended="30"))
    assert kept() == 1
    said = msgspec.json.decode(place.house.log.after(place.house.log.position() - 1)[0].entry.clear)
    assert datetime.fromisoformat(said["timestamp"]) == datetime.fromisoformat("2026-03-30T09:30:00+02:00")
    wrong = manager.post("/floor/entries", form(place, manager.get("/floor/observe"), ended="7"))
    assert (wrong.status, kept()) == (400, 1)


def test_a_refused_form_comes_back_filled_in_with_the_reason(place, kept):
    manager = place.signed_in()
    answer = manager.post("/floor/entries", form(place, manager.get("/floor/observe"), note="mail anna@example.com"))
    assert answer.status == 400
    assert "e-mail" in answer.text
    assert "mail anna@example.com" in answer.text
    assert kept() == 0


def test_the_shell_holds_no_name_no_id_and_no_token(place):
    page = place.signed_in().get("/floor/shell/observe")
    assert page.status == 200
    assert page.csrf == ""
    assert not [one for one in (*place.team, "Manager") if one in page.text]


def test_the_worker_lists_files_that_are_there(place):
    manager = place.signed_in()
    script = manager.get("/floor/sw.js").text
    listed = re.findall(r'"(/static/[^"]+)"', script)
    assert len(listed) >= 8
    assert {manager.get(path).status for path in listed} == {200}
