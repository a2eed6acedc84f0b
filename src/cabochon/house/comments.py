"""The words of a client, opened for the one who asks by the statement's id."""

from collections.abc import Callable

import msgspec

from .. import vocabulary
from ..directory import Directory
from ..directory.trust_rows import Themed
from ..privacy.opening import opened
from ..stream import Kept, Log


def text_of(directory: Directory, kept: Kept) -> str:
    """The first text of a statement of ours; "" when it has none, or its key was destroyed."""
    if (raw := opened(directory, kept)) is None:
        return ""
    statement = msgspec.json.decode(raw)
    kind = vocabulary.kind_of(statement)
    texts = vocabulary.texts(statement, kind) if kind else []
    return texts[0][1] if texts else ""


def comment_of(log: Log, directory: Directory) -> Callable[[str], str]:
    """Of a comment that was erased, the words of themes that were in it: what was counted stays."""

    def comment(statement: str) -> str:
        said = next((text_of(directory, kept) for kept in log.by_id([statement])), "")
        left = None if said else directory.get(Themed, statement)
        return left.words if left else said

    return comment
