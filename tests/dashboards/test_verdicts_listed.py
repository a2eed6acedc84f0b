"""The list of what was tried: what comes first, what is folded, how it is narrowed, and nobody by name."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import verdict_samples as samples
from cabochon.dashboards import verdict_list as listing

TODAY = samples.TODAY
NO_LIFT = dict.fromkeys(listing.FILTERS, "")


def listed(chosen=(), heads=samples.HEADS, modules=()):
    return listing.listed(heads, NO_LIFT | dict(chosen), TODAY, dict(modules))


def by_group(found):
    return {key: [row.title for row in rows] for key, _, rows in found.groups if rows}


def rows_of(found, wanted):
    return next(rows for key, _, rows in found.groups if key == wanted)


def test_the_list_has_what_runs_what_ended_and_what_is_pooled():
    groups = by_group(listed())
    assert groups["finished"] == ["Next step set"]
    assert len(groups["running"]) == 3
    assert groups["decide"] == ["The natural add-on"]
    assert not listed().empty


def test_what_may_be_decided_stands_first_until_somebody_has_decided():
    assert next(key for key, _, rows in listed().groups if rows) == "decide"
    decided = listing.listed(samples.HEADS, NO_LIFT, TODAY, {}, {"natural-add-on": object()})
    assert by_group(decided)["pooled"] == ["The natural add-on"]
    few = replace(samples.HEADS[4], change=replace(samples.WHOLE.changes[0], verdict=replace(
        samples.WHOLE.changes[0].verdict, doors=5)))  # fmt: skip
    assert "decide" not in by_group(listed(heads=(few,)))


def many(n, state="likely_lifted", about="accessory", **other):
    verdict = replace(samples.lifted, state=state)
    return tuple(
        replace(samples.HEADS[0], place=f"Door {i}", change=replace(samples.FOCUS.changes[0], verdict=verdict),
                subject=replace(samples.DOOR, key=f"k-{state}-{about}-{i}", boutique=f"D{i}", about=about, **other))
        for i in range(n)
    )  # fmt: skip


def test_many_boutiques_with_the_same_are_one_line_with_how_many_say_what():
    rows = rows_of(listed(heads=(*many(5), *many(9, "too_early"))), "running")
    (bundle,) = rows
    assert (bundle.count, [(state.key, n) for state, n in bundle.tally]) == (
        "14 boutiques", [("likely_lifted", 5), ("too_early", 9)])  # fmt: skip
    assert len(rows_of(listed(heads=many(5)), "running")) == 5


def test_of_several_together_what_says_nothing_yet_is_folded():
    quiet = tuple(replace(one, subject=replace(one.subject, kind="behaviour", boutique="", about=f"b{i}"))
                  for i, one in enumerate(many(6, "cannot_tell")))  # fmt: skip
    rows = rows_of(listed(heads=(samples.HEADS[4], *quiet), modules=()), "pooled")
    assert len(rows) == 6
    few = replace(samples.HEADS[4], change=samples.FEW.changes[0])
    first, bundle = rows_of(listed(heads=(few, *quiet)), "pooled")
    assert (first.key, bundle.count, len(bundle.rows)) == ("k-pool", "6 more", 6)


def test_links_narrow_with_how_many_there_are_under_what_else_is_chosen():
    facets = dict(listed().facets)
    assert [(one.label, one.count) for one in facets["kind"]] == [
        ("Every kind", 7), ("Several boutiques", 3), ("Focus periods", 4)]  # fmt: skip
    states = {one.label: one for one in facets["state"]}
    assert states["Every verdict"].count == sum(one.count for one in states.values()) / 2 == 7
    assert states["Likely lifted"].query == "state=likely_lifted"
    chosen = dict(listed({"kind": "focus", "boutique": "ZRH01"}).facets)
    assert [(one.label, one.count, one.query) for one in chosen["kind"]] == [
        ("Every kind", 1, "boutique=ZRH01"), ("Focus periods", 1, "boutique=ZRH01&kind=focus")]  # fmt: skip
    assert listed({"kind": "focus"}).kept == (("kind", "focus"),)


def test_the_part_within_reach_that_says_something_stands_for_the_whole():
    whole = replace(samples.HEADS[4], change=None)  # not all of its boutiques are the viewer's
    (row,) = rows_of(listed(heads=(whole, samples.HEADS[5])), "pooled")
    assert (row.key, [part.key for part in row.parts]) == ("k-few", ["k-pool"])


def test_the_parts_of_a_rollout_stand_below_the_whole():
    (whole,) = rows_of(listed(heads=samples.HEADS[::-1]), "decide")
    assert whole.key == "k-pool"
    assert [part.key for part in whole.parts] == ["k-few", "k-empty"]  # of the region nothing is said yet


def test_no_person_is_ever_listed():
    head = samples.Head(subject=samples.PERSON, title="A. Keller", place="Geneva", change=samples.ONE_PERSON.changes[0])
    found = listed(heads=(head, *samples.HEADS))
    assert found.groups == listed().groups
    assert found.choices == listed().choices
    assert listed(heads=(head,)).empty


def test_the_list_is_narrowed_by_boutique_about_and_verdict():
    assert by_group(listed({"boutique": "ZRH01"})) == {"running": ["Care plan explained"]}
    assert by_group(listed({"state": "no_lift"}))["finished"] == ["Next step set"]
    assert [c.name for c in listed().choices] == ["boutique", "about"]
    assert listed({"boutique": "ZRH01"}).narrowed
    assert by_group(listed({"about": "nothing"})) == {}


def test_the_product_line_is_offered_where_modules_have_one():
    watch = SimpleNamespace(title="The natural add-on", product_line="watch")
    ring = SimpleNamespace(title="The ring", product_line="jewelry")
    heads = (*samples.HEADS, replace(samples.HEADS[4], subject=replace(samples.POOL, key="k-ring", about="ring")))
    modules = {"natural-add-on": watch, "ring": ring}
    line = next(c for c in listed(heads=heads, modules=modules).choices if c.name == "line")
    assert [o.label for o in line.options] == ["Watch and jewelry", "Jewelry", "Watch"]
    keys = {row.key for _, _, rows in listed({"line": "watch"}, heads, modules).groups for row in rows}
    assert keys == {"k-pool"}


def test_a_focus_runs_until_its_last_day():
    head = samples.HEADS[0]
    last = replace(head, subject=replace(samples.DOOR, until=TODAY))
    over = replace(head, subject=replace(samples.DOOR, until=TODAY - timedelta(days=1)))
    assert ["running" in by_group(listed(heads=(one,))) for one in (last, over)] == [True, False]


def test_a_focus_that_ended_without_an_outcome_waits_for_whoever_may_close_it():
    old = replace(samples.DOOR, key="k-old", since=TODAY - timedelta(days=60), until=TODAY - timedelta(days=40))
    last = replace(samples.DOOR, key="k-last", since=TODAY - timedelta(days=20), until=TODAY - timedelta(days=1))
    heads = tuple(replace(samples.HEADS[0], subject=one) for one in (last, old))

    def waits(*heads, closes=True):
        found = listing.listed(heads, NO_LIFT, TODAY, {}, closes=closes)
        return [(row.key, row.close) for row in rows_of(found, "decide")]

    assert waits(*heads) == [("k-last", "/floor/focus?boutique=GVA01")]  # the older one gave way to it
    assert waits(*heads, closes=False) == []
    assert waits(replace(heads[0], subject=replace(last, outcome="kept")), heads[1]) == []
    assert waits(replace(heads[0], subject=replace(last, until=TODAY))) == []
