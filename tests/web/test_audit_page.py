"""The audit’s page, search, proof and files; who looked, for each person; what is stored, as it runs now."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest

from cabochon.directory import Asked
from cabochon.directory.rows import Account, Key, Target
from cabochon.house.looking import LOOKED

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def audited(place):
    """Some entries of every kind, and one with hostile words."""
    directory = place.house.directory
    directory.put(Account(id="sophie", login="sophie@maison.example", name="Sophie Dubois", role="manager",
                          boutiques=(place.door,)))  # fmt: skip
    directory.note_all([("sophie", LOOKED, place.team[0], "Actions"), ("sophie", "signed in by password", "sophie", ""),
                        ("admin", "<script>alert(1)</script>", "<b>x</b>", "=cmd|' /C calc'!A0")])  # fmt: skip
    return place


def named(place, person):
    return place.house.snapshot.person_on(person, place.house.today).name


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_auditor_reads_sentences_and_no_value(audited):
    page = audited.signed_in("auditor").get("/audit")
    assert page.status == 200
    said = words(page.text)
    assert f"Sophie Dubois Store manager looked at {named(audited, audited.team[0])} ’s data, page Actions" in said
    assert "unbroken" in said
    assert "<script>alert" not in page.text
    assert "sophie@maison" not in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("role", ["associate", "manager", "area_coach", "hq_leader", "analyst", "admin"])
def test_the_audit_is_for_the_auditor_alone(audited, role):
    browser = audited.signed_in(role)
    assert [browser.get(path).status for path in ("/audit", "/audit/check", "/audit/export?format=jsonl")] == [404] * 3
    assert audited.browser().get("/audit", accept="application/json").status == 401


def test_a_name_becomes_an_id_before_it_stands_in_an_address(audited):
    auditor = audited.signed_in("auditor")
    form = {"csrf": auditor.get("/audit").csrf, "who": "Sophie Dubois", "about": "", "deed": "signed", "since": "",
            "until": ""}  # fmt: skip
    there = auditor.post("/audit", form).headers["location"]
    assert there == "/audit?who=sophie&deed=signed"
    page = auditor.get(there).text
    assert page.count("<li><time") == 1
    assert 'value="Sophie Dubois"' in page
    wrong = auditor.post("/audit", form | {"who": "Nobody Atall"})
    assert wrong.status == 400
    assert "nobody and nothing here is called so" in wrong.text
    assert 'value="Nobody Atall"' in wrong.text
    assert auditor.post("/audit", form | {"csrf": "x"}).status == 403
    assert auditor.post("/audit", form | {"more": "x"}).status == 400


@pytest.mark.parametrize("query", ["since=yesterday", "before=x", "order=actor", "since=2026-02-02&until=2026-02-01"])
def test_what_is_no_filter_is_refused_in_words(audited, query):
    page = audited.signed_in("auditor").get(f"/audit?{query}")
    assert page.status == 400
    assert 'role="alert"' in page.text


def test_nothing_fits_and_nothing_further_back_are_said(audited):
    auditor = audited.signed_in("auditor")
    assert "No entry fits" in auditor.get("/audit?deed=never+ever").text
    assert "nothing further back" in auditor.get("/audit?before=1").text


def test_older_entries_are_a_page_further(audited):
    audited.house.directory.note_all([("house", "counted", "", str(n)) for n in range(60)])
    auditor = audited.signed_in("auditor")
    first = auditor.get("/audit?deed=counted").text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = auditor.get(older[1].replace("&amp;", "&")).text
    assert (first.count("<li><time"), second.count("<li><time")) == (50, 10)


def test_a_head_that_was_written_down_is_held_against_the_chain(audited):
    auditor = audited.signed_in("auditor")
    head = re.search(r'<code class="mark">([^<]+)', auditor.get("/audit").text)[1]
    audited.house.directory.note("house", "counted")
    assert "the head you wrote down is among them" in auditor.get(f"/audit/check?head={head}").text
    number = int(head.partition(":")[0])
    wrong = auditor.get(f"/audit/check?head={number - 1}:{head.partition(':')[2]}")
    assert "it was rewritten since" in wrong.text
    assert "should be a head" in auditor.get("/audit/check?head=12").text
    assert auditor.get("/audit/check?as=json").json["faults"] == []


def test_the_files_are_entries_of_the_audit_too_and_reckon_with_nothing(audited):
    auditor = audited.signed_in("auditor")
    answer = auditor.get("/audit/export?format=csv&who=admin")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert "'=cmd|' /C calc'!A0" in [row[7] for row in rows]
    lines = auditor.get("/audit/export?format=jsonl").text.splitlines()
    assert [json.loads(line)["n"] for line in lines] == list(range(1, len(lines) + 1))
    found = audited.house.directory.noted(Asked(actors=("auditor",), deed="exported the audit"))
    assert [one.detail for one in found] == ["jsonl", "csv"]
    assert auditor.get("/audit/export?format=xlsx").status == 400


# Who looked, for each person


def test_a_manager_who_opens_a_page_with_somebodys_numbers_is_told_to_them(audited, entry):
    manager = audited.signed_in()
    csrf = manager.get("/floor/data", accept="application/json").json["csrf"]
    one = {"kind": "observation", **entry(note="")}
    for extra in ("product_line", "seconds", "practice", "action"):
        one.pop(extra)
    sent = manager.send("/floor/entries", {"sent_at": one["opened_at"], "entries": [one]}, {"x-csrf": csrf}).json
    assert [result["status"] for result in sent["results"]] == ["kept"], sent
    audited.house.catch_up()
    manager.get(f"/floor/person/{audited.team[0]}")
    manager.get("/today")
    found = audited.house.directory.noted(Asked(actors=("manager",), abouts=(audited.team[0],), deed=LOOKED))
    assert {"Person", "Today"} <= {one.detail for one in found}
    assert len({one.detail for one in found}) == len(found)  # once a page


def test_everybody_sees_who_looked(audited):
    ana = audited.signed_in("associate").get("/me/stored")
    assert "Sophie Dubois" in ana.text
    assert "Actions" in ana.text
    assert 'href="/me/report"' in ana.text
    for role in ("area_coach", "hq_leader", "admin", "brand_partner"):
        page = audited.signed_in(role).get("/me/stored")
        assert page.status == 200, role
        assert "Nobody has looked" in page.text
    audited.house.directory.note("admin", LOOKED, "area_coach", "Today")
    assert "Administrator" in audited.signed_in("area_coach").get("/me/stored").text


# What is stored, as it runs now


def test_what_is_stored_says_what_leaves_and_changes_with_it(audited):
    admin, directory = audited.signed_in("admin"), audited.house.directory
    before = admin.get("/stored?as=json").json
    assert "Nothing leaves by itself" in admin.get("/stored").text
    directory.put(
        Key(id="k9", name="the warehouse", secret_hash="no-such-hash", scopes=("statements/read",), created=NOW,
            boutiques=(audited.door,)),
        Target(id="other-lrs", way="store", url="https://u:pa55@lrs.example/xapi", key="theirs", secrets=(b"x",),
               created=NOW),
    )  # fmt: skip
    page = admin.get("/stored").text
    assert "Key the warehouse" in page
    assert "read every statement" in page
    assert "https://lrs.example/xapi" in page
    assert not [word for word in ("no-such-hash", "pa55", "theirs") if word in page]
    now = admin.get("/stored?as=json").json
    assert now["digest"] != before["digest"]
    directory.delete(Key, "k9")
    directory.delete(Target, "other-lrs")
    assert admin.get("/stored?as=json").json == before


def test_what_is_stored_tells_what_changed_since_the_start(audited):
    audited.house.trust.auditing.started()
    admin = audited.signed_in("admin")
    assert "Nothing changed since" in admin.get("/stored").text
    audited.house.values = {**audited.house.values, "least_people": 8}
    page = words(admin.get("/stored").text)
    assert "house / people behind a number above the boutique 5 8" in page
    audited.house.values = {**audited.house.values, "least_people": 5}


def test_what_is_stored_as_json_holds_no_value_of_anybody(audited):
    said = audited.signed_in("auditor").get("/stored?as=json").text
    people = audited.house.snapshot.people(audited.house.today)
    assert not [p.name for p in people if p.name in said or p.id in said]
    assert "sophie" not in said.lower()
    assert audited.signed_in("auditor").get("/stored?as=xml").status == 400
