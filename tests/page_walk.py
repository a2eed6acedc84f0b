"""Every page and file a role may open, as it is answered: to look for what must not stand there."""

import html
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

from cabochon.privacy.roles import MAY
from cabochon.web import ROUTES
from placed import Place
from served import Browser

SKIPPED = ("/live", "/aggregates")


def answers(place: Place, browser: Browser, role: str, *, more: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """(address, unescaped body) of every GET this role may ask, as a page and as JSON. more: further addresses."""
    for method, path, _, may, _ in ROUTES:
        if method != "GET" or may not in MAY[role] or MAY[role][may] == "no" or path in SKIPPED:
            continue
        where = path.replace("{code:str}", place.door).replace("{person:str}", place.team[0])
        where = where.replace("{account:str}", "manager")
        if "{" not in where:
            for kind in ("text/html", "application/json"):
                yield where, html.unescape(browser.get(where, accept=kind).body.decode("utf-8", "replace"))
    for where in more:
        yield where, html.unescape(browser.get(where).body.decode("utf-8", "replace"))


def sent_in(browser: Browser, kind: str, **fields: object) -> tuple[str, dict[str, str]]:
    """One entry through the phone's door: (its id, what became of it)."""
    csrf = browser.get("/floor/data", accept="application/json").json["csrf"]  # type: ignore[index]
    now = datetime.now(UTC).isoformat()
    one = {"kind": kind, "id": str(uuid4()), "opened_at": now} | fields
    answer = browser.send("/floor/entries", {"sent_at": now, "entries": [one]}, {"x-csrf": csrf}).json
    return str(one["id"]), answer["results"][0]  # type: ignore[index]


def observed_by(place: Place, browser: Browser, **more: object) -> tuple[str, dict[str, str]]:
    at = datetime.now(UTC).isoformat()
    fields = {"boutique": place.door, "associate": place.team[0], "ended_at": at, "opened_at": at,
              "marks": {"welcome": "yes", "accessory": "not_yet"}, "wordings": [], **more}  # fmt: skip
    return sent_in(browser, "observation", **fields)
