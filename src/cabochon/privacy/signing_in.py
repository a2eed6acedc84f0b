"""Signing in: one-use links, passwords, sessions, and the write-only token of a phone's outbox.

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
from ..refusals import Refused, Unknown
from . import passwords
from .failures import Failures
from .failures import TooMany as TooMany

TOUCH = timedelta(minutes=1)  # `seen` is written at most this often
OUTBOX_LIFE = timedelta(days=7)
SHARED_IDLE, SHARED_ABSOLUTE, SHARED_TOUCH = timedelta(minutes=5), timedelta(hours=4), timedelta(seconds=10)
BROWSER, OUTBOX, SHARED = "browser", "outbox", "shared"
SHUT = "shut"  # an outbox whose account was closed, at `seen`
NO_LINK = "this sign-in link is used, too old or not one of ours; ask your manager or administrator for a new one"
NO_MATCH = "this name and password do not go together; try again, or ask your administrator for a sign-in link"


class Doorman:
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

    def link(self, account_id: str) -> str:
        """The token of a new one-use link.

        Raises:
            Unknown: no such account, or a disabled one.
        """
        account, token, now = self._account(account_id), self._random_token(), self._clock()
        for old in self._directory.find(Link, account=account.id):
            if old.expires <= now:
                self._directory.delete(Link, old.id)
        self._directory.put(Link(id=_hash(token), account=account.id, expires=now + self._link_life))
        return token

    def redeem(self, token: str, *, agent: str) -> str:
        """A session for a link, which is then gone. agent: the browser's own name, for the list of sign-ins.

        Raises:
            Refused: 401, in the same words whatever is wrong with it.
        """
        key, now = _hash(token), self._clock()
        link = self._directory.get(Link, key)
        account = self._directory.get(Account, link.account) if link else None
        if link is None or account is None or account.disabled or link.used or link.expires <= now:
            raise Refused(NO_LINK, "", 401)
        session = self._opened(account, agent, kind=BROWSER)
        if not self._directory.delete(Link, key):  # another got there first
            self.end(session)
            raise Refused(NO_LINK, "", 401)
        self._directory.note(account.id, "signed in by link", account.id)
        return session

    def sign_in(self, login: str, password: str, *, address: str, agent: str) -> str:
        """A session for a name and password. address: where the request came from, for the count of failures.

        Raises:
            Refused: 401, the same for an unknown name, a wrong password and a disabled account.
            TooMany: 429, after 10 failures of a name or 50 of an address in 15 minutes.
        """
        login = login.strip().lower().encode("utf-8", "replace").decode()
        failure = self.failures.count(login, address)  # before the hash, or many at once would all be the first
        found = [account for account in self._directory.find(Account, login=login) if not account.disabled]
        account = found[0] if found else None
        fits = passwords.verify(account.password if account else "", password)
        if account is None or not fits:
            self._directory.note("anonymous", "failed to sign in", account.id if account else "")
            raise Refused(NO_MATCH, "/password", 401)
        self.failures.none(failure)
        if passwords.outdated(account.password):
            self._directory.swap(account, replace(account, password=passwords.hashed(password)))
        self._directory.note(account.id, "signed in by password", account.id)
        return self._opened(account, agent, kind=BROWSER)

    def proven(self, account: Account, password: str, *, address: str) -> bool:
        """Is it the password of somebody who is signed in already? Counted as a sign-in is.

        Raises:
            TooMany: after 10 failures of a name or 50 of an address in 15 minutes.
        """
        failure = self.failures.count(account.login, address)
        if fits := passwords.verify(account.password, password):
            self.failures.none(failure)
        return fits

    def set_password(self, account_id: str, password: str, *, but: str = "") -> None:
        """Set it and end the account's sessions, `but` the one with that token.

        Raises:
            Refused: too short, too long or too common. Unknown: no such account.
        """
        account = self._account(account_id)
        passwords.check(password, own=(account.login, account.name))
        made = passwords.hashed(password)
        self._directory.put(replace(self._account(account_id), password=made))
        self.end_all(account_id, but=but)
        self._directory.note(account_id, "set a password", account_id)

    def at_tablet(self, account_id: str, tablet: str, *, agent: str) -> str:
        """A session on a boutique's tablet: it ends after 5 idle minutes, and with the tablet.

        Raises:
            Unknown: no such account, or a disabled one.
        """
        return self._opened(self._account(account_id), agent, kind=SHARED, device=tablet)

    def session(self, token: str, *, passive: bool = False, device: str = "") -> tuple[Account, Session] | None:
        """Who this token is, or None. passive: a live request, which does not keep a session awake.

        device: the tablet it is sent from, "" for none. A session seen on a tablet is a shared one from then on.
        """
        if not token:
            return None
        with self._lock:
            session, now = self._directory.get(Session, _hash(token)), self._clock()
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
        return [session for session in found if session.kind != SHUT and self._alive(session, now)]

    def end(self, token: str) -> None:
        with self._lock:
            self._directory.delete(Session, _hash(token))

    def end_one(self, account_id: str, session_id: str) -> bool:
        """End one of one's own sign-ins by its id in the list; False when it is none of theirs."""
        with self._lock:
            session = self._directory.get(Session, session_id)
            return bool(session and session.account == account_id and self._directory.delete(Session, session_id))

    def end_all(self, account_id: str, *, but: str = "") -> None:
        """End every session, outbox token and open link of an account: after a change of rights or password."""
        kept = _hash(but) if but else ""
        with self._lock:
            for session in self._directory.find(Session, account=account_id):
                if session.id != kept:
                    self._directory.delete(Session, session.id)
            for link in self._directory.find(Link, account=account_id):
                self._directory.delete(Link, link.id)

    def shut(self, account_id: str) -> None:
        """End everything of an account that is closed; its phones may still hand in what was written before."""
        with self._lock:
            now = self._clock()
            held = [one for one in self._directory.find(Session, account=account_id) if one.kind == OUTBOX]
            self.end_all(account_id)
            self._directory.put(*(replace(one, kind=SHUT, seen=now) for one in held if self._alive(one, now)))

    def shut_account(self, token: str) -> tuple[Account, datetime] | None:
        """Whose outbox this was and when their account was closed; None for any other, and when it is open again."""
        session = self._directory.get(Session, _hash(token)) if token else None
        if session is None or session.kind != SHUT or not self._alive(session, self._clock()):
            return None
        account = self._directory.get(Account, session.account)
        return (account, session.seen) if account and account.disabled else None

    def csrf(self, session: Session) -> str:
        """The value every unsafe form of this session carries."""
        return session.csrf

    def csrf_ok(self, session: Session, sent: str) -> bool:
        return hmac.compare_digest(session.csrf.encode(), sent.encode("utf-8", "surrogatepass"))

    def end_on(self, device: str, *, account_id: str = "", but: str = "") -> None:
        """End every session and outbox token that lives on a tablet, or those of one account on any tablet."""
        kept = _hash(but) if but else ""
        with self._lock:
            for session in self._directory.find(Session, **({"account": account_id} if account_id else {})):
                if session.device and device in ("", session.device) and session.id != kept:
                    self._directory.delete(Session, session.id)

    def outbox_token(self, account_id: str, *, device: str = "") -> str:
        """A token kept on a phone: it may hand in this writer's observations for 7 days, and nothing else."""
        return self._opened(self._account(account_id), "", kind=OUTBOX, device=device)

    def outbox_account(self, token: str) -> Account | None:
        """Whose outbox this is; None when unknown, too old, or the account was disabled."""
        session = self._directory.get(Session, _hash(token)) if token else None
        if session is None or session.kind != OUTBOX or not self._alive(session, self._clock()):
            return None
        account = self._directory.get(Account, session.account)
        return None if account is None or account.disabled else account

    def _account(self, account_id: str) -> Account:
        account = self._directory.get(Account, account_id)
        if account is None or account.disabled:
            raise Unknown("no such account, or it is disabled; see the list of accounts", "/account")
        return account

    def _opened(self, account: Account, agent: str, *, kind: str, device: str = "") -> str:
        token, now = self._random_token(), self._clock()
        with self._lock:
            for old in self._directory.find(Session, account=account.id):
                if not self._alive(old, now):
                    self._directory.delete(Session, old.id)
            self._directory.put(
                Session(
                    id=_hash(token), account=account.id, created=now, seen=now,
                    csrf=self._random_token(), agent=agent[:200], kind=kind, device=device,
                )
            )  # fmt: skip
        return token

    def _alive(self, session: Session, now: datetime) -> bool:
        if session.device and not self._stands(session.device):
            return False
        if session.kind in (OUTBOX, SHUT):
            return now < session.created + OUTBOX_LIFE
        if session.kind == SHARED:
            return now < session.seen + SHARED_IDLE and now < session.created + SHARED_ABSOLUTE
        return now < session.seen + self._idle and now < session.created + self._absolute

    def _stands(self, device: str) -> bool:
        tablet = self._directory.get(Tablet, device)
        return tablet is not None and tablet.revoked is None


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
