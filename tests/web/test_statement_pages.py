"""The statement browser, launch checks and the quarantine over HTTP: who finds what, and what a page holds."""

import re
from html import unescape
from uuid import uuid4

import msgspec
import pytest

from cabochon.privacy.keys import make
from cabochon.retail.events import Survey
from cabochon.retail.who import person
from cabochon.xapi.versions import V103
from lrs_store import Client, basic, opened


@pytest.fixture(scope="module")
def stream(place):
    """Some statements of a course tool, a survey with a comment, and a row that waits."""
    house = place.house
    key, _ = make(house.directory, "course tool", scopes=["all"], clock=house.clock)
    ids = [keep(house, key, verb) for verb in ("initialized", "completed", "voided-not")]
    survey = Survey(at=house.clock(), boutique=place.door, source="survey:x", key="s", raw=5, low=1, high=5,
                    comment="<b>So kind</b>", associate=person(place.team[0]))  # fmt: skip
    house.keep_as().events([survey])
    house.catch_up()
    kept = next(k for k in house.log.after(0) if k.entry.kind == "survey")
    return {"foreign": ids, "survey": kept.entry.id, "key": key}


def keep(house, key, verb):
    one = {
        "id": str(uuid4()), "actor": {"mbox": "mailto:anna.k@maison.example", "name": "Anna K"},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"id": "https://x.example/m", "definition": {"name": {"en": "<script>alert(1)</script>"}}},
    }  # fmt: skip
    house.statements.keep(house.keyring.key(key), [(msgspec.json.encode(one), one)], V103).result()
    return one["id"]


def test_an_administrator_finds_the_list_and_its_filters_in_the_address(place, stream):
    admin = place.signed_in("admin")
    page = admin.get("/statements?kind=other")
    assert page.status == 200
    assert all(f"/statements/{one}" in page.text for one in stream["foreign"])
    assert f"/statements/{stream['survey']}" not in page.text
    assert "/statements/new" not in page.text  # the script knows it; the page carries the query
    assert "kind=other" in page.text


def test_data_are_never_markup(place, stream):
    admin = place.signed_in("admin")
    for address in ("/statements", f"/statements/{stream['foreign'][0]}"):
        assert "<script>alert" not in admin.get(address).text


def test_a_page_of_its_own_shows_the_json_as_given_out(place, stream):
    text = place.signed_in("admin").get(f"/statements/{stream['foreign'][0]}").text
    source = unescape(re.search(r'<pre class="source"[^>]*>(.*?)</pre>', text, re.DOTALL)[1])
    shown = msgspec.json.decode(source)
    assert shown["id"] == stream["foreign"][0]
    assert shown["actor"]["mbox"] == "mailto:anna.k@maison.example"
    assert shown["authority"]["name"] == "course tool"


def test_what_a_client_wrote_stays_sealed(place, stream):
    text = place.signed_in("admin").get(f"/statements/{stream['survey']}").text
    assert "So kind" not in text
    assert "[sealed]" in text


def test_an_author_finds_nobody(place, stream):
    author = place.signed_in("ld_author")
    for address in ("/statements", f"/statements/{stream['foreign'][1]}"):
        text = author.get(address).text
        assert "Learner " in text
        assert not re.search(r"anna|maison\.example", text, re.IGNORECASE)
    hidden = author.get(f"/statements/{stream['survey']}", accept="application/json")
    nowhere = author.get(f"/statements/{uuid4()}", accept="application/json")
    assert (hidden.status, hidden.body) == (nowhere.status, nowhere.body)
    assert author.post("/statements/person", {"who": "Anna"}).status in (403, 404)


def test_an_auditor_finds_counts_and_no_value(place, stream):
    auditor = place.signed_in("auditor")
    text = auditor.get("/statements").text
    assert "course tool" in text
    assert not any(one in text for one in (*stream["foreign"], "anna", "adlnet", "So kind"))
    assert auditor.get(f"/statements/{stream['foreign'][0]}").status == 404
    assert auditor.get("/statements/new?from=0").json == {"new": 0}


def test_a_person_is_looked_for_without_standing_in_the_address(place, stream):
    admin = place.signed_in("admin")
    form = {"csrf": admin.get("/statements").csrf, "who": "anna.k@maison.example", "kind": "other"}
    answer = admin.post("/statements/person", form)
    assert answer.status == 303
    assert re.fullmatch(r"/statements\?kind=other&agent=[0-9a-f]{16}", answer.headers["location"])
    found = admin.get(answer.headers["location"]).text
    assert all(f"/statements/{one}" in found for one in stream["foreign"])
    assert "nobody is called so" in admin.post("/statements/person", form | {"who": "No One"}).text.lower()


def test_news_are_counted_without_keeping_the_session_awake(place, stream):
    admin = place.signed_in("admin")
    query = unescape(re.search(r'data-query="([^"]+)"', admin.get("/statements").text)[1])
    assert admin.get(f"/statements/new?{query}").json == {"new": 0}
    keep(place.house, stream["key"], "initialized")
    assert admin.get(f"/statements/new?{query}").json == {"new": 1}
    assert admin.get("/statements/new?from=x", accept="application/json").status == 400


@pytest.mark.parametrize("query", ["kind=gossip", "older=x", "nonsense=1", "since=2026-13-01", "boutique=XXX"])
def test_a_filter_that_cannot_be_is_said_so(place, query):
    assert place.signed_in("admin").get(f"/statements?{query}").status in (400, 404)


# Launch checks


def test_a_check_listens_to_every_request_of_its_key(place):
    house = place.house
    author = place.signed_in("ld_author")
    made = author.post("/launches", {"csrf": author.get("/launches").csrf})
    assert made.status == 303
    address = made.headers["location"]
    page = author.get(address)
    key, secret = (re.search(rf'<code id="{name}">([^<]+)', page.text)[1] for name in ("key", "secret"))
    with opened(house) as port:
        client = Client(port, basic(key, secret))
        check = house.launches.one(house.viewer("ld_author"), address.rpartition("/")[2])
        whole = {"actor": msgspec.json.decode(check.actor), "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
                 "object": {"id": "https://x.example/m"}, "context": {"registration": check.registration}}  # fmt: skip
        assert client.post(whole).status == 200
        assert client.put({**whole, "id": str(uuid4())}, str(uuid4())).status == 400
        assert client.post({**whole, "verb": {"id": "completed"}}).status == 400
        assert client.ask("POST", "/xapi/statements", b"{}", x_experience_api_version="").status == 400
        assert client.get().status == 200
        Client(port, basic(key, "wrong")).get()
    requests = house.launches.requests(check)
    assert [(one.method, one.status) for one in requests] == [
        ("POST", 200), ("PUT", 400), ("POST", 400), ("POST", 400), ("GET", 200),
    ]  # fmt: skip
    page = author.get(address).text
    assert "The test learner completed m" in page
    assert "/verb/id" in page
    assert author.get(f"{address}/mark").json == {"mark": "5"}
    report = author.get(f"{address}/report.txt")
    assert report.headers["content-type"].startswith("text/plain")
    assert "is no IRI" in report.text
    assert secret not in report.text
    assert author.post(f"{address}/end", {"csrf": author.get(address).csrf}).status == 303
    assert author.get(f"{address}/mark").json == {"mark": "5."}
    assert secret not in author.get(address).text


def test_another_persons_check_is_nowhere(place):
    check = place.house.launches.start(place.house.viewer("admin"))
    author = place.signed_in("ld_author")
    there = author.get(f"/launches/{check.id}", accept="application/json")
    nowhere = author.get("/launches/abc", accept="application/json")
    assert (there.status, there.body) == (404, nowhere.body)
    assert "What senders were refused" not in author.get("/launches").text
    assert "What senders were refused" in place.signed_in("admin").get("/launches").text


# The quarantine


@pytest.fixture
def held(place):
    rows = "boutique,ticket,sold_at,sku,quantity,net,seller\n"
    rows += "".join(f"ROM01,R{n},2026-03-05 12:00,W-100,1,7000.00,AK\n" for n in range(60))
    place.house.imports.read("till_csv", rows.encode(), received=place.house.clock())
    yield [row.id for row in place.house.quarantined.waiting()]
    for row in place.house.quarantined.waiting():
        place.house.quarantined.discard(row.id)


def test_the_quarantine_says_what_mends_it_and_pages(place, held):
    admin = place.signed_in("admin")
    page = admin.get("/quarantine").text
    assert "cabochon import doors" in page
    assert "Page 1 of 2" in page
    assert page.count('value="discard"') == 50
    assert admin.get("/quarantine?page=2").text.count('value="discard"') == 10
    assert "Nothing of this" in admin.get("/quarantine?source=import:nothing").text


def test_what_is_discarded_can_be_undone_and_stands_under_the_persons_account(place, held):
    admin = place.signed_in("admin")
    csrf = admin.get("/quarantine").csrf
    gone = admin.post("/quarantine", {"csrf": csrf, "id": held[0], "do": "discard"})
    page = admin.get(gone.headers["location"])
    assert "Undo" in page.text
    assert 'value="restore"' in admin.get("/quarantine?state=discarded").text
    assert admin.post("/quarantine", {"csrf": csrf, "id": held[0], "do": "restore"}).status == 303
    assert held[0] in [row.id for row in place.house.quarantined.waiting()]
    assert place.house.directory.notes(about=held[0])[0][1] == "admin"


def test_all_of_a_reason_are_tried_or_discarded_together(place, held):
    admin = place.signed_in("admin")
    page = admin.get("/quarantine")
    reason = re.search(r'name="reason" value="([0-9a-f]+)"', page.text)[1]
    form = {"csrf": page.csrf, "source": "import:till_csv", "reason": reason}
    assert admin.post("/quarantine", form | {"do": "replay-all"}).status == 303
    place.house.quarantined.replaying.wait(20)
    assert admin.get("/quarantine/progress").json == {"done": 60, "total": 60, "ended": True}
    assert "0 of 60" in admin.get("/quarantine").text
    assert admin.post("/quarantine", {"csrf": page.csrf, "do": "discard-all"}).status == 400
    assert admin.post("/quarantine", form | {"do": "discard-all"}).status == 303
    assert place.house.quarantined.waiting() == []
