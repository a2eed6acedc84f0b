"""Launch checks: a package tried out under a short-lived key, with every request it made and what was wrong with it.

Also what any sender was refused lately, as reasons and counts, in memory alone.
"""

import hmac
import re
import secrets
from base64 import b64encode
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec

from ..directory.rows import Key, LaunchCheck, LaunchRequest
from ..languages import mark
from ..privacy.keys import TRYING, make
from ..privacy.roles import EVERYWHERE, right
from ..privacy.sealing import locked
from ..privacy.viewer import Viewer
from ..programme.cmi5 import Session
from ..programme.package import CMI5, Unit
from ..refusals import Refused, Unknown
from .hosting_launching import prepare
from .hosting_words import token_of

if TYPE_CHECKING:
    from . import House

LIFE, KEPT = timedelta(hours=2), timedelta(days=7)
OPEN_AT_ONCE = 5  # checks of one account
MOST, LARGEST = 1_000, 16_000  # requests noted of a check; bytes kept of a body that was refused
NEWEST = 200  # refusals remembered
SCOPES = ("statements/write", "statements/read/mine", "state", "define", "profile")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
NAMED = "launch check of "  # how its keys are called


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One request to the record store and its answer. resource: after /xapi/. query: decoded parameters."""

    method: str
    resource: str
    status: int
    query: Sequence[tuple[str, str]] = ()
    version: str = ""
    content_type: str = ""
    sent: bytes = b""
    answered: bytes = b""


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often a sender was refused for one reason. sender: the key's name, "" for a key that is none of ours."""

    sender: str
    method: str
    resource: str
    status: int
    reason: str
    times: int
    last: datetime


class Launches:
    def __init__(self, house: "House") -> None:
        self._house, self._directory, self._lock = house, house.directory, Lock()
        self._secrets: dict[str, str] = {}  # of open checks, for as long as this process lives; never written down
        self._unused = set[str]()  # those whose fetch address has not been used
        self._counts: Counter[str] = Counter()  # requests noted, by check
        self._refused: deque[tuple[datetime, str, str, Heard, str]] = deque(maxlen=NEWEST)

    def start(self, viewer: Viewer) -> LaunchCheck:
        """A new check with a key of its own, for two hours.

        Raises:
            Unknown: not the viewer's to do. Refused: too many are open.
        """
        self._may(viewer)
        now, directory = self._house.clock(), self._directory
        if sum(self.is_open(one) for one in directory.find(LaunchCheck, account=viewer.account)) >= OPEN_AT_ONCE:
            raise Refused(f"{OPEN_AT_ONCE} checks are open; end one before you start another", status=409)
        called = "".join(c for c in viewer.name or viewer.account if c.isprintable())[:100]
        ends = now + LIFE
        key, secret = make(
            directory, f"{NAMED}{called}", scopes=SCOPES, boutiques=(EVERYWHERE,), source=TRYING, expires=ends,
            clock=self._house.clock, by=viewer.account,
        )  # fmt: skip
        account = {"homePage": f"{self._house.home}/launch-checks", "name": secrets.token_hex(6)}
        actor = {"objectType": mark("Agent"), "name": mark("Test learner"), "account": account}
        check = LaunchCheck(
            id=secrets.token_hex(8), key=key, account=viewer.account, name=called, opened=now, ends=ends,
            actor=msgspec.json.encode(actor).decode(), registration=str(uuid4()),
        )  # fmt: skip
        directory.put(check)
        directory.note(viewer.account, mark("started a launch check"), check.id, key)
        self._secrets[check.id] = secret
        self._unused.add(check.id)
        self._prepare(check)
        return check

    def mine(self, viewer: Viewer) -> list[LaunchCheck]:
        """The viewer's own checks, for administrators everybody's; newest first."""
        self._may(viewer)
        everybodys = right(viewer, "launches.check") == "all"
        found = self._directory.find(LaunchCheck, **({} if everybodys else {"account": viewer.account}))
        return found[::-1]

    def one(self, viewer: Viewer, check: str) -> LaunchCheck:
        """
        Raises:
            Unknown: there is none, or it is somebody else's.
        """
        self._may(viewer)
        found = self._directory.get(LaunchCheck, check)
        if found is None or (right(viewer, "launches.check") != "all" and found.account != viewer.account):
            raise Unknown("there is no launch check here; it may have been forgotten after seven days")
        return found

    def is_open(self, check: LaunchCheck) -> bool:
        return check.ended is None and self._house.clock() < check.ends

    def secret(self, viewer: Viewer, check: LaunchCheck) -> str:
        """Its key's secret, for who started it while it is open; "" otherwise, and after a restart."""
        own = viewer.account == check.account and self.is_open(check)
        return self._secrets.get(check.id, "") if own else ""

    def fetch_token(self, viewer: Viewer, check: LaunchCheck) -> str:
        """What its fetch address ends with, for who sees its secret (cmi5 8.2)."""
        return self._token(check.id) if self.secret(viewer, check) else ""

    def fetched(self, token: str) -> dict[str, str] | None:
        """What the fetch address of a check answers: its credential the first time; None for no check's."""
        for name, secret in tuple(self._secrets.items()):
            if not hmac.compare_digest(self._token(name), token):
                continue
            check = self._directory.get(LaunchCheck, name)
            if check is None or not self.is_open(check):
                return {"error-code": "2", "error-text": mark("this check is over; start another")}
            if name in self._unused:
                self._unused.discard(name)
                return {"auth-token": b64encode(f"{check.key}:{secret}".encode()).decode()}
            return {"error-code": "1", "error-text": mark("this address has been used; start another check")}
        return None

    def activity(self, check: LaunchCheck) -> str:
        """The id a cmi5 unit is launched under in a check."""
        return f"{self._house.home}/launch-checks/{check.id}"

    def _token(self, check: str) -> str:
        return token_of(self._house, check, "check")

    def _prepare(self, check: LaunchCheck) -> None:
        """What a cmi5 unit reads as it starts; it can be any unit, so there is no masteryScore to keep to."""
        session = Session(
            id=check.id, registration=check.registration, kind=CMI5, activity=self.activity(check),
            unit=Unit(id=self.activity(check), title={}, launch=""), actor=msgspec.json.decode(check.actor),
        )  # fmt: skip
        prepare(self._house, session, back=self._house.home, language="en")

    def end(self, viewer: Viewer, check: str) -> None:
        """Close the key; what it sent stays to be read.

        Raises:
            Unknown: there is none, or it is somebody else's.
        """
        found = self.one(viewer, check)
        if self.is_open(found):
            self._house.keyring.revoke(found.key, by=viewer.account)
            self._directory.put(replace(found, ended=self._house.clock()))
            self._directory.note(viewer.account, mark("ended a launch check"), found.id)
        self._secrets.pop(found.id, None)

    def requests(self, check: LaunchCheck) -> list[LaunchRequest]:
        """What was sent with its key, in order."""
        return self._directory.find(LaunchRequest, check=check.id)

    def heard(self, key: Key, request: Heard) -> None:
        """Note a request made with a check's key. It waits for the disk."""
        check = next(iter(self._directory.find(LaunchCheck, key=key.id)), None)
        if check is None:
            return
        with self._lock:  # in the order they were answered
            if check.id not in self._counts:
                self._counts[check.id] = len(self.requests(check))
            if self._counts[check.id] >= MOST:
                return
            self._counts[check.id] += 1
            self._directory.put(self._row(check, request))

    def refused(self, key: Key | None, request: Heard) -> None:
        """Remember that a sender was refused, and why; nothing of what it sent, quoted words included."""
        reason, pointer = said(request.answered)
        reason = QUOTED.sub("‘…’", reason)
        bare = replace(request, query=(), sent=b"", answered=b"")
        where = f"{pointer}: {reason}" if pointer else reason
        self._refused.append((self._house.clock(), key.name if key else "", where, bare, pointer))

    def refusals(self, viewer: Viewer) -> list[Refusals]:
        """What senders were refused, of the last NEWEST refusals: one line a sender and reason, the latest first."""
        if right(viewer, "launches.refused") != "all":
            return []

        def alike(one: tuple[datetime, str, str, Heard, str]) -> tuple[str, str, str, int, str]:
            return one[1], one[3].method, one[3].resource, one[3].status, one[2]

        found, copied = [], self._refused.copy()  # others go on adding
        for same, group in groupby(sorted(copied, key=alike), key=alike):
            times = [one[0] for one in group]
            found.append(Refusals(same[0], same[1], same[2], same[3], same[4], len(times), max(times)))
        return sorted(found, key=lambda one: one.last, reverse=True)

    def expire(self) -> int:
        """Forget checks that began seven days ago, with all that was noted of them; how many requests."""
        before, gone = self._house.clock() - KEPT, 0
        for check in self._directory.find(LaunchCheck):
            if check.opened < before:
                gone += sum(self._directory.delete(LaunchRequest, one.id) for one in self.requests(check))
                self._directory.delete(LaunchCheck, check.id)
                self._secrets.pop(check.id, None)
        return gone

    def _row(self, check: LaunchCheck, request: Heard) -> LaunchRequest:
        wrong = request.status >= 400
        name = f"{check.id}:{secrets.token_hex(6)}"
        why = msgspec.json.encode(said(request.answered)).decode()  # a reason may quote what was sent
        body = request.sent[:LARGEST].decode("utf-8", "surrogateescape")
        return LaunchRequest(
            id=name, check=check.id, at=self._house.clock(), method=request.method, resource=request.resource,
            status=request.status, query=tuple(sorted({key[:60] for key, _ in request.query})),
            version=request.version, content_type=request.content_type[:80],
            statements=() if wrong else _kept(request), size=len(request.sent),
            refused=locked(self._directory, f"{why}\n{body}", f"launch:{name}") if wrong else b"",
        )  # fmt: skip

    @staticmethod
    def _may(viewer: Viewer) -> None:
        if right(viewer, "launches.check") == "no":
            raise Unknown("nothing is here")


def watches(key: Key | None) -> bool:
    """Whether what this key sends is noted."""
    return key is not None and key.source == TRYING


def said(answered: bytes) -> tuple[str, str]:
    """(reason, pointer) of the record store's own refusals."""
    try:
        found: Any = msgspec.json.decode(answered)
    except msgspec.DecodeError:
        return "", ""
    if not isinstance(found, dict):
        return "", ""
    return str(found.get("error") or found.get("error_description") or ""), str(found.get("pointer") or "")


def _kept(request: Heard) -> tuple[str, ...]:
    """The ids of the statements a request put into the store."""
    if request.resource != "statements" or request.method not in ("POST", "PUT"):
        return ()
    if request.method == "PUT":
        return tuple(value.lower() for name, value in request.query if name == "statementId")
    try:
        found = msgspec.json.decode(request.answered, type=list[str])
    except msgspec.DecodeError:
        return ()
    return tuple(found)
