"""Data 2.5 and Comm 2.1.3: pages of statements, their order, and where they go on."""

from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from time import sleep

import msgspec
from kit import fresh, ref, small, thing, voiding
from sections import V1, V2, Case, checks
from talk import Talk

from cabochon.house import House
from cabochon.settings import load
from lrs_store import client, opened


def some(talk, count):
    """Ids, oldest first, and what finds just them."""
    registration = fresh()
    ids = [talk.keep(small(context={"registration": registration}))[0] for _ in range(count)]
    return ids, {"registration": registration}


def pages(talk, **asked):
    """Every page of a list, by `more`."""
    answer = talk.find(**asked)
    found = [answer]
    while answer.json["more"]:
        answer = talk.ask("GET", answer.json["more"])
        assert answer.status == 200
        found.append(answer)
    return found


@checks("Data 2.5", [Case(order, order) for order in ("descending", "ascending", "ascending=false")])
def test_a_list_is_in_the_order_of_storing(case, version, talk):
    ids, asked = some(talk, 4)
    if "=" in case.what or case.what == "ascending":
        asked["ascending"] = "false" if "=" in case.what else "true"
    assert talk.find(**asked).ids == (ids if asked.get("ascending") == "true" else ids[::-1])


@checks("Data 2.5")
def test_statements_of_one_batch_are_in_an_order_that_stays(version, talk):
    reg = fresh()
    ids = talk.keep(*(small(context={"registration": reg}) for _ in range(5)))
    assert talk.find(registration=reg).ids == ids[::-1]
    assert talk.find(registration=reg, ascending="true").ids == ids


@checks(
    "Data 2.5", [Case(f"{order}, {size} a page", (order, size)) for order in ("false", "true") for size in (1, 2, 5, 9)]
)
def test_more_leads_through_all_of_them_once(case, version, talk):
    order, size = case.what
    ids, asked = some(talk, 5)
    found = pages(talk, ascending=order, limit=str(size), **asked)
    wanted = ids if order == "true" else ids[::-1]
    assert [sid for page in found for sid in page.ids] == wanted
    assert all(len(page.ids) == size for page in found[:-1])
    for page in found:
        assert page.json.keys() == {"statements", "more"}
        assert page.headers["x-experience-api-consistent-through"]


@checks("Data 2.5", [Case(name, name) for name in ("a match", "none", "exactly one page")])
def test_more_is_empty_where_nothing_is_left(case, version, talk):
    _, asked = some(talk, 2)
    if case.what == "none":
        asked = {"verb": thing()}
    answer = talk.find(**asked, limit="2" if case.what == "exactly one page" else "50")
    assert (answer.status, answer.json["more"]) == (200, "")


@checks("Data 2.5")
def test_a_page_that_is_followed_knows_nothing_of_what_came_later(version, talk):
    ids, asked = some(talk, 3)
    first = talk.find(limit="1", **asked)
    talk.keep(small(context={"registration": asked["registration"]}))
    second = talk.ask("GET", first.json["more"])
    assert first.ids + second.ids == [ids[2], ids[1]]


@checks("Data 2.5")
def test_a_page_that_is_followed_leaves_out_what_was_voided_meanwhile(version, talk):
    ids, asked = some(talk, 3)
    first = talk.find(limit="1", **asked)
    talk.keep(voiding(ids[1]))
    rest = talk.ask("GET", first.json["more"])
    assert ids[1] not in rest.ids


@checks("Data 2.5", [Case(name, name) for name in ("format", "related", "since", "ascending")])
def test_more_keeps_what_was_asked(case, version, talk):
    what = thing()
    ids = [talk.keep(small(actor={"name": "N", "mbox": "mailto:n@example.com"},
                           context={"contextActivities": {"other": {"id": what}}}))[0] for _ in range(3)]  # fmt: skip
    asked = {"activity": what, "related_activities": "true", "limit": "1"}
    asked |= {
        "format": {"format": "ids"}, "related": {}, "since": {"since": talk.one(ids[0])["stored"]},
        "ascending": {"ascending": "true"},
    }[case.what]  # fmt: skip
    found = pages(talk, **asked)
    wanted = {"since": ids[:0:-1], "ascending": ids}.get(case.what, ids[::-1])
    assert [sid for page in found for sid in page.ids] == wanted
    if case.what == "format":
        assert all("name" not in one["actor"] for page in found for one in page.statements)


@checks("Data 2.5", [Case(name, name) for name in ("since", "until", "both", "offset", "future")])
def test_since_leaves_its_instant_out_and_until_takes_it_in(case, version, talk):
    ids, asked = some(talk, 3)
    times = [talk.one(sid)["stored"] for sid in ids]
    away = datetime.fromisoformat(times[0]).astimezone().isoformat()
    future = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    bounds, wanted = {
        "since": ({"since": times[0]}, [ids[2], ids[1]]),
        "until": ({"until": times[1]}, [ids[1], ids[0]]),
        "both": ({"since": times[0], "until": times[1]}, [ids[1]]),
        "offset": ({"since": away}, [ids[2], ids[1]]),
        "future": ({"since": future}, []),
    }[case.what]
    assert talk.find(**bounds, **asked).ids == wanted


@checks("Data 2.5", [Case(name, name) for name in ("0", "absent", "very large")])
def test_a_limit_of_0_or_none_is_the_servers_most(case, version, talk):
    asked = {} if case.what == "absent" else {"limit": "0" if case.what == "0" else "1000000"}
    talk.keep(small(), small())
    answer = talk.find(**asked)
    assert answer.status == 200
    assert 1 < len(answer.ids) <= 500
    assert bool(answer.json["more"]) is (len(answer.ids) == 500)


@checks("Data 2.5")
def test_a_list_is_an_object_with_an_array_and_statements_have_what_a_store_sets(version, talk):
    some(talk, 2)
    answer = talk.find(limit="2")
    assert isinstance(answer.statements, list)
    for one in answer.statements:
        assert {"id", "stored", "authority", "timestamp", "version"} <= one.keys()
        assert datetime.fromisoformat(one["stored"]).tzinfo is not None


@checks("Data 2.5", [Case(name, name) for name in ("cursor=x", "cursor=OTk5", "cursor=%20")])
def test_a_place_that_is_none_of_ours_is_refused(case, version, talk):
    assert talk.ask("GET", f"/statements?limit=1&{case.what}").status == 400


@checks("Data 2.5")
def test_references_count_in_pages(version, talk):
    verb = thing()
    (one,) = talk.keep(small(verb={"id": verb}))
    pointing = [talk.keep(small(object=ref(one)))[0] for _ in range(3)]
    found = pages(talk, verb=verb, limit="2")
    assert [page.ids for page in found] == [[pointing[2], pointing[1]], [pointing[0], one]]


@checks("Comm 2.1.3", versions=(V2,))
def test_last_modified_is_the_newest_stored_of_what_is_given(version, talk):
    ids, asked = some(talk, 2)
    newest = datetime.fromisoformat(talk.one(ids[1])["stored"]).replace(microsecond=0)
    for answer in (talk.find(**asked), talk.find(statementId=ids[1])):
        said = datetime.strptime(answer.headers["last-modified"], "%a, %d %b %Y %H:%M:%S %Z").replace(tzinfo=UTC)
        assert said == newest


@checks("Comm 2.1.3", [Case(status, status) for status in ("200", "400", "401", "404", "405", "put", "post")])
def test_every_answer_of_statements_says_how_far_the_store_is_consistent(case, version, talk):
    before = talk.one(talk.keep(small())[0])["stored"]
    answer = {
        "200": lambda: talk.find(limit="1"),
        "400": lambda: talk.find(LIMIT="1"),
        "401": lambda: talk.find() and talk.ask("GET", "/statements", headers={"Authorization": None}),
        "404": lambda: talk.find(statementId=fresh()),
        "405": lambda: talk.ask("DELETE", "/statements"),
        "put": lambda: talk.put(small(), fresh()),
        "post": lambda: talk.post(small()),
    }[case.what]()
    if case.what.isdigit():
        assert answer.status == int(case.what)
    through = datetime.fromisoformat(answer.headers["x-experience-api-consistent-through"])
    assert through >= datetime.fromisoformat(before)


@checks("Comm 2.1.3")
def test_the_store_is_consistent_through_just_now_even_if_nothing_comes_in(version, talk):
    def through():
        return datetime.fromisoformat(talk.find(limit="1").headers["x-experience-api-consistent-through"])

    first = through()
    sleep(0.02)
    assert through() > first
    assert datetime.now(UTC) - through() < timedelta(seconds=5)


def test_more_stands_under_the_public_path(tmp_path):
    folder = tmp_path / "data"
    house = House.open(folder, load(folder, {}) | {"public_url": "https://shop.example/lrs/v1/"})
    try:
        with opened(house) as port:
            talk = Talk(port, client(house, port).header, V1)
            talk.keep(small(), small())
            more = talk.find(limit="1").json["more"]
            assert more.startswith("/lrs/v1/xapi/statements?")
            line = HTTPConnection("127.0.0.1", port, timeout=30)
            said = {"Authorization": talk.header, "X-Experience-API-Version": V1}
            line.request("GET", more.removeprefix("/lrs/v1"), headers=said)
            assert len(msgspec.json.decode(line.getresponse().read())["statements"]) == 1
            line.close()
            talk.close()
    finally:
        house.close()
