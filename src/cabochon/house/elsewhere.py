"""Learning that happened elsewhere, in a package or in another LMS, told as steps of our own.

What counts: statements about a package's unit, about an activity somebody has said is one of our modules, or about a
module's own address, with verbs of cmi5, Tin Can or ADL. Who it is: a person of ours by account, else by an identifier
of the directory; an unknown one waits until somebody claims the code. Nothing is told twice: the key is the statement.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import msgspec

from ..directory.package_rows import Alias, Package
from ..directory.rows import Unclaimed, Value
from ..languages import mark
from ..privacy.opening import opened
from ..programme.cmi5 import ADL, CATEGORY, VERBS
from ..refusals import Refused, Unknown
from ..retail.events import Learning
from ..retail.who import person
from ..stream import Kept, Query
from ..vocabulary.codecs import SECONDS
from ..vocabulary.places import address
from ..xapi.checking import VOIDED
from .hosting_words import part_activity, tell, unit_activity, vouched

if TYPE_CHECKING:
    from . import House

SOURCE = "lms"
BY_CODE = (SOURCE, "login", "people")  # identifiers an account's name or an address may be
WHAT = {
    "launched": "launched", "attempted": "launched", "initialized": "launched", "answered": "practised",
    "completed": "completed", "passed": "passed", "mastered": "passed", "failed": "failed",
}  # fmt: skip
VERB_OF = {"practised": f"{ADL}/answered"}
WAITING, KNOWN = "packages:waiting", "packages:known"
MOST_WAITING = 10_000
FRESH = timedelta(seconds=30)  # a new module is watched after this at the latest
SLUG = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Target:
    """What an activity elsewhere is here; module "": it only counts for its package.

    several: of a package with several units, whose outcome is the course's.
    """

    module: str
    item: str = ""
    skill: str = ""
    several: bool = False
    course: bool = False


class Elsewhere:
    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory
        self._modules: tuple[datetime, dict[str, Target]] | None = None
        self._targets: dict[str, Target] = {}
        self._change = -1

    def watched(self) -> frozenset[int]:
        """Index keys of everything that is listened for."""
        return self._refs(self._targets)

    def missed(self) -> frozenset[int]:
        """Those that are new, or mean another module, since what went before was heard. They count as heard now."""
        self._targets = self._now()
        marks = {iri: f"{one.module} {one.item} {one.several:d}" for iri, one in self._targets.items()}
        kept = self._directory.get(Value, KNOWN)
        before = msgspec.json.decode(kept.value, type=dict[str, str]) if kept else {}
        news = {iri: mark for iri, mark in marks.items() if before.get(iri) != mark}
        if news:
            self._directory.put(Value(id=KNOWN, value=msgspec.json.encode({**before, **news}).decode()))
        return self._refs(news)

    def hear(self, kept: Kept) -> bool:
        """Tell what a statement says as a step of learning; False where it says none, or its person is unknown."""
        if kept.entry.kind:
            return False  # one of ours already
        body = opened(self._directory, kept)
        said = msgspec.json.decode(body) if body else None
        if said is None or kept.voided:
            return False
        found = self._step(said, by_house=vouched(self._house, kept) == "")
        if found is None:
            return False
        what, target = found
        if not target.module:
            return False
        at = _when(said, kept)
        who = self._person(said["actor"], at, kept.entry.id)
        if not who:
            return False
        event = self._event(said, kept.entry.id, who, at, what=what, target=target)
        if event is None or self._said_here(event):
            return False
        return bool(self._house.keep_as().events([event]).new)

    def retry(self) -> None:
        """Look again at what waits for its person, once the directory has changed."""
        if (change := self._directory.change()) == self._change:
            return
        self._change = change
        if waiting := self._waiting():
            self._targets = self._targets or self._now()
            self._directory.put(Value(id=WAITING, value="[]"))
            for kept in self._house.log.by_id(waiting):
                self.hear(kept)

    def take_back(self, voided: Iterable[str]) -> None:
        """Void what was told of statements that were voided."""
        for one in voided:
            key = self._house.entrance.ref("key", f"learning|{self._key(one)}")
            for kept in self._house.log.query(Query(refs=(frozenset((key,)),), limit=20)).found:
                if kept.entry.kind == "learning":
                    voiding = {
                        "actor": {"objectType": "Agent",
                                  "account": {"homePage": f"{self._house.home}/accounts", "name": "house"}},
                        "verb": {"id": VOIDED, "display": {"en": "voided"}},
                        "object": {"objectType": "StatementRef", "id": kept.entry.id},
                    }  # fmt: skip
                    tell(self._house, str(uuid5(UUID(kept.entry.id), mark("taken back"))), voiding, self._house.clock())

    # What it is about

    def _now(self) -> dict[str, Target]:
        home, found = self._house.home, dict(self._own_modules())
        for package in self._directory.find(Package):
            try:
                course = self._house.packages.course(package.id)
            except Unknown:
                continue
            several = len(course.units) > 1
            for unit in course.units:
                one = Target(package.module, skill=package.skill, several=several)
                found[unit_activity(home, course, package.id, unit)] = one
                found |= {unit.id: one} if package.module and unit.id not in found else {}
            found[part_activity(home, package.id, (), course.id)] = Target(
                package.module, skill=package.skill, several=several, course=True
            )
        return found | {one.id: Target(one.module, one.item) for one in self._directory.find(Alias)}

    def _own_modules(self) -> Mapping[str, Target]:
        now, home = self._house.clock(), self._house.home
        if self._modules is None or not timedelta() <= now - self._modules[0] < FRESH:
            found: dict[str, Target] = {}
            for module in self._house.library.shelf(closed=True):
                found[address(home, "modules", module.key)] = Target(module.key)
                for exercise in module.exercises:
                    iri = address(home, "modules", module.key, "items", exercise.key)
                    found[iri] = Target(module.key, exercise.key)
            self._modules = now, found
        return self._modules[1]

    def _refs(self, activities: Iterable[str]) -> frozenset[int]:
        return frozenset(self._house.entrance.ref("related_activity", one) for one in activities)

    def _step(self, said: Mapping[str, Any], *, by_house: bool) -> tuple[str, Target] | None:
        verb, target = said["verb"]["id"], said["object"]
        if target.get("objectType", "Activity") != "Activity":
            return None
        context = said.get("context") or {}
        here = self._targets.get(target["id"])
        if by_house and verb == VERBS["satisfied"]:
            return ("completed", here) if here and here.course and here.several else None
        what = WHAT.get(verb.rpartition("/")[2]) if verb.startswith(f"{ADL}/") else None
        if what is None or (here and here.course):
            return None
        if verb == f"{ADL}/initialized" and CATEGORY in _ids(context, "category"):
            return None  # the LMS has said launched before it
        if here is not None:
            outcome = what in ("completed", "passed", "failed")
            return None if here.several and outcome else (what, here)
        if what != "practised":
            return None
        for name in ("parent", "grouping", "category", "other"):
            for iri in _ids(context, name):
                if (around := self._targets.get(iri)) is not None and not around.course:
                    return what, Target(around.module, _slug(target["id"]), around.skill)
        return None

    # Who it is

    def _person(self, actor: Mapping[str, Any], at: datetime, statement: str) -> str:
        """The person's id; "" for nobody of ours, where a code that could be somebody's waits to be claimed."""
        account, home = actor.get("account"), self._house.home
        if account and account["homePage"] == f"{home}/people":
            known = self._house.snapshot.person_on(account["name"], at.date())
            return account["name"] if known else ""
        if account and account["homePage"].startswith(f"{home}/"):
            return ""
        code = account["name"] if account else str(actor.get("mbox", "")).removeprefix("mailto:")
        if not code:
            return ""
        for source in BY_CODE:
            for spelt in dict.fromkeys((code, code.lower())):
                if found := self._house.snapshot.person_of(source, spelt, "", at.date()):
                    return str(found)
        name = f"{SOURCE}/{self._house.entrance.naming.code(SOURCE, code)}"
        if self._directory.buried(f"code:{name}"):
            return ""  # of somebody who was erased
        self._directory.add(Unclaimed(id=name, source=SOURCE, code=code, boutique="", seen=at))
        waiting = self._waiting()
        if statement not in waiting and len(waiting) < MOST_WAITING:
            self._directory.put(Value(id=WAITING, value=msgspec.json.encode([*waiting, statement]).decode()))
        return ""

    def _waiting(self) -> list[str]:
        kept = self._directory.get(Value, WAITING)
        return msgspec.json.decode(kept.value, type=list[str]) if kept else []

    # What is told

    def _event(
        self, said: Mapping[str, Any], statement: str, who: str, at: datetime, *, what: str, target: Target
    ) -> Learning | None:
        staff = self._house.snapshot.person_on(who, at.date())
        if staff is None:
            return None
        result, context = said.get("result") or {}, said.get("context") or {}
        scaled = (result.get("score") or {}).get("scaled")
        return Learning(
            at=at, boutique=staff.boutique, source=SOURCE, key=statement, associate=person(who), what=what,
            module=target.module, item=target.item if what == "practised" else "", skill=self._skill(target),
            job_role=staff.job_role, language=str(context.get("language", ""))[:20],
            scaled=scaled if isinstance(scaled, int | float) else None, success=result.get("success"),
            seconds=_seconds(result.get("duration")),
            attempt=UUID(context["registration"]) if "registration" in context else None,
        )  # fmt: skip

    def _skill(self, target: Target) -> str:
        if target.skill:
            return target.skill
        try:
            return str(self._house.library.module(target.module).skill)
        except Unknown:
            return ""

    def _said_here(self, event: Learning) -> bool:
        """Whether the same step of the same attempt was told in our own words already, as a module of ours does."""
        if event.attempt is None:
            return False
        ref, iri = self._house.entrance.ref, address(self._house.home, "modules", event.module)
        asked = (("registration", str(event.attempt)), ("kind", "learning"), ("related_activity", iri),
                 ("verb", VERB_OF.get(event.what, f"{ADL}/{event.what}")))  # fmt: skip
        refs = tuple(frozenset((ref(name, value),)) for name, value in asked)
        own = b'"' + SOURCE.encode() + b'"'
        return any(b'"platform":' + own not in (kept.entry.clear or b"")
                   for kept in self._house.log.query(Query(refs=refs, limit=20)).found)  # fmt: skip

    def _key(self, statement: str) -> str:
        """What our own step of that statement goes by in the index."""
        bare = Learning(at=self._house.clock(), boutique="", source=SOURCE, key=statement, associate=person("-"),
                        what="launched", module="-")  # fmt: skip
        return self._house.entrance.naming.named(bare, lambda *_: "")[0].key


def _when(said: Mapping[str, Any], kept: Kept) -> datetime:
    at = datetime.fromisoformat(said["timestamp"]) if "timestamp" in said else kept.stored
    return at if at.tzinfo else at.replace(tzinfo=kept.stored.tzinfo)


def _ids(context: Mapping[str, Any], name: str) -> list[str]:
    found = (context.get("contextActivities") or {}).get(name) or []
    return [one["id"] for one in (found if isinstance(found, list) else [found])]


def _slug(iri: str) -> str:
    last = iri.rstrip("/").rpartition("/")[2]
    return SLUG.sub("-", last).strip("-")[-60:] or "item"


def _seconds(duration: Any) -> float | None:
    try:
        return float(SECONDS.get(duration, "")) if duration else None
    except Refused:
        return None
