"""GET /xapi/statements on a real server: filters, order, `more`, references and the three formats."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from cabochon.house import House
from cabochon.settings import load
from lrs_store import Client, about, client, opened, said, voiding


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("lrs") / "data"
    house = House.open(folder, load(folder, {}) | {"page_limit": 50, "public_url": "https://maison.example/floor"})
    yield house
    house.close()


@pytest.fixture(scope="module")
def admin(home: House) -> Iterator[Client]:
    with opened(home) as port:
        yield client(home, port)


@pytest.fixture
def registration() -> str:
    return str(uuid4())


def agent() -> dict[str, str]:
    return {"mbox": f"mailto:{uuid4().hex}@example.com"}


def thing() -> str:
    return f"https://example.com/things/{uuid4().hex}"


def test_an_agent_is_found_as_actor_and_as_object(admin):
    one = agent()
    ids = admin.keep(said(actor=one), said(object={"objectType": "Agent", **one}), said(context={"instructor": one}))
    assert admin.get(agent=one).ids == [ids[1], ids[0]]


def test_an_agent_is_one_by_its_identifier_alone(admin):
    account = {"homePage": "https://id.example.com/a", "name": uuid4().hex}
    (one,) = admin.keep(said(actor={"account": account, "name": "Zoë"}))
    assert admin.get(agent={"objectType": "Agent", "name": "somebody", "account": account}).ids == [one]
    assert admin.get(agent={"account": account | {"homePage": "https://id.example.com/b"}}).ids == []


def test_related_agents_looks_everywhere(admin):
    one = agent()
    group = {"objectType": "Group", "member": [one]}
    inner = {"objectType": "SubStatement", **said(id=None, actor=one)}
    ids = admin.keep(
        said(actor=one), said(context={"instructor": one}), said(context={"team": group}), said(object=inner), said()
    )
    assert admin.get(agent=one, related_agents="true").ids == ids[3::-1]
    assert admin.get(agent=one, related_agents="false").ids == ids[:1]


def test_context_agents_are_found_in_2_0(home, admin):
    modern, one = Client(admin.port, admin.header, "2.0.0"), agent()
    entry = {"objectType": "contextAgent", "agent": one, "relevantTypes": ["a:role"]}
    (kept,) = modern.keep(said(context={"contextAgents": [entry]}))
    assert modern.get(agent=one, related_agents="true").ids == [kept]
    assert modern.get(agent=one).ids == []


def test_related_activities_looks_everywhere(admin):
    one = thing()
    groups = [said(context={"contextActivities": {name: [{"id": one}]}}) for name in
              ("parent", "grouping", "category", "other")]  # fmt: skip
    ids = admin.keep(
        said(object={"id": one}),
        *groups,
        said(object={"objectType": "SubStatement", **said(id=None, object={"id": one})}),
    )
    assert admin.get(activity=one, related_activities="true").ids == ids[::-1]
    assert admin.get(activity=one).ids == ids[:1]


def test_filters_add_up(admin, registration):
    one, verb = agent(), f"a:{uuid4().hex}"
    context = {"registration": registration}
    ids = admin.keep(
        said(actor=one, verb={"id": verb}, context=context), said(actor=one, context=context), said(context=context)
    )
    assert admin.get(registration=registration.upper()).ids == ids[::-1]
    assert admin.get(registration=registration, agent=one).ids == ids[1::-1]
    assert admin.get(registration=registration, agent=one, verb=verb).ids == ids[:1]
    assert admin.get(registration=str(uuid4()), agent=one).ids == []


def test_since_leaves_its_instant_out_and_until_takes_it_in(admin, registration):
    ids = admin.keep(*(said(context={"registration": registration}) for _ in range(3)))
    stored = admin.get(statementId=ids[1]).json["stored"]
    assert admin.get(registration=registration, since=stored).ids == ids[2:]
    assert admin.get(registration=registration, until=stored).ids == ids[1::-1]
    assert admin.get(registration=registration, since=stored, until=stored).ids == []


def test_newest_first_unless_ascending(admin, registration):
    ids = admin.keep(*(said(context={"registration": registration}) for _ in range(3)))
    assert admin.get(registration=registration).ids == ids[::-1]
    assert admin.get(registration=registration, ascending="true").ids == ids
    assert admin.get(registration=registration, ascending="true", limit=2).ids == ids[:2]


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_more_walks_what_was_there_at_first_once(admin, registration, ascending):
    def one() -> dict[str, object]:
        return said(context={"registration": registration})

    ids = admin.keep(*(one() for _ in range(7)))
    answer, walked = admin.get(registration=registration, limit=3, ascending=ascending), []
    while True:
        walked += answer.ids
        admin.keep(one())  # comes too late for this walk
        if not (more := answer.json["more"]):
            break
        assert more.startswith("/floor/xapi/statements?")
        answer = admin.ask("GET", more.removeprefix("/floor"))
    assert walked == (ids if ascending == "true" else ids[::-1])


def test_limit_0_is_the_most_a_page_holds(admin, registration):
    admin.keep(*(said(context={"registration": registration}) for _ in range(60)))
    for asked in ({"limit": 0}, {}, {"limit": 1000}):
        answer = admin.get(registration=registration, **asked)
        assert len(answer.ids) == 50
        assert answer.json["more"]


def test_a_page_may_be_empty_and_says_that_there_is_no_more(admin):
    assert admin.get(verb=f"a:{uuid4().hex}").json == {"statements": [], "more": ""}


def test_who_refers_to_a_match_is_found_though_the_match_is_voided(admin):
    verb = f"a:{uuid4().hex}"
    (one,) = admin.keep(said(verb={"id": verb}))
    (by,) = admin.keep(voiding(one))
    (after,) = admin.keep(about(one))
    assert admin.get(verb=verb).ids == [after, by]
    assert admin.get(verb=verb, limit=1).ids == [after]


def test_a_reference_is_followed_to_a_target_that_comes_later(admin, registration):
    target = said(context={"registration": registration})
    first, second = about(target["id"]), None
    second = about(first["id"])
    ids = admin.keep(second) + admin.keep(first) + admin.keep(target)
    assert admin.get(registration=registration).ids == ids[::-1]
    assert admin.get(statementId=ids[0]).status == 200


MAPS = {"en": "a ring", "fr-CH": "une bague", "de": "ein Ring"}


def full() -> dict[str, object]:
    return said(
        actor={"objectType": "Agent", "name": "Zoë", **agent()},
        verb={"id": "a:b", "display": {"en": "saw", "de": "sah"}},
        object={"objectType": "Activity", "id": thing(), "definition": {"name": MAPS, "description": {"it": "anello"}}},
        context={
            "instructor": {"objectType": "Group", "member": [{"name": "A", **agent()}]},
            "contextActivities": {"parent": {"id": "a:p", "definition": {"name": MAPS}}},
        },
    )


def test_ids_show_only_what_identifies(admin):
    one = full()
    admin.keep(one)
    found = admin.get(statementId=one["id"], format="ids").json
    assert found["actor"] == {name: one["actor"][name] for name in ("objectType", "mbox")}
    assert found["verb"] == {"id": "a:b"}
    assert found["object"] == {"id": one["object"]["id"]}
    assert "name" not in found["context"]["instructor"]["member"][0]
    assert found["context"]["contextActivities"] == {"parent": [{"id": "a:p"}]}
    assert found["authority"].keys() == {"objectType", "account"}


@pytest.mark.parametrize(("asked", "name", "display"), [
    ("fr-CH, en;q=0.5", {"fr-CH": "une bague"}, {"en": "saw"}), ("de", {"de": "ein Ring"}, {"de": "sah"}),
    ("en;q=0.1, de;q=0.9", {"de": "ein Ring"}, {"de": "sah"}),
])  # fmt: skip
def test_canonical_chooses_one_language_for_each_map(admin, asked, name, display):
    one = full()
    admin.keep(one)
    found = admin.get(headers={"accept-language": asked}, statementId=one["id"], format="canonical").json
    assert found["object"]["definition"] == {"name": name, "description": {"it": "anello"}}
    assert found["context"]["contextActivities"]["parent"][0]["definition"] == {"name": name}
    assert found["verb"]["display"] == display
    assert found["actor"] == one["actor"]


def test_exact_is_what_was_sent_with_single_activities_as_arrays(admin):
    one = full()
    admin.keep(one)
    found = admin.get(headers={"accept-language": "de"}, statementId=one["id"], format="exact").json
    added = {"stored", "authority", "version", "timestamp"}
    parent = one["context"]["contextActivities"]["parent"]
    assert found.keys() - one.keys() == added
    assert found["context"].pop("contextActivities") == {"parent": [parent]}
    one["context"].pop("contextActivities")
    assert {name: value for name, value in found.items() if name not in added} == one


@pytest.mark.parametrize("form", ["ids", "canonical"])
def test_every_format_serves_a_page(admin, registration, form):
    ids = admin.keep(*(full() | {"context": {"registration": registration}} for _ in range(2)))
    assert admin.get(registration=registration, format=form).ids == ids[::-1]


def test_what_a_key_made_anew_cannot_open_is_left_out_of_a_page(home, admin):
    """Whoever was forgotten and comes back leaves what is from before unreadable, and nothing else with it."""
    actor, registration = {"mbox": f"mailto:{uuid4().hex}@example.com"}, str(uuid4())
    context = {"registration": registration}
    (gone,) = admin.keep(said(actor=actor, context=context))
    (kept,) = home.log.by_id([gone])
    home.directory.forget_text_key(kept.entry.key_person)
    (stays,) = admin.keep(said(actor=actor, context=context))
    assert admin.get(registration=registration).ids == [stays]
    assert admin.get(statementId=gone).status == 404
