"""What axe finds at fault on a page, by the rules that hold for every page."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = {"runOnly": RULES, "resultTypes": ["violations"]}  # to name all that passed takes longer than to look


def faults(page):
    """Every rule a page breaks, and the first places where."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=ASKED).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:4]) for one in found]
