"""What waits: place, reason, sealed body, another try, discarding, forgetting."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from cabochon.directory.rows import Quarantined
from cabochon.house import House
from cabochon.house.mending import mend
from cabochon.refusals import Refused, Unknown
from cabochon.retail.events import Traffic
from cabochon.settings import load
from cabochon.xapi.versions import V103

EXPORTED = datetime(2026, 3, 6, 1, tzinfo=UTC)
TILL = "boutique,ticket,sold_at,sku,quantity,net,seller\n"
ROME = (
    "ROM01,R1,2026-03-05 12:00,W-100,1,7000.00,Giulia Conti\nROM01,R1,2026-03-05 12:00,T-CASE,1,400.00,Giulia Conti\n"
)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 6, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def here(tmp_path, clock):
    """A house with one door and a clock of its own."""
    house = House.open(tmp_path, load(tmp_path, {}), clock=clock)
    house.imports.read("doors", b"code,zone,currency\nGVA01,Europe/Zurich,CHF\n", received=EXPORTED)
    yield house
    house.close()


def till(house, rows, exported=EXPORTED, mapping=""):
    return house.imports.read("till_csv", (TILL + rows).encode(), received=exported, mapping=mapping)


def rome(house):
    house.imports.read("doors", b"code,zone,currency\nROM01,Europe/Rome,EUR\n", received=EXPORTED)


def receipts(house):
    return [msgspec.json.decode(kept.entry.clear) for kept in house.log.after(0)]


def test_what_waits_says_where_and_why_and_whose(here):
    till(here, ROME)
    rows = here.quarantined.waiting()
    assert {(r.place, r.boutique, r.source, r.state) for r in rows} == {
        ("line 2, column boutique", "ROM01", "import:till_csv", "waiting"),
        ("line 3, column boutique", "ROM01", "import:till_csv", "waiting"),
    }
    assert "is not a boutique" in rows[0].reason


def test_the_row_itself_lies_sealed(here, tmp_path):
    till(here, ROME)
    assert b"Conti" not in b"".join(p.read_bytes() for p in tmp_path.iterdir())


def test_the_rows_of_one_ticket_are_tried_together(here):
    till(here, ROME)
    rome(here)
    assert here.quarantined.replay(here.quarantined.waiting()[0].id) == "1 kept, 0 known already"
    assert here.quarantined.waiting() == []
    (receipt,) = receipts(here)
    assert len(next(v for k, v in receipt["result"]["extensions"].items() if k.endswith("lines"))) == 2


def test_another_try_without_mending_leaves_it_and_says_why(here):
    till(here, ROME)
    with pytest.raises(Refused, match="is not a boutique") as refusal:
        here.quarantined.replay(here.quarantined.waiting()[-1].id)
    assert refusal.value.pointer.startswith("line ")
    assert len(here.quarantined.waiting()) == 2
    assert receipts(here) == []


def test_a_row_that_is_mended_by_half_waits_with_what_is_left(here):
    till(here, "ROM01,R2,2026-03-05 12:00,W-100,one,7000.00,AK\n")
    rome(here)
    with pytest.raises(Refused):
        here.quarantined.replay(here.quarantined.waiting()[0].id)
    (row,) = here.quarantined.waiting()
    assert row.reason == "'one' is not a number; expected e.g. 1234.50"


def test_a_mended_mapping_is_given_with_the_try(here):
    till(here, "014,R1,2026-03-05 12:00,W-100,1,7000.00,AK\n")
    assert [done for _, _, done in here.quarantined.replay_all()] == [False]
    ((_, said, done),) = here.quarantined.replay_all(mapping='[boutiques]\n"014" = "GVA01"\n')
    assert (said, done) == ("1 kept, 0 known already", True)


def test_the_same_row_is_held_once(here):
    till(here, ROME)
    till(here, ROME)
    assert len(here.quarantined.waiting()) == 2


def test_a_later_export_of_a_ticket_takes_the_place_of_the_earlier(here):
    till(here, ROME)
    till(here, ROME.replace("7000.00", "6500.00"), exported=EXPORTED + timedelta(days=1))
    assert len(here.quarantined.waiting()) == 2
    rome(here)
    assert [done for _, _, done in here.quarantined.replay_all()] == [True]
    (receipt,) = receipts(here)
    assert "650000" in msgspec.json.encode(receipt).decode()


def test_what_was_discarded_is_not_asked_for_again_and_can_be_taken_back(here):
    till(here, ROME)
    names = [row.id for row in here.quarantined.waiting()]
    here.quarantined.discard(*names, by="admin")
    till(here, ROME)
    assert here.quarantined.waiting() == []
    with pytest.raises(Unknown):
        here.quarantined.discard("import:till_csv:nothing")
    here.quarantined.restore(*names, by="admin")
    assert len(here.quarantined.waiting()) == 2
    rome(here)
    assert [done for _, _, done in here.quarantined.replay_all()] == [True]
    assert {note[1] for note in here.directory.notes() if "what w" in note[2]} == {"admin", "operator"}


def test_what_was_discarded_is_gone_for_good_after_its_thirty_days(here, clock):
    till(here, ROME)
    names = [row.id for row in here.quarantined.waiting()]
    here.quarantined.discard(*names)
    clock.now += timedelta(days=31)
    assert here.quarantined.discarded() == []
    with pytest.raises(Unknown):
        here.quarantined.restore(*names)
    assert here.quarantined.expire() == 2


def test_all_of_one_reason_are_tried_again_in_the_background(here):
    till(here, ROME + "MIL01,M1,2026-03-05 12:00,W-100,1,7000.00,AK\n")
    rome(here)
    here.quarantined.replaying.start("admin", lambda row: row.boutique == "ROM01")
    here.quarantined.replaying.wait(20)
    last = here.quarantined.replaying.last
    assert (last.total, last.done, last.used, last.still, bool(last.ended), last.fault) == (1, 1, 1, (), True, False)
    (left,) = here.quarantined.waiting()
    assert left.boutique == "MIL01"
    assert any(note[1] == "admin" and note[2] == "replayed what waited" for note in here.directory.notes())


def test_a_round_says_what_still_waits_and_one_runs_at_a_time(here):
    till(here, ROME)
    here.quarantined.replaying.start("admin", lambda _: True)
    here.quarantined.replaying.wait(20)
    assert "is not a boutique" in here.quarantined.replaying.last.still[0]
    with pytest.raises(Refused, match="nothing of this"):
        here.quarantined.replaying.start("admin", lambda _: False)


def test_many_statements_are_heard_again_at_once(here, monkeypatch):
    told = []
    monkeypatch.setattr(here.following, "retell", lambda *statements: told.append(len(statements)))
    for n in range(3):
        here.directory.put(Quarantined(id=f"statement:{n}", source="statement", place="", reason="x", at=EXPORTED,
                                       statement=str(UUID(int=n))))  # fmt: skip
    event = Traffic(at=EXPORTED, boutique="GVA01", source="traffic:csv", key="k", revision="1", minutes=60, entries=4)
    here.keep_as().events([event])
    (kept,) = here.log.after(0)
    here.directory.put(Quarantined(id="statement:4", source="statement", place="", reason="x", at=EXPORTED,
                                   statement=kept.entry.id))  # fmt: skip
    assert [used for _, _, used in here.quarantined.replay_all()] == [True] * 4
    assert told == [4]


@pytest.mark.parametrize(
    ("source", "reason", "place", "says"),
    [
        ("import:till_csv", "'X' is not a boutique; import it", "line 2, column boutique", "import doors"),
        ("import:till_csv", "'one' is not a number; expected e.g. 1", "line 2, column net", "column net"),
        ("import:till_csv", "'Z' is no sale type; write", "line 2, column type", "[sale_types]"),
        ("connection:shop", "is empty", "/location_id", "cabochon hook add shop"),
        ("statement", "is missing", "/result", "breaks its template"),
        ("import:people", "something else", "", "and try again"),
    ],
)
def test_each_says_what_would_mend_it(source, reason, place, says):
    row = Quarantined(id="x", source=source, place=place, reason=reason, at=EXPORTED, statement="s")
    assert says in mend(row).says


def test_after_thirty_days_rows_and_the_key_that_sealed_them_are_forgotten(here, clock):
    till(here, ROME)
    clock.now += timedelta(days=29)
    assert here.quarantined.expire() == 0
    clock.now += timedelta(days=2)
    assert here.quarantined.expire() == 2
    assert here.quarantined.waiting() == []
    assert here.directory.text_key("month:quarantine:2026-03-06", make=False) is None


def test_people_that_wait_are_read_again_as_they_were(here):
    people = b"code,name,boutique,till:csv\n1,Giulia Conti,ROM01,GC;G2\n"
    here.imports.read("people", people, received=EXPORTED)
    rome(here)
    assert [done for _, _, done in here.quarantined.replay_all()] == [True]
    named = {(i.source, i.code) for i in here.snapshot.identifiers(here.today)}
    assert {("till:csv", "GC"), ("till:csv", "G2"), ("people", "1")} <= named


def test_a_statement_that_breaks_our_template_waits_and_can_be_tried_again(here):
    event = Traffic(at=EXPORTED, boutique="GVA01", source="traffic:csv", key="k", revision="1", minutes=60, entries=4)
    here.keep_as().events([event])
    (kept,) = here.log.after(0)
    broken = msgspec.json.decode(kept.entry.clear) | {"id": "6b0c1f3e-5f57-4c11-9a52-0d8b3f1f0a01"}
    broken["result"] = {"extensions": {}}
    here.keep_as().statements([(msgspec.json.encode(broken), broken)], version=V103).result()
    here.catch_up()
    (row,) = here.quarantined.waiting()
    assert (row.source, row.statement) == ("statement", broken["id"])
    with pytest.raises(Refused):
        here.quarantined.replay(row.id)
    here.quarantined.discard(row.id)
    assert here.quarantined.waiting() == []
