"""Data 2.4.9 and 4.2: who vouches for a statement, and words in languages."""

from grammar import bad, good, judge
from kit import ACCOUNT, CROWD, MBOX, PAIR, fresh, small
from sections import Case, checks

AGENT, GROUP = {"objectType": "Agent"}, {"objectType": "Group"}
# fmt: off
AUTHORITIES = [
    *bad("/authority", {}, [], "x", 12345, {**AGENT}, {**AGENT, **MBOX, **ACCOUNT}, {**AGENT, "mbox": "x"},
         {**AGENT, "account": {"name": {"key": "x"}}}, {**AGENT, **MBOX, "iota": 1}, {"objectType": "agent", **MBOX},
         {**GROUP, **MBOX}, {**GROUP, **MBOX, "member": PAIR}, {**GROUP, **ACCOUNT, "member": PAIR}, {**GROUP},
         {**GROUP, "member": []}, {**GROUP, "member": PAIR[:1]}, {**GROUP, "member": [*PAIR, MBOX]},
         {**GROUP, "member": [CROWD, MBOX]}, {**GROUP, "member": ["x", "y"]}, inside=(False,)),
    *good("/authority", MBOX, {**AGENT, **ACCOUNT}, {**AGENT, "name": "Ann", **MBOX}, {**GROUP, "member": PAIR},
          CROWD, inside=(False,)),
]
GOOD = ("de", "ja", "cmn", "ase", "de-DE", "fr-CA", "es-MX", "es-419", "zh-Hant", "sr-Cyrl", "sr-Latn-RS", "zh-Hans-CN",
        "zh-cmn-Hans-CN", "sl-rozaj-biske", "de-CH-1901", "hy-Latn-IT-arevela", "az-Arab-x-AZE-derbend", "x-whatever",
        "i-enochian", "und")
BAD = ("a12345678", "something", "a-DE", "de-419-DE", "ar-a-aaa-b-bbb-a-ccc", "zh-z-aaa-z-bbb-c-ccc", "en_US", "en-",
       "-en", "e", "en us", "de-1901-1901", "english-british-x", "123")
PLACES = ("/verb/display", "/object/definition/name", "/object/definition/description",
          "/object/definition/choices/0/description", "/attachments/0/display", "/attachments/0/description")
TAGS = [
    *good("/verb/display", *({tag: "x"} for tag in GOOD), inside=(False,)),
    *bad("/verb/display", *({tag: "x"} for tag in BAD), inside=(False,)),
    *good("/context/language", *GOOD, inside=(True,)), *bad("/context/language", *BAD, inside=(True,)),
    *[case for place in PLACES for case in good(place, {"sr-Latn-RS": "x", "ja": "y"}, {"zh-Hans-CN": "x"})],
    *[case for place in PLACES for case in bad(place, {"en": "x", BAD[0]: "y"}, {BAD[5]: "x"}, {"en": None})],
]
# fmt: on


@checks("Data 2.4.9", AUTHORITIES)
def test_an_authority_is_an_agent_or_an_anonymous_pair(case, version, talk):
    judge(case, version, talk)


@checks("Data 2.4.9", [Case(name, name) for name in ("absent", "sent by POST", "sent by PUT")])
def test_the_credential_vouches_whatever_was_sent(case, version, talk):
    one = small(id=fresh(), authority=None if case.what == "absent" else {"objectType": "Agent", **MBOX})
    answer = talk.put(one, one["id"]) if "PUT" in case.what else talk.post(one)
    assert answer.status in (200, 204)
    (other,) = talk.keep(small())
    authority = talk.one(one["id"])["authority"]
    assert authority == talk.one(other)["authority"]
    assert authority["objectType"] == "Agent"
    assert authority["account"].keys() == {"homePage", "name"}


@checks("Data 4", TAGS)
def test_a_language_tag_is_well_formed(case, version, talk):
    judge(case, version, talk)
