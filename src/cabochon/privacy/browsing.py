"""What may be shown of one statement to one who browses: pure, from the statement and the viewer.

An administrator reads all but the texts people and clients wrote, which stay sealed. A learning author reads modules
and launches, with everybody in them behind a veil and without what anybody wrote. Nobody else reads statements here.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import vocabulary
from ..vocabulary.iris import ADL, ADL_TYPES
from ..vocabulary.places import RESPONSE, pointer
from .roles import right
from .telling import door_of
from .twin import claims
from .veil import Pseudonym, Veil
from .viewer import Viewer

Json = dict[str, Any]

SEALED = "[sealed]"
LEARNING, OTHER = "learning", "other"
CHOSEN = frozenset({"true-false", "choice", "matching", "sequencing", "likert", "numeric"})  # answers that are no prose
PROSE = 60  # characters of an extension's text from which it is taken for prose
_FLOOR = [kind for kind in vocabulary.KINDS if kind.name != LEARNING]
_TAUGHT = [kind for kind in vocabulary.KINDS if kind.name == LEARNING]
# What any course says (completed, attended, a module) tells nothing of the floor, though a kind of the floor says it.
_FLOOR_VERBS = frozenset(
    iri for kind in _FLOOR for verb in kind.verbs if not (iri := verb.iri).startswith(ADL)
) - {verb.iri for kind in _TAUGHT for verb in kind.verbs}  # fmt: skip
_FLOOR_TYPES = frozenset(
    type_ for kind in _FLOOR for type_ in kind.types if not type_.startswith(ADL_TYPES)
) - {type_ for kind in _TAUGHT for type_ in kind.types}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Glance:
    """A statement as a viewer may see it. veil: what words about it have to pass as well; None: they may stay."""

    statement: Json
    veil: Veil | None = None

    def words(self, text: str) -> str:
        return self.veil.text(text) if self.veil else text


def kinds(viewer: Viewer) -> frozenset[str] | None:
    """The kinds of statements a viewer may know of ("other": of none of ours); None: every one."""
    match right(viewer, "statements.open"):
        case "all":
            return None
        case "scope":
            return frozenset({LEARNING, OTHER})
        case _:
            return frozenset()


def glance(
    viewer: Viewer, statement: Json, *, home: str, pseudonym: Pseudonym, spared: Collection[str] = ()
) -> Glance | None:
    """The statement as this viewer may see it, None when they may not know of it.

    pseudonym: names for this viewer on this day (`veil.pseudonyms`). spared: agents that are nobody.
    """
    match right(viewer, "statements.open"):
        case "all":
            return Glance(sealed(statement))
        case "scope" if _teaches(statement) and door_of(statement, home) in {"", *viewer.boutiques}:
            bare = _wordless(sealed(statement))
            veil = Veil(bare, home=home, pseudonym=pseudonym, spared=spared)
            return Glance(veil.of(bare), veil)
        case _:
            return None


def sealed(statement: Json) -> Json:
    """Every text a template of ours has a place for, replaced by a mark; a statement of others stays as it is."""
    kind = vocabulary.kind_of(statement)
    if kind is not None:
        patterns: Iterator[str] = iter(kind.text)
    elif claims(statement):
        patterns = iter(dict.fromkeys((pointer(RESPONSE), *(one for kind in vocabulary.KINDS for one in kind.text))))
    else:
        return statement
    bare: Any = statement
    for pattern in patterns:
        bare = _marked(bare, tuple(step.replace("~1", "/").replace("~0", "~") for step in pattern.split("/")[1:]))
    return dict(bare)


def _teaches(statement: Mapping[str, Any]) -> bool:
    """A step in a module of ours, or a statement of others that is not about the till, a client or coaching."""
    kind = vocabulary.kind_of(statement)
    if kind is not None or claims(dict(statement)):
        return kind is not None and kind.name == LEARNING
    return not _of_the_floor(statement)


def _of_the_floor(statement: Any) -> bool:
    if not isinstance(statement, dict):
        return False
    verb, target = statement.get("verb"), statement.get("object")
    if isinstance(verb, dict) and verb.get("id") in _FLOOR_VERBS:
        return True
    if not isinstance(target, dict):
        return False
    definition = target.get("definition")
    if isinstance(definition, dict) and definition.get("type") in _FLOOR_TYPES:
        return True
    return target.get("objectType") == "SubStatement" and _of_the_floor(target)


def _wordless(statement: Json) -> Json:
    """Without what anybody wrote in their own words: open answers, and prose in extensions."""
    bare = dict(statement)
    for part in ("result", "context"):
        if isinstance(found := bare.get(part), dict):
            bare[part] = {k: _brief(v) if k == "extensions" else v for k, v in found.items()}
    target = bare.get("object")
    result = bare.get("result")
    if isinstance(result, dict) and result.get("response") and _interaction(target) not in CHOSEN:
        bare["result"] = {**result, "response": SEALED}
    if isinstance(target, dict) and target.get("objectType") == "SubStatement":
        bare["object"] = _wordless(target)
    return bare


def _interaction(target: Any) -> str:
    definition = target.get("definition") if isinstance(target, dict) else None
    return str(definition.get("interactionType", "")) if isinstance(definition, dict) else ""


def _brief(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _brief(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_brief(one) for one in value]
    prose = isinstance(value, str) and len(value) > PROSE and " " in value.strip()
    return SEALED if prose else value


def _marked(tree: Any, steps: tuple[str, ...]) -> Any:
    """A copy with the mark at the end of a pattern's path. Where something else stands on the way it is all marked."""
    if not steps:
        return SEALED if tree not in ("", None) else tree
    step, rest = steps[0], steps[1:]
    if step == "*":
        return [_marked(one, rest) for one in tree] if isinstance(tree, list) else _marked(tree, ())
    if isinstance(tree, dict):
        return {**tree, step: _marked(tree[step], rest)} if step in tree else tree
    return _marked(tree, ())
