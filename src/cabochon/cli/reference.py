"""The reference pages, made from the code: settings, measures, kinds, feeds, roles, access, commands."""

import argparse
from collections.abc import Iterable, Sequence

from ..connectors import KINDS as FEEDS
from ..connectors import default_text
from ..measures.reference import reference as measures
from ..privacy.fields import FIELDS, LEVELS
from ..privacy.roles import ABILITIES, ANONYMOUS, MAY
from ..privacy.viewer import ROLES
from ..settings import SETTINGS
from ..vocabulary import KINDS
from ..vocabulary.iris import PROFILE
from .command import Command

SHORT, IRI = "cabochon:", "https://w3id.org/xapi/cabochon/"
MADE = "<!-- Made from the code by `./run docs`; change the code, not this page. -->\n\n"


def pages() -> dict[str, str]:
    """File name -> Markdown."""
    made = {
        "settings.md": settings(), "measures.md": measures(), "kinds.md": kinds(), "feeds.md": feeds(),
        "roles.md": roles(), "access.md": access(), "commands.md": commands(),
    }  # fmt: skip
    return {name: MADE + text.strip() + "\n" for name, text in made.items()}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in lines)


def settings() -> str:
    rows = [(f"`{s.name}`", f"`{s.default}`" if s.default != "" else "empty", s.help) for s in SETTINGS]
    return f"""# Settings

A setting is a line of `cabochon.toml` in the data folder, or `CABOCHON_<NAME>` in the environment, which wins. A name
that is no setting, or a value of the wrong type, stops the start and says where. Settings are read once, at the start.

```toml
public_url = "https://coaching.maison.example"
least_people = 5
```

{table(("setting", "default", "what it does"), rows)}"""


def kinds() -> str:
    parts = [
        f"""# Kinds of statements

Everything is said as xAPI. A statement is one of ours when its category holds `{PROFILE}`; the xAPI
Profile at `/xapi/profile` is made from the same table as this page. A statement of no kind of ours is kept and not
retold. One that claims a template and breaks it is kept, waits in the quarantine with the place that is wrong, and is
not retold.

Places lead into the statement; in them `{SHORT}` stands for `{IRI}`. `<home>` is this house's own address, fixed at its
first start. Texts marked *sealed* are encrypted before the statement is stored, under keys that can be destroyed."""
    ]
    for kind in KINDS:
        verbs = ", ".join(f"`{v.iri}`" for v in kind.verbs)
        rows = [
            (
                f"`{m.field}`",
                f"`{'/'.join(('', *map(str, m.path))).replace(IRI, SHORT)}`",
                _plain(m.says) + (" *(sealed)*" if m.text is not None else ""),
                "" if m.field in kind.optional else "yes",
            )
            for m in kind.all
        ]
        says = table(("field", "place", "meaning", "required"), rows)
        parts.append(f"## {kind.name}\n\n{_plain(_sentence(kind.says))}\n\nVerbs: {verbs}.\n\n{says}")
    return "\n\n".join(parts)


def feeds() -> str:
    parts = [
        """# Feeds

`cabochon import KIND FILE [--mapping FILE] [--dry-run] --data DIR` reads a file; a feed that sends by itself can also
come through `cabochon hook add`. A mapping file (TOML) says which column means what. Each feed has a default, below;
print it with `cabochon mapping KIND`, change what differs, give it with `--mapping`. What you leave out is taken from
the default, except that a table of your own, such as `[columns]`, stands alone: only the columns it names are read,
everything else in the file stays outside.

The same file twice changes nothing. A row that says something else under a known key is a correction, and the numbers
follow. A row that cannot be read waits in the quarantine with its line, column and reason; the good rows are kept."""
    ]
    for name, feed in FEEDS.items():
        needs = ", ".join(f"`{need.replace('|', '` or `')}`" for need in feed.needs)
        signed = f" As a webhook it is signed: {feed.signing.says}." if feed.signing else ""
        what = "Must be there" if signed else "Fields that must be there"
        head = f"## {name}\n\n{_sentence(feed.says)} {what}: {needs}.{signed}"
        parts.append(f"{head}\n\n```toml\n{default_text(name).strip()}\n```")
    return "\n\n".join(parts)


def roles() -> str:
    head = ("what", *(r.replace("_", " ") for r in (*ROLES, ANONYMOUS)))
    rows = [
        (f"`{a.name}` {a.help}", *("" if a.reach[r] == "no" else a.reach[r] for r in (*ROLES, ANONYMOUS)))
        for a in ABILITIES
    ]
    return f"""# Roles

The one table that routes, pages, measures and keys ask; what is not in it is no.

- *self*: what is about oneself
- *boutique*: own boutiques, with names
- *scope*: the boutiques in reach, associates without names, small groups held back
- *all*: the whole house
- empty: no

A key (`cabochon key add`) reaches as far as its own scopes and boutiques. The command line acts as an HQ leader.

{table(head, rows)}"""


def access() -> str:
    from ..web import ROUTES
    from ..web.viewer import ANYONE, BARE

    def whom(ability: str) -> str:
        if ability in (ANYONE, BARE):
            return "everybody, signed in or not" if ability == ANYONE else "who has its key or token, if any"
        let = [(role.replace("_", " "), MAY[role][ability]) for role in (*ROLES, ANONYMOUS)]
        return ", ".join(f"{role} *{reach}*" for role, reach in let if reach != "no")

    routes = [
        (f"`{address}`", method, "" if ability in (ANYONE, BARE) else f"`{ability}`", whom(ability),
         "yes" if more.get("fresh") else "")
        for method, address, _, ability, more in sorted(ROUTES, key=lambda one: (one[1], one[0]))
    ]  # fmt: skip
    levels = "\n".join(f"- *{level}*: {says}" for level, says in LEVELS.items())
    fields = [
        (thing, f"`{name}`", said.replace(" ", ", "))
        for thing, known in FIELDS.items() for name, said in known.items()
    ]  # fmt: skip
    return f"""# Access

Every address, who is let in and how far. What is not here is answered as what is not there (404), and so is an address
that is not for one's role, or an id that is not of one's boutiques. *Again*: who they are is to be proved anew when the
last proof is older than `prove_minutes`. The record store at `/xapi/` and `/oauth/` knows keys alone; see
[roles](roles.md).

{table(("address", "method", "ability", "who, and how far", "again"), routes)}

## Fields

Single rows lose fields the further away one stands; a field without a line stays in.

{levels}

{table(("thing", "field", "let out to"), fields)}"""


def commands() -> str:
    from . import COMMANDS

    names = ", ".join(f"[{c.name}](#{c.name})" for c in COMMANDS)
    head = f"""# Commands

{names}.

Every command has `--help`. They work beside a running server: while it holds the folder they go through its socket, and
file names mean what they mean where you stand. Owning the data folder is the right to use them; each change is written
into the audit as `operator`. `--json` prints what a program would read.

{table(("exit code", "means"), [
        ("0", "done"), ("1", "refused or faulty; stderr says what and how to mend it"), ("2", "wrong usage"),
        ("3", "done in part: something waits in the quarantine, or is still to be mended"),
        ("130", "stopped by Ctrl-C"),
    ])}"""  # fmt: skip
    return "\n\n".join((head, *(_command(command) for command in COMMANDS)))


def _command(command: Command) -> str:
    parser = argparse.ArgumentParser(prog=f"cabochon {command.name}", add_help=False)
    command.arguments(parser)
    rows = []
    for action in parser._actions:
        name = ", ".join(action.option_strings) or str(action.metavar or action.dest).strip("()")
        value = f" {action.metavar}" if action.option_strings and action.metavar else ""
        choices = f": {', '.join(map(str, action.choices))}" if action.choices and name != "DO" else ""
        needed = action.required and action.nargs not in ("*", "?")
        rows.append((f"`{name}{value}`", f"{_plain(action.help or '')}{choices}", "yes" if needed else ""))
    more = f"\n\n```\n{command.more}\n```" if command.more else ""
    told = table(("argument", "meaning", "required"), rows)
    return f"## {command.name}\n\n{_sentence(command.help)}\n\n```\n{command.example}\n```\n\n{told}{more}"


def _sentence(text: str) -> str:
    text = text.strip().rstrip(".")
    return text[:1].upper() + text[1:] + "."


def _plain(text: str) -> str:
    """Text whose <...> shows as it stands."""
    return text.replace("<", "&lt;")
