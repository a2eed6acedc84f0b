"""The library in force: modules and documents as the floor has them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..directory.rows import Edition
from ..privacy.viewer import Viewer
from ..programme import kit, module_pieces, modules
from ..programme.kit_reading import BASE, Document
from ..programme.module import Module
from ..refusals import Unknown
from . import library_texts as texts
from . import versions_kept as kept
from .library_catalogue import DOCUMENT, MODULE, Catalogue, Entry
from .library_drafts import Drafts
from .library_publishing import Publishing
from .library_signing import Signing
from .library_texts import STARTER, Body, Read

if TYPE_CHECKING:
    from . import House

DRAFT, PUBLISHED, UNSIGNED, RETIRED = "draft", "published", "unsigned", "retired"


class Library:
    """One for a house. What L&D has published, else what ships.

    A module is asked for by its key. Where documents are meant too, `what` is "module:<key>" or "document:<key>".
    """

    def __init__(self, house: "House") -> None:
        self.house, self.directory = house, house.directory
        self.catalogue, self._bodies = Catalogue(house.directory), dict[tuple[str, int], str]()
        self.drafts, self.publishing, self.signing = Drafts(self), Publishing(self), Signing(self)

    # Modules

    def shelf(self, *, language: str = BASE, role: str = "", closed: bool = False) -> tuple[Module, ...]:
        """Modules on the floor, in order, each in that language where there is one, else in the base language.

        Args:
            role: a job role; "" for all of them. closed: those that wait for a sign-off or were retired too.
        """
        entries = self.catalogue.entries()
        found = [
            one
            for what in self._published(MODULE, entries)
            if (closed or self._open(what, entries))
            and isinstance(one := _in(self._texts(what, entries), language), Module)
        ]
        return tuple(sorted((one for one in found if not role or role in one.roles), key=lambda m: (m.order, m.key)))

    def module(self, key: str, language: str = BASE, *, number: int | None = None) -> Module:
        """One of them, in force or as one of its versions; open or not.

        Raises:
            Unknown: no such module, or no such version.
        """
        found = self.in_force(f"{MODULE}:{key}", language, number=number)
        if not isinstance(found, Module):
            raise Unknown("there is no such module")
        return found

    def number(self, key: str) -> int:
        """The version in force, 0 for none."""
        return self.entry(f"{MODULE}:{key}").number

    def languages(self, key: str) -> tuple[str, ...]:
        return tuple(self._texts(f"{MODULE}:{key}", self.catalogue.entries()))

    def open(self, key: str) -> bool:
        """Whether the floor has it: published, not retired, and signed where it is a procedure."""
        return self._open(f"{MODULE}:{key}", self.catalogue.entries())

    def state(self, key: str) -> str:
        """published, unsigned, retired; draft: nothing of it was published yet. `key` of a module, or a `what`."""
        what = key if ":" in key else f"{MODULE}:{key}"
        entries = self.catalogue.entries()
        entry = self._entry(what, entries)
        if entry.retired:
            return RETIRED
        if self._open(what, entries):
            return PUBLISHED
        return UNSIGNED if entry.number or entry.waiting else DRAFT

    def retire(self, viewer: Viewer, key: str, reason: str) -> None:
        self.publishing.retire(viewer, key if ":" in key else f"{MODULE}:{key}", reason)

    def restore(self, viewer: Viewer, key: str) -> None:
        self.publishing.restore(viewer, key if ":" in key else f"{MODULE}:{key}")

    # Documents

    def documents(self, *, language: str = BASE, closed: bool = False) -> tuple[Document, ...]:
        """The kit in force, each document once; procedures only when they are signed.

        Args:
            closed: those that wait for a sign-off or were retired too.
        """
        entries = self.catalogue.entries()
        found = [
            one
            for what in self._published(DOCUMENT, entries)
            if (closed or self._open(what, entries))
            and isinstance(one := _in(self._texts(what, entries), language), Document)
        ]
        return kit.ordered(found)

    def document(self, key: str, language: str = BASE, *, closed: bool = False) -> Document | None:
        """None: there is none, or none on the floor."""
        what, entries = f"{DOCUMENT}:{key}", self.catalogue.entries()
        if not (closed or self._open(what, entries)):
            return None
        found = _in(self._texts(what, entries), language)
        return found if isinstance(found, Document) else None

    def document_languages(self, key: str) -> tuple[str, ...]:
        return tuple(self._texts(f"{DOCUMENT}:{key}", self.catalogue.entries()))

    # Both

    def everything(self) -> tuple[str, ...]:
        """The `what` of all there is: shipped, published, retired, or begun and not published yet."""
        entries = self.catalogue.entries()
        known = [*(f"{MODULE}:{key}" for key in modules.starter()), *entries]
        known += [f"{DOCUMENT}:{key}" for key in dict.fromkeys(d.key for d in kit.documents())]
        return tuple(dict.fromkeys(known))

    def entry(self, what: str) -> Entry:
        return self._entry(what, self.catalogue.entries())

    def in_force(self, what: str, language: str = BASE, *, number: int | None = None) -> Read:
        """
        Raises:
            Unknown: nothing of that name was published, or no such version of it.
        """
        found = _in(self._texts(what, self.catalogue.entries(), number), language)
        if found is None:
            raise Unknown("there is no such version" if number else "there is nothing of that name")
        return found

    def body(self, what: str, number: int | None = None) -> Body | None:
        """The texts of the version in force, or of another; None: nothing was published."""
        number = self.entry(what).number if number is None else number
        ships = texts.shipped(what)
        if not number or (number == STARTER and ships):
            return ships if number else None
        return texts.heard(self._edition(what, number))

    def edition(self, what: str, number: int) -> Edition | None:
        """A published version's row; None for the one that ships."""
        return None if number == STARTER and texts.shipped(what) else kept.one(self.directory, what, number)

    def ships(self, what: str) -> bool:
        return texts.shipped(what) is not None

    def versions(self, what: str) -> list[Edition]:
        """Those that were published here, the newest first; the one that ships is none of them."""
        return kept.listed(self.directory, what)

    def known(self, what: str) -> None:
        """
        Raises:
            Unknown: nothing of that name is published or begun.
        """
        if what.partition(":")[0] not in (MODULE, DOCUMENT) or not (
            self.entry(what).number or self.entry(what).waiting or self.drafts.kept(what)
        ):
            raise Unknown("nothing of that name is in the library")

    def _entry(self, what: str, entries: Mapping[str, Entry]) -> Entry:
        entry = entries.get(what) or Entry()
        return entry if entry.number or texts.shipped(what) is None else replace(entry, number=STARTER)

    def _published(self, kind: str, entries: Mapping[str, Entry]) -> list[str]:
        ships = modules.starter() if kind == MODULE else dict.fromkeys(d.key for d in kit.documents())
        more = [what for what, entry in entries.items() if entry.number and what.startswith(f"{kind}:")]
        return list(dict.fromkeys([*(f"{kind}:{key}" for key in ships), *more]))

    def _texts(self, what: str, entries: Mapping[str, Entry], number: int | None = None) -> Mapping[str, Read]:
        number = self._entry(what, entries).number if number is None else number
        if number == STARTER and texts.shipped(what):
            return texts.starter(what)
        if number < 1:
            return {}
        return texts.versions_of(what, self._edition(what, number))

    def _edition(self, what: str, number: int) -> str:
        """A published version's body: it never changes, and the player asks for it all day."""
        found = self._bodies.get((what, number))
        if found is None:
            found = self._bodies[what, number] = kept.one(self.directory, what, number).body
        return found

    def _open(self, what: str, entries: Mapping[str, Entry]) -> bool:
        entry = self._entry(what, entries)
        if not entry.number or entry.retired:
            return False
        found = _in(self._texts(what, entries), BASE)
        return found is not None and (not found.sop or entry.signed == self._vouched(what, entry.number))

    def _vouched(self, what: str, number: int) -> str:
        body = self.body(what, number)
        return module_pieces.vouched(body.base) if body else ""


def _in(found: Mapping[str, Read], language: str) -> Read | None:
    return found.get(language) or found.get(BASE)
