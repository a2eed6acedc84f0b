"""Packages on the floor and tried out: their units, the frame, who may open them, what the page lets in."""

import re
from collections.abc import Iterator

import pytest

from cabochon.cli.apart import port as port_of
from cabochon.demo.maison import Maison
from cabochon.house import House
from cabochon.refusals import Refused
from launched import Learner, au, hosted, structure
from placed import Place, furnish
from served import served

UNITS = structure(au("one"), au("two", more='moveOn="Passed" launchMethod="OwnWindow"'))


@pytest.fixture(scope="module")
def learner(home: tuple[House, Maison]) -> Learner:
    return hosted(*home, manifest=UNITS)


@pytest.fixture(scope="module")
def open_house(home: tuple[House, Maison], learner: Learner) -> Iterator[Place]:
    here, there, team, stranger = furnish(*home)
    with served(home[0], packages=True) as port:
        yield Place(learner.house, port, here, there, team, stranger)


def begun(browser, address, unit=1):
    page = browser.get(address)
    return browser.post(address, {"csrf": page.csrf, "unit": unit}).headers["location"]


def test_units_stand_with_what_is_known_and_a_button(open_house, learner):
    page = open_house.signed_in("associate").get(f"/floor/packages/{learner.package}")
    assert page.status == 200
    assert "Straps for summer" in page.text
    assert page.text.count("Not begun") == 2
    assert "Counts when it is completed and passed, from 80% on" in page.text


def test_beginning_leads_to_a_frame_that_only_this_page_may_have(open_house, learner):
    browser = open_house.signed_in("associate")
    where = begun(browser, f"/floor/packages/{learner.package}")
    page = browser.get(where)
    origin = f"http://127.0.0.1:{learner.house.values['content_port']}"
    assert f'<iframe src="{origin}/p/' in page.text
    assert 'sandbox="allow-scripts allow-forms"' in page.text
    assert page.headers["content-security-policy"].endswith(f"frame-src {origin}")
    assert "frame-src" not in browser.get(f"/floor/packages/{learner.package}").headers["content-security-policy"]
    state = browser.get(where.replace("/play?", "/state?")).json
    assert state == {"state": "launched", "said": "Opening"}


def test_a_unit_that_wants_a_window_gets_a_link(open_house, learner):
    browser = open_house.signed_in("associate")
    page = browser.get(begun(browser, f"/floor/packages/{learner.package}", 2))
    assert "<iframe" not in page.text
    assert 'target="_blank" rel="noopener noreferrer"' in page.text


def test_a_launch_that_has_begun_is_not_begun_twice_by_loading_its_page_again(open_house, learner):
    browser = open_house.signed_in("associate")
    where = begun(browser, f"/floor/packages/{learner.package}")
    fetch = re.search(r"fetch=([^&]+)", browser.get(where).text)
    token = fetch[1].rpartition("%2F")[2]
    browser.ask("POST", f"/cmi5/fetch/{token}")
    assert "good once" in browser.get(where).text


def test_another_persons_launch_is_not_there(open_house, learner):
    where = begun(open_house.signed_in("associate"), f"/floor/packages/{learner.package}")
    other = open_house.signed_in("manager")
    assert other.get(where).status in (303, 404)
    assert other.get(where.replace("/play?", "/state?")).status == 404


def test_a_manager_lets_somebody_of_the_team_off_a_unit_and_nobody_else(open_house, learner):
    manager, address = open_house.signed_in("manager"), f"/floor/packages/{learner.package}"
    page = manager.get(address)
    assert "Let somebody off a unit" in page.text
    form = {"csrf": page.csrf, "do": "waive", "unit": 2, "person": open_house.team[1], "reason": "Tested Out"}
    assert manager.post(address, form).headers["location"] == f"{address}?waived=2"
    (told,) = learner.told("waived", open_house.team[1])
    assert list(told["result"]["extensions"].values()) == ["Tested Out"]
    for wrong in ({"person": open_house.stranger}, {"person": learner.house.viewer("manager").person}, {"unit": 9}):
        assert manager.post(address, form | wrong).status == 404
    assert manager.post(address, form | {"reason": "They asked me to"}).status == 400
    associate = open_house.signed_in("associate")
    page = associate.get(address)
    assert "Let somebody off" not in page.text
    assert associate.post(address, form | {"csrf": page.csrf}).status == 404


def test_a_package_that_is_not_offered_to_ones_role_is_not_there(open_house):
    assert open_house.signed_in("associate").get("/floor/packages/nothing").status == 404


def test_an_author_tries_it_out_and_nobody_is_enrolled(open_house, learner):
    browser = open_house.signed_in("ld_author")
    address = f"/packages/{learner.package}/try"
    assert "Nothing you do there counts" in browser.get(address).text
    page = browser.get(begun(browser, address))
    assert "<iframe" in page.text
    assert open_house.signed_in("associate").get(address).status == 404


def test_no_unit_by_that_place(open_house, learner):
    browser = open_house.signed_in("associate")
    page = browser.get(f"/floor/packages/{learner.package}")
    for wrong in ("0", "9", "x", "99999"):
        answer = browser.post(f"/floor/packages/{learner.package}", {"csrf": page.csrf, "unit": wrong})
        assert answer.status == 404


def test_where_nothing_can_run_the_page_says_so(open_house, learner):
    values = learner.house.values
    kept, values["content_port"] = values["content_port"], ""
    try:
        browser = open_house.signed_in("associate")
        page = browser.get(f"/floor/packages/{learner.package}")
        assert "An administrator can switch it on" in page.text
        assert "Begin" not in page.text
        answer = browser.post(f"/floor/packages/{learner.package}", {"csrf": browser.get("/floor").csrf, "unit": 1})
        assert answer.status == 409
    finally:
        values["content_port"] = kept


def test_the_port_is_the_one_after_the_houses_own_unless_said_otherwise():
    assert port_of({"content_port": "0"}, "127.0.0.1", 8000) == ""
    assert port_of({"content_port": "next"}, "127.0.0.1", 65_535) == ""
    with pytest.raises(Refused, match="port other than 8000"):
        port_of({"content_port": "8000"}, "127.0.0.1", 8000)


def test_the_learners_list_names_it(open_house, learner):
    page = open_house.signed_in("associate").get("/floor/learn").text
    assert f'<a href="/floor/packages/{learner.package}" dir="auto">Straps for summer</a>' in page
