"""What the live tables say: measures, checklists; and the reasons of refusals, which pages tell."""

import ast
from collections.abc import Iterator
from pathlib import Path

from cabochon.measures.catalogue import CATALOGUE
from cabochon.measures.words import WORDS
from cabochon.programme.checklists import CHECKLISTS

Message = tuple[str, str]  # the file it stands in, English
ROOMS = ("web", "dashboards", "privacy", "house", "measures", "programme")
REFUSALS = ("Refused", "Unknown", "NotAllowed", "Unanswerable", "Conflict")
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


def refusals(root: Path) -> Iterator[Message]:
    """Reasons that are written as they are told; one with places is said where it is raised."""
    for path in sorted(one for room in ROOMS for one in (root / room).rglob("*.py")):
        if path.stem.startswith(WIRE):
            continue
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in REFUSALS
                and call.args
            ):
                yield from ((path.relative_to(root).as_posix(), text) for text in literals(call.args[0]))


def literals(reason: ast.expr) -> Iterator[str]:
    if isinstance(reason, ast.Constant) and isinstance(reason.value, str):
        yield reason.value
    elif isinstance(reason, ast.IfExp):
        yield from (*literals(reason.body), *literals(reason.orelse))
