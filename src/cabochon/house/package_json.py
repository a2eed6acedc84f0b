"""A course as a package's row keeps it: JSON, and back."""

from typing import Any

import msgspec

from ..programme.package import Course, Group, Unit


class _Part(msgspec.Struct, frozen=True):
    """A unit or a group; the group has parts."""

    id: str
    title: dict[str, str]
    says: dict[str, str] = {}
    parts: "tuple[_Part, ...] | None" = None
    launch: str = ""
    query: str = ""
    method: str = ""
    move_on: str = ""
    mastery: float | None = None
    parameters: str = ""
    entitlement: str = ""
    type: str = ""
    fragment: str = ""


class _Course(msgspec.Struct, frozen=True):
    kind: str
    id: str
    title: dict[str, str]
    parts: tuple[_Part, ...]
    says: dict[str, str] = {}
    noted: tuple[str, ...] = ()


def said(course: Course) -> str:
    return msgspec.json.encode(course).decode()


def course_of(structure: str) -> Course:
    """What `said` made."""
    kept = msgspec.json.decode(structure, type=_Course)
    return Course(
        kind=kept.kind, id=kept.id, title=kept.title, parts=tuple(_part(one) for one in kept.parts), says=kept.says,
        noted=kept.noted,
    )  # fmt: skip


def _part(kept: _Part) -> Unit | Group:
    if kept.parts is not None:
        return Group(kept.id, kept.title, tuple(_part(one) for one in kept.parts), kept.says)
    fields: dict[str, Any] = {name: getattr(kept, name) for name in _Part.__struct_fields__ if name != "parts"}
    return Unit(**fields)
