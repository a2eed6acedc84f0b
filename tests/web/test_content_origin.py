"""Packages run on an origin of their own: their files for a running launch, and nothing else of the house."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from cabochon.demo.maison import Maison
from cabochon.house import House
from cabochon.web.content import host_of, left, origins, policy
from launched import Learner, hosted
from served import Browser, served

FILM = bytes(range(256)) * 8


@pytest.fixture(scope="module")
def learner(home: tuple[House, Maison]) -> Learner:
    files = {"index.html": b"<p>Hello", "unit.js": b"export {};", "film.mp4": FILM, "deep/one.css": b"p{}",
             "server.php": b"<?php", "café.png": b"\x89PNG"}  # fmt: skip
    return hosted(*home, files=files)


@pytest.fixture(scope="module")
def ports(home: tuple[House, Maison], learner: Learner) -> Iterator[tuple[int, int]]:
    with served(home[0], packages=True) as port:
        yield port, int(learner.house.values["content_port"])


@pytest.fixture
def place(learner: Learner, ports: tuple[int, int]) -> str:
    """The path a launch's files are under."""
    learner.launch()
    one = learner.house.hosting.play(learner.viewer, learner.package, learner.running)
    return urlsplit(one.address).path.rpartition("/")[0]


@pytest.fixture
def apart(ports: tuple[int, int]) -> Browser:
    return Browser(ports[1])


def test_a_file_comes_with_its_own_type_and_may_do_little(apart, place):
    answer = apart.get(f"{place}/index.html?endpoint=x&fetch=y")
    assert (answer.status, answer.body) == (200, b"<p>Hello")
    said = answer.headers["content-security-policy"]
    assert said.startswith("sandbox allow-scripts allow-forms;")
    assert "connect-src 'self' data: blob: http://127.0.0.1:9998/xapi/ http://127.0.0.1:9998/cmi5/fetch/" in said
    assert "frame-ancestors http://127.0.0.1:9998" in said
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in answer.headers


def test_a_module_may_be_loaded_by_a_sandboxed_page(apart, place):
    answer = apart.get(f"{place}/unit.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_piece_of_a_film_is_given(apart, place):
    answer = apart.get(f"{place}/film.mp4", range="bytes=256-511")
    assert (answer.status, answer.body) == (206, FILM[256:512])
    assert answer.headers["content-range"] == f"bytes 256-511/{len(FILM)}"
    assert apart.get(f"{place}/film.mp4", range="bytes=-10").body == FILM[-10:]
    assert apart.get(f"{place}/film.mp4", range="bytes=99999-").status == 416


def test_a_head_has_no_body(apart, place):
    answer = apart.ask("HEAD", f"{place}/film.mp4")
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"", str(len(FILM)))


def test_names_with_other_letters_and_folders_are_found(apart, place):
    assert apart.get(f"{place}/caf%C3%A9.png").status == 200
    assert apart.get(f"{place}/deep/one.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("path", [
    "/", "/today", "/health", "/static/css/cabochon.css", "/xapi/about", "/xapi/statements", "/signin", "/p/",
    "/p/x/index.html", "/cmi5/fetch/x", "/oauth/token",
])  # fmt: skip
def test_nothing_else_of_the_house_is_there(apart, path):
    assert apart.get(path).status == 404


def test_nothing_is_taken_there(apart, place):
    assert apart.post("/xapi/statements", {}).status == 405
    assert apart.post(f"{place}/index.html", {}).status == 405
    assert apart.ask("OPTIONS", "/xapi/statements").status == 405


@pytest.mark.parametrize("wrong", ["../index.html", "..%2f..%2fcabochon.toml", "%2e%2e/x", "nothing.html", ""])
def test_no_name_leads_elsewhere(apart, place, wrong):
    assert apart.get(f"{place}/{wrong}").status == 404


def test_a_guessed_place_shows_nothing(apart, place, learner):
    assert apart.get(f"/p/{learner.running}/index.html").status == 404
    assert apart.get(f"/p/{learner.running}.{'0' * 40}/index.html").status == 404


def test_a_place_ends_with_its_launch(apart, place, learner):
    assert apart.get(f"{place}/index.html").status == 200
    row = learner.row()
    learner.house.directory.put(replace(row, ends=learner.house.clock() - timedelta(seconds=1)))
    assert apart.get(f"{place}/index.html").status == 404


def test_the_files_are_not_on_the_houses_own_origin(ports, place):
    assert Browser(ports[0]).get(f"{place}/index.html").status == 404


def test_the_page_one_is_led_back_to_tells_the_page_around_it(apart, place, learner):
    answer = apart.get(f"{place}/~left")
    assert f'{{"cabochon": "left", "session": "{learner.running}"}}' in answer.text
    assert '"http://127.0.0.1:9998"' in answer.text


def test_a_house_called_by_a_strange_host_writes_no_script_of_it(learner):
    row = replace(learner.row(), base="http://a'</script><script>alert(1)</script>")
    told = left(row).decode()
    assert "<script>alert" not in told
    assert "a'<" not in told


def test_an_origin_of_its_own_is_known_by_its_host():
    values = {"content_origin": "https://packages.maison.example", "content_port": ""}
    assert host_of(values) == b"packages.maison.example"
    assert origins(values) == (b"null", b"https://packages.maison.example")
    assert origins({"content_origin": "", "content_port": ""}) == ()


def test_no_word_of_an_address_ends_a_policy_early():
    assert policy("http://127.0.0.1:8000").count(b"frame-ancestors") == 1
