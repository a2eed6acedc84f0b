"""Activities, their definitions and interactions (xAPI 1.0.3 Part Two 2.4.4.1)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from ..refusals import Refused
from .pointers import quoted
from .values import Rule, array, extensions, iri, language_map, members, required, text

INTERACTIONS = ("true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert",
                "numeric", "other")  # fmt: skip
COMPONENTS = ("choices", "scale", "source", "target", "steps")
WORDS = ("name", "description")
Json = dict[str, Any]

_encode = msgspec.json.Encoder().encode


def activity(value: Any) -> None:
    """An Activity: an id, perhaps a definition.

    Raises:
        Refused: no object, no id, an id that is no IRI, or a definition that breaks the rules.
    """
    members(value, ACTIVITY)
    required(value, "id")


def definitions(statement: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    """(id, JSON of the definition) of each activity a checked statement defines: as object, in context, in its
    SubStatement alike.

    One that says nothing, or only a type, is left out; an activity that is defined twice is there once, merged.
    """
    found: dict[str, Json] = {}
    for one in mentioned(statement):
        says = one.get("definition")
        if says and (len(says) > 1 or "type" not in says):
            found[one["id"]] = merged((found[one["id"]], says)) if one["id"] in found else says
    return [(activity, _encode(says)) for activity, says in found.items()] if found else []


def mentioned(statement: Mapping[str, Any]) -> Iterator[Json]:
    """Every activity of a checked statement as it stands there."""
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        yield target
    elif kind == "SubStatement":
        yield from mentioned(target)
    if (context := statement.get("context")) is not None and (groups := context.get("contextActivities")):
        for group in groups.values():
            if type(group) is list:
                yield from group
            else:
                yield group


def merged(said: Iterable[Mapping[str, Any]]) -> Json:
    """What several definitions of one activity say together, the later ones winning.

    Languages of a map are united, so are extensions, and the components of an interaction by their id. Another
    interactionType starts the interaction afresh: its answers fit no other.
    """
    whole: Json = {}
    for one in said:
        if "interactionType" in one and one["interactionType"] != whole.get("interactionType"):
            for key in ("correctResponsesPattern", *COMPONENTS):
                whole.pop(key, None)
        for key, value in one.items():
            before = whole.get(key)
            if before is None:
                whole[key] = value
            elif key in WORDS:
                whole[key] = _united(before, value)
            elif key == "extensions":
                whole[key] = {**before, **value}
            elif key in COMPONENTS:
                whole[key] = _united_components(before, value)
            else:
                whole[key] = value
    return whole


def _united(before: Json, later: Json) -> Json:
    """One entry for a language, however its tag is written."""
    again = {tag.lower() for tag in later}
    return {**{tag: words for tag, words in before.items() if tag in later or tag.lower() not in again}, **later}


def _united_components(before: list[Json], later: list[Json]) -> list[Json]:
    found = {one["id"]: one for one in before}
    for one in later:
        known = found.get(one["id"], {})
        words = _united(known.get("description", {}), one.get("description", {}))
        found[one["id"]] = {"id": one["id"], **({"description": words} if words else {})}
    return list(found.values())


def _activity_type(value: Any) -> None:
    if value != "Activity":
        raise Refused(f'must be "Activity" here, not {quoted(value)}; case counts')


def _definition(value: Any) -> None:
    members(value, DEFINITION)
    if "interactionType" not in value:
        for key in ("correctResponsesPattern", *COMPONENTS):
            if key in value:
                raise Refused(f"is missing; {key} belongs to an interaction", "/interactionType")


def _interaction(value: Any) -> None:
    if type(value) is not str or value not in INTERACTIONS:
        raise Refused(f"must be one of {', '.join(INTERACTIONS)}, not {quoted(value)}")


def _patterns(value: Any) -> None:
    array(value, text)


def _components(value: Any) -> None:
    array(value, _component)
    seen: set[str] = set()
    for number, component in enumerate(value):
        if component["id"] in seen:
            raise Refused(f"{quoted(component['id'])} is there twice; ids in one list differ", f"/{number}/id")
        seen.add(component["id"])


def _component(value: Any) -> None:
    members(value, COMPONENT)
    required(value, "id")


# fmt: off
COMPONENT: dict[str, Rule] = {"id": text, "description": language_map}
DEFINITION: dict[str, Rule] = {
    "name": language_map, "description": language_map, "type": iri, "moreInfo": iri, "extensions": extensions,
    "interactionType": _interaction, "correctResponsesPattern": _patterns, **dict.fromkeys(COMPONENTS, _components),
}
ACTIVITY: dict[str, Rule] = {"objectType": _activity_type, "id": iri, "definition": _definition}
# fmt: on
