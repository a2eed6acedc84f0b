"""The note screen: what tells of a client is found in eight languages, and the trade's own words are let through."""

import re

import pytest

from cabochon.privacy.notes import MASKS, folded, mask, refuse, rules, screen
from cabochon.refusals import Refused

STAFF = frozenset({"Léa Martin", "Tom Keller"})
EMAILS = """
anna.b@gmail.com wants it | john (at) example.com | write to jean at gmail | marie.dupont@bluewin.ch | zoé@müller.ch
ANNA@EXAMPLE.CO.UK | anna＠example.com | a@b.jp | paul @ example.fr | anna\u200b@example\u200b.com
"""
PHONES = """
+41 79 123 45 67 | 0041 79 123 45 67 | 079 123 45 67 | call 079 1234567 | 06 12 34 56 78 | 06.12.34.56.78 | 0612345678
+33 (0)6 12 34 56 78 | 07700 900123 | 020 7946 0958
(020) 7946 0958 | +44 7700 900123 | 212-555-0123 | (212) 555-0123
+1 212 555 0123 | 212.555.0123 | 347 123 4567 | 3471234567 | +39 347 123 4567 | 02 1234 5678 | 0151 23456789
0151/23456789 | 030 123456-78 | +49 151 23456789 | 612 345 678 | 612 34 56 78 | +34 612 345 678 | 612345678
090-1234-5678 | ０９０－１２３４－５６７８ | 03-1234-5678
09012345678 | 13800138000 | 138 0013 8000 | +86 138 0013 8000
138-0013-8000 | 050 123 4567 | +971 50 123 4567 | 0501234567 | ٠٥٠ ١٢٣ ٤٥٦٧ | +966 55 123 4567 | 00971501234567
971501234567 | 41 79 123 45 67 | tel 1234567 | whatsapp: 9123 4567 | tél. 022 310 12 34 | +852 9123 4567
电话 021 6288 1234 | 电话13912345678 | هاتف 0501234567 | +81 90 1234 5678 | 044 668 18 00 | 33 6 12 34 56 78
0033612345678 | 0912-345-678 | +41791234567
079/123.45.67 | 01 42 68 53 00 | +7 916 123 45 67 | +41\u00a079\u00a0123\u00a045\u00a067
"""
CARDS = """
4111 1111 1111 1111 | 4111111111111111 | 4111-1111-1111-1111 | card 5500005555555559 12/27 | 378282246310005
3782 822463 10005 | 6011 0009 9013 9424 | paid w/ 4111.1111.1111.1111 | 3530 1113 3330 0000 | 30569309025904
"""
IBANS = """
CH93 0076 2011 6238 5295 7 | CH9300762011623852957
de89 3704 0044 0532 0130 00 thanks | FR14 2004 1010 0505 0001 3M02 606
GB29 NWBK 6016 1331 9268 19 | IT60X0542811101000000123456
ES91 2100 0418 4502 0005 1332 | AE07 0331 2345 6789 0123 456
IBAN:SA0380000000608010167519 | BR1800360305000010009795493C1 | DE89370400440532013000 | LI21 0881 0000 2324 013A A
"""
HANDLES = "@anna_b on insta | insta: anna.b | wechat id: anna88 | 微信：anna88 | line id: anna8"
LINKS = "www.facebook.com/anna | https://x.com/a | wa.me/41791234567 | instagram.com/anna"
NAMES = """
Mrs Dupont came | mrs dupont liked it | Mme Dupont | Mr. O'Brien | Ms Smith | Dr. Weber | Frau Müller | Herr von Arx
MRS SMITH | M. Durand hésite | Mme de la Tour | Mlle Rose Petit | Monsieur Durand | Signora Rossi | Sig.ra Bianchi
Sig. Verdi | il signor Ferrari | Señora García | Sra. López | sr. Pérez | Doña Carmen | Don Julio | 田中様 | スミス様
山田さん | 鈴木先生 | 王女士 | 李先生想看 | 陈小姐
欧阳先生 | 王总 来了 | السيدة فاطمة | السيد محمد | للسيدة نورة | الشيخ خالد
مدام سلمى | client's name is Anna | she is named Anna | elle s'appelle Sophie | il s’appelle Jean-Luc Petit
si chiama Giulia | die Kundin heißt Sabine | se llama Carmen | 名前は佐藤 | 她叫小红 | اسمها ليلى | her husband John
mari Pierre | sua moglie Anna | Mrs Anna Schmidt | Tochter Emma | Name: Anna Bell | Mrs. Rose | Mrs Léa Dupont
"""
TRADE = """
ref 126610LN in steel | asked for 5711/1A-010
Omega 310.30.42.50.01.001 | Omega 326.30.40.50.01.001 | Cartier WSSA0029
Omega 215.30.44.21.01.001 | B6067417 | 1815 Up/Down | CRB4084600 | PAM01312 | 15510ST.OO.1320ST.06 | CHF 12'500
12 500 CHF | € 1.250.000 | 09:30-18:45 | 08.11.2026 at 15h | 20/11/2026 15:30 | 2026-11-20 10:30 | 20.11.2026 15 30
08.11.26 10:30 | size 44 46 48 50 52 54 | sizes 48 50 52 54 56 58 60 62 | 6 3/4 | 0.42 ct and 1.01 ct D VVS1
GIA 2141438171 | GIA 6204567890 | GIA 3345678901 | serial 0612345678 | Rose gold preferred | Lady Arpels
Lady-Datejust 279160 | Lady Datejust | Santos de Cartier | Max Bill | Nautilus waitlist | watch named Nautilus
the collection name is Serpenti | Princess cut | Miss Dior | Monsieur de Chanel | Coco Mademoiselle
Madame souhaite voir | la signora chiede | die Frau mit Tochter | the lady tried | her daughter Rose gold ring
mother of pearl dial | お客様 | 皆様 | 奥様 | 仕様 | 模様
様子を見る | お子様 | お母さん | 店員さん | 文字盤の模様 | 这位女士 | 那位先生
一位小姐 | 金表的女士 | 老先生 | سيدة أنيقة
السيدة التي جاءت | ذهب أم فضة | أبو ظبي | le monsieur avec sa femme | M taille
size M. Bracelet too long | taille M. Bracelet | Frau Keller | Mme Martin | EAN 7612345678900 | 7612345678900
price 125 000 000 | 10.30 11.15 12.00 | 09.00-18.00 | line: watch | product line: jewelry | quote CHF 1 250 000
3 x 12'500 | CHF 750 000 000 | order 4100012345 | receipt 1002345678 | Greeted within 30 s, offered 2 straps
visit 14:30, bought 2 pieces, 18k, 40 mm | waited 10 min, left at 15.45 | Herr und Frau | Kundin war sehr zufrieden
call on 08.11.2026 | called at 15.30 about 126610LN | ring 52 54 56, bracelet 16 17 18 | watch @ 12.500
2 pieces @CHF 500 | tel aviv trip | mobile shown | Don't push | 5267/200A-001 | IW371605 vs IW371417
ref. 6119G-001 61 | 7118/1200R-001 | 336935 | 228238 | M79030N-0001 | 311.30.42.30.01.005 | PFC804-1020001-100182
L3.781.4.56.6 | T137.407.11.041.00 | 4500V/110A-B128 | 26331ST.OO.1220ST.03 | 1234 5678 | 2024 2025 2026 2027
GA11 lovely watch and straps for her | ch12 was a great watch for the client today
"""


def lines(corpus):
    return [line.strip(" ") for line in re.split(r"[|\n]", corpus) if line.strip()]


def kinds(text):
    return [finding.kind for finding in screen(text, staff=STAFF)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kind, text)
        for kind, corpus in (
            ("email", EMAILS),
            ("card", CARDS),
            ("iban", IBANS),
            ("handle", HANDLES),
            ("address", LINKS),
        )
        for text in lines(corpus)
    ],
)
def test_a_format_is_always_found(kind, text):
    assert kinds(text) == [kind]


@pytest.mark.parametrize("text", lines(PHONES))
def test_a_phone_number_is_found(text):
    assert kinds(text) == ["phone"]


@pytest.mark.parametrize("text", lines(NAMES))
def test_a_name_after_a_title_or_a_cue_is_found(text):
    assert kinds(text) == ["name"]


@pytest.mark.parametrize("text", lines(TRADE))
def test_the_trades_own_words_are_let_through(text):
    assert kinds(text) == []


def test_numbers_with_wrong_check_digits_are_no_cards():
    assert kinds("4111 1111 1111 1112") == []
    assert kinds("0000 0000 0000 0000") == []


def test_a_finding_says_where_it_stands_in_the_text_as_given():
    text = "Ｃａｌｌ ０７９\u200b１２３４５６７ or anna@example.com, then Frau Zoë\u0308 Müller"
    spans = [text[finding.start : finding.end] for finding in screen(text)]
    assert spans == ["０７９\u200b１２３４５６７", "anna@example.com", "Zoë\u0308 Müller"]


def test_folding_keeps_the_place_of_every_sign():
    flat, places = folded("a\u200b٣－é")
    assert flat == "a3-é"
    assert list(places) == [0, 2, 3, 4]


def test_staff_may_be_named_and_a_client_who_shares_a_name_may_not():
    assert screen("Mme Martin did it with Herr Keller", staff=STAFF) == []
    assert [f.kind for f in screen("Mrs Anna Keller came", staff=STAFF)] == ["name"]
    assert [f.kind for f in screen("Mme Martin did it")] == ["name"]


def test_words_of_the_catalogue_are_words_of_the_trade():
    assert screen("the piece is named Zephyrine")
    assert screen("the piece is named Zephyrine", words=frozenset({"Zephyrine Grande"})) == []


def test_a_note_is_refused_with_its_words_and_a_wording_to_take():
    with pytest.raises(Refused) as refused:
        refuse("She left her number, 079 123 45 67", "/result/response")
    assert refused.value.pointer == "/result/response"
    assert "“079 123 45 67” looks like a client's phone number; describe what you saw instead" in refused.value.reason


def test_a_note_has_140_characters():
    refuse("x" * 140, "/note")
    with pytest.raises(Refused, match="has 141 characters"):
        refuse("x" * 141, "/note")
    refuse("x" * 500, "/answer", most=500)
    refuse("", "/note")


def test_a_comment_is_masked_and_the_rest_kept_word_for_word():
    text = "Thank you Mr. Brown! Mail b.brown@example.com — or +41 79 123 45 67, IBAN CH93 0076 2011 6238 5295 7."
    assert (
        mask(text)
        == "Thank you Mr. [name removed]! Mail [e-mail removed] — or [phone removed], IBAN [account removed]."
    )
    assert mask("Wonderful, très bien, 素敵") == "Wonderful, très bien, 素敵"
    assert mask("") == ""


def test_a_masked_comment_passes_the_screen():
    for text in lines("|".join((EMAILS, PHONES, CARDS, IBANS, HANDLES, LINKS, NAMES))):
        assert screen(mask(text)) == [], text


def test_odd_text_is_no_trouble():
    for text in ("\ud800", "\x00", "\u202e+41", "@" * 400, "Mrs " * 200, "0 " * 500, "e\u0301" * 300, "+", "Mrs"):
        mask(text)


def test_the_rules_for_the_page_are_in_the_syntax_of_both_languages_and_bounded():
    given = rules()
    assert given["limit"] == 140
    assert {rule["kind"] for rule in given["rules"]} == set(MASKS)
    for rule in given["rules"]:
        source = rule["source"]
        assert "(?P" not in source
        assert "(?i" not in source
        assert not re.search(r"\\[ZAbBwWdD]", source)  # \w and \d mean other things in the two
        bare = re.sub(r"\[(?:\\.|[^\]\\])*\]|\\.", "x", source)
        assert not re.search(r"[*+]", bare), "an unbounded repetition"
        assert rule["advice"]
    assert "santos" in given["trade"]
