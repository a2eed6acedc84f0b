"""The addresses of modules, job aids, the library, paths and packages; the columns are those of `ROUTES`."""

from collections.abc import Callable, Mapping
from typing import Any

from .pages import (
    aids,
    hosted,
    learn,
    learn_team,
    library,
    library_edit,
    library_export,
    library_media,
    library_sign,
    library_translate,
    packages,
    paths,
    results,
    skills,
    skills_edit,
)
from .viewer import BARE

SPOOLED = {"upload": True, "spooled": True}

# fmt: off
LEARNING: tuple[tuple[str, str, Callable[..., Any], str, Mapping[str, Any]], ...] = (
    ("GET", "/floor/learn",                       learn.show,             "learn.take",       {}),
    ("GET", "/floor/learn/{module:str}",          learn.one,              "learn.take",       {}),
    ("GET", "/floor/learn/{module:str}/state",    learn.state,            "learn.take",       {}),
    ("POST","/floor/learn/{module:str}/state",    learn.keep,             "learn.take",       {}),
    ("GET", "/media/{medium:str}",                learn.medium,           "media.see",        {}),
    ("GET", "/floor/team-learning",               learn_team.show,        "learn.team",       {}),
    ("POST","/floor/team-learning",               learn_team.change,      "learn.team",       {}),
    ("GET", "/floor/aids",                        aids.show,              "learn.take",       {}),
    ("GET", "/floor/aids/{document:str}",         aids.one,               "learn.take",       {}),
    ("GET", "/floor/packages/{package:str}",      hosted.show,            "learn.take",       {}),
    ("POST","/floor/packages/{package:str}",      hosted.begin,           "learn.take",       {}),
    ("GET", "/floor/packages/{package:str}/play", hosted.launch,          "learn.take",       {}),
    ("GET", "/floor/packages/{package:str}/state", hosted.state,          "learn.take",       {"still": True}),
    ("POST","/cmi5/fetch/{token:str}",            hosted.fetch,           BARE,               {}),
    ("GET", "/skills",                            skills.show,            "skills.read",      {}),
    ("GET", "/skills/edit",                       skills_edit.show,       "skills.edit",      {}),
    ("POST","/skills/edit",                       skills_edit.change,     "skills.edit",      {}),
    ("GET", "/library",                           library.show,           "library.read",     {}),
    ("GET", "/library/new",                       library.new,            "library.edit",     {}),
    ("POST","/library/new",                       library.make,           "library.edit",     {}),
    ("POST","/library/preview",                   library_edit.preview,   "library.edit",     {}),
    ("GET", "/library/media",                     library_media.show,     "library.edit",     {}),
    ("POST","/library/media",                     library_media.add,      "library.edit",     {"upload": True}),
    ("GET", "/library/media/{medium:str}",        library_media.one,      "library.edit",     {}),
    ("POST","/library/media/{medium:str}",        library_media.change,   "library.edit",     {}),
    ("GET", "/library/sign",                      library_sign.show,      "library.sign",     {}),
    ("POST","/library/sign",                      library_sign.sign,      "library.sign",     {}),
    ("GET", "/library/{module:str}",              library.one,            "library.read",     {}),
    ("POST","/library/{module:str}",              library.change,         "library.edit",     {}),
    ("GET", "/library/{module:str}/edit",         library_edit.edit,      "library.edit",     {}),
    ("POST","/library/{module:str}/edit",         library_edit.save,      "library.edit",     {}),
    ("GET", "/library/{module:str}/translate",    library_translate.show, "library.edit",     {}),
    ("POST","/library/{module:str}/translate",    library_translate.save, "library.edit",     {}),
    ("GET", "/library/{module:str}/export",       library_export.one,     "library.edit",     {}),
    ("GET", "/results",                           results.show,           "results.see",      {}),
    ("GET", "/results/{module:str}",              results.one,            "results.see",      {}),
    ("POST","/results/{module:str}",              results.decide,         "results.decide",   {}),
    ("GET", "/paths",                             paths.show,             "paths.edit",       {}),
    ("GET", "/paths/{plan:str}",                  paths.one,              "paths.edit",       {}),
    ("POST","/paths/{plan:str}",                  paths.change,           "paths.edit",       {}),
    ("GET", "/packages",                          packages.show,          "packages.manage",  {}),
    ("POST","/packages",                          packages.add,           "packages.manage",  SPOOLED),
    ("GET", "/packages/{package:str}",            packages.one,           "packages.manage",  {}),
    ("POST","/packages/{package:str}",            packages.change,        "packages.manage",  {}),
    ("GET", "/packages/{package:str}/try",        hosted.try_page,        "packages.manage",  {}),
    ("POST","/packages/{package:str}/try",        hosted.try_out,         "packages.manage",  {}),
    ("GET", "/packages/{package:str}/play",       hosted.tried,           "packages.manage",  {}),
    ("GET", "/packages/{package:str}/state",      hosted.state,           "packages.manage",  {"still": True}),
)
# fmt: on
