"""Another language put into a template's source: sentence by sentence, before Jinja reads it.

A message is what a person reads as one: the text of a block with what stands within it. An expression is {1}, {2} ...,
so are code, pictures and elements without words; an element with words is <1>...</1>. Statements and blocks end it.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..languages.catalogue import PLACE, misfit
from .tongue_reading import INLINE, SPACE, UNREAD, Piece, pieces

# (English, what its places stand for) -> what stands for it, "" where it stays English
Told = Callable[[str, Mapping[str, str]], str]
BLANK = re.compile(rf"[{SPACE}]+")
ICON = re.compile(r"\{\{\s*[\w.]+\(\)\s*\}\}")  # a macro that is asked nothing draws something
STATEMENT = re.compile(r"(\{%.*?%\}|\{\#.*?\#\})", re.DOTALL)
FRAGMENT = re.compile(rf"[{SPACE}]*[a-z-]+=[\"']")  # a macro that writes attributes
NEVER = frozenset(("Cabochon", "xAPI", "cmi5", "SQL", "UTC"))  # called so everywhere
ADDRESS = re.compile(r"\S*(?:://|@)\S*")
BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})  # nothing of a catalogue is read by Jinja


@dataclass(slots=True)
class Node:
    """A piece within a sentence; an element has its parts between its first piece and its last."""

    first: Piece
    parts: "list[Node]" = field(default_factory=list)
    last: Piece | None = None


def tell(source: str, told: Told) -> str:
    """The source with its sentences in another language. Where `told` knows none the same bytes."""
    out, run = list[str](), list[Piece]()
    for piece in (*pieces(source), Piece("break", "")):
        if _within(piece):
            run.append(piece)
            continue
        out.append(_run(run, told))
        out.append(_tag(piece, told))
        run = []
    return "".join(out)


def messages(source: str) -> dict[str, Mapping[str, str]]:
    """The English of every sentence of a template, in its order; with what the places of the first such stand for."""
    found = dict[str, Mapping[str, str]]()

    def note(key: str, places: Mapping[str, str]) -> str:
        found.setdefault(key, places)
        return ""

    tell(source, note)
    return found


def _within(piece: Piece) -> bool:
    return piece.kind in ("text", "value") or (piece.kind != "break" and piece.name in INLINE)


def _run(run: Sequence[Piece], told: Told) -> str:
    """Pieces between two ends of a sentence; a tag that is not closed among them ends it as well."""
    partner = _pairs(run)
    out, part, at = list[str](), list[Node](), 0
    while at < len(run):
        if run[at].kind in ("open", "close") and at not in partner:
            out += [_sentence(part, told), _tag(run[at], told)]
            part, at = [], at + 1
        else:
            node, at = _node(run, at, partner)
            part.append(node)
    return "".join((*out, _sentence(part, told)))


def _pairs(run: Sequence[Piece]) -> dict[int, int]:
    """Of each tag that is closed within, where."""
    found, stack = dict[int, int](), list[int]()
    for at, piece in enumerate(run):
        if piece.kind == "open":
            stack.append(at)
        elif piece.kind == "close" and (same := [one for one in stack if run[one].name == piece.name]):
            found |= {same[-1]: at, at: same[-1]}
            del stack[stack.index(same[-1]) :]
    return found


def _node(run: Sequence[Piece], at: int, partner: dict[int, int]) -> tuple[Node, int]:
    """The node that begins at `at`, and where the next one does. A loose tag inside an element is a part of it."""
    piece = run[at]
    if piece.kind != "open" or at not in partner:
        return Node(piece), at + 1
    node, end, at = Node(piece, last=run[partner[at]]), partner[at], at + 1
    while at < end:
        one, at = _node(run, at, partner)
        node.parts.append(one)
    return node, end + 1


def _sentence(nodes: Sequence[Node], told: Told) -> str:
    """One sentence, or several where only elements stand side by side (links of a row): each is one of its own."""
    first, last = _core(nodes)
    core = nodes[first:last]
    if not any(map(_words, core)) or FRAGMENT.match(core[0].first.source):
        return "".join(_plain(node, told) for node in nodes)
    around = [("".join(_plain(node, told) for node in some)) for some in (nodes[:first], nodes[last:])]
    if not any(_speaks(node) for node in core):
        return around[0] + "".join(_alone(node, told) for node in core) + around[1]
    return around[0] + _message(core, told) + around[1]


def _core(nodes: Sequence[Node]) -> tuple[int, int]:
    """Without the space, pictures and icons at either end."""
    first, last = 0, len(nodes)
    while first < last and _idle(nodes[first]):
        first += 1
    while first < last and _idle(nodes[last - 1]):
        last -= 1
    return first, last


def _idle(node: Node) -> bool:
    if node.first.kind == "text":
        return not node.first.source.strip(SPACE)
    if node.first.kind == "value":
        return bool(ICON.fullmatch(node.first.source))
    if node.first.kind == "whole":
        return node.first.name not in UNREAD
    return all(map(_idle, node.parts))


def _speaks(node: Node) -> bool:
    """Whether it makes a sentence of the elements beside it: text, or a value between them."""
    return node.first.kind == "value" or (node.first.kind == "text" and _lettered(node.first.source))


def _words(node: Node) -> bool:
    return (node.first.kind == "text" and _lettered(node.first.source)) or any(map(_words, node.parts))


def _lettered(text: str) -> bool:
    return any(one.isalpha() for one in html.unescape(text))


def _alone(node: Node, told: Told) -> str:
    if node.last is None or not _words(node):
        return _plain(node, told)
    return _tag(node.first, told) + _sentence(node.parts, told) + _tag(node.last, told)


def _message(nodes: Sequence[Node], told: Told) -> str:
    made = Message(told)
    key = BLANK.sub(" ", "".join(map(made.add, nodes)))
    source = "".join(_source(node) for node in nodes)
    lead, tail = source[: len(source) - len(source.lstrip(SPACE))], source[len(source.rstrip(SPACE)) :]
    key = key.strip(SPACE)
    bare = PLACE.sub("", key).strip(f"{SPACE}·:;,.()")
    said = "" if bare in NEVER or ADDRESS.fullmatch(key) else told(key, made.places)
    if not said or misfit(key, said):
        return "".join(_plain(node, told) for node in nodes)
    return f"{lead}{made.filled(said)}{tail}"


class Message:
    """The places of one sentence, numbered as they come: what each stands for."""

    def __init__(self, told: Told) -> None:
        self._told, self._values, self._tags = told, 0, 0
        self.places = dict[str, str]()

    def add(self, node: Node) -> str:
        """The node as the key has it."""
        if node.first.kind == "text":
            return html.unescape(node.first.source)
        if node.last is None or not _words(node):
            self._values += 1
            self.places[place := f"{{{self._values}}}"] = _plain(node, self._told)
            return place
        self._tags += 1
        number = self._tags
        self.places |= {f"<{number}>": _tag(node.first, self._told), f"</{number}>": _tag(node.last, self._told)}
        return f"<{number}>{''.join(map(self.add, node.parts))}</{number}>"

    def filled(self, said: str) -> str:
        """A translation with what its places stand for; all else in it is text and nothing but text."""
        return "".join(self.places.get(part) or _text(part) for part in PLACE.split(said))


def _text(words: str) -> str:
    return html.escape(words).translate(BRACES)


def _source(node: Node) -> str:
    return "".join((node.first.source, *map(_source, node.parts), node.last.source if node.last else ""))


def _plain(node: Node, told: Told) -> str:
    """As it stands; only its attributes are told."""
    inner = "".join(_plain(one, told) for one in node.parts)
    return _tag(node.first, told) + inner + (_tag(node.last, told) if node.last else "")


def _tag(piece: Piece, told: Told) -> str:
    """A piece with the attributes that people read in the other language; what a drawing says is told too."""
    if piece.kind == "whole":
        head = _attributes(piece.source[: piece.head], piece.said, told)
        rest = piece.source[piece.head :]
        return head + (rest if piece.name in UNREAD else tell(rest, told))
    return _attributes(piece.source, piece.said, told)


def _attributes(source: str, said: Sequence[tuple[int, int]], told: Told) -> str:
    out, at = list[str](), 0
    for start, end in said:
        out += [source[at:start], *_value(source[start:end], told)]
        at = end
    return "".join((*out, source[at:]))


def _value(value: str, told: Told) -> Iterator[str]:
    """The value of an attribute: its statements end a sentence, its expressions are places."""
    for part in STATEMENT.split(value):
        if STATEMENT.fullmatch(part):
            yield part
        else:
            yield _sentence(
                [Node(Piece("value" if p.kind == "value" else "text", p.source)) for p in pieces(part)], told
            )
