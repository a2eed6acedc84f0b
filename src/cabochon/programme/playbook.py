"""The client visit's seven moments (case study 000, "We Outline a Feedback and Coaching Strategy").

Keys are permanent: brand, line and language variants change wording and examples, never keys or steps.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Behaviour:
    key: str
    title: str  # what the manager marks
    good: str  # what good looks like, in half a line
    seen: str  # how it reads in a sentence: "two accessories offered"


@dataclass(frozen=True, slots=True)
class Wording:
    """A standard wording for the note, so that notes compare (case study 000, guardrails)."""

    key: str
    says: str


@dataclass(frozen=True, slots=True)
class Checklist:
    key: str
    title: str
    version: str
    behaviours: tuple[Behaviour, ...]
    wordings: tuple[Wording, ...]
    actions: tuple[Wording, ...]
    earlier: frozenset[str] = frozenset()  # keys of wordings and actions of other versions: entries made then name them

    def words(self, key: str) -> bool:
        """Is it a standard wording, of this version or another?"""
        return key in self.earlier or any(key == one.key for one in self.wordings)

    def asks(self, key: str) -> bool:
        """Is it a coaching action, of this version or another?"""
        return key in self.earlier or any(key == one.key for one in self.actions)


# fmt: off
CLIENT_VISIT = Checklist("client-visit", "Client visit", "1", behaviours=(
    Behaviour("welcome",    "Greeting within 30 seconds",      "Warm, unhurried, offers help",                   "greeted within 30 seconds"),
    Behaviour("discovery",  "Two to three discovery questions", "Occasion, style, budget or lifestyle",           "discovery questions asked"),
    Behaviour("reasons",    "Clear reason for each piece shown", "One to three pieces, each tied to a priority",   "reasons given"),
    Behaviour("try_on",     "Try-on encouraged",               "One or two features that matter to this client", "try-on encouraged"),
    Behaviour("accessory",  "Two relevant accessories offered", "Each linked to something the client said",       "two accessories offered"),
    Behaviour("care_plan",  "Care plan explained",             "Short, and the preference captured",             "care plan explained"),
    Behaviour("next_step",  "Next step set",                   "Sizing, engraving or service; contact way agreed", "next step set"),
), wordings=(
    Wording("linked_to_need",   "Linked the add-on to a stated need"),
    Wording("asked_occasion",   "Asked for the occasion first"),
    Wording("one_sentence_care", "Care plan in one clear sentence"),
    Wording("let_client_handle", "Let the client handle the piece"),
    Wording("calm_pace",        "Kept a calm pace"),
    Wording("offer_came_late",  "Offer came after the payment"),
    Wording("questions_skipped", "Went to the case before asking"),
    Wording("no_next_step",     "Closed without a next step"),
), actions=(
    Wording("practise_accessory", "Practise the accessory offer"),
    Wording("shadow_peer",        "Shadow a peer"),
    Wording("repeat_discovery",   "Repeat discovery questions"),
    Wording("care_sentence",      "Rehearse the care plan sentence"),
    Wording("agree_next_step",    "Agree the next step aloud"),
    Wording("praise_huddle",      "Praise in the huddle"),
))
# fmt: on

BY_KEY = {behaviour.key: behaviour for behaviour in CLIENT_VISIT.behaviours}
