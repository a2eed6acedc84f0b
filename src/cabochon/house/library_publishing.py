"""Publishing from the library: what stands in a text's way, a version, an earlier one again, off the floor and back.

A procedure whose words nobody has signed is published when it is signed: until then the floor keeps what it had.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..directory.rows import Edition
from ..languages import forms, in_english, mark
from ..privacy.viewer import Viewer
from ..programme import module_lint, module_pieces, reading_time
from ..programme.content import LANGUAGES
from ..programme.kit_reading import BASE, Document
from ..programme.lint import ERROR, WARNING
from ..programme.module import Module
from ..refusals import Conflict, Refused
from . import versions_kept as kept
from .library_catalogue import DOCUMENT, Entry
from .library_drafts import allowed
from .library_texts import STARTER, Body, Read, body_of, differing, fault_of, heard, read, said, shipped

if TYPE_CHECKING:
    from .library import Library


@dataclass(frozen=True, slots=True)
class Fault:
    """level: error, which blocks publishing, or warning. line: of that language's text, 0 where it is of none."""

    level: str
    language: str
    line: int
    why: str
    instead: str = ""
    where: str = ""


class Publishing:
    def __init__(self, library: "Library") -> None:
        self._library, self._directory = library, library.directory

    def faults(self, what: str, body: Body) -> list[Fault]:
        """All that is to be said of these texts, errors first."""
        body = body.followed()
        found = list(self.of_text(what, BASE, body.base))
        blocked = fault_of(what, BASE, body.base)
        for language in body.languages():
            if language != BASE:
                found += self._translation(what, body, language, "" if blocked else body.base)
        spoken = self._library.house.programme.editions.book().languages
        if missing := [LANGUAGES.get(code, code) for code in spoken if code not in body.texts]:
            found.append(Fault(WARNING, BASE, 0, mark(f"not written in {', '.join(missing)}; these get the English"),
                               mark("Begin the translation"), "languages"))  # fmt: skip
        return sorted(found, key=lambda one: one.level != ERROR)

    def of_text(self, what: str, language: str, text: str, base: str = "") -> Iterator[Fault]:
        """Of one language alone. base: what it translates, "" for the base itself or one that cannot be read."""
        if why := fault_of(what, language, text):
            at, says = _line(why)
            yield Fault(ERROR, language, at, says)
            return
        one, screen = read(what, language, text), self._library.house.programme.editions.screen
        if isinstance(one, Module):
            under = read(what, BASE, base) if base else None
            for finding in module_lint.lint(one, base=under if isinstance(under, Module) else None, screen=screen,
                                            known=self._known(), media_seconds=self.seconds(one)):  # fmt: skip
                yield Fault(finding.level, language, module_lint.line(text, finding.where), finding.why,
                            finding.instead, finding.where)  # fmt: skip
        else:
            yield from (_document(one, text, language, base, what))
            for number, line in enumerate(text.splitlines(), 1):
                if advice := screen(line):
                    yield Fault(ERROR, language, number, advice, mark("Leave it out, or write [name]"))
        if isinstance(one, Module) and not base:
            yield from self._named(one, text)

    def minutes(self, one: Read) -> float:
        """To go through it, or to read it."""
        if isinstance(one, Module):
            return module_lint.minutes(one, media_seconds=self.seconds(one))
        return reading_time.reading([one.title, one.summary, one.text], one.language)

    def seconds(self, one: Module) -> dict[str, float]:
        """How long what it shows lasts, by key."""
        shown = ((key, self._library.house.media.get(key)) for key in one.media)
        return {key: medium.seconds for key, medium in shown if medium and medium.seconds}

    def publish(self, viewer: Viewer, what: str, turn: int, note: str) -> Edition:
        """The draft in force, a procedure as soon as it is signed.

        Raises:
            Refused: it has errors, or no note. Conflict: it was changed, or another version was published, meanwhile.
        """
        allowed(viewer)
        draft = kept.at(self._directory, what, turn)
        if draft is None:
            raise Refused("there is no draft; change something first", "draft")
        entry = self._library.entry(what)
        if draft.based_on != (entry.waiting or entry.number):
            raise Conflict("another version was published since this draft was begun; compare the two first", "turn")
        body = body_of(draft).followed()
        if bad := [one for one in self.faults(what, body) if one.level == ERROR]:
            place = f"{LANGUAGES.get(bad[0].language, bad[0].language)}{f', line {bad[0].line}' if bad[0].line else ''}"
            why = f"{place}: {bad[0].why}"
            raise Refused(mark(f"{why}, and {len(bad) - 1} more") if bad[1:] else why, "draft")
        before = self._library.body(what, draft.based_on) if draft.based_on else None
        if before and before.texts == body.texts:
            raise Refused("says the same as the version in force", "draft")
        new = self._publish(viewer, what, said(body), note, draft.based_on)
        kept.close(self._directory, draft)
        self._library.catalogue.begun(what, False)
        self._directory.note(viewer.account, "publish", what, f"version {new.number}")
        return new

    def roll_back(self, viewer: Viewer, what: str, number: int, note: str) -> Edition:
        """An earlier version's words as a new version; what was published in between stays to be read."""
        allowed(viewer)
        if number == self._library.entry(what).number:
            raise Refused("this version is in force already", "number")
        body = self._library.body(what, number)
        if body is None:
            raise Refused("there is no such version", "number")
        new = self._publish(viewer, what, said(body), note, number)
        self._directory.note(viewer.account, mark("roll back"), what, mark(f"version {new.number} as {number}"))
        return new

    def retire(self, viewer: Viewer, what: str, reason: str) -> None:
        """Off the floor from the next request on; it stays in the library, with everything that was learnt by it.

        Raises:
            Refused: no reason, nothing was published, or it is retired already.
        """
        allowed(viewer, "results.decide")
        self._library.known(what)
        entry, why = self._library.entry(what), kept.noted(reason)
        if entry.retired:
            raise Refused("is retired already", "what")
        if not entry.number:
            raise Refused("nothing of it was published; discard the draft", "what")
        now = self._library.house.clock()

        def deed(before: Entry | None) -> Entry:
            return replace(before or Entry(), retired=why, retired_by=viewer.account, retired_at=now)

        self._library.catalogue.change(what, deed)
        self._directory.note(viewer.account, "retire", what)

    def restore(self, viewer: Viewer, what: str) -> None:
        """Back on the floor, in the words it had."""
        allowed(viewer, "results.decide")
        if not self._library.entry(what).retired:
            raise Refused("is not retired", "what")

        def deed(before: Entry | None) -> Entry | None:
            new = replace(before or Entry(), retired="", retired_by="", retired_at=None)
            return None if new == Entry() else new

        self._library.catalogue.change(what, deed)
        self._directory.note(viewer.account, "restore", what)

    def procedure(self, what: str, base: str) -> bool:
        """Whether these words need a sign-off: what was a procedure needs one to be none, too."""
        now = None if fault_of(what, BASE, base) else read(what, BASE, base)
        entry = self._library.entry(what)
        before = self._library.in_force(what) if entry.number else None
        return bool((now and now.sop) or (before and before.sop))

    def _publish(self, viewer: Viewer, what: str, body: str, note: str, based_on: int) -> Edition:
        base = heard(body).base
        waits = self.procedure(what, base) and self._library.entry(what).signed != module_pieces.vouched(base)
        new = kept.publish(
            self._directory, what, body=body, by=viewer.account, now=self._library.house.clock(), note=note,
            based_on=based_on, least=STARTER if shipped(what) else 0,
        )  # fmt: skip

        def deed(entry: Entry | None) -> Entry:
            before = entry or Entry()
            return replace(before, waiting=new.number) if waits else replace(before, number=new.number, waiting=0)

        self._library.catalogue.change(what, deed)
        return new

    def _translation(self, what: str, body: Body, language: str, base: str) -> Iterator[Fault]:
        text, far, name = body.texts[language], body.progress(language), LANGUAGES.get(language, language)
        if not far.whole:
            yield Fault(WARNING, language, 0, mark(f"{far.written} of {far.of} pieces are written in {name}; the floor "
                        "reads the English until the rest is"), mark("Write the rest"), "translation")  # fmt: skip
            return
        if far.stale:
            yield Fault(WARNING, language, 0, mark(f"the English was changed beside {_some(len(far.stale))} in {name}"),
                        mark("Look them over"), "translation")  # fmt: skip
        found = list(self.of_text(what, language, text, base))
        yield from (replace(one, why=f"{name}: {one.why}") for one in found)

    def _named(self, one: Module, text: str) -> Iterator[Fault]:
        """What it leads to has to be there."""
        for key in one.aids:
            if self._library.document(key, closed=True) is None:
                begun = self._library.drafts.kept(f"{DOCUMENT}:{key}")
                why = mark(f"{key} is not published yet") if begun else mark(f"{key} is no document of the kit")
                mend = mark("Publish it first") if begun else mark("Take it out of aids, or write the document first")
                yield Fault(ERROR, BASE, module_lint.line(text, "aids"), why, mend, "aids")
        for key in one.media:
            level = WARNING if self._library.house.media.get(key) else ERROR
            for why in self._library.house.media.warnings(key):
                yield Fault(level, BASE, _at(text, f"media:{key}"), why, "", "media")

    def _known(self) -> frozenset[str]:
        return frozenset(word.lower() for brand in self._library.house.programme.editions.book().brands
                         for word in brand.split())  # fmt: skip


def _document(one: Document, text: str, language: str, base: str, what: str) -> Iterator[Fault]:
    under = read(what, BASE, base) if base else None
    if under:
        yield from (Fault(ERROR, language, 1, why, mark("Write it as in the base language"))
                    for why in differing(under, one))  # fmt: skip
    takes = reading_time.reading([one.text], language)
    if one.kind in ("job_aid", "pocket_card", "story") and takes > one.minutes + 2:
        yield Fault(
            WARNING,
            language,
            _at(text, "minutes"),
            mark(f"says {one.minutes} minutes and takes about {takes:.0f}"),
            f"minutes = {round(takes)}",
            "minutes",
        )
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# "):
            yield Fault(WARNING, language, number, mark("the page has its own heading"), mark("Begin at ##"))


def _some(number: int) -> str:
    return in_english(number, forms("{n} piece", "{n} pieces"), n=number)


def _line(reason: str) -> tuple[int, str]:
    """The line a fault of reading names, and the rest of what it says."""
    head, colon, rest = reason.partition(": ")
    number = head.rpartition("line ")[2]
    if colon and number.isdigit():
        return int(number), rest
    inside = reason.rpartition("(at line ")[2].partition(",")[0]  # as TOML's own reader says it
    return (int(inside) if inside.isdigit() else 1), rest or reason


def _at(text: str, words: str) -> int:
    return next((n for n, line in enumerate(text.splitlines(), 1) if words in line), 1)
