"""Pages from accounts to huddle in a language whose every message is known: no label of ours is left in English.

The language is made here: each message the tool finds comes back between brackets, so it asks for no translation.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from troubled import trouble

from cabochon import languages
from cabochon.directory.rows import Account
from cabochon.house.holding import KIND_NAMES
from cabochon.languages import catalogue, retelling
from cabochon.web.pages.kind_words import KINDS

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import words_found

READ = re.compile(r' (?:aria-label|title|placeholder|alt|label|data-label)="([^"]*)"|>([^<]+)<')


def bracketed() -> catalogue.Catalogue:
    told, forms = dict[str, str](), dict[tuple[str, str], tuple[str, ...]]()
    for key in words_found.gathered().places:
        if len(key) == 1:
            told[key[0]] = f"⟦{key[0]}⟧"
        else:
            forms[key[0], key[1]] = (f"⟦{key[0]}⟧", f"⟦{key[1]}⟧")
    return catalogue.Catalogue(told, forms)


@pytest.fixture(scope="module")
def place(place) -> Iterator[object]:
    """The furnished house, everybody spoken to in the made language."""
    made, real, before = bracketed(), catalogue.opened, place.house.directory.find(Account)
    patch = pytest.MonkeyPatch()
    for room in (catalogue, languages, retelling):
        patch.setattr(room, "opened", lambda one: made if one == "fr" else real(one))
    languages._again.cache_clear()
    retelling._forms.cache_clear()
    for one in before:
        place.house.directory.put(replace(one, language="fr"))
    trouble(place.house, place.door, place.other)
    yield place
    patch.undo()
    languages._again.cache_clear()
    retelling._forms.cache_clear()


def loose(body: str) -> str:
    """What a person reads of a page outside all brackets, each piece on a line."""
    body = re.sub(r"<(script|style|code)\b.*?</\1>", "", body, flags=re.DOTALL)
    found, depth = list[str](), 0
    for match in READ.finditer(body):
        text, level = unescape(match[1] or match[2] or ""), 0 if match[1] is not None else depth
        piece = ""
        for letter in text:
            if letter == "⟦":
                level += 1
            elif letter == "⟧":
                level = max(0, level - 1)
            elif not level:
                piece += letter
        depth = depth if match[1] is not None else level
        found.append(" ".join(piece.split()))
    return "\n".join(piece for piece in found if any(letter.isalpha() for letter in piece))


# role, address, what stood there in English though the page spoke another language
# fmt: off
PAGES = (
    ("admin", "/accounts", ("Without a second factor", "Every boutique", "from an identity system")),
    ("admin", "/accounts/manager?done=changed", ("Changed. It holds",)),
    ("admin", "/agreements", ("No agreement is needed", "Waits for an agreement", "open", "Switzerland")),
    ("manager", "/floor/aids", ("Job aid", "Cards and checklists", "Any piece", "min")),
    ("area_coach", "/assign", ("It is its turn", "The boutique asked for it")),
    ("auditor", "/audit", ("unbroken", "these", "November", "Monday")),
    ("brand_partner", "/brand", ("Region", "Your brand", "Sums of what was sold", "All regions", "Ask who")),
    ("manager", "/floor/calibrate", ("Yes", "Partly", "Not yet", "N/A", "An earlier clip")),
    ("area_coach", "/calibration", ("Yes", "Partly", "Not yet", "Week of", "Region")),
    ("manager", "/floor/observe", ("Watch", "Jewelry", "Yes", "Partly", "Just now", "15 min", "Today",
                                  "No day")),
    ("manager", "/floor/coach?associate={person}", ("Side by side", "Peer shadowing", "Check-in")),
    ("admin", "/forgetting", ("Observation", "Till closing", "Stock count")),
    ("admin", "/forgetting/{person}", ("name", "names", "account", "accounts")),
    ("admin", "/forgetting/{person}/report", ("job role", "boutique", "kept since", "Who you are")),
    ("manager", "/me/report", ("job role", "boutique", "Who you are")),
    ("manager", "/doors/{door}/golive", ("Receipts", "Surveys", "Door counts", "Observations", "unmapped")),
    ("admin", "/data-health", ("Unmapped SKUs", "See the SKUs", "Codes nobody has claimed", "lines")),
    ("admin", "/data-health/unmapped", ("Unmapped SKUs", "Boutique", "Lines", "Map it", "Many at once", "rows")),
    ("admin", "/data-health/unmapped?sku=STRAP-NEW-22", ("Primary piece: a watch or jewelry", "Care plan")),
    ("admin", "/data-health/receipts", ("Rung up", "Have the till send", "Every receipt names")),
    ("admin", "/data-health/codes", ("Code", "Events", "Claim it")),
    ("admin", "/data-health/surveys", ("Answered", "Why", "No visit of that associate", "Match rate by source")),
    ("admin", "/data-health/feeds", ("Usual", "Last news of", "On time", "open days late", "Late is silent")),
    ("admin", "/data-health/skew", ("Ahead", "On average", "Counted over")),
    ("admin", "/data-health/duplicates", ("Dropped", "Counts are kept")),
    ("admin", "/data-health/quarantine", ("Reason", "Mend it")),
    ("admin", "/data-health/till", ("Units", "Net", "Arrived, of what")),
)  # fmt: skip
# fmt: on


@pytest.mark.parametrize(("role", "address", "english"), PAGES, ids=[f"{role} {address}" for role, address, _ in PAGES])
def test_no_label_is_left_in_english(place, role, address, english):
    page = place.signed_in(role).get(address.format(person=place.team[0], door=place.door))
    assert page.status == 200
    lines = loose(page.text).splitlines()
    assert "⟦" in page.text
    assert [one for one in english if any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", line) for line in lines)] == []


def test_what_was_wrong_with_a_form_is_said_in_the_language(place):
    admin = place.signed_in("admin")
    csrf = admin.get("/agreements").csrf
    page = admin.post("/agreements", {"csrf": csrf, "country": "FR", "state": "agreed"})
    assert page.status == 400
    assert "is missing" not in loose(page.text)
    assert "The reference" not in loose(page.text)


def test_a_page_that_is_too_old_says_so_in_the_language(place):
    page = place.signed_in("admin").post("/agreements", {"csrf": "stale", "country": "FR", "state": "open"})
    assert page.status == 403
    assert {line.strip(" ·") for line in loose(page.text).splitlines()} == {"Cabochon"}


def test_every_kind_of_record_has_a_word():
    assert set(KIND_NAMES) - set(KINDS) == set()
