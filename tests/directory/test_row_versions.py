"""What is remembered of rows is known to be old by their kind's version."""

from dataclasses import replace
from datetime import UTC, datetime

from cabochon.directory.rows import Account, Value
from cabochon.directory.sqlite import SQLiteDirectory

ANNA = Account(id="a1", login="anna", name="Anna", role="manager", boutiques=("GVA01",))


def test_every_way_of_changing_rows_gives_their_kind_another_version_and_no_other_kind():
    directory = SQLiteDirectory(None, clock=lambda: datetime(2026, 3, 25, tzinfo=UTC))
    seen, other = [directory.version(Account)], directory.version(Value)
    for change in (
        lambda: directory.put(ANNA),
        lambda: directory.add(replace(ANNA, id="a2", login="b")),
        lambda: directory.swap(ANNA, replace(ANNA, name="Anne")),
        lambda: directory.delete(Account, "a2"),
    ):
        change()
        seen.append(directory.version(Account))
        assert directory.version(Account) == seen[-1]  # reading changes nothing
    assert len(set(seen)) == len(seen)
    assert directory.version(Value) == other
    directory.close()
