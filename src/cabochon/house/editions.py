"""The playbook's versions: published with a note, kept for ever, taken back by publishing an earlier one again."""

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from ..directory.rows import Edition, TrackReview, Value
from ..languages import mark
from ..privacy import notes
from ..privacy.viewer import Viewer
from ..programme import changing, content, lint, loading
from ..programme.content import Book
from ..refusals import Conflict, Refused, Unknown
from .drafting import DRAFT, KIND, Came, Draft, allowed

__all__ = ["STARTER", "Edition", "Editions"]

if TYPE_CHECKING:
    from . import House

STARTER = 1  # the version that ships
NOTE = 280  # characters of what is new


class Editions:
    """One for a house."""

    def __init__(self, house: "House") -> None:
        self.house, self._directory = house, house.directory
        self.draft = Draft(self)
        self._books: dict[int, Book] = {}
        self._earlier: tuple[int, frozenset[str]] = (0, frozenset())

    # Reading

    @property
    def number(self) -> int:
        """The version in force."""
        value = self._directory.get(Value, KIND)
        return int(value.value) if value else STARTER

    def book(self, number: int | None = None) -> Book:
        """
        Raises:
            Unknown: no version of that number was published.
        """
        number = self.number if number is None else number
        if number not in self._books:
            self._books[number] = self.book_of(self.one(number)) if number != STARTER else loading.starter()
        return self._books[number]

    def one(self, number: int) -> Edition:
        found = self._directory.get(Edition, f"{KIND}:{number}")
        if found is None or number > self.number:
            raise Unknown("there is no such version")
        return found

    def listed(self) -> list[Edition]:
        """Published versions, the newest first; the starter is none of them."""
        last = self.number  # a number above was taken by somebody who went down before it came into force
        return sorted((one for one in self._all() if one.number <= last), key=lambda one: -one.number)

    def _all(self) -> list[Edition]:
        return [one for one in self._directory.find(Edition, what=KIND) if one.id != DRAFT]

    def earlier(self) -> frozenset[str]:
        """Keys of wordings and actions of any version ever published: entries made under it name them."""
        number = self.number
        if self._earlier[0] != number:
            books = [loading.starter(), *(self.book_of(one) for one in self.listed())]
            keys = {a.partition(".")[2] for book in books for a in book.texts if a.partition(".")[0] in content.WORDS}
            self._earlier = (number, frozenset(keys))
        return self._earlier[1]

    def book_of(self, edition: Edition) -> Book:
        return _read(edition.body)

    def said(self, book: Book) -> str:
        """A book as it is kept; the same words give the same text."""
        return msgspec.json.encode(book).decode()

    def writer(self, account: str) -> str:
        """Who wrote or published, by name."""
        return str(self.house.called.account(account, otherwise=account))

    def findings(self, book: Book) -> list[lint.Finding]:
        return lint.lint(book, self.screen)

    def screen(self, phrase: str) -> str:
        """What a phrase tells of a client, "" for nothing."""
        return _screened(phrase, frozenset(self.book().brands))

    # Publishing

    def publish(self, viewer: Viewer, turn: int, note: str) -> Edition:
        """The draft in force from the next request on.

        Raises:
            Refused: lint errors, or no note. Conflict: it changed since it was read, or another was published first.
        """
        allowed(viewer, "playbook.edit")
        draft = self.draft.at(turn)
        if draft is None:
            raise Refused("there is no draft; change something first", "draft")
        if draft.based_on != self.number:
            raise Conflict("another version was published since this draft was begun; compare and discard it", "turn")
        if bad := lint.blocking(self.findings(self.book_of(draft))):
            why = f"{bad[0].address}: {bad[0].why}"
            raise Refused(mark(f"{why}, and {len(bad) - 1} more") if bad[1:] else why, "draft")
        if self.book() == self.book_of(draft):
            raise Refused("says the same as the version in force", "draft")
        new = self._publish(viewer, draft.body, note, based_on=draft.based_on, came=draft.came)
        self.draft.published(draft, new.number)
        self._directory.note(viewer.account, "publish", KIND, f"version {new.number}")
        return new

    def roll_back(self, viewer: Viewer, number: int, note: str) -> Edition:
        """An earlier version's words as a new version; what was published in between stays to be read."""
        allowed(viewer, "playbook.edit")
        if number == self.number:
            raise Refused("this version is in force already", "number")
        new = self._publish(viewer, self.said(self.book(number)), note, based_on=number)
        self._directory.note(viewer.account, mark("roll back"), KIND, mark(f"version {new.number} as {number}"))
        return new

    def _publish(self, viewer: Viewer, body: str, note: str, *, based_on: int, came: tuple[Came, ...] = ()) -> Edition:
        note = " ".join(note.split())
        if not note:
            raise Refused("say in a line what is new; the boutiques read it", "note")
        if len(note) > NOTE:
            raise Refused(f"has {len(note)} characters; at most {NOTE}", "note")
        if advice := self.screen(note):
            raise Refused(advice, "note")
        now, before = self.house.clock(), self._directory.get(Value, KIND)
        number = max([self.number, *(one.number for one in self._all())]) + 1
        new = Edition(id=f"{KIND}:{number}", what=KIND, number=number, state="published", body=body, by=viewer.account,
                      based_on=based_on, made=now, changed=now, published=now, note=note, came=came)  # fmt: skip
        value = Value(id=KIND, value=str(number))
        if not self._directory.add(new):
            raise Conflict("another version was published at the same moment; open the page again", "turn")
        if not (self._directory.swap(before, value) if before else self._directory.add(value)):
            self._directory.delete(Edition, new.id)
            raise Conflict("another version was published at the same moment; open the page again", "turn")
        return new

    # Review

    def review(self, viewer: Viewer, track: str) -> None:
        """A talk track was gone over today and is still right."""
        allowed(viewer, "playbook.edit")
        if track not in self.book().tracks:
            raise Unknown("there is no such talk track")
        self._directory.put(TrackReview(id=f"{KIND}:{track}", day=self.house.today, by=viewer.account))
        self._directory.note(viewer.account, "review", KIND, track)

    def reviewed(self, book: Book) -> Book:
        """A book with the days its talk tracks were last gone over."""
        return changing.reviewed(book, {r.id.partition(":")[2]: r.day for r in self._directory.find(TrackReview)})


@lru_cache(maxsize=8192)  # a draft is screened at every save, and most of it is as it was
def _screened(phrase: str, brands: frozenset[str]) -> str:
    found = notes.screen(phrase, words=brands, lists=False)
    return found[0].advice if found else ""


@lru_cache(maxsize=8)
def _read(body: str) -> Book:
    return msgspec.json.decode(body, type=Book)
