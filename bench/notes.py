"""The note screen on its corpus: what it finds by half, language and kind, and its milliseconds a note.

    ./run bench notes

The baseline beside it: what the same notes take through the formats alone, without lists of names.
"""

import sys
import time
from pathlib import Path

from cabochon.privacy import notes

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "privacy"))
from note_corpus import HALVES, corpus, judged, share

ROUNDS = 5


def main() -> None:
    found = corpus()
    told = judged(found)
    print(
        f"{len(found)} notes: {sum(bool(one.kind) for one in found)} tell of a client, {sum(not one.kind for one in found)} do not"  # noqa: E501
    )
    for half in HALVES:
        (right, some), (wrong, others) = share(told, half=half, client=True), share(told, half=half, client=False)
        print(f"\n{half}: {right:.1%} of {some} found, {wrong:.1%} of {others} others refused")
        for language in sorted({one.language for one in found}):
            (right, some), (wrong, others) = (
                share(told, half=half, language=language, client=one) for one in (True, False)
            )
            print(f"  {language}  {right:6.1%} of {some:3}   others {wrong:5.1%} of {others:3}")
        for kind in dict.fromkeys(one.kind for one in found if one.kind):
            right, some = share(told, half=half, kind=kind)
            print(f"  {kind:8} {right:6.1%} of {some:3}")
    print()
    for name, lists in (("with lists", True), ("formats and titles alone", False)):
        each = []
        for _ in range(ROUNDS):
            for one in found:
                start = time.process_time()
                notes.screen(one.text, lists=lists)
                each.append((time.process_time() - start) * 1000)
        each.sort()
        print(
            f"{name}: {each[len(each) // 2]:.2f} ms a note in the middle, {each[int(len(each) * 0.99)]:.2f} ms at the 99th of 100"  # noqa: E501
        )
    for text in (
        "Anna " * 28,
        "a@" * 70,
        "0 " * 70,
        "Mrs " * 35,
        "أ" * 140,
        "山田" * 70,
        "Anna " * 2000,
        "0 " * 5000,
        "A'" * 5000,
        "a." * 5000,
    ):
        start = time.process_time()
        notes.screen(text)
        print(f"hostile, {len(text)} characters of {text[:5]!r}: {(time.process_time() - start) * 1000:.1f} ms")


main()
