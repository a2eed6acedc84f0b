"""Coaching pages: the form and its shell, a person's page, actions, contests, praise; and who opens them."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

FORM = re.compile(r"<form[^>]*data-entry.*?</form>", re.DOTALL)


def send(browser, kind, **fields):
    csrf = browser.get("/floor/data", accept="application/json").json["csrf"]
    one = {"kind": kind, "id": str(uuid4()), "opened_at": datetime.now(UTC).isoformat()} | fields
    answer = browser.send("/floor/entries", {"sent_at": one["opened_at"], "entries": [one]}, {"x-csrf": csrf}).json
    assert [result["status"] for result in answer["results"]] == ["kept"], answer
    return one["id"]


def observed(place, **more):
    at = datetime.now(UTC).isoformat()
    fields = {"boutique": place.door, "associate": place.team[0], "ended_at": at, "opened_at": at,
              "marks": {"welcome": "yes", "accessory": "not_yet"}, "wordings": [], **more}  # fmt: skip
    return send(place.signed_in(), "observation", **fields)


def test_the_team_stands_in_the_order_of_names_and_leads_to_the_form(place):
    page = place.signed_in().get("/floor/coach").text
    names = re.findall(r'<b dir="auto">([^<]+)</b>', page)
    assert len(names) > 3
    assert names == sorted(names, key=str.casefold)
    assert f"/floor/coach?associate={place.team[0]}" in page


def test_the_form_follows_an_observation_and_says_who_reads_it(place):
    entry = observed(place, note="Offered the strap after the payment")
    page = place.signed_in().get(f"/floor/coach?associate={place.team[0]}&follows={entry}&picked=not_seen").text
    assert "Coach in private" in page
    assert f'name="follows" value="{entry}"' in page
    assert re.search(r'name="positives\[\]" value="Greeted[^"]*"', page)
    assert re.search(r'<option value="not_seen"[^>]* selected', page)
    assert re.search(r'name="picked_since" value="\d{4}-\d\d-\d\d"', page)
    assert "Offered the strap after the payment" in page


def test_a_moment_by_plain_form_stands_on_the_persons_page_with_its_action(place):
    manager, ana = place.signed_in(), place.team[1]
    page = manager.get(f"/floor/coach?associate={ana}")
    due = (datetime.now(UTC) + timedelta(days=4)).date().isoformat()
    answer = manager.post("/floor/entries", {
        "csrf": page.csrf, "kind": "coaching", "id": str(uuid4()), "opened_at": datetime.now(UTC).isoformat(),
        "boutique": place.door, "associate": ana, "after": f"/floor/person/{ana}", "behaviour": "accessory",
        "positives[]": ["Calm from the door", ""], "improvement": "It came late", "next_time": "During the try-on",
        "practised": "yes", "minutes": ["10", ""], "form": "side_by_side", "coach": "", "action": ["", "Two add-ons"],
        "due": due, "owner": "", "picked": "rotation", "picked_since": "", "picked_until": "",
    })  # fmt: skip
    assert (answer.status, answer.headers["location"]) == (303, f"/floor/person/{ana}")
    shown = manager.get(f"/floor/person/{ana}").text
    assert all(
        one in shown for one in ("Calm from the door", "During the try-on", "Two add-ons", "10 min", "it is their turn")
    )
    assert "Two add-ons" in manager.get("/floor/actions").text


def test_an_associate_reads_answers_contests_and_tries_on_their_own_page(place):
    entry = observed(place, note="Strap offered late", action={"what": "shadow_peer", "due": None})
    ana = place.signed_in("associate")
    mine = ana.get("/me").text
    assert "Strap offered late" in mine
    assert {"feedback", "contest", "action"} <= set(re.findall(r'name="kind" value="(\w+)"', mine))
    send(ana, "action", boutique=place.door, what="tried", action=entry, text="Watched a colleague")
    assert "Watched a colleague" in place.signed_in().get("/floor/actions").text
    send(ana, "feedback", boutique=place.door, about=entry, answer="question", text="Which strap first")
    assert "Which strap first" in place.signed_in().get(f"/floor/person/{place.team[0]}").text


def test_a_contest_is_decided_without_names_and_both_read_why(place):
    entry = observed(place, note="Nothing was offered")
    ana, coach, manager = place.signed_in("associate"), place.signed_in("area_coach"), place.signed_in()
    assert "Nothing was offered" not in coach.get("/contests").text
    send(ana, "contest", boutique=place.door, about=entry, text="It was the client who declined")
    page = coach.get("/contests")
    assert "Nothing was offered" in page.text
    assert "It was the client who declined" in page.text
    names = [place.house.snapshot.person_on(one, place.house.today).name for one in place.team]
    assert not [name for name in names if name in page.text]
    answer = coach.post("/floor/entries", {
        "csrf": page.csrf, "kind": "settling", "id": str(uuid4()), "opened_at": datetime.now(UTC).isoformat(),
        "boutique": place.door, "associate": place.team[0], "about": entry, "kept": "no", "after": "/contests",
        "text": "Two saw it otherwise",
    })  # fmt: skip
    assert (answer.status, answer.headers["location"]) == (303, "/contests")
    assert "Nothing was offered" not in coach.get("/contests").text
    assert "Two saw it otherwise" in manager.get(f"/floor/person/{place.team[0]}").text
    assert "Two saw it otherwise" in ana.get("/me").text


def test_praise_goes_to_a_colleague_by_name_and_stands_on_the_teams_wall(place):
    ana = place.signed_in("associate")
    page = ana.get("/floor/praise").text
    assert f'value="{place.team[1]}"' in page
    assert f'value="{place.team[0]}"' not in page
    assert place.stranger not in page
    send(ana, "praise", boutique=place.door, associate=place.team[1], result="csat", text="Unhurried, exactly right")
    assert "Unhurried, exactly right" in place.signed_in().get("/floor/praise").text
    assert "Unhurried, exactly right" not in place.signed_in("area_coach").get("/floor/praise").text


def test_who_is_out_of_reach_is_not_there(place):
    manager, ana, coach = place.signed_in(), place.signed_in("associate"), place.signed_in("area_coach")
    one = f"/floor/person/{place.team[1]}"
    assert [browser.get(one).status for browser in (manager, ana, coach)] == [200, 404, 404]
    assert manager.get(f"/floor/person/{place.stranger}").status == 404
    assert manager.get(f"/floor/coach?associate={place.stranger}").status == 404
    assert coach.get(f"/floor/person/{place.house.viewer('manager').person}").status == 200
    own = ana.get(f"/floor/person/{place.team[0]}")
    assert (own.status, own.headers["location"]) == (303, "/me")
    assert [browser.get("/floor/coach").status for browser in (ana, coach)] == [404, 404]
    assert [browser.get("/contests").status for browser in (manager, ana)] == [404, 404]
    assert place.signed_in("hq_leader").get("/floor/actions").status == 404


def test_nobody_opens_the_form_for_themselves(place):
    me = place.house.viewer("manager").person
    assert place.signed_in().get(f"/floor/coach?associate={me}").status == 403


def test_that_a_page_was_read_is_noted_for_who_asks(place):
    observed(place)
    place.signed_in().get(f"/floor/person/{place.team[0]}")
    looks = place.house.own.looks(place.house.viewer("associate"))
    assert "Person" in {look.page for look in looks}


def test_the_shells_hold_no_name_and_no_token(place):
    for page in ("coach", "praise"):
        shell = place.signed_in().get(f"/floor/shell/{page}")
        assert (shell.status, shell.csrf) == (200, "")
        assert not [one for one in (*place.team, place.door) if one in shell.text]


def test_every_form_of_a_page_has_its_own_id(place):
    observed(place, action={"what": "shadow_peer", "due": None})
    observed(place, action={"what": "shadow_peer", "due": None})
    for browser, path in ((place.signed_in(), "/floor/actions"), (place.signed_in("associate"), "/me")):
        ids = [
            found
            for form in FORM.findall(browser.get(path).text)
            for found in re.findall(r'name="id" value="([^"]+)"', form)
        ]
        assert len(ids) == len(set(ids)) > 1
