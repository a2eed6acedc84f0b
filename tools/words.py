"""The words that people read, gathered from templates, Python and scripts into `languages/words/<language>.po`.

./run words                        bring every .po file up to date: keeps what is translated, drops what is gone
./run words --missing [LANGUAGE]   how many are not translated, and which
./run words --missing LANGUAGE --json   the same as JSON to fill in
./run words --fill FILE.json LANGUAGE   {English: its translation, or the list of its plural forms}
./run words --loose                calls of say() whose words could not be found
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from babel.messages.plurals import get_plural
from babel.messages.pofile import normalize, read_po
from words_found import Found, Key, gathered

from cabochon.languages import LANGUAGES, SOURCE
from cabochon.languages.catalogue import FOLDER, misfit, misfit_forms, plural_forms

OTHERS = tuple(one for one in LANGUAGES if one != SOURCE)
Said = dict[Key, tuple[str, ...]]


def read(language: str) -> Said:
    """What is written down, whether it fits or not; empty where there is nothing."""
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        found = read_po(file, locale=language)
    pairs = ((one.id, one.string) for one in found if one.id)
    return {(key,) if isinstance(key, str) else tuple(key): (said,) if isinstance(said, str) else tuple(said)
            for key, said in pairs}  # fmt: skip


def fault(key: Key, said: Sequence[str], language: str) -> str:
    """Why a translation can not stand; "" when it can."""
    if len(key) == 1:
        return misfit(key[0], said[0]) if len(said) == 1 else "has plural forms, and the English has none"
    return misfit_forms(key[0], key[1], said, get_plural(language).num_plurals)


def missing(found: Found, language: str) -> dict[Key, str]:
    """What is not translated, or not so that it can be used, and why."""
    said = read(language)
    return {key: why for key in sorted(found.places) if (why := fault(key, said.get(key, ("",)), language))}


def write(found: Found, language: str, said: Said) -> bool:
    """Put the file in its form; whether that changed it. The same words make the same bytes."""
    plural = get_plural(language)
    head = (f"Language: {language}", "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8",
            "Content-Transfer-Encoding: 8bit", f"Plural-Forms: {plural_forms(language)}")  # fmt: skip
    lines = [
        f"# Cabochon in {LANGUAGES[language]}: docs/guides/languages.md says how to work on it.",
        'msgid ""',
        'msgstr ""',
    ]
    lines += [f'"{line}\\n"' for line in head]
    for key in sorted(found.places):
        lines += ["", *(f"#. {place} {' '.join(what.split())}" for place, what in stands(found.stand.get(key, {})))]
        lines += [f"#: {place}" for place in sorted(found.places[key])]
        lines.append(f"msgid {quoted(key[0])}")
        if len(key) == 1:
            lines.append(f"msgstr {quoted((*said.get(key, ()), '')[0])}")
            continue
        lines.append(f"msgid_plural {quoted(key[1])}")
        forms = said.get(key, ())
        lines += [f"msgstr[{n}] {quoted(forms[n] if n < len(forms) else '')}" for n in range(plural.num_plurals)]
    text, path = "\n".join(lines) + "\n", FOLDER / f"{language}.po"
    if path.exists() and path.read_text("utf-8") == text:
        return False
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return True


def stands(places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """For the translator: what {1} is. Tags speak for themselves."""
    return ((place, what) for place, what in sorted(places.items()) if place.startswith("{") and len(what) < 200)


def quoted(text: str) -> str:
    return str(normalize(text, width=0))


# The commands


def fill(found: Found, path: Path, language: str) -> int:
    """Write a JSON file's translations in; what does not fit or is not known is told and left out."""
    said, faults, filled = read(language), list[str](), 0
    for english, wanted in json.loads(path.read_text("utf-8")).items():
        forms = (wanted,) if isinstance(wanted, str) else tuple(wanted)
        plural = not isinstance(wanted, str) and len(wanted) == get_plural(language).num_plurals
        keys = [key for key in found.places if english in key and (len(key) > 1) == plural]
        why = fault(keys[0], forms, language) if keys else "is no message of the product"
        if why:
            faults.append(f"{english!r} {why}")
        else:
            said |= dict.fromkeys(keys, forms)
            filled += 1
    write(found, language, said)
    print(f"{language}: {filled} written, {len(faults)} refused", *faults, sep="\n  ")
    return int(bool(faults))


def tell_missing(found: Found, languages: Iterable[str], *, as_json: bool) -> None:
    for language in languages:
        left = missing(found, language)
        if as_json:
            empty = [""] * get_plural(language).num_plurals
            named = {key[0] if (key[-1],) in left else key[-1]: key for key in left}
            skeleton = {name: "" if len(key) == 1 else empty for name, key in named.items()}
            print(json.dumps(skeleton, ensure_ascii=False, indent=1))
            continue
        print(f"{language}: {len(left)} of {len(found.places)} are not translated")
        for key, why in left.items():
            print(f"  {key[-1]!r} {why}")


def main(words: Sequence[str]) -> int:
    found = gathered()
    match list(words):
        case []:
            for language in OTHERS:
                changed = write(found, language, read(language))
                left = f"{len(missing(found, language))} of {len(found.places)} to translate"
                print(f"{language}: {left}{'' if changed else ', nothing new'}")
        case ["--missing", *some]:
            tell_missing(found, [one for one in some if one != "--json"] or OTHERS, as_json="--json" in some)
        case ["--fill", path, language] if language in OTHERS:
            return fill(found, Path(path), language)
        case ["--loose"]:
            print(*found.loose, sep="\n")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
