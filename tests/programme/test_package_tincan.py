"""Tin Can manifests as authoring tools write them: what can be put right is, and is said."""

from io import BytesIO

import pytest

from cabochon.programme import package_reading as reading
from cabochon.refusals import Refused
from packed import COURSE, activity, tincan, zipped


def read(files):
    return reading.read(BytesIO(zipped(files)))[0]


def packed(*activities, **files):
    return read({"tincan.xml": tincan(*activities), "index.html": "x", **files})


def refused(files):
    with pytest.raises(Refused) as told:
        read(files)
    return str(told.value)


def test_the_activity_with_a_launch_is_the_unit():
    found = packed(activity(f"{COURSE}/q1", launch="", name="A question"), activity())
    assert (found.kind, found.id, found.title) == ("tincan", COURSE, {"und": "The right strap"})
    assert [(one.launch, one.move_on, one.mastery) for one in found.units] == [
        ("index.html", "CompletedOrPassed", None)
    ]
    assert "1 activities without a launch" in found.noted[0]


def test_several_with_a_launch_are_units_in_their_order():
    found = packed(activity(f"{COURSE}/1"), activity(f"{COURSE}/2", launch="index.html?part=2#/x"))
    assert [(one.id[-1], one.query, one.fragment) for one in found.units] == [("1", "", ""), ("2", "part=2", "/x")]


def test_marks_cdata_and_html_are_no_obstacle():
    text = (
        "&lt;!-- made &gt; by --&gt;&lt;p style='x'&gt;Gold &amp;amp; &lt;b&gt;steel&lt;/b&gt;"
        "&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;"
    )
    manifest = b"\xef\xbb\xbf" + tincan(activity(name="<![CDATA[Care & <i>repair</i>]]>", description=text))
    found = read({"tincan.xml": manifest, "index.html": "x"})
    assert found.title == {"und": "Care & repair"}
    assert found.says == {"en-US": "Gold & steel"}
    assert "HTML was taken out of its names and descriptions" in found.noted


def test_a_sign_that_is_no_html_stays():
    assert packed(activity(name="Under 5 &lt; 10 &amp; more")).title == {"und": "Under 5 < 10 & more"}


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("http://x.example.com/My Course", "http://x.example.com/My%20Course"),
        ("http://x.example.com/100%", "http://x.example.com/100%25"),
        ("urn:articulate:storyline:5abc", "urn:articulate:storyline:5abc"),
        ("x-private:course_1", "x-private:course_1"),
        ("http://5oQ8_course_id", "http://5oQ8_course_id"),
        ("http://x.example.com/été", "http://x.example.com/été"),
    ],
)
def test_an_id_is_kept_or_put_right(said, taken):
    found = packed(activity(said))
    assert found.id == taken
    assert bool(found.noted) == (said != taken)


def test_a_manifest_without_its_namespace_is_read():
    text = tincan(activity()).replace(b' xmlns="http://projecttincan.com/tincan.xsd"', b"")
    assert read({"tincan.xml": text, "index.html": "x"}).units[0].launch == "index.html"


@pytest.mark.parametrize("launch", ["res/index.html", "res\\index.html", "./res/Index.html", "res/index%2ehtml"])
def test_launch_files_lie_beside_the_manifest_even_in_a_folder(launch):
    found = read({"My course/tincan.xml": tincan(activity(launch=launch)), "My course/res/index.html": "x"})
    assert found.units[0].launch == "My course/res/index.html"


def test_a_launch_may_lie_elsewhere():
    found = packed(activity(launch="https://elsewhere.example.com/a b.html?x=1"))
    assert (found.units[0].launch, found.units[0].query) == ("https://elsewhere.example.com/a%20b.html", "x=1")


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (activity("6gh_course"), "begin with a scheme"),
        (activity(""), "is empty"),
        (activity(launch="gone.html"), "is not in the package"),
        (activity(launch="../index.html"), "is not inside the package"),
        (activity(launch="C:\\course\\index.html"), "is not"),
        (activity(launch="javascript:alert(1)"), "opens no page"),
        (activity(launch="tincan.xml"), "is not in the package"),
        (activity(launch=""), "no activity with a launch"),
        (activity() + activity(), "by the same id"),
    ],
)
def test_what_cannot_be_put_right_is_refused(one, says):
    assert says in refused({"tincan.xml": tincan(one), "index.html": "x"})


def test_another_root_is_refused():
    assert "has to begin with <tincan>" in refused({"tincan.xml": "<course/>"})


def test_a_manifest_two_folders_down_is_none():
    assert "neither cmi5.xml nor tincan.xml" in refused({"a/b/tincan.xml": tincan(activity())})
