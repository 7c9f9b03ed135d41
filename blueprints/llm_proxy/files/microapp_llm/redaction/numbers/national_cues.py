"""Words beside a number that say that it is a person's number, of countries far and near."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

NATIONAL_MORE = (
    r"\bcccd\b|\bcmnd\b|căn cước|chứng minh (?:nhân|thư)|số định danh|mã số thuế|hộ chiếu"
    r"|\bnik\b|\bktp\b|\bnpwp\b|nomor induk|\bmykad\b|\bnric\b|\bkad pengenalan|\bic (?:no|number)"
    r"|\btaj\b|adóazonosító|személyi (?:szám|igazolvány)|\bafm\b|αφμ|α\.φ\.μ|αριθμός (?:ταυτότητας|μητρώου)|δελτίο ταυτότητας|ταυτότητα"
    r"|рег(?:истрационный )?номер|\bснилс|\bинн\b|пасспорт|серия и номер|загранпаспорт|удостоверени|\bиин\b|\bжсн\b|матични|јмбг|лична карта|посвідчення|ідн"
    r"|\bjmbg\b|matični|\bemšo|\bemso\b|davčna|\bpersonas kods|\bkennitala|\bnip\b|\bmatricule|asmens kod"
    r"|\bpps(?:n)?\b|\bird\b|\bmedicare\b|\bcui[lt]\b|\bcédula|\brfc\b|\bdui\b|\brg\b|\bnss\b|\bcnic\b|\bemirates id|\bqid\b|\bhkid\b|\brsvnr\b|\brvnr\b|\bpassport n|\bnipc\b|\bcart[ãa]o de cidad|utente"
    r"|رقم الهوية|الهوية|هوية|إقامة|الإقامة|الاقامة|الرقم القومي|رقم قومي|السجل المدني|الرقم الوطني|کد ملی|شناختی"
    r"|पैन|पहचान (?:पत्र|संख्या)|เลขประจำตัว|บัตรประชาชน|身分證|證件號|证件号|身份證|在留カード|基礎年金番号|マイナンバ|個人番号|外国人登録|외국인등록|주민등록|주민번호|여권번호"
)
# The same right before the number, and nothing else between: such a number may hold an error.
RIGHT_BEFORE_MORE = (
    r"\bcccd|\bcmnd|căn cước(?: công dân)?|số định danh|\bnik\b|\bnpwp\b|\bmykad|\bnric|\btaj\b|adóazonosító|\bαφμ|\bafm\b|ταυτότητας"
    r"|\bснилс|\bинн\b|\bиин\b|\bjmbg|\bemšo|personas kods|kennitala|\bppsn?\b|\bcui[lt]\b|\bcnic\b|\bhkid\b|\bsin\b|\btfn\b|\bnif\b"
    r"|رقم الهوية(?: الوطنية)?|الهوية|رقم الإقامة|الرقم القومي|الرقم الوطني|个人番号|個人番号|身份证号码?|身分證字號|เลขประจำตัวประชาชน|주민번호|외국인등록번호"
)
# Words beside the number of a phone.
PHONE_MORE = (
    r"\bhp\b|\bno hp\b|\bponsel|\bnomor (?:telepon|hp)|\btelp|điện thoại|\bđt\b|\bsđt\b|\bdi động|gọi|\bhívj|\bsunați|\bsună"
    r"|κάλεσ|جوال|الجوال|محمول|المحمول|موبايل|تلفون|للتواصل|مراسلة|نقال|โทร|มือถือ|휴대폰|핸드폰|휴대전화|連絡先|联系电话|聯絡電話|手機|联系方式|संपर्क"
)
