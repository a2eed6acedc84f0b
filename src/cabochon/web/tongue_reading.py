"""A template's source in pieces: text, expressions, tags with their attributes, and what nobody reads.

Pages are written in English; `tongue_telling` puts the words of another language in their place before Jinja reads it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

JINJA = re.compile(
    r"""\{\#.*?\#\}
      | \{%(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^"'])*?%\}
      | \{\{(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^"'])*?\}\}""",
    re.DOTALL | re.VERBOSE,
)
NAME = re.compile(r"</?([a-zA-Z][\w:-]*)")
ATTRIBUTE = re.compile(r"([\w:@.-]+)\s*=\s*$")
KEPT = re.compile(r"""\stranslate=["']?no\b""")  # as HTML has it: a code or an example in a form of its own
SPACE = " \t\r\n\f"
# Within a sentence; every other element ends it.
INLINE = frozenset(("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q",
                    "s", "samp", "small", "span", "strong", "sub", "sup", "svg", "time", "u", "var"))  # fmt: skip
WHOLE = ("code", "pre", "samp", "script", "style", "svg", "textarea")  # up to their end one piece
UNREAD = ("code", "pre", "samp", "script", "style", "textarea")  # whose content is no English
VOID = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
# Attributes that people read or hear.
SAID = frozenset(("abbr", "alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription",
                  "aria-valuetext", "data-confirm", "data-label", "data-said", "label", "placeholder", "summary",
                  "title"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """kind: text; value ({{ }}); break (statement, comment, doctype); open, close, alone (tags); whole (with content).

    name: of a tag, in lower case. said: where in `source` the values of attributes stand that people read.
    head: of a whole, how long its first tag is.
    """

    kind: str
    source: str
    name: str = ""
    said: tuple[tuple[int, int], ...] = ()
    head: int = 0


def pieces(source: str) -> Iterator[Piece]:
    """The source in its order; the pieces joined are the source again."""
    at = 0
    while at < len(source):
        piece = _next(source, at)
        if piece.name in WHOLE and piece.kind == "open":
            end = source.lower().find(f"</{piece.name}", at)
            if end >= 0:
                end = source.index(">", end) + 1
                piece = Piece("whole", source[at:end], piece.name, piece.said, len(piece.source))
        yield piece
        at += len(piece.source)


def _next(source: str, at: int) -> Piece:
    if found := JINJA.match(source, at):
        return Piece("value" if found[0].startswith("{{") else "break", found[0])
    if source.startswith("<!", at):
        end = source.find("-->", at) + 3 if source.startswith("<!--", at) else source.find(">", at) + 1
        return Piece("break", source[at : end if end > at else len(source)])
    if named := NAME.match(source, at):
        end, said = _tag(source, named.end())
        tag, name = source[at:end], named[1].lower()
        kind = "close" if tag.startswith("</") else "alone" if name in VOID or tag.endswith("/>") else "open"
        return Piece(kind, tag, name, tuple((start - at, stop - at) for start, stop in said))
    end = at + 1
    while end < len(source) and not (source[end] in "<{" and _special(source, end)):
        end += 1
    return Piece("text", source[at:end])


def _special(source: str, at: int) -> bool:
    return source.startswith("<!", at) or bool(NAME.match(source, at) or JINJA.match(source, at))


def _tag(source: str, at: int) -> tuple[int, list[tuple[int, int]]]:
    """Where a tag ends whose name ends at `at`, and where the values stand that people read."""
    said, begun, opened = list[tuple[int, int]](), at, at
    while at < len(source):
        if source[at] == "{" and (found := JINJA.match(source, at)):
            at = begun = found.end()
        elif source[at] in "\"'":
            end = _quoted(source, at)
            name = ATTRIBUTE.search(source[begun:at])
            if name and name[1].lower() in SAID:
                said.append((at + 1, end))
            at = begun = end + 1
        elif source[at] == ">":
            return at + 1, [] if KEPT.search(source[opened:at]) else said
        else:
            at += 1
    return at, said


def _quoted(source: str, at: int) -> int:
    """Where the value ends that the quote at `at` begins: what Jinja puts in may hold such quotes itself."""
    quote, at = source[at], at + 1
    while at < len(source) and source[at] != quote:
        found = JINJA.match(source, at) if source[at] == "{" else None
        at = found.end() if found else at + 1
    return at
