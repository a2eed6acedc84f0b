"""The words of scripts: `say("Copied")` of js/say.js looks them up in what stands beside the script's own tag.

A page carries the words of the modules it loads, those they import included, and of no others; in English none.
"""

import re
from functools import cache
from pathlib import Path

import msgspec
from babel import Locale

from ..languages import catalogue

TAG = re.compile(r"""<script type="module" src="\{\{ static\('js/([\w.-]+\.js)'\) \}\}">""")
IMPORT = re.compile(r"""(?:from|import\(?)\s*["']\./([\w-]+\.js)["']""")
LITERAL = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`$\\]*`)"""
SAY = re.compile(rf"\bsay\(\s*{LITERAL}")
COUNT = re.compile(rf"\bcount\([^\"'`]*?,\s*{LITERAL},\s*{LITERAL}")
SPEAKS = re.compile(r"""import \{[^}]*\b(?:say|count)\b[^}]*\} from ["']\./say\.js["']""")
COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
OWN = "say.js"  # has words of its own beside those that it says for the others
HERE = Path(__file__).parent / "static" / "js"


class Scripts:
    """The scripts of a folder."""

    def __init__(self, folder: Path = HERE) -> None:
        self._folder = folder

    def beside(self, source: str, language: str) -> str:
        """A template with a block of words before each module that has some."""

        def with_words(found: re.Match[str]) -> str:
            words = self.words(found[1], language)
            block = f'<script type="application/json" data-words>{words}</script>' if words else ""
            return block + found[0]

        return TAG.sub(with_words, source)

    def words(self, name: str, language: str) -> str:
        """JSON: English -> the words, or of a plural (by its English for many) category of CLDR -> the words; or ""."""
        own, said = catalogue.opened(language), dict[str, object]()
        for module in sorted(self.needs(name)):
            text, forms = self.of(module)
            said |= {one: own.told[one] for one in text if one in own.told}
            said |= {many: _named(own, (one, many), language) for one, many in forms if (one, many) in own.forms}
        safe = msgspec.json.encode(said).decode().replace("<", "\\u003c")
        # Jinja reads this source: braces within a text are escaped, and JSON itself opens no two in a row.
        return re.sub(r'"(?:[^"\\]|\\.)*"', lambda one: one[0].replace("{", "\\u007b"), safe) if said else ""

    def needs(self, name: str) -> set[str]:
        """The module and those it imports, however far."""
        found, waiting = set[str](), [name]
        while waiting:
            one = waiting.pop()
            if one not in found and (self._folder / one).exists():
                found.add(one)
                waiting += IMPORT.findall(self._read(one))
        return found

    def of(self, name: str) -> tuple[list[str], list[tuple[str, str]]]:
        """What a module says: sentences, and plurals (one, many)."""
        source = self._read(name)
        if name != OWN and not SPEAKS.search(source):
            return [], []
        source = COMMENT.sub("", source)
        return [_text(one) for one in SAY.findall(source)], [(_text(a), _text(b)) for a, b in COUNT.findall(source)]

    def names(self) -> list[str]:
        return sorted(path.name for path in self._folder.glob("*.js"))

    def _read(self, name: str) -> str:
        return _read(self._folder / name)


@cache
def _read(path: Path) -> str:
    return path.read_text("utf-8")


def _text(literal: str) -> str:
    inner = literal[1:-1]
    if literal[0] != '"':
        inner = inner.replace("\\'", "'").replace('"', '\\"').replace("\n", "\\n")
    return msgspec.json.decode(f'"{inner}"'.encode(), type=str)


def _named(own: catalogue.Catalogue, key: tuple[str, str], language: str) -> dict[str, str]:
    """The forms by the names that Intl.PluralRules gives them."""
    rule, forms = Locale.parse(language).plural_form, own.forms[key]
    return {rule(n): forms[min(own.form_of(n), len(forms) - 1)] for n in (*range(201), 1_000_000)}
