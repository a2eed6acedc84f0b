"""The list of what was tried within reach: running, finished, several boutiques together. Never one person's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..programme.module import Module
from . import verdict_words as words
from .filters import LINES, Choice, Option
from .verdict_told import Change, Head, Subject

POOLED = frozenset({"behaviour", "rollout", "wave", "region"})
GROUPS = (("running", "Running"), ("finished", "Finished"), ("pooled", "Several boutiques together"))
WHOLE_FIRST = ("module", "behaviour", "rollout", "region", "wave", "focus", "person")
FILTERS = {"boutique": ("Boutique", "All boutiques"), "about": ("About", "Everything"),
           "line": ("Product line", "Watch and jewelry"), "state": ("Verdict", "Every verdict")}  # fmt: skip
UNSEEN = "Not looked at yet: open it, or wait for the night."


@dataclass(frozen=True, slots=True)
class Row:
    """An episode in the list. text: what is said of its leading measure. of: by filter, value and how it reads.
    parts: the same in a rollout, a region, the boutiques that began together.
    """

    key: str
    group: str
    kind: str
    title: str
    place: str
    since: str
    state: words.State
    text: str
    restated: bool
    of: Mapping[str, tuple[str, str]]
    parts: tuple["Row", ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """groups: (key, heading, rows), newest first. empty: nothing is there at all, whatever is chosen."""

    groups: tuple[tuple[str, str, tuple[Row, ...]], ...]
    choices: tuple[Choice, ...]
    narrowed: bool
    empty: bool


def listed(heads: Iterable[Head], chosen: Mapping[str, str], today: date, modules: Mapping[str, Module]) -> Listed:
    """chosen: by the names of FILTERS, "" for all."""
    found = [_row(one, today, modules) for one in heads if one.subject.kind != "person"]
    kept = [row for row in found if all(row.of[name][0] == value for name, value in chosen.items() if value)]
    groups = tuple((key, name, _folded(row for row in kept if row.group == key)) for key, name in GROUPS)
    choices = []
    for name, (label, everything) in FILTERS.items():
        options = sorted({row.of[name] for row in found if row.of[name][0]}, key=lambda pair: pair[1].casefold())
        if len(options) > 1:
            choices.append(_choice(name, label, [("", everything), *options], chosen.get(name, "")))
    return Listed(groups, tuple(choices), any(chosen.values()), not found)


def state_of(one: Change | None) -> words.State:
    return words.STATES.get(one.verdict.state, words.UNSAID) if one and one.verdict else words.UNSAID


def is_pooled(subject: Subject) -> bool:
    return subject.kind in POOLED or (subject.kind == "module" and not subject.boutique)


def _row(one: Head, today: date, modules: Mapping[str, Module]) -> Row:
    subject, change = one.subject, one.change
    said = (change.verdict.text if change.verdict else change.withheld) if change else ""
    open_yet = not subject.outcome and (subject.until is None or subject.until >= today)
    pooled, state, module = is_pooled(subject), state_of(change), modules.get(subject.about)
    line = module.product_line if module else ""
    return Row(
        subject.key, "pooled" if pooled else "running" if open_yet else "finished", words.kind(subject.kind, pooled),
        one.title, one.place, words.day(subject.since, today), state, said or UNSEEN, one.restated,
        {"kind": (subject.kind, ""), "boutique": (subject.boutique, one.place), "line": (line, LINES.get(line, line)),
         "state": (state.key, state.word),
         "about": (subject.about, module.title if module else words.about(subject.about))},
    )  # fmt: skip


def _folded(rows: Iterable[Row]) -> tuple[Row, ...]:
    """What several boutiques did of one thing as one row, the whole before its parts."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(f"about {row.of['about'][0]}" if row.group == "pooled" else row.key, []).append(row)
    whole = [sorted(some, key=lambda row: WHOLE_FIRST.index(row.of["kind"][0])) for some in found.values()]
    return tuple(replace(first, parts=tuple(parts)) for first, *parts in whole)


def _choice(name: str, label: str, named: Iterable[tuple[str, str]], chosen: str) -> Choice:
    return Choice(name, label, tuple(Option(value, text, value == chosen) for value, text in named))
