"""The ways a number can be cut, and which fact tables carry the columns for it.

Facts and measures do not know each other; tests/measures holds CARRIES against facts.tables.
"""

from functools import cache

# fmt: off
CUTS = {  # cut -> what its values are
    "day":          "business day, 2026-03-01",
    "week":         "the Monday it begins on, 2026-02-23",
    "weekday":      "1 (Monday) to 7",
    "hour":         "local hour, 0 to 23",
    "daypart":      "morning, midday, evening",
    "boutique":     "door code",
    "region":       "the door's region on that day",
    "door_type":    "boutique, flagship ...",
    "associate":    "person id",
    "coach":        "person id of who coached, observed or gave it",
    "rater":        "person id of who rated a shared clip",
    "job_role":     "advisor, stock, cashier, manager",
    "tenure":       "months since the hire: 0-3, 3-6, 6-12, 12+",
    "product_line": "watch, jewelry, other",
    "brand":        "from the catalogue",
    "collection":   "from the catalogue",
    "segment":      "local, traveller, vip",
    "zone":         "zone of the boutique",
    "module":       "module key",
    "behaviour":    "behaviour key",
    "item":         "question key of a module",
    "aid":          "job aid key",
    "scored":       "what the visit's survey said: five, other or nothing",
    "tag":          "launch, holiday, promotion, staffing, other; nothing on ordinary days",
    "source":       "who told us, or where it was given",
    "kind":         "receipt, observation, survey; of a receipt's line its kind",
}
PERSONS = frozenset({"associate", "coach", "rater"})  # cuts that name somebody
SELLERS = frozenset({"associate", "job_role", "tenure"})
GOODS = ("product_line", "brand", "collection")
OVERLAP = frozenset({*GOODS, "tag"})  # one event may stand in several parts
ALIASES = {"shift": "daypart"}
DERIVED = {"week": "day", "weekday": "day", "tag": "day"}  # cut -> the column it is made from

HERE     = ("day", "boutique", "region", "door_type")
PERSONAL = ("associate", "job_role", "tenure")
THEN     = ("daypart", "hour")
SHARED  = ("grain", *HERE, *PERSONAL, *GOODS, "segment", *THEN)
CARRIES = {  # table -> the columns it can be cut by, and `grain` where one event has several rows
    "receipt":     SHARED,
    "survey":      (*SHARED, "source"),
    "step":        (*SHARED, "coach", "behaviour", "scored"),
    "visit":       SHARED,
    "line":        (*HERE, *GOODS, "kind"),
    "link":        (*HERE, "source", "kind"),
    "traffic":     (*HERE, *THEN),
    "coached":     (*HERE, *PERSONAL, *THEN, "coach", "behaviour"),
    "watched":     (*HERE, *PERSONAL, *THEN, "coach"),
    "action":      (*HERE, *PERSONAL, "coach", "behaviour", "module", "source"),
    "huddle":      (*HERE, *THEN, "behaviour"),
    "praise":      (*HERE, *PERSONAL, *THEN, "behaviour"),
    "rating":      (*HERE, "rater", "behaviour"),
    "signal":      (*HERE, *PERSONAL, "product_line", *THEN),
    "appointment": (*HERE, *PERSONAL, "product_line"),
    "follow_up":   (*HERE, *PERSONAL),
    "sop":         (*HERE, *PERSONAL),
    "stock":       (*HERE, "zone"),
    "exception":   (*HERE, *THEN, "zone", "kind"),
    "ticket":      (*HERE, *THEN),
    "closing":     HERE,
    "listing":     HERE,
    "learnt":      (*HERE, *PERSONAL, *THEN, "module", "item"),
    "assigned":    (*HERE, *PERSONAL, "module"),
    "aid":         (*HERE, *PERSONAL, "aid"),
    "shift":       (*HERE, *PERSONAL, "daypart"),
    "staff":       ("boutique", "associate", "job_role"),
    "leave":       (),
    "outside":     ("day", "boutique", "source"),
}
COLUMNS = {("staff", "associate"): "person"}  # (table, cut) -> its column, where it is called otherwise
WHY = {  # (table or "", cut) -> why it cannot
    ("traffic", "associate"):    "the door counter does not know who served",
    ("traffic", "job_role"):     "the door counter does not know who served",
    ("traffic", "tenure"):       "the door counter does not know who served",
    ("traffic", "product_line"): "the door counter does not know what a client looked at",
    ("ticket", "associate"):     "exceptions are counted by door, never by person",
    ("exception", "associate"):  "exceptions are counted by door, never by person",
    ("stock", "associate"):      "a count is of a zone, not of a person",
    ("line", "associate"):       "a line of a receipt does not name its seller",
    ("link", "associate"):       "a link names events, not people",
    ("outside", "associate"):    "the house counts it by feed, not by person",
    ("", "coach"):               "only an observation, a coaching moment or an action has a coach",
    ("", "rater"):               "only a rating of a shared clip has a rater",
    ("", "behaviour"):           "only a step of an observation, coaching and ratings have a behaviour",
    ("", "scored"):              "only a step of an observation knows what its visit was scored",
    ("", "source"):              "only a link, a survey or an action says where it came from",
    ("", "kind"):                "only a link or a receipt's line has a kind",
    ("", "zone"):                "only counts and exceptions have a zone",
    ("", "module"):              "only learning and actions have a module",
    ("", "item"):                "only an answered question has one",
    ("", "aid"):                 "only the opening of a job aid has one",
    ("", "segment"):             "only a sale and what belongs to its visit have a client segment",
}
# fmt: on


def columns_of(table: str) -> tuple[str, ...]:
    return CARRIES[table]


@cache
def cuts_of(table: str) -> frozenset[str]:
    """The cuts its rows can make."""
    carried = CARRIES[table]
    return frozenset(
        cut for cut in CUTS if DERIVED.get(cut, cut) in carried and (cut != "tag" or "boutique" in carried)
    )


def why(table: str, cut: str) -> str:
    """Why a table cannot make a cut, as the end of a sentence."""
    return WHY.get((table, cut)) or WHY.get(("", cut)) or f"the {table} facts do not record it"


def grain_of(table: str, columns: frozenset[str]) -> int | None:
    """The bit of `grain` of the rows that count under these columns (facts/cuts.py); None: one row an event."""
    if "grain" not in CARRIES[table]:
        return None
    subset = sum(1 << i for i, column in enumerate(GOODS) if column in columns)
    return 1 << subset + (0 if columns.isdisjoint(SELLERS) else 8)
