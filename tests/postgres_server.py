"""A PostgreSQL server of the tests' own, from the binaries installed: durable, on a socket nobody else sees."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

WHY = "no PostgreSQL server binaries (initdb, postgres) are installed; on Debian: apt-get install postgresql"
OFTEN = ("-c", "shared_buffers=64MB", "-c", "max_connections=80", "-c", "listen_addresses=", "-c", "fsync=on")


def binaries() -> Path | None:
    """The folder of the newest server installed."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: -float(one.parent.name))
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


class Server:
    """It refuses to run as root: then it runs as postgres or nobody."""

    def __init__(self, folder: Path) -> None:
        home = binaries()
        if home is None:
            pytest.skip(WHY)
        self._bin, self.folder, self._numbers = home, folder, count(1)
        self._who: dict[str, int] = {}
        if os.getuid() == 0:
            names = {one.pw_name: one for one in pwd.getpwall()}
            one = names.get("postgres") or names["nobody"]
            self._who = {"user": one.pw_uid, "group": one.pw_gid}
            os.chown(folder, one.pw_uid, one.pw_gid)
        self._run("initdb", "-D", str(folder / "data"), "-U", "cabochon", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.start()

    def start(self) -> None:
        command = [self._bin / "postgres", "-D", self.folder / "data", "-k", self.folder, *OFTEN]
        with open(self.folder / "server.log", "ab") as heard:
            self.process = subprocess.Popen(command, stdout=heard, stderr=heard, cwd=self.folder, **self._who)
        until = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.address("postgres")).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise RuntimeError((self.folder / "server.log").read_text()) from None
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends every session; SIGQUIT is a crash: the next start recovers."""
        self.process.send_signal(how)
        self.process.wait(30)

    def address(self, database: str = "postgres", **more: str) -> str:
        asked = "&".join(f"{name}={value}" for name, value in {"host": str(self.folder), **more}.items())
        return f"postgresql://cabochon@/{database}?{asked}"

    def schema(self) -> str:
        """The address of an empty schema of its own."""
        name = f"house_{next(self._numbers)}"
        with psycopg.connect(self.address(), autocommit=True) as line:
            line.execute(f"create schema {name}")
        return self.address(options=f"-csearch_path%3D{name}")

    def _run(self, tool: str, *words: str) -> None:
        subprocess.run([self._bin / tool, *words], check=True, capture_output=True, cwd=self.folder, **self._who)


@cache
def shared() -> Server:
    """One server for the whole run."""
    running = server()
    one = running.__enter__()
    atexit.register(running.__exit__, None, None, None)
    return one


@cache
def schema_of(folder: Path) -> str:
    """The address of a schema that belongs to a test's folder."""
    return shared().schema()


@contextmanager
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has at most 107 bytes
    try:
        one = Server(folder)
        try:
            yield one
        finally:
            one.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
