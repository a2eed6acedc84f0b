"""Sessions: who a token is, how long it is somebody, and what ends it.

Tokens are reference tokens, kept as SHA-256 only: who reads the directory can sign in nowhere (ASVS 5.0, 7.2).
"""

import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from threading import RLock

from ..directory import Directory
from ..directory.rows import Account, Link, Session, Tablet
from ..languages import mark
from ..refusals import Refused, Unknown
from .failures import Failures

TOUCH = timedelta(minutes=1)  # `seen` is written at most this often
OUTBOX_LIFE = timedelta(days=7)
HALF_LIFE = timedelta(minutes=10)
SHARED_IDLE, SHARED_ABSOLUTE, SHARED_TOUCH = timedelta(minutes=5), timedelta(hours=4), timedelta(seconds=10)
BROWSER, OUTBOX, SHARED = "browser", "outbox", "shared"
HALF = "half"  # the first step is done, the second is not: it opens nothing but the page that asks for it
SHUT = "shut"  # an outbox whose account was closed, at `seen`
OVER = mark("your sign-in has ended; sign in again")


class Sessions:
    """idle, absolute: how long a session lives unused, and at all. link_life: of a sign-in link.

    random_token: at least 128 bits of randomness as text safe in a cookie and an address.
    """

    def __init__(
        self,
        directory: Directory,
        *,
        clock: Callable[[], datetime],
        random_token: Callable[[], str],
        idle: timedelta = timedelta(minutes=30),
        absolute: timedelta = timedelta(hours=12),
        link_life: timedelta = timedelta(hours=1),
    ) -> None:
        self._directory, self._clock, self._random_token = directory, clock, random_token
        self._idle, self._absolute, self._link_life = idle, absolute, link_life
        self.failures = Failures(directory, clock)
        self._lock = RLock()  # a touch must not bring back a session that ends at the same moment

    def session(self, token: str, *, passive: bool = False, device: str = "") -> tuple[Account, Session] | None:
        """Who this token is, or None. passive: a live request, which does not keep a session awake.

        device: the tablet it is sent from, "" for none. A session seen on a tablet is a shared one from then on.
        """
        if not token:
            return None
        with self._lock:
            session, now = self._directory.get(Session, hashed(token)), self._clock()
            if session is None or session.kind not in (BROWSER, SHARED):
                return None
            if device and session.kind == BROWSER:
                shared = replace(session, kind=SHARED, device=device)
                session = shared if self._directory.swap(session, shared) else None
                if session is None:
                    return None  # ended meanwhile, or written by another request: this one signs in again
            account = self._directory.get(Account, session.account)
            if account is None or account.disabled or not self._alive(session, now):
                self._directory.delete(Session, session.id)
                return None
            if not passive and now - session.seen >= (SHARED_TOUCH if session.kind == SHARED else TOUCH):
                seen = replace(session, seen=now)
                if not self._directory.swap(session, seen) and self._directory.get(Session, session.id) is None:
                    return None  # ended meanwhile by another process: it stays ended
                session = seen
            return account, session

    def sessions(self, account_id: str) -> list[Session]:
        """The account's live sign-ins and outbox tokens, oldest first."""
        now, found = self._clock(), self._directory.find(Session, account=account_id)
        return [session for session in found if session.kind not in (SHUT, HALF) and self._alive(session, now)]

    def end(self, token: str) -> None:
        with self._lock:
            self._directory.delete(Session, hashed(token))

    def sign_out(self, token: str) -> None:
        """End one's own session by hand; the audit says so."""
        with self._lock:
            session = self._directory.get(Session, hashed(token))
            ended = bool(session and self._directory.delete(Session, session.id))
        if session and ended:
            self._directory.note(session.account, mark("signed out"), session.account)

    def end_one(self, account_id: str, session_id: str) -> bool:
        """End one of one's own sign-ins by its id in the list; False when it is none of theirs."""
        with self._lock:
            session = self._directory.get(Session, session_id)
            ended = bool(session and session.account == account_id and self._directory.delete(Session, session_id))
        if ended:
            self._directory.note(account_id, mark("ended a sign-in"), account_id)
        return ended

    def end_others(self, account_id: str, token: str) -> None:
        """End all of one's own sign-ins but this one."""
        self.end_all(account_id, but=token)
        self._directory.note(account_id, mark("ended every other sign-in"), account_id)

    def end_all(self, account_id: str, *, but: str = "") -> None:
        """End every session, outbox token and open link of an account: after a change of rights or password."""
        kept = hashed(but) if but else ""
        with self._lock:
            for session in self._directory.find(Session, account=account_id):
                if session.id != kept:
                    self._directory.delete(Session, session.id)
            for link in self._directory.find(Link, account=account_id):
                self._directory.delete(Link, link.id)

    def end_on(self, device: str, *, account_id: str = "", but: str = "") -> None:
        """End every session and outbox token that lives on a tablet, or those of one account on any tablet."""
        kept = hashed(but) if but else ""
        with self._lock:
            for session in self._directory.find(Session, **({"account": account_id} if account_id else {})):
                if session.device and device in ("", session.device) and session.id != kept:
                    self._directory.delete(Session, session.id)

    def shut(self, account_id: str) -> None:
        """End everything of an account that is closed; its phones may still hand in what was written before."""
        with self._lock:
            now = self._clock()
            held = [one for one in self._directory.find(Session, account=account_id) if one.kind == OUTBOX]
            self.end_all(account_id)
            self._directory.put(*(replace(one, kind=SHUT, seen=now) for one in held if self._alive(one, now)))

    def renew(self, token: str, *, by: str = "", second: bool = False) -> str:
        """The same session under a new token, its owner proved anew; it ends no later for that (ASVS 5.0, 7.2.4).

        Args:
            by: what proved it, for the audit: "the password". second: a second factor stands behind it from now on.
        Raises:
            Refused: 401, it ended meanwhile.
        """
        made, now = self._random_token(), self._clock()
        with self._lock:
            old = self._directory.get(Session, hashed(token))
            if old is None or old.kind not in (BROWSER, SHARED) or not self._alive(old, now):
                raise Refused(OVER, "", 401)
            self._directory.put(replace(old, id=hashed(made), seen=now, proved=now, second=old.second or second))
            if not self._directory.delete(Session, old.id):  # another process ended it
                self._directory.delete(Session, hashed(made))
                raise Refused(OVER, "", 401)
        if by:
            self._directory.note(old.account, mark(f"proved anew by {by}"), old.account)
        return made

    def csrf(self, session: Session) -> str:
        """The value every unsafe form of this session carries."""
        return session.csrf

    def csrf_ok(self, session: Session, sent: str) -> bool:
        return hmac.compare_digest(session.csrf.encode(), sent.encode("utf-8", "surrogatepass"))

    def _account(self, account_id: str) -> Account:
        account = self._directory.get(Account, account_id)
        if account is None or account.disabled:
            raise Unknown("no such account, or it is disabled; see the list of accounts", "/account")
        return account

    def _opened(
        self, account: Account, agent: str, *, kind: str, device: str = "", way: str = "", second: bool = False
    ) -> str:
        token, now = self._random_token(), self._clock()
        with self._lock:
            for old in self._directory.find(Session, account=account.id):
                if not self._alive(old, now):
                    self._directory.delete(Session, old.id)
            self._directory.put(
                Session(
                    id=hashed(token), account=account.id, created=now, seen=now,
                    csrf=self._random_token(), agent=agent[:200], kind=kind, device=device,
                    way=way, second=second, proved=now,
                )
            )  # fmt: skip
        return token

    def _alive(self, session: Session, now: datetime) -> bool:
        if session.device and not self._stands(session.device):
            return False
        if session.kind in (OUTBOX, SHUT):
            return now < session.created + OUTBOX_LIFE
        if session.kind == HALF:
            return now < session.created + HALF_LIFE
        if session.kind == SHARED:
            return now < session.seen + SHARED_IDLE and now < session.created + SHARED_ABSOLUTE
        return now < session.seen + self._idle and now < session.created + self._absolute

    def _stands(self, device: str) -> bool:
        tablet = self._directory.get(Tablet, device)
        return tablet is not None and tablet.revoked is None


def hashed(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
