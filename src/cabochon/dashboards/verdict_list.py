"""The list of what was tried within reach: what waits for a decision, several boutiques together, one by one.

Never one person's.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from ..impact.verdict import LEAST_DOORS
from ..languages import again, mark, say, whole
from ..languages import count as counted
from ..programme.module import Module
from . import verdict_words as words
from .choosing import Choice, Option
from .filters import LINES
from .verdict_told import Change, Head, Subject

POOLED = frozenset({"behaviour", "rollout", "wave", "region"})
DECIDE, TOGETHER, RUNNING, FINISHED = "decide", "pooled", "running", "finished"
GROUPS = ((DECIDE, mark("To decide")), (TOGETHER, mark("Several boutiques together")), (RUNNING, mark("Running")),
          (FINISHED, mark("Finished")))  # fmt: skip
WHOLE_FIRST = ("module", "behaviour", "rollout", "region", "wave", "focus", "person")
FILTERS = mark({"boutique": ("Boutique", "All boutiques"), "about": ("About", "Everything"),
           "line": ("Product line", "Watch and jewelry")})  # fmt: skip
LINKS = ("state", "kind")  # narrowed by links with how many there are
SCOPES = mark({"pooled": "Several boutiques", "focus": "Focus periods", "module": "Modules at a boutique"})
RANK = ("likely_lifted", "promising", "no_lift", "not_comparable", "too_early", "cannot_tell", words.UNSAID.key)
SAYS = ("likely_lifted", "no_lift")  # may be decided on
UNSEEN = mark("Open it: it is worked out when somebody looks.")
QUIET, WAITING = RANK[4:], mark("Nothing to say of yet")
MOST = 12  # rows of single boutiques, before they are put together by what they are about
MOST_QUIET = 4  # of several together that say nothing yet, before they are folded


@dataclass(frozen=True, slots=True)
class Row:
    """An episode in the list. text: what is said of its leading measure. of: by filter, value and how it reads.
    parts: the same in a rollout, a region, the boutiques that began together. close: where the reader keeps, tunes or
    drops a focus that is over, else "".
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
    close: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rows one tap away: many boutiques with the same, or what nothing can be said of yet. tally: how many in each
    state, the telling ones first."""

    title: str
    count: str
    rows: tuple[Row, ...]
    tally: tuple[tuple[words.State, int], ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """A link that narrows the list. state: its mark, None for a kind. query: the address it leads to."""

    label: str
    count: int
    query: str
    chosen: bool
    state: words.State | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """groups: (key, heading, rows or bundles), the telling ones first, then the newest. facets: links by what they
    narrow. kept: what a form has to carry along. empty: nothing is there at all, whatever is chosen."""

    groups: tuple[tuple[str, str, tuple[Row | Bundle, ...]], ...]
    choices: tuple[Choice, ...]
    facets: tuple[tuple[str, tuple[Facet, ...]], ...]
    kept: tuple[tuple[str, str], ...]
    count: int
    narrowed: bool
    empty: bool


def listed(
    heads: Iterable[Head], chosen: Mapping[str, str], today: date, modules: Mapping[str, Module],
    decided: Collection[str] = (), *, closes: bool = False,
) -> Listed:  # fmt: skip
    """
    Args:
        heads: the newest first. chosen: by the names of FILTERS and LINKS, "" for all.
        decided: modules that something was decided on. closes: whether the reader may close a focus.
    """
    told = [one for one in heads if one.subject.kind != "person"]
    over = _over(told, today) if closes else {}
    found = [_closing(_row(one, today, modules), over) for one in told]
    kept = [row for row in found if _fits(row, chosen)]
    rows = [*_folded(row for row in kept if row.group == TOGETHER), *(row for row in kept if row.group != TOGETHER)]
    rows = [replace(row, group=DECIDE) if _waits(row, decided) else row for row in rows]
    rows.sort(key=lambda row: RANK.index(row.state.key))
    groups = tuple((key, say(name), _bundled([row for row in rows if row.group == key])) for key, name in GROUPS)
    choices = []
    for name, (label, everything) in FILTERS.items():
        options = sorted({row.of[name] for row in found if row.of[name][0]}, key=lambda pair: pair[1].casefold())
        if len(options) > 1:
            choices.append(_choice(name, say(label), [("", say(everything)), *options], chosen.get(name, "")))
    return Listed(
        groups, tuple(choices), _facets(found, chosen), tuple((one, chosen[one]) for one in LINKS if chosen.get(one)),
        len(kept), any(chosen.values()), not found,
    )  # fmt: skip


def waiting(
    heads: Iterable[Head], today: date, modules: Mapping[str, Module], decided: Collection[str] = (), *,
    closes: bool = False,
) -> tuple[Row, ...]:  # fmt: skip
    """The rows of `listed` that wait for a decision: of thousands of boutiques' own no other is looked at."""
    told = list(heads)
    over = _over(told, today) if closes else {}
    some = [one for one in told if one.subject.key in over or is_pooled(one.subject)]
    groups = listed(some, {}, today, modules, decided, closes=closes).groups
    rows = next((rows for key, _, rows in groups if key == DECIDE), ())
    return tuple(row for row in rows if isinstance(row, Row))


def state_of(one: Change | None) -> words.State:
    return words.STATES.get(one.verdict.state, words.UNSAID) if one and one.verdict else words.UNSAID


def is_pooled(subject: Subject) -> bool:
    return subject.kind in POOLED or (subject.kind == "module" and not subject.boutique)


def _over(heads: Iterable[Head], today: date) -> dict[str, str]:
    """The boutiques whose last focus is past its last day and not closed, by key: an earlier one gave way to it."""
    last: dict[str, Subject] = {}
    for one in heads:
        here = one.subject
        if here.kind == "focus" and (here.boutique not in last or here.since > last[here.boutique].since):
            last[here.boutique] = here
    return {
        one.key: code for code, one in last.items() if not one.outcome and one.until is not None and one.until < today
    }


def _closing(row: Row, over: Mapping[str, str]) -> Row:
    if row.key not in over:
        return row
    return replace(row, group=DECIDE, close=f"/floor/focus?{urlencode({'boutique': over[row.key]})}")


def _row(one: Head, today: date, modules: Mapping[str, Module]) -> Row:
    subject, change = one.subject, one.change
    said = (change.verdict.text if change.verdict else change.withheld) if change else ""
    open_yet = not subject.outcome and (subject.until is None or subject.until >= today)
    pooled, state, module = is_pooled(subject), state_of(change), modules.get(subject.about)
    line, scope = module.product_line if module else "", "pooled" if pooled else subject.kind
    place = again(one.place)
    enough = bool(change and change.verdict and change.verdict.doors >= LEAST_DOORS)
    return Row(
        subject.key, TOGETHER if pooled else RUNNING if open_yet else FINISHED, words.kind(subject.kind, pooled),
        again(one.title), place, words.day(subject.since, today), state, again(said) or say(UNSEEN), one.restated,
        {"whole": (subject.kind, ""), "boutique": (subject.boutique, place), "state": (state.key, state.word),
         "kind": (scope, say(SCOPES[scope]) if scope in SCOPES else ""),
         "line": (line, say(LINES.get(line, line)) if line else ""), "enough": ("yes" * enough, ""),
         "about": (subject.about, module.title if module else words.about(subject.about))},
    )  # fmt: skip


def _fits(row: Row, chosen: Mapping[str, str], but: str = "") -> bool:
    return all(row.of[name][0] == value for name, value in chosen.items() if value and name != but)


def _waits(row: Row, decided: Collection[str]) -> bool:
    """Whether enough says yes or no of several together, and nobody has decided yet."""
    says = row.group == TOGETHER and row.of["enough"][0] and row.state.key in SAYS
    return bool(says) and row.of["about"][0] not in decided


def _facets(found: list[Row], chosen: Mapping[str, str]) -> tuple[tuple[str, tuple[Facet, ...]], ...]:
    """Links by state and kind, each counted under what else is chosen; only where there is a choice."""
    made = []
    for name in LINKS:
        there = [row for row in found if _fits(row, chosen, but=name)]
        counts, now = Counter(row.of[name][0] for row in there), chosen.get(name, "")
        order = [one for one in (RANK if name == "state" else SCOPES) if counts[one] or one == now]
        if len(order) < 2 and not now:
            continue
        other = {key: value for key, value in chosen.items() if value and key != name}
        every = say("Every verdict") if name == "state" else say("Every kind")
        links = [Facet(every, len(there), urlencode(other), not now)]
        for one in order:
            state = words.STATES.get(one, words.UNSAID) if name == "state" else None
            label = state.word if state else say(SCOPES[one])
            links.append(Facet(label, counts[one], urlencode({**other, name: one}), one == now, state))
        made.append((name, tuple(links)))
    return tuple(made)


def _folded(rows: Iterable[Row]) -> tuple[Row, ...]:
    """What several boutiques did of one thing as one row, the whole before its parts, what is known before all."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.of["about"][0], []).append(row)
    whole = [
        sorted(some, key=lambda row: (row.text == say(UNSEEN), WHOLE_FIRST.index(row.of["whole"][0])))
        for some in found.values()
    ]
    return tuple(replace(first, parts=tuple(parts)) for first, *parts in whole)


def _bundled(rows: list[Row]) -> tuple[Row | Bundle, ...]:
    """Rows as they are; many of single boutiques by what they are about, those together that say nothing as one."""
    quiet = [row for row in rows if row.state.key in QUIET]
    if rows and rows[0].group == TOGETHER and MOST_QUIET < len(quiet) < len(rows):
        return (
            *(row for row in rows if row not in quiet),
            _bundle(say(WAITING), quiet, say("{n} more", n=whole(len(quiet)))),
        )
    if len(rows) <= MOST or rows[0].group not in (RUNNING, FINISHED):
        return tuple(rows)
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.of["about"][0], []).append(row)
    return tuple(
        some[0] if len(some) == 1 else _bundle(some[0].title, some, counted(len(some), "{n} boutique", "{n} boutiques"))
        for some in found.values()
    )


def _bundle(title: str, rows: list[Row], count: str) -> Bundle:
    counts = Counter(row.state.key for row in rows)
    tally = tuple((words.STATES.get(key, words.UNSAID), counts[key]) for key in RANK if counts[key])
    return Bundle(title, count, tuple(rows), tally)


def _choice(name: str, label: str, named: Iterable[tuple[str, str]], chosen: str) -> Choice:
    return Choice(name, label, tuple(Option(value, text, value == chosen) for value, text in named))
