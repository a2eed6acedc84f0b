"""The screen of a back room over HTTP: paired by a code, nobody's name on it, dark once it is taken back."""

import re
from datetime import timedelta
from http.client import HTTPConnection
from uuid import uuid4

import pytest

from cabochon.directory.screen_rows import Screen
from cabochon.privacy.viewer import ROLES
from cabochon.retail.coaching import Focus
from cabochon.retail.who import person
from served import Browser

CODE = re.compile(r'class="code-of">([A-Z0-9]{5}-[A-Z0-9]{5})<')


@pytest.fixture(scope="module")
def stocked(place, home):
    """Two weeks of the boutique, a focus, and a tip in which somebody is named."""
    from cabochon.demo.weeks import history

    house, one = home
    now = house.clock()
    house.keep_as().events(history(one, now=now - timedelta(minutes=1), weeks=2), fresh=True)
    today, by = now.date(), person(one.managers[place.door][0].id)
    first = one.sellers[place.door][0].person.name
    base = {"boutique": place.door, "source": "floor", "by": by, "behaviour": "accessory"}
    house.keep_as().events([
        Focus(id=uuid4(), at=now - timedelta(days=3), what="set", since=today - timedelta(days=3),
              until=today + timedelta(days=10), target=0.6, **base),
        Focus(id=uuid4(), at=now - timedelta(minutes=5), what="tip", since=today, tip=f"Watch how {first} offers it",
              **base),
    ])  # fmt: skip
    house.catch_up()
    return place


def made(place, boutique="", name="Back room", language="en"):
    """The code of a new screen, as its manager reads it."""
    manager = place.signed_in()
    page = manager.get("/team/screens")
    form = {"csrf": page.csrf, "do": "make", "name": name, "language": language, "boutique": boutique or place.door}
    answer = manager.post("/team/screens", form)
    assert answer.status == 200, answer.text
    return CODE.search(answer.text)[1]


def paired(place, **how):
    """A device that is a screen: a browser with that one cookie."""
    device, code = place.browser(), made(place, **how)
    csrf = device.get("/screen/join").csrf
    answer = device.post("/screen/join", {"csrf": csrf, "code": code})
    assert (answer.status, answer.headers["location"]) == (303, "/screen"), answer.text
    return Browser(place.port, {"cabochon-screen": device.cookies["cabochon-screen"]})


def of(place, device):
    return place.house.screens.known(device.cookies["cabochon-screen"])


def test_a_screen_shows_the_boutique_to_who_never_signed_in(stocked):
    page = paired(stocked).get("/screen")
    assert page.status == 200
    assert stocked.house.snapshot.door_on(stocked.door, stocked.house.today).name in page.text.replace("&#39;", "'")
    for words in ("This week’s focus", "Tip of the day", "Client satisfaction", "Attach rate, watches", "Seen most",
                  "What the best visits share", "Praise", "Two relevant accessories offered"):  # fmt: skip
        assert words in page.text, words
    assert "no-store" in page.headers["cache-control"]
    assert "set-cookie" not in page.headers
    assert '<meta http-equiv="refresh" content="60">' in page.text


def test_nobody_is_named_on_it(stocked):
    text = paired(stocked).get("/screen").text
    assert "Watch how a colleague offers it" in text
    named = [one.name for one in stocked.house.snapshot.people(stocked.house.today)]
    assert len(named) > 10
    assert [name for name in named if name in text] == []
    last = {name.split()[-1] for name in named if len(name.split()[-1]) > 4}
    assert [name for name in last if re.search(rf"\b{re.escape(name)}\b", text)] == []
    ids = [one.id for one in stocked.house.snapshot.people(stocked.house.today)]
    assert [one for one in ids if one in text] == []


def test_no_clients_words_and_no_single_event_are_on_it(stocked):
    manager = stocked.house.see_as(stocked.house.viewer("manager"))
    words = [row["text"] for row in manager.comments({}, limit=50)]
    text = paired(stocked).get("/screen").text
    assert [one for one in words if one[:30] in text] == []
    assert "Just in" not in text


def test_it_is_of_its_own_boutique_whatever_is_asked(stocked):
    device = paired(stocked)
    other = stocked.house.snapshot.door_on(stocked.other, stocked.house.today).name
    plain = re.sub(r'data-now="\d+"', "", device.get("/screen").text)
    asked = device.get(f"/screen?boutique={stocked.other}&associate={stocked.team[0]}&shift=morning")
    assert re.sub(r'data-now="\d+"', "", asked.text) == plain
    assert other not in plain
    assert device.get(f"/today?boutique={stocked.other}").status == 303


def test_the_cookie_of_a_screen_opens_no_other_page(stocked):
    device = paired(stocked)
    for path in ("/today", "/floor", "/me", "/team/screens", "/tablet/share", "/accounts"):
        assert device.get(path).headers.get("location", "").startswith("/signin"), path
    assert device.get("/live", accept="text/event-stream").status == 401


def test_it_stays_when_every_session_has_long_ended(stocked):
    device = paired(stocked)
    clock = stocked.house.clock
    stocked.house.clock = lambda: clock() + timedelta(hours=14)
    try:
        assert device.get("/screen").status == 200
    finally:
        stocked.house.clock = clock
    assert device.get("/screen").status == 200


def test_a_device_that_is_none_is_asked_for_a_code(stocked):
    for cookies in ({}, {"cabochon-screen": "x" * 43}):
        stranger = Browser(stocked.port, dict(cookies))
        assert stranger.get("/screen").headers["location"] == "/screen/join"
        assert stranger.get("/screen/live", accept="text/event-stream").status == 404


def test_a_strange_code_is_nowhere_and_a_used_one_too(stocked):
    assert stocked.browser().get("/screen/AAAAABBBBB").status == 404
    code = made(stocked).replace("-", "")
    first, second = stocked.browser(), stocked.browser()
    page = first.get(f"/screen/{code}")
    assert "Back room" in page.text
    assert second.get(f"/screen/{code}").status == 200, "looking does not use it up"
    assert first.post("/screen/join", {"csrf": page.csrf, "code": code}).status == 303
    assert second.get(f"/screen/{code}").status == 404
    csrf = second.get("/screen/join").csrf
    assert second.post("/screen/join", {"csrf": csrf, "code": code}).status == 404


def test_a_form_from_elsewhere_pairs_nothing(stocked):
    code = made(stocked)
    stranger = stocked.browser()
    assert stranger.post("/screen/join", {"csrf": "x", "code": code}).status == 403
    assert "cabochon-screen" not in stranger.cookies


def test_who_is_signed_in_where_it_is_paired_is_signed_out(stocked):
    manager, code = stocked.signed_in(), made(stocked)
    session = manager.cookies["cabochon"]
    answer = manager.post("/screen/join", {"csrf": manager.get("/screen/join").csrf, "code": code})
    assert answer.status == 303
    assert "cabochon" not in manager.cookies
    assert stocked.house.doorman.session(session) is None
    assert manager.get("/screen").status == 200


def test_the_secret_of_a_screen_is_long_lived_and_kept_from_scripts(stocked):
    device, code = stocked.browser(), made(stocked)
    answer = device.post("/screen/join", {"csrf": device.get("/screen/join").csrf, "code": code})
    said = answer.headers["set-cookie"]
    assert "httponly" in said.lower()
    assert "samesite=lax" in said.lower()
    assert "Max-Age=34560000" in said


def test_once_taken_back_it_says_so_and_nothing_else(stocked):
    device = paired(stocked, name="Gone soon")
    screen, manager = of(stocked, device), stocked.signed_in()
    asked = manager.get(f"/team/screens?revoke={screen.id}")
    assert "Switch it off" in asked.text
    answer = manager.post("/team/screens", {"csrf": asked.csrf, "do": "revoke", "screen": screen.id})
    assert answer.status == 303
    page = device.get("/screen")
    assert page.status == 410
    main = re.search(r"<main[^>]*>(.*)</main>", page.text, re.S)[1]
    assert re.sub(r"<[^>]+>", "", main).strip() == "This screen was switched off by the boutique’s manager."
    assert device.get("/screen/live", accept="text/event-stream").status == 404
    assert "Gone soon" in manager.get("/team/screens").text


def test_its_stream_ends_when_it_is_taken_back(stocked, entry):
    device = paired(stocked)
    line = HTTPConnection("127.0.0.1", stocked.port, timeout=10)
    line.request("GET", "/screen/live", headers={"cookie": f"cabochon-screen={device.cookies['cabochon-screen']}"})
    heard = line.getresponse()
    assert heard.headers["content-type"].startswith("text/event-stream")
    assert b"event: here" in b"".join(heard.readline() for _ in range(3))
    stocked.house.screens.revoke(stocked.house.viewer("manager"), of(stocked, device).id)
    stocked.house.keep_as(stocked.house.viewer("manager")).enter(entry())
    assert b"event: signed-out" in heard.read()
    line.close()


def test_pilot_mode_holds_on_the_wall_too(stocked):
    device = paired(stocked)
    coach = stocked.house.viewer("area_coach")
    stocked.house.modes.pilot(coach, stocked.door, "watch")
    try:
        text = device.get("/screen").text
    finally:
        stocked.house.modes.switch_on(coach, stocked.door)
    assert "is in pilot mode" in text
    assert "Attach rate, watches" in text
    for words in ("Attach rate, jewelry", "Seen most", "Praise", "This week’s focus"):
        assert words not in text, words


def test_only_managers_have_the_page_and_only_their_own_screens(stocked):
    for role in (one for one in ROLES if one not in ("manager", "key")):
        assert stocked.signed_in(role).get("/team/screens").status == 404, role
    manager = stocked.signed_in()
    csrf = manager.get("/team/screens").csrf
    form = {"csrf": csrf, "do": "make", "name": "There", "language": "en", "boutique": stocked.other}
    assert manager.post("/team/screens", form).status == 404
    mine = stocked.house.directory.find(Screen, boutique=stocked.other)
    assert mine == []


def test_a_screen_is_renamed_and_given_a_new_code(stocked):
    device = paired(stocked, name="Old name")
    screen, manager = of(stocked, device), stocked.signed_in()
    csrf = manager.get("/team/screens").csrf
    manager.post("/team/screens", {"csrf": csrf, "do": "rename", "screen": screen.id, "name": "New name"})
    assert "New name" in manager.get("/team/screens").text
    assert manager.post("/team/screens", {"csrf": csrf, "do": "rename", "screen": screen.id, "name": ""}).status == 400
    answer = manager.post("/team/screens", {"csrf": csrf, "do": "renew", "screen": screen.id})
    assert CODE.search(answer.text)
    assert "data:image/svg+xml" in answer.text


def test_who_may_switches_pilot_mode_on_the_go_live_page_and_takes_it_back(stocked):
    coach, manager = stocked.signed_in("area_coach"), stocked.signed_in()
    path = f"/doors/{stocked.door}/golive"
    page = coach.get(path)
    assert "Today shows everything of" in page.text
    done = coach.post(f"/doors/{stocked.door}/mode", {"csrf": page.csrf, "shows": "jewelry"})
    assert (done.status, done.headers["location"]) == (303, f"{path}?was=on#shows")
    assert "Undo: show everything again" in coach.get(f"{path}?was=on").text
    seen = manager.get("/today").text
    assert "This boutique is in pilot mode" in seen
    assert "Attach rate, watches" not in seen
    assert "In clients’ words" not in seen
    assert "Change what Today shows" not in seen
    assert "The rest is switched on by the area coach" in manager.get(path).text
    assert manager.post(f"/doors/{stocked.door}/mode", {"csrf": manager.get(path).csrf, "shows": "on"}).status == 404
    elsewhere = coach.post(f"/doors/{stocked.other}/mode", {"csrf": page.csrf, "shows": "jewelry"})
    assert elsewhere.status == 404
    assert coach.post(f"/doors/{stocked.door}/mode", {"csrf": page.csrf, "shows": "on"}).status == 303
    assert "Attach rate, watches" in manager.get("/today").text
    assert coach.post(f"/doors/{stocked.door}/mode", {"csrf": page.csrf, "shows": "pens"}).status == 400
