"""What every mutable row has. `KEY` names the key field, `INDEXED` what `find` may ask by."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    KEY: ClassVar[str] = "id"
    INDEXED: ClassVar[tuple[str, ...]] = ()
    TABLE: ClassVar[str] = ""  # where it is called otherwise than its class
