"""How a client's name shows in eight languages: after a title or a cue word, before 様 or 先生. Data, as `note_rules`.

These rules need no list of given and family names. Group 1 is the name.
"""

from . import name_lists
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
PLACES = (
    "石川|山口|福島|千葉|宮崎|川崎|福井|福岡|上野|中野|小倉|豊田|成田|大島|小島|熊谷|長田|横田|平野|高山|松山|日野|青木"
)
GIVEN_HAN, FOREIGN_HAN = name_lists.han()
FOLLOWING = (
    "来想要买買试試问問说說喜看选選订訂换換退送取付加预預留等刻对對在也已今昨明刚剛又和与與跟给給的是把很不没沒带帶觉覺拿拒投犹猶戴穿打请請让讓希夸"
    "周上下第等还還坐介收赶趕哭回到先女太小总再聊过過都并就才有去找约約帮替咨询询讲講嫌爱愛"
)
BEFORE_HAN = "|".join(
    f"(?<={word})"
    for word in [
        "给",
        "給",
        "和",
        "与",
        "與",
        "跟",
        "找",
        "约",
        "約",
        "替",
        "为",
        "為",
        "请",
        "請",
        "客户",
        "客人",
        "顾客",
        "联系",
        "聯系",
        "帮",
        "叫",
    ]
)
NO_HAN = (
    "陶芸|陶器|高兴|高級|高级|高端|高贵|高雅|高度|高价|金色|金表|金属|金额|金價|金价|金饰|白色|白金|白天|白银|黄金|黃金|黄色|黄玉|方便|方形|方面|方式|何时|何種|何种|"
    "任何|任务|马上|馬上|于是|万元|万国|钱包|钟表|鐘表|石头|石英|江诗|路易|文化|常来|陈列|王者|王室|张口|张开|周末|周年|周[一二三四五六日天期到边]|安静|安排|安全|"
    "包装|包括|时间|明天|明年|成交|成功|全部|全家|江南|南京|龙年|马年|牛年|许多|许可|程度|程序|田园|严格|严肃|丁点|贺卡|贺年|贺礼|叶子|叶形|"
    "雷达|朱红|朱古力|汤匙|金山|金玉|金星|金华|金球|白玉|白兰|白云|高山|高亮|高达|方达|高清|黄玫|黄晶|白晶|马海|曾经|江河|江海|龙凤|孔雀|夏天|夏季|夏日|秦岭|毛利|武术"
)
SURNAMES_MORE = SURNAMES[:-1] + "薛舒裴尤季甄佟窦施柯凌霍樊游詹阎庄聂牟苗葛俞洪庞芦]"


def _given(words: tuple[str, ...]) -> str:
    return "|".join(words)


def _arabic(words: tuple[str, ...]) -> str:
    """Alternatives with alef, final ya and ta marbuta in each spelling, "al-" joined or apart."""
    each = []
    for word in words:
        word = word.replace("-", " ")
        for some, held in (("اأإآ", "اأإآ"), ("ةه", "ة"), ("ىي", "ى")):
            word = "".join(f"[{some}]" if letter in held else letter for letter in word)
        each.append(word.replace(" ", r"[\s-]?").replace("عبد", r"عبد\s?"))
    return "|".join(each)


HIRAGANA = _given(
    (
        *(w for w in name_lists.listed("kanji_given") if "ぁ" <= w[0] <= "ん"),
        *["さくら", "みどり", "ひかり", "かおり", "あかり", "すみれ"],
    )
)
ARABIC_SURE, ARABIC_BOTH = (_arabic(words) for words in name_lists.arabic())
ARABIC_VERBS = (
    "[أا]حبت|[أا]حب|تحب|يحب|[أا]رادت|[أا]راد|تريد|يريد|طلبت|طلب|تطلب|يطلب|جاءت|جاء|جاءا|اشترت|اشترى|جربت|جرب|س[أا]لت|س[أا]ل|عادت|عاد|"
    "تفضل|يفضل|تنتظر|ينتظر|اختارت|اختار|تبحث|يبحث|رفضت|رفض|قارنت|قارن|زارت|زار|قالت|قال|اتصلت|اتصل|دفعت|دفع|ترددت|تردد|تجمع|يجمع|"
    "تركت|ترك|[أا]حضرت|[أا]حضر|وصلت|وصل|وجدت|وجد|لم|لا|ست[أا]تي|سي[أا]تي|ت[أا]تي|ي[أا]تي|كانت|كان|و[أا]ختها|و[أا]خته|وزوجها|وزوجته|و[أا]مها"
)
SIGNED = (
    "thanks|thank you|many thanks|regards|best regards|kind regards|best|yours|sincerely|love|cheers|merci|merci beaucoup|"  # noqa: E501
    "cordialement|bien à vous|grazie|grazie mille|saluti|cordiali saluti|danke|vielen dank|mfg|lg|liebe grüsse|liebe grüße|"  # noqa: E501
    "viele grüsse|viele grüße|gracias|muchas gracias|saludos|un saludo|atentamente|obrigad[ao]"
)
NAMES = (
    Rule("name", rf"{START}(?:{_first(SIGNED)})\s?[,–-]\s?{NAME}[\s.!]{{0,3}}$", "cue"),
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
    Rule(
        "name",
        rf"(?<![{HAN}])((?!{PLACES})(?:{_given(name_lists.listed('kanji'))})(?:[{HAN}]{{1,3}})?)"
        r"(?=[がはもとのにをへで、。\s/／]|から|夫妻|ご夫妻|夫人|家の|家が|家は|ファミリー|$)",
        "listed",
    ),
    Rule("name", rf"(?<![{HAN}])((?:{PLACES})(?:[{HAN}]{{1,3}})?)(?=[がはも]|夫妻|ご夫妻|夫人|家の)", "listed"),
    Rule(
        "name",
        rf"(?<![{HAN}ぁ-ん])((?:{_given(name_lists.listed('kanji_given'))}))(?=[がはもとにをへ、。\s]|の(?!花|色|柄)|から|夫妻|$)",
        "listed",
    ),
    Rule(
        "name",
        rf"(?<![{KANA}・])((?:{_given(name_lists.listed('katakana'))})(?:・[{KANA}]{{2,12}})?)(?=[がはもとにをへの、。\s]|夫妻|ご夫妻|$)",
        "listed",
    ),
    Rule("name", rf"(?<![ぁ-ん])({HIRAGANA})(?:様|さま|さん|ちゃん)", "listed"),
    Rule(
        "name",
        rf"(?:(?<![{HAN}])|{BEFORE_HAN})((?!{NO_HAN})(?:{SURNAMES_MORE})[{GIVEN_HAN}]{{1,2}})(?=[^{HAN}]|$|[{FOLLOWING}])",
        "listed",
    ),
    Rule("name", rf"(?:(?<![{HAN}])|{BEFORE_HAN})({_given(FOREIGN_HAN)})(?=[^{HAN}]|$|[{FOLLOWING}])", "listed"),
    Rule(
        "name", rf"(?<![{AR}])(?:[وفبل]|بـ|لـ|ل)?((?:{ARABIC_SURE})(?:\s(?:{ARABIC_SURE})){{0,2}})(?![{AR}])", "listed"
    ),
    Rule("name", rf"(?<![{AR}])(?:[وف])?({ARABIC_BOTH})(?=\s(?:{ARABIC_VERBS})(?![{AR}]))", "listed"),
    Rule("name", rf"(?<![{AR}])(?:{ARABIC_VERBS}|مع|هدية\sل|زوجها|زوجته)\s?({ARABIC_BOTH})(?![{AR}])", "listed"),
    Rule("name", rf"(?<![{AR}])عائلة\s(ال[{AR}]{{3,14}})(?![{AR}])", "listed"),
)
