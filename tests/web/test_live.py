"""The live feed says that facts have moved, to those who may know."""

from dataclasses import replace
from http.client import HTTPConnection

import pytest

from cabochon.directory.rows import Account


def listen(place, browser, path="/live", **headers):
    """The lines of an open event stream."""
    line = HTTPConnection("127.0.0.1", place.port, timeout=10)
    cookie = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
    line.request("GET", path, headers={"cookie": cookie, **headers})
    heard = line.getresponse()
    assert heard.headers["content-type"].startswith("text/event-stream")
    return line, heard


def event(heard):
    """The next event: (name, number)."""
    name = ""
    while text := heard.readline().decode().strip("\n") or " ":
        if text.startswith("event:"):
            name = text[7:]
        if text.startswith("data:"):
            return name, int(text[6:])
    return name, -1


def observe(place, entry):
    viewer = place.house.viewer("manager")
    place.house.keep_as(viewer).enter(entry())


def test_an_observation_is_heard_of_without_asking(place, entry):
    line, heard = listen(place, place.signed_in())
    assert event(heard)[0] == "here"
    observe(place, entry)
    name, mark = event(heard)
    assert (name, mark) == ("facts", place.house.wait_change(-1, 0))
    line.close()


@pytest.mark.parametrize("how", ["header", "address"])
def test_who_comes_back_hears_of_what_was_missed(place, entry, how):
    before = place.house.wait_change(-1, 0)
    observe(place, entry)
    place.house.wait_change(before, 5)
    browser = place.signed_in()
    path, headers = ("/live", {"last-event-id": str(before)}) if how == "header" else (f"/live?from={before}", {})
    line, heard = listen(place, browser, path, **headers)
    assert {event(heard)[0], event(heard)[0]} == {"here", "facts"}
    line.close()


def test_a_stream_ends_with_the_session(place, entry):
    browser = place.signed_in()
    line, heard = listen(place, browser)
    event(heard)
    place.house.doorman.end(browser.cookies["cabochon"])
    observe(place, entry)
    assert event(heard)[0] == "signed-out"
    assert heard.read() == b"\n"
    line.close()


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "admin"}, {"boutiques": ()}])
def test_a_stream_ends_or_tells_nothing_more_once_rights_are_gone(place, entry, change):
    was = place.house.directory.get(Account, "analyst")
    line, heard = listen(place, place.signed_in("analyst"))
    event(heard)
    place.house.directory.put(replace(was, **change))
    observe(place, entry)
    name, _ = event(heard)
    assert name == "signed-out" or "boutiques" in change
    line.close()
    place.house.directory.put(was)


def test_a_stranger_hears_nothing(place):
    assert place.browser().get("/live", accept="text/event-stream").status == 401
