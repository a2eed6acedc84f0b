"""Who asks in the matrix, for which addresses and ids; how two answers are held against each other."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from asking import Asking, Said
from peopled import BESIDE, FAR, HERE, Place, demo_of

from cabochon.web import ROUTES

COLUMNS = ("associate", "manager", "area_coach", "hq_leader", "ld_author", "lp_lead", "brand_partner", "analyst",
           "auditor", "admin", "anonymous", "tablet")  # fmt: skip
AS = {"deputy": "manager", "was_deputy": "associate", "demoted": "associate", "moved": "manager",
      "disabled": "anonymous", "anonymous": "anonymous"}  # fmt: skip
NOT_LENT = {"/team/deputy"}  # a deputy is told so (403)
ANSWERED = {("tablet", "/me/pin"), ("tablet", "/me/pulse")}  # asks for the password; was answered on the other device
LAST = {("POST", "/signout"), ("POST", "/tablet/lock")}  # end the session they are asked with
NARROW = [*COLUMNS[:8], "deputy", "was_deputy"]  # reach only so far; an auditor and an administrator the whole house
SAFE = "GET"
THEIR_OWN = {  # let in, but who may see the one thing behind such an address is decided by the thing
    "/verdicts/{verdict:str}", "/pilots/{pilot:str}", "/numbers/{key:str}", "/doors.png", "/doors.svg",
    "/doors/{code:str}/mode",
    "/floor/person/{person:str}", "/demos/{demo:str}", "/demos/{demo:str}/file", "/doors/{code:str}/golive",
    "/floor/packages/{package:str}", "/floor/packages/{package:str}/play", "/floor/packages/{package:str}/state",
    "/packages/{package:str}", "/packages/{package:str}/play", "/packages/{package:str}/state",
    "/packages/{package:str}/try", "/statements/{statement:str}", "/launches/{check:str}",
    "/launches/{check:str}/mark", "/launches/{check:str}/report.txt", "/launches/{check:str}/end",
    "/keys/{key:str}", "/keys/{key:str}/old", "/keys/{key:str}/revoke", "/keys/{key:str}/rotate",
    "/outgoing/{name:str}", "/forgetting/{person:str}/report", "/data-health/{what:str}", "/floor/coach",
    "/playbook/review", "/library/preview", "/floor/entries", "/quarantine",
    "/connections/new", "/connections/files/{file:str}", "/connections/files/{file:str}/progress",
    "/connections/{source:str}", "/connections/{source:str}/mapping.toml",
    "/connections/{source:str}/deliveries/{delivery:str}",
}  # fmt: skip
PLACES = {  # of a template: what stands in it, one that is there and everybody's
    "kind": "rates", "what": "unmapped", "page": "log", "version": "1", "document": "strap-guide",
    "module": "natural-add-on", "medium": "counter-plan", "plan": "new", "account": "manager", "package": "none",
    "key": "none", "name": "none", "check": "none", "hook": "none", "token": "none", "resource": "Users", "one": "none",
    "source": "none", "file": "none", "delivery": "none", "secret": "none",
}  # fmt: skip
QUERIES = ("boutique", "associate", "person", "follows", "corrects", "correct", "take", "entry", "session", "whom",
           "account", "statement", "demo", "actor", "who", "about", "day", "region", "brand")  # fmt: skip


def table() -> dict[tuple[str, str], dict[str, str]]:
    """(method, address) -> role -> letter."""
    found = {}
    for line in (Path(__file__).parent / "expected.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            method, address, *letters = line.split()
            found[method, address] = dict(zip(COLUMNS, letters, strict=True))
    return found


EXPECTED = table()


ACCOUNTS = [*COLUMNS[:10], *AS, "tablet", *(f"{role}2" for role in COLUMNS[:8])]


class Looking:
    """One who asks: knows their headers, and that nothing of a boutique they may not know of comes back."""

    def __init__(self, place: Place, asking: Asking, account: str) -> None:
        self.place, self.asking, self.account = place, asking, account
        self.marks = {mark: what for door in unknown_to(account) for mark, what in place.marks(door).items()}
        for own in place.of_oneself(account):
            self.marks.pop(own, None)

    def __call__(self, method: str, address: str, body: bytes = b"", **headers: str) -> Said:
        said = {"accept": "application/json", **self.place.headers(self.account), **headers}
        if self.account == "tablet":
            said["cookie"] = f"cabochon={self.place.sessions['tablet'][0]}; cabochon-tablet={self.place.tablet}"
        heard = self.asking.ask(method, address, said, body)
        self.seen(heard, address, method)
        return heard

    def seen(self, heard: Said, address: str, method: str = SAFE) -> None:
        told = heard.body.decode("utf-8", "replace") + heard.headers
        found = {mark: what for mark, what in self.marks.items() if mark in told and mark not in address}
        assert not found, (self.account, method, address, found)


def unknown_to(account: str) -> tuple[str, ...]:
    """Boutiques whose people, words and sums this account may not know of."""
    if account in ("auditor", "admin"):
        return ()
    if account == "anonymous":
        return (HERE, BESIDE, FAR)
    if account == "moved":
        return (HERE, FAR)
    if account.endswith("2"):
        return (HERE, BESIDE)
    near = AS.get(account, account) in ("associate", "manager") or account == "tablet"
    return (BESIDE, FAR) if near else (FAR,)


def looking(place: Place, asking: Asking, account: str) -> Looking:
    if account == "tablet" and not place.tablet:
        place.tablet = place.house.tablets.share(place.house.viewer("manager"), "Till", HERE)
        tablet = place.house.tablets.known(place.tablet)
        token = place.house.doorman.at_tablet("associate", tablet.id, agent="matrix")
        csrf = place.house.doorman.session(token, passive=True, device=tablet.id)[1].csrf
        place.sessions["tablet"] = (token, csrf)
    return Looking(place, asking, account)


def address(template: str, place: Place, **given: str) -> str:
    """A real address for a template."""
    known = PLACES | {"person": place.team(HERE)[0], "demo": demo_of(HERE), "code": HERE,
                      "statement": place.statements[HERE]["lesson"]} | given  # fmt: skip
    return re.sub(r"{(\w+):\w+}", lambda found: known.get(found[1], "none"), template)


def letter(account: str, line: dict[str, str]) -> str:
    return line[AS.get(account, account.removesuffix("2"))]


def strangers(template: str, place: Place) -> Iterator[tuple[str, str, str]]:
    """(parameter, one of the far boutique, one that is not there as long) for what a route's module reads."""
    far, made = place.team(FAR)[0], place.statements[FAR]
    known = {"person": far, "demo": demo_of(FAR), "code": FAR, "statement": made["lesson"]}
    for name in re.findall(r"{(\w+):", template):
        if name in known:
            yield name, known[name], absent(known[name])
    handler = next(h for m, path, h, *_ in ROUTES if (m, path) == (SAFE, template))
    source = inspect.getsource(inspect.getmodule(handler))
    ids = {"boutique": FAR, "associate": far, "person": far, "whom": f"person:{far}", "who": "associate2",
           "account": "associate2", "session": made["seen"], "demo": demo_of(FAR), "region": "Middle East",
           "actor": far}  # fmt: skip
    for name in QUERIES:
        uses = f'"{name}"' in source or (name == "boutique" and ("door_of" in source or "query_params" in source))
        if uses and name != "day" and name not in known and name != "brand":
            value = ids.get(name, made["seen"])
            yield name, value.replace(" ", "%20"), absent(value).replace(" ", "%20")


def absent(one: str) -> str:
    """As long and of the same letters, and not there."""
    tail = (str((int(c) + 5) % 10) if c.isdigit() else "f" if c != "f" else "e" for c in one[-3:])
    return one[:-3] + "".join(tail)


def alike(said: Said, far: str, nothing: Said, none: str) -> bool:
    """Whether the two say the same: the id asked for echoed, or not named at all."""
    same = plain(said, far) == plain(nothing, none) or plain(said, "\0") == plain(nothing, "\0")
    return same and said.status == nothing.status


def plain(said: Said, one: str) -> str:
    """An answer without what differs at every asking, and without the id itself."""
    text = said.body.decode("utf-8", "replace").replace(one, "ID").replace(one.replace("%20", " "), "ID")
    text = re.sub(r'(value=|"csrf":)"[\w=-]{60,}"', "", text)  # form tokens
    text = re.sub(r'name="(back|query)" value="[^"]*"', "", text)  # the address that was asked for
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{20,32}|\d\d:\d\d(:\d\d)?(\.\d+)?|UID:\S+|DTSTAMP:\S+", "", text)


def differs(one: str, other: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"{one[max(at - 60, 0) : at + 80]!r} / {other[max(at - 60, 0) : at + 80]!r}"
