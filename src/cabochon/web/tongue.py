"""Templates in the language spoken: each is translated once, as it is loaded, and compiled for that language.

`_("...")` and the filters say what stands in expressions; English is the source as it is written.
"""

from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from .. import languages
from ..languages import SOURCE, catalogue
from .tongue_bare import Telling
from .tongue_scripts import Scripts
from .tongue_telling import tell

Source = tuple[str, str, Callable[[], bool]]
HTML = '<html lang="en" dir="ltr"'  # as base.html has it


class Tongue(Environment):
    """The templates of a folder. What `get_template` gives is in the language spoken at that moment.

    Each language has an environment of its own, made when it is first spoken: compiled templates, the cache and what
    Jinja works out beforehand of constants are never shared. This one is the English one.
    """

    def __init__(self, folder: Path, address: Callable[[str], str]) -> None:
        super().__init__(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            auto_reload=False,
        )
        furnish(self, address)
        self._folder, self._address, self._others = folder, address, dict[str, Environment]()

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None  # noqa: A002 as Jinja calls it
    ) -> Template:  # fmt: skip
        language = languages.spoken()
        if language == SOURCE:
            return super().get_template(name, parent, globals)
        return self._in(language).get_template(name, parent, globals)

    def _in(self, language: str) -> Environment:
        found = self._others.get(language)
        if found is None:
            loader = Translated(self._folder, language)
            made = Telling(
                loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, auto_reload=False
            )
            made.words = catalogue.opened(language)
            furnish(made, self._address)
            found = self._others.setdefault(language, made)  # two threads may have made one
        return found


class Translated(FileSystemLoader):
    """Templates of a folder as they are read in one language."""

    def __init__(self, folder: Path, language: str) -> None:
        super().__init__(folder)
        self._language, self._scripts = language, Scripts(folder.parent / "static" / "js")

    def get_source(self, environment: Environment, template: str) -> Source:
        source, place, fresh = super().get_source(environment, template)
        return translated(source, self._language, self._scripts), place, fresh


def translated(source: str, language: str, scripts: Scripts) -> str:
    """A template's source in a language, the words of its scripts beside them."""
    words = catalogue.opened(language)
    whole = scripts.beside(tell(source, lambda english, _: words.get(english, "")), language)
    return whole.replace(HTML, f'<html lang="{language}" dir="{languages.direction(language)}"')


def furnish(look: Environment, address: Callable[[str], str]) -> None:
    """What every template may use: `static('js/floor.js')` is a versioned address; words, numbers, money and dates."""
    look.globals |= {"static": address, "_": languages.say, "count": languages.count, "listed": languages.listed}
    for one in (languages.decimal, languages.percent, languages.whole, languages.signed, languages.day, languages.money,
                languages.compact, languages.wall_clock, languages.listed, languages.again):  # fmt: skip
        look.filters[one.__name__] = one
