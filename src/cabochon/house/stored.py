"""What is stored and why, made from the declarations themselves: what is not declared there cannot be stored here.

Holds no value of anybody: kinds, fields, purposes, who may see, and how many accounts have which role.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from ..directory import Directory
from ..directory import board_mode_rows as board_mode
from ..directory import board_rows as board
from ..directory import embed_rows as embed
from ..directory import factor_rows as factors
from ..directory import library_rows as library
from ..directory import package_rows as packages
from ..directory import path_rows as paths
from ..directory import review_rows as review
from ..directory import rhythm_rows as rhythm
from ..directory import rows as kept
from ..directory import said_rows as said
from ..directory import screen_rows as screen
from ..directory import trust_rows as trust
from ..directory import verdict_rows as verdict
from ..directory import weekly_rows as weekly
from ..directory.rows import Account
from ..facts.tables import FACTS, TABLES
from ..privacy.roles import MAY
from ..privacy.viewer import ROLES
from ..retail.master import Door, Identifier, Person, Product, Rate, Target, Theme
from ..vocabulary import KINDS, Kind
from ..vocabulary.places import pointer

# What a record is for; a test keeps these complete. Kinds of event also name the abilities of privacy.roles that show
# what is made of them ("figures") and that open their text ("words"; none: no page opens it).
# fmt: off
EVENTS: dict[str, tuple[str, str, str]] = {
    "observation":     ("to see which behaviours a team shows, and agree on one to coach", "measure.behaviour", "record.read"),
    "receipt":         ("to see what was sold together, by product line and by seller",    "measure.sales", ""),
    "survey":          ("to hear how clients felt about their visit",          "measure.client", "comments.read"),
    "traffic":         ("to compare what was sold with how many came in",      "measure.traffic", ""),
    "coaching":        ("to keep what was agreed, and to see that coaching happens",   "measure.coaching", "record.read"),
    "coaching_step":   ("to see that what was agreed is tried and verified",           "measure.coaching", "record.read"),
    "feedback":        ("to let an associate answer what was said of them",            "measure.coaching", "record.read"),
    "contest":         ("to set an entry aside that the person it is about calls wrong", "measure.coaching", "record.read"),
    "huddle":          ("to see that teams meet, and what they work on",               "measure.coaching", "focus.see"),
    "focus":           ("to keep what a door works on, from when until when",          "measure.coaching", "focus.see"),
    "praise":          ("to keep what went well, and to see that it is said",          "measure.coaching", "record.read"),
    "calibration":     ("to see whether those who rate mean the same",                 "measure.programme", ""),
    "assignment":      ("to see what is due, and whether it was done in time",         "measure.engagement", "record.read"),
    "learning":        ("to see which modules were taken, and to show the next step",  "measure.engagement", ""),
    "job_aid":         ("to see which job aids are of use",                            "measure.engagement", ""),
    "signal":          ("to see appointments and follow-ups kept, as they were logged", "measure.behaviour", ""),
    "step_done":       ("to see that processes are kept to",                           "measure.stock", ""),
    "till_closing":    ("to see whether every receipt came in",                        "measure.health", ""),
    "booking":         ("to see which visits led to a service",                        "measure.sales", ""),
    "enrolment":       ("to see which sales led to a care plan or a warranty",         "measure.sales", ""),
    "stock_count":     ("to see how right the books are, by zone",                     "measure.stock", ""),
    "stock_exception": ("to see what is out of the ordinary at a door, naming nobody", "measure.stock", ""),
    "availability":    ("to tell a missed offer from an empty drawer",                 "measure.stock", ""),
    "employment":      ("to compare people of like tenure, and count nobody on leave", "measure.programme", ""),
    "shift":           ("to compare what happened with how many were there",           "measure.engagement", ""),
    "annotation":      ("to mark days that compare with no others",                    "measure.programme", ""),
    "decision":        ("to keep who decided what, and why",                           "measure.programme", ""),
    "plan":            ("to hold a plan against what came of it",                      "measure.programme", ""),
}
MASTER = {
    Door:       ("a boutique, dated",           "gives each event its boutique's day, hours and currency"),
    Person:     ("a staff member under a random id, dated", "shows a name, not an id, to those who may know it"),
    Identifier: ("a code one source uses for a staff member, dated", "tells whose receipt or survey it is"),
    Product:    ("an article of the catalogue, dated", "tells a watch from a strap"),
    Rate:       ("what a currency was worth in the group's, dated", "converts amounts to the group's currency"),
    Target:     ("what a measure should reach, dated, and its owner", "is what tiles and focus periods aim at"),
    Theme:      ("words of a comment theme by language, dated", "finds comments that say something alike"),
}
DIRECTORY = {
    kept.Account:     "lets a person sign in, with a role and boutiques; a password is kept as its hash only",
    kept.Session:     "keeps a person signed in; ends after 30 idle minutes or 12 hours unless set otherwise",
    kept.Link:        "signs a person in once, without a password",
    kept.Tablet:      "makes a device a boutique's own until it is taken back; its cookie is kept as a hash only",
    kept.Pin:         "opens a person's session on a tablet of their boutique; kept as its hash only",
    screen.Screen:    "shows one boutique's figures, without a name, on a screen of its back room; code and cookie kept as hashes",
    board_mode.DoorMode: "keeps which boutiques' Today shows one product line only, who set that, and when",
    kept.Deputyship:  "keeps who lent a manager's rights to whom, and for which days",
    kept.Mentor:      "keeps who was asked to show colleagues how, and what they answered",
    kept.Demo:        "keeps a mentor's demo; recording and words are sealed, and deleted when it is withdrawn",
    kept.Failure:     "slows down who guesses passwords",
    kept.Key:         "lets a till or a client program send events; its secrets are kept as hashes only",
    kept.KeyUse:      "shows which keys nobody uses any more",
    kept.Token:       "lets a program in for an hour in a key's place; kept as its hash only",
    kept.Quarantined: "lets what could not be used be mended; its content is sealed and gone after 30 days",
    kept.Delivery:    "keeps what a source delivered until it is read, sealed for 30 days, and counts what became of it",
    kept.Connection:        "knows a source, how it delivers and how it is read; secrets and passwords are sealed",
    kept.Target:      "knows where statements go by themselves, and which; its secrets are kept sealed",
    kept.Course:      "knows how far each of these has come, and why one does not get on",
    kept.DeadLetter:  "names a statement another store would not take, and its reason; no content",
    kept.Pull:        "knows how far the statements of another record store have been brought over; no content",
    kept.LaunchCheck:   "lets a package be tried out for two hours before learners get it",
    kept.LaunchRequest: "shows what a tried package sent and why it was refused; sealed, gone after 7 days",
    kept.Value:       "holds a setting of the house",
    kept.Unclaimed:   "lets a go-live list name the codes that nobody has claimed",
    kept.Edition:     "holds the versions of the playbook, who wrote and who published them",
    kept.TrackReview: "tells when a talk track was last gone over, and by whom",
    kept.ClockPutRight: "says whose phone showed a wrong time, by how much, with which entry; gone after 7 days of use",
    kept.ClipOfWeek:  "names the clip everybody scores in a week, where somebody chose it",
    kept.Standard:    "keeps what raters agreed a step has to look like, and who noted it",
    kept.PulseVoice:  "tells that an account has answered the pulse of a quarter, as a keyed hash; no answer, no time",
    kept.PulseCount:  "counts the answers of a region to one question of the pulse; names nobody",
    rhythm.Window:    "keeps the times a boutique blocks for observing",
    rhythm.Lookback:  "keeps one thing to keep and one to change of a boutique's week",
    review.ReviewDecision: "keeps what was decided in a weekly review, who sees to it, and what came of it",
    review.ReviewHeld: "keeps that a weekly review was held, when, and which account said so",
    rhythm.Wishes:    "keeps how somebody wants to be reminded: which kinds, which days, by which way, to which address",
    rhythm.Given:     "remembers which reminders were given, so that there are few; gone after 30 days",
    rhythm.Subscription: "lets a browser be knocked at, where its owner allowed it",
    weekly.WeeklyWish: "keeps who wants which place's weekly snapshot by mail, and at which hour",
    weekly.WeeklySent: "remembers which snapshot was sent to whom, so that each goes once, and what its numbers were; gone after 92 days",
    said.SaidWeek:    "keeps what a boutique, a region and the company said of a closed week, as sums, to tell when it is restated; names nobody",
    library.SignOff:  "keeps who vouched for the words of a procedure, and when",
    library.Medium:   "knows the pictures and films of modules, which lie beside it as they are: training material, about nobody",
    library.Pinned:   "keeps which job aids come first for a job role",
    packages.Package: "knows a training package that was brought in, and who offered it to whom",
    packages.Enrolment: "keeps how far somebody is in a package",
    packages.Launch:  "lets a package speak for one person for at most 8 hours; its tokens are kept as hashes only",
    packages.Alias:   "tells which activity of another LMS is which module",
    paths.LearningPath: "says which modules follow each other, and for which job roles",
    paths.Followed:   "remembers which step of a path was assigned to whom, so that it is assigned once",
    factors.Totp:     "lets an account be proved by an authenticator app; its secret is sealed",
    factors.Passkey:  "lets an account be proved by a passkey; holds its public half only",
    factors.Recovery: "signs a person in once who lost their device; kept as its hash only",
    factors.Challenge: "remembers for minutes what a browser was asked; sealed",
    factors.Federated: "knows an account by what the maison's own sign-in calls it, as a keyed hash",
    factors.Provisioned: "knows which accounts the maison's identity system looks after, and what it says of their work",
    factors.Staffing: "tells how what an identity system says of people's work is read; words and codes, about nobody",
    trust.Erasure:    "remembers that somebody was erased, by random id, so that no restore brings them back",
    trust.Themed:     "keeps, of a comment that was erased, the words of themes it was counted by",
    trust.Hold:       "keeps what a court or an auditor asked to be kept from being erased or expiring",
    trust.Retention:  "says how long a kind of record is kept, where somebody chose it",
    trust.Swept:      "counts what expired in a night",
    trust.Agreement:  "keeps whether a country's works council agreed to person-level views, and to which document",
    trust.Pseudonym:  "keeps which number somebody goes by at a boutique while names are off; holds no name",
    trust.Judgement:  "keeps which cells of closed weeks may be shown, so that asking again tells nothing more",
    trust.Instance:   "knows the group's other houses whose weekly sums are pulled; the secret is sealed",
    trust.GroupWeek:  "keeps those weekly sums as that house let them out; names nobody",
    kept.Tally:       "counts the repeats a source sent, by day and boutique; gone after 92 days",
    kept.Mended:      "lets what was mended on a page be taken back; gone after 30 days",
    verdict.Reached:  "keeps what a verdict said and on what, so that a later change of it is told; one person's goes with them",
    verdict.Begun:    "keeps when an episode began and which days it is compared with, so that neither moves later",
    verdict.Pilot:    "keeps a plan for a pilot as it was frozen before it began",
    verdict.Cost:     "keeps what the programme costs, line by line",
    embed.Embed:      "shows a number of closed weeks to whoever has its link, until it ends; kept without the link",
    board.SavedView:  "keeps a dashboard as somebody filtered it, under a name, for themselves alone",
}
# fmt: on
DOCUMENTS = (
    ("State", "remembers where a learner left off in a module", ("agent", "activity", "registration")),
    ("Agent profile", "keeps what a learning tool notes of a person beyond one module", ("agent",)),
    ("Activity profile", "keeps what a learning tool notes of a module, about nobody", ("activity",)),
)


@dataclass(frozen=True, slots=True)
class Field:
    """sealed: its text is kept encrypted, outside the record, and can be forgotten by itself."""

    name: str
    says: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of record. seen: role -> how far, by reach of the may-table; words: the same for sealed text."""

    name: str
    says: str
    purpose: str
    fields: tuple[Field, ...]
    seen: dict[str, str] | None = None
    words: dict[str, str] | None = None

    @property
    def sealed(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.fields if one.sealed)


@dataclass(frozen=True, slots=True)
class Stored:
    """roles: how many accounts that may sign in have each role, as in the may-table. names: who sees staff by name."""

    events: tuple[Record, ...]
    facts: tuple[Record, ...]
    working: tuple[Record, ...]
    master: tuple[Record, ...]
    directory: tuple[Record, ...]
    documents: tuple[Record, ...]
    roles: tuple[tuple[str, int], ...]
    names: dict[str, str]


def stored(directory: Directory) -> Stored:
    count = Counter(account.role for account in directory.find(Account) if not account.disabled)
    tables = [
        (one, Record(one.name, one.says, "", tuple(Field(c.name, c.says) for c in one.columns))) for one in TABLES
    ]
    return Stored(
        events=tuple(_event(kind) for kind in KINDS),
        facts=tuple(record for table, record in tables if table in FACTS),
        working=tuple(record for table, record in tables if table not in FACTS),
        master=tuple(Record(one.__name__, says, purpose, _names(one)) for one, (says, purpose) in MASTER.items()),
        directory=tuple(Record(one.__name__, "", purpose, _names(one)) for one, purpose in DIRECTORY.items()),
        documents=tuple(_document(*one) for one in DOCUMENTS),
        roles=tuple((role, count[role]) for role in ROLES if role != "key"),
        names=reaches("names.see"),
    )


def _event(kind: Kind) -> Record:
    purpose, figures, words = EVENTS[kind.name]
    found = tuple(Field(m.field, m.says, _sealed(pointer(m.path), kind.text)) for m in kind.all)
    text = reaches(words) if words else {}
    return Record(kind.name, kind.says, purpose, found, reaches(figures), text if kind.text else None)


def _document(name: str, purpose: str, keys: tuple[str, ...]) -> Record:
    """What learning tools keep: the agent as a keyed hash; the content, of their making, sealed."""
    plain = (*keys, "id", "content_type", "updated")
    return Record(name, "", purpose, (*(Field(one, "") for one in plain), Field("content", "", sealed=True)))


def reaches(ability: str) -> dict[str, str]:
    """The roles that have an ability, with how far."""
    return {role: MAY[role][ability] for role in ROLES if MAY[role][ability] != "no"}


def _sealed(place: str, text: Iterable[str]) -> bool:
    return any(one == place or one.startswith(f"{place}/") for one in text)


def _names(row: type) -> tuple[Field, ...]:
    return tuple(Field(one.name, "") for one in fields(row))
