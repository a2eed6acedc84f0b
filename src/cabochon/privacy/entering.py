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
from ..xapi.activities import definitions
from ..xapi.agents import identifier
from ..xapi.canonical import canonical
from ..xapi.checking import check
from ..xapi.facets import agent_value, facets, target, voids
from ..xapi.versions import Version
from .defining import Defining
from .enclosing import NOTHING, Checking, Enclosed, Sealing
from .express import Express
from .naming import Naming
from .screening import Screen
from .sealing import TextKeys, month_key, seal
from .telling import door_of, signed, told_apart, unvouched, when
from .twin import claims, itself, ours, twin

Json = dict[str, Any]
Names = tuple[str, str]  # of the two text keys: whose, and of which month


@dataclass(frozen=True, slots=True)
class Sender:
    """On whose behalf something enters. authority: JSON of the credential's agent. defines: what it says of activities
    is what /activities says (scope define of the standard).
    """

    authority: bytes
    version: Version
    defines: bool = True


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
        self._screen = Screen(staff, words)
        self.codes_seen: set[str] = set()
        self._vouchers: dict[bytes, tuple[int, ...]] = {}
        self._text_keys = TextKeys(directory)
        self._digest_key, self._ref_key = directory.secret("repeats"), directory.secret("index")
        self.naming = Naming(directory.secret("names"))
        self.defining = Defining(directory)
        self._express = Express(
            directory, home=home, clock=clock, naming=self.naming, defining=self.defining, text_keys=self._text_keys,
            digest_key=self._digest_key, ref_key=self._ref_key,
        )  # fmt: skip

    def accept(self, members: Sequence[tuple[bytes, Json]], sender: Sender, *, put: str = "") -> "Future[Appended]":
        """Check and queue statements as they were sent; the future is done when they are durable. All or none.

        Args:
            members: verbatim bytes and parsed value of each statement.
            put: the statementId of a PUT, "" for a POST.
        Raises:
            Refused: the first fault, with its JSON pointer; nothing is kept. Through the future: Conflict, Full.
        """
        return self.submit(self.checked(members, sender, put=put))

    def quickly(self, raw: bytes, sender: Sender) -> Entry | None:
        """The entry of a usual statement of another system, judged and sealed; None: go the long way with it."""
        vouched = self._vouched(sender.authority)
        return self._express.entry(
            raw, sender.version, authority=sender.authority, vouched=vouched, defines=sender.defines
        )

    def checked(
        self,
        members: Sequence[tuple[bytes, Json] | Entry],
        sender: Sender,
        *,
        put: str = "",
        enclosed: Enclosed = NOTHING,
    ) -> "list[Prepared | Entry]":
        """What `accept` does before anything is sealed or queued. enclosed: contents that came along, by SHA-2.

        members: an entry that `quickly` made stays as it is.
        """
        came = Checking(enclosed) if enclosed else None
        prepared = [
            one
            if isinstance(one, Entry)
            else self.prepare(*one, sender, pointer=f"/{i}" if len(members) > 1 else "", put=put, came=came)
            for i, one in enumerate(members)
        ]
        no_twins(prepared)
        if came is not None:
            came.nothing_over()
        return prepared

    def prepare(
        self,
        raw: bytes,
        statement: Json,
        sender: Sender,
        *,
        pointer: str = "",
        put: str = "",
        came: Checking | None = None,
    ) -> "Prepared":
        check(
            statement,
            version=sender.version,
            pointer=pointer,
            enclosed=came.enclosed.keys() if came is not None else NOTHING.keys(),
        )
        own = came.own(statement, pointer) if came is not None else ()
        given = statement.get("id")
        if put and given is not None and given.lower() != put.lower():
            raise Refused(
                f"is not the statementId of the address, {put}; send the same or leave it out", f"{pointer}/id"
            )
        sid = (given or put or str(uuid4())).lower()
        digest = blake2b(canonical(statement), key=self._digest_key, digest_size=16).digest()
        kind = vocabulary.kind_of(statement)
        if kind is not None:
            raw, statement = self._screen.passed(raw, statement, kind, pointer=pointer)
        return Prepared(sid, raw, statement, kind, digest, sender, voids(statement), own)

    def key_names(self, prepared: "Sequence[Prepared | Entry]") -> list[Names]:
        """The text keys each will be sealed under; of an entry, those it is."""
        now = self._clock()
        return [(p.key_person, p.key_month) if isinstance(p, Entry) else self._names(p, now) for p in prepared]

    def _names(self, p: "Prepared", now: datetime) -> Names:
        return self._person(p), month_key(p.kind.name if p.kind else "", when(p.statement, now))

    def at_hand(self, names: Sequence[Names]) -> bool:
        """Whether `submit` would wait for no disk: every text key is made already."""
        return self._text_keys.known(name for pair in names for name in pair)

    def submit(
        self,
        prepared: "Sequence[Prepared | Entry]",
        *,
        extra: Sequence[tuple[tuple[str, str], ...]] = (),
        names: Sequence[Names] = (),
    ) -> "Future[Appended]":
        """Seal and queue. It waits for the disk when a text key is new.

        Args:
            extra: further index facets of each, for what the house itself says.
            names: what `key_names` gave, where the caller asked already.
        Raises:
            Refused: 413; contents of attachments that are too much together.
        """
        entries = [one for one in prepared if isinstance(one, Entry)]
        if len(entries) == len(prepared):
            return self._log.submit(entries)
        keys = names or self.key_names(prepared)
        self._text_keys.make(name for pair in keys for name in pair)
        more = extra or ((),) * len(prepared)
        into = Sealing(self._directory)
        return self._log.submit(
            [
                p if isinstance(p, Entry) else self._entry(p, *k, extra=e, into=into)
                for p, k, e in zip(prepared, keys, more, strict=True)
            ]
        )

    def _entry(
        self, p: "Prepared", person: str, month: str, *, extra: tuple[tuple[str, str], ...], into: Sealing
    ) -> Entry:
        clear = self._clear(p)
        sealed = None if clear is p.raw else seal(self._directory, p.raw, p.id, person=person, month=month)
        door = door_of(p.statement, self.home)
        own = (
            *facets(unvouched(p.statement)), *((("door", door),) if door else ()), *told_apart(p.kind), *extra,
        )  # fmt: skip
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
            contents=into.contents(p.enclosed, person=person, month=month) if p.enclosed else (),
            defined=self.defining.sealed(definitions(p.statement)) if p.sender.defines else (),
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

    def cleaned(self, text: str, place: str, kind: vocabulary.Kind) -> str:
        """A text of a feed as it may be kept, see `screening.Screen`."""
        return self._screen.cleaned(text, place, kind)

    def tells(self, words: str) -> bool:
        """Whether a few words of a feed that stay readable tell of a client, see `screening.Screen`."""
        return self._screen.tells(words)

    def _clear(self, p: "Prepared") -> bytes | None:
        """What the projector may read: the bytes themselves when nothing there is personal; None: not ours."""
        if p.own and p.kind is not None and ours(p.statement, p.kind):
            return p.raw
        if p.kind is None and not claims(p.statement):
            return None
        if p.kind is not None and itself(p.statement, p.kind, self.home) and not signed(p.statement):
            return p.raw
        statement = p.statement if "id" in p.statement else {"id": p.id, **p.statement}
        bare = twin(statement, p.kind, self._ours)
        return p.raw if bare == p.statement and not signed(p.statement) else msgspec.json.encode(bare)

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
    """A statement that may enter: checked and screened, not yet sealed. voids: it takes its target back. enclosed:
    contents of its attachments, by SHA-2. own: we said it ourselves, of an event."""

    id: str
    raw: bytes
    statement: Json
    kind: vocabulary.Kind | None
    digest: bytes
    sender: Sender
    voids: bool = False
    enclosed: tuple[tuple[str, bytes], ...] = ()
    own: bool = False


def no_twins(prepared: Sequence[Prepared | Entry]) -> None:
    """Raises: Refused when two of a batch have one id."""
    seen: set[str] = set()
    for i, p in enumerate(prepared):
        if p.id in seen:
            raise Refused("is the id of another statement in the same batch; every statement needs its own", f"/{i}/id")
        seen.add(p.id)
