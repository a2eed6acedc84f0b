"""A package at work in a test: brought in, offered, launched, and spoken for as a unit would."""

import io
import zipfile
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import msgspec

from cabochon.demo.maison import Maison
from cabochon.directory.package_rows import Launch
from cabochon.directory.rows import Account, Key
from cabochon.house import House
from cabochon.house.hosting_words import actor_of, session_of
from cabochon.privacy.viewer import Viewer
from cabochon.programme import cmi5
from cabochon.programme.package import Unit
from cabochon.stream import Query
from cabochon.xapi.conditions import conditions
from cabochon.xapi.documents import Named, Resource
from cabochon.xapi.versions import V103

BASE = "http://127.0.0.1:9998"
COURSE = "https://example.com/courses/straps"
PAGE = b"<!doctype html><title>A unit</title><script type=module src=unit.js></script>"


def structure(*units: str, course: str = COURSE) -> bytes:
    words = '<title><langstring lang="en">Straps for summer</langstring></title>'
    said = '<description><langstring lang="en">Which strap, and how to offer it</langstring></description>'
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">'
        f'<course id="{course}">{words}{said}</course>{"".join(units)}</courseStructure>'
    ).encode()


def au(
    name: str, *, url: str = "index.html?theme=plain", more: str = 'moveOn="CompletedAndPassed" masteryScore="0.8"'
) -> str:
    return (
        f'<au id="{COURSE}/{name}" {more}><title><langstring lang="en">{name.capitalize()}</langstring></title>'
        f'<description><langstring lang="en">About {name}</langstring></description><url>{url}</url></au>'
    )


def block(name: str, *units: str) -> str:
    words = f'<title><langstring lang="en">{name}</langstring></title>'
    return (
        f'<block id="{COURSE}/{name}">{words}<description><langstring lang="en">{name}</langstring></description>'
        f"{''.join(units)}</block>"
    )


def packed(manifest: bytes, files: Mapping[str, bytes] | None = None, *, name: str = "cmi5.xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, body in {name: manifest, **(files or {"index.html": PAGE, "unit.js": b"export {};"})}.items():
            archive.writestr(one, body)
    return made.getvalue()


def spoken(
    session: cmi5.Session, verb: str, *, about: str = "", defined: bool = True, **changes: Any
) -> dict[str, Any]:
    """A statement as a good unit makes it; changes: actor, object, registration, named (the session), scaled."""
    name = cmi5.NAMES.get(verb, "")
    moves = name in ("completed", "passed", "failed")
    context = cmi5.context(session, move_on=moves)
    if not defined:
        context["contextActivities"].pop("category")
    if session.unit.mastery is not None and name in ("passed", "failed"):
        context["extensions"][cmi5.MASTERY] = session.unit.mastery
    context["registration"] = changes.get("registration", context["registration"])
    context["extensions"][cmi5.SESSION] = changes.get("named", session.id)
    result: dict[str, Any] = {"duration": "PT1M30S"} if moves or name == "terminated" else {}
    result |= {"completed": {"completion": True}, "passed": {"success": True}, "failed": {"success": False}}.get(
        name, {}
    )
    if name in ("passed", "failed"):
        result["score"] = {"scaled": changes.get("scaled", 0.9 if name == "passed" else 0.3)}
    if not defined:
        result = {"success": True, "response": "strap"}
    return {
        "id": str(uuid4()), "timestamp": datetime.now(UTC).isoformat(), "actor": changes.get("actor", session.actor),
        "verb": {"id": verb}, "object": changes.get("object", {"id": about or session.activity}), "context": context,
        **({"result": result} if result else {}),
    }  # fmt: skip


@dataclass
class Learner:
    house: House
    viewer: Viewer
    person: str
    package: str
    unit: Unit
    running: str = ""

    def launch(self, unit: str = "") -> Any:
        if unit:
            self.unit = next(one for one in self.units() if one.id.endswith(f"/{unit}"))
        made = self.house.hosting.launch(self.viewer, self.package, self.unit.id, base=BASE)
        self.running = made.session
        return made

    def try_out(self) -> Any:
        made = self.house.hosting.try_out(self.viewer, self.package, self.unit.id, base=BASE)
        self.running = made.session
        return made

    def units(self) -> tuple[Unit, ...]:
        return self.house.packages.course(self.package).units

    def row(self) -> Launch:
        found = self.house.directory.get(Launch, self.running)
        assert found is not None
        return found

    def session(self) -> cmi5.Session:
        return session_of(self.house, self.row(), self.house.packages.course(self.package))

    def address(self) -> dict[str, str]:
        if not self.running:
            self.launch()
        one = self.house.hosting.play(self.viewer, self.package, self.running)
        return dict(parse_qsl(urlsplit(one.address).query))

    def key(self) -> Key:
        return self.house.keyring.key(self.row().key)

    def fetched(self) -> str:
        token = self.address()["fetch"].rpartition("/")[2]
        return b64decode(self.house.hosting.fetch(token)["auth-token"]).decode()

    def made(self, verb: str, **changes: Any) -> dict[str, Any]:
        return spoken(self.session(), cmi5.VERBS[verb], **changes)

    def say(self, *verbs: str, key: Key | None = None, **changes: Any) -> None:
        for verb in verbs:
            self.send(self.made(verb, **changes), key=key)

    def send(self, *statements: dict[str, Any], key: Key | None = None) -> None:
        body = msgspec.json.encode(statements if len(statements) > 1 else statements[0])
        self.house.hosting.keys.take(key or self.key(), body, V103)

    def told(self, verb: str, person: str = "") -> list[dict[str, Any]]:
        """Statements of that verb about this learner, or about somebody else, in order."""
        ref = self.house.entrance.ref
        account = f"account {self.house.home}/people {person or self.person}"
        refs = (frozenset((ref("verb", cmi5.VERBS[verb]),)), frozenset((ref("agent", account),)))
        found = self.house.log.query(Query(refs=refs, ascending=True)).found
        return [statement(self.house, one) for one in found if not one.entry.kind]

    def steps(self) -> list[tuple[str, str]]:
        """(verb, source) of our own steps of learning in the stream, in order."""
        ref = self.house.entrance.ref
        found = self.house.log.query(Query(refs=(frozenset((ref("kind", "learning"),)),), ascending=True)).found
        said = [msgspec.json.decode(one.entry.clear or b"{}") for one in found]
        return [(one["verb"]["id"].rpartition("/")[2], one["context"]["platform"]) for one in said]

    def named(self, name: str, **wrong: Any) -> Named:
        row = self.row()
        given = {"agent": actor_of(self.house.home, row), "registration": row.registration} | wrong
        return Named(resource=Resource.STATE, activity=row.unit, name=name, **given)

    def keep_state(self, name: str, body: bytes, **wrong: Any) -> None:
        none = conditions(None, None)
        self.house.documents.put(
            self.key(), self.named(name, **wrong), V103, conditions=none, content_type="text/plain", body=body
        )

    def read_state(self, name: str) -> bytes:
        return self.house.documents.read(self.key(), self.named(name)).body

    def state(self, name: str) -> Any:
        return msgspec.json.decode(self.read_state(name))

    def preferences(self, *, write: bool = False) -> bytes:
        what = Named(
            resource=Resource.AGENT_PROFILE, agent=actor_of(self.house.home, self.row()), name=cmi5.PREFERENCES
        )
        if write:
            self.house.documents.put(
                self.key(), what, V103, conditions=conditions("*", None), content_type="text/plain", body=b"x"
            )
        return self.house.documents.read(self.key(), what).body

    def as_author(self) -> "Learner":
        return replace(self, viewer=author(self.house), running="")


def author(house: House) -> Viewer:
    house.directory.put(Account(id="lina", login="lina", name="Lina", role="ld_author"))
    viewer = house.viewer("lina")
    assert viewer is not None
    return viewer


def hosted(
    house: House,
    one: Maison,
    *,
    manifest: bytes = b"",
    files: Mapping[str, bytes] | None = None,
    module: bool = False,
    name: str = "cmi5.xml",
) -> Learner:
    """A package offered to advisors, and one of them. It runs at port 9999 of whatever address one comes by.

    module: its steps are told under the first module of the library.
    """
    house.values["content_port"] = "9999"  # type: ignore[index]
    seller = one.sellers[one.doors[0].code][0].person
    house.directory.keep([replace(house.snapshot.person_on(seller.id, house.today) or seller, job_role="advisor")])
    by = author(house)
    package = house.packages.bring_in(by, packed(manifest or structure(au("one")), files, name=name))
    told_under = house.library.shelf(closed=True)[0].key if module else ""
    house.packages.offer(by, package.id, roles=("advisor",), module=told_under)
    door = one.doors[0].code
    house.directory.put(
        Account(id="ana", login="ana", name=seller.name, role="associate", boutiques=(door,), person=seller.id)
    )
    viewer = house.viewer("ana")
    assert viewer is not None
    return Learner(house, viewer, seller.id, package.id, house.packages.course(package.id).units[0])


def statement(house: House, kept: Any) -> dict[str, Any]:
    from cabochon.privacy.opening import opened

    found: dict[str, Any] = msgspec.json.decode(opened(house.directory, kept) or b"{}")
    return found
