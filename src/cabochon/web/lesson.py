"""A module as its learner sees it: the parts in their order, the exercises, what is answered to each choice.

Rendered once and alike for all: for the floor, for a preview and for an exported package. It names nobody, and shows
nothing of where a learner is; js/lesson.js does that. Without a script it is a page to read, the answers under a fold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec
from jinja2 import Environment
from markupsafe import Markup

from ..programme import answering
from ..programme.module import Choice, Exercise, Module
from .lesson_words import words_of
from .markdown import render


@dataclass(frozen=True, slots=True)
class Shown:
    """A medium as a page shows it. kind: picture, audio or video. width, height: pixels, 0 where they are not known.

    captions: (language, address of WebVTT), in the order they are offered.
    """

    address: str
    kind: str
    alt: str
    width: int = 0
    height: int = 0
    captions: tuple[tuple[str, str], ...] = ()


def lesson(look: Environment, module: Module, *, media: Mapping[str, Shown], action_done: bool = False) -> Markup:
    """
    Args:
        look: as `page.environment` makes it. media: by key; what is missing is told in words.
        action_done: its action is among what the learner has taken on already.
    """
    words = words_of(module.language)
    html = look.get_template("partials/lesson.html").render(
        module=module, media=media, words=words, spoken=msgspec.json.encode(words).decode(), action_done=action_done,
        steps=("see", *(one.key for one in module.exercises), "use"), text=render, mixed=mixed, gaps=gaps, slips=slips,
        answer=answer, right=answering.model,
    )  # fmt: skip
    return Markup(html)  # noqa: S704 the template escapes


def mixed(exercise: Exercise) -> tuple[Choice, ...]:
    """Steps out of their order: the same for everybody, in every language, and never the right one."""
    keys = [one.key for one in exercise.choices]
    found = sorted(exercise.choices, key=lambda one: _dice(exercise.key, one.key))
    return tuple(found if [one.key for one in found] != keys else found[1:] + found[:1])


def gaps(exercise: Exercise) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The phrase in pieces: (words, what the gap after them is chosen from), the right ones not always first."""
    found = []
    for n, piece in enumerate(exercise.phrase.split("{}")):
        blank = exercise.blanks[n] if n < len(exercise.blanks) else ()
        places = sorted(range(len(blank)), key=lambda i, n=n: _dice(f"{exercise.key} {n}", str(i)))  # type: ignore[misc]
        found.append((piece, tuple(blank[i] for i in places)))
    return tuple(found)


def slips(exercise: Exercise) -> str:
    """Numbers somebody may write by a slip, and what is told them, as JSON."""
    return msgspec.json.encode([[str(number), says] for number, says in exercise.slips]).decode()


def answer(exercise: Exercise) -> Sequence[str]:
    """The right answer in words, line by line: what is read where no script runs."""
    if exercise.kind == "fill":
        return (exercise.phrase.format(*(blank[0] for blank in exercise.blanks)),)
    if exercise.kind == "number":
        return (f"{exercise.answer} {exercise.unit}".strip(),)
    return tuple(f"{one.text} {one.says}".strip() for one in exercise.choices if one.right)


def _dice(key: str, one: str) -> bytes:
    return sha256(f"{key}/{one}".encode()).digest()
