"""The addresses of what coaching and training changed; the columns are those of `ROUTES`."""

from collections.abc import Callable, Mapping
from typing import Any

from .pages import pilots, programme, signals, verdicts

# fmt: off
VERDICTS: tuple[tuple[str, str, Callable[..., Any], str, Mapping[str, Any]], ...] = (
    ("GET",   "/verdicts",                               verdicts.show,         "verdicts.see",      {}),
    ("GET",   "/verdicts/method",                        verdicts.method,       "verdicts.see",      {}),
    ("GET",   "/verdicts/{verdict:str}",                     verdicts.one,          "verdicts.see",      {}),
    ("GET",   "/signals",                                signals.show,          "signals.see",       {}),
    ("POST",  "/signals",                                signals.change,        "measures.retire",   {}),
    ("GET",   "/pilots",                                 pilots.show,           "pilots.see",        {}),
    ("POST",  "/pilots",                                 pilots.draft,          "pilots.plan",       {}),
    ("GET",   "/pilots/new",                             pilots.form,           "pilots.plan",       {}),
    ("GET",   "/pilots/{pilot:str}",                      pilots.one,            "pilots.see",        {}),
    ("POST",  "/pilots/{pilot:str}",                      pilots.change,         "pilots.plan",       {}),
    ("GET",   "/programme",                              programme.show,        "programme.see",     {}),
    ("POST",  "/programme",                              programme.change,      "programme.edit",    {}),
)
# fmt: on
