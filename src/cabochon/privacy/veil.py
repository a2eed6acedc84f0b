"""A veil over the agents of a JSON value: whatever identifies one becomes a pseudonym, wherever it stands.

It looks at a value twice: first it gathers what identifies anybody in it (agents, accounts, e-mail addresses, members
that are called like a person's), then it gives the value out without any of that. A text that still holds one of them,
spelt otherwise, is hidden whole: rather too much than too little.
"""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from hashlib import blake2b, sha1
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote_plus

Pseudonym = Callable[[str], str]  # an agent's identifier -> the name it goes by
HIDDEN = "[names a person]"
PAGE = "pseudonyms"
IDENTIFYING = ("mbox", "mbox_sha1sum", "openid", "account")
AGENTS = frozenset({"actor", "instructor", "authority", "team", "agent", "group", "member"})  # who else stands there
LONG = 4  # characters from which an identifier is looked for inside of words; a shorter one only as a word of its own
WORDS = frozenset({"Agent", "Group", "Activity", "StatementRef", "SubStatement", "contextAgent", "contextGroup"})
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like another

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"'/?=&|]+@[^\s@<>()\[\],;:\"'/?=&|]+\.[^\W\d_]{2,}")
_PERSONAL = re.compile(
    r"(?:e-?mail|login|user|learner|student|employee|associate|person|actor|staff)[-_. ]?(?:id|name|number|no|code)?"
    r"|(?:first|last|full|family|given|display)[-_. ]?name|surname",
    re.IGNORECASE,
)
_TYPED = re.compile(  # an instant, a duration, a version: nothing in it can be somebody's name
    r"\d{4}-\d\d-\d\d(?:[T ][0-9:.,Zz+-]*)?|P[0-9YMWDTHS.,]+|\d\.\d(?:\.\d{1,3})?"
)
_COMMON = frozenset({"test", "learner", "user", "demo", "student", "the", "and", "von", "van", "der", "del"})


def pseudonyms(secret: bytes, account: str, day: date) -> Pseudonym:
    """Names that stay the same for one viewer on one day, and tell nothing to another or on another."""
    key = blake2b(f"{account}\0{day}".encode(), key=secret, digest_size=32).digest()

    def pseudonym(identifier: str) -> str:
        number = int.from_bytes(blake2b(identifier.encode("utf-8", "replace"), key=key, digest_size=8).digest())
        letters = []
        for _ in range(7):
            number, place = divmod(number, len(ALPHABET))
            letters.append(ALPHABET[place])
        return "".join(letters)

    return pseudonym


class Veil:
    """value: where agents are looked for. spared: identifiers (see `identity`) that nobody has to be protected from."""

    def __init__(self, value: Any, *, home: str, pseudonym: Pseudonym, spared: Collection[str] = ()) -> None:
        self._page, self._pseudonym, self._spared = f"{home}/{PAGE}", pseudonym, frozenset(spared)
        self._needles: dict[str, str] = {}  # folded text -> what stands for it
        self._gather(value, "")
        self._long = _pattern((n for n in self._needles if len(n) >= LONG), bound=False)
        self._short = _pattern((n for n in self._needles if len(n) < LONG), bound=True)

    def of(self, value: Any, key: str = "") -> Any:
        """The value without anybody in it. key: the member it stands under."""
        if isinstance(value, dict):
            return self._object(value, key)
        if isinstance(value, list):
            return [self.of(one, key) for one in value]
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            told = f"{value:g}" if isinstance(value, float) else str(value)
            return self._needles.get(told, value) if len(told) >= LONG else value
        return value

    def text(self, text: str) -> str:
        folded = _folded(text)
        if text in WORDS:
            return text
        if folded in self._needles:
            return self._needles[folded]
        if _TYPED.fullmatch(text):
            return text
        if self._long is not None:
            text = self._long.sub(self._named, text)
        if self._short is not None:
            text = self._short.sub(self._named, text)
        return HIDDEN if self._left(text) else text

    def _named(self, found: re.Match[str]) -> str:
        return self._needles.get(_folded(found[0]), HIDDEN)

    def _left(self, text: str) -> bool:
        """Whether one of them is still there: percent-encoded, in other letters or in full-width ones."""
        seen = {_folded(text), _folded(unquote_plus(text)), _folded(unquote_plus(unquote_plus(text)))}
        return any(len(n) >= LONG and n in one for n in self._needles for one in seen)

    def _object(self, value: dict[str, Any], key: str) -> dict[str, Any]:
        who = _who(value, key)
        if not who:
            return {
                self._key(name): self._pseudonym_of(inner)
                if _is_personal(name, inner)
                else self._agent(inner)
                if name in AGENTS and isinstance(inner, str)
                else self.of(inner, name)
                for name, inner in value.items()
            }
        if who in self._spared:
            return {name: inner if name != "member" else self.of(inner, name) for name, inner in value.items()}
        rest = {
            self._key(name): self.of(inner, name)
            for name, inner in value.items()
            if name not in (*IDENTIFYING, "name", "homePage")
        }
        account = {"homePage": self._page, "name": self._pseudonym(who)}
        return account | rest if "homePage" in value else rest | {"account": account}

    def _key(self, name: str) -> str:
        return (
            name if name.isidentifier() and len(name) < 24 and _folded(name) not in self._needles else self.text(name)
        )

    def _agent(self, text: str) -> str:
        return self._pseudonym(f"text {_folded(text)}") if text and text not in WORDS else text

    def _pseudonym_of(self, value: Any) -> str:
        return self._needles.get(_folded(str(value)), HIDDEN)

    def _gather(self, value: Any, key: str) -> None:
        if isinstance(value, dict):
            who = _who(value, key)
            if who and who not in self._spared:
                for text in _forms(value):
                    self._needles.setdefault(_folded(text), self._pseudonym(who))
            for name, inner in value.items():
                self._gather_text(name)
                if _is_personal(name, inner):
                    self._needles.setdefault(_folded(str(inner)), self._pseudonym(f"text {_folded(str(inner))}"))
                elif not (who in self._spared and name in (*IDENTIFYING, "name")):
                    self._gather(inner, name)
        elif isinstance(value, list):
            for one in value:
                self._gather(one, key)
        elif isinstance(value, str):
            if key in AGENTS and value and value not in WORDS:
                self._needles.setdefault(_folded(value), self._pseudonym(f"text {_folded(value)}"))
            self._gather_text(value)

    def _gather_text(self, text: str) -> None:
        if "@" in text or "%40" in text:
            for one in (*_EMAIL.findall(text), *_EMAIL.findall(unquote_plus(text))):
                address = one.removeprefix("mailto:")
                if f"mbox mailto:{_folded(address)}" not in self._spared:
                    self._needles.setdefault(_folded(address), self._pseudonym(f"mbox mailto:{_folded(address)}"))


def identity(agent: Any) -> str:
    """What identifies an agent, or an account that stands by itself, in one text; "" where nothing does."""
    if not isinstance(agent, dict):
        return ""
    for name in IDENTIFYING[:3]:
        if isinstance(found := agent.get(name), str) and found:
            return f"{name} {_folded(found)}"
    account: Any = agent.get("account", agent if "homePage" in agent and "name" in agent else None)
    if isinstance(account, dict) and account:
        return f"account {account.get('homePage')} {account.get('name')}"
    return f"account {_folded(account)}" if isinstance(account, str) and account else ""


def _who(value: dict[str, Any], key: str) -> str:
    """`identity`, and for what stands in an agent's place with a name alone, as in a broken statement, that name."""
    who = identity(value)
    if who or not (key in AGENTS or value.get("objectType") in ("Agent", "Group")):
        return who
    name = value.get("name")
    return f"name {_folded(name)}" if isinstance(name, str) and name else ""


def _forms(agent: dict[str, Any]) -> Iterator[str]:
    """The texts an agent may be known by elsewhere in the same value."""
    for name in IDENTIFYING[:3]:
        if isinstance(found := agent.get(name), str) and found:
            yield found
    if isinstance(mbox := agent.get("mbox"), str) and mbox:
        address = mbox.removeprefix("mailto:")
        local = address.partition("@")[0]
        yield address
        yield sha1(f"mailto:{address}".encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
        if len(local) > LONG and re.search(r"[._0-9-]", local):
            yield local
    account: Any = agent.get("account", agent)
    if isinstance(account, str):
        yield account
    elif isinstance(account, dict) and "homePage" in account and (called := account.get("name")) not in (None, ""):
        yield str(called)
    if isinstance(named := agent.get("name"), str) and named.strip():
        yield named
        yield from (part for part in named.split() if len(part) > 2 and part.casefold() not in _COMMON)


def _is_personal(name: str, value: Any) -> bool:
    """A member called like one that holds a person: "learner_id", ".../extensions/user-name"."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "" or name in AGENTS:
        return False
    return _PERSONAL.fullmatch(re.split(r"[/#:]", name)[-1]) is not None


def _folded(text: str) -> str:
    return normalize("NFKC", text).casefold().strip()


def _pattern(needles: Iterator[str], *, bound: bool) -> re.Pattern[str] | None:
    """Any of the texts, the longest first."""
    found = sorted(filter(None, needles), key=lambda n: (-len(n), n))
    if not found:
        return None
    anyone = "|".join(map(re.escape, found))
    return re.compile(rf"(?<![^\W_])(?:{anyone})(?![^\W_])" if bound else anyone, re.IGNORECASE)
