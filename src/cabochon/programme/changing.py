"""Changes to a book, each giving a new one: words written, tracks and wordings added, layers begun and dropped."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ..refusals import Refused
from . import content
from .content import ENGLISH, LINES, MANY, MOMENTS, ONE, TRACK_MANY, TRACK_ONE, WORDS, Book, Layer, Text, Tracked

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
TONGUE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?\Z")
BRAND = 60  # characters of a brand's name
Place = tuple[str, str, str]


def written(book: Book, place: Place, texts: Mapping[str, Text]) -> Book:
    """Words put into a layer; an empty one is taken out, so that what lies beneath shows again.

    Raises:
        Refused: an address there is none of, a layer there is none of.
    """
    layer = book.layer(*place)
    if layer is None:
        raise Refused("there is no such language or variant; add it first", "language")
    base = place == (ENGLISH, "", "")
    for address, text in texts.items():
        if not _known(book, address):
            raise Refused("is no field of the playbook", address[:80])
        if isinstance(text, str) == (shape_of(address) is tuple):
            raise Refused("should be one text" if isinstance(text, tuple) else "should be a list", address[:80])
    clean: dict[str, Text] = {
        a: " ".join(t.split()) if isinstance(t, str) else tuple(" ".join(p.split()) for p in t if p.strip())
        for a, t in texts.items()
    }
    if base:
        said = {a: t for a, t in {**book.texts, **clean}.items() if t or not content.optional(book, a)}
        return replace(book, texts=ordered(said))
    kept = {a: t for a, t in {**layer.texts, **clean}.items() if t}
    of = {a: seen for a, seen in layer.of.items() if a in kept}
    of |= {a: content.digest(book.texts[a]) for a in clean
           if a in kept and a in book.texts and kept[a] != layer.texts.get(a)}  # fmt: skip
    return _with(book, Layer(*place, texts=ordered(kept), of=of))


def still_right(book: Book, place: Place, address: str) -> Book:
    """The English has changed, and the words written beside the old one say it as well."""
    layer = book.layer(*place)
    if layer is None or address not in layer.texts or address not in book.texts:
        raise Refused("has no words in this language", address[:80])
    of = {**layer.of, address: content.digest(book.texts[address])}
    return _with(book, replace(layer, of=of))


def shape_of(address: str) -> type:
    """Is it one text or a list of them?"""
    return tuple if address.rpartition(".")[2] in (*MANY, *TRACK_MANY) and address.split(".")[0] in MOMENTS else str


def with_track(book: Book, moment: str, key: str, *, situation: str, line: str, beside: Tracked | None = None) -> Book:
    """
    Raises:
        Refused: no such moment, a key that is taken or none.
    """
    beside = beside or Tracked()
    if moment not in MOMENTS:
        raise Refused(f"should be one of {', '.join(MOMENTS)}", "moment")
    if not situation.strip() or not line.strip():
        raise Refused("a talk track needs its situation and a first line", "situation" if line.strip() else "line")
    key = key or keyed(situation, {track.partition(".")[2] for track in book.tracks})
    if not KEY.match(key) or f"{moment}.{key}" in book.tracks:
        raise Refused("should be a new key of small letters, digits and _", "key")
    if beside.product_line not in ("", *LINES):
        raise Refused(f"should be one of {', '.join(LINES)}, or empty", "product_line")
    path = f"{moment}.tracks.{key}"
    texts = {**book.texts, f"{path}.situation": situation.strip(), f"{path}.lines": (line.strip(),)}
    return replace(book, texts=ordered(texts), tracks={**book.tracks, f"{moment}.{key}": beside})


def with_words(book: Book, kind: str, says: str) -> Book:
    """A further standard wording or coaching action; its key is made of its words and is permanent."""
    if kind not in WORDS or not says.strip():
        raise Refused("is missing; write the words first", "says")
    taken = {a.partition(".")[2] for a in book.texts if a.startswith(f"{kind}.")}
    return replace(book, texts=ordered({**book.texts, f"{kind}.{keyed(says, taken)}": " ".join(says.split())}))


def without(book: Book, address: str) -> Book:
    """A talk track ("welcome.tracks.just_looking") or a wording ("wordings.calm_pace") taken out, in every layer.

    Entries that name it stay as they are: their version has it.
    """
    head, *rest = address.split(".")
    track = head in MOMENTS and len(rest) == 2 and rest[0] == "tracks"
    if not track and not (head in WORDS and len(rest) == 1):
        raise Refused("is no talk track and no wording; the moments and their fields stay", "address")

    def left(texts: Mapping[str, Text]) -> dict[str, Text]:
        return {a: t for a, t in texts.items() if a != address and not a.startswith(f"{address}.")}

    layers = tuple(replace(layer, texts=left(layer.texts)) for layer in book.layers)
    tracks = {t: kept for t, kept in book.tracks.items() if not (track and t == f"{head}.{rest[1]}")}
    return Book(left(book.texts), tracks, layers)


def with_layer(book: Book, place: Place) -> Book:
    """A language or a variant begun, empty: what lies beneath shows through until words are written."""
    language, line, brand = place
    if not TONGUE.match(language):
        raise Refused("should be a language code, such as fr or de-CH", "language")
    if line not in ("", *LINES):
        raise Refused(f"should be one of {', '.join(LINES)}, or empty", "product_line")
    if len(brand) > BRAND or not brand.isprintable():
        raise Refused(f"should be at most {BRAND} printable characters", "brand")
    return book if book.layer(*place) else _with(book, Layer(*place))


def without_layer(book: Book, place: Place) -> Book:
    return replace(book, layers=tuple(layer for layer in book.layers if layer.place != place))


def with_phrase(book: Book, moment: str, part: str, phrase: str) -> Book:
    """A phrase at the end of a moment's list, once."""
    address, phrase = f"{moment}.{part}", " ".join(phrase.split())
    found = book.texts.get(address, ())
    kept = found if isinstance(found, tuple) else (found,)
    if phrase.casefold() in {one.casefold() for one in kept}:
        return book
    return replace(book, texts=ordered({**book.texts, address: (*kept, phrase)}))


def reviewed(book: Book, days: Mapping[str, date]) -> Book:
    """The book with the day each talk track was last gone over, as far as it is later than what the book says."""

    def latest(track: str, kept: Tracked) -> Tracked:
        day = max((d for d in (kept.reviewed, days.get(track)) if d), default=None)
        return replace(kept, reviewed=day)

    return replace(book, tracks={track: latest(track, kept) for track, kept in book.tracks.items()})


def keyed(says: str, taken: set[str]) -> str:
    """A key made of the first words, with a number where it is taken."""
    plain = re.sub(r"[^a-z0-9]+", "_", says.casefold()).strip("_")
    stem = re.sub(r"^[^a-z]+", "", plain)[:32].rstrip("_")
    stem = stem if len(stem) > 1 else "words"
    return next(key for n in range(1, 1000) if (key := stem if n == 1 else f"{stem}_{n}") not in taken)


def ordered(texts: Mapping[str, Text]) -> dict[str, Text]:
    """As a reader meets them: title, the moments with their fields and tracks, wordings, actions."""
    fields = {name: i for i, name in enumerate((*ONE, *MANY))}

    def rank(address: str) -> tuple[int, int]:
        head, _, rest = address.partition(".")
        if head in MOMENTS:
            return 1 + MOMENTS.index(head), fields.get(rest, len(fields))
        return (8 + WORDS.index(head), 0) if head in WORDS else (0, 0)

    return {address: texts[address] for address in sorted(texts, key=rank)}


def _known(book: Book, address: str) -> bool:
    head, _, rest = address.partition(".")
    if address in book.texts or (head in MOMENTS and rest in (*ONE, *MANY)):
        return True
    path = rest.split(".")
    return (
        head in MOMENTS and len(path) == 3 and path[0] == "tracks"
        and f"{head}.{path[1]}" in book.tracks and path[2] in (*TRACK_ONE, *TRACK_MANY)
    )  # fmt: skip


def _with(book: Book, layer: Layer) -> Book:
    if any(other.place == layer.place for other in book.layers):
        return replace(book, layers=tuple(layer if o.place == layer.place else o for o in book.layers))
    return replace(book, layers=(*book.layers, layer))
