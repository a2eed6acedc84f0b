"""What an account can prove itself with besides a password or a link."""

from dataclasses import dataclass

from ..directory import Directory
from ..directory.factor_rows import Passkey, Recovery, Totp


@dataclass(frozen=True, slots=True)
class Proofs:
    """Whether by an authenticator app, how many passkeys there are, how many recovery codes are left."""

    totp: bool = False
    passkeys: int = 0
    codes: int = 0

    @property
    def second(self) -> bool:
        return self.totp or self.passkeys > 0


def proofs(directory: Directory, account: str) -> Proofs:
    app = directory.get(Totp, account)
    return Proofs(
        totp=app is not None and app.confirmed is not None,
        passkeys=len(directory.find(Passkey, account=account)),
        codes=len(directory.find(Recovery, account=account)),
    )
