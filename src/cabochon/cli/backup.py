"""`backup` and `restore`: a copy of a house while it runs, and a house made of the copy."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..house import House
from ..house.backing_manifest import DATABASE
from ..refusals import Refused
from .command import FAULT, OK, Command, Out, as_json, folder, settled

if TYPE_CHECKING:
    from ..facts.projector import Progress

MB = 1_000_000
UNSAVED = (
    "The keys that open texts and secrets were not saved: without them no note, no comment and no connector's\n"
    "password of this backup opens. Name a file outside of it with --keys FILE; it is overwritten each time.\n"
)
SHARED = (
    "Statements, documents, accounts and keys of this house are in its PostgreSQL: save those with pg_dump, see\n"
    "docs/guides/operations.md. Here are its media, packages and settings.\n"
)


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", type=Path, metavar="DIR", help="where backups lie, each in a dated folder of its own")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="the one backup of the keys, overwritten; not in DIR")
    parser.add_argument(
        "--keep", type=_number, default=0, metavar="N", help="leave the newest N backups in DIR (default: all)"
    )
    as_json(parser)
    folder(parser)


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", type=Path, metavar="DIR", help="the newest backup in it, or one dated folder of it")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="the backup of the keys")
    as_json(parser)
    folder(parser)
    parser.set_defaults(alone=restore)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 100_000):
        raise argparse.ArgumentTypeError(f"{text!r} should be a number from 1")
    return int(text)


def backup(args: argparse.Namespace, house: House, out: Out) -> int:
    def progress(what: str, done: int, of: int) -> None:
        said = f"{done / MB:,.0f} of {of / MB:,.0f} MB" if of else f"{done:,}" if done else ""
        out.progress(f"{what} {said}")

    cwd = Path(args.cwd)
    keys_to = cwd / args.keys if args.keys else None
    try:
        made = house.trust.backing.make(cwd / args.dir, keys_to=keys_to, keep=args.keep, progress=progress)
    finally:
        out.progress("")
    manifest = made.manifest
    shared = manifest.stores == DATABASE
    if args.json:
        said = {
            "folder": str(made.folder), "began": manifest.began.isoformat(), "statements": manifest.position,
            "change": manifest.change, "bytes": manifest.size, "files": len(manifest.files), "linked": made.linked,
            "keys": made.keys, "pruned": made.pruned, "stores": manifest.stores,
        }  # fmt: skip
        out.say(json.dumps(said))
        return OK
    what = "" if shared else f"{manifest.position:,} statements, "
    out.say(f"{made.folder}: {what}{len(manifest.files):,} files, {manifest.size / MB:,.1f} MB"
            + (f", {made.linked:,} of them as in the backup before." if made.linked else "."))  # fmt: skip
    if made.keys is not None:
        out.say(f"{args.keys}: {made.keys:,} text keys and the house's secrets. Keep it apart from the backups.")
    elif not shared:
        out.tell(UNSAVED)
    if shared:
        out.tell(SHARED)
    if made.pruned:
        out.say(f"Removed: {', '.join(made.pruned)}.")
    return OK


def restore(args: argparse.Namespace, out: Out) -> int:
    from ..house import restoring  # opening the rooms takes a moment --help need not wait for

    taken = restoring.chosen(args.dir, args.keys)
    shared = taken.manifest.stores == DATABASE
    if shared and not args.log:
        raise Refused(
            "is of a house on PostgreSQL: restore its dump first (docs/guides/operations.md), then name it with --log",
            str(taken.folder),
        )
    work = restoring.prepared(args.data)
    try:
        restoring.laid(taken, args.keys, work, lambda done, of: out.progress(f"{done / MB:,.0f} of {of / MB:,.0f} MB"))
        values = settled(work, args)
        elsewhere = str(values["facts"])
        if not shared:
            values["log"] = ""  # whatever the environment says
        values["facts"] = ""  # facts of a running house are not ours to tell
        with_facts = House.open(work, values)
        try:
            done = restoring.finished(with_facts, taken, _telling(args, out))
        finally:
            with_facts.close()
        restoring.moved_up(args.data)
    except BaseException:
        out.progress("")
        restoring.given_up(args.data)
        raise
    out.progress("")
    manifest = taken.manifest
    if args.json:
        said = {
            "backup": str(taken.folder), "began": manifest.began.isoformat(), "data": str(args.data),
            "statements": done.statements, "erased_again": done.erased, "ended": done.ended, "digest": done.digest,
            "faults": done.faults, "keys_older": taken.keys_older,
        }  # fmt: skip
        out.say(json.dumps(said))
        return FAULT if done.faults else OK
    out.say(f"{args.data}: the house as of {manifest.began:%Y-%m-%d %H:%M} UTC, {done.statements:,} statements.")
    out.say("Checksums were compared, the facts told anew" + (", and everything is sound." if not done.faults else "."))
    for fault in done.faults:
        out.say(f"Fault: {fault}")
    if done.erased:
        out.say(f"{done.erased:,} erasures were applied again: who was erased since stays erased.")
    out.say("Nobody is signed in. Accounts, keys and settings are as they were then: go over what was changed since.")
    if taken.keys_older:
        out.say(f"The keys are of {taken.keys['made'][:16] if taken.keys else ''}, before this backup: texts sealed "
                "between the two may not open, and who was erased between must be erased again.")  # fmt: skip
    if elsewhere:
        out.say(
            f"Its facts are set to lie at {elsewhere.partition('?')[0].rpartition('@')[2]}; run `cabochon rebuild`."
        )
    return FAULT if done.faults else OK


def _telling(args: argparse.Namespace, out: Out) -> "Progress":
    def progress(_: str, done: int, of: int) -> None:
        if of and not args.json:
            out.progress(f"telling the facts: {done:,} of {of:,}")

    return progress


COMMANDS = (
    Command(
        "backup",
        "Copy a house to another disk while it runs; the keys apart, in one file",
        "cabochon backup /backup/cabochon --keys /safe/cabochon.keys --keep 14 --data data",
        backup_arguments,
        backup,
        more="Everything acknowledged before it starts is inside. A plain copy of a running house's folder is wrong.\n"
        "The keys are never in DIR: a backup of them that is kept would bring back what was erased.",
    ),
    Command(
        "restore",
        "Make a house of a backup, in a new folder, and check it",
        "cabochon restore /backup/cabochon --keys /safe/cabochon.keys --data restored",
        restore_arguments,
        None,
        more="Compares every checksum, erases again whoever was erased since, signs everybody out, retells the facts.",
    ),
)
