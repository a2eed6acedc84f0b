"""What the code offers stands in the docs, and what the docs say is there."""

import re
from pathlib import Path

import pytest

from cabochon.cli import COMMANDS
from cabochon.cli.reference import pages
from cabochon.connectors import KINDS as FEEDS
from cabochon.measures.catalogue import CATALOGUE
from cabochon.privacy.viewer import ROLES
from cabochon.settings import SETTINGS
from cabochon.vocabulary import KINDS

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_reference_page_is_what_the_code_makes(name):
    assert (REFERENCE / name).read_text("utf-8") == pages()[name], "run ./run docs"


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("settings.md", [s.name for s in SETTINGS]),
        ("measures.md", [m.key for m in CATALOGUE]),
        ("kinds.md", [k.name for k in KINDS]),
        ("feeds.md", list(FEEDS)),
        ("roles.md", [r.replace("_", " ") for r in ROLES]),
        ("commands.md", [c.name for c in COMMANDS]),
    ],
)
def test_everything_the_code_offers_stands_in_its_page(page, names):
    text = (REFERENCE / page).read_text("utf-8")
    assert [name for name in names if name not in text] == []


def test_every_link_in_the_docs_leads_somewhere():
    dead = []
    for page in (ROOT / "README.md", ROOT / "SECURITY.md", *ROOT.glob("docs/**/*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8")):
            if "://" not in target and "media:" not in target and not (page.parent / target).exists():
                dead.append(f"{page.relative_to(ROOT)}: {target}")
    assert dead == []


def test_the_readme_names_the_two_commands():
    text = (ROOT / "README.md").read_text("utf-8")
    assert "./run demo" in text
    assert "./run test" in text


def test_every_task_of_run_is_described():
    told = (ROOT / "README.md").read_text("utf-8")
    tasks = re.findall(r"^([a-z]+)\(\) \{ # ", (ROOT / "run").read_text("utf-8"), re.MULTILINE)
    wanted = ("demo", "setup", "test", "check", "bench", "serve", "docs", "browser")
    assert [task for task in wanted if task not in tasks or f"`{task}`" not in told] == []
