"""A statement as a line of JSON, or as a row of columns."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from ..privacy.telling import door_of
from ..refusals import Refused
from ..stream import Kept
from ..xapi.times import instant, written

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes such a cell for a formula (trust.md, 6)


@dataclass(frozen=True, slots=True)
class Given:
    """A kept statement and the JSON it is given out as."""

    kept: Kept
    body: bytes


@dataclass(frozen=True, slots=True)
class Column:
    """kind: text, time, number or truth."""

    name: str
    kind: str = "text"


COLUMNS = (
    Column("id"), Column("stored", "time"), Column("timestamp", "time"), Column("actor"), Column("actor_name"),
    Column("verb"), Column("object_type"), Column("object"), Column("object_name"), Column("success", "truth"),
    Column("completion", "truth"), Column("score_scaled", "number"), Column("score_raw", "number"),
    Column("score_min", "number"), Column("score_max", "number"), Column("response"), Column("duration"),
    Column("registration"), Column("boutique"), Column("kind"), Column("voided", "truth"), Column("statement"),
)  # fmt: skip


def row(given: Given, home: str) -> dict[str, Any]:
    """The usual columns; a member that is not there is None. Times are aware, `statement` is the whole JSON."""
    kept, one = given.kept, msgspec.json.decode(given.body)
    result, target = one.get("result", {}), one["object"]
    score = result.get("score", {})
    return {
        "id": kept.entry.id,
        "stored": kept.stored,
        "timestamp": _when(one.get("timestamp"), kept.stored),
        "actor": agent(one["actor"]),
        "actor_name": one["actor"].get("name"),
        "verb": one["verb"]["id"],
        "object_type": target.get("objectType", "Activity"),
        "object": target["id"] if "id" in target else agent(target),
        "object_name": _worded(target.get("definition", {}).get("name")),
        "success": result.get("success"),
        "completion": result.get("completion"),
        **{f"score_{name}": score.get(name) for name in ("scaled", "raw", "min", "max")},
        "response": result.get("response"),
        "duration": result.get("duration"),
        "registration": one.get("context", {}).get("registration"),
        "boutique": door_of(one, home) or None,
        "kind": kept.entry.kind or None,
        "voided": kept.voided,
        "statement": given.body.decode(),
    }


def agent(value: Mapping[str, Any]) -> str | None:
    """What identifies an agent or group, as one text; an account as its homePage, a space and its name."""
    for name in ("mbox", "mbox_sha1sum", "openid"):
        if name in value:
            return str(value[name])
    account = value.get("account")
    return f"{account['homePage']} {account['name']}" if account else None


class Lines:
    """JSON Lines: each statement as it is given out, on a line of its own."""

    def head(self) -> bytes:
        return b""

    def body(self, given: list[Given]) -> bytes:
        return b"".join(_line(one.body) for one in given)

    def end(self) -> bytes:
        return b""


class Csv:
    """CSV by RFC 4180 in UTF-8, the first row its head. A text a spreadsheet would reckon with gets a ' before it."""

    def __init__(self, home: str, *, head: bool = True) -> None:
        self._home, self._head = home, head

    def head(self) -> bytes:
        return _cells([[column.name for column in COLUMNS]]) if self._head else b""

    def body(self, given: list[Given]) -> bytes:
        rows = [row(one, self._home) for one in given]
        return _cells([[_cell(one[column.name]) for column in COLUMNS] for one in rows])

    def end(self) -> bytes:
        return b""


def _cells(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return written(value)
        case str():
            return f"'{value}" if value.startswith(DANGEROUS) else value
        case _:
            return str(value)


def _line(body: bytes) -> bytes:
    """A sender may have written its JSON over several lines: between tokens a line's end is but space."""
    if b"\n" in body or b"\r" in body:
        body = body.replace(b"\r", b" ").replace(b"\n", b" ")
    return body + b"\n"


def _when(text: Any, stored: datetime) -> datetime:
    try:
        return instant(text) if text else stored
    except Refused:
        return stored


def _worded(words: Any) -> str | None:
    """One language of a language map, English if there is one."""
    if not isinstance(words, dict) or not words:
        return None
    english = next((text for tag, text in words.items() if tag.lower().startswith("en")), None)
    return str(english if english is not None else next(iter(words.values())))
