"""The addresses of what every dashboard shares, and of the dashboards; the columns are those of `ROUTES`."""

from collections.abc import Callable, Mapping
from typing import Any

from .pages import (
    annotations,
    behaviours,
    doors_compared,
    embeds,
    explore,
    golive,
    numbers,
    review,
    saved_views,
    screen,
    screens,
    upskilling,
    weekly,
)
from .viewer import ANYONE, BARE

# fmt: off
BOARDS: tuple[tuple[str, str, Callable[..., Any], str, Mapping[str, Any]], ...] = (
    ("GET",   "/annotations",                            annotations.show,      "annotate.see",      {}),
    ("POST",  "/annotations",                            annotations.change,    "annotate.write",    {}),
    ("POST",  "/views",                                  saved_views.change,    "views.own",         {}),
    ("POST",  "/doors/{code:str}/mode",                  golive.mode,           "mode.set",          {}),
    ("GET",   "/team/screens",                           screens.show,          "screen.share",      {}),
    ("POST",  "/team/screens",                           screens.change,        "screen.share",      {}),
    ("GET",   "/screen",                                 screen.show,           BARE,                {}),
    ("GET",   "/screen/live",                            screen.live,           BARE,                {}),
    ("GET",   "/screen/join",                            screen.join,           ANYONE,              {}),
    ("POST",  "/screen/join",                            screen.pair,           ANYONE,              {}),
    ("GET",   "/screen/{code:str}",                      screen.offered,        ANYONE,              {}),
    ("GET",   "/upskilling",                             upskilling.show,       "upskilling.see",    {}),
    ("GET",   "/behaviours",                             behaviours.show,       "behaviours.see",    {}),
    ("GET",   "/review",                                 review.show,           "review.see",        {}),
    ("POST",  "/review",                                 review.change,         "review.write",      {}),
    ("GET",   "/doors",                                  doors_compared.show,   "doors.see",         {}),
    ("GET",   "/doors.csv",                              doors_compared.file,   "doors.see",         {}),
    ("GET",   "/doors.png",                              doors_compared.file,   "doors.see",         {}),
    ("GET",   "/doors.svg",                              doors_compared.file,   "doors.see",         {}),
    ("GET",   "/numbers/{key:str}",                      numbers.show_one,      "numbers.see",       {}),
    ("GET",   "/explore",                                explore.show_all,      "explore.see",       {}),
    ("GET",   "/explore.csv",                            explore.file,          "explore.see",       {}),
    ("GET",   "/explore.png",                            explore.file,          "explore.see",       {}),
    ("GET",   "/explore.svg",                            explore.file,          "explore.see",       {}),
    ("GET",   "/embeds",                                 embeds.show,           "embed.make",        {}),
    ("POST",  "/embeds",                                 embeds.change,         "embed.make",        {}),
    ("GET",   "/embed/{token:str}",                      embeds.shown,          BARE,                {}),
    ("GET",   "/weekly",                                 weekly.show,           "weekly.see",        {}),
    ("POST",  "/weekly",                                 weekly.change,         "weekly.see",        {}),
    ("GET",   "/weekly.pdf",                             weekly.pdf,            "weekly.see",        {}),
    ("GET",   "/weekly.png",                             weekly.png,            "weekly.see",        {}),
)
# fmt: on
