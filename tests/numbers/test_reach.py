"""What each viewer may learn of one house: the ladder is asked, and its answers subtracted from each other."""

from datetime import date
from itertools import combinations

import pytest
from shop import DAY, NOW, PRODUCTS, Shop, answer, counted, sale

from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.measures.question import Question
from cabochon.privacy.viewer import Viewer
from cabochon.refusals import NotAllowed, Unanswerable, Unknown
from cabochon.retail.master import Door, Identifier, Person
from cabochon.settings import load

# Boutique -> how many sell there. A3 is small; A5 has exactly five; together they leave A6 no small rest.
STAFF = {"A3": 3, "A5": 5, "A6": 6, "B9": 9}
LOT = (date(2026, 2, 23), date(2026, 3, 22))  # the four closed weeks with the day everything happens on
REGION = {"A3": "Alps", "A5": "Alps", "A6": "Alps", "B9": "Bay"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reach")
    house = House.open(folder, load(folder, {}), clock=lambda: NOW)
    doors = [Door(code=c, name=c, zone="UTC", currency="CHF", region=r) for c, r in REGION.items()]
    people = [
        Person(id=f"{code}-{i}", name=f"{code} {i}", boutique=code, job_role="cashier" if i == 1 else "advisor")
        for code, n in STAFF.items()
        for i in range(n)
    ]
    codes = [Identifier(source=s, code=p.id, person=p.id) for p in people for s in ("till:csv", "survey:csv")]
    house.directory.keep([*doors, *people, *codes, *PRODUCTS])
    one = Shop(house)
    events = []
    for p in people:
        door = next(d for d in doors if d.code == p.boutique)
        for n in range(4):
            goods = [("RING" if n == 3 else "WATCH", 1, 100_000)]
            goods += [("STRAP", 1, 1_000)] if n == 0 else []
            base = sale(f"{p.id}.{n}", f"{10 + 2 * n}:00", *goods, sellers=(p.id,), boutique="GVA01")
            events.append(_at(base, door))
        events.append(_at(answer(f"s{p.id}", "20:00", 4, p.id), door))
    events += [_at(counted(f"c{d.code}", "11:00", 50), d) for d in doors]
    one.keep(*events)
    yield one
    house.close()


def _at(event, door):
    values = {f: getattr(event, f) for f in event.__dataclass_fields__} | {"boutique": door.code}
    return type(event)(**values)


def see(shop, role="hq_leader", doors=tuple(STAFF), person=""):
    return shop.house.see_as(Viewer(account="x", role=role, boutiques=frozenset(doors), person=person))


def asked(shop, measure="attach_rate", by=(), role="hq_leader", days=LOT, **where):
    chosen = {cut: value if isinstance(value, tuple) else (value,) for cut, value in where.items()}
    return see(shop, role).ask(Question(measure, by, *days, chosen)).cells


def test_a_boutique_of_three_is_held_back_and_takes_the_smallest_other_with_it(shop):
    cells = asked(shop, by=("boutique",))
    assert {key[0]: cell and cell.n for key, cell in cells.items()} == {"A3": None, "A5": None, "A6": 24, "B9": 36}
    assert asked(shop)[()].n == 92
    assert {k[0]: c.n for k, c in asked(shop, by=("region",)).items()} == {"Alps": 56, "Bay": 36}


def test_the_operator_learns_no_small_group_from_any_filter(shop):
    """Every set of boutiques, with and without one more cut: what is shown never differs by a small group."""
    shown = {}
    for size in range(1, 5):
        for doors in combinations(STAFF, size):
            cell = asked(shop, boutique=doors)[()]
            if cell is not None:
                shown[frozenset(doors)] = cell.n
    for one, other in combinations(shown, 2):
        rest = (one | other) - (one & other) if one < other or other < one else set()
        assert not rest or sum(STAFF[d] for d in rest) >= 5
    assert frozenset({"A3"}) not in shown
    assert frozenset(STAFF) - {"A3"} not in shown


@pytest.mark.parametrize("by", [("boutique", "product_line"), ("region", "product_line"), ("boutique", "job_role"),
                                ("boutique", "daypart"), ("job_role", "product_line"), ("boutique", "week"),
                                ("job_role", "tenure")])  # fmt: skip
def test_no_shown_cell_of_a_cut_is_small(shop, by):
    for key, cell in asked(shop, by=by).items():
        place = dict(zip(by, key, strict=True))
        assert cell is None or cell.n >= 10
        assert place.get("boutique") not in ("A3", "A5") or cell is None
        assert place.get("job_role") != "cashier" or cell is None


def test_a_filter_and_a_cut_say_the_same(shop):
    by = asked(shop, by=("boutique", "product_line"))
    for (door, line), cell in by.items():
        assert asked(shop, boutique=door, product_line=line)[()] == cell


@pytest.mark.parametrize("by", [("associate",), ("boutique", "associate")])
def test_headquarters_asks_nobody_by_name(shop, by):
    with pytest.raises(NotAllowed):
        asked(shop, by=by)


def test_one_more_filter_than_the_ladder_has_is_unanswerable(shop):
    with pytest.raises(Unanswerable, match="cannot be asked by"):
        asked(shop, by=("boutique", "day"), product_line="watch")
    with pytest.raises(Unanswerable, match="cannot be asked by"):
        asked(shop, by=("boutique", "hour"))


def test_a_door_without_people_in_it_is_shown_whole(shop):
    assert asked(shop, "conversion", by=("boutique",))[("A3",)].n == 50
    assert asked(shop, "atv", by=("boutique",))[("A3",)].n == 12


def test_a_manager_sees_the_own_team_and_nothing_of_another_boutique(shop):
    manager = see(shop, "manager", ("A3",), "A3-0")
    assert manager.ask(Question("attach_rate", ("boutique",))).cells.keys() == {("A3",)}
    assert len(manager.ask(Question("attach_rate", ("associate",))).cells) == 3
    assert manager.ask(Question("attach_rate", (), where={"associate": ("B9-1",)})).whole.n == 0
    for name in ("B9", "NOWHERE"):
        with pytest.raises(Unknown, match="no boutique by this code within your reach"):
            manager.ask(Question("attach_rate", (), where={"boutique": (name,)}))
    with pytest.raises(Unknown):
        manager.ask(Question("attach_rate", (), where={"region": ("Bay",)}))


@pytest.mark.parametrize("role", ["manager", "associate", "hq_leader", "area_coach", "analyst"])
def test_an_account_without_boutiques_sees_nothing(shop, role):
    nobody = see(shop, role, (), "A3-0")
    assert nobody.ask(Question("attach_rate")).whole.n == 0
    assert nobody.ask(Question("atv", ("boutique",))).cells == {}
    assert nobody.moments({}) == nobody.comments({}) == []


def test_an_associate_sees_the_own_numbers_and_a_range_of_five_colleagues(shop):
    small, large = (see(shop, "associate", (d,), f"{d}-0") for d in ("A5", "A6"))
    own = Question("attach_rate", (), where={"associate": ("A5-0",)})
    assert small.ask(own).whole.n == 4
    assert small.ask(Question("attach_rate")).whole is None  # four colleagues
    assert large.ask(Question("attach_rate")).whole.n == 24
    for question in (Question("attach_rate", ("associate",)), Question("csat", (), where={"associate": ("A5-1",)})):
        with pytest.raises(NotAllowed, match="your own numbers"):
            small.ask(question)


@pytest.mark.parametrize("role", ["ld_author", "lp_lead", "auditor", "key", "admin"])
@pytest.mark.parametrize("measure", ["csat", "attach_rate", "atv", "response_rate"])
def test_roles_without_numbers_are_told_so(shop, role, measure):
    with pytest.raises(NotAllowed, match="your role sees"):
        asked(shop, measure, role=role)


@pytest.mark.parametrize(("measure", "reason"), [("csat", "your role sees"), ("attach_rate", "no brand is set")])
def test_a_brand_partner_without_a_brand_sees_no_numbers(shop, measure, reason):
    with pytest.raises(NotAllowed, match=reason):
        asked(shop, measure, role="brand_partner")


def test_an_area_coach_reaches_as_far_as_the_region(shop):
    coach = see(shop, "area_coach", ("A3", "A5", "A6"))
    assert coach.ask(Question("attach_rate", (), *LOT)).whole.n == 56
    with pytest.raises(Unknown):
        coach.ask(Question("attach_rate", (), *LOT, {"boutique": ("B9",)}))
    assert coach.ask(Question("attach_rate", ("boutique",), *LOT)).cells[("A3",)] is None


def test_days_that_run_backwards_or_are_none_are_said_clearly(shop):
    with pytest.raises(Unanswerable, match="run backwards"):
        see(shop).ask(Question("csat", since=date(2026, 3, 2), until=date(2026, 3, 1)))
    for since, until in ((date(2999, 1, 1), None), (None, date(1, 1, 1)), (date.min, date.max)):
        manager = see(shop, "manager", ("A6",), "A6-0")
        assert manager.ask(Question("csat", since=since, until=until)).whole is not None
        with pytest.raises(Unanswerable, match="nearest are since"):
            see(shop).ask(Question("csat", since=since, until=until))
    with pytest.raises(Unanswerable, match="day is asked as"):
        asked(shop, role="manager", day="yesterday")


@pytest.mark.parametrize(("question", "reason"), [
    (Question("attach"), "did you mean attach_rate"),
    (Question("conversion", ("associate",)), "door counter does not know who served"),
    (Question("attach_rate", ("colour",)), "no cut called"),
    (Question("attach_rate", (), where={"behaviour": ("welcome",)}), "only a step of an observation"),
    (Question("csat", ("day", "day")), "asked for twice"),
])  # fmt: skip
def test_what_cannot_be_answered_says_why(shop, question, reason):
    for role in ("manager", "hq_leader"):
        with pytest.raises(Unanswerable, match=reason):
            see(shop, role).ask(question)


def test_an_account_of_a_closed_boutique_or_a_disabled_one_is_no_viewer(shop):
    shop.house.directory.put(
        Account(id="gone", login="gone", name="Gone", role="manager", boutiques=("A3",), disabled=True)
    )
    assert shop.house.viewer("gone") is None
    assert DAY.isoformat() in {k[0] for k in asked(shop, "atv", by=("day",), role="manager")}
