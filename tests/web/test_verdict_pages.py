"""Did it work, as pages over HTTP: words first, statistics below, who may open what, and the ways that lead there."""

import re
from dataclasses import replace

import pytest

import verdict_samples as samples

KEYS = sorted(samples.ALL)
WRITTEN = re.compile(r"<details class=\"deeper\">.*?</details>", re.S)


@pytest.fixture
def told(place):
    """The house tells what was made by hand."""
    own, place.house.effects.verdicts = place.house.effects.verdicts, samples.Kept(person=place.team[0])
    yield place
    place.house.effects.verdicts = own


def text_of(page):
    """The page's words, as one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2]))


@pytest.mark.parametrize("key", KEYS)
def test_every_state_makes_a_page(told, key):
    role = "hq_leader" if hasattr(samples.ALL[key], "by_door") else "manager"
    page = told.signed_in(role).get(f"/verdicts/{key}")
    assert page.status == 200
    assert 'class="says"' in page.text
    assert "None" not in text_of(page)
    assert "nan" not in text_of(page).split()


def test_the_sentence_comes_first_and_the_statistics_a_tap_below(told):
    page = told.signed_in().get("/verdicts/k-person")
    words, below = page.text.index("Promising, not proven"), page.text.index("The statistics")
    assert words < page.text.index("went from 31% to 44%") < page.text.index("Raw change") < below
    plain = WRITTEN.sub("", page.text)
    assert "Probability of a lift" in page.text
    assert "Probability of a lift" not in plain
    assert (
        page.text.index("Probability of a lift") < page.text.index("How this is made") < page.text.index("expected =")
    )


def test_raw_change_and_what_would_have_come_anyway_stand_side_by_side(told):
    words = text_of(told.signed_in().get("/verdicts/k-person"))
    assert "Raw change +13 points Would have come anyway +7 points The rest +6 points −3 to 15 points" in words
    assert "About 60 observed visits more, around 14 March at this pace." in words
    assert "4 of 13 observed visits" in words


def test_one_persons_satisfaction_stands_with_its_n_and_without_a_verdict(told):
    page = told.signed_in().get("/verdicts/k-person").text
    csat = page[page.index('id="csat"') :]
    csat = csat[: csat.index("</section>")]
    assert "9 surveys" in csat
    assert "11 surveys" in csat
    assert "cannot carry a verdict" in csat
    assert "The statistics" not in csat
    assert "anyway" not in csat


def test_looks_baseline_reason_and_what_else_changed_are_told(told):
    words = text_of(told.signed_in().get("/verdicts/k-focus"))
    assert "After 3 shifts 5 March Too early to tell" in words
    assert "After 20 shifts next, around 26 March" in words
    assert "5 January to 1 March 8 weeks before, locked on 2 March" in words
    assert "Seen least of the seven, and it goes with visits scored five, on the days 16 February to 1 March" in words
    assert words.index("Too much to compare across") < words.index("The discount share stayed")


def test_a_restated_verdict_keeps_its_old_words(told):
    words = text_of(told.signed_in().get("/verdicts/k-restated"))
    assert "Restated on 10 March 2026." in words
    assert "Likely lifted: about 11 points above what we expected (2 to 20)." in words


@pytest.mark.parametrize(("why", "says"), [
    ("late", "Something came in late and changed Two relevant accessories offered."),
    ("improved", "The way this is worked out was improved and changed Two relevant accessories offered; what was "
                 "counted is the same."),
    ("both", "The way this is worked out was improved and something came in late"),
])  # fmt: skip
def test_why_it_is_restated_is_told(told, monkeypatch, why, says):
    restated = tuple(replace(one, why=why) for one in samples.RESTATED.restated)
    monkeypatch.setitem(samples.ALL, "k-restated", replace(samples.RESTATED, restated=restated))
    assert f"Restated on 10 March 2026. {says}" in text_of(told.signed_in().get("/verdicts/k-restated"))


def test_what_is_held_back_shows_no_number(told):
    words = text_of(told.signed_in("hq_leader").get("/verdicts/k-held"))
    assert "Too few to show." in words
    assert "%" not in words[: words.index("Held against")]


def test_an_episode_of_a_person_leads_back_to_them(told):
    person = told.team[0]
    own = told.signed_in("associate").get("/verdicts/k-person").text
    assert 'href="/me"' in own
    assert "Read by you and the managers" in own
    assert f'href="/floor/person/{person}"' in told.signed_in().get("/verdicts/k-person").text


@pytest.mark.parametrize("role", ["area_coach", "hq_leader", "ld_author", "analyst"])
def test_others_do_not_learn_of_it(told, role):
    browser = told.signed_in(role)
    answers = [browser.get(f"/verdicts/{key}") for key in ("k-person", "no-such-key")]
    assert [one.status for one in answers] == [404, 404]
    assert "k-person" not in browser.get("/verdicts").text


@pytest.mark.parametrize("role", ["lp_lead", "brand_partner", "auditor", "admin"])
def test_who_has_no_verdicts_has_no_page(told, role):
    browser = told.signed_in(role)
    assert [browser.get(path).status for path in ("/verdicts", "/verdicts/method", "/verdicts/k-pool")] == [404] * 3


def test_the_list_groups_and_narrows(told):
    browser = told.signed_in()
    words = text_of(browser.get("/verdicts"))
    assert words.index("To decide") < words.index("Running") < words.index("Finished")
    assert "restated" in words
    found = text_of(browser.get("/verdicts?boutique=ZRH01"))
    assert "Care plan explained" in found
    assert "Next step set Geneva" not in found
    assert "Nothing here under these filters" in text_of(browser.get("/verdicts?about=nothing"))
    assert 'href="/verdicts?boutique=GVA01&amp;state=no_lift"' in browser.get("/verdicts?boutique=GVA01").text
    assert browser.get("/verdicts?state=nonsense&boutique=%3Cb%3E").status == 200


def test_an_empty_list_says_what_to_do(told):
    told.house.effects.verdicts = samples.Kept(found=())
    manager, coach = (text_of(told.signed_in(role).get("/verdicts")) for role in ("manager", "area_coach"))
    assert "Set a focus on the floor page and it appears here" in manager
    assert "Set a focus on" not in coach
    assert "appears here" in coach


def test_several_boutiques_together_are_told_part_by_part(told):
    page = told.signed_in("hq_leader").get("/verdicts/k-pool")
    words = text_of(page)
    assert "Enough stands behind it to scale or retire." in words
    assert 'href="/results/natural-add-on#decide"' in page.text
    assert "Munich, Maximilianstrasse Too few to show" in words
    names = [words.index(f"{name} ") for name in samples.DOORS]
    assert names == sorted(names)
    assert page.text.count('<svg role="group"') == 2  # wide and narrow
    assert "Show as a table" in words
    assert "Guard rails" in words


def test_who_may_not_decide_is_not_sent_there(told):
    page = told.signed_in("area_coach").get("/verdicts/k-pool")
    assert "#decide" not in page.text
    few = text_of(told.signed_in("hq_leader").get("/verdicts/k-few"))
    assert "Not enough to scale or retire on. Scaling or retiring needs six boutiques; three have begun." in few


def test_the_decision_stands_where_the_link_leads(told):
    assert 'id="decide"' in told.signed_in("hq_leader").get("/results/natural-add-on").text
    assert 'href="/verdicts/k-pool"' in told.signed_in("hq_leader").get("/results/natural-add-on").text


def test_words_from_outside_are_escaped(told):
    odd = replace(samples.FOCUS, title="<script>x</script>", next_step="<b>go</b>", circumstances=(
        samples.Circumstance("other", "<i>odd</i>"),))  # fmt: skip
    made = samples.ALL["k-focus"]
    samples.ALL["k-focus"] = odd
    try:
        page = told.signed_in().get("/verdicts/k-focus").text
    finally:
        samples.ALL["k-focus"] = made
    assert "<script>x" not in page
    assert "<b>go" not in page
    assert "<i>odd" not in page


def test_the_method_tells_the_problem_the_figures_and_who_sees_what(told):
    words = text_of(told.signed_in("associate").get("/verdicts/method"))
    for part in ("regression to the mean", "+8.6 to +8.9", "expected =", "3, 10 and 20 shifts", "What is never judged",
                 "Who sees what", "Likely lifted", "Not comparable"):  # fmt: skip
        assert part in words


def test_the_persons_page_and_ones_own_lead_to_the_episodes(told):
    person = told.team[0]
    for role, path in (("manager", f"/floor/person/{person}"), ("associate", "/me")):
        page = told.signed_in(role).get(path)
        assert 'href="/verdicts/k-person"' in page.text
        assert "Two relevant accessories offered, since 2 March" in page.text
    other = told.signed_in().get(f"/floor/person/{told.team[1]}")
    assert "/verdicts/" not in other.text


def test_pages_that_lead_there_stand_without_a_verdict(told):
    told.house.effects.verdicts = samples.Kept(found=(), person="")
    assert told.signed_in().get(f"/floor/person/{told.team[0]}").status == 200
    assert told.signed_in("associate").get("/me").status == 200
    assert told.signed_in().get("/floor/focus").status == 200
    assert "/verdicts/k-" not in told.signed_in("hq_leader").get("/results/natural-add-on").text
