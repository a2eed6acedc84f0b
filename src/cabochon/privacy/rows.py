"""Single rows on their way out: which moments and comments a viewer may read, and which of their fields remain."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from .fields import ABOVE, APART, NEAR, SHUT, let_out
from .roles import right
from .shutting import closed
from .viewer import Viewer

Row = dict[str, Any]

MASK = "[staff]"
FEWEST = 5  # clients' words that are shown without their boutique
SPACED = re.compile(r"[A-Za-z\u00c0-\u024f\u0600-\u06ff]")  # scripts that put spaces between words


def moments(viewer: Viewer, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows of the moment facts as far as this viewer may read them: all of a manager's boutiques, one's own, or none.

    A single event is a group of one, and above the boutique only groups are shown: there is no masked form of it.
    """
    return [let_out("moment", NEAR, row) for row in _near(viewer, rows, right(viewer, "moments.see"))]


def behind(viewer: Viewer, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows behind a number, for those who may see single events: nothing of a client, no receipt's number, no name."""
    return [let_out("behind", NEAR, row) for row in _near(viewer, rows, right(viewer, "moments.see"))]


def comments(viewer: Viewer, rows: Iterable[Mapping[str, Any]], *, names: Iterable[str] = ()) -> list[Row]:
    """What clients wrote, as far as this viewer may read it. names: staff names, masked in the text above the boutique.

    Above the boutique only the words, their time, the door and the product line remain: not who served, not what was
    seen in that visit, and not the score, since scores added up are the CSAT of a group that may be too small to show.
    Where person-level views are shut, a manager too reads the words without whom they are about.
    """
    reach, mask = right(viewer, "comments.read"), _mask(names)
    if reach == "boutique":
        return [
            _worded(let_out("comment", SHUT, row), mask) if _shut(viewer, row) else let_out("comment", NEAR, row)
            for row in rows
            if row.get("boutique") in viewer.boutiques
        ]
    if reach != "scope":
        return [let_out("comment", NEAR, row) for row in _near(viewer, rows, reach)]
    within = (row for row in rows if row.get("boutique") in viewer.boutiques)
    return [_worded(let_out("comment", ABOVE, row), mask) for row in within]


def words(
    viewer: Viewer, rows: Iterable[Mapping[str, Any]], *, names: Iterable[str], doors: Iterable[str], shuffle: str
) -> list[Row]:
    """Clients' words for those who keep the talk tracks fresh: `text` and `themes`, nothing of where, when, how rated.

    Staff and boutiques are masked in the text; the order is the same for one `shuffle` and tells of no time. Of fewer
    than `FEWEST` nothing is shown: whoever knows the boutiques could tell whose they are.
    """
    if right(viewer, "words.read") == "no":
        return []
    staff, places = _mask(names), _places(doors)
    found = [
        (blake2b(f"{shuffle} {row.get('statement')}".encode()).digest(), row)
        for row in rows if row.get("boutique") in viewer.boutiques
    ]  # fmt: skip
    if len(found) < FEWEST:
        return []
    said = {row["text"]: row for _, row in sorted(found, key=lambda one: one[0])}.values()  # the same words once
    kept = (let_out("comment", APART, row) for row in said)
    return [
        {"text": _masked(_masked(row["text"], places, "[boutique]"), staff),
         "themes": [theme for theme in str(row.get("themes", "")).split("|") if theme]}
        for row in kept
    ]  # fmt: skip


def _near(viewer: Viewer, rows: Iterable[Mapping[str, Any]], reach: str) -> list[Row]:
    """Whole rows, for those who work beside the people in them."""
    within = [dict(row) for row in rows if row.get("boutique") in viewer.boutiques and not _shut(viewer, row)]
    if reach == "boutique":
        return within
    return [row for row in within if viewer.person and row.get("associate") == viewer.person] if reach == "self" else []


def _shut(viewer: Viewer, row: Mapping[str, Any]) -> bool:
    return closed(viewer, str(row["boutique"]), str(row.get("associate") or row.get("observer") or ""))


def _worded(row: Row, mask: re.Pattern[str] | None) -> Row:
    return {name: _masked(value, mask) if name == "text" else value for name, value in row.items()}


def _masked(text: Any, mask: re.Pattern[str] | None, instead: str = MASK) -> Any:
    return mask.sub(instead, text) if mask and isinstance(text, str) else text


def masking(names: Iterable[str]) -> Callable[[str], str]:
    """Words as they are read above the boutique: with these names of staff masked."""
    mask = _mask(names)
    return lambda text: str(_masked(text, mask))


def _mask(names: Iterable[str]) -> re.Pattern[str] | None:
    return _mask_of(tuple(names))


@lru_cache(maxsize=4)  # some thousand names make a pattern in 50 ms, and change with the directory alone
def _mask_of(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Whole names first, then their parts; parts in the name's own capitals, so that rose gold stays gold."""
    parts = {
        part for name in names for part in (name.strip(), *name.split()) if len(part) > 1 or not SPACED.match(part)
    }
    found = sorted((part for part in parts if part), key=lambda part: (-len(part), part))
    words = [rf"(?<!\w){re.escape(p)}(?!\w)" if SPACED.search(p) else re.escape(p) for p in found]
    return re.compile("|".join(words)) if words else None


def _places(doors: Iterable[str]) -> re.Pattern[str] | None:
    """Names of boutiques, and their longer parts in their own capitals: of Rue du Rhône the Rhône."""
    whole = {name.strip() for name in doors}
    parts = {part for name in whole for part in name.split() if len(part) > 3 and part[:1].isupper()}
    found = sorted((whole | parts) - {""}, key=lambda part: (-len(part), part))
    return re.compile("|".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in found)) if found else None
