"""The way in. Everything kept passes here: the standard, the note screen, names and text out and sealed, then the log.

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
from ..vocabulary.places import GROUPING, codes, look
from ..xapi.agents import identifier
from ..xapi.canonical import canonical
from ..xapi.checking import check
from ..xapi.facets import agent_value, facets, target, voids
from ..xapi.versions import Version
from . import notes
from .naming import Naming
from .sealing import TextKeys, month_key, seal
from .twin import claims, twin

SIGNATURE = "http://adlnet.gov/expapi/attachments/signature"
LONGEST = 4_000  # characters of a text that is no observation's note: a client's comment, an answer, coaching words
ALTOGETHER = 12_000  # characters of text in one statement of ours: screening takes some 2 us each
Json = dict[str, Any]
Names = tuple[str, str]  # of the two text keys: whose, and of which month


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
        self._vouchers: dict[bytes, tuple[int, ...]] = {}
        self._text_keys = TextKeys(directory)
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
        return self.submit(self.checked(members, sender, put=put))

    def checked(self, members: Sequence[tuple[bytes, Json]], sender: Sender, *, put: str = "") -> "list[Prepared]":
        """What `accept` does before anything is sealed or queued."""
        prepared = [
            self.prepare(raw, statement, sender, pointer=f"/{i}" if len(members) > 1 else "", put=put)
            for i, (raw, statement) in enumerate(members)
        ]
        _no_twins(prepared)
        return prepared

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
        return Prepared(sid, raw, statement, kind, digest, sender, voids(statement))

    def key_names(self, prepared: "Sequence[Prepared]") -> list[Names]:
        """The text keys each will be sealed under."""
        now = self._clock()
        return [(self._person(p), month_key(p.kind.name if p.kind else "", _when(p.statement, now))) for p in prepared]

    def at_hand(self, names: Sequence[Names]) -> bool:
        """Whether `submit` would wait for no disk: every text key is made already."""
        return self._text_keys.known(name for pair in names for name in pair)

    def submit(
        self,
        prepared: "Sequence[Prepared]",
        *,
        extra: Sequence[tuple[tuple[str, str], ...]] = (),
        names: Sequence[Names] = (),
    ) -> "Future[Appended]":
        """Seal and queue. It waits for the disk when a text key is new.

        Args:
            extra: further index facets of each, for what the house itself says.
            names: what `key_names` gave, where the caller asked already.
        """
        keys = names or self.key_names(prepared)
        self._text_keys.make(name for pair in keys for name in pair)
        more = extra or ((),) * len(prepared)
        return self._log.submit([self._entry(p, *k, extra=e) for p, k, e in zip(prepared, keys, more, strict=True)])

    def _entry(self, p: "Prepared", person: str, month: str, *, extra: tuple[tuple[str, str], ...]) -> Entry:
        clear = self._clear(p)
        sealed = None if clear is p.raw else seal(self._directory, p.raw, p.id, person=person, month=month)
        door = door_of(p.statement, self.home)
        own = (*facets(_unvouched(p.statement)), *((("door", door),) if door else ()), *extra)
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
            refs=(*refs(own, self._ref_key), *self._vouched(p.sender.authority)),
            target=target(p.statement),
            voids=p.voids,
        )

    def _vouched(self, authority: bytes) -> tuple[int, ...]:
        """The index keys of who vouches for a statement: the credential's agent, whatever the sender wrote there."""
        known = self._vouchers.get(authority)
        if known is None:
            agent = agent_value(msgspec.json.decode(authority))
            found = (("authority", authority.decode()), *((("related_agent", agent),) if agent else ()))
            known = self._vouchers[authority] = refs(found, self._ref_key)
        return known

    def digest(self, sent: bytes) -> bytes:
        """The keyed hash a repeat is judged by."""
        return blake2b(sent, key=self._digest_key, digest_size=16).digest()

    def ref(self, facet: str, value: str) -> int:
        """The index key of a facet, to ask the log by."""
        return refs([(facet, value)], self._ref_key)[0]

    def _screened(self, raw: bytes, statement: Json, kind: vocabulary.Kind, pointer: str) -> tuple[bytes, Json]:
        """Refuse a manager's note that tells of a client; mask a client's own comment."""
        masked, total = statement, 0
        for place, text in vocabulary.texts(statement, kind):
            total += len(text)
            if total > ALTOGETHER or (kind.name == "survey" and len(text) > LONGEST):
                raise Refused(f"is too much text; send at most {LONGEST:,} characters here", pointer + place)
            if kind.name == "survey":
                if (better := self.cleaned(text, place, kind)) != text:
                    masked = with_text(masked, place, better)
            else:
                self._refuse(text, pointer + place, kind)
        return (raw, statement) if masked is statement else (msgspec.json.encode(masked), masked)

    def cleaned(self, text: str, place: str, kind: vocabulary.Kind) -> str:
        """A text of a feed as it may be kept: a client's comment masked, a note that tells of a client emptied."""
        if kind.name == "survey":
            return notes.mask(text[:LONGEST], staff=self.staff(), words=self.words())
        try:
            self._refuse(text, place, kind)
        except Refused:
            return ""
        return text

    def _refuse(self, text: str, place: str, kind: vocabulary.Kind) -> None:
        most = notes.MOST if kind.name == "observation" else LONGEST
        notes.refuse(text, place, staff=self.staff(), words=self.words(), most=most)

    def _clear(self, p: "Prepared") -> bytes | None:
        """What the projector may read: the bytes themselves when nothing there is personal; None: not ours."""
        if p.kind is None and not claims(p.statement):
            return None
        statement = p.statement if "id" in p.statement else {"id": p.id, **p.statement}
        bare = twin(statement, p.kind, self._ours)
        return p.raw if bare == p.statement and not _signed(p.statement) else msgspec.json.encode(bare)

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
    """A statement that may enter: checked and screened, not yet sealed. voids: it takes its target back."""

    id: str
    raw: bytes
    statement: Json
    kind: vocabulary.Kind | None
    digest: bytes
    sender: Sender
    voids: bool = False


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
    """The boutique a checked statement belongs to: the first door in its grouping, "" when there is none."""
    grouping = look(statement, GROUPING)
    for activity in grouping if isinstance(grouping, list) else [grouping] if grouping else ():
        if found := codes(activity["id"], home, "doors", ""):
            return found[0]
    return ""


def _unvouched(statement: Json) -> Json:
    """Without the authority the sender wrote: the credential's stands in its place, and it is found by that alone."""
    if "authority" not in statement:
        return statement
    return {key: value for key, value in statement.items() if key != "authority"}


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
