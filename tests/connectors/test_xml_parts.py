"""Parts of an XML file: given one after the other whatever surrounds them, and none of the ways to harm by one."""

import io
import tracemalloc

import pytest

from cabochon.connectors import xml_parts
from cabochon.connectors.xml_parts import local, parts
from cabochon.refusals import Refused

TEXT = '<POSLog><Transaction n="1">é銀</Transaction><Transaction n="2"/></POSLog>'


def numbers(body, name="Transaction"):
    body = body.encode() if isinstance(body, str) else body
    return [one.get("n") for one in parts(io.BytesIO(body), name)]


def broken(body, **how):
    """(parts that were given before, the refusal)."""
    body, found = body.encode() if isinstance(body, str) else body, []
    with pytest.raises(Refused) as refused:
        found.extend(one.get("n") for one in parts(io.BytesIO(body), "Transaction", **how))
    return found, refused.value


@pytest.mark.parametrize("space", ["", ' xmlns="http://www.nrf-arts.org/IXRetail/namespace/"', ' xmlns="urn:v6"'])
def test_namespaces_do_not_matter(space):
    assert numbers(TEXT.replace("<POSLog", f"<POSLog{space}")) == ["1", "2"]
    assert local("{urn:v6}Transaction") == "Transaction"


def test_parts_stand_at_any_depth_and_one_inside_another_belongs_to_it():
    body = f'<Envelope><Head/><Body>{TEXT}<Other><Transaction n="3"><Transaction n="4"/></Transaction></Other></Body>'
    assert numbers(body + "</Envelope>") == ["1", "2", "3"]
    assert numbers('<Transaction n="1"/>') == ["1"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "Shift_JIS", "gb18030"]
)
def test_an_encoding_that_is_declared_is_read(encoding):
    word = "銀座" if encoding in ("Shift_JIS", "gb18030", "utf-16") else "é"
    declared = encoding.removesuffix("-sig")
    body = f'<?xml version="1.0" encoding="{declared}"?><POSLog><Transaction>{word}</Transaction></POSLog>'
    (one,) = parts(io.BytesIO(body.encode(encoding)), "Transaction")
    assert one.text == word


def test_an_encoding_that_is_declared_wrongly_is_refused_where_it_shows():
    latin = (
        '<?xml version="1.0" encoding="utf-8"?>\n<POSLog><Transaction n="1"/>\n<Transaction>é</Transaction></POSLog>'
    )
    found, refused = broken(latin.encode("latin-1"))
    assert (found, refused.pointer) == (["1"], "line 3, column 14")
    assert "in the encoding that it declares" in refused.reason
    assert "unknown encoding" in broken('<?xml version="1.0" encoding="klingon"?><POSLog/>')[1].reason
    mislabelled = '<?xml version="1.0" encoding="UTF-16"?><POSLog><Transaction n="é"/></POSLog>'
    assert [one.get("n") for one in parts(io.BytesIO(mislabelled.encode()), "Transaction")] == ["é"]
    assert broken(mislabelled.encode("latin-1"))[1] is not None


def test_a_file_that_was_cut_off_gives_what_is_whole():
    whole = TEXT.encode()
    for cut in range(len('<POSLog><Transaction n="1">'), len(whole)):
        found, refused = broken(whole[:cut])
        ended = whole[:cut].count(b"</Transaction>") + whole[:cut].count(b"/>")
        assert found == ["1", "2"][:ended], whole[:cut]
        assert refused.reason == "ends before its elements are closed: it was cut off; bring it once more, whole"


def test_what_stands_before_a_fault_is_given():
    found, refused = broken('<POSLog><Transaction n="1"/>\n<Transaction n="2"></b></Transaction></POSLog>')
    assert (found, refused.pointer) == (["1"], "line 2, column 22")
    assert broken('<POSLog><Transaction n="1"/></POSLog><POSLog/>')[0] == ["1"]


def test_what_is_no_xml_or_holds_no_part_is_refused():
    assert broken("")[1].reason == "is empty"
    assert broken("code;price\n1;2\n")[1].pointer == "line 1, column 5"
    assert broken("<POSLog/>")[1].reason == "holds no element Transaction; is it another sort of file?"
    assert list(parts(io.BytesIO(b"<POSLog/>"), "Transaction", may_be_empty="POSLog")) == []


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize("subset", [
    f'[<!ENTITY l0 "ha">{LAUGHS}]', '[<!ENTITY x SYSTEM "file:///etc/passwd">]', 'SYSTEM "http://127.0.0.1/x.dtd"', "",
])  # fmt: skip
def test_a_doctype_is_refused_before_it_is_read(subset):
    for start in (
        "",
        f"<!--{'x' * 100_000}-->",
        '<?xml version="1.0" encoding="utf-16"?>',
        "<?xml-stylesheet href='x'?>",
    ):
        body = f"{start}<!DOCTYPE POSLog {subset}><POSLog><Transaction>&l9;&x;</Transaction></POSLog>"
        found, refused = broken(body.encode("utf-16" if "utf-16" in start else "utf-8"))
        assert (found, refused.reason) == ([], "holds a DOCTYPE, which no till needs; leave it out")
    hidden = f'<?xml version="1.0" encoding="Shift_JIS"?><!DOCTYPE POSLog {subset}><POSLog/>'
    assert "DOCTYPE" in broken(hidden.encode("shift_jis"))[1].reason


def test_comments_before_the_first_element_do_not_matter():
    assert numbers(f"<!--{'x' * 100_000}-->\n<!-- {'y' * 100_000} -->{TEXT}") == ["1", "2"]


def test_what_is_too_deep_or_too_large_is_refused():
    deep = "<POSLog>" + "<a>" * 200_000
    assert "nested deeper" in broken(deep)[1].reason
    assert "nested deeper" in broken(deep + "</a>" * 200_000 + "</POSLog>")[1].reason
    wide = "<POSLog><Transaction>" + "<a/>" * 500_000 + "</Transaction></POSLog>"
    assert "elements without a whole Transaction" in broken(wide)[1].reason
    large = "<POSLog><Transaction>" + "x" * (xml_parts.LONGEST + 1) + "</Transaction></POSLog>"
    assert "has a part of more than 8 MB" in broken(large)[1].reason
    many = " ".join(f'a{n}="1"' for n in range(1_000_000))
    assert "has a part of more than 8 MB" in broken(f"<POSLog {many}>{TEXT}</POSLog>")[1].reason


def test_memory_does_not_grow_with_the_file():
    class Long(io.RawIOBase):
        left = 400

        def __init__(self):
            self.block = b'<Transaction n="1"><RetailStoreID>GVA01</RetailStoreID></Transaction><Other/>' * 250
            self.begun, self.at = False, 0

        def read(self, size=-1):
            if not self.begun:
                self.begun = True
                return b"<POSLog>"
            self.left -= 1
            return self.block if self.left >= 0 else b"</POSLog>" if self.left == -1 else b""

        def tell(self):
            return 0

        def seek(self, place, whence=0):
            self.begun, self.left = False, 400
            return place

    tracemalloc.start()
    try:
        assert sum(1 for _ in parts(Long(), "Transaction")) == 100_000
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
