"""Manifests are read whatever encoding they come in, and nothing in them reaches outside."""

import pytest

from cabochon.programme import package_xml as xml
from cabochon.refusals import Refused

SAID = "<a>é ’</a>"


def refused(body):
    with pytest.raises(Refused) as told:
        xml.read(body, "cmi5.xml")
    return str(told.value)


@pytest.mark.parametrize(
    "body",
    [
        SAID.encode(),
        b"\xef\xbb\xbf" + SAID.encode(),
        b"\xef\xbb\xbf\xef\xbb\xbf\r\n  " + f'<?xml version="1.0"?>{SAID}'.encode(),
        SAID.encode("utf-16"),
        f'<?xml version="1.0" encoding="utf-16"?>{SAID}'.encode("utf-16"),
        f'<?xml version="1.0" encoding="utf-16"?>{SAID}'.encode(),
        f'<?xml version="1.0" encoding="utf-8"?>{SAID}'.encode("utf-16"),
        f'<?xml version="1.0" encoding="windows-1252"?>{SAID}'.encode("cp1252"),
        f'<?xml version="1.0" encoding="no-such"?>{SAID}'.encode(),
        f'<?xml version="1.0" encoding="shift_jis"?>{SAID}'.encode(),
    ],
)
def test_bytes_are_read_as_what_they_are(body):
    assert xml.read(body, "cmi5.xml").text == "é ’"


def test_cdata_comments_and_instructions_are_no_obstacle():
    root = xml.read(b"<?tool one?><!-- made --><a><![CDATA[<b> & c]]><d x='1'/></a>", "m")
    assert root.text == "<b> & c"
    assert root.first("d").attributes == {"x": "1"}
    assert root.first("e") is None


def test_a_namespace_stands_apart_from_the_name():
    root = xml.read(b"<t:a xmlns:t='urn:t' t:b='1'/>", "m")
    assert (root.space, root.name, root.attributes) == ("urn:t", "a", {"urn:t b": "1"})


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "DOCTYPE"),
        (b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "DOCTYPE"),
        (b"<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://127.0.0.1/'> %b;]><a/>", "DOCTYPE"),
        (b"<a>&b;</a>", "undefined entity"),
        (b"<a xmlns:i='http://www.w3.org/2001/XInclude'><i:include href='x'/></a>", "XInclude"),
        (b"<a>" * 65, "64 levels"),
        (b"<a>" + b"<b/>" * 100_001 + b"</a>", "100,000 elements"),
        (b"<a " + b" ".join(b"a%d='1'" % n for n in range(60)) + b"/>", "50 attributes"),
        (b"<a>" + b" " * 5_000_000 + b"</a>", "5 MB"),
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"hello", "no well-formed XML"),
        (b"<a>", "no well-formed XML"),
        (b"<a>\x00</a>", "no well-formed XML"),
        (b"<a>\xff</a>", "no well-formed XML"),
        (b"<a><b></a>", "line 1"),
        (b"\xff\xfe", "cmi5.xml"),
    ],
)
def test_what_is_not_read_is_said_with_its_place(body, says):
    assert says in refused(body)
    assert "cmi5.xml" in refused(body)
