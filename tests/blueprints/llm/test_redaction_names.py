"""Names are taken out however they are written, in many scripts; other words are left alone."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

import pytest

from microapp_llm.redaction import Policy, Redactor, Vault

LATIN = {
    "small letters": ("pls write my friend hector, she turns 30", "hector"),
    "small letters after a greeting": ("hey caleb could you look at this", "caleb"),
    "small letters, introduced": ("my name is zorblina quaxworth and i live here", "quaxworth"),
    "a handle": ("@wyatt can you review?", "wyatt"),
    "a possessive": ("Please find attached Patricia's CV.", "Patricia"),
    "alone in a sentence": ("Tomorrow we meet Wiebke at the station.", "Wiebke"),
    "a title and a word": ("Ms. Green and Mr. Ford disagree.", "Ford"),
    "a particle after a title": ("Sehr geehrter Herr Dr. zu Guttenberg, anbei", "zu Guttenberg"),
    "a particle with a capital": ("The patient, Loretta Van Buren, rests.", "Van Buren"),
    "a middle initial": ("Matthew A. DeLuca will attend.", "A. DeLuca"),
    "the family name first": ("Employee Quaxworth, Jay was moved.", "Quaxworth"),
    "the family name in capitals": ("DUBOIS Catherine, née à Lyon", "DUBOIS"),
    "all in capitals": ("THE PLAINTIFF TYRONE WHITFIELD ALLEGES", "WHITFIELD"),
    "of a ticket for a flight": ("Passenger: NGUYEN/GREGG flight UA 123", "NGUYEN"),
    "a signature": ("Thanks,\nZorblina\n\nSent from my phone", "Zorblina"),
    "a greeting": ("Hello Zorblina, how are you?", "Zorblina"),
    "a list": ("Invite Anna Schmidt, Wendelin Hasenkamp and Grace to the call.", "Grace"),
    "beside an address": ("Zorblina Quaxworth <x@example.org>", "Quaxworth"),
    "a form": ("Nachname: Quaxworth\nVorname: Wendelin", "Quaxworth"),
    "JSON": ('{"firstName":"Zorblina","lastName":"Quaxworth"}', "Zorblina"),
    "XML": ("<author><surname>Quaxworth</surname></author>", "Quaxworth"),
    "a column of a table": ("surname;town\nquaxworth jones;Leeds\n", "quaxworth jones"),
    "small letters, a pair": ("anna quaxworth and paul share a room", "quaxworth"),
    "small letters, a word besides": ("send it to hazel whitfield today", "hazel whitfield"),
    "small letters, alone": ("kindergarten friederike freitags", "friederike"),
    "small letters, a title": ("was meint frau petersen dazu?", "petersen"),
    "a word besides, within a sentence": ("We asked Daisy about the room.", "Daisy"),
    "a word besides, in a list": ("Daisy, Hazel and Anna swap.", "Daisy"),
    "a word besides, with another person": ("Faith can drive, Robert told me.", "Faith"),
    "a word besides, in a pair": ("Iris und Lea teilen sich ein Zimmer.", "Iris"),
    "a word besides, asked about": ("Has Grace paid the bill?", "Grace"),
    "a word besides, after an article": ("Le compte rendu d'Olive manque.", "Olive"),
    "a word besides, told in small letters": ("dile a luz que llego tarde", "luz"),
    "a word besides, of an item": ("To do:\n- Daisy: slides\n", "Daisy"),
    "a handle with a capital": ("@Susan can you look", "Susan"),
    "named again": ('Write "Quaxworth" or Mr Quaxworth?', '"Quaxworth'),
    "named again in small letters": ("wendel quaxw's cv: Mr Wendel Quaxw is", "wendel quaxw"),
    "a signature without a greeting": ("Call me.\n\nDaisy\n\nWhat is meant?", "Daisy"),
    "a month before a family name": ("On the list: June Miller.", "June Miller"),
    "after a quote": ("Ist „Frau Quaxworth kommt“ richtig?", "Quaxworth"),
    "after an article": ("Scrivi che l'avvocato Quaxworth arriva.", "Quaxworth"),
    "a genitive": ("Wo liegt Wiebkes Bericht?", "Wiebke"),
    "Polish, a case": ("Zapytaj o raport Haliny Wiśniewskiej.", "Haliny Wiśniewskiej"),
    "Czech, a case": ("Pošli to Zdeňce Novotné do práce.", "Zdeňce Novotné"),
    "Turkish, a case": ("Irmak'a bir mesaj yaz", "Irmak"),
    "Turkish, a case in small letters": ("dün gece mehmetle konuştuk", "mehmet"),
    "Turkish, a way of address": ("Yağmur Hanım toplantıda mı?", "Yağmur"),
    "code": ('const owner = { lastName: "Van Buren" };', "Van Buren"),
    "the family name first in small letters": (
        "szia fazekas dorottya, ráérsz?",
        "fazekas dorottya",
    ),
    "the family name first in capitals": ("JEGYZŐ: DÓZSA KINGA, ELNÖK: KISS", "DÓZSA KINGA"),
    "the family name first behind a noun": ("Der Nachbar Aichinger Theresia ist da.", "Aichinger"),
    "before a word that is no name": ("Benkő Tihamér TAJ-száma hiányzik.", "Benkő Tihamér"),
    "two given names in small letters": ("hi, kai-uwe is late again", "kai-uwe"),
    "two given names in capitals": ("RAPPORT: BRITT-MARIE HAGLUND KOM I DAG", "HAGLUND"),
    "two family names in capitals": ("DIREKTØR: IRMA FONSECA LEITE VALG", "IRMA FONSECA LEITE"),
    "an initial last": ("Ask Melanie R. about the keys.", "Melanie R."),
    "values of SQL": ("INSERT INTO staff (surname) VALUES ('Quaxworth');", "Quaxworth"),
    "Balinese": ("Signed by I Wayan Sudiarta in Denpasar.", "I Wayan Sudiarta"),
    "Greek capitals without accents": ("ΑΣΘΕΝΗΣ: ΧΡΥΣΑΝΘΗ ΜΑΡΚΟΠΟΥΛΟΥ", "ΧΡΥΣΑΝΘΗ ΜΑΡΚΟΠΟΥΛΟΥ"),
    "Vietnamese in capitals": ("BỆNH NHÂN TRỊNH QUỐC BẢO, PHÒNG 4", "TRỊNH QUỐC BẢO"),
    "Vietnamese, as abroad": ("Please call Thảo Trần about it.", "Thảo Trần"),
}
OTHERS = {
    "Japanese, a family name": ("田中さんに会議の日程を変更するメールを書いて。", "田中"),
    "Japanese, introduced": ("株式会社ABCの佐藤健一と申します。", "佐藤健一"),
    "Japanese, a form": ("氏名:長谷川 翔太\n電話番号:なし", "長谷川 翔太"),
    "Chinese, introduced": ("你好,我叫王建国,我有一个问题。", "王建国"),
    "Chinese, a title": ("请给欧阳雪梅女士写一封道歉信。", "欧阳雪梅"),
    "Chinese, a form": ("联系人:李明\n城市:北京", "李明"),
    "Korean, a title": ("김민준 과장이 회의를 취소했습니다.", "김민준"),
    "Korean, introduced": ("안녕하세요, 저는 박서연입니다.", "박서연"),
    "Arabic, introduced": ("مرحبا، اسمي خالد القحطاني وأريد المساعدة.", "القحطاني"),
    "Arabic, a title": ("اكتب رسالة إلى الدكتور يوسف الغامدي بخصوص الموعد.", "يوسف الغامدي"),
    "Hebrew, introduced": ("שלום, שמי נועה פרידמן ואני צריכה עזרה.", "פרידמן"),
    "Hebrew, a title": ("תכתוב מייל לגברת מיכל שפירא על הפגישה.", "שפירא"),
    "Hindi, introduced": ("नमस्ते, मेरा नाम प्रिया शर्मा है।", "शर्मा"),
    "Hindi, a title": ("श्री राजेश वर्मा को एक पत्र लिखिए।", "वर्मा"),
    "Hebrew, a given name alone": ("תשאל את איתמר אם הוא בא", "איתמר"),
    "Hebrew, within a sentence": ("ההזמנה של נועה גולדשטיין נשלחה", "נועה גולדשטיין"),
    "Hindi, a family name alone": ("तिवारी साहब ने फ़ाइल भेज दी", "तिवारी"),
    "Persian": ("پرستو کاظمی قرارداد را امضا کرد", "پرستو کاظمی"),
    "Japanese, in Latin letters": ("カード名義Kazue Hirabayashiの件です", "Kazue Hirabayashi"),
    "Japanese, a family name of one letter": ("東千夏さんは休みです", "東千夏"),
    "Japanese, JSON": ('{"顧客名": "木村 結衣"}', "木村 結衣"),
    "Chinese, a table": ("姓名|部门\n高文博|销售", "高文博"),
    "Thai, a title": ("โปรดโทรหาคุณพรทิพย์ วงศ์สวัสดิ์ พรุ่งนี้", "พรทิพย์ วงศ์สวัสดิ์"),
    "Bengali, with an ending": ("রাহুল চক্রবর্তীকে ফোন করুন", "রাহুল চক্রবর্তী"),
    "Georgian, with an ending": ("დაურეკეთ ნინო ბერიძეს", "ნინო ბერიძე"),
    "Armenian, with an ending": ("Զանգեք Արամ Հակոբյանին", "Արամ Հակոբյան"),
}
NOBODY = (
    "Johnson & Johnson recalled the product.",
    "Jordan and Georgia are countries, Chad too.",
    "Ruby on Rails and Julia are both nice, but Pascal is old.",
    "May I ask a question? Will the grant be renewed?",
    "Grace period ends in April; faith in the market is low.",
    "San Francisco, Santa Monica and St. Louis have new offices.",
    "Stock Markets Fall as Inflation Fears Rise",
    "name: my-service\nversion: 1.2.0",
    '{"name": "left-pad", "license": "MIT"}',
    "<name>string</name>",
    "Name: required field",
    "Hi team, the deploy is done.",
    "Hello World!",
    "Is the Gordon Fisher Hospital near Victor Hugo Street?",
    "Comment aller de la rue Victor Hugo au lycée Marie Curie ?",
    "Tell me about Turner Tool & Die, and about the Albert Klein Prize.",
    "if a:\n    pass\nelif b:\n    grace = hope",
    "what is the grace period, and why hope for rain in may",
    "The Hope diamond, the grant of land and a daisy chain",
    "Broken Link, Dead Stock and Weak Brand",
    "Tell hope from fear; ask for grace and mark the date.",
    "@Override and @Max(3) are annotations",
    "- Jade: a stone\n- Iris: a flower",
    "item;town\nchair;Leeds\n",
    "東京タワーの高さは何メートルですか?",
    "来週の会議の議題をまとめてください。",
    "お客様の声を集計してください。",
    "请把下面的文字翻译成英文。",
    "北京今天的天气怎么样?",
    "다음 주 회의 안건을 정리해 주세요.",
    "고객님께 보낼 안내문을 작성해 주세요.",
    "ما هي عاصمة أستراليا؟",
    "מהי בירת אוסטרליה?",
    "कृपया इस रिपोर्ट का सारांश लिखें।",
    "שיר יפה של להקה ישראלית",
    "भारत ने विजय प्राप्त की और राजा ने प्रार्थना की",
    "والعمل في النظام الجديد",
    "Tôi ở Cao Bằng và Ninh Bình",
    "I Made Two Cakes",
)


def redacted(text: str) -> str:
    return Redactor(Policy(), b"k" * 32).redact(text, Vault("conversation-1")).text


@pytest.mark.parametrize(
    ("text", "name"), [*LATIN.values(), *OTHERS.values()], ids=[*LATIN, *OTHERS]
)
def test_a_name_is_taken_out_however_it_is_written(text: str, name: str) -> None:
    done = redacted(text)

    assert name not in done
    assert "[NAME]" in done


@pytest.mark.parametrize("text", NOBODY)
def test_words_that_only_look_like_names_are_left_alone(text: str) -> None:
    assert redacted(text) == text


THINGS = {
    "a server": "The server 'Sigrid' is slow, restart it.",
    "a server and its verb": "Der Server heißt „Heidrun“ und steht im Keller.",
    "storms in a list": "The hurricanes Agnes, Camille and Betsy hit the coast.",
    "a ship": "Veerboot Margriet vertrekt om 9 uur van steiger 2.",
    "a train": "Vlak Leoš Janáček odjíždí v 6.15 z Brna.",
    "a release": "Isolde 7.2.1 fixes the crash; commit 4f1c and build 88 are fine.",
    "code names": "Tristan and Isolde are the code names of our clusters.",
    "flowers in a list": "Iris, Dahlia, Lilie: 20 Töpfe, 3,50 €.",
    "a place in a list": "Compare Leeds, Florence and Madrid, please.",
    "goods with prices": "Item;Price\nGustav;49,90 €\nLovisa;12,50 €",
    "goods by what follows": "The Harriet skirt and the Wilfred jacket are sold out.",
    "a brand before it": "IKEA Oskar, 59 kr, finns i lager.",
    "what it is": "Is it true? Astrid is a library for C.",
    "a building with a letter": "Bitte im Gebäude C ist der Aufzug kaputt.",
    "a code of law": "O que diz o Código do Trabalho?",
    "a church in one word": "A Mátyás-templom zárva van.",
    "a street with a hyphen": "De tram stopt aan de Leopold II-laan.",
    "a street after a title": "Ga langs de Burgemeester de Vlugtlaan.",
    "a saint": "Postauto ab Sta. Maria, 9 Uhr; zahradnictví Svatý Jan, 89 Kč.",
    "an estate": "Château Saint-Pierre 2019, 13,5 % vol.",
    "a list of flowers with a count": "Rosa, Iris et Amarante : 12 bottes.",
    "a house of a name": "Stop by the Wendy's, then turn left.",
    "a route": "Il treno da Verona a Trento.",
    "a shop in a list": "Carrefour, Dirk et Lidl : quels horaires ?",
    "a word of another language": "Güzel bir gün.",
    "small letters that are words": "mezzo bicchiere di vino bianco",
    "tax in Korean": "청구서 번호 41000788, 부가세 포함",
    "a street in Chinese": "预计明天送达中山路。",
    "a street in Arabic": "شارع محمد الخامس مغلق.",
    "a street in Hebrew": "רחוב דוד בן גוריון סגור.",
    "a road in Hindi": "सुभाष चंद्र बोस रोड बंद है।",
    "what somebody sells": "Vergleiche die Tarife von Lindenmüller.",
    "a match": "Konyaspor 2-2 Sivasspor, Göztepe 1-0 Altay: başlık.",
    "a meal for many": "Colby, Orval und Brie für 14 Personen.",
    "a car and its maker": "Alfa Romeo Giulia, 87.404 km.",
    "a make in two capitals": "Compare the Logitech MX Anywhere with a trackball.",
    "a feast": "Explique a Festa Junina para crianças.",
    "heads of columns": "Apellido;Prénom;Cognome;Kostenstelle",
}


@pytest.mark.parametrize("text", THINGS.values(), ids=THINGS)
def test_names_that_things_have_are_left_alone(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The server is down. Regards, Sigrid", "Sigrid"),
        ("Version 4.1.2 ist da, sagt Heidrun.", "Heidrun"),
        ("The shelf is 20 €, ask Sigrid Hansen and Astrid.", "Astrid"),
        ("Hej, Astrid fra hotellet. Kan Sigrid Munk ringe?", "Astrid"),
        ("Ich habe Rebecca Hall getroffen.", "Rebecca Hall"),
        ("Jan Verlaan komt om 3 uur.", "Verlaan"),
        ("Mx Anywhere called.", "Anywhere"),
        ("Stuur het aan Jan van der Laan over de post.", "Laan"),
    ],
)
def test_a_person_beside_things_is_still_hidden(text: str, name: str) -> None:
    assert name not in redacted(text)
