"""Numbers and names of persons of many countries are found, what only looks like one stays."""

# ruff: noqa: RUF001 - letters of many alphabets are meant
from __future__ import annotations

from collections.abc import Callable

import pytest

from microapp_llm.redaction import Policy, Redactor
from microapp_llm.redaction.numbers.national import eastern_europe as east
from microapp_llm.redaction.numbers.national import europe, south
from microapp_llm.redaction.numbers.national import letter_checks as lettered

NUMBERS = [
    (east.hungary_health, "342366712"),
    (east.hungary_tax, "8676122202"),
    (east.hungary_personal, "18504127310"),
    (east.greece_tax, "063304348"),
    (east.russia_insurance, "15617483380"),
    (east.russia_tax, "777484777183"),
    (east.yugoslavia, "0101980187463"),
    (east.iceland, "1201747970"),
    (east.luxembourg, "1983081431322"),
    (east.kazakhstan, "850412439008"),
    (east.poland_tax, "5103177646"),
    (east.ukraine_register, "1985041277310"),
    (europe.france_tax, "2148830571454"),
    (south.mexico_insurance, "45967120838"),
    (south.saudi_arabia, "1443732332"),
    (south.thailand, "1126464460495"),
    (south.emirates, "784198584649366"),
    (south.iran, "0002158108"),
    (south.kuwait, "285041327423"),
    (south.argentina, "20502739000"),
    (south.dominican_republic, "07096825067"),
    (south.ecuador, "1751978378"),
    (south.medicare, "2003144919"),
    (south.new_zealand, "023275236"),
    (lettered.ireland, "7049372A"),
    (lettered.ireland, "4875818HA"),
    (lettered.singapore, "S9318627C"),
    (lettered.taiwan, "A180048701"),
    (lettered.hong_kong, "H811535(6)"),
    (lettered.german_insurance, "65070649H837"),
    (lettered.mexico_tax, "QUAX850412297"),
    (lettered.travel_document, "K8TQ4ZM7L8"),
]


def found(text: str) -> list[tuple[str, str]]:
    findings = Redactor(Policy(), b"k" * 32).findings(text)
    return [(text[one.start : one.end], one.kind) for one in findings]


@pytest.mark.parametrize(
    ("check", "number"), NUMBERS, ids=lambda one: getattr(one, "__name__", one)
)
def test_a_number_passes_and_few_with_one_wrong_digit_do(
    check: Callable[[str], bool], number: str
) -> None:
    wrong = [
        number[:at] + digit + number[at + 1 :]
        for at, one in enumerate(number)
        for digit in "0123456789"
        if one.isdigit() and digit != one
    ]

    assert check(number)
    assert sum(map(check, wrong)) * 9 <= len(wrong)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("TAJ szám: 342 366 712", "342 366 712"),
        ("Adóazonosító jele 8676122202.", "8676122202"),
        ("ΑΦΜ: 063304348", "063304348"),
        ("СНИЛС 156-174-833 80", "156-174-833 80"),
        ("строка: 156-174-833 80;да", "156-174-833 80"),
        ("ИНН: 777484777183", "777484777183"),
        ("رقم الهوية: 1443732332", "1443732332"),
        ("NIK: 3171014508900001", "3171014508900001"),
        ("CCCD: 046080618472", "046080618472"),
        ("MyKad 850412-14-5231", "850412-14-5231"),
        ("CNIC 35202-1234567-1", "35202-1234567-1"),
        ("เลขประจำตัวประชาชน 1 1264 64460 49 5", "1 1264 64460 49 5"),
        ("CUIL 20-50273900-0", "20-50273900-0"),
        ("JMBG: 0101980187463", "0101980187463"),
        ("My PPS number is 7049372A.", "7049372A"),
        ("NRIC S9318627C", "S9318627C"),
        ("HKID H811535(6)", "H811535(6)"),
        ("SV-Nummer 65 070649 H 837", "65 070649 H 837"),
        ("Steuer-ID: 35496287804", "35496287804"),
        ("SV-Nr. 9417170559", "9417170559"),
        ("الاسم,الهوية,الجوال\nخلود الرشيدي,1639958626,(012) 625 0301", "1639958626"),
        ("주민번호/연락처\n오말숙 / 611128-2492307 / 02-547-6913", "611128-2492307"),
        ("身份证号330106198005247544", "330106198005247544"),
        ("CPF: 52998224725 / 377.538.684-03", "377.538.684-03"),
        ("паспорт 45 08 123456", "45 08 123456"),
        ("My passport number is 533401234.", "533401234"),
        ("Dowód osobisty ABC 523456", "ABC 523456"),
        ("Kiss Anna;342 366 712;+36 1 204 8428", "342 366 712"),
        ("Meine Personalausweisnummer: K8TQ4ZM7L8", "K8TQ4ZM7L8"),
        ("Ausweis-Nr. LZ4MKPT95", "LZ4MKPT95"),
        ("<nationalId>K8TQ4ZM7L8</nationalId>", "K8TQ4ZM7L8"),
        ('{"national_id": "K8TQ4ZM7L8"}', "K8TQ4ZM7L8"),
        ("person,national_id,day\n14165,K8TQ4ZM7L8,2026-07-01", "K8TQ4ZM7L8"),
        ("person,national_id,day\n14165,0033933499033,2026-07-01", "0033933499033"),
        ("személyi azonosító: 1 850412 7310, műszak", "1 850412 7310"),
        ("УНЗР 19850412-77310", "19850412-77310"),
        ("Est-ce que le numéro fiscal 0371992046398 est juste ?", "0371992046398"),
        ("Revisa si 45967120838 es el NSS correcto.", "45967120838"),
        ("Rui Costa,258644761,rui@example.pt,PT50003545415419029021783", "258644761"),
    ],
)
def test_a_number_of_a_person_is_found(text: str, number: str) -> None:
    assert (number, "national_id") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Order 342366712 has been shipped.",
        "Заказ 777484777183, накладная 15617483380",
        "Đơn hàng 046080618472 đã giao.",
        "pesanan nomor 3171014508900002 belum dikirim",
        "The SKU 3520212345671 and the batch 1126464460495 are out of stock.",
        "Total: 342 366 712",
        "a;342 366 714;b",
        "Passport office opens at 9, the fee is 82.50.",
        "The e-way bill no. 4515 5203 1232 is pending.",
        "Version 24.0.4004.77 nie działa.",
        "person,batch,day\n14165,K8TQ4ZM7L8,2026-07-01",
        "national idea: BLUEBIRD1",
    ],
)
def test_numbers_of_orders_and_goods_are_no_persons_numbers(text: str) -> None:
    assert not [value for value, kind in found(text) if kind == "national_id"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Cumprimentos,\nRita Sousa\nVendas\n21 253 48 14\n", "21 253 48 14"),
        ("Saludos,\nCompras\n610 739 325 · compras@example.es", "610 739 325"),
        ("Best,\nSales\n7737627633 | sales@example.com", "7737627633"),
        ("HP: 0812-2555-7565", "0812-2555-7565"),
        ("пишите на 8 977 591 81 08", "8 977 591 81 08"),
        ("teslimat 532 123 45 67 adresine", "532 123 45 67"),
        ("gel. 06 06 21 66 41", "06 06 21 66 41"),
        ("Điện thoại: 0916 081 836", "0916 081 836"),
        ("Kontakt na recepcję: 22 642 27 10", "22 642 27 10"),
        ('{"cpf": "529.982.247-25", "contato": "(31) 9 2549 9142"}', "(31) 9 2549 9142"),
        ("Hun har nytt nummer: 24 97 27 19", "24 97 27 19"),
        ("наберите 89920522815, спасибо", "89920522815"),
        ("Le pedí que me llame al 659534112.", "659534112"),
        ("번호 010.8800.5187", "010.8800.5187"),
        ("Asha Rao - 9863521729 2) Lalit Sequeira - 9896584464", "9863521729"),
        ("氏名,番号,電話\n東文子,082070235109,03-9797-5473", "03-9797-5473"),
    ],
)
def test_phones_are_found_as_their_countries_write_them(text: str, number: str) -> None:
    assert (number, "phone") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Results:\n123 456 789\n234 567 890\n",
        "Sum:\n610 739 325\n",
        "Born on\n06 06 2021\n",
        "We sold 913 093 549 units.",
        "Tuotekoodi 087811-894, varastossa 17 kpl.",
        "Pakke 00867490177928 hentes i dag.",
        "| 1 | Katarina Böhler | AT36 1200 0482 3106 5861 | 2023/2423 |",
        "Versioon 23.3.5080.67 vaihdettiin.",
        "Is it 978-3-16-148410-0 or 978-0-7432-7356-5?",
    ],
)
def test_numbers_in_lines_of_their_own_are_no_phones_by_that(text: str) -> None:
    assert not [value for value, kind in found(text) if kind == "phone"]


def test_an_address_of_a_machine_is_found_between_letters_of_other_scripts() -> None:
    assert ("192.168.188.53", "ip") in found("登录IP是192.168.188.53,要不要封?")


def test_the_whole_address_of_a_webhook_is_a_secret() -> None:
    hook = "https://hooks.slack.com/services/T0R06FY6AM/B0FNSZD82E/" + "QR3l70UO10cPe92HR4xJ3iE2"

    assert found(f"Der Hook {hook} antwortet nicht.") == [(hook, "secret")]


def test_a_secret_that_ends_with_a_sign_in_code_is_hidden_to_its_end() -> None:
    drawn = "xD9QPdQAN78POCWZ93vVwWg6OrPBrd0hR456S1ny8Es%3D"

    assert (drawn, "secret") in found(f'https://a.blob.example/c?sv=2025-01-05&sig={drawn}"')


@pytest.mark.parametrize(
    "word",
    [
        "mật khẩu",
        "密码",
        "パスワード",
        "비밀번호",
        "jelszó",
        "lösenord",
        "heslo",
        "κωδικός",
        "رمز المرور",
    ],
)
def test_a_password_is_found_beside_its_word_in_many_languages(word: str) -> None:
    assert ("Tavasz!2024", "secret") in found(f"{word}: Tavasz!2024")
    assert found(f"{word}?") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anh Phan Thế Vinh đã ký hợp đồng.", "Phan Thế Vinh"),
        ("Nhờ chị Quyên kiểm tra giúp nhé.", "Quyên"),
        ("Tolong hubungi Pak Sugeng besok.", "Sugeng"),
        ("Laporan dari Retno Wulandari sudah masuk.", "Retno Wulandari"),
        ("Передай Евгении, что встреча завтра.", "Евгении"),
        ("письмо от Тимура Ахметова", "Тимура Ахметова"),
        ("Напиши лист Зоряні про зустріч.", "Зоряні"),
        ("Ρώτα τον Χαράλαμπο Ρήγα για το συμβόλαιο.", "Χαράλαμπο Ρήγα"),
        ("Küldd el Tündének a számlát.", "Tündének"),
        ("Sárközi úr nem jött el.", "Sárközi"),
        ("Soita Markukselle ja kysy.", "Markukselle"),
        ("Raportul Lăcrămioarei e gata.", "Lăcrămioarei"),
        ("Poproś Grzegorza o fakturę.", "Grzegorza"),
        ("Zavolej Ondřejovi kvůli smlouvě.", "Ondřejovi"),
        ("Har du læst Pernilles udkast?", "Pernille"),
        ("请把罗志强的合同发给我", "罗志强"),
        ("要不要告诉萧红梅?", "萧红梅"),
        ("서준이가 내일 온대요", "서준"),
        ("예린은 휴가예요.", "예린"),
        ("أخبر ريم أن الاجتماع غداً", "ريم"),
        ("كتبت رسالة لماجدة الحربي", "ماجدة الحربي"),
        ("नीरज को ईमेल भेज दो", "नीरज"),
    ],
)
def test_a_name_is_found_in_the_form_of_its_sentence(text: str, name: str) -> None:
    assert any(name in value for value, kind in found(text) if kind == "name")


@pytest.mark.parametrize(
    "text",
    [
        "Надежда умирает последней, а вера и любовь важнее денег.",
        "Уважаемые коллеги! Собрание в пятницу. С уважением, отдел кадров",
        "Станция метро «Площадь Ленина» закрыта.",
        "Thành phố Hồ Chí Minh và Đà Nẵng, nơi nào nóng hơn?",
        "Kính gửi Quý khách hàng, đơn hàng đã được giao.",
        "Kepada Yth. Pelanggan, pesanan Anda sudah dikirim.",
        "Dari Jalan Sudirman ke Gelora Bung Karno naik apa?",
        "Kedves Kollégák! A pénteki értekezlet elmarad.",
        "Hogy jutok a Deák térről a Kossuth Lajos utcára?",
        "华为和小米的手机哪个好?黄山和张家界哪个值得去?",
        "지원이 되는 브라우저와 정수 배열을 설명해 줘.",
        "शांति और विकास के लिए क्या योजना है?",
        "Policlinico Gemelli, come arrivo dal capolinea?",
        "Hvordan kommer jeg fra Karl Johans gate til stadion?",
        "The harbour firm Harbor Tool & Die is hiring.",
        "Is Marks & Spencer cheaper than John Lewis for towels?",
        "How far is St Luke's outpatient clinic?",
    ],
)
def test_places_companies_and_words_that_are_names_too_stay(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Order 425 went via ground on 2026-08-23.",
        "Paczka czeka przy ul. Jana Kilińskiego do 14.12.2025.",
    ],
)
def test_a_day_after_a_street_is_no_number_of_a_house(text: str) -> None:
    assert not [value for value, kind in found(text) if kind == "address"]
