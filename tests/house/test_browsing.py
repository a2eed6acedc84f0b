"""Browsing: pages that neither repeat nor skip, filters, who sees what, and the looks that are audited."""

from urllib.parse import parse_qsl
from uuid import uuid4

import msgspec
import pytest

from cabochon.directory.rows import Account
from cabochon.house.browsing import Browsing
from cabochon.house.opened_statement import open_statement
from cabochon.house.wanted import Wanted, wanted
from cabochon.privacy.keys import make
from cabochon.refusals import Refused, Unknown
from cabochon.retail.events import Learning, Survey, Traffic
from cabochon.retail.who import person
from cabochon.xapi.versions import V103

ADL = "http://adlnet.gov/expapi/verbs"


@pytest.fixture
def here(furnished):
    """A house with six module steps, four door counts, a survey and three statements of a course tool."""
    house, one = furnished
    house.door, house.other = (door.code for door in one.doors)
    house.anna = one.sellers[house.door][0].person
    at = house.clock()
    events = [
        Traffic(at=at, boutique=house.other, source="counter", key=f"k{n}", minutes=60, entries=n) for n in range(4)
    ]
    events += [
        Learning(
            at=at, boutique=house.door, source="floor", associate=person(house.anna.id), what=what, module="add-on"
        )
        for what in ("launched", "practised", "completed", "passed", "took_on", "tried")
    ]
    events.append(Survey(at=at, boutique=house.door, source="survey:x", key="s", raw=5, low=1, high=5,
                         comment="So kind", associate=person(house.anna.id)))  # fmt: skip
    house.keep_as().events(events)
    house.key, _ = make(house.directory, "course tool", scopes=["all"], clock=house.clock)
    house.foreign = [keep(house, foreign(verb)) for verb in ("initialized", "completed", "completed")]
    house.catch_up()
    for role in ("admin", "ld_author", "auditor", "manager"):
        house.directory.put(Account(id=role, login=role, name=role, role=role, boutiques=(house.door, house.other)))
    return house


def foreign(verb, **members):
    return {
        "id": str(uuid4()),
        "actor": {"mbox": "mailto:anna.k@maison.example", "name": "Anna K"},
        "verb": {"id": f"{ADL}/{verb}"},
        "object": {"id": "https://x.example/module"},
        **members,
    }


def keep(house, statement):
    key = house.keyring.key(house.key)
    house.statements.keep(key, [(msgspec.json.encode(statement), statement)], V103).result()
    return statement["id"]


def rows(house, role="admin", **filters):
    return house.browsing.page(house.viewer(role), Wanted(**filters)).rows


def test_the_newest_stand_first_and_read_as_sentences(here):
    found = rows(here)
    assert [row.id for row in found[:3]] == here.foreign[::-1]
    assert len(found) == 14
    assert found[0].says == "a learner completed module"
    assert found == sorted(found, key=lambda row: -row.seq)


def test_pages_neither_repeat_nor_skip_while_more_comes_in(here):
    viewer, seen, older = here.viewer("admin"), [], ""
    while True:
        page = here.browsing.page(viewer, Wanted(), older=older, size=4)
        seen += [row.id for row in page.rows]
        keep(here, foreign("initialized"))
        if not (older := page.older):
            break
    assert len(seen) == len(set(seen)) == 14


@pytest.mark.parametrize(
    ("filters", "n"),
    [({"kind": "learning"}, 6), ({"kind": "other"}, 3), ({"kind": "traffic"}, 4), ({"kind": "receipt"}, 0),
     ({"verb": f"{ADL}/completed"}, 3), ({"verb": f"{ADL}/completed", "kind": "other"}, 2),
     ({"activity": "https://x.example/module"}, 3), ({"source": "house"}, 11), ({"source": "counter"}, 4),
     ({"source": "floor"}, 0), ({"days": "today"}, 14), ({"until": "2020-01-01"}, 0), ({"since": "2020-01-01"}, 14)],
)  # fmt: skip
def test_filters(here, filters, n):
    assert len(rows(here, **filters)) == n


def test_filters_by_boutique_and_by_key(here):
    assert len(rows(here, boutique=here.other)) == 4
    assert len(rows(here, source=f"key:{here.key}")) == 3


def test_a_page_goes_on_where_the_looking_stopped(here, monkeypatch):
    monkeypatch.setattr("cabochon.house.browsing.LOOKED", 5)
    monkeypatch.setattr("cabochon.house.browsing.BATCH", 5)
    viewer, chosen = here.viewer("admin"), Wanted(source="counter")
    first = here.browsing.page(viewer, chosen)
    assert (first.rows, bool(first.looked_back)) == ([], True)
    found, older = [], first.older
    while older:
        page = here.browsing.page(viewer, chosen, older=older)
        found, older = found + page.rows, page.older
    assert len(found) == 4


def test_every_filter_stands_in_the_address_and_comes_back():
    for given in (
        Wanted(since="2026-03-01", until="2026-03-02"),
        Wanted(kind="learning", verb="http://x/é?&", days="7", person="p1", agent="0" * 16),
    ):
        assert wanted(parse_qsl(given.address()[1:])) == given


@pytest.mark.parametrize(
    "pair",
    [("kind", "gossip"), ("days", "1000"), ("since", "yesterday"), ("until", "99999-01-01"), ("agent", "xyz"),
     ("who", "a"), ("verb", "x" * 3000)],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_refused_with_its_place(pair):
    with pytest.raises(Refused) as refusal:
        wanted([pair])
    assert refusal.value.pointer == pair[0]


@pytest.mark.parametrize("older", ["x", "1", "1.", "-1.2", "1.2.3", "9" * 60])
def test_a_place_that_is_none_is_refused(here, older):
    with pytest.raises(Refused):
        here.browsing.page(here.viewer("admin"), Wanted(), older=older)


def test_what_became_of_each_is_told(here):
    gone = keep(here, foreign("initialized"))
    keep(here, foreign("voided", object={"objectType": "StatementRef", "id": gone}))
    kept = next(k for k in here.log.after(0) if k.entry.kind == "traffic")
    broken = msgspec.json.decode(kept.entry.clear) | {"id": str(uuid4()), "result": {"extensions": {}}}
    keep(here, broken)
    late = rows(here)[0]
    assert late.state == "behind"
    here.catch_up()
    state = {row.id: row.state for row in rows(here)}
    assert (state[gone], state[broken["id"]], state[here.foreign[0]], state[kept.entry.id]) == (
        "voided", "waits", "kept", "facts",
    )  # fmt: skip
    assert next(row for row in rows(here) if row.state == "waits").reason
    assert "took back “a learner initialized module”" in {row.says[10:] for row in rows(here)}


def test_new_ones_are_counted_as_the_filters_are(here):
    viewer = here.viewer("admin")
    newest = here.browsing.page(viewer, Wanted()).newest
    keep(here, foreign("initialized"))
    keep(here, foreign("completed"))
    assert here.browsing.since(viewer, Wanted(), newest) == 2
    assert here.browsing.since(viewer, Wanted(verb=f"{ADL}/completed"), newest) == 1
    assert here.browsing.since(viewer, Wanted(kind="traffic"), newest) == 0


def test_there_is_to_choose_what_came_in_lately(here):
    lately = here.browsing.lately(here.viewer("admin"))
    assert lately.verbs[0][0] in (f"{ADL}/completed", "https://w3id.org/xapi/cabochon/verbs/counted")
    assert "https://x.example/module" in dict(lately.activities)
    assert lately.platforms == ["counter", "floor", "survey:x"]


# An author


def test_an_author_sees_modules_and_courses_and_nobody(here):
    found = rows(here, "ld_author")
    assert {row.kind for row in found} == {"learning", "other"}
    assert len(found) == 9
    text = str([(row.says, row.statement) for row in found])
    assert here.anna.id not in text
    assert "anna" not in text.lower()


def test_an_author_may_not_ask_for_other_kinds_nor_for_a_person(here):
    for filters in ({"kind": "receipt"}, {"person": here.anna.id}, {"agent": "0" * 16}, {"boutique": "XXX"}):
        with pytest.raises(Unknown):
            rows(here, "ld_author", **filters)
    with pytest.raises(Unknown):
        here.browsing.somebody(here.viewer("ld_author"), "Anna")
    assert here.browsing.lately(here.viewer("ld_author")).platforms == ["floor"]


def test_what_an_author_may_not_know_of_is_like_what_is_not_there(here):
    author = here.viewer("ld_author")
    survey = next(row.id for row in rows(here, kind="survey"))
    said = []
    for statement in (survey, str(uuid4()), "x"):
        with pytest.raises(Unknown) as refusal:
            open_statement(here, author, statement)
        said.append(str(refusal.value))
    assert len(set(said)) == 1


def test_an_author_opens_a_step_without_the_person_in_it(here):
    step = next(row.id for row in rows(here, kind="learning"))
    one = open_statement(here, here.viewer("ld_author"), step)
    assert here.anna.id not in str(one.text) + str(one.made) + one.row.says
    assert one.template.endswith("learning-tried")
    assert [made.table for made in one.made] == ["learnt", "moment"]


@pytest.mark.parametrize("role", ["auditor", "manager"])
def test_others_open_nothing(here, role):
    with pytest.raises(Unknown):
        open_statement(here, here.viewer(role), here.foreign[0])
    assert rows(here, role) == []


# An administrator


def test_an_administrator_reads_the_whole_but_no_words_of_a_client(here):
    survey = next(row.id for row in rows(here, kind="survey"))
    one = open_statement(here, here.viewer("admin"), survey)
    assert "So kind" not in one.text
    assert here.anna.id in one.text
    assert one.texts_sealed
    assert [made.table for made in one.made] == ["survey", "link", "moment"]
    assert one.source == "the house itself (files and webhooks)"


def test_what_voids_what_is_found_both_ways(here):
    gone = keep(here, foreign("initialized"))
    by = keep(here, foreign("voided", object={"objectType": "StatementRef", "id": gone}))
    admin = here.viewer("admin")
    assert [row.id for row in open_statement(here, admin, gone).referred_by] == [by]
    assert open_statement(here, admin, by).refers_to.id == gone


def test_a_person_is_found_by_name_code_id_or_address_and_each_look_is_audited_once(here):
    admin = here.viewer("admin")
    for typed in (here.anna.name, here.anna.id):
        assert here.browsing.somebody(admin, typed) == {"person": here.anna.id, "agent": ""}
    chosen = here.browsing.somebody(admin, "anna.k@maison.example")
    assert len(rows(here, **chosen)) == 3
    for _ in range(3):
        assert {row.kind for row in rows(here, person=here.anna.id)} == {"learning", "survey"}
    looked = [n for n in here.directory.notes(actor="admin") if n[2] == "looked for a person’s statements"]
    assert sorted(n[3] for n in looked) == sorted((here.anna.id, f"agent:{chosen['agent']}"))
    assert "anna.k" not in str(looked)


def test_nobody_is_said_to_be_nobody(here):
    with pytest.raises(Refused, match="nobody is called so"):
        here.browsing.somebody(here.viewer("admin"), "Nobody Atall")


def test_counts_tell_that_statements_exist_and_nothing_else(here):
    counts = here.tally.counts()
    assert (counts.statements, counts.done) == (14, 1.0)
    assert {(line.kind, line.sender): line.statements for line in counts.lines} == {
        ("learning", "The house itself"): 6, ("survey", "The house itself"): 1, ("traffic", "The house itself"): 4,
        ("other", "course tool"): 3,
    }  # fmt: skip
    keep(here, foreign("initialized"))
    assert here.tally.counts().statements == 15


def test_browsing_needs_nothing_but_a_house(here):
    assert Browsing(here).page(here.viewer("admin"), Wanted()).rows
