"""What is gathered for translators is words: no class list, no path of a drawing, no code; and all that people read."""

import re
import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from cabochon.web.tongue_bare import bare, worded
from cabochon.web.tongue_reading import SAID, pieces
from cabochon.web.tongue_telling import messages

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src" / "cabochon" / "web" / "templates"
STYLES = ROOT / "src" / "cabochon" / "web" / "static" / "css"
sys.path.insert(0, str(ROOT / "tools"))
import words_found  # noqa: E402 lies beside the source, not in it

PATH = re.compile(r"[Mm]\s*[-.\d][MLHVCSQTAZmlhvcsqtaz\d\s.,+-]*")
CODE = re.compile(r"[a-z]+:[a-z]+|\w+_\w+|[a-z]+\.[a-z]+(?:\.[a-z]+)*|--?[a-z][\w-]*|WEBVTT.*|[a-z]{2}-[A-Z]{2}")
# Two letters are a language where they are no word.
SHORT = {"as", "at", "by", "in", "is", "it", "no", "of", "on", "or", "to", "up"}
# An abbreviation, and the name of a field: both are read.
READ = {"n.a."}
ATTRIBUTE = re.compile(r"""\s([\w:@.-]+)\s*=\s*(["'])(.*?)\2""", re.DOTALL)


@pytest.fixture(scope="module")
def found():
    return words_found.gathered()


def classes():
    """Every class the styles name."""
    return {one for path in STYLES.glob("*.css") for one in re.findall(r"\.([a-z][\w-]*)", path.read_text("utf-8"))}


def test_no_message_is_the_path_of_a_drawing(found):
    assert [key for key in found.places if PATH.fullmatch(key[0])] == []


def test_no_message_is_a_code(found):
    assert [key for key in found.places if CODE.fullmatch(key[0]) and key[0] not in READ] == []
    assert [key for key in found.places if re.fullmatch("[a-z]{2}", key[0]) and key[0] not in SHORT] == []


def test_no_message_is_a_list_of_classes(found):
    """Where every word is a class and one of them has a hyphen, or it is put out within a class."""
    known = classes()
    lists = [key for key in found.places
             if " " in key[0] and set(key[0].split()) <= known and ("-" in key[0] or "tag " in key[0])]  # fmt: skip
    assert lists == []


def test_only_what_is_read_is_taken_of_a_template():
    source = """<p class="{{ "tag open" if x else "tag" }}">{{ "Still open" if x else "Not open" }}</p>
        <path d="{{ "M2 4l4 4" if x else "M2 8l4-4" }}"/><script>let a = {{ "A text" }}</script>
        <a title="{{ "Go there" if x else "Go back" }}"
        {% if y %}class="{{ "One two" }}"{% else %}rel="{{ "A b" }}"{% endif %}>{{ "To it" }}</a>"""
    assert {one.value for one in bare(Environment().parse(source))} == {
        "Still open", "Not open", "Go there", "Go back", "To it"}  # fmt: skip


def test_a_branch_that_opens_an_attribute_does_not_take_the_other_with_it():
    source = """<b{% if x %} class="a {{ "B c" }}"{% elif y %} class="{{ "D e" }}"{% endif %}>{{ "F g" }}</b>
        {% macro m() %}<i class="{{ "H i" }}">{{ "J k" }}</i>{% endmacro %}
        {% for z in q %}<u id="{{ "L m" }}">{{ "N o" }}</u>{% else %}{{ "P q" }}{% endfor %}"""
    assert {one.value for one in bare(Environment().parse(source))} == {"F g", "J k", "N o", "P q"}


@pytest.mark.parametrize("text", ["M2 3 0 6", "M5 1l4.6 8H.4z", "/floor", "", "open"])
def test_codes_of_a_table_are_no_words(text):
    assert not worded(text)


@pytest.mark.parametrize("text", ["Open", "not open", "Above 3", "A", "V", "Mon 3"])
def test_words_of_a_table_are(text):
    assert worded(text)


def test_what_is_not_to_be_translated_says_so():
    assert list(messages('<label>Name<input translate="no" placeholder="till:csv" title="A b"></label>')) == ["Name"]
    assert list(messages('<button data-confirm="Discard it?">Go</button>')) == ["Discard it?", "Go"]
    assert list(messages('<th abbr="Weeks"></th><input aria-placeholder="A name">')) == ["Weeks", "A name"]


# Attributes whose words only programs read.
UNHEARD = {"class", "style", "id", "d", "viewbox", "points", "href", "src", "rel", "content", "sizes", "media",
           "pattern", "autocomplete", "http-equiv", "aria-describedby", "aria-labelledby", "aria-controls", "headers",
           "sandbox", "allow", "accept", "transform", "data-draft", "data-scopes", "data-files",
           "data-insert"}  # fmt: skip


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_attribute_that_people_read_is_left_out(path):
    """Words in any attribute are those of one that is told, or of one that only programs read."""
    left = []
    for piece in pieces(path.read_text("utf-8")):
        if piece.kind not in ("open", "alone", "whole"):
            continue
        head = piece.source[: piece.head] if piece.kind == "whole" else piece.source
        head = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", head, flags=re.DOTALL)
        for name, _, value in ATTRIBUTE.findall(head):
            if name.lower() not in SAID | UNHEARD and re.search(r"[A-Za-z]{2,} [A-Za-z]|^[A-Z][a-z]", value):
                left.append((name, value))
    assert left == []
