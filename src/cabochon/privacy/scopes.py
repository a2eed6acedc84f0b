"""What a key may do: the scopes of the standard, in words, in sets that fit a purpose, and how far each reaches."""

from dataclasses import dataclass

from ..directory.rows import Key
from ..languages import mark
from ..refusals import Refused

# xAPI 1.0.3 Part Three, 4.2 (https://github.com/adlnet/xAPI-Spec): name -> what it opens, as a person reads it.
# fmt: off
MEANINGS = mark({
    "statements/write":     "send statements; take back its own",
    "statements/read/mine": "read the statements it sent itself",
    "statements/read":      "read every statement",
    "state":                "keep and read state documents: where a learner left off",
    "define":               "give activities their names and descriptions",
    "profile":              "keep and read documents about activities and people",
    "all/read":             "read everything, change nothing",
    "all":                  "everything, taking back anybody’s statements included",
    "aggregates/read":      "read weekly sums, as a group’s other house pulls them",
    "accounts/write":       "make, change and close accounts (SCIM)",
})
# fmt: on
SCOPES = tuple(MEANINGS)
NARROW = frozenset({"aggregates/read", "accounts/write"})  # not in "all": a record store's key opens neither


@dataclass(frozen=True, slots=True)
class Preset:
    """A set of scopes for one purpose; says: one sentence for who makes the key."""

    name: str
    title: str
    says: str
    scopes: tuple[str, ...]


# fmt: off
PRESETS = mark((
    Preset("till", "A till",
           "Sends what happened and reads nothing back: who finds this key learns nothing from it.",
           ("statements/write",)),
    Preset("lms", "An LMS or authoring tool",
           "Sends what learners did, remembers where they left off, and reads back only what it sent.",
           ("statements/write", "statements/read/mine", "state", "define", "profile")),
    Preset("bi", "Read everything for BI",
           "Copies statements and documents into a warehouse or a report, and can change nothing.",
           ("all/read",)),
    Preset("own", "One’s own statements",
           "Sends statements and reads back what it sent itself, never what others sent.",
           ("statements/write", "statements/read/mine")),
    Preset("scim", "An identity system (SCIM)",
           "Makes, changes and closes accounts as your directory says, and sees no statement.",
           ("accounts/write",)),
    Preset("group", "Another house of the group",
           "Pulls this house’s weekly sums, and nothing about any one person.",
           ("aggregates/read",)),
))
# fmt: on


def allows(key: Key, scope: str, *, reading: bool = False) -> bool:
    """May the key do what needs this scope? reading: it only reads, for which all/read is enough."""
    have = key.scopes
    if scope in NARROW:
        return scope in have
    if "all" in have or scope in have:
        return True
    if scope == "statements/read/mine" and "statements/read" in have:
        return True
    return "all/read" in have and (reading or scope in ("statements/read", "statements/read/mine"))


def narrowed(key: Key, asked: str) -> tuple[str, ...]:
    """The scopes a token of this key gets: all of the key's where none is asked for (RFC 6749, 3.3).

    Args:
        asked: names with spaces between.
    Raises:
        Refused: a name that is no scope, or one the key does not hold.
    """
    wanted = tuple(dict.fromkeys(asked.split()))
    for scope in wanted:
        if scope not in MEANINGS:
            raise Refused(f"{scope[:60]!r} is no scope; there are {', '.join(SCOPES)}", "scope")
        if not allows(key, scope):
            raise Refused(f"this key does not hold {scope}; it holds {', '.join(key.scopes)}", "scope")
    return wanted or key.scopes


def checked(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """The same, each once, in the standard's order.

    Raises:
        Refused: none, or one that is not the standard's.
    """
    if strange := [scope for scope in scopes if scope not in MEANINGS]:
        raise Refused(f"{strange[0][:60]!r} is no scope; there are {', '.join(SCOPES)}", "/scopes")
    if not scopes:
        raise Refused(f"a key needs at least one of the scopes {', '.join(SCOPES)}", "/scopes")
    return tuple(scope for scope in SCOPES if scope in scopes)


def preset(name: str) -> Preset | None:
    return next((one for one in PRESETS if one.name == name), None)
