"""What the live tables say: measures, checklists; and the reasons of refusals, which pages tell."""

import ast
from collections.abc import Iterator
from pathlib import Path

from cabochon.connectors import KINDS as FEEDS
from cabochon.facts.tables import TABLES
from cabochon.house import analyst, stored
from cabochon.measures.catalogue import CATALOGUE
from cabochon.measures.words import WORDS
from cabochon.programme import paths
from cabochon.programme.checklists import CHECKLISTS
from cabochon.vocabulary import KINDS

Message = tuple[str, str]  # the file it stands in, English
ROOMS = ("web", "dashboards", "privacy", "house", "measures", "programme", "connectors", "vocabulary", "retail")
REFUSALS = (
    "Refused", "Unknown", "NotAllowed", "Unanswerable", "Conflict", "Full", "Stale", "SignInFirst", "ProveFirst",
    "SecondFirst", "TooFast",
)  # fmt: skip
# What only programs are told: statements, identities and launches over their own protocols.
WIRE = ("lrs_", "scim", "oauth", "xapi", "keyring", "connectors", "stream", "cmi5_rules", "hosting_taking", "enclosing")


def tables() -> Iterator[Message]:
    for what in CATALOGUE:
        yield from (("measures/catalogue.py", text) for text in (what.title, what.says, what.counts) if text)
    for words in WORDS.values():
        yield from (("measures/words.py", text) for text in (words.top, words.bottom, words.more) if text)
    for checklist in CHECKLISTS:
        yield "programme/checklists.py", checklist.title
        for one in checklist.behaviours:
            yield from (("programme/checklists.py", text) for text in (one.title, one.good, one.seen) if text)
        for wording in (*checklist.wordings, *checklist.actions):
            yield "programme/checklists.py", wording.says
    for start in paths.starters():
        yield from (("programme/paths.py", text) for text in (start.path.title, start.why))
    for feed in FEEDS.values():
        yield from (("connectors/__init__.py", text) for text in (feed.title, feed.says) if text)
    yield from declared()


def declared() -> Iterator[Message]:
    """What is said of what is stored: kinds, tables, columns, purposes; for a works council and for analysts."""
    for kind in KINDS:
        yield from (("vocabulary/kind.py", text) for text in (kind.says, *(one.says for one in kind.all)) if text)
    for table in {**{one.name: one for one in TABLES}, **analyst.TABLES}.values():
        yield from (("facts/tables.py", text) for text in (table.says, *(one.says for one in table.columns)) if text)
    for purpose, *_ in stored.EVENTS.values():
        yield "house/stored.py", purpose
    for says, purpose in stored.MASTER.values():
        yield from (("house/stored.py", text) for text in (says, purpose))
    yield from (("house/stored.py", text) for text in stored.DIRECTORY.values())


def refusals(root: Path) -> Iterator[Message]:
    """Reasons of refusals; of an f-string what `languages.again` knows it by."""
    for path in sorted(one for room in ROOMS for one in (root / room).rglob("*.py")):
        if path.stem.startswith(WIRE):
            continue
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and (reason := _reason(call)) is not None:
                yield from ((path.relative_to(root).as_posix(), text) for text, _ in finished(reason))


def _reason(call: ast.Call) -> ast.expr | None:
    """What a refusal says, or why a row waits or is passed over; None where the call is none of these."""
    match call:
        case ast.Call(func=ast.Name(id=called), args=[reason, *_]) if called in REFUSALS:
            return reason
        case ast.Call(func=ast.Attribute(attr="refusal"), args=[_, reason, *_]):
            return reason
        case ast.Call(func=ast.Name(id="Bad" | "Skipped"), args=[_, reason, *_]):
            return reason
    return None


def finished(reason: ast.expr) -> Iterator[tuple[str, dict[str, str]]]:
    """A sentence as it is finished where it is made, its places numbered; and what they are filled with."""
    match reason:
        case ast.Constant(value=str(text)):
            yield text, {}
        case ast.IfExp(body=one, orelse=other):
            yield from (*finished(one), *finished(other))
        case ast.JoinedStr(values=parts):
            text, stand = "", dict[str, str]()
            for part in parts:
                if isinstance(part, ast.Constant):
                    text += str(part.value)
                elif isinstance(part, ast.FormattedValue):
                    stand[name := str(len(stand) + 1)] = ast.unparse(part.value)
                    text += f"{{{name}}}"
            if any(letter.isalpha() for letter in text) and text.count("{") == len(stand):
                yield text, stand
            for inner in (one for part in parts for one in ast.walk(part) if isinstance(one, ast.IfExp)):
                for one in (inner.body, inner.orelse):
                    if isinstance(one, ast.Constant) and isinstance(one.value, str) and len(one.value.strip()) > 1:
                        yield one.value.strip(), {}
