"""Names of people in Latin letters by lists and by what stands beside them: "Anna", "Rose tried", not "Rose gold".

One pass over the words of a note. A listed name that is nothing else counts wherever it stands in its capital. One that
is a word, a place or a product too counts beside a verb, another name or a relation. A word nobody listed counts where
only a person can stand: before "returned", after "client". The page runs the same steps: static/js/names.js.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from . import name_lists
from .note_rules import CAP, L
from .trade_words import TRADE

WORD = rf"[{L}]+(?:['’][{L}]+)*|&"
ELIDED = r"^(?:[cdjlmnst]|qu|dell|dall|all|nell|sull|un|quell|quest|sant)['’]"
OWN = r"['’]s$"
STREETS = (
    r"(?:rue|via|viale|corso|avenue|av|boulevard|bd|place|piazza|piazzale|calle|paseo|plaza|gran|quai|faubourg|galerie|"
    r"galleria|hotel|hôtel|hôtels|saint|sainte|san|sankt|st|santa|santo|port|porto|mont|monte|lake|lac|lago|cafe|café)"
    rf"[\s-]\.?(?:(?:de|du|des|della|del|di|la|le|les|los|las|d|dei|saint|von)[\s'’-]){{0,2}}[{L}]{{2,30}}"
    rf"(?:[\s-][{CAP}][{L}]{{1,30}})?"
)
TOWN = rf"[{L}]{{2,30}}(?:\s[{L}]{{2,30}})?\s(?:street|road|avenue|square|lane|mall|airport|station|hotel|straße|platz)"
GERMAN = (
    "der das und nicht ist hat mit für wollte möchte sehr eine ein kam kommt bei nach zum zur von im wird kundin kunde noch "  # noqa: E501
    "auf den dem uhr vom sucht fragt wartet ohne aus sich über nächste gut gute im als beim"
)
BETWEEN = r"(?:[\s-]|\s?[&]\s?|\s?[CcDdJjLlMmNnSsTt]['’]|[CcDdJjLlMmNnSsTt]['’]|\s(?:[Dd]ell|[Aa]ll|[Dd]all)['’])"
NO_PERSON = "['’]|(?:ing|tion|ment|ness|ity|ance|ence|ship|ly|ung|heit|keit|schaft|ción|sión|dad|zione|sione|ità|té)$"
DONE = "..(?:é|ée|és|ées|[^o]u|ue|is|ise|ert)$|^été$"
ACTS = ("is", "est", "è", "ist", "está", "was", "war", "era", "estaba", "was", "était")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: where it stands without its elision and its 's; low: in lower case."""

    start: int
    end: int
    low: str
    capital: bool
    title: bool  # a capital, then small letters
    own: bool  # it had 's
    kind: str  # "name", "both", "trade", "staff", ""
    covered: bool  # part of a phrase of the trade or of a street


def people(text: str, staff: frozenset[str], words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Places of names in a folded text, in order. staff, words: lower case, word by word."""
    tokens = [*_tokens(text, staff, words)]
    german = len({token.low for token in tokens} & _GERMAN) > 0 or bool(re.search("[äöüß]", text))
    told = [_told(text, tokens, i, german) for i in range(len(tokens))]
    i = 0
    while i < len(tokens):
        if not told[i]:
            i += 1
            continue
        last, j = i, i + 1
        while j < len(tokens) and j - last < 3 and _joined(text, tokens[j - 1], tokens[j]):
            one = tokens[j]
            if one.capital and (told[j] or _goes_on(one, german)):
                last, j = j, j + 1
            elif one.low in _PARTICLES:
                j += 1
            else:
                break
        if i and tokens[i - 1].title and not tokens[i - 1].covered and text[tokens[i - 1].end : tokens[i].start] == "-":
            i -= 1
        yield tokens[i].start, tokens[last].end
        i = last + 1


def _goes_on(one: Token, german: bool) -> bool:
    """May this word be the rest of a name that stands before it?"""
    if one.covered or one.low in _SUBJECTS:
        return False
    return one.kind in ("name", "both") or (one.kind == "" and one.title and not german)


def _tokens(text: str, staff: frozenset[str], words: frozenset[str]) -> Iterator[Token]:
    covered = bytearray(len(text))
    for pattern in (_PHRASES, _STREETS, _TOWN):
        for found in pattern.finditer(text):
            covered[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    for found in _WORD.finditer(text):
        start, end = found.span()
        word = found[0]
        if elided := _ELIDED.search(word):
            start, word = start + elided.end(), word[elided.end() :]
        own = _OWN.search(word) is not None
        if own:
            end, word = end - 2, word[:-2]
        if word:
            capital = word[0] != word[0].lower() and not (1 < len(word) < 4 and word == word.upper())  # GIA, VIP, CHF
            title = capital and len(word) > 2 and word[1:] == word[1:].lower() and word[1:] != word[1:].upper()
            low = word.lower()
            yield Token(start, end, low, capital, title, own, _kind(low, staff, words), bool(covered[start]))


def _kind(low: str, staff: frozenset[str], words: frozenset[str]) -> str:
    if low in staff:
        return "staff"
    if low in _NAMES:
        return "both" if low in _BOTH or low in TRADE or low in words else "name"
    if low in TRADE or low in words:
        return "trade"
    return "name" if low not in _NEVER and name_lists.family_ending(low) else ""


def _told(text: str, tokens: list[Token], i: int, german: bool) -> bool:
    """Does this word name a person, by itself or by its neighbours?"""
    one = tokens[i]
    if one.covered or one.kind in ("staff", "trade"):
        return False
    before = tokens[i - 1] if i and _joined(text, tokens[i - 1], one) else None
    after = tokens[i + 1] if i + 1 < len(tokens) and _joined(text, one, tokens[i + 1]) else None
    then = tokens[i + 2] if after and i + 2 < len(tokens) and _joined(text, after, tokens[i + 2]) else None
    if one.kind == "name":
        if one.capital:
            return True
        return (
            one.low in _GIVEN
            and len(one.low) > 3
            and (_acts(one, after, then) or bool(before and before.low in _WITH and before.low not in _AND))
        )
    if (
        one.capital
        and before
        and before.low == "the"
        and one.low.endswith("s")
        and one.low[:-1] in _NAMES
        and one.low[:-1] not in _BOTH
    ):
        return True  # the Johnsons
    if not one.capital or one.low in _NEVER:
        return False
    if one.kind == "both":
        return _both(tokens, i, before, after, then)
    return _unlisted(one, before, after, then, german)


def _both(tokens: list[Token], i: int, before: Token | None, after: Token | None, then: Token | None) -> bool:
    one = tokens[i]
    if _acts(one, after, then) or (one.own and after is not None and after.low in _RELATIONS):
        return True
    for near, far in ((before, tokens[i - 2] if i > 1 else None), (after, then)):
        if near and near.kind == "name" and near.capital and not near.covered:
            return True
        if near and far and near.low in _AND and far.kind == "name" and far.capital and not far.covered:
            return True
    if after and then and after.low in _AND and then.low in _WHOSE:  # "and her sister"
        return True
    if before is None or one.low in TRADE:
        return False
    return before.low in _CLIENTS or (one.low not in _NOUNS and before.low in _WITH and before.low not in _AND)


def _unlisted(one: Token, before: Token | None, after: Token | None, then: Token | None, german: bool) -> bool:
    if not one.title or one.low in _SUBJECTS or one.low in _VERBS or _NO_PERSON.search(one.low):
        return False
    if before and before.low in _CLIENTS and (not german or before.low in ("familie", "ehepaar")):
        return True
    return not german and _acts(one, after, then) and not (after and (after.low in _AUX or len(after.low) < 3))


def _acts(one: Token, after: Token | None, then: Token | None) -> bool:
    """Does a verb follow that is said of people?"""
    if after is None or after.capital:
        return False
    if after.low in ACTS and then and then.low in _PAST:
        return True
    if after.low in _CLITICS and then and then.low in _VERBS and then.low not in _AUX:
        return True
    if after.low == "a":  # French: she has; English: a ring
        return bool(then and _DONE.search(then.low))
    if after.low in _VERBS:
        return after.low not in _AUX or not (one.low in TRADE or one.low in _NOUNS)
    return False


def _joined(text: str, one: Token, other: Token) -> bool:
    """Is nothing but a space, a hyphen or an elision between them?"""
    between = text[one.end + 2 * one.own : other.start]
    return len(between) <= 4 and _BETWEEN.fullmatch(between) is not None


@lru_cache(maxsize=1)
def data() -> dict[str, object]:
    """What the page needs to run the same steps: lists as one string each, patterns as sources."""
    lists = {name: " ".join(sorted(found)) for name, found in _LISTS.items()}
    return {
        "lists": lists, "word": WORD, "elided": ELIDED, "own": OWN, "streets": rf"(?<![{L}])(?:{STREETS})", "town": TOWN,  # noqa: E501
        "phrases": _PHRASES.pattern, "between": f"^{BETWEEN}$", "ending": f"(?:{name_lists.ENDINGS})$", "acts": ACTS, "no_person": NO_PERSON, "done": DONE,  # noqa: E501
    }  # fmt: skip


_GIVEN = name_lists.names("given")
_NAMES = _GIVEN | name_lists.names("family")
_BOTH, _NOUNS, _NEVER = (name_lists.words(one) for one in ("both", "nouns", "never"))
_NEVER -= _BOTH | _NAMES
_VERBS, _AUX, _PAST, _WITH, _AND = (name_lists.words(one) for one in ("verbs", "aux", "past", "with", "and"))
_CLIENTS, _RELATIONS, _PARTICLES = (name_lists.words(one) for one in ("clients", "relations", "particles"))
_CLITICS, _WHOSE = name_lists.words("clitics"), name_lists.words("whose")
_SUBJECTS = name_lists.words("subjects")
_GERMAN = frozenset(GERMAN.split())
_LISTS = {
    "given": _GIVEN, "names": _NAMES - _GIVEN, "both": _BOTH, "nouns": _NOUNS, "never": _NEVER, "verbs": _VERBS, "aux": _AUX,  # noqa: E501
    "past": _PAST, "with": _WITH, "and": _AND, "clients": _CLIENTS, "relations": _RELATIONS, "particles": _PARTICLES,
    "subjects": _SUBJECTS, "clitics": _CLITICS, "whose": _WHOSE, "german": _GERMAN,
}  # fmt: skip
_WORD, _ELIDED, _OWN = re.compile(WORD), re.compile(ELIDED, re.IGNORECASE), re.compile(OWN, re.IGNORECASE)
_BETWEEN, _NO_PERSON, _DONE = re.compile(BETWEEN), re.compile(NO_PERSON), re.compile(DONE)
_STREETS, _TOWN = re.compile(rf"(?<![{L}])(?:{STREETS})", re.IGNORECASE), re.compile(TOWN, re.IGNORECASE)
_PHRASES = re.compile(
    rf"(?<![{L}0-9])(?:"
    + "|".join(
        re.escape(one).replace("\\ ", r"[\s-]").replace("\\-", "-").replace("\\&", "&") for one in name_lists.phrases()
    )
    + rf")(?![{L}0-9])",
    re.IGNORECASE,
)
