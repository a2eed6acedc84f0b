"""`verdicts`: in words, of boutiques and of several together; of one person never, whoever it asks as."""

import json
import shutil
from datetime import UTC, datetime, time

import pytest

from cabochon.cli import verdicts as command
from cabochon.house import House
from cabochon.impact.verdict import Side
from cabochon.verdicts.told import Change, Head, Restated, Subject, Told
from coached_house import ANNA, TODAY, filled, opened


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    data = tmp_path_factory.mktemp("told") / "data"
    house = filled(data)
    house.effects.verdicts.work(TODAY)
    everything = house.effects.verdicts._engine.now().found
    keys = {(one.kind, one.boutique or one.region, one.person): one.key for one in everything}
    house.close()
    return data, keys


@pytest.fixture
def place(kept, tmp_path, monkeypatch):
    data, keys = kept
    folder = shutil.copytree(data, tmp_path / "data")
    real, noon = House.open, datetime.combine(TODAY, time(12), UTC)
    monkeypatch.setattr(House, "open", lambda folder, values, **_: real(folder, values, clock=lambda: noon))
    return folder, keys


def test_the_list_is_in_words_and_names_nobody(place, cabochon):
    folder, keys = place
    said = cabochon("verdicts", "--data", folder)
    assert said.code == 0
    assert keys["focus", "GVA01", ""] in said.out
    assert keys["person", "GVA01", ANNA] not in said.out
    assert ANNA not in said.out
    assert "Two relevant accessories offered" in said.out
    assert "Too few to show" in said.out


def test_of_one_boutique(place, cabochon):
    folder, keys = place
    said = cabochon("verdicts", "--boutique", "PAR01", "--json", "--data", folder)
    assert [one["key"] for one in said.json] == [keys["focus", "PAR01", ""]]
    assert said.json[0]["change"]["verdict"]["text"]
    refused = cabochon("verdicts", "--boutique", "XXX01", "--data", folder)
    assert (refused.code, "--boutique" in refused.err) == (1, True)


def test_one_is_shown_with_what_is_held_back(place, cabochon):
    folder, keys = place
    large = cabochon("verdicts", "show", keys["focus", "PAR01", ""], "--data", folder)
    assert large.code == 0
    assert "since then" in large.out
    small = cabochon("verdicts", "show", keys["focus", "SML01", ""], "--json", "--data", folder).json
    of_people = [one for one in small["changes"] if one["measure"] in ("behaviour.accessory", "attach_rate", "csat")]
    assert [(one["verdict"], one["after"]["n"]) for one in of_people] == [(None, 0)] * 3
    wave = cabochon("verdicts", "show", keys["wave", "", ""], "--json", "--data", folder).json
    assert {"held_back": True} in [{k: v for k, v in line.items() if k == "held_back"}
                                   for line in wave["by_door"]["behaviour.accessory"]]  # fmt: skip
    assert wave["may_decide"] is False


@pytest.mark.parametrize("who", [None, "boss", "anna", "hq"])
def test_nothing_of_one_person_is_told_by_a_command(place, cabochon, who):
    folder, keys = place
    asking = ("--as", who) if who else ()
    hidden = cabochon("verdicts", "show", keys["person", "GVA01", ANNA], *asking, "--data", folder)
    unknown = cabochon("verdicts", "show", "0" * 18, *asking, "--data", folder)
    assert (hidden.code, hidden.out, hidden.err) == (unknown.code, unknown.out, unknown.err) == (1, "", unknown.err)


def test_as_a_manager_ones_own_boutique_whole(place, cabochon):
    folder, keys = place
    said = cabochon("verdicts", "show", keys["focus", "SML01", ""], "--as", "boss-sml", "--json", "--data", folder)
    assert said.json["changes"][0]["after"]["n"] > 0
    assert cabochon("verdicts", "--as", "auditor", "--json", "--data", folder).json == []


def test_each_use_is_audited(place, cabochon):
    folder, keys = place
    cabochon("verdicts", "show", keys["focus", "PAR01", ""], "--data", folder)
    house = opened(folder)
    entries = house.directory.notes(about="verdicts")
    house.close()
    assert [(actor, deed) for _, actor, deed, *_ in entries] == [("operator", "asked")]
    assert keys["focus", "PAR01", ""] in entries[0][4]


@pytest.mark.parametrize(
    ("why", "says"), [("late", "Something came in late and changed Visits."),
                      ("improved", "The way this is worked out was improved and changed Visits;")]
)  # fmt: skip
def test_a_restated_one_says_why(why, says):
    subject = Subject(key="k", kind="focus", about="accessory", boutique="GVA01")
    visits = Change(measure="visits", title="Visits", unit="units", better="up", events="visits", window=Side(),
                    after=Side())  # fmt: skip
    restated = Restated("visits", datetime(2026, 3, 10, tzinfo=UTC), "Too early to tell.", "too_early", 3, why)
    told = Told(subject=subject, title="Focus", changes=(visits,), restated=(restated,))
    said = [one for one in command._shown(Head(subject=subject, title="Focus", place="Geneva"), told) if one]
    assert said[-1].startswith(f"Restated on 2026-03-10. {says}")
    assert said[-1].endswith("Before it said: Too early to tell.")


def test_show_without_a_key_says_how(place, cabochon):
    folder, _ = place
    said = cabochon("verdicts", "show", "--data", folder)
    assert (said.code, "show KEY" in said.err) == (2, True)


def test_where_nothing_was_tried_it_says_so(tmp_path, cabochon):
    (tmp_path / "doors.csv").write_text("code,name,zone,currency\nGVA01,Geneva,Europe/Zurich,CHF\n")
    assert cabochon("import", "doors", tmp_path / "doors.csv", "--data", tmp_path / "new").code == 0
    said = cabochon("verdicts", "--data", tmp_path / "new")
    assert said.out.strip() == "Nothing was tried yet, or nothing that may be told here."
    assert json.loads(cabochon("verdicts", "--json", "--data", tmp_path / "new").out) == []
