"""Dashboards take any address: a sentence for what cannot be meant, never a fault, never another's figures."""

import random
from urllib.parse import urlencode

import pytest

from cabochon.privacy.roles import MAY
from cabochon.web.routes_boards import BOARDS

ASKED_FOR = {"/numbers/{key:str}": "/numbers/attach_rate"}
BOARD = {"/today": "today.see"} | {
    ASKED_FOR.get(path, path): may for method, path, _, may, _ in BOARDS
    if path in ("/behaviours", "/upskilling", "/doors", "/loss", "/explore", "/numbers/{key:str}")
}  # fmt: skip
WRONG = {
    "a boutique that is not there": ({"boutique": "XXX99"}, 404),
    "a person who is not there": ({"associate": "0" * 32}, 404),
    "a region that is not there": ({"region": "Atlantis"}, 404),
    "a shift that is none": ({"shift": "night"}, 400),
    "a line that is none": ({"line": "shoes"}, 400),
    "a role that is none": ({"role": "king"}, 400),
    "a tenure that is none": ({"tenure": "99"}, 400),
    "an event that is none": ({"tag": "war"}, 400),
    "a period that is none": ({"period": "365"}, 400),
    "a comparison that is none": ({"compare": "never"}, 400),
    "days that run backwards": ({"since": "2026-03-20", "until": "2026-03-01"}, 400),
    "ten years": ({"since": "2015-03-02", "until": "2025-03-02"}, 400),
    "a day that is none": ({"since": "soon", "until": "2026-03-01"}, 400),
    "half a period": ({"since": "2026-03-01"}, 400),
    "days to come": ({"since": "2099-01-01", "until": "2099-01-07"}, 400),
    "a field no page has": ({"drop": "table"}, 400),
    "markup": ({"boutique": "<script>alert(1)</script>"}, 404),
    "a byte nobody writes": ({"line": "\x00'--"}, 400),
}
ROLES = [role for role in MAY if role not in ("key", "anonymous")]


@pytest.mark.parametrize("address", BOARD)
@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_meant_is_told_in_a_sentence(place, address, wrong):
    query, status = WRONG[wrong]
    for role in ("manager", "hq_leader"):
        if MAY[role][BOARD[address]] == "no":
            continue
        answer = place.signed_in(role).get(f"{address}?{urlencode(query)}")
        assert answer.status == status, (role, answer.text[-2000:])
        assert "Traceback" not in answer.text
        assert "<script>alert" not in answer.text
        assert "<h1>" in answer.text


@pytest.mark.parametrize("address", BOARD)
def test_a_filter_given_twice_is_told(place, address):
    role = next(role for role in ("manager", "hq_leader", "lp_lead") if MAY[role][BOARD[address]] != "no")
    answer = place.signed_in(role).get(f"{address}?line=watch&line=jewelry")
    assert answer.status == 400
    assert "twice" in answer.text


@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_chosen_there_is_a_page(place, role):
    """Filters at random, as somebody may edit an address by hand."""
    chance, browser = random.Random(role), place.signed_in(role)
    people, doors = [*place.team[:2], ""], [place.door, place.other, ""]
    values = {
        "boutique": doors, "associate": people, "role": ["advisor", "manager", ""], "tenure": ["0-3", "12+", ""],
        "line": ["watch", "jewelry", "", ""], "shift": ["morning", "evening", "", ""], "tag": ["launch", "", ""],
        "period": ["today", "7", "90", "w1", "w12", "lp", "p", "custom", "", ""], "compare": ["year", "feast", "", ""],
        "like": ["1", "", ""], "region": ["Europe", "", ""],
    }  # fmt: skip
    for address, may in BOARD.items():
        for _ in range(6):
            query = {name: value for name, some in values.items() if (value := chance.choice(some))}
            answer = browser.get(f"{address}?{urlencode(query)}")
            allowed = (200, 400, 403, 404) if MAY[role][may] != "no" else (404,)
            assert answer.status in allowed, (address, query, answer.text[-3000:])
            if MAY[role]["names.see"] != "boutique":
                staff = place.house.snapshot.people(place.house.today)
                managers = {p.name for p in staff if p.job_role == "manager"}
                named = [p.name for p in staff if p.name in answer.text and p.name not in managers]
                own = place.house.viewer_by_login(role)
                assert [one for one in named if not own or one != own.name] == [], (address, query)
