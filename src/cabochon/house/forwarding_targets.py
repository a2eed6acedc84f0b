"""Targets as people set them up: other record stores, and webhooks."""

import re
import secrets as chance
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..directory.rows import Course, DeadLetter, Target
from ..languages import mark
from ..outside.http import Outward
from ..privacy.sealing import locked, unlocked
from ..refusals import Conflict, Refused, Unknown
from ..stream import Query
from .exporting_choice import Choice
from .forwarding_letters import EVERY, key_of, new_secret
from .outward import Line

if TYPE_CHECKING:
    from . import House

STORE, WEBHOOK = "store", "webhook"
VERSIONS = ("1.0.3", "2.0.0")
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
SECRETS = 2  # of a webhook while its receiver changes over


@dataclass(frozen=True, slots=True)
class State:
    """How a target stands. behind: statements of the log not yet looked at for it; dead: those it would not take."""

    target: Target
    course: Course
    behind: int
    dead: int

    @property
    def word(self) -> str:
        """given up, paused, failing, behind or up to date."""
        if self.course.ended:
            return mark("given up")
        if self.target.paused:
            return "paused"
        if self.course.failing:
            return "failing"
        return "behind" if self.behind else mark("up to date")


class Targets:
    """Added, looked at, paused, removed; and how far each has come."""

    def __init__(self, house: "House") -> None:
        self._house, self.directory = house, house.directory
        self._lock = Lock()
        self._line = Line(house)

    # Set up

    def add_store(
        self, name: str, *, url: str, key: str, secret: str, choice: Choice, version: str = "1.0.3", by: str,
    ) -> Target:  # fmt: skip
        """Forward to another record store everything chosen, from the first statement on unless `choice.since` says.

        Raises:
            Refused: an address the house does not speak to, no key, a version we do not speak. Conflict: the name.
        """
        if version not in VERSIONS:
            raise Refused(f"should be one of {', '.join(VERSIONS)}", "version")
        if not key.strip() or not secret.strip():
            raise Refused("is missing; the other store gives a key and a secret", "secret" if key.strip() else "key")
        if choice.agents or choice.until:
            raise Refused("is no filter of forwarding", "agent" if choice.agents else "until")
        start = self._place(choice.since)
        url = url.strip().rstrip("/").removesuffix("/statements")
        return self._add(
            Target(
                id=name, way=STORE, url=url, key=key.strip(), secrets=(self._sealed(name, secret.strip()),),
                version=version, verbs=choice.verbs, activities=choice.activities, boutiques=choice.boutiques,
                kinds=choice.kinds, sources=choice.sources, since=choice.since, created=self._house.clock(),
            ), start, by,
        )  # fmt: skip

    def add_webhook(self, name: str, *, url: str, choice: Choice, secret: str = "", by: str) -> tuple[Target, str]:
        """Tell an address of every chosen statement kept from now on; returns the secret it can check us by.

        Raises:
            Refused, Conflict: as `add_store`; a secret that is no whsec_ one.
        """
        if choice.agents or choice.until or choice.since:
            raise Refused("is no filter of a webhook", "agent" if choice.agents else "since")
        secret = secret or new_secret(chance.token_bytes(32))
        key_of(secret)
        target = Target(
            id=name, way=WEBHOOK, url=url.strip(), secrets=(self._sealed(name, secret),), verbs=choice.verbs,
            activities=choice.activities, boutiques=choice.boutiques, kinds=choice.kinds or (EVERY,),
            sources=choice.sources, created=self._house.clock(),
        )  # fmt: skip
        return self._add(target, self._house.log.position(), by), secret

    def rotate(self, name: str, *, by: str, secret: str = "") -> str:
        """A new secret; a webhook is signed with the one before as well until the next rotation.

        Raises:
            Unknown: no such target. Refused: a store's secret is given by the store.
        """
        target = self.get(name)
        if target.way == STORE and not secret.strip():
            raise Refused("is missing; the other store gives it", "secret")
        made = secret.strip() or new_secret(chance.token_bytes(32))
        if target.way == WEBHOOK:
            key_of(made)
        kept = target.secrets[: SECRETS - 1] if target.way == WEBHOOK else ()
        self.directory.put(replace(target, secrets=(self._sealed(name, made), *kept)))
        self.directory.note(by, mark("renewed a secret"), name)
        self.mark(name, again=None)
        return made

    def pause(self, name: str, *, by: str) -> None:
        self.directory.put(replace(self.get(name), paused=True))
        self.directory.note(by, mark("paused forwarding"), name)

    def resume(self, name: str, *, by: str) -> None:
        """Go on at once, where it had stopped; also after it was given up."""
        self.directory.put(replace(self.get(name), paused=False))
        self.mark(name, ended="", failing=None, reason="", tries=0, again=None)
        self.directory.note(by, mark("resumed forwarding"), name)

    def remove(self, name: str, *, by: str) -> None:
        """It gets nothing any more; what it has, it has.

        Raises:
            Unknown: there is none by that name.
        """
        target = self.get(name)
        with self._lock:
            self.directory.delete(Target, name)
            self.directory.delete(Course, name)
            for one in self.directory.find(DeadLetter, target=name):
                self.directory.delete(DeadLetter, one.id)
        self.directory.note(by, mark("closed forwarding"), name, target.url)

    # Look

    def get(self, name: str) -> Target:
        """
        Raises:
            Unknown: there is none by that name.
        """
        found = self.directory.get(Target, name)
        if found is None:
            raise Unknown(f"nothing goes to {name!r}; the list shows what there is", "name")
        return found

    def all(self, way: str) -> list[State]:
        """Targets of one way, store or webhook, with how they stand, in the order they were added."""
        at = self._house.log.position()
        return [self._state(one, at) for one in self.directory.find(Target, way=way)]

    def state(self, name: str) -> State:
        return self._state(self.get(name), self._house.log.position())

    def _state(self, target: Target, at: int) -> State:
        course = self.directory.get(Course, target.id) or Course(id=target.id)
        dead = len(self.directory.find(DeadLetter, target=target.id))
        return State(target, course, max(0, at - course.position), dead)

    def letters(self, name: str) -> list[DeadLetter]:
        """What a target would not take, the first refused first."""
        return self.directory.find(DeadLetter, target=name)

    def discard(self, letters: Sequence[str], *, by: str) -> int:
        """Forget dead letters; the statements stay in the log. How many there were."""
        gone = sum(self.directory.delete(DeadLetter, one) for one in letters)
        self.directory.note(by, mark("discarded dead letters"), "", str(gone))
        return gone

    # For who sends

    def secrets(self, target: Target) -> list[str]:
        return [unlocked(self.directory, one, f"target:{target.id}") for one in target.secrets]

    def mark(self, name: str, **changes: Any) -> None:
        """Write down how far a target has come; nothing when it was removed meanwhile."""
        with self._lock:
            course = self.directory.get(Course, name)
            if course is not None:
                self.directory.put(replace(course, **changes))

    @property
    def outward(self) -> Outward:
        return self._line.outward

    def hush(self) -> None:
        """End what is under way at once; the next who speaks opens anew."""
        self._line.hush()

    def _add(self, target: Target, start: int, by: str) -> Target:
        if not NAME.fullmatch(target.id) or target.id == "new":  # its page has an address of that name
            raise Refused("should be lower-case letters, digits, . _ or -, and not new", "name")
        self.outward.check(target.url)
        with self._lock:
            if self.directory.get(Target, target.id) is not None:
                raise Conflict("is taken; choose another, or remove that one first", "name")
            self.directory.put(target, Course(id=target.id, position=start))
        self.directory.note(by, mark("opened forwarding"), target.id, f"{target.way} {target.url}")
        return target

    def _sealed(self, name: str, secret: str) -> bytes:
        return locked(self.directory, secret, f"target:{name}")

    def _place(self, since: datetime | None) -> int:
        """The position before the first statement stored after `since`; 0 for all."""
        if since is None:
            return 0
        found = self._house.log.query(Query(since=since, ascending=True, limit=1)).found
        return found[0].seq - 1 if found else self._house.log.position()
