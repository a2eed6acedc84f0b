"""How each connection stands, what was tried of it, its long history, and one that was removed and brought back."""

import base64
import hashlib
import hmac
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from cabochon.connectors import KINDS
from cabochon.directory.rows import Delivery
from cabochon.house.connections import KEPT
from cabochon.house.rehearsing import BAD, GOOD, UNTRIED, rehearse
from cabochon.outside.http import Unreachable
from cabochon.refusals import Refused

HOOKED = sorted(name for name, feed in KINDS.items() if feed.signing)


@pytest.fixture
def admin(place):
    return place.signed_in("admin")


def act(browser, address, **fields):
    return browser.post(address, {"csrf": browser.get(address).csrf, **fields})


def body(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2])).split())


def connected(place, name, connector, **more):
    return place.house.connections.add(name, connector=connector, by="test", **more)


def rows(place, first, last):
    lines = [f"{place.door},{n},2026-03-06 10:00,W-100,1,8000" for n in range(first, last + 1)]
    return "\n".join(["boutique,ticket,sold_at,sku,quantity,net", *lines, ""]).encode()


def brought(place, name, text, called="a.csv"):
    row = place.house.connections.one(name)
    return place.house.deliveries.bring(row, io.BytesIO(text), name=called, way="file", received=place.house.clock())


def tried(place, name):
    return {one.what: (one.state, one.said) for one in rehearse(place.house, place.house.connections.one(name))}


def test_before_anything_is_connected_the_page_says_what_to_do(place, admin):
    for row in place.house.connections.all():
        place.house.connections.remove(row.id)
    said = body(admin.get("/connections"))
    assert "Nothing is connected yet" in said
    assert "one export of each is all you need" in said
    assert "Go on" in said  # the next of the first steps


def test_each_state_has_its_next_step(place, admin):
    connected(place, "n-hook", "typeform", secret="s")
    connected(place, "n-thin", "square", secret="s")
    connected(place, "n-file", "till_csv")
    said = body(admin.get("/connections"))
    assert "Paste its address at the sender’s, and send one delivery" in said
    assert "Give it the access token of the sender’s API" in said
    assert "Drop its first file" in said
    brought(place, "n-file", rows(place, 1, 2) + b"NOWHERE,3,2026-03-06 10:00,W-100,1,8000\n")
    said = body(admin.get("/connections/n-file"))
    assert "Waits for you" in said  # a row does: not all is well
    assert "All is well" not in said
    assert "In the last 24 hours 1" in said or "1 In the last 24 hours" in said
    assert "Look at the row that waits in quarantine" in said
    with pytest.raises(Refused):
        brought(place, "n-file", b"nothing\n1\n")
    assert "Mend the mapping, then read what failed once more" in body(admin.get("/connections/n-file"))


@pytest.mark.parametrize("connector", HOOKED)
def test_a_trial_signs_as_its_sender_does_with_the_present_secret_and_with_another(place, connector):
    secret = f"whsec_{base64.b64encode(b'0' * 24).decode()}"
    name = f"s-{connector.replace('_', '-')}"
    connected(place, name, connector, secret=secret)
    before = place.house.log.position()
    found = tried(place, name)
    assert found["signature"] == (GOOD, "A delivery with the present secret is taken, one with another is refused")
    assert found["sample"][0] == GOOD, found
    assert found["last"][0] == UNTRIED
    assert place.house.log.position() == before


def test_what_cannot_be_tried_is_said(place, admin):
    connected(place, "t-none", "shopify")
    assert tried(place, "t-none")["signature"][0] == UNTRIED
    connected(place, "t-open", "typeform", unsigned=True)
    assert "taken unsigned" in tried(place, "t-open")["signature"][1]
    connected(place, "t-thin", "square", secret="s")
    assert tried(place, "t-thin")["token"][0] == UNTRIED
    page = body(act(admin, "/connections/t-thin", do="test"))
    assert "Access token Not tried No token is set, so nothing was fetched" in page
    assert "Nothing of it was kept" in page


@pytest.mark.parametrize(
    ("connector", "asked"),
    [
        ("square", "https://connect.squareup.com/v2/locations"),
        ("surveymonkey", "https://api.surveymonkey.com/v3/users/me"),
    ],
)
def test_a_token_is_tried_by_one_harmless_request(place, monkeypatch, connector, asked):
    name = f"t-{connector}"
    row = connected(place, name, connector, secret="s")
    sealed = place.house.connections.sealed_credential(name, "t0ken")
    place.house.connections.keep(replace(row, credential=sealed), "gave a connection its token")
    seen, answers = [], [{}, Refused("answered 401: it does not take the token"), Unreachable("nobody answers")]

    def ask(url):
        seen.append(url)
        said = answers.pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    monkeypatch.setattr(place.house.senders, "ask", lambda _: ask)
    assert tried(place, name)["token"] == (GOOD, "The sender’s API takes the token")
    assert tried(place, name)["token"][0] == BAD
    assert "nobody answers" in tried(place, name)["token"][1]
    assert set(seen) == {asked}


def test_the_connections_own_mapping_reads_its_own_last_delivery(place, admin):
    named = {"boutique": "Ort", "ticket": "Bon", "sold_at": "Zeit", "sku": "Artikel", "quantity": "Stk", "net": "Netto"}
    own = "\n".join(["[columns]", *(f'{field} = "{column}"' for field, column in named.items()), ""])
    connected(place, "t-own", "till_csv", mapping=own)
    found = tried(place, "t-own")
    assert found["mapping"][0] == GOOD
    assert found["sample"] == (UNTRIED, "till_csv.csv has other columns than its mapping; "
                               "a file of the sender’s own tries that")  # fmt: skip
    text = f"Ort,Bon,Zeit,Artikel,Stk,Netto\n{place.door},77,2026-03-06 10:00,W-100,1,8000\n".encode()
    brought(place, "t-own", text, "kasse.csv")
    before = place.house.log.position()
    assert tried(place, "t-own")["last"] == (GOOD, "kasse.csv was read to its end: 1 would be kept")
    act(admin, "/connections/t-own", do="mapping", text=own.replace("Netto", "Betrag"))
    state, said = tried(place, "t-own")["last"]
    assert (state, "would not be read" in said) == (BAD, True)
    assert "To be mended kasse.csv would not be read" in body(act(admin, "/connections/t-own", do="test"))
    assert place.house.log.position() == before


def test_all_that_failed_is_read_again_at_one_press(place, admin):
    connected(place, "r-all", "till_csv", mapping='[columns]\nboutique = "Ort"\n')
    for n in range(3):
        with pytest.raises(Refused):
            brought(place, "r-all", rows(place, 500 + n, 500 + n), f"{n}.csv")
    assert "Read all 3 that failed again" in admin.get("/connections/r-all").text
    assert "0 deliveries were read, 3 still cannot be read" in body(act(admin, "/connections/r-all", do="replay"))
    act(admin, "/connections/r-all", do="mapping", text="")
    assert "3 deliveries were read" in body(act(admin, "/connections/r-all", do="replay"))
    assert place.house.deliveries.tally("r-all", "failed") == 0


def test_a_webhook_that_failed_and_is_read_again_waits_in_the_quarantine_no_longer(place, admin):
    connected(place, "r-hook", "typeform", secret="s", mapping='boutique = "NOWHERE"')
    sent = b"{broken"
    signed = base64.b64encode(hmac.new(b"s", sent, hashlib.sha256).digest()).decode()
    place.house.deliver("r-hook", {"typeform-signature": f"sha256={signed}"}, sent)
    place.house.deliveries.read_waiting()
    one = place.house.directory.find(Delivery, source="r-hook")[0]
    assert one.state == "failed"
    assert place.house.quarantined.one(f"delivery:{one.id}") is not None
    assert place.house.connections.held("r-hook") == 1
    assert "still cannot be read" in body(act(admin, "/connections/r-hook", do="replay"))


def test_ten_thousand_deliveries_are_pages_of_fifty_by_state(place, admin):
    row, now = connected(place, "long", "till_csv"), place.house.clock()
    place.house.directory.put(*(
        Delivery(id=f"long:{n}", source=row.id, at=now - timedelta(hours=10_000 - n), body=b"x" * 500, way="webhook",
                 connector="till_csv", size=500, state="failed" if n % 100 == 0 else "read")
        for n in range(10_000)
    ))  # fmt: skip
    first, last = admin.get("/connections/long"), admin.get("/connections/long?page=200")
    assert "Page 1 of 200" in first.text
    assert first.text.count('href="/connections/long/deliveries/') == 50
    assert "Page 200 of 200" in last.text
    assert "Page 200 of 200" in admin.get("/connections/long?page=99999").text
    failed = admin.get("/connections/long?state=failed&page=2")
    assert "Page 2 of 2" in failed.text
    assert "In the last 24 hours 23" in body(admin.get("/connections"))
    assert "Was read 9,900" in body(first)


def test_one_that_was_removed_takes_nothing_and_comes_back_whole(place, admin):
    connected(place, "gone", "delighted", secret="abc", mapping='boutique = "X"', title="Gone for now")
    brought(place, "gone", json.dumps([]).encode(), "a.json")
    poster = place.browser()
    act(admin, "/connections/gone", do="remove", sure="yes")
    assert admin.get("/connections/gone").status == 404
    assert poster.ask("POST", "/hooks/gone/abc", b"{}").status == 404
    page = admin.get("/connections")
    assert "Bring it back: Gone for now" in page.text
    csrf = page.csrf
    made = admin.post("/connections", {"csrf": csrf, "connector": "delighted", "title": "Gone"})
    assert "/hooks/gone-2/" in made.text  # its address is not given away meanwhile
    assert admin.post("/connections/gone", {"csrf": csrf, "do": "back"}).headers["location"] == "/connections/gone"
    assert place.house.connections.one("gone").mapping == 'boutique = "X"'
    assert poster.ask("POST", "/hooks/gone/abc", b"{}").status == 202
    assert place.house.deliveries.tally("gone") == 2


def test_one_that_was_removed_is_forgotten_when_told_or_after_thirty_days(place, admin):
    for name in ("bye", "later"):
        connected(place, name, "typeform", secret="abc")
        act(admin, f"/connections/{name}", do="remove", sure="yes")
    assert admin.post("/connections/bye", {"csrf": admin.get("/connections").csrf, "do": "forget"}).status == 303
    assert not place.house.connections.taken("bye")
    place.house.connections.sweep()
    assert place.house.connections.taken("later")
    clock = place.house.clock
    try:
        place.house.clock = lambda: clock() + KEPT + timedelta(hours=1)
        place.house.connections.sweep()
    finally:
        place.house.clock = clock
    assert not place.house.connections.taken("later")
    assert admin.post("/connections/later", {"csrf": admin.get("/connections").csrf, "do": "back"}).status == 404
    assert place.signed_in("manager").post("/connections/bye", {"do": "back"}).status in (403, 404)
