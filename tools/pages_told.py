"""Every page worth a picture: where it is, whose eyes it is seen with, what it answers. It makes docs/pages.md."""

from dataclasses import dataclass

from cabochon.privacy.roles import MAY
from cabochon.web import ROUTES
from cabochon.web.page import NAV

PHONE, DESK, DARK, SHEET = "phone", "desk", "dark", "sheet"
HEAD = """<!-- Made by `./run docs` from tools/pages_told.py; change that, not this page. -->

# The pages

What each page answers, who opens it, and how it looks on the pretend maison of `./run demo`, on a Friday afternoon.
Who may open what is settled in [one table](reference/roles.md); what each number means, [here](reference/measures.md).
"""
BELOW = """
## Pages that set up and keep

| address | page | for |
| --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Page:
    """name: of its picture. login: of the demo's cast. address: may hold {person}, {pooled}, {file}, {source}.
    how: what it is seen on.

    title, answers: "" for a picture that other pages of the docs show.
    """

    name: str
    login: str
    address: str
    how: str = DESK
    title: str = ""
    answers: str = ""


# fmt: off
PAGES = (
    Page("today-desktop",     "manager",   "/today",       DESK,  "Today",
         "How do clients feel, what goes along with a watch or a ring, and which steps of a visit were seen?"),
    Page("today-phone",       "manager",   "/today",       PHONE),
    Page("today-dark",        "manager",   "/today",       DARK),
    Page("today-leader",      "leader",    "/today",       DESK),
    Page("behaviours",        "manager",   "/behaviours",  DESK,  "Behaviours",
         "Which of the seven steps is seen how often, what came of it, and where does the offer fade?"),
    Page("behaviours-phone",  "manager",   "/behaviours",  PHONE),
    Page("upskilling",        "leader",    "/upskilling",  DESK,  "Upskilling",
         "Do people practise the right things, is it seen on the floor, and what became of results beside it?"),
    Page("upskilling-phone",  "leader",    "/upskilling",  PHONE),
    Page("number",            "manager",   "/numbers/attach_rate", DESK, "One number",
         "Where does this number come from, how did it move, and what stands behind it?"),
    Page("explore",           "manager",   "/explore?measure=attach_rate&by=daypart&then=weekday", DESK, "Explore",
         "Any number by any two breakdowns that may be told: what is it when, where, of what?"),
    Page("explore-dark",      "manager",   "/explore?measure=attach_rate&by=daypart&then=weekday", DARK),
    Page("doors",             "leader",    "/doors",       DESK,  "Boutiques",
         "Which boutiques differ by more than chance, and how does each of them move?"),
    Page("loss",              "loss",      "/loss",        DESK,  "Loss prevention",
         "Where do counts, exceptions and skipped steps of procedures come together?"),
    Page("loss-phone",        "manager",   "/loss",        PHONE),
    Page("weekly",            "leader",    "/weekly",      DESK,  "Weekly snapshot",
         "The week on one page, to print or to have sent: what moved, what is worth a talk?"),
    Page("review",            "manager",   "/review",      DESK,  "Weekly review",
         "What moved last week beyond noise, what did we decide, and what came of the decision before?"),
    Page("annotations",       "manager",   "/annotations", DESK,  "Marked days",
         "Which days were out of the ordinary, so that nobody takes a launch for a success?"),
    Page("verdicts",          "leader",    "/verdicts",    DESK,  "Did it work?",
         "What has coaching or a module changed, beside what would have come anyway?"),
    Page("verdict",           "leader",    "/verdicts/{pooled}", DESK, "One verdict",
         "How much, how sure, and what should be done next?"),
    Page("signals",           "leader",    "/signals",     DESK,  "What goes with what",
         "Which behaviours stand beside better results, and by how much at most?"),
    Page("pilots",            "leader",    "/pilots",      DESK,  "Pilots",
         "What is tried where, against which boutiques, and when will it be known?"),
    Page("programme",         "leader",    "/programme",   DESK,  "Programme",
         "Do boutiques grow alike, how soon is somebody new there, and is it worth its cost?"),
    Page("results",           "author",    "/results",     DESK,  "Results of modules",
         "Who finished which module, and did it change what is done on the floor?"),
    Page("brand",             "partner",   "/brand",       DESK,  "Your brand",
         "How does one brand do in this house, in sums alone?"),
    Page("pulse",             "leader",    "/pulse",       DESK,  "Pulse",
         "How do teams feel about being coached, by region alone?"),
    Page("group",             "leader",    "/group",       DESK,  "Group",
         "How do the group's other houses do, week by week?"),
    Page("golive",            "leader",    "/golive",      DESK,  "Go-live",
         "What is still missing before a boutique counts?"),
    Page("data-health",       "leader",    "/data-health", DESK,  "Data health",
         "Which numbers may be trusted today, and what has to be mended?"),
    Page("floor-now",         "manager",   "/floor",       PHONE, "Floor: now",
         "What does this hour ask for?"),
    Page("floor-observe",     "manager",   "/floor/observe", PHONE, "Floor: observe",
         "One visit marked in under a minute."),
    Page("floor-coach",       "manager",   "/floor/coach?associate={person}", PHONE, "Floor: coach",
         "Two things that went well and one for next time, in private."),
    Page("floor-focus",       "manager",   "/floor/focus", PHONE, "Floor: the focus",
         "One behaviour for two weeks: where did it start, and where is it now?"),
    Page("me",                "associate", "/me",          PHONE, "My page",
         "What does the house know of me, and how do I do?"),
    Page("connections",       "admin",     "/connections", DESK,  "Connections",
         "Which tills, survey tools and door counters deliver, how does each stand, and how is another connected?"),
    Page("connecting",        "admin",     "/connections/files/{file}", DESK, "A file, before it is brought in",
         "What does each column mean, what would come of the rows, and what is wrong with which?"),
    Page("connecting-columns", "admin",    "/connections/files/{file}#how", DESK),
    Page("connecting-phone",  "admin",     "/connections/files/{file}", PHONE),
    Page("connection",        "admin",     "/connections/{source}", DESK, "One connection",
         "What came, what became of it, and which address and secrets does its sender use?"),
    Page("huddle-sheet",      "manager",   "/floor/huddle/sheet", SHEET),
)
# fmt: on
ALSO = {DARK: "in the dark", PHONE: "on a phone", DESK: "above the boutique"}
CALLED = {
    "ld_author": "L&D author",
    "hq_leader": "leader at headquarters",
    "lp_lead": "loss-prevention lead",
    "manager": "store manager",
}  # fmt: skip


def written() -> str:
    """docs/pages.md"""
    parts = [HEAD]
    for page in PAGES:
        if page.title:
            parts.append(_section(page))
    shown = {page.address.partition("?")[0] for page in PAGES if page.title}
    rest = [line for line in NAV if line[0] not in shown]
    rows = "".join(f"| `{address}` | {title} | {whom(ability)} |\n" for address, title, ability in rest)
    return "\n".join(parts) + BELOW + rows


def whom(ability: str) -> str:
    """The roles that have it, as they are called."""
    found = [role for role in MAY if role not in ("key", "anonymous") and MAY[role][ability] != "no"]
    return ", ".join(CALLED.get(role, role.replace("_", " ")) for role in found)


def _section(page: Page) -> str:
    where = page.address.partition("?")[0].replace("{pooled}", "…")
    more = [other for other in PAGES if not other.title and other.address == page.address]
    alike = ", ".join(f"[{ALSO[other.how]}](pictures/{other.name}.png)" for other in more)
    return (
        f"## {page.title}\n\n`{where}` · for: {whom(_ability(page.address))}\n\n{page.answers}\n\n"
        f"![{page.title}](pictures/{page.name}.png)\n" + (f"\nAlso {alike}.\n" if alike else "")
    )


def _ability(address: str) -> str:
    """Of the route an address takes: word by word, a word in braces fits any."""
    asked = address.partition("?")[0].split("/")
    for method, path, _, ability, _ in ROUTES:
        words = path.split("/")
        if method == "GET" and len(words) == len(asked) and all(
            word == other or word.startswith("{") for word, other in zip(words, asked, strict=True)
        ):  # fmt: skip
            return ability
    raise LookupError(address)
