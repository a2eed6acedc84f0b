"""When a unit has met its criterion, and what that makes of the blocks and the course around it.

Source: cmi5 "quartz" 1.0, 13.1.4 (moveOn) and 9.3.9 (satisfied). A Tin Can package has no criterion: completed or
passed is enough.
"""

from collections.abc import Collection, Iterator, Mapping

from .package import TIN_CAN, Course, Group, Unit

Done = Mapping[str, Collection[str]]  # a unit's id -> what is known of it: completed, passed, failed, waived


def met(move_on: str, known: Collection[str]) -> bool:
    """Whether what is known of a unit satisfies it; who was waived need not take it."""
    if "waived" in known:
        return True
    completed, passed = "completed" in known, "passed" in known
    match move_on:
        case "NotApplicable":
            return True
        case "Passed":
            return passed
        case "Completed":
            return completed
        case "CompletedAndPassed":
            return completed and passed
        case _:
            return completed or passed


def criterion(course: Course, unit: Unit) -> str:
    return "CompletedOrPassed" if course.kind == TIN_CAN else unit.move_on


def satisfied(course: Course, done: Done) -> tuple[str, ...]:
    """Ids of units, blocks and the course that are satisfied, the inner ones first."""
    found = [one for part in course.parts for one in _part(course, part, done)]
    if course.parts and all(part.id in found for part in course.parts):
        found.append(course.id)
    return tuple(found)


def blocks(course: Course) -> tuple[Group, ...]:
    """Every block, an outer one before those inside it."""
    return tuple(_blocks(course.parts))


def _blocks(parts: Collection[Unit | Group]) -> Iterator[Group]:
    for part in parts:
        if isinstance(part, Group):
            yield part
            yield from _blocks(part.parts)


def _part(course: Course, part: Unit | Group, done: Done) -> Iterator[str]:
    if isinstance(part, Unit):
        if met(criterion(course, part), done.get(part.id, ())):
            yield part.id
        return
    inside = [one for each in part.parts for one in _part(course, each, done)]
    yield from inside
    if part.parts and all(each.id in inside for each in part.parts):
        yield part.id
