"""Scripts speak through say.js: what a person reads is no English of a script's own."""

import re
from pathlib import Path

import pytest

import cabochon.web
from cabochon.languages import LANGUAGES
from cabochon.privacy.notes import ADVICE
from cabochon.web.tongue_scripts import SPEAKS, Scripts

FOLDER = Path(cabochon.web.__file__).parent / "static" / "js"
NAMES = sorted(path.name for path in FOLDER.glob("*.js"))
TEMPLATES = FOLDER.parents[1] / "templates"

# What a text reaches where a person reads or hears it.
REACHES = re.compile(
    r"\b(?:textContent|innerText|innerHTML|ariaLabel|alt|title|placeholder|nodeValue)\s*(?:\?\?)?[:=](?!=)"
    r"|\b(?:alert|confirm|prompt|append|prepend|replaceChildren|insertAdjacentText|wrong|bar|tell|failed|unkept|stop|part)\("
    r"|setAttribute\(\s*[\"'](?:aria-label|aria-description|title|placeholder|alt)[\"']\s*,"
    r"|\b(?:fault|said|text|told|words|label|body)\s*[:=](?!=)"
)
SELECTOR = re.compile(r"[#.\[][a-z]|[\w-]+ ?[>+~] ?|:(?:not|checked|last|first)")
CLASSES = re.compile(r"(?:className|class|classList\S*)\s*[:=(]\s*$")
COUNTED = re.compile(r"\bcount\([^\"'`;]*?,\s*(?:(\"|')(?:(?!\1).)*\1,\s*)?$")
OWN = ("lesson.js", "recorder.js")  # their own say(): the words of a module that leaves the house
ALLOWED = {
    "sw.js": {"Cabochon"},  # the product's name: no language has another
    "recorder.js": {"Basic ", "no auth-token", "no LMS.LaunchData"},  # HTTP; thrown, and bundle.js says it
    "bundle.js": {"The launch could not be taken up:"},  # for the console
    "mend.js": {"btn plain"},  # classes of a button
    "learn.js": {"no such page", "refused "},  # thrown and caught in the same file
    "outbox.js": {"refused ", "the house could not keep some of it yet"},  # thrown: the chip says what it means
}


def literals(source):
    """(source before, text, what follows) of each literal; of a template its texts, and the literals in its places."""
    at = 0
    while at < len(source):
        sign = source[at]
        if source.startswith("//", at):
            at = source.find("\n", at) % (len(source) + 1)
        elif source.startswith("/*", at):
            at = source.index("*/", at) + 2
        elif sign == "/" and re.search(r"[(,=:\[!&|?{};]\s*$|\breturn\s*$|=>\s*$", source[max(0, at - 20) : at]):
            at = _pattern_end(source, at)
        elif sign in "\"'":
            end = _end(source, at, sign)
            yield source[:at], source[at + 1 : end], source[end + 1 : end + 30]
            at = end + 1
        elif sign == "`":
            end = _template_end(source, at)
            inner, texts = source[at + 1 : end], []
            depth, text, begun = 0, "", 0
            for place, one in enumerate(inner):
                if depth == 0 and inner.startswith("${", place):
                    depth, begun = 1, place + 2
                    texts.append(text)
                    text = ""
                elif depth and one == "{" and place >= begun:
                    depth += 1
                elif depth and one == "}":
                    depth -= 1
                    if not depth:
                        yield from ((source[:at] + b, t, a) for b, t, a in literals(inner[begun:place]))
                elif not depth:
                    text += one
            yield from ((source[:at], one, source[end + 1 : end + 30]) for one in (*texts, text))
            at = end + 1
        else:
            at += 1


def _end(source, at, quote):
    at += 1
    while source[at] != quote:
        at += 2 if source[at] == "\\" else 1
    return at


def _pattern_end(source, at):
    at, within = at + 1, False
    while within or source[at] != "/":
        within = source[at] == "[" or (within and source[at] != "]")
        at += 2 if source[at] == "\\" else 1
    return at + 1


def _template_end(source, at):
    at, depth = at + 1, 0
    while depth or source[at] != "`":
        if source.startswith("${", at):
            depth, at = depth + 1, at + 2
        elif depth and source[at] == "`":
            at = _template_end(source, at) + 1
        elif depth and source[at] in "\"'":
            at = _end(source, at, source[at]) + 1
        elif depth and source[at] in "{}":
            depth, at = depth + (1 if source[at] == "{" else -1), at + 1
        else:
            at += 2 if source[at] == "\\" else 1
    return at


def worded(text):
    """Whether it reads as English: a word with a capital, or two words."""
    return bool(re.search(r"[A-Z][a-z]+", text) and " " in text) or bool(
        re.search(r"[a-z]{2,},? [a-z]{2,}|^ [a-z]{2,}$", text)
    )


def said(before):
    """Whether the literal is the words of a say() or count() that is open here."""
    tail = before[-400:]
    return bool(re.search(r"\bsay\(\s*$", tail) or COUNTED.search(tail))


def english(source):
    """Texts that reach a person in English: by what stands before them in their statement."""
    for before, text, after in literals(source):
        statement = re.split(r";|\n\n", before)[-1][-600:]
        if not worded(text) and not (re.fullmatch(r"[A-Z][a-z]+", text) and re.search(r"(?:=|\?|:|\()\s*$", statement)):
            continue
        if re.match(r"\s*:", after) and re.search(r"[{,]\s*$", before):
            continue  # the key of a table
        if said(before) or CLASSES.search(before) or SELECTOR.search(text) or not REACHES.search(statement):
            continue
        yield text


@pytest.mark.parametrize("name", NAMES)
def test_no_text_reaches_a_person_that_say_has_not_told(name):
    source = (FOLDER / name).read_text("utf-8")
    assert [one for one in english(source) if one not in ALLOWED.get(name, ())] == []


def test_the_scan_finds_english():
    """Of every sort there was; and not what no one reads."""
    for source in (
        'told.textContent = "Looking at it";', "one.textContent = done ? `Copied` : say(`Selected`);",
        'if (!file) wrong("Choose a package first.");', "news.textContent = `${many} new, show`;",
        'Object.assign(new Image(), { alt: "What you have chosen" });', 'if (!confirm("Take it out?")) stop();',
        'box.setAttribute("aria-label", "Close this");', 'part("p", `Yours: ${x ? "a" : "an own word"}`);',
    ):  # fmt: skip
        assert list(english(source)), source
    for source in (
        'told.textContent = say("Looking at it");', 'x.textContent = count(n, "{n} new survey", "{n} new surveys");',
        'make("p", { className: "note-bar bad", textContent: one.title });', '$("#held button").textContent = text;',
        "// told.textContent = \"Looking at it\"", 'throw new Error("no such page");',
    ):  # fmt: skip
        assert not list(english(source)), source


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_is_found_by_the_tool(name):
    """Every say() and count() of a script that imports them has its words in it as they stand."""
    source = (FOLDER / name).read_text("utf-8")  # say.js has words of its own
    if name != "say.js" and not SPEAKS.search(source):
        calls = re.findall(r"(?<![\w.])(?:say|count)\(\"", re.sub(r"//.*", "", source))
        assert not calls or name in OWN
        return
    text, forms = Scripts(FOLDER).of(name)
    code = re.sub(r"(?m)(?<!:)//.*$", "", source)
    assert len(text) == len(re.findall(r"(?<![\w.])say\(", code))
    assert len(forms) == len(re.findall(r"(?<![\w.])(?<!function )count\(", code))


@pytest.mark.parametrize("name", NAMES)
def test_dates_and_numbers_are_written_in_the_language_of_the_page(name):
    source = (FOLDER / name).read_text("utf-8")
    if name != "say.js":
        assert not re.search(r"""["']en-GB["']""", source)
        assert not re.search(r"\.toFixed\([^)]*\)\}", source)


def test_what_a_note_looks_like_is_said_as_the_house_says_it():
    """In noting.js each kind of finding has its advice as a sentence of its own."""
    text, _ = Scripts(FOLDER).of("noting.js")
    assert {f"{{words}} {advice}" for advice in ADVICE.values()} <= set(text)


def test_a_module_that_leaves_the_house_takes_no_words_of_ours():
    for name in ("lesson.js", "recorder.js"):
        assert "import " not in re.sub(r"//.*", "", (FOLDER / name).read_text("utf-8"))
    assert "say.js" not in (FOLDER / "bundle.js").read_text("utf-8")


def test_a_page_has_the_words_of_each_script_it_loads():
    """A tag of another form would leave its script in English."""
    spoken = {name for name in NAMES if any(Scripts(FOLDER).of(one)[0] for one in Scripts(FOLDER).needs(name))}
    for path in TEMPLATES.rglob("*.html"):
        for tag in re.findall(r"<script[^>]*>", path.read_text("utf-8")):
            named = re.search(r"js/([\w-]+\.js)", tag)
            if named and named[1] in spoken:
                assert tag == f"""<script type="module" src="{{{{ static('js/{named[1]}') }}}}">""", path.name


def test_a_knock_is_answered_in_the_language_of_the_device(monkeypatch):
    from cabochon.web.pages.shelf import _waits

    assert _waits("en") == "Something is waiting on the floor page."
    script = (FOLDER / "sw.js").read_text("utf-8")
    assert "__WAITS__" in script
    assert "Something is waiting" not in script
    assert all(_waits(one) for one in LANGUAGES)
