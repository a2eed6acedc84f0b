"""EPCIS 2.0: counts, goods in and out, theft and damage; what the schema lets pass; what is declared in error."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from feed_files import EXPORTED, bad, good, skipped
from feed_files import read as reads

from cabochon.connectors import KINDS, Bad, sample_of
from cabochon.connectors.epcis_articles import gtin_of
from cabochon.house import House
from cabochon.refusals import Refused
from cabochon.retail.events import StockCount, StockException
from cabochon.retail.operations import Counted
from cabochon.settings import load as settings_of

CBV = "https://ref.gs1.org/cbv/"
LGTIN, GTIN = "urn:epc:class:lgtin:4012345.011111.4444", "04012345111118"
SGTIN = "urn:epc:id:sgtin:4012345.011111."


def event(**more):
    whole = {
        "type": "ObjectEvent", "eventID": "urn:uuid:1", "eventTime": "2026-03-31T17:10:00Z",
        "eventTimeZoneOffset": "+02:00", "action": "OBSERVE", "bizStep": "receiving", "epcList": [f"{SGTIN}1"],
        "bizLocation": {"id": "GVA01"}, **more,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value is not None}


def count(*quantities, **more):
    lines = [{"epcClass": LGTIN, "quantity": n, "cabochon:expected": of} for n, of in quantities]
    return event(bizStep="cycle_counting", epcList=None, quantityList=lines, **more)


def document(*events):
    return {"@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"], "type": "EPCISDocument",
            "schemaVersion": "2.0", "epcisBody": {"eventList": list(events)}}  # fmt: skip


def read(body, mapping="", **more):
    return reads("epcis", json.dumps(body).encode(), mapping, **more)


@pytest.mark.parametrize("wrap", [
    lambda one: one, lambda one: [one], document, lambda one: {"eventList": [one]},
    lambda one: {"epcisBody": {"event": one}},
    lambda one: {"type": "EPCISQueryDocument", "epcisBody": {"queryResults": {"resultsBody": {"eventList": [one]}}}},
])  # fmt: skip
def test_an_event_is_read_in_whatever_it_is_wrapped(wrap):
    (step,) = good(read(wrap(event())))
    assert (step.process, step.step, step.done, step.key) == ("receiving", "receiving", True, "urn:uuid:1")
    assert step.at.isoformat() == "2026-03-31T19:10:00+02:00"


@pytest.mark.parametrize(
    "word", ["shipping", f"{CBV}BizStep-shipping", "urn:epcglobal:cbv:bizstep:shipping", "cbv:BizStep-shipping"]
)
def test_short_names_and_whole_addresses_are_the_same_words(word):
    (step,) = good(read(event(bizStep=word)))
    assert (step.process, step.step) == ("transfer", "shipping")


def test_a_count_has_a_line_an_article_in_our_own_words():
    body = count((11, 12), readPoint={"id": "urn:epc:id:sgln:4012345.00005.vitrine"})
    body["quantityList"][0]["cabochon:unitCost"] = "1250.50"
    (told,) = good(
        read(body, f'[skus]\n"{GTIN}" = "W-100"\n[zones]\n"urn:epc:id:sgln:4012345.00005.vitrine" = "vitrine"\n')
    )
    assert told.lines == (Counted(sku="W-100", expected=12.0, counted=11.0, cost=125050),)
    assert (told.zone, told.currency, told.reason) == ("vitrine", "CHF", "cycle_counting")
    (plain,) = good(read(count((11, 12))))
    assert plain.lines[0].sku == GTIN


def test_a_count_by_tags_is_compared_with_a_list_of_its_own():
    other = "https://id.gs1.org/01/09521141012345/10/LOT"
    body = event(bizStep="stock_taking", epcList=[f"{SGTIN}1", f"{SGTIN}2"])
    body["cabochon:expectedList"] = [{"epcClass": LGTIN, "quantity": 3}, {"epcClass": other, "quantity": 1}]
    (told,) = good(read(body))
    assert [(one.sku, one.expected, one.counted) for one in told.lines] == [
        (GTIN, 3.0, 2.0),
        ("09521141012345", 1.0, 0.0),
    ]


def test_a_count_that_does_not_say_what_was_expected_is_passed_over_with_the_reason():
    body = event(bizStep="cycle_counting")
    ((_, reason),) = skipped(read(body))
    assert reason.startswith("counts without what was expected, which EPCIS has no member for")
    assert "expected or expected_list, or bring the count as CSV" in reason
    half = count((1, 1), (2, 2))
    del half["quantityList"][1]["cabochon:expected"]
    assert bad(read(half)) == [
        ("/quantityList/1/cabochon:expected", "is missing; the other articles of this count have it")
    ]


def test_theft_damage_and_mismatch_are_exceptions_of_each_article():
    stolen = good(
        read(event(bizStep="inspecting", disposition=f"{CBV}Disp-stolen", epcList=[f"{SGTIN}1", f"{SGTIN}2"]))
    )
    assert [(one.exception, one.sku, one.key) for one in stolen] == [("stolen", GTIN, f"urn:uuid:1#{GTIN}")]
    pallet = good(
        read(event(bizStep="inspecting", disposition="damaged", epcList=["urn:epc:id:sscc:4012345.0111111111"]))
    )
    assert [(one.exception, one.sku) for one in pallet] == [("damaged", "")]
    both = good(read(count((11, 12), disposition="mismatch_quantity")))
    assert [type(one) for one in both] == [StockCount, StockException]
    (odd, step) = good(read(event(disposition="damaged")))
    assert (odd.exception, step.exceptions) == ("damaged", 1)


def test_what_is_no_article_of_ours_is_passed_over_with_the_reason():
    items = read([
        event(type="AggregationEvent"), event(type="TransformationEvent", action=None), event(bizStep="retail_selling"),
        event(bizStep="https://example.com/steps/polishing"), event(bizLocation={"id": "urn:epc:id:sgln:1.2.3"}),
    ])  # fmt: skip
    assert len(skipped(items)) == len(items) == 5
    assert '[boutiques] "urn:epc:id:sgln:1.2.3" = "<code>"' in skipped(items)[4][1]
    strict = read(event(bizLocation={"id": "urn:epc:id:sgln:1.2.3"}), 'elsewhere = "quarantine"\n')
    assert [place for place, _ in bad(strict)] == ["/bizLocation/id"]


BROKEN = {
    "/type": event(type="EPCISThing"),
    "/eventTime": event(eventTime="22-07-2026"),
    "/eventTimeZoneOffset": event(eventTimeZoneOffset="CET"),
    "/action": event(action=None),
    "/bizStep": event(bizStep="polishing"),
    "/disposition": event(disposition="lost"),
    "/recordTime": event(recordTime="2026-03-31T17:09:59Z"),
    "/epcList": event(epcList=[]),
    "/epcList/0": event(epcList=["4012345"]),
    "/quantityList/0/epcClass": event(quantityList=[{"quantity": 1}]),
    "/quantityList/0/quantity": count((-1, 1)),
    "/errorDeclaration/declarationTime": event(errorDeclaration={"reason": "incorrect_data"}),
    "/errorDeclaration/correctiveEventIDs": event(
        errorDeclaration={"declarationTime": "2026-04-01T08:00:00Z", "correctiveEventIDs": ["urn:uuid:1"]}
    ),
    "/bizLocation": event(bizLocation=None),
    "/readPoint": event(readPoint="urn:epc:id:sgln:4012345.00005.0"),
    "/ilmd/materialType": event(action="ADD", ilmd={"materialType": "cotton"}),
    "/ilmd": event(action="ADD", ilmd="cotton"),
    "/certificationInfo": event(certificationInfo=42),
    "/sourceList/type": event(sourceList=[{"type": "place", "source": "urn:epc:id:sgln:952012.345678.0"}]),
    "/bizTransactionList": event(bizTransactionList="po 12"),
    "/quantityList/0/weight": event(quantityList=[{"epcClass": LGTIN, "quantity": 10, "uom": "KGM", "weight": 5}]),
    "/quantityList/0/uom": event(quantityList=[{"epcClass": LGTIN, "quantity": 10, "uom": "kilo"}]),
}
MORE = [
    ("/eventTime", event(eventTime=None)), ("/eventTime", event(eventTime="2026-03-31T19:10:00")),
    ("/quantityList/0/quantity", event(quantityList=[{"epcClass": LGTIN, "quantity": "twenty"}])),
    ("/quantityList/0/quantity", event(bizStep=None, quantityList=[{"epcClass": LGTIN, "quantity": "twenty"}])),
    ("/disposition", event(disposition=f"{CBV}Disp-lost")), ("/bizStep", event(bizStep=f"{CBV}BizStep-polishing")),
    ("/eventTime", event(eventTime="2026-03-31")), ("/eventTimeZoneOffset", event(eventTimeZoneOffset=None)),
    ("/eventTimeZoneOffset", event(eventTimeZoneOffset="+14:30")),
    ("/eventTimeZoneOffset", event(eventTimeZoneOffset="+2:00")),
    ("/quantityList/0/quantity", count(("1e999999999", 1))),
    ("/eventTime", event(eventTime="0001-01-01T00:00:00+14:00")),
    ("/quantityList/0/cabochon:expected", count((1, "-1e999999999"))), ("/action", event(action="observe")),
    ("/action", event(type="TransformationEvent")),
    ("/action", count((1, 1), action="ADD")), ("/epcList", event(epcList=None)),
    ("/epcList", event(epcList=[f"{SGTIN}1", f"{SGTIN}1"])), ("/epcList", event(epcList="all")),
    ("/quantityList/0", event(quantityList=[7])), ("/errorDeclaration", event(errorDeclaration="yes")),
    ("/errorDeclaration/declarationTime", event(errorDeclaration={"declarationTime": "2026-03-30T08:00:00Z"})),
    ("/epcList/0", event(disposition="damaged", epcList=["urn:epc:id:sgtin:4012345.01111.1"])),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "broken"), [*BROKEN.items(), *MORE])
def test_what_the_schema_may_let_pass_is_refused_at_its_place(pointer, broken):
    items = read(document(broken, event(eventID="urn:uuid:2")))
    ((place, reason),) = bad(items)
    assert place == f"/epcisBody/eventList/0{pointer}"
    assert reason
    assert [one.key for one in good(items)] == ["urn:uuid:2"]


def test_a_flaw_of_what_is_not_read_waits_without_what_it_says_and_strictness_can_be_left_off():
    body = event(ilmd={"note": "Marie Dupont", "example:lot": "7"}, quantityList=[
        {"epcClass": LGTIN, "quantity": 1, "weight": "Marie Dupont"}])  # fmt: skip
    (waiting,) = [one for one in read(body) if isinstance(one, Bad)]
    assert "Dupont" not in repr(waiting)
    again = reads("epcis", b"", again=(waiting.row,))
    assert bad(again) == [(f"/0{waiting.place}", waiting.reason)]
    (step,) = good(reads("epcis", b"", "strict = false\n", again=(waiting.row,)))
    assert step.process == "receiving"
    assert good(read(body, "strict = false\n")) == [step]


def test_a_document_without_its_context_is_read_and_the_lack_is_told():
    whole = document(event())
    del whole["@context"]
    items = read(whole)
    assert [place for place, _ in skipped(items)] == ["/@context"]
    assert len(good(items)) == 1


def test_what_a_sound_event_says_beside_is_no_flaw():
    body = event(
        ilmd={"cbvmda:lotNumber": "ABC123"}, certificationInfo=["https://accreditation.example.org/certificate/1"],
        sourceList=[{"type": "location", "source": "urn:epc:id:sgln:4012345.00225.0"}, {"source": "urn:x:1"}],
        destinationList=[{"type": "cbv:my_own_party", "destination": "urn:epc:id:pgln:0614141.00777"}],
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:x:1"}, {"bizTransaction": "urn:x:2"}],
        persistentDisposition={"set": ["completeness_verified"]}, **{"@context": [{"ext": "http://x.example/"}]},
        quantityList=[{"epcClass": LGTIN, "quantity": 200, "uom": "KGM", "example:loss": 2}, {"epcClass": LGTIN}],
        sensorElementList=[{"sensorReport": [{"type": "Temperature", "value": 26}]}],
    )  # fmt: skip
    assert len(good(read(body))) == len(read(body)) == 1


def test_one_thing_told_twice_under_two_ids_is_one():
    items = read([event(), event(eventID="urn:uuid:2"), event(eventID="urn:uuid:3", eventTime="2026-03-31T17:10:01Z")])
    assert [one.key for one in good(items)] == ["urn:uuid:1", "urn:uuid:3"]
    assert "the event urn:uuid:1" in skipped(items)[0][1]
    orders = [event(eventID=f"urn:uuid:{n}", bizTransactionList=[{"type": "po", "bizTransaction": f"urn:x:{n}"}])
              for n in (4, 5)]  # fmt: skip
    assert len(good(read(orders))) == 2


@pytest.mark.parametrize("place", [
    "urn:epc:id:sgln:4012345.00005.0", "urn:epc:id:sgln:4012345.00005.vitrine", "https://id.gs1.org/414/4012345000054",
    "https://id.maison.example/414/4012345000054/254/vitrine", "urn:epc:id:pgln:4012345.00005",
])  # fmt: skip
@pytest.mark.parametrize(
    "written", ["4012345000054", "urn:epc:id:sgln:4012345.00005.0", "https://id.gs1.org/414/4012345000054"]
)
def test_a_boutique_is_known_by_its_gln_however_it_is_written(place, written):
    mapping = f'[boutiques]\n"{written}" = "GVA01"\n'
    (step,) = good(read(event(bizLocation={"id": place}), mapping))
    assert step.boutique == "GVA01"
    odd = event(disposition="damaged", bizStep="inspecting", bizLocation=None, readPoint={"id": place})
    assert good(read(odd, mapping))[0].zone == ("vitrine" if "vitrine" in place else "")


def test_words_of_the_vocabulary_before_stand_for_those_of_today():
    old = "urn:epcglobal:cbv"
    odd = event(bizStep=f"{old}:bizstep:inspecting", disposition=f"{old}:disp:non_sellable_damaged")
    assert [one.exception for one in good(read(odd))] == ["damaged"]


def test_an_event_of_a_type_of_its_own_is_passed_over():
    assert skipped(read(event(type="example:PolishingEvent"))) == [
        ("", "is of a type of its own: only an ObjectEvent is read")
    ]


@pytest.mark.parametrize(("epc", "gtin"), [
    (LGTIN, GTIN), (f"{SGTIN}25", GTIN), ("urn:epc:idpat:sgtin:4012345.011111.*", GTIN),
    ("https://id.gs1.org/01/09521141012345/21/2017", "09521141012345"),
    ("https://shop.example/x/01/4012345111118", GTIN),
    ("urn:epc:id:giai:4000001.12345", ""), ("https://id.gs1.org/414/4012345000054", ""),
])  # fmt: skip
def test_a_gtin_is_found_in_urns_and_links(epc, gtin):
    assert gtin_of(epc) == gtin


@pytest.mark.parametrize(
    "epc", ["https://id.gs1.org/01/09521141012346/21/2017", "https://id.gs1.org/01/12/21/7", "urn:epc:id:sgtin:1.2.3"]
)
def test_what_means_to_be_an_article_and_is_none_is_refused(epc):
    with pytest.raises(Refused):
        gtin_of(epc)


def test_an_event_declared_in_error_is_taken_back_and_comes_after_what_it_takes_back():
    for body in (count((11, 12)), event(disposition="stolen", bizStep="inspecting"), event()):
        wrong = {**body, "errorDeclaration": {"declarationTime": "2026-04-01T08:00:00Z", "reason": "incorrect_data",
                                              "correctiveEventIDs": ["urn:uuid:9"]}}  # fmt: skip
        (told,), (back,) = good(read(body)), good(read(wrong))
        assert (back.key, back.at, type(back)) == (told.key, told.at, type(told))
        assert back.revision > told.revision
        assert (told.cancelled, back.cancelled) == (False, True)


def test_a_declaration_takes_a_count_back_without_saying_once_more_what_was_expected():
    wrong = count((11, 12), errorDeclaration={"declarationTime": "2026-04-01T08:00:00Z"})
    del wrong["quantityList"][0]["cabochon:expected"]
    (told,), (back,) = good(read(count((11, 12)))), good(read(wrong))
    assert (back.key, back.zone, back.lines, back.cancelled) == (told.key, told.zone, (), True)


def test_a_declaration_fits_its_event_without_an_id_and_whatever_was_recorded_when():
    body = event(eventID=None, recordTime="2026-03-31T17:11:00Z")
    wrong = {**body, "recordTime": None, "errorDeclaration": {"declarationTime": "2026-03-31T17:11:00Z"}}
    (told,), (back,) = good(read(body)), good(read(wrong))
    assert back.key == told.key
    assert back.revision > told.revision


def test_what_waits_holds_nothing_but_what_is_read_and_is_read_once_more():
    body = event(bizLocation={"id": "urn:epc:id:sgln:1.2.3", "guard": "Ada"}, readPoint=None)
    body |= {"example:officer": "Marie Dupont", "bizTransactionList": [{"bizTransaction": "http://x/po/1"}],
             "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:1.2"}]}  # fmt: skip
    (waiting,) = [one for one in read(body, 'elsewhere = "quarantine"\n') if isinstance(one, Bad)]
    assert not any(word in repr(waiting) for word in ("Dupont", "Ada", "po/1", "pgln"))
    mapping = 'elsewhere = "quarantine"\n[boutiques]\n"urn:epc:id:sgln:1.2.3" = "GVA01"\n'
    (told,) = good(reads("epcis", b"", mapping, again=(waiting.row,)))
    assert told == good(read(body, mapping))[0]


@pytest.mark.parametrize(
    "body", [b"{", b'{"epcisBody": {}}', b'{"epcisBody": 7}', b"<epcis/>", b"\xff\xfe{", b"[" * 5000]
)
def test_what_is_no_document_is_refused_with_a_sentence(body):
    with pytest.raises(Refused) as refused:
        reads("epcis", body)
    assert refused.value.reason


@pytest.mark.parametrize(
    "odd", [None, 7, "x", [], {}, {"type": ["ObjectEvent"]}, {"type": "ObjectEvent", "eventTime": {}}]
)
def test_odd_events_wait_and_the_rest_is_read(odd):
    items = read(document(odd, event()))
    assert len(bad(items)) == len(good(items)) == 1


@pytest.fixture
def house(tmp_path):
    opened = House.open(tmp_path, settings_of(tmp_path, {}))
    opened.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=EXPORTED)
    yield opened
    opened.close()


def facts(house):
    house.catch_up()
    return {table: len(house.warehouse.fetch(table, {})) for table in ("stock", "exception", "sop")}


def declared_wrong(sample):
    whole = json.loads(sample)
    for one in whole["epcisBody"]["eventList"]:
        one["errorDeclaration"] = {"declarationTime": "2026-04-01T08:00:00Z"}
    return json.dumps(whole).encode()


def test_a_house_keeps_it_once_and_takes_back_what_was_wrong(house):
    _, sample = sample_of(KINDS["epcis"])
    first = house.imports.read("epcis", sample, received=EXPORTED)
    assert (first.kept.new, first.bad) == (4, [])
    assert house.imports.read("epcis", sample, received=EXPORTED).kept.repeated == 4
    assert facts(house) == {"stock": 1, "exception": 2, "sop": 1}
    back = house.imports.read("epcis", declared_wrong(sample), received=EXPORTED + timedelta(days=1))
    assert (back.kept.new, back.bad) == (4, [])
    assert facts(house) == {"stock": 0, "exception": 0, "sop": 0}


def test_what_was_taken_back_before_it_came_never_counts(house):
    _, sample = sample_of(KINDS["epcis"])
    for body in (declared_wrong(sample), sample):
        assert house.imports.read("epcis", body, received=EXPORTED).bad == []
        assert facts(house) == {"stock": 0, "exception": 0, "sop": 0}


def test_revisions_are_the_time_of_recording():
    (told,) = good(read(event(recordTime="2026-03-31T17:11:00Z"), received=datetime(2027, 1, 1, tzinfo=UTC)))
    assert told.revision == "2026-03-31T17:11:00.000000Z"
