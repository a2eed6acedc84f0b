"""A page of another address, in a real browser: it may use the record store when it is allowed, and not otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import pytest

from cabochon.house import House
from cabochon.privacy.keys import make
from cabochon.settings import load
from lrs_store import basic, opened

ASK = """async ({ address, method, header, body, more }) => {
  try {
    const answer = await fetch(address, { method, body, headers: {
      ...(header && { Authorization: header }), "X-Experience-API-Version": "2.0.0",
      ...(body && { "Content-Type": "application/json" }), ...more } });
    return { status: answer.status, said: await answer.text(), seen: Object.fromEntries(answer.headers) };
  } catch (fault) { return { blocked: String(fault) }; }
}"""
TOKEN = """async ({ address, key, secret }) => {
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: key, client_secret: secret });
  return (await (await fetch(address, { method: "POST", body: form })).json()).access_token;
}"""


class Blank(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A course</title><p>A course of another house")

    def log_message(self, *_):
        pass


@contextmanager
def elsewhere() -> Iterator[str]:
    """The origin of a server that is not ours."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Blank)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """(origin that is allowed, origin that is not, the record store's address, a key and its secret)."""
    folder = tmp_path_factory.mktemp("elsewhere") / "data"
    with elsewhere() as allowed, elsewhere() as other:
        house = House.open(folder, load(folder, {}) | {"xapi_origins": allowed})
        try:
            key = make(house.directory, "course", scopes=["all"], clock=house.clock)
            with opened(house) as port:
                yield allowed, other, f"http://127.0.0.1:{port}", key
        finally:
            house.close()


@pytest.fixture
def page_of(context):
    def make_page(origin):
        page = context().new_page()
        page.goto(origin)
        return page

    return make_page


def asked(page, store, path, header, method="GET", body=None, **more):
    given = {"address": store + path, "method": method, "header": header, "body": body, "more": more}
    return page.evaluate(ASK, given)


def statement(one):
    return f"""{{"id":"{one}","actor":{{"mbox":"mailto:a@example.com"}},"verb":{{"id":"http://a.example/b"}},
        "object":{{"id":"http://a.example/c"}}}}"""


def test_a_page_that_is_allowed_sends_reads_and_sees_the_standards_headers(places, page_of):
    allowed, _, store, key = places
    page, header, one = page_of(allowed), basic(*key), str(uuid4())
    sent = asked(page, store, "/xapi/statements", header, "POST", statement(one))
    assert (sent["status"], one in sent["said"]) == (200, True)
    read = asked(page, store, f"/xapi/statements?statementId={one}", header)
    assert (read["status"], one in read["said"]) == (200, True)
    assert {"x-experience-api-version", "x-experience-api-consistent-through", "last-modified"} <= set(read["seen"])
    state = (
        "/xapi/activities/state?activityId=http://a.example/c&stateId=s&agent=%7B%22mbox%22:%22mailto:a@b.example%22%7D"
    )
    assert asked(page, store, state, header, "PUT", "{}", **{"If-None-Match": "*"})["status"] == 204
    tag = asked(page, store, state, header)["seen"]["etag"]
    assert asked(page, store, state, header, "PUT", '{"a":1}', **{"If-Match": tag})["status"] == 204
    assert asked(page, store, state, header, "DELETE")["status"] == 204


def test_what_is_wrong_may_be_read_by_the_page_that_is_allowed(places, page_of):
    allowed, _, store, key = places
    page = page_of(allowed)
    assert asked(page, store, "/xapi/statements", "")["status"] == 401
    assert "www-authenticate" in asked(page, store, "/xapi/statements", "Basic x")["seen"]
    wrong = asked(page, store, "/xapi/statements", basic(*key), "POST", "{")
    assert (wrong["status"], "error" in wrong["said"]) == (400, True)
    assert asked(page, store, "/xapi/nothing", basic(*key))["status"] == 404


def test_a_page_that_is_allowed_lives_on_a_token(places, page_of):
    allowed, _, store, key = places
    page = page_of(allowed)
    token = page.evaluate(TOKEN, {"address": f"{store}/oauth/token", "key": key[0], "secret": key[1]})
    assert asked(page, store, "/xapi/statements?limit=1", f"Bearer {token}")["status"] == 200


def test_a_page_that_is_not_allowed_neither_reads_nor_sends(places, page_of):
    allowed, other, store, key = places
    page, header, one = page_of(other), basic(*key), str(uuid4())
    assert "blocked" in asked(page, store, "/xapi/statements?limit=1", header)
    assert "blocked" in asked(page, store, "/xapi/statements", header, "POST", statement(one))
    assert "blocked" in asked(page, store, "/xapi/about", "")
    kept = asked(page_of(allowed), store, f"/xapi/statements?statementId={one}", header)
    assert kept["status"] == 404
