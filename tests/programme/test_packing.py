"""The manifest of an exported module, and its zip."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from cabochon.programme import modules
from cabochon.programme.package_cmi5 import course
from cabochon.programme.package_xml import read
from cabochon.programme.packing import SPACE, manifest, ordered, read_me, zipped

KEY, IRI, COURSE = "natural-add-on", "https://maison.example/modules/natural-add-on", "https://maison.example/courses/x"


@pytest.fixture
def module():
    return modules.starter()[KEY]["en"]


def said(module, **others):
    return manifest({"en": module, **others}, iri=IRI, course=COURSE)


def test_the_manifest_reads_as_a_cmi5_course_of_one_unit(module):
    other = replace(module, language="fr", title="L’ajout <naturel> & juste")
    found = course(read(said(module, fr=other), "cmi5.xml"), ["index.html", "cmi5.xml"])
    (unit,) = found.units
    assert (found.kind, found.id, unit.id, unit.launch) == ("cmi5", COURSE, IRI, "index.html")
    assert dict(unit.title) == {"en": module.title, "fr": "L’ajout <naturel> & juste"}
    assert (unit.move_on, unit.mastery) == ("Passed", module.pass_mark)
    assert found.noted == ()


def test_without_a_mark_nobody_fails_and_going_through_it_is_enough(module):
    (unit,) = course(read(said(replace(module, pass_mark=0.0)), "cmi5.xml"), ["index.html"]).units
    assert (unit.move_on, unit.mastery) == ("Completed", None)


def test_its_elements_stand_in_the_order_of_the_schema(module):
    root = ElementTree.fromstring(said(module))
    names = [one.tag.removeprefix(f"{{{SPACE}}}") for one in root.iter()]
    assert names == ["courseStructure", "course", "title", "langstring", "description", "langstring",
                     "au", "title", "langstring", "description", "langstring", "url"]  # fmt: skip


def test_the_same_files_are_the_same_zip():
    files = {"b.txt": b"two", "a.html": b"one" * 100, "media/c.mp4": bytes(50)}
    made = zipped(files)
    assert made == zipped(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == ["a.html", "b.txt", "media/c.mp4"]
        assert {name: archive.read(name) for name in files} == files
        assert archive.getinfo("a.html").compress_type == zipfile.ZIP_DEFLATED
        assert archive.getinfo("media/c.mp4").compress_type == zipfile.ZIP_STORED


def test_the_base_language_comes_first():
    assert ordered(["it", "fr", "en"], "en") == ["en", "fr", "it"]
    assert ordered(["it"], "en") == ["it"]


def test_what_to_do_with_it_is_in_the_zip():
    assert "cmi5.xml says what is in it" in read_me("A title", ["English"], IRI, "cmi5")
    assert "any web server" in read_me("A title", ["English", "Français"], IRI, "web")
