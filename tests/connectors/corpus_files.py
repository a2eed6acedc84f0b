# ruff: noqa: E501 - headings as senders write them
"""Tables as senders of eight countries export them, written by code: the same few facts in every shape we know of.

A shape is a change of how it is written (encoding, delimiter, numbers, days, what stands around the table); what it says
stays the same, so what is read of it can be compared with what was meant.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Zurich")
FIELDS = {
    "till_csv": "boutique ticket sold_at sku quantity net seller",
    "survey_csv": "response answered_at boutique score comment",
    "traffic_csv": "boutique starts_at entries exits",
    "counts_csv": "boutique count_id counted_at sku expected counted cost",
    "steps_csv": "boutique process step at done",
    "exceptions_csv": "boutique exception at till value",
    "availability_csv": "boutique at in_stock listed",
    "bookings_csv": "boutique reference kind at",
    "closings_csv": "boutique business_day receipts units net",
    "roster_csv": "person boutique day starts ends",
    "catalogue": "sku line brand name",
    "doors": "code name zone currency opens closes",
    "people": "code name boutique hired",
    "targets": "measure place value valid_from",
    "rates": "currency value valid_from",
    "themes": "key language words",
}
HEADS = {
    "till_csv": {
        "en": "STORE_ID|RECEIPT_NO|TRANS_DATE|ITEM_CODE|QTY|NET_AMT|SALES_ASSOC",
        "fr": "Code mag.|N° ticket|Date/heure|Réf. article|Qté|Mt HT (€)|Vendeur",
        "it": "Cod. negozio|N. scontrino|Data/ora|Cod. articolo|Q.tà|Imponibile (EUR)|Addetto vendita",
        "de": "Filial-Nr.|Bon-Nr.|Datum/Uhrzeit|Art.-Nr.|Stk.|Netto (CHF)|Verkäufer/in",
        "es": "Cód. tienda|Nº ticket|Fecha/hora|Cód. artículo|Uds.|Importe neto (€)|Vendedor/a",
        "ja": "店舗ｺｰﾄﾞ|レシートNo.|売上日時|商品コード|数量|税抜金額(円)|販売員コード",
        "zh": "门店编码|小票号码|交易日期|商品编号|销售数量|不含税金额(元)|导购员",
        "ar": "رمز الفرع|رقم الفاتورة|تاريخ ووقت البيع|رمز الصنف|الكمية|المبلغ بدون ضريبة|رمز البائع",
    },
    "survey_csv": {
        "en": "Respondent #|Date Submitted (UTC)|Store|Overall, how satisfied were you with your visit?|Any other comments?",
        "fr": "ID de réponse|Date de soumission|Boutique|Satisfaction globale (1-5)|Commentaire libre",
        "it": "ID risposta|Data invio|Boutique|Soddisfazione complessiva|Commento libero",
        "de": "Antwort-ID|Abgesendet am|Filiale|Gesamtzufriedenheit|Freitext-Kommentar",
        "es": "ID de respuesta|Fecha de envío|Tienda|Satisfacción general|Comentario libre",
        "ja": "回答ID|回答日時|店舗|総合満足度|自由記述",
        "zh": "答卷编号|提交答卷时间|门店|总体满意度|意见建议",
        "ar": "رقم الرد|تاريخ الإرسال|الفرع|الرضا العام|تعليقات",
    },
    "traffic_csv": {
        "en": "Site Code|Interval Start|Ins|Outs",
        "fr": "Magasin|Début intervalle|Nb entrées|Nb sorties",
        "it": "Punto vendita|Inizio intervallo|N. ingressi|N. uscite",
        "de": "Standort|Intervallbeginn|Anz. Eintritte|Anz. Austritte",
        "es": "Tienda|Inicio intervalo|Nº entradas|Nº salidas",
        "ja": "店舗名|計測日時|入店者数|退店者数",
        "zh": "门店|统计时间|进店客流|出店客流",
        "ar": "الفرع|وقت البدء|عدد الداخلين|عدد الخارجين",
    },
    "counts_csv": {
        "en": "Store|Count #|Count Date|SKU|On Hand Qty|Counted Qty|Unit Cost",
        "fr": "Magasin|N° inventaire|Date d'inventaire|Réf.|Stock théorique|Qté comptée|Coût unitaire",
        "it": "Negozio|N. inventario|Data inventario|Articolo|Giacenza teorica|Q.tà contata|Costo unitario",
        "de": "Filiale|Inventur-Nr.|Zähldatum|Artikel-Nr.|Soll-Bestand|Ist-Bestand|EK-Preis",
        "es": "Tienda|Nº recuento|Fecha recuento|Artículo|Stock teórico|Cantidad contada|Coste unitario",
        "ja": "店舗|棚卸番号|棚卸日|品番|帳簿在庫数|実棚数|原価",
        "zh": "门店|盘点单号|盘点日期|货号|账面数量|实盘数量|成本单价",
        "ar": "الفرع|رقم الجرد|تاريخ الجرد|رمز الصنف|الكمية المتوقعة|الكمية الفعلية|تكلفة الوحدة",
    },
    "steps_csv": {
        "en": "Store|Process|Task|Completed On|Completed?",
        "fr": "Magasin|Processus|Étape|Effectué le|Fait (O/N)",
        "it": "Negozio|Processo|Fase|Eseguito il|Eseguito",
        "de": "Filiale|Prozess|Schritt|Erledigt am|Erledigt?",
        "es": "Tienda|Proceso|Paso|Realizado el|Hecho",
        "ja": "店舗|業務|手順名|実施日時|完了",
        "zh": "门店|流程|步骤|完成时间|是否完成",
        "ar": "الفرع|العملية|الخطوة|وقت التنفيذ|منجز",
    },
    "exceptions_csv": {
        "en": "Store|Exception Type|Event Time|Register|Amount",
        "fr": "Magasin|Type d'exception|Date/heure|Caisse|Montant",
        "it": "Negozio|Tipo eccezione|Data/ora|Cassa|Importo",
        "de": "Filiale|Ausnahme|Zeitpunkt|Kasse|Betrag",
        "es": "Tienda|Tipo de excepción|Fecha/hora|Caja|Importe",
        "ja": "店舗|例外種別|発生日時|レジ番号|金額",
        "zh": "门店|异常类型|发生时间|收银台|金额",
        "ar": "الفرع|نوع الاستثناء|الوقت|الصندوق|المبلغ",
    },
    "availability_csv": {
        "en": "Store|As Of|SKUs In Stock|SKUs Listed",
        "fr": "Magasin|Date|Réf. en stock|Réf. référencées",
        "it": "Negozio|Data|Disponibili|In assortimento",
        "de": "Filiale|Stand|Vorrätig|Gelistet",
        "es": "Tienda|Fecha|Disponibles|Referenciados",
        "ja": "店舗|基準日|在庫あり|取扱品目数",
        "zh": "门店|日期|有货数|应有数",
        "ar": "الفرع|التاريخ|المتوفر|المدرج",
    },
    "bookings_csv": {
        "en": "Store|Booking ID|Type|Created At",
        "fr": "Boutique|N° de réservation|Type|Date de création",
        "it": "Boutique|N. prenotazione|Tipo|Data creazione",
        "de": "Boutique|Buchungs-Nr.|Art|Erstellt am",
        "es": "Boutique|Nº de reserva|Tipo|Fecha de creación",
        "ja": "店舗|予約番号|種別|作成日時",
        "zh": "门店|预约编号|类型|创建时间",
        "ar": "الفرع|رقم الحجز|النوع|تاريخ الإنشاء",
    },
    "closings_csv": {
        "en": "Store|Business Date|# Receipts|Units Sold|Net Sales",
        "fr": "Magasin|Journée|Nb tickets|Nb articles|CA HT",
        "it": "Negozio|Giornata|N. scontrini|N. pezzi|Netto",
        "de": "Filiale|Geschäftstag|Anz. Bons|Anz. Artikel|Umsatz netto",
        "es": "Tienda|Día contable|Nº tickets|Nº unidades|Venta neta",
        "ja": "店舗|営業日|レシート枚数|販売点数|税抜売上",
        "zh": "门店|营业日|小票数|件数|未税销售额",
        "ar": "الفرع|يوم العمل|عدد الفواتير|عدد القطع|صافي المبيعات",
    },
    "roster_csv": {
        "en": "Employee No.|Store|Shift Date|Shift Start|Shift End",
        "fr": "Matricule|Boutique|Date|Début|Fin",
        "it": "Matricola|Boutique|Data turno|Ora inizio|Ora fine",
        "de": "Pers.-Nr.|Filiale|Datum|Dienstbeginn|Dienstende",
        "es": "Nº empleado|Tienda|Fecha|Hora inicio|Hora fin",
        "ja": "社員番号|店舗|勤務日|出勤時刻|退勤時刻",
        "zh": "员工工号|门店|日期|上班时间|下班时间",
        "ar": "الرقم الوظيفي|الفرع|التاريخ|وقت البداية|وقت النهاية",
    },
    "catalogue": {
        "en": "Item Code|Department|Brand|Description",
        "fr": "Code article|Famille|Marque|Désignation",
        "it": "Codice articolo|Categoria|Marca|Descrizione",
        "de": "Artikel-Nr.|Warengruppe|Marke|Bezeichnung",
        "es": "Cód. artículo|Familia|Marca|Descripción",
        "ja": "品番|カテゴリ|ブランド|商品名",
        "zh": "货号|品类|品牌|品名",
        "ar": "رمز الصنف|الفئة|العلامة التجارية|الوصف",
    },
    "doors": {
        "en": "Store Code|Store Name|Time Zone|Currency|Opens|Closes",
        "fr": "Code magasin|Nom du magasin|Fuseau horaire|Devise|Ouverture|Fermeture",
        "it": "Codice negozio|Nome negozio|Fuso orario|Valuta|Apertura|Chiusura",
        "de": "Filial-Nr.|Filialname|Zeitzone|Währung|Öffnet|Schliesst",
        "es": "Código tienda|Nombre de la tienda|Zona horaria|Moneda|Apertura|Cierre",
        "ja": "店舗コード|店舗名|タイムゾーン|通貨|開店|閉店",
        "zh": "门店编号|门店名称|时区|币种|开门|关门",
        "ar": "رمز الفرع|اسم الفرع|المنطقة الزمنية|العملة|يفتح|يغلق",
    },
    "people": {
        "en": "Employee ID|Full Name|Store|Hire Date",
        "fr": "Matricule|Nom complet|Boutique|Date d'embauche",
        "it": "Matricola|Nome e cognome|Boutique|Data assunzione",
        "de": "Personal-Nr.|Name|Filiale|Eintrittsdatum",
        "es": "Código|Nombre y apellidos|Tienda|Fecha de alta",
        "ja": "社員番号|氏名|店舗|入社日",
        "zh": "工号|姓名|门店|入职日期",
        "ar": "رقم الموظف|الاسم|الفرع|تاريخ التعيين",
    },
    "targets": {
        "en": "Measure|Place|Target Value|Valid From",
        "fr": "Mesure|Lieu|Objectif|Valable dès",
        "it": "Misura|Luogo|Obiettivo|Valido dal",
        "de": "Kennzahl|Ort|Zielwert|Gültig ab",
        "es": "Medida|Lugar|Objetivo|Válido desde",
        "ja": "指標|場所|目標値|適用開始日",
        "zh": "指标|地点|目标值|生效日期",
        "ar": "المقياس|المكان|القيمة المستهدفة|ساري من",
    },
    "rates": {
        "en": "Currency|Exchange Rate|Valid From",
        "fr": "Devise|Taux de change|Date d'effet",
        "it": "Valuta|Tasso di cambio|Data inizio validità",
        "de": "Währung|Wechselkurs|Gültig ab",
        "es": "Divisa|Tipo de cambio|Válido desde",
        "ja": "通貨|為替レート|適用日",
        "zh": "币种|汇率|生效日期",
        "ar": "العملة|سعر الصرف|ساري من",
    },
    "themes": {
        "en": "Key|Language|Words",
        "fr": "Clé|Langue|Mots",
        "it": "Chiave|Lingua|Parole",
        "de": "Schlüssel|Sprache|Wörter",
        "es": "Clave|Idioma|Palabras",
        "ja": "キー|言語|単語",
        "zh": "键|语言|词语",
        "ar": "المفتاح|اللغة|الكلمات",
    },
}


def at(day: int, hour: int, minute: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001 - the boutique's clock


D = Decimal
ROWS: dict[str, list[tuple[Any, ...]]] = {
    "till_csv": [
        ("GVA01", "1001", at(31, 14, 5), "W-100", D(1), D("8000.00"), "AK"),
        ("GVA01", "1002", at(2, 9, 30, 4), "S-7", D(2), D("1234.50"), "BM"),
        ("GVA01", "1003", at(7, 18, 45, 4), "S-9", D(1), D("95.00"), "BM"),
    ],
    "survey_csv": [
        ("R-1", at(31, 14, 5), "GVA01", D(5), "Merci, parfait"),
        ("R-2", at(2, 9, 30, 4), "GVA01", D(3), ""),
        ("R-3", at(7, 18, 45, 4), "GVA01", D(1), "Long wait"),
    ],
    "traffic_csv": [
        ("GVA01", at(31, 14, 0), D(12), D(9)),
        ("GVA01", at(31, 15, 0), D(1204), D(1190)),
        ("GVA01", at(2, 9, 0, 4), D(0), D(0)),
    ],
    "counts_csv": [
        ("GVA01", "C-9", at(31, 8, 15), "W-100", D(4), D(4), D("4100.00")),
        ("GVA01", "C-9", at(31, 8, 15), "S-7", D(12), D(11), D("1210.50")),
    ],
    "steps_csv": [("GVA01", "receiving", "seals listed", at(31, 8, 15), "yes"),
                  ("GVA01", "transfer", "papers signed", at(2, 8, 40, 4), "no")],
    "exceptions_csv": [("GVA01", "void", at(31, 8, 15), "2", D("1200.00")),
                       ("GVA01", "refund", at(2, 18, 40, 4), "1", D("95.50"))],
    "availability_csv": [("GVA01", date(2026, 3, 31), D(41), D(50)), ("GVA01", date(2026, 4, 2), D(44), D(50))],
    "bookings_csv": [("GVA01", "B-1", "booking", at(31, 8, 15)), ("GVA01", "B-2", "booking", at(2, 18, 40, 4))],
    "closings_csv": [("GVA01", date(2026, 3, 31), D(14), D(21), D("18400.50")),
                     ("GVA01", date(2026, 4, 2), D(9), D(11), D("9050.00"))],
    "roster_csv": [("E7", "GVA01", date(2026, 3, 31), time(9, 30), time(18, 0)),
                   ("E8", "GVA01", date(2026, 4, 2), time(12, 0), time(20, 30))],
    "catalogue": [("W-100", "watch", "Maison", "Chronograph 42"), ("R-7", "jewelry", "Maison", "Ring")],
    "doors": [("GVA01", "Geneva", "Europe/Zurich", "CHF", time(10, 0), time(18, 30)),
              ("TYO01", "Ginza", "Asia/Tokyo", "JPY", time(11, 0), time(20, 0))],
    "people": [("E7", "Ann K", "GVA01", date(2019, 3, 31)), ("E8", "Ben M", "GVA01", date(2024, 4, 2))],
    "targets": [("csat", "GVA01", D("4.5"), date(2026, 3, 31)), ("csat", "", D("4.25"), date(2026, 4, 2))],
    "rates": [("EUR", D("0.9431"), date(2026, 3, 31)), ("USD", D("0.8812"), date(2026, 4, 2))],
    "themes": [("rushed", "en", "rushed;in a hurry"), ("warm", "en", "kind;warm")],
}  # fmt: skip


def plainly(value: Decimal) -> str:
    return f"{value:f}"


def iso(value: datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M}"


def grouped(sign: str, point: str, places: int = 2) -> Callable[[Decimal], str]:
    """1,234.50 with signs of one's own; whole numbers bare of a fraction, as counts are."""

    def write(value: Decimal) -> str:
        text = (
            f"{value:,.{max(places, -int(value.as_tuple().exponent))}f}" if value.as_tuple().exponent else f"{value:,f}"
        )
        return text.replace(",", "\0").replace(".", point).replace("\0", sign)

    return write


@dataclass(frozen=True)
class Shape:
    """How a table is written."""

    encoding: str = "utf-8"
    delimiter: str = ","
    moment: Callable[[datetime], str] = iso
    day: Callable[[date], str] = lambda value: value.isoformat()
    clock: Callable[[time], str] = lambda value: f"{value:%H:%M}"
    number: Callable[[Decimal], str] = plainly
    head: Callable[[str], str] = lambda name: name
    table: Callable[[list[list[str]]], list[list[str]]] = lambda rows: rows
    text: Callable[[str], str] = lambda text: text
    quoted: bool = False


def cell(value: Any, shape: Shape) -> str:
    if isinstance(value, datetime):
        return shape.moment(value)
    if isinstance(value, date):
        return shape.day(value)
    if isinstance(value, time):
        return shape.clock(value)
    return shape.number(value) if isinstance(value, Decimal) else str(value)


def table_of(feed: str, language: str, shape: Shape, rows: Sequence[Sequence[Any]] = ()) -> list[list[str]]:
    head = [shape.head(name) for name in HEADS[feed][language].split("|")]
    return shape.table([head, *([cell(one, shape) for one in row] for row in rows or ROWS[feed])])


def written(feed: str, language: str, shape: Shape, rows: Sequence[Sequence[Any]] = ()) -> bytes:
    import csv

    out = io.StringIO()
    made = csv.writer(out, delimiter=shape.delimiter, lineterminator="\r\n",
                      quoting=csv.QUOTE_ALL if shape.quoted else csv.QUOTE_MINIMAL)  # fmt: skip
    made.writerows(table_of(feed, language, shape, rows))
    return shape.text(out.getvalue()).encode(shape.encoding, "replace")


def days(day: str, clock: str = " %H:%M") -> dict[str, Any]:
    return {"moment": lambda value: value.strftime(day + clock), "day": lambda value: value.strftime(day)}


def japanese(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
EPOCH, EXCEL = datetime(1970, 1, 1, tzinfo=UTC), datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones


def serial(value: datetime) -> str:
    return f"{(value - EXCEL).total_seconds() / 86400:.10f}".rstrip("0").rstrip(".")


# What a country's own programs write where nobody chose.
HOME = {
    "en": Shape(),
    "fr": Shape("cp1252", ";", number=grouped("\u00a0", ","), **days("%d/%m/%Y")),
    "it": Shape("cp1252", ";", number=grouped(".", ","), **days("%d/%m/%Y")),
    "de": Shape("cp1252", ";", number=grouped("'", "."), **days("%d.%m.%Y")),
    "es": Shape("utf-8-sig", ";", number=grouped(".", ","), **days("%d/%m/%Y")),
    "ja": Shape("shift_jis", ",", number=grouped(",", "."), **days("%Y/%m/%d")),
    "zh": Shape("gb18030", ",", number=grouped(",", "."), **days("%Y-%m-%d", " %H:%M:%S")),
    "ar": Shape("cp1256", ",", number=grouped(",", "."), **days("%d/%m/%Y")),
}
