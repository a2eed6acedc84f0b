"""The reference pages, made from the code: settings, measures, kinds, feeds, roles, commands."""

import argparse
from collections.abc import Iterable, Sequence

from ..connectors import KINDS as FEEDS
from ..connectors.mapping import default_text
from ..measures.reference import reference as measures
from ..privacy.roles import ABILITIES, ANONYMOUS
from ..privacy.viewer import ROLES
from ..settings import SETTINGS
from ..vocabulary import KINDS
from ..vocabulary.iris import PROFILE

MADE = "<!-- Made from the code by `./run docs`; change the code, not this page. -->\n\n"


def pages() -> dict[str, str]:
    """File name -> Markdown."""
    made = {
        "settings.md": settings(), "measures.md": measures(), "kinds.md": kinds(), "feeds.md": feeds(),
        "roles.md": roles(), "commands.md": commands(),
    }  # fmt: skip
    return {name: MADE + text.strip() + "\n" for name, text in made.items()}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in lines)


def settings() -> str:
    rows = [(f"`{s.name}`", f"`{s.default}`" if s.default != "" else "empty", s.help) for s in SETTINGS]
    return (
        "# Settings\n\nWritten in `cabochon.toml` in the data folder, or as `CABOCHON_<NAME>` in the environment, which wins.\n\n"
        + table(("setting", "default", "what it does"), rows)
    )


def kinds() -> str:
    parts = [
        "# Kinds of statements\n\nEverything is said as xAPI. A statement is one of ours when its category holds "
        f"`{PROFILE}`; the xAPI Profile at `/xapi/profile` is made from the same table as this page. A statement of no kind "
        "of ours is kept and not retold; one that claims a template and breaks it is kept and waits in the quarantine."
    ]
    for kind in KINDS:
        verbs = ", ".join(f"`{v.iri}`" for v in kind.verbs)
        rows = [
            (f"`{m.field}`", f"`/{'/'.join(str(step) for step in m.path)}`", m.says + (" *(sealed text)*" if m.text is not None else ""),
             "" if m.field in kind.optional else "yes")
            for m in kind.all
        ]  # fmt: skip
        parts.append(f"## {kind.name}\n\n{kind.says}\n\nVerbs: {verbs}.\n\n" + table(("field", "place", "meaning", "required"), rows))
    return "\n\n".join(parts)


def feeds() -> str:
    parts = [
        "# Feeds\n\n`cabochon import KIND FILE [--mapping FILE] [--dry-run] --data DIR`. Each feed has a default mapping, below; "
        "copy it (`cabochon import KIND --show-mapping --data DIR`), change what differs, and give it with `--mapping`."
    ]
    for name, feed in FEEDS.items():
        parts.append(f"## {name}\n\n{feed.says}\n\n```toml\n{default_text(name).strip()}\n```")
    return "\n\n".join(parts)


def roles() -> str:
    head = ("what", *(r.replace("_", " ") for r in (*ROLES, ANONYMOUS)))
    rows = [
        (f"`{a.name}` {a.help}", *("" if a.reach[r] == "no" else a.reach[r] for r in (*ROLES, ANONYMOUS))) for a in ABILITIES
    ]
    return (
        "# Roles\n\nThe one table that routes, pages, measures and keys ask. *self*: what is about oneself; *boutique*: own "
        "boutiques, with names; *scope*: boutiques in reach, associates without names, small groups held back; *all*: the whole "
        "house; empty: no.\n\n" + table(head, rows)
    )


def commands() -> str:
    from . import COMMANDS  # noqa: PLC0415 - the table of commands names this file

    parts = ["# Commands\n\nEvery command has `--help`. They work beside a running server, through its socket. Exit codes: 0 done, "
             "1 refused or faulty, 2 wrong usage, 3 done in part."]  # fmt: skip
    for command in COMMANDS:
        parser = argparse.ArgumentParser(prog=f"cabochon {command.name}", add_help=False)
        command.arguments(parser)
        rows = []
        for action in parser._actions:
            name = ", ".join(action.option_strings) or str(action.metavar or action.dest).strip("()")
            rows.append((f"`{name}`", action.help or ""))
        parts.append(f"## {command.name}\n\n{command.help}\n\n```\n{command.example}\n```\n\n" + table(("argument", "meaning"), rows))
    return "\n\n".join(parts)
