"""Houses of a group pull each other's weekly sums: two real houses on two ports, and everything that can be wrong."""

import html
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from zlib import compress

import pytest

from cabochon.demo.maison import maison
from cabochon.demo.weeks import history
from cabochon.directory.trust_rows import GroupWeek, Instance
from cabochon.house import House
from cabochon.house.group_cells import weeks_of
from cabochon.privacy.keys import make
from cabochon.refusals import Conflict, Refused
from cabochon.settings import load
from cabochon.web.pages import group as pages
from group_liar import LIES, liar, said, weekly
from placed import furnish
from served import Browser, served


@pytest.fixture(scope="module")
def group(tmp_path_factory):
    """(this house, the other, its port, a key of it)."""
    folder = tmp_path_factory.mktemp("group")
    values = {"allow_private_targets": True, "least_people": 2, "least_events": 3}
    here = House.open(folder / "here", load(folder / "here", {}) | values | {"jurisdiction": "Switzerland"})
    there = House.open(folder / "there", load(folder / "there", {}) | values | {"jurisdiction": "France"})
    one = maison(boutiques=3, until=there.today, weeks=3)
    for house in (here, there):
        house.directory.keep([*one.doors, *one.people, *one.identifiers, *one.products])
    there.keep_as().events(history(one, now=there.clock(), weeks=3), fresh=True)
    there.catch_up()
    furnish(here, one)
    with served(there) as port, served(here) as own:
        yield here, there, port, own
    here.close()
    there.close()


def key_of(house, *scopes):
    return make(house.directory, "group", scopes=list(scopes or ["aggregates/read"]), clock=house.clock)


def address(port):
    return f"http://127.0.0.1:{port}"


@pytest.fixture(autouse=True)
def four_weeks(monkeypatch):
    monkeypatch.setattr("cabochon.house.group.BACK", 4)


@pytest.fixture
def pulled(group):
    here, there, port, _ = group
    name, secret = key_of(there)
    for row in here.directory.find(Instance):
        here.trust.group.remove(row.id, by="test")
    here.trust.group.add("fr", url=address(port), key=name, secret=secret, by="test")
    return here.trust.group


def basic(pair):
    return "Basic " + b64encode(":".join(pair).encode()).decode()


def test_a_week_is_given_by_key_alone_with_no_person_and_no_boutique_in_it(group):
    _, there, port, _ = group
    browser, week = Browser(port), weeks_of(there.today, 1)[0]
    pair = key_of(there)
    said = browser.get(f"/aggregates?week={week}", authorization=basic(pair), accept="application/json")
    told = said.json
    assert (said.status, told["jurisdiction"], told["week"], told["format"]) == (200, "France", str(week), 1)
    assert {cell["step"] for cell in told["cells"]} == {"company", "region"}
    assert len(told["cells"]) > 20
    for one in there.called.named().people(there.today):
        assert one.id not in said.text
        assert one.name not in said.text
    same = {"authorization": basic(pair), "if-none-match": said.headers["etag"]}
    again = browser.get(f"/aggregates?week={week}", **same)
    assert (again.status, again.body) == (304, b"")


def test_who_may_not_is_told_why(group):
    _, there, port, _ = group
    browser = Browser(port)
    json = {"accept": "application/json"}
    assert browser.get("/aggregates", **json).status == 401
    assert browser.get("/aggregates", authorization=basic(("0" * 20, "no")), **json).status == 401
    assert browser.get("/aggregates", authorization=basic(key_of(there, "all")), **json).status == 403
    right = basic(key_of(there))
    closed = weeks_of(there.today, 1)[0]
    for week in (closed + timedelta(days=7), closed - timedelta(days=1), closed - timedelta(weeks=60), "soon"):
        assert browser.get(f"/aggregates?week={week}", authorization=right, **json).status == 400
    assert browser.get("/aggregates?people=all", authorization=right, **json).status == 400
    assert browser.ask("POST", "/aggregates", headers={"authorization": right}).status == 405


def test_a_key_that_asks_too_fast_waits(group, monkeypatch):
    _, there, port, _ = group
    monkeypatch.setitem(pages._gates, there, (pages.Gate(), pages.Pace(1, burst=3)))
    right, browser = basic(key_of(there)), Browser(port)
    statuses = [browser.get("/aggregates?x=1", authorization=right, accept="application/json") for _ in range(20)]
    assert statuses[-1].status == 429
    assert int(statuses[-1].headers["retry-after"]) >= 1


def test_weeks_are_pulled_once_and_kept(group, pulled):
    here, there, *_ = group
    first = pulled.pull("fr")
    assert (first.news, first.restated, first.reason) == (4, 0, "")
    again = pulled.pull("fr")
    assert (again.news, again.restated, again.same) == (0, 0, 4)
    assert len(here.directory.find(GroupWeek)) == 4
    week = weeks_of(here.today, 1)[0]
    assert [c for c in pulled.told("fr", week)[0] if c.value is not None] == [
        c for c in there.trust.group.out.cells(week) if c.value is not None
    ]
    assert pulled.due() == []
    assert here.directory.get(Instance, "fr").called == "France"


def test_a_late_correction_replaces_the_week_and_says_so(group, pulled):
    here, *_ = group
    pulled.pull("fr")
    week = weeks_of(here.today, 1)[0]
    row = here.directory.get(GroupWeek, f"fr/{week}")
    here.directory.put(replace(row, cells=compress(b"[]"), etag='"old"', position=1))
    done = pulled.pull("fr")
    assert (done.news, done.restated, done.same) == (0, 1, 3)
    assert pulled.told("fr", week)[1].restated is not None


def test_the_pages_show_both_houses_and_nobody(group, pulled):
    here, there, _, own = group
    pulled.pull("fr")
    leader = Browser(own)
    leader.sign_in(here.doorman.link("hq_leader"))
    page = html.unescape(leader.get("/group").text)
    assert all(word in page for word in ("Switzerland", "France", "Last pulled", "nothing yet"))
    one = html.unescape(leader.get("/group?measure=csat").text)
    assert all(word in one for word in ("France", "Switzerland", "by house and week"))
    week = weeks_of(here.today, 2)[1]
    here.directory.delete(GroupWeek, f"fr/{week}")
    assert "missing" in html.unescape(leader.get("/group?measure=csat").text)
    names = [p.name for p in there.called.named().people(there.today)]
    assert not [name for name in names if name in page or name in one]
    manager = Browser(own)
    manager.sign_in(here.doorman.link("manager"))
    assert manager.get("/group").status == manager.get("/group/houses").status == 404


def test_an_admin_adds_tests_pauses_and_removes_a_house(group):
    here, there, port, own = group
    admin = Browser(own)
    admin.sign_in(here.doorman.link("admin"))
    page = admin.get("/group/houses")
    name, secret = key_of(there)
    form = {"csrf": page.csrf, "do": "add", "name": "it", "url": address(port), "key": name, "secret": secret}
    for wrong, word in (({"name": "IT!"}, "lower-case"), ({"url": "ftp://x"}, "https"), ({"secret": " "}, "missing")):
        answer = admin.post("/group/houses", form | wrong)
        assert (answer.status, word in html.unescape(answer.text)) == (400, True), answer.text
    assert admin.post("/group/houses", form).status == 303
    assert admin.post("/group/houses", form).status == 409
    deed = {"csrf": page.csrf, "name": "it"}
    assert "France answers with" in admin.post("/group/houses", deed | {"do": "test"}).text
    assert "4 new" in admin.post("/group/houses", deed | {"do": "pull"}).text
    assert secret not in admin.get("/group/houses").text
    assert admin.post("/group/houses", deed | {"do": "pause"}).status == 303
    assert "it" not in here.trust.group.due()
    assert admin.post("/group/houses", deed | {"do": "remove"}).status == 400
    assert admin.post("/group/houses", deed | {"do": "remove", "sure": "yes"}).status == 303
    assert not here.directory.find(GroupWeek, instance="it")


def test_a_house_does_not_pull_itself(group, pulled):
    here, _, _, own = group
    name, secret = key_of(here)
    pulled.add("me", url=address(own), key=name, secret=secret, by="test")
    assert "is this house itself" in pulled.pull("me").reason


def test_a_name_is_taken_once_and_only_https_goes_outside(group, pulled):
    with pytest.raises(Conflict):
        pulled.add("fr", url=address(1), key="k", secret="s", by="test")
    for url in ("https://169.254.169.254", "https://user:pass@fr.example", "file:///etc/passwd"):
        with pytest.raises(Refused):
            pulled.add("x", url=url, key="k", secret="s", by="test")
    pulled.hush()
    group[0].values["allow_private_targets"] = False
    try:
        for url in ("http://fr.example", "https://127.0.0.1", "https://10.0.0.8", "https://[::1]"):
            with pytest.raises(Refused):
                pulled.add("x", url=url, key="k", secret="s", by="test")
    finally:
        pulled.hush()
        group[0].values["allow_private_targets"] = True


@pytest.mark.parametrize("lie", range(len(LIES)))
def test_a_lie_is_refused_with_its_reason_and_nothing_is_kept(group, pulled, lie):
    here = group[0]
    make_answer, word = LIES[lie]
    with liar(make_answer(here)) as url:
        pulled.add("liar", url=url, key="k", secret="s", by="test")
        done = pulled.pull("liar")
    assert word in done.reason, done
    assert not here.directory.find(GroupWeek, instance="liar")
    assert here.directory.get(Instance, "liar").reason == done.reason


def test_an_old_answer_played_again_or_of_another_house_does_not_replace_the_new(group, pulled):
    here = group[0]
    week = weeks_of(here.today, 1)[0]
    with liar(said(weekly(here, position=9))) as url:
        pulled.add("liar", url=url, key="k", secret="s", by="test")
        pulled.pull("liar")
    kept = here.directory.get(GroupWeek, f"liar/{week}")
    assert kept is not None
    row = here.directory.get(Instance, "liar")
    for body, word in (
        (weekly(here, position=8, cell={"value": 1.0}), "before something newer"),
        (weekly(here, position=10, instance="https://other.example"), "another house answers"),
    ):
        with liar(said(body)) as url:
            here.directory.put(replace(here.directory.get(Instance, "liar"), url=url))
            assert word in pulled.pull("liar").reason
        assert here.directory.get(GroupWeek, f"liar/{week}").cells == kept.cells
    assert row.home == "https://liar.example"


def test_a_house_that_is_down_or_gives_another_key_fails_visibly_and_comes_back(group, pulled):
    here, _, port, own = group
    pulled.pull("fr")
    before = here.directory.get(Instance, "fr").pulled
    here.directory.put(replace(here.directory.get(Instance, "fr"), url=address(1)))
    assert pulled.pull("fr").reason
    leader = Browser(own)
    leader.sign_in(here.doorman.link("hq_leader"))
    assert "The last try failed" in leader.get("/group").text
    assert here.directory.get(Instance, "fr").pulled == before
    here.directory.put(replace(here.directory.get(Instance, "fr"), url=address(port)))
    assert (pulled.pull("fr").same, here.directory.get(Instance, "fr").reason) == (4, "")
