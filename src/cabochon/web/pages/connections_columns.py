"""What each column of a dropped file holds, as a form over the columns and back into a mapping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from ...connectors.headings import fits
from ...connectors.looks import shown
from ...connectors.mapping import load, settled
from ...connectors.orders import put_first
from ...connectors.traffic_hours import hour_of
from ...house.previewing import Dropped
from ...languages import say
from ...refusals import Refused
from . import connections_words as words

FORM = ("f-", "n-", "t-", "w-", "b-", "c-", "heads", "another", "decimal", "date", "delimiter", "encoding", "sheet",
        "zone", "at", "out", "order")  # fmt: skip
MOST = 60  # columns with a select of their own; a form has room for so many
KNOWN = 0.85  # how well a heading fits a field it is known by; below, and where cells told it, it is a guess
PLAIN = (("decimal", "decimal"), ("delimiter", "delimiter"), ("encoding", "encoding"), ("zone", "zone"),
         ("at", "boutique"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """A column. at: its place, from 0. field: what it is read as, "" for nothing. how: why, in a word.

    free: it can be read; a column without a name, or called as one before it, cannot.
    """

    at: int
    name: str
    field: str
    how: str
    guess: bool
    free: bool


def heads(one: Dropped, names: Sequence[str], settings: Mapping[str, Any]) -> list[Head]:
    """The columns as the mapping reads them. settings: settled."""
    fields = {name: field for field, name in reversed(settings["columns"].items()) if name}
    kept = load(one.kept, one.feed.name).get("columns", {}) if one.kept else {}
    found = []
    for at, name in enumerate(names):
        field = fields.get(name, "")
        if not name or names.index(name) != at:
            found.append(Head(at, name, "", say("Has no name of its own: name it in the file"), False, False))
        elif not field and _side_by_side(name, settings):
            found.append(
                Head(at, name, "entries", say("Counted by itself: an hour, a door or a boutique"), False, False)
            )
        else:
            found.append(Head(at, name, field, *_how(one, field, name, kept), True))
    return found


def _how(one: Dropped, field: str, name: str, kept: Mapping[str, str]) -> tuple[str, bool]:
    if not field:
        return say("Not read, not kept"), False
    if kept.get(field) == name:
        return say("As last time"), False
    if one.proposed.get(name) != field:
        return say("Chosen"), False
    return (say("Recognised"), False) if fits(field, name) >= KNOWN else (say("Guessed: is it right?"), True)


def _side_by_side(name: str, settings: Mapping[str, Any]) -> bool:
    """Whether it is one of several columns of counts: of an hour, a door, a boutique."""
    return any(name in settings.get(table, {}) for table in ("counters", "places")) or (
        bool(settings.get("wide")) and hour_of(name) is not None
    )


def shown_heads(found: Sequence[Head]) -> tuple[list[Head], list[Head]]:
    """(those with a select of their own, the others): what is read comes first where there are many."""
    if len(found) <= MOST:
        return list(found), []
    first = sorted(sorted(found, key=lambda head: not head.field)[:MOST], key=lambda head: head.at)
    inside = {head.at for head in first}
    return first, [head for head in found if head.at not in inside and head.free]


def digest(names: Sequence[str]) -> str:
    """By which a form is known to be of these columns."""
    return blake2b("\0".join(names).encode("utf-8", "replace"), digest_size=6).hexdigest()


def chosen(house: Any, one: Dropped, sent: Mapping[str, str]) -> None:
    """The form's choices into the file's mapping.

    Raises:
        Refused: a choice that is none, one field chosen for two columns.
    """
    files = house.connections.files
    before = dict(files.settings(one))
    if sent.get("sheet", before.get("sheet", "")) != before.get("sheet", "") and sent["sheet"] in one.sheets:
        files.propose(one, sent["sheet"])
        return
    default, settings, names = settled(None, one.feed.name), dict(before), files.heads(one)
    for name, key in PLAIN:
        if key in default and name in sent:
            settings[key] = sent[name].strip()
            if settings[key] == default[key]:
                del settings[key]
    if one.table and sent.get("heads"):
        columns = settings.get("columns") or {k: v for k, v in default["columns"].items() if v in names}
        settings["columns"] = _columns(sent, names, columns, default["columns"])
    present = settings.get("dates", default.get("dates", ()))
    if present and sent.get("date", present[0]) != present[0]:
        settings["dates"] = put_first(sent["date"], present)
    for table, word, meaning in (("sale_types", "t-", "w-"), ("boutiques", "c-", "b-")):
        pairs = {sent[key]: sent.get(f"{meaning}{key[2:]}", "") for key in sent if key.startswith(word)}
        if table in default and (said := {name: text for name, text in pairs.items() if name and text}):
            settings[table] = {**(default[table] if table == "sale_types" else {}), **settings.get(table, {}), **said}
    order, present_order = sent.get("order", one.order), one.order  # a choice of how days are written changes it too
    _kept(house, one, settings, names)
    if order != present_order:
        files.order(one, order)


def _kept(house: Any, one: Dropped, settings: dict[str, Any], names: Sequence[str]) -> None:
    """Read it so from now on. By another encoding the columns may be called otherwise: they stay the same columns."""
    files, columns = house.connections.files, settings.get("columns", {})
    files.choose(one, "\n".join(shown(settings)) + "\n")
    now = files.heads(one)
    if not columns or now == names or len(now) != len(names):
        return
    called = dict(zip(names, now, strict=True))
    settings["columns"] = {field: called.get(name, name) for field, name in columns.items()}
    one.known = tuple(called.get(name, name) for name in one.known)
    files.choose(one, "\n".join(shown(settings)) + "\n")


def _columns(sent: Mapping[str, str], names: Sequence[str], before: Mapping[str, str],
             fields: Mapping[str, str]) -> dict[str, str]:  # fmt: skip
    """Field -> column. A column that is not in this file keeps its field, unless it is to be left out.

    Raises:
        Refused: the form is of other columns, or of two columns that are one field.
    """
    if sent["heads"] != digest(names):
        raise Refused("the columns have changed since; look at them again and choose once more", "columns")
    found = {field: name for field, name in before.items() if name in names or not sent.get("out")}
    was = {name: field for field, name in reversed([*before.items()])}
    fresh: dict[str, str] = {}
    for at, name in enumerate(names):
        field = sent.get(f"f-{at}")
        if sent.get("another", "") == str(at):
            field = sent.get("f-another", "")
        if field is None or field == was.get(name, "") or names.index(name) != at:
            continue
        found = {one: column for one, column in found.items() if column != name}
        if field:
            fresh |= _one(field, name, fresh, fields)
    for key, text in sent.items():
        if key.startswith("n-") and text:
            if not text.isdecimal() or int(text) >= len(names):
                raise Refused("is no column of this file", "columns")
            name = names[int(text)]
            found = {one: column for one, column in found.items() if column != name}
            fresh |= _one(key[2:], name, fresh, fields)
    found = {field: column for field, column in found.items() if field not in fresh} | fresh
    return {field: found[field] for field in fields if field in found}


def _one(field: str, name: str, fresh: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
    if field not in fields:
        raise Refused(f"{field[:40]!r} is nothing that is read here", "columns")
    if fresh.get(field, name) != name:
        raise Refused(
            f"{fresh[field]} and {name} were both chosen as {words.field(field)}; choose one of them", "columns"
        )
    return {field: name}
