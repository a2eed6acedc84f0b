"""The parameters of a query and the version header: nothing unknown, nothing twice, every value checked."""

import json
from datetime import UTC, datetime

import pytest
from whole_statement import ANN, ID, TEAM

from cabochon.refusals import Refused
from cabochon.xapi.queries import statement_id, statement_query
from cabochon.xapi.versions import V103, V200, negotiate


def ask(*params):
    return statement_query(params, version=V103, most=500)


def test_every_parameter_arrives():
    query = ask(
        ("agent", json.dumps(ANN)), ("verb", "https://example.com/v"), ("activity", "https://example.com/a"),
        ("registration", ID.upper()), ("related_agents", "true"), ("related_activities", "false"),
        ("since", "2026-03-01T09:30:00+01:00"), ("until", "2026-03-02T00:00:00Z"), ("limit", "20"), ("format", "ids"),
        ("attachments", "true"), ("ascending", "true"), ("cursor", "abc"),
    )  # fmt: skip
    assert query.agent == "mbox mailto:ann@example.com"
    assert (query.verb, query.activity) == ("https://example.com/v", "https://example.com/a")
    assert query.registration == ID
    assert (query.related_agents, query.related_activities) == (True, False)
    assert query.since == datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    assert query.until == datetime(2026, 3, 2, tzinfo=UTC)
    assert (query.limit, query.format, query.attachments, query.ascending) == (20, "ids", True, True)
    assert query.more == "abc"
    assert not query.one


@pytest.mark.parametrize("given", [[], [("limit", "0")], [("limit", "501")], [("limit", "9999999999")]])
def test_no_limit_is_the_servers_most(given):
    assert ask(*given).limit == 500


@pytest.mark.parametrize("name", ["statementId", "voidedStatementId"])
def test_an_id_goes_with_format_and_attachments_alone(name):
    query = ask((name, ID.upper()), ("format", "exact"), ("attachments", "false"))
    assert ID in (query.statement_id, query.voided_statement_id)
    assert query.one
    for other in [
        ("limit", "1"),
        ("ascending", "true"),
        ("verb", "x:y"),
        ("since", "2026-03-01T00:00:00Z"),
        ("cursor", "x"),
    ]:
        with pytest.raises(Refused) as caught:
            ask((name, ID), other)
        assert caught.value.pointer == other[0]


@pytest.mark.parametrize(
    ("name", "value", "pointer"),
    [
        ("StatementId", ID, "StatementId"), ("LIMIT", "1", "LIMIT"), ("x", "1", "x"), ("", "", ""),
        ("statementId", "x", "statementId"), ("statementId", "{" + ID + "}", "statementId"),
        ("agent", "x", "agent"), ("agent", "{}", "agent"), ("agent", "[]", "agent"), ("agent", '{"mbox":"x"}',
        "agent/mbox"),
        ("agent", '{"mbox":"mailto:a@b.c","mbox":"mailto:a@b.c"}', "agent/mbox"), ("agent", "\ud800", "agent"),
        ("agent", json.dumps(TEAM), "agent"), ("agent", '{"name":null}', "agent/name"), ("agent", "[" * 5000, "agent"),
        ("verb", "observed", "verb"), ("activity", "a b", "activity"), ("registration", "1", "registration"),
        ("related_agents", "True", "related_agents"), ("related_activities", "1", "related_activities"),
        ("since", "yesterday", "since"), ("until", "2026-03-01T00:00:00-00:00", "until"),
        ("limit", "-1", "limit"), ("limit", "1.0", "limit"), ("limit", "", "limit"), ("limit", "٣", "limit"),
        ("limit", "1" * 5000, "limit"), ("format", "Exact", "format"), ("attachments", "yes", "attachments"),
        ("ascending", "", "ascending"), ("verb", "x:" + "y" * 10_000, "verb"), ("cursor", "\0", "cursor"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named(name, value, pointer):
    with pytest.raises(Refused) as caught:
        ask((name, value))
    assert caught.value.pointer == pointer
    assert len(caught.value.reason) < 500


def test_a_repeated_parameter_is_refused():
    with pytest.raises(Refused) as caught:
        ask(("verb", "x:y"), ("verb", "x:y"))
    assert caught.value.pointer == "verb"


def test_both_ids_are_refused():
    with pytest.raises(Refused):
        ask(("statementId", ID), ("voidedStatementId", ID))


def test_a_put_names_its_statement_and_nothing_else():
    assert statement_id([("statementId", ID.upper())]) == ID
    for params in ([], [("statementId", "x")], [("statementid", ID)], [("statementId", ID), ("format", "exact")]):
        with pytest.raises(Refused):
            statement_id(params)


@pytest.mark.parametrize(
    ("header", "version"),
    [
        ("1.0", V103),
        ("1.0.0", V103),
        ("1.0.3", V103),
        ("1.0.99", V103),
        ("2.0", V200),
        ("2.0.0", V200),
        ("2.0.5", V200),
    ],
)
def test_a_family_is_spoken_whole(header, version):
    assert negotiate(header) is version


@pytest.mark.parametrize(
    "header", [None, "", "1", "0.9", "0.95", "1.1", "1.1.0", "2.1", "2.1.0", "3.0", "1.0.", "1.0.a", "x"]
)
def test_any_other_version_is_refused(header):
    with pytest.raises(Refused):
        negotiate(header)


def test_an_answer_carries_the_latest_patch():
    assert (V103.header, V200.header) == ("1.0.3", "2.0.0")
