"""Which roles must have a second factor is a setting of `serve`; the demo asks nobody for one."""

import pytest

from cabochon.cli import pretend, serving
from cabochon.settings import load


@pytest.fixture
def told(monkeypatch):
    """What a server would be made with, instead of one."""
    found = {}

    def run(house, args, stack, opened, more=(), second_factor=frozenset()):
        found.update(roles=second_factor, minutes=house.values["prove_minutes"], hours=house.values["session_hours"])

    monkeypatch.setattr(serving, "_run", run)
    monkeypatch.setattr(serving, "_free", lambda *_: None)
    monkeypatch.setattr(pretend, "furnish", lambda *_, **__: None)
    monkeypatch.setattr(pretend, "links", lambda *_: ())
    return found


@pytest.mark.parametrize("roles", ["boss", "admin key"])
def test_a_role_that_is_none_stops_the_start(cabochon, tmp_path, monkeypatch, roles):
    monkeypatch.setenv("CABOCHON_SECOND_FACTOR", roles)
    said = cabochon("serve", "--data", tmp_path / "data", "--port", "0")
    assert said.code == 1
    assert (
        f"the setting second_factor: there is no role '{roles.split()[-1]}'; there are associate, manager" in said.err
    )
    assert not (tmp_path / "data").exists()


def test_serve_asks_those_the_setting_names(cabochon, tmp_path, told):
    assert cabochon("serve", "--data", tmp_path / "data", "--port", "0").code == 0
    assert told["roles"] == {"admin", "hq_leader", "analyst", "auditor"}
    assert told["minutes"] == 15


def test_the_demo_asks_nobody_for_a_factor_nor_for_a_proof(cabochon, tmp_path, told):
    assert cabochon("demo", "--data", tmp_path / "data", "--port", "0", "--no-live").code == 0
    assert told["roles"] == frozenset()
    assert told["minutes"] == told["hours"] * 60


def test_it_may_ask_nobody(tmp_path):
    values = load(tmp_path, {"CABOCHON_SECOND_FACTOR": ""})
    assert serving._second_factor(values) == frozenset()
