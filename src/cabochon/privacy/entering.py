"""The way in. Everything kept passes here: the standard, the note screen, names and text taken out and sealed, then the log.

What is judged a repeat is what the sender sent: the digest is taken before anything is added, masked or sealed.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import uuid4

import msgspec

from .. import vocabulary
from ..directory import Directory
from ..refusals import Refused
from ..stream import Appended, Entry, Log
from ..stream.refs import refs
from ..xapi.agents import identifier
from ..xapi.canonical import canonical
from ..xapi.checking import check
from ..xapi.facets import agent_value, facets, target, voids
from ..xapi.versions import Version
from . import notes
from .naming import Naming
from .sealing import make_keys, month_key, seal

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sender:
    """On whose behalf something enters. authority: JSON of the credential's agent."""

    authority: bytes
    version: Version


class Entrance:
    """Makes entries of statements and hands them to the log. One for a house; safe from several threads."""

    def __init__(
        self,
        log: Log,
        directory: Directory,
        *,
        home: str,
        clock: Callable[[], datetime],
        staff: Callable[[], frozenset[str]] = frozenset,
        words: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self._log, self._directory, self.home, self._clock = log, directory, home, clock
        self.staff, self.words = staff, words
        self.codes_seen: set[str] = set()
        self._vouchers: dict[bytes, tuple[tuple[str, str], ...]] = {}
        self._digest_key, self._ref_key = directory.secret("repeats"), directory.secret("index")
        self.naming = Naming(directory.secret("names"))

    def accept(self, members: Sequence[tuple[bytes, Json]], sender: Sender, *, put: str = "") -> "Future[Appended]":
        """Check and queue statements as they were sent; the future is done when they are durable. All or none.

        Args:
            members: verbatim bytes and parsed value of each statement.
            put: the statementId of a PUT, "" for a POST.
        Raises:
            Refused: the first fault, with its JSON pointer; nothing is kept. Through the future: Conflict, Full.
        """
        prepared = [
            self.prepare(raw, statement, sender, pointer=f"/{i}" if len(members) > 1 else "", put=put)
            for i, (raw, statement) in enumerate(members)
        ]
        _no_twins(prepared)
        return self.submit(prepared)

    def prepare(self, raw: bytes, statement: Json, sender: Sender, *, pointer: str = "", put: str = "") -> "Prepared":
        check(statement, version=sender.version, pointer=pointer)
        given = statement.get("id")
        if put and given is not None and given.lower() != put.lower():
            raise Refused(
                f"is not the statementId of the address, {put}; send the same or leave it out", f"{pointer}/id"
            )
        sid = (given or put or str(uuid4())).lower()
        digest = blake2b(canonical(statement), key=self._digest_key, digest_size=16).digest()
        kind = vocabulary.kind_of(statement)
        if kind is not None:
            raw, statement = self._screened(raw, statement, kind, pointer)
        return Prepared(sid, raw, statement, kind, digest, sender)

    def submit(
        self, prepared: "Sequence[Prepared]", *, extra: Sequence[tuple[tuple[str, str], ...]] = ()
    ) -> "Future[Appended]":
        """Seal and queue. `extra`: further index facets of each, for what the house itself says."""
        now = self._clock()
        keys = [(self._person(p), month_key(p.kind.name if p.kind else "", _when(p.statement, now))) for p in prepared]
        make_keys(self._directory, {name for pair in keys for name in pair})
        more = extra or ((),) * len(prepared)
        return self._log.submit([self._entry(p, *k, extra=e) for p, k, e in zip(prepared, keys, more, strict=True)])

    def _entry(self, p: "Prepared", person: str, month: str, *, extra: tuple[tuple[str, str], ...]) -> Entry:
        clear = self._clear(p)
        sealed = None if clear is p.raw else seal(self._directory, p.raw, p.id, person=person, month=month)
        return Entry(
            id=p.id,
            digest=p.digest,
            clear=clear,
            sealed=sealed,
            key_person=person if sealed else "",
            key_month=month if sealed else "",
            authority=p.sender.authority,
            version=p.statement.get("version") or p.sender.version.statement,
            kind=p.kind.name if p.kind else "",
            refs=refs((*facets(p.statement), *self._vouched(p.sender.authority), *extra), self._ref_key),
            target=target(p.statement),
            voids=voids(p.statement),
        )

    def _vouched(self, authority: bytes) -> tuple[tuple[str, str], ...]:
        """The facets of who vouches for a statement: the credential's agent, whatever the sender wrote there."""
        known = self._vouchers.get(authority)
        if known is None:
            agent = agent_value(msgspec.json.decode(authority))
            known = (("authority", authority.decode()), *((("related_agent", agent),) if agent else ()))
            self._vouchers[authority] = known
        return known

    def ref(self, facet: str, value: str) -> int:
        """The index key of a facet, to ask the log by."""
        return refs([(facet, value)], self._ref_key)[0]

    def _screened(self, raw: bytes, statement: Json, kind: vocabulary.Kind, pointer: str) -> tuple[bytes, Json]:
        """Refuse a manager's note that tells of a client; mask a client's own comment."""
        masked = statement
        for place, text in vocabulary.texts(statement, kind):
            if kind.name == "survey":
                if (better := self.cleaned(text, place, kind)) != text:
                    masked = with_text(masked, place, better)
            else:
                notes.refuse(text, pointer + place, staff=self.staff(), words=self.words())
        return (raw, statement) if masked is statement else (msgspec.json.encode(masked), masked)

    def cleaned(self, text: str, place: str, kind: vocabulary.Kind) -> str:
        """A text of a feed as it may be kept: a client's comment masked, a note that tells of a client emptied."""
        if kind.name == "survey":
            return notes.mask(text, staff=self.staff(), words=self.words())
        try:
            notes.refuse(text, place, staff=self.staff(), words=self.words())
        except Refused:
            return ""
        return text

    def _clear(self, p: "Prepared") -> bytes | None:
        """What the projector may read: the bytes themselves when nothing in them is personal; None for what is not ours."""
        if p.kind is None:
            return None
        statement = p.statement if "id" in p.statement else {"id": p.id, **p.statement}
        bare = self._bare(vocabulary.without_text(statement, p.kind))
        return p.raw if bare == p.statement and not _signed(p.statement) else msgspec.json.encode(bare)

    def _bare(self, statement: Json) -> Json:
        """The statement with every agent reduced to an account of ours."""
        bare = dict(statement)
        bare["actor"] = self._ours(statement["actor"])
        if statement["object"].get("objectType") in ("Agent", "Group"):
            bare["object"] = self._ours(statement["object"])
        context = statement.get("context")
        if context and (found := [k for k in ("instructor", "team") if k in context]):
            bare["context"] = context | {k: self._ours(context[k]) for k in found}
        for unneeded in ("authority", "attachments"):
            bare.pop(unneeded, None)
        return bare

    def _ours(self, agent: Json) -> Json:
        account = agent.get("account")
        if account and account["homePage"].startswith(self.home + "/"):
            return agent if agent.keys() <= {"account", "objectType"} else {"objectType": "Agent", "account": account}
        known = identifier(agent)
        name = self.naming.agent(known) if known else "group"
        return {"objectType": "Agent", "account": {"homePage": f"{self.home}/identities/xapi", "name": name}}

    def _person(self, p: "Prepared") -> str:
        account = p.statement["actor"].get("account")
        if account and account["homePage"].startswith(self.home + "/"):
            page, name = account["homePage"][len(self.home) + 1 :], account["name"]
            if page == "people":
                return f"person:{name}"
            if page.startswith("identities/"):
                return f"code:{page[11:]}/{name}"
            return f"door:{door_of(p.statement, self.home)}"
        known = identifier(p.statement["actor"])
        return f"agent:{self.naming.agent(known)}" if known else "agent:group"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement that may enter: checked and screened, not yet sealed."""

    id: str
    raw: bytes
    statement: Json
    kind: vocabulary.Kind | None
    digest: bytes
    sender: Sender


def _no_twins(prepared: Sequence[Prepared]) -> None:
    seen: set[str] = set()
    for i, p in enumerate(prepared):
        if p.id in seen:
            raise Refused("is the id of another statement in the same batch; every statement needs its own", f"/{i}/id")
        seen.add(p.id)


def _when(statement: Json, now: datetime) -> datetime:
    try:
        return datetime.fromisoformat(statement["timestamp"])
    except (KeyError, ValueError):
        return now


def door_of(statement: Json, home: str) -> str:
    grouping = statement.get("context", {}).get("contextActivities", {}).get("grouping", [])
    for activity in grouping if isinstance(grouping, list) else [grouping]:
        if activity["id"].startswith(f"{home}/doors/"):
            return str(activity["id"]).rsplit("/", 1)[1]
    return ""


def _signed(statement: Json) -> bool:
    return any(a.get("usageType") == SIGNATURE for a in statement.get("attachments", ()))


def with_text(value: Any, pointer: str, text: str) -> Any:
    """A copy of a JSON value with the string at a pointer replaced."""
    if not pointer:
        return text
    head, _, rest = pointer[1:].partition("/")
    key: Any = int(head) if isinstance(value, list) else head.replace("~1", "/").replace("~0", "~")
    copy = value.copy()
    copy[key] = with_text(value[key], f"/{rest}" if rest else "", text)
    return copy
