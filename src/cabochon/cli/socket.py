"""Commands beside a running server: it holds the folder, so it runs them, and sends back what they say.

One line of JSON goes in, {"argv", "cwd", "version"}; lines of {"out"}, {"err"} and at last {"code"} come back. Where
the command wants what was piped into it, {"in"} comes, {"piece"} for a part of it, or {"secret"} with a prompt, and is
answered with a line of base64.
The socket lies in the 0700 data folder: whoever can open it owns the folder.
"""

import base64
import json
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO, Any

from .. import __version__
from ..house import House
from ..refusals import Refused, Unanswerable
from .command import FAULT, Out

NAME = "house.sock"
LONGEST = 1_000_000  # bytes of a command's words
log = logging.getLogger("cabochon.socket")


class Silent(Refused):
    """The folder is held, and nobody answers at its socket (yet)."""

    status = 409


@contextmanager
def _short(folder: Path) -> Iterator[Path]:
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
        Silent: nobody answers at the socket. Refused: the server went away.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            with _short(folder) as short:
                line.connect(str(short / NAME))
        except OSError:
            raise Silent("is in use by another command; try again when it has ended", f"--data {folder}") from None
        try:
            line.sendall(json.dumps({"argv": words, "cwd": os.getcwd(), "version": __version__}).encode() + b"\n")
            for answer in line.makefile("r", encoding="utf-8"):
                said = json.loads(answer)
                if "out" in said:
                    out.say(said["out"])
                elif "err" in said:
                    out.tell(said["err"])
                elif "in" in said:
                    line.sendall(base64.b64encode(out.input()) + b"\n")
                elif "piece" in said:
                    line.sendall(base64.b64encode(out.piece()) + b"\n")
                elif "progress" in said:
                    out.progress(said["progress"])
                elif "secret" in said:
                    secret = out.secret(said["secret"], said.get("environ", ""))
                    line.sendall(base64.b64encode(secret.encode()) + b"\n")
                else:
                    return int(said["code"])
        except ConnectionError:
            pass
    raise Refused("the server went away before it had answered; look whether it was done, and ask again")


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
        with suppress(OSError, ValueError, Gone), line, line.makefile("rw", encoding="utf-8") as wire:
            asked = json.loads(wire.readline(LONGEST))
            out = _Wire(wire)
            out.send({"code": self._answered(asked, out)})

    def _answered(self, asked: dict[str, Any], out: "_Wire") -> int:
        try:
            return self._run(asked["argv"], asked["cwd"], self._house, out)
        except (Refused, Unanswerable) as refusal:
            out.tell(f"cabochon: {refusal}\n")
        except Gone:
            raise
        except SystemExit:
            theirs = asked.get("version", "an older one")
            out.tell(f"cabochon: the server is version {__version__}, this command {theirs}; restart the server\n")
        except OSError as error:
            out.tell(f"cabochon: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}\n")
        except Exception:
            log.exception("a command failed")
            out.tell("cabochon: the server met a fault of its own; its log says which\n")
        return FAULT


class Gone(Exception):
    """The caller went away in the middle (Ctrl-C): the command ends where it is, as it would have on its own."""


class _Wire:
    def __init__(self, wire: IO[str]) -> None:
        self._wire = wire

    def say(self, line: str = "") -> None:
        self.send({"out": line})

    def tell(self, text: str) -> None:
        self.send({"err": text})

    def input(self) -> bytes:
        self.send({"in": True})
        return self._heard()

    def piece(self) -> bytes:
        self.send({"piece": True})
        return self._heard()

    def progress(self, text: str) -> None:
        self.send({"progress": text})

    def secret(self, prompt: str, environ: str = "") -> str:
        self.send({"secret": prompt, "environ": environ})
        return self._heard().decode("utf-8", "replace")

    def send(self, message: dict[str, Any]) -> None:
        try:
            self._wire.write(json.dumps(message) + "\n")
            self._wire.flush()
        except OSError:
            raise Gone from None

    def _heard(self) -> bytes:
        line = self._wire.readline()
        if not line:
            raise Gone
        return base64.b64decode(line)
