"""What columns and kinds of sale are called by senders, in eight languages; the words stand in headings.toml."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

LONGEST = 300  # characters of a heading; a survey's may be a whole question
_MARKS = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|[*?!:]+$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# fmt: off
_SAME = {word: name for name, words in {
    "no": "number num nr nbr numero nummer n nro num.",
    "code": "cod cd codigo codice kode",
    "qty": "quantity qte qt qta quantite quantita cantidad cant qnt",
    "amount": "amt montant mt mnt importo imp importe betrag betr",
    "transaction": "trans txn trx tran transazione transaccion transaktion",
    "date": "dt datum data fecha",
    "ref": "reference referenz referencia riferimento rif",
    "article": "art artikel articolo articulo",
    "shop": "store magasin mag negozio neg tienda filiale filial fil laden boutique btq geschaft",
    "receipt": "rcpt ticket tkt bon beleg scontrino recibo",
    "associate": "assoc associates assistant",
    "employee": "emp empl employe employee empleado dipendente",
    "vat": "tax tva iva mwst ust taxe taxes steuer impuesto impuestos imposta",
    "excl": "ex excluding exkl ohne hors sin escluso esclusa excluded before ht",
    "incl": "including inkl mit con incluso inclusa included after ttc",
    "net": "netto neto nett",
    "gross": "brutto bruto lordo brut",
    "percent": "pct percentage prozent satz rate taux aliquota tasa",
    "count": "cnt nombre nb anzahl anz",
    "unit": "einzel unitaire unitario unitaria",
    "submitted": "submission soumission abgesendet envio invio sent enviado inviato",
    "satisfied": "satisfaction satisfait satisfaite zufrieden zufriedenheit gesamtzufriedenheit satisfecho "
                 "satisfaccion soddisfatto soddisfazione",
    "comment": "comments commentaire commentaires kommentar kommentare comentario comentarios commento commenti",
}.items() for word in words.split()}
def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


SMALL = _set(
    "de du des d l la le les un une di del della dello dei delle il lo the of a an el los las y e et and und der die "
    "das den dem im am in per par por pour for your our you were was is are any with at to s"
)
WEAK = _set("no code count id total")
TURNS = _set(  # words that make another thing of what they stand beside
    "percent excl incl net gross vat unit average avg ytd previous last original planned budget target max min "
    "discount remaining cumulative"
)
PERSONAL = _set(
    "customer customers client clients kunde kunden cliente clienti clientes phone mobile tel telefon telephone "
    "telefono email mail address adresse indirizzo direccion card iban birthday dob passport "
    "latitude longitude ip recipient "
    "顧客 客户 お客様 عميل عملاء هاتف جوال بريد"
)
UNTAXED = ("不含", "未税", "税抜", "税別", "税込", "含税", "単価", "单价", "累計", "累计", "目標", "目标")
# fmt: on


def plain(text: str) -> str:
    """A heading without case, accents and punctuation: "N° de Ticket" is "n de ticket"."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return _MARKS.sub(" ", bare).strip()


@cache
def headings(field: str) -> dict[str, int]:
    """Plain heading -> how far down the list it stands; 0 is the field's own name."""
    names = (field, *str(_words().get(field, "")).split("|"))
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        if bare := plain(name):
            found.setdefault(bare, place)
    return found


def vocabulary() -> list[str]:
    """Every heading we know, as it is written."""
    return [name for words in _words().values() if isinstance(words, str) for name in words.split("|")]


@lru_cache(maxsize=65_536)
def fits(field: str, heading: str) -> float:
    """How well a heading names a field: 1 wholly, less if it is shortened or words stand around it, 0 not at all."""
    return max((_fit(field, form) * weight for form, weight in forms(heading)), default=0.0)


@lru_cache(maxsize=8192)
def forms(heading: str) -> tuple[tuple[str, float], ...]:
    """What a heading may mean to say, plain, and how much that counts: as it stands, without what is in brackets, with
    the words of NetAmount apart."""
    if len(heading) > LONGEST:
        return ()
    text = unicodedata.normalize("NFKC", heading).replace("%", " percent ").replace("#", " no ").replace("№", " no ")
    bare = _BRACKETS.sub(" ", text)
    found = {plain(heading) if text == heading else plain(text): 1.0}
    for form, weight in ((bare, 0.99), (_CAMEL.sub(" ", bare), 0.98)):
        if name := plain(form):
            found.setdefault(name, weight)
    return tuple((form, weight) for form, weight in found.items() if form)


def _fit(field: str, bare: str) -> float:
    known = headings(field)
    if bare in known:
        return 1.0 - min(known[bare], 100) / 1000
    tight = bare.replace(" ", "")
    if tight in _tight(field):
        return 0.88
    words = tokens(bare)
    if words & PERSONAL:  # of a client only what is called so wholly
        return 0.0
    by_word = max((_alike(words, name) for name in _sharing(field, words)), default=0.0)
    return max(by_word, _inside(field, tight) if not tight.isascii() else 0.0)


def _alike(words: frozenset[str], name: frozenset[str]) -> float:
    """0.9 where they are of the same words; less the more other words stand around a name; 0 where some of it lack."""
    if words == name:
        return 0.9
    common = _weight(words & name)
    if common < 0.75 * _weight(name) or common < 0.5:
        return 0.0
    turned = any(one in TURNS and one not in name for one in words)
    return (0.4 + 0.45 * common / _weight(words)) * (0.4 if turned else 1.0)


def _weight(words: frozenset[str]) -> float:
    return sum(0.05 if one in SMALL else 0.3 if one in WEAK else 1.0 for one in words)


def _inside(field: str, tight: str) -> float:
    """Of languages that write no spaces: the longest name inside."""
    longest = max((len(name) for name in _tight(field) if len(name) > 1 and not name.isascii() and name in tight
                   and not any(one in tight and one not in name for one in UNTAXED)), default=0)  # fmt: skip
    return 0.4 + 0.45 * longest / len(tight) if longest else 0.0


@lru_cache(maxsize=8192)
def tokens(bare: str) -> frozenset[str]:
    """The words of a plain heading, abbreviations and the same word of several languages as one; without articles."""
    words = [one.removeprefix("\u0627\u0644") if len(one) > 4 else one for one in bare.split()]
    return frozenset(_SAME.get(one, one) for one in words if not (one == "art" and len(words) == 1)) or frozenset(words)


@cache
def _tight(field: str) -> frozenset[str]:
    return frozenset(name.replace(" ", "") for name in headings(field))


@cache
def _named(field: str) -> dict[str, set[frozenset[str]]]:
    found: dict[str, set[frozenset[str]]] = {}
    for name in headings(field):
        for word in (words := tokens(name)):
            found.setdefault(word, set()).add(words)
    return found


def _sharing(field: str, words: frozenset[str]) -> set[frozenset[str]]:
    named = _named(field)
    return {name for one in words - SMALL for name in named.get(one, ())}


@cache
def sale_types() -> dict[str, str]:
    """What tills write, plain -> our kind of sale."""
    return {plain(word): kind for kind, words in _words()["sale_types"].items() for word in (kind, *words.split("|"))}


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / "headings.toml").read_text("utf-8"))
