"""Activities, their definitions and interactions (xAPI 1.0.3 Part Two 2.4.4.1)."""

from typing import Any

from ..refusals import Refused
from .pointers import quoted
from .values import Rule, array, extensions, iri, language_map, members, required, text

INTERACTIONS = ("true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert",
                "numeric", "other")  # fmt: skip
COMPONENTS = ("choices", "scale", "source", "target", "steps")


def activity(value: Any) -> None:
    """An Activity: an id, perhaps a definition.

    Raises:
        Refused: no object, no id, an id that is no IRI, or a definition that breaks the rules.
    """
    members(value, ACTIVITY)
    required(value, "id")


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
