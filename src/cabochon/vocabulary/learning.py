"""`learning`: one step of an associate in a module, from launched to an action tried on the floor."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..refusals import Refused
from ..retail.events import LEARNING, Learning
from .codecs import FLAG, IDENTITY, NUMBER, SECONDS, STAFF, TAG, TEXT, WORD
from .iris import ADL, ADL_TYPES, TYPES, VERBS
from .kind import Fault, Kind, Member, Verb
from .places import DURATION, LANGUAGE, PARENT, REGISTRATION, RESPONSE, address, codes, look, of_context, put

WHAT = {
    "launched": Verb(f"{ADL}/launched", "launched", "opened a module"),
    "practised": Verb(f"{ADL}/answered", "answered", "answered a question"),
    "completed": Verb(f"{ADL}/completed", "completed", "went through all of a module"),
    "passed": Verb(f"{ADL}/passed", "passed", "met the mark"),
    "failed": Verb(f"{ADL}/failed", "failed", "did not meet the mark"),
    "took_on": Verb(f"{VERBS}/took-on", "took on", "accepted an action to try on the floor"),
    "tried": Verb(f"{VERBS}/tried", "tried", "tried an action on the floor"),
}
MODULE, QUESTION, ACTION = f"{ADL_TYPES}/module", f"{ADL_TYPES}/question", f"{TYPES}/action"


def _verb(event: Learning) -> Verb:
    if event.what not in WHAT:
        raise Refused(f"should be one of {', '.join(LEARNING)}, not {event.what!r}", "/verb/id")
    return WHAT[event.what]


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
    said = look(statement, ("verb", "id"))
    values["what"] = next(what for what, verb in WHAT.items() if verb.iri == said)
    iri = look(statement, ("object", "id"))
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
    verbs=tuple(WHAT.values()),
    types=(MODULE, QUESTION, ACTION),
    verb=_verb,
    object=_object,
    dress=_dress,
    undress=_undress,
    mend=_mend,
    members=(
        Member("associate", ("actor",), STAFF, "who is learning"),
        Member("skill", of_context("skill"), WORD, "the skill the module is for"),
        Member("job_role", of_context("job-role"), WORD, "the job role it was taken in"),
        Member("language", LANGUAGE, TAG, "the language it was taken in"),
        Member("version", ("context", "revision"), WORD, "the module's version"),
        Member("scaled", ("result", "score", "scaled"), NUMBER, "the score, -1..1"),
        Member("success", ("result", "success"), FLAG, "whether the answer or the attempt was right"),
        Member("seconds", DURATION, SECONDS, "how long it took"),
        Member("attempt", REGISTRATION, IDENTITY, "the attempt"),
        Member("response", RESPONSE, TEXT, "what was answered", text=""),
    ),
)
