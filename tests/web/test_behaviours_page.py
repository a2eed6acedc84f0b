"""The Behaviours page and Today's focus: who opens them, numbers counted by hand from what was sent in."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from coached_house import BEGAN, TODAY, filled, seen
from counted import CREW, PEOPLE
from served import Browser, served

SINCE = TODAY - timedelta(days=27)  # the usual days of a boutique
SEES = ("colleague", "boss", "coach", "hq", "author", "analyst")
OTHERS = ("auditor", "loss", "partner", "admin")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    house = filled(tmp_path_factory.mktemp("told") / "data")
    with served(house) as port:
        yield house, port
    house.close()


@pytest.fixture
def open_as(told):
    house, port = told

    def make(login, address):
        browser = Browser(port)
        assert browser.sign_in(house.doorman.link(login)).status == 303
        return browser.get(address)

    return make


def days(since, until):
    return [since + timedelta(days=n) for n in range((until - since).days + 1)]


def marked(door, since, until):
    """Accessory done and observed, by person: counted from the events themselves."""
    found = {}
    for one in (one for day in days(since, until) if day < TODAY for one in seen(day)):
        if one.boutique == door:
            yes, n = found.get(one.associate.name, (0, 0))
            found[one.associate.name] = (yes + (one.marks["accessory"] == "yes"), n + 1)
    return found


def part(page, anchor):
    """The words of one part of the page."""
    text = page.text[page.text.index(f'id="{anchor}"') :].split('<details class="panel fold"')[0]
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.mark.parametrize("login", SEES)
def test_it_is_open_to_who_works_with_behaviours(open_as, login):
    page = open_as(login, "/behaviours")
    assert page.status == 200
    assert "How often each step happened" in page.text


@pytest.mark.parametrize("login", OTHERS)
def test_others_do_not_know_of_it(open_as, login):
    assert open_as(login, "/behaviours").status == 404


def test_the_share_of_a_step_is_counted_by_hand(open_as):
    counted = marked("GVA01", SINCE, TODAY)
    yes, n = (sum(one[i] for one in counted.values()) for i in (0, 1))
    said = part(open_as("boss", "/behaviours"), "step-accessory")
    assert f"{yes / n:.0%} {yes} of {n} observations; 95% interval" in said


def test_each_person_is_counted_by_hand_in_alphabetical_order(open_as):
    counted, names = marked("GVA01", SINCE, TODAY), {one.id: one.name for one in PEOPLE}
    page = open_as("boss", "/behaviours?by=associate")
    rows = re.findall(r'<th scope="row" dir="auto">([^<]+)</th>', page.text)
    assert rows[0] == "Everything shown"
    assert rows[1:] == sorted(rows[1:], key=str.casefold)
    for who, (yes, n) in counted.items():
        assert f"Two relevant accessories offered, {names[who]}: {yes / n:.0%} of {n} observations" in page.text


def test_offers_that_sell_are_for_the_manager_alone_and_leave_by_no_file(open_as):
    assert "Whose offers become a sale" in open_as("boss", "/behaviours").text
    for login in ("colleague", "coach", "hq", "author", "analyst"):
        text = open_as(login, "/behaviours").text
        assert "Whose offers become a sale" not in text
    assert ".csv" not in open_as("boss", "/behaviours").text.split('id="main"')[1]


@pytest.mark.parametrize("login", ["coach", "hq", "author", "analyst"])
def test_above_the_boutique_nobody_is_named(open_as, login):
    text = open_as(login, "/behaviours?by=associate").text
    assert all(one.name not in text for one in PEOPLE)
    assert "by=associate&amp;" not in text  # no tab leads there


def test_an_associate_reads_of_no_colleague(open_as):
    text = open_as("colleague", "/behaviours?by=associate").text.split('id="main"')[1]
    others = [one.name for one in PEOPLE if one.boutique == "GVA01" and one.id != "GVA01-1"]
    assert others
    assert all(f"{name}:" not in text for name in others)


def test_attach_by_hour_is_counted_by_hand(open_as):
    # everybody sells a watch at half past ten on every third day; whose day and number add up odd sold a strap with it
    sold = Counter()
    for day in [date(2026, 1, 12) + timedelta(days=n) for n in range((TODAY - date(2026, 1, 12)).days)][::3]:
        if day >= SINCE:
            for one in (one for one in PEOPLE if one.boutique == "GVA01"):
                sold["all"] += 1
                sold["strap"] += (day.day + int(one.id[-1])) % 2
    page = open_as("boss", "/behaviours")
    said, share = part(page, "when"), f"{sold['strap'] / sold['all']:.0%}"
    assert (
        f'aria-label="10:00: {share}, {sold["strap"]} of {sold["all"]} qualifying receipts; 95% interval' in page.text
    )
    assert f"All together: {sold['strap'] / sold['all']:.0%}" in said


def test_an_author_sees_steps_but_no_sales_and_no_comments(open_as):
    text = open_as("author", "/behaviours").text
    assert "When add-ons sell" not in text
    assert "What clients write about" not in text
    assert "How often each step happened" in text


def test_what_is_chosen_on_the_page_is_kept_by_its_filters(open_as):
    page = open_as("boss", "/behaviours?by=weekday&step=welcome&period=90")
    assert 'form="filters" name="by" value="weekday"' in page.text
    assert "?period=90&amp;by=weekday&amp;step=discovery#course" in page.text


@pytest.mark.parametrize("query", ["?by=mood", "?step=singing", "?mood=1"])
def test_what_there_is_not_is_refused(open_as, query):
    assert open_as("boss", f"/behaviours{query}").status == 400


def test_a_region_works_on_both_pages(open_as):
    region = open_as("hq", "/today").text
    found = re.search(r'name="region".*?<option value="([^"]+)"', region, re.S)
    if found:
        assert open_as("hq", f"/today?region={found[1]}").status == 200
        assert open_as("hq", f"/behaviours?region={found[1]}").status == 200


@pytest.mark.parametrize("address", ["/today", "/behaviours"])
@pytest.mark.parametrize("login", ["boss", "colleague", "coach", "hq"])
def test_a_view_of_days_out_of_the_ordinary_opens(open_as, address, login):
    assert open_as(login, f"{address}?tag=launch").status == 200


def test_the_focus_on_today_is_counted_by_hand(open_as):
    # set on 24 March for 14 days, so that 14 April is 8 days over it
    counted = marked("GVA01", BEGAN["GVA01"], TODAY)
    yes, n = (sum(one[i] for one in counted.values()) for i in (0, 1))
    text = open_as("boss", "/today").text
    said = " ".join(re.sub(r"<[^>]+>", " ", text[text.index('data-live="focus"') :].split("</section>")[0]).split())
    assert "Focus, 8 days over its 14" in said
    assert f"{yes / n:.0%}" in said
    assert f"{n} visits; 95% interval" in said
    assert "Huddle" in said


def test_an_associate_sees_the_focus_and_cannot_lead_a_huddle(open_as):
    text = open_as("colleague", "/today").text
    said = text[text.index('data-live="focus"') :].split("</section>")[0]
    assert "8 days over its 14" in said
    assert "/floor/huddle" not in said


def test_an_associate_begins_with_their_own_beside_the_boutiques(open_as):
    counted = marked("GVA01", SINCE, TODAY)
    yes, n = counted["GVA01-1"]
    text = open_as("colleague", "/today").text
    mine = text[text.index('data-live="mine"') :].split("</section>")[0]
    said = " ".join(re.sub(r"<[^>]+>", " ", mine).split())
    assert f"Two relevant accessories offered {yes / n:.0%} {n} observations; 95% interval" in said
    assert 'data-live="mine"' not in open_as("boss", "/today").text
    assert 'data-live="mine"' not in open_as("colleague", "/today?associate=GVA01-1").text


def test_above_the_boutique_a_focus_is_a_name_of_boutiques_without_a_number(open_as):
    text = open_as("hq", "/today").text
    said = text[text.index('data-live="focuses"') :].split("</section>")[0]
    assert "Two relevant accessories offered" in said
    assert "%" not in said
    assert len(CREW) >= 3
    assert 'data-live="focuses"' not in open_as("analyst", "/today").text
