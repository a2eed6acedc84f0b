"""The fields of one moment, or of the standard wordings, in one layer, as a form shows and sends them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...languages import day, say
from ...programme import changing, content, lint
from ...programme.changing import Place
from ...programme.content import MANY, MARKED, MOMENTS, ONE, WORDS, Book, Text
from ...refusals import Refused
from .playbook import LABELS

ONE_OF, MANY_OF = "one-", "many-"
WORDED = "words"  # the page of standard wordings and actions, beside the moments
BLANK = 2  # empty lines at the end of a list, for a browser without JavaScript


@dataclass(frozen=True, slots=True)
class Field:
    """name: as it is sent. lines: one for a plain text. under: what shows while it is empty, or the English beside it.

    fixed: as many lines as the base has. behind: the English has changed since these words were written.
    """

    address: str
    name: str
    label: str
    many: bool
    lines: tuple[str, ...]
    under: tuple[str, ...]
    limit: int
    fixed: bool = False
    behind: bool = False
    findings: tuple[lint.Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """title: a talk track's situation; address: by which it is taken out, "" where it stays."""

    title: str
    address: str
    fields: tuple[Field, ...]
    reviewed: str = ""


def groups(
    book: Book, place: Place, at: str, findings: Iterable[lint.Finding] = (), typed: Mapping[str, Text] | None = None
) -> list[Group]:
    """
    Args:
        at: a moment's key, or WORDED. typed: what was sent and not kept, to be shown again.
    """
    layer = book.layer(*place) or content.Layer(*place)
    base, varied = place == ("en", "", ""), bool(place[1] or place[2])
    beneath = book if not base else None
    told = [one for one in findings if one.place == place]

    def field(address: str, label: str) -> Field:
        many = changing.shape_of(address) is tuple
        kept = (typed or {}).get(address, layer.texts.get(address, ()))
        under = _many(beneath.texts.get(address, ())) if beneath else ()
        here = tuple(one for one in told if one.address == address)
        kind = lint.kind_of(address)
        behind = address in layer.of and layer.of[address] != content.digest(book.texts.get(address, ""))
        fixed = kind == "behaviours" and not base
        lines = _many(kept)
        if fixed:
            lines = (*lines, *[""] * (len(under) - len(lines)))
        return Field(address, f"{MANY_OF if many else ONE_OF}{address}", label, many, lines, under,
                     lint.LIMITS.get(kind, 60) * (4 if place[0] != "en" else 3) // 3, fixed, behind, here)  # fmt: skip

    if at == WORDED:
        heads = [] if varied else [Group("", "", (field("title", say("Name of the checklist")),))]
        found = [(kind, a) for kind in WORDS for a in book.texts if a.startswith(f"{kind}.")]
        called = {a: f"{say(LABELS[kind])}: {a.partition('.')[2].replace('_', ' ')}" for kind, a in found}
        return heads + [Group("", a if base else "", (field(a, label),)) for a, label in called.items()]
    parts = [part for part in (*ONE, *MANY) if not (varied and part in MARKED)]
    plain = Group("", "", tuple(field(f"{at}.{part}", say(LABELS[part])) for part in parts))
    tracks = []
    for track, kept in book.tracks.items():
        moment, _, key = track.partition(".")
        if moment != at:
            continue
        path = f"{at}.tracks.{key}"
        fields = tuple(
            field(f"{path}.{part}", say(LABELS[f"track {part}"])) for part in ("situation", "lines", "instead")
        )
        title = str(book.texts.get(f"{path}.situation", key))
        who = ", ".join(part for part in (kept.product_line, kept.brand) if part)
        tracks.append(Group(f"{title} ({who})" if who else title, path if base else "", fields,
                            day(kept.reviewed, "year") if kept.reviewed else say("never")))  # fmt: skip
    return [plain, *tracks]


def read(sent: Mapping[str, Any]) -> dict[str, Text]:
    """The texts of a form: address -> words; empty lines of a list are left out."""
    found: dict[str, Text] = {}
    for name, value in sent.items():
        if name.startswith(ONE_OF) and isinstance(value, str):
            found[name.removeprefix(ONE_OF)] = value.strip()
        elif name.startswith(MANY_OF) and isinstance(value, list):
            found[name.removeprefix(MANY_OF)] = tuple(line.strip() for line in value if line.strip())
    return found


def moved(texts: Mapping[str, Text], deed: str) -> dict[str, Text]:
    """The texts after a list's button: "up:welcome.use:2", "down:...", "gone:...".

    Raises:
        Refused: no such line.
    """
    what, address, number = (*deed.split(":"), "", "")[:3]
    lines = texts.get(address)
    if not isinstance(lines, tuple) or not number.isascii() or not number.isdigit():
        raise Refused("is no line of a list", "do")
    found, i = list(lines), number_of(number)
    if i >= len(found):
        return dict(texts)  # an empty line is gone by itself
    line = found.pop(i)
    if what != "gone":
        found.insert(max(0, i - 1 if what == "up" else i + 1), line)
    return {**texts, address: tuple(found)}


def number_of(text: str) -> int:
    """A small number of a form; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def place_of(sent: Mapping[str, Any]) -> Place:
    language, line, brand = (str(sent.get(name, "") or "") for name in ("language", "line", "brand"))
    return language or content.ENGLISH, line, brand


def at_of(sent: Mapping[str, Any]) -> str:
    at = str(sent.get("at", ""))
    return at if at in (*MOMENTS, WORDED) else ""


def _many(text: Text | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) and text else tuple(text)
