"""The skills map in force, its versions, and the one draft L&D writes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from ..directory.rows import Edition
from ..languages import mark
from ..measures import catalogue
from ..measures.families import HEALTH
from ..privacy import notes
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..programme import lint, skills_reading
from ..programme import skills as skills_map
from ..programme.skills import Coverage, Skill, SkillsMap
from ..refusals import Conflict, NotAllowed, Refused
from . import versions_kept as versions

if TYPE_CHECKING:
    from . import House

__all__ = ["MOVABLE", "STARTER", "Skills"]

WHAT = "skills"
STARTER = 1  # the version that ships
BODY = 500_000  # bytes of a map: far above what anybody reads
OF_QUESTIONS = ("item_difficulty", "item_discrimination")  # they tell of a module's questions, not of a skill
MOVABLE: Mapping[str, str] = {
    one.key: one.title for one in catalogue.CATALOGUE if one.family != HEALTH and one.key not in OF_QUESTIONS
}


class Skills:
    """One for a house. What L&D has published, else the map that ships."""

    def __init__(self, house: "House") -> None:
        self._house, self._directory = house, house.directory

    # Reading

    @property
    def number(self) -> int:
        """The version in force."""
        return max([STARTER, *(one.number for one in self.listed())])

    def in_force(self) -> SkillsMap:
        last = next(iter(self.listed()), None)
        return _read(last.body) if last else skills_reading.starter()

    def version(self, number: int) -> SkillsMap:
        """
        Raises:
            Unknown: no version of that number was published.
        """
        return (
            skills_reading.starter() if number == STARTER else _read(versions.one(self._directory, WHAT, number).body)
        )

    def listed(self) -> list[Edition]:
        """Published versions, the newest first; the starter is none of them."""
        return versions.listed(self._directory, WHAT)

    @property
    def draft(self) -> Edition | None:
        return versions.draft(self._directory, WHAT)

    def discarded(self) -> Edition | None:
        """The draft that was put away last, while no other has been begun."""
        row = versions.last(self._directory, WHAT)
        return row if row and row.state == versions.DISCARDED and row.body else None

    def of(self, edition: Edition | None) -> SkillsMap:
        """The words of a draft or a version; without one, those in force."""
        return _read(edition.body) if edition else self.in_force()

    def writer(self, account: str) -> str:
        """Who wrote or published, by name."""
        return str(self._house.called.account(account, otherwise=account))

    def findings(self, skills: SkillsMap) -> list[lint.Finding]:
        return skills_map.findings(skills, measures=catalogue.BY_KEY, screen=self._screen)

    def coverage(self, skills: SkillsMap) -> Coverage:
        """What hangs on none of these skills, of all the house has."""
        library = self._house.library
        return skills_map.coverage(skills, library.shelf(closed=True), library.documents(), measures=MOVABLE)

    # Writing

    def put(self, viewer: Viewer, turn: int, skill: Skill) -> Edition:
        """One skill's words into the draft, which begins with the first of them; a new key is a new skill.

        Raises:
            Refused: no key, or one that is none. Overtaken: the draft was saved by somebody else since `turn`.
        """
        if not skills_reading.KEY.match(skill.key):
            raise Refused("should be small letters, digits and hyphens, such as try-on", "key")
        return self.change(viewer, turn, lambda skills: skills.with_skill(skill))

    def change(self, viewer: Viewer, turn: int, deed: Callable[[SkillsMap], SkillsMap]) -> Edition:
        """A change to the draft as it stood at `turn` (0: there was none)."""
        _allowed(viewer)
        old = versions.at(self._directory, WHAT, turn)
        body = _said(deed(self.of(old)))
        if len(body) > BODY:
            raise Refused("is more than a skills map holds", "skills")
        if old is not None and body == old.body:
            return old
        return versions.keep(self._directory, WHAT, old, body=body, by=viewer.account, now=self._house.clock(),
                             based_on=self.number)  # fmt: skip

    def onto(self, viewer: Viewer, turn: int) -> None:
        """The draft as one on the version in force: its author has compared the two."""
        _allowed(viewer)
        old = self._begun(turn)
        if not self._directory.swap(old, replace(old, based_on=self.number, turn=old.turn + 1)):
            raise versions.Overtaken(self.draft)

    def discard(self, viewer: Viewer, turn: int) -> None:
        _allowed(viewer)
        if old := versions.at(self._directory, WHAT, turn):
            versions.close(self._directory, old, versions.DISCARDED)
            self._directory.note(viewer.account, "discard", WHAT, mark(f"draft on version {old.based_on}"))

    def restore(self, viewer: Viewer) -> None:
        """The draft that was put away, as it was."""
        _allowed(viewer)
        row = self.discarded()
        if row is None:
            raise Conflict("there is no discarded draft any more", "draft")
        if not self._directory.swap(row, replace(row, state=versions.DRAFT, turn=row.turn + 1)):
            raise versions.Overtaken(self.draft)

    def publish(self, viewer: Viewer, turn: int, note: str) -> Edition:
        """The draft in force from the next request on.

        Raises:
            Refused: an error of the lint, no note, nothing changed. Conflict: it changed since it was read, or another
                was published first.
        """
        _allowed(viewer)
        draft = self._begun(turn)
        if draft.based_on != self.number:
            raise Conflict("another version was published since this draft was begun; compare, then keep or discard it",
                           "turn")  # fmt: skip
        if bad := lint.blocking(self.findings(_read(draft.body))):
            why = bad[0].why
            raise Refused(mark(f"{why}, and {len(bad) - 1} more") if bad[1:] else why, bad[0].address)
        if _read(draft.body) == self.in_force():
            raise Refused("says the same as the version in force", "draft")
        new = self._publish(viewer, draft.body, note, based_on=draft.based_on)
        versions.close(self._directory, draft)
        return new

    def roll_back(self, viewer: Viewer, number: int, note: str) -> Edition:
        """An earlier version's words as a new version; what was published in between stays to be read."""
        _allowed(viewer)
        if number == self.number:
            raise Refused("this version is in force already", "number")
        return self._publish(viewer, _said(self.version(number)), note, based_on=number)

    def _publish(self, viewer: Viewer, body: str, note: str, *, based_on: int) -> Edition:
        if advice := self._screen(note):
            raise Refused(advice, "note")
        new = versions.publish(self._directory, WHAT, body=body, by=viewer.account, now=self._house.clock(), note=note,
                               based_on=based_on, least=STARTER)  # fmt: skip
        self._directory.note(viewer.account, "publish", WHAT, f"version {new.number}")
        return new

    def _begun(self, turn: int) -> Edition:
        draft = versions.at(self._directory, WHAT, turn)
        if draft is None:
            raise Refused("there is no draft; change something first", "draft")
        return draft

    @staticmethod
    def _screen(phrase: str) -> str:
        """What a phrase tells of a client, "" for nothing."""
        return _screened(phrase)


def _allowed(viewer: Viewer) -> None:
    if not may(viewer, "skills.edit"):
        raise NotAllowed("the skills map is edited by L&D")


def _said(skills: SkillsMap) -> str:
    return msgspec.json.encode(skills).decode()


@lru_cache(maxsize=8)
def _read(body: str) -> SkillsMap:
    return msgspec.json.decode(body, type=SkillsMap)


@lru_cache(maxsize=4096)
def _screened(phrase: str) -> str:
    found = notes.screen(phrase, lists=False)
    return found[0].advice if found else ""
