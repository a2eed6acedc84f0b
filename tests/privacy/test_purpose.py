"""Nothing about one person leaves as a file, whoever asks: each way out is tried."""

from datetime import date

import pytest

from cabochon.house.cells import CELLS, STEPS
from cabochon.house.cells_doors import DOOR_TABLES
from cabochon.house.group_cells import STEPS as GROUP_STEPS
from cabochon.measures.catalogue import CATALOGUE
from cabochon.measures.cuts import PERSONS
from cabochon.measures.question import Question
from cabochon.privacy import leaving
from cabochon.refusals import NotAllowed

PERSONAL = PERSONS | {"person", "observer", "owner", "seller", "name", "login", "email", "statement", "by", "agent"}


@pytest.mark.parametrize("cut", sorted(PERSONS))
def test_no_measure_leaves_by_person_or_of_one(cut):
    asked = [one for one in CATALOGUE if cut in one.cuts]
    assert asked
    for one in asked:
        for by, where in (((cut,), {}), ((), {cut: ("p1",)}), ((cut, *(["week"] if "week" in one.cuts else [])), {})):
            with pytest.raises(NotAllowed, match="pay or discipline"):
                leaving.file(Question(one.key, by, date(2026, 3, 2), date(2026, 3, 8), where))


def test_what_is_of_nobody_leaves():
    leaving.file(Question("csat", ("boutique",)))


def test_no_table_of_an_export_or_of_sql_has_a_column_for_a_person():
    columns = {c.name for c in CELLS.columns} | {c.name for one in DOOR_TABLES for c in one.table.columns}
    assert not columns & PERSONAL
    assert not {cut for step in STEPS for cut in (*step.cuts, step.extra)} & PERSONAL
    assert not {cut for _, cuts in GROUP_STEPS for cut in cuts} & PERSONAL
