"""docs/conformance.md says what is supported, section by section, and how many checks hold it to that.

CABOCHON_CONFORMANCE_WRITE=1 writes the table anew: `pytest tests/conformance -k table_of_the_page`.
"""

import os
import re
from pathlib import Path

import pytest
from sections import BOTH, COUNTS, FILES, SECTIONS

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "conformance.md"
START, END = "<!-- the table is made from tests/conformance -->", "<!-- until here -->"


def table(counted) -> str:
    lines = ["| 1.0.3 | 2.0 (IEEE 9274.1.1) | About | Checks 1.0.3 | Checks 2.0 |", "| --- | --- | --- | ---: | ---: |"]
    for section, (ieee, about) in SECTIONS.items():
        first, second = (counted[section, version] for version in BOTH)
        lines.append(f"| {section} | {ieee} | {about} | {first} | {second} |")
    both = [sum(counted[section, version] for section in SECTIONS) for version in BOTH]
    return "\n".join([*lines, f"| all | | | {both[0]} | {both[1]} |"])


def test_the_table_of_the_page_is_what_the_battery_checks(request):
    if not {*HERE.glob("test_*.py")} <= request.config.stash[FILES]:
        pytest.skip("only part of the battery was collected")
    made = table(request.config.stash[COUNTS])
    text = PAGE.read_text("utf-8")
    before, _, rest = text.partition(START)
    written, _, after = rest.partition(END)
    if os.environ.get("CABOCHON_CONFORMANCE_WRITE"):
        PAGE.write_text(f"{before}{START}\n{made}\n{END}{after}", "utf-8")
        return
    assert written.strip() == made, "run the battery with CABOCHON_CONFORMANCE_WRITE=1"


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_has_checks_and_a_word_in_the_page(section):
    text = PAGE.read_text("utf-8")
    part, _, number = section.partition(" ")
    assert re.search(rf"^\| {section} \|", text, re.MULTILINE)
    wanted = f"{'Part Two' if part == 'Data' else 'Part Three'} {number}"
    assert re.search(rf"^### .*{re.escape(wanted)}(?![.\d])", text, re.MULTILINE), f"no heading names {wanted}"


@pytest.mark.parametrize("word", [
    "409", "duplicate", "equal", "timestamp", "truncat", "limit", "canonical", "void", "signature", "empty batch",
    "405", "401", "consistent", "If-Match", "alternate", "HEAD", "language tag", "Content-Transfer-Encoding",
])  # fmt: skip
def test_the_choices_we_made_are_told(word):
    assert word.lower() in PAGE.read_text("utf-8").lower()
