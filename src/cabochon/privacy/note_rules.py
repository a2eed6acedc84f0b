"""What a client's personal details look like: regular expressions as data, in the syntax Python and JavaScript share.

They are read by `notes.screen` and, as JSON, by the page that warns while one types. Every repetition is bounded and
none nests over the same characters, so the time grows with the text only. Before matching, digits and signs of other
scripts are folded to ASCII (`notes.folded`). Group 1, where there is one, is the name itself.
"""

from dataclasses import dataclass

L = "A-Za-zÀ-ÖØ-öø-ÿĀ-ž"  # Latin letters
CAP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪİŁŃŇŐŒŘŚŞŠŤŪŮŰŹŻŽ"
START, END = f"(?<![{L}0-9_])", f"(?![{L}0-9_])"
DIGITS_END = f"(?![{L}0-9_]|[.,/-][0-9])"
NUMBER_START = f"(?<![{L}0-9_+])(?<![0-9][.,'/-])"


@dataclass(frozen=True, slots=True)
class Rule:
    """check: what is asked of a match besides; see `note_checks` and `notes`.

    luhn, iban: check digits. number: no price, date or reference. title, cue: no staff name, no word of the trade.
    honoured, han, arabic: the same for names in those scripts.
    """

    kind: str
    source: str
    check: str = ""
    flags: str = ""  # "i": upper and lower case alike


AT = r"(?:@|[(\[]\s?(?:at|chez|arobase)\s?[)\]])"
DOMAIN = rf"(?:[{L}0-9-]{{1,63}}\.){{1,4}}[A-Za-z]{{2,24}}"
MAIL_HOSTS = "gmail|googlemail|hotmail|outlook|yahoo|icloud|me|live|gmx|web|bluewin|orange|free|libero|naver|qq|proton"
LANDS = (
    "1|7|20|27|3[0-469]|4[0-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|35[0-9]|37[0-9]|38[0-9]|42[013]|85[23]|886|96[0-8]|97[1-7]"
)
CALL = (
    "tel|tél|tlf|phone|telephone|téléphone|telefon|teléfono|telefono|mobile|mobil|móvil|cell|cellulare|portable|handy|natel|"
    "whatsapp|call|appeler|anrufen|llamar|chiamare|numéro|电话|電話|手机|手機|携帯|هاتف|جوال|تلفون|موبايل|واتساب"
)
IDS = "insta|instagram|ig|wechat|weixin|微信|line id|snapchat|telegram|tiktok|kakao|weibo"
D2, D3, D4, GAP = "[0-9]{2}", "[0-9]{3}", "[0-9]{4}", r"[\s.-]?"
NEAR = r"[\s().\-/]{0,2}"
MOBILES = "33[67]|34[67]|39[3]|41[78]|44[7]|49[1]|971[5]|966[5]|86[1]|81[789]"
PLACES = "instagram|facebook|fb|linkedin|tiktok|weibo|t|wa|line"
SPOKEN = rf"(?:at|chez|arobase|chiocciola|arroba)\s(?:{MAIL_HOSTS})(?:\s?(?:\.|dot|point|punto|punkt)\s?[a-z]{{2,4}})?"
MONEY = "CHF|EUR|USD|GBP|JPY|CNY|AED|HKD|SGD"
FORMATS = (
    Rule(
        "email", rf"[{L}0-9._%+-]{{1,64}}(?:{AT}\s?|\s{AT}\s|\s[(\[]\s?(?:at|chez|arobase)\s?[)\]]\s?){DOMAIN}", "", "i"
    ),
    Rule("email", rf"{START}[a-z0-9._+-]{{2,64}}\s{SPOKEN}{END}", "", "i"),
    Rule("iban", rf"(?<![{L}0-9])[A-Z]{{2}}[0-9]{{2}}(?:[ -]?[A-Z0-9]){{11,30}}", "iban", "i"),
    Rule("card", r"(?<![0-9])[0-9](?:[ -]{0,3}[0-9]){12,40}(?![0-9])", "luhn"),
    Rule("card", r"(?<![0-9.])[0-9]{4}(?:[./][0-9]{4}){3}(?![0-9])", "luhn"),
    Rule("address", r"(?:https?://|www\.)[^\s]{2,200}", "", "i"),
    Rule("address", rf"{START}(?:{PLACES})\.(?:com|me)/[^\s]{{2,100}}", "", "i"),
    Rule("handle", rf"(?<![{L}0-9_.])@(?!(?:{MONEY})[^a-z])[A-Za-z][A-Za-z0-9_.]{{2,30}}"),
    Rule(
        "handle", rf"{START}(?:{IDS})\s?(?:id|handle|account|号)?\s?[:=：]\s?[A-Za-z0-9][A-Za-z0-9_.-]{{2,30}}", "", "i"
    ),
    # a number told as one: any grouping, seven digits and more
    Rule("phone", rf"{START}(?:{CALL})[^0-9+\n]{{0,14}}(\+?[(]?[0-9](?:{NEAR}[0-9]){{6,14}})(?![0-9])", "number", "i"),
    # +41 79 123 45 67, 0041 79 ..., +44 (0)20 ...
    Rule("phone", r"(?<![0-9+])(?:\+|00)\s?[(]?[1-9][0-9]{0,2}[)]?(?:[\s.\-/()]{0,3}[0-9]){6,13}(?![0-9])"),
    # 41 79 123 45 67 without its plus
    Rule("phone", rf"{NUMBER_START}(?:{LANDS})(?:[\s.-][0-9]{{1,4}}){{3,5}}{DIGITS_END}", "number"),
    Rule("phone", rf"{NUMBER_START}(?:{MOBILES})[0-9]{{8,9}}{DIGITS_END}", "number"),
    # national, with its 0: 079 123 45 67, 06.12.34.56.78, (0)20 7946 0958, 090-1234-5678, 0151/23456789
    Rule("phone", rf"{NUMBER_START}[(]?0(?!0)[)]?(?:{NEAR}[0-9]){{8,11}}{DIGITS_END}", "number"),
    # (212) 555-0123, 212-555-0123, 212.555.0123
    Rule("phone", rf"{NUMBER_START}(?:[(][2-9]{D2}[)]\s?|[2-9]{D2}[\s.-]){D3}[\s.-]{D4}{DIGITS_END}", "number"),
    # mobiles without a 0: 612 345 678, 612 34 56 78 (ES); 347 123 4567, 347 12 34 567 (IT); 138 0013 8000 (CN)
    Rule("phone", rf"{NUMBER_START}[67]{D2}{GAP}{D3}{GAP}{D3}{DIGITS_END}", "number"),
    Rule("phone", rf"{NUMBER_START}[67]{D2}{GAP}{D2}[\s.-]{D2}[\s.-]{D2}{DIGITS_END}", "number"),
    Rule("phone", rf"{NUMBER_START}[89]{D2} {D3} {D3}{DIGITS_END}", "number"),
    Rule("phone", rf"{NUMBER_START}3[2-9][0-9]{GAP}(?:{D3}{GAP}{D4}|{D2}[\s.-]{D2}[\s.-]{D3}){DIGITS_END}", "number"),
    Rule("phone", rf"{NUMBER_START}1[3-9][0-9][\s-]?{D4}[\s-]?{D4}{DIGITS_END}", "number"),
)

# What stands before a number that is none of a client's, and what follows a price.
NOT_AFTER = (
    r"(?:ref|réf|référence|reference|referenz|referencia|riferimento|gia|igi|hrd|ssef|gübelin|cert|certificate|certificat|"
    r"serial|série|serie|seriale|sn|sku|ean|receipt|ticket|invoice|facture|rechnung|fattura|factura|beleg|bon|order|commande|"
    r"bestellung|ordine|pedido|auftrag|caliber|calibre|kaliber|chf|eur|usd|gbp|jpy|aed|fr|sfr|[€$£¥]|型番|品番|番号|シリアル|"
    r"编号|型号|证书|序列号|الرقم التسلسلي|التسلسلي|الإيصال|شهادة|رقم المرجع|مرجع)[\s.:#°]{0,3}(?:no|nr|n°|num)?[\s.:#°]{0,3}$"  # noqa: E501
)
NOT_BEFORE = r"^\s?(?:chf|eur|usd|gbp|jpy|aed|fr\.|sfr|euros?|francs?|franken|[€$£¥]|円|元|درهم|ct|carats?|mm|[.,]-)"
A_DATE = r"^(?:[0-3]?[0-9][./-]\s?[01]?[0-9][./-]\s?(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[./-][01]?[0-9][./-][0-3]?[0-9])"
TIMES = r"^[0-2]?[0-9][.:][0-5][0-9]\s?[-–/]\s?[0-2]?[0-9][.:][0-5][0-9]"
