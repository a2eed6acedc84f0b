"""POSLog of each kind of sender: what was sold, taken back and voided, what was odd, and what the till counted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from feed_files import DOORS, EXPORTED, bad, good, read, skipped

from cabochon.connectors import KINDS, Bad, Delivery, sample_of
from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.retail.events import Line, Receipt, StockException, TillClosing
from cabochon.retail.who import Who
from cabochon.settings import load as settings_of

ARTS, V6 = "http://www.nrf-arts.org/IXRetail/namespace/", "http://www.nrf-arts.org/IXRetail/v6.0.0/poslog"
DTV = "http://www.datavantagecorp.com/xstore/"
HEAD = """<RetailStoreID>{store}</RetailStoreID><WorkstationID>{till}</WorkstationID>
<SequenceNumber>{number}</SequenceNumber><BusinessDayDate>2026-03-31</BusinessDayDate>
<BeginDateTime>2026-03-31T14:05:00</BeginDateTime><EndDateTime>2026-03-31T14:09:31</EndDateTime>
<OperatorID OperatorName="Marie Dupont">94</OperatorID><CurrencyCode>CHF</CurrencyCode>"""


def log(*transactions, space=ARTS):
    return f'<POSLog xmlns="{space}" xmlns:dtv="{DTV}">\n{"".join(transactions)}</POSLog>\n'


def transaction(inside, number="1042", flags="", store="GVA01", till="2", more=""):
    return f"<Transaction {flags}>{HEAD.format(store=store, till=till, number=number)}{more}{inside}</Transaction>\n"


def retail(*lines, about="", attributes=""):
    return f"<RetailTransaction {attributes}>{about}{''.join(lines)}</RetailTransaction>"


def line(sku="W-1", amount="100.00", quantity="1", name="Sale", attributes='ItemType="Stock"', more="", flags="", n=1):
    item = f"<ItemID>{sku}</ItemID><ExtendedAmount>{amount}</ExtendedAmount><Quantity>{quantity}</Quantity>{more}"
    return f"<LineItem {flags}><SequenceNumber>{n}</SequenceNumber><{name} {attributes}>{item}</{name}></LineItem>"


def link(number="1000", reason="Return", day="2026-03-20", store="GVA01", till="3"):
    return (
        f'<TransactionLink ReasonCode="{reason}"><RetailStoreID>{store}</RetailStoreID><WorkstationID>{till}'
        f"</WorkstationID><SequenceNumber>{number}</SequenceNumber><BusinessDayDate>{day}</BusinessDayDate>"
        "</TransactionLink>"
    )


def seller(code):
    return f'<Associate><AssociateID OperatorName="Marie Dupont">{code}</AssociateID></Associate>'


def staff(code):
    return Who("till:poslog", code)


def receipts(items):
    return [one for one in good(items) if isinstance(one, Receipt)]


def odd(items):
    return [(o.exception, o.key, o.amount, o.sku) for o in good(items) if isinstance(o, StockException)]


@pytest.mark.parametrize("space", [ARTS, V6, ""])
def test_a_sale_is_read_whatever_its_namespace(space):
    (one,) = good(read("poslog", log(transaction(retail(line(), line("S-9", "42.10", n=2))), space=space)))
    assert (one.key, one.boutique, one.business_day) == ("GVA01-2-2026-03-31-1042", "GVA01", date(2026, 3, 31))
    assert one.at == datetime(2026, 3, 31, 12, 9, 31, tzinfo=UTC)
    assert one.at.utcoffset() == timedelta(hours=2)
    assert one.lines == (Line(sku="W-1", quantity=1, net=10_000), Line(sku="S-9", quantity=1, net=4_210))
    assert (one.sale_type, one.sellers, one.cashier) == ("sale", ((staff("94"), 1.0),), staff("94"))
    assert one.revision == "2026-04-03T02:00:00.000000Z"


def test_version_6_names_the_boutique_and_the_transaction_its_own_way():
    body = f"""<poslog:POSLog xmlns:poslog="{V6}"><poslog:Transaction>
    <poslog:BusinessUnit><poslog:UnitID Name="Ginza">TYO01</poslog:UnitID></poslog:BusinessUnit>
    <poslog:WorkstationID>7</poslog:WorkstationID><poslog:TransactionID>A-77</poslog:TransactionID>
    <poslog:EndDateTime>2026-03-31T23:30:00.8273339+09:00</poslog:EndDateTime>
    <poslog:OperatorID WorkerID="12" OperatorName="Sato Hanako"/>
    <poslog:RetailTransaction><poslog:LineItem><poslog:Sale><poslog:POSIdentity><poslog:POSItemID>4971850</poslog:POSItemID>
    </poslog:POSIdentity><poslog:ActualSalesUnitPrice>480000</poslog:ActualSalesUnitPrice></poslog:Sale></poslog:LineItem>
    </poslog:RetailTransaction></poslog:Transaction></poslog:POSLog>"""
    (one,) = good(read("poslog", body, 'key = "{boutique}-{id}"'))
    assert (one.key, one.currency, one.lines) == ("TYO01-A-77", "JPY", (Line(sku="4971850", quantity=1, net=480_000),))
    assert one.sellers == ((staff("12"), 1.0),)
    assert one.business_day == date(2026, 3, 31)


def test_xstore_is_read_with_its_attributes_cdata_and_commission_shares():
    shares = "".join(
        f"<dtv:PercentageOfItem><dtv:AssociateID><![CDATA[{code}]]></dtv:AssociateID>"
        f"<dtv:Percentage><![CDATA[{part}]]></dtv:Percentage></dtv:PercentageOfItem>"
        for code, part in (("6794", "0.75"), ("6810", "0.25"))
    )
    sale = line("<![CDATA[RW-1]]>", "<![CDATA[100.0000]]>", "<![CDATA[1]]>", more=seller("6794") + shares)
    body = log(
        transaction(retail(sale, attributes='TransactionStatus="Delivered"'), flags='dtv:TransactionType="RETAIL_SALE"')
    )
    (one,) = good(read("poslog", body))
    assert one.lines == (Line(sku="RW-1", quantity=1, net=10_000),)
    assert one.sellers == ((staff("6794"), 0.75), (staff("6810"), 0.25))
    assert one.cashier == staff("94")


def test_lines_weigh_by_net_and_the_cashier_sells_what_names_nobody():
    body = log(transaction(retail(line(amount="300", more=seller("7")), line("B", amount="100", n=2))))
    assert receipts(read("poslog", body))[0].sellers == ((staff("7"), 0.75), (staff("94"), 0.25))
    assert receipts(read("poslog", body, "cashier_sells = false"))[0].sellers == ((staff("7"), 1.0),)
    shared = log(transaction(retail(line(more=seller("7") + seller("8")))))
    assert receipts(read("poslog", shared))[0].sellers == ((staff("7"), 0.5), (staff("8"), 0.5))


def test_of_several_quantities_that_of_pieces_counts_and_a_weight_stays_one():
    several = '<Quantity UnitOfMeasureCode="KG">0.42</Quantity><Quantity UnitOfMeasureCode="EA">3</Quantity>'
    one = line(quantity="0.42") + line(n=2, quantity="1").replace("<Quantity>1</Quantity>", several)
    (receipt,) = good(read("poslog", log(transaction(retail(one)))))
    assert [sold.quantity for sold in receipt.lines] == [0.42, 3]


def test_goods_without_an_article_are_of_their_department():
    bare = "<MerchandiseHierarchy>6</MerchandiseHierarchy><MerchandiseHierarchy>62</MerchandiseHierarchy>"
    (receipt,) = good(read("poslog", log(transaction(retail(line("", more=bare))))))
    assert receipt.lines[0].sku == "department-6"


def test_discounts_and_overrides_are_told():
    rule = '<RetailPriceModifier MethodCode="PriceRule"><Amount Action="Subtract">10.00</Amount></RetailPriceModifier>'
    hand = '<RetailPriceModifier MethodCode="PriceOverride"><Amount Action="Replace">90.00</Amount><PreviousPrice>120.00</PreviousPrice></RetailPriceModifier>'  # noqa: E501
    gone = '<RetailPriceModifier VoidFlag="true"><Amount Action="Subtract">50.00</Amount></RetailPriceModifier>'
    items = read("poslog", log(transaction(retail(line(more=rule + gone), line("B", "90.00", more=hand, n=2)))))
    assert [(sold.net, sold.discount) for sold in receipts(items)[0].lines] == [(10_000, 1_000), (9_000, 3_000)]
    assert odd(items) == [("override", "GVA01-2-2026-03-31-1042-override-2", 3_000, "B")]
    before = read("poslog", log(transaction(retail(line(more=rule)))), 'discounts = "outside"')
    assert receipts(before)[0].lines[0].net == 9_000


def test_tax_is_taken_off_gross_prices():
    tax = "<Tax><Amount>8.10</Amount></Tax>"
    own = log(transaction(retail(line(amount="108.10", more=tax))))
    assert receipts(read("poslog", own, 'prices = "gross"'))[0].lines[0].net == 10_000
    assert receipts(read("poslog", own))[0].lines[0].net == 10_810  # prices are net: the tax is beside them
    whole = log(
        transaction(
            retail(
                line(amount="108.10"),
                line("B", "216.20", n=2),
                "<LineItem><Tax><Amount>24.30</Amount></Tax></LineItem>",
            )
        )
    )
    assert [one.net for one in receipts(read("poslog", whole, 'prices = "gross"'))[0].lines] == [10_000, 20_000]
    silent = log(transaction(retail(line(amount="108.10"))))
    assert receipts(read("poslog", silent, 'prices = "gross"\ntax_percent = 8.1'))[0].lines[0].net == 10_000
    ((place, reason),) = bad(read("poslog", silent, 'prices = "gross"'))
    assert place == "Transaction 1042, line 1, ExtendedAmount"
    assert reason == "has tax in it, how much is not said; write tax_percent = 8.1"


def test_returns_are_told_by_their_original():
    back = line("S-9", "40.00", name="Return", more=link(), n=2)
    other = line("S-8", "-30.00", "-1", name="ReturnForDelivery", more=link("1001"), n=3)
    sale, first, second = good(read("poslog", log(transaction(retail(line(), back, other)))))
    assert (sale.key, sale.sale_type, len(sale.lines)) == ("GVA01-2-2026-03-31-1042", "sale", 1)
    assert (first.sale_type, first.original) == ("return", "GVA01-3-2026-03-20-1000")
    assert first.key == "GVA01-2-2026-03-31-1042-return-GVA01-3-2026-03-20-1000"
    assert (first.lines, second.lines) == (
        (Line(sku="S-9", quantity=1, net=4_000),),
        (Line(sku="S-8", quantity=1, net=3_000),),
    )
    (alone,) = good(read("poslog", log(transaction(retail(back)))))
    assert (alone.key, alone.original) == ("GVA01-2-2026-03-31-1042", "GVA01-3-2026-03-20-1000")


def test_a_link_of_the_transaction_holds_for_its_return_lines():
    body = retail(line(name="Return"), about=link() + link("999", reason="Resumed"))
    (one,) = good(read("poslog", log(transaction(body))))
    assert (one.sale_type, one.original) == ("return", "GVA01-3-2026-03-20-1000")


def test_a_return_without_its_receipt_is_one_and_an_exchange_of_the_same_worth_another():
    items = read("poslog", log(transaction(retail(line("S-9", "40.00", name="Return")))))
    assert [(one.sale_type, one.original) for one in receipts(items)] == [("return", "")]
    assert odd(items) == [("refund", "GVA01-2-2026-03-31-1042-refund", 4_000, "")]
    even = retail(line("S-9", "40.00", name="Return"), line("S-8", "40.00", n=2))
    assert receipts(read("poslog", log(transaction(even))))[0].sale_type == "even_exchange"


@pytest.mark.parametrize("inside", [
    retail(line(), about=link("1040", reason="Voided", day="2026-03-31", till="2")),
    f"<PostVoid>{link('1040', day='2026-03-31', till='2')}</PostVoid>",
    "<PostVoidTransaction><SequenceNumber>1040</SequenceNumber></PostVoidTransaction>",
])  # fmt: skip
def test_a_post_void_voids_the_earlier_one(inside):
    items = read("poslog", log(transaction(inside)))
    (one,) = receipts(items)
    assert (one.sale_type, one.key, one.original) == (
        "void",
        "GVA01-2-2026-03-31-1042",
        "GVA01-2-2026-03-31-1040",
    )
    assert [name for name, *_ in odd(items)] == ["void"]


def test_a_post_void_that_does_not_say_of_what_waits():
    ((place, reason),) = bad(read("poslog", log(transaction(retail(line()), flags='dtv:TransactionType="POST_VOID"'))))
    assert (place, reason) == (
        "Transaction 1042, TransactionLink",
        "voids another transaction and does not say which",
    )


def test_what_was_voided_itself_stands_as_void():
    (one,) = receipts(read("poslog", log(transaction(retail(line(), attributes='TransactionStatus="dtv:PostVoided"')))))
    assert (one.sale_type, one.original) == ("void", "")


def test_voided_lines_are_no_sale_but_an_exception():
    items = read("poslog", log(transaction(retail(line(), line("B", "55", flags='VoidFlag="true"', n=2)))))
    assert [one.sku for one in receipts(items)[0].lines] == ["W-1"]
    assert odd(items) == [("void", "GVA01-2-2026-03-31-1042-void-2", 5_500, "B")]
    assert odd(read("poslog", log(transaction(retail(line("B", flags='VoidFlag="true"')))), "exceptions = false")) == []


def test_what_was_cancelled_or_put_aside_is_passed_over():
    items = read(
        "poslog",
        log(
            transaction(retail(line()), "1", 'CancelFlag="true"'),
            transaction(retail(line()), "2", 'SuspendFlag="true"'),
            transaction(retail(line(), attributes='TransactionStatus="Suspended"'), "3"),
            transaction(retail(line(), attributes='TransactionStatus="dtv:CancelOrphaned"'), "4"),
            transaction(retail(), "5"),
            transaction(retail(line(attributes='ItemType="GiftCard"')), "6"),
        ),
    )
    assert receipts(items) == []
    assert [place for place, _ in skipped(items)] == [f"Transaction {n}" for n in (1, 2, 3, 4, 5, 6)]
    assert odd(items) == [
        ("void", "GVA01-2-2026-03-31-1-void", 10_000, ""),
        ("void", "GVA01-2-2026-03-31-4-void", 10_000, ""),
    ]


def test_a_training_is_a_test_and_nothing_of_it_odd():
    body = retail(line(), line("B", name="Return", n=2), line("C", flags='VoidFlag="1"', n=3))
    items = read("poslog", log(transaction(body, flags='TrainingModeFlag="true"')))
    assert [one.sale_type for one in receipts(items)] == ["test"]
    assert odd(items) == []


@pytest.mark.parametrize(("inside", "flags", "expected"), [
    (retail(line(), attributes='TypeCode="dtv:Layaway"'), "", "deposit"),
    (retail(line()), 'dtv:TransactionType="EMPLOYEE_SALE"', "staff"),
    (retail(line(name="CustomerOrderForPickup")), "", "special_order"),
    (retail(line(name="SaleForDelivery")), "", "sale"),
])  # fmt: skip
def test_words_of_the_till_are_sale_types(inside, flags, expected):
    assert [one.sale_type for one in receipts(read("poslog", log(transaction(inside, flags=flags))))] == [expected]


def test_a_sale_type_there_is_not_is_refused():
    with pytest.raises(Refused) as refused:
        read("poslog", log(), '[sale_types]\nLayaway = "later"')
    assert refused.value.reason.startswith("'later' is no sale type; there are sale, return")


def test_a_till_is_closed_where_it_says_all_it_counted():
    counted = "<TransactionCount>12</TransactionCount><ItemCount>19.5</ItemCount>"
    net = '<Total TotalType="dtv:TransactionNetAmount">48210.55</Total>'
    (one,) = good(
        read("poslog", log(transaction(f"<ControlTransaction><POSEOD>{counted}{net}</POSEOD></ControlTransaction>")))
    )
    assert isinstance(one, TillClosing)
    assert (one.receipts, one.units, one.net, one.till) == (12, 19.5, 4_821_055, "2")
    silent = f"<TenderControlTransaction><TillSettle>{counted}</TillSettle></TenderControlTransaction>"
    assert skipped(read("poslog", log(transaction(silent)))) == [
        ("Transaction 1042", "closes a till and does not say receipts, pieces and net")
    ]


def test_controls_between_sales_are_passed_over_but_a_drawer_opened_without_a_sale():
    body = log(
        transaction("<ControlTransaction><OperatorSignOn/></ControlTransaction>", "1"),
        transaction(retail(line()), "2"),
        transaction("<ControlTransaction><NoSale/></ControlTransaction>", "3"),
        transaction("<TenderControlTransaction><PaidOut/></TenderControlTransaction>", "4"),
        transaction("<InventoryControlTransaction/>", "5"),
        transaction("", "6", 'dtv:TransactionType="OPEN_DRAWER"'),
    )
    items = read("poslog", body)
    assert [one.key for one in receipts(items)] == ["GVA01-2-2026-03-31-2"]
    assert [(name, key) for name, key, *_ in odd(items)] == [
        ("no_sale", "GVA01-2-2026-03-31-3-no-sale"),
        ("no_sale", "GVA01-2-2026-03-31-6-no-sale"),
    ]
    assert [place for place, _ in skipped(items)] == ["Transaction 1", "Transaction 4", "Transaction 5"]


@pytest.mark.parametrize(("change", "place", "reason"), [
    (("<RetailStoreID>GVA01", "<RetailStoreID>014"), "RetailStoreID", "'014' is not a boutique; import it with the doors, or write [boutiques] \"014\" = \"<code>\""),  # noqa: E501
    (("GVA01", ""), "RetailStoreID", "is empty"),
    (("T14:09:31", "T25:09:31"), "EndDateTime", "'2026-03-31T25:09:31' is not a time; expected e.g. 2026-03-31T14:05:00"),  # noqa: E501
    (("Date>2026-03-31<", "Date>31.03.2026<"), "BusinessDayDate", "'31.03.2026' is not a date; expected e.g. 2026-03-31"),  # noqa: E501
    ((">CHF<", ">SFR<"), "CurrencyCode", "'SFR' is not a currency of ISO 4217; expected e.g. CHF"),
    (("<Quantity>1", "<Quantity>one"), "line 1, Quantity", "'one' is not a number; expected e.g. 1234.50"),
    (("100.00", "1e999999"), "line 1, ExtendedAmount", "'1e999999' is not a number; expected e.g. 1234.50"),
    (("100.00", "NaN"), "line 1, ExtendedAmount", "'NaN' is not a number; expected e.g. 1234.50"),
    (("100.00", "-5.00"), "line 1, ExtendedAmount", "is below zero for goods that were sold; let the till send a Return, or write its ItemType into unsold"),  # noqa: E501
    (("<ItemID>W-1</ItemID>", ""), "line 1, ItemID", "is empty"),
])  # fmt: skip
def test_what_cannot_be_read_waits_whole_and_stops_nothing(change, place, reason):
    items = read("poslog", log(transaction(retail(line())).replace(*change), transaction(retail(line()), "1043")))
    assert bad(items) == [(f"Transaction 1042, {place}", reason)]
    assert [one.key for one in receipts(items)] == ["GVA01-2-2026-03-31-1043"]


def test_what_waited_is_read_once_more_by_a_mended_mapping():
    waits = next(one for one in read("poslog", log(transaction(retail(line()), store="014"))) if isinstance(one, Bad))
    (one,) = good(read("poslog", b"", '[boutiques]\n"014" = "GVA01"', again=(waits.row,)))
    assert one == good(read("poslog", log(transaction(retail(line())))))[0]


def test_nothing_of_a_client_and_nobodys_name_is_read():
    client = (
        "<Customer><Name>Jane Roe</Name><Telephone><FullTelephoneNumber>079 555 01 02</FullTelephoneNumber></Telephone>"
        "<EMail>jane@example.org</EMail></Customer><LoyaltyAccount><LoyaltyAccountID>40077</LoyaltyAccountID></LoyaltyAccount>"
        "<ReceiptImage>&lt;receipt&gt;Jane Roe&lt;/receipt&gt;</ReceiptImage>"
    )
    sale = line(quantity="x", more=seller("7") + "<Description>For Jane Roe</Description><Note>Jane Roe</Note>")
    body = transaction(retail(sale, client), more=client) + transaction(retail(line(more=seller("7")), client), "1043")
    items = read(
        "poslog", log(body, transaction(f"<ControlTransaction><POSEOD>{client}</POSEOD></ControlTransaction>", "9"))
    )
    assert len(items) == 3
    for secret in ("Jane", "Roe", "jane@", "555", "40077", "Marie", "Dupont"):
        assert secret not in repr(items)


def test_the_same_delivery_twice_is_the_same_and_a_later_one_corrects():
    first, again = (read("poslog", log(transaction(retail(line())))) for _ in range(2))
    assert first == again
    later = read("poslog", log(transaction(retail(line(amount="90.00")))), received=EXPORTED + timedelta(days=1))
    assert later[0].key == first[0].key
    assert later[0].revision > first[0].revision


def test_a_file_that_was_cut_off_gives_the_transactions_before():
    body = log(transaction(retail(line()), "1"), transaction(retail(line()), "2"), transaction(retail(line()), "3"))
    reading, found = KINDS["poslog"].read(delivery_of(body[: body.rindex("<Quantity>")])), []
    with pytest.raises(Refused) as refused:
        found.extend(reading)
    assert [one.key for one in found] == ["GVA01-2-2026-03-31-1", "GVA01-2-2026-03-31-2"]
    assert refused.value.pointer.startswith("line ")


def delivery_of(body):
    return Delivery(body=body.encode(), received=EXPORTED, doors=DOORS)


@pytest.fixture
def house(tmp_path):
    opened = House.open(tmp_path, settings_of(tmp_path, {}))
    opened.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=EXPORTED)
    yield opened
    opened.close()


def test_a_house_keeps_it_once_and_what_comes_before_a_fault(house):
    _, sample = sample_of(KINDS["poslog"])
    first = house.imports.read("poslog", sample, received=EXPORTED)
    assert (first.kept.new, first.bad) == (4, [])
    assert house.imports.read("poslog", sample, received=EXPORTED).kept.repeated == 4
    cut = sample[: sample.rindex(b"<POSEOD>")].replace(b"<![CDATA[104", b"<![CDATA[204")
    broken = house.imports.read("poslog", cut, received=EXPORTED)
    assert broken.kept.new == 3
    ((place, reason),) = broken.bad
    assert place.startswith("line ")
    assert reason.endswith("it was cut off; bring it once more, whole; what stands before it was read")
    with pytest.raises(Refused):
        house.imports.read("poslog", cut[:300], received=EXPORTED)
