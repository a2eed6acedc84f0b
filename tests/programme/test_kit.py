"""The kit that ships: every document reads, is meant for somebody, is observable, and tells nothing of anybody."""

import re
from pathlib import Path

import pytest

from cabochon.privacy.notes import screen
from cabochon.programme import kit, lint, loading
from cabochon.programme.checklists import BY_NAME, TITLES
from cabochon.programme.kit_reading import JOB_ROLES, MARKS, parse
from cabochon.programme.processes import PROCESSES
from cabochon.refusals import Refused

SEVEN = tuple(b.key for b in BY_NAME["client-visit"].behaviours)
BASE = [d for d in kit.documents() if d.language == "en"]
BRANDS = re.compile(
    r"\b(rolex|cartier|omega|patek|audemars|tiffany|bulgari|bvlgari|chopard|iwc|tudor|breitling)\b", re.I
)
A_DOCUMENT = """+++
key = "one"
title = "One"
summary = "One thing"
kind = "job_aid"
audience = ["associate"]
language = "en"
minutes = 2
+++
## Heading
"""


def made(text: str = A_DOCUMENT, **other: str) -> kit.Document:
    return parse(text, "one.md", **{"key": "one", "language": "en", **other})


def of(kind: str) -> list[kit.Document]:
    return [d for d in BASE if d.kind == kind]


def test_the_kit_holds_what_a_launch_needs():
    least = {
        "job_aid": 8,
        "huddle": 7,
        "guide": 2,
        "clip": 6,
        "pocket_card": 9,
        "story": 6,
        "session": 4,
        "launch": 3,
        "message": 5,
    }
    assert {kind: len(of(kind)) >= number for kind, number in least.items()} == dict.fromkeys(kit.KINDS, True)


def test_there_are_coaching_tools_enough_and_each_procedure_waits_for_a_sign_off():
    tools = [d for d in BASE if d.kind in ("job_aid", "huddle", "pocket_card", "guide")]
    assert len(tools) >= 24
    procedures = {"card-receiving", "card-transfer", "card-return", "card-end-of-day-count", "card-repairs",
                  "card-voids-and-refunds", "card-try-on-security"}  # fmt: skip
    assert {d.key for d in kit.documents() if d.sop} == procedures


def test_every_job_role_has_something_put_first():
    for role in JOB_ROLES:
        assert 2 <= sum(role in d.job_roles for d in BASE) <= 8, role


def test_a_quick_story_is_told_in_a_minute_and_names_its_collection():
    for d in of("story"):
        told = re.sub(r"^(## |- |> )", "", d.text, flags=re.M).split()
        assert 60 <= len(told) <= 125, (d.key, len(told))
        assert d.collection in d.title
        assert len(re.findall(r"^- ", d.text, re.M)) == 3
        assert len(re.findall(r"^> ", d.text, re.M)) == 1


def test_every_document_has_a_title_of_its_own_and_a_sentence_about_it():
    assert len({d.title for d in BASE}) == len(BASE)
    assert all(d.summary.endswith((".", "。")) and len(d.title) <= 56 for d in kit.documents())


def test_no_document_repeats_the_pages_own_heading_level():
    assert [d.key for d in kit.documents() if re.search(r"^# ", d.text, re.M)] == []


def test_nothing_in_it_looks_like_a_person_s_address_number_or_name():
    found = {(d.key, d.language, d.text[f.start : f.end]) for d in kit.documents() for f in screen(d.text, lists=False)}
    assert found == set()


def test_no_real_brand_is_named():
    files = [path.read_text("utf-8") for path in sorted(kit.STARTER.rglob("*")) if path.is_file()]
    assert [found[0] for text in files if (found := BRANDS.search(text))] == []


def test_every_link_leads_to_a_document_or_a_page():
    keys = {d.key for d in BASE}
    links = {link for d in kit.documents() for link in re.findall(r"\]\(([^)]+)\)", d.text)}
    assert {link for link in links if link.removeprefix("/kit/") not in keys} == set()


def test_every_moment_has_one_huddle_of_five_minutes():
    assert sorted(b for d in of("huddle") for b in d.behaviours) == sorted(SEVEN)
    parts = ["Focus", "Model it", "Practise", "Bright spot", "Check", "On the floor today"]
    for d in of("huddle"):
        assert [line[3:].split(" · ")[0] for line in d.text.splitlines() if line.startswith("## ")] == parts
        assert d.minutes == 5
        assert 220 <= len(d.text.split()) <= 340, d.key  # what one reads beforehand and says in five minutes


def test_a_huddle_s_parts_add_up_to_five_minutes():
    for d in of("huddle"):
        said = re.findall(r"· (\d+) (second|minute)", d.text)
        assert sum(int(n) * (60 if unit == "minute" else 1) for n, unit in said) == 300, d.key


def test_workshops_begin_at_nothing_and_end_on_time():
    for d in of("session"):
        if d.key != "train-the-trainer":
            minutes = [int(n) for n in re.findall(r"^\| (\d+) \|", d.text, re.M)]
            assert (minutes[0], minutes[-1], minutes) == (0, d.minutes, sorted(minutes)), d.key


def test_a_pocket_card_has_exactly_the_steps_of_its_process():
    for process, _, steps in PROCESSES:
        card = kit.document(f"card-{process.replace('_', '-')}")
        assert re.findall(r"^- \[ \] \*\*(.+?)\.\*\*", card.text, re.M) == [says for _, says in steps]


def test_every_script_is_a_visit_of_twelve_to_twenty_eight_lines_in_order():
    for clip in kit.clips():
        lines = [int(n) for n in re.findall(r"^(\d+)\. ", clip.script, re.M)]
        assert lines == list(range(1, len(lines) + 1)), clip.key
        assert 12 <= len(lines) <= 28, clip.key


def test_every_script_has_a_mark_and_a_reason_for_each_of_the_seven_moments():
    assert {"clip-travel-strap", "clip-ring-sizing", "clip-hurried-evening"} <= {clip.key for clip in kit.clips()}
    for clip in kit.clips():
        assert tuple(clip.marks) == tuple(clip.why) == SEVEN, clip.key


def test_a_reason_names_only_lines_that_are_in_the_script():
    for clip in kit.clips():
        last = len(re.findall(r"^\d+\. ", clip.script, re.M))
        named = {int(n) for why in clip.why.values() for part in re.findall(r"\(([^)]*)\)", why)
                 for n in re.findall(r"\d+", part)}  # fmt: skip
        assert named <= set(range(1, last + 1)), clip.key


def test_the_scripts_together_use_every_mark_and_divide_every_moment():
    assert {mark for clip in kit.clips() for mark in clip.marks.values()} == set(MARKS)
    assert all(len({clip.marks[b] for clip in kit.clips()}) >= 2 for b in SEVEN)


def test_a_translation_says_the_same_particulars_and_as_many_headings():
    base = {d.key: d for d in BASE}
    for d in kit.documents():
        same = base[d.key]
        for name in ("kind", "audience", "minutes", "behaviours", "product_line", "order", "skill", "job_roles", "sop"):
            assert getattr(d, name) == getattr(same, name), (d.key, d.language, name)
        assert d.text.count("\n## ") == same.text.count("\n## "), (d.key, d.language)


def test_the_playbook_that_ships_has_nothing_the_lint_would_say():
    found = lint.lint(loading.starter(), lambda words: "; ".join(f.advice for f in screen(words, lists=False)))
    assert [(f.language, f.address, f.why) for f in found] == []


def test_the_playbook_is_whole_in_every_language_it_has():
    book = loading.starter()
    for language in book.languages:
        assert set(book.layer(language).texts) == set(book.texts), language


def test_a_search_finds_what_is_typed_without_accents_and_capitals():
    def found(words: str) -> set[str]:
        return {d.key for shelf in kit.shelves(words=words) for d in shelf.documents}

    assert "ring-sizing" in found("RESIZED knuckle")
    assert "message-week-2" in found("novelty")
    assert found("xyzzy") == set()


def test_scripts_are_on_no_shelf_unless_asked_for():
    assert "clip" not in {shelf.kind for shelf in kit.shelves()}
    assert "clip" in {shelf.kind for shelf in kit.shelves(scripts=True)}


def test_a_language_without_a_translation_shows_the_base():
    assert kit.document("ring-sizing", "xx") == kit.document("ring-sizing")
    assert kit.document("nothing-of-that-name") is None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("+++\n", "", "one.md, line 1: begins with +++"),
        ('title = "One"\n', "", "title is missing"),
        ('kind = "job_aid"', 'kind = "poem"', "one.md, line 5: kind is one of"),
        ("minutes = 2", 'minutes = "2"', "one.md, line 8: minutes"),
        ("minutes = 2", "minutes = 2\nbehaviours = ['smile']", "one.md, line 9: behaviours"),
        ("minutes = 2", "minutes = 2\nmarks = {}", "one.md, line 9: marks is no field"),
        ("minutes = 2", "minutes == 2", "at line 8"),
        ('["associate"]', '["everybody"]', "one.md, line 6: audience"),
        ("## Heading\n", "", "has no text"),
        ('key = "one"', 'key = "two"', "one.md, line 2: key is one"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(old, new, says):
    with pytest.raises(Refused, match=re.escape(says)):
        made(A_DOCUMENT.replace(old, new, 1))


def test_a_file_that_is_called_otherwise_is_refused():
    with pytest.raises(Refused, match="small letters"):
        kit.read(Path("Ring Sizing.md"))


def test_the_behaviours_of_a_document_are_of_some_checklist():
    assert {b for d in kit.documents() for b in d.behaviours} <= set(TITLES)
