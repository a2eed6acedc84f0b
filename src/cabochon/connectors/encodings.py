"""Which encoding a text is of, where nothing says it: the one that makes it of the letters columns are called by.

Only for a proposal, which a person sees before anything is kept.
"""

from codecs import getincrementaldecoder, lookup
from functools import cache
from typing import BinaryIO

from ..refusals import Refused
from .headings import vocabulary
from .scores import words

# In this order where two do equally well.
CANDIDATES = (
    "cp1252", "shift_jis", "cp932", "euc_jp", "gb18030", "big5", "cp1256", "mac_roman", "iso8859-6", "cp1250",
    "latin-1",
)  # fmt: skip
CHUNK = 1 << 20
LOOKED = 60_000  # bytes of lines that are not plain ASCII
CONTROLS = bytes({*range(1, 32), 127} - {9, 10, 12, 13, 26, 27})
_NEUTRAL = frozenset("€£¥°ºª№«»“”‘’–—…·•©®™½§¿¡\u00a0、。・（）％：；！？「」￥〜～،؛؟٪×")
_BETTER = 1.02  # how much better one has to be than an earlier one


def guessed(stream: BinaryIO) -> str:
    """
    Raises:
        Refused: nearly all of it is UTF-8, and then some of it is not: it was cut or glued together; or it is no text.
    """
    sample = _sample(stream)
    if len(sample.translate(None, CONTROLS)) < 0.97 * len(sample):
        raise Refused("is no text and no workbook that is known; export it as CSV or XLSX")
    _broken(sample)
    marks = [(_likeness(sample, name), name) for name in CANDIDATES]
    best = max(mark for mark, _ in marks)
    ranked = [name for mark, name in marks if mark * _BETTER >= best] or ["cp1252"]
    rest = [name for _, name in sorted(marks, key=lambda one: -one[0]) if name not in ranked]
    return next((name for name in (*ranked, *rest) if _all(stream, name)), "latin-1")


def _sample(stream: BinaryIO) -> bytes:
    """Lines with something else than ASCII, wherever in the file they stand."""
    begin, found = stream.tell(), bytearray()
    while len(found) < LOOKED and (chunk := stream.read(CHUNK)):
        if not chunk.isascii():
            chunk += stream.readline(CHUNK)  # a character of several bytes is not cut
            for line in chunk.splitlines():
                if not line.isascii() and len(found) < LOOKED:
                    found += line[:4000] + b"\n"
    stream.seek(begin)
    return bytes(found)


def _broken(sample: bytes) -> None:
    text = sample.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if lost and sum(not one.isascii() for one in text) > 8 * lost:
        place = next(line for line in text.splitlines() if "\ufffd" in line)
        after = place.split(chr(0xFFFD))[0][-20:]
        raise Refused(
            f"is UTF-8 but for a few bytes, such as after {after!r}; it was cut or glued together: export it anew"
        )


@cache
def _letters() -> frozenset[str]:
    """Letters of the headings and words we know, beyond ASCII."""
    return frozenset(one for text in (*vocabulary(), *words()) for one in text.casefold() if not one.isascii())


def _likeness(sample: bytes, name: str) -> float:
    """-1 where it cannot be; else the share of its characters beyond ASCII that fit, by their bytes."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return -1.0
    good, total = 0.0, 0.0
    for before, one, after in zip(" " + text, text, text[1:] + " "):  # noqa: B905 - the first is longer by one
        if not one.isascii():
            width = 2.0 if ord(one) > 0x2E80 and not 0xFF61 <= ord(one) <= 0xFF9F else 1.0
            total += width
            good += width * _fits(one, before, after)
    return good / total if total else 0.0


def _fits(one: str, before: str, after: str) -> float:
    """How well a character stands between its neighbours."""
    latin, known = ord(one) < 0x250, one.casefold() in _letters()
    inside = before.isascii() and before.isalpha()
    if not latin and inside and (0x600 <= ord(one) < 0x700 or (after.isascii() and after.isalpha())):
        return 0.0  # in the middle of a western word
    if known and latin:
        if not before.isascii() and before.isalpha():
            return 0.2  # two accented letters side by side
        return 0.3 if one.isupper() and before.islower() else 1.0
    if known:
        return 1.0
    if one in _NEUTRAL:
        return 0.6
    if 0x3040 <= ord(one) < 0x3100 or 0x0620 <= ord(one) < 0x0653:
        return 0.9  # kana, Arabic
    if 0xFF66 <= ord(one) < 0xFFA0 and before > "\u3000":
        return 0.9  # narrow kana
    if 0x4E00 <= ord(one) < 0xA000:
        return 0.45
    return 0.4 if one.isalpha() and ord(one) < 0x180 else 0.0


def _all(stream: BinaryIO, name: str) -> bool:
    begin, decoder = stream.tell(), getincrementaldecoder(lookup(name).name)()
    try:
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(begin)
    return True
