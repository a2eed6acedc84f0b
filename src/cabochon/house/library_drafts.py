"""Drafts of modules and documents: kept at every save, also while they cannot be read yet; nobody is saved over."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..directory.rows import Edition
from ..languages import mark
from ..privacy.roles import may
from ..privacy.viewer import Viewer
from ..programme import module_pieces as words_of
from ..programme.kit_reading import BASE
from ..programme.module_reading import KEY, LANGUAGE, LARGEST
from ..refusals import Conflict, NotAllowed, Refused, Unknown
from . import versions_kept as kept
from .library_catalogue import DOCUMENT, MODULE
from .library_texts import Body, body_of, said
from .versions_kept import Overtaken

if TYPE_CHECKING:
    from .library import Library

ASKED, ANSWERED = "asked", "answered"
SHORT = 40  # characters of words that are translated alike wherever they stand


class Drafts:
    """One draft of each at most."""

    def __init__(self, library: "Library") -> None:
        self._library, self._directory = library, library.directory

    def kept(self, what: str) -> Edition | None:
        return kept.draft(self._directory, what)

    def discarded(self, what: str) -> Edition | None:
        """The draft that was put away last, if nothing was begun since."""
        row = kept.last(self._directory, what)
        return row if row and row.state == kept.DISCARDED else None

    def body(self, what: str) -> Body:
        """The draft's texts, else those published last.

        Raises:
            Unknown: there is neither.
        """
        draft = self.kept(what)
        found = body_of(draft) if draft else self._library.body(what, self._newest(what))
        if found is None:
            raise Unknown("nothing of that name is in the library")
        return found

    def begin(self, viewer: Viewer, what: str, text: str) -> Edition:
        """The first draft of something new.

        Raises:
            Refused: no key. Conflict: the key is taken.
        """
        allowed(viewer)
        kind, _, key = what.partition(":")
        if kind not in (MODULE, DOCUMENT) or len(key) > 60 or not KEY.fullmatch(key):
            raise Refused("is small letters, digits and hyphens, such as winter-straps", "key")
        if what in self._library.everything():
            raise Conflict(f"there is a {kind} {key} already; choose another key", "key")
        return self._keep(viewer, what, None, Body({BASE: _short(text)}))

    def save(self, viewer: Viewer, what: str, turn: int, texts: Mapping[str, str]) -> Edition:
        """Whole texts by language into the draft; the first save begins it on the version in force.

        Raises:
            Overtaken: it was saved by somebody else since `turn`. Refused: too long.
        """
        allowed(viewer)
        self._library.known(what)
        old = kept.at(self._directory, what, turn)
        before = self.body(what).marked()
        texts = {_language(language): _short(text) for language, text in texts.items()}
        beside = dict(before.beside)
        for language, text in texts.items():
            if language != BASE:
                beside[language] = _retold(before, language, text)
        after = replace(before, texts={**before.texts, **texts}, beside=beside)
        return self._keep(viewer, what, old, after)

    def translate(
        self, viewer: Viewer, what: str, turn: int, language: str, *, words: Mapping[str, str],
        right: tuple[str, ...] = (),
    ) -> Edition:  # fmt: skip
        """Words of one translation, by where they stand in the base; "" takes one out.

        Args:
            right: where the base has changed and the translation still is right as it stands.
        Raises:
            Overtaken: it was saved by somebody else since `turn`. Refused: no such language, or its base is not there.
        """
        allowed(viewer)
        self._library.known(what)
        if _language(language) == BASE:
            raise Refused("is the base; edit it where it is written", "language")
        old = kept.at(self._directory, what, turn)
        before = self.body(what).marked()
        now = {piece.address: piece for piece in words_of.pieces(before.base)}
        if not now:
            raise Refused("there is nothing to translate yet; write the base first", "language")
        told, marks = words_of.carried(before.base, before.texts.get(language, ""), before.beside.get(language, {}))
        for address, text in words.items():
            if address not in now:
                continue  # it stood in a base that was changed meanwhile
            said_now = words_of.digest(now[address].text)
            if not text.strip():
                told.pop(address, None)
                marks.pop(address, None)
            elif " ".join(text.split()) != " ".join(told.get(address, "").split()) or address not in marks:
                told[address], marks[address] = text.strip(), said_now
        told, marks = _alike(now, told, marks, words)
        for address in right:
            if address in marks and address in now:
                marks[address] = words_of.digest(now[address].text)
        text = words_of.filled(before.base, told, language)
        after = replace(before, texts={**before.texts, language: text}, beside={**before.beside, language: marks})
        return self._keep(viewer, what, old, after)

    def without(self, viewer: Viewer, what: str, turn: int, language: str) -> Edition:
        """A translation taken out of the draft; its words stay in the versions that had it."""
        allowed(viewer)
        old = kept.at(self._directory, what, turn)
        body = self.body(what).marked()
        if language == BASE or language not in body.texts:
            raise Refused("is no translation of this", "language")
        texts = {code: text for code, text in body.texts.items() if code != language}
        return self._keep(viewer, what, old, replace(body, texts=texts, beside={
            code: marks for code, marks in body.beside.items() if code != language
        }))  # fmt: skip

    def onto(self, viewer: Viewer, what: str, turn: int) -> Edition:
        """The draft as one on the version in force: its author has compared the two."""
        old = self._there(viewer, what, turn)
        new = replace(old, based_on=self._newest(what), turn=old.turn + 1)
        if not self._directory.swap(old, new):
            raise Overtaken(self.kept(what))
        return new

    def ask(self, viewer: Viewer, what: str, turn: int, note: str) -> Edition:
        """A second pair of eyes, please. note: what to look at."""
        old = self._there(viewer, what, turn)
        return self._remark(viewer, old, kept.REVIEW, (ASKED, kept.noted(note), viewer.account))

    def answer(self, viewer: Viewer, what: str, turn: int, note: str) -> Edition:
        """Back to who wrote it, with a remark."""
        old = self._there(viewer, what, turn)
        return self._remark(viewer, old, kept.DRAFT, (ANSWERED, kept.noted(note), viewer.account))

    def discard(self, viewer: Viewer, what: str, turn: int) -> None:
        """Out of the way; its words can be taken back until another draft is begun."""
        old = self._there(viewer, what, turn)
        kept.close(self._directory, old, kept.DISCARDED)
        self._directory.note(viewer.account, "discard", what, mark(f"draft on version {old.based_on}"))

    def take_back(self, viewer: Viewer, what: str) -> Edition:
        allowed(viewer)
        old = self.discarded(what)
        if old is None:
            raise Unknown("no draft was discarded here, or another was begun since")
        new = replace(old, state=kept.DRAFT, turn=old.turn + 1, changed=self._library.house.clock())
        if not self._directory.swap(old, new):
            raise Overtaken(self.kept(what))
        return new

    def _there(self, viewer: Viewer, what: str, turn: int) -> Edition:
        allowed(viewer)
        old = kept.at(self._directory, what, turn)
        if old is None:
            raise Refused("there is no draft; change something first", "draft")
        return old

    def _remark(self, viewer: Viewer, old: Edition, state: str, remark: tuple[str, str, str]) -> Edition:
        new = kept.keep(self._directory, old.what, old, body=old.body, by=old.by, now=self._library.house.clock(),
                        based_on=old.based_on, state=state, came=(remark,))  # fmt: skip
        self._directory.note(viewer.account, remark[0], old.what, mark(f"draft on version {old.based_on}"))
        return new

    def _keep(self, viewer: Viewer, what: str, old: Edition | None, body: Body) -> Edition:
        text = said(body)
        if old is not None and old.body == text:
            return old
        based_on = old.based_on if old else self._newest(what)
        if not self._library.entry(what).begun:
            self._library.catalogue.begun(what, True)
        return kept.keep(self._directory, what, old, body=text, by=viewer.account, now=self._library.house.clock(),
                         based_on=based_on)  # fmt: skip

    def _newest(self, what: str) -> int:
        entry = self._library.entry(what)
        return entry.waiting or entry.number


def allowed(viewer: Viewer, *abilities: str) -> None:
    if not any(may(viewer, ability) for ability in ("library.edit", *abilities)):
        raise NotAllowed("the library is written by L&D")


def _retold(before: Body, language: str, text: str) -> dict[str, str]:
    """What a translation that was written as a whole text stands beside: its new words beside the base as it is now."""
    was = {piece.address: piece.text for piece in words_of.pieces(before.texts.get(language, ""))}
    now = {piece.address: piece.text for piece in words_of.pieces(before.base)}
    marks, found = before.beside.get(language, {}), dict[str, str]()
    for piece in words_of.pieces(text):
        if piece.address not in now:
            continue
        if was.get(piece.address) == piece.text and piece.address in marks:
            found[piece.address] = marks[piece.address]
        elif piece.text != now[piece.address]:
            found[piece.address] = words_of.digest(now[piece.address])
    return found


def _alike(
    now: Mapping[str, words_of.Piece], told: Mapping[str, str], marks: Mapping[str, str], new: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What was written now also where the same few words stand and nothing was written yet: who speaks, a button."""
    said = {now[a].text: told[a] for a in new if a in now and a in told and len(now[a].text) <= SHORT}
    more = {a: said[piece.text] for a, piece in now.items() if a not in told and a not in new and piece.text in said}
    return {**told, **more}, {**marks, **{a: words_of.digest(now[a].text) for a in more}}


def _language(code: str) -> str:
    if not LANGUAGE.fullmatch(code):
        raise Refused("is two small letters, such as fr", "language")
    return code


def _short(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(text) > LARGEST:
        raise Refused(f"has {len(text):,} characters; {LARGEST:,} at most fit", "text")
    return text if text.endswith("\n") else f"{text}\n"
