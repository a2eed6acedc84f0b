"""A kind of event as one table, and the two walks over it. The xAPI Profile is made from the same table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from ..making import Make, maker
from ..refusals import Refused
from .codecs import IDENTITY, INSTANT, WORD, Codec
from .compounds import activity
from .places import GROUPING, TYPE, Path, look, of_context, pointer
from .refusing import Fault, refusal
from .saying import Tell, nothing, teller
from .seals import unsealed

Box = tuple[int, str, tuple[tuple[str, str, Callable[[Any, str], Any], int], ...]]


@dataclass(frozen=True, slots=True)
class Verb:
    iri: str
    display: str
    says: str


@dataclass(frozen=True, slots=True)
class Member:
    """One field of the event and its place. Patterns of text are relative to it: "" the member, "/what", "/*".

    brief: of words that stay readable, as they are counted, and are screened all the same.
    """

    field: str
    path: Path
    codec: Codec
    says: str
    text: str | None = None
    brief: str | None = None


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
    brief: tuple[str, ...] = field(init=False)  # of words that are screened and not sealed
    optional: frozenset[str] = field(init=False)  # fields that may be missing: they have a default
    needed: frozenset[str] = field(init=False)  # fields of members that may not
    unsaid: Mapping[str, Any] = field(init=False)  # fields whose default is nothing; it is not said
    told: Mapping[str, str] = field(init=False)  # verb -> value of the field `what`
    make: Make = field(init=False)  # the event of its fields
    tell: Tell = field(init=False)  # the statement of an event
    boxes: tuple[Box, ...] = field(init=False)  # objects of the statement, each with the members that lie in it

    def __post_init__(self) -> None:
        every = COMMON + self.members
        text = tuple(pointer(m.path) + m.text for m in every if m.text is not None)
        brief = tuple(pointer(m.path) + m.brief for m in every if m.brief is not None)
        defaults = {f.name: f.default for f in fields(self.event) if f.default is not MISSING}
        defaults |= {f.name: f.default_factory() for f in fields(self.event) if f.default_factory is not MISSING}
        object.__setattr__(self, "verbs", self.verbs or tuple(self.what.values()))
        object.__setattr__(self, "all", every)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "brief", brief)
        object.__setattr__(self, "optional", frozenset(defaults))
        object.__setattr__(self, "needed", frozenset(m.field for m in every) - frozenset(defaults))
        object.__setattr__(self, "unsaid", {name: value for name, value in defaults.items() if nothing(value)})
        object.__setattr__(self, "told", {verb.iri: what for what, verb in self.what.items()})
        object.__setattr__(self, "make", maker(self.event))
        object.__setattr__(self, "boxes", _boxes(every))
        object.__setattr__(self, "tell", teller(self))

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
