"""`serve` and `demo`: the product on an address."""

import argparse
import gc
import logging
import os
import signal
import socket as sockets
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from ..duties import Duties, Duty
from ..duties.assigning import assigning
from ..duties.fetch import fetch
from ..duties.forget import forget
from ..duties.forward import forward
from ..duties.group import group
from ..duties.judging import judging
from ..duties.nudging import nudging
from ..duties.pickup import pickup
from ..duties.project import project
from ..duties.retention import retention
from ..duties.rolling import rolling
from ..duties.said import said
from ..duties.tally import tally
from ..duties.verdicts import verdicts
from ..duties.warming import warming
from ..duties.weekly import weekly
from ..house import House
from ..privacy.viewer import ROLES
from ..refusals import Refused
from . import apart, pretend, socket
from .command import OK, Command, Out, folder, settled
from .logs import write_logs

log = logging.getLogger("cabochon")


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    folder(parser)
    _address(parser)
    parser.add_argument(
        "--no-project", action="store_true", help="leave shared facts to `cabochon project`; only read them"
    )
    parser.set_defaults(alone=serve)


def project_arguments(parser: argparse.ArgumentParser) -> None:
    folder(parser)
    parser.add_argument("--once", action="store_true", help="end when the facts have caught up")
    parser.set_defaults(alone=tell)


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", metavar="DIR", type=Path, help="keep the pretend maison here (default: gone when it ends)"
    )
    _address(parser)
    parser.add_argument("--boutiques", type=_number, default=10, metavar="N", help="doors (default: 10)")
    parser.add_argument(
        "--weeks", type=_number, default=16, metavar="N", help="weeks of visits, ending now (default: 16)"
    )
    parser.add_argument("--no-live", action="store_true", help="let nothing more happen while it runs")
    parser.set_defaults(alone=demo)


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", metavar="ADDRESS", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)"
    )
    parser.add_argument("--port", metavar="N", type=int, default=8000, help="port (default: 8000)")


def _number(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 2000:
        raise argparse.ArgumentTypeError(f"{text!r} should be a number from 1 to 2000")
    return int(text)


def serve(args: argparse.Namespace, out: Out) -> int:
    with ExitStack() as stack:
        if args.data.exists() and not args.data.is_dir():
            raise Refused("is a file; a data folder is needed", f"--data {args.data}")
        _free(args.host, args.port)
        house = _open(args.data, args, stack)
        if os.geteuid() == 0:
            log.warning("this runs as root; give it an account of its own, so that a fault in it opens no more than it")

        def opened() -> None:
            with house.alone("first start") as mine:  # several processes may start on one database
                if mine and not house.people.accounts():
                    admin = house.people.add("admin", role="admin", name="Administrator")
                    out.say("Nobody can sign in yet. This link, good once, signs in the first administrator:")
                    out.say(f"  {house.people.link(admin.id)}")
            out.say(f"Cabochon is open at {house.values['public_url']} (data in {args.data}). Stop it with Ctrl-C.")

        _run(house, args, stack, opened, second_factor=_second_factor(house.values))
    return OK


def tell(args: argparse.Namespace, out: Out) -> int:
    """`project`: what tells the facts in `serve`, without the pages."""
    with ExitStack() as stack:
        house = _opened(args.data, settled(args.data, args), stack)
        if args.once:
            if not stack.enter_context(house.following.turn()):
                raise Refused("another process tells these facts already", f"--data {args.data}")
            house.catch_up()
            out.say(f"The facts tell {house.warehouse.bookmark().position:,} statements.")
            return OK
        duties = Duties([project(house)])
        stack.callback(duties.stop)
        out.say(f"The facts follow the stream (data in {args.data}). Stop it with Ctrl-C.")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return OK


def demo(args: argparse.Namespace, out: Out) -> int:
    with ExitStack() as stack:
        _free(args.host, args.port)
        where = args.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cabochon-demo-")))
        house = _open(where, args, stack, pretended=True)
        maison = pretend.furnish(house, out, boutiques=args.boutiques, weeks=args.weeks)
        links = pretend.links(house, maison)

        def opened() -> None:
            out.say()
            out.say(f"Cabochon is open at {house.values['public_url']}")
            out.say(
                "Sign in with one of these links; each is good once (`cabochon link LOGIN --data DIR` makes another):"
            )
            for role, name, address in links:
                out.say(f"  {role:28} {name:22} {address}")
            out.say(f"Data: {where}. Stop with Ctrl-C.")

        _run(house, args, stack, opened, () if args.no_live else (pretend.life(house, maison),))
    return OK


def _leave(*_: object) -> None:
    """SIGTERM: the server has answered what was open and hands the signal on; now the stores are closed."""
    sys.exit(OK)


def _open(where: Path, args: argparse.Namespace, stack: ExitStack, *, pretended: bool = False) -> House:
    """pretended: nobody there has a password, so nobody is asked to prove anew who they are."""
    from ..web.behind import Proxies
    from ..web.lrs_cors import origins

    values = settled(where, args)
    if pretended:
        values["prove_minutes"] = values["session_hours"] * 60
    _second_factor(values)  # refused before anything is opened
    values["public_url"] = values["public_url"] or f"http://{args.host}:{args.port}"
    origins(str(values["xapi_origins"]))  # refused before anything is opened
    Proxies(str(values["proxies"]))
    values["content_port"] = apart.port(values, args.host, args.port)
    house = _opened(where, values, stack)
    house.trust.auditing.started()
    return house


def _second_factor(values: Mapping[str, Any]) -> frozenset[str]:
    """The roles that must have a second factor.

    Raises:
        Refused: a name that no role has.
    """
    roles = frozenset(str(values["second_factor"]).split())
    if strange := sorted(roles - {*ROLES} | roles & {"key"}):
        known = ", ".join(role for role in ROLES if role != "key")
        raise Refused(f"there is no role {strange[0]!r}; there are {known}", "the setting second_factor")
    return roles


def _opened(where: Path, values: dict[str, Any], stack: ExitStack) -> House:
    write_logs()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _leave)
    house = House.open(where, values)
    stack.callback(house.close)
    stack.enter_context(_listening(where, house))
    return house


def _listening(where: Path, house: House) -> ExitStack:
    listener, closing = socket.Listener(where, house, _command), ExitStack()
    closing.callback(listener.close)
    return closing


def _command(words: list[str], cwd: str, house: House, out: Out) -> int:
    from . import parser

    args = parser().parse_args(words)
    if args.command.run is None:
        raise Refused("this folder is in use by a running server already")
    args.cwd = cwd
    for name, value in vars(args).items():
        if isinstance(value, Path) and not value.is_absolute():
            setattr(args, name, Path(cwd) / value)
    return int(args.command.run(args, house, out))


def _run(
    house: House, args: argparse.Namespace, stack: ExitStack, opened: Callable[[], None], more: Iterable[Duty] = (),
    second_factor: frozenset[str] = frozenset(),
) -> None:  # fmt: skip
    from ..web import Limits, app, server
    from ..web.lrs import ahead

    only_read = getattr(args, "no_project", False)
    duties = Duties(
        [
            project(house, only_read=only_read),
            fetch(house),
            pickup(house),
            forget(house),
            retention(house),
            group(house),
            judging(house),
            warming(house),
            said(house),
            verdicts(house),
            forward(house),
            tally(house),
            nudging(house),
            weekly(house),
            rolling(house),
            assigning(house),
            *more,
        ]
    )
    stack.callback(duties.stop)
    limits = Limits(
        head_seconds=house.values["head_seconds"],
        body_seconds=house.values["body_seconds"],
        body_bytes=house.values["body_limit"],
        connections=house.values["connections"],
    )
    gc.collect()
    gc.freeze()  # statements are acyclic: the collector would only walk what stays
    gc.set_threshold(50_000, 20, 50)
    url = str(house.values["public_url"])
    web = ahead(
        app(house, limits=limits, public_url=url, second_factor=second_factor),
        house,
        limits=limits,
        https=url.startswith("https://"),
    )
    stack.callback(gc.unfreeze)
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it is stopped
        place = apart.bound(house.values, args.host, stack)
        server(web, host=args.host, port=args.port, limits=limits, opened=opened, apart=place).run()


def _free(host: str, port: int) -> None:
    """Say that the port is taken before a maison is built, not after."""
    with sockets.socket() as probe:
        probe.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port") from None


COMMANDS = (
    Command(
        "project",
        "Tell the facts and nothing else, beside serving processes that share them",
        "cabochon project --data facts --log postgresql://cabochon@db/maison",
        project_arguments,
        None,
    ),
    Command("demo", "Open the product on a pretend maison", "cabochon demo --port 8000", demo_arguments, None),
    Command(
        "serve", "Open the product on a data folder", "cabochon serve --data data --port 8000", serve_arguments, None
    ),
)
