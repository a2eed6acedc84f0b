"""What a package should have sent, ticked off."""

from cabochon.programme.launched import NO, PARTLY, YES, ticks

ADL = "http://adlnet.gov/expapi/verbs"
ATTEMPT = "0c6f6b8e-6b1c-4b4e-9d5f-0d8b3f1f0a01"


def said(verb, **members):
    return {"actor": "t", "verb": {"id": f"{ADL}/{verb}"}, "context": {"registration": ATTEMPT.upper()},
            "object": {"id": "https://x.example/m", "definition": {"name": {"en": "M"}}}, **members}  # fmt: skip


def states(*statements):
    found = ticks(statements, actor="t", registration=ATTEMPT, same=str)
    return {one.title: one.state for one in found}


WHOLE = (said("initialized"), said("passed", result={"score": {"scaled": 0.8}, "duration": "PT4M"}), said("terminated"))


def test_a_package_that_sends_everything_has_every_tick():
    assert set(states(*WHOLE).values()) == {YES}


def test_nothing_sent_is_nothing_ticked_and_each_says_what_to_do():
    found = ticks((), actor="t", registration=ATTEMPT, same=str)
    assert {one.state for one in found} == {NO}
    assert all(one.says.endswith(".") for one in found)


def test_a_raw_score_alone_is_half_a_score():
    assert states(said("passed", result={"score": {"raw": 4}}))["Its score"] == PARTLY


def test_what_some_statements_lack_is_half_done():
    found = states(*WHOLE, said("answered", context={}, actor="u"))
    assert found["The registration it was given"] == PARTLY
    assert found["The learner it was given"] == PARTLY


def test_one_module_under_two_addresses_is_told():
    found = states(*WHOLE[:2], said("terminated", object={"id": "https://x.example/m/index.html"}))
    assert found["One address for the module"] == PARTLY
    assert found["Names for what it speaks of"] == PARTLY


def test_statements_of_any_shape_break_nothing():
    assert states({}, {"actor": None, "verb": 7, "object": [], "context": "x", "result": 1})
