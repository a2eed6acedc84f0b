"""The web: the house spoken to by HTTP. Every address stands in ROUTES; nothing else is answered."""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, wraps
from inspect import iscoroutinefunction
from pathlib import Path
from tempfile import mkdtemp
from threading import Thread
from typing import Any, cast

import msgspec
from litestar import HttpMethod, Litestar
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler

from ..dashboards.look import figures, fonts
from ..privacy import notes
from . import faults, files, live
from .asgi import App, Web
from .behind import Proxies, behind
from .limits import Limits
from .outer import outer
from .pace import Crowd
from .page import environment, name_of
from .pages import (
    exporting,
    golive,
    health,
    health_mend,
    keys,
    launches,
    master,
    outgoing,
    profile,
    quarantine,
    shelf,
    signing_in,
    sql,
    statements,
    stored,
    today,
)
from .routes_boards import BOARDS
from .routes_feeds import FEEDS
from .routes_floor import FLOOR
from .routes_learning import LEARNING
from .routes_trust import FRESH, TRUST
from .routes_verdicts import VERDICTS
from .server import server, within
from .spoken_to import addressed
from .viewer import ANYONE, BARE, guard

__all__ = ["ROUTES", "Limits", "app", "server"]
THREADS = 32
HERE = Path(__file__).parent
Route = tuple[str, str, Callable[..., Any], str, Mapping[str, Any]]

# Method, address, handler, who may (an ability of privacy.roles; ANYONE: strangers too; BARE: not looked up), more.
# fmt: off
ROUTES: tuple[Route, ...] = (
    *FLOOR,
    *LEARNING,
    *TRUST,
    *VERDICTS,
    *BOARDS,
    *FEEDS,
    ("GET",  "/",                             today.home,            ANYONE,            {}),
    ("GET",  "/today",                        today.show,            "today.see",       {}),
    ("GET",  "/live",                         live.live,             "live.listen",     {"still": True}),
    ("GET",  "/signin",                       signing_in.ask,        ANYONE,            {}),
    ("POST", "/signin",                       signing_in.sign_in,    ANYONE,            {}),
    ("GET",  "/link/{token:str}",             signing_in.show_link,  ANYONE,            {}),
    ("POST", "/link/{token:str}",             signing_in.redeem,     ANYONE,            {}),
    ("POST", "/signout",                      signing_in.sign_out,   "sessions.own",    {}),
    ("GET",  "/signed-out",                   signing_in.left,       ANYONE,            {}),
    ("GET",  "/floor/sw.js",                  shelf.worker,          ANYONE,            {}),
    ("GET",  "/floor/manifest.webmanifest",   shelf.manifest,        BARE,              {}),
    ("GET",  "/golive",                       golive.doors,          "golive.see",      {}),
    ("GET",  "/doors/{code:str}/golive",      golive.show,           "golive.see",      {}),
    ("GET",  "/data-health",                  health.show,           "health.see",      {}),
    ("GET",  "/data-health/{what:str}",       health_mend.listed,    "health.see",      {}),
    ("POST", "/data-health/sku",              health_mend.sku,       "master.edit",     {}),
    ("POST", "/data-health/code",             health_mend.code,      "health.mend",     {}),
    ("POST", "/data-health/undo",             health_mend.undo,      "health.mend",     {}),
    ("GET",  "/data-health/master/{kind:str}", master.show,          "master.edit",     {}),
    ("POST", "/data-health/master/{kind:str}", master.change,        "master.edit",     {}),
    ("GET",  "/quarantine",                   quarantine.show,       "quarantine.see",  {}),
    ("POST", "/quarantine",                   quarantine.mend,       "quarantine.mend", {}),
    ("GET",  "/quarantine/progress",          quarantine.progress,   "quarantine.see",  {"still": True}),
    ("GET",  "/statements",                   statements.show,       "statements.browse", {}),
    ("GET",  "/statements/new",               statements.new,        "statements.browse", {"still": True}),
    ("POST", "/statements/person",            statements.person,     "statements.person", {}),
    ("GET",  "/statements/{statement:str}",   statements.one,        "statements.open", {}),
    ("GET",  "/launches",                     launches.show,         "launches.check",  {}),
    ("POST", "/launches",                     launches.start,        "launches.check",  {}),
    ("GET",  "/launches/{check:str}",         launches.one,          "launches.check",  {}),
    ("GET",  "/launches/{check:str}/mark",    launches.mark,         "launches.check",  {"still": True}),
    ("GET",  "/launches/{check:str}/report.txt", launches.text,      "launches.check",  {}),
    ("POST", "/launches/{check:str}/end",     launches.end,          "launches.check",  {}),
    ("GET",  "/outgoing",                     outgoing.show,         "outgoing.manage", {}),
    ("POST", "/outgoing",                     outgoing.add,          "outgoing.manage", FRESH),
    ("GET",  "/outgoing/new",                 outgoing.form,         "outgoing.manage", {}),
    ("GET",  "/outgoing/{name:str}",          outgoing.one,          "outgoing.manage", {}),
    ("POST", "/outgoing/{name:str}",          outgoing.change,       "outgoing.manage", FRESH),
    ("GET",  "/export/statements",            exporting.statements,  "statements.export", FRESH),
    ("GET",  "/sql",                          sql.show,              "sql.ask",         {}),
    ("POST", "/sql",                          sql.ask,               "sql.ask",         {}),
    ("GET",  "/stored",                       stored.show,           "stored.see",      {}),
    ("GET",  "/keys",                         keys.show,             "keys.manage",     {}),
    ("POST", "/keys",                         keys.make,             "keys.manage",     FRESH),
    ("GET",  "/keys/new",                     keys.form,             "keys.manage",     {}),
    ("GET",  "/keys/{key:str}",               keys.one,              "keys.manage",     {}),
    ("POST", "/keys/{key:str}/rotate",        keys.rotate,           "keys.manage",     FRESH),
    ("POST", "/keys/{key:str}/old",           keys.end_old,          "keys.manage",     FRESH),
    ("POST", "/keys/{key:str}/revoke",        keys.revoke,           "keys.manage",     FRESH),
    ("GET",  "/xapi/profile",                 profile.show,          "profile.read",    {}),
    ("GET",  "/static/{path:path}",           shelf.static,          BARE,              {"quick": True}),
    ("GET",  "/health",                       shelf.health,          BARE,              {"quick": True}),
)
# fmt: on


def app(
    house: Any, *, limits: Limits | None = None, public_url: str = "", more: Sequence[Any] = (),
    second_factor: frozenset[str] = frozenset(),
) -> Web:  # fmt: skip
    """The whole web of one house, as an ASGI app for `server`.

    Args:
        public_url: the address people use, where it is not the one served ("https://..." makes cookies Secure).
        more: further Litestar handlers, each with opt={"may": ...}.
        second_factor: roles that must have a second factor.
    """
    https = public_url.startswith("https://")
    made = {"data/note-rules.json": msgspec.json.encode(notes.rules())}
    static = files.read({"": HERE / "static", "fonts/": _fonts(HERE / "static" / "fonts")}, made)
    pulse = live.Pulse(house)
    inner = Litestar(
        route_handlers=[*_handlers(), *more],
        guards=[guard],
        exception_handlers={Exception: faults.answer},
        state=State({
            "house": house, "static": static, "https": https, "origin": public_url.rstrip("/"), "pulse": pulse,
            "look": environment(HERE / "templates", static.address), "warm": _warm, "second_factor": second_factor,
            "crowd": Crowd(house.values["user_rate"], rate_all=house.values["user_rate_all"]),
            "asked_anew": _patterns(line[1] for line in ROUTES if line[0] == "GET" and line[4].get("fresh")),
        }),
        on_startup=[_threads, pulse.start],
        on_shutdown=[pulse.finish],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
    )  # fmt: skip
    whole = outer(within(cast("App", inner), limits or Limits()), https=https)
    return Web(behind(whole, Proxies(str(house.values["proxies"]))), inner, pulse.stop)


@cache
def _handlers() -> tuple[HTTPRouteHandler, ...]:
    """Of every route, its signature read: half of what an app takes to make. Each app copies them."""
    made = tuple(_route(line) for line in ROUTES)
    for one in made:
        _ = one.parsed_fn_signature
    return made


def _route(line: Route) -> HTTPRouteHandler:
    """A handler runs in a thread unless it is quick (reads nothing) or a coroutine; the quick speak no language."""
    method, address, handler, may, more = line
    run = handler
    if not more.get("quick"):
        run = addressed(handler if iscoroutinefunction(handler) else _threaded(_noted(handler, name_of(address))))
    quick = None if iscoroutinefunction(run) else False
    return HTTPRouteHandler(
        address, http_method=[HttpMethod(method)], opt={"may": may, **more}, sync_to_thread=quick, status_code=200
    )(run)


def _patterns(addresses: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """What matches a real address for each template."""
    return tuple(re.compile(re.sub(r"\\{\w+:str\\}", "[^/]+", re.escape(one))) for one in addresses)


def _threaded(handler: Callable[..., Any]) -> Callable[..., Any]:
    """The framework's own flag for this wraps a handler twice when two methods share an address (2.25)."""

    @wraps(handler)
    async def run(**given: Any) -> Any:
        return await sync_to_thread(handler, **given)

    return run


def _noted(handler: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Whose data a page shows is noted under its name."""

    @wraps(handler)
    def run(**given: Any) -> Any:
        if (request := given.get("request")) is None:
            return handler(**given)
        with request.app.state.house.looked.at_page(name):
            return handler(**given)

    return run


async def _threads() -> None:
    """Room for as many handlers at once as wait for the disk; the default is six on two cores."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="web"))


@cache
def _warm() -> None:
    """Draw once behind the first page, so that the first chart need not wait for the renderer (0.3 to 1 s, 60 MB)."""
    Thread(target=figures.warm, name="warming", daemon=True).start()


def _fonts(folder: Path) -> Path:
    """The faces, cut once; beside the other files where that may be written, else where this process may."""
    try:
        fonts.build(folder)
    except OSError:
        folder = Path(mkdtemp(prefix="cabochon-fonts-"))
        fonts.build(folder)
    return folder
