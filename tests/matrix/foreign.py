"""Forms with an id of another boutique in them, and with one that is not there instead: both are answered alike."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
from asking import FORM, JSON
from looking import absent
from peopled import FAR, HERE, Place, demo_of

from cabochon.directory.rows import Session, Tablet

Form = dict[str, Any]
# An entry's id is 122 random bits that only its readers are ever shown. A phone sends in any order, so what names an
# entry that has not come in yet is believed; what names one of somebody else's is refused. Neither shows or changes it.
BELIEVED = {("observation", "corrects"), ("coaching", "corrects"), ("feedback", "about"), ("contest", "about")}
OBSERVED = {"product_line": "watch", "marks": {"welcome": "yes"}, "seconds": 41, "practice": False, "note": ""}
COACHED = {"behaviour": "accessory", "form": "side_by_side"}


def entries(place: Place) -> Iterator[tuple[str, str, Form, Mapping[str, tuple[str, str]]]]:
    """(account, kind, a form that would do, field -> (one of the far boutique, one that is not there))."""
    mine, other = place.team(HERE)[0], place.team(HERE)[1]
    far, made, day = place.team(FAR)[0], place.statements[FAR], str((place.now + timedelta(days=3)).date())
    door, who = {"boutique": (FAR, "DXB07")}, {"associate": (far, absent(far))}

    def seen(name: str, what: str = "seen") -> dict[str, tuple[str, str]]:
        return {name: (made[what], str(uuid4()))}

    yield "manager", "observation", {"associate": mine, **OBSERVED}, {**door, **who, **seen("corrects")}
    yield "area_coach", "observation", {"associate": mine, "checklist": "huddle", **OBSERVED}, {**door, **who}
    yield (
        "manager",
        "coaching",
        {"associate": mine, **COACHED},
        {**door, **who, **seen("follows"), **seen("corrects", "coached")},
    )
    yield (
        "manager",
        "action",
        {"associate": mine, "what": "verified", "behaviour": "accessory", "action": place.statements[HERE]["seen"]},
        {**door, **who, **seen("action")},
    )
    yield "associate", "feedback", {"about": place.statements[HERE]["seen"], "answer": "thanks"}, seen("about")
    yield "associate", "contest", {"about": place.statements[HERE]["seen"], "text": "It was another day"}, seen("about")
    yield (
        "area_coach",
        "settling",
        {"associate": mine, "about": place.statements[HERE]["seen"], "kept": "no", "text": "So"},
        {**door, **who, **seen("about")},
    )
    yield "area_coach", "settling", {"associate": far, "about": made["seen"], "kept": "no", "text": "So"}, seen("about")
    yield "associate", "praise", {"associate": other, "behaviour": "welcome", "text": "Well done"}, {**door, **who}
    yield "manager", "huddle", {"focus": "accessory", "tip": "Offer two"}, door
    yield "manager", "focus", {"what": "set", "behaviour": "accessory", "tip": "Offer two"}, door
    yield "manager", "assignment", {"associate": mine, "behaviour": "welcome", "due": day}, {**door, **who}
    yield "area_coach", "assignment", {"behaviour": "welcome", "due": day}, {**door, **who}
    yield "hq_leader", "assignment", {"behaviour": "welcome", "due": day}, {**door, **who}
    yield "associate", "signal", {"signal": "add_on_prompted"}, door
    yield "associate", "aid", {"aid": "strap-guide", "language": "en"}, door


def entered(place: Place, kind: str, form: Form, **other: str) -> tuple[bytes, str]:
    """A batch of one, as the outbox sends it."""
    now = place.house.clock()
    one = {"kind": kind, "id": str(uuid4()), "boutique": HERE, "opened_at": (now - timedelta(minutes=2)).isoformat()}
    one |= {"ended_at": now.isoformat()} if kind == "observation" else {}
    body = msgspec.json.encode({"sent_at": now.isoformat(), "entries": [one | form | other]})
    return body, JSON


def sent(form: Mapping[str, object]) -> tuple[bytes, str]:
    return urlencode(form, doseq=True).encode(), FORM


def forms(place: Place) -> Iterator[tuple[str, str, Callable[[str], Form], str, str]]:
    """(account, address, the form around an id, one of the far boutique, one that is not there)."""
    far, made, day = place.team(FAR)[0], place.statements[FAR], str((place.now + timedelta(days=3)).date())
    find = place.house.directory.find
    open_ = next(one.id for one in find(Session) if one.account == "manager2")
    tablet = next((one.id for one in find(Tablet) if one.boutique == FAR), "")
    entry, door = (made["seen"], str(uuid4())), (FAR, "DXB07")
    yield "manager", "/floor/lookback", lambda x: {"boutique": x, "week": "2026-03-30", "keep": "So"}, *door
    yield (
        "manager",
        "/floor/windows",
        lambda x: {"boutique": x, "day": day, "weekday": "2", "starts": "12:00", "do": "day"},
        *door,
    )
    yield (
        "area_coach",
        "/assign",
        lambda x: {"id": str(uuid4()), "behaviour": "welcome", "due": day, "boutique": x},
        *door,
    )
    yield (
        "hq_leader",
        "/assign",
        lambda x: {"id": str(uuid4()), "behaviour": "welcome", "due": day, "boutique": x},
        *door,
    )
    lent = {"do": "lend", "first": day, "last": day}
    yield "manager", "/team/deputy", lambda x: {**lent, "account": f"associate2@{x}"}, *door
    yield "manager", "/team/deputy", lambda x: {**lent, "account": f"{x}@{HERE}"}, "associate2", "associate7"
    yield "manager", "/team/deputy", lambda x: {"do": "end", "deputy": x}, "deputy2", "deputy7"
    yield "manager", "/team/mentors", lambda x: {"do": "ask", "person": far, "boutique": x}, *door
    yield "manager", "/team/mentors", lambda x: {"do": "ask", "person": x, "boutique": HERE}, far, absent(far)
    yield "manager", "/team/mentors", lambda x: {"do": "release", "person": x}, far, absent(far)
    given = {"do": "give", "module": "natural-add-on", "due": day}
    yield (
        "manager",
        "/floor/team-learning",
        lambda x: {**given, "id": str(uuid4()), "boutique": x, "whom": "role:advisor"},
        *door,
    )
    yield (
        "manager",
        "/floor/team-learning",
        lambda x: {**given, "id": str(uuid4()), "boutique": HERE, "whom": f"person:{x}"},
        far,
        absent(far),
    )
    yield "manager", "/floor/team-learning", lambda x: {"do": "back", "boutique": HERE, "entry": x}, *entry
    code = {"code": "GVA-99", "since": "2026-03-01"}
    yield "manager", "/data-health/code", lambda x: {**code, "at": x, "person": place.team(HERE)[0]}, *door
    yield "manager", "/data-health/code", lambda x: {**code, "at": HERE, "person": x}, far, absent(far)
    yield "manager", "/data-health/undo", lambda x: {"id": x}, *entry
    yield "manager", "/tablet/share", lambda x: {"do": "share", "name": "Till", "boutique": x}, *door
    yield (
        "manager",
        "/tablet/share",
        lambda x: {"do": "revoke", "tablet": x},
        tablet or entry[0],
        absent(tablet or entry[0]),
    )
    yield "manager", "/tablet/share", lambda x: {"do": "clear", "who": x}, "associate2", "associate7"
    yield "manager", "/floor/kept", lambda x: {"do": "take-back", "entry": x}, *entry
    yield "area_coach", "/floor/kept", lambda x: {"do": "keep", "entry": x}, *entry
    yield "manager", "/me/security", lambda x: {"do": "session", "session": x}, open_, absent(open_)
    yield "admin", "/me/security", lambda x: {"do": "session", "session": x}, open_, absent(open_)
    for account, do in (("associate", "withdraw"), ("manager", "withdraw"), ("ld_author", "publish")):
        yield (
            account,
            "/demos/{}",
            lambda x, do=do: {"do": do, "audience": "boutique", "transcript": "So"},
            demo_of(FAR),
            absent(demo_of(FAR)),
        )
