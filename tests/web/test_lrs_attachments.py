"""Attachments on a real server: in by PUT and POST, alone and shared, out byte for byte, gone with a key."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from cabochon.house import House
from cabochon.settings import load
from cabochon.xapi.attachments import SIGNATURE
from cabochon.xapi.multipart import boundary, parts
from lrs_store import Answer, Client, client, opened, said, voiding

MARK = "-------314159265358979323846"
MIXED = f"multipart/mixed; boundary={MARK}"
WORDS = b"here is a simple attachment"
# A whole small JPEG (1 x 1 grey), with every awkward byte in a comment segment.
COMMENT = bytes(range(256)) + f"\r\n--{MARK} inside a line\n\r\n\n".encode()
JPEG = (
    bytes.fromhex("ffd8ffe000104a46494600010100000100010000")
    + b"\xff\xfe" + (len(COMMENT) + 2).to_bytes(2, "big") + COMMENT
    + bytes.fromhex("ffdb004300") + bytes([16] * 64)
    + bytes.fromhex("ffc0000b080001000101011100ffc40014000100000000000000000000000000000009")
    + bytes.fromhex("ffc40014100100000000000000000000000000000000ffda0008010100003f0054dfffd9")
)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("attachments") / "data"
    house = House.open(folder, load(folder, {}) | {"page_limit": 50})
    yield house
    house.close()


@pytest.fixture(scope="module")
def port(home: House) -> Iterator[int]:
    with opened(home) as one:
        yield one


@pytest.fixture(scope="module")
def admin(home: House, port: int) -> Client:
    return client(home, port)


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def declared(body: bytes, **members):
    one = {
        "usageType": "http://example.com/attachment-usage/test", "display": {"en-US": "A test attachment"},
        "contentType": "text/plain", "length": len(body), "sha2": sha(body), **members,
    }  # fmt: skip
    return {key: value for key, value in one.items() if value is not None}


def with_(*bodies: bytes, **members):
    return said(attachments=[declared(one) for one in bodies], **members)


def mixed(statements, *bodies: bytes, mark: str = MARK) -> bytes:
    line = f"--{mark}\r\n".encode()
    whole = line + b"Content-Type:application/json\r\n\r\n" + json.dumps(statements).encode() + b"\r\n"
    for one in bodies:
        head = (
            f"Content-Type:text/plain\r\nContent-Transfer-Encoding:binary\r\nX-Experience-API-Hash:{sha(one)}\r\n\r\n"
        )
        whole += line + head.encode() + one + b"\r\n"
    return b"\r\n" + whole + f"--{mark}--\r\n".encode()


def post(one: Client, statements, *bodies: bytes) -> Answer:
    return one.post(mixed(statements, *bodies), content_type=MIXED)


def taken_apart(answer: Answer):
    """The JSON and the further parts of a multipart answer."""
    assert answer.status == 200, answer.body
    kind = answer.headers["content-type"]
    assert kind.startswith("multipart/mixed")
    assert int(answer.headers["content-length"]) == len(answer.body)
    first, *rest = parts(answer.body, boundary(kind))
    assert first.headers["content-type"] == "application/json"
    for part in rest:
        assert part.headers["content-transfer-encoding"] == "binary"
        assert part.headers["x-experience-api-hash"].lower() == sha(part.body)
    return json.loads(first.body), [(part.headers["content-type"], part.body) for part in rest]


def test_a_jpeg_comes_back_byte_for_byte(admin):
    one = said(attachments=[declared(JPEG, contentType="image/jpeg")])
    assert post(admin, one, JPEG).json == [one["id"]]
    kept, contents = taken_apart(admin.get(statementId=one["id"], attachments="true"))
    assert contents == [("image/jpeg", JPEG)]
    assert kept["attachments"] == one["attachments"]


def test_a_put_brings_attachments_too(admin):
    one = with_(WORDS, JPEG)
    assert admin.put(mixed(one, WORDS, JPEG), one["id"], content_type=MIXED).status == 204
    _, contents = taken_apart(admin.get(statementId=one["id"], attachments="true"))
    assert [body for _, body in contents] == [WORDS, JPEG]


def test_one_part_serves_many_statements_and_comes_back_once(admin):
    registration = str(uuid4())
    many = [with_(WORDS, context={"registration": registration}) for _ in range(5)]
    assert len(post(admin, many, WORDS).json) == 5
    page, contents = taken_apart(admin.get(registration=registration, attachments="true"))
    assert len(page["statements"]) == 5
    assert contents == [("text/plain", WORDS)]


def test_a_more_page_brings_its_own_attachments(admin):
    registration = str(uuid4())
    bodies = [b"content %d" % n for n in range(3)]
    post(admin, [with_(one, context={"registration": registration}) for one in bodies], *bodies)
    page, contents = taken_apart(admin.get(registration=registration, attachments="true", limit=2))
    assert [body for _, body in contents] == [b"content 2", b"content 1"]
    page, contents = taken_apart(admin.ask("GET", page["more"]))
    assert (page["more"], contents) == ("", [("text/plain", b"content 0")])


def test_a_page_ends_early_once_its_contents_are_heavy(admin, monkeypatch):
    monkeypatch.setattr("cabochon.house.statements.HEAVY", 1000)
    registration = str(uuid4())
    bodies = [bytes([n]) * 800 for n in range(5)]
    ids = post(admin, [with_(one, context={"registration": registration}) for one in bodies], *bodies).json
    path, seen, contents = f"/xapi/statements?registration={registration}&attachments=true", [], []
    while path:
        page, more = taken_apart(admin.ask("GET", path))
        assert len(page["statements"]) <= 2
        seen += [one["id"] for one in page["statements"]]
        contents += [body for _, body in more]
        path = page["more"]
    assert (seen, contents) == (ids[::-1], bodies[::-1])


@pytest.mark.parametrize("asked", ["exact", "ids", "canonical"])
def test_every_form_brings_the_contents(admin, asked):
    one = with_(WORDS)
    post(admin, one, WORDS)
    shown, contents = taken_apart(admin.get(statementId=one["id"], attachments="true", format=asked))
    assert (shown["id"], contents) == (one["id"], [("text/plain", WORDS)])


def test_without_attachments_asked_for_it_is_json(admin):
    one = with_(WORDS)
    post(admin, one, WORDS)
    for given in ({}, {"attachments": "false"}):
        answer = admin.get(statementId=one["id"], **given)
        assert (answer.headers["content-type"], answer.json["id"]) == ("application/json", one["id"])


def test_it_is_multipart_even_where_there_is_none(admin):
    (one,) = admin.keep(said())
    assert taken_apart(admin.get(statementId=one, attachments="true"))[1] == []
    assert taken_apart(admin.get(registration=str(uuid4()), attachments="true")) == ({"statements": [], "more": ""}, [])


def test_a_head_is_the_get_without_its_body(admin):
    one = with_(JPEG)
    post(admin, one, JPEG)
    path = f"/xapi/statements?statementId={one['id']}&attachments=true"
    head, get = admin.ask("HEAD", path), admin.ask("GET", path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.headers["content-type"].startswith("multipart/mixed; boundary=")


def test_a_voided_statement_keeps_its_attachments(admin):
    one = with_(WORDS)
    post(admin, one, WORDS)
    admin.keep(voiding(one["id"]))
    assert taken_apart(admin.get(voidedStatementId=one["id"], attachments="true"))[1] == [("text/plain", WORDS)]


def test_a_file_url_is_enough_in_either_type(admin):
    one = said(attachments=[declared(WORDS, fileUrl="https://example.com/file.txt")])
    assert admin.post(one).status == 200
    two = said(attachments=[declared(WORDS, fileUrl="https://example.com/file.txt")])
    assert post(admin, two).status == 200
    assert taken_apart(admin.get(statementId=two["id"], attachments="true"))[1] == []


def test_no_attachment_in_multipart_is_fine(admin):
    assert post(admin, said()).status == 200
    assert post(admin, []).status == 200


def test_a_json_body_cannot_bring_a_content(admin):
    answer = admin.post(with_(WORDS))
    assert (answer.status, answer.json["pointer"]) == (400, "/attachments/0/fileUrl")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (mixed(with_(WORDS), WORDS), "multipart/mixed"),
        (mixed(with_(WORDS), WORDS), "multipart/mixed; boundary=another"),
        (mixed(with_(WORDS), WORDS), f"multipart/form-data; boundary={MARK}"),
        (mixed(with_(WORDS), WORDS), "application/octet-stream"),
        (mixed(with_(WORDS), JPEG), MIXED),
        (mixed(with_(WORDS), WORDS, JPEG), MIXED),
        (mixed(with_(WORDS, JPEG), WORDS), MIXED),
        (mixed(said(), WORDS), MIXED),
        (mixed(with_(WORDS), WORDS).replace(b"binary", b"base64"), MIXED),
        (mixed(with_(WORDS), WORDS).replace(b"X-Experience-API-Hash", b"X-Other"), MIXED),
        (mixed(with_(WORDS), WORDS).replace(b"is a simple", b"is an other"), MIXED),
        (mixed(with_(WORDS), WORDS).replace(b"application/json", b"text/plain"), MIXED),
        (mixed(with_(WORDS), WORDS).replace(f"{MARK}--".encode(), b""), MIXED),
        (mixed(with_(WORDS), WORDS).replace(f"--{MARK}\r\nContent-Type:text".encode(), b"Content-Type:text"), MIXED),
        (mixed({"actor": 1}), MIXED),
        (b"", MIXED),
    ],
)
def test_a_body_against_the_rules_is_a_400_that_keeps_nothing(admin, home, body, kind):
    before = home.log.position()
    answer = admin.post(body, content_type=kind)
    assert answer.status == 400, answer.body
    assert home.log.position() == before


def test_a_conflict_leaves_no_content_and_no_definition(admin, home):
    (known,) = admin.keep(said())
    thing, secret = f"https://example.com/{uuid4()}", uuid4().bytes
    good = with_(secret, object={"id": thing, "definition": {"name": {"en": "never"}}})
    assert post(admin, [good, said(id=known)], secret).status == 409
    assert admin.get(statementId=good["id"]).status == 404
    assert admin.ask("GET", f"/xapi/activities?activityId={thing}").json == {"objectType": "Activity", "id": thing}
    assert post(admin, good, secret).status == 200
    assert taken_apart(admin.get(statementId=good["id"], attachments="true"))[1] == [("text/plain", secret)]


def test_erasing_a_person_leaves_no_content_to_be_read(admin, home):
    one, other = with_(WORDS), with_(WORDS)
    post(admin, [one, other], WORDS)
    (kept,) = home.log.by_id([one["id"]])
    home.directory.forget_text_key(kept.entry.key_person)
    assert admin.get(statementId=one["id"], attachments="true").status == 404
    assert taken_apart(admin.get(statementId=other["id"], attachments="true"))[1] == [("text/plain", WORDS)]


def test_a_key_reads_contents_only_of_what_it_may_read(admin, home, port):
    one = with_(WORDS)
    post(admin, one, WORDS)
    stranger = client(home, port, "statements/write", "statements/read/mine")
    assert stranger.get(statementId=one["id"], attachments="true").status == 404
    assert taken_apart(stranger.get(attachments="true")) == ({"statements": [], "more": ""}, [])


def test_contents_outlive_a_restart(tmp_path: Path):
    folder, one = tmp_path / "data", with_(JPEG)
    for turn in range(2):
        house = House.open(folder, load(folder, {}))
        with opened(house) as at:
            key = client(house, at)
            if turn == 0:
                assert post(key, one, JPEG).status == 200
            assert taken_apart(key.get(statementId=one["id"], attachments="true"))[1] == [("text/plain", JPEG)]
            assert house.log.check() == []
        house.close()


# Signed statements


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jws(payload, alg="RS256") -> bytes:
    head, body = (
        urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in ({"alg": alg, "typ": "JWT"}, payload)
    )
    text = head + b"." + body
    return text + b"." + urlsafe_b64encode(KEY.sign(text, PKCS1v15(), SHA256())).rstrip(b"=")


def signed(one, signature: bytes, kind="application/octet-stream"):
    return {**one, "attachments": [declared(signature, usageType=SIGNATURE, contentType=kind)]}


def test_a_signed_statement_is_kept_and_its_signature_comes_back(admin):
    one = said()
    signature = jws(one)
    assert post(admin, signed(one, signature), signature).status == 200
    _, contents = taken_apart(admin.get(statementId=one["id"], attachments="true"))
    assert contents == [("application/octet-stream", signature)]


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (lambda one: jws(one, alg="HS256"), "application/octet-stream"),
        (lambda one: jws(one, alg="none"), "application/octet-stream"),
        (lambda one: jws({**one, "verb": {"id": "https://example.com/other"}}), "application/octet-stream"),
        (lambda one: b"no signature", "application/octet-stream"),
        (jws, "text/plain"),
    ],
)
def test_a_signature_that_does_not_hold_is_a_400(admin, made, kind):
    one = said()
    answer = post(admin, signed(one, made(one), kind), made(one))
    assert (answer.status, answer.json["pointer"].startswith("/attachments/0")) == (400, True)
    assert admin.get(statementId=one["id"]).status == 404
