"""multipart/mixed: byte for byte in and out, and every rule that refuses a body."""

import hashlib
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabochon.refusals import Refused
from cabochon.xapi.multipart import MOST_HEADERS, MOST_LINES, MOST_PARTS, Content, boundary, parts, read, written

MARK = "-------314159265358979323846"
TYPE = f"multipart/mixed; boundary={MARK}"
WORDS = b"here is a simple attachment"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 3 + b"\r\n\r\n\n\r\xff\xd9"


def sha(body, algorithm="sha256"):
    return hashlib.new(algorithm, body).hexdigest()


def part(body=WORDS, **headers):
    said = {"Content-Type": "text/plain", "Content-Transfer-Encoding": "binary", "X-Experience-API-Hash": sha(body)}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    return "".join(f"{n}: {v}\r\n" for n, v in said.items() if v is not None).encode() + b"\r\n" + body


def whole(*pieces, mark=MARK, first=b"Content-Type: application/json\r\n\r\n{}"):
    line = f"--{mark}".encode()
    return b"".join(line + b"\r\n" + one + b"\r\n" for one in (first, *pieces)) + line + b"--\r\n"


def refused(body, content_type=TYPE):
    with pytest.raises(Refused) as caught:
        read(content_type, body)
    return caught.value


def test_statements_and_contents_come_apart():
    sent = read(TYPE, whole(part(), part(JPEG)))
    assert sent.statements == b"{}"
    assert sent.enclosed == {sha(WORDS): WORDS, sha(JPEG): JPEG}


def test_no_attachment_is_fine():
    assert read(TYPE, whole()) == (b"{}", {})


@pytest.mark.parametrize("before", [b"\r\n", b"\r\n\r\n", b"a preamble\r\n", b"--not the boundary\r\n"])
@pytest.mark.parametrize("after", [b"", b"an epilogue", b"\r\n--and more"])
def test_what_stands_around_the_parts_is_left_out(before, after):
    assert read(TYPE, before + whole(part()) + after).enclosed == {sha(WORDS): WORDS}


def test_the_last_line_may_end_with_the_body():
    assert read(TYPE, whole(part())[:-2]).enclosed == {sha(WORDS): WORDS}


@pytest.mark.parametrize(
    "body",
    [
        f"a line with --{MARK} inside it".encode(),
        f"\n--{MARK}\n".encode(),
        f"\r\n--{MARK}and more\r\n".encode(),
        f"\r\n--{MARK} and more\r\n".encode(),
        f"\r\n--{MARK}-\r\n".encode(),
        b"",
        b"\r\n",
        b"\n",
        b"\r\n\r\n",
        b"\r",
        b"--",
        JPEG,
    ],
)
def test_a_content_keeps_every_byte(body):
    assert read(TYPE, whole(part(body))).enclosed == {sha(body): body}


def test_a_part_without_a_body_may_leave_out_the_empty_line():
    one = f"X-Experience-API-Hash: {sha(b'')}\r\n".encode()
    assert read(TYPE, whole(one)).enclosed == {sha(b""): b""}


@given(st.lists(st.binary(max_size=200), max_size=4), st.binary(max_size=50))
def test_whatever_is_written_is_read_again(bodies, statements):
    contents = [Content(sha(body), "application/octet-stream", body) for body in bodies]
    assert read(f"multipart/mixed; boundary={'z' * 40}", written(statements, contents, boundary="z" * 40)) == (
        statements,
        {sha(body): body for body in bodies},
    )


def test_a_body_of_bare_line_feeds_is_read_as_one():
    sent = whole(part(b"two\nlines")).replace(b"\r\n", b"\n")
    assert read(TYPE, sent).enclosed == {sha(b"two\nlines"): b"two\nlines"}


@pytest.mark.parametrize("algorithm", ["sha224", "sha256", "sha384", "sha512"])
def test_every_length_of_sha2_is_known_in_either_case(algorithm):
    declared = sha(WORDS, algorithm)
    sent = read(TYPE, whole(part(X_Experience_API_Hash=declared.upper())))
    assert sent.enclosed == {declared: WORDS}


def test_header_names_take_any_case_and_no_space():
    one = f"content-type:text/plain\r\nX-EXPERIENCE-API-HASH:{sha(WORDS)}\r\ncontent-transfer-encoding:BINARY\r\n\r\n"
    sent = whole(one.encode() + WORDS, first=b"CONTENT-TYPE:application/json; charset=UTF-8\r\n\r\n[]")
    assert read(TYPE, sent) == (b"[]", {sha(WORDS): WORDS})


def test_an_encoding_that_is_not_named_is_binary():
    assert read(TYPE, whole(part(Content_Transfer_Encoding=None))).enclosed == {sha(WORDS): WORDS}


def test_the_same_content_twice_is_one():
    assert read(TYPE, whole(part(), part())).enclosed == {sha(WORDS): WORDS}


@pytest.mark.parametrize(
    ("header", "mark"),
    [
        ("multipart/mixed; boundary=abc", "abc"),
        ("multipart/mixed;boundary=abc", "abc"),
        ("multipart/mixed ; BOUNDARY=abc ; charset=x", "abc"),
        ('multipart/mixed; boundary="a b:c=d"', "a b:c=d"),
        (r'multipart/mixed; boundary="a\bc"', "abc"),
        ('multipart/mixed; type="x;boundary=no"; boundary=yes', "yes"),
        (f"multipart/mixed; boundary={MARK};", MARK),
        ("multipart/mixed; boundary=" + "a" * 70, "a" * 70),
    ],
)
def test_a_boundary_is_found_in_the_header(header, mark):
    assert boundary(header) == mark


@pytest.mark.parametrize(
    "header",
    [
        "multipart/mixed",
        "multipart/mixed;",
        "multipart/mixed; boundary",
        "multipart/mixed; boundary=",
        'multipart/mixed; boundary=""',
        'multipart/mixed; boundary="abc',
        "multipart/mixed; boundary=abc; boundary=def",
        "multipart/mixed; boundary=a b",
        "multipart/mixed; boundary=" + "a" * 71,
        'multipart/mixed; boundary="ends in a space "',
        'multipart/mixed; boundary="\r\n"',
    ],
)
def test_a_header_without_a_good_boundary_is_refused(header):
    assert refused(whole(part()), header).pointer == "Content-Type"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (whole(part(X_Experience_API_Hash=None)), "X-Experience-API-Hash"),
        (whole(part(X_Experience_API_Hash=sha(b"other"))), "X-Experience-API-Hash"),
        (whole(part(X_Experience_API_Hash="not a hash")), "X-Experience-API-Hash"),
        (whole(part(X_Experience_API_Hash=hashlib.sha1(WORDS).hexdigest())), "X-Experience-API-Hash"),
        (whole(part(Content_Transfer_Encoding="base64")), "Content-Transfer-Encoding"),
        (whole(b"Content-Type: application/json\r\n\r\n{}"), "X-Experience-API-Hash"),
        (whole(part(), first=part()), "Content-Type"),
        (whole(part(), first=b"\r\n{}"), "Content-Type"),
        (whole(part(), mark="another"), ""),
        (whole(part()).replace(f"--{MARK}--".encode(), b""), ""),
        (b"", ""),
        (b"{}", ""),
        (f"--{MARK}--\r\n".encode(), ""),
        (f"--{MARK}".encode(), ""),
        (f"--{MARK}\r\n--{MARK}--\r\n".encode(), ""),
        (whole(b"Content-Type: text/plain"), ""),
        (whole(b"a header that is none\r\n\r\nbody"), ""),
        (whole(b"Bad Name: x\r\n\r\nbody"), ""),
        (whole(b"X-A: 1\r\nx-a: 2\r\n\r\nbody"), "x-a"),
        (whole(part(X_Long="x" * MOST_HEADERS)), ""),
        (whole(b"".join(b"X-%d: y\r\n" % n for n in range(MOST_LINES + 1)) + b"\r\nbody"), ""),
    ],
)
def test_a_body_against_the_rules_is_refused(body, pointer):
    fault = refused(body)
    assert (fault.status, fault.pointer) == (400, pointer)


def test_a_part_that_lacks_its_boundary_line_leaves_no_json():
    """The standard's own case: the second part hangs on the statements; who reads the JSON then refuses it."""
    body = whole(part()).replace(f"\r\n--{MARK}\r\nContent-Type: text".encode(), b"\r\n\r\nContent-Type: text")
    assert read(TYPE, body).statements.startswith(b"{}\r\n\r\nContent-Type")


def test_too_many_parts_are_refused():
    assert refused(whole(*[b"\r\nx"] * (MOST_PARTS + 1))).status == 413


@pytest.mark.parametrize(
    "filling",
    [b"\r\n--a ", b"\r\n--a" + b" " * 300, b"\r\n--ab", b"--a--", b"\r\n", b"\n", b"-", b"\r\n--a\t\t\tx"],
)
def test_hostile_bodies_take_no_more_than_their_length(filling):
    """Four times the bytes, about four times the work: no count grows with the square (each is far below a second)."""
    body = b"--a\r\nContent-Type: application/json\r\n\r\n" + filling * (2_000_000 // len(filling))
    start = process_time()
    with pytest.raises(Refused):
        parts(body, "a")
    assert process_time() - start < 20
