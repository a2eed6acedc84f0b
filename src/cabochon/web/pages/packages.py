"""Packages from elsewhere: brought in, looked into, offered, withdrawn; and activities that count as modules."""

from typing import IO, Any
from urllib.parse import urlencode

from litestar.concurrency import sync_to_thread

from ...house.packages import AlreadyHere
from ...languages import mark, say
from ...programme.package import worded
from ...programme.package_zip import PACKED
from ...refusals import Refused, Unknown
from .. import spool
from ..outer import fields
from ..page import Answered, Asked, json, page, to
from ..viewer import viewer_of
from . import packages_words as words

FORM = ("csrf", "do", "module", "skill", "same_origin", "sure", "activity")
DONE = mark(
    {  # what was done -> the state in which that is still so, and what is said of it
        "in": ("new", "It is here, and offered to nobody yet. Look through it, try it, then offer it."),
        "offered": ("offered", "Offered."),
        "back": ("offered", "Offered again."),
        "withdrawn": ("withdrawn", "Withdrawn. Who is in it may finish; nobody begins it any more."),
    }
)
ALIASES = "aliases"


def show(request: Asked) -> Answered:
    """GET /packages."""
    return _list(request)


async def add(request: Asked) -> Answered:
    """POST /packages: a package (multipart), onto the disk as it comes."""
    house = request.app.state.house
    try:
        length = request.headers.get("content-length", "")
        folder = await sync_to_thread(house.packages.room, int(length) if length.isdigit() else PACKED)
        _, file, name = await spool.of(request).form(known=("csrf",), file="package", folder=folder)
    except Refused as fault:
        return await sync_to_thread(_refused, request, fault)
    with file:
        return await sync_to_thread(_add, request, file, name)


def one(request: Asked, package: str) -> Answered:
    """GET /packages/{package}; GET /packages/aliases."""
    return _aliases(request) if package == ALIASES else _one(request, package)


def change(request: Asked, body: bytes, package: str) -> Answered:
    """POST /packages/{package}: offer, withdraw, take that back, delete; for aliases: add, remove."""
    sent = fields(body, known=FORM, lists=("role",))
    viewer, packages = viewer_of(request), request.app.state.house.packages
    said = {name: str(sent.get(name, "")) for name in FORM}
    roles = tuple(sent.get("role", ()))
    if package == ALIASES:
        return _change_aliases(request, said)
    try:
        if said["do"] == "offer":
            packages.offer(viewer, package, roles=roles, module=said["module"], skill=said["skill"],
                           same_origin=said["same_origin"] == "yes")  # fmt: skip
            return to(f"/packages/{package}?done=offered")
        if said["do"] == "withdraw":
            packages.withdraw(viewer, package)
            return to(f"/packages/{package}?done=withdrawn")
        if said["do"] == "back":
            packages.give_back(viewer, package)
            return to(f"/packages/{package}?done=back")
        if said["do"] != "delete":
            raise Refused("choose one of the buttons of this page", "do")
        if said["sure"] != "yes":
            raise Refused("tick that it may go", "/sure")
        packages.delete(viewer, package)
        return to("/packages?done=deleted")
    except Unknown:
        raise
    except Refused as fault:
        return _one(request, package, fault=fault, sent=said | {"roles": roles} if said["do"] == "offer" else None)


def _add(request: Asked, file: IO[bytes], name: str) -> Answered:
    try:
        row = request.app.state.house.packages.bring_in(viewer_of(request), file, name)
    except Refused as fault:
        return _refused(request, fault)
    address = f"/packages/{row.id}?done=in"
    return json({"to": address}) if _fetched(request) else to(address)


def _refused(request: Asked, fault: Refused) -> Answered:
    there = f"/packages/{fault.package}" if isinstance(fault, AlreadyHere) else ""
    if _fetched(request):
        first, *more = words.sentences(fault)
        return json({"error": first, "more": more, "there": there}, fault.status)
    return _list(request, fault=fault, there=there)


def _fetched(request: Asked) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _list(request: Asked, *, fault: Refused | None = None, there: str = "") -> Answered:
    packages, viewer = request.app.state.house.packages, viewer_of(request)
    return page(
        request, "packages.html", status=fault.status if fault else 200, listed=packages.listed(viewer), words=words,
        faults=words.sentences(fault) if fault else [], there=there, most=PACKED,
        aliases=len(packages.aliases.listed(viewer)), deleted=request.query_params.get("done") == "deleted",
    )  # fmt: skip


def _one(request: Asked, package: str, *, fault: Refused | None = None, sent: Any = None) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    shown, course = house.packages.shown(viewer, package), house.packages.course(package)
    row, before = shown.row, house.packages.before(package)
    model = before if before and not row.roles else row  # a new version is offered as the one before, unless changed
    form = sent or {"roles": model.roles, "module": model.module, "skill": model.skill,
                    "same_origin": "yes" if model.same_origin else ""}  # fmt: skip
    still, done = DONE.get(request.query_params.get("done", ""), ("", ""))
    done = say(done) if still == shown.state and not fault else ""
    return page(
        request, "packages_one.html", status=fault.status if fault else 200, one=shown, row=row, course=course,
        before=before, form=form, words=words, done=done, fault=words.sentence(fault) if fault else "",
        modules=_modules(house), skills=_skills(house), said=lambda text: worded(text, viewer.language),
        files=house.packages.count(package),
    )  # fmt: skip


def _aliases(request: Asked, *, fault: Refused | None = None, sent: Any = None) -> Answered:
    house, viewer = request.app.state.house, viewer_of(request)
    asked = request.query_params
    return page(
        request, "packages_aliases.html", status=fault.status if fault else 200, modules=_modules(house),
        listed=house.packages.aliases.listed(viewer), fault=words.sentence(fault) if fault else "",
        where=fault.pointer.strip("/") if fault else "", sent=sent or {"activity": "", "module": ""},
        gone="" if fault else asked.get("gone", "")[:1_000], counted=asked.get("module", "")[:100],
    )  # fmt: skip


def _change_aliases(request: Asked, said: dict[str, str]) -> Answered:
    viewer, aliases = viewer_of(request), request.app.state.house.packages.aliases
    try:
        if said["do"] == "add":
            aliases.add(viewer, said["activity"], said["module"])
            return to(f"/packages/{ALIASES}")
        if said["do"] != "remove":
            raise Refused("choose one of the buttons of this page", "do")
        gone = aliases.remove(viewer, said["activity"])
    except Refused as fault:
        if isinstance(fault, Unknown):
            raise
        return _aliases(request, fault=fault, sent=said)
    said_so = f"?{urlencode({'gone': gone.id, 'module': gone.module})}" if gone else ""
    return to(f"/packages/{ALIASES}{said_so}")


def _modules(house: Any) -> dict[str, str]:
    """Key -> title, by title."""
    return dict(sorted(((one.key, one.title) for one in house.library.shelf(closed=True)), key=lambda pair: pair[1]))


def _skills(house: Any) -> dict[str, str]:
    return {one.key: one.title for one in house.skills.in_force().skills}
