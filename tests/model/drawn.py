"""Statements and documents drawn from small pools, so that they repeat, contradict, void and refer to each other."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from .told import VOIDED

IDS = [str(UUID(int=n + (4 << 76) + (8 << 60))) for n in range(30)]
NOBODY = str(UUID(int=99))
REGISTRATIONS = [str(UUID(int=n + 1000)) for n in range(2)]
VERBS = ["http://adlnet.gov/expapi/verbs/experienced", "https://example.com/verbs/sold"]
ACTIVITIES = [f"https://example.com/things/{n}" for n in range(3)]
AGENTS: list[dict[str, Any]] = [
    {"mbox": "mailto:ann@example.com"},
    {"mbox_sha1sum": "0123456789abcdef0123456789abcdef01234567"},
    {"openid": "https://id.example.com/cy"},
    {"account": {"homePage": "https://example.com", "name": "dee"}},
]

agents = st.sampled_from(AGENTS)
groups = st.lists(agents, min_size=1, max_size=2, unique_by=str).map(lambda m: {"objectType": "Group", "member": m})
actors = st.one_of(agents, agents, groups, agents.map(lambda a: {**a, "objectType": "Group"}))
activities = st.sampled_from(ACTIVITIES).map(lambda one: {"id": one})
refs = st.sampled_from(IDS).map(lambda one: {"objectType": "StatementRef", "id": one})
verbs = st.sampled_from(VERBS).map(lambda one: {"id": one})
contexts = st.fixed_dictionaries(
    {},
    optional={
        "registration": st.sampled_from(REGISTRATIONS),
        "instructor": agents,
        "team": agents.map(lambda a: {**a, "objectType": "Group"}),
        "contextActivities": st.dictionaries(
            st.sampled_from(["parent", "grouping", "category", "other"]),
            st.one_of(activities, st.lists(activities, min_size=1, max_size=2, unique_by=str)), min_size=1, max_size=2,
        ),
    },
)  # fmt: skip
newer = st.fixed_dictionaries(
    {},
    optional={
        "contextAgents": agents.map(lambda a: [{"objectType": "contextAgent", "agent": a}]),
        "contextGroups": groups.map(lambda g: [{"objectType": "contextGroup", "group": g}]),
    },
)
subs = st.builds(
    lambda actor, verb, target, context: {
        "objectType": "SubStatement", "actor": actor, "verb": verb, "object": target,
        **({"context": context} if context else {}),
    },
    actors, verbs, st.one_of(activities, refs), contexts,
)  # fmt: skip
objects = st.one_of(
    activities, activities, refs, refs, agents.map(lambda a: {**a, "objectType": "Agent"}), subs,
)  # fmt: skip


@st.composite
def statements(draw: st.DrawFn, *, version: str = "1.0.3") -> dict[str, Any]:
    one: dict[str, Any] = {"id": draw(st.sampled_from(IDS)), "actor": draw(actors)}
    if draw(st.integers(0, 5)) == 0:
        return {**one, "verb": {"id": VOIDED}, "object": draw(refs)}
    one |= {"verb": draw(verbs), "object": draw(objects)}
    context = draw(contexts)
    if version == "2.0.0":
        context |= draw(newer)
    return {**one, "context": context} if context else one


@st.composite
def filters(draw: st.DrawFn) -> dict[str, Any]:
    return draw(
        st.fixed_dictionaries(
            {},
            optional={
                "agent": agents,
                "verb": st.sampled_from([*VERBS, VOIDED]),
                "activity": st.sampled_from(ACTIVITIES),
                "registration": st.sampled_from(REGISTRATIONS),
                "related_agents": st.booleans(),
                "related_activities": st.booleans(),
                "ascending": st.booleans(),
                "limit": st.integers(0, 4),
            },
        )
    )


contents = st.one_of(
    st.dictionaries(st.sampled_from("abc"), st.one_of(st.integers(0, 3), st.just({"x": 1})), max_size=2),
    st.sampled_from([b"plain words", b"", b"\x00\xff"]),
)
# What is asked again and again, so that no change goes unseen.
ALL_FILTERS: list[dict[str, Any]] = [
    {},
    {"ascending": True},
    *({"verb": one} for one in [*VERBS, VOIDED]),
    *({"registration": one} for one in REGISTRATIONS),
    *({"agent": one, "related_agents": wide} for one in AGENTS for wide in (False, True)),
    *({"activity": one, "related_activities": wide} for one in ACTIVITIES for wide in (False, True)),
    {"agent": AGENTS[0], "verb": VERBS[0]},
    {"agent": AGENTS[0], "activity": ACTIVITIES[0], "related_agents": True, "related_activities": True},
]
ALL_CONTEXTS = [
    ("state", ACTIVITIES[0], 0, REGISTRATIONS[0]),
    ("state", ACTIVITIES[0], 0, ""),
    ("state", ACTIVITIES[0], 3, ""),
    ("activity", ACTIVITIES[0]),
    ("agent", 0),
]
contexts_of_documents = st.sampled_from(ALL_CONTEXTS)
names = st.sampled_from(["one", "zwei ü/?"])
