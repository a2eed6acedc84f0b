"""What a regular expression cannot tell: check digits, and a number or a character that only looks like a client's."""

import re
from collections.abc import Iterator

from .note_rules import A_DATE, NOT_AFTER, NOT_BEFORE, TIMES

_NOT_AFTER = re.compile(NOT_AFTER, re.IGNORECASE)
_NOT_BEFORE = re.compile(NOT_BEFORE, re.IGNORECASE)
NO_NUMBER = f"{A_DATE}|{TIMES}|^[1-9][0-9](?:[ .-][0-9]{{2}})+$"  # dates, hours, a row of ring sizes
_NO_NUMBER = re.compile(NO_NUMBER)
LEAST, MOST = 9, 15  # digits of a phone number

# Length of an IBAN by country: SWIFT, IBAN Registry (https://www.swift.com/standards/data-standards/iban).
LENGTHS = """
AD24 AE23 AT20 BE16 BG22 BH22 CH21 CY28 CZ24 DE22 DK18 EE20 EG29 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 IL23 IS26
IT27 JO30 KW30 LB28 LI21 LT20 LU20 LV21 MC27 MT31 NL18 NO15 PL28 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24 TR26
UA29
"""
IBANS = {word[:2]: int(word[2:]) for word in LENGTHS.split()}

NO_NAMES = """
客 皆 奥 旦那 主人 御主人 子 供 子供 娘 息子 母 父 妻 夫
店長 王 神 仕 模 多 同 異 有 一 各 何 両 家族 夫婦
老夫婦 連 友人 彼女 貴 外国人
方 人 名 達 店員 業者 担当 新規 常連 顧客 得意 上得意 姉 兄 弟 妹 孫 爺 婆 女性 男性 両親
恋人 婚約者 会員 来店客 初 メンバー スタッフ カップル ゲスト リピーター ショップ ブランド オーナー パパ ママ マダム
"""
CLIENTS = frozenset(NO_NAMES.split())  # 様 and さん after these is no name
ENDINGS = (
    "客",
    "旦那",
    "主人",
    "夫婦",
    "家族",
    "店長",
    "店員",
    "模",
    "仕",
    "両親",
    "友人",
    "担当",
    "会員",
    "女性",
    "男性",
)
NO_GIVEN_NAME = frozenset("的位个個了和是在给給有戴买買看这這那老两兩几幾很对對请請让讓问問为為跟陪带帶")


def card(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of 13 to 19 digits that begin and end with a group and pass Luhn (ISO/IEC 7812); shorter ones are EANs."""
    groups = [found.span() for found in re.compile("[0-9]+").finditer(text, start, end)]
    taken = start
    for i, (first, _) in enumerate(groups):
        digits = ""
        for begin, last in groups[i:]:
            digits += text[begin:last]
            if len(digits) > 19 or first < taken:
                break
            if len(digits) >= 13 and (len(digits) > 14 or digits[0] in "34") and _luhn(digits):
                taken = last
                yield first, last
            if last - begin < 3:  # only a card's last group is that short; ring sizes are no card
                break


def iban(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """As long as its country's are, ending where a word ends; elsewhere by its check digits (ISO 13616)."""
    places = [place for place in range(start, end) if text[place].isalnum()]
    letters = "".join(text[place].upper() for place in places)
    known = IBANS.get(letters[:2])
    for length in (known,) if known else range(min(34, len(places)), 14, -1):
        if length > len(places):
            continue
        last = places[length - 1] + 1
        ends = last == len(text) or not text[last].isalnum()
        digits = sum(letter.isdigit() for letter in letters[:length])
        if ends and digits >= 10 and (known or _mod97(letters[:length])):
            yield start, last
            return


def number(text: str, start: int, end: int) -> bool:
    """Is it a phone number, not a price, a date, opening hours, ring sizes, or a number its word says is another's?"""
    digits = sum(letter.isdigit() for letter in text[start:end])
    if text[start] in "+" and digits >= 7:
        return True
    if digits < 7 or digits > MOST or _NO_NUMBER.search(text[start:end]) or _NOT_BEFORE.search(text[end : end + 12]):
        return False
    return not _NOT_AFTER.search(text[max(0, start - 24) : start])


def honoured(name: str) -> bool:
    return name not in CLIENTS and not name.endswith(ENDINGS)


def surname(name: str) -> bool:
    return not NO_GIVEN_NAME & set(name[1:])


def _luhn(digits: str) -> bool:
    total = sum(int(d) for d in digits[-1::-2]) + sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return total % 10 == 0 and len(set(digits)) > 1


def _mod97(letters: str) -> bool:
    turned = letters[4:] + letters[:4]
    return turned.isascii() and int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1
