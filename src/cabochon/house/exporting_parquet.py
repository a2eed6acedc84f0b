"""Statements as a Parquet file, one row group after the other, so that memory stays the same at any size."""

import io
from typing import Any

from ..refusals import Refused
from .exporting_rows import COLUMNS, Given, row

try:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]
except ImportError:
    pa = None

GROUP = 20_000  # rows
ROOM = 16_000_000  # bytes of statements after which a group is written, however few they are


class Parquet:
    """Columns as in the CSV, typed: times in UTC, numbers as doubles; compressed by zstd."""

    def __init__(self, home: str) -> None:
        if pa is None:
            raise Refused(
                'needs a further package; install it with: pip install "cabochon[parquet]"', "--format parquet"
            )
        self._home, self._rows, self._size = home, list[dict[str, Any]](), 0
        kinds = {"text": pa.string(), "time": pa.timestamp("us", tz="UTC"), "number": pa.float64(), "truth": pa.bool_()}
        self._schema = pa.schema([(column.name, kinds[column.kind]) for column in COLUMNS])
        self._sink = _Sink()
        self._writer = pq.ParquetWriter(self._sink, self._schema, compression="zstd")

    def head(self) -> bytes:
        return self._sink.taken()

    def body(self, given: list[Given]) -> bytes:
        self._rows += [_typed(row(one, self._home)) for one in given]
        self._size += sum(len(one.body) for one in given)
        if len(self._rows) >= GROUP or self._size >= ROOM:
            self._write()
        return self._sink.taken()

    def end(self) -> bytes:
        self._write()
        self._writer.close()
        return self._sink.taken()

    def _write(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows, self._size = [], 0


class _Sink(io.RawIOBase):
    """A file that is read as soon as it is written."""

    def __init__(self) -> None:
        self._held, self._place = bytearray(), 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._held += piece
        self._place += len(piece)
        return len(piece)

    def taken(self) -> bytes:
        held, self._held = bytes(self._held), bytearray()
        return held


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    return {
        column.name: float(values[column.name])
        if column.kind == "number" and values[column.name] is not None
        else values[column.name]
        for column in COLUMNS
    }
