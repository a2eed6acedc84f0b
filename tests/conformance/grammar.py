"""Rows of the grammar: a place, a value, and whether a store must take or refuse it; how such a row is judged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kit import GONE, Json, changed, fresh, look, small, whole, within
from sections import BOTH, Case, label
from talk import Talk


@dataclass(frozen=True)
class Row:
    """place: pointer in the whole statement, or "" where value is the statement. taken: must it be kept?"""

    place: str
    value: Any
    taken: bool
    inside: bool  # said in a SubStatement
    base: Json | None = None  # instead of the whole statement

    def statement(self, version: str) -> Json:
        base = self.base if self.base is not None else whole(version)
        one = changed(self.place, self.value, base) if self.place else dict(self.value)
        return within(one) if self.inside else one


def rows(
    taken: bool,
    place: str,
    values: Iterable[Any],
    *,
    base: Json | None = None,
    inside: tuple[bool, ...] = (False, True),
    versions: tuple[str, ...] = BOTH,
    name: str = "",
) -> Iterator[Case]:
    """Cases of one place: each value, in a statement and in a SubStatement."""
    word = "takes" if taken else "refuses"
    for value in values:
        for deep in inside:
            what = "nothing" if value is GONE else label(value)
            said = f"{word} {name or place[1:]}{' in a SubStatement' if deep else ''} {what}"
            yield Case(said, Row(place, value, taken, deep, base), versions)


def good(place: str, *values: Any, **more: Any) -> Iterator[Case]:
    return rows(True, place, values, **more)


def bad(place: str, *values: Any, **more: Any) -> Iterator[Case]:
    return rows(False, place, values, **more)


def judge(case: Case, version: str, talk: Talk) -> None:
    """Taken and given back, by POST and by PUT; or refused, alone, by PUT and in a batch."""
    row: Row = case.what
    one = row.statement(version)
    (_taken if row.taken else _refused)(row, one, talk)


def _taken(row: Row, one: Json, talk: Talk) -> None:
    if row.inside and "id" not in one:
        sid = fresh()
        answer = talk.put(one, sid)
        assert (answer.status, answer.body) == (204, b"")
    else:
        answer = talk.post(one)
        assert answer.status == 200, answer.body
        (sid,) = answer.json
    assert answer.headers["x-experience-api-version"] == talk.version
    kept = talk.one(sid)
    if row.place and row.value is not GONE and not row.place.startswith(("/authority", "/stored", "/context/contextA")):
        assert look(row.place, kept["object"] if row.inside else kept) == row.value


def _refused(row: Row, one: Json, talk: Talk) -> None:
    answer = talk.post(one)
    assert answer.status == 400, answer.body
    assert answer.json["error"]
    assert answer.headers["x-experience-api-version"] == talk.version
    if row.inside:
        assert talk.put(one, fresh()).status == 400
    else:
        assert talk.post([small(), one]).json["pointer"].startswith("/1")
