"""What to write instead of a name, in the note's own language; which that is by its little words or its script."""

import re

LITTLE = {
    "en": "the and for with to of was she he her his at in is by on about from after wants loved tried my not but who",
    "fr": "le la les de des un une et pour avec est sur au aux du son sa elle il très pas par chez veut a en",
    "it": "il lo la gli di che per con è una del della ha si non al suo sua anche dopo molto vuole e da",
    "de": "der die das und für mit ist war hat nicht ein eine von zu bei am im auf sehr möchte wollte nach sich dem den",  # noqa: E501
    "es": "el la los las de que y para con es una del se no al su por muy quiere en un después también",
}
OFFERS = {
    "en": ("the client", "her husband", "his wife"), "fr": ("la cliente", "le client", "son mari", "sa femme"),
    "it": ("la cliente", "il cliente", "suo marito", "sua moglie"),
    "de": ("die Kundin", "der Kunde", "ihr Mann", "seine Frau"),
    "es": ("la clienta", "el cliente", "su marido", "su mujer"), "ja": ("お客様", "ご主人様", "奥様"),
    "zh": ("客人", "她先生", "他太太"), "ar": ("العميلة", "العميل", "زوجها", "زوجته"),
}  # fmt: skip
WORD = re.compile("[a-zà-öø-ÿāăąćčďđēęěğīİıłńňőœřśşšťůűźżž]+")


def language_of(text: str) -> str:
    """en, fr, it, de, es, ja, zh or ar; "en" where nothing tells. Of two that score alike the first in `LITTLE`."""
    for language, script in (("ja", "[\u3041-\u30ff]"), ("zh", "[\u4e00-\u9fff]"), ("ar", "[\u0621-\u064a]")):
        if re.search(script, text):
            return language
    words = WORD.findall(text.lower())
    score = {language: sum(word in little.split() for word in words) for language, little in LITTLE.items()}
    best = max(score, key=lambda language: score[language])
    return best if score[best] else "en"
