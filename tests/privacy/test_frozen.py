"""What was judged of closed weeks stays so: over a restart, beside another process, until long after."""

from datetime import UTC, date, datetime

from cabochon.directory.sqlite import SQLiteDirectory
from cabochon.directory.trust_rows import Judgement
from cabochon.privacy.frozen import MONTHS, Frozen
from cabochon.privacy.judged import Judged, read, written

SUNDAY = date(2026, 3, 22)
JUDGED = Judged(
    {(): frozenset({()}), ("boutique",): frozenset({("GVA",), ("PAR",)})},
    {(): frozenset(), ("boutique",): frozenset({("MIL",)})},
    {"GVA": frozenset({"Europe"}), "PAR": frozenset({"Europe"}), "MIL": frozenset({"Europe", "South"})},
)
NAME = ("receipt", "qualifying = 1", "2026-02-23", 4)


class Clock:
    now = datetime(2026, 3, 25, 12, tzinfo=UTC)

    def __call__(self):
        return self.now


def test_a_judgement_is_read_as_it_was_written():
    assert read(written(JUDGED)) == JUDGED


def test_the_first_judgement_stands_for_every_process_and_after_a_restart(tmp_path):
    directory = SQLiteDirectory(tmp_path, clock=Clock())
    one, other = (Frozen(directory, Clock()) for _ in range(2))
    assert one.get(NAME) is None
    assert one.add(NAME, JUDGED, SUNDAY) == JUDGED
    assert other.add(NAME, Judged({(): frozenset()}), SUNDAY) == JUDGED
    assert Frozen(directory, Clock()).get(NAME) == JUDGED
    directory.close()


def test_its_name_tells_nothing_and_it_goes_in_the_end(tmp_path):
    directory, clock = SQLiteDirectory(tmp_path, clock=Clock()), Clock()
    Frozen(directory, clock).add(NAME, JUDGED, SUNDAY)
    (row,) = directory.find(Judgement)
    assert "receipt" not in row.id
    clock.now = datetime(2026 + MONTHS // 12, 3, 25, tzinfo=UTC)
    Frozen(directory, clock).add(("other",), JUDGED, SUNDAY)
    assert len(directory.find(Judgement)) == 2  # the month itself is still kept
    clock.now = datetime(2026 + MONTHS // 12, 4, 1, tzinfo=UTC)
    Frozen(directory, clock).add(("third",), JUDGED, date(2029, 3, 25))
    assert [one.until for one in directory.find(Judgement)] == ["2029-03"]
    directory.close()
