"""The promises of `Log`, run on every adapter."""

from datetime import timedelta
from threading import Thread

import pytest
from msgspec.structs import replace
from saying import entry, numbers, uuid

from cabochon.refusals import Conflict
from cabochon.stream import Query


def found(log, *refs, **more):
    return numbers(log.query(Query(refs=tuple(frozenset(one) for one in refs), **more)).found)


def test_an_empty_log_has_nothing(log):
    assert log.position() == 0
    assert log.after(0) == []
    assert log.query(Query()).found == []
    assert log.voidings(0) == []


def test_what_was_appended_comes_back_word_for_word(log):
    said = replace(
        entry(1, (1, -(2**63), 2**63 - 1), target=9), sealed=b"\x00\xff", key_person="person:a", key_month="month:b"
    )
    sealed = replace(entry(2), clear=None, sealed=b"all of it")
    assert log.append([said, sealed]).ids == (said.id, sealed.id)
    assert [one.entry for one in log.after(0)] == [said, sealed]


def test_positions_count_up_from_one_and_after_goes_on_from_there(log):
    appended = log.append([entry(number) for number in range(1, 6)])
    assert (appended.new, appended.position) == (5, 5)
    assert log.append([]).position == log.position() == 5
    assert [one.seq for one in log.after(2, limit=2)] == [3, 4]


def test_a_repeat_is_kept_once(log):
    log.append([entry(1)])
    again = log.append([entry(1), entry(2), entry(2)])
    assert again.ids == (uuid(1), uuid(2), uuid(2))
    assert again.new == 1
    assert numbers(log.after(0)) == [1, 2]


def test_other_words_under_a_taken_id_are_a_conflict_that_leaves_no_trace(log):
    log.append([entry(1)])
    with pytest.raises(Conflict) as caught:
        log.append([entry(2), entry(1, words="other")])
    assert caught.value.pointer == "/1/id"
    assert numbers(log.after(0)) == [1]


def test_two_words_under_one_id_in_one_submission_are_a_conflict(log):
    with pytest.raises(Conflict):
        log.append([entry(1), entry(1, words="other")])
    assert log.position() == 0


def test_a_conflict_spares_the_submissions_beside_it(log):
    futures = [log.submit(one) for one in ([entry(1)], [entry(1, words="other"), entry(2)], [entry(3)], [entry(2)])]
    assert [type(one.exception()) for one in futures] == [type(None), Conflict, type(None), type(None)]
    assert sorted(numbers(log.after(0))) == [1, 2, 3]


def test_the_same_delivery_from_many_at_once_is_kept_once(log):
    new = []
    senders = [Thread(target=lambda: new.append(log.append([entry(1), entry(2)]).new)) for _ in range(20)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(new) == [0] * 19 + [2]
    assert log.position() == 2


def test_stored_grows_even_when_the_clock_goes_back(log, clock):
    for jump in (0, -3600, 86_400, -86_400, -1):
        clock.move(jump)
        log.append([entry(log.position() + 1), entry(log.position() + 2)])
    stored = [one.stored for one in log.after(0)]
    assert stored == sorted(set(stored))


def test_nothing_is_stored_at_or_before_an_announced_moment(log, clock):
    for jump in (0, 5, -3600, 86_400, -86_400):
        clock.move(jump)
        announced = log.consistent_through()
        log.append([entry(log.position() + 1)])
        assert log.after(log.position() - 1)[0].stored > announced


def test_an_idle_log_is_consistent_up_to_now(log, clock):
    log.append([entry(1)])
    clock.move(60)
    assert log.consistent_through() == clock()


def test_ids_are_looked_up_voided_or_not(log):
    log.append([entry(1), entry(2), entry(3, target=1, voids=True)])
    kept = {one.entry.id: one.voided for one in log.by_id([uuid(1), uuid(2), uuid(7), uuid(2)])}
    assert kept == {uuid(1): True, uuid(2): False}
    assert log.by_id([]) == []


def test_all_conditions_hold_and_each_takes_any_of_its_keys(log):
    log.append([entry(1, (1, 10)), entry(2, (2, 10)), entry(3, (3, 11)), entry(4, (1, 11))])
    assert found(log, {1, 2}) == [4, 2, 1]
    assert found(log, {1, 2, 3}, {10}) == [2, 1]
    assert found(log, {1}, {99}) == []
    assert found(log, set()) == []
    assert found(log) == [4, 3, 2, 1]
    assert found(log, {1}, ascending=True) == [1, 4]


def test_since_is_exclusive_and_until_inclusive_on_stored(log, clock):
    for number in (1, 2, 3):
        log.append([entry(number, (1,))])
        clock.move(1)
    first, second, third = [one.stored for one in log.after(0)]
    assert found(log, since=first) == [3, 2]
    assert found(log, {1}, until=second) == [2, 1]
    assert found(log, {1}, since=first, until=second) == [2]
    assert found(log, since=third) == []
    assert found(log, until=first - timedelta(seconds=1)) == []
    assert found(log, until=third + timedelta(days=1), limit=2) == [3, 2]


@pytest.mark.parametrize("ascending", [False, True])
@pytest.mark.parametrize("refs", [(), (frozenset({1, 2}),)])
def test_a_walk_of_pages_is_frozen_at_its_bound(log, ascending, refs):
    log.append([entry(number, (1 + number % 2,)) for number in range(1, 8)])
    walked, cursor, bound, more = [], None, None, True
    while more:
        page = log.query(Query(refs=refs, limit=3, ascending=ascending, cursor=cursor, bound=bound))
        walked += numbers(page.found)
        cursor, bound, more = page.found[-1].seq, page.bound, page.more
        log.append([entry(100 + len(walked), (1,))])
    assert walked == sorted(range(1, 8), reverse=not ascending)


def test_a_page_that_ends_exactly_says_no_more(log):
    log.append([entry(1), entry(2)])
    assert log.query(Query(limit=2)).more is False
    assert log.query(Query(limit=1)).more is True


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_voiding_works_in_both_orders(log, order):
    said = {1: entry(1, (1,)), 2: entry(2, (2,), target=1, voids=True)}
    for number in order:
        log.append([said[number]])
    assert found(log, {1}) == [2]
    assert {one.entry.id: one.voided for one in log.after(0)} == {uuid(1): True, uuid(2): False}
    assert log.voidings(0) == [uuid(1)]


def test_voidings_are_told_from_a_position_on_and_once(log):
    log.append([entry(1), entry(2), entry(3, target=1, voids=True)])
    log.append([entry(4, target=2, voids=True), entry(5, target=1, voids=True), entry(6, target=77, voids=True)])
    assert log.voidings(0) == [uuid(1), uuid(2)]
    assert log.voidings(3) == [uuid(2)]
    assert log.voidings(6) == []


def test_a_voiding_statement_cannot_be_voided(log):
    log.append([entry(1), entry(2, target=1, voids=True), entry(3, target=2, voids=True)])
    assert [one.voided for one in log.after(0)] == [True, False, False]
    assert log.voidings(0) == [uuid(1)]


def test_a_voided_statement_carries_its_referrers_into_the_result(log):
    """The conformance suite's case: A, voided by V, then B about A; asked for A's verb."""
    log.append([entry(1, (1,))])
    log.append([entry(2, (2,), target=1, voids=True)])
    log.append([entry(3, (3,), target=1)])
    assert found(log, {1}) == [3, 2]
    assert found(log, {1}, limit=1) == [3]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (2, 1, 3), (3, 1, 2)])
def test_a_referrer_answers_to_its_targets_keys_whatever_came_first(log, order):
    said = {1: entry(1, (1,)), 2: entry(2, (2,), target=1), 3: entry(3, (3,), target=2)}
    for number in order:
        log.append([said[number]])
    assert set(found(log, {1})) == {1, 2, 3}
    assert set(found(log, {2})) == {2, 3}
    assert found(log, {3}) == [3]


def test_one_statement_of_a_chain_has_to_hold_all_conditions(log):
    log.append([entry(1, (1, 10)), entry(2, (2, 20), target=1)])
    assert found(log, {1}, {10}) == [2, 1]
    assert found(log, {1}, {20}) == []


def test_time_judges_the_referring_statement(log, clock):
    log.append([entry(1, (1,))])
    clock.move(10)
    log.append([entry(2, target=1)])
    assert found(log, {1}, since=log.after(0)[0].stored) == [2]


def test_a_target_that_comes_during_a_walk_does_not_change_it(log):
    log.append([entry(1, (2,), target=3), entry(2, (1,))])
    page = log.query(Query(refs=(frozenset({1}),)))
    log.append([entry(3, (1,))])
    assert found(log, {1}, bound=page.bound) == [2]
    assert found(log, {1}) == [3, 2, 1]


def test_circles_of_references_end(log):
    log.append([entry(1, (1,), target=1)])
    log.append([entry(2, (2,), target=3)])
    log.append([entry(3, (3,), target=2), entry(4, (4,), target=2)])
    assert found(log, {3}) == [4, 3, 2]
    assert found(log, {1}) == [1]


def test_a_long_chain_is_followed(log):
    log.append([entry(number, (number,), target=number - 1) for number in range(2, 102)])
    log.append([entry(1, (1,))])
    assert len(found(log, {1}, limit=200)) == 101


def test_a_closed_log_takes_nothing(log):
    log.append([entry(1)])
    assert log.check() == []
    log.close()
    assert isinstance(log.submit([entry(2)]).exception(), RuntimeError)


def test_a_reader_of_facts_is_spared_what_is_sealed_and_what_is_not_ours(log):
    log.append([replace(entry(1), clear=None, sealed=b"words"), replace(entry(2), sealed=b"words")])
    log.append([entry(3)])
    assert [one.entry.sealed for one in log.after(1)] == [b"words", None]
    assert [(one.seq, one.entry.clear, one.entry.sealed) for one in log.told(0, 2)] == [(2, entry(2).clear, None)]
    assert [one.seq for one in log.told(2, 9)] == [3]


def test_a_content_is_kept_once_and_found_by_its_address(log):
    log.append([replace(entry(1), contents=((b"a", b"\x00\xff" * 9), (b"b", b""))), replace(entry(2), contents=())])
    log.append([replace(entry(3), contents=((b"a", b"other"), (b"c", b"third")))])
    assert log.contents([b"a", b"b", b"c", b"d", b"a"]) == {b"a": b"\x00\xff" * 9, b"b": b"", b"c": b"third"}
    assert log.contents([]) == {}
    assert log.check() == []


def test_definitions_are_kept_once_each_in_the_order_they_came(log):
    one, two, three = b'{"name":{"en":"one"}}', b'{"name":{"en":"two"}}', b'{"name":{"en":"three"}}'
    log.append(
        [replace(entry(1), defined=(("urn:a", two), ("urn:b", one))), replace(entry(2), defined=(("urn:a", one),))]
    )
    log.append([replace(entry(3), defined=(("urn:a", two), ("urn:a", three)))])
    assert log.defined("urn:a") == [two, one, three]
    assert log.defined("urn:b") == [one]
    assert log.defined("urn:c") == []
    assert log.check() == []


def test_statements_come_back_without_what_is_kept_beside_them(log):
    brought = replace(entry(1, (1,)), contents=((b"a", b"x"),), defined=(("urn:a", b"{}"),))
    log.append([brought])
    for found_ in (log.after(0), log.told(0, 1), log.by_id([uuid(1)]), log.query(Query()).found):
        assert found_[0].entry == entry(1, (1,))


def test_a_refused_batch_leaves_no_content_and_no_definition(log):
    log.append([entry(1)])
    brought = replace(entry(2), contents=((b"a", b"x"),), defined=(("urn:a", b"{}"),))
    with pytest.raises(Conflict):
        log.append([brought, entry(1, words="other")])
    assert log.contents([b"a"]) == {}
    assert log.defined("urn:a") == []
    log.append([brought])
    assert (log.contents([b"a"]), log.defined("urn:a")) == ({b"a": b"x"}, [b"{}"])


def test_a_repeat_changes_no_definition_and_brings_no_content(log):
    log.append([entry(1)])
    log.append([replace(entry(1), contents=((b"a", b"x"),), defined=(("urn:a", b"{}"),))])
    assert log.contents([b"a"]) == {}
    assert log.defined("urn:a") == []


def test_writers_that_share_activities_wait_for_nobody(log):
    """Other stores deadlock where two batches define the same activities in different orders."""

    def write(writer):
        for turn in range(5):
            order = range(6) if writer % 2 else range(5, -1, -1)
            log.append(
                [
                    replace(entry(100 * writer + 10 * turn + n + 1), defined=((f"urn:{n}", b'{"by":%d}' % writer),))
                    for n in order
                ]
            )

    writers = [Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert log.position() == 120
    for n in range(6):
        assert sorted(log.defined(f"urn:{n}")) == [b'{"by":%d}' % writer for writer in range(4)]


def test_other_bytes_may_take_the_place_of_a_statements_and_nothing_else_moves(log):
    said = replace(entry(1, (7,)), sealed=b"was", key_person="person:a", key_month="month:b")
    log.append([said, entry(2)])
    assert log.reseal({said.id: (said.clear, b"is"), uuid(9): (None, b"nobody")}) == 1
    (one, other) = log.after(0)
    assert one.entry == replace(said, sealed=b"is")
    assert other.entry == entry(2)
    assert found(log, {7}) == [1]
    assert log.append([said]).new == 0  # a repeat is judged by what was sent
    assert log.check() == []
