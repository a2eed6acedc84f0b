"""The short demos that volunteer mentors record: sent, reviewed, published, withdrawn."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..directory.rows import Demo, Mentor
from ..languages import mark
from ..privacy import notes
from ..privacy.roles import right
from ..privacy.sealing import month_key, seal, unseal
from ..privacy.shutting import closed
from ..privacy.viewer import Viewer
from ..programme.playbook import CLIENT_VISIT
from ..refusals import Conflict, NotAllowed, Refused, Unknown
from . import media
from .mentors import Mentors

if TYPE_CHECKING:
    from . import House

BEHAVIOURS = {one.key: one.title for one in CLIENT_VISIT.behaviours}
AUDIENCES = {"boutique": mark("their boutique"), "region": mark("their region"), "everyone": "everyone"}
TITLE, WATCH, REASON, TRANSCRIPT = 80, 140, 140, 2000  # characters
PER_MENTOR = 20  # demos not withdrawn
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said about a demo; sealed at rest."""

    title: str
    watch: str
    transcript: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A demo as one viewer may see it. by: a name in their own boutique, "a colleague from ..." above it."""

    id: str
    behaviour: str
    title: str
    watch: str
    transcript: str
    reason: str
    language: str
    media: str
    seconds: float
    state: str
    audience: str
    by: str
    mine: bool
    at: datetime


class Demos:
    """folder: DATA/media, set when the house is opened; a house in memory has none and takes no recording."""

    folder: Path | None = None

    def __init__(self, house: "House") -> None:
        self._house, self._directory, self.mentors = house, house.directory, Mentors(house)

    def add(self, viewer: Viewer, *, behaviour: str, title: str, language: str, watch: str, transcript: str,
            alone: bool, recording: bytes, demo: str = "") -> str:  # fmt: skip
        """A new demo by an accepted mentor, sent for review; its id.

        Args:
            demo: an id made by the form, so that what is sent twice is kept once.
        Raises:
            NotAllowed: no mentor. Refused: a field, a client in the words, no tick, a recording we do not take.
        """
        row = self.mentors.of(viewer)
        if row is None or row.state != "accepted" or row.boutique not in viewer.boutiques:
            raise NotAllowed("demos are recorded by mentors; your manager asks volunteers", "/file")
        if behaviour not in BEHAVIOURS:
            raise Refused("choose what the demo shows", "/behaviour")
        if not LANGUAGE.fullmatch(language):
            raise Refused("should be a language, such as en or fr", "/language")
        if not alone:
            raise Refused("tick that no client is in view or heard; else record it again without", "/alone")
        words = Words(title=self._clean(title, "/title", TITLE), watch=self._clean(watch, "/watch", WATCH),
                      transcript=self._clean(transcript, "/transcript", TRANSCRIPT, needed=False))  # fmt: skip
        known = self._directory.get(Demo, demo) if re.fullmatch(r"[0-9a-f]{32}", demo) else None
        if known:
            return known.id
        if self.folder is None:
            raise Refused("this house keeps no recordings", "/file", 503)
        mine = [one for one in self._directory.find(Demo, person=viewer.person) if one.state != "withdrawn"]
        if len(mine) >= PER_MENTOR:
            raise Refused(f"you have {PER_MENTOR} demos; withdraw one first", "/file")
        if not recording:
            raise Refused("choose a recording", "/file")
        found, now = media.read(recording), self._house.clock()
        made = demo if re.fullmatch(r"[0-9a-f]{32}", demo) else secrets.token_hex(16)
        month, person = month_key("demo", now), _key(viewer.person)
        sealed = seal(self._directory, msgspec.json.encode(words), made, person=person, month=month)
        media.keep(self.folder, self._directory, found.body, made, person=person, month=month)
        self._directory.add(Demo(
            id=made, person=viewer.person, boutique=row.boutique, behaviour=behaviour, language=language,
            media=found.type, size=len(found.body), seconds=found.seconds, month=month, words=sealed, at=now,
        ))  # fmt: skip
        self._directory.note(viewer.account, mark("sent a demo"), made)
        return made

    def listed(self, viewer: Viewer) -> list[Shown]:
        """Published ones the viewer may watch, by behaviour, then by title."""
        shown = [self._shown(viewer, row, words) for row, words in self._open(viewer) if row.state == "published"]
        order = list(BEHAVIOURS)
        return sorted(shown, key=lambda s: (order.index(s.behaviour), s.title.casefold(), s.id))

    def mine(self, viewer: Viewer) -> list[Shown]:
        """One's own, the newest first."""
        rows = [(row, words) for row, words in self._open(viewer) if row.person == viewer.person]
        return sorted((self._shown(viewer, *one) for one in rows), key=lambda s: s.at, reverse=True)

    def waiting(self, viewer: Viewer) -> list[Shown]:
        """Those to review, the oldest first."""
        rows = [(row, words) for row, words in self._open(viewer) if row.state == "sent"]
        return sorted((self._shown(viewer, *one) for one in rows), key=lambda s: s.at)

    def file(self, viewer: Viewer, demo: str) -> tuple[str, bytes]:
        """(content type, bytes).

        Raises:
            Unknown: not there, withdrawn, erased, or not this viewer's to see.
        """
        row, _ = self._one(viewer, demo)
        body = media.opened(self.folder, self._directory, row.id, person=_key(row.person), month=row.month) \
            if self.folder else None  # fmt: skip
        if body is None:
            raise Unknown("nothing is here")
        return row.media, body

    def publish(self, viewer: Viewer, demo: str, audience: str, transcript: str) -> None:
        """
        Raises:
            Refused: no audience, or no transcript: a demo is for those too who do not hear it. Conflict: not waiting.
        """
        row, words = self._one(viewer, demo, review=True)
        if audience not in AUDIENCES:
            raise Refused("choose who may see it", "/audience")
        said = self._clean(transcript or words.transcript, "/transcript", TRANSCRIPT, needed=False)
        if not said:
            raise Refused("write down what is said or done, for those who do not hear or see it", "/transcript")
        words = msgspec.structs.replace(words, transcript=said, reason="")
        self._reviewed(viewer, row, words, "published", audience)

    def send_back(self, viewer: Viewer, demo: str, reason: str) -> None:
        """
        Raises:
            Refused: no reason. Conflict: it is not waiting.
        """
        row, words = self._one(viewer, demo, review=True)
        words = msgspec.structs.replace(words, reason=self._clean(reason, "/reason", REASON))
        self._reviewed(viewer, row, words, "returned", "")

    def withdraw(self, viewer: Viewer, demo: str) -> None:
        """By its mentor, at any time: the recording is deleted, and what was said about it.

        Raises:
            Unknown: not theirs.
        """
        row, _ = self._one(viewer, demo)
        if row.person != viewer.person:
            raise Unknown("nothing is here")
        self._directory.put(replace(row, state="withdrawn", words=b"", audience=""))
        if self.folder:
            media.remove(self.folder, row.id)
        self._directory.note(viewer.account, mark("withdrew a demo"), row.id)

    def words_of(self, row: Demo) -> dict[str, str]:
        """What is said of a demo, for the report to its mentor; {} where the key is destroyed."""
        words = self._words(row)
        return {name: said for name, said in msgspec.to_builtins(words).items() if said} if words else {}

    def forget(self, person: str) -> None:
        """Every demo and the mentor's row of somebody who is erased."""
        for row in self._directory.find(Demo, person=person):
            if self.folder:
                media.remove(self.folder, row.id)
            self._directory.delete(Demo, row.id)
        self._directory.delete(Mentor, person)

    def _reviewed(self, viewer: Viewer, row: Demo, words: Words, state: str, audience: str) -> None:
        sealed = seal(self._directory, msgspec.json.encode(words), row.id, person=_key(row.person), month=row.month)
        fresh = replace(row, state=state, audience=audience, words=sealed, reviewed_by=viewer.account,
                        reviewed=self._house.clock())  # fmt: skip
        if row.state != "sent" or not self._directory.swap(row, fresh):
            raise Conflict("it was reviewed or withdrawn meanwhile; look at the list again", "/demo")
        self._directory.note(viewer.account, mark(f"{state} a demo"), row.id, audience)

    def _clean(self, text: str, pointer: str, most: int, *, needed: bool = True) -> str:
        text = " ".join(text.split()) if most < TRANSCRIPT else text.strip().replace("\r\n", "\n")
        if needed and not text:
            raise Refused("is empty; say it in a few words", pointer)
        if "\0" in text:
            raise Refused("holds a character no text has (NUL)", pointer)
        entrance = self._house.entrance
        notes.refuse(text, pointer, staff=entrance.staff(), words=entrance.words(), most=most)
        return text

    def _open(self, viewer: Viewer) -> Iterator[tuple[Demo, Words]]:
        """Those the viewer may see, with their words; without those whose keys are destroyed."""
        regions = self._regions()
        for row in self._directory.find(Demo):
            if row.state != "withdrawn" and self._may(viewer, row, regions) and (words := self._words(row)):
                yield row, words

    def _one(self, viewer: Viewer, demo: str, *, review: bool = False) -> tuple[Demo, Words]:
        row = self._directory.get(Demo, demo) if re.fullmatch(r"[0-9a-f]{32}", demo) else None
        words = self._words(row) if row and row.state != "withdrawn" else None
        if row is None or words is None or not self._may(viewer, row, self._regions()):
            raise Unknown("nothing is here")
        if review and not self._reviews(viewer, row):
            raise Unknown("nothing is here")
        return row, words

    def _may(self, viewer: Viewer, row: Demo, regions: dict[str, str]) -> bool:
        if viewer.person == row.person or self._reviews(viewer, row):
            return True
        if row.state != "published":
            return False
        near = {regions.get(door, "") for door in viewer.boutiques} - {""}
        return (
            row.audience == "everyone"
            or row.boutique in viewer.boutiques
            or (row.audience == "region" and regions.get(row.boutique, "") in near)
        )

    def _reviews(self, viewer: Viewer, row: Demo) -> bool:
        return right(viewer, "demos.review") != "no" and row.boutique in viewer.boutiques

    def _regions(self) -> dict[str, str]:
        return {door.code: door.region for door in self._house.snapshot.doors(self._house.today)}

    def _words(self, row: Demo) -> Words | None:
        try:
            said = unseal(self._directory, row.words, row.id, person=_key(row.person), month=row.month)
        except ValueError:
            return None
        return msgspec.json.decode(said, type=Words) if said else None

    def _shown(self, viewer: Viewer, row: Demo, words: Words) -> Shown:
        here = row.boutique in viewer.boutiques and right(viewer, "names.see") in ("self", "boutique")
        person = self._house.snapshot.person_on(row.person, self._house.today) if here else None
        door = self._house.snapshot.door_on(row.boutique, self._house.today)
        if closed(viewer, row.boutique, row.person):
            person = None
        by = person.name if person else mark(f"a colleague from {door.name if door else row.boutique}")
        return Shown(
            row.id, row.behaviour, words.title, words.watch, words.transcript, words.reason, row.language, row.media,
            row.seconds, row.state, row.audience, by, row.person == viewer.person, row.at,
        )  # fmt: skip


def _key(person: str) -> str:
    return f"person:{person}"
