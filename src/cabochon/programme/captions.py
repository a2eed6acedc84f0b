"""Captions of a film or a recording: WebVTT, read strictly. What is kept is written anew from what was read.

Source: https://www.w3.org/TR/webvtt1/ . Left out on purpose: styles, regions, notes, places on the screen.
"""

import re
from dataclasses import dataclass

from ..languages import mark
from ..refusals import Refused

LARGEST = 200_000  # characters
MOST, WORDS = 2_000, 500  # cues; characters of one
TAGS = frozenset({"b", "i", "u", "v"})  # as the standard has them; v: who speaks
_HEAD = re.compile(r"\ufeff?WEBVTT(?:[ \t].*)?")
_TIMES = re.compile(r"(\S+)[ \t]+-->[ \t]+(\S+)(?:[ \t]+.*)?")
_TIME = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)[.,](\d{3})")
_TAG = re.compile(r"<(/?)([^<>\s.]*)([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Cue:
    """begin, end: seconds from the start. text: with the plain tags of WebVTT, its lines apart by a newline."""

    begin: float
    end: float
    text: str


def read(text: str, *, seconds: float = 0.0) -> tuple[Cue, ...]:
    """The cues of a file, in order of time. Comma and point are both read in times: SubRip's are near.

    Args:
        seconds: how long what they belong to is; 0 where it is not known.
    Raises:
        Refused: it cannot be read, says the line: no WEBVTT, times that fall back, tags that are none of ours.
    """
    if len(text) > LARGEST:
        raise Refused(f"are {len(text):,} characters; {LARGEST:,} are taken", "captions")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not _HEAD.fullmatch(lines[0].rstrip()):
        raise _at(1, mark("begin with WEBVTT alone on the first line; export the captions as WebVTT (.vtt)"))
    found: list[Cue] = []
    for number, block in _blocks(lines):
        if block[0].startswith(("NOTE", "STYLE", "REGION")) and "-->" not in block[0]:
            continue
        found.append(_cue(number, block, found[-1].begin if found else 0.0))
        if len(found) > MOST:
            raise _at(number, mark(f"have more than {MOST:,} cues"))
    if not found:
        raise Refused("hold no words; each cue is a line of times and below it what is said", "captions")
    if seconds and found[-1].begin > seconds + 1:
        raise Refused(
            f"go on to second {found[-1].begin:.0f}, and the recording ends at {seconds:.0f}; they belong to another",
            "captions",
        )
    return tuple(found)


def written(cues: tuple[Cue, ...]) -> str:
    """WebVTT of the cues."""
    pieces = [f"{_clock(one.begin)} --> {_clock(one.end)}\n{one.text}\n" for one in cues]
    return "\n".join(["WEBVTT\n", *pieces])


def words(cues: tuple[Cue, ...]) -> str:
    """What is said, without times and tags, a cue a line: a transcript."""
    plain = (_TAG.sub("", one.text).replace("\n", " ") for one in cues)
    return "\n".join(one.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for one in plain)


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """(line number of the first, lines) of what stands between empty lines; what follows WEBVTT directly is its own."""
    found: list[tuple[int, list[str]]] = []
    head = True
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            head = False
            if found and found[-1][1]:
                found.append((0, []))
        elif not head:
            if not found or not found[-1][1]:
                found[len(found) - 1 if found else 0 :] = [(number, [])]
            found[-1][1].append(line.rstrip())
    return [one for one in found if one[1]]


def _cue(number: int, block: list[str], after: float) -> Cue:
    at = 0 if "-->" in block[0] else 1  # before the times a cue may have a name
    times = _TIMES.fullmatch(block[at].strip()) if len(block) > at else None
    if times is None:
        raise _at(number, mark("need a line of times here, such as 00:00:01.000 --> 00:00:03.500"))
    number += at
    begin, end = _seconds(times[1], number), _seconds(times[2], number)
    if end <= begin:
        raise _at(number, mark(f"end at {times[2]} before they begin, at {times[1]}"))
    if begin < after:
        raise _at(number, mark(f"go back in time to {times[1]}; put the cues in order"))
    text = "\n".join(block[at + 1 :])
    if not text.strip():
        raise _at(number, mark("have times here without words"))
    if len(text) > WORDS:
        raise _at(number, mark(f"have {len(text)} characters in one cue; {WORDS} are taken"))
    if "-->" in text or "\0" in text:
        raise _at(number, mark("have a second line of times here; put an empty line before each cue"))
    return Cue(begin, end, _plain(text, number + 1))


def _plain(text: str, number: int) -> str:
    open_: list[str] = []
    for found in _TAG.finditer(text):
        closes, name, rest = found[1], found[2], found[3]
        if name not in TAGS or (rest.strip() and (closes or name != "v")):
            raise _at(number, mark(f"have {found[0][:40]!r}; only <b>, <i>, <u> and <v Name> may stand in captions"))
        if not closes:
            open_.append(name)
        elif not open_ or open_.pop() != name:
            raise _at(number, mark(f"close {found[0]} where it is not open"))
    if [one for one in open_ if one != "v"]:
        raise _at(number, f"leave <{open_[-1]}> open")
    if "<" in (bare := _TAG.sub("", text)) or ">" in bare:
        raise _at(number, mark("have a < or > that is no tag; write &lt; or &gt;"))
    return text


def _seconds(text: str, number: int) -> float:
    found = _TIME.fullmatch(text)
    if found is None:
        raise _at(number, mark(f"have {text[:20]!r} for a time; write 00:01.500 or 00:00:01.500"))
    return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3]) + int(found[4]) / 1000


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


def _at(number: int, says: str) -> Refused:
    return Refused(f"line {number} of the captions: they {says}", "captions")
