"""No regular expression of the house can be held up by what somebody sends: each meets the worst it may be sent."""

import ast
import importlib
import pkgutil
import re
import signal
import time
import warnings
from pathlib import Path

import pytest

import cabochon
from cabochon.privacy import notes

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from re import _constants as sre
    from re import _parser as parser

SRC = Path(cabochon.__file__).parent
LONG, MOST = 700, 0.2  # characters, and seconds of work; a square of 700 takes 0.005 s, a cube more than MOST
OTHERS = {"cabochon.__main__"}


def patterns():
    """Every pattern a module holds by itself or in a table, and every one written into a call."""
    found = {}
    for info in pkgutil.walk_packages([str(SRC)], "cabochon."):
        if info.name in OTHERS:
            continue
        try:
            module = importlib.import_module(info.name)
        except ImportError:  # a package for an engine that is not installed
            continue
        for name, value in vars(module).items():
            held = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else (value,)
            for one in held:
                for pattern in one if isinstance(one, tuple) else (one,):
                    if isinstance(pattern, re.Pattern):
                        found[pattern.pattern, pattern.flags] = f"{info.name}.{name}"
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str | bytes)
            ):
                pattern = re.compile(node.args[0].value)
                found.setdefault((pattern.pattern, pattern.flags), f"{path.relative_to(SRC)}:{node.lineno}")
    return sorted(((where, re.compile(*key)) for key, where in found.items()), key=lambda one: (one[0], str(one[1])))


def one_of(items) -> str:
    """A character a set of the parsed pattern takes; a letter for sets that are said by what they leave out."""
    for op, value in items:
        if op is sre.LITERAL:
            return chr(value)
        if op is sre.RANGE:
            return chr(value[0])
        if op is sre.CATEGORY:
            return {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}.get(value, "-")
        if op is sre.NEGATE:
            left = {chr(v) for o, v in items if o is sre.LITERAL}
            return next(c for c in "a1 -." if c not in left)
    return "a"


def sample(parsed) -> str:
    """The shortest words a parsed pattern takes, roughly."""
    words = ""
    for op, value in parsed:
        if op is sre.LITERAL:
            words += chr(value)
        elif op in (sre.NOT_LITERAL, sre.ANY):
            words += "a"
        elif op is sre.IN:
            words += one_of(value)
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            words += sample(value[2]) * max(value[0], 1)
        elif op is sre.SUBPATTERN:
            words += sample(value[-1])
        elif op is sre.BRANCH:
            words += sample(value[1][0])
        elif op is sre.ATOMIC_GROUP:
            words += sample(value)
    return words


def repeated(parsed, before=""):
    """(what leads to it, what it takes) for every part that may come without end."""
    for op, value in parsed:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            if value[1] is sre.MAXREPEAT or value[1] > 100:
                yield before, sample(value[2])
            yield from repeated(value[2], before)
        elif op is sre.SUBPATTERN:
            yield from repeated(value[-1], before)
        elif op is sre.BRANCH:
            for way in value[1]:
                yield from repeated(way, before)
        before += sample([(op, value)])


def worst(pattern: re.Pattern) -> set:
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    made = {"a" * LONG, " " * LONG, "1" * LONG, "a1 -." * (LONG // 5)}
    for before, pumped in list(repeated(parser.parse(text, pattern.flags & ~re.UNICODE)))[:20]:
        if pumped:
            for end in ("\0", "\n"):
                made.add(before + pumped * (LONG // len(pumped)) + end)
    return made if isinstance(pattern.pattern, str) else {one.encode("utf-8") for one in made}


def slow(pattern: re.Pattern, words) -> float:
    """Seconds the slowest of three ways to ask takes; it is given up after MOST."""

    def over(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, 4 * MOST)
    began = time.thread_time()
    try:
        for ask in (pattern.search, pattern.match, pattern.fullmatch):
            ask(words)
    except TimeoutError:
        return 4 * MOST
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return time.thread_time() - began


def test_a_pattern_that_can_be_held_up_is_found():
    for bad in (r"(a+)+$",):
        assert any(slow(re.compile(bad), words) > MOST for words in worst(re.compile(bad))), bad


def test_no_pattern_of_the_house_can_be():
    every = patterns()
    assert len(every) > 80
    found = [(where, pattern.pattern[:80]) for where, pattern in every
             if any(slow(pattern, words) > MOST for words in worst(pattern))]  # fmt: skip
    assert found == []


@pytest.mark.parametrize("text", ["a" * 5_000, "+41 " * 1_500, "@" * 5_000, "1-" * 2_500, "Mr. " * 1_500])
def test_a_comment_is_masked_in_time_however_long_and_strange(text):
    began = time.thread_time()
    notes.mask(text)
    assert time.thread_time() - began < 4 * MOST
