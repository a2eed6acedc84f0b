"""The upskilling page: for whom it is, and its sums counted by hand from a few practice steps."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from cabochon.directory.rows import Account
from cabochon.retail.learning import Learning
from cabochon.retail.who import person

OPEN = ("manager", "area_coach", "hq_leader", "ld_author", "analyst")
ROW = re.compile(r'<tr><th scope="row">(?:<a href="/skills/[^"]+"><bdi>)?([^<]+)<.*?</tr>', re.DOTALL)
CELL = re.compile(r'<td class="n[^"]*">(.*?)</td>', re.DOTALL)


@pytest.fixture(scope="module")
def practised(place) -> Iterator[object]:
    """Two people of the manager's boutique: three steps of accessories and one of discovery; the other boutique two."""
    house = place.house
    one, two = place.team[:2]
    at = house.clock() - timedelta(hours=2)

    def step(who, module, item, door=place.door):
        return Learning(id=uuid4(), at=at, boutique=door, source="floor", associate=person(who), what="practised",
                        module=module, item=item, success=True, attempt=uuid4())  # fmt: skip

    add_on, ask = (next(m.key for m in house.library.shelf(closed=True) if m.skill == skill) for skill in SKILLS)
    house.keep_as().events([
        step(one, add_on, "a"), step(one, add_on, "b"), step(two, add_on, "a"), step(two, ask, "a"),
        step(place.stranger, add_on, "a", place.other), step(place.stranger, ask, "a", place.other),
    ])  # fmt: skip
    house.catch_up()
    return place


SKILLS = ("add-on-prompt", "discovery")


def told(place, account, address="/upskilling"):
    page = place.signed_in(account).get(address)
    assert page.status == 200, page.text[-400:]
    return page.text


def matrix(page):
    """Skill -> its cells as they are read."""
    part = page.partition('data-live="matrix"')[2].partition("</section>")[0]
    return {
        row[1]: [re.sub("<[^>]+>", "", cell) for cell in CELL.findall(row[0])]
        for row in ROW.finditer(part.partition("<tbody>")[2])
    }


@pytest.mark.parametrize("role", ["associate", "lp_lead", "brand_partner", "auditor", "admin"])
def test_who_builds_no_skills_is_told_of_no_such_page(practised, role):
    assert practised.signed_in(role).get("/upskilling").status == 404


@pytest.mark.parametrize("role", OPEN)
def test_who_coaches_leads_or_teaches_opens_it(practised, role):
    assert "Upskilling" in told(practised, role)


def test_a_manager_sees_the_steps_of_the_own_boutique_by_skill(practised):
    skills = practised.house.skills.in_force()
    found = matrix(told(practised, "manager"))
    assert found == {skills.skill("discovery").title: ["1"], skills.skill("add-on-prompt").title: ["3"]}


def test_by_role_the_same_steps_stand_under_the_role(practised):
    page = told(practised, "manager", "/upskilling?by=job_role")
    assert list(matrix(page).values()) == [["1"], ["3"]]
    assert "<bdi>Advisors</bdi></th>" in page


def test_above_the_boutique_so_few_people_have_no_number(practised):
    numbers = [n for cells in matrix(told(practised, "hq_leader")).values() for n in cells]
    assert [n for n in numbers if n not in ("0", "too few")] == []


def test_a_manager_of_several_sees_them_beside_each_other_and_together(practised):
    house = practised.house
    house.directory.put(Account(id="both", login="both", name="both", role="manager",
                                boutiques=(practised.door, practised.other)))  # fmt: skip
    page = told(practised, "both")
    names = {door.code: door.name for door in house.snapshot.doors(house.today)}
    here, there = practised.door, practised.other
    first = sorted((here, there), key=lambda code: names[code].casefold())
    steps = {"add-on-prompt": {here: "3", there: "1"}, "discovery": {here: "1", there: "1"}}
    skills = house.skills.in_force()
    assert matrix(page) == {
        skills.skill(key).title: [*(steps[key][code] for code in first), total]
        for key, total in (("discovery", "2"), ("add-on-prompt", "4"))
    }


def test_the_learning_author_has_no_results_and_no_hole_where_they_were(practised):
    page = told(practised, "ld_author")
    for words in ("Average transaction value", "Where practice is strong", "Conversion", "your role sees"):
        assert words not in page


@pytest.mark.parametrize("asked", ["by=associate", "result=practice_count", "cohort=shrink_rate", "colour=red"])
def test_what_the_page_does_not_have_is_refused(practised, asked):
    assert practised.signed_in("manager").get(f"/upskilling?{asked}").status == 400


def test_what_was_chosen_in_one_part_stays_when_another_is_chosen(practised):
    page = told(practised, "manager", "/upskilling?by=job_role&period=7")
    assert "/upskilling?period=7&amp;by=job_role&amp;cohort=practice_count#cohort" in page
    assert '<input type="hidden" form="filters" name="by" value="job_role">' in page
