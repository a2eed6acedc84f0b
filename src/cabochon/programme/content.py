"""The playbook as content: words by address, and layers of language, product line and brand laid over an English base.

An address is "welcome.good", "welcome.tracks.just_looking.lines", "wordings.calm_pace" or "title". The seven moments
and every key are permanent: a layer changes words, never steps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2s

from ..languages import mark
from .playbook import CLIENT_VISIT, Behaviour, Checklist, Wording

MOMENTS = tuple(b.key for b in CLIENT_VISIT.behaviours)
ENGLISH = "en"
LINES = ("watch", "jewelry")
LANGUAGES = {"en": "English", "fr": "Français", "it": "Italiano", "de": "Deutsch", "es": "Español", "pt": "Português",
             "nl": "Nederlands", "ja": "日本語", "zh": "中文", "ko": "한국어", "ar": "العربية"}  # fmt: skip
ONE = ("name", "title", "good", "seen")
MANY = ("behaviours", "use", "avoid", "standards")
TRACK_ONE, TRACK_MANY = ("situation", "instead"), ("lines",)
MARKED = frozenset({"name", "title", "seen"})  # what is marked and counted reads the same for every line and brand
WORDS = ("wordings", "actions")
Text = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a talk track has besides words: whom it is for ("" for any), when it was last gone over."""

    product_line: str = ""
    brand: str = ""
    reviewed: date | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """Words laid over the base. of: address -> `digest` of the English words they were written beside."""

    language: str = ENGLISH
    product_line: str = ""
    brand: str = ""
    texts: Mapping[str, Text] = field(default_factory=dict)
    of: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str, str]:
        return self.language, self.product_line, self.brand


@dataclass(frozen=True, slots=True)
class Book:
    """texts: the English base, in the order it is read. tracks: "welcome.just_looking" -> what it has besides."""

    texts: Mapping[str, Text]
    tracks: Mapping[str, Tracked] = field(default_factory=dict)
    layers: tuple[Layer, ...] = ()

    def layer(self, language: str = ENGLISH, product_line: str = "", brand: str = "") -> Layer | None:
        """The base itself counts as a layer: English for everything."""
        place = (language, product_line, brand)
        if place == (ENGLISH, "", ""):
            return Layer(texts=self.texts)
        return next((layer for layer in self.layers if layer.place == place), None)

    @property
    def languages(self) -> list[str]:
        return [ENGLISH, *sorted({layer.language for layer in self.layers} - {ENGLISH})]

    @property
    def brands(self) -> list[str]:
        found = {layer.brand for layer in self.layers} | {track.brand for track in self.tracks.values()}
        return sorted(found - {""}, key=str.casefold)


@dataclass(frozen=True, slots=True)
class Track:
    key: str
    situation: str
    lines: tuple[str, ...]
    instead: str
    reviewed: date | None


@dataclass(frozen=True, slots=True)
class Moment:
    key: str
    name: str
    title: str  # what the manager marks
    good: str
    seen: str
    behaviours: tuple[str, ...]
    use: tuple[str, ...]
    avoid: tuple[str, ...]
    standards: tuple[str, ...]  # what was agreed when managers marked the same visit differently
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class Playbook:
    """A book as one reader has it. lacking: addresses that stand in English because the language has no words yet."""

    title: str
    language: str
    moments: tuple[Moment, ...]
    wordings: Mapping[str, str]
    actions: Mapping[str, str]
    lacking: frozenset[str] = frozenset()

    def checklist(self, version: str, earlier: frozenset[str] = frozenset()) -> Checklist:
        """What the observation form asks. earlier: wordings and actions of other versions, which entries may name."""
        return Checklist(
            CLIENT_VISIT.key, self.title, version,
            behaviours=tuple(Behaviour(m.key, m.title, m.good, m.seen) for m in self.moments),
            wordings=tuple(Wording(*one) for one in self.wordings.items()),
            actions=tuple(Wording(*one) for one in self.actions.items()), earlier=earlier,
        )  # fmt: skip


def read(book: Book, *, language: str = ENGLISH, product_line: str = "", brand: str = "") -> Playbook:
    """Field by field: brand over line over neither, in the language; then the same in English; then the base."""
    chain = list(_chain(book, language, product_line, brand))
    lacking: set[str] = set()

    def said(address: str) -> Text:
        for layer in chain:
            if address in layer.texts:
                if layer.language == ENGLISH and language != ENGLISH:
                    lacking.add(address)
                return layer.texts[address]
        return ""

    def one(address: str) -> str:
        return words if isinstance(words := said(address), str) else " ".join(words)

    def many(address: str) -> tuple[str, ...]:
        return words if isinstance(words := said(address), tuple) else (words,) if words else ()

    def track(at: str) -> Track:
        moment, _, key = at.partition(".")
        path = f"{moment}.tracks.{key}"
        return Track(key, one(f"{path}.situation"), many(f"{path}.lines"), one(f"{path}.instead"),
                     book.tracks[at].reviewed)  # fmt: skip

    def fits(kept: Tracked) -> bool:
        return kept.product_line in ("", product_line) and kept.brand in ("", brand)

    moments = tuple(
        Moment(
            key=m, name=one(f"{m}.name"), title=one(f"{m}.title"), good=one(f"{m}.good"), seen=one(f"{m}.seen"),
            behaviours=many(f"{m}.behaviours"), use=many(f"{m}.use"), avoid=many(f"{m}.avoid"),
            standards=many(f"{m}.standards"),
            tracks=tuple(track(at) for at, kept in book.tracks.items() if at.startswith(f"{m}.") and fits(kept)),
        )
        for m in MOMENTS
    )  # fmt: skip
    words = {kind: {a.partition(".")[2]: one(a) for a in book.texts if a.startswith(f"{kind}.")} for kind in WORDS}
    return Playbook(one("title"), language, moments, words["wordings"], words["actions"], frozenset(lacking))


def _chain(book: Book, language: str, product_line: str, brand: str) -> Iterator[Layer]:
    wider = language.partition("-")[0]  # what de-CH lacks stands in de
    for tongue in dict.fromkeys((language, wider, ENGLISH)):
        for place in dict.fromkeys(((product_line, brand), ("", brand), (product_line, ""), ("", ""))):
            if (layer := book.layer(tongue, *place)) is not None:
                yield layer


def refused(book: Book, layer: Layer) -> Iterator[tuple[str, str]]:
    """(address, why not) of what a layer may not say: variants change words, never the steps or keys."""
    for address, text in layer.texts.items():
        base = book.texts.get(address)
        part = address.rpartition(".")[2]
        if base is None and not optional(book, address):
            yield address, mark("names something the playbook does not have; a variant or translation adds no keys")
        elif (layer.product_line or layer.brand) and part in MARKED and address.count(".") < 2:
            yield address, mark("is what is marked and counted; it reads the same for every product line and brand")
        elif part == "behaviours" and isinstance(text, tuple) and isinstance(base, tuple) and len(text) != len(base):
            yield address, mark(f"has {len(text)} actions where the playbook has {len(base)}; the steps stay the same")


def optional(book: Book, address: str) -> bool:
    """A track's `instead`, a moment's phrases and its agreed standards may be missing in the base."""
    moment, _, rest = address.partition(".")
    if rest in ("use", "avoid", "standards"):
        return moment in MOMENTS
    path = rest.split(".")
    return len(path) == 3 and path[0] == "tracks" and path[2] == "instead" and f"{moment}.{path[1]}" in book.tracks


def digest(text: Text) -> str:
    return blake2s("\n".join([text] if isinstance(text, str) else text).encode(), digest_size=6).hexdigest()


def progress(book: Book, language: str) -> tuple[int, int, list[str]]:
    """How many of the English addresses a language has, of how many, and which of them have changed since."""
    layer = book.layer(language)
    texts, of = (layer.texts, layer.of) if layer else ({}, {})
    stale = [a for a in texts if a in book.texts and a in of and of[a] != digest(book.texts[a])]
    done = sum(1 for a in book.texts if a in texts and a not in stale)
    return done, len(book.texts), stale
