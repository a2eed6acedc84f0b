"""The projector: what was heard becomes rows, whatever the order it came in."""

import random
from datetime import date

import pytest

from cabochon import vocabulary
from cabochon.facts import projector
from cabochon.retail.master import Door, Identifier, Product
from cabochon.retail.who import Who
from cabochon.warehouse import Bookmark

from .floor import DAY, DOORS, HOME, PEOPLE, PRODUCTS, Floor, observation, receipt, survey, traffic


@pytest.fixture
def floor():
    return Floor()


def story():
    """Events of a few days that reach for each other, with revisions; the second list is voided."""
    events = [
        receipt("r1", 0, ("WATCH", 1, 500_000), ("STRAP", 1, 20_000)),
        receipt("r2", 10, ("RING", 1, 90_000), basket="b1", sellers=(("ana", 0.5), ("ben", 0.5))),
        receipt("r3", 25, ("CARE", 1, 9_000), basket="b1"),
        receipt("r4", 200, ("WATCH", 1, 500_000), ("RING", 2, 80_000), sellers=(("ben", 1.0),)),
        receipt("r4", 200, ("WATCH", 1, 450_000), sellers=(("ben", 1.0),), revision="2"),
        receipt("back", 9000, ("RING", 1, 90_000), sale_type="return", original="r2"),
        receipt("oops", 400, sale_type="void", original="r5"),
        receipt("r5", 390),
        receipt("r6", 390, boutique="NYC02", sellers=(("zoe", 1.0),)),
        receipt("r7", 1500, ("NEW", 1, 700), sellers=((Who("till:csv", "htJD"), 1.0),)),
        receipt("gone", 600),
        observation("o1", -20), observation("o2", 190, associate="ben"), observation("o3", 3000, practice=True),
        observation("o4", 4000), observation("gone too", 195, 10, "ben"),
        survey("s1", 1440), survey("s2", 2000, 2), survey("s3", 4300, 4), survey("s4", 300, 3, "", receipt="r4"),
        survey("s5", 1500, 5, receipt="unheard of"), survey("s1", 1440, 4, revision="2"),
        survey("s6", 1440, 9, low=0, high=10, question="nps"), survey("s7", 3000, associate="ben", visited=None),
        traffic("t1", 0), traffic("t1", 0, 12, revision="2"), traffic("t2", 60, boutique="NYC02"),
    ]  # fmt: skip
    return events, [receipt("gone", 600), observation("gone too", 195, 10, "ben")]


def tell(events, voided, chance, *, steps=True):
    floor = Floor()
    news = [("keep", e) for e in events] + [("keep", e) for e in chance.sample(events, 2)]
    news += [("void", e) for e in voided]
    chance.shuffle(news)
    for deed, event in news:
        getattr(floor, deed)(event)
        if steps and chance.random() < 0.15:
            floor.catch_up()
    floor.catch_up()
    return floor


def test_twenty_orders_of_arrival_give_the_same_facts():
    events, voided = story()
    told = [tell(events, voided, random.Random(seed)) for seed in range(20)]
    whole = tell(events, voided, random.Random(99), steps=False)
    assert {floor.digest() for floor in told} == {whole.digest()}
    whole.rebuild()
    assert whole.digest() == told[0].digest()
    assert len(whole.counted("receipt")) == 6


def test_telling_boutiques_whole_equals_telling_neighbourhoods(monkeypatch):
    events, voided = story()
    near = tell(events, voided, random.Random(1)).digest()
    monkeypatch.setattr(projector, "FEW", 0)
    assert tell(events, voided, random.Random(2)).digest() == near


def test_a_receipt_holds_its_sums(floor):
    floor.keep(receipt("r1", 0, ("WATCH", 1, 500_000), ("STRAP", 2, 20_000), ("CARE", 1, 9_000))).catch_up()
    row = floor.row("receipt")
    assert (row["sale"], row["qualifying"], row["attached"], row["enrolled"]) == (1, 1, 1, 1)
    assert (row["net"], row["accessory_net"], row["care_net"], row["units"]) == (529_000, 20_000, 9_000, 4)
    assert (row["associate"], row["job_role"], row["product_line"], row["day"]) == ("ana", "advisor", "watch", DAY)
    assert (row["daypart"], row["hour"], row["region"]) == ("midday", 13, "Europe")


def test_a_split_receipt_counts_for_each_seller_and_its_money_is_shared(floor):
    sellers = (("ana", 0.75), ("ben", 0.25))
    floor.keep(receipt("r1", 0, ("WATCH", 1, 400), ("RING", 1, 400), sellers=sellers)).catch_up()
    rows = {(r["associate"], r["sale"], r["net"]) for r in floor.counted("receipt", "associate")}
    assert rows == {("ana", 1, 600.0), ("ben", 1, 200.0)}
    assert {(r["product_line"], r["net"]) for r in floor.counted("receipt", "product_line")} == {
        ("jewelry", 800.0), ("watch", 800.0),
    }  # fmt: skip
    assert len(floor.counted("receipt", "associate", "product_line")) == 4


def test_a_zero_price_line_is_counted_apart_and_attaches_nothing(floor):
    floor.keep(receipt("r1", 0, ("WATCH", 1, 400), ("STRAP", 1, 0))).catch_up()
    assert floor.row("receipt")["attached"] == 0
    assert [line["zero"] for line in floor.rows("line")] == [0, 1]


def test_an_add_on_of_the_same_visit_attaches(floor):
    floor.keep(receipt("r1", 0, basket="b"), receipt("r2", 9, ("STRAP", 1, 300), basket="b")).catch_up()
    assert {r["receipt"][-2:]: r["attached"] for r in floor.counted("receipt")} == {"r1": 1, "r2": 0}
    assert floor.row("visit")["receipts"] == 2


@pytest.mark.parametrize("sale_type", ["deposit", "special_order", "service", "even_exchange", "staff", "test",
                                       "inter_company", "web_pickup"])  # fmt: skip
def test_what_is_no_sale_counts_no_money(floor, sale_type):
    floor.keep(receipt("r1", sale_type=sale_type)).catch_up()
    row = floor.row("receipt")
    assert (row["sale"], row["qualifying"], row["net"], row["units"]) == (0, 0, 0, 0)


def test_a_web_order_collected_counts_where_the_door_says_so():
    door = Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", web_pickup_counts=True)
    floor = Floor(known=(door, *PRODUCTS))
    floor.keep(receipt("r1", sale_type="web_pickup")).catch_up()
    assert floor.row("receipt")["sale"] == 1


def test_a_return_restates_its_receipt_on_its_own_day_even_when_it_came_first(floor):
    floor.keep(receipt("back", 9000, ("WATCH", -1, -500_000), sale_type="return", original="r1")).catch_up()
    assert floor.rows("receipt") == []
    floor.keep(receipt("r1", 0, ("WATCH", 1, 500_000), ("STRAP", 1, 700))).catch_up()
    row = floor.row("receipt")
    assert (row["day"], row["net"], row["qualifying"], row["sale"]) == (DAY, 700, 0, 1)


def test_a_fully_returned_receipt_is_no_sales_receipt(floor):
    floor.keep(receipt("r1"), receipt("b", 60, sale_type="return", original="r1")).catch_up()
    assert floor.row("receipt")["sale"] == 0


def test_a_return_brought_to_another_boutique_restates_the_first(floor):
    floor.keep(receipt("r1")).catch_up()
    floor.keep(receipt("b", 60, sale_type="return", original="r1", boutique="NYC02")).catch_up()
    assert floor.row("receipt")["sale"] == 0


def test_a_voided_return_gives_the_sale_back(floor):
    floor.keep(receipt("r1"), receipt("b", 60, sale_type="return", original="r1")).catch_up()
    floor.keep(receipt("v", 61, sale_type="void", original="b")).catch_up()
    assert floor.row("receipt")["sale"] == 1


def test_a_correction_puts_its_lines_in_place(floor):
    floor.keep(receipt("r1")).catch_up()
    floor.keep(receipt("c", 60, ("RING", 1, 800), sale_type="correction", original="r1")).catch_up()
    assert (floor.row("receipt")["net"], floor.row("receipt")["product_line"]) == (800, "jewelry")


def test_a_survey_lends_its_score_to_the_steps_of_its_visit(floor):
    floor.keep(observation("o", -20), receipt("r1", 0, ("WATCH", 1, 400), ("STRAP", 1, 20))).catch_up()
    assert {r["scored"] for r in floor.rows("step")} == {""}
    floor.keep(survey("s", 3 * 1440)).catch_up()
    assert {(r["scored"], r["secondary"]) for r in floor.rows("step")} == {("five", 1)}
    row = floor.row("survey")
    assert (row["day"], row["linked"], row["top2"], row["product_line"]) == (DAY, 1, 1, "watch")
    visit = floor.row("visit")
    assert (visit["observed"], visit["offered"], visit["secondary"], visit["score"]) == (1, 1, 1, 5.0)


def test_satisfaction_is_rescaled_and_nps_is_not(floor):
    floor.keep(survey("a", 0, 10, "", high=11), survey("b", 0, 9, "", low=0, high=10, question="nps")).catch_up()
    assert {(r["question"], r["score"], r["linked"]) for r in floor.counted("survey")} == {
        ("satisfaction", 4.6, 0), ("nps", 9, 0),
    }  # fmt: skip


def test_practice_never_becomes_a_fact(floor):
    floor.keep(observation("o", practice=True)).catch_up()
    assert [floor.rows(t) for t in ("step", "visit", "moment", "link")] == [[], [], [], []]


def test_a_door_counts_from_its_first_day(floor):
    late = Door(code="GVA01", name="Geneva", zone="Europe/Zurich", currency="CHF", go_live=date(2026, 3, 3))
    floor.directory.keep([late])
    floor.keep(receipt("r1"), receipt("r2", 1440), traffic("t"), observation("o")).catch_up()
    assert [r["receipt"][-2:] for r in floor.counted("receipt")] == ["r2"]
    assert (floor.rows("traffic"), floor.rows("step")) == ([], [])


def test_a_counter_is_corrected_by_the_factor_of_the_day(floor):
    floor.keep(traffic("t", entries=20, excluded=2)).catch_up()
    row = floor.row("traffic")
    assert (row["entries"], row["corrected"]) == (18, 16.2)


def test_a_night_belongs_to_the_day_before(floor):
    floor.keep(traffic("t", entries=2, at=14 * 60)).catch_up()  # 03:00 in Geneva
    assert floor.row("traffic")["day"] == DAY


def test_mapping_a_sku_later_restates_its_receipts(floor, monkeypatch):
    floor.catch_up()
    monkeypatch.setattr(projector.retelling, "whole", lambda *a, **k: pytest.fail("told more than was touched"))
    floor.keep(receipt("r1", 0, ("NEW", 1, 700)), receipt("r2", 900)).catch_up()
    assert floor.row("receipt", receipt="receipt:till:csv:r1")["sale"] == 0
    assert [line["unmapped"] for line in floor.rows("line", sku="NEW")] == [1]
    floor.directory.keep([Product(sku="NEW", line="jewelry")])
    floor.catch_up()
    row = floor.row("receipt", receipt="receipt:till:csv:r1")
    assert (row["sale"], row["product_line"]) == (1, "jewelry")
    assert floor.rows("due") == []


def test_claiming_a_code_later_relinks_its_events(floor):
    floor.keep(receipt("r1", 0, sellers=((Who("till:csv", "htJD"), 1.0),)), observation("o", -20)).catch_up()
    assert floor.row("receipt")["associate"] == "till:csv/htJD"
    assert floor.row("receipt")["visit"] != floor.rows("step")[0]["visit"]
    floor.directory.keep([Identifier(source="till:csv", code="JD", person="ana")])
    floor.catch_up()
    assert floor.row("receipt")["associate"] == "ana"
    assert floor.row("receipt")["visit"] == floor.rows("step")[0]["visit"]


def test_a_door_added_later_brings_what_waited_for_it(floor):
    floor.keep(receipt("r1", boutique="PAR03")).catch_up()
    (told,) = floor.refused
    assert "PAR03" in told[2]
    assert floor.rows("receipt") == []
    floor.directory.keep([Door(code="PAR03", name="Paris", zone="Europe/Paris", currency="EUR")])
    floor.catch_up()
    assert floor.row("receipt")["sale"] == 1


@pytest.mark.parametrize("forgetful", [False, True])
def test_a_directory_change_says_what_a_rebuild_says(floor, forgetful):
    events, voided = story()
    floor.keep(*events).void(*voided).catch_up()
    if forgetful:  # another process goes on: what the directory said before is not known to it
        floor.forget()
    floor.directory.keep([Product(sku="NEW", line="watch"), Identifier(source="till:csv", code="JD", person="ben")])
    floor.directory.keep([Product(sku="RING", line="jewelry", brand="Other")], since=DAY)
    floor.catch_up()
    followed = floor.digest()
    floor.rebuild()
    assert floor.digest() == followed


def test_a_statement_that_breaks_its_template_never_stops_the_rest(floor):
    broken = vocabulary.say(receipt("bad"), HOME)
    broken["result"]["extensions"] = {}
    floor.keep(broken, receipt("good")).catch_up()
    assert floor.row("receipt")["receipt"].endswith("good")
    ((statement, pointer, reason),) = floor.refused
    assert statement == broken["id"]
    assert pointer.startswith("/result")
    assert reason


def test_statements_of_others_are_passed_over(floor):
    floor.keep({"id": "11111111-1111-4111-8111-111111111111", "verb": {"id": "http://example.com/did"}}).catch_up()
    assert floor.refused == []
    assert floor.warehouse.bookmark() == Bookmark(1, floor.directory.change())


class KilledError(Exception):
    pass


@pytest.mark.parametrize("few", [0, 400])
def test_a_process_killed_between_any_two_replaces_loses_nothing(monkeypatch, few):
    monkeypatch.setattr(projector, "FEW", few)
    events, voided = story()
    whole = Floor()
    whole.keep(*events).void(*voided).catch_up()
    floor, left = Floor(), 0
    replace = floor.warehouse.replace

    def killing(batch):
        nonlocal left
        if left == 0:
            raise KilledError
        left -= 1
        replace(batch)

    monkeypatch.setattr(floor.warehouse, "replace", killing)
    floor.keep(*events).void(*voided)
    for _ in range(20):
        left = 1
        try:
            floor.catch_up()
        except KilledError:
            floor.forget()
            continue
        break
    assert floor.digest() == whole.digest()


def test_a_staging_that_was_lost_is_heard_again(floor):
    events, voided = story()
    floor.keep(*events[:-3]).catch_up()
    floor.staging.clear()
    floor.forget()
    floor.keep(*events[-3:]).void(*voided).catch_up()
    followed = floor.digest()
    floor.rebuild()
    assert floor.digest() == followed


def test_facts_that_were_lost_are_told_from_what_was_staged(floor):
    events, voided = story()
    floor.keep(*events).void(*voided).catch_up()
    followed = floor.digest()
    floor.warehouse.clear()
    floor.forget()
    floor.catch_up()
    assert floor.digest() == followed


def test_nothing_new_means_nothing_is_written(floor, monkeypatch):
    floor.keep(receipt("r1")).catch_up()
    monkeypatch.setattr(floor.warehouse, "replace", None)
    assert floor.catch_up() == Bookmark(1, floor.directory.change())


def test_the_directory_knows_its_people():
    assert {p.boutique for p in PEOPLE} <= {d.code for d in DOORS}
