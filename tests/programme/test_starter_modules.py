"""The modules that ship: each can be read, takes less than ten minutes, and nothing stands against it; so the guide."""

import re
import tomllib
from pathlib import Path

import pytest

from cabochon.privacy import notes
from cabochon.programme import kit, module_lint, module_reading, modules, reading_time
from cabochon.programme.kit_reading import BASE
from cabochon.programme.module import EXERCISES, JOB_ROLES
from cabochon.programme.processes import STEPS

ROOT = Path(__file__).parents[2]
MEDIA = ROOT / "src" / "cabochon" / "programme" / "starter" / "media"
GUIDE = ROOT / "docs" / "guides" / "modules.md"
KEYS = tuple(modules.starter())
PROCEDURES = {"try-on-security", "receiving", "transfers", "end-of-day-count", "repairs-in-and-out", "returns",
              "voids-and-refunds"}  # fmt: skip
OF_PROCESS = {"receiving": "receiving", "transfers": "transfer", "returns": "return",
              "end-of-day-count": "end_of_day_count"}  # fmt: skip


def of(key):
    return modules.starter()[key][BASE]


def screened(words):
    return notes.screen(words, lists=False) and "names somebody"


def test_there_are_enough_for_four_roles_and_of_all_kinds():
    all_of_them = [of(key) for key in KEYS]
    assert len(all_of_them) >= 22
    for role in JOB_ROLES:
        assert sum(role in one.roles for one in all_of_them) >= 4, role
    assert {exercise.kind for one in all_of_them for exercise in one.exercises} == set(EXERCISES)
    assert len({one.action.key for one in all_of_them}) == len(all_of_them)
    assert len({one.order for one in all_of_them}) == len(all_of_them)


def test_each_skill_of_the_map_has_its_module():
    mapped = tomllib.loads((MEDIA.parent / "skills.toml").read_text("utf-8"))["skills"]
    assert {of(key).skill for key in KEYS} == set(mapped)


@pytest.mark.parametrize("key", KEYS)
def test_nothing_stands_against_it(key):
    module = of(key)
    found = module_lint.lint(module, screen=screened)
    assert module_lint.blocking(found) == []
    assert found == [], f"{key}: a warning in what ships teaches others to overlook warnings"
    assert 4 <= reading_time.minutes(module) <= 10
    assert abs(reading_time.minutes(module) - module.minutes) <= 1


@pytest.mark.parametrize("key", KEYS)
def test_it_shows_and_recommends_what_there_is(key):
    module = of(key)
    assert set(module.aids) <= {one.key for one in kit.documents()}
    for picture in module.media:
        assert (MEDIA / f"{picture}.svg").is_file(), picture
    assert all(one.alt for one in module.exercises if one.media)


@pytest.mark.parametrize("key", KEYS)
def test_it_is_practised_in_several_ways(key):
    module = of(key)
    assert 3 <= len(module.exercises) <= 5
    assert len({one.kind for one in module.exercises}) >= 3
    assert module.pass_mark == 0.6
    assert module.sop == (key in PROCEDURES)


@pytest.mark.parametrize(("key", "process"), OF_PROCESS.items())
def test_a_procedure_has_the_steps_that_are_ticked(key, process):
    shown = "\n".join(block.text for block in of(key).see)
    steps = re.findall(r"^\d\. \*\*(.+?)\*\*(.*)$", shown, re.MULTILINE)
    assert len(steps) == len(STEPS[process])
    for step, (said, more) in zip(STEPS[process].values(), steps, strict=True):
        first = step.split()[0].lower().rstrip("’s")
        assert first in (said + more).lower(), step


@pytest.mark.parametrize(
    ("key", "language"), [(k, lang) for k in KEYS for lang in modules.starter()[k] if lang != BASE]
)
def test_a_translation_only_has_other_words(key, language):
    found = module_lint.lint(modules.starter()[key][language], base=of(key), spelling=False)
    assert module_lint.blocking(found) == []


def test_the_guides_example_is_a_module():
    text = re.search(r"```markdown\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)[1]
    module = module_reading.parse(text, "modules.md")
    assert {one.kind for one in module.exercises} == set(EXERCISES)
    assert module_lint.blocking(module_lint.lint(module, screen=screened)) == []
    assert [e.choices[0].says[:7] for e in module.exercises if e.kind == "choose"] == ["Not yet"]


@pytest.mark.parametrize("name", module_reading.FIELDS)
def test_the_guide_names_each_field(name):
    assert f"`{name}`" in GUIDE.read_text("utf-8")


def test_the_guide_says_how_many_there_are_and_the_pace_that_is_used():
    said = GUIDE.read_text("utf-8")
    assert f"ships with {len(KEYS)}," in said.replace("\n", " ")
    for language in ("en", "fr", "it", "de"):
        assert str(reading_time.WORDS[language]) in said
    assert f"{reading_time.SIGNS['ja']}\nsigns" in said
