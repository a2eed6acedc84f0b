"""What is held of a person, told to them: everything of theirs, nothing of others, and quickly."""

import json

import pytest

import erasable
from cabochon.house.held import SCHEMA
from cabochon.refusals import Unknown
from erasable import LOGIN, NAME, NUMBER, SURVEY, TEXTS, TILL, fill


@pytest.fixture
def shop(tmp_path):
    with erasable.opened(tmp_path / "data") as one:
        yield fill(one)


def sections(report):
    return {one["key"]: one for one in report["sections"]}


def test_everything_of_theirs_is_in_it(shop):
    report = shop.house.trust.held.report(shop.quenby, by="acc-q")
    assert (report["schema"], report["version"], report["person"]) == (SCHEMA, 1, shop.quenby)
    told, found = json.dumps(report), sections(report)
    for text in (NAME, LOGIN, NUMBER, TILL[1], SURVEY[1], *TEXTS):
        assert text in told, text
    wanted = (
        "Person Identifier Account Session Link Wishes Given Mentor Demo observation receipt survey feedback praise "
        "coaching other documents facts"
    )
    assert set(wanted.split()) <= found.keys()
    assert {row["table"]: row["rows"] for row in found["facts"]["rows"]}["receipt"] == 10
    assert len(found["observation"]["rows"]) >= 14
    assert all(one["why"] for one in report["sections"])
    assert found["observation"]["until"]


def test_of_others_it_says_no_more_than_who_wrote(shop):
    told = json.dumps(shop.house.trust.held.report(shop.quenby, by="acc-q"))
    assert "Marc Huber" in told  # who observed them
    for other in ("Anna Keller", "anna@maison.example", shop.anna, "AK-1002"):
        assert other not in told, other
    for secret in ("argon2", "csrf", "token_hash"):
        assert secret not in told


def test_a_manager_reads_what_they_wrote_and_nobodys_name(shop):
    report = shop.house.trust.held.report(shop.marc, by="acc-m")
    rows = sections(report)["observation"]["rows"]
    assert {row["says"]["observer"] for row in rows} == {"you"}
    assert {row["says"]["associate"] for row in rows} == {"a colleague"}


def test_what_was_destroyed_is_said_to_be_gone(shop):
    shop.house.directory.forget_text_key("month:feedback:2026-04")
    (row,) = sections(shop.house.trust.held.report(shop.quenby, by="acc-q"))["feedback"]["rows"]
    assert not row["readable"]
    assert row["says"]["text"] == "[can no longer be read]"


def test_who_asks_for_another_is_noted_and_who_asks_for_oneself_is_not(shop):
    before = shop.house.directory.notes(about=shop.quenby)
    shop.house.trust.held.report(shop.quenby, by="acc-q")
    assert shop.house.directory.notes(about=shop.quenby) == before
    report = shop.house.trust.held.report(shop.quenby, by="acc-m")
    (row,) = sections(report)["looked"]["rows"]
    assert row["who"].startswith("Marc Huber")


def test_of_nobody_there_is_none(shop):
    with pytest.raises(Unknown):
        shop.house.trust.held.report("nobody", by="x")


def test_a_thousand_statements_are_told_with_progress(tmp_path):
    with erasable.opened(tmp_path / "data") as one:
        fill(one, 70)
        read = []
        report = one.house.trust.held.report(one.quenby, by="acc-q", progress=read.append)
    assert len(sections(report)["observation"]["rows"]) >= 900
    assert len(read) > 2
