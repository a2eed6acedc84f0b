"""Words that mean harm in every name the house holds; then every page, file and form of it, looked at from outside."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from html.parser import HTMLParser

import msgspec
import pytest

from cabochon.demo.maison import maison
from cabochon.directory.rows import Account
from cabochon.house import House
from cabochon.privacy.keys import make
from cabochon.privacy.roles import MAY
from cabochon.settings import load
from cabochon.web import ROUTES
from cabochon.web.viewer import ANYONE, BARE
from cabochon.xapi.versions import V103
from placed import Place, furnish
from served import FORM, Answer, served

EVIL = """</script></title><img src=x onerror=alert(1)>"'`{{7*7}}${7*7}<!--&lt;"""
URL = "https://maison.example"
ROLES = ("manager", "associate", "area_coach", "hq_leader", "ld_author", "lp_lead", "brand_partner", "analyst",
         "auditor", "admin")  # fmt: skip
STREAMS = ("/live",)
GOES_OUT: list[str] = []
LOOKING = [False]


def _outwards(event: str, args: tuple[object, ...]) -> None:
    if LOOKING[0] and event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        where = args[0] if event == "socket.getaddrinfo" else args[1]
        name = where[0] if isinstance(where, tuple) else where
        if name not in ("127.0.0.1", "::1", "localhost"):
            GOES_OUT.append(f"{event} {where!r}")


@dataclass
class Seen:
    role: str
    path: str
    answer: Answer

    @property
    def kind(self) -> str:
        return self.answer.headers.get("content-type", "").partition(";")[0]

    @cached_property
    def page(self) -> "Tags":
        return Tags(self.answer.text)

    def __str__(self) -> str:
        return f"{self.role} {self.path} {self.answer.status}"


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("hostile") / "data"
    house, one = House.open(folder, load(folder, {"CABOCHON_USER_RATE": "0"})), maison(
        boutiques=2, until=date(2026, 3, 31), weeks=2
    )  # fmt: skip
    house.directory.keep([
        *(replace(door, name=f"{door.name} {EVIL}", day_ends=time(0)) for door in one.doors),
        *(replace(person, name=f"{person.name} {EVIL}") for person in one.people),
        *one.identifiers,
        *(replace(product, name=f"{product.name} {EVIL}") for product in one.products),
    ])  # fmt: skip
    here, there, team, stranger = furnish(house, one)
    for account in house.people.accounts():
        house.directory.put(replace(house.directory.get(Account, account.id), name=f"{account.name} {EVIL}"))
    make(house.directory, EVIL, scopes=["all"], clock=house.clock)
    said = {
        "actor": {"name": EVIL, "mbox": "mailto:client@example.com"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": EVIL}},
        "object": {"id": "https://example.com/x", "definition": {"name": {"en": EVIL}, "description": {"en": EVIL}}},
        "result": {"response": EVIL},
    }
    house.keep_as().statements([(msgspec.json.encode(said), said)], version=V103).result()
    with served(house, public_url=URL) as port:
        yield Place(house, port, here, there, team, stranger)
    house.close()


@pytest.fixture(scope="module")
def seen(place: Place) -> list[Seen]:
    """Every GET of every role, as a page and as data; and what is answered where nothing is."""
    sys.addaudithook(_outwards)
    found, often = [], Counter()
    assert observing(place) == 200
    LOOKING[0] = True
    for role in ROLES:
        browser = place.signed_in(role)
        for path in ("/nothing/here", "/static/none.js", "/floor/person/none", "/quarantine?a=1&a=2"):
            found.append(Seen(role, path, browser.get(path)))
        for method, path, _, may, more in ROUTES:
            if method != "GET" or path in STREAMS or more.get("outbox"):
                continue
            if may not in (ANYONE, BARE) and MAY[role].get(may, "no") == "no":
                continue
            where = address(path, place)
            if where is None or (may in (ANYONE, BARE) and role != "manager"):
                continue
            often[path] += 1
            if (
                often[path] <= 2
            ):  # the first role has it as a page, the next as data; who may see what is tried elsewhere
                accept = ("text/html", "application/json")[often[path] - 1]
                found.append(Seen(role, where, browser.get(where, accept=accept)))
    LOOKING[0] = False
    return found


def observing(place: Place) -> int:
    manager = place.signed_in()
    csrf, now = manager.get("/floor/data", accept="application/json").json["csrf"], datetime.now(UTC).isoformat()
    one = {"kind": "observation", "id": "0b3f3c34-6f0d-4b2e-8f3f-2f6f0d4b2e8f", "opened_at": now, "ended_at": now,
           "boutique": place.door, "associate": place.team[0], "marks": {"welcome": "yes"}, "wordings": [],
           "note": EVIL}  # fmt: skip
    return manager.send("/floor/entries", {"sent_at": now, "entries": [one]}, {"x-csrf": csrf}).status


def address(path: str, place: Place) -> str | None:
    known = {"code": place.door, "person": place.team[0], "account": "manager", "what": "unmapped", "kind": "rates",
             "version": "1", "page": "log", "document": "strap-guide", "module": "natural-add-on", "plan": "new",
             "token": "nothing", "name": "observe"}  # fmt: skip
    where = re.sub(r"\{(\w+):\w+\}", lambda one: known.get(one[1], "{"), path)
    return None if "{" in where else where


def test_no_name_becomes_markup_anywhere(seen):
    shown = 0
    for one in seen:
        if one.kind == "text/html":
            page = one.page
            shown += "onerror=alert(1)" in " ".join(page.words)
            bad = [tag for tag, names in page.tags if any(name.startswith("on") or name == "style" for name in names)]
            assert bad == [], one
            assert not [names for tag, names in page.tags if tag == "script" and not names.get("src")], one
        elif one.kind == "image/svg+xml":
            assert "<img" not in one.answer.text, one
            assert "<script" not in one.answer.text, one
    assert shown > 20  # else nothing of it would have been looked at


def test_what_is_data_never_says_it_is_a_page(seen):
    for one in seen:
        if EVIL.encode() in one.answer.body:
            assert one.kind in ("application/json", "text/csv", "application/x-ndjson", "text/plain"), one
        assert one.answer.status == 304 or "content-type" in one.answer.headers, one


def test_every_answer_carries_its_headers_under_https_too(seen):
    for one in seen:
        headers = one.answer.headers
        assert headers["x-content-type-options"] == "nosniff", one
        assert headers["strict-transport-security"].startswith("max-age=31536000"), one
        alone = one.path.startswith("/embed/")  # stands in other sites' pages
        assert headers["referrer-policy"] == ("no-referrer" if alone else "same-origin"), one
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy, one
        assert "frame-ancestors 'none'" in policy or "frame-ancestors 'self'" in policy, one


def test_no_page_asks_another_site_for_anything(seen):
    for one in seen:
        if one.kind == "text/html":
            for tag, names in one.page.tags:
                for name in ("src", "srcset", "poster", "data", "action", "formaction"):
                    assert "//" not in names.get(name, "") or names[name].startswith("data:"), (one, tag, names)
                if tag == "link":
                    assert names["href"].startswith("/"), (one, names)
        elif one.kind == "text/css":
            assert not re.search(r"url\(\s*['\"]?(https?:)?//", one.answer.text), one


def test_no_address_of_a_page_holds_a_login_a_token_or_a_secret(seen, place):
    logins = [account.login for account in place.house.people.accounts() if "@" in account.login]
    for one in seen:
        places = [one.answer.headers.get("location", "")]
        if one.kind == "text/html":
            tags = one.page.tags
            places += [names[name] for _, names in tags for name in ("href", "action") if name in names]
        for where in places:
            if not where.startswith("mailto:"):
                assert "%40" not in where, (one, where)
                assert "@" not in where, (one, where)
            assert not re.search(r"[?&](csrf|token|secret|password|key)=", where), (one, where)
            assert not [login for login in logins if login in where], (one, where)


def test_no_error_tells_a_stack_a_version_or_a_path(seen):
    errors = [one for one in seen if one.answer.status >= 400]
    assert len(errors) >= 20
    for one in errors:
        assert one.answer.status < 500, one
        text = one.answer.text
        assert not re.search(r"Traceback|File \"|/site-packages/|\.py\b|litestar|uvicorn|Python/", text), one


def test_looking_at_every_page_calls_nobody(seen):
    assert seen
    assert GOES_OUT == []


# What takes no form: JSON, a file, or a key's own protocol. What is unknown in them is for their own tests.
NO_FORM = {
    "/hooks/{hook:str}",
    "/hooks/{hook:str}/{secret:str}",
    "/connections/files",
    "/cmi5/fetch/{token:str}",
    "/floor/sealed",
    "/floor/entries",
    "/floor/opened",
    "/floor/push",
    "/floor/learn/{module:str}/state",
    "/library/media",
    "/packages",
    "/demos",
}


def posts() -> list[tuple[str, str]]:
    return [(path, may) for method, path, _, may, more in ROUTES
            if method == "POST" and path not in NO_FORM and not path.startswith("/scim/")]  # fmt: skip


TOKENS: dict[str, str] = {}


@pytest.fixture(scope="module")
def browsers() -> dict[str, object]:
    return {}


@pytest.mark.parametrize(("path", "may"), posts())
def test_a_form_with_a_field_nobody_knows_does_nothing(place, browsers, path, may):
    role = next((one for one in ROLES if may == ANYONE or MAY[one].get(may, "no") != "no"), "")
    assert role, "nobody with a browser may"
    browser = browsers.setdefault(role, place.signed_in(role))
    if role not in TOKENS:
        TOKENS[role] = browser.get("/me/security").csrf
    where = address(path, place) or re.sub(r"\{\w+:\w+\}", "none", path)
    answer = browser.ask("POST", where, f"csrf={TOKENS[role]}&zz-unknown=1".encode(), {"content-type": FORM})
    assert 400 <= answer.status < 500, (role, where, answer.status)
    assert answer.status not in (401, 403), (role, where)  # the form was its own: it was read, and refused
    assert "zz-unknown" in answer.text or answer.status in (404, 413, 415), (role, where, answer.text)
