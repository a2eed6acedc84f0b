"""The command line as its user meets it: words in; exit code, stdout and stderr out."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cabochon.cli import main

FILES = Path(__file__).parent / "files"
FIRST_DAY = (("doors", "doors"), ("catalogue", "catalogue"), ("people", "people"), ("till_csv", "till"),
             ("survey_csv", "surveys"), ("traffic_csv", "traffic"))  # fmt: skip


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def last(self) -> str:
        return self.out.strip().rpartition("\n")[2]


@pytest.fixture
def cabochon(capsys, monkeypatch) -> Callable[..., Said]:
    """Run one command in this process; stdin: what is piped into it."""

    def run(*words: object, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def bring(cabochon) -> Callable[[Path, str, str], Said]:
    """Import one of the small twins, its JSON as the answer."""
    return lambda data, kind, name: cabochon("import", kind, FILES / f"{name}.csv", "--json", "--data", data)


@pytest.fixture
def opened(tmp_path, bring) -> Path:
    """A data folder after a boutique's first day."""
    data = tmp_path / "data"
    for kind, name in FIRST_DAY:
        assert bring(data, kind, name).code == 0
    return data
