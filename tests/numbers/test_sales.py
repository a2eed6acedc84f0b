"""What was sold: worked out by hand, asked of the house."""

from dataclasses import replace
from datetime import date

import pytest
from shop import DAY, DOORS, PRODUCTS, at, counted, sale, seen

STRAP, CARE, SIZE, WARR = ("STRAP", 1, 30_000), ("CARE", 1, 40_000), ("SIZE", 1, 9_000), ("WARR", 1, 45_000)
WATCH, RING = ("WATCH", 1, 500_000), ("RING", 1, 300_000)


def test_a_watch_with_a_ring_counts_under_each_line_and_once_in_all(shop):
    shop.keep(sale("1", "11:00", WATCH, RING, STRAP), sale("2", "12:00", WATCH), sale("3", "13:00", RING))
    assert shop.parts("attach_rate") == (1, 3)
    assert shop.parts("attach_rate", "product_line") == {"jewelry": (1, 2), "watch": (1, 2)}
    assert shop.parts("attach_rate", product_line="watch") == (1, 2)
    assert shop.parts("attach_rate", product_line=("watch", "jewelry"), boutique="GVA01") == (2, 4)


def test_an_add_on_on_a_second_receipt_of_the_same_basket_attaches(shop):
    shop.keep(sale("1", "11:00", WATCH, basket="B1"), sale("2", "11:20", STRAP, basket="B1"))
    assert shop.parts("attach_rate") == (1, 1)
    assert shop.parts("secondary_per_qualifying") == (30_000, 1)
    assert shop.parts("atv") == (530_000, 2)


def test_an_add_on_of_another_associate_or_later_than_the_basket_window_does_not(shop):
    shop.keep(
        sale("1", "11:00", WATCH, basket="B1"), sale("2", "11:10", STRAP, basket="B1", sellers=("CLEO",)),
        sale("3", "11:31", STRAP, basket="B1"), sale("4", "11:10", STRAP),
    )  # fmt: skip
    assert shop.parts("attach_rate") == (0, 1)


def test_a_gift_attaches_nothing_and_an_unknown_sku_is_never_guessed(shop):
    shop.keep(sale("1", "11:00", WATCH, ("STRAP", 1, 0)), sale("2", "12:00", WATCH, ("STRAP-NATO", 1, 20_000)))
    assert shop.parts("attach_rate") == (0, 2)
    assert shop.parts("unmapped_skus") == (1, 4)
    assert shop.parts("secondary_per_qualifying") == (0, 2)
    assert shop.parts("upt") == (2, 2)  # the gift and the unknown piece are no units
    assert shop.parts("atv") == (1_020_000, 2)  # the money is real


@pytest.mark.parametrize("sale_type", ["service", "staff", "test", "even_exchange", "inter_company", "deposit",
                                       "special_order", "web_pickup"])  # fmt: skip
def test_what_is_no_sale_counts_nowhere(shop, sale_type):
    shop.keep(sale("1", "11:00", WATCH, STRAP, sale_type=sale_type), sale("2", "15:00", WATCH))
    assert shop.parts("attach_rate") == (0, 1)
    assert shop.parts("atv") == (500_000, 1)
    assert shop.parts("secondary_per_qualifying") == (0, 1)


@pytest.mark.parametrize(("sale_type", "attached"), [("deposit", 0), ("special_order", 0), ("even_exchange", 0),
                                                     ("web_pickup", 0), ("service", 1), ("sale", 1)])  # fmt: skip
def test_only_what_is_sold_attaches_in_a_shared_visit(shop, sale_type, attached):
    shop.keep(sale("1", "11:00", WATCH, basket="B"), sale("2", "11:05", STRAP, basket="B", sale_type=sale_type))
    assert shop.parts("attach_rate") == (attached, 1)


def test_a_service_alone_is_no_sales_receipt(shop):
    shop.keep(sale("1", "11:00", SIZE), sale("2", "12:00", CARE))
    assert shop.parts("atv") == (0, 0)
    assert shop.parts("enrolment_rate") == (0, 0)


def test_accessory_and_care_revenue_are_shown_apart_and_summed(shop):
    shop.keep(sale("1", "11:00", WATCH, STRAP, CARE, SIZE), sale("2", "12:00", RING, WARR), sale("3", "13:00", STRAP))
    assert shop.parts("accessory_per_qualifying") == (60_000, 2)
    assert shop.parts("care_per_qualifying") == (94_000, 2)
    assert shop.parts("secondary_per_qualifying") == (154_000, 2)
    assert shop.parts("enrolment_rate") == (2, 2)
    assert shop.ask("enrolment_rate").whole.n == 2


def test_yen_have_no_decimals_and_amounts_of_several_currencies_are_said(shop):
    shop.keep(sale("1", "11:00", ("WATCH", 1, 800_000), boutique="TYO01", sellers=("YUKI",)), sale("2", "11:00", WATCH))
    assert shop.parts("atv", "boutique") == {"GVA01": (500_000, 1), "TYO01": (800_000, 1)}
    assert "CHF and JPY" in " ".join(shop.ask("atv").notes)


def test_weighed_goods_and_several_pieces_are_units(shop):
    shop.keep(sale("1", "11:00", ("WATCH", 2, 900_000), ("STRAP", 0.42, 10_000)))
    assert shop.parts("upt") == (2.42, 1)


def test_a_split_receipt_counts_once_for_each_and_its_money_by_share(shop):
    shop.keep(sale("1", "11:00", WATCH, STRAP, sellers=(("ANA", 0.75), ("CLEO", 0.25))))
    assert shop.parts("attach_rate") == (1, 1)
    assert shop.parts("attach_rate", "associate") == {"ana": (1, 1), "cleo": (1, 1)}
    assert shop.parts("atv", "associate") == {"ana": (397_500, 1), "cleo": (132_500, 1)}
    assert shop.parts("atv", "job_role") == {"advisor": (397_500, 1), "cashier": (132_500, 1)}
    assert shop.parts("secondary_per_qualifying", associate="cleo") == (7_500, 1)


def test_a_ticket_that_gives_more_back_than_it_sells_is_no_sale(shop):
    shop.keep(sale("1", "11:00", ("WATCH", -1, -500_000), ("RING", 1, 300_000)))
    assert shop.parts("atv") == (0, 0)


def test_a_ticket_is_worth_what_was_paid_for_it(shop):
    shop.keep(sale("1", "11:00", ("RING", -1, -300_000), ("WATCH", 1, 500_000)))
    assert shop.parts("atv") == (200_000, 1)
    assert shop.parts("upt") == (1, 1)
    assert shop.parts("attach_rate", "product_line") == {"watch": (0, 1)}


def test_shifts_are_thirds_of_the_opening_hours(shop):
    shop.keep(sale("1", "10:30", WATCH), sale("2", "14:00", WATCH), sale("3", "18:30", WATCH, STRAP))
    assert shop.parts("attach_rate", "shift") == {"evening": (1, 1), "midday": (0, 1), "morning": (0, 1)}
    assert shop.parts("attach_rate", shift="evening") == (1, 1)


def test_a_sale_counts_on_its_business_day_not_the_day_of_utc(shop):
    late = date(2026, 3, 11)
    shop.keep(
        sale("1", "01:30", WATCH, day=late, business_day=DAY), sale("2", "20:30", WATCH, boutique="NYC01"),
        sale("3", "08:00", WATCH, boutique="TYO01", sellers=("YUKI",)),
    )  # fmt: skip
    assert set(shop.parts("atv", "day")) == {"2026-03-10"}
    assert shop.parts("atv", since=DAY, until=DAY)[1] == 3


def test_conversion_counts_receipts_over_corrected_entries(shop):
    shop.keep(
        sale("1", "11:10"), sale("2", "11:40"), sale("3", "12:10", SIZE), counted("c1", "11:00", 20, excluded=5),
        counted("c2", "12:00", 10),
    )  # fmt: skip
    assert shop.parts("conversion") == (2, 20)  # (20 - 5) * 0.8 + 10 * 0.8
    assert shop.parts("conversion", "hour") == {"11": (2, 12), "12": (0, 8)}
    assert shop.ask("conversion").whole.n == 25
    shop.keep(counted("c1", "11:00", 45, excluded=5, revision="2"), counted("c1", "11:00", 999, revision="0"))
    assert shop.parts("conversion") == (2, 40)


def test_the_nights_the_clocks_change_count_once_an_hour_and_on_the_day_before(shop):
    shop.keep(
        counted("s1", "01:30", 10, day=date(2026, 3, 29)), counted("s2", "03:00", 10, day=date(2026, 3, 29)),
        counted("s3", "04:00", 10, day=date(2026, 3, 29)),
    )  # fmt: skip
    day = {key: bottom for key, (_, bottom) in shop.parts("conversion", "day").items()}
    assert day == {"2026-03-28": 16, "2026-03-29": 8}


def test_a_repeated_hour_of_a_counters_file_counts_twice(shop):
    text = (
        "boutique,starts_at,entries\nGVA01,2025-10-26 02:00,10\nGVA01,2025-10-26 02:00,20\nGVA01,2025-10-26 04:00,5\n"
    )
    assert shop.read("traffic_csv", text).kept.new == 3
    assert {k: b for k, (_, b) in shop.parts("conversion", "day").items()} == {"2025-10-25": 24, "2025-10-26": 4}
    assert shop.read("traffic_csv", text).kept.new == 0


def test_offers_that_became_a_sale(shop):
    shop.keep(
        seen("o1", "11:00", "11:20"), sale("1", "11:30", WATCH, STRAP), seen("o2", "14:00", "14:20"),
        sale("2", "14:30", WATCH), seen("o3", "16:00", "16:20", marks={"accessory": "partly"}),
        sale("3", "16:30", WATCH, STRAP), seen("o4", "09:00", "09:10", "cleo"),
    )  # fmt: skip
    assert shop.parts("offer_to_sale") == (1, 3)
    assert shop.parts("offer_to_sale", "associate") == {"ana": (1, 2), "cleo": (0, 1)}


def test_behaviours_leave_out_what_did_not_apply_and_count_partly_as_not_done(shop):
    marks = [{"welcome": m} for m in ("yes", "yes", "partly", "not_yet", "not_applicable")]
    shop.keep(*(seen(f"o{i}", f"{10 + i}:00", f"{10 + i}:20", marks=m) for i, m in enumerate(marks)))
    shop.keep(seen("p", "18:00", "18:20", practice=True))
    cell = shop.ask("behaviour.welcome").whole
    assert (cell.top, cell.bottom, cell.n) == (2, 4, 4)
    assert (round(cell.low, 4), round(cell.high, 4)) == (0.15, 0.85)  # Wilson 1927, 2 of 4
    assert shop.parts("behaviour.discovery") == (0, 0)


def test_a_rate_carries_the_wilson_interval(shop):
    shop.keep(
        *(sale(str(i), f"{10 + i // 4}:{15 * (i % 4):02}", WATCH, *([STRAP] if i < 3 else [])) for i in range(20))
    )
    cell = shop.ask("attach_rate").whole
    assert (cell.top, cell.n) == (3, 20)
    assert (round(cell.low, 4), round(cell.high, 4)) == (0.0524, 0.3604)


def test_numbers_of_a_day_follow_the_door_and_catalogue_of_that_day(shop):
    shop.house.directory.keep([replace(DOORS[0], factor=0.5)], date(2026, 3, 11))
    shop.house.directory.keep([replace(PRODUCTS[3], kind="primary")], date(2026, 3, 11))
    next_day = date(2026, 3, 11)
    shop.keep(
        sale("1", "11:00", WATCH, STRAP), sale("2", "11:00", WATCH, STRAP, day=next_day),
        counted("c1", "11:00", 10), counted("c2", "11:00", 10, day=next_day),
    )  # fmt: skip
    assert shop.parts("attach_rate", "day") == {"2026-03-10": (1, 1), "2026-03-11": (0, 1)}
    assert shop.parts("conversion", "day") == {"2026-03-10": (1, 8), "2026-03-11": (1, 5)}


def test_nothing_there_is_zero_and_no_error(shop):
    for measure in (
        "csat",
        "attach_rate",
        "atv",
        "conversion",
        "behaviour.welcome",
        "match_rate",
        "secondary_per_qualifying",
    ):
        assert shop.ask(measure).whole.n == 0
        assert shop.ask(measure, "day").cells == {}
        assert shop.ask(measure, since=date(2999, 1, 1)).whole.n == 0
        assert shop.ask(measure, until=date(1, 1, 1)).whole.n == 0
    assert at("11:00").utcoffset() is not None
