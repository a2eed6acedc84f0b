"""Shells of the floor: what a phone keeps to open forms by, and the data it fills them in with."""

import re

from cabochon.web.pages.shells import SHELLS


def test_no_shell_holds_a_name_an_id_or_a_token_and_each_is_the_same_twice(place):
    manager = place.signed_in()
    for name in SHELLS:
        page = manager.get(f"/floor/shell/{name}")
        assert page.status == 200, name
        assert page.csrf == "", name
        assert not [one for one in (*place.team, "Manager", place.door) if one in page.text], name
        assert page.text == manager.get(f"/floor/shell/{name}").text, name


def test_the_worker_knows_each_shell_by_its_page_and_one_for_all_others(place):
    assert "/floor/shell/observe" in place.browser().get("/floor/sw.js").text
    answer = place.signed_in().get("/floor/sw.js")
    assert '"/floor/observe":"/floor/shell/observe"' in answer.text
    assert '"/floor/coach":"/floor/shell/coach"' in answer.text
    assert 'OTHER = "/floor/shell/offline"' in answer.text
    assert answer.headers["service-worker-allowed"] == "/floor"


def test_the_cache_of_the_shells_is_named_by_what_they_hold(place):
    names = {re.search(r"cabochon-([0-9a-f]+)", place.signed_in().get("/floor/sw.js").text)[1] for _ in range(2)}
    assert len(names) == 1


def test_managers_watch_their_team_and_area_coaches_managers(place):
    def offered(role):
        return {
            one["key"] for one in place.signed_in(role).get("/floor/data", accept="application/json").json["checklists"]
        }

    assert offered("manager") == {"client-visit", "receiving", "transfer", "return", "end-of-day-count"}
    assert offered("area_coach") == {"huddle", "side-by-side"}
    assert offered("associate") == set()


def test_a_team_is_alphabetical_and_somebody_not_seen_this_week_is_suggested(place):
    door = place.signed_in().get("/floor/data", accept="application/json").json["boutiques"][0]
    names = [one["name"] for one in door["team"]]
    assert names == sorted(names, key=str.casefold)
    assert door["suggested"]["reason"] == "not seen this week"
    assert door["suggested"]["id"] in {one["id"] for one in door["team"]}


def test_stock_and_cash_people_are_watched_by_the_checklist_of_their_work(place):
    door = place.signed_in().get("/floor/data", accept="application/json").json["boutiques"][0]
    usual = {one["job"]: one["checklist"] for one in door["team"]}
    assert usual["stock"] == "receiving"
    assert usual["advisor"] == ""
    page = place.signed_in().get(
        f"/floor/observe?associate={next(p['id'] for p in door['team'] if p['job'] == 'stock')}"
    )
    assert "Seal checked before opening" in page.text


def test_a_practice_page_says_so_and_stays_so(place):
    manager = place.signed_in()
    page = manager.get("/floor/observe?practice=1").text
    assert re.search(r'id="practising">', page)
    assert re.search(r'name="practice" value="yes" checked', page)
    assert re.search(r'id="practising" hidden>', manager.get("/floor/observe").text)


def test_an_entry_that_is_not_there_cannot_be_opened_for_correcting(place):
    answer = place.signed_in().get("/floor/observe?corrects=00000000-0000-4000-8000-000000000000")
    assert answer.status in (403, 404)
