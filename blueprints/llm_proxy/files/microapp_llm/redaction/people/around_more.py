"""Words beside a name, in more languages; in `name_cues` stands what each sort means."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

SURE_MORE = (
    # Greek
    r"κύριε|κύριο|κυρίου|κυρίας|κυρίες|κα|κα\.|κος|κ\.κ\.|δεσποινίς|δίδα|γιατρός|γιατρό|γιατρού|ιατρός|ιατρό|δρ|δρ\.|καθηγητής|καθηγητή|καθηγήτρια|δικηγόρος|δικηγόρο|αξιότιμε|αξιότιμη|αξιότιμος|αγαπητέ|αγαπητή|αγαπητοί"
    r"|ονοματεπώνυμο|όνομα|επώνυμο|το όνομά μου είναι|λέγομαι|ασθενής|ασθενή|συνάδελφος|συνάδελφό μου|φίλος μου|φίλη μου|αδελφός μου|αδελφή μου|άντρας μου|γυναίκα μου|υπογράφων|υπογεγραμμένος|υπογεγραμμένη|ο κάτωθι υπογεγραμμένος"
    # Russian
    r"|господину|господина|господином|госпоже|госпожу|госпожой|уважаемый|уважаемая|уважаемому|дорогой|дорогая|гражданин|гражданка|гражданину|гр\.|г-н|г-жа|г-ну|г-же|доктор|доктора|доктору|врач|врача|врачу|профессор|адвокат|пациент|пациентка|пациента|коллега|коллеге|мой муж|моя жена|мой сын|моя дочь|мой брат|моя сестра|мой друг|моя подруга|нижеподписавшийся|отчество|фамилия|имя|дядя|тётя|тетя|товарищ"
    # Ukrainian
    r"|панові|пані|пане|панові|добродій|добродійка|лікаря|лікарю|доктору|професор|адвокат|колега|колезі|мій чоловік|моя дружина|мій син|моя донька|мій брат|моя сестра|мій друг|моя подруга|нижчепідписаний|нижчепідписана|по батькові|дядько|тітка|дорогий|дорога|любий|люба"
    # Bulgarian and Serbian
    r"|господин|госпожо|г-жо|уважаеми|уважаема|казвам се|име|фамилия|поштовани|поштована|господо|господине"
    # Polish
    r"|panu|państwo|państwa|państwu|szanowna pani|szanowny panie|szanowny pan|pani doktor|doktorze|doktor|doktorem|mgr|inż\.|mec\.|mecenas|mecenasa|prof\.|profesor|profesora|pacjenta|pacjentki|pacjentka|podpisany|podpisana|mój brat|moja siostra|mój kolega|moja koleżanka|koleżanka|kolega|kolegi|koleżanki|sąsiad|sąsiadka|szef|szefowa|kuzyn|kuzynka|ciocia|wujek|babcia|dziadek|upoważniam"
    # Czech and Slovak
    r"|pana|panu|panem|slečna|slečno|slečnu|paní doktorka|doktor|doktorka|inženýr|mudr\.|mudr|judr\.|judr|bc\.|mgr\.|vážený|vážená|milý|milá|pacientka|pacientka|pacienta|kolegyni|kolegu|kolegovi|soused|sousedka|šéf|šéfová|můj bratr|moje sestra|manžel|manželka|strýc|teta|babička|pán|pána|pánovi|vážená pani|vážený pán|podepsaný|podepsaná"
    # Hungarian
    r"|tisztelt|kedves|doktor|név|neve|nevem|vezetéknév|keresztnév|beteg|páciens|kolléga|kollégám|kolléganő|főnököm|férjem|feleségem|fiam|lányom|bátyám|öcsém|húgom|nővérem|barátom|barátnőm|szomszédom|alulírott|szerző|aláíró"
    # Finnish
    r"|rouva|herra|neiti|rva|hra|tohtori|lääkäri|professori|potilas|potilaan|työkaveri|työkaverini|kollegani|pomoni|esimieheni|mieheni|vaimoni|veljeni|siskoni|ystäväni|naapurini|allekirjoittanut|arvoisa|rakas"
    # Nordic
    r"|fröken|frøken|doktor|advokat|min man|min fru|min bror|min syster|min søster|min kone|min mann|min mor|min far|min vän|min ven|min venn|min kollega|min granne|min nabo|kunden heter|patienten|pasienten|undertecknad|undertegnede|farmor|mormor|morfar|farfar|bestemor"
    # Romanian
    r"|doamnă|doamnei|domnule|domnului|domnișoara|domnișoară|dl|dl\.|dna|dna\.|d-na|d-nul|d-l|stimate|stimată|stimata|dragă|draga|onorată|onorate|doctorul|doctorița|avocatul|avocata|profesorul|profesoara|pacientul|pacienta|colegul|colega|colegul meu|colega mea|soțul meu|soția mea|fratele meu|sora mea|prietenul meu|prietena mea|vecinul|vecina|șeful|șefa|subsemnatul|subsemnata|nume|prenume|mă cheamă|unchiul|mătușa|bunica|bunicul"
    # Croatian, Serbian, Slovene
    r"|gospodin|gospođa|gospođo|gospodine|gospodina|gospodinu|poštovani|poštovana|gospa|gospod|spoštovani|spoštovana|zovem se|ime mi je|ime i prezime|prezime"
    # Indonesian and Malay
    r"|nama saya|mbak|saudara|saudari|yth|yth\.|dengan hormat|nama|nama lengkap|pasien|rekan saya|encik|puan"
    # professions and ranks before a family name
    r"|överläkare|läkaren|rektorn?|kirurg|overlege|overlæge|catedrático|catedrática|dra\.?|dr\.ª|drª|perito|perita|magistrado|magistrada|catedratico"
    r"|procurador|procuradora|delegado|delegada|oberarzt|oberärztin|chefarzt|chefärztin|privatdozent|richterin|staatsanwalt|staatsanwältin"
    r"|primario|magistrato|chirurgo|chirurga|chirurgien|chirurgienne|procureur|procureure|hoogleraar|chirurg|wethouder|başhekim|savcı"
    r"|ylilääkäri|rehtori|főorvos|consultant surgeon|sergeant|sgt\.?|lieutenant|lt\.|detective|inspector|senator|congressman|congresswoman"
    # Lithuanian, Latvian, Estonian
    r"|ponas|ponia|gerbiamas|gerbiama|vardas|pavardė|vārds|uzvārds|härra|proua|austatud|lugupeetud|perekonnanimi|eesnimi"
)
LIKELY_MORE = (
    r"сказать|сообщить|написать|спросить|передать|попросить|позвонить|напомнить|объяснить|ответить|напомни|ответь|объясни|поздравь|поздравить|сказати|повідомити|написати|спитати|передати|попросити|подзвонити|нагадати|пояснити|нагадай|привітай|zapytać|powiedzieć|napisać|poprosić|zadzwonić|przypomnieć|przypomnij|spytaj|zeptat|říct|napsat|zavolat|připomeň|mondd|mondjam|megmondani|kérdezzem|kérdezd meg|sanoa|sano|kysyä|kertoa|muistuta|pyytää|îi spun|spune-i|întreabă-o|întreabă-l|scrie-i|sună-o|sună-l|bilang ke|kasih tahu|tanya ke|tanyakan|ingatkan|πες|να πω|ρώτησε|θύμισε|πάρε τηλέφωνο|"
    r"клиент|клиента|клиенту|клиентка|клиентке|менеджер|директор|бухгалтер|сотрудник|сотрудница|клієнту|клієнтці|співробітник|співробітниця|менеджерка|директорка|asiakas|asiakkaan|clientul|clienta|clientului|clientei|clientul e|clienta e|πελάτης|πελάτισσα|πελάτη|klienta|klientka|zákazník|zákaznici|zákaznice|zákazníka|ügyfél|ügyfelünk|az ügyfél|pelanggan|karyawan|ügyintéző|διευθυντής|διευθύντρια|υπάλληλος|chefen|sjefen|direktør|direktör|user|użytkownik|uživatel|пользователь|користувач|χρήστης|felhasználó|käyttäjä|bruker|användare|utilizator|pengguna|"
    r"του|της|τον|την|στον|στην|στη|ο|η|κι|ότι|σύμφωνα με|χτες|χθες|σήμερα|πες στον|ρώτα|πάρε|κάλεσε|ευχαριστώ|γεια"
    r"|к|ко|у|о|об|про|со|за|если|когда|сообщить|сообщи|напиши|напишите|передай|передайте|скажи|спроси|попроси|позвони|сегодня|завтра|по словам|отчёт|отчёта|отчет|письмо|ответ|подарок|и|а"
    r"|о|про|зі|із|до|за|якщо|коли|повідом|повідомити|напиши|напишіть|передай|скажи|спитай|попроси|подзвони|сьогодні|завтра|за словами|звіт|звіту|лист|відповідь|подарунок|й|а"
    r"|dla|u|ze|o|przed|przez|jak powiedzieć|powiedz|zapytaj|napisz|poproś|zadzwoń|daj znać|raport|od|dziękuję"
    r"|pro|ke|se|o|zprávu od|řekni|zeptej|napiš|požádej|zavolej|vzkaz pro|prezent pre|pre"
    r"|és|hogy|szerint|kérdezd|kérd|kérj|szólj|szóljak|írj|hívd|foglald össze|tegnap|ma|holnap|meg|vagy|üzenet|ajándék"
    r"|ja|että|kysy|kerro|kerronko|soita|pyydä|kirjoita|tiivistä|eilen|tänään|huomenna|mukaan|onko|lahja"
    r"|fråga|säg till|meddela|ring|be|skriv till|idag|imorgon|spør|si til|gi beskjed|spørg|sig til|bør|skal|ska|sammanfatta|oppsummer|opsummer|gaveide til|present till"
    r"|lui|pe|către|de la|cu|pentru|și|că|spune|întreabă|sună|scrie|anunț pe|anunță|ieri|azi|mâine|raportul|potrivit"
    r"|kepada|untuk|dari|dengan|oleh|laporan|kabari|tanya|telepon|hubungi|bilang|ke|dan|bersama|milik|kata|menurut|hadiah|kado|akun|beri tahu|tolong"
)
# Of these, what stands before anything: a word that is a name and a word too needs more.
WEAK_MORE = (
    r"του|της|τον|την|στον|στην|στη|ο|η|κι|ότι|к|ко|у|о|об|про|со|за|если|когда|и|а|зі|із|до|якщо|коли|й|dla|u|ze|z|przed|przez|od|pro|ke|se|pre|és|hogy|szerint|meg|vagy|ma|ja|että|mukaan|onko"
    r"|skal|ska|bør|be|ring|lui|pe|către|cu|pentru|și|că|kepada|untuk|dari|dengan|oleh|ke|dan|bersama|milik|menurut|yang|k|s|i|a|kata|azi|ieri|сегодня|завтра|сьогодні|tegnap|holnap|eilen|tänään|huomenna|idag|imorgon|raport|raportul|отчёт|отчет|звіт|лист|письмо|отчёта|звіту"
)
AFTER_MORE = (
    r"είπε|ζήτησε|έγραψε|θέλει|μένει|δουλεύει|τηλεφώνησε|πήρε|έστειλε|λέει|ρωτάει"
    r"|сказал|сказала|написал|написала|просит|попросил|попросила|хочет|живёт|живет|работает|звонил|звонила|прислал|прислала|спросил|спросила|ушёл|ушла|говорит|не|уже|будет|завтра"
    r"|сказав|просить|попросив|попросила|надіслав|надіслала|питає|каже|пішов|пішла|вже|буде"
    r"|mówi|napisał|napisała|prosi|prosił|prosiła|wysłał|wysłała|pyta|pytał|pytała|odszedł|odeszła|idzie|będzie|pisze"
    r"|píše|napsal|napsala|prosí|poslal|poslala|odešel|odešla|volal|volala|hovorí|povedal|povedala"
    r"|mondta|kéri|kérte|írta|küldte|lakik|dolgozik|szeretné|hívott|jelentését|panaszát|megkérdezte|jelentése|szerint|elment"
    r"|sanoi|pyysi|kirjoitti|soitti|lähetti|asuu|haluaa|kysyi|lähti|jää|työskentelee|raportti"
    r"|sa|säger|sier|siger|skrev|skickade|sendte|ringte|vil|spør|spurte|spurgte|frågade|går|slutar|slutter|overtar|overtager"
    r"|spune|a spus|a scris|a cerut|vrea|locuiește|lucrează|a sunat|a trimis|întreabă|pleacă|se pensionează"
    r"|bilang|mengatakan|menulis|meminta|ingin|tinggal|bekerja|menelepon|mengirim|bertanya|mau|sudah|akan|yang"
)
GREETINGS_MORE = (
    r"γεια|γεια σου|γεια σας|καλημέρα|καλησπέρα|αγαπητέ|αγαπητή|ευχαριστώ|добрый день|добрый вечер|доброе утро|дорогой|дорогая|уважаемый|уважаемая|спасибо|здравствуй|вітаю|доброго дня|добрий вечір|шановний|шановна|дякую|здраво|здравей|здравейте"
    r"|tisztelt|kedves|szia|sziasztok|helló|üdv|jó napot|köszönöm|köszi|dobrý den|dobrý deň|milý|milá|ahoj|děkuji|ďakujem|dzień dobry|witaj|szanowna|szanowny|kochany|kochana|drogi|droga"
    r"|hyvä|rakas|terve|moikka|kiitos|huomenta|hei|hej|kära|käre|god morgon|god dag|kære|kjære|takk|bună|bună ziua|salut|dragă|draga|stimate|stimată|mulțumesc|mersi|halo|hai|selamat pagi|selamat siang|selamat sore|terima kasih|makasih|assalamualaikum|zdravo|bok|hvala|pozdrav|dragi|draga|sveiki|labas|tere"
)
SIGN_OFFS_MORE = (
    r"με εκτίμηση|με φιλικούς χαιρετισμούς|φιλικά|με τιμή|ευχαριστώ|χαιρετισμούς|με σεβασμό|ευχαριστώ πολύ|с уважением|с наилучшими пожеланиями|всего доброго|искренне ваш|искренне ваша|спасибо|благодарю|с благодарностью|ваш|ваша|з повагою|з найкращими побажаннями|щиро ваш|щиро ваша|дякую|щиро дякую|з вдячністю|с уважение|поздрави|срдачан поздрав|с поштовањем"
    r"|üdvözlettel|tisztelettel|köszönettel|köszönöm|üdv|szívélyes üdvözlettel|puszi|köszi|s pozdravom|s úctou|s pozdravem|zdravím|s přátelským pozdravem|s přáním hezkého dne|děkuji|ďakujem|z wyrazami szacunku|z pozdrowieniami|serdecznie pozdrawiam|łączę pozdrowienia|pozdro|dziękuję"
    r"|ystävällisin terveisin|terveisin|parhain terveisin|t\.|yt|kunnioittaen|kiittäen|lämpimin terveisin|med vennlig hilsen|vennlig hilsen|beste hilsen|mvh|hilsen|med venlig hilsen|de bedste hilsner|kærlig hilsen|bästa hälsningar|allt gott|hälsar|hilser|takk|tack|tak"
    r"|cu stimă|cu respect|cu considerație|cu drag|toate cele bune|mulțumesc|o zi bună|al dumneavoastră|hormat kami|hormat saya|salam|salam hormat|terima kasih|dengan hormat|salam hangat|yang benar|s poštovanjem|srdačan pozdrav|lijep pozdrav|lep pozdrav|pozdrav|hvala|pagarbiai|ar cieņu|lugupidamisega|parimate soovidega|trân trọng|kính thư"
)
SMALL_MORE = (
    r"сказать|сообщить|написать|спросить|передать|попросить|позвонить|напомнить|объяснить|ответить|напомни|ответь|объясни|поздравь|поздравить|сказати|повідомити|написати|спитати|передати|попросити|подзвонити|нагадати|пояснити|нагадай|привітай|zapytać|powiedzieć|napisać|poprosić|zadzwonić|przypomnieć|przypomnij|spytaj|zeptat|říct|napsat|zavolat|připomeň|mondd|mondjam|megmondani|kérdezzem|kérdezd meg|sanoa|sano|kysyä|kertoa|muistuta|pyytää|îi spun|spune-i|întreabă-o|întreabă-l|scrie-i|sună-o|sună-l|bilang ke|kasih tahu|tanya ke|tanyakan|ingatkan|πες|να πω|ρώτησε|θύμισε|πάρε τηλέφωνο|zapytaj|powiedz|napisz|poproś|zadzwoń|dla|řekni|zeptej|napiš|zavolej|kérdezd|írj|hívd|szólj|kysy|kerro|soita|kirjoita|spune|întreabă|sună|scrie|tanya|bilang|kabari|hubungi|ask|tell|напиши|позвони|передай|сообщи|попроси|спроси|повідом|подзвони|спитай|στην|στον|пані|пан|госпожа|господин|к|о|про|и|та|і|а|вместе с|разом з|razem z|spolu s"
    r"|клиент|клиентка|клієнт|клієнтка|это|я|меня зовут|скажи|спроси|у|от|для|с|від|з|до|мене звати|πελάτης|πελάτισσα|κυρία|κύριος|ο|η|του|της|τον|την|klient|klientka|zákaznice|zákazník|kunden|kunden heter|clientul|clientul e|clienta|clienta e|asiakas|ügyfél|az ügyfél|pelanggan|nama|pak|bu|mbak|mas"
    r"|u|dla|z|ze|pro|pre|basen|zebranie u|till|med|från|hos|från|til|fra|lui|pe|cu|és|hogy|ja|untuk|dari|dengan|sama|kata"
)
