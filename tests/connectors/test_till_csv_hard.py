"""A till's CSV as tills write it when nobody looked: signs, numbers that are used again, currencies mixed."""

import pytest
from feed_files import bad, good, read

from cabochon.connectors import Bad

HEAD = "boutique,till,ticket,sold_at,sku,quantity,net,seller,type,original,line_void,currency\n"
BY_DAY = 'key = "{boutique}-{till}-{business_day}-{ticket}"\n'


def row(ticket="7", sku="A", quantity="1", net="100", *, till="1", at="2026-03-31 14:05", seller="JD", **more):
    cells = (more.get(name, "") for name in ("type", "original", "line_void", "currency"))
    return ",".join(("GVA01", till, ticket, at, sku, quantity, net, seller, *cells)) + "\n"


def told(*rows, mapping=""):
    return read("till_csv", HEAD + "".join(rows), mapping)


def sold(items):
    return [(one.sale_type, one.original, [(line.quantity, line.net) for line in one.lines]) for one in good(items)]


@pytest.mark.parametrize(("quantity", "net", "original"), [
    ("-1", "-100", ""), ("-1", "100", ""), ("-1", "-100", "6"), ("-1", "100", "6"), ("1", "-100", "6"),
    ("1", "-100", ""),
])  # fmt: skip
def test_goods_below_zero_came_back_with_or_without_their_receipt(quantity, net, original):
    about = "GVA01-6" if original else ""
    assert sold(told(row(quantity=quantity, net=net, original=original))) == [("return", about, [(1, 10_000)])]


def test_goods_that_came_back_beside_others_stay_in_their_ticket_below_zero():
    exchanged = told(row(sku="A", quantity="-1", net="60"), row(sku="B"))
    assert sold(exchanged) == [("sale", "", [(-1, -6_000), (1, 10_000)])]
    assert sold(told(row(quantity="-1", net="100"), row(sku="B"))) == [
        ("even_exchange", "", [(-1, -10_000), (1, 10_000)])
    ]


def test_an_amount_below_zero_of_another_type_waits_with_its_line():
    items = told(row(net="-100", type="staff"), row("8"))
    assert bad(items) == [("line 2, column net", "is below zero in a row of type staff; is it a return?")]
    assert len(good(items)) == 1


@pytest.mark.parametrize(("gross", "tax"), [("-108.10", "-8.10"), ("-108.10", "8.10"), ("108.10", "8.10")])
def test_the_tax_of_what_came_back_may_be_printed_without_its_minus(gross, tax):
    body = f"boutique,ticket,sold_at,sku,quantity,gross,tax\nGVA01,1,2026-03-31 10:00,A,-1,{gross},{tax}\n"
    assert sold(read("till_csv", body)) == [("return", "", [(1, 10_000)])]


def test_a_number_used_again_on_another_day_is_another_ticket():
    rows = row(), row(sku="B", net="50", at="2026-04-01 09:30")
    assert [one.key for one in good(told(*rows, mapping=BY_DAY))] == ["GVA01-1-2026-03-31-7", "GVA01-1-2026-04-01-7"]
    items = told(*rows)  # a key that does not tell them apart
    assert sold(items) == [("sale", "", [(1, 10_000)])]
    ((place, reason),) = bad(items)
    assert (place, reason[:31]) == ("line 3", "GVA01-7 came before in this fil")


def test_a_number_used_again_on_another_till_is_another_ticket():
    items = told(row(), row(till="2", sku="B"), mapping='key = "{boutique}-{till}-{ticket}"')
    assert [one.key for one in good(items)] == ["GVA01-1-7", "GVA01-2-7"]


def test_rows_of_a_ticket_may_have_a_time_of_their_own_or_none():
    items = told(row(), row(sku="B", at="2026-03-31 14:07"), row(sku="C", at=""))
    assert [(one.at.minute, len(one.lines)) for one in good(items)] == [(5, 3)]
    late = told(row(at="2026-03-31 23:58"), row(sku="B", at="2026-04-01 00:01"))
    assert [len(one.lines) for one in good(late)] == [2]


def test_a_ticket_of_two_currencies_waits_whole():
    items = told(row(currency="CHF"), row(sku="B", currency="EUR"), row("8"))
    assert [one.key for one in good(items)] == ["GVA01-8"]
    assert bad(items) == [
        ("line 3, column currency", "EUR stands in a ticket of CHF; expected one currency a ticket"),
        ("line 2", "waits for line 3, a row of the same ticket that could not be read"),
    ]
    assert len(good(told(row(currency=""), row(sku="B", currency="CHF")))[0].lines) == 2  # the boutique's own


@pytest.mark.parametrize(
    ("quantity", "net"), [("99999999999999999999", "1"), ("1", "9" * 25), ("1e5", "1"), ("1", "NaN")]
)
def test_what_no_row_can_hold_waits(quantity, net):
    items = told(row(quantity=quantity, net=net), row("8"))
    assert [one.key for one in good(items)] == ["GVA01-8"]
    assert len(bad(items)) == 1


@pytest.mark.parametrize(("word", "kind"), [
    ("Gift Card", "gift_card"), ("web-pickup", "web_pickup"), ("TRADE_IN", "trade_in"), ("Return", "return"),
    ("Exchange", "even_exchange"), ("Inter Company", "inter_company"),
])  # fmt: skip
def test_a_sale_type_is_known_however_it_is_spaced(word, kind):
    assert [one.sale_type for one in good(told(row(type=word)))] == [kind]


def test_a_ticket_whose_lines_were_all_voided_is_void_and_holds_nothing():
    assert sold(told(row(line_void="yes"), row(sku="B", line_void="X"))) == [("void", "", [])]


def test_rows_of_several_tickets_may_be_mixed():
    items = told(row("7"), row("8", "B"), row("7", "C"), row("8", "D"))
    assert {one.key: [line.sku for line in one.lines] for one in good(items)} == {
        "GVA01-7": ["A", "C"], "GVA01-8": ["B", "D"],
    }  # fmt: skip


def test_a_client_in_columns_nobody_mapped_is_nowhere():
    head = HEAD.replace("\n", ",client,email,note\n")
    items = read("till_csv", head + row().replace("\n", ",Ada Byron,ada@example.org,for Ada\n")
                 + row("8", net="x").replace("\n", ",Ada Byron,ada@example.org,for Ada\n"))  # fmt: skip
    assert [isinstance(one, Bad) for one in items] == [True, False]
    assert "Ada" not in repr(items)
    assert "example.org" not in repr(items)
