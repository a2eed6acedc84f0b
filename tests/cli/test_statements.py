"""Moving in from another record store by files."""

import gzip
import json
from uuid import uuid4

import pytest

from cabochon.house import House
from cabochon.house.intake import Intake
from cabochon.house.taking_in import vouching
from cabochon.privacy.keys import make
from cabochon.settings import load
from lrs_store import about, client, said, voiding
from lrs_store import opened as served

THERE = {"stored": "2024-01-02T03:04:05.678Z", "timestamp": "2024-01-02T03:04:05Z", "version": "1.0.3",
         "authority": {"objectType": "Agent", "account": {"homePage": "https://old.example", "name": "k"}}}  # fmt: skip
PRICE = "1.10"


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def brought(cabochon, data, tmp_path):
    """Import what is written into a file; the JSON it prints, with its exit code."""

    def bring(text, *words, name="export.json"):
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else json.dumps(text).encode())
        done = cabochon("import", "statements", tmp_path / name, "--json", "--data", data, *words)
        assert done.err == ""
        return done.json | {"code": done.code}

    return bring


def test_a_stores_page_is_taken_in_and_keeps_its_words(brought, data):
    one = said(**THERE, result={"extensions": {"https://x.example/price": 0}})
    text = json.dumps({"statements": [one], "more": "/more/1"}).replace('price": 0', f'price": {PRICE}')
    assert brought(text.encode())["new"] == 1
    house = House.open(data, load(data, {}))
    try:
        with served(house) as port:
            found = client(house, port).get(statementId=one["id"])
    finally:
        house.close()
    assert found.json["timestamp"] == THERE["timestamp"]
    assert found.json["stored"] > "2026"
    assert found.json["authority"]["account"] == {"homePage": f"{house.home}/imports", "name": "file"}
    assert PRICE.encode() in found.body


def test_the_same_file_twice_changes_nothing_also_for_statements_without_an_id(brought):
    several = [said(**THERE), said(id=None), said(id=None)]
    assert brought(several)["new"] == 3
    again = brought(gzip.compress("\n".join(map(json.dumps, several)).encode()), name="packed")
    assert (again["new"], again["repeated"], again["code"]) == (0, 3, 0)


def test_bad_rows_wait_and_the_good_ones_are_kept(brought, cabochon, data):
    good, other = said(), said()
    unknown, taken = said(verb={"id": "nothing"}), {**good, "verb": {"id": "x:y"}}
    rows = [*map(json.dumps, (good, {}, unknown, taken, other)), '{"id": "\\ud800"}', json.dumps(other), "garbage"]
    rows[1] = "{"
    done = brought("\n".join(rows).encode("utf-8", "surrogatepass"), name="export.jsonl")
    assert (done["new"], done["repeated"], done["refused"], done["code"]) == (2, 1, 5, 3)
    assert [one["place"] for one in done["reasons"]][1] == f"export.jsonl, line 3, byte {len(rows[0]) + 3:,}, /verb/id"
    assert "says something else" in json.dumps(done["reasons"])
    waiting = cabochon("quarantine", "--json", "--data", data).json
    assert len(waiting) == 5


def test_what_waits_can_be_tried_again(brought, cabochon, data):
    from cabochon.house.quarantine import Quarantine

    missing = said(id="not an id")
    brought([missing])
    house = House.open(data, load(data, {}))
    try:
        (row,) = house.quarantined.waiting()
        with pytest.raises(Exception, match="UUID"):
            Quarantine(house).replay(row.id)
        assert b"not an id" not in row.body
    finally:
        house.close()
    assert cabochon("quarantine", "discard", row.id, "--data", data).code == 0
    assert cabochon("quarantine", "--json", "--data", data).json == []


def test_what_can_be_kept_after_all_is_kept_with_the_authority_it_came_with(data):
    house, one = House.open(data, load(data, {})), said()
    try:
        intake = Intake(house, vouching(house.home, "old.example"))
        intake.fault("a place", "a reason that has gone since", json.dumps(one).encode())
        assert (intake.settle().refused, house.log.position()) == (1, 0)
        (row,) = house.quarantined.waiting()
        assert house.quarantined.replay(row.id) == "1 kept, 0 known already"
        (kept,) = house.log.by_id([one["id"]])
        assert json.loads(kept.entry.authority)["account"]["name"] == "old.example"
        assert house.quarantined.waiting() == []
    finally:
        house.close()


def test_voiding_and_references_may_come_in_any_order(brought, data):
    target, verb = said(), {"id": f"https://x.example/{uuid4()}"}
    target["verb"] = verb
    brought([voiding(target["id"]), about(target["id"], id=(ref := str(uuid4()))), target])
    house = House.open(data, load(data, {}))
    try:
        with served(house) as port:
            one = client(house, port)
            assert one.get(statementId=target["id"]).status == 404
            assert one.get(voidedStatementId=target["id"]).status == 200
            assert ref in one.get(verb=verb["id"]).ids
    finally:
        house.close()


def test_a_dry_run_judges_all_and_keeps_nothing(brought, cabochon, data):
    one = said()
    dry = brought([one, one, {"id": 1}], "--dry-run")
    assert (dry["new"], dry["repeated"], dry["refused"], dry["quarantined"]) == (1, 1, 1, 0)
    assert cabochon("quarantine", "--json", "--data", data).json == []
    assert brought([one])["new"] == 1


def test_on_behalf_of_a_key_its_rights_hold(brought, data, cabochon):
    house = House.open(data, load(data, {}))
    try:
        make(house.directory, "bound", scopes=["statements/write"], boutiques=["GVA01"], clock=house.clock)
        make(house.directory, "reader", scopes=["statements/read"], clock=house.clock)
        make(house.directory, "old tool", scopes=["statements/write"], clock=house.clock)
    finally:
        house.close()
    target = said()
    done = brought([target, voiding(target["id"])], "--key", "old tool")
    assert done["new"] == 2
    bound = brought([said()], "--key", "bound", name="bound.json")
    assert (bound["new"], bound["reasons"][0]["reason"]) == (0, "this key speaks only for its own boutiques")
    for name, why in (("reader", "has no scope statements/write"), ("nobody", "is no key")):
        refused = cabochon("import", "statements", data.parent / "export.json", "--key", name, "--data", data)
        assert (refused.code, why in refused.err) == (1, True)


def test_attachments_whose_contents_are_not_in_the_file_are_counted(brought):
    lone = {"usageType": "https://x.example/u", "display": {"en": "a"}, "contentType": "text/plain", "length": 3,
            "sha2": "a" * 64}  # fmt: skip
    assert brought([said(attachments=[lone])])["bare"] == 1


def test_several_files_and_stdin_are_one_import_with_one_summary(cabochon, data, tmp_path):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps([said()]))
    piped = json.dumps(said()).encode()
    done = cabochon("import", "statements", tmp_path / "a.json", tmp_path / "b.json", "-", "--data", data, stdin=piped)
    assert (done.code, done.out.splitlines()[0].strip()) == (0, "3 new")
    missing = cabochon("import", "statements", tmp_path / "a.json", tmp_path / "c.json", "--data", data)
    assert (missing.code, "No such file" in missing.err, missing.out) == (1, True, "")


@pytest.mark.parametrize(("text", "why"), [(b"a,b\n1,2", "neither JSON"), (b"\xff\xfe[\0]\0", "UTF-16")])
def test_another_kind_of_file_is_refused_in_a_sentence(cabochon, data, tmp_path, text, why):
    (tmp_path / "x").write_bytes(text)
    done = cabochon("import", "statements", tmp_path / "x", "--data", data)
    assert (done.code, why in done.err) == (1, True)


def test_a_file_that_was_cut_short_is_kept_as_far_as_it_goes(brought):
    packed = gzip.compress(json.dumps([said() for _ in range(300)]).encode())
    done = brought(packed[:-500], name="cut.json.gz")
    assert (0 < done["new"] < 300, done["code"]) == (True, 3)
    assert any("the packed file ends in the middle" in one for one in done["faults"])


def test_words_of_other_kinds_are_refused_plainly(cabochon, data, tmp_path):
    (tmp_path / "x.json").write_text("[]")
    for words in (("statements", "x.json", "--valid-from", "2026-01-01"), ("doors", "x.json", "--key", "k"),
                  ("doors", "x.json", "y.json")):  # fmt: skip
        assert (
            cabochon("import", words[0], *(tmp_path / w if ".json" in w else w for w in words[1:]), "--data", data).code
            == 1
        )
