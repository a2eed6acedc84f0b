"""Launch checks: a key for two hours, what was sent with it, and what was wrong."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from cabochon.directory.rows import Account, LaunchRequest
from cabochon.house import House
from cabochon.house.launch_report import part, report, written
from cabochon.house.launches import Heard
from cabochon.refusals import NotAllowed, Refused, Unknown
from cabochon.settings import load
from cabochon.xapi.versions import V103


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 6, 9, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def here(tmp_path, clock):
    house = House.open(tmp_path, load(tmp_path, {}), clock=clock)
    for login, role in (("lina", "ld_author"), ("max", "ld_author"), ("admin", "admin"), ("sophie", "manager")):
        house.directory.put(Account(id=login, login=login, name=login.title(), role=role))
    yield house
    house.close()


def send(house, check, statement, status=200, answered=None):
    """A request with the check's key, kept if it was accepted."""
    key = house.keyring.key(check.key)
    body = msgspec.json.encode(statement)
    if status < 400:
        ids = house.statements.keep(key, [(body, statement)], V103).result().ids
        answered = msgspec.json.encode(ids)
    house.launches.heard(
        key,
        Heard(
            method="POST", resource="statements", status=status, version="1.0.3", content_type="application/json",
            sent=body, answered=answered or b"",
        ),
    )  # fmt: skip


def completed(check, **members):
    return {
        "actor": msgspec.json.decode(check.actor),
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": "https://x.example/module"},
        "context": {"registration": check.registration},
        **members,
    }


def test_a_check_lends_a_key_of_few_scopes_for_two_hours(here, clock):
    check = here.launches.start(here.viewer("lina"))
    key = here.keyring.key(check.key)
    assert (key.name, key.expires - clock.now) == ("launch check of Lina", timedelta(hours=2))
    assert "all" not in key.scopes
    assert "statements/read" not in key.scopes
    found = report(here, here.viewer("lina"), check.id, base="https://x.example")
    assert found.endpoint == "https://x.example/xapi/"
    assert found.secret
    assert all(f"{name}=" in found.link for name in ("endpoint", "auth", "actor", "registration"))


def test_the_secret_is_for_who_started_it_and_lies_nowhere(here, tmp_path):
    check = here.launches.start(here.viewer("lina"))
    secret = here.launches.secret(here.viewer("lina"), check)
    assert here.launches.secret(here.viewer("admin"), check) == ""
    assert secret.encode() not in b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())


def test_it_is_ones_own_and_an_administrators(here):
    check = here.launches.start(here.viewer("lina"))
    assert here.launches.mine(here.viewer("max")) == []
    assert here.launches.mine(here.viewer("admin")) == [check]
    for login in ("max", "sophie"):
        with pytest.raises(Unknown):
            here.launches.one(here.viewer(login), check.id)
    with pytest.raises(Unknown):
        here.launches.start(here.viewer("sophie"))


def test_what_was_kept_reads_as_sentences_in_order(here):
    lina = here.viewer("lina")
    check = here.launches.start(lina)
    send(here, check, completed(check))
    send(here, check, completed(check, verb={"id": "http://adlnet.gov/expapi/verbs/terminated"}))
    found = report(here, lina, check.id, base="")
    assert [line.kept[0][1] for line in found.lines] == [
        "the test learner completed module",
        "the test learner terminated module",
    ]
    assert (found.statements, found.refused) == (2, 0)


REFUSAL = b'{"error":"is no IRI","pointer":"/verb/id"}'


def test_what_was_refused_shows_where_why_and_the_part_itself(here):
    lina = here.viewer("lina")
    check = here.launches.start(lina)
    send(here, check, completed(check, verb={"id": "completed", "display": {"en": "x" * 500}}), 400, REFUSAL)
    (line,) = report(here, lina, check.id, base="").lines
    assert line.refused
    assert (line.pointer, line.reason) == ("/verb/id", "is no IRI")
    assert msgspec.json.decode(line.part) == {"id": "completed"}


def test_a_refused_body_lies_sealed_cut_and_without_the_real_people_in_it(here, tmp_path):
    lina = here.viewer("lina")
    check = here.launches.start(lina)
    real = completed(check, actor={"mbox": "mailto:anna.keller@x.example"}, object={"id": "y" * 40_000})
    send(here, check, real, 400, b'{"error":"anna.keller@x.example is wrong","pointer":"/actor/mbox"}')
    (row,) = here.directory.find(LaunchRequest, check=check.id)
    assert len(row.refused) < 20_000
    assert row.size > 40_000
    assert b"anna.keller" not in b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    (line,) = report(here, lina, check.id, base="").lines
    assert "anna" not in line.reason + line.part


def test_a_note_of_our_kinds_is_never_shown_back(here):
    lina = here.viewer("lina")
    check = here.launches.start(lina)
    ours = completed(
        check, result={"response": "Mrs. Schneider, 079 123 45 67"},
        verb={"id": "https://w3id.org/xapi/dod-isd/verbs/demonstrated"},
        context={"contextActivities": {"category": [{"id": "https://w3id.org/xapi/cabochon/v1.0"}]}},
    )  # fmt: skip
    send(here, check, ours, 400, b'{"error":"looks like a phone number","pointer":"/result/response"}')
    for login in ("lina", "admin"):
        (line,) = report(here, here.viewer(login), check.id, base="").lines
        assert "Schneider" not in line.part


def test_what_is_tried_out_says_nothing_of_the_house(here):
    check = here.launches.start(here.viewer("lina"))
    ours = completed(
        check,
        object={"id": f"{here.home}/modules/m", "definition": {"type": "http://adlnet.gov/expapi/activities/module"}},
        context={"platform": "launch-check",
                 "contextActivities": {"category": [{"id": "https://w3id.org/xapi/cabochon/v1.0"}]}},
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="launch check"):
        here.statements.keep(here.keyring.key(check.key), [(msgspec.json.encode(ours), ours)], V103)


def test_an_ended_check_takes_nothing_and_stays_to_be_read(here):
    lina = here.viewer("lina")
    check = here.launches.start(lina)
    send(here, check, completed(check))
    here.launches.end(lina, check.id)
    here.launches.end(lina, check.id)
    found = report(here, lina, check.id, base="")
    assert (found.open, found.secret, len(found.lines)) == (False, "", 1)
    assert here.keyring.key(check.key).revoked


def test_it_closes_by_itself_and_is_forgotten_after_seven_days(here, clock):
    lina = here.viewer("lina")
    check = here.launches.start(lina)
    send(here, check, completed(check))
    clock.now += timedelta(hours=3)
    assert not here.launches.is_open(check)
    assert here.launches.expire() == 0
    clock.now += timedelta(days=7)
    assert here.launches.expire() == 1
    assert here.launches.mine(lina) == []


def test_five_may_be_open(here):
    lina = here.viewer("lina")
    for _ in range(5):
        here.launches.start(lina)
    with pytest.raises(Refused, match="end one"):
        here.launches.start(lina)


def test_a_check_notes_a_thousand_requests_and_no_more(here, monkeypatch):
    monkeypatch.setattr("cabochon.house.launches.MOST", 3)
    check = here.launches.start(here.viewer("lina"))
    for _ in range(5):
        send(here, check, {}, 400, REFUSAL)
    assert len(here.launches.requests(check)) == 3


def test_what_any_sender_was_refused_is_counted_for_administrators(here):
    check = here.launches.start(here.viewer("lina"))
    key = here.keyring.key(check.key)
    for who in (key, key, None):
        here.launches.refused(who, Heard(method="POST", resource="statements", status=400, answered=REFUSAL))
    found = here.launches.refusals(here.viewer("admin"))
    assert {(one.sender, one.times, one.reason) for one in found} == {
        ("launch check of Lina", 2, "/verb/id: is no IRI"), ("", 1, "/verb/id: is no IRI"),
    }  # fmt: skip
    assert here.launches.refusals(here.viewer("lina")) == []


def test_the_report_is_text(here):
    lina = here.viewer("lina")
    check = here.launches.start(lina)
    send(here, check, completed(check))
    send(here, check, completed(check, verb={"id": "x"}), 400, REFUSAL)
    text = written(report(here, lina, check.id, base="https://x.example"))
    assert "[x] It ends with an outcome" in text
    assert "/verb/id: is no IRI" in text
    assert "the test learner completed module" in text
    assert here.launches.secret(lina, check) not in text


@pytest.mark.parametrize(
    ("body", "pointer", "shown"),
    [
        ({"a": {"b": 1}}, "/a/b", {"b": 1}),
        ([{"a": 1}, {"a~1b": 2}], "/1/a~01b", {"a~1b": 2}),
        ({"a": {"c": 1}}, "/a/b", {"a": {"c": 1}}),
        ({"a": [1, 2]}, "/a/1", 2),
        ({"a": 1}, "", {"a": 1}),
        ({"a": "x" * 100}, "/a", {"a": "x" * 80 + "…"}),
        ([1] * 9, "", [1] * 6 + ["…"]),
    ],
)
def test_the_part_a_pointer_leads_to(body, pointer, shown):
    assert msgspec.json.decode(part(body, pointer)) == shown


def test_a_body_that_is_no_json_is_shown_from_its_beginning():
    assert part("<html>" + "x" * 900, "").startswith("<html>")
