"""The playbook's draft: one at a time, never saved over somebody else's words."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..directory.rows import Edition
from ..languages import mark
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..programme import changing, content, lint
from ..programme.changing import Place
from ..programme.content import Book, Text
from ..refusals import Conflict, NotAllowed, Refused

if TYPE_CHECKING:
    from .editions import Editions

KIND = "playbook"
DRAFT = f"{KIND}:draft"
BASE: Place = (content.ENGLISH, "", "")
BODY = 2_000_000  # bytes of a version: far above what a boutique reads
Came = tuple[str, str, str]


class Overtaken(Conflict):
    """The draft was saved by somebody else meanwhile. mine, theirs: address -> text, where the two differ."""

    def __init__(self, reason: str, mine: Mapping[str, Text], theirs: Mapping[str, Text], draft: Edition) -> None:
        super().__init__(reason, "turn")
        self.mine, self.theirs, self.draft = mine, theirs, draft


class Draft:
    def __init__(self, editions: "Editions") -> None:
        self._editions, self._house = editions, editions.house
        self._directory = self._house.directory

    @property
    def kept(self) -> Edition | None:
        row = self._directory.get(Edition, DRAFT)
        return row if row and row.state == "draft" else None

    def save(self, viewer: Viewer, turn: int, place: Place, texts: Mapping[str, Text]) -> Edition:
        """Words of one layer into the draft, which begins with the first of them.

        Raises:
            Overtaken: the draft was saved by somebody else since `turn`. Refused: no such field.
        """
        return self.change(viewer, turn, lambda book: changing.written(book, place, texts), place=place, texts=texts)

    def change(
        self, viewer: Viewer, turn: int, change: Callable[[Book], Book], *, place: Place = BASE,
        texts: Mapping[str, Text] | None = None,
    ) -> Edition:  # fmt: skip
        """A change to the draft as it stood at `turn` (0: there was none)."""
        allowed(viewer, "playbook.edit")
        old = self.at(turn, place, texts)
        if (new := self._changed(viewer, old, change)) is None:
            raise self._overtaken(place, texts or {})
        return new

    def at(self, turn: int, place: Place = BASE, texts: Mapping[str, Text] | None = None) -> Edition | None:
        """The draft, if it still is the one of that turn."""
        old = self.kept
        if (old.turn if old else 0) != turn:
            raise self._overtaken(place, texts or {})
        return old

    def onto(self, viewer: Viewer, turn: int) -> Edition:
        """The draft as one on the version in force: its author has compared the two."""
        allowed(viewer, "playbook.edit")
        old = self.at(turn)
        if old is None:
            raise Refused("there is no draft", "draft")
        new = replace(old, based_on=self._editions.number, turn=old.turn + 1)
        if not self._directory.swap(old, new):
            raise self._overtaken(BASE, {})
        return new

    def discard(self, viewer: Viewer, turn: int) -> None:
        allowed(viewer, "playbook.edit")
        old = self.at(turn)
        if old is None:
            return
        self.close(old)
        self._directory.note(viewer.account, "discard", KIND, mark(f"draft on version {old.based_on}"))

    def close(self, old: Edition) -> None:
        if not self._directory.swap(old, replace(old, state="closed", body="", came=())):
            raise self._overtaken(BASE, {})

    def published(self, old: Edition, number: int) -> None:
        """The draft is in force now. What was saved in the same moment is kept, as a draft on the new version."""
        while (row := self.kept) is not None:
            begun = replace(row, based_on=number) if row.turn != old.turn else replace(row, state="closed", body="")
            if row.based_on == number or self._directory.swap(row, begun):
                return

    def add(self, viewer: Viewer, moment: str, part: str, phrase: str, source: str) -> Edition | None:
        """A phrase that worked (use) or an agreed standard (standards) into the draft; again when two come at once.

        None when the version in force says it already.

        Raises:
            Refused: no such moment, too long, or it tells of a client. NotAllowed: neither L&D nor who may propose it.
        """
        allowed(viewer, "playbook.edit", "focus.set" if part == "use" else "calibrate.agree")
        phrase, address = " ".join(phrase.split()), f"{moment}.{part}"
        if moment not in content.MOMENTS:
            raise Refused(f"is no behaviour of the playbook; there are {', '.join(content.MOMENTS)}", "behaviour")
        if not phrase:
            raise Refused("is empty", "phrase")
        for one in lint.of_text(address, phrase, screen=self._editions.screen):
            if one.level == lint.ERROR:
                raise Refused(one.why, "phrase")
        for _ in range(5):
            old = self.kept
            if old is None and self._phrased(self._editions.book(), moment, part, phrase) == self._editions.book():
                return None
            new = self._changed(
                viewer, old, lambda book: self._phrased(book, moment, part, phrase), ((address, phrase, source),)
            )
            if new is not None:
                if new is not old:
                    self._directory.note(viewer.account, "propose", KIND, f"{address} from {source or 'the floor'}")
                return new
        raise Conflict("the draft is being written by several people; try again", "phrase")

    @staticmethod
    def _phrased(book: Book, moment: str, part: str, phrase: str) -> Book:
        return changing.with_phrase(book, moment, part, phrase)

    def _changed(
        self, viewer: Viewer, old: Edition | None, change: Callable[[Book], Book], came: tuple[Came, ...] = ()
    ) -> Edition | None:
        """The draft after a change; None when somebody else was faster."""
        before = self._editions.book_of(old) if old else self._editions.book()
        after, now = change(before), self._house.clock()
        if after == before and old is not None:
            return old
        body = self._editions.said(after)
        if len(body) > BODY:
            raise Refused("is more than a playbook holds", "texts")
        if old is not None:
            new = replace(old, body=body, by=viewer.account, changed=now, turn=old.turn + 1, came=(*old.came, *came))
            return new if self._directory.swap(old, new) else None
        closed = self._directory.get(Edition, DRAFT)
        new = Edition(id=DRAFT, what=KIND, state="draft", body=body, based_on=self._editions.number, made=now,
                      by=viewer.account, changed=now, turn=closed.turn + 1 if closed else 1, came=came)  # fmt: skip
        if after == before:
            return replace(new, turn=0)  # nothing to begin a draft for
        done = self._directory.swap(closed, new) if closed else self._directory.add(new)
        return new if done else None

    def _overtaken(self, place: Place, texts: Mapping[str, Text]) -> Conflict:
        draft = self.kept
        if draft is None:
            return Conflict("the draft was published or discarded meanwhile; open the page again", "turn")
        layer = self._editions.book_of(draft).layer(*place)
        theirs = {a: (layer.texts if layer else {}).get(a, "") for a in texts}
        mine = {a: text for a, text in texts.items() if theirs[a] != text}
        reason = mark("somebody saved this draft after you opened it; nothing of yours was saved over theirs")
        return Overtaken(reason, mine, {a: theirs[a] for a in mine}, draft)


def allowed(viewer: Viewer, *abilities: str) -> None:
    if not any(may(viewer, ability) for ability in abilities):
        raise NotAllowed("the playbook is edited by L&D")
