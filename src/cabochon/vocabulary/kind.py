"""A kind of event as one table, and the two walks over it. The xAPI Profile is made from the same table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from ..refusals import Refused
from .codecs import IDENTITY, INSTANT, WORD, Codec, activity
from .iris import PROFILE
from .places import CATEGORY, GROUPING, Path, address, look, of_context, pointer, put, source_account
from .seals import sealed_into, unsealed

Fault = tuple[str, str]  # pointer, what to send instead


@dataclass(frozen=True, slots=True)
class Verb:
    iri: str
    display: str
    says: str


@dataclass(frozen=True, slots=True)
class Member:
    """One field of the event and its place. Text patterns are relative to it: "" the member, "/what", "/*"."""

    field: str
    path: Path
    codec: Codec
    says: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Everything that is known of a kind.

    verb: which of `verbs` tells the event. object: the steps of the object's address and its activity type.
    dress adds what follows from other members, undress reads back what stands in verb or object alone.
    mend: rules across members, kept by say and hear alike.
    """

    name: str
    event: type[Any]
    says: str
    verbs: tuple[Verb, ...]
    types: tuple[str, ...]
    members: tuple[Member, ...]
    object: Callable[[Any], tuple[tuple[str, ...], str]]
    verb: Callable[[Any], Verb] | None = None
    dress: Callable[[Any, dict[str, Any], str], None] | None = None
    undress: Callable[[dict[str, Any], Mapping[str, Any], str], None] | None = None
    mend: Callable[[Any], Iterable[Fault]] | None = None
    all: tuple[Member, ...] = field(init=False)
    text: tuple[str, ...] = field(init=False)  # pointer patterns, * stands for any step
    optional: frozenset[str] = field(init=False)  # fields that may be missing: they have a default
    unsaid: Mapping[str, Any] = field(init=False)  # fields whose default is nothing; it is not said

    def __post_init__(self) -> None:
        every = COMMON + self.members
        text = tuple(pointer(m.path) + m.text for m in every if m.text is not None)
        defaults = {f.name: f.default for f in fields(self.event) if f.default is not MISSING}
        defaults |= {f.name: f.default_factory() for f in fields(self.event) if f.default_factory is not MISSING}
        object.__setattr__(self, "all", every)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "optional", frozenset(defaults))
        object.__setattr__(self, "unsaid", {name: value for name, value in defaults.items() if _nothing(value)})

    def required(self, member: Member) -> bool:
        return member.field not in self.optional


COMMON = (
    Member("id", ("id",), IDENTITY, "the event's id, made where it happened"),
    Member("at", ("timestamp",), INSTANT, "when it happened"),
    Member("source", ("context", "platform"), WORD, "who told us: floor, till:csv, survey:typeform"),
    Member("boutique", GROUPING, activity("doors", ""), "the boutique, <home>/doors/<code>"),
    Member("key", of_context("source-key"), WORD, "the source's own key, hashed; a later revision of it supersedes"),
    Member("revision", of_context("revision"), WORD, "the sender's version, sortable as text; the highest wins"),
)


def said(kind: Kind, event: Any, home: str) -> dict[str, Any]:
    verb = kind.verb(event) if kind.verb else kind.verbs[0]
    steps, type_ = kind.object(event)
    statement: dict[str, Any] = {
        "actor": {"objectType": "Agent", "account": source_account(event.source, home)},
        "verb": {"id": verb.iri, "display": {"en": verb.display}},
        "object": {"objectType": "Activity", "id": address(home, *steps), "definition": {"type": type_}},
    }
    put(statement, CATEGORY, [{"id": PROFILE}])
    faults: list[Fault] = []
    for member in kind.all:
        value = getattr(event, member.field)
        if _nothing(value) and kind.unsaid.get(member.field, MISSING) == value:
            continue
        try:
            put(statement, member.path, member.codec.put(value, home))
        except Refused as e:
            faults.append((pointer(member.path) + e.pointer, e.reason))
    if faults := faults or list(kind.mend(event) if kind.mend else ()):
        raise refusal(faults)
    if kind.dress:
        kind.dress(event, statement, home)
    first = {name: statement.pop(name) for name in ("id", "timestamp") if name in statement}
    return sealed_into(first | statement, kind.text)


def heard(kind: Kind, statement: Mapping[str, Any], home: str) -> Any:
    statement = unsealed(statement)
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    if (type_ := look(statement, ("object", "definition", "type"))) not in kind.types:
        faults.append(("/object/definition/type", f"should be {' or '.join(kind.types)}, not {type_!r}"))
    for member in kind.all:
        found = look(statement, member.path)
        if found is None:
            if kind.required(member):
                faults.append((pointer(member.path), f"is missing: {member.says} ({member.codec.shape})"))
            continue
        try:
            values[member.field] = member.codec.get(found, home)
        except Refused as e:
            faults.append((pointer(member.path) + e.pointer, e.reason))
    if kind.undress:
        try:
            kind.undress(values, statement, home)
        except Refused as e:
            faults.append((e.pointer, e.reason))
    if faults:
        raise refusal(faults)
    event = kind.event(**values)
    if faults := list(kind.mend(event) if kind.mend else ()):
        raise refusal(faults)
    return event


def refusal(faults: list[Fault]) -> Refused:
    """One refusal for all faults: the first one's pointer, the others named in the reason."""
    (place, reason), *rest = faults
    return Refused("; ".join([reason, *(f"{p}: {r}" for p, r in rest)]), place)


def _nothing(value: Any) -> bool:
    """Nothing to say. Zero is something."""
    return not value and (value is False or not isinstance(value, (int, float)))
