"""What the directory holds of somebody who is erased, kind by kind: deleted, emptied, or their name taken out."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import msgspec

from ..directory import board_rows as board
from ..directory import embed_rows as embed
from ..directory import factor_rows as factors
from ..directory import library_rows as library
from ..directory import package_rows as packages
from ..directory import path_rows as paths
from ..directory import rhythm_rows as rhythm
from ..directory import rows as kept
from ..directory import verdict_rows as verdict
from ..directory import weekly_rows as weekly
from ..privacy.sealing import locked, make_keys, seal, unlocked, unseal
from . import stored
from .erasing_needles import Needles
from .pulse import quarter_of, voice
from .quarantine import DAY, DOOR

if TYPE_CHECKING:
    from . import House

# Rows that go with an account or a person: kind -> the field that names it ("id" is the row's own).
OF_ACCOUNTS: dict[type[kept.Row], tuple[str, ...]] = {
    kept.Session: ("account",), kept.Link: ("account",), kept.Pin: ("id",), kept.Deputyship: ("account", "lender"),
    kept.ClockPutRight: ("account",), kept.LaunchCheck: ("account",), rhythm.Wishes: ("id",),
    rhythm.Given: ("account",), rhythm.Subscription: ("account",), factors.Totp: ("id",), factors.Passkey: ("account",),
    factors.Recovery: ("account",), factors.Challenge: ("account",), factors.Federated: ("account",),
    factors.Provisioned: ("id",), board.SavedView: ("account",),
    weekly.WeeklyWish: ("account",), weekly.WeeklySent: ("account",),
    embed.Embed: ("account",),
}  # fmt: skip
OF_PERSONS: dict[type[kept.Row], str] = {
    packages.Enrolment: "person", packages.Launch: "person", paths.Followed: "person", verdict.Reached: "person",
    verdict.Begun: "person",
}  # fmt: skip
# What is published or set for all: there a part of a name may be a word of the language.
FOR_ALL = frozenset({kept.Edition, kept.Value, library.Medium, library.Pinned, packages.Package, packages.Alias,
                     paths.LearningPath, kept.Connection, kept.Target})  # fmt: skip
# Gone through by themselves, or in which no name can stand.
APART = frozenset({kept.Account, kept.Quarantined, kept.Delivery, kept.Unclaimed, kept.Failure, kept.PulseVoice,
                   verdict.Reached, verdict.Begun})  # fmt: skip


class Rows:
    def __init__(self, house: "House", needles: Needles) -> None:
        self._house, self._directory, self._needles = house, house.directory, needles
        self._subject = needles.subject
        self.counts: Counter[str] = Counter()

    def shut_out(self) -> None:
        """Nobody signs in as them any more; done first."""
        for one in self._accounts():
            self._directory.put(replace(one, disabled=True, deputy_for=""))
            self._delete(kept.Session, self._directory.find(kept.Session, account=one.id))

    def remove(self) -> None:
        """All but the account, the person and the codes themselves; again without harm."""
        for kind, names in OF_ACCOUNTS.items():
            for account, name in ((a, n) for a in self._subject.accounts for n in names):
                self._delete(kind, self._directory.find(kind, **{name: account}))
        if person := self._subject.person:
            for kind, name in OF_PERSONS.items():
                gone = [row for row in self._directory.find(kind) if getattr(row, name) == person]
                self._keys_of(gone)
                self._delete(kind, gone)
            self.counts["Demo"] += len(self._directory.find(kept.Demo, person=person))
            self._house.demos.forget(person)
        for login in self._subject.logins:
            self._delete(kept.Failure, self._directory.find(kept.Failure, login=login))
        self._views()
        self._voices()
        self._unclaimed()
        self._delete(kept.Mended, [row for row in self._directory.find(kept.Mended) if self._mends(row)])
        self._delete(kept.LaunchRequest, self._stray())
        self._signed()
        self._quarantined()
        self._deliveries()
        for kind in stored.DIRECTORY:
            if kind not in APART:
                self._sweep(kind)

    def drop_accounts(self) -> None:
        self._delete(kept.Account, self._accounts())

    def _accounts(self) -> list[kept.Account]:
        found = (self._directory.get(kept.Account, account) for account in self._subject.accounts)
        return [one for one in found if one is not None]

    def _delete(self, kind: type[kept.Row], rows: Iterable[kept.Row]) -> None:
        for row in rows:
            self.counts[kind.__name__] += self._directory.delete(kind, getattr(row, kind.KEY))

    def _keys_of(self, rows: Iterable[kept.Row]) -> None:
        """A launch speaks with a key of its own: it ends with it."""
        for row in rows:
            if isinstance(row, packages.Launch):
                for token in self._directory.find(kept.Token, key=row.key):
                    self._directory.delete(kept.Token, token.id)
                self._directory.delete(kept.Key, row.key)

    def _views(self) -> None:
        """Others' views of them alone: there is nothing left to come back to."""
        if person := self._subject.person:
            self._delete(board.SavedView, [row for row in self._directory.find(board.SavedView) if person in row.query])

    def _voices(self) -> None:
        key, quarters = self._directory.secret("pulse"), {row.quarter for row in self._directory.find(kept.PulseVoice)}
        for quarter in {*quarters, quarter_of(self._house.today)}:
            for account in self._subject.accounts:
                self.counts["PulseVoice"] += self._directory.delete(kept.PulseVoice, voice(key, quarter, account))

    def _unclaimed(self) -> None:
        codes = {(one.source, one.code) for one in self._subject.own_codes}
        words = {one.code for one in self._subject.own_codes} | set(self._subject.logins)
        self._delete(kept.Unclaimed, [
            row for row in self._directory.find(kept.Unclaimed)
            if (row.source, row.code) in codes or row.code.lower() in words
        ])  # fmt: skip

    def _mends(self, row: kept.Mended) -> bool:
        said = f"{row.key} {row.said} {row.before}"
        return (bool(self._subject.person) and self._subject.person in said) or self._needles.in_text(said)

    def _stray(self) -> list[kept.LaunchRequest]:
        checks = {row.id for row in self._directory.find(kept.LaunchCheck)}
        return [row for row in self._directory.find(kept.LaunchRequest) if row.check not in checks]

    def _signed(self) -> None:
        """Who vouched for a procedure: that somebody did stays, and of which function."""
        for row in self._directory.find(library.SignOff):
            if row.by in self._subject.accounts and row.name:
                self._directory.put(replace(row, name=""))
                self.counts["SignOff"] += 1

    def _quarantined(self) -> None:
        for row in self._directory.find(kept.Quarantined):
            told, place = self._needles.mask_codes(row.reason), self._needles.mask_codes(row.place)
            body = self._body(row)
            if (told, place, body) == (row.reason, row.place, row.body):
                continue
            self._directory.put(replace(row, reason=told, place=place, body=body))
            self.counts["Quarantined"] += 1

    def _body(self, row: kept.Quarantined) -> bytes:
        """As it may wait on: codes as the hashes statements say, so that what waits is still counted as theirs."""
        day = DAY.format(row.at)
        raw = unseal(self._directory, row.body, row.id, person=DOOR, month=day) if row.body else None
        if raw is None:
            return row.body
        value = msgspec.json.decode(raw)
        fresh = _each(value, self._needles.mask_codes)
        if fresh == value:
            return row.body
        if _each(value, self._needles.mask) != value and "entry" in value:
            return b""  # an entry that waits with their name in its words: the words are nobody's to change
        make_keys(self._directory, (DOOR, day))
        return seal(self._directory, msgspec.json.encode(fresh), row.id, person=DOOR, month=day)

    def _deliveries(self) -> None:
        for row in self._directory.find(kept.Delivery):
            if self._needles.in_text(row.id) or self._needles.mask_codes(row.id) != row.id:
                self._delete(kept.Delivery, [row])
                continue
            place = f"delivery:{row.source}"
            said = unlocked(self._directory, row.body, place) if row.body else ""
            fresh, reason = self._needles.mask_codes(said), self._needles.mask_codes(row.reason)
            if (fresh, reason) != (said, row.reason):
                body = locked(self._directory, fresh, place) if row.body else row.body
                self._directory.put(replace(row, body=body, reason=reason))
                self.counts["Delivery"] += 1

    def _sweep(self, kind: type[kept.Row]) -> None:
        """Whatever else was written down with their name: the name is taken out, the row stays."""

        def mask(text: str) -> str:
            return self._needles.mask(text, parts=kind not in FOR_ALL)

        for row in self._directory.find(kind):
            changed = {f.name: new for f in fields(row) if (new := _each(old := getattr(row, f.name), mask)) != old}
            if not changed:
                continue
            self.counts[kind.__name__] += 1
            if kind.KEY in changed:
                self._directory.delete(kind, getattr(row, kind.KEY))
            else:
                self._directory.put(replace(row, **changed))


def _each(value: Any, told: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return told(value)
    if isinstance(value, tuple):
        return tuple(_each(one, told) for one in value)
    if isinstance(value, list):
        return [_each(one, told) for one in value]
    return {key: _each(inner, told) for key, inner in value.items()} if isinstance(value, dict) else value
