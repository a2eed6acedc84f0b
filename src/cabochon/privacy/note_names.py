"""How a client's name shows in eight languages: after a title or a cue word, before 様 or 先生. Data, as `note_rules`.

These rules need no list of given and family names. Group 1 is the name.
"""

from .note_rules import CAP, END, START, L, Rule


def _any_case(words: str) -> str:
    """Alternatives with a first letter large or small, the rest small, or all large: Mrs, mrs, MRS."""
    found = []
    for word in words.split():
        first = word[0]
        found.append(f"[{first.upper()}{first.lower()}]{word[1:]}" if first.upper() != first.lower() else word)
        if len(word) > 1 and word.upper() != word:
            found.append(word.upper())
    return "|".join(one.replace(".", r"\.?") for one in found)


def _first(alternatives: str) -> str:
    """The same with each first letter large or small."""
    return "|".join(f"[{a[0].upper()}{a[0]}]{a[1:]}" if a[0].isalpha() else a for a in alternatives.split("|"))


PARTICLE = (
    r"(?:(?:[Dd]e|[Dd]u|[Dd]ella|[Dd]el|[Dd]i|[Vv]on|[Vv]an|[Dd]er|[Ll]a|[Ll]e|[Aa]l|[Ee]l|[Bb]in|[Bb]int)[\s-]){0,3}"
)
WORD = rf"(?:[Dd]['’]|[Oo]['’]|Mc|Mac)?[{CAP}][{L}'’]{{0,30}}"
FULL = rf"{PARTICLE}{WORD}(?:[\s-]{WORD}){{0,2}}"  # "de la Tour", "O'Brien", "Jean-Luc Martin"
NAME = f"({FULL})"
LITTLE = (
    "a|à|ab|about|after|ai|also|am|an|and|as|asked|at|auf|aus|avait|avec|bei|but|came|che|chez|chiede|con|da|das|dans|de|der|"
    "des|di|die|dit|du|e|ein|eine|el|en|est|et|für|ha|had|has|hat|he|her|hier|his|i|ich|il|im|in|is|ist|it|kam|la|las|le|les|"
    "liked|lo|los|mais|mit|möchte|no|non|not|o|of|on|or|ou|para|per|più|por|pour|que|qui|quiere|said|she|sie|su|sucht|"
    "sur|that|the|they|to|tried|un|una|und|une|veut|voulait|von|vuole|vor|wanted|wants|war|was|who|will|with|would|wollte|y|zu"
)
SURE = "mrs mr mme mlle mx sig.ra sig.na srta sra dott.ssa"  # never said of nobody: the name may be small
WORDS = (
    "ms miss sir lady lord madam dr dr. prof prof. sheikh sheikha sheik monsieur madame mademoiselle maître signor "
    "signora signore signorina sig. dott. dottor dottoressa avv. ing. herr herrn frau fräulein señor señora señorita "
    "sr. don doña doctor doctora princess prince"
)
MODEL_TITLES = frozenset(("lady", "miss", "princess", "prince", "monsieur", "mademoiselle", "lord", "sir", "don"))
CUES = (  # their first letter in either case
    "name is|name was|names are|named|calls herself|calls himself|goes by|client called|customer called|lady called|"
    "guest called|s['’]appelle|s['’]appelait|nommée?|prénommée?|son nom est|nom est|du nom de|au nom de|prénom est|"
    "si chiama|si chiamava|di nome|il nome è|nome è|a nome di|a nome|"
    "heißt|heisst|hiess|hieß|namens|name ist|auf den namen|"
    "se llama|se llamaba|llamad[ao]|su nombre es|nombre es|de nombre|a nombre de|"
    "name\\s?:|nom\\s?:|nome\\s?:|nombre\\s?:|prénom\\s?:|vorname\\s?:|nachname\\s?:"
)
KIN = (
    "wife|husband|her son|his son|their son|daughter|fiancée?|boyfriend|girlfriend|brother|sister|mari|femme|"
    "épouse|époux|fils|fille|moglie|marito|figli[ao]|tochter|sohn|ehefrau|ehemann|mann|esposa|esposo|marido|hij[ao]"
)
HAN = "一-龯々"
KANA = "ァ-ヶー"
SURNAMES = (
    "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|"
    "[王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖田董袁潘于蒋蔣蔡余杜叶葉"
    "程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬"
    "钱錢严嚴覃武戴莫孔向汤湯]"
)
AR = "\u0621-\u064a\u064b-\u0652"
AR_LITTLE = (
    "التي|الذي|كانت|كان|طلبت|طلب|تريد|يريد|سألت|سأل|أحبت|أحب|جاءت|جاء|اشترت|اشترى|جربت|جرب|مع|في|من|عن|إلى|على|لم|لا|"
    "وزوجها|وزوجته|معها|معه|الكريمة|الكريم|الأولى|الأول|ظبي"
)
SMALL = rf"(?!(?:{LITTLE}){END})[{L}][{L}'’]{{1,30}}(?:[\s-]{WORD}){{0,2}}"
SIZES = "".join(
    f"(?<!{word} )" for word in ("size", "taille", "taglia", "talla", "größe", "grösse")
)  # "size M. Client ..."
JAPANESE = (
    "佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|斎藤|清水|山崎|池田|橋本|阿部|石川|山下|"
    "中島|石井|小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|金子|岡本|藤原|中野|三浦|原田|中川|松田|竹内"
)
CHINESE_TITLES = (
    "先生|女士|小姐|太太|夫人|老师|老師|阿姨|总(?![是共体的之结算会])|總(?![是共體的之結算會])"  # 总是 is "always"
)
CHINESE_CUES = "名叫|叫做|名字是|姓名[:：]?|她叫|他叫|客人叫|客户叫|顾客叫|姓"
ARABIC_TITLES = "سيدة|سيد|آنسة|أستاذة|أستاذ|دكتورة|دكتور|شيخة|شيخ|أميرة|أمير"
ARABIC_CUES = "مدام|أبو|اسمها|اسمه|تدعى|يدعى|اسم العميلة|اسم العميل|اسم الزبونة|اسم الزبون"
ARABIC_NAME = f"(?!(?:{AR_LITTLE})(?![{AR}]))([{AR}]{{2,20}}"
NAMES = (
    Rule("name", rf"{START}(?:{_any_case(SURE)})\.?\s{{1,2}}({FULL}|{SMALL})", "title"),
    Rule("name", rf"{START}(?:{_any_case(WORDS)})\.?\s{{1,2}}{NAME}", "title"),
    Rule("name", rf"(?<![{L}0-9_'’]){SIZES}M\.\s?{NAME}", "title"),
    Rule("name", rf"{START}(?:{_first(CUES)})\s{{0,2}}{NAME}", "cue"),
    Rule("name", rf"{START}(?:{_first(KIN)})\s{NAME}{END}", "cue"),
    Rule("name", rf"([{HAN}]{{1,4}}|[{KANA}]{{2,10}})(?:様|さま|さん|氏|ちゃん)(?!子|式|々|相|態)", "honoured"),
    Rule("name", rf"(?:名前は|お名前は|という名の|苗字は|名字は)\s?([{HAN}{KANA}]{{1,8}})", "honoured"),
    Rule("name", rf"({JAPANESE})[{HAN}]{{0,2}}先生", "honoured"),
    Rule("name", rf"((?:{SURNAMES})[{HAN}]{{0,2}})(?:{CHINESE_TITLES})", "han"),
    Rule("name", rf"(?:{CHINESE_CUES})\s?([{HAN}]{{1,4}}|{FULL})", "han"),
    Rule("name", rf"(?<![{AR}])[وبل]?(?:ال|لل)(?:{ARABIC_TITLES})\s{ARABIC_NAME})", "arabic"),
    Rule("name", rf"(?<![{AR}])(?:{ARABIC_CUES})\s?:?\s?{ARABIC_NAME}|{WORD})", "arabic"),
)
