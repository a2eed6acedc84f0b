"""An SFTP server of this machine, for tests: a folder over SSH, by password or key, that can be made to fail."""

import os
import socket
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import paramiko
from paramiko import SFTPAttributes, SFTPHandle, SFTPServer, SFTPServerInterface

USER, PASSWORD = "ada", "a word of the till"


class Door(paramiko.ServerInterface):
    def __init__(self, server):
        self.server = server

    def get_allowed_auths(self, _):
        return "password,publickey"

    def check_auth_password(self, user, password):
        self.server.tried.append((user, password))
        good = (user, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_auth_publickey(self, user, key):
        good = user == USER and key == self.server.admits
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_channel_request(self, *_):
        return paramiko.OPEN_SUCCEEDED


class Handle(SFTPHandle):
    def __init__(self, server, path):
        super().__init__(os.O_RDONLY)
        self.server, self.path = server, path
        self.readfile = path.open("rb")

    def read(self, offset, length):
        if self.server.breaks_at is not None and offset >= self.server.breaks_at:
            self.server.cut()
        return super().read(offset, length)

    def stat(self):
        return SFTPAttributes.from_stat(self.path.stat())

    def close(self):
        self.readfile.close()


class Files(SFTPServerInterface):
    def __init__(self, door, *_args, **_more):
        super().__init__(door)
        self.server = door.server

    def _path(self, path):
        return self.server.root / path.lstrip("/")

    def list_folder(self, path):
        try:
            names = sorted(self._path(path).iterdir())
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)
        found = [SFTPAttributes.from_stat(one.lstat(), one.name) for one in names]
        self.server.after_listing()
        return found

    def stat(self, path):
        try:
            return SFTPAttributes.from_stat(self._path(path).stat())
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path, _flags, _attr):
        if self._path(path).name in self.server.locked:
            return paramiko.SFTP_PERMISSION_DENIED
        try:
            return Handle(self.server, self._path(path))
        except OSError as error:
            return SFTPServer.convert_errno(error.errno)


class Server:
    """root: what it shows. admits: a public key it takes besides the password. breaks_at: where it hangs up a file."""

    def __init__(self, root: Path):
        self.root, self.admits, self.breaks_at = root, None, None
        self.tried: list[tuple[str, str]] = []
        self.locked: set[str] = set()
        self.after_listing = lambda: None
        self.key = paramiko.ECDSAKey.generate()
        self._open: list[paramiko.Transport] = []
        self._line = socket.create_server(("127.0.0.1", 0))
        self.port = self._line.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def fingerprint(self):
        return self.key.fingerprint

    def _serve(self):
        while True:
            try:
                line, _ = self._line.accept()
            except OSError:
                return
            transport = paramiko.Transport(line)
            transport.add_server_key(self.key)
            transport.set_subsystem_handler("sftp", SFTPServer, Files)
            self._open.append(transport)
            with suppress(paramiko.SSHException, EOFError, OSError):
                transport.start_server(event=threading.Event(), server=Door(self))

    def cut(self):
        """Hang up on everybody."""
        for one in self._open:
            one.sock.close()

    def close(self):
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()
        for one in self._open:
            one.close()
        self._thread.join(5)


@contextmanager
def serving(root: Path):
    root.mkdir(exist_ok=True)
    server = Server(root)
    try:
        yield server
    finally:
        server.close()


def ed25519() -> tuple[str, paramiko.PKey]:
    """A private key as ssh-keygen writes it, and its public half."""
    import io

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    return text, paramiko.Ed25519Key.from_private_key(io.StringIO(text))
