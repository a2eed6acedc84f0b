"""A module as files that stand alone: pages, styles, scripts, media. As a cmi5 package, or for any web server.

It carries no fonts, asks for nothing of this house, and names nobody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from jinja2 import Environment
from markupsafe import Markup

from ..house import House
from ..languages import mark
from ..programme.content import LANGUAGES
from ..programme.kit_reading import BASE
from ..programme.module import Module
from ..programme.packing import manifest, ordered, read_me, zipped
from ..refusals import Unknown
from .bundle_words import words_of
from .files import Files
from .lesson import Shown, lesson

FORMS = mark({"cmi5": "cmi5 package", "web": "web bundle"})
ALL = "all"
ENDINGS = {
    "image/webp": ".webp", "image/png": ".png", "image/svg+xml": ".svg", "video/mp4": ".mp4", "video/webm": ".webm",
    "video/quicktime": ".mov", "audio/mp4": ".m4a", "audio/webm": ".weba",
}  # fmt: skip
SCRIPTS, STYLES = ("lesson.js", "bundle.js", "recorder.js"), ("lesson.css", "bundle.css")
_FACE = re.compile(r"@font-face \{[^}]*\}\n?")
_OURS = re.compile(r'<a href="[/#][^"]*">(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """One language in a bundle. words: around the lesson."""

    language: str
    name: str
    module: Module
    lesson: Markup
    words: Mapping[str, str]
    spoken: str


def packed(house: House, look: Environment, static: Files, key: str, *, form: str, language: str) -> tuple[str, bytes]:
    """(name of the zip, its bytes); the same bytes for the same module.

    Args:
        form: cmi5 or web. language: one of the module's, or all.
    Raises:
        Unknown: no such module, form or language.
    """
    there = ordered(house.library.languages(key), BASE)
    wanted = there if language in ("", ALL) else [language]
    if form not in FORMS or not there or not set(wanted) <= set(there):
        raise Unknown("there is no such module in that form and language")
    modules = {one: house.library.module(key, one) for one in wanted}
    shown, files = _media(house, modules)
    pages = [
        Page(one, LANGUAGES.get(one, one), module, _lesson(look, module, shown), words_of(one),
             msgspec.json.encode(words_of(one)).decode())
        for one, module in modules.items()
    ]  # fmt: skip
    iri = f"{house.home}/modules/{key}"
    html = look.get_template("bundle.html").render(
        pages=pages, first=pages[0], iri=iri, form=form, version=house.library.number(key)
    )
    files["index.html"] = html.encode()
    files["read-me.txt"] = read_me(pages[0].module.title, [one.name for one in pages], iri, form).encode()
    for name in SCRIPTS:
        files[f"js/{name}"] = static.by_path[f"js/{name}"].body
    for name in STYLES:
        files[f"css/{name}"] = static.by_path[f"css/{name}"].body
    files["css/cabochon.css"] = _FACE.sub("", static.by_path["css/cabochon.css"].body.decode()).encode()
    if form == "cmi5":
        files["cmi5.xml"] = manifest(modules, iri=iri, course=f"{house.home}/courses/{key}")
    tongue = f"-{wanted[0]}" if len(wanted) == 1 else ""
    return f"{key}{tongue}-{form}.zip", zipped(files)


def _media(house: House, modules: Mapping[str, Module]) -> tuple[dict[str, dict[str, Shown]], dict[str, bytes]]:
    """language -> key -> what is shown; and the files behind it. What is not there is told in words by the lesson."""
    shown: dict[str, dict[str, Shown]] = {one: {} for one in modules}
    files: dict[str, bytes] = {}
    for language, module in modules.items():
        for key in module.media:
            found = house.media.shown(key, language)
            if found is None:
                continue
            body, kind = house.media.file(key)
            name = f"media/{key}{ENDINGS.get(kind, '')}"
            files[name] = body
            captions = [(one, f"media/{key}.{one}.vtt") for one, _ in found.captions]
            files |= {file: house.media.file(file.removeprefix("media/"))[0] for _, file in captions}
            shown[language][key] = Shown(name, found.kind, found.alt, found.width, found.height, tuple(captions))
    return shown, files


def _lesson(look: Environment, module: Module, shown: Mapping[str, Mapping[str, Shown]]) -> Markup:
    """Links into this house lead nowhere from there: their words stay."""
    html = lesson(look, module, media=shown[module.language])
    return Markup(_OURS.sub(r"\1", html))  # noqa: S704 what it takes away was escaped before
