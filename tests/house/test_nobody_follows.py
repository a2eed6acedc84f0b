"""A real house: all that a leader is told by `ask`, in SQL and by a restarted house together gives nobody away."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from cabochon.house import cells
from cabochon.house.cells import CELLS
from cabochon.measures.catalogue import CATALOGUE
from cabochon.measures.question import Answer, Question
from cabochon.refusals import Unanswerable
from counted import PEOPLE, WEEKS, filled, opened

sys.path.insert(0, str(Path(__file__).parents[1] / "privacy"))
from attacking import Attack

PLACES = ((), ("region",), ("boutique",), ("job_role",), ("tenure",), ("boutique", "job_role"), ("job_role", "tenure"))
EXTRAS = ((), ("daypart",), ("product_line",))


KIN = [one for one in CATALOGUE if one.person and one.top.table in ("receipt", "survey")]  # of those that are asked


def atoms():
    return [{"who": one.id, "boutique": one.boutique, "region": "Europe", "job_role": "advisor", "week": str(week)}
            for one in PEOPLE for week in WEEKS]  # fmt: skip


def learn(attack, since, until, at):
    known = {cut: {value} for cut, value in at.items() if cut in ("boutique", "region", "job_role")}
    attack.learn(str(since), str(until), known)


def asked(house, attack):
    see, shown = house.see_as(house.viewer("hq_leader")), 0
    for measure in ("attach_rate", "csat"):
        for place in PLACES:
            for extra in EXTRAS:
                for n, weeks in ((0, 1), (1, 1), (0, 2)):
                    since = WEEKS[n]
                    until = since + timedelta(days=7 * weeks - 1)
                    (found,) = see.ask_many([Question(measure, (*place, *extra), since, until)])
                    if isinstance(found, Answer):
                        for key, cell in found.cells.items():
                            if cell is not None:
                                shown += 1
                                learn(attack, since, until, dict(zip(found.question.by, key, strict=True)))
    return shown


def test_everything_told_together_gives_nobody_away(tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "WEEKS", 4)  # those with something in them, and some without
    monkeypatch.setattr(cells, "CATALOGUE", KIN)
    house, attack = filled(tmp_path / "data"), Attack(atoms())
    assert asked(house, attack) > 20
    names = [column.name for column in CELLS.columns]
    told = house.analyst.ask(house.viewer("analyst"), "select * from cells where not held_back and "
                             "measure in ('attach_rate', 'csat')", patience=300).found  # fmt: skip
    assert told.rows
    for row in told.rows:
        at = dict(zip(names, row, strict=True))
        where = {cut: at[cut] for cut in ("boutique", "region", "job_role") if at[cut]}
        learn(attack, at["since"], at["until"], where)
    house.close()
    again = opened(tmp_path / "data")  # nothing is judged anew
    asked(again, attack)
    with pytest.raises(Unanswerable, match=r"nearest are since 2026-03-30 until 2026-04-12"):
        again.see_as(again.operator()).ask(Question("csat", (), WEEKS[0], again.today))
    again.close()
    few = attack.small([("who",), ("who", "week"), ("boutique",), ("boutique", "week")], 5)
    assert attack.told(few) == set()
