"""Contents of attachments: sealed with their statement, kept once a person and month, gone with either key."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import msgspec
import pytest

from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.privacy.enclosing import MOST, Sealing, enclosed
from cabochon.privacy.entering import Entrance, Sender
from cabochon.refusals import Conflict, Refused
from cabochon.stream.memory import MemoryLog
from cabochon.stream.sqlite import SQLiteLog
from cabochon.xapi.versions import V103

HOME = "https://3f9a.cabochon.invalid"
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
SENDER = Sender(b'{"objectType":"Agent","account":{"homePage":"%b/keys","name":"k1"}}' % HOME.encode(), V103)
PICTURE = b"\xff\xd8 a picture of the window \x00\xff\xd9"
SECRET = b"the client said that her husband must not know"


@pytest.fixture
def directory():
    one = SQLiteDirectory(None, clock=lambda: NOON)
    yield one
    one.close()


@pytest.fixture
def log():
    return MemoryLog(lambda: NOON)


@pytest.fixture
def entrance(log, directory):
    return Entrance(log, directory, home=HOME, clock=lambda: NOON)


def sha(body):
    return hashlib.sha256(body).hexdigest()


def attachment(body, **members):
    return {
        "usageType": "https://example.com/use", "display": {"en": "one"}, "contentType": "image/jpeg",
        "length": len(body), "sha2": sha(body), **members,
    }  # fmt: skip


def said(*bodies, who="zoe", **members):
    return {
        "id": str(uuid4()), "actor": {"mbox": f"mailto:{who}@example.com"}, "verb": {"id": "a:b"},
        "object": {"id": "a:c"}, "timestamp": "2026-03-20T10:00:00Z",
        "attachments": [attachment(one) for one in bodies], **members,
    }  # fmt: skip


def keep(entrance, *statements, came=()):
    members = [(msgspec.json.encode(one), one) for one in statements]
    prepared = entrance.checked(members, SENDER, enclosed={sha(one): one for one in came})
    return entrance.submit(prepared).result()


def bodies(log, directory, kept, statement):
    return [one.body for one in enclosed(log, directory, kept, statement)]


def addresses(log):
    return set(log._contents)


def test_a_content_comes_back_with_its_statement_and_lies_sealed(entrance, log, directory):
    one = said(PICTURE, SECRET)
    keep(entrance, one, came=(PICTURE, SECRET))
    assert bodies(log, directory, log.after(0)[0], one) == [PICTURE, SECRET]
    assert not any(SECRET in sealed or PICTURE in sealed for sealed in log.contents(addresses(log)).values())


def test_one_persons_content_is_kept_once_a_month_and_each_persons_apart(entrance, log, directory):
    keep(entrance, said(PICTURE), came=(PICTURE,))
    keep(entrance, said(PICTURE), said(PICTURE), came=(PICTURE,))
    assert len(addresses(log)) == 1
    keep(entrance, said(PICTURE, who="ann"), came=(PICTURE,))
    assert len(addresses(log)) == 2
    keep(entrance, said(PICTURE, timestamp="2026-04-01T10:00:00Z"), came=(PICTURE,))
    assert len(addresses(log)) == 3


def test_one_part_serves_many_statements(entrance, log, directory):
    many = [said(PICTURE, who=f"p{n % 3}") for n in range(9)]
    keep(entrance, *many, came=(PICTURE,))
    assert len(addresses(log)) == 3
    for kept, statement in zip(log.after(0), many, strict=True):
        assert bodies(log, directory, kept, statement) == [PICTURE]


@pytest.mark.parametrize("which", ["key_person", "key_month"])
def test_destroying_either_key_destroys_the_content(entrance, log, directory, which):
    one = said(SECRET)
    keep(entrance, one, came=(SECRET,))
    kept = log.after(0)[0]
    assert directory.forget_text_key(getattr(kept.entry, which))
    assert bodies(log, directory, kept, one) == []


def test_a_key_made_anew_starts_afresh(entrance, log, directory):
    one, two = said(SECRET), said(SECRET)
    keep(entrance, one, came=(SECRET,))
    directory.forget_text_key(log.after(0)[0].entry.key_person)
    directory.text_keys([log.after(0)[0].entry.key_person])
    keep(entrance, two, came=(SECRET,))
    assert bodies(log, directory, log.after(1)[0], two) == [SECRET]
    assert len(addresses(log)) == 2


def test_another_persons_content_outlives_the_destroyed_key(entrance, log, directory):
    one, two = said(SECRET), said(SECRET, who="ann")
    keep(entrance, one, two, came=(SECRET,))
    first, second = log.after(0)
    directory.forget_text_key(first.entry.key_person)
    assert (bodies(log, directory, first, one), bodies(log, directory, second, two)) == ([], [SECRET])


def test_no_file_holds_a_readable_content_or_its_hash(tmp_path):
    directory = SQLiteDirectory(tmp_path, clock=lambda: NOON)
    log = SQLiteLog(tmp_path / "log.db", clock=lambda: NOON)
    keep(Entrance(log, directory, home=HOME, clock=lambda: NOON), said(SECRET), came=(SECRET,))
    directory.forget_text_key(log.after(0)[0].entry.key_person)
    log.close()
    directory.close()
    written = b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.is_file())
    assert SECRET not in written
    assert sha(SECRET).encode() not in written
    assert hashlib.sha256(SECRET).digest() not in written


def test_a_content_that_nobody_declares_is_refused(entrance):
    with pytest.raises(Refused) as caught:
        keep(entrance, said(PICTURE), came=(PICTURE, SECRET))
    assert caught.value.pointer == "X-Experience-API-Hash"


def test_an_attachment_with_neither_content_nor_address_is_refused(entrance, log):
    with pytest.raises(Refused) as caught:
        keep(entrance, said(), said(PICTURE, SECRET), came=(SECRET,))
    assert caught.value.pointer == "/1/attachments/0/fileUrl"
    assert log.position() == 0


def test_a_hash_may_be_declared_in_capitals_and_in_a_substatement(entrance, log, directory):
    inner = {
        "objectType": "SubStatement", "actor": {"mbox": "mailto:ann@example.com"}, "verb": {"id": "a:d"},
        "object": {"id": "a:e"}, "attachments": [attachment(SECRET)],
    }  # fmt: skip
    one = said(object=inner, attachments=[attachment(PICTURE, sha2=sha(PICTURE).upper())])
    keep(entrance, one, came=(PICTURE, SECRET))
    assert bodies(log, directory, log.after(0)[0], one) == [PICTURE, SECRET]


def test_a_refused_repeat_leaves_no_content(entrance, log):
    one = said(PICTURE)
    keep(entrance, one, came=(PICTURE,))
    with pytest.raises(Conflict):
        keep(entrance, said(SECRET), {**one, "verb": {"id": "a:other"}}, came=(PICTURE, SECRET))
    assert len(addresses(log)) == 1


def test_a_content_altered_on_disk_is_not_given_out(entrance, log, directory):
    one = said(PICTURE)
    keep(entrance, one, came=(PICTURE,))
    (at,) = addresses(log)
    log._contents[at] = bytes(len(log._contents[at]))
    with pytest.raises(ValueError, match="altered"):
        bodies(log, directory, log.after(0)[0], one)


def test_contents_that_grow_too_much_by_sealing_are_refused(directory):
    directory.text_keys([f"p{n}" for n in range(4)] + ["m"])
    into, body = Sealing(directory), bytes(MOST // 3)
    for n in range(3):
        into.contents([("a" * 64, body)], person=f"p{n}", month="m")
    into.contents([("a" * 64, body)], person="p0", month="m")
    with pytest.raises(Refused) as caught:
        into.contents([("a" * 64, body)], person="p3", month="m")
    assert caught.value.status == 413


def test_a_sender_without_the_scope_defines_nothing(log, directory):
    entrance = Entrance(log, directory, home=HOME, clock=lambda: NOON)
    one = said(object={"id": "a:c", "definition": {"name": {"en": "Gloves"}, "type": "a:t"}}, attachments=[])
    member = [(msgspec.json.encode(one), one)]
    entrance.submit(entrance.checked(member, replace(SENDER, defines=False))).result()
    assert entrance.defining.known(log, "a:c") == []
    other = {**one, "id": str(uuid4())}
    entrance.submit(entrance.checked([(msgspec.json.encode(other), other)], SENDER)).result()
    assert entrance.defining.known(log, "a:c") == [one["object"]["definition"]]


def test_a_definition_lies_in_no_plain_text(tmp_path):
    directory = SQLiteDirectory(tmp_path, clock=lambda: NOON)
    log = SQLiteLog(tmp_path / "log.db", clock=lambda: NOON)
    entrance = Entrance(log, directory, home=HOME, clock=lambda: NOON)
    keep(entrance, said(object={"id": "https://example.com/gloves-on", "definition": {"name": {"en": "Gloves on"}}}))
    assert entrance.defining.known(log, "https://example.com/gloves-on") == [{"name": {"en": "Gloves on"}}]
    log.close()
    directory.close()
    written = b"".join(one.read_bytes() for one in tmp_path.iterdir() if one.is_file())
    assert b"Gloves on" not in written
    assert b"gloves-on" not in written
