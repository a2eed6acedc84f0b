"""The pages of who leads loss prevention and of a brand's partner: sums of their own kind, and of nothing else."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from cabochon.dashboards.periods import usual, window
from cabochon.dashboards.sheet import BRAND, LOSS
from cabochon.demo.maison import TILL, Maison, maison
from cabochon.demo.weeks import history
from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.measures.catalogue import CATALOGUE, measure
from cabochon.measures.families import STOCK
from cabochon.retail.events import Line, Receipt
from cabochon.retail.master import Product
from cabochon.retail.who import Who
from cabochon.settings import load
from placed import Place
from served import served

OURS, THEIRS = "Aubrac", "Corvane"
SKU, PLANTED = "PLANTED-1", 5_000_000  # in whole units of money
WEEKS = 6


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Two boutiques with six weeks behind them that sold two brands, and an account of every kind of reader."""
    folder = tmp_path_factory.mktemp("sheets") / "data"
    house = House.open(folder, load(folder, {}))
    now = house.clock()
    one = maison(boutiques=2, until=now.date(), weeks=WEEKS)
    doors = [replace(door, day_ends=time(0)) for door in one.doors]
    dear = Product(sku=SKU, line="watch", kind="primary", brand=THEIRS)
    house.directory.keep([*doors, *one.people, *one.identifiers, *one.products, dear])
    house.keep_as().events([*history(one, now=now, weeks=WEEKS), *planted(house, one)], fresh=True)
    house.catch_up()
    here, there = (door.code for door in doors)
    for role, brand in (("lp_lead", ""), ("brand_partner", OURS), ("other_brand", THEIRS), ("no_brand", "")):
        kind = role if role == "lp_lead" else "brand_partner"
        house.directory.put(Account(id=role, login=role, name=role, role=kind, regions=("Europe",), brand=brand))
    house.directory.put(Account(id="hq_leader", login="hq_leader", name="Hq", role="hq_leader", regions=("Europe",)))
    with served(house) as port:
        team = tuple(seller.person.id for seller in one.sellers[here])
        yield Place(house, port, here, there, team, one.sellers[there][0].person.id)
    house.close()


def told(shops: Place, account: str, path: str) -> str:
    page = shops.signed_in(account).get(path)
    assert page.status == 200
    return page.text


def test_loss_prevention_reads_counts_exceptions_and_steps_by_boutique(shops):
    page = told(shops, "lp_lead", "/loss?period=w12")
    assert "All boutiques" in page
    shown = [measure(key).title for key in LOSS if measure(key).title in page]
    assert len(shown) >= 3
    for other in (one for one in CATALOGUE if one.family != STOCK and one.title not in shown):
        assert f">{other.title}</a>" not in page, other.key
        assert f">{other.title}</th>" not in page or other.title == "Returns", other.key  # a process is called so too


@pytest.mark.parametrize("path", ["/today", "/floor", "/demos", "/results", "/pulse", "/sql", "/data-health", "/brand"])
def test_loss_prevention_reads_nothing_of_coaching_or_clients(shops, path):
    assert shops.signed_in("lp_lead").get(path).status == 404


def test_what_is_written_of_people_and_clients_is_on_neither_page(shops):
    people = [one.name for one in shops.house.snapshot.people(shops.house.today)]
    for account, path in (("lp_lead", "/loss"), ("brand_partner", "/brand")):
        page = told(shops, account, path)
        assert not [name for name in people if name in page]
        for word in ("CSAT", "Client satisfaction", "Coaching moments", "Behaviours"):
            assert f">{word}" not in page


def test_a_partner_reads_the_own_brand_and_no_other(shops):
    ours, theirs = told(shops, "brand_partner", "/brand"), told(shops, "other_brand", "/brand")
    assert f"<h1>{OURS}</h1>" in ours
    assert f"<h1>{THEIRS}</h1>" in theirs
    assert THEIRS not in ours
    assert OURS not in theirs
    assert any(measure(key).title in ours for key in BRAND)
    assert body(ours) != body(theirs)


def test_what_another_brand_sells_moves_no_figure_of_ours(shops):
    ours, theirs = (dearest(body(told(shops, account, "/brand"))) for account in ("brand_partner", "other_brand"))
    assert theirs > PLANTED // 4 > ours > 0


def dearest(rows: str) -> int:
    """The largest whole number that stands as a figure."""
    found = re.findall(r'class="figure">[^<]*?(\d[\d,’\u202f\u00a0 ]*)', rows)
    return max(int(re.sub(r"\D", "", one)) for one in found)


def planted(house: House, one: Maison) -> Iterator[Receipt]:
    """What no piece of ours costs, sold of the other brand in closed weeks by everybody at both boutiques."""
    at = datetime.combine(window(usual(True), house.today, True).now.until, time(14), UTC)
    for n, seller in enumerate(known for known in one.identifiers if known.source == TILL):
        for again in range(4):
            yield Receipt(
                at=at - timedelta(hours=again), boutique=seller.boutique, source=TILL, key=f"planted-{n}-{again}",
                business_day=at.date(), currency="CHF", lines=(Line(sku=SKU, quantity=1, net=PLANTED * 100),),
                sellers=((Who(TILL, seller.code), 1.0),),
            )  # fmt: skip


@pytest.mark.parametrize("asked", [f"brand={THEIRS}", "boutique=ZRH01", f"region=Europe&brand={THEIRS}", "period=none"])
def test_no_parameter_leads_to_another_brand_or_a_boutique(shops, asked):
    assert body(told(shops, "brand_partner", f"/brand?{asked}")) == body(told(shops, "brand_partner", "/brand"))


@pytest.mark.parametrize("path", ["/loss", "/today", "/library", "/statements", "/live", "/floor/data", "/sql"])
def test_a_partner_has_no_other_page(shops, path):
    assert shops.signed_in("brand_partner").get(path).status == 404


def test_a_partner_whose_account_names_no_brand_is_told_whom_to_ask(shops):
    page = told(shops, "no_brand", "/brand")
    assert "names no brand yet" in page
    assert "<table" not in page


def test_a_leader_reads_loss_prevention_and_no_partners_page(shops):
    leader = shops.signed_in("hq_leader")
    assert leader.get("/loss").status == 200
    assert leader.get("/brand").status == 404


def body(page: str) -> str:
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


def test_before_anything_has_come_in_the_page_says_what_will_be_there(place):
    page = place.signed_in("lp_lead").get("/loss").text
    assert "appear here once they come in" in page
    assert "<table" not in page
