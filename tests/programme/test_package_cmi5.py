"""A course structure is read as the standard has it; what it forbids is refused, with the line and how to mend it."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabochon.programme import package_ids as ids
from cabochon.programme import package_reading as reading
from cabochon.programme.package import Group, Unit, worded
from cabochon.programme.package_faults import each
from cabochon.refusals import Refused
from packed import COURSE, block, course, structure, unit, words, zipped

FAR = "https://elsewhere.example.com/one.html"


def read(body):
    return reading.read(BytesIO(body))[0]


def refused(body):
    with pytest.raises(Refused) as told:
        read(body)
    return str(told.value)


def test_a_course_of_one_unit():
    found = read(course(unit(1, more=' moveOn="CompletedOrPassed" masteryScore="0.85" launchMethod="OwnWindow"',
                             after="<launchParameters> {&quot;a&quot;: 1} </launchParameters><entitlementKey>k"
                                   "</entitlementKey>")))  # fmt: skip
    assert (found.kind, found.id, found.title) == ("cmi5", COURSE, {"en": "The right strap"})
    (one,) = found.units
    assert (one.id, one.launch, one.move_on, one.mastery, one.method) == (
        f"{COURSE}/1", "index.html", "CompletedOrPassed", 0.85, "OwnWindow",
    )  # fmt: skip
    assert (one.parameters, one.entitlement) == ('{"a": 1}', "k")
    assert found.noted == ()


def test_what_is_not_said_has_the_standards_value():
    (one,) = read(course(unit(1))).units
    assert (one.move_on, one.mastery, one.method) == ("NotApplicable", None, "AnyWindow")


def test_blocks_nest_and_units_keep_their_order():
    found = read(course(unit(1), block(1, unit(2) + block(2, unit(3))), unit(4)))
    assert [one.id[-1] for one in found.units] == ["1", "2", "3", "4"]
    outer = found.parts[1]
    assert isinstance(outer, Group)
    assert isinstance(outer.parts[0], Unit)
    assert isinstance(outer.parts[1], Group)


def test_an_address_keeps_its_query_and_fragment():
    one, far = read(course(unit(1, url="index.html?pages=2&amp;a=b#/last"), unit(2, url=f"{FAR}?x=1"))).units
    assert (one.launch, one.query, one.fragment) == ("index.html", "pages=2&a=b", "/last")
    assert (far.launch, far.query) == (FAR, "x=1")


def test_a_structure_alone_launches_units_that_lie_elsewhere():
    many = "".join(unit(n, url=FAR) for n in range(1_000))
    assert len(read(structure(many)).units) == 1_000


def test_blanks_around_values_go():
    (one,) = read(course(unit(1, iri=f" {COURSE}/1\n", url="\n index.html\t", more=' moveOn=" Passed "'))).units
    assert (one.id, one.launch, one.move_on) == (f"{COURSE}/1", "index.html", "Passed")


def test_extensions_of_an_authoring_tool_are_left_aside_and_said():
    vendor = '<v:rules xmlns:v="urn:vendor"><v:rule level="2"/></v:rules>'
    found = read(course(unit(1, after=vendor, more=' v:hint="x" xmlns:v="urn:vendor"')))
    assert found.noted == ("extensions of the authoring tool were left aside",)


def test_words_without_a_language_are_kept_and_said():
    text = structure(unit(1)).replace(b'<langstring lang="en">The right', b"<langstring>The right")
    found = read(zipped({"cmi5.xml": text, "index.html": ""}))
    assert found.title == {"und": "The right strap"}
    assert "without a lang" in found.noted[0]


def test_a_launch_file_in_another_case_is_found_and_said():
    found = read(course(unit(1, url="Index.HTML")))
    assert found.units[0].launch == "index.html"
    assert "another case" in found.noted[0]


def test_objectives_are_checked_and_left_aside():
    told = words("title", "O") + words("description", "O")
    listed = f'<objectives><objective id="{COURSE}/o">{told}</objective></objectives>'
    inside = unit(1).replace("<url>", f'<objectives><objective idref="{COURSE}/o"/></objectives><url>')
    assert read(course(inside, objectives=listed)).noted == ()
    twice = listed.replace("</objectives>", listed.removeprefix("<objectives>"))
    assert "as line 2 has" in refused(course(unit(1), objectives=twice))
    assert "no whole address" in refused(course(unit(1), objectives=listed.replace(f"{COURSE}/o", "o")))


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        (unit(1, iri="courses.example.com/a"), "begin with a scheme"),
        (unit(1, iri="https://x.example.com/a b"), "holds a space"),
        (unit(1, iri=""" """), "is empty"),
        (unit(1, iri="https://"), "names no host"),
        (unit(1, iri="https://x.example.com/%zz"), "two hexadecimal digits"),
        (unit(1) + unit(1), "each needs its own"),
        (unit(1, iri=COURSE), "each needs its own"),
        (block(1, unit(1)) + block(1, unit(2)), "each needs its own"),
        (block(1, ""), "has no au or block"),
        ("", "has no au or block"),
        (unit(1, url=""), "is empty"),
        (unit(1).replace("<url>index.html</url>", ""), "has no url"),
        (unit(1, url="http://example.com index.html"), "holds a space"),
        (unit(1, url="gone.html"), "is not in the package"),
        (unit(1, url="../index.html"), "leads out of the package"),
        (unit(1, url="a/%2e%2e/%2e%2e/index.html"), "leads out of the package"),
        (unit(1, url="/index.html"), "leads out of the package"),
        (unit(1, url="cmi5.xml"), "is the course structure itself"),
        (unit(1, url="javascript:alert(1)"), "begin with https://"),
        (unit(1, url="//example.com/a"), "begin with https://"),
        (unit(1, url=f"{FAR}?endpoint=x"), "the launch adds"),
        (unit(1, url="index.html?activityId=x"), "the launch adds"),
        (unit(1, more=' moveOn="passed"'), "written just so"),
        (unit(1, more=' launchMethod="Popup"'), "written just so"),
        (unit(1, more=' masteryScore="1.1"'), "no number from 0 to 1"),
        (unit(1, more=' masteryScore="-0.1"'), "no number from 0 to 1"),
        (unit(1, more=' masteryScore="80%"'), "no number from 0 to 1"),
        (unit(1, more=' masteryScore="1e-1"'), "no number from 0 to 1"),
        (unit(1, more=' masteryScore="NaN"'), "no number from 0 to 1"),
        (unit(1, more=' masteryScore=""'), "no number from 0 to 1"),
        (unit(1, more=' masteryScore="0.12345"'), "more than four decimal places"),
        (unit(1, more=' masteryscore="0.5"'), "none of cmi5's"),
        (unit(1, more=' activityType="course"'), "begin with a scheme"),
        (unit(1, after="<url>index.html</url>"), "does not belong there"),
        (unit(1, after="<entitlementKey/><launchParameters/>"), "does not belong there"),
        (unit(1, after=f"<launchParameters>{'x' * 20_001}</launchParameters>"), "20,000 characters"),
        (unit(1).replace('lang="en"', 'lang="English (UK)"'), "is no language"),
        (unit(1).replace(words("title", "Straps"), "<title>Straps</title>"), "without a langstring"),
        (unit(1).replace(words("title", "Straps"), ""), "has no title"),
        (unit(1).replace(words("title", "Straps"), "").replace("<url>", words("title", "S") + "<url>"), "wrong place"),
        ("".join(unit(n) for n in range(2_001)), "2,000 units"),
    ],
)
def test_what_the_standard_forbids_is_refused(inside, says):
    told = refused(course(inside or " "))
    assert says in told
    assert told.startswith("cmi5.xml, line ")


@pytest.mark.parametrize("score", ["0", "1", "0.3", "1.0000", "0.12340000", "+0.5", ".5", "1."])
def test_a_mastery_score_is_a_decimal_from_0_to_1(score):
    assert read(course(unit(1, more=f' masteryScore="{score}"'))).units[0].mastery == float(score)


@pytest.mark.parametrize("url", ["index.html", "a/b.html?x=1", "./index.html"])
def test_a_structure_alone_cannot_launch_a_file(url):
    assert "bring in the whole zip" in refused(structure(unit(1, url=url)))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"# a text", "neither a zip nor"),
        (b"", "neither a zip nor"),
        (b"<courseStructure/>", "has to begin with <courseStructure"),
        (structure(unit(1, url=FAR), space="urn:other"), "has to begin with <courseStructure"),
        (b"<tincan/>", "bring in the whole zip"),
        (zipped({"index.html": "x"}), "neither cmi5.xml nor tincan.xml"),
        (zipped({"course/cmi5.xml": structure(unit(1))}), "pack what is in that folder"),
        (zipped({"imsmanifest.xml": "<manifest/>"}), "SCORM"),
        (zipped({"cmi5.xml": "<courseStructure"}), "no well-formed XML"),
    ],
)
def test_what_is_no_course_says_what_is_wanted(body, says):
    assert says in refused(body)


def test_the_cmi5_manifest_is_taken_where_there_are_two():
    found = read(course(more={"tincan.xml": "<tincan/>", "__MACOSX/._index.html": "x"}))
    assert found.kind == "cmi5"
    assert found.noted == ("it holds a Tin Can manifest too; the cmi5 one was taken",
                           "a file of the packing computer was left out")  # fmt: skip


def test_words_are_found_in_the_nearest_language():
    assert worded({"fr-CH": "Bracelet", "en-US": "Strap"}, "fr") == "Bracelet"
    assert worded({"de": "", "en-US": "Strap"}, "de") == "Strap"
    assert worded({"und": "Strap"}, "ja") == "Strap"
    assert worded({}, "ja") == ""


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_a_mended_id_needs_no_more_mending(said):
    mended = ids.mended(said)
    assert ids.mended(mended) == mended
    assert not ids.fault(f"https://x.example.com/{mended}")


@settings(max_examples=150, deadline=None)
@given(st.text("./%2eE5cab\\", max_size=20))
def test_no_path_leads_out_of_the_package(path):
    assert ".." not in ids.file_of(path).split("/")
    assert not ids.file_of(path).startswith("/")


def test_several_faults_are_told_at_once():
    with pytest.raises(Refused) as told:
        read(course(unit(1, url="gone.html"), block(1, unit(2, more=' moveOn="Never"')), unit(3, iri="x")))
    assert [one.reason.split(" ")[0] for one in each(told.value)] == ["launches", "has", "has"]
    many = "".join(unit(n, url="gone.html") for n in range(40))
    with pytest.raises(Refused) as told:
        read(course(many))
    assert len(each(told.value)) == 12
