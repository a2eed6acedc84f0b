"""Pages speak the reader's language whole: rendered with every known message in ⟦brackets⟧, no label stands outside.

What stands outside is a name, a code, a number or a day; the labels listed were once said in English to everybody.
"""

import re
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import normalize

from cabochon import languages
from cabochon.house.quarantine import Held
from cabochon.languages import catalogue, retelling
from cabochon.retail.events import Survey
from cabochon.retail.who import person

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from words_found import gathered  # noqa: E402 lies beside the source, not in it

HEAD = ('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n')  # fmt: skip
UNREAD = re.compile(r"<!--.*?-->|<(script|style|code|pre)\b.*?</\1>", re.DOTALL)
SAID = re.compile(r'\s(?:aria-label|title|placeholder|alt|data-label|label)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
LABELS = [
    ("admin", "/quarantine", ["Is none of the buttons"]),
    ("hq_leader", "/results", ["Scale", "Tune"]),
    ("hq_leader", "/results/natural-add-on", ["outcome", "Choose the line", "give it to more people and doors",
                                              "take it off the floor", "Retire"]),
    ("admin", "/retention", ["What people wrote", "24 months", "Other systems, demos, documents and rows"]),
    ("auditor", "/retention", ["What senders wrote besides the figures"]),
    ("manager", "/team/screens", ["Deputy", "Mentors", "Tablets", "Screens"]),
    ("manager", "/me/security", ["none", "An unknown browser", "by link", "just now"]),
    ("hq_leader", "/signals?done=undo", ["Taken back. What was decided before is in force again.", "retired"]),
    ("ld_author", "/skills", ["Advisors", "Cashiers", "Client visit", "Two relevant accessories offered",
                              "Story tailored", "CSAT", "Seal checked before opening"]),
    ("ld_author", "/skills/edit", ["Advisors", "Managers"]),
    ("ld_author", "/skills/edit?skill=welcome", ["Clients", "Learning", "Client visit", "Story tailored"]),
    ("analyst", "/sql", ["How much is held back, by measure", "CSAT", "Secondary sales rate"]),
    ("admin", "/statements", ["Checklist", "Till", "Files and webhooks", "The floor’s checklists", "Last 7 days",
                              "Counted", "Today,"]),
    ("auditor", "/statements", ["Survey", "statements", "kB"]),
    ("admin", "/stored", ["about themselves", "own boutiques, with names", "Store manager", "Step done"]),
    ("manager", "/tablet/share", ["Deputy", "Mentors"]),
    ("manager", "/floor/week", ["It is their turn", "They asked for it", "New in the team"]),
    ("manager", "/floor/windows", ["First", "Second"]),
    ("manager", "/floor/shell/offline", ["Log an observation", "Praise a colleague"]),
    ("manager", "/today", ["X-axis for", "Y-axis for"]),
]  # fmt: skip


def pseudo(folder):
    """A French file in which every message the tool finds says itself in brackets."""
    lines = [HEAD]
    for key in gathered().places:
        one, *other = (normalize(text, width=0) for text in key)
        said = [normalize(f"⟦{text}⟧", width=0) for text in key]
        lines.append(f"msgid {one}\nmsgstr {said[0]}\n" if not other else
                     f"msgid {one}\nmsgid_plural {other[0]}\nmsgstr[0] {said[0]}\nmsgstr[1] {said[1]}\n")  # fmt: skip
    (folder / "fr.po").write_text("\n".join(lines), "utf-8")


def forget():
    catalogue.opened.cache_clear()
    retelling._forms.cache_clear()
    languages._again.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def brackets(tmp_path_factory):
    """French is English in brackets while this file runs."""
    folder = tmp_path_factory.mktemp("words")
    pseudo(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "FOLDER", folder)
        forget()
        yield
    forget()


@pytest.fixture(scope="module")
def reader(place):
    """Who reads in French, by role; and what the pages show: a survey, and one that waits because nobody knows its
    boutique."""
    house = place.house
    for account in house.people.accounts():
        house.directory.put(replace(account, language="fr"))
    survey = Survey(at=house.clock(), boutique=place.door, source="survey:x", key="s", raw=5, low=1, high=5,
                    associate=person(place.team[0]))  # fmt: skip
    house.keep_as().events([survey])
    reason = "is none of the buttons of this page"  # any that a refusal says
    house.quarantined.hold(Held(name="row", source="till:csv", place="line 7", reason=reason, body="{}"))
    house.catch_up()
    browsers = {role: place.signed_in(role) for role in {role for role, _, _ in LABELS}}
    return browsers.__getitem__


def outside(text):
    """What stands outside the brackets, which may stand in each other."""
    depth, left = 0, []
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        if not depth and letter != "⟧":
            left.append(letter)
    return "".join(left)


def english(page):
    """Every text of a page that is in no brackets: between tags, and in the attributes that are read aloud."""
    page = UNREAD.sub("", page)
    read = [outside(unescape(value)) for value in SAID.findall(page)]
    read += [unescape(text) for text in TAG.split(outside(page))]
    return [" ".join(text.split()) for text in read if text.strip()]


@pytest.mark.parametrize(("role", "address", "labels"), LABELS, ids=[f"{one[0]} {one[1]}" for one in LABELS])
def test_no_label_of_a_page_is_left_english(reader, role, address, labels):
    answer = reader(role).get(address)
    assert answer.status == 200
    assert "⟦" in answer.text
    left = english(answer.text)
    assert [label for label in labels if any(re.search(rf"(?<!\w){re.escape(label)}", text) for text in left)] == []
