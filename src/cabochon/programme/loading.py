"""The playbook from TOML files: the base in English, a file a language; every refusal says file, key and remedy."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..languages import mark
from ..refusals import Refused
from . import content
from .content import ENGLISH, LINES, MANY, MOMENTS, ONE, TRACK_MANY, TRACK_ONE, WORDS, Book, Layer, Text, Tracked
from .playbook import CLIENT_VISIT

STARTER = Path(__file__).parent / "starter"
KEY = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
TONGUE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?\Z")
KEPT = {"wordings": {w.key for w in CLIENT_VISIT.wordings}, "actions": {a.key for a in CLIENT_VISIT.actions}}
Table = Mapping[str, Any]


@lru_cache(maxsize=1)
def starter() -> Book:
    """What ships: the playbook of a house where nothing was published yet."""
    return book_of({path.name: path.read_text("utf-8") for path in sorted(STARTER.glob("playbook*.toml"))})


def book_of(files: Mapping[str, str]) -> Book:
    """
    Args:
        files: name -> text; "playbook.toml" is the base, "playbook.fr.toml" a translation.

    Raises:
        Refused: what is wrong, where (file and key), and how to mend it.
    """
    if "playbook.toml" not in files:
        raise Refused("is missing; it holds the English words all others are laid over", "playbook.toml")
    base = _File("playbook.toml", files["playbook.toml"])
    texts, tracks = base.words(base.tree, new=True)
    book = Book(texts, tracks)
    _whole(book)
    layers = list(base.layers(ENGLISH))
    for name in sorted(files.keys() - {"playbook.toml"}):
        one = _File(name, files[name])
        layers += [Layer(one.language, texts=one.words(one.tree)[0]), *one.layers(one.language)]
    for i, layer in enumerate(layers):
        if layer.place in [other.place for other in layers[:i]]:
            raise Refused("is there twice; put both into one", _called(layer))
        for address, why in content.refused(book, layer):
            raise Refused(why, f"{_called(layer)} {address}")
    beside = [
        Layer(*layer.place, texts=layer.texts, of={a: content.digest(texts[a]) for a in layer.texts if a in texts})
        for layer in layers
    ]
    return Book(texts, tracks, tuple(beside))


class _File:
    """One file while it is read."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        try:
            self.tree: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as fault:
            raise Refused(f"cannot be read as TOML: {fault}", name) from None
        head = self.tree.get("playbook")
        if not isinstance(head, dict) or head.get("format") != 1:
            raise Refused("should begin with [playbook] and format = 1", name)
        self.language = str(head.get("language", ""))
        expected = name.removeprefix("playbook.").removesuffix("toml").strip(".") or ENGLISH
        if not TONGUE.match(self.language) or self.language != expected:
            raise Refused(f'should be "{expected}", as the file is called', f"{name}: [playbook] language")

    def words(self, tree: Table, *, new: bool = False, under: str = "") -> tuple[dict[str, Text], dict[str, Tracked]]:
        """Words by address. new: tracks may say whom they are for."""
        texts: dict[str, Text] = {}
        tracks: dict[str, Tracked] = {}
        if not under and (title := self.tree["playbook"].get("title")):
            texts["title"] = self.one(title, "[playbook] title")
        moments = self.table(tree.get("moments", {}), f"{under}moments")
        for moment in moments:
            if moment not in MOMENTS:
                raise self.fault(
                    mark(f"is no moment; there are {', '.join(MOMENTS)}"), mark(f"[{under}moments.{moment}]")
                )
        for moment in (m for m in MOMENTS if m in moments):
            at = f"{under}moments.{moment}"
            for part, said in self.table(moments[moment], at).items():
                if part == "tracks":
                    for key, track in self.table(said, f"{at}.tracks").items():
                        path = f"{at}.tracks.{key}"
                        self.key(key, path)
                        told = self.table(track, path)
                        found = self.track(told, path, new)
                        texts |= {f"{moment}.tracks.{key}.{name}": text for name, text in found.items()}
                        if new:
                            tracks[f"{moment}.{key}"] = self.beside(told, path)
                elif part in ONE:
                    texts[f"{moment}.{part}"] = self.one(said, f"[{at}] {part}")
                elif part in MANY:
                    texts[f"{moment}.{part}"] = self.many(said, f"[{at}] {part}")
                else:
                    raise self.fault(f"is not known; there are {', '.join((*ONE, *MANY, 'tracks'))}", f"[{at}] {part}")
        for kind in WORDS:
            for key, said in self.table(tree.get(kind, {}), f"{under}{kind}").items():
                self.key(key, f"{under}{kind}")
                texts[f"{kind}.{key}"] = self.one(said, f"[{under}{kind}] {key}")
        head = {"product_line", "brand"} if under else {"playbook", "variants"}
        if strange := tree.keys() - {"moments", *WORDS, *head}:
            raise self.fault(mark("is not known here"), f"[{under}{min(strange)}]")
        return texts, tracks

    def track(self, told: Table, path: str, new: bool) -> dict[str, Text]:
        known = {*TRACK_ONE, *TRACK_MANY} | ({"reviewed", "product_line", "brand"} if new else set())
        if strange := told.keys() - known:
            raise self.fault(f"is not known; there are {', '.join(sorted(known))}", f"[{path}] {min(strange)}")
        found: dict[str, Text] = {k: self.one(told[k], f"[{path}] {k}") for k in TRACK_ONE if k in told}
        return found | {k: self.many(told[k], f"[{path}] {k}") for k in TRACK_MANY if k in told}

    def beside(self, told: Table, path: str) -> Tracked:
        reviewed = told.get("reviewed")
        if reviewed is not None and type(reviewed) is not date:
            raise self.fault(mark("should be a date without quotes, such as 2026-10-05"), mark(f"[{path}] reviewed"))
        line = told.get("product_line", "")
        if line not in ("", *LINES):
            raise self.fault(mark(f"should be one of {', '.join(LINES)}, or left out"), mark(f"[{path}] product_line"))
        return Tracked(line, self.one(told.get("brand", ""), f"[{path}] brand"), reviewed)

    def layers(self, language: str) -> Iterator[Layer]:
        variants = self.tree.get("variants", [])
        if not isinstance(variants, list):
            raise self.fault(mark("should be written [[variants]], with two brackets"), "[variants]")
        for i, told in enumerate(variants):
            self.table(told, f"variants {i + 1}")
            line, brand = told.get("product_line", ""), told.get("brand", "")
            if line not in ("", *LINES) or not isinstance(brand, str) or not (line or brand):
                raise self.fault(
                    mark(f"should name a product_line ({', '.join(LINES)}) or a brand"), mark(f"[[variants]] {i + 1}")
                )
            yield Layer(language, line, brand, self.words(told, under="variants.")[0])

    def table(self, value: Any, at: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.fault(mark("should be a table"), f"[{at}]")
        return value

    def one(self, value: Any, at: str) -> str:
        if not isinstance(value, str):
            raise self.fault(mark("should be a text in quotes"), at)
        return " ".join(value.split())

    def many(self, value: Any, at: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.fault(mark('should be a list of texts, such as ["One", "Two"]'), at)
        return tuple(" ".join(v.split()) for v in value)

    def key(self, key: str, at: str) -> None:
        if not KEY.match(key):
            raise self.fault(mark("should be a key of small letters, digits and _"), f"[{at}] {key}")

    def fault(self, why: str, at: str) -> Refused:
        return Refused(why, f"{self.name}: {at}")


def _whole(book: Book) -> None:
    """The base says everything once."""
    for moment in MOMENTS:
        for part in (*ONE, "behaviours"):
            if not book.texts.get(f"{moment}.{part}"):
                raise Refused("is missing; every moment has it", f"playbook.toml: [moments.{moment}] {part}")
    for track in book.tracks:
        moment, _, key = track.partition(".")
        for part in ("situation", "lines"):
            if not book.texts.get(f"{moment}.tracks.{key}.{part}"):
                raise Refused("is missing", f"playbook.toml: [moments.{moment}.tracks.{key}] {part}")
    for kind, keys in KEPT.items():
        if lost := sorted(key for key in keys if f"{kind}.{key}" not in book.texts):
            raise Refused(f"lacks {lost[0]}, which kept entries name", f"playbook.toml: [{kind}]")
    if "title" not in book.texts:
        raise Refused("is missing", "playbook.toml: [playbook] title")


def _called(layer: Layer) -> str:
    file = "playbook.toml" if layer.language == ENGLISH else f"playbook.{layer.language}.toml"
    who = " ".join(part for part in (layer.product_line, layer.brand) if part)
    return f"{file}: [[variants]] {who}" if who else f"{file}:"
