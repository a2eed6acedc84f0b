"""A module from its Markdown: what is read, and that each fault is told with the line it stands at."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.programme.module import EXERCISES, Area
from cabochon.programme.module_reading import parse
from cabochon.refusals import Refused

HEAD = """+++
key = "the-window"
title = "Dressing the window"
summary = "Three pieces, one colour, one story."
skill = "options"
roles = ["advisor", "stock"]
language = "en"
minutes = 5
action = "one-colour"
pass = 0.6
+++
"""
SEE = """## See it

One colour.

> **Client:** I saw it from the tram.
> **Advisor:** Then the window did its work.

![A window with three pieces.](media:window)

"""
TRY = """## Try it

### choose: which
Which first?
- [ ] The dearest.
  > Not yet: it is
  > the third.
- [x] The blue one.
  > Yes.

### order: steps
Put it in order.
1. Empty it.
2. Clean it.
3. Fill it.
> So it is.

### spot: miss
Where did it go wrong?
- [x] “Nobody looks.”
- [ ] “They do.”
> Somebody always looks.

### fill: words
Fill it.
= “Three {pieces|boxes} in one
= {colour|row}.”

### say: aloud
Say it.
= “One colour.”
= And then a pause.
- [ ] I said the colour.

### hotspot: where
Point.
![A plan.](media:plan)
- [ ] 0,0,50,50 The door
- [x] 50.5, 20, 10, 10 The lamp
  > Light first.

### number: pieces
![A tray.](media:tray)
How many?
= 3 pieces
~ 4: One is a stand.
> Three.

"""
USE = """## Use it today

Put three pieces of one colour into the window.
"""
WHOLE = HEAD + SEE + TRY + USE


def read(text=WHOLE, **more):
    return parse(text, "the-window.md", **more)


def test_a_module_of_all_kinds_is_read():
    module = read()
    assert {one.kind for one in module.exercises} == set(EXERCISES)
    assert (module.key, module.roles, module.pass_mark, module.sop) == ("the-window", ("advisor", "stock"), 0.6, False)
    assert module.action.key == "one-colour"
    assert module.action.text == "Put three pieces of one colour into the window."
    assert module.media == ("window", "plan", "tray")


def test_who_speaks_first_is_not_of_the_boutique():
    words, client, advisor, picture = read().see
    assert (words.kind, words.text) == ("words", "One colour.")
    assert (client.who, client.ours, advisor.who, advisor.ours) == ("Client", False, "Advisor", True)
    assert (picture.kind, picture.media, picture.text) == ("media", "window", "A window with three pieces.")


def test_each_kind_has_what_it_needs():
    choose, order, spot, fill, say, where, number = read().exercises
    assert [(c.key, c.right) for c in choose.choices] == [("a", False), ("b", True)]
    assert choose.choices[0].says == "Not yet: it is the third."
    assert [c.text for c in order.choices] == ["Empty it.", "Clean it.", "Fill it."]
    assert all(c.right for c in order.choices)
    assert order.says == "So it is."
    assert spot.says == "Somebody always looks."
    assert fill.phrase == "“Three {} in one {}.”"
    assert fill.blanks == (("pieces", "boxes"), ("colour", "row"))
    assert say.model == "“One colour.”\n\nAnd then a pause."
    assert not say.judged
    assert where.choices[1].area == Area(50.5, 20, 10, 10)
    assert (where.media, where.alt) == ("plan", "A plan.")
    assert (number.answer, number.unit, number.slips) == (Decimal(3), "pieces", ((Decimal(4), "One is a stand."),))
    assert (number.media, number.prompt) == ("tray", "How many?")


def test_a_mark_of_the_editor_before_the_text_is_no_matter():
    assert read("\ufeff" + WHOLE) == read()
    assert read(WHOLE.replace("\n", "\r\n")).key == "the-window"


def changed(old, new):
    assert WHOLE.count(old) == 1, old
    return WHOLE.replace(old, new)


FAULTS = {
    "no field": ('skill = "options"', 'skil = "options"', "skil is no field of a module"),
    "missing": ('skill = "options"\n', "", "skill is missing"),
    "key": ('key = "the-window"', 'key = "The window"', "key is small letters"),
    "title": ('title = "Dressing the window"', 'title = "x"', "title is a few words"),
    "title of two lines": ('title = "Dressing the window"', 'title = "Dressing\\nit"', "title is a few words"),
    "summary": ('summary = "Three pieces, one colour, one story."', "summary = 3", "summary is one sentence"),
    "skill": ('skill = "options"', 'skill = ""', "skill is a key"),
    "roles": ('["advisor", "stock"]', '["seller"]', "roles is a list of"),
    "no role": ('["advisor", "stock"]', "[]", "roles is a list of"),
    "language": ('language = "en"', 'language = "english"', "language is two letters"),
    "minutes": ("minutes = 5", "minutes = true", "minutes is a whole number"),
    "action": ('action = "one-colour"', 'action = "One"', "action is a key"),
    "action of an exercise": ('action = "one-colour"', 'action = "which"', "is the key of an exercise"),
    "order": ("pass = 0.6", 'order = "first"', "order is a whole number"),
    "line": ("pass = 0.6", 'product_line = "bags"', "product_line is watch"),
    "collection": ("pass = 0.6", "collection = 3", "collection is a few words"),
    "aids": ("pass = 0.6", "aids = [3]", "aids is a list"),
    "pass": ("pass = 0.6", "pass = 60", "pass is a share"),
    "sop": ("pass = 0.6", "sop = 1", "sop is true"),
    "part": ("## See it", "## Look at it", "‘Look at it’ is no part"),
    "part twice": ("## Use it today", "## See it\n\n## Use it today", "stands here twice"),
    "before the parts": ("## See it", "Hello\n\n## See it", "a module begins with ## See it"),
    "part missing": ("## See it", "", "a module begins with ## See it"),
    "before the exercises": ("### choose: which", "Now\n\n### choose: which", "an exercise begins with ###"),
    "kind": ("### choose: which", "### ask: which", "write ### kind: key"),
    "no key": ("### choose: which", "### choose: Which!", "is no key"),
    "key twice": ("### order: steps", "### order: which", "the key which stands here twice"),
    "no prompt": ("Which first?\n", "", "which: say first what to do"),
    "none right": ("- [x] The blue one.", "- [ ] The blue one.", "has 0 right of 2"),
    "two right": ("- [ ] The dearest.", "- [x] The dearest.", "has 2 right of 2"),
    "two steps": ("3. Fill it.\n", "", "has fewer than three steps"),
    "no gap": ("{pieces|boxes} in one\n= {colour|row}", "pieces", "each gap in curly brackets"),
    "one word in a gap": ("{pieces|boxes}", "{pieces}", "each gap in curly brackets"),
    "open gap": ("{pieces|boxes}", "{pieces|boxes", "one of the two is missing"),
    "ticked": ("- [ ] I said the colour.", "- [x] I said the colour.", "none of them ticked"),
    "no picture": ("![A plan.](media:plan)\n", "", "show the picture"),
    "no area": ("- [ ] 0,0,50,50 The door", "- [ ] The door", "write the area as x,y,width,height"),
    "no numbers": ("0,0,50,50", "0,0,5.0.0,50", "an area is four numbers"),
    "outside": ("0,0,50,50", "60,0,50,50", "the area is not within the picture"),
    "no number": ("= 3 pieces", "= three", "write the number behind ="),
    "two numbers": ("= 3 pieces", "= 3 500", "write the number behind ="),
    "thousands": ("= 3 pieces", "= 3,500", "without a sign for thousands"),
    "a slip that is right": ("~ 4: One", "~ 3: One", "is the answer and a slip"),
    "words after the choices": ("- [x] “Nobody looks.”\n", "- [x] “Nobody looks.”\nHm.\n", "begins with >"),
    "a picture in a line": ("One colour.\n\n> **C", "See ![it](media:window) here.\n\n> **C", "a line of its own"),
    "no fence": ("+++\nkey", "key", "begins with +++"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_told_with_its_line(old, new, says):
    with pytest.raises(Refused, match=r"the-window\.md, line \d+: ") as told:
        read(changed(old, new))
    assert says in str(told.value)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("minutes = 5", "minutes = 0", "minutes"),
        ("### choose: which", "### ask: which", "### ask"),
        ("0,0,50,50", "60,0,50,50", "- [ ] 60,0"),
        ("- [x] The blue one.", "- [ ] The blue one.", "### choose: which"),
    ],
)
def test_the_line_is_that_of_the_file(old, new, at):
    text = changed(old, new)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith(at))
    with pytest.raises(Refused, match=rf"line {line}: "):
        read(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + SEE + USE, "the part ## Try it is missing"),
        (HEAD + SEE + "## Try it\n\n" + USE, "there is nothing to try"),
        (HEAD + "## See it\n\n" + TRY + USE, "there is nothing to see"),
        (HEAD + SEE + TRY + "## Use it today\n", "say one action"),
        (HEAD + TRY + SEE + USE, "the parts stand in the order"),
        (WHOLE + "x" * 100_000, "characters; a module has"),
        (WHOLE.replace("minutes = 5", "minutes = "), "at line 8"),
    ],
)
def test_a_part_that_is_not_there_is_named(text, says):
    with pytest.raises(Refused, match=r"the-window\.md") as told:
        read(text)
    assert says in str(told.value)


def test_there_are_twelve_exercises_at_most_and_twelve_choices():
    one = "### order: k{}\nOrder.\n1. a\n2. b\n3. c\n\n"
    with pytest.raises(Refused, match="13 exercises; 12 at most"):
        read(HEAD + SEE + "## Try it\n\n" + "".join(one.format(n) for n in range(13)) + USE)
    many = "### order: k\nOrder.\n" + "".join(f"{n}. s\n" for n in range(13))
    with pytest.raises(Refused, match="more than 12 to choose from"):
        read(HEAD + SEE + "## Try it\n\n" + many + USE)


def test_key_and_language_are_those_of_the_file():
    assert read(key="the-window", language="en").key == "the-window"
    with pytest.raises(Refused, match="key is the-door"):
        read(key="the-door")
    with pytest.raises(Refused, match="language is fr"):
        read(language="fr")


plain = st.text(st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="{}|\u2028\u2029\x85"), min_size=1,
                max_size=60).map(str.strip).filter(bool)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(prompt=plain, choices=st.lists(plain, min_size=2, max_size=12), right=st.integers(0, 11), says=plain)
def test_what_is_written_is_what_is_read(prompt, choices, right, says):
    right %= len(choices)
    lines = "".join(f"- [{'x' if n == right else ' '}] {text}\n  > {says}\n" for n, text in enumerate(choices))
    module = read(HEAD + SEE + f"## Try it\n\n### choose: one\nDo: {prompt}\n{lines}\n" + USE)
    found = module.exercises[0]
    assert found.prompt == f"Do: {prompt}"
    assert [c.text for c in found.choices] == choices
    assert [c.right for c in found.choices] == [n == right for n in range(len(choices))]
    assert all(c.says == says.removeprefix(">").strip() or says.startswith(">") for c in found.choices)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400))
def test_whatever_is_written_is_read_or_refused(text):
    for whole in (text, HEAD + text, HEAD + SEE + "## Try it\n" + text + USE, WHOLE.replace("Which first?", text)):
        with suppress(Refused):
            read(whole)
