"""The caller's own terminal: lines to stdout, progress to stderr, stdin as a pipe or asked for."""

import getpass
import sys


class Terminal:
    def say(self, line: str = "") -> None:
        print(line, flush=True)

    def tell(self, text: str) -> None:
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()

    def input(self) -> bytes:
        return b"" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read()

    def secret(self, prompt: str) -> str:
        if sys.stdin is not None and sys.stdin.isatty():
            return getpass.getpass(f"{prompt}: ")
        return self.input().decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
