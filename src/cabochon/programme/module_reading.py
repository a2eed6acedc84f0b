"""A module from its Markdown; docs/guides/modules.md says how one is written. What is wrong is named with its line."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from string import ascii_lowercase
from typing import Any

from ..languages import mark
from ..refusals import Refused
from .front_matter import Place, front
from .kit_reading import LINES
from .module import EXERCISES, JOB_ROLES, Action, Area, Block, Choice, Exercise, Module

FIELDS = ("key", "title", "summary", "skill", "roles", "language", "minutes", "action", "order", "product_line",
          "collection", "aids", "pass", "sop")  # fmt: skip
OPTIONAL = ("order", "product_line", "collection", "aids", "pass", "sop")
PARTS = mark(("See it", "Try it", "Use it today"))
LARGEST = 100_000  # characters of a module
MOST = 12  # exercises, and choices of one
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2}")
_PART = re.compile(r"## +(\S(?:.*\S)?) *")
_EXERCISE = re.compile(r"### +([a-z]+) *: *(\S+) *")
_LINE = re.compile(r"> *\*\*(.+?)[:：]\*\* *(.+)")
_MEDIA = re.compile(r"!\[([^\]]*)\]\(media:([a-z0-9-]+)\) *")
_CHOICE = re.compile(r"- \[([ xX])\] +(.+)")
_STEP = re.compile(r"\d{1,2}\. +(.+)")
_AREA = re.compile(r"([\d.]+) *, *([\d.]+) *, *([\d.]+) *, *([\d.]+) +(.+)")
_GAP = re.compile(r"\{([^{}]+)\}")
_NUMBER = re.compile(r"(-?\d+(?:[.,]\d+)?)(?: +(\D.*))?")
_THOUSANDS = re.compile(r"-?\d{1,3}[.,]\d{3}")
_SLIP = re.compile(r"~ *(-?\d+(?:[.,]\d+)?) *[:：] *(.+)")

Numbered = list[tuple[int, str]]  # line of the file, its words


def parse(text: str, where: str, *, key: str = "", language: str = "") -> Module:
    """A module from its words.

    Args:
        where: the file's name, for what is said about it. key, language: what it has to be, where that is known.
    Raises:
        Refused: it cannot be read; says the file and the line.
    """
    if len(text) > LARGEST:
        raise Refused(f"{where}: has {len(text):,} characters; a module has {LARGEST:,} at most")
    head, body, place = front(text.removeprefix("\ufeff"), where)
    _particulars(head, place, key, language)
    parts = _parts([(place.first + n, line.rstrip()) for n, line in enumerate(body.splitlines())], place)
    exercises = tuple(_exercises(parts["Try it"], place))
    if not exercises:
        why = mark("there is nothing to try; a module without practice changes nothing")
        raise place.at(parts["Try it"][0][0], why)
    if head["action"] in {one.key for one in exercises}:
        why = mark(f"action {head['action']} is the key of an exercise; give it one of its own")
        raise place.refused("action", why)
    doing = _words(parts["Use it today"][1:])
    if not doing:
        raise place.at(parts["Use it today"][0][0], mark("say one action to try this shift"))
    see = tuple(_blocks(parts["See it"][1:]))
    if not see:
        raise place.at(parts["See it"][0][0], mark("there is nothing to see; show in some lines how it is done"))
    return Module(
        key=head["key"], title=head["title"], summary=head["summary"], skill=head["skill"], roles=tuple(head["roles"]),
        language=head["language"], minutes=head["minutes"], see=see, exercises=exercises,
        action=Action(head["action"], doing), order=head.get("order", 0), product_line=head.get("product_line", ""),
        collection=head.get("collection", ""), aids=tuple(head.get("aids", ())),
        pass_mark=float(head.get("pass", 0)), sop=head.get("sop", False),
    )  # fmt: skip


def _particulars(head: Mapping[str, Any], place: Place, key: str, language: str) -> None:
    for name in head:
        if name not in FIELDS:
            raise place.refused(name, mark(f"{name} is no field of a module; there are {', '.join(FIELDS)}"))
    for name in FIELDS:
        if name not in head and name not in OPTIONAL:
            raise place.refused(name, mark(f"{name} is missing"))

    def some(value: Any, of: tuple[str, ...]) -> bool:
        return isinstance(value, list) and all(isinstance(one, str) and (not of or one in of) for one in value)

    share, spoken = head.get("pass", 0), head["language"]
    named = _key(head["key"]) and key in ("", head["key"])
    tongue = isinstance(spoken, str) and LANGUAGE.fullmatch(spoken) and language in ("", spoken)
    for name, is_, says in (
        ("key", named, mark(f"key is {key or 'small letters, digits and hyphens'}")),
        ("language", tongue, mark(f"language is {language or 'two letters, such as en'}")),
        ("title", _text(head["title"], 80), mark("title is a few words, 80 characters at most")),
        ("summary", _text(head["summary"], 200), mark("summary is one sentence, 200 characters at most")),
        ("skill", _key(head["skill"]), mark("skill is a key of the skills map")),
        ("roles", head["roles"] and some(head["roles"], JOB_ROLES), mark(f"roles is a list of {', '.join(JOB_ROLES)}")),
        ("minutes", type(head["minutes"]) is int and 1 <= head["minutes"] <= 60, mark("minutes is a whole number")),
        ("action", _key(head["action"]), mark("action is a key: small letters, digits and hyphens")),
        ("order", type(head.get("order", 0)) is int, mark("order is a whole number")),
        ("product_line", head.get("product_line", "") in LINES, mark("product_line is watch, jewelry or empty")),
        ("collection", isinstance(head.get("collection", ""), str), mark("collection is a few words")),
        ("aids", some(head.get("aids", []), ()), mark("aids is a list of documents of the kit")),
        ("pass", type(share) in (int, float) and 0 <= share <= 1, mark("pass is a share between 0 and 1, such as 0.6")),
        ("sop", type(head.get("sop", False)) is bool, mark("sop is true for a procedure, else false")),
    ):
        if not is_:
            raise place.refused(name, says)


def _key(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 60 and KEY.fullmatch(value) is not None


def _text(value: Any, most: int) -> bool:
    return isinstance(value, str) and len(value.strip()) >= 3 and len(value) <= most and "\n" not in value


def _parts(lines: Numbered, place: Place) -> dict[str, Numbered]:
    found: dict[str, Numbered] = {}
    part = ""
    for number, line in lines:
        if named := _PART.fullmatch(line):
            part = named[1]
            if part not in PARTS:
                raise place.at(number, mark(f"‘{part}’ is no part of a module; there are {', '.join(PARTS)}"))
            if part in found:
                raise place.at(number, mark(f"‘{part}’ stands here twice"))
            found[part] = []
        elif not part and line.strip():
            raise place.at(number, mark("a module begins with ## See it"))
        if "](media:" in line and not _MEDIA.fullmatch(line):
            raise place.at(number, mark("a picture stands on a line of its own: ![what it shows](media:its-key)"))
        if part:
            found[part].append((number, line))
    if missing := [one for one in PARTS if one not in found]:
        raise place.at(len(place.lines), mark(f"the part ## {missing[0]} is missing"))
    if tuple(found) != PARTS:
        raise place.at(found[PARTS[0]][0][0], mark(f"the parts stand in the order {', '.join(PARTS)}"))
    return found


def _words(lines: Numbered) -> str:
    return "\n".join(line for _, line in lines).strip()


def _blocks(lines: Numbered) -> Iterator[Block]:
    """Words, the lines of a conversation, what is shown. Who speaks first is not of the boutique."""
    words, first = Numbered(), ""

    def told() -> Iterator[Block]:
        if text := _words(words):
            yield Block("words", text)
        words.clear()

    for number, line in lines:
        spoken, shown = _LINE.fullmatch(line), _MEDIA.fullmatch(line)
        if not spoken and not shown:
            words.append((number, line))
            continue
        yield from told()
        if spoken:
            first = first or spoken[1]
            yield Block("line", spoken[2], who=spoken[1], ours=spoken[1] != first)
        elif shown:
            yield Block("media", shown[1], media=shown[2])
    yield from told()


def _exercises(lines: Numbered, place: Place) -> Iterator[Exercise]:
    groups: list[Numbered] = []
    for number, line in lines[1:]:
        if line.startswith("### "):
            groups.append([])
        if groups:
            groups[-1].append((number, line))
        elif line.strip():
            raise place.at(number, mark("an exercise begins with ### and its kind, such as ### choose: which-line"))
    if len(groups) > MOST:
        why = mark(f"there are {len(groups)} exercises; {MOST} at most fit between two clients")
        raise place.at(groups[MOST][0][0], why)
    seen: set[str] = set()
    for group in groups:
        number, line = group[0]
        named = _EXERCISE.fullmatch(line)
        if named is None or named[1] not in EXERCISES:
            raise place.at(number, mark(f"write ### kind: key, where kind is one of {', '.join(EXERCISES)}"))
        if not _key(named[2]):
            raise place.at(number, mark(f"{named[2][:60]!r} is no key: small letters, digits and hyphens"))
        if named[2] in seen:
            raise place.at(number, mark(f"the key {named[2]} stands here twice"))
        seen.add(named[2])
        yield _Reader(named[1], named[2], number, place).read(group[1:])


class _Reader:
    """One exercise, line by line."""

    def __init__(self, kind: str, key: str, number: int, place: Place) -> None:
        self.kind, self.key, self.number, self.place = kind, key, number, place
        self.prompt, self.says = Numbered(), Numbered()
        self.choices: list[Choice] = []
        self.given: list[tuple[int, str]] = []  # what stands behind =
        self.slips: list[tuple[Decimal, str]] = []
        self.media = self.alt = ""

    def read(self, lines: Numbered) -> Exercise:
        for number, line in lines:
            self._line(number, line)
        if not (prompt := _words(self.prompt)):
            raise self._wrong(mark("say first what to do"))
        phrase, blanks, answer, unit, model = self._given()
        self._complete()
        return Exercise(
            self.key, self.kind, prompt, tuple(self.choices), phrase, blanks, answer, unit, tuple(self.slips),
            self.media, self.alt, model, _words(self.says),
        )  # fmt: skip

    def _line(self, number: int, line: str) -> None:
        stripped = line.strip()
        chosen = _CHOICE.fullmatch(line) if self.kind in ("choose", "spot", "hotspot", "say") else None
        step = _STEP.fullmatch(line) if self.kind == "order" else None
        if chosen or step:
            self._choice(number, chosen, step)
        elif line.startswith(" ") and stripped.startswith(">") and self.choices:
            last, more = self.choices[-1], stripped.removeprefix(">").strip()
            self.choices[-1] = Choice(last.key, last.text, last.right, f"{last.says} {more}".strip(), last.area)
        elif line.startswith("= ") and self.kind in ("fill", "number", "say"):
            self.given.append((number, line[2:].strip()))
        elif self.kind == "number" and (slip := _SLIP.fullmatch(line)):
            self.slips.append((_decimal(slip[1]), slip[2]))
        elif not self.media and (shown := _MEDIA.fullmatch(line)):
            self.alt, self.media = shown[1], shown[2]
        elif line.startswith(">") and (self.choices or self.given or self.slips):
            self.says.append((number, stripped.removeprefix(">").strip()))
        elif not stripped:
            (self.says if self.says else self.prompt).append((number, ""))
        elif self.choices or self.given or self.slips:
            raise self.place.at(number, mark("what is told afterwards begins with >; a choice with - [ ] or - [x]"))
        else:
            self.prompt.append((number, line))

    def _choice(self, number: int, chosen: re.Match[str] | None, step: re.Match[str] | None) -> None:
        if len(self.choices) == MOST:
            raise self.place.at(number, mark(f"there are more than {MOST} to choose from"))
        key, area = ascii_lowercase[len(self.choices)], None
        text, right = (step[1], True) if step else (chosen[2], chosen[1] != " ") if chosen else ("", False)
        if self.kind == "hotspot":
            found = _AREA.fullmatch(text)
            if found is None:
                raise self.place.at(number, mark("write the area as x,y,width,height in percent, and what is there"))
            try:
                area = Area(*(float(found[n]) for n in range(1, 5)))
            except ValueError:
                raise self.place.at(number, mark("an area is four numbers")) from None
            if area.x + area.width > 100 or area.y + area.height > 100 or not area.width or not area.height:
                raise self.place.at(number, mark("the area is not within the picture"))
            text = found[5]
        self.choices.append(Choice(key, text, right, "", area))

    def _given(self) -> tuple[str, tuple[tuple[str, ...], ...], Decimal | None, str, str]:
        words = " ".join(text for _, text in self.given)
        if self.kind == "say":
            return "", (), None, "", "\n\n".join(text for _, text in self.given)
        if self.kind == "fill":
            gaps = tuple(tuple(one.strip() for one in gap.split("|")) for gap in _GAP.findall(words))
            if not gaps or any(len(set(gap)) < 2 or "" in gap for gap in gaps):
                raise self._wrong(mark("write the phrase behind =, each gap in curly brackets: right words | others"))
            if {"{", "}"} & set(_GAP.sub("", words)):
                raise self._wrong(mark("a gap begins and ends with a curly bracket; one of the two is missing"))
            return _GAP.sub("{}", words), gaps, None, "", ""
        if self.kind == "number":
            found = _NUMBER.fullmatch(words)
            if found is None or len(self.given) != 1:
                raise self._wrong(mark("write the number behind =, such as = 3 pieces"))
            answer = _decimal(found[1])
            if _THOUSANDS.fullmatch(found[1]):
                raise self._wrong(mark(f"write {found[1]} without a sign for thousands, or with two places at most"))
            if answer in [slip for slip, _ in self.slips]:
                raise self._wrong(mark(f"{answer} is the answer and a slip"))
            return "", (), answer, found[2] or "", ""
        return "", (), None, "", ""

    def _complete(self) -> None:
        right = sum(one.right for one in self.choices)
        if self.kind in ("choose", "spot", "hotspot") and (len(self.choices) < 2 or right != 1):
            of = len(self.choices)
            raise self._wrong(mark(f"has {right} right of {of}; mark just one of at least two with - [x]"))
        if self.kind == "order" and len(self.choices) < 3:
            raise self._wrong(mark("has fewer than three steps, written as 1. 2. 3. in the right order"))
        if self.kind == "say" and (not self.choices or right):
            raise self._wrong(mark("write what to mark oneself by as - [ ], one at least, none of them ticked"))
        if self.kind == "hotspot" and not self.media:
            raise self._wrong(mark("show the picture: ![what it shows](media:its-key)"))

    def _wrong(self, says: str) -> Refused:
        return self.place.at(self.number, f"{self.key}: {says}")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Refused(f"{text[:40]!r} is no number") from None
