"""`ddl`: the tables of the facts as ClickHouse wants them, for who keeps the cluster."""

import argparse

from ..house.opening import ddl_of
from .command import OK, Command, Out


def ddl_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", metavar="NAME", default="cabochon", help="database (default: cabochon)")
    parser.add_argument(
        "--cluster", metavar="NAME", default="", help="a replicated, distributed cluster (default: one server)"
    )
    parser.set_defaults(alone=ddl)


def ddl(args: argparse.Namespace, out: Out) -> int:
    for line in ddl_of(args.database, args.cluster).splitlines():
        out.say(line)
    return OK


COMMANDS = (
    Command(
        "ddl",
        "Print the tables of the facts for ClickHouse: one server, or a replicated cluster",
        "cabochon ddl --cluster maison > facts.sql",
        ddl_arguments,
        None,
    ),
)
