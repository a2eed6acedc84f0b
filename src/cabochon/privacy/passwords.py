"""Passwords: argon2id as OWASP advises for little memory, and which ones are too common to take."""

import re
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret_raw

from ..refusals import Refused

LEAST, MOST = 8, 1024  # characters, bytes
AT_ONCE = 2  # each takes 19 MiB
WAIT = 10  # seconds
NOBODY = (  # of 64 random bytes nobody was told
    "$argon2id$v=19$m=19456,t=2,p=1$xB+aaNCWnqimk7Eu5GFsng$6d9zR0gn8NIikJwZCJ6uGJiUWjCr2wqzJfnKr++1CsA"
)
TIMES, MEMORY, LANES = 2, 19 * 1024, 1  # passes, KiB, threads
_hasher = PasswordHasher(time_cost=TIMES, memory_cost=MEMORY, parallelism=LANES)
_slots = BoundedSemaphore(AT_ONCE)

# The words under the passwords of every leak, and what a boutique's staff would think of first.
COMMON_WORDS = """
    password passwort passwd passcode motdepasse contrasena contrasenya senha azerty azertyuiop qwerty qwertyui
    qwertyuiop qwertz qwertzuiop asdfgh asdfghjk asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc wsxedc qwerasdf
    asdfqwer letmein welcome willkommen bienvenue bienvenido benvenuto iloveyou ichliebedich jetaime teamo tiamo
    monkey dragon football fussball baseball basketball superman batman spiderman pokemon princess princesse
    sunshine shadow master michael jessica jordan michelle jennifer charlie daniel thomas andrea nicole ashley
    hannah matthew anthony starwars computer internet whatever trustno freedom killer hunter hunting secret
    geheim admin administrator root user guest login changeme default test testtest testing access chocolate
    chocolat butterfly flower liverpool arsenal chelsea barcelona juventus realmadrid samsung google facebook
    linkedin myspace hello hallo hellohello bonjour loulou doudou soleil marseille camille summer sommer winter
    spring autumn herbst januar january march april november december monday friday mustang ferrari porsche
    mercedes corvette maverick yankees cowboys abcdefgh abcdefghi abcd abcde abc aaaa cabochon boutique manager
    diamond diamant diamonds rolex cartier omega patek philippe patekphilippe audemars piguet breitling chopard
    bulgari bvlgari tiffany vancleef jaeger hublot watch watches jewelry jewellery geneve geneva
"""
COMMON = frozenset(COMMON_WORDS.split())
LEET = str.maketrans("013457@$!€", "oieastasie")
RUN = re.compile(r"(.{1,3})\1+.?.?")  # aaaaaaaa, abcabcab
DIGITS = "01234567890123456789", "98765432109876543210"


def check(password: str, *, own: tuple[str, ...] = ()) -> None:
    """Take it or say why not. No rule about kinds of characters.

    Args:
        own: words that are too near: sign-in name, name.
    Raises:
        Refused: too short, too long, or common.
    """
    if len(password) < LEAST:
        raise Refused(f"is shorter than {LEAST} characters; three unrelated words make a good one", "/password")
    if len(password.encode("utf-8", "surrogatepass")) > MOST:
        raise Refused(f"is longer than {MOST} bytes; take a shorter one", "/password")
    low = password.lower()
    stem = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", low)
    words = {low, stem, *(re.sub(r"[\W\d_]", "", word.translate(LEET)) for word in (low, stem))}
    near = {word.lower() for name in own for word in (name, *re.split(r"[@.\s]", name)) if len(word) > 3}
    if words & (COMMON | near) or low in _listed() or RUN.fullmatch(low) or any(low in row for row in DIGITS):
        raise Refused("is one of the first anybody would guess; three unrelated words make a good one", "/password")


@cache
def _listed() -> frozenset[str]:
    """The commonest passwords of leaks, of those long enough (ASVS 5.0, 6.2.4): some 11,600, as zxcvbn lists them."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # read when first asked: setting a password is rare

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= LEAST)


def hashed(password: str) -> str:
    with _Slot():
        return _hasher.hash(_bytes(password))


def verify(kept: str, password: str) -> bool:
    """Does it match? Against "" the work is done all the same, so that an unknown name takes as long as a known one."""
    sent = _bytes(password)
    if not kept or len(sent) > MOST:
        kept, sent = NOBODY, b""
    with _Slot():
        try:
            return _hasher.verify(kept, sent) and kept != NOBODY
        except (VerificationError, InvalidHashError):
            return False


def drawn(code: str, salt: bytes) -> str:
    """A short secret's hash as a key to find it by: as slow as a password's, the salt given. 64 hex digits."""
    with _Slot():
        return hash_secret_raw(_bytes(code), salt, TIMES, MEMORY, LANES, 32, Type.ID).hex()


def outdated(kept: str) -> bool:
    return _hasher.check_needs_rehash(kept)


class _Slot:
    """One of the few places to hash in."""

    def __enter__(self) -> None:
        if not _slots.acquire(timeout=WAIT):
            raise Refused("too many people are signing in at this moment; try again in 10 seconds", "", 429)

    def __exit__(self, *_: object) -> None:
        _slots.release()


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
