"""PINs: six digits that open a person's session on a tablet of their boutique, and on nothing else.

Six digits are few, so guesses are what is rationed: 5 of a person on a device, 10 of a person on all devices, 50 on a
device, each in 15 minutes; and what people think of first is not taken.
"""

import re
from collections.abc import Callable
from datetime import datetime

from ..directory import Directory
from ..directory.rows import Account, Pin
from ..languages import mark
from ..refusals import Refused
from . import passwords
from .failures import Failures

DIGITS = 6
PER_DEVICE = 5  # wrong tries of one person on one tablet in the window
NO_FIT = mark(
    "this PIN does not fit; look at the digits and try again. If you have none yet, sign in once with your own "
    "sign-in and set one on your page, under Me"
)
WEAK = mark("is one of the first anybody would guess (a run, a repeat or a date); take six digits that mean nothing")
RUNS = "01234567890", "09876543210"
COLUMNS = frozenset(  # of a keypad
    ("147258", "258369", "369258", "258147", "147369", "159357", "357159", "741852", "852963", "963852")
)
HALVES = re.compile(r"(\d)\1(\d)\2(\d)\3|(\d\d)\4\4|(\d\d\d)\5|(\d)(\d)(\d)\8\7\6|(\d)\9{3,}\d*|\d*(\d)\10{3,}")


def check(pin: str, *, own: str = "") -> None:
    """Take it or say why not. own: digits that are too near, such as those of a sign-in name.

    Raises:
        Refused: not six digits, or too easily guessed.
    """
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", pin):
        raise Refused(f"should be {DIGITS} digits, 0 to 9", "/pin")
    if any(pin in run for run in RUNS) or pin in COLUMNS or HALVES.fullmatch(pin) or _dated(pin) or pin in own:
        raise Refused(WEAK, "/pin")


def _dated(pin: str) -> bool:
    """Could it be a day or a month of a year: 240387, 032487, 870324, 031987, 198703?"""
    one, two, three = (int(pin[at : at + 2]) for at in (0, 2, 4))
    day = (
        (1 <= one <= 31 and 1 <= two <= 12)
        or (1 <= one <= 12 and 1 <= two <= 31)
        or (1 <= two <= 12 and 1 <= three <= 31)
    )
    year_last = 1 <= one <= 12 and 1920 <= two * 100 + three <= 2039
    year_first = 1 <= three <= 12 and 1920 <= one * 100 + two <= 2039
    return day or year_last or year_first


class Pins:
    def __init__(self, directory: Directory, *, clock: Callable[[], datetime], failures: Failures) -> None:
        self._directory, self._clock, self._failures = directory, clock, failures

    def has(self, account_id: str) -> bool:
        return self._directory.get(Pin, account_id) is not None

    def set(self, account: Account, pin: str) -> None:
        """
        Raises:
            Refused: not six digits, or too easily guessed.
        """
        check(pin, own="".join(re.findall(r"\d", account.login)))
        self._directory.put(Pin(id=account.id, hashed=passwords.hashed(pin), set=self._clock()))
        self._directory.note(account.id, mark("set a PIN"), account.id)

    def clear(self, account_id: str, *, by: str) -> bool:
        """Take it away, so that the person sets another; False when there was none."""
        gone = self._directory.delete(Pin, account_id)
        if gone:
            self._directory.note(by, mark("cleared a PIN"), account_id)
        return gone

    def fits(self, account: Account | None, pin: str, *, tablet: str, named: str) -> bool:
        """Does it open this account's session? The same work is done, and counted, for whoever has no PIN or is nobody.

        Args:
            named: whom the request names, whether there is such an account or not.
        Raises:
            TooMany: too many wrong tries: of this person here, of this person anywhere, or here.
        """
        failure = self._failures.count(
            f"pin:{named[:80]}", f"tablet:{tablet}", both_most=PER_DEVICE, what="wrong PINs",
            instead="sign in with your own sign-in",
        )  # fmt: skip
        kept = self._directory.get(Pin, account.id) if account else None
        fits = passwords.verify(kept.hashed if kept else "", pin)
        if account is None or account.disabled or not fits:
            self._directory.note("anonymous", mark("failed a PIN"), account.id if account else "", tablet)
            return False
        self._failures.none(failure)
        return True
