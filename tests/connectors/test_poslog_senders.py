"""POSLog as tills of other makers write it: shapes seen in their own samples, and what is rung up seldom."""

import itertools
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from feed_files import EXPORTED, bad, good, read, skipped
from test_poslog import ARTS, DTV, V6, line, link, log, odd, receipts, retail, seller, staff, transaction

from cabochon.connectors import Bad
from cabochon.facts.tables_beside import TICKET
from cabochon.house import House
from cabochon.retail.events import Line
from cabochon.settings import load

KEY = "GVA01-2-2026-03-31-1042"


def told(*lines, mapping="", flags="", **more):
    return read("poslog", log(transaction(retail(*lines, **more), flags=flags)), mapping)


# As a till of its own maker writes it


def futura(quantity, about=""):
    return f"""<Transaction><BusinessUnit><UnitID Name="Christian SA">GVA01</UnitID></BusinessUnit>
    <WorkstationID TypeCode="POS">10001</WorkstationID><SequenceNumber>3570</SequenceNumber>
    <POSLogDateTime>2026-03-31T11:27:02.649</POSLogDateTime>
    <OperatorID OperatorName="Marie Dupont" OperatorType="Cashier">0</OperatorID><ReceiptNumber>3570</ReceiptNumber>
    <RetailTransaction><LineItem><Sale><ItemID Name="Flights, -,MULTI,011">4022847522022</ItemID>
    <RegularSalesUnitPrice Currency="CHF">1.290</RegularSalesUnitPrice>
    <ActualSalesUnitPrice Currency="CHF">1.290</ActualSalesUnitPrice>
    <ExtendedAmount Currency="CHF">1.290</ExtendedAmount>
    <ExtendedDiscountAmount Currency="XXX">0</ExtendedDiscountAmount>
    <Quantity UnitOfMeasureCode="EA">{quantity}</Quantity>{about}</Sale><SequenceNumber>1</SequenceNumber></LineItem>
    <Total TotalType="TransactionGrandAmount" CurrencyCode="CHF">1.290</Total>
    <Customer Gender="Female"><CustomerID>22000129</CustomerID><Name><OfficialName>Erika Muster</OfficialName></Name>
    <Address><City>Genève</City><PostalCode>1201</PostalCode></Address><BirthYear>1964Z</BirthYear></Customer>
    </RetailTransaction><BusinessDayDate>2026-03-31</BusinessDayDate>
    <BeginDateTime>2026-03-31T09:26:27.433Z</BeginDateTime><EndDateTime>2026-03-31T09:27:02.649Z</EndDateTime>
    </Transaction>"""


LINKED = """<TransactionLink><TransactionID>3569</TransactionID><BusinessUnit Name="Christian SA">TYO01</BusinessUnit>
<WorkstationID TypeCode="POS">10002</WorkstationID><BusinessDayDate><Date>2026-03-14</Date></BusinessDayDate>
<SequenceNumber>3569</SequenceNumber><LineItemSequenceNumber>4</LineItemSequenceNumber></TransactionLink>"""


def test_goods_sold_in_a_quantity_below_zero_came_back_whatever_the_sign_of_their_price():
    (back, _) = good(read("poslog", log(futura("-1.0000"))))
    assert (back.sale_type, back.original, back.lines) == (
        "return",
        "",
        (Line(sku="4022847522022", quantity=1, net=129),),
    )


def test_a_link_may_say_its_day_and_boutique_in_elements_of_their_own():
    (back,) = good(read("poslog", log(futura("-1.0000", LINKED))))
    assert back.original == "TYO01-10002-2026-03-14-3569"


def test_no_client_of_such_a_till_and_no_name_of_its_staff_is_read():
    items = read("poslog", log(futura("1"), futura("one")))
    assert [isinstance(one, Bad) for one in items] == [False, True]
    for secret in ("Erika", "Muster", "22000129", "Genève", "1201", "1964", "Marie", "Dupont", "Christian"):
        assert secret not in repr(items)


def test_the_currency_may_stand_at_the_total_alone():
    body = futura("1").replace('CurrencyCode="CHF"', 'CurrencyCode="EUR"')
    assert [one.currency for one in receipts(read("poslog", log(body)))] == ["EUR"]


def test_a_till_that_says_its_prices_have_tax_in_them_is_believed():
    taxed = "<Tax TaxType='VAT'><TaxableAmount>100.00</TaxableAmount><Amount>8.10</Amount></Tax>"
    (one,) = receipts(told(
        line(amount="108.10", more=taxed + "<TaxIncludedInPriceFlag>true</TaxIncludedInPriceFlag>"),
        line("B", "50.00", more=taxed + "<TaxIncludedInPriceFlag>false</TaxIncludedInPriceFlag>", n=2),
        line("C", "108.10", n=3, attributes='TaxIncludedInPriceFlag="true"', more=taxed),
    ))  # fmt: skip
    assert [sold.net for sold in one.lines] == [10_000, 5_000, 10_000]
    ((_, reason),) = bad(told(line(more="<TaxIncludedInPriceFlag>1</TaxIncludedInPriceFlag>")))
    assert reason == "has tax in it, how much is not said; write tax_percent = 8.1"


def whole(amount, kind="Discount"):
    return f"<LineItem><SequenceNumber>9</SequenceNumber><{kind}><Amount>{amount}</Amount></{kind}></LineItem>"


def total(amount, kind="TransactionNetAmount"):
    return f'<Total TotalType="{kind}">{amount}</Total>'


def nets(items):
    return [(sold.net, sold.discount) for one in receipts(items) for sold in one.lines]


def test_a_discount_on_the_whole_is_shared_out_by_price_unless_the_lines_have_it_already():
    goods = (line(amount="300.00"), line("B", "100.00", n=2))
    assert nets(told(*goods, whole("40.00"), total("360.00"))) == [(27_000, 3_000), (9_000, 1_000)]
    assert nets(told(*goods, whole("40.00"), total("400.00"))) == [(30_000, 0), (10_000, 0)]
    grand = (total("391.60", "dtv:TransactionGrandAmount"), total("31.60", "TransactionTaxAmount"))
    assert nets(told(*goods, whole("-40.00"), *grand)) == [(27_000, 3_000), (9_000, 1_000)]
    assert nets(told(*goods, total("360.00"))) == [(30_000, 0), (10_000, 0)]  # no word of a discount
    assert nets(told(*goods, whole("40.00"), total("123.00"))) == [(30_000, 0), (10_000, 0)]  # it says something else
    assert nets(told(*goods, whole("40.00"))) == [(30_000, 0), (10_000, 0)]


def test_a_reward_that_is_told_twice_is_taken_off_once():
    reward = "<LineItem><LoyaltyReward><ExtendedRewardAmount>-0.19</ExtendedRewardAmount></LoyaltyReward></LineItem>"
    points = "<LineItem><LoyaltyReward><ExtendedRewardAmount>1</ExtendedRewardAmount></LoyaltyReward></LineItem>"
    sums = total("1.07", "TransactionGrandAmount") + total("0.00", "TransactionTaxAmount")
    assert nets(told(line(amount="1.26", quantity="0.42"), reward, points, reward, sums)) == [(107, 19)]


def test_a_discount_on_the_whole_of_gross_prices_leaves_tax_to_be_taken_off():
    items = told(line(amount="216.20"), whole("108.10"), total("108.10", "TransactionGrandAmount"),
                 mapping='prices = "gross"\ntax_percent = 8.1')  # fmt: skip
    assert nets(items) == [(10_000, 10_000)]


def test_a_line_voided_by_another_below_zero_is_no_sale_and_one_exception():
    items = told(line(), line("B", "55.00", n=2), line("B", "-55.00", "-1", flags='VoidFlag="true"', n=3))
    assert [sold.sku for sold in receipts(items)[0].lines] == ["W-1"]
    assert odd(items) == [("void", f"{KEY}-void-2", 5_500, "B")]
    assert receipts(told(line(), line(amount="-100.00", quantity="-1", flags='VoidFlag="true"', n=2)))[0].lines == ()


def test_decathlon_s_kind_names_several_units_and_times_and_the_first_counts():
    body = f"""<POSLog xmlns="{V6}"><Transaction TrainingModeFlag="false" TypeCode="SaleTransaction">
    <BusinessUnit><UnitID Name="SURREY QUAYS" TypeCode="RetailStore">GVA01</UnitID></BusinessUnit>
    <BusinessUnit><UnitID Name="GB" TypeCode="DKT:Country">15-7-7</UnitID></BusinessUnit>
    <WorkstationID TypeCode="POS">101</WorkstationID><SequenceNumber>1966</SequenceNumber>
    <TransactionID>7-240-101-1966</TransactionID><OperatorID OperatorName="Posdata">9999</OperatorID>
    <TrailerText><Text>REVDQVRITE9O</Text></TrailerText>
    <RetailTransaction TransactionStatus="Finished"><LineItem VoidFlag="false" CancelFlag="false">
    <Sale ItemType="Stock"><ItemID>1607701</ItemID><ExtendedAmount>124.99</ExtendedAmount><Quantity>1</Quantity>
    <Tax TaxType="VAT"><TaxableAmount>104.16</TaxableAmount><Amount>20.83</Amount></Tax>
    <TaxIncludedInPriceFlag>true</TaxIncludedInPriceFlag></Sale></LineItem>
    <LineItem><Tax TaxType="VAT"><Amount>20.83</Amount></Tax></LineItem></RetailTransaction>
    <EndDateTime TypeCode="DKT:Sales">2026-03-31T13:38:38+02:00</EndDateTime>
    <EndDateTime TypeCode="DKT:Payment">2026-03-31T13:39:11+02:00</EndDateTime></Transaction></POSLog>"""
    (one,) = good(read("poslog", body))
    assert (one.key, one.lines[0].net, one.at) == (
        "GVA01-101-2026-03-31-1966", 10_416, datetime(2026, 3, 31, 11, 38, 38, tzinfo=UTC),
    )  # fmt: skip


def test_a_discount_above_the_price_waits():
    off = '<RetailPriceModifier><Amount Action="Subtract">130.00</Amount></RetailPriceModifier>'
    ((place, reason),) = bad(told(line(more=off), mapping='discounts = "outside"'))
    assert place == "Transaction 1042, line 1, ExtendedAmount"
    assert reason == "is below zero without its discount and tax"


@pytest.mark.parametrize("count", ["-1", "2.5"])
def test_a_closing_of_no_whole_number_of_receipts_waits(count):
    counted = f"<TransactionCount>{count}</TransactionCount><ItemCount>2</ItemCount><NetSalesAmount>3</NetSalesAmount>"
    body = log(transaction(f"<ControlTransaction><POSEOD>{counted}</POSEOD></ControlTransaction>"))
    assert bad(read("poslog", body)) == [("Transaction 1042, receipts", f"'{count}' is not a whole number of receipts")]


# Days and hours


def test_the_hour_that_is_repeated_is_told_apart_by_when_the_transaction_began():
    def ended(begin, end):
        body = transaction(retail(line())).replace("2026-03-31T14:05:00", begin).replace("2026-03-31T14:09:31", end)
        return receipts(read("poslog", log(body)))[0].at.astimezone(UTC)

    assert ended("2026-10-25T02:05:00", "2026-10-25T02:40:00") == datetime(2026, 10, 25, 0, 40, tzinfo=UTC)
    assert ended("2026-10-25T02:55:00", "2026-10-25T02:10:00") == datetime(2026, 10, 25, 1, 10, tzinfo=UTC)


def test_a_day_without_a_date_of_its_own_ends_when_the_boutique_s_does():
    body = transaction(retail(line())).replace("<BusinessDayDate>2026-03-31</BusinessDayDate>", "")
    body = body.replace("2026-03-31T14:09:31", "2026-04-01T00:20:00")
    assert receipts(read("poslog", log(body)))[0].business_day == date(2026, 3, 31)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_year_nobody_sells_in_waits_and_stops_no_other(time):
    odd_one = transaction(retail(line())).replace("2026-03-31T14:09:31", time)
    undated = odd_one.replace("<BusinessDayDate>2026-03-31</BusinessDayDate>", "")
    begun = undated.replace("2026-03-31T14:05:00", time)
    dated = transaction(retail(line()), "6").replace("Date>2026-03-31<", f"Date>{time[:10]}<")
    items = read("poslog", log(undated, begun, dated, transaction(retail(line()), "7")))
    assert len(bad(items)) == (2 if time[0] == "0" else 3)  # where only the end is none, its beginning counts
    assert receipts(items)[-1].key == "GVA01-2-2026-03-31-7"


@pytest.mark.parametrize(("store", "currency", "amount", "net"), [
    ("TYO01", "JPY", "480000", 480_000), ("KWI01", "KWD", "1234.567", 1_234_567), ("TYO01", "", "480000", 480_000),
])  # fmt: skip
def test_minor_units_are_those_of_the_currency(store, currency, amount, net):
    body = transaction(retail(line(amount=amount)), store=store).replace("CHF", currency)
    assert receipts(read("poslog", log(body)))[0].lines[0].net == net


# Encodings


@pytest.mark.parametrize(("declared", "encoding"), [
    ("UTF-8", "utf-8"), ("UTF-8", "utf-8-sig"), ("UTF-16", "utf-16"), ("iso-8859-1", "latin-1"),
    ("windows-1252", "cp1252"), ("Shift_JIS", "shift_jis"), ("utf-16", "utf-8"), ("utf-16", "utf-8-sig"),
])  # fmt: skip
def test_a_file_is_read_as_its_encoding_is(declared, encoding):
    sku = "時計-1" if declared == "Shift_JIS" else "Collier-é"
    body = f'<?xml version="1.0" encoding="{declared}"?>' + log(transaction(retail(line(sku))))
    assert receipts(read("poslog", body.encode(encoding)))[0].lines[0].sku == sku


# What is rung up seldom


def test_a_number_is_a_ticket_of_its_own_on_another_till_or_day():
    body = transaction(retail(line()))
    other = transaction(retail(line()), till="3")
    later = body.replace("2026-03-31", "2026-04-01")
    assert len({one.key for one in receipts(read("poslog", log(body, other, later)))}) == 3


def test_what_was_put_aside_and_taken_up_again_is_one_sale():
    aside = transaction(retail(line()), "1", 'SuspendFlag="true"')
    resumed = transaction(retail(line(), about=link("1", reason="Resume", day="2026-03-31", till="2")), "2")
    items = read("poslog", log(aside, resumed))
    assert [(one.key, one.sale_type, one.original) for one in receipts(items)] == [("GVA01-2-2026-03-31-2", "sale", "")]


def test_a_post_void_stands_before_or_after_its_sale_and_in_another_boutique_s_file():
    sale = transaction(retail(line()), "1040")
    void = transaction(f"<PostVoid>{link('1040', day='2026-03-31', till='2')}</PostVoid>")
    for body in (log(sale, void), log(void, sale)):
        assert {one.original for one in receipts(read("poslog", body)) if one.sale_type == "void"} == {
            "GVA01-2-2026-03-31-1040"
        }
    back = line(name="Return", more=link("7", store="TYO01"))
    assert receipts(told(back))[0].original == "TYO01-3-2026-03-20-7"


def test_commission_shares_weigh_and_a_seller_twice_is_one():
    shares = "".join(
        f"<PercentageOfItem><AssociateID>{who}</AssociateID><Percentage>{part}</Percentage></PercentageOfItem>"
        for who, part in (("7", "0.5"), ("8", "0.25"), ("7", "0.25"))
    )
    assert receipts(told(line(more=shares)))[0].sellers == ((staff("7"), 0.75), (staff("8"), 0.25))
    assert receipts(told(line(more=seller("7") + seller("7"))))[0].sellers == ((staff("7"), 1.0),)


def test_a_gift_card_beside_goods_is_how_they_are_paid_and_alone_it_is_nothing():
    card = line("GC", "500.00", attributes='ItemType="dtv:GiftCard"', n=2)
    assert [sold.sku for sold in receipts(told(line(), card))[0].lines] == ["W-1"]
    assert [reason for _, reason in skipped(told(card))] == ["sells no goods"]


@pytest.mark.parametrize(("word", "kind"), [
    ("InterCompany", "inter_company"), ("dtv:SPECIAL_ORDER", "special_order"), ("Repair", "service"),
    ("WebPickup", "web_pickup"), ("TaxRefund", "tax_refund"), ("Consignment", "consignment"), ("TradeIn", "trade_in"),
])  # fmt: skip
def test_the_words_of_a_till_may_be_taught(word, kind):
    taught = '[sale_types]\nWebPickup = "web_pickup"\nTaxRefund = "tax_refund"\nConsignment = "consignment"\n'
    mapping = f'{taught}TradeIn = "trade_in"\n' if kind not in ("inter_company", "special_order", "service") else ""
    items = told(line(), attributes=f'TypeCode="{word}"', mapping=mapping)
    assert [one.sale_type for one in receipts(items)] == [kind]


def test_what_waits_can_be_kept_as_json_and_read_once_more():
    body = log(transaction(retail(line(quantity="x"), whole("10.00"), total("90.00"), about=link())))
    (waits,) = (one for one in read("poslog", body) if isinstance(one, Bad))
    row = json.loads(json.dumps(waits.row))
    row["RetailTransaction"]["LineItem"][0]["Sale"]["Quantity"] = ["1"]
    assert nets(read("poslog", b"", again=(row,))) == [(9_000, 1_000)]


def test_attributes_without_a_prefix_and_elements_without_a_space_are_read_alike():
    plain = log(transaction(retail(line(), attributes='TransactionStatus="Delivered"'))).replace(
        f' xmlns="{ARTS}" xmlns:dtv="{DTV}"', ""
    )
    assert receipts(read("poslog", plain)) == receipts(told(line()))


# In a house


SALE = log(transaction(retail(line(), line("S-1", "40.00", n=2)), "1040"), transaction(retail(line()), "1041"))
ABROAD = log(
    transaction(retail(line(name="Return", more=link("1040", day="2026-03-31", till="2"))), "77", store="TYO01")
)
VOID = log(transaction(f"<PostVoid>{link('1041', day='2026-03-31', till='2')}</PostVoid>", "1050"))


@pytest.mark.parametrize("order", list(itertools.permutations((SALE, ABROAD, VOID))))
def test_returns_and_voids_of_other_files_and_boutiques_find_their_sale_in_any_order(tmp_path, order):
    now = EXPORTED + timedelta(days=3)
    house = House.open(tmp_path, load(tmp_path, {}), clock=lambda: now)
    try:
        doors = b"code,zone,currency\nGVA01,Europe/Zurich,CHF\nTYO01,Asia/Tokyo,CHF\n"
        house.imports.read("doors", doors, received=EXPORTED)
        for body in order:
            assert not house.imports.read("poslog", body.encode(), received=EXPORTED).bad
        house.catch_up()
        names = [column.name for column in TICKET.columns]
        rows = [dict(zip(names, row, strict=True)) for row in house.warehouse.fetch("ticket", {})]
        told = sorted((row["boutique"], row["sale_type"], row["net"]) for row in rows)
        standing = house.warehouse.fetch("receipt", {})
        assert ("TYO01", "return", -10_000) in told
        assert len({row[0] for row in standing}) == 1
    finally:
        house.close()


def test_the_largest_amount_a_line_can_have_is_kept_and_one_beyond_waits(tmp_path):
    house = House.open(tmp_path, load(tmp_path, {}), clock=lambda: EXPORTED)
    try:
        house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=EXPORTED)
        body = log(
            transaction(retail(line(amount="9999999999999.99"))), transaction(retail(line(amount="1" + 14 * "0")), "1")
        )
        done = house.imports.read("poslog", body.encode(), received=EXPORTED)
        house.catch_up()
        assert (done.kept.new, [place for place, _ in done.bad]) == (1, ["Transaction 1, line 1, ExtendedAmount"])
    finally:
        house.close()
