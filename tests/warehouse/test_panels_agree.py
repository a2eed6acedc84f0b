"""Panels and episodes are the same on every engine. Spark, which is asked the same trees, is asked by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cabochon.facts.tables import TABLES
from cabochon.measures.catalogue import CATALOGUE
from cabochon.verdicts.finding import subjects
from cabochon.verdicts.panels import Panels
from cabochon.warehouse import Batch, Bookmark, Warehouse

from .adapters import clickhouse, memory
from .pretend_facts import facts

SINCE, UNTIL = date(2026, 2, 9), date(2026, 3, 8)
KEYS = (*(one.key for one in CATALOGUE if one.additive and one.kind != "count"), "shrink_rate", "receipts")


def filled(warehouse: Warehouse) -> Warehouse:
    warehouse.prepare(TABLES)
    warehouse.replace(Batch(Bookmark(1), dict(facts())))
    return warehouse


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[Warehouse, Warehouse]]:
    both = filled(memory(Path())), filled(clickhouse(Path()))
    yield both
    for one in both:
        one.close()


def test_panels_are_the_same(engines: tuple[Warehouse, Warehouse]) -> None:
    one, other = (Panels(engine, SINCE, UNTIL, currency="CHF", keys=KEYS) for engine in engines)
    some = 0
    for key in KEYS:
        pairs = [(one.people(key), other.people(key)), (one.roles(key), other.roles(key))]
        pairs += [(one.doors(key, group=group), other.doors(key, group=group)) for group in (False, True)]
        for was, now in pairs:
            assert (was is None) == (now is None), key
            if was is not None and now is not None:
                assert (was.units, was.doors) == (now.units, now.doors), key
                assert np.allclose(was.x, now.x), key
                assert np.allclose(was.n, now.n), key
                some += int(was.n.sum() > 0)
    assert some > 50


def test_what_stands_beside_them_is_the_same(engines: tuple[Warehouse, Warehouse]) -> None:
    one, other = (Panels(engine, SINCE, UNTIL) for engine in engines)
    assert one.beside() == other.beside()
    assert one.shifts().units == other.shifts().units
    assert np.array_equal(one.shifts().n, other.shifts().n)
    assert one.lines().keys() == other.lines().keys()


def test_episodes_are_the_same(engines: tuple[Warehouse, Warehouse]) -> None:
    one, other = (subjects(engine, today=UNTIL, doors={}) for engine in engines)
    assert one == other
    assert {found.kind for found in one} >= {"person", "focus"}
