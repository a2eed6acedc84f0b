"""Commands beside a running server: it holds the folder, so it runs them, and sends back what they say.

One line of JSON goes in, {"argv", "cwd"}; lines of {"out"}, {"err"} and at last {"code"} come back, and {"in"} where
the command wants what was piped into it; that is answered with a line of base64. The socket lies in the
0700 data folder: whoever can open it owns the folder.
"""

import base64
import json
import logging
import os
import socket
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO, Any

from ..house import House
from ..refusals import Refused, Unanswerable
from .command import FAULT, Out

NAME = "house.sock"
log = logging.getLogger("cabochon.socket")


@contextmanager
def _short(folder: Path) -> Any:
    """A path to the folder that fits into a socket address (108 bytes), however deep it lies."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        path = Path(f"/proc/self/fd/{handle}")
        yield path if path.exists() else folder
    finally:
        os.close(handle)


def forward(folder: Path, words: list[str], out: Out) -> int:
    """Let the running server do it.

    Raises:
        Refused: nobody answers at the socket.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            with _short(folder) as short:
                line.connect(str(short / NAME))
        except OSError:
            raise Refused(
                f"{folder} is in use by a Cabochon that takes no commands; try again when it has ended"
            ) from None
        line.sendall(json.dumps({"argv": words, "cwd": os.getcwd()}).encode() + b"\n")
        for answer in line.makefile("r", encoding="utf-8"):
            said = json.loads(answer)
            if "out" in said:
                out.say(said["out"])
            elif "err" in said:
                out.tell(said["err"])
            elif "in" in said:
                line.sendall(base64.b64encode(out.input()) + b"\n")
            else:
                return int(said["code"])
    raise Refused("the server went away before it had answered; ask again")


class Listener:
    """Answers commands for as long as the server runs."""

    def __init__(self, folder: Path, house: House, run: Callable[[list[str], str, House, Out], int]) -> None:
        self._house, self._run, self._folder = house, run, folder
        with suppress(FileNotFoundError):
            (folder / NAME).unlink()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with _short(folder) as short:
            self._socket.bind(str(short / NAME))
        os.chmod(folder / NAME, 0o600)
        self._socket.listen(8)
        Thread(target=self._listen, name="commands", daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with suppress(FileNotFoundError):
            (self._folder / NAME).unlink()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            Thread(target=self._answer, args=(line,), name="command", daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line, line.makefile("rw", encoding="utf-8") as wire, suppress(OSError):
            asked = json.loads(wire.readline(1_000_000))
            out = _Wire(wire)
            try:
                code = self._run(asked["argv"], asked["cwd"], self._house, out)
            except (Refused, Unanswerable) as refusal:
                out.tell(f"cabochon: {refusal}\n")
                code = FAULT
            except Exception:
                log.exception("a command failed")
                out.tell("cabochon: the server met a fault of its own; its log says which\n")
                code = FAULT
            out.send({"code": code})


class _Wire:
    def __init__(self, wire: IO[str]) -> None:
        self._wire = wire

    def say(self, line: str = "") -> None:
        self.send({"out": line})

    def tell(self, text: str) -> None:
        self.send({"err": text})

    def input(self) -> bytes:
        self.send({"in": True})
        return base64.b64decode(self._wire.readline())

    def send(self, message: dict[str, Any]) -> None:
        self._wire.write(json.dumps(message) + "\n")
        self._wire.flush()
