"""`learning`: one step of an associate in a module, from launched to an action tried on the floor."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..refusals import Refused
from ..retail.events import Learning
from .codecs import FLAG, IDENTITY, NUMBER, SECONDS, TEXT, WORD
from .iris import ADL, MODULE, QUESTION, TYPES, VERBS
from .kind import Kind, Member, Verb
from .places import DURATION, OBJECT, PARENT, REGISTRATION, RESPONSE, address, codes, look, put
from .refusing import Fault
from .shared import IN_LANGUAGE, JOB_ROLE, SKILL, actor

WHAT = {
    "launched": Verb(f"{ADL}/launched", "launched", "opened a module"),
    "practised": Verb(f"{ADL}/answered", "answered", "answered a question"),
    "completed": Verb(f"{ADL}/completed", "completed", "went through all of a module"),
    "passed": Verb(f"{ADL}/passed", "passed", "met the mark"),
    "failed": Verb(f"{ADL}/failed", "failed", "did not meet the mark"),
    "took_on": Verb(f"{VERBS}/took-on", "took on", "accepted an action to try on the floor"),
    "tried": Verb(f"{VERBS}/tried", "tried", "tried an action on the floor"),
}
ACTION = f"{TYPES}/action"


def _object(event: Learning) -> tuple[tuple[str, ...], str]:
    if not event.item:
        return ("modules", event.module), MODULE
    return ("modules", event.module, "items", event.item), ACTION if event.what in ("took_on", "tried") else QUESTION


def _dress(event: Learning, statement: dict[str, Any], home: str) -> None:
    if event.item:
        put(statement, PARENT, [{"id": address(home, "modules", event.module)}])
    if event.what == "completed":
        put(statement, ("result", "completion"), True)


def _undress(values: dict[str, Any], statement: Mapping[str, Any], home: str) -> None:
    iri = look(statement, OBJECT)
    found = codes(iri, home, "modules", "") or codes(iri, home, "modules", "", "items", "")
    if found is None:
        raise Refused(f"should be {home}/modules/<module> or {home}/modules/<module>/items/<item>", "/object/id")
    values["module"], values["item"] = (*found, "")[:2]


def _mend(event: Learning) -> Iterator[Fault]:
    if event.scaled is not None and not -1 <= event.scaled <= 1:
        yield "/result/score/scaled", f"should lie within -1..1, not {event.scaled:g}"


KIND = Kind(
    name="learning",
    event=Learning,
    says="An associate took a step in a module.",
    what=WHAT,
    types=(MODULE, QUESTION, ACTION),
    object=_object,
    dress=_dress,
    undress=_undress,
    mend=_mend,
    members=(
        actor("associate", "who is learning"),
        SKILL,
        JOB_ROLE,
        IN_LANGUAGE,
        Member("version", ("context", "revision"), WORD, "the module's version"),
        Member("scaled", ("result", "score", "scaled"), NUMBER, "the score, -1..1"),
        Member("success", ("result", "success"), FLAG, "whether the answer or the attempt was right"),
        Member("seconds", DURATION, SECONDS, "how long it took"),
        Member("attempt", REGISTRATION, IDENTITY, "the attempt"),
        Member("response", RESPONSE, TEXT, "what was answered", text=""),
    ),
)
