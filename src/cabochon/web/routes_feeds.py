"""The addresses of connected sources and their webhooks; the columns are those of `ROUTES`."""

from collections.abc import Callable, Mapping
from typing import Any

from .pages import connections, connections_files, connections_history, hooks
from .routes_trust import FRESH
from .viewer import BARE

SPOOLED = {"upload": True, "spooled": True}
ASKED = {"sender": True, "quick": True}

# fmt: off
FEEDS: tuple[tuple[str, str, Callable[..., Any], str, Mapping[str, Any]], ...] = (
    ("GET",  "/connections",                       connections.show,              "connections.see",  {}),
    ("POST", "/connections",                       connections.add,               "connections.edit", FRESH),
    ("GET",  "/connections/new",                   connections.form,              "connections.edit", {}),
    ("POST", "/connections/files",                 connections_files.drop,        "connections.edit", SPOOLED),
    ("GET",  "/connections/files/{file:str}",      connections_files.show,        "connections.edit", {}),
    ("POST", "/connections/files/{file:str}",      connections_files.change,      "connections.edit", {}),
    ("GET",  "/connections/files/{file:str}/progress", connections_files.progress, "connections.edit", {"still": True}),
    ("GET",  "/connections/{source:str}",          connections.one,               "connections.see",  {}),
    ("POST", "/connections/{source:str}",          connections.change,            "connections.edit", FRESH),
    ("GET",  "/connections/{source:str}/mapping.toml", connections_history.mapping, "connections.see", {}),
    ("GET",  "/connections/{source:str}/deliveries/{delivery:str}", connections_history.show, "connections.edit", {}),
    ("POST", "/connections/{source:str}/deliveries/{delivery:str}", connections_history.again, "connections.edit", {}),
    ("GET",  "/hooks/{hook:str}",                  hooks.there,                   BARE,               ASKED),
    ("GET",  "/hooks/{hook:str}/{secret:str}",     hooks.there,                   BARE,               ASKED),
    ("POST", "/hooks/{hook:str}",                  hooks.deliver,                 BARE,               {"sender": True}),
    ("POST", "/hooks/{hook:str}/{secret:str}",     hooks.deliver_with,            BARE,               {"sender": True}),
)
# fmt: on
