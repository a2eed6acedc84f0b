"""The page finds what the house finds: js/notes.js over the whole corpus in Node, word for word."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import test_notes as listed
from note_corpus import corpus

from cabochon.privacy.note_offers import language_of
from cabochon.privacy.notes import rules, screen

SCRIPTS = Path(__file__).parents[2] / "src" / "cabochon" / "web" / "static" / "js"
STAFF, WORDS = ("Léa Martin", "Tom Keller"), ("Zephyrine Grande",)
ODD = [
    "Ｃａｌｌ ０７９\u200b１２３４５６７ or anna@example.com, then Frau Zoë\u0308 Müller", "😀 Anna ② ⑴ 𝟘𝟟𝟡 123 45 67",
    "فَاطِمَة أحبت", "the piece is named Zephyrine", "Zephyrine wanted more", "L’ami d’Anna", "Anna’s ring", "ANNA CAME",
    "Brunhilde-Anne came", "Regards, Zsuzsi Halmos",
    "{}[]()|\\^$", "İstanbul İpek came", "Mrs " * 30, "Anna and Léa", "the Johnsons", "STRASSE ß", "", " ",
]  # fmt: skip
RUN = """
import { readFileSync } from "node:fs";
import { findings, languageOf, ready } from "./notes.js";
const { rules, texts, staff, words } = JSON.parse(readFileSync(0, "utf8")), known = ready(rules);
const found = texts.map((text) => [languageOf(text, known), ...findings(text, known, { staff, words })
  .map((one) => [one.kind, text.slice(one.start, one.end)])]);
console.log(JSON.stringify(found));
"""


@pytest.mark.node
@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed here")
def test_the_page_and_the_house_find_the_same(tmp_path):
    for name in ("notes.js", "names.js"):
        shutil.copy(SCRIPTS / name, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "run.js").write_text(RUN)
    lists = (
        getattr(listed, name) for name in ("EMAILS", "PHONES", "CARDS", "IBANS", "HANDLES", "LINKS", "NAMES", "TRADE")
    )
    texts = [note.text for note in corpus()] + [text for one in lists for text in listed.lines(one)] + ODD
    said = json.dumps({"rules": rules(), "texts": texts, "staff": STAFF, "words": WORDS})
    node = shutil.which("node")
    done = subprocess.run([node, "run.js"], input=said, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert done.returncode == 0, done.stderr
    for text, theirs in zip(texts, json.loads(done.stdout), strict=True):
        found = screen(text, staff=frozenset(STAFF), words=frozenset(WORDS))
        ours = [language_of(text), *([one.kind, text[one.start : one.end]] for one in found)]
        assert theirs == ours, text
