"""A gift card or a traded piece beside goods on one ticket is how they are paid; alone it is a receipt of its own."""

import pytest
from feed_files import good, read

HEAD = "boutique,ticket,sold_at,sku,quantity,net,type\n"
WATCH, MONEY = "GVA01,1,2026-03-31 14:00,W-100,1,8000,sale\n", "GVA01,1,2026-03-31 14:00,CARD,1,{},{}\n"


@pytest.mark.parametrize(
    ("type_", "net"), [("gift_card", 500), ("trade_in", -2000), ("tax_refund", -600), ("consignment", 0)]
)
def test_money_beside_goods_leaves_the_goods_at_their_full_net(type_, net):
    [one] = good(read("till_csv", HEAD + MONEY.format(net, type_) + WATCH))
    assert (one.sale_type, [line.sku for line in one.lines]) == ("sale", ["W-100"])


def test_a_gift_card_alone_is_no_sale():
    [one] = good(read("till_csv", HEAD + MONEY.format(500, "gift_card")))
    assert one.sale_type == "gift_card"
