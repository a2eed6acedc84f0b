"""Bookings, appointments, follow-ups and client books: what is read, what never is, and what is taken back."""

import json
from datetime import UTC, date, datetime

import pytest
from feed_files import bad, good, read, skipped

from cabochon.connectors import KINDS
from cabochon.retail.operations import Booking, Enrolment, Signal
from cabochon.retail.who import Who

HEAD = "boutique,kind,status,reference,at,associate,service,receipt,due,product_line,revision\n"
NOON = datetime(2026, 4, 3, 2, tzinfo=UTC)


def rows(*lines, mapping=""):
    return read("bookings_csv", HEAD + "\n".join(lines) + "\n", mapping)


def test_each_kind_becomes_its_event():
    found = good(rows(
        "GVA01,Service booking,,SB-1,2026-03-31 14:40,AK,Sizing,4711,2026-04-07,watch,",
        "GVA01,Care plan,,CP-1,2026-03-31 14:45,AK,,4711,,,",
        "GVA01,Extended warranty,,W-1,2026-03-31 14:45,,,,,,",
        "GVA01,Client book,,C-1,2026-03-31 14:46,AK,,,,,",
    ))  # fmt: skip
    assert [type(one) for one in found] == [Booking, Enrolment, Enrolment, Signal]
    assert (found[0].service, found[0].receipt, found[0].due) == ("sizing", "GVA01-4711", date(2026, 4, 7))
    assert found[0].at.isoformat() == "2026-03-31T14:40:00+02:00"
    assert [one.plan for one in found[1:3]] == ["care_plan", "warranty"]
    assert found[2].associate is None
    assert found[3].associate == Who("crm:csv", "AK")


@pytest.mark.parametrize(("kind", "status", "signal"), [
    ("Appointment", "booked", "appointment_booked"), ("Rendez-vous", "honoré", "appointment_kept"),
    ("Appuntamento", "mancato", "appointment_missed"), ("Termin", "wahrgenommen", "appointment_kept"),
    ("Cita", "reservada", "appointment_booked"), ("来店予約", "来店", "appointment_kept"),
    ("预约", "爽约", "appointment_missed"), ("موعد", "حضر", "appointment_kept"),
    ("Follow-up", "done", "follow_up_done"),
    ("appointment_offered", "", "appointment_offered"), ("Wiedervorlage", "erledigt", "follow_up_done"),
])  # fmt: skip
def test_kinds_and_states_are_known_in_eight_languages(kind, status, signal):
    [found] = good(rows(f"GVA01,{kind},{status},A-1,2026-03-31 14:40,AK,,,,,"))
    assert (found.signal, found.appointment, found.key) == (signal, "A-1", f"A-1/{signal}")


def test_words_of_the_mapping_are_added_to_those_known():
    line = "GVA01,Visite privée,,A-1,2026-03-31 14:40,AK,,,,,"
    [(place, reason)] = bad(rows(line))
    assert place == "line 2, column kind"
    assert '[kinds] "Visite privée" = one of booking' in reason
    mapping = '[kinds]\n"visite privee" = "appointment_booked"\n'
    assert [one.signal for one in good(rows(line, line.replace("Visite privée", "Termin"), mapping=mapping))] == [
        "appointment_booked"] * 2  # fmt: skip


def test_a_state_nobody_knows_is_asked_about_where_it_matters():
    found = rows(
        "GVA01,Appointment,half,A-1,2026-03-31 14:40,AK,,,,,", "GVA01,Booking,half,B-1,2026-03-31 14:40,AK,,,,,"
    )
    assert [place for place, _ in bad(found)] == ["line 2, column status"]
    assert [type(one) for one in good(found)] == [Booking]


def test_what_is_cancelled_takes_back_what_was_said_under_the_same_key():
    first, then = good(rows("GVA01,Appointment,booked,A-1,2026-03-31 14:40,AK,,,2026-04-04,,1",
                            "GVA01,Appointment,annulé,A-1,2026-03-31 14:40,AK,,,2026-04-04,,2"))  # fmt: skip
    assert (first.key, first.cancelled, then.cancelled) == (then.key, False, True)
    assert first.revision < then.revision


def test_a_signal_needs_its_associate_and_everything_an_id():
    found = bad(rows("GVA01,Appointment,kept,A-1,2026-03-31 14:40,,,,,,", "GVA01,Booking,,,2026-03-31 14:40,AK,,,,,",
                     "XXX,Booking,,B,2026-03-31 14:40,AK,,,,,", "GVA01,Booking,,B,31/13/2026,AK,,,,,"))  # fmt: skip
    assert [place.rpartition(" ")[2] for place, _ in found] == ["associate", "reference", "boutique", "at"]


def test_a_clients_number_is_hashed_as_it_is_read_and_their_name_and_mail_are_not_read():
    text = "boutique,kind,at,associate,Client no,Client name,Mail\n"
    line = "GVA01,Client book,2026-03-31 14:40,AK,C-99812,Madame Dupont,dupont@example.com\n"
    wrong = "GVA01,Nonsense,2026-03-31 14:40,AK,C-99812,Madame Dupont,dupont@example.com\n"
    columns = "\n".join(f'{name} = "{name}"' for name in ("boutique", "kind", "at", "associate"))
    found = read("bookings_csv", text + line + wrong, f'[columns]\n{columns}\nclient_number = "Client no"\n')
    told = repr(found)
    assert len(good(found)) == len(bad(found)) == 1
    assert not any(word in told for word in ("99812", "Dupont", "dupont"))


DOCUMENT = {
    "type": "appointment.kept", "timestamp": "2026-03-31T14:10:00+02:00",
    "data": {"id": "A-1", "boutique": "GVA01", "associate": "AK", "client": {"name": "Madame Dupont"},
             "note": "Dupont likes jade"},
}  # fmt: skip


def posted(document, mapping=""):
    return read("bookings", json.dumps(document).encode(), mapping)


def test_a_webhook_says_the_same_in_json():
    [found] = posted(DOCUMENT)
    assert (found.signal, found.appointment, found.source) == ("appointment_kept", "A-1", "crm:webhook")
    assert posted(DOCUMENT) == [found]
    assert KINDS["bookings"].signing.says.startswith("Standard Webhooks")


def test_a_webhook_may_hold_a_list_and_its_own_names():
    document = {"event": "Rendez-vous", "at": "2026-03-31T14:10:00+02:00",
                "items": [{"no": 1, "shop": "GVA01", "by": "AK"}, {"no": 2, "shop": "GVA01", "by": "AK"}]}  # fmt: skip
    mapping = (
        'list = "items"\n[fields]\nkind = "event"\nat = "at"\nreference = "no"\nboutique = "shop"\nassociate = "by"\n'
    )
    assert [one.appointment for one in posted(document, mapping)] == ["1", "2"]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe{", b"<x/>"])
def test_what_is_no_json_is_refused(body):
    from cabochon.refusals import Refused

    with pytest.raises(Refused, match="is not JSON"):
        read("bookings", body)


def test_hostile_members_are_bad_and_keep_nothing_of_a_client():
    found = posted([DOCUMENT | {"type": ["x"]}, DOCUMENT | {"data": "x"}, DOCUMENT | {"timestamp": {"a": 1}}, 7])
    assert len(bad(found)) == 4
    assert "Dupont" not in repr(found)


def test_what_waited_is_read_again_by_a_mended_mapping():
    [held] = posted(DOCUMENT | {"type": "visite privée"})
    mended = '[kinds]\n"visite privée" = "appointment_kept"\n'
    [found] = read("bookings", b"", mended, again=(held.row,))
    assert found.signal == "appointment_kept"


def test_a_house_counts_them_and_a_cancelled_one_no_longer(furnished):
    house, _ = furnished

    def told(*lines):
        done = house.imports.read("bookings_csv", (HEAD + "\n".join(lines) + "\n").encode(), received=NOON)
        assert done.bad == []
        house.catch_up()
        return [len(house.warehouse.fetch(table, {})) for table in ("appointment", "signal")]

    booked = "GVA01,Appointment,booked,A-1,2026-03-31 14:40,GVA-03,,,2026-04-01,,1"
    kept = "GVA01,Appointment,kept,A-2,2026-03-31 14:40,GVA-03,,,,,1"
    offered = "GVA01,appointment_offered,,A-3,2026-03-31 14:40,GVA-03,,,,,1"
    assert told(booked, kept, offered) == [2, 3]
    assert told(booked, kept, offered) == [2, 3]
    assert told(booked.replace("booked", "cancelled")[:-1] + "2") == [1, 2]


@pytest.mark.parametrize(
    "state", ["cancelled by client", "annulé par le client", "Late cancel", "キャンセル済み", "DELETED"]
)
def test_what_says_cancelled_in_other_words_takes_back(state):
    (one,) = good(rows(f"GVA01,Appointment,{state},A-1,2026-03-31 14:40,AK,,,,,"))
    assert (one.signal, one.cancelled, one.key) == ("appointment_booked", True, "A-1/appointment_booked")


@pytest.mark.parametrize(("state", "signal"), [
    ("honoré", "appointment_kept"), ("爽约", "appointment_missed"), ("Moved", "appointment_booked"),
    ("wahrgenommen", "appointment_kept"), ("checked in", "appointment_kept"),
])  # fmt: skip
def test_a_state_may_be_of_another_language_than_its_kind(state, signal):
    (one,) = good(rows(f"GVA01,Appointment,{state},A-1,2026-03-31 14:40,AK,,,,,"))
    assert one.signal == signal


def event(type_, at="2026-03-31T14:10:00+02:00", **more):
    data = {"id": "A-1", "boutique": "GVA01", "associate": "AK", **more}
    return json.dumps({"type": type_, "timestamp": at, "data": data}).encode()


@pytest.mark.parametrize(("type_", "key"), [
    ("appointment.cancelled", "A-1/appointment_booked"), ("appointmentCancelled", "A-1/appointment_booked"),
    ("booking.cancelled", "A-1"), ("care_plan.cancelled", "A-1"), ("follow_up.deleted", "A-1/follow_up_agreed"),
])  # fmt: skip
def test_a_webhook_names_what_was_cancelled_in_its_type(type_, key):
    (one,) = good(read("bookings", event(type_)))
    assert (one.key, one.cancelled) == (key, True)
    (before,) = good(read("bookings", event(type_.replace("cancelled", "created").replace("Cancelled", "Created")
                                            .replace("deleted", "agreed"), "2026-03-30T10:00:00+02:00")))  # fmt: skip
    assert (before.key, before.cancelled, before.revision < one.revision) == (key, False, True)


def test_a_webhooks_time_may_be_seconds_and_a_kind_may_be_left_out():
    (one,) = good(read("bookings", event("appointment.kept", 1774959000, due=1775000000)))
    assert (one.at, one.due) == (datetime(2026, 3, 31, 12, 10, tzinfo=UTC), date(2026, 4, 1))
    assert "or skip" in bad(read("bookings", event("client.created")))[0][1]
    assert len(skipped(read("bookings", event("client.created"), '[kinds]\n"client.created" = "skip"\n'))) == 1


def test_a_mail_where_an_id_should_stand_is_hashed_before_anything_is_kept():
    lines = ("GVA01,Appointment,kept,marie@example.org,2026-03-31 14:40,AK,,,,,",
             "GVA01,Appointment,kept,marie@example.org,soon,AK,,,,,")  # fmt: skip
    items = rows(*lines)
    assert "marie" not in repr(items)
    assert (len(good(items)), len(bad(items))) == (1, 1)


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_rows_of_one_appointment_stand_by_their_time_however_the_file_is_sorted(newest_first):
    told = ["GVA01,Appointment,booked,A-1,2026-03-28 11:05,AK,,,2026-03-31,,",
            "GVA01,Appointment,rescheduled,A-1,2026-03-29 11:05,AK,,,2026-04-02,,",
            "GVA01,Appointment,cancelled,A-1,2026-03-30 11:05,AK,,,2026-04-02,,"]  # fmt: skip
    found = good(rows(*(reversed(told) if newest_first else told)))
    assert len({one.key for one in found}) == 1
    assert max(found, key=lambda one: one.revision).cancelled
