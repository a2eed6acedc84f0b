"""Returns, voids and corrections restate the sale on its own day, whatever the order they come in."""

import json
from datetime import date, timedelta

import pytest
from shop import DAY, NOW, sale

HEAD = "boutique,ticket,sold_at,sku,quantity,net,seller,type,original,original_boutique,basket\n"
FIRST = (
    "GVA01,100,2026-03-10 11:00,WATCH,1,5000.00,ANA,sale,,,\n"
    "GVA01,100,2026-03-10 11:00,STRAP,2,600.00,ANA,sale,,,\n"
    "GVA01,101,2026-03-10 12:00,WATCH,1,4000.00,ANA,sale,,,\n"
)
STRAP_BACK = "GVA01,170,2026-04-02 10:00,STRAP,1,300.00,ANA,return,100,,\n"
WATCH_BACK = "GVA01,171,2026-04-03 10:00,WATCH,1,5000.00,ANA,return,100,,\n"


def till(shop, *rows, later=0):
    return shop.read("till_csv", HEAD + "".join(rows), received=NOW + timedelta(days=later))


@pytest.mark.parametrize("back_first", [False, True])
def test_a_return_weeks_later_or_before_its_sale_restates_the_day_of_the_sale(shop, back_first):
    for rows in ((STRAP_BACK,), (FIRST,)) if back_first else ((FIRST,), (STRAP_BACK,)):
        till(shop, *rows)
    assert shop.parts("atv", "day") == {"2026-03-10": (930_000, 2)}
    assert shop.parts("upt") == (3, 2)
    assert shop.parts("attach_rate") == (1, 2)
    till(shop, STRAP_BACK.replace("170", "172"))
    assert shop.parts("attach_rate") == (0, 2)
    assert shop.parts("secondary_per_qualifying") == (0, 2)


def test_the_return_of_the_only_watch_leaves_a_sale_that_no_longer_qualifies(shop):
    till(shop, FIRST, WATCH_BACK)
    assert shop.parts("attach_rate") == (0, 1)
    assert shop.parts("atv") == (460_000, 2)
    assert shop.parts("atv", "product_line") == {"other": (60_000, 1), "watch": (400_000, 1)}


def test_voiding_the_return_gives_the_sale_back(shop):
    till(shop, FIRST, WATCH_BACK)
    till(shop, "GVA01,180,2026-04-04 10:00,WATCH,1,5000.00,ANA,void,171,,\n")
    assert shop.parts("attach_rate") == (1, 2)
    assert shop.parts("atv") == (960_000, 2)


def test_a_return_whose_rows_are_later_void_never_was(shop):
    till(shop, FIRST, WATCH_BACK)
    till(shop, WATCH_BACK.replace("return,100", "void,"), later=1)
    assert shop.parts("attach_rate") == (1, 2)


def test_a_void_takes_the_whole_receipt_away(shop):
    till(shop, FIRST, "GVA01,180,2026-03-10 13:00,WATCH,1,5000.00,ANA,void,100,,\n")
    assert shop.parts("atv") == (400_000, 1)
    assert shop.parts("upt") == (1, 1)


def test_a_later_export_corrects_and_an_earlier_one_that_comes_late_does_not(shop):
    assert till(shop, FIRST, later=0).kept.new == 2
    again = till(shop, FIRST.replace("4000.00", "4400.00"), later=2)
    assert (again.kept.corrected, again.kept.repeated) == (1, 1)
    till(shop, FIRST.replace("4000.00", "1.00"), later=1)
    assert shop.parts("atv") == (1_000_000, 2)


def test_a_watch_given_back_for_a_ring_is_a_return_and_a_sale(shop):
    till(
        shop, FIRST, "GVA01,170,2026-04-02 10:00,WATCH,1,5000.00,ANA,return,100,,\n",
        "GVA01,170,2026-04-02 10:00,RING,1,7000.00,ANA,sale,,,\n",
    )  # fmt: skip
    assert shop.parts("atv", "day") == {"2026-03-10": (460_000, 2), "2026-04-02": (700_000, 1)}


def test_an_even_exchange_is_no_sale(shop):
    till(
        shop, "GVA01,170,2026-04-02 10:00,STRAP,1,300.00,ANA,return,,,\n",
        "GVA01,170,2026-04-02 10:00,STRAP,1,300.00,ANA,sale,,,\n",
    )  # fmt: skip
    assert shop.parts("atv") == (0, 0)


def test_a_return_in_another_boutique_restates_the_first(shop):
    till(shop, FIRST, "PAR01,9,2026-04-02 10:00,WATCH,1,5000.00,PAUL,return,100,GVA01,\n")
    assert shop.parts("atv", "boutique") == {"GVA01": (460_000, 2)}


def test_a_return_without_its_receipt_is_booked_nowhere(shop):
    till(shop, FIRST, WATCH_BACK.replace("return,100", "return,"))
    assert shop.parts("atv") == (960_000, 2)


def test_an_add_on_returned_from_the_second_receipt_of_a_basket_detaches_the_first(shop):
    shop.keep(
        sale("1", "11:00", basket="B"), sale("2", "11:10", ("STRAP", 1, 30_000), basket="B"),
        sale("3", "15:00", ("STRAP", 1, 30_000), sale_type="return", original="GVA01-2", day=date(2026, 4, 1)),
    )  # fmt: skip
    assert shop.parts("attach_rate") == (0, 1)
    assert shop.parts("atv") == (500_000, 1)


ORDER = {
    "id": 5001, "order_number": 1001, "created_at": "2026-03-10T11:00:00+01:00", "location_id": 77, "currency": "CHF",
    "updated_at": "2026-03-10T11:00:00+01:00", "source_name": "pos", "user_id": "ANA", "total_discounts": "0.00",
    "line_items": [
        {"id": 1, "sku": "WATCH", "quantity": 1, "price": "5000.00", "attributed_staffs": []},
        {"id": 2, "sku": "STRAP", "quantity": 1, "price": "300.00", "attributed_staffs": []},
    ],
}  # fmt: skip
PLACES = '[boutiques]\n77 = "GVA01"\n88 = "PAR01"\n'


def shopify(shop, *orders):
    return shop.read("shopify", json.dumps({"orders": orders}), mapping=PLACES)


def later(order, hour, **changes):
    return order | {"updated_at": f"2026-03-10T{hour}:00:00+01:00"} | changes


def test_an_order_sent_again_with_other_staff_moves_to_them_in_any_order(shop):
    staffed = [{**i, "attributed_staffs": [{"id": "gid://shopify/StaffMember/CLEO", "quantity": 1}]}
               for i in ORDER["line_items"]]  # fmt: skip
    shopify(shop, later(ORDER, 15, line_items=staffed))
    shopify(shop, ORDER)
    shopify(shop, ORDER)
    assert shop.parts("attach_rate", "associate") == {"cleo": (1, 1)}


def test_a_refund_inside_the_order_and_alone_is_one_return(shop):
    refund = {
        "id": 61, "order_id": 5001, "created_at": "2026-04-01T10:00:00+02:00",
        "refund_line_items": [
            {"line_item_id": 2, "quantity": 1, "subtotal": "300.00", "line_item": ORDER["line_items"][1]}
        ],
        "transactions": [{"currency": "CHF", "location_id": 77}
        ],
    }  # fmt: skip
    shop.read("shopify", json.dumps({"refund": refund}), mapping=PLACES)
    shopify(shop, ORDER, later(ORDER, 15, refunds=[refund]))
    assert shop.parts("atv", "day") == {"2026-03-10": (500_000, 1)}
    assert shop.parts("attach_rate") == (0, 1)


def test_a_cancelled_order_and_a_web_order_are_no_sales(shop):
    shopify(shop, ORDER, later(ORDER, 16, cancelled_at="2026-03-10T16:00:00+01:00"))
    shopify(shop, later(ORDER, 11, id=5002, source_name="web"))
    assert shop.parts("atv") == (0, 0)


def test_yen_of_a_shop_and_of_a_till_are_whole(shop):
    shopify(shop, ORDER | {"currency": "JPY", "location_id": 88})
    shop.read("till_csv", HEAD + "TYO01,1,2026-03-10 11:00,WATCH,1,880000,YUKI,sale,,,\n")
    assert shop.parts("atv", "boutique") == {"PAR01": (5_300, 1), "TYO01": (880_000, 1)}


def test_a_receipt_after_midnight_counts_for_the_day_before(shop):
    till(shop, "GVA01,1,2026-03-11 00:30,WATCH,1,5000.00,ANA,sale,,,\n")
    assert set(shop.parts("atv", "day")) == {DAY.isoformat()}
