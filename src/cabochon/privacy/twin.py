"""The clear twin of a statement of ours: what the projector may read, and all that is left when a key is destroyed.

Only members the template names are in it, every agent is an account of ours and text is out. A statement that says
nothing else is its own twin and is not sealed besides (docs/decisions/0004-a-clear-twin.md).
"""

from collections.abc import Callable
from typing import Any

from .. import vocabulary
from ..vocabulary.iris import PROFILE
from ..vocabulary.places import CATEGORY, GROUPING, INSTRUCTOR, OTHER, PARENT, look, put
from ..vocabulary.seals import SEALED

Json = dict[str, Any]
Ours = Callable[[Json], Json]  # an agent as an account of ours
Shape = dict[str, Any]  # the members that may stay, each with its own shape

_ALL: Any = None  # whatever stands there
_ACTIVITY: Shape = {"id": _ALL, "objectType": _ALL, "definition": {"type": _ALL}}
_APART = frozenset({"verb", "object"})  # looked at by themselves
_AGENT = frozenset({"account", "objectType"})
BESIDE = ("context", "result")  # what is said of an event beside who did what
_PLAIN = ("id", "timestamp", "version", "actor")


def twin(statement: Json, kind: vocabulary.Kind | None, ours: Ours) -> Json:
    """The twin of a checked statement of a kind, or of one that claims our profile and is of none (None)."""
    bare: Json = _only(
        vocabulary.without_text(statement, kind) if kind else statement, _SHAPES[kind.name if kind else ""]
    )
    bare["actor"], bare["object"] = ours(statement["actor"]), _object(statement["object"], ours)
    if kind is not None and (display := statement["verb"].get("display")):
        bare["verb"] = _verb(bare["verb"], display, kind)
    if "instructor" in bare.get("context", ()):
        bare["context"]["instructor"] = ours(bare["context"]["instructor"])
    for member in kind.all if kind else ():
        if member.text is not None and (found := look(bare, member.path)) is not None:
            put(bare, member.path, _tamed(found, member.text))
        if member.brief is not None and (found := look(bare, member.path)) is not None:
            put(bare, member.path, _tamed(found, member.brief))
    return bare


def itself(statement: Json, kind: vocabulary.Kind, home: str) -> bool:
    """Whether a checked statement is surely its own twin, which is then not made: no text in it, nothing beside the
    template, our own display, every agent an account of this house. What says no may still be one.
    """
    actor, target, verb = statement["actor"], statement["object"], statement["verb"]
    instructor = look(statement, INSTRUCTOR)
    return (
        _fits({key: value for key, value in statement.items() if key not in _APART}, _SHAPES[kind.name])
        and "id" in statement
        and _of_house(actor, home)
        and (instructor is None or _of_house(instructor, home))
        and target.get("objectType", "Activity") == "Activity"
        and _fits(target, _ACTIVITY)
        and len(verb) == 2  # id and display, if it is known
        and any(v.iri == verb["id"] and verb.get("display") == {"en": v.display} for v in kind.verbs)
        and not any(look(statement, member.path) is not None for member in kind.all if member.text is not None)
        and all(_tame(look(statement, member.path), member.brief) for member in kind.all if member.brief is not None)
    )


def ours(statement: Json, kind: vocabulary.Kind) -> bool:
    """As `itself`, of a statement that `vocabulary.say` made: of a kind without text, nothing beside the template."""
    shape = _SHAPES[kind.name]
    return not kind.text and all(_fits(statement[key], shape[key]) for key in BESIDE if key in statement)


def _of_house(agent: Json, home: str) -> bool:
    account = agent.get("account")
    return bool(account and account["homePage"].startswith(f"{home}/") and agent.keys() <= _AGENT)


def _fits(value: Any, shape: Shape) -> bool:
    """Whether nothing stands there that the shape does not name."""
    if shape is _ALL:
        return True
    if isinstance(value, dict):
        if not value.keys() <= shape.keys():
            return False
        for key, inner in value.items():  # three times as fast as all()
            if (narrower := shape[key]) is not _ALL and not _fits(inner, narrower):
                return False
        return True
    return all(_fits(one, shape) for one in value) if isinstance(value, list) else True


def claims(statement: Json) -> bool:
    """Whether the statement says that it follows our profile."""
    found = look(statement, CATEGORY)
    return any(one["id"] == PROFILE for one in (found if isinstance(found, list) else [found] if found else ()))


def _shape(kind: vocabulary.Kind | None) -> Shape:
    shape: Shape = dict.fromkeys(_PLAIN, _ALL)
    for path in (("verb", "id"), ("result", "completion"), SEALED):
        put(shape, path, _ALL)
    for path in (CATEGORY, GROUPING, PARENT, OTHER):
        put(shape, path, _ACTIVITY)
    for member in kind.all if kind else ():
        if look(shape, member.path) is None:  # no narrower shape stands there
            put(shape, member.path, _ALL)
    return shape


_SHAPES = {kind.name: _shape(kind) for kind in vocabulary.KINDS} | {"": _shape(None)}


def _only(value: Any, shape: Shape) -> Any:
    if shape is _ALL:
        return value
    if isinstance(value, dict):
        return {key: _only(inner, shape[key]) for key, inner in value.items() if key in shape}
    return [_only(one, shape) for one in value] if isinstance(value, list) else value


def _verb(verb: Json, display: Json, kind: vocabulary.Kind) -> Json:
    """Our own display stays, so that what we say ourselves is its own twin; a stranger's is free text."""
    known = any(v.iri == verb["id"] and display == {"en": v.display} for v in kind.verbs)
    return {**verb, "display": display} if known else verb


def _object(target: Json, ours: Ours) -> Json:
    match target.get("objectType"):
        case "Agent" | "Group":
            return ours(target)
        case "SubStatement":
            return {
                "objectType": "SubStatement",
                "actor": ours(target["actor"]),
                "verb": {"id": target["verb"]["id"]},
                "object": _object(target["object"], ours),
            }
        case _:
            found: Json = _only(target, _ACTIVITY)
            return found


def _tamed(value: Any, text: str) -> Any:
    """What stands where text should and is none: false, which no reader takes for text."""
    if not text:
        return value if isinstance(value, str) else False
    step, _, rest = text[1:].partition("/")
    inner = f"/{rest}" if rest else ""
    if step == "*":
        return [_tamed(one, inner) for one in value] if isinstance(value, list) else False
    if not isinstance(value, dict):
        return False
    return {**value, step: _tamed(value[step], inner)} if step in value else value


def _tame(value: Any, text: str) -> bool:
    return value is None or _tamed(value, text) == value
