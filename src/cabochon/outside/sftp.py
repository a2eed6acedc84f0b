"""Files of an SFTP server: listed and read, never written. Needs the extra `sftp`.

The name is looked up once and judged by the rules of `addresses`, the connection is made to that very number, and the
server has to show the key that was confirmed (SSH Protocol Architecture, RFC 4251 4.1).
"""

import base64
import hashlib
import io
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from posixpath import dirname, join
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote, urlsplit

from ..refusals import Refused
from .addresses import Site, fault
from .connecting import numbers
from .http import Unreachable

if TYPE_CHECKING:
    import paramiko

SECONDS = 20.0
MOST = 2_000  # files of one folder that are looked at, the newest
CHUNK = 1 << 15  # bytes: what every server answers at once
AHEAD = 64  # chunks asked for before they are read


@dataclass(frozen=True, slots=True)
class Place:
    """sftp://user@host:22/out/*.csv. pattern: of the file's name; "*" for all of the folder."""

    host: str
    port: int
    user: str
    folder: str
    pattern: str


@dataclass(frozen=True, slots=True)
class File:
    """modified: seconds since 1970."""

    path: str
    size: int
    modified: int


def place_of(url: str) -> Place:
    """
    Raises:
        Refused: it is no such address; says how one is written.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 22
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme != "sftp" or not parts.hostname or not parts.username or not parts.path.strip("/"):
        raise Refused("should be an address such as sftp://user@files.example.com/out/*.csv", "place")
    if parts.password is not None:
        raise Refused("holds a password; give the password for itself", "place")
    path = unquote(parts.path)
    last = path.rpartition("/")[2]
    pattern = last if any(sign in last for sign in "*?[.") else "*"
    return Place(parts.hostname, port, unquote(parts.username), dirname(path) if pattern != "*" else path, pattern)


@contextmanager
def session(place: Place, credential: str, host_key: str, *, private: bool) -> Iterator["Session"]:
    """An open session. credential: a password, or a private key in PEM. host_key: "" takes none: see `key_of`.

    Raises:
        Refused: the number may not be spoken to, another host key, a wrong password, the extra is missing.
        Unreachable: nobody answers.
    """
    ssh = _library()
    transport = _transport(ssh, place, private=private)
    try:
        _known(_shown(transport.get_remote_server_key()), host_key)
        yield Session(_client(ssh, transport, place, credential), place, (ssh.SSHException, OSError, EOFError))
    finally:
        transport.close()


def key_of(place: Place, *, private: bool) -> str:
    """The host key a server shows, as OpenSSH prints it (SHA256:...), to be confirmed by a person.

    Raises:
        Refused, Unreachable: as `session`.
    """
    transport = _transport(_library(), place, private=private)
    try:
        return _shown(transport.get_remote_server_key())
    finally:
        transport.close()


class Session:
    """breaks: what a connection that breaks off is raised as."""

    def __init__(self, client: "paramiko.SFTPClient", place: Place, breaks: tuple[type[Exception], ...]) -> None:
        self._client, self._place, self._breaks = client, place, breaks

    def files(self) -> list[File]:
        """Those of the folder that fit the pattern, oldest first; links and folders are passed over.

        Raises:
            Refused: there is no such folder. Unreachable: it broke off.
        """
        try:
            found = self._client.listdir_attr(self._place.folder)
        except FileNotFoundError:
            raise Refused(f"there is no folder {self._place.folder}", "place") from None
        except PermissionError:
            raise Refused(f"the folder {self._place.folder} may not be read", "place") from None
        except self._breaks as error:
            raise Unreachable(_broken(self._place, error)) from None
        files = [
            File(join(self._place.folder, one.filename), one.st_size or 0, one.st_mtime or 0)
            for one in found
            if stat.S_ISREG(one.st_mode or 0)
            and "/" not in one.filename
            and fnmatchcase(one.filename, self._place.pattern)
        ]
        return sorted(files, key=lambda one: (one.modified, one.path))[-MOST:]

    def read(self, file: File, into: BinaryIO) -> None:
        """All of a file, a piece at a time.

        Raises:
            FileNotFoundError: it is gone, or is no longer as it was listed. Refused: it may not be read.
            Unreachable: it broke off.
        """
        try:
            with self._client.open(file.path, "rb") as source:
                source.prefetch(file.size, AHEAD)
                size = 0
                while size <= file.size and (chunk := source.read(CHUNK)):
                    into.write(chunk)
                    size += len(chunk)
                said = source.stat()
        except FileNotFoundError:
            raise
        except PermissionError:
            raise Refused(f"the file {file.path} may not be read", "place") from None
        except self._breaks as error:
            raise Unreachable(_broken(self._place, error)) from None
        if size != file.size or (said.st_size, said.st_mtime) != (file.size, file.modified):
            raise FileNotFoundError(file.path)


def _library() -> Any:
    try:
        import paramiko
    except ImportError:
        raise Refused("SFTP needs the extra: pip install 'cabochon[sftp]'", "way") from None
    return paramiko


def _known(shown: str, confirmed: str) -> None:
    if not confirmed:
        raise Refused(f"shows the host key {shown}; confirm that it is theirs", "host_key")
    if shown != confirmed:
        raise Refused(f"shows the host key {shown}, not the one that was confirmed; confirm it if it was changed",
                      "host_key")  # fmt: skip


def _client(ssh: Any, transport: Any, place: Place, credential: str) -> "paramiko.SFTPClient":
    try:
        if "PRIVATE KEY" in credential:
            transport.auth_publickey(place.user, _private(ssh, credential))
        else:
            transport.auth_password(place.user, credential)
        client: paramiko.SFTPClient = ssh.SFTPClient.from_transport(transport)
        client.get_channel().settimeout(SECONDS)
    except ssh.AuthenticationException:
        raise Refused(f"{place.host} does not take the password or key of {place.user}", "credential") from None
    except (ssh.SSHException, OSError, EOFError) as error:
        raise Unreachable(_broken(place, error)) from None
    return client


def _broken(place: Place, error: Exception) -> str:
    return f"{place.host} broke off: {str(error) or type(error).__name__}"


def _transport(ssh: Any, place: Place, *, private: bool) -> Any:
    site = Site("https", place.host, place.port)
    found = numbers(place.host, place.port)
    if not found:
        raise Unreachable(f"{place.host} is no name anybody knows")
    for number in found:
        if why := fault(site, number, private=private):
            raise Refused(why, "place")
    problem: Exception = OSError("nobody answers there")
    for number in found[:3]:
        try:
            line = socket.create_connection((number, place.port), timeout=SECONDS)
        except OSError as error:
            problem = error
            continue
        transport = ssh.Transport(line)
        transport.banner_timeout = transport.auth_timeout = transport.channel_timeout = SECONDS
        try:
            transport.start_client(timeout=SECONDS)
        except (ssh.SSHException, OSError, EOFError) as error:
            transport.close()
            problem = error
            continue
        return transport
    raise Unreachable(f"{place.host} does not answer as an SFTP server: {problem}")


def _shown(key: Any) -> str:
    """SHA256:..., as ssh-keygen -l prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")


def _private(ssh: Any, text: str) -> Any:
    for kind in (ssh.Ed25519Key, ssh.ECDSAKey, ssh.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text))
        except (ssh.SSHException, ValueError):
            continue
    raise Refused("is no private key this can read: Ed25519, ECDSA or RSA in PEM without a passphrase", "credential")
