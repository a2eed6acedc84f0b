"""A new collection or season: from a form to a module, a story card and a huddle guide, each a draft to be edited.

What comes out is whole and can be read aloud; its author then puts it into the maison's own words.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

from ..refusals import Refused
from .kit_reading import LINES

SHORT, LONG = 50, 160  # characters of a name, of a fact
LEAST, MOST = 1, 4  # occasions, add-ons
PIECE = {"watch": "watch", "jewelry": "piece", "": "piece"}
ON = {"watch": "on the wrist", "jewelry": "in the light", "": "in the hand"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """facts: of the story, three. occasions: what a client may come for. add_ons: what goes with it. watch_outs: what
    not to say or do. launch: the day it is in the boutiques; None: not known yet."""

    name: str
    product_line: str
    facts: tuple[str, ...]
    materials: str
    occasions: tuple[str, ...]
    add_ons: tuple[str, ...]
    watch_outs: tuple[str, ...] = ()
    launch: date | None = None

    @property
    def key(self) -> str:
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class Drafted:
    """what: "module:<key>" or "document:<key>". text: its Markdown."""

    what: str
    title: str
    text: str


def season(
    *, name: str, product_line: str, facts: str, materials: str, occasions: str, add_ons: str, watch_outs: str = "",
    launch: str = "", screen: Callable[[str], str] = lambda _: "",
) -> Season:  # fmt: skip
    """A season from what is written into its form; of several things each stands on a line of its own.

    Args:
        launch: YYYY-MM-DD or "". screen: what a text tells of a client, "" for nothing.
    Raises:
        Refused: something is missing, too long or tells of somebody; the pointer is the field.
    """
    if product_line not in LINES:
        raise Refused("is watch, jewelry or empty", "product_line")
    try:
        day = date.fromisoformat(launch) if launch else None
    except ValueError:
        raise Refused("is a day such as 2026-09-01", "launch") from None
    made = Season(
        name=_one(name, "name", SHORT), product_line=product_line, facts=_many(facts, "facts", 3, 3),
        materials=_one(materials, "materials", LONG), occasions=_many(occasions, "occasions", LEAST, MOST),
        add_ons=_many(add_ons, "add_ons", LEAST, MOST), watch_outs=_many(watch_outs, "watch_outs", 0, MOST), launch=day,
    )  # fmt: skip
    if not made.key:
        raise Refused("needs a letter from a to z, for its address", "name")
    for field in fields(made):
        value = getattr(made, field.name)
        for text in value if isinstance(value, tuple) else (value if isinstance(value, str) else "",):
            if advice := screen(text):
                raise Refused(advice, field.name)
    return made


def drafted(one: Season) -> tuple[Drafted, ...]:
    """The module, the story card and the huddle guide."""
    return (
        Drafted(f"module:{one.key}-story", f"{one.name}: one fact, one client", _module(one)),
        Drafted(f"document:{one.key}-at-a-glance", f"{one.name} at a glance", _card(one)),
        Drafted(f"document:huddle-{one.key}", f"Huddle: {one.name}", _huddle(one)),
    )


def _module(one: Season) -> str:
    it, occasion, gift = PIECE[one.product_line], one.occasions[0], one.add_ons[0]
    other = one.occasions[-1] if len(one.occasions) > 1 else "a present to myself"
    watch = "".join(f"\n- {text}" for text in one.watch_outs)
    facts = "".join(f"\n- {_end(fact)}" for fact in one.facts)
    return f"""+++
key = "{one.key}-story"
title = {_quoted(f"{one.name}: one fact, one client")}
summary = {_quoted(f"Three facts of {one.name}, and how to choose the one this client came for.")}
skill = "tailored-story"
roles = ["advisor"]
language = "en"
minutes = 6
order = 900
product_line = "{one.product_line}"
collection = {_quoted(one.name)}
aids = ["{one.key}-at-a-glance"]
action = "one-fact-three-clients"
+++
## See it

{_new(one)} Made of {one.materials}. Three facts are enough to know:
{facts}

One of them is enough to say: the one that answers what the client told you.

> **Client:** I am looking for something for {occasion}.
> **Advisor:** Then let me show you this one. {_end(one.facts[0])} Would you like to see it {ON[one.product_line]}?
> **Client:** It is lovely. I would not want to think about it too much.
> **Advisor:** Of course, take your time. As it is for {occasion}, I would lay this beside it: {gift}.
{f"{chr(10)}Watch out:{chr(10)}{watch}{chr(10)}" if watch else ""}
## Try it

### choose: which-line

The client says: “It is for {other}.” Which line would you use?

- [ ] “This is {one.name}. Everybody asks for it this season.”
  > Not yet: the line is about the season. The client spoke of {other}.
- [x] “For {other}, then. {_end(one.facts[1])} May I put it into your hand?”
  > Yes. The client’s word first, one fact, then the {it} in the hand.
- [ ] “{_end(one.facts[0])} {_end(one.facts[1])} {_end(one.facts[2])} And it is made of {one.materials}.”
  > Not yet: everything at once, and nothing of it for this client. One fact is enough.

### order: the-telling

Put the telling in order.

1. Ask for whom it is, and for when.
2. Choose the one fact that answers it.
3. Put the {it} into the client’s hand and say that fact.
4. Be quiet, and let them look.

> Listening comes before telling: without the client’s word there is no telling which fact it is.

### fill: what-goes-with-it

Say what goes with it, with the client’s word in front.

= “Since it is for {_gap(occasion, "the new season")}, I would lay {_gap(gift, "something else")} beside it. \
{_gap("May I show you both?", "You should take both.")}”

> The client’s word, the add-on, then a question. The client chooses.

### say: aloud

Say it to a colleague in two sentences: a client comes for {occasion}. Use one fact alone.

= “For {occasion}, then. {_end(one.facts[2])} Shall we look at it together?”

- [ ] I began with the client’s word.
- [ ] I said one fact, not three.
- [ ] I put the {it} into their hand before I went on.

## Use it today

Show {one.name} to your next three clients: say one fact each, the one that answers what the client told you.
"""


def _card(one: Season) -> str:
    def told(heading: str, items: tuple[str, ...]) -> str:
        return f"## {heading}\n\n" + "\n".join(f"- {_end(item)}" for item in items) + "\n\n" if items else ""

    return (
        f"""+++
key = "{one.key}-at-a-glance"
title = {_quoted(f"{one.name} at a glance")}
summary = {_quoted("Three facts, whom it is for and what goes with it.")}
kind = "story"
order = 90
audience = ["associate", "manager"]
language = "en"
minutes = 2
behaviours = ["reasons"]
product_line = "{one.product_line}"
skill = "tailored-story"
collection = {_quoted(one.name)}
job_roles = ["advisor"]
+++
{_new(one)} Made of {one.materials}.

{told("Three facts", one.facts)}{told("Clients come for", one.occasions)}{told("What goes with it", one.add_ons)}\
{told("Watch out", one.watch_outs)}## In one breath

> “You told me about {one.occasions[0]}. {_end(one.facts[0])} May I show you?”
""".rstrip()
        + "\n"
    )


def _huddle(one: Season) -> str:
    it = PIECE[one.product_line]
    watch = f" And one thing not to do: {_end(one.watch_outs[0])}" if one.watch_outs else ""
    return f"""+++
key = "huddle-{one.key}"
title = {_quoted(f"Huddle: {one.name}")}
summary = {_quoted(f"One fact of {one.name} for each client, the one they came for.")}
kind = "huddle"
order = 90
audience = ["manager", "area_coach"]
language = "en"
minutes = 5
behaviours = ["reasons"]
product_line = "{one.product_line}"
collection = {_quoted(one.name)}
+++
Lay {one.name} on the counter, and beside it: {_listed(one.add_ons)}.

## Focus · 30 seconds

“Today: one fact of {one.name} for each client, the one that answers what they told us. \
The other facts stay with us.{watch}”

## Model it · 1 minute

> “You said it is for {one.occasions[0]}. {_end(one.facts[0])}”

Say it, put the {it} into a colleague’s hand, and count to five before you go on.

## Practise · 2 minutes

In pairs. One is the client and comes for {_listed(one.occasions, "or")}. The other asks one question, chooses one \
fact, and lays one add-on beside it. Then change. The facts to choose from:

- {_end(one.facts[0])}
- {_end(one.facts[1])}
- {_end(one.facts[2])}

## Bright spot · 30 seconds

Who told a story yesterday that stayed with the client? Which word of the client’s had it begun with?

## Check · 1 minute

- “What is it made of?” ({one.materials[:1].upper()}{one.materials[1:]}.)
- “The client told us nothing yet. Which fact do we say?” (None. We ask one question more.)
- Each names the fact they will use first today, and for whom.

## On the floor today

Mark the story as *yes* when it begins with the client’s word and holds one fact. Three facts in a row are *partly*.
"""


def slug(text: str) -> str:
    """A key from a name: small letters, digits and hyphens, 40 at most; "" where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def _new(one: Season) -> str:
    if one.launch is None:
        return f"{one.name} is new."
    return f"{one.name} is in the boutiques from {one.launch.day} {one.launch:%B %Y}."


def _one(text: str, field: str, most: int) -> str:
    """One line of words; what means something in a module's text is left out."""
    plain = re.sub(r"[{}|`\[\]<>*_#\\\x00-\x1f\x7f-\x9f]", " ", text)
    plain = " ".join(plain.split()).lstrip("-+=~> ").rstrip(" .;,")
    if len(plain) < 2:
        raise Refused("is missing; say it in a few words", field)
    if len(plain) > most:
        raise Refused(f"has {len(plain)} characters; {most} at most, so that it can be said", field)
    return plain


def _many(text: str, field: str, least: int, most: int) -> tuple[str, ...]:
    found = tuple(_one(line, field, LONG) for line in text.splitlines() if line.strip(" -.\t"))
    if not least <= len(found) <= most:
        number = f"{least}" if least == most else f"{least} to {most}"
        raise Refused(f"are {number}, each on a line of its own; there are {len(found)}", field)
    return found


def _gap(right: str, other: str) -> str:
    return "{" + f"{right}|{other if other != right else 'nothing'}" + "}"


def _end(text: str) -> str:
    return text if text.endswith(("?", "!", "”")) else f"{text}."


def _listed(items: tuple[str, ...], word: str = "and") -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "").replace('"', "”") + '"'
