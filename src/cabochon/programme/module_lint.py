"""A module's lint: what keeps it from the floor, and what would make it teach better. Errors block, warnings do not.

A finding says where: title, summary, See it, Use it today, an exercise's key, or its key and a choice's letter.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..languages import mark
from . import lint as playbook_lint
from . import modules, reading_time, spelling
from .lint import ERROR, QUOTED, WARNING, Screen
from .module import Exercise, Module

MOST, FEWEST = 10, 4  # minutes
LONG = 30  # words of a sentence
OFF = 2  # minutes its author may be wrong by
WORDS = Path(__file__).parent / "module_words.toml"
WHY = {
    "hype": (mark("says more than anybody can keep"), mark("Say what the client gets, in plain words")),
    "jargon": (mark("is an office’s word"), mark("Say it as you would to a colleague at the counter")),
}
_SENTENCE = re.compile(r"(?<=[.!?…。！？])[”’»\")]*\s+|\n\s*\n|\n(?=\s*(?:[-*>|]|\d+\. ))|\|")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
Told = Iterator[tuple[str, str, bool]]  # where, its words, whether they are the author's own and not a wrong answer


@dataclass(frozen=True, slots=True)
class Finding:
    """where: the part, the exercise's key, or "key a" for a choice. words: what it is about."""

    level: str
    where: str
    why: str
    instead: str = ""
    words: str = ""


def minutes(module: Module, *, media_seconds: Mapping[str, float] | None = None) -> float:
    """Minutes to go through it, by reading_time.py."""
    return reading_time.minutes(module, media_seconds=media_seconds)


def lint(
    module: Module, *, base: Module | None = None, screen: Screen = lambda _: "", spelling: bool = True,
    known: Set[str] = frozenset(), media_seconds: Mapping[str, float] | None = None,
) -> list[Finding]:  # fmt: skip
    """Errors first, then in the order of the module.

    Args:
        base: what it translates. screen: what the house says of personal details in some words, "" for nothing.
        spelling: whether to look for misspelt words. known: words that are right, in small letters.
        media_seconds: how long each film or sound lasts.
    """
    found = [
        *_time(module, media_seconds), *_action(module), *(_translation(base, module) if base else ()),
        *(Finding(ERROR, where, advice, mark("Leave it out, or write [name]"), words)
          for where, words, _ in told(module) if (advice := screen(words))),
        *_practice(module), *_marks(module), *_wording(module), *(_spelling(module, known) if spelling else ()),
    ]  # fmt: skip
    return sorted(dict.fromkeys(found), key=lambda one: one.level != ERROR)


def blocking(findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if one.level == ERROR]


def line(source: str, where: str) -> int:
    """At which line of its Markdown a finding points, counted from 1; 1 where there is no telling."""
    key, _, letter = where.partition(" ")
    named = re.compile(rf"## {re.escape(where)} *|{re.escape(where)} *=.*|### +\w+ *: *{re.escape(key)} *")
    lines = source.splitlines()
    at = next((n for n, one in enumerate(lines) if named.fullmatch(one)), 0)
    if len(letter) == 1:
        choices = [n for n, one in enumerate(lines) if n > at and re.match(r"- \[.\] |\d+\. ", one)]
        return choices[min(ord(letter) - ord("a"), len(choices) - 1)] + 1 if choices else at + 1
    return at + 1


def told(module: Module) -> Told:
    """Every text in it."""
    yield from (("title", module.title, True), ("summary", module.summary, True))
    for block in module.see:
        yield "See it", block.text, block.ours or block.kind == "words"
    for one in module.exercises:
        yield one.key, one.prompt, True
        for choice in one.choices:
            yield f"{one.key} {choice.key}", choice.text, choice.right or one.kind == "say"
            yield f"{one.key} {choice.key}", choice.says, True
        yield one.key, one.phrase.replace("{}", "…"), True
        for gap in one.blanks:
            yield from ((one.key, option, n == 0) for n, option in enumerate(gap))
        yield from ((one.key, says, True) for _, says in one.slips)
        yield from ((one.key, one.model, True), (one.key, one.says, True), (one.key, one.alt, True))
    yield "Use it today", module.action.text, True


def _time(module: Module, media_seconds: Mapping[str, float] | None) -> Iterator[Finding]:
    takes = minutes(module, media_seconds=media_seconds)
    if takes > MOST:
        yield Finding(
            ERROR,
            "minutes",
            mark(f"takes {takes:.0f} minutes; between two clients there are {MOST} at most"),
            mark("Take a part out, or make two modules of it"),
        )
    elif takes < FEWEST:
        yield Finding(WARNING, "minutes", mark(f"takes {takes:.1f} minutes; that is little to learn from"),
                      mark("Let them practise once more"))  # fmt: skip
    if takes <= MOST and abs(takes - module.minutes) > OFF:
        yield Finding(WARNING, "minutes", mark(f"says {module.minutes} minutes and takes about {takes:.0f}"),
                      f"minutes = {round(takes)}")  # fmt: skip


def _action(module: Module) -> Iterator[Finding]:
    if not module.action.text.strip():
        yield Finding(ERROR, "Use it today", mark("names no action"), mark("Say one thing to do with the next client"))
    for sentence in _sentences(module.action.text):
        for one in playbook_lint.observable(sentence, language=module.language):
            yield Finding(one.level, "Use it today", one.why, one.instead, one.words)


def _translation(base: Module, module: Module) -> Iterator[Finding]:
    for fault in modules.differs(base, module):
        where, parted, why = fault.partition(": ")
        known = parted and base.exercise(where) is not None
        yield Finding(
            ERROR, where if known else "title", why if known else fault, mark("Write it as in the base language")
        )
    if module.language == base.language:
        return
    theirs = {words.strip() for _, words, _ in told(base) if len(_WORD.findall(words)) > 3}
    for where, words, _ in told(module):
        if words.strip() in theirs:
            yield Finding(ERROR, where, mark("is still in the base language"), mark("Translate it"), words[:60])


def _practice(module: Module) -> Iterator[Finding]:
    kinds = {one.kind for one in module.exercises}
    if module.pass_mark and not any(one.judged for one in module.exercises):
        yield Finding(
            ERROR, "pass", mark("there is a mark to pass and nothing that is judged"), mark("pass = 0, or add a choice")
        )
    if len(module.exercises) < 2:
        yield Finding(
            WARNING,
            "Try it",
            mark("has one exercise; what is tried once is forgotten"),
            mark("Add one of another kind"),
        )
    elif len(kinds) == 1:
        yield Finding(
            WARNING,
            "Try it",
            mark("has exercises of one kind alone"),
            mark("Let one of them be said aloud, or ordered"),
        )
    asked = [one for one in module.exercises if one.kind in ("choose", "spot")]
    if len(asked) > 1:
        if all(_longest_is_right(one) for one in asked):
            yield Finding(
                WARNING,
                "Try it",
                mark("the longest choice is the right one each time; one need not read them"),
                mark("Write a wrong one longer, or the right one shorter"),
            )
        if len({next((c.key for c in one.choices if c.right), "") for one in asked}) == 1:
            yield Finding(
                WARNING,
                "Try it",
                mark("the right answer stands in the same place each time"),
                mark("Move one of them"),
            )
    for one in module.exercises:
        yield from _feedback(one)
        texts = [choice.text.casefold() for choice in one.choices]
        for choice in one.choices:
            if choice.text.casefold() in texts[: ord(choice.key) - ord("a")]:
                yield Finding(
                    WARNING,
                    f"{one.key} {choice.key}",
                    mark("stands here twice"),
                    mark("Take one out"),
                    choice.text[:60],
                )


def _longest_is_right(one: Exercise) -> bool:
    right = max((len(c.text) for c in one.choices if c.right), default=0)
    return right > max((len(c.text) for c in one.choices if not c.right), default=0)


def _feedback(one: Exercise) -> Iterator[Finding]:
    silent = [c for c in one.choices if not c.says]
    if one.kind == "choose" or (one.kind in ("spot", "hotspot") and not one.says):
        for choice in silent:
            yield Finding(WARNING, f"{one.key} {choice.key}", mark("nothing is told to who takes this one"),
                          mark("Write > and what they may learn from it"), choice.text[:60])  # fmt: skip
    elif one.kind in ("order", "fill", "number") and not one.says and not one.slips:
        yield Finding(WARNING, one.key, mark("nothing is told afterwards"), mark("End it with > and why it is so"))


def _marks(module: Module) -> Iterator[Finding]:
    """What one marks oneself by has to be seen or heard as well."""
    for one in module.exercises:
        for choice in one.choices if one.kind == "say" else ():
            for fault in playbook_lint.observable(choice.text, language=module.language):
                if fault.words and fault.level == ERROR and mark("two actions") not in fault.why:
                    yield Finding(WARNING, f"{one.key} {choice.key}", fault.why, fault.instead, fault.words)


def _wording(module: Module) -> Iterator[Finding]:
    for where, words, ours in told(module):
        for sentence in _sentences(words):
            count = len(_WORD.findall(sentence))
            if count > LONG:
                yield Finding(WARNING, where, mark(f"a sentence of {count} words; on a phone {LONG} are many"),
                              mark("Make two of it"), sentence[:60])  # fmt: skip
        if ours:
            for kind, pattern in _patterns(module.language):
                if found := pattern.search(QUOTED.sub(" ", words)):
                    why, instead = WHY[kind]
                    yield Finding(WARNING, where, f"“{found[0]}” {why}", instead, found[0])


def _spelling(module: Module, known: Set[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for where, words, _ in told(module):
        for word, meant in spelling.misspelt(words, module.language, known=known):
            if word.lower() not in seen:
                seen.add(word.lower())
                yield Finding(WARNING, where, mark(f"“{word}” may be misspelt"), meant, word)


def _sentences(words: str) -> list[str]:
    return [one.strip() for one in _SENTENCE.split(words) if one.strip()]


@lru_cache(maxsize=16)
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    told_of = tomllib.loads(WORDS.read_text("utf-8")).get(language, {})
    return tuple((kind, re.compile(rf"(?<!\w)(?:{'|'.join(of)})(?!\w)", re.IGNORECASE)) for kind, of in told_of.items())
