"""The caller's own terminal: lines to stdout, progress to stderr, stdin as a pipe or asked for."""

import getpass
import os
import sys

PIECE = 262_144  # bytes of stdin at once


class Terminal:
    def say(self, line: str = "") -> None:
        print(line, flush=True)

    def tell(self, text: str) -> None:
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()

    def input(self) -> bytes:
        return b"" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read()

    def piece(self) -> bytes:
        return b"" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read(PIECE)

    def progress(self, text: str) -> None:
        if sys.stderr is not None and sys.stderr.isatty():
            self.tell(f"\r{text}\x1b[K")

    def secret(self, prompt: str, environ: str = "") -> str:
        if environ and (given := os.environ.get(environ)):
            return given
        if sys.stdin is not None and sys.stdin.isatty():
            return getpass.getpass(f"{prompt}: ")
        return self.input().decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
