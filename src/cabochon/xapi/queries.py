"""The parameters of GET /statements, judged as strictly as statements (xAPI 1.0.3 Part Three 2.1.3)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..refusals import Refused
from .agents import actor
from .facets import agent_value
from .pointers import quoted
from .reading import strict
from .times import instant
from .values import iri, uuid
from .versions import Version

ONE = frozenset({"statementId", "voidedStatementId"})
WITH_ONE = frozenset({"format", "attachments"})
FORMATS = ("ids", "exact", "canonical")
_LONGEST = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementQuery:
    """One GET of /statements. Filters that were not asked for are "" (times: None).

    agent: a value of the agent facets, see `facets.agent_value`; verb, activity: IRIs; registration and ids: UUIDs in
    lower case. related_agents, related_activities: look in the wider facets. since (exclusive) and until (inclusive)
    are on stored, in UTC. limit: 1 to the server's most. more: the opaque rest of a `more` link, "" on a first page.
    """

    statement_id: str = ""
    voided_statement_id: str = ""
    agent: str = ""
    verb: str = ""
    activity: str = ""
    registration: str = ""
    related_agents: bool = False
    related_activities: bool = False
    since: datetime | None = None
    until: datetime | None = None
    limit: int
    format: str = "exact"
    attachments: bool = False
    ascending: bool = False
    more: str = ""

    @property
    def one(self) -> bool:
        """Whether it asks for a single statement by id."""
        return bool(self.statement_id or self.voided_statement_id)


def statement_query(params: Sequence[tuple[str, str]], *, version: Version, most: int) -> StatementQuery:  # noqa: ARG001
    """The query that decoded parameters ask; `most` is the server's largest page, taken for limit 0 or none.

    The two families take the same parameters; `version` is asked because every door of the standard is opened by one.

    Raises:
        Refused: unknown, differently spelt or repeated parameters, a malformed value, an id together with a filter. The
        pointer is the parameter's name, for an agent followed by the place in its JSON ("agent/mbox").
    """
    given = single(params, PARAMETERS)
    asked = ONE & given.keys()
    if len(asked) == 2:
        raise Refused("cannot be combined with statementId; ask for one of them", "voidedStatementId")
    if asked and (others := given.keys() - asked - WITH_ONE):
        raise Refused(f"cannot be combined with {next(iter(asked))}; leave it out", min(others))
    values: dict[str, Any] = {"limit": most}
    for name, text in given.items():
        field, typed = PARAMETERS[name]
        try:
            values[field] = typed(text)
        except Refused as fault:
            raise Refused(fault.reason, name + fault.pointer) from None
    values["limit"] = min(values["limit"] or most, most)
    return StatementQuery(**values)


def statement_id(params: Sequence[tuple[str, str]]) -> str:
    """The statementId of a PUT, in lower case; nothing else may be given.

    Raises:
        Refused: missing, malformed, or any other parameter.
    """
    given = single(params, ("statementId",))
    if "statementId" not in given:
        raise Refused("is missing; a PUT names its statement", "statementId")
    try:
        return _uuid(given["statementId"])
    except Refused as fault:
        raise Refused(fault.reason, "statementId") from None


def single(params: Sequence[tuple[str, str]], known: Iterable[str]) -> dict[str, str]:
    """Parameters by name: only known ones, spelt exactly so, each once, none too long.

    Raises:
        Refused: with the parameter's name as pointer.
    """
    given: dict[str, str] = {}
    names = tuple(known)
    for name, text in params:
        if name not in names:
            near = next((k for k in names if k.lower() == name.lower()), "")
            mend = f"did you mean {near}? Case counts" if near else f"there are {', '.join(names) or 'none'}"
            raise Refused(f"is no parameter here; {mend}", name[:60])
        if name in given:
            raise Refused("is given twice; give it once", name)
        if len(text) > _LONGEST or "\0" in text:
            raise Refused(f"is longer than {_LONGEST:,} characters or holds U+0000", name)
        given[name] = text
    return given


def agent_parameter(text: str) -> str:
    """The facet value of an agent or identified group given as JSON.

    Raises:
        Refused: no JSON, no agent, or a group without an identifier.
    """
    agent = strict(text.encode("utf-8", "surrogatepass"))
    actor(agent)
    if (value := agent_value(agent)) is None:
        raise Refused("is an anonymous group; ask for an agent or an identified group")
    return value


def _uuid(text: str) -> str:
    uuid(text)
    return text.lower()


def _iri(text: str) -> str:
    iri(text)
    return text


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise Refused(f"must be true or false, not {quoted(text)}")
    return text == "true"


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise Refused(f"must be a whole number from 0, not {quoted(text)}")
    return int(text)


def _format(text: str) -> str:
    if text not in FORMATS:
        raise Refused(f"must be one of {', '.join(FORMATS)}, not {quoted(text)}")
    return text


def _opaque(text: str) -> str:
    return text


# fmt: off
PARAMETERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "statementId":        ("statement_id",        _uuid),
    "voidedStatementId":  ("voided_statement_id", _uuid),
    "agent":              ("agent",               agent_parameter),
    "verb":               ("verb",                _iri),
    "activity":           ("activity",            _iri),
    "registration":       ("registration",        _uuid),
    "related_activities": ("related_activities",  _truth),
    "related_agents":     ("related_agents",      _truth),
    "since":              ("since",               instant),
    "until":              ("until",               instant),
    "limit":              ("limit",               _limit),
    "format":             ("format",              _format),
    "attachments":        ("attachments",         _truth),
    "ascending":          ("ascending",           _truth),
    "cursor":             ("more",                _opaque),
}
# fmt: on
