"""Links that show a number elsewhere: who makes them, what they never show, how they end, who may frame them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from numbered import numbered

from cabochon.directory.embed_rows import Embed
from cabochon.directory.rows import Account
from cabochon.house.embeds import origins_of
from cabochon.refusals import Refused


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with numbered(tmp_path_factory.mktemp("embeds") / "data") as one:
        yield one


@pytest.fixture
def bare(place):
    yield place
    for row in place.house.directory.find(Embed):
        place.house.directory.delete(Embed, row.id)


def made(place, role="hq_leader", **sent):
    browser = place.signed_in(role)
    form = {"csrf": browser.get("/embeds").csrf, "do": "make", "page": "/numbers/conversion", "query": "",
            "name": "Intranet, first page", "days": "90"} | sent  # fmt: skip
    return browser.post("/embeds", form)


def token(place, role="hq_leader"):
    embeds = place.house.boards.embeds
    (row,) = embeds.listed(place.house.viewer(role))
    return embeds.token(row), row


@pytest.mark.parametrize("role", ["manager", "area_coach", "hq_leader", "analyst"])
def test_it_is_made_and_shown_to_whoever_has_it(bare, role):
    assert made(bare, role).status == 303
    address, row = token(bare, role)
    answer = bare.stranger().get(f"/embed/{address}?theme=dark&lang=en")
    assert answer.status == 200
    assert "Conversion" in answer.text
    assert 'data-theme="dark"' in answer.text
    assert "set-cookie" not in {name.lower() for name in answer.headers}
    assert "/signin" not in answer.text
    assert 'href="/' not in answer.text.partition("<body>")[2].replace('href="/static', "")
    assert (row.until - row.made).days == 90


@pytest.mark.parametrize("role", ["associate", "ld_author", "lp_lead", "brand_partner", "auditor", "admin"])
def test_nobody_else_makes_one(bare, role):
    assert bare.signed_in(role).get("/embeds").status == 404


def test_it_is_told_as_above_the_boutique_whoever_made_it(bare):
    assert made(bare, "manager", page="/numbers/attach_rate", query="period=28").status == 303
    page = bare.stranger().get(f"/embed/{token(bare, 'manager')[0]}?lang=en").text
    assert "Last four-week period" in page
    assert "closed weeks" in page


@pytest.mark.parametrize("sent", [
    {"query": "associate=GVA01-0"}, {"page": "/explore", "query": "measure=attach_rate&by=associate"},
    {"page": "/explore", "query": "measure=attach_rate&by=weekday&then=associate"},
])  # fmt: skip
def test_nobody_is_ever_in_one(bare, sent):
    assert made(bare, "manager", **sent).status == 403
    assert bare.house.directory.find(Embed) == []


@pytest.mark.parametrize("sent", [
    {"query": "boutique=PAR01"}, {"page": "/numbers/nothing"}, {"page": "/today"}, {"page": "//evil.example"},
])  # fmt: skip
def test_what_is_out_of_reach_or_no_number_makes_none(bare, sent):
    assert made(bare, "manager", **sent).status == 404


@pytest.mark.parametrize("sent", [
    {"days": "0"}, {"days": "401"}, {"days": "x"}, {"name": ""}, {"name": "x" * 61}, {"query": "shoe=1"},
    {"page": "/explore", "query": "measure=csat&by=hour"}, {"do": "paint"},
])  # fmt: skip
def test_what_cannot_be_is_refused(bare, sent):
    assert made(bare, "manager", **sent).status == 400


def test_it_ends_when_it_is_taken_back(bare):
    made(bare)
    address, row = token(bare)
    browser = bare.signed_in("hq_leader")
    csrf = browser.get("/embeds").csrf
    assert bare.signed_in("analyst").post("/embeds", {"csrf": csrf, "do": "revoke", "id": row.id}).status == 403
    other = bare.signed_in("analyst")
    sent = {"csrf": other.get("/embeds").csrf, "do": "revoke", "id": row.id}
    assert other.post("/embeds", sent).status == 404
    assert browser.post("/embeds", {"csrf": csrf, "do": "revoke", "id": row.id}).status == 303
    answer = bare.stranger().get(f"/embed/{address}?lang=en")
    assert answer.status == 410
    assert "taken back" in answer.text


def test_it_ends_with_its_time(bare):
    made(bare, days="1")
    address, row = token(bare)
    long_ago = replace(row, made=row.made - timedelta(days=9), until=row.until - timedelta(days=9))
    bare.house.directory.put(long_ago)
    assert bare.stranger().get(f"/embed/{address}").status == 404  # the signed end is another
    answer = bare.stranger().get(f"/embed/{bare.house.boards.embeds.token(long_ago)}?lang=en")
    assert answer.status == 410
    assert "time of this link is over" in answer.text


def test_it_ends_with_its_makers_reach(bare):
    house, account = bare.house, bare.house.directory.get(Account, "hq_leader")
    made(bare)
    address, _ = token(bare)
    for other in (replace(account, disabled=True), replace(account, boutiques=("GVA01",)),
                  replace(account, role="ld_author")):  # fmt: skip
        house.directory.put(other)
        answer = bare.stranger().get(f"/embed/{address}?lang=en")
        assert answer.status == 404
        assert "shows nothing" in answer.text
    house.directory.put(account)
    assert bare.stranger().get(f"/embed/{address}").status == 200


@pytest.mark.parametrize("change", [
    lambda t: t[:-2] + ("AA" if t[-2:] != "AA" else "BB"), lambda t: "x" + t, lambda t: t.split(".")[0],
    lambda t: ".".join((t.split(".")[0], "9999999999", t.split(".")[2])), lambda _: "a.b.c", lambda _: "%C3%A9.1.x",
])  # fmt: skip
def test_no_other_token_shows_anything(bare, change):
    made(bare)
    assert bare.stranger().get(f"/embed/{change(token(bare)[0])}").status == 404


def test_nobody_else_may_frame_it_until_the_house_says_so(bare):
    made(bare)
    address, _ = token(bare)
    answer = bare.stranger().get(f"/embed/{address}")
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    bare.house.values["embed_origins"] = "https://intranet.maison.example"
    try:
        policy = bare.stranger().get(f"/embed/{address}").headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'self' https://intranet.maison.example")
        for other in ("/signin", "/embeds"):
            policy = bare.signed_in("hq_leader").get(other).headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy
    finally:
        bare.house.values["embed_origins"] = ""


def test_an_origin_is_an_origin():
    assert origins_of("https://a.example http://b:8080") == ("https://a.example", "http://b:8080")
    for text in ("*", "https://*.example", "https://a/b", "a.example", "https://", "https://a;script-src"):
        with pytest.raises(Refused):
            origins_of(text)


def test_a_breakdown_is_shown_with_its_drawing(bare):
    assert made(bare, page="/explore", query="measure=conversion&by=boutique&period=w1").status == 303
    page = bare.stranger().get(f"/embed/{token(bare)[0]}?lang=fr").text
    assert 'lang="fr"' in page
    assert 'role="group"' in page
    assert "Gva01" in page


def test_the_list_shows_when_it_was_last_shown(bare):
    made(bare)
    assert "never shown" in bare.signed_in("hq_leader").get("/embeds").text
    bare.stranger().get(f"/embed/{token(bare)[0]}")
    page = bare.signed_in("hq_leader").get("/embeds").text
    assert "last shown on" in page
    assert "&lt;iframe src=" in page
