"""Several pooled subjects told at once are told as each would be by itself: what they share leaks into none."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from many_doors import ATTACH, OWN, SALE, TODAY, Doors, day

from cabochon.impact import rollouts
from cabochon.impact.imputing import Untreated
from cabochon.impact.within import Grid
from cabochon.verdicts import estimates
from cabochon.verdicts.many import Asked, tell_all, tell_many
from cabochon.verdicts.starts import Found, Starts, no_peers
from cabochon.verdicts.together import together

MEASURES = (OWN, ATTACH, SALE, "atv", "conversion")
OTHER = "care_plan"


def chain():
    """Sixteen doors, of which twelve began within four weeks; the same figures each time, whatever is asked first."""
    began = {f"D{i:02d}": day(7 * (i // 3) + i % 3) for i in range(12)}
    sheets = Doors(began=began, n=16, lift=0.1, until=day(90))
    for key in MEASURES:
        for panel in (sheets.doors, sheets.people, lambda key: sheets.cut(key, "job_role"),
                      lambda key: sheets.cut(key, "tenure")):  # fmt: skip
            panel(key)
    return sheets


def episodes(sheets):
    """Focuses and coached people about one thing, and about another that began elsewhere, earlier and later."""
    one = [replace(it, region=f"R{int(it.boutique[1:]) % 2}") for it in (*sheets.parts(), *sheets.coached(each=2))]
    other = [replace(it, key=f"other-{it.key}", about=OTHER, since=it.since + timedelta(days=9 * (i % 3) - 9))
             for i, it in enumerate(one) if i % 4]  # fmt: skip
    return [*one, *other]


def told(asked, sheets, found, **more):
    return tell_all([Asked(one, MEASURES) for one in asked], sheets, today=day(91), doors={}, others=found, **more)


def near(one, other):
    """Equal, numbers to a billionth."""
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-9, abs=1e-9, nan_ok=True)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(near, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(near(one[key], other[key]) for key in one)
    if hasattr(one, "__dataclass_fields__"):
        return type(one) is type(other) and all(
            near(getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__
        )
    return one == other


@pytest.mark.parametrize("turned", [False, True])
def test_all_at_once_are_told_as_each_by_itself(turned):
    found = episodes(chain())
    asked = together(found)
    assert {one.kind for one in asked} >= {"behaviour", "rollout", "wave", "region"}
    assert {one.about for one in asked} == {"accessory", OTHER}
    asked = asked[::-1] if turned else asked
    pages = told(asked, chain(), found)
    for one, page in zip(asked, pages, strict=True):
        alone = tell_many(one, chain(), today=day(91), doors={}, measures=MEASURES, others=found)
        assert page.subject is one
        assert near(page, alone)


def test_a_part_that_began_earlier_about_something_else_changes_nothing():
    sheets, found = chain(), episodes(chain())
    (wave,) = (one for one in together(found) if (one.kind, one.about, one.region) == ("behaviour", "accessory", ""))
    before = told([wave], sheets, found)
    elsewhere = [replace(one, since=one.since - timedelta(days=3)) if one.about == OTHER else one for one in found]
    told([one for one in together(elsewhere) if one.about == OTHER], sheets, elsewhere)
    assert near(told([wave], sheets, elsewhere), before)


def test_another_chain_of_starts_is_another_comparison():
    """The same panels with one door more that began: it is no peer from then on."""
    sheets, found = chain(), episodes(chain())
    asked = [one for one in together(found) if (one.kind, one.about) == ("rollout", "accessory")]
    more = [*found, replace(found[0], key="more", boutique="D14", since=day(0))]
    first = told(asked, sheets, found)
    later = told(asked, sheets, more)
    assert not near(first, later)
    assert near(later, told(asked, chain(), more))


def test_the_same_on_another_day_is_another_verdict():
    sheets, found = chain(), episodes(chain())
    asked = [Asked(one, MEASURES) for one in together(found)]
    late = tell_all(asked, sheets, today=TODAY, doors={}, others=found)
    assert near(late, tell_all(asked, chain(), today=TODAY, doors={}, others=found))
    assert not near(late, told(together(found), sheets, found))


def test_episodes_with_the_same_peers_are_made_at_once(monkeypatch):
    found, calls = episodes(chain()), []
    make = estimates.episodes
    monkeypatch.setattr(estimates, "episodes", lambda panel, some, **more: calls.append(1) or make(panel, some, **more))
    told(together(found), chain(), found, parts=False)
    peers = 2 * 3 * 2  # doors and people; the behaviour, attach rate, conversion; two abouts
    assert 0 < len(calls) <= peers


def test_those_about_the_same_share_a_mask_and_others_do_not():
    sheets, found = chain(), episodes(chain())
    panel, index = sheets.doors(OWN), Found(found)
    masks = {}
    for one in together(found):
        starts = Starts(one, day(90), index.parts(one), index)
        masks.setdefault(one.about, []).append(no_peers(panel, starts))
    for about, some in masks.items():
        assert len({id(one) for one in some}) == 1, about
    assert not np.array_equal(masks["accessory"][0], masks[OTHER][0])


def test_untreated_cells_may_stand_behind_several_rollouts():
    chance = np.random.default_rng(5)
    start = np.repeat((4, 6, 8, 99), 6)
    week = np.arange(12)
    value, n = chance.normal(size=(24, 12)), chance.integers(20, 60, (24, 12)).astype(float)
    free, busy = np.where(week < start[:, None], n, 0.0), np.where(week >= start[:, None], n, 0.0)
    shared = Untreated(Grid(value, n, np.arange(24), week, 24), free)
    for some in (np.arange(24) < 6, (start == 6) | (start == 8), np.ones(24, bool)):
        own = np.where(some[:, None], busy, 0.0)
        cells = np.nonzero((free > 0) | (own > 0))
        on = week[cells[1]] >= start[cells[0]]
        alone = rollouts.rollout(cells[0], week[cells[1]], on, value[cells], n[cells])
        assert near(rollouts.imputed(shared, own), alone)
