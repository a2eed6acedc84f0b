"""`coaching`: the associate received coaching on one behaviour: two positives, one improvement, one practice rep."""

from collections.abc import Mapping
from typing import Any

from ..refusals import Refused
from ..retail.events import FORMS, Coaching
from .codecs import DAY, FLAG, IDENTITY, MINUTES, REFERENCE, STAFF, TEXT, WORD, listed, one_of
from .iris import TC_TYPES, VERBS
from .kind import Kind, Member, Verb
from .places import DURATION, INSTRUCTOR, REGISTRATION, codes, look, of_context, of_result


def _undress(values: dict[str, Any], statement: Mapping[str, Any], home: str) -> None:
    if (found := codes(look(statement, ("object", "id")), home, "behaviours", "")) is None:
        raise Refused(f"should be {home}/behaviours/<key>", "/object/id")
    values["behaviour"] = found[0]


KIND = Kind(
    name="coaching",
    event=Coaching,
    says="A coach spent a moment with an associate on one focus behaviour.",
    verbs=(Verb(f"{VERBS}/received-coaching", "received coaching", "was coached on a behaviour"),),
    types=(f"{TC_TYPES}/goal",),
    object=lambda e: (("behaviours", e.behaviour), f"{TC_TYPES}/goal"),
    undress=_undress,
    members=(
        Member("associate", ("actor",), STAFF, "who was coached"),
        Member("coach", INSTRUCTOR, STAFF, "who coached"),
        Member("form", of_context("form"), one_of(*FORMS), "what sort of moment it was"),
        Member("follows", ("context", "statement"), REFERENCE, "the observation it follows"),
        Member("positives", of_result("positives"), listed(TEXT), "what went well", text="/*"),
        Member("improvement", of_result("improvement"), TEXT, "the one thing to improve", text=""),
        Member("next_time", of_result("next-time"), TEXT, "what to say or do next time", text=""),
        Member("practised", of_result("practised"), FLAG, "true when it was practised there and then"),
        Member("minutes", DURATION, MINUTES, "how long it took"),
        Member("picked", of_context("picked"), WORD, "why this person: low_rate, rotation, asked, new_hire"),
        Member("picked_since", of_context("picked-since"), DAY, "first day of the window the pick was made on"),
        Member("picked_until", of_context("picked-until"), DAY, "last day of the window the pick was made on"),
        Member("episode", REGISTRATION, IDENTITY, "the coaching episode"),
    ),
)
