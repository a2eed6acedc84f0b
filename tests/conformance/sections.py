"""The sections of the standard, of xAPI 1.0.3 (Part Two Data, Part Three Communication) and of IEEE 9274.1.1."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

V1, V2 = "1.0.3", "2.0.0"
BOTH = (V1, V2)
COUNTS = pytest.StashKey[Counter[tuple[str, str]]]()  # checks by section and version
FILES = pytest.StashKey[set[Path]]()  # that were collected

# fmt: off
SECTIONS: dict[str, tuple[str, str]] = {  # 1.0.3 -> (of IEEE 9274.1.1, what it is about)
    "Data 2.2":    ("4.2",         "Form of statements: types, case, null, unknown properties"),
    "Data 2.3":    ("4.2",         "Life of a statement: immutability and voiding"),
    "Data 2.4.1":  ("4.2.4.2",     "Statement ids and other UUIDs"),
    "Data 2.4.2":  ("4.2.2.1",     "Actors: Agents and Groups"),
    "Data 2.4.3":  ("4.2.2.2",     "Verbs"),
    "Data 2.4.4":  ("4.2.2.3",     "Objects: Activities, Agents, Groups, StatementRefs, SubStatements"),
    "Data 2.4.5":  ("4.2.2.4",     "Results and scores"),
    "Data 2.4.6":  ("4.2.2.5",     "Contexts, contextActivities, contextAgents, contextGroups"),
    "Data 2.4.7":  ("4.2.4.2",     "Timestamp and stored"),
    "Data 2.4.9":  ("4.2.4",       "Authority"),
    "Data 2.4.10": ("4.2.4.3",     "Version of a statement"),
    "Data 2.4.11": ("4.2",         "Attachments as declared"),
    "Data 2.5":    ("4.2",         "Lists of statements and `more`"),
    "Data 2.6":    ("4.2",         "Signed statements"),
    "Data 4":      ("4.2.7",       "Extensions, language maps, IRIs, timestamps, durations"),
    "Comm 1.1":    ("4.1",         "HEAD"),
    "Comm 1.3":    ("(removed)",   "Alternate request syntax"),
    "Comm 1.4":    ("4.1.3",       "Encoding"),
    "Comm 1.5":    ("4.1.3",       "Content types and multipart bodies"),
    "Comm 2.1.1":  ("4.1.6.1",     "PUT and POST of statements, repeats and conflicts"),
    "Comm 2.1.3":  ("4.1.6.1",     "GET of statements: parameters, formats, filters, StatementRefs"),
    "Comm 2.2":    ("4.1.6",       "Document resources: merging"),
    "Comm 2.3":    ("4.1.6.2",     "State"),
    "Comm 2.4":    ("4.1.6.3",     "Agents"),
    "Comm 2.5":    ("4.1.6.4",     "Activities"),
    "Comm 2.6":    ("4.1.6.5",     "Agent profiles"),
    "Comm 2.7":    ("4.1.6.6",     "Activity profiles"),
    "Comm 2.8":    ("4.1.6.7",     "About"),
    "Comm 3.1":    ("4.1.4",       "Concurrency"),
    "Comm 3.2":    ("4.1",         "Error codes"),
    "Comm 3.3":    ("4.1.2",       "Versioning"),
    "Comm 4":      ("4.1",         "Authentication"),
}
# fmt: on


@dataclass(frozen=True)
class Case:
    """One row of a table: name says what is sent; what belongs to the test that reads it."""

    name: str
    what: Any = None
    versions: tuple[str, ...] = BOTH


def checks(
    section: str, cases: Iterable[Case] | None = None, *, versions: tuple[str, ...] = BOTH
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes of a test one check a version, and a case where it has a table; counted under its section."""
    assert section in SECTIONS

    def counted(test: Callable[..., None]) -> Callable[..., None]:
        test.section = section  # type: ignore[attr-defined]
        if cases is None:
            return pytest.mark.parametrize("version", versions)(test)
        rows = [
            pytest.param(case, version, id=f"{case.name}-{version}")
            for case in cases
            for version in case.versions
            if version in versions
        ]
        return pytest.mark.parametrize(("case", "version"), rows)(test)

    return counted


def label(value: Any) -> str:
    """A value in a few characters that a test's id may hold."""
    text = repr(value).replace("'", "").replace('"', "")
    return text if len(text) <= 76 else text[:73] + "..."
