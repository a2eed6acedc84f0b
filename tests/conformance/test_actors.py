"""Data 2.4.2: Agents and Groups, in every place of a statement where one may stand."""

from collections.abc import Iterator

from grammar import Row, bad, good, judge
from kit import ACCOUNT, CROWD, GONE, IDENTIFIERS, MBOX, OPENID, PAIR, SHA1, Json, small, somebody
from sections import V2, Case, checks, label

AGENT, GROUP = {"objectType": "Agent"}, {"objectType": "Group"}
PAGE = ACCOUNT["account"]["homePage"]

# fmt: off
BAD_AGENTS = (
    *({**AGENT, **one, **two} for n, one in enumerate(IDENTIFIERS) for two in IDENTIFIERS[n + 1:]),
    {**AGENT}, {**AGENT, "name": "Ann"}, {**AGENT, "mbox": 123}, {**AGENT, "mbox": {"key": "x"}},
    {**AGENT, "mbox": "ann@example.com"}, {**AGENT, "mbox": "mailto:"}, {**AGENT, "mbox": "mailto:should.fail.com"},
    {**AGENT, "mbox": "MAILTO ann@example.com"}, {**AGENT, "mbox": ""}, {**AGENT, "mbox": "mailto:a@b@c"},
    {**AGENT, "mbox_sha1sum": 123}, {**AGENT, "mbox_sha1sum": {"key": "x"}}, {**AGENT, "mbox_sha1sum": "cd9b"},
    {**AGENT, "mbox_sha1sum": "zz" * 20}, {**AGENT, "openid": 123}, {**AGENT, "openid": {"key": "x"}},
    {**AGENT, "openid": "ab=c://should.fail.com"}, {**AGENT, "openid": "no scheme"}, {**AGENT, "openid": ""},
    {**AGENT, "account": 123}, {**AGENT, "account": "x"}, {**AGENT, "account": {}}, {**AGENT, "account": []},
    {**AGENT, "account": {"homePage": PAGE}}, {**AGENT, "account": {"name": "ann"}},
    {**AGENT, "account": {"homePage": PAGE, "name": 1}}, {**AGENT, "account": {"homePage": PAGE, "name": {"k": "v"}}},
    {**AGENT, "account": {"homePage": "ab=c://should.fail.com", "name": "ann"}},
    {**AGENT, "account": {"homePage": 1, "name": "ann"}}, {**AGENT, "account": {"homePage": "no scheme", "name": "a"}},
    {**AGENT, "account": {"homePage": PAGE, "name": "ann", "iota": 1}}, {**AGENT, **MBOX, "name": 1},
    {**AGENT, **MBOX, "name": {"key": "x"}}, {**AGENT, **MBOX, "iota": "x"}, {**AGENT, **MBOX, "member": PAIR},
    {"objectType": "agent", **MBOX}, {"objectType": "Person", **MBOX}, {"objectType": 1, **MBOX},
    {"objectType": {"key": "x"}, **MBOX}, {"objectType": "", **MBOX},
)
GOOD_AGENTS = (
    *({**AGENT, **one} for one in IDENTIFIERS), {**AGENT, "name": "Ann", **MBOX}, {**AGENT, "name": "", **MBOX},
    {**AGENT, "mbox_sha1sum": "CD9B00A5611F94EAA7B1661EDAB976068E364975"},
    {**AGENT, "mbox": "mailto:o'neil+x@mail.example.museum"},
)
BAD_GROUPS = (
    *({**GROUP, **one, **two, "member": PAIR} for n, one in enumerate(IDENTIFIERS) for two in IDENTIFIERS[n + 1:]),
    {**GROUP}, {**GROUP, "name": "Crowd"}, {**GROUP, "member": []}, {**GROUP, "member": {}}, {**GROUP, "member": "x"},
    {**GROUP, "member": MBOX}, {**GROUP, "member": ["x"]}, {**GROUP, "member": [{}]}, {**GROUP, "member": [CROWD]},
    {**GROUP, "member": [MBOX, {"name": "nobody"}]}, {**GROUP, "member": [{**MBOX, **SHA1}]},
    {**GROUP, **MBOX, "member": [CROWD]}, {**GROUP, **MBOX, "member": "x"}, {**GROUP, **MBOX, "name": 1},
    {**GROUP, "mbox": "ann@example.com"}, {**GROUP, "mbox": 1}, {**GROUP, "mbox_sha1sum": "x"}, {**GROUP,
    "openid": "x"},
    {**GROUP, "openid": 1}, {**GROUP, "account": {"homePage": PAGE}}, {**GROUP, "account": {"name": "x"}},
    {**GROUP, "account": {"homePage": "x", "name": "x"}}, {**GROUP, "account": {"homePage": PAGE, "name": {"k": 1}}},
    {**GROUP, **MBOX, "iota": 1}, {"objectType": "group", "member": PAIR}, {"objectType": "Groups", **MBOX},
)
GOOD_GROUPS = (
    CROWD, {**GROUP, "member": PAIR[:1]}, *({**GROUP, **one} for one in IDENTIFIERS),
    *({**GROUP, **one, "member": PAIR} for one in IDENTIFIERS), {**GROUP, "name": "Crowd", **OPENID},
)
# fmt: on


def at(place: str, inside: bool, *, bare: bool) -> Iterator[Case]:
    """Agents and Groups, right and wrong, in one place. bare: it takes an Agent that names no objectType.

    The actor of a statement is tried with all of them, the other places with each kind of fault once.
    """
    every = 1 if place == "/actor" and not inside else 3
    agents_too = place != "/context/team"
    for one in (*BAD_AGENTS[::every], *BAD_GROUPS[::every]):
        yield _case(False, place, one, inside=inside)
    for one in (*GOOD_AGENTS[: 12 // every], *((one for one in IDENTIFIERS) if bare or not agents_too else ())):
        yield _case(agents_too, place, one, inside=inside)
    for one in GOOD_GROUPS[::every]:
        yield _case(True, place, one, inside=inside)
    if not bare:
        yield _case(False, place, MBOX, inside=inside)


def _case(taken: bool, place: str, one: Json, *, inside: bool) -> Case:
    said = f"{'takes' if taken else 'refuses'} {place[1:]}{' in a SubStatement' if inside else ''} {label(one)}"
    return Case(said, Row(place, one, taken, inside, small()))


PLACES = (("/actor", True), ("/object", False), ("/context/instructor", True), ("/context/team", False))
TABLE = [case for place, bare in PLACES for inside in (False, True) for case in at(place, inside, bare=bare)]
MEMBERS = [
    *bad("/actor/member/0", *BAD_AGENTS[::2], CROWD, "x", 1, [], {}, base=small(actor=CROWD)),
    *good("/actor/member/0", *GOOD_AGENTS, *IDENTIFIERS, base=small(actor=CROWD)),
]
LISTS = [
    *bad("/context/contextAgents/0/agent", *BAD_AGENTS[::2], CROWD, GONE, versions=(V2,)),
    *good("/context/contextAgents/0/agent", *GOOD_AGENTS[::2], *IDENTIFIERS, versions=(V2,)),
    *bad("/context/contextGroups/0/group", *BAD_GROUPS[::2], MBOX, GONE, versions=(V2,)),
    *good("/context/contextGroups/0/group", *GOOD_GROUPS[::2], versions=(V2,)),
]


@checks("Data 2.4.2", TABLE)
def test_an_agent_has_one_identifier_and_a_group_one_or_members(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.2", MEMBERS)
def test_members_of_a_group_are_agents(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.6", LISTS)
def test_context_agents_and_groups_are_agents_and_groups(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.2", [Case(label(one), one) for one in IDENTIFIERS])
def test_an_agent_is_found_by_its_identifier_whatever_its_name(case, version, talk):
    one = dict(somebody()) if "mbox" in case.what else dict(case.what)
    verb = small()["object"]["id"]
    (sid,) = talk.keep(small(actor={**one, "name": "Ann"}, verb={"id": verb}))
    assert talk.find(agent={**one, "name": "Otherwise"}, verb=verb).ids == [sid]
