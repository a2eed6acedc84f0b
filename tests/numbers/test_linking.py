"""What belongs to one client's visit: worked out by hand, asked of the house."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from logged import booked, contested, enrolled, entry, noted
from shop import DAY, answer, sale, seen

from cabochon.retail.master import Identifier

WATCH, RING, STRAP = ("WATCH", 1, 500_000), ("RING", 1, 300_000), ("STRAP", 1, 30_000)
SAID_YES = {"accessory": "yes"}


def rules(shop):
    return {row["kind"]: (row["rule"], row["distance"]) for row in shop.rows("link")}


@pytest.mark.parametrize(("clock", "linked"), [("10:44", 0), ("10:45", 1), ("11:20", 1), ("12:50", 1), ("12:51", 0)])
def test_a_receipt_joins_an_observation_from_15_minutes_before_to_90_after(shop, clock, linked):
    shop.keep(seen("o", "11:00", "11:20", marks=SAID_YES), sale("1", clock, WATCH, STRAP))
    assert shop.parts("offer_to_sale") == (linked, 1)


def test_the_nearest_takes_it_and_the_other_stays_alone(shop):
    shop.keep(seen("o", "11:00", "11:20", marks=SAID_YES), sale("1", "11:30", WATCH), sale("2", "11:25", WATCH, STRAP))
    assert shop.parts("offer_to_sale") == (1, 1)


def test_a_tie_goes_to_the_same_line_and_what_stays_open_is_counted(shop):
    shop.keep(
        seen("o", "11:00", "11:20", marks=SAID_YES, product_line="watch"), sale("1", "11:30", RING),
        sale("2", "11:30", WATCH, STRAP),
    )  # fmt: skip
    assert shop.parts("offer_to_sale") == (1, 1)
    shop.keep(sale("3", "11:30", ("WATCH2", 1, 1)))
    assert shop.parts("offer_to_sale") == (0, 1)
    assert {r["rule"] for r in shop.rows("link") if r["kind"] == "observation"} == {"ambiguous"}
    assert shop.parts("match_rate", kind="observation") == (0, 1)
    assert sum(r["ambiguous"] for r in (row for row in shop.rows("visit") if row["grain"] & 1)) > 0


def test_two_overlapping_visits_of_one_associate_take_a_receipt_each(shop):
    shop.keep(
        seen("o1", "11:00", "11:30", marks=SAID_YES), seen("o2", "11:20", "11:50", marks=SAID_YES),
        sale("1", "11:35", WATCH), sale("2", "11:55", WATCH, STRAP),
    )  # fmt: skip
    assert shop.parts("offer_to_sale") == (1, 2)
    assert shop.parts("match_rate", "kind") == {"observation": (2, 2), "receipt": (2, 2)}


def test_two_associates_sharing_a_receipt_are_both_found(shop):
    shop.keep(
        seen("o", "11:00", "11:20", "cleo", marks=SAID_YES), sale("1", "11:30", WATCH, STRAP, sellers=("ANA", "CLEO"))
    )
    assert shop.parts("offer_to_sale") == (1, 1)
    shop.keep(answer("s", "18:00", 5, "CLEO"))
    assert shop.parts("csat", "associate") == {"cleo": (5, 1)}


def test_a_survey_before_its_receipt_waits_and_one_three_days_later_joins(shop):
    shop.keep(answer("s1", "12:00", 4, receipt="GVA01-1", who=None))
    assert shop.parts("unlinked_surveys") == (1, 1)
    shop.keep(sale("1", "11:00", RING), sale("2", "15:00", RING), answer("s2", "12:00", 2, day=DAY + timedelta(days=3)))
    assert shop.parts("unlinked_surveys") == (0, 2)
    assert shop.parts("csat", "day") == {DAY.isoformat(): (6, 2)}
    assert shop.parts("csat", "product_line") == {"jewelry": (6, 2)}
    assert shop.parts("csat", "associate") == {"ana": (6, 2)}


def test_a_survey_takes_the_most_recent_receipt_of_fourteen_days(shop):
    shop.keep(
        sale("1", "11:00", WATCH, day=date(2026, 3, 1)), sale("2", "11:00", RING, day=date(2026, 3, 8)),
        answer("s", "11:00", 5), answer("t", "11:00", 1, day=date(2026, 3, 23)),
    )  # fmt: skip
    assert shop.parts("csat", "product_line") == {"": (1, 1), "jewelry": (5, 1)}
    assert shop.parts("csat", "day") == {"2026-03-08": (5, 1), "2026-03-23": (1, 1)}


def test_a_survey_goes_by_the_visit_time_of_its_tool(shop):
    visited = sale("x", "11:05").at
    shop.keep(sale("1", "11:00", WATCH), sale("2", "15:00", RING), answer("s", "20:00", 5, visited=visited))
    assert shop.parts("csat", "product_line") == {"watch": (5, 1)}


def test_of_two_surveys_for_one_receipt_the_nearer_joins_and_both_count(shop):
    shop.keep(sale("1", "11:00", WATCH), answer("s1", "12:00", 5), answer("s2", "13:00", 1))
    assert shop.parts("csat") == (6, 2)
    assert shop.parts("unlinked_surveys") == (1, 2)
    assert shop.parts("response_rate") == (1, 1)


def test_scales_meet_on_1_to_5_and_a_recommendation_is_never_mixed_in(shop):
    shop.keep(
        answer("a", "11:00", 4), answer("b", "11:00", 10, scale=(0, 10)), answer("c", "11:00", 4, scale=(1, 7)),
        answer("d", "11:00", 0, scale=(0, 10), question="nps"), answer("e", "11:00", 9, scale=(0, 10), question="nps"),
        answer("f", "11:00", 3, question="other"),
    )  # fmt: skip
    assert shop.parts("csat") == (12, 3)  # 4, 5 and 3
    assert shop.parts("csat_top2") == (2, 3)
    assert shop.parts("nps") == (0, 2)
    assert shop.ask("csat").whole.n == 3


def test_an_explicit_reference_wins_over_a_nearer_receipt(shop):
    shop.keep(sale("1", "11:00", WATCH), sale("2", "11:30", RING), answer("s", "12:00", 5, receipt="GVA01-1"))
    assert shop.parts("csat", "product_line") == {"watch": (5, 1)}
    assert rules(shop)["survey"] == ("reference", 60)


def test_a_survey_that_names_a_receipt_not_there_joins_no_other(shop):
    shop.keep(sale("2", "11:30", RING), answer("s", "12:00", 5, receipt="GVA01-1"))
    assert shop.parts("unlinked_surveys") == (1, 1)
    assert shop.parts("match_rate", kind="survey") == (0, 1)


def test_things_alone_are_counted_and_are_nothing_to_link(shop):
    shop.keep(sale("1", "11:00", WATCH), seen("o", "16:00", "16:20"))
    assert {(r["kind"], r["visit"], r["rule"]) for r in shop.rows("link")} == {
        ("receipt", "", "none"), ("observation", "", "none")
    }  # fmt: skip
    assert shop.parts("match_rate") == (0, 0)
    shop.keep(answer("s", "10:00", 5, None))  # a survey is always about a visit
    assert shop.parts("match_rate") == (0, 1)
    shop.keep(answer("t", "17:00", 5))
    assert shop.parts("match_rate", "source") == {"survey:csv": (1, 2)}


def test_a_code_claimed_later_restates_what_it_sold(shop):
    shop.keep(seen("o", "11:00", "11:20", "ben", marks=SAID_YES), sale("1", "11:30", WATCH, STRAP, sellers=("BEN",)))
    assert shop.parts("offer_to_sale") == (0, 1)
    (code,) = shop.parts("attach_rate", "associate")
    assert code.startswith("till:csv/")
    shop.house.directory.keep([Identifier(source="till:csv", code="BEN", person="ben")])
    shop.house.catch_up()
    assert shop.parts("attach_rate", "associate") == {"ben": (1, 1)}
    assert shop.parts("attach_rate", "job_role") == {"advisor": (1, 1)}
    assert shop.parts("offer_to_sale") == (1, 1)


def test_a_receipt_of_nobody_is_counted_and_named_as_such(shop):
    shop.keep(sale("1", "11:00", WATCH, STRAP, sellers=()))
    assert shop.parts("attach_rate", "associate") == {"": (1, 1)}
    assert shop.parts("receipts_without_associate") == (1, 1)


def test_response_counts_qualifying_receipts_with_an_answer(shop):
    shop.keep(
        sale("1", "11:00", WATCH), sale("2", "15:00", RING), sale("3", "16:00", STRAP), answer("a", "12:00", 5),
        answer("b", "12:00", 3, receipt="GVA01-1"), answer("c", "17:00", 5, receipt="GVA01-3"),
    )  # fmt: skip
    assert shop.parts("response_rate") == (1, 2)
    assert shop.parts("response_rate", "product_line") == {"jewelry": (0, 1), "watch": (1, 1)}


def test_a_visit_voided_by_its_observer_leaves_the_receipt_alone(shop):
    one = seen("o", "11:00", "11:20", marks=SAID_YES, revision="1")
    shop.keep(one, sale("1", "11:30", WATCH, STRAP))
    shop.keep(replace(one, revision="2", marks={"accessory": "not_yet"}))
    assert shop.parts("offer_to_sale") == (0, 0)
    assert shop.parts("behaviour.accessory") == (0, 1)


def test_a_signal_joins_the_nearest_observation_and_is_told_apart_by_who_logged_it(shop):
    shop.keep(
        seen("o", "11:00", "11:20"), noted("n1", "11:25"), noted("n2", "18:00"),
        noted("n3", "11:10", "appointment_kept", source="crm"),
    )  # fmt: skip
    told = {row["name"]: (row["logged"], bool(row["visit"])) for row in shop.rows("signal") if row["visit"]}
    assert told == {"discovery_asked": ("self", True), "appointment_kept": ("system", True)}
    assert len(shop.rows("signal")) == 3
    assert {(r["kind"], r["rule"], r["linkable"]) for r in shop.rows("link")} == {
        ("observation", "none", 0), ("signal", "window", 1), ("signal", "none", 0)
    }  # fmt: skip


def test_a_booking_marks_the_visit_it_joins(shop):
    shop.keep(sale("1", "11:00", WATCH), sale("2", "15:00", WATCH), booked("b", "19:00", None, receipt="GVA01-1"))
    assert sorted(row["booked"] for row in shop.rows("visit") if row["grain"] & 1) == [0, 1]
    assert shop.parts("match_rate", kind="booking") == (1, 1)


def test_an_enrolment_enrols_the_receipt_of_its_visit(shop):
    shop.keep(sale("1", "11:00", WATCH), sale("2", "15:00", WATCH), enrolled("e", "11:30", receipt="GVA01-1"))
    assert shop.parts("enrolment_rate") == (1, 2)
    shop.keep(enrolled("f", "12:00", receipt="GVA01-9"))  # it waits for a receipt that is not there
    assert shop.parts("enrolment_rate") == (1, 2)
    assert shop.parts("match_rate", kind="enrolment") == (1, 2)


def test_what_is_logged_alone_is_no_visit(shop):
    shop.keep(noted("n", "11:00"), booked("b", "11:00"), enrolled("e", "11:00"))
    assert shop.rows("visit") == []
    assert shop.parts("match_rate") == (0, 0)
    shop.keep(noted("missed", "12:00", "appointment_missed", appointment="A2"))
    shop.keep(noted("told", "12:00", "story_tailored", visit="V1"))  # it names one that must have been there
    assert shop.parts("match_rate") == (0, 1)


def test_the_observation_of_another_task_is_no_visit_but_its_steps_count(shop):
    shop.keep(sale("1", "11:10", WATCH), seen("o", "11:00", "11:20", checklist="receiving", marks={"sealed": "yes"}))
    assert [row["receipts"] for row in shop.rows("visit") if row["grain"] & 1] == [1]
    assert [row["kind"] for row in shop.rows("link")] == ["receipt"]
    assert [(row["checklist"], row["behaviour"], row["visit"]) for row in shop.rows("step") if row["grain"] & 1] == [
        ("receiving", "sealed", "")
    ]


def test_a_contested_observation_is_set_aside_until_it_is_settled_that_it_stands(shop):
    shop.keep(replace(seen("o", "11:00", "11:20", marks=SAID_YES), key="", id=entry("o")), sale("1", "11:30", STRAP))
    assert shop.parts("offer_to_sale") == (1, 1)
    shop.keep(contested("c", "12:00", "o"))
    assert shop.parts("offer_to_sale") == (0, 0)
    assert {row["kind"] for row in shop.rows("link")} == {"receipt"}
    shop.keep(contested("d", "13:00", "o", "settled", kept=True))
    assert shop.parts("offer_to_sale") == (1, 1)
    shop.keep(contested("e", "14:00", "o", "settled", kept=False))
    assert shop.parts("offer_to_sale") == (0, 0)


def test_units_come_back_within_thirty_days_of_the_receipt(shop):
    month = DAY + timedelta(days=30)
    shop.keep(
        sale("1", "11:00", WATCH, STRAP), sale("2", "12:00", WATCH, sellers=(("ANA", 0.5), ("CLEO", 0.5))),
        sale("R1", "11:00", STRAP, day=month, sale_type="return", original="GVA01-1"),
        sale("R2", "11:00", WATCH, day=month + timedelta(days=1), sale_type="return", original="GVA01-1"),
        sale("R3", "11:00", WATCH, day=month, sale_type="return", original="GVA01-2"),
    )  # fmt: skip
    whole = [row for row in shop.rows("receipt") if row["grain"] & 1]
    names = ("sold", "back", "addon_sold", "addon_back", "sale")
    assert sorted(tuple(row[name] for name in names) for row in whole) == [(1, 1, 0, 0, 0), (2, 1, 1, 1, 0)]
    shares = [row["back"] for row in shop.rows("receipt") if row["associate"] == "cleo" and not row["grain"] & 1]
    assert shares == [0.5]
