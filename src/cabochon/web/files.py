"""Static files, read once at the start: packed, typed, and addressed by the hash of them all."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path

import brotli

TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
    ".json": "application/json",
}
PACKED = (".css", ".js", ".json", ".svg")
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class File:
    body: bytes
    type: str
    packed: dict[str, bytes]  # by content encoding


@dataclass(frozen=True, slots=True)
class Files:
    """Every file by its path below the folder ("css/cabochon.css"); `version` changes when any of them does."""

    by_path: dict[str, File]
    version: str

    def address(self, path: str) -> str:
        """`/static/<version>/css/cabochon.css`: what a file names beside it ("../fonts/...") is versioned with it."""
        return f"/static/{self.version}/{path}"

    def find(self, path: str) -> tuple[File, bool] | None:
        """The file of an address after `/static/`, with or without the version, and whether it had it."""
        version, _, rest = path.partition("/")
        if version == self.version and rest in self.by_path:
            return self.by_path[rest], True
        return (self.by_path[path], False) if path in self.by_path else None


def read(folders: dict[str, Path], made: dict[str, bytes] | None = None) -> Files:
    """Files below the folders, by the prefix each is addressed with ("" or "fonts/"). Unknown kinds are left out.

    made: files that are written by the program itself, by their path.
    """
    told = ((path, _file(Path(path).suffix, body)) for path, body in (made or {}).items())
    found = dict(sorted((*_each(folders), *told), key=itemgetter(0)))
    digest = blake2b(digest_size=6)
    for path, file in found.items():
        digest.update(path.encode() + b"\0" + file.body)
    return Files(found, digest.hexdigest())


def _each(folders: dict[str, Path]) -> Iterator[tuple[str, File]]:
    for prefix, folder in folders.items():
        for path in folder.rglob("*"):
            if path.suffix in TYPES and path.is_file():
                yield prefix + path.relative_to(folder).as_posix(), _file(path.suffix, path.read_bytes())


@lru_cache(maxsize=512)  # a process may make several webs of the same files
def _file(suffix: str, body: bytes) -> File:
    packed = {}
    if suffix in PACKED:
        packed = {"br": brotli.compress(body), "gzip": gzip.compress(body, 9, mtime=0)}
    return File(body, TYPES[suffix], packed)
