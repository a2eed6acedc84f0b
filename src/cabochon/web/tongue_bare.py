"""Words in the expressions of templates that are put out as they stand, told as the template is compiled."""

import re
from collections.abc import Iterator, Sequence

from jinja2 import Environment, nodes

from ..languages.catalogue import Catalogue
from .tongue_reading import SAID, UNREAD

PATH = re.compile(r"[Mm]\s*[-.\d][MLHVCSQTAZmlhvcsqtaz\d\s.,+-]*")  # of a drawing
TAG = re.compile(r"<(/?[a-zA-Z][\w:-]*)")
NAMED = re.compile(r"([\w:@.-]+)\s*=\s*$")


class Telling(Environment):
    """An environment of one language: the bare words of a template are told as it is parsed."""

    words: Catalogue = Catalogue()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for one in list(bare(tree)):
            one.value = self.words.get(one.value, one.value)
        return tree


def bare(tree: nodes.Template) -> Iterator[nodes.Const]:
    """Words that are put out as they stand: {{ "Open" if it else "Shut" }}; what is handed on is left alone, and so is
    what stands where nobody reads: in a class, a path, a script."""
    yield from _within(tree.body, Place())


def worded(text: str) -> bool:
    """Whether a text of a table is for people: it begins with a capital or holds a space, and is no address or path."""
    if not text or text.startswith("/") or PATH.fullmatch(text):
        return False
    return text[0].isupper() or " " in text.strip()


class Place:
    """Where one is in a page: in its text, in a tag, in the value of an attribute; it is fed the source in pieces."""

    def __init__(self, tag: str = "", quote: str = "", near: str = "", unread: str = "") -> None:
        # tag: its name while one is inside of it. near: what was read of it since the last value, or before this one
        self.tag, self.quote, self.near, self.unread = tag, quote, near, unread

    def copy(self) -> "Place":
        return Place(self.tag, self.quote, self.near, self.unread)

    def read(self) -> bool:
        """Whether a person reads, or hears, what stands here."""
        if not self.tag:
            return not self.unread
        name = NAMED.search(self.near)
        return bool(self.quote and name and name[1].lower() in SAID)

    def feed(self, source: str) -> None:
        at = 0
        while at < len(source):
            if (found := TAG.match(source, at)) and (not self.unread or found[1].lower() == f"/{self.unread}"):
                self.tag, self.quote, self.near, self.unread = found[1].lower(), "", "", ""
                at = found.end()
                continue
            if self.tag:
                self._inside(source[at])
            at += 1

    def _inside(self, sign: str) -> None:
        if self.quote:
            if sign == self.quote:
                self.quote = self.near = ""
        elif sign in "\"'":
            self.quote = sign
        elif sign == ">":
            self.unread = self.tag if self.tag in UNREAD else ""
            self.tag = self.near = ""
        else:
            self.near += sign


def _within(body: Sequence[nodes.Node], place: Place) -> Iterator[nodes.Const]:
    """Each branch begins where the statement stands; behind it one is where its first branch has led."""
    for node in body:
        if isinstance(node, nodes.Output):
            for one in node.nodes:
                if isinstance(one, nodes.TemplateData):
                    place.feed(one.data)
                elif place.read():
                    yield from _put_out(one)
        elif isinstance(node, nodes.If):
            begin = place.copy()
            yield from _within(node.body, place)
            for branch in (*(one.body for one in node.elif_), node.else_):
                yield from _within(branch, begin.copy())
        elif isinstance(node, nodes.For):
            begin = place.copy()
            yield from _within(node.body, place)
            yield from _within(node.else_, begin)
        elif isinstance(node, nodes.Macro | nodes.CallBlock | nodes.AssignBlock):
            yield from _within(node.body, Place())
        else:
            yield from _within([*node.iter_child_nodes()], place)


def _put_out(output: nodes.Node) -> Iterator[nodes.Const]:
    waiting = [output]
    while waiting:
        one = waiting.pop()
        if isinstance(one, nodes.Const) and isinstance(one.value, str) and worded(one.value):
            yield one
        elif isinstance(one, nodes.CondExpr):
            waiting += [part for part in (one.expr1, one.expr2) if part is not None]
        elif isinstance(one, nodes.Or | nodes.Add):
            waiting += [one.left, one.right]
        elif isinstance(one, nodes.Concat):
            waiting += one.nodes
        elif isinstance(one, nodes.Filter) and isinstance(one.node, nodes.Node):
            waiting.append(one.node)
