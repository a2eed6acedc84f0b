"""The playbook in force, as a boutique reads it, and what the floor adds to its next version."""

from dataclasses import replace
from typing import TYPE_CHECKING

from ..directory.rows import Edition
from ..languages import say, speaking
from ..privacy.viewer import Viewer
from ..programme import content
from ..programme.checklists import BY_NAME
from ..programme.content import Playbook
from ..programme.playbook import CLIENT_VISIT, Checklist
from .editions import Editions

if TYPE_CHECKING:
    from . import House


class Programme:
    """One for a house. What L&D has published, else the starter kit."""

    def __init__(self, house: "House") -> None:
        self.editions = Editions(house)

    def checklist(self, key: str, *, language: str = "en", product_line: str = "", brand: str = "") -> Checklist | None:
        """A checklist as in force, in a language and for a product line or brand: variants change words, never keys.

        Its `earlier` holds what entries made with other versions may name.
        """
        if key != CLIENT_VISIT.key:
            return _told(BY_NAME[key], language) if key in BY_NAME else None
        read = self.playbook(language=language, product_line=product_line, brand=brand)
        return _told(read.checklist(str(self.editions.number), self.editions.earlier()), language)

    def playbook(self, *, language: str = "en", product_line: str = "", brand: str = "",
                 number: int | None = None) -> Playbook:  # fmt: skip
        """The playbook in force, or one of its versions."""
        book = self.editions.book(number)
        if number is None:
            book = self.editions.reviewed(book)
        return content.read(book, language=language, product_line=product_line, brand=brand)

    def add_phrase(self, viewer: Viewer, behaviour: str, phrase: str, source: str = "") -> Edition | None:
        """A phrase that worked goes into the draft's phrases to use, once; a draft is begun where there is none.

        None: the version in force says it already.

        Args:
            behaviour: key of a moment. source: where it comes from, for L&D to read, such as "focus of Zürich".
        """
        return self.editions.draft.add(viewer, behaviour, "use", phrase, source)

    def note_standard(self, viewer: Viewer, behaviour: str, text: str, source: str = "calibration") -> Edition | None:
        """What was agreed when managers marked the same visit differently goes into the draft."""
        return self.editions.draft.add(viewer, behaviour, "standards", text, source)


def _told(one: Checklist, language: str) -> Checklist:
    """With the product's own words where it still speaks English; what the playbook says in the language stays."""
    with speaking(language):
        return replace(
            one, title=say(one.title),
            behaviours=tuple(
                replace(b, title=say(b.title), good=say(b.good), seen=say(b.seen)) for b in one.behaviours
            ),
            wordings=tuple(replace(w, says=say(w.says)) for w in one.wordings),
            actions=tuple(replace(a, says=say(a.says)) for a in one.actions),
        )  # fmt: skip
