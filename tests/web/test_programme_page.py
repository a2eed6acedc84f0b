"""The programme's page: four looks at the whole, what it is worth to whom, and its costs with undo."""

from uuid import uuid4

import pytest

from cabochon.dashboards import pilots as words
from cabochon.dashboards import programme as told
from cabochon.directory.verdict_rows import Cost
from cabochon.impact.survival import survival
from cabochon.measures.catalogue import measure


@pytest.fixture
def bare(place):
    yield place
    for row in place.house.directory.find(Cost):
        place.house.directory.delete(Cost, row.id)


def post(browser, **sent):
    return browser.post("/programme", {"csrf": browser.get("/programme").csrf, **sent})


@pytest.mark.parametrize("role", ["area_coach", "hq_leader", "ld_author", "analyst"])
def test_each_part_says_what_it_has_or_why_not(place, role):
    page = place.signed_in(role).get("/programme")
    assert page.status == 200
    for head in ("How far boutiques differ", "How long new people take", "Whether managers see the same",
                 "The rhythm of coaching", "What it is worth", "What it costs"):  # fmt: skip
        assert head in page.text
    assert ("Add a line" in page.text) == (role == "hq_leader")
    assert ("not shown to your role" in page.text) == (role == "ld_author")


@pytest.mark.parametrize("role", ["associate", "manager", "admin", "lp_lead"])
def test_nobody_else_sees_it(place, role):
    assert place.signed_in(role).get("/programme").status == 404


def test_a_line_is_added_changed_removed_and_brought_back(bare):
    browser, name = bare.signed_in("hq_leader"), str(uuid4())
    assert post(browser, do="put", id=name, title="Dashboards", amount="7,800", every="once").status == 303
    assert "CHF 7,800" in browser.get("/programme").text
    assert post(browser, do="put", id=name, title="Dashboards", amount="250", every="month").status == 303
    assert "CHF 250 a month" in browser.get("/programme").text
    answer = post(browser, do="remove", id=name)
    page = browser.get(answer.headers["location"].partition("#")[0])
    assert "Undo" in page.text
    assert "Nothing is entered yet" in page.text
    assert post(browser, do="restore", id=name).status == 303
    assert "CHF 250 a month" in browser.get("/programme").text


def test_a_study_fills_the_model(bare):
    browser = bare.signed_in("hq_leader")
    assert post(browser, do="fill", template="learning").status == 303
    page = browser.get("/programme").text
    assert "Modules of 5 to 10 minutes" in page
    assert "CHF 202,925" in page
    assert "CHF 2,500" in page


@pytest.mark.parametrize(("sent", "says"), [
    ({"title": "", "amount": "5", "every": "once"}, "What is paid for is missing"),
    ({"title": "Rent", "amount": "none", "every": "once"}, "The amount should be above 0"),
])  # fmt: skip
def test_a_wrong_line_is_said_and_kept_in_the_form(bare, sent, says):
    browser = bare.signed_in("hq_leader")
    answer = post(browser, do="put", id=str(uuid4()), **sent)
    assert answer.status == 400
    assert says in answer.text
    assert f'value="{sent["amount"]}"' in answer.text
    assert bare.house.effects.worth.costs().lines == ()


@pytest.mark.parametrize("role", ["ld_author", "area_coach", "analyst"])
def test_only_a_leader_changes_the_costs(bare, role):
    assert post(bare.signed_in(role), do="fill", template="coaching").status == 404


def test_hostile_words_stay_words(bare):
    browser = bare.signed_in("hq_leader")
    post(browser, do="put", id=str(uuid4()), title="<script>x</script>", amount="5", every="once")
    assert "<script>x</script>" not in browser.get("/programme").text


def test_a_curve_goes_up_and_to_the_end():
    made = survival([2.0, 4.0, 4.0, 6.0], [True, True, False, False])
    drawn = told.curve([("Hired since", made.steps, 6.0)])
    points = [tuple(map(float, one.split(","))) for one in drawn.lines[0].points.split()]
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    assert [y for _, y in points] == sorted((y for _, y in points), reverse=True)
    assert points[-1][0] == told.WIDE - 12
    assert told.curve([]) is None


@pytest.mark.parametrize(("key", "lift", "says"), [
    ("attach_rate", 0.05, "5 points"), ("attach_rate", 0.01, "1 point"), ("csat", 0.2, "0.20"), ("atv", 0.12, "12 %"),
    ("conversion", 0.005, "0.5 points"), ("signal.story_tailored", 0.03, "3 per 100"),
    ("shrink_rate", 0.002, "0.2 points"),
])  # fmt: skip
def test_a_lift_is_said_in_the_measures_own_unit(key, lift, says):
    assert words.amount(measure(key), lift) == says


@pytest.mark.parametrize(("state", "effect", "low", "high", "says"), [
    ("likely_lifted", 0.08, 0.03, 0.13, "Lifted at the end: about 8 points above what was expected (3 to 13 points)."),
    ("no_lift", 0.0, -0.02, 0.03, "Less than the 5 points hoped for: the change may be anything from −2 to 3 points."),
    ("cannot_tell", None, None, None, "Nothing is left to compare with"),
    ("cannot_tell", 0.05, None, None, "so few boutiques that no interval exists; p can be no smaller than 0.08."),
    ("too_early", None, None, None, "too few to judge by."),
])  # fmt: skip
def test_what_came_of_it_in_a_managers_words(state, effect, low, high, says):
    found = words.came_out(measure("attach_rate"), state, effect=effect, low=low, high=high, hoped=0.05, n=12,
                           smallest_p=1 / 12, look="at the end")  # fmt: skip
    assert says in found
