"""Second factors: authenticator apps (RFC 6238), recovery codes, and what a page carries until its owner has proved."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec
import pyotp
import segno
from cryptography.exceptions import InvalidTag

from ..directory import Directory
from ..directory.factor_rows import Challenge, Passkey, Recovery, Totp
from ..directory.rows import Account
from ..languages import mark
from ..refusals import Refused
from . import passwords
from .passkeys import Passkeys
from .proofs import Proofs, proofs
from .sealing import locked, unlocked
from .signing_in import Doorman

T = TypeVar("T")
STEP = 30  # seconds of a code (RFC 6238, 4.1)
APART = (-1, 0, 1)  # steps a phone's clock may be off
CODES = 10  # recovery codes made at once
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that looks like another
LONG = 16  # letters of a recovery code: 79 bits
CARRIED = timedelta(minutes=15)  # what waits for a proof
WRONG_CODE = mark(
    "this code does not fit; a code is good for about a minute and once only. Wait for the next one, and see that the "
    "clock of the phone is set by itself"
)
LAST = mark("your role needs a second factor, and this is the last one; add another before you remove it")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Shown while an app is set up. secret: base32 in groups of four; picture: its QR code as a data: address."""

    secret: str
    picture: str


class Factors:
    """name: what an authenticator app calls the house."""

    def __init__(
        self, directory: Directory, doorman: Doorman, *, clock: Callable[[], datetime], name: str = "Cabochon"
    ) -> None:
        self._directory, self._doorman, self._clock, self._name = directory, doorman, clock, name
        self.passkeys = Passkeys(directory, clock=clock)

    def of(self, account: str) -> Proofs:
        """What this account has set up."""
        return proofs(self._directory, account)

    def reset(self, account: str, *, by: str) -> None:
        """Take every second factor away, for who lost their device; their sessions end."""
        for kind in (Totp, Passkey, Recovery, Challenge):
            self._forget(kind, account)
        self._doorman.failures.forget(f"second:{account}")
        self._doorman.end_all(account)
        self._directory.note(by, mark("took every second factor away"), account)

    # An authenticator app

    def begin_app(self, account: Account) -> Enrolment:
        """A new secret, which proves nothing until it is confirmed.

        Raises:
            Refused: there is an app already.
        """
        if self.of(account.id).totp:
            raise Refused("there is an authenticator app already; remove it before you set up another", "/code")
        secret = pyotp.random_base32()  # 160 bits, as RFC 4226, 4 recommends
        sealed = locked(self._directory, secret, _place(account.id))
        self._directory.put(Totp(id=account.id, secret=sealed, made=self._clock()))
        return self._shown(account, secret)

    def enrolment(self, account: Account) -> Enrolment | None:
        """The secret that waits to be confirmed, once more; None when none does."""
        app = self._directory.get(Totp, account.id)
        if app is None or app.confirmed:
            return None
        return self._shown(account, unlocked(self._directory, app.secret, _place(account.id)))

    def confirm_app(self, account: Account, code: str, *, address: str) -> None:
        """
        Raises:
            Refused: the code does not fit, or there is nothing to confirm. TooMany: 10 wrong ones in 15 minutes.
        """
        if not self._counted(account, address, lambda: self._fits_app(account.id, code, confirmed=False)):
            raise Refused(WRONG_CODE, "/code")
        app = self._directory.get(Totp, account.id)
        if app is None or not self._directory.swap(app, replace(app, confirmed=self._clock())):
            raise Refused("was set up elsewhere meanwhile; begin again", "/code")
        self._directory.note(account.id, mark("set up an authenticator app"), account.id)

    def remove_app(self, account: str, *, needed: bool) -> None:
        """
        Args:
            needed: this account must keep one second factor at least.
        Raises:
            Refused: it is the last one, and one is needed.
        """
        if needed and not self.of(account).passkeys:
            raise Refused(LAST, "/totp")
        if self._directory.delete(Totp, account):
            self._directory.note(account, mark("removed the authenticator app"), account)
            self._without(account)

    def remove_passkey(self, account: str, passkey: str, *, needed: bool) -> None:
        """
        Raises:
            Refused: it is the last one, and one is needed. Unknown: no passkey of theirs.
        """
        have = self.of(account)
        if needed and not have.totp and have.passkeys < 2:
            raise Refused(LAST, "/passkey")
        self.passkeys.remove(account, passkey)
        self._without(account)

    # Codes

    def fits(self, account: Account, code: str, *, address: str, recovery: bool = False) -> str:
        """What a code is: "an authenticator app", "a recovery code", or "" for neither. Good once, whatever it is.

        Args:
            recovery: a recovery code will do as well.
        Raises:
            TooMany: after 10 wrong ones of an account, or 50 failures from an address, in 15 minutes.
        """

        def judged() -> str:
            if self._fits_app(account.id, code, confirmed=True):
                return mark("an authenticator app")
            return mark("a recovery code") if recovery and self._fits_recovery(account.id, code) else ""

        found = self._counted(account, address, judged)
        if found == mark("a recovery code"):
            self._directory.note(account.id, mark("used a recovery code"), account.id)
        elif not found:
            self._directory.note("anonymous", mark("failed the second step"), account.id)
        return found

    def make_codes(self, account: str) -> list[str]:
        """Ten recovery codes, to be shown now and never again; those from before are void.

        Raises:
            Refused: there is no second factor they could stand in for.
        """
        if not self.of(account).second:
            raise Refused("set up an authenticator app or a passkey first; the codes stand in for it", "/codes")
        codes = ["".join(secrets.choice(LETTERS) for _ in range(LONG)) for _ in range(CODES)]
        rows = [Recovery(id=self._recovery(account, code), account=account, made=self._clock()) for code in codes]
        self._forget(Recovery, account)
        self._directory.put(*rows)
        self._directory.note(account, mark("made recovery codes"), account)
        return ["-".join(code[at : at + 4] for at in range(0, LONG, 4)) for code in codes]

    # What a page carries

    def carry(self, what: object, place: str) -> str:
        """Something a browser brings back within 15 minutes, sealed, and bound to `place` (a session)."""
        until = (self._clock() + CARRIED).timestamp()
        text = msgspec.json.encode((until, what)).decode()
        return urlsafe_b64encode(locked(self._directory, text, f"carried:{place}")).decode()

    def carried(self, sealed: str, place: str) -> object | None:
        """What `carry` sealed for the same place; None for anything else, and when it is too old."""
        try:
            text = unlocked(self._directory, urlsafe_b64decode(sealed.encode()), f"carried:{place}")
        except (ValueError, InvalidTag):
            return None
        until, what = msgspec.json.decode(text)
        return what if self._clock().timestamp() < until else None

    def _fits_app(self, account: str, code: str, *, confirmed: bool) -> bool:
        """A code fits the step it was made for and those beside it, and each step once (RFC 6238, 5.2)."""
        app = self._directory.get(Totp, account)
        code = "".join(code.split())
        if app is None or (app.confirmed is not None) is not confirmed or not (code.isascii() and code.isdigit()):
            return False
        made = pyotp.TOTP(unlocked(self._directory, app.secret, _place(account)))
        now = int(self._clock().timestamp()) // STEP
        for step in (now + apart for apart in APART):
            if hmac.compare_digest(made.generate_otp(step), code):
                return step > app.step and self._directory.swap(app, replace(app, step=step))
        return False

    def _fits_recovery(self, account: str, code: str) -> bool:
        plain = "".join(one for one in code.lower() if one.isalnum())
        if len(plain) != LONG or not self._directory.find(Recovery, account=account):
            return False
        return self._directory.delete(Recovery, self._recovery(account, plain))

    def _recovery(self, account: str, code: str) -> str:
        """The code's hash. A password's hash, for 79 bits are few (ASVS 5.0, 6.5.2); salted by house and account."""
        salt = hmac.digest(self._directory.secret("recovery"), account.encode(), "sha256")[:16]
        return passwords.drawn(code, salt)

    def _counted(self, account: Account, address: str, judged: Callable[[], T]) -> T:
        failures = self._doorman.failures
        failure = failures.count(f"second:{account.id}", address, what="wrong codes", instead="use a recovery code")
        if found := judged():
            failures.none(failure)
        return found

    def _without(self, account: str) -> None:
        """With no second factor left, the codes that stand in for one have nothing to stand in for."""
        if not self.of(account).second:
            self._forget(Recovery, account)

    def _forget(self, kind: type[Totp] | type[Passkey] | type[Recovery] | type[Challenge], account: str) -> None:
        keys = [account] if kind is Totp else [one.id for one in self._directory.find(kind, account=account)]
        for key in keys:
            self._directory.delete(kind, key)

    def _shown(self, account: Account, secret: str) -> Enrolment:
        address = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=self._name)
        picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
        return Enrolment(" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)), picture)


def _place(account: str) -> str:
    return f"totp:{account}"
