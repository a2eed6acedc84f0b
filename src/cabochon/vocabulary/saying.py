"""How an event of a kind is told: the walk over its table, written out once as a function of that kind.

A receipt has some twenty members; looking each up in the table, and each object of its path in the statement, was most
of what saying cost. What is written out here says the same in the same order (tests/vocabulary/golden).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..making import compiled
from ..refusals import Refused
from .codecs import word
from .compounds import STAFF_OR_SOURCE
from .iris import PROFILE
from .places import CATEGORY, Path, address, pointer, put, source_account
from .refusing import Fault, refusal
from .seals import sealed_into

if TYPE_CHECKING:
    from .kind import Kind, Member

Tell = Callable[[Any, str], dict[str, Any]]
FIRST: tuple[Path, ...] = (("id",), ("timestamp",))
ROOT: Path = ()
NO_NAME = re.compile(r"\W")
BEGUN = (("context",), CATEGORY[:-1], ("object",), ("object", "definition"))  # objects there from the beginning


def teller(kind: "Kind") -> Tell:
    """What makes the statement of an event.

    Raises (what it gives):
        Refused: every member that cannot be said, or a rule across members that is broken.
    """
    tell = compiled(*_written(kind))

    def said(event: Any, home: str) -> dict[str, Any]:
        try:
            statement: dict[str, Any] = tell(event, home)
        except Refused as fault:
            raise _faulty(kind, event, home, fault) from None
        if kind.mend and (faults := list(kind.mend(event))):
            raise refusal(faults)
        if kind.dress:
            kind.dress(event, statement, home)
        return sealed_into(statement, kind.text) if kind.text else statement

    return said


def _faulty(kind: "Kind", event: Any, home: str, first: Refused) -> Refused:
    """Every member that cannot be said, where the first one met is known."""
    faults: list[Fault] = []
    for member in kind.all:
        value = getattr(event, member.field)
        if _left_out(value, member, kind.unsaid):
            continue
        try:
            member.codec.put(value, home)
        except Refused as e:
            faults.append((pointer(member.path) + e.pointer, e.reason))
    return refusal(faults) if faults else first


def _left_out(value: Any, member: "Member", unsaid: Mapping[str, Any]) -> bool:
    """Whether there is nothing to say. Of an actor nobody knows the source stays the actor."""
    if nothing(value) and member.field in unsaid and unsaid[member.field] == value:
        return True
    return value is None and member.codec is STAFF_OR_SOURCE


def nothing(value: Any) -> bool:
    """Nothing to say. Zero is something."""
    return not value and (value is False or not isinstance(value, (int, float)))


def _written(kind: "Kind") -> tuple[list[str], dict[str, Any]]:
    """The function's lines, and what they name."""
    names: dict[str, Any] = {
        "verb_of": kind.verb_of, "object_of": kind.object, "address": address, "source_account": source_account,
        "word": word, "put": put, "nothing": nothing, "str": str,
    }  # fmt: skip
    lines = ["def tell(event, home):", "verb = verb_of(event)", "steps, type_ = object_of(event)", "root = {}"]
    first = [member for member in kind.all if member.path in FIRST]
    for member in first:
        lines += _member(member, kind, names, "root")
    lines += [
        "root['actor'] = {'objectType': 'Agent', 'account': source_account(event.source, home)}",
        "root['verb'] = {'id': verb.iri, 'display': {'en': verb.display}}",
        "root_object_definition = {'type': type_}",
        "root_object = root['object'] = {'objectType': 'Activity', 'id': address(home, *steps), "
        "'definition': root_object_definition}",
        f"root_context_contextActivities = {{{CATEGORY[-1]!r}: [{{'id': {PROFILE!r}}}]}}",
        "root_context = root['context'] = {'contextActivities': root_context_contextActivities}",
    ]
    leaves, there, maybe = {member.path for member in kind.all}, {ROOT, *BEGUN}, set[Path]()
    for member in kind.all:
        if member in first:
            continue
        outer = member.path[:-1]
        if any(outer[: n + 1] in leaves for n in range(len(outer))):  # what it lies in is a member itself
            lines += _member(member, kind, names, "")
            continue
        made = [path for n in range(len(outer)) if (path := outer[: n + 1]) not in there]
        always = member.field not in kind.unsaid and member.codec is not STAFF_OR_SOURCE
        begin = [line for path in made for line in _begun(path, path in maybe)]
        if always:
            there |= {*made}
        else:
            lines[1:1] = [f"{_name(path)} = None" for path in made if path not in maybe]
            maybe |= {*made}
        lines += _member(member, kind, names, _name(outer), begin)
    return [*lines, "return root"], names


def _begun(path: Path, maybe: bool) -> list[str]:
    """The lines that begin an object of the statement; maybe: it may have been begun before."""
    line = f"{_name(path)} = {_name(path[:-1])}[{path[-1]!r}] = {{}}"
    return [f"if {_name(path)} is None: {line}"] if maybe else [line]


def _name(path: Path) -> str:
    return "_".join(("root", *(NO_NAME.sub("_", step) for step in path)))


def _member(member: "Member", kind: "Kind", names: dict[str, Any], into: str, begin: Sequence[str] = ()) -> list[str]:
    """The lines that tell one member. into: the object it stands in; "": found by its path."""
    name = member.field
    names |= {f"{name}_put": member.codec.put, f"{name}_unsaid": kind.unsaid.get(name), f"{name}_path": member.path}
    told = f"{name}_put(value, home)"
    if member.codec.put is word:
        told = f"value if value.__class__ is str else {told}"
    elif name == "id":
        told = "str(value)"
    line = f"{into}[{member.path[-1]!r}] = {told}" if into else f"put(root, {name}_path, {told})"
    said = [*begin, line]
    asked = f"if value or not (nothing(value) and value == {name}_unsaid):" if name in kind.unsaid else ""
    if member.codec is STAFF_OR_SOURCE:
        asked = "if value is not None:"
    return [f"value = event.{name}", *([asked, *(f"    {one}" for one in said)] if asked else said)]
