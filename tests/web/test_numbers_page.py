"""Every number opens: its page for whoever may see it, its files, and what never leaves."""

import csv
import io
import struct

import pytest
from numbered import numbered

from cabochon.directory import Asked
from cabochon.retail.master import Door
from cabochon.web.pages import number_files as files

SEES = ("associate", "manager", "area_coach", "hq_leader", "ld_author", "analyst", "lp_lead")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with numbered(tmp_path_factory.mktemp("numbers") / "data") as one:
        yield one


def table(answer):
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


@pytest.mark.parametrize("role", ["associate", "manager", "area_coach", "hq_leader", "analyst"])
def test_who_sees_clients_numbers_opens_csat(place, role):
    answer = place.signed_in(role).get("/numbers/csat")
    assert answer.status == 200
    assert "What it counts" in answer.text
    assert "Sum of satisfaction scores" in answer.text


@pytest.mark.parametrize("role", ["ld_author", "lp_lead"])
def test_a_family_the_role_does_not_see_says_so(place, role):
    answer = place.signed_in(role).get("/numbers/csat")
    assert answer.status == 403
    assert "what clients say" in answer.text


@pytest.mark.parametrize("role", ["brand_partner", "auditor", "admin"])
def test_nobody_else_finds_the_page(place, role):
    assert place.signed_in(role).get("/numbers/csat").status == 404


def test_a_stranger_is_sent_to_sign_in(place):
    assert place.stranger().get("/numbers/csat").status in (303, 401)


@pytest.mark.parametrize("key", ["nothing", "csat.gif", "door_spread.nothing", "%3Cscript%3E"])
def test_an_unknown_number_is_a_sentence(place, key):
    answer = place.signed_in("manager").get(f"/numbers/{key}")
    assert answer.status == 404
    assert "There is no number by this name" in answer.text


@pytest.mark.parametrize("key", ["comment_theme.rushed", "agreement.discovery", "door_spread.csat_top2"])
def test_open_families_open(place, key):
    assert place.signed_in("hq_leader").get(f"/numbers/{key}").status == 200


def test_a_boutique_out_of_reach_is_as_unknown_as_one_that_is_not_there(place):
    browser = place.signed_in("manager")
    for suffix in ("", ".csv", ".png"):
        foreign = browser.get(f"/numbers/csat{suffix}?boutique=PAR01")
        nowhere = browser.get(f"/numbers/csat{suffix}?boutique=XXX01")
        assert foreign.status == nowhere.status == 404


def test_a_manager_sees_the_rows_behind_and_nobody_above_does(place):
    own = place.signed_in("manager").get("/numbers/attach_rate").text
    assert "Nothing of a client" in own
    assert "Counts" in own
    assert "till:csv" not in own
    for role in ("area_coach", "hq_leader", "analyst"):
        text = place.signed_in(role).get("/numbers/attach_rate").text
        assert "stay in the boutique" in text
        assert "Nothing of a client" not in text


def test_an_associate_sees_the_rows_of_their_own(place):
    see = place.house.see_as(place.house.viewer("associate"))
    manager = place.house.see_as(place.house.viewer("manager"))
    from cabochon.measures.question import Question

    own = see.behind(Question("attach_rate"))
    whole = manager.behind(Question("attach_rate", where={"associate": ("GVA01-0",)}))
    assert own == whole
    assert 0 < len(own) < len(manager.behind(Question("attach_rate")))
    assert place.house.see_as(place.house.viewer("hq_leader")).behind(Question("csat")) is None


def test_rows_behind_a_number_are_noted_as_looked_at(place):
    place.signed_in("manager").get("/numbers/upt")
    found = place.house.directory.noted(Asked(actors=("manager",), deed="looked at", limit=1000))
    assert {one.about for one in found} >= {"GVA01-0", "GVA01-5"}


def test_people_are_a_cut_for_the_boutiques_manager_alone_and_are_not_sorted(place):
    page = place.signed_in("manager").get("/numbers/attach_rate?by=associate").text
    names = [f"GivenGVA01{i} FamilyGVA01{i}" for i in range(6)]
    at = [page.index(f">{name}<", page.index('id="broken-down"')) for name in names]
    assert at == sorted(at)
    assert "neither sorted nor taken along" in page
    for role in ("area_coach", "hq_leader", "analyst", "associate"):
        page = place.signed_in(role).get("/numbers/attach_rate?by=associate").text
        assert "GivenGVA011" not in page[page.find('id="broken-down"'):]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "png", "svg"])
@pytest.mark.parametrize("query", ["by=associate", "associate=GVA01-0", "by=coach"])
def test_nothing_about_one_person_leaves(place, kind, query):
    key = "behaviour.welcome" if "coach" in query else "attach_rate"
    answer = place.signed_in("manager").get(f"/numbers/{key}.{kind}?{query}")
    assert answer.status == 403
    assert "nothing about one person leaves" in answer.text


def test_the_csv_says_what_the_page_says(place):
    browser = place.signed_in("manager")
    answer = browser.get("/numbers/attach_rate.csv?by=weekday")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/csv; header=present; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.body[:7] == b"measure"
    rows = table(answer)
    total = next(row for row in rows if row["note"] == "total")
    parts = [row for row in rows if row["weekday"]]
    assert sum(int(row["n"]) for row in parts) == int(total["n"])
    assert sum(float(row["top"]) for row in parts) == float(total["top"])
    assert f"{float(total['top']):.0f} of {total['n']} qualifying receipts" in browser.get("/numbers/attach_rate").text


def test_above_the_boutique_what_is_held_back_is_empty_in_the_file(place):
    rows = table(place.signed_in("hq_leader").get("/numbers/csat.csv?by=boutique&period=w1"))
    held = [row for row in rows if row["note"] == "too few to show"]
    assert held
    assert all(row["value"] == row["n"] == row["top"] == "" for row in held)


def test_a_text_that_a_spreadsheet_would_reckon_with_gets_a_mark_before_it():
    rows = [["=1+1", "+1", "-1", "@x", "\ty", "\rz", "plain", -0.5, None, "a,b", 'c"d']]
    assert files.csv(rows) == b'"\'=1+1",\'+1,\'-1,\'@x,\'\ty,"\'\rz",plain,-0.5,,"a,b","c""d"\r\n'.replace(
        b'"\'=1+1"', b"'=1+1"
    )


def test_a_boutique_named_as_a_formula_is_plain_in_the_file(place):
    house = place.house
    door = next(one for one in house.snapshot.doors(house.today) if one.code == "GVA01")
    evil = Door(**{name: getattr(door, name) for name in door.__dataclass_fields__} | {"name": "=cmd|' /C calc'!A0"})
    house.directory.keep([evil])
    try:
        rows = table(place.signed_in("manager").get("/numbers/attach_rate.csv"))
        assert {row["filters"][:5] for row in rows} == {"'=cmd"}
    finally:
        house.directory.keep([door])


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_has_its_title_its_filters_and_its_n(place, kind):
    answer = place.signed_in("manager").get(f"/numbers/attach_rate.{kind}")
    assert answer.status == 200
    if kind == "png":
        assert answer.body[:8] == b"\x89PNG\r\n\x1a\n"
        wide, high = struct.unpack(">II", answer.body[16:24])
        assert wide >= 1600
        assert high >= 700
    else:
        for words in ("Secondary sales rate", "Gva01", "qualifying receipts", "#2b5f9e"):
            assert words in answer.text
        assert "var(" not in answer.text


def test_a_file_is_noted_in_the_audit(place):
    place.signed_in("analyst").get("/numbers/conversion.csv")
    found = place.house.directory.noted(Asked(actors=("analyst",), deed="exported numbers", limit=10))
    assert [(one.about, (one.detail or "")[:4]) for one in found][:1] == [("conversion", "csv,")]


def test_the_sentence_stands_alone(place):
    page = place.signed_in("manager").get("/numbers/attach_rate").text
    sentence = page[page.index('<output id="sentence">') : page.index("</output>")]
    for part in ("Secondary sales rate", "Gva01", "95% interval", "qualifying receipts"):
        assert part in sentence


@pytest.mark.parametrize("query", ["line=clocks", "period=decade", "by=weekday&by=hour", "nonsense=1"])
def test_what_is_no_filter_is_refused(place, query):
    assert place.signed_in("manager").get(f"/numbers/csat?{query}").status == 400


def test_a_cut_it_cannot_make_is_said_in_its_place(place):
    answer = place.signed_in("manager").get("/numbers/conversion?by=associate")
    assert answer.status == 200
    assert "cannot be cut by associate" in answer.text
