"""The command line as its user meets it: words in; exit code, stdout and stderr out."""

import io
import json
import shutil
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


@pytest.fixture(scope="session")
def first_day(tmp_path_factory) -> Path:
    """A data folder after a boutique's first day, to be copied: nothing has it open."""
    data = tmp_path_factory.mktemp("first") / "data"
    for kind, name in FIRST_DAY:
        assert main(["import", kind, str(FILES / f"{name}.csv"), "--data", str(data)]) == 0
    return data


@pytest.fixture
def opened(tmp_path, first_day) -> Path:
    """A data folder of the test's own after a boutique's first day."""
    return Path(shutil.copytree(first_day, tmp_path / "data"))
