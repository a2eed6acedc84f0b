"""By what somebody is known: names, sign-ins, codes, forms of an agent. Found in texts, and taken out of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Any

import msgspec

from ..privacy.naming import ERASED
from ..privacy.trade_words import TRADE
from ..retail.master import Identifier

GONE = "[erased]"
IN_ADDRESS = "erased"  # where brackets may not stand: IRIs, e-mail addresses
NAMELESS = "Erased"  # the name of everybody who was erased
LEAST = 3  # letters of a part of a name that is looked for by itself
LEAST_CODE = 4  # characters of a code that is looked for in what other systems say
# Words that are names too, in the languages of notes: on their own they stay where they stand.
COMMON = frozenset(
    """
may will mark grace rose ruby pearl jade amber crystal hope faith joy summer autumn april june august dawn eve art bill
rich frank grant max miles chase hunter carter page young long short white black brown green gray grey king bishop
price rice stone wood woods hill fields park west east north south day week month sunday monday love baker cook
client store boutique watch gold silver diamond petit grand blanc noir martin pierre fleur marin bianco rosso gallo
neu alt klein gross weiss schwarz stern engel kaiser erased van von der den del della dos das des les bin bint
""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Subject:
    """One staff member, or an account that belongs to nobody on the floor.

    id: the person's, or the account's. names: every one they ever had here. codes: every version of their identifiers;
    shared: those a colleague has now or had, which stay. others: parts of names that colleagues bear too.
    """

    id: str
    person: str = ""
    accounts: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    codes: tuple[Identifier, ...] = ()
    shared: frozenset[tuple[str, str]] = frozenset()
    boutiques: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether anything is left by which they could be told."""
        return bool(self.names or self.logins or self.codes)

    @property
    def own_codes(self) -> list[Identifier]:
        return [one for one in self.codes if (one.source, one.code) not in self.shared]


@dataclass(slots=True)
class Needles:
    """What to look for. home: the instance's address; hashes: (source, code) -> the keyed hash it is said by."""

    subject: Subject
    home: str
    hashes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    _stands: dict[str, str] = field(default_factory=dict)  # code -> what stands for it in a row of a file
    _full: re.Pattern[str] | None = None
    _parts: re.Pattern[str] | None = None
    _codes: re.Pattern[str] | None = None
    _quick: re.Pattern[bytes] | None = None
    _mail: frozenset[str] = frozenset()
    _sums: frozenset[str] = frozenset()
    _accounts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        one = self.subject
        mails = {login for login in (*one.logins, *(c.code for c in one.own_codes)) if "@" in login}
        full = {" ".join(name.split()) for name in one.names} | mails
        full |= {" ".join(reversed(name.split())) for name in one.names}
        full |= {login for login in one.logins if len(login) > LEAST_CODE or not login.isalpha()}
        full -= {"", NAMELESS}
        parts = {part for name in one.names for part in distinctive(name, one.others)} - {NAMELESS}
        codes = {c.code for c in one.own_codes if c.code and not c.code.startswith(ERASED)}
        long = {code for code in codes if len(code) >= LEAST_CODE}
        self._mail = frozenset(mail.casefold() for mail in mails)
        self._sums = frozenset(sha1(f"mailto:{m}".encode(), usedforsecurity=False).hexdigest() for m in self._mail)
        self._accounts = frozenset(word.casefold() for word in {*one.logins, *long})
        self._full, self._parts = _pattern(full, re.IGNORECASE), _pattern(parts)
        self._codes = _pattern(codes)
        self._stands = {code: f"{ERASED}{said}" for (_, code), said in self.hashes.items()}
        self._quick = _quick({*full, *parts, *self._sums, *self._accounts, *((one.person,) if one.person else ())})

    def in_bytes(self, body: bytes) -> bool:
        """Whether JSON may name them; quick, and rather too often than too seldom."""
        return self._quick is not None and self._quick.search(body.lower()) is not None

    def in_text(self, text: str, *, parts: bool = True) -> bool:
        return any(p is not None and p.search(text) for p in (self._full, self._parts if parts else None))

    def mask(self, text: str, *, parts: bool = True) -> str:
        """The text without their names, parts of them, e-mail and sign-in."""
        gone = IN_ADDRESS if "://" in text or text.startswith("mailto:") else GONE
        for pattern in (self._full, self._parts if parts else None):
            if pattern is not None:
                text = pattern.sub(gone, text)
        return text

    def mask_codes(self, text: str) -> str:
        """Of a delivery or a row of a file: their codes as the keyed hashes statements say, so that it can be read."""
        masked = self.mask(text)
        return self._codes.sub(lambda m: self._stands.get(m[0], GONE), masked) if self._codes else masked

    def agents(self) -> list[dict[str, Any]]:
        """The forms in which other systems and we speak of them."""
        found: list[dict[str, Any]] = []
        if self.subject.person:
            found.append(self.pseudonym())
        found += [{"objectType": "Agent", "account": {"homePage": f"{self.home}/accounts", "name": a}}
                  for a in self.subject.accounts]  # fmt: skip
        for mail in sorted(self._mail):
            local, _, domain = mail.rpartition("@")
            found += [{"mbox": f"mailto:{m}"} for m in dict.fromkeys((mail, f"{local}@{domain}"))]
        found += [{"mbox_sha1sum": one} for one in sorted(self._sums)]
        for one in self.subject.own_codes:
            home, said = f"{self.home}/identities/{one.source}", self.hashes[one.source, one.code]
            found.append({"account": {"homePage": home, "name": said}})
        return found

    def pseudonym(self) -> dict[str, Any]:
        """Their place in a statement: the random id."""
        page, name = ("people", self.subject.person) if self.subject.person else ("accounts", self.subject.id)
        return {"objectType": "Agent", "account": {"homePage": f"{self.home}/{page}", "name": name}}

    def is_agent(self, value: Mapping[str, Any]) -> bool:
        """Whether an agent of a statement is them, however it is written."""
        mbox, account = value.get("mbox"), value.get("account")
        if isinstance(mbox, str) and mbox.removeprefix("mailto:").casefold() in self._mail:
            return True
        if isinstance(hashed := value.get("mbox_sha1sum"), str) and hashed.lower() in self._sums:
            return True
        if isinstance(account, dict) and isinstance(name := account.get("name"), str):
            page = str(account.get("homePage"))
            ours = (f"{self.home}/people", f"{self.home}/accounts")
            return name in (self.subject.person, *self.subject.accounts) if page in ours else (
                not page.startswith(f"{self.home}/") and name.casefold() in self._accounts)  # fmt: skip
        return False

    def redacted(self, body: bytes) -> tuple[bytes, list[dict[str, Any]]]:
        """A statement without them, and the agents that were them; the bytes themselves where nobody is found."""
        met: list[dict[str, Any]] = []
        value = msgspec.json.decode(body)
        fresh = self._redact(value, met)
        return (body if fresh == value else msgspec.json.encode(fresh)), met

    def _redact(self, value: Any, met: list[dict[str, Any]]) -> Any:
        if isinstance(value, dict):
            if self.is_agent(value):
                met.append(value)
                rest = {k: self._redact(v, met) for k, v in value.items() if k not in _TELLING}
                return rest | {"account": self.pseudonym()["account"]}
            return {self.mask(key): self._redact(inner, met) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._redact(one, met) for one in value]
        return self.mask(value) if isinstance(value, str) else value


_TELLING = ("name", "mbox", "mbox_sha1sum", "openid", "account")


def distinctive(name: str, others: Iterable[str] = ()) -> list[str]:
    """Parts of a name that say who is meant: no colleague's, no word of the trade, none of everyday."""
    ordinary = {one.casefold() for one in others}
    return [
        part for part in name.replace(".", " ").split()
        if (len(part) >= LEAST or _unspaced(part)) and part.casefold() not in ordinary
        and part.casefold() not in COMMON and part.casefold() not in TRADE
    ]  # fmt: skip


def _unspaced(word: str) -> bool:
    return len(word) > 1 and min(word) >= "\u2e80"


def _pattern(words: Iterable[str], flags: int = 0) -> re.Pattern[str] | None:
    """Any of the words as a word of its own, the longest first; where words stand without spaces, anywhere."""
    found = sorted({word for word in words if word}, key=lambda w: (-len(w), w))
    if not found:
        return None
    spelt = (re.escape(w) if _unspaced(w.replace(" ", "")) else rf"(?<![^\W_]){re.escape(w)}(?![^\W_])" for w in found)
    return re.compile("|".join(spelt), flags)


def _quick(words: Iterable[str]) -> re.Pattern[bytes] | None:
    """Their bytes in lower case: as UTF-8 and as JSON escapes, in the usual cases of letters."""
    forms = set[bytes]()
    for word in words:
        for spelt in (word, word.lower(), word.upper(), word.title()):
            forms |= {spelt.encode("utf-8", "replace").lower(), _escaped(spelt).lower()}
    found = sorted((form for form in forms if form), key=lambda f: (-len(f), f))
    return re.compile(b"|".join(map(re.escape, found))) if found else None


def _escaped(text: str) -> bytes:
    return b"".join(c.encode() if c < "\x80" else b"\\u%04x" % ord(c) for c in text if c <= "\uffff")
