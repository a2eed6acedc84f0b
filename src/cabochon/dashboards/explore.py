"""Explore: any number the viewer may see, by any two breakdowns it supports and the group rule lets out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ..languages import mark, say
from ..measures.catalogue import BY_KEY, CATALOGUE, measure
from ..measures.families import FAMILIES
from ..measures.kinds import Measure
from ..measures.question import Question
from ..measures.reference import TITLES as FAMILY
from ..refusals import NotAllowed, Refused
from . import gone
from .breakdown import SORTS, Breakdown, breakdown
from .cutting import TITLES, Sounding, offered, title
from .explore_drawn import Drawing, drawing
from .number_page import HERE as NUMBER
from .number_page import known
from .refused_cuts import gathered, plainly
from .view import View, in_words

HERE = "/explore"
OWN = ("measure", "by", "then", "sort", "find")
NO_CUT = mark("Choose another breakdown")
# What to begin with: measure, by, then, what it asks.
WORTH = mark((
    ("attach_rate", "daypart", "weekday", "When is something added to a watch or a piece of jewelry?"),
    ("csat", "product_line", "daypart", "Do clients of both product lines leave equally content, all day?"),
    ("behaviour.accessory", "week", "", "Is the accessory offered more often than it was?"),
    ("conversion", "hour", "", "At which hour do visitors become clients?"),
    ("offer_to_sale", "product_line", "", "Where does an offer become a sale?"),
    ("enrolment_rate", "boutique", "", "Which boutiques explain the care plan so that it is taken?"),
    ("csat", "boutique", "product_line", "How do clients feel, boutique by boutique?"),
    ("observation_coverage", "week", "", "Is everybody observed, week after week?"),
    ("atv", "boutique", "", "What does a sale come to, boutique by boutique?"),
    ("attach_rate", "region", "product_line", "What is added where, by product line?"),
))  # fmt: skip
OFFERED = 6


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address says. sort: one of breakdown.SORTS, "-" before it for the other way. find: words of a title."""

    measure: str = ""
    by: str = ""
    then: str = ""
    sort: str = ""
    find: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Measures of one family."""

    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its title and where it is sorted by it, "" where it is not. order: as aria-sort has it."""

    title: str
    address: str
    order: str
    number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explore:
    """groups: every measure to choose from. bys, thens: the breakdowns; one that cannot be asked says why.

    state: "first" (nothing is chosen), "cut" (no breakdown yet), "full". query: of the files and the saved view.
    """

    groups: tuple[Group, ...]
    state: str = "first"
    key: str = ""
    title: str = ""
    says: str = ""
    bys: tuple[Option, ...] = ()
    thens: tuple[Option, ...] = ()
    by: Breakdown | None = None
    heads: tuple[Head, ...] = ()
    drawing: Drawing | None = None
    refusals: tuple[tuple[str, str], ...] = ()
    worth: tuple[tuple[str, str], ...] = ()
    number: str = ""
    query: str = ""
    leaves: bool = False
    said: str = ""


def explore(see: Sounding, view: View, chosen: Chosen) -> Explore:
    """
    Raises:
        Unknown: no such measure. Refused: no such breakdown or order.
    """
    able = measures(see)
    groups = tuple(
        Group(say(FAMILY[family]), tuple(Option(m.key, say(m.title), m.key == chosen.measure) for m in some))
        for family in FAMILIES if (some := [m for m in able if m.family == family])
    )  # fmt: skip
    if not chosen.measure:
        return Explore(groups=groups, worth=worth(see, view, able), said=_missed(chosen, able))
    what = known(chosen.measure)
    for cut in (chosen.by, chosen.then):
        if cut and cut not in TITLES:
            raise Refused(say("There is no such breakdown; choose one from the list."), "by")
    if chosen.sort.lstrip("-") not in ("", *SORTS):
        raise Refused(say("The table cannot be sorted so."), "sort")
    by, then = (chosen.by, chosen.then) if chosen.by else (chosen.then, "")
    then = "" if then == by else then
    cuts = offered(see, view, what)
    second = offered(see, view, what, by) if by and not cuts.get(by, NO_CUT) else {}
    page = Explore(
        groups=groups, key=what.key, title=say(what.title), says=say(what.says), bys=_options(cuts, chosen=by),
        thens=_options(second, chosen=then), refusals=_refusals(cuts, second, by),
        number=f"{NUMBER}{what.key}{view.filters.address()}", query=query(view, Chosen(what.key, by, then)),
        state="full" if by else "cut",
    )  # fmt: skip
    return _with(page, see, view, what, by, then, sort=chosen.sort) if by else page


def _with(
    page: Explore, see: Sounding, view: View, what: Measure, by: str, then: str, *, sort: str
) -> Explore:  # fmt: skip
    cuts = tuple(cut for cut in (by, then) if cut)
    (refusal,) = see.refused([view.ask(what.key, *cuts)])
    if refusal is not None:
        told = Breakdown(cuts=cuts, heads=tuple(map(title, cuts)), said=plainly(refusal, cuts))
    else:
        told = breakdown(see, view, what, *cuts, sort=sort, here=f"{NUMBER}{what.key}")
    label = say("{title}, {words}", title=page.title, words=in_words(view.filters, see.labels, ""))
    picture = drawing(told, what, label) if told.parts else None
    named = view.filters.associate or told.people
    return Explore(
        groups=page.groups, state=page.state, key=page.key, title=page.title, says=page.says, bys=page.bys,
        thens=page.thens, by=told, heads=_heads(page, view, told, sort), drawing=picture, refusals=page.refusals,
        number=page.number, query=page.query, leaves=bool(told.parts) and not named,
    )  # fmt: skip


def measures(see: Sounding) -> tuple[Measure, ...]:
    """Those of the catalogue this viewer may see, without the retired ones."""
    first = {m.family: m.key for m in reversed(CATALOGUE)}
    refusals = see.refused([Question(key) for key in first.values()])
    shut = {family for family, refusal in zip(first, refusals, strict=True) if isinstance(refusal, NotAllowed)}
    left = gone(see)
    return tuple(m for m in CATALOGUE if m.family not in shut and m.key not in left)


def found(words: str, able: Sequence[Measure]) -> Measure | None:
    """The one measure somebody's words mean: its key, its title as it is said, or the only title that holds them."""
    wanted = words.strip().casefold()
    if not wanted:
        return None
    exact = [m for m in able if wanted in (m.key.casefold(), say(m.title).casefold())]
    near_ones = exact or [m for m in able if wanted in say(m.title).casefold()]
    return near_ones[0] if len(near_ones) == 1 or exact else measure(words.strip()) if "." in words else None


def worth(see: Sounding, view: View, able: Sequence[Measure]) -> tuple[tuple[str, str], ...]:
    """Questions worth asking that this viewer may ask: address and sentence."""
    keys = {m.key for m in able}
    some = [one for one in WORTH if one[0] in keys and set(one[1:3]) - {""} <= set(BY_KEY[one[0]].cuts)]
    if len(see.labels.doors) < 2:
        some = [one for one in some if not {"boutique", "region"} & set(one[1:3])]
    refusals = see.refused([view.ask(key, *(cut for cut in (by, then) if cut)) for key, by, then, _ in some])
    told = [one for one, refusal in zip(some, refusals, strict=True) if refusal is None]
    return tuple((f"{HERE}?{query(view, Chosen(*one[:3]))}", say(one[3])) for one in told[:OFFERED])


def query(view: View, chosen: Chosen, **other: str) -> str:
    """The query of an address that shows this."""
    said = {"measure": chosen.measure, "by": chosen.by, "then": chosen.then, **other, **view.filters.said}
    return urlencode({name: value for name, value in said.items() if value})


def _options(cuts: Mapping[str, str], *, chosen: str) -> tuple[Option, ...]:
    return tuple(Option(cut, title(cut), cut == chosen) for cut, why in cuts.items() if not why or cut == chosen)


def _refusals(cuts: Mapping[str, str], second: Mapping[str, str], by: str) -> tuple[tuple[str, str], ...]:
    """What cannot be asked in this view, with why."""
    alone = [(title(cut), why) for cut, why in cuts.items() if why]
    both = [(say("{one} and {other}", one=title(by), other=title(cut)), why) for cut, why in second.items()
            if why and not cuts.get(cut)]  # fmt: skip
    return gathered((*alone, *both))


def _heads(page: Explore, view: View, told: Breakdown, sort: str) -> tuple[Head, ...]:
    """The columns, sortable by plain links; a table of people is not."""
    cuts = Chosen(page.key, *told.cuts)
    columns = [(head, "name" if place == 0 else "", False) for place, head in enumerate(told.heads)]
    columns += [(page.title, "value", True), (say("95% interval"), "", True), (say("n"), "n", True)]
    return tuple(_head(name, key, number, view=view, cuts=cuts, sort=sort, people=told.people)
                 for name, key, number in columns)  # fmt: skip


def _head(name: str, key: str, number: bool, *, view: View, cuts: Chosen, sort: str, people: bool) -> Head:
    now = sort or "name"
    if not key or people:
        return Head(name, "", "", number)
    up, down = ("name", "-name") if key == "name" else (f"-{key}", key)
    order = {up: "descending" if number else "ascending", down: "ascending" if number else "descending"}.get(now, "")
    return Head(name, f"{HERE}?{query(view, cuts, sort=down if now == up else up)}", order, number)


def _missed(chosen: Chosen, able: Sequence[Measure]) -> str:
    words = chosen.find.strip()
    if not words:
        return ""
    like = [say(m.title) for m in able if words.casefold() in say(m.title).casefold()][:6]
    if like:
        return say("“{words}” is in several: {titles}. Choose one from the list.", words=words, titles=", ".join(like))
    return say("No number of yours is called “{words}”. Choose one from the list.", words=words)
