"""`pull`: everything another record store holds, by its own API, and later what was added since."""

import argparse
import random
import time
from datetime import UTC
from pathlib import Path

from ..directory.rows import Pull
from ..house import House
from ..house.pulling import Pulling
from ..outside.http import Outward
from ..outside.pulling import Remote
from ..refusals import Refused
from ..xapi.times import written
from .command import PARTLY, Command, Out, as_json, folder
from .importing import moment
from .statements import Progress, told

ENVIRON = "CABOCHON_PULL_SECRET"
VERSIONS = ("1.0.3", "2.0.0")
MORE = f"""Its secret comes from --secret-file, the environment ({ENVIRON}), the first line of stdin, or is asked for.
Interrupted, the same command goes on where it was; after the end it fetches what has been added since.
What cannot be kept waits in the quarantine. --since and --restart choose another beginning."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="the other store's xAPI endpoint, as https://lrs.example/xapi")
    parser.add_argument("--key", metavar="K", required=True, help="its key (or user name), with the right to read")
    parser.add_argument("--secret-file", type=Path, metavar="FILE", help="a file with its secret in the first line")
    parser.add_argument("--since", type=moment, metavar="TIME", help="only what it stored after this (default: all)")
    parser.add_argument("--version", choices=VERSIONS, default=VERSIONS[0], help="what to speak (default: 1.0.3)")
    parser.add_argument(
        "--page", type=int, default=200, metavar="N", help="statements asked for at once (default: 200)"
    )
    parser.add_argument("--no-attachments", action="store_true", help="leave the contents of attachments there")
    parser.add_argument("--restart", action="store_true", help="from the beginning, or from --since")
    parser.add_argument("--verify", type=int, default=0, metavar="N", help="at the end compare N of them word for word")
    as_json(parser)
    folder(parser)
    parser.set_defaults(dry_run=False)


def pull(args: argparse.Namespace, house: House, out: Out) -> int:
    if args.page < 1 or args.verify < 0:
        raise Refused("should be a number above 0", "--page" if args.page < 1 else "--verify")
    outward = Outward(private=house.values["allow_private_targets"], authorities=house.values["trusted_certificates"])
    outward.check(args.url)
    secret, shown = _secret(args.secret_file, out), Progress(out, quiet=args.json)

    def pause(seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            shown.say(f"the other store asks for a pause, {left:.0f} s")  # also finds out whether anybody still waits
            time.sleep(min(left, 1.0))

    remote = Remote(
        outward, args.url, key=args.key, secret=secret, version=args.version, page=args.page,
        attachments=not args.no_attachments, pause=pause, now=house.clock,
    )  # fmt: skip
    since = written(args.since.astimezone(UTC)) if args.since else ""
    try:
        pulling = Pulling(house, remote, since=since, restart=args.restart, random=random.Random())  # noqa: S311
        if pulling.resumed and not args.json:
            out.tell(f"Going on where it was: {pulling.row.mark or 'at the beginning'}.\n")
        done = pulling.run(lambda row: shown.show(row.read, _reached(row)))
        differ = pulling.verify(args.verify)
    finally:
        shown.end()
        outward.close()
        house.catch_up()
    house.directory.note("operator", "pulled statements", remote.url, f"{done.read} read, {done.new} new")
    done.faults += [f"compared: {one}" for one in differ]
    code = told(args, house, out, done, "pull", *_verified(pulling.row, remote, args.verify, len(differ)))
    return PARTLY if differ else code


def _secret(path: Path | None, out: Out) -> str:
    if path is None:
        secret = out.secret("The other store's secret", environ=ENVIRON)
    else:
        secret = path.read_text("utf-8-sig").partition("\n")[0].rstrip("\r")
    if not secret:
        raise Refused("is missing; give --secret-file, or pipe it in", "the secret")
    return secret


def _reached(row: Pull) -> str:
    return f", stored there until {row.mark[:19].replace('T', ' ')}" if row.mark else ""


def _verified(row: Pull, remote: Remote, asked: int, differ: int) -> list[str]:
    here = row.new + row.repeated
    lines = [
        f"{row.read:,} came over, {row.voided:,} of them voided there; {here:,} are here, {row.refused:,} are not."
    ]
    if asked:
        number = min(asked, len(row.sample))
        lines.append(f"{number:,} were compared word for word; {differ:,} differ.")
    if not remote.attachments:
        lines.append("Contents of attachments stayed there.")
    return lines


COMMANDS = (
    Command("pull", "Bring over what another record store holds, by its own API",
            "cabochon pull https://lrs.example/xapi --key K --secret-file secret.txt --verify 100 --data data",
            arguments, pull, more=MORE, makes=True),
)  # fmt: skip
