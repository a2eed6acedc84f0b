"""What goes with what, as a page: the sentence first, who reads which figures, a measure retired and brought back."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from cabochon.verdicts import signals as asked
from cabochon.verdicts.signal_words import said
from cabochon.verdicts.told import Signal

KEY, VISIT = "behaviour.try_on", "/floor/observe?checklist=client-visit"
PLANTED = {
    "behaviour.accessory": {"state": "goes_with", "slope": 0.012, "low": 0.004, "high": 0.02, "p": 0.001, "q": 0.02,
                            "may_retire": False, "why": "it goes with Secondary sales rate: keep it."},
    "behaviour.welcome": {"state": "cannot_tell", "slope": None, "low": None, "high": None, "p": None, "q": None,
                          "may_retire": False, "doors": 4,
                          "why": "both were counted in 4 boutiques; at least 6 boutiques are needed."},
}  # fmt: skip


def made(key, outcome):
    one = Signal(**{
        "behaviour": key, "title": asked.BY_KEY[key].title, "outcome": outcome, "outcome_title":
        asked.BY_KEY[outcome].title, "slope": 0.001, "low": -0.003, "high": 0.005, "p": 0.4, "q": 0.7,
        "reliability": 0.7, "doors": 8, "weeks": 28, "n": 9000, "state": "nothing_seen", "may_retire": True,
        "worth": 0.01,
        "person": 0.24, "each": 3.0, **PLANTED.get(key, {}),
    })  # fmt: skip
    return asked.replace(one, text=said(one, "CHF"))


@pytest.fixture
def told(place, monkeypatch):
    found = [made(key, outcome) for one in asked.ASKED for key in one.keys for outcome in one.outcomes]

    def _told(_doors):
        gone = place.house.effects.retiring.gone(place.house.today)
        return [
            asked.replace(one, state="retired", may_retire=False) if one.behaviour in gone else one for one in found
        ]

    monkeypatch.setattr(place.house.effects.retiring, "_told", _told)
    yield place
    for role in ("hq_leader", "ld_author"):
        for one in place.house.effects.retiring.listed(place.house.viewer(role)):
            if one.undoable:
                place.house.effects.retiring.undo(place.house.viewer(role), one.id)


def form(page, **other):
    ids = re.findall(r'name="id" value="([^"]+)"', page.text)
    return {"csrf": page.csrf, "id": ids[0], **other}


def retire(browser, reason="It tells nothing apart", key=KEY, **more):
    page = browser.get("/signals")
    sent = {"do": "retire", "measure": key, "reason": reason, "since": more.pop("since")}
    return browser.post("/signals", form(page, **sent))


@pytest.mark.parametrize("role", ["manager", "area_coach", "hq_leader", "ld_author", "lp_lead", "analyst"])
def test_the_sentence_stands_first_and_says_it_is_no_cause(told, role):
    page = told.signed_in(role).get("/signals")
    assert page.status == 200
    assert "never what causes what" in page.text
    assert "Method and formula" in page.text
    assert ("Retire this metric" in page.text) == (role in ("hq_leader", "ld_author"))


@pytest.mark.parametrize("role", ["associate", "brand_partner", "auditor", "admin"])
def test_others_do_not_see_it(told, role):
    assert told.signed_in(role).get("/signals").status == 404


def test_states_are_plain_and_figures_lie_deeper(told):
    text = told.signed_in("hq_leader").get("/signals").text
    assert "Goes with it: Secondary sales rate is higher, about 1.2 points for ten points more of it." in text
    assert "Both were counted in 4 boutiques; at least 6 boutiques are needed." in text
    assert "3 observations a person in four weeks carry 0.24 of 1" in text
    assert text.index("Goes with it: ") < text.index("95 % interval</dt>")
    assert "Not to be retired. CSAT: it goes with Secondary sales rate: keep it." in text
    assert "q, false discovery" in text


def test_an_author_reads_the_state_but_no_figure_of_sales(told):
    text = told.signed_in("ld_author").get("/signals").text
    assert "The figures of this result are not shown to your role." in text
    assert "1.2 points" not in text
    assert "q, false discovery" not in text


def test_loss_prevention_reads_steps_alone(told):
    text = told.signed_in("lp_lead").get("/signals").text
    assert "What is done by the book" in text
    assert "What is done with the client" not in text
    assert "Secondary sales rate" not in text


def test_retired_it_is_gone_from_the_forms_and_stays_in_the_history(told):
    browser, today = told.signed_in("hq_leader"), told.house.today
    assert retire(browser, since=str(today)).status == 303
    text = browser.get("/signals?done=retire").text
    assert "Retired. From that day it is off the pages and the checklist" in text
    assert f'id="{KEY}"' not in text
    history = text[text.index('id="history"') :]
    assert "Try-on" in history
    assert "It tells nothing apart" in history
    manager = told.signed_in("manager")
    assert 'name="mark-welcome"' in manager.get(VISIT).text
    assert "mark-try_on" not in manager.get(VISIT).text
    assert '"try_on"' not in manager.get("/floor/data").text
    assert 'value="try_on"' not in manager.get(f"/floor/coach?person={told.team[0]}").text
    assert 'value="try_on"' not in manager.get("/floor/praise").text
    assert "set=try_on" not in manager.get("/floor/focus").text
    assert 'value="welcome"' in manager.get("/floor/praise").text


def test_a_signal_that_is_retired_is_no_button_any_more(told):
    assert 'value="story_tailored"' in told.signed_in("associate").get("/floor/log").text
    assert retire(told.signed_in("hq_leader"), key="signal.story_tailored", since=str(told.house.today)).status == 303
    assert 'value="story_tailored"' not in told.signed_in("associate").get("/floor/log").text


def test_taken_back_and_brought_back(told):
    browser = told.signed_in("ld_author")
    assert retire(browser, since=str(told.house.today)).status == 303
    page = browser.get("/signals")
    sent = {"do": "reinstate", "measure": KEY, "reason": "A collection needs it"}
    ids = re.findall(r'name="id" value="([^"]+)"', page.text)
    assert browser.post("/signals", {"csrf": page.csrf, "id": ids[-1], **sent}).status == 303
    page = browser.get("/signals?done=reinstate")
    assert "A collection needs it" in page.text
    about = re.search(r'name="about" value="([^"]+)"', page.text)[1]
    assert browser.post("/signals", {"csrf": page.csrf, "do": "undo", "about": about}).status == 303
    assert KEY in told.house.effects.retiring.gone(told.house.today)


def test_a_reason_is_screened_and_what_was_typed_stays(told):
    browser = told.signed_in("hq_leader")
    answer = retire(browser, "Ask +41 79 123 45 67 why", since=str(told.house.today))
    assert answer.status == 400
    assert "Nothing was decided" in answer.text
    assert "Ask +41 79 123 45 67 why</textarea>" in answer.text
    assert told.house.effects.retiring.gone(told.house.today) == frozenset()


@pytest.mark.parametrize("since", ["", "soon", "1999-01-01"])
def test_a_day_that_is_none_or_gone_by_is_refused(told, since):
    assert retire(told.signed_in("hq_leader"), since=since).status == 400


def test_what_goes_with_a_result_is_not_retired(told):
    answer = retire(told.signed_in("hq_leader"), key="behaviour.accessory", since=str(told.house.today))
    assert answer.status == 400
    assert "may not be retired yet" in answer.text


def test_only_who_may_decides(told):
    browser = told.signed_in("area_coach")
    page = browser.get("/signals")
    sent = {"csrf": page.csrf, "do": "retire", "measure": KEY, "reason": "x", "since": str(told.house.today)}
    assert browser.post("/signals", sent).status == 404


def test_a_day_to_come_hides_nothing_yet(told):
    browser = told.signed_in("hq_leader")
    assert retire(browser, since=str(told.house.today + timedelta(days=3))).status == 303
    assert "to be retired" in browser.get("/signals").text
    assert "mark-try_on" in told.signed_in("manager").get(VISIT).text


def test_a_house_without_facts_says_what_is_missing(place):
    text = place.signed_in("hq_leader").get("/signals").text
    assert "none is clear of chance; 40 cannot be told yet." in text
    assert "at least 6 boutiques are needed" in text
    assert "Nothing was retired yet" in text


def test_a_correction_keeps_the_mark_of_what_was_retired_meanwhile(told, entry):
    manager = told.signed_in("manager")
    made = entry(marks={"welcome": "yes", "try_on": "partly"})
    sent = {"sent_at": datetime.now(UTC).isoformat(), "entries": [made]}
    assert manager.send("/floor/entries", sent, {"x-csrf": manager.get("/floor/data").json["csrf"]}).status == 200
    assert retire(told.signed_in("hq_leader"), since=str(told.house.today)).status == 303
    text = manager.get(f"/floor/observe?corrects={made['id']}").text
    assert 'type="hidden" name="mark-try_on" value="partly"' in text
