"""Files of the facts on what a cluster shares (a mounted folder, HDFS, s3a): through Hadoop, as Spark reads them."""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import msgspec
from pyspark.sql import SparkSession

from . import Bookmark

MANIFESTS, DATA = "manifest", "data"
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is seen: per table and month the folders that hold its rows. The one of the highest generation counts."""

    generation: int = 0
    position: int = 0
    change: int = 0
    shape: str = ""
    files: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # table -> month -> folders under the root

    def after(self, other: "Manifest") -> "Manifest":
        return replace(self, generation=other.generation + 1)

    @property
    def bookmark(self) -> Bookmark:
        return Bookmark(self.position, self.change)

    @property
    def folders(self) -> set[str]:
        return {folder for months in self.files.values() for found in months.values() for folder in found}


class Files:
    """root: an address that every worker reaches; names are paths below it."""

    def __init__(self, spark: SparkSession, root: str) -> None:
        self._jvm: Any = spark._jvm
        self._root = root.rstrip("/")
        self._fs = self._path("").getFileSystem(spark._jsc.hadoopConfiguration())

    def full(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    def names(self, folder: str) -> list[tuple[str, float]]:
        """What lies in a folder, with the second it was last changed; nothing where there is no such folder."""
        path = self._path(folder)
        if not self._fs.exists(path):
            return []
        return [(one.getPath().getName(), one.getModificationTime() / 1000) for one in self._fs.listStatus(path)]

    def remove(self, name: str) -> None:
        self._fs.delete(self._path(name), True)

    def newest(self) -> Manifest | None:
        numbers = sorted(name for name, _ in self.names(MANIFESTS) if name.endswith(".json"))
        return self.manifest(numbers[-1]) if numbers else None

    def manifest(self, name: str) -> Manifest:
        stream = self._fs.open(self._path(f"{MANIFESTS}/{name}"))
        try:
            text = self._jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8")
        finally:
            stream.close()
        return msgspec.json.decode(text, type=Manifest)

    def publish(self, manifest: Manifest) -> None:
        """Written beside its place and moved there: a reader finds all of it or nothing.

        Raises:
            RuntimeError: another process has written this generation.
        """
        name = f"{MANIFESTS}/{manifest.generation:0{DIGITS}}.json"
        if self._fs.exists(self._path(name)):
            raise RuntimeError("another process has written these facts meanwhile; only one may at a time")
        draft = self._path(f"{name}.draft")
        stream = self._fs.create(draft, True)
        try:
            stream.write(msgspec.json.encode(manifest))
            stream.hsync()
        finally:
            stream.close()
        if not self._fs.rename(draft, self._path(name)):
            raise RuntimeError(f"{self.full(name)} could not be written")

    def tidy(self, before: float) -> None:
        """Remove manifests followed by another before this second, and folders that none of the rest names."""
        found = sorted(pair for pair in self.names(MANIFESTS) if pair[0].endswith(".json"))
        gone = {name for (name, _), (_, then) in pairwise(found) if then < before}
        kept = [self.manifest(name) for name, _ in found if name not in gone]
        folders = {folder.rpartition("/")[0] for manifest in kept for folder in manifest.folders}
        for name in gone:
            self.remove(f"{MANIFESTS}/{name}")
        for table, _ in self.names(DATA):
            for name, changed in self.names(f"{DATA}/{table}"):
                if changed < before and f"{DATA}/{table}/{name}" not in folders:
                    self.remove(f"{DATA}/{table}/{name}")

    def _path(self, name: str) -> Any:
        return self._jvm.org.apache.hadoop.fs.Path(self.full(name))
