"""Every route has an entry in the may-table, and lets in exactly whom the table lets in."""

from uuid import uuid4

import msgspec
import pytest
from litestar.handlers import HTTPRouteHandler

from cabochon.house.exporting_choice import Choice
from cabochon.privacy.keys import make
from cabochon.privacy.roles import MAY
from cabochon.privacy.viewer import ROLES
from cabochon.web import ROUTES, app
from cabochon.web.viewer import ANYONE, BARE
from cabochon.xapi.versions import V103
from placed import Place, furnish
from served import served

STRANGERS = {"/screen", "/screen/live", "/screen/join", "/screen/{code:str}", "/embed/{token:str}",
             "/aggregates", "/floor/sealed", "/signin/sso", "/signin/sso/back", "/signin/second",
             "/", "/signin/passkey", "/signin", "/link/{token:str}", "/signed-out",
             "/floor/sw.js", "/floor/manifest.webmanifest",
             "/hooks/{hook:str}", "/hooks/{hook:str}/{secret:str}",
             "/static/{path:path}", "/health", "/tablet", "/cmi5/fetch/{token:str}",
             "/scim/v2/{resource:str}", "/scim/v2/{resource:str}/{one:str}"}  # fmt: skip
# Who may see the one thing behind such an address is for its own tests.
THEIR_OWN = {
    "/numbers/{key:str}",
    "/doors.png",  # where there is something to draw
    "/doors.svg",
    "/verdicts/{verdict:str}",
    "/pilots/{pilot:str}",
    "/quarantine",
    "/floor/entries",
    "/playbook/review",
    "/floor/person/{person:str}",
    "/demos/{demo:str}",
    "/demos/{demo:str}/file",
    "/library/preview",
    "/packages/{package:str}",
    "/connections/new",
    "/connections/files/{file:str}",
    "/connections/files/{file:str}/progress",
    "/connections/{source:str}/deliveries/{delivery:str}",
    "/floor/packages/{package:str}",
    "/floor/packages/{package:str}/play",
    "/floor/packages/{package:str}/state",
    "/packages/{package:str}/try",
    "/packages/{package:str}/play",
    "/packages/{package:str}/state",
}
ENDING = (("POST", "/tablet/share"), ("POST", "/tablet/lock"))  # the session
CLOSED = [(method, path, may) for method, path, _, may, _ in ROUTES if may in MAY["anonymous"]]
SIGNS_IN = [role for role in ROLES if role != "key"]


@pytest.fixture(scope="module")
def place(home):
    """A house that is asked for all its addresses at once, faster than one person may."""
    home[0].values["user_rate"] = 0
    here, there, team, stranger = furnish(*home)
    with served(home[0]) as port:
        yield Place(home[0], port, here, there, team, stranger)


def address(path, place):
    """A real address for a template, of the viewer's own boutique."""
    if "{key:str}" in path:
        made, _ = make(place.house.directory, "x", scopes=["all"], clock=place.house.clock)
        path = path.replace("{key:str}", made)
    if "{name:str}" in path:
        path = path.replace("{name:str}", f"hook-{uuid4().hex}")
        url = "https://bi.example/hear"
        place.house.forwarding.add_webhook(path.rpartition("/")[2], url=url, choice=Choice(), by="test")
    if "{source:str}" in path and place.house.connections.find("till") is None:
        place.house.connections.add("till", connector="till_csv", by="test")
    if "{statement:str}" in path:
        path = path.replace("{statement:str}", kept(place.house))
    if "{check:str}" in path:
        path = path.replace("{check:str}", checked(place.house))
    path = path.replace("{what:str}", "unmapped").replace("{kind:str}", "rates")
    for name, one in {
        "version": "1",
        "page": "log",
        "person": place.team[0],
        "demo": "none",
        "document": "strap-guide",
        "module": "natural-add-on",
        "medium": "counter-plan",
        "plan": "new",
        "account": "manager",
        "package": "none",
        "source": "till",
        "file": "none",
        "delivery": "none",
    }.items():
        path = path.replace(f"{{{name}:str}}", one)
    return path.replace("{code:str}", place.door)


def kept(house):
    """A statement that both an author and an administrator may open."""
    one = {
        "actor": {"mbox": "mailto:a@example.com"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {"id": "https://example.com/module"},
    }
    return house.keep_as().statements([(msgspec.json.encode(one), one)], version=V103).result().ids[0]


def checked(house):
    """A launch check of the author's."""
    author = house.viewer("ld_author")
    return (house.launches.mine(author) or [house.launches.start(author)])[0].id


def test_every_route_names_an_ability_of_the_table_or_is_one_of_the_few_open_ones(house):
    for route in app(house).inner.routes:
        for handler in route.route_handlers:
            if isinstance(handler, HTTPRouteHandler) and handler.http_methods == {"OPTIONS"}:
                continue
            may = handler.opt["may"]
            assert may in MAY["anonymous"] or (may in (ANYONE, BARE) and route.path_format), route.path
    assert {path for _, path, _, may, _ in ROUTES if may in (ANYONE, BARE)} == STRANGERS


def test_a_route_without_an_ability_lets_in_nobody(house):
    from litestar import get
    from litestar.testing import TestClient

    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "open"

    with TestClient(app(house, more=[forgotten]).inner) as client:
        assert client.get("/forgotten").status_code == 404


@pytest.mark.parametrize(("method", "path", "may"), CLOSED)
def test_a_stranger_is_asked_to_sign_in(place, method, path, may):
    if MAY["anonymous"][may] != "no":
        assert place.browser().ask(method, address(path, place)).status == 200
        return
    as_fetch = place.browser().ask(method, address(path, place), headers={"accept": "application/json"})
    as_page = place.browser().ask(method, address(path, place))
    assert as_fetch.status == 401
    assert (
        (as_page.status, as_page.headers.get("location", "")[:7]) == (303, "/signin") if method == "GET" else (401, "")
    )


@pytest.mark.parametrize("role", SIGNS_IN)
def test_a_role_finds_what_the_table_opens_and_nothing_else(place, role):
    browser = place.signed_in(role)
    unknown = browser.get("/no-such-address", accept="application/json")
    for method, path, may in CLOSED:
        if path in ("/live", "/signout") or (method, path) in ENDING:
            continue
        where, headers = address(path, place), {"accept": "application/json"}
        if method == "POST":
            headers["x-csrf"] = token_of(place, browser)
        answer = browser.ask(method, where, headers=headers)
        if MAY[role][may] == "no":
            assert (answer.status, answer.body) == (404, unknown.body), (role, path)
        else:
            assert answer.status not in (401, 403, 405), (role, path, answer.text)
            assert answer.status != 404 or path in THEIR_OWN, (role, path, answer.text)


def token_of(place, browser):
    """The form token of a session, as one of its pages would carry it."""
    from cabochon.web.viewer import masked

    return masked(place.house.doorman.session(browser.cookies["cabochon"], passive=True)[1].csrf)


@pytest.mark.parametrize("path", ["/", "/today", "/signin", "/floor/data", "/health"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_only_declared_methods(place, path, method):
    assert place.signed_in().ask(method, path).status == 405


def test_what_one_may_not_know_of_looks_like_what_is_not_there(place):
    manager = place.signed_in()
    there = manager.get(f"/doors/{place.other}/golive", accept="application/json")
    nowhere = manager.get("/doors/XXX99/golive", accept="application/json")
    assert there.status == nowhere.status == 404
    assert there.text.replace(place.other, "XXX99") == nowhere.text
