"""Pages from I to P say their labels, states and sentences in the reader's language: each in a language of the test's
own, in which every message comes back in ⟦ ⟧; what stands outside was never asked for."""

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest

import cabochon.languages
from cabochon.languages import catalogue, retelling
from cabochon.languages.catalogue import PLACE

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import words

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
SAID = re.compile(r"⟦[^⟦⟧]*⟧")
SHOWN = re.compile(r'\b(?:aria-label|title|placeholder|alt|label|data-label)="([^"]*)"')
PAGES = [
    ("associate", "/floor/log", ["Any", "Story tailored", "You offered a time to come back", "Receiving",
                                 "Seal checked before opening", "End-of-day count"]),
    ("admin", "/keys/new", ["A till", "An LMS or authoring tool", "Read every statement",
                            "Sends statements and reads"]),
    ("ld_author", "/kit", ["Huddle guides", "Pocket cards", "Calibration scripts", " documents", "pinned for"]),
    ("associate", "/floor/learn", [" minutes", "advisors"]),
    ("associate", "/floor/learn/natural-add-on", [" minutes"]),
    ("manager", "/floor/team-learning", ["Every advisor", "Everybody in stock", "Managers"]),
    ("hq_leader", "/floor/team-learning", [" to 1 ", " Oct "]),
    ("ld_author", "/library", ["On the floor", "Waits for a sign-off", "Advisor", "A sign-off", "Quick stories"]),
    ("ld_author", "/library/new", ["Advisor", "Cashier", "Job aids"]),
    ("ld_author", "/library/media", ["Picture", "Film", "Recording"]),
    ("hq_leader", "/library/sign", ["operations", " wait"]),
    ("ld_author", "/library/natural-add-on", ["On the floor", "version 1", "in force", "As it ships"]),
    ("ld_author", "/library/natural-add-on/edit", [" min"]),
    ("ld_author", "/library/natural-add-on/export", ["cmi5 package", "For an LMS that plays", "A folder of files"]),
    ("admin", "/data-health/master/rates", ["Currency rates", "Targets", "Worth in"]),
    ("admin", "/data-health/master/targets", ["Everywhere", "Nobody in particular", "Region "]),
    ("associate", "/me", ["The feedback I get", "Mostly", "Not at all"]),
    ("manager", "/floor/nudges", ["Monday", "Sunday", "An observation window begins", "A module is due"]),
    ("admin", "/outgoing/new", ["Add a record store", "statements of no kind"]),
    ("admin", "/outgoing/new?way=webhook", ["Add a webhook"]),
    ("ld_author", "/paths/new", ["A new path", "Advisors", "Cashiers"]),
    ("hq_leader", "/pilots/new", ["Behaviour", "Traffic", "Focus on a behaviour", "Coaching on the floor",
                                  "Do your client interactions"]),
    ("ld_author", "/playbook", ["All", "Watches", "Jewelry"]),
    ("ld_author", "/playbook/edit?at=welcome", ["What the manager marks", "Phrases to use", "Actions to see"]),
    ("ld_author", "/playbook/edit?at=words", ["Standard wordings", "Name of the checklist", "Next action"]),
    ("ld_author", "/playbook/compare", ["version 1", "Version 1"]),
    ("ld_author", "/playbook/review", [", quarter ", "last 20"]),
    ("associate", "/floor/praise", ["A client who was delighted", "A follow-up kept in time"]),
    ("hq_leader", "/programme", ["Once", "Each month"]),
    ("hq_leader", "/pulse", ["The feedback I get", "I have the time"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory):
    """French as every message of the product in brackets; what fills its places stays outside of them."""
    folder = tmp_path_factory.mktemp("words")
    lines = [HEAD]
    for one, *other in words.gathered().places:
        line = f"msgid {_po(one)}\n"
        if other:
            line += f"msgid_plural {_po(other[0])}\nmsgstr[0] {_po(_told(one))}\nmsgstr[1] {_po(_told(other[0]))}\n"
        else:
            line += f"msgstr {_po(_told(one))}\n"
        lines.append(line)
    (folder / "fr.po").write_text("\n".join(lines), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "FOLDER", folder)
        _forget()
        yield
    _forget()


@pytest.fixture(scope="module")
def speaks(bracketed, place):
    """A browser of each role, signed in, spoken to in the language of the test's own."""
    for account in list(place.house.people.accounts()):
        place.house.directory.put(replace(account, language="fr"))
    browsers = {}

    def signed_in(role):
        if role not in browsers:
            browsers[role] = place.signed_in(role)
        return browsers[role]

    return signed_in


def _forget():
    catalogue.opened.cache_clear()
    retelling._forms.cache_clear()
    cabochon.languages._again.cache_clear()


def _po(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _told(text):
    parts = PLACE.split(text)
    return "".join(part if n % 2 or not any(c.isalpha() for c in part) else f"⟦{part}⟧" for n, part in enumerate(parts))


def left(html):
    """What a person reads on a page, or is read aloud, that was told in no language: one text a line."""
    main = re.search(r"<title>.*?</title>", html, re.S)[0] + re.search(r"<main.*</main>", html, re.S)[0]
    main = re.sub(r"<(script|style|textarea|code|pre)\b.*?</\1>", "", main, flags=re.S)
    texts = [*SHOWN.findall(main), *re.split(r"<[^>]*>", main)]
    return "\n".join(SAID.sub("", unescape(text)) for text in texts)


def english(answer, labels):
    assert answer.status == 200, answer.text[:500]
    assert "⟦" in answer.text
    return [label for label in labels if re.search(rf"(?<!\w){re.escape(label)}", left(answer.text))]


@pytest.mark.parametrize(("role", "path", "labels"), PAGES, ids=[f"{role} {path}" for role, path, _ in PAGES])
def test_a_page_says_its_labels_in_the_language_of_who_reads(speaks, role, path, labels):
    assert english(speaks(role).get(path), labels) == []


def test_entries_are_told_in_the_language_of_who_logged_them(place, speaks):
    browser = speaks("associate")
    steps = {"process": "return", "mark-receipt_seen": "yes", "mark-reason_asked": "no"}
    for kind, more in (("signal", {"signal": "story_tailored"}), ("steps", steps)):
        said = {"csrf": browser.get("/floor/log").csrf, "kind": kind, "id": str(uuid4()), "boutique": place.door,
                "opened_at": datetime.now(UTC).isoformat(), **more}  # fmt: skip
        assert browser.post("/floor/entries", said).status == 303
    listed = browser.get("/floor/kept")
    assert english(listed, ["Story tailored", "Return", "kept", " of 2 steps"]) == []
    entry = re.search(r"/floor/kept\?correct=([0-9a-f-]+)", listed.text)[1]
    assert english(browser.get(f"/floor/kept?correct={entry}"), ["Product line", "Steps", "Any", "Watch", "Done"]) == []


def test_a_key_is_told_in_the_language_of_who_made_it(speaks):
    browser = speaks("admin")
    page = browser.get("/keys/new?for=till")
    name = re.search(r'name="id" value="([^"]+)"', page.text)[1]
    form = {"csrf": page.csrf, "id": name, "name": "Till", "scope": ["statements/write"], "where": "every"}
    made = browser.post("/keys", form)
    assert english(made, ["nothing was sent", "The secret of"]) == []
    labels = ["Not used yet", "Send statements", "Every boutique", "Never", "after 24 hours", "at once"]
    assert english(browser.get(f"/keys/{name}"), labels) == []
    assert english(browser.get("/keys"), labels) == []


def test_why_something_was_not_taken_is_told_as_well(speaks):
    page = (browser := speaks("admin")).get("/keys/new")
    refused = browser.post("/keys", {"csrf": page.csrf, "id": "a" * 20, "name": "", "where": "some"})
    assert refused.status == 400
    assert "choose at least one boutique" not in left(refused.text).lower()
    page = (browser := speaks("ld_author")).get("/library/new")
    refused = browser.post("/library/new", {"csrf": page.csrf, "do": "module", "title": "x", "role": "advisor"})
    assert refused.status == 400
    assert "a few words" not in left(refused.text)
