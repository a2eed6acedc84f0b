"""Signing in: one-use links, passwords, passkeys, single sign-on, and the write-only token of a phone's outbox."""

from dataclasses import replace
from datetime import datetime

from ..directory.rows import Account, Link, Session
from ..languages import mark
from ..refusals import Refused
from . import passwords
from .failures import TooMany as TooMany
from .proofs import proofs
from .sessions import BROWSER, HALF, OUTBOX, SHARED, SHUT, Sessions, hashed
from .sessions import SHARED_ABSOLUTE as SHARED_ABSOLUTE
from .sessions import SHARED_IDLE as SHARED_IDLE

NO_LINK = mark("this sign-in link is used, too old or not one of ours; ask your manager or administrator for a new one")
NO_MATCH = mark("this name and password do not go together; try again, or ask your administrator for a sign-in link")
TOO_LATE = mark("the second step was not made in 10 minutes; sign in again from the start")


class Doorman(Sessions):
    """Opens sessions, see `Sessions` for what it is made with.

    Where an account has a second factor, a link or a password alone opens half a session: `half` knows it and
    `completed` makes a whole one of it. Nothing else takes it for anything.
    """

    def link(self, account_id: str) -> str:
        """The token of a new one-use link.

        Raises:
            Unknown: no such account, or a disabled one.
        """
        account, token, now = self._account(account_id), self._random_token(), self._clock()
        for old in self._directory.find(Link, account=account.id):
            if old.expires <= now:
                self._directory.delete(Link, old.id)
        self._directory.put(Link(id=hashed(token), account=account.id, expires=now + self._link_life))
        return token

    def redeem(self, token: str, *, agent: str) -> str:
        """A session for a link, which is then gone. agent: the browser's own name, for the list of sign-ins.

        Raises:
            Refused: 401, in the same words whatever is wrong with it.
        """
        key, now = hashed(token), self._clock()
        link = self._directory.get(Link, key)
        account = self._directory.get(Account, link.account) if link else None
        if link is None or account is None or account.disabled or link.used or link.expires <= now:
            raise Refused(NO_LINK, "", 401)
        session = self._first_step(account, agent, way="link")
        if not self._directory.delete(Link, key):  # another got there first
            self.end(session)
            raise Refused(NO_LINK, "", 401)
        self._signed_in(account.id, session, "link")
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
            self._directory.note("anonymous", mark("failed to sign in"), account.id if account else "")
            raise Refused(NO_MATCH, "/password", 401)
        self.failures.none(failure)
        if passwords.outdated(account.password):
            self._directory.swap(account, replace(account, password=passwords.hashed(password)))
        session = self._first_step(account, agent, way="password")
        self._signed_in(account.id, session, "password")
        return session

    def half(self, token: str) -> Account | None:
        """Whose second step is waited for; None for any other token, and 10 minutes later."""
        found = self._half(token)
        return found[0] if found else None

    def completed(self, token: str, *, by: str) -> str:
        """A session for who has made the second step as well; half a session makes one whole one.

        Args:
            by: what the second step was, for the audit: "an authenticator app".
        Raises:
            Refused: 401, there is no such half, or no longer.
        """
        found = self._half(token)
        if found is None or not self._directory.delete(Session, found[1].id):
            raise Refused(TOO_LATE, "", 401)
        account, half = found
        self._directory.note(account.id, mark(f"signed in by {half.way} and {by}"), account.id)
        return self._opened(account, half.agent, kind=BROWSER, way=half.way, second=True)

    def by_passkey(self, account_id: str, *, agent: str) -> str:
        """A session for who has shown a passkey that knows its owner: two factors in one.

        Raises:
            Unknown: no such account, or a disabled one.
        """
        return self._vouched(account_id, agent, way="passkey", by="passkey")

    def _vouched(self, account_id: str, agent: str, *, way: str, by: str) -> str:
        account = self._account(account_id)
        session = self._opened(account, agent, kind=BROWSER, way=way, second=True)
        self._directory.note(account.id, mark(f"signed in by {by}"), account.id)
        return session

    def _first_step(self, account: Account, agent: str, *, way: str) -> str:
        kind = HALF if proofs(self._directory, account.id).second else BROWSER
        return self._opened(account, agent, kind=kind, way=way)

    def _signed_in(self, account_id: str, token: str, way: str) -> None:
        deed = mark(f"came to the second step by {way}") if self._half(token) else mark(f"signed in by {way}")
        self._directory.note(account_id, deed, account_id)

    def _half(self, token: str) -> tuple[Account, Session] | None:
        session = self._directory.get(Session, hashed(token)) if token else None
        if session is None or session.kind != HALF or not self._alive(session, self._clock()):
            return None
        account = self._directory.get(Account, session.account)
        return (account, session) if account and not account.disabled else None

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
        while not self._directory.swap(now := self._account(account_id), replace(now, password=made)):
            pass  # rights changed meanwhile: what they are now stays
        self.end_all(account_id, but=but)
        self._directory.note(account_id, mark("set a password"), account_id)

    def by_sso(self, account_id: str, *, agent: str) -> str:
        """A session for whom the maison's identity provider vouches; that stands for a second factor.

        Raises:
            Unknown: no such account, or a disabled one.
        """
        return self._vouched(account_id, agent, way="sso", by=mark("single sign-on"))

    def at_tablet(self, account_id: str, tablet: str, *, agent: str) -> str:
        """A session on a boutique's tablet: it ends after 5 idle minutes, and with the tablet.

        Raises:
            Unknown: no such account, or a disabled one.
        """
        return self._opened(self._account(account_id), agent, kind=SHARED, device=tablet, way="pin")

    def outbox_token(self, account_id: str, *, device: str = "") -> str:
        """A token kept on a phone: it may hand in this writer's observations for 7 days, and nothing else."""
        return self._opened(self._account(account_id), "", kind=OUTBOX, device=device)

    def outbox_account(self, token: str) -> Account | None:
        """Whose outbox this is; None when unknown, too old, or the account was disabled."""
        session = self._directory.get(Session, hashed(token)) if token else None
        if session is None or session.kind != OUTBOX or not self._alive(session, self._clock()):
            return None
        account = self._directory.get(Account, session.account)
        return None if account is None or account.disabled else account

    def shut_account(self, token: str) -> tuple[Account, datetime] | None:
        """Whose outbox this was and when their account was closed; None for any other, and when it is open again."""
        session = self._directory.get(Session, hashed(token)) if token else None
        if session is None or session.kind != SHUT or not self._alive(session, self._clock()):
            return None
        account = self._directory.get(Account, session.account)
        return (account, session.seen) if account and account.disabled else None
