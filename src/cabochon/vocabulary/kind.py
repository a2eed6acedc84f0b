"""A kind of event as one table, and the two walks over it. The xAPI Profile is made from the same table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from operator import attrgetter
from typing import Any

from ..making import Make, maker
from ..refusals import Refused
from .codecs import IDENTITY, INSTANT, WORD, Codec
from .compounds import STAFF_OR_SOURCE, activity
from .iris import PROFILE
from .places import CATEGORY, GROUPING, TYPE, Path, address, look, of_context, pointer, put, source_account
from .seals import sealed_into, unsealed

Fault = tuple[str, str]  # pointer, what to send instead
Box = tuple[int, str, tuple[tuple[str, str, Callable[[Any, str], Any], int], ...]]


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


Saying = tuple[str, Path, Callable[[Any, str], Any], Callable[[Any], Any], Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Everything that is known of a kind.

    what: the verb each value of the event's field `what` is told by; else `verbs`, and `verb` says which of them.
    object: the steps of the object's address and its activity type. dress adds what follows from other members,
    undress reads back what stands in verb or object alone. mend: rules across members, kept by say and hear alike.
    """

    name: str
    event: type[Any]
    says: str
    types: tuple[str, ...]
    members: tuple[Member, ...]
    object: Callable[[Any], tuple[tuple[str, ...], str]]
    verbs: tuple[Verb, ...] = ()
    what: Mapping[str, Verb] = field(default_factory=dict)
    verb: Callable[[Any], Verb] | None = None
    dress: Callable[[Any, dict[str, Any], str], None] | None = None
    undress: Callable[[dict[str, Any], Mapping[str, Any], str], None] | None = None
    mend: Callable[[Any], Iterable[Fault]] | None = None
    all: tuple[Member, ...] = field(init=False)
    text: tuple[str, ...] = field(init=False)  # pointer patterns, * stands for any step
    optional: frozenset[str] = field(init=False)  # fields that may be missing: they have a default
    needed: frozenset[str] = field(init=False)  # fields of members that may not
    unsaid: Mapping[str, Any] = field(init=False)  # fields whose default is nothing; it is not said
    told: Mapping[str, str] = field(init=False)  # verb -> value of the field `what`
    make: Make = field(init=False)  # the event of its fields
    sayings: tuple[Saying, ...] = field(init=False)  # the members, each with how it is read and told
    boxes: tuple[Box, ...] = field(init=False)  # objects of the statement, each with the members that lie in it

    def __post_init__(self) -> None:
        every = COMMON + self.members
        text = tuple(pointer(m.path) + m.text for m in every if m.text is not None)
        defaults = {f.name: f.default for f in fields(self.event) if f.default is not MISSING}
        defaults |= {f.name: f.default_factory() for f in fields(self.event) if f.default_factory is not MISSING}
        object.__setattr__(self, "verbs", self.verbs or tuple(self.what.values()))
        object.__setattr__(self, "all", every)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "optional", frozenset(defaults))
        object.__setattr__(self, "needed", frozenset(m.field for m in every) - frozenset(defaults))
        object.__setattr__(self, "unsaid", {name: value for name, value in defaults.items() if _nothing(value)})
        object.__setattr__(self, "told", {verb.iri: what for what, verb in self.what.items()})
        object.__setattr__(self, "make", maker(self.event))
        sayings = tuple((m.field, m.path, m.codec.put, attrgetter(m.field), m) for m in every)
        object.__setattr__(self, "sayings", sayings)
        object.__setattr__(self, "boxes", _boxes(every))

    def required(self, member: Member) -> bool:
        return member.field not in self.optional

    def verb_of(self, event: Any) -> Verb:
        if self.what:
            if event.what not in self.what:
                raise Refused(f"should be one of {', '.join(self.what)}, not {event.what!r}", "/verb/id")
            return self.what[event.what]
        return self.verb(event) if self.verb else self.verbs[0]


COMMON = (
    Member("id", ("id",), IDENTITY, "the event's id, made where it happened"),
    Member("at", ("timestamp",), INSTANT, "when it happened"),
    Member("source", ("context", "platform"), WORD, "who told us: floor, till:csv, survey:typeform"),
    Member("boutique", GROUPING, activity("doors"), "the boutique, <home>/doors/<code>"),
    Member("key", of_context("source-key"), WORD, "the source's own key, hashed; a later revision of it supersedes"),
    Member("revision", of_context("revision"), WORD, "the sender's version, sortable as text; the highest wins"),
)


def said(kind: Kind, event: Any, home: str) -> dict[str, Any]:
    verb = kind.verb_of(event)
    steps, type_ = kind.object(event)
    statement: dict[str, Any] = {
        "actor": {"objectType": "Agent", "account": source_account(event.source, home)},
        "verb": {"id": verb.iri, "display": {"en": verb.display}},
        "object": {"objectType": "Activity", "id": address(home, *steps), "definition": {"type": type_}},
    }
    put(statement, CATEGORY, [{"id": PROFILE}])
    faults: list[Fault] = []
    unsaid = kind.unsaid
    for name, path, tell, of, member in kind.sayings:
        value = of(event)
        if not value:
            if _nothing(value) and unsaid.get(name, MISSING) == value:
                continue
            if value is None and member.codec is STAFF_OR_SOURCE:
                continue  # the source stays the actor
        try:
            put(statement, path, tell(value, home))
        except Refused as e:
            faults.append((pointer(path) + e.pointer, e.reason))
    if faults := faults or list(kind.mend(event) if kind.mend else ()):
        raise refusal(faults)
    if kind.dress:
        kind.dress(event, statement, home)
    first = {name: statement.pop(name) for name in ("id", "timestamp") if name in statement}
    return sealed_into(first | statement, kind.text)


def heard(kind: Kind, statement: Mapping[str, Any], home: str) -> Any:
    """The event. Every object of the statement is looked into once; on the way no fault is turned into words."""
    statement = unsealed(statement)
    values: dict[str, Any] = {}
    refused: list[tuple[int, Refused]] = []  # by place in kind.all
    boxes: list[Any] = []
    for outer, step, inside in kind.boxes:
        box = boxes[outer].get(step) if boxes else statement
        if not box or not isinstance(box, dict):
            boxes.append({})
            continue
        boxes.append(box)
        for key, name, read, n in inside:
            found = box.get(key)
            if found is not None:
                try:
                    values[name] = read(found, home)
                except Refused as e:
                    refused.append((n, e))
    faults = [] if look(statement, TYPE) in kind.types and not refused and values.keys() >= kind.needed else _faults(
        kind, statement, values, dict(refused)
    )  # fmt: skip
    if kind.told:
        values["what"] = kind.told[statement["verb"]["id"]]
    if kind.undress:
        try:
            kind.undress(values, statement, home)
        except Refused as e:
            faults.append((e.pointer, e.reason))
    if faults:
        raise refusal(faults)
    event = kind.make(values)
    if kind.mend and (faults := list(kind.mend(event))):
        raise refusal(faults)
    return event


def refusal(faults: list[Fault]) -> Refused:
    """One refusal for all faults: the first one's pointer, the others named in the reason."""
    (place, reason), *rest = faults
    return Refused("; ".join([reason, *(f"{p}: {r}" for p, r in rest)]), place)


def _faults(
    kind: Kind, statement: Mapping[str, Any], values: Mapping[str, Any], refused: Mapping[int, Refused]
) -> list[Fault]:
    """What is wrong with a statement that was read, in the order of the kind's members."""
    faults: list[Fault] = []
    if (type_ := look(statement, TYPE)) not in kind.types:
        faults.append((pointer(TYPE), f"should be {' or '.join(kind.types)}, not {type_!r}"))
    for n, member in enumerate(kind.all):
        if n in refused:
            faults.append((pointer(member.path) + refused[n].pointer, refused[n].reason))
        elif member.field in kind.needed and member.field not in values:
            faults.append((pointer(member.path), f"is missing: {member.says} ({member.codec.shape})"))
    return faults


def _boxes(every: tuple[Member, ...]) -> tuple[Box, ...]:
    """The objects that hold the members, an outer one before its inner ones: (index of the outer, step, inside)."""
    paths: list[Path] = [()]
    for member in every:
        paths += (path for n in range(1, len(member.path)) if (path := member.path[:n]) not in paths)
    return tuple(
        (
            paths.index(path[:-1]) if path else 0,
            path[-1] if path else "",
            tuple((m.path[-1], m.field, m.codec.get, n) for n, m in enumerate(every) if m.path[:-1] == path),
        )
        for path in paths
    )


def _nothing(value: Any) -> bool:
    """Nothing to say. Zero is something."""
    return not value and (value is False or not isinstance(value, (int, float)))
