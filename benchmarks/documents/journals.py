"""Articles as different houses set them."""

from __future__ import annotations

from benchmarks.documents.sheet import Expected, Sheet, Style, body, xmp_packet

ABSTRACT = (
    "Heart failure is common in the elderly. We asked whether walking in company helps. In a trial of 120 invented "
    "patients, those who walked together slept better after six months. Company may be a cheap remedy, and larger "
    "trials should follow."
)


def two_columns_with_box() -> bytes:
    """As large Dutch houses do: a banner with the journal's name, article info on the left, abstract on the right."""
    sheet = Sheet("Times", 16)
    sheet.write("Invented Heart Journal 12 (2024) 101–115".replace("–", "-"), 8, align="C", after=4)
    sheet.write("Contents lists available at ExampleDirect", 9, align="C", after=3)
    sheet.write("Invented Heart Journal", 15, align="C", after=3)
    sheet.write("journal homepage: www.example.org/locate/ihj", 8, align="C", after=8)
    sheet.write(
        "Walking in company and the quality of sleep in elderly people with heart failure: A randomised trial", 17
    )
    sheet.at(78).write("Anna Example ^a,*^, Boris Muster ^b^, Chiara Esempio ^a,c^", 13, after=3)
    sheet.write("a Department of Cardiology, Example University, Minsk, Belarus", 7, style="I", after=0)
    sheet.write("b Institute of Sleep, University of Muster, Muster, Germany", 7, style="I", after=0)
    sheet.write("c School of Medicine, University of Esempio, Cagliari, Italy", 7, style="I", after=4)
    sheet.write("A R T I C L E   I N F O", 9, after=3)
    sheet.write("Article history:\nReceived 3 March 2023\nReceived in revised form 9 August 2023", 7, width=50)
    sheet.write("Accepted 4 January 2024\nAvailable online 12 January 2024", 7, width=50, after=4)
    sheet.write("Keywords:\nHeart failure\nWalking\nSleep quality\nLoneliness", 7, style="I", width=50)
    sheet.at(101).write("A B S T R A C T", 9, x=75, after=3)
    sheet.write(ABSTRACT, 8, x=75, width=118, after=2)
    sheet.write(
        "© 2024 The Authors. Published by Example Press B.V. This is an open access article under the CC BY", 7, x=75
    )
    sheet.write("license (http://creativecommons.org/licenses/by/4.0/).", 7, x=75)
    sheet.at(175).write("1. Introduction", 10, style="B")
    sheet.columns(body("en", 8), y=182, height=70)
    sheet.at(270).write("* Corresponding author. E-mail address: a.example@example.org (A. Example).", 7, after=1)
    sheet.write("https://doi.org/10.5555/j.ihj.2024.101115", 7, after=1)
    sheet.write("0123-4560/© 2024 The Authors.", 7)
    sheet.page().columns(body("en", 14, 2), y=20, height=200)
    sheet.at(240).write("References", 10, style="B")
    sheet.write("[1] Other A, Another B. Sleep alone. J Sleep 2019;4:1-9. https://doi.org/10.5555/other.1", 8)
    return sheet.done(
        xmp_packet(
            {
                "dc:title": "Walking in company and the quality of sleep in elderly people with heart failure: "
                "A randomised trial",
                "dc:creator": ["Anna Example", "Boris Muster", "Chiara Esempio"],
                "dc:description": "Invented Heart Journal, 12 (2024) 101-115. doi:10.5555/j.ihj.2024.101115",
                "prism:publicationName": "Invented Heart Journal",
                "prism:doi": "10.5555/j.ihj.2024.101115",
                "prism:volume": "12",
                "prism:pageRange": "101-115",
                "prism:coverDate": "2024-02-01",
            }
        ),
        title="Walking in company and the quality of sleep in elderly people with heart failure: A randomised trial",
        author="Anna Example",
        creator="Elsevier-like composition",
    )


def slender_with_dots() -> bytes:
    """As large German houses do: name and DOI above, authors divided by dots, keywords too; no useful metadata."""
    sheet = Sheet("Times", 20)
    sheet.write("Invented Rehabilitation (2023) 45:123-134", 8, after=1)
    sheet.write("https://doi.org/10.5555/s00123-023-0456-7", 8, after=8)
    sheet.write("ORIGINAL PAPER", 8, after=6)
    sheet.write("Robotic gloves after stroke: what patients\nmake of them at home", 18, style="B", after=5)
    sheet.write("Dora Beispiel^1^ · Emil Primer^2^ · Feodora Primer^1,2^".replace("·", chr(183)), 11, after=5)
    sheet.write("Received: 12 May 2022 / Accepted: 30 November 2022 / Published online: 5 January 2023", 8, after=1)
    sheet.write("© The Author(s) 2023", 8, after=6)
    sheet.write("Abstract", 11, style="B", after=2)
    sheet.write(
        "Purpose Robotic gloves are given to many patients, but little is known of their use at home. Methods We "
        "visited forty invented patients and asked. Results Most of the gloves lay in drawers after three months. "
        "Conclusion Gloves need company.",
        9.5,
        after=4,
    )
    sheet.write("Keywords Stroke · Rehabilitation · Robotics · Home care".replace("·", chr(183)), 9.5, after=6)
    sheet.write("Introduction", 12, style="B")
    sheet.columns(body("en", 8, 3), y=150, height=90)
    sheet.at(268).write("Dora Beispiel\ndora@example.org", 8, style="B", after=1)
    sheet.write("1 Clinic of Rehabilitation, University of Beispiel, Kassel, Germany", 8)
    sheet.page().columns(body("en", 14, 4), y=20, height=180)
    sheet.at(220).write("References", 12, style="B")
    sheet.write("1. Else S (2018) Hands. J Hands 3:4-8. https://doi.org/10.5555/hands.3", 8)
    return sheet.done(creator="Springer-like", title="")


def open_access_with_sections() -> bytes:
    """As open-access houses do: a rubric, a large title, a structured abstract in a box, the licence at the foot."""
    sheet = Sheet("Helvetica", 18)
    sheet.write("Primer et al. IMC Invented Education (2022) 22:415", 7, after=0)
    sheet.write("https://doi.org/10.5555/s12909-022-01234-5", 7, after=8)
    sheet.write("RESEARCH", 10, style="B", align="L", after=0)
    sheet.write("Open Access", 10, align="R", after=4)
    sheet.write(
        "Peer teaching of anatomy in three countries: a multicentre study of what students remember after a year",
        22,
        style="B",
        width=150,
        after=4,
    )
    sheet.write("Emil Primer^1*^, Li Shili^2^, Giorgi Magaliti^3^ and Sofia Voorbeeld^1^", 11, style="B", after=6)
    sheet.write("Abstract", 12, style="B", after=1)
    sheet.write(
        "Background: Students teach one another, whether asked or not. We wanted to know what remains of it.", 9
    )
    sheet.write("Methods: In three invented faculties 300 students were asked the same questions a year later.", 9)
    sheet.write("Results: Those who had taught remembered twice as much as those who had been taught.", 9)
    sheet.write("Conclusions: To teach is to remember. Faculties should let students do so.", 9, after=2)
    sheet.write("Keywords: Peer teaching, Anatomy, Retention, Multicentre study", 9, after=6)
    sheet.columns(["Background", *body("en", 7, 5)], y=160, height=80)
    sheet.at(252).write("*Correspondence: emil@example.org", 7, after=1)
    sheet.write(
        "© The Author(s) 2022. Open Access This article is licensed under a Creative Commons Attribution 4.0 "
        "International License, which permits use, sharing, adaptation, distribution and reproduction in any form. To "
        "view a copy of this licence, visit http://creativecommons.org/licenses/by/4.0/. The Creative Commons Public "
        "Domain Dedication waiver (http://creativecommons.org/publicdomain/zero/1.0/) applies to the data.",
        6,
    )
    sheet.page().columns(body("en", 14, 6), y=20, height=200)
    return sheet.done(
        title="Peer teaching of anatomy in three countries: a multicentre study of what students remember after a year",
        author="Emil Primer",
        subject="IMC Invented Education, https://doi.org/10.5555/s12909-022-01234-5",
        keywords="Peer teaching,Anatomy,Retention,Multicentre study",
    )


def russian_bilingual() -> bytes:
    """As journals in Russian do: УДК, a title in capitals, both languages one below the other, how to cite."""
    sheet = Sheet("text", 20)
    sheet.write("Вымышленный медицинский журнал. 2024. Т. 12, No. 3. С. 45–52", 8, align="R", after=2)
    sheet.write("ОРИГИНАЛЬНЫЕ ИССЛЕДОВАНИЯ", 9, align="R", after=3)
    sheet.write("УДК 616.12-008.46-053.9", 9, after=1)
    sheet.write("https://doi.org/10.5555/2220-0000-2024-12-3-45-52", 9, after=4)
    sheet.write("И. И. Примеров^1^, А. В. Образцова^2^, О. Н. Выдуманная^1^", 11, align="C", after=3)
    sheet.write("ХОДЬБА В КОМПАНИИ И КАЧЕСТВО СНА У ПОЖИЛЫХ ПАЦИЕНТОВ\nС СЕРДЕЧНОЙ НЕДОСТАТОЧНОСТЬЮ", 13, align="C")
    sheet.write("1 Белорусский государственный вымышленный университет, г. Минск, Республика Беларусь", 8, align="C")
    sheet.write("2 Примерный клинический центр, г. Гродно, Республика Беларусь", 8, align="C", after=3)
    sheet.write(
        "Аннотация. Сердечная недостаточность часто встречается у пожилых. Цель исследования — узнать, помогает ли "
        "ходьба в компании. В исследовании участвовали 120 выдуманных пациентов. Через шесть месяцев те, кто ходил "
        "вместе, спали лучше.",
        9,
    )
    sheet.write("Ключевые слова: сердечная недостаточность, ходьба, качество сна, пожилые пациенты", 9)
    sheet.write(
        "Для цитирования: Примеров И.И., Образцова А.В., Выдуманная О.Н. Ходьба в компании и качество сна у пожилых "
        "пациентов с сердечной недостаточностью. Вымышленный медицинский журнал. 2024;12(3):45–52.",
        8,
        after=4,
    )
    sheet.write("Ivan I. Primerov^1^, Anna V. Obraztsova^2^, Olga N. Vydumannaya^1^", 11, align="C", after=2)
    sheet.write("WALKING IN COMPANY AND SLEEP QUALITY IN ELDERLY PATIENTS\nWITH HEART FAILURE", 13, align="C")
    sheet.write("1 Belarusian State Invented University, Minsk, Republic of Belarus", 8, align="C", after=3)
    sheet.write(
        "Abstract. Heart failure is common in the elderly. The aim was to learn whether walking in company helps. The "
        "study took in 120 invented patients. After six months those who walked together slept better.",
        9,
    )
    sheet.write("Keywords: heart failure, walking, sleep quality, elderly patients", 9)
    sheet.write(
        "For citation: Primerov I.I., Obraztsova A.V., Vydumannaya O.N. Walking in company and sleep quality in "
        "elderly patients with heart failure. Invented Medical Journal. 2024;12(3):45–52. (In Russ.)",
        8,
        after=4,
    )
    sheet.write("Введение", 11)
    for paragraph in body("ru", 2):
        sheet.write(paragraph, 10)
    sheet.page()
    for paragraph in body("ru", 8, 2):
        sheet.write(paragraph, 10)
    sheet.write("Список литературы\n1. Другой А. Б. Сон. Журнал сна. 2019;4:1–9. https://doi.org/10.5555/drugoy.1", 9)
    return sheet.done(title="Вёрстка_3_2024.indd", author="maket", creator="Adobe InDesign CS6 (Windows)")


def russian_with_resume() -> bytes:
    """As older journals in Russian do: initials behind the name, «Резюме», no DOI, a mark of copyright."""
    sheet = Sheet("text", 22)
    sheet.write("УДК 612.8:378.1", 9, after=3)
    sheet.write("Опыт преподавания нейрофизиологии\nна английском языке", 16, align="C", after=3)
    sheet.write("Выдуманная О.Н., Сочиненко П.П.", 11, align="C", after=2)
    sheet.write("Вымышленный медицинский университет, Минск, Беларусь", 9, align="C", after=4)
    sheet.write("Резюме", 10, align="C", after=1)
    sheet.write(
        "В статье описан опыт преподавания нейрофизиологии на английском языке студентам второго курса. Показано, что "
        "студенты лучше запоминают термины, если занятия ведут двое преподавателей.",
        9,
    )
    sheet.write("Ключевые слова: нейрофизиология; преподавание; английский язык; совместные занятия.", 9, after=4)
    for paragraph in body("ru", 6, 3):
        sheet.write(paragraph, 10)
    sheet.at(275).write("ISSN 1234-5679. Вестник выдуманной науки. 2021. No. 4", 8, after=0)
    sheet.write("© Выдуманная О.Н., Сочиненко П.П., 2021", 8)
    return sheet.done(title="Microsoft Word - Статья нейро исправленная.docx", author="Пользователь Windows")


def preprint() -> bytes:
    """As LaTeX sets them: no metadata at all, authors with addresses below them, a stamp in the margin."""
    sheet = Sheet("Times", 25)
    sheet.at(30).write("arXiv:2401.01234v2 [q-bio.NC] 3 Jan 2024", 14, style="", after=10)
    sheet.write("Sparse Codes for Slow Waves:\nA Model of Sleep in Small Networks", 17, align="C", after=6)
    sheet.write("Hana Rei", 12, align="C", after=0)
    sheet.write("Department of Physics, University of Example", 10, align="C", after=0)
    sheet.write("hana@example.org", 9, align="C", after=3)
    sheet.write("Ivo Ukazka", 12, align="C", after=0)
    sheet.write("Institute of Networks, Ukazka University", 10, align="C", after=0)
    sheet.write("ivo@example.org", 9, align="C", after=3)
    sheet.write("January 3, 2024", 11, align="C", after=6)
    sheet.write("Abstract", 10, style="B", align="C", after=2)
    sheet.write(
        "We show that a small network with sparse codes produces slow waves. The waves resemble those of invented "
        "sleepers. Our model has three parameters and fits on one page.",
        9,
        x=35,
        width=140,
        after=6,
    )
    sheet.write("1 Introduction", 13, style="B")
    for paragraph in body("en", 4, 7):
        sheet.write(paragraph, 10)
    return sheet.done(creator="TeX", title="")


JOURNALS = [
    Style(
        "two columns with a box (Elsevier-like)",
        "1-s2.0-S0123456024000012-main.pdf",
        two_columns_with_box,
        Expected(
            kind="article",
            language="en",
            title="Walking in company and the quality of sleep in elderly people with heart failure: "
            "A randomised trial",
            authors=(("Example", "Anna"), ("Muster", "Boris"), ("Esempio", "Chiara")),
            abstract="Heart failure is common in the elderly.",
            abstract_end="larger trials should follow.",
            keywords=("Heart failure", "Walking", "Sleep quality", "Loneliness"),
            doi="10.5555/j.ihj.2024.101115",
            issn="0123-4560",
            year="2024",
            journal="Invented Heart Journal",
            volume="12",
            pages="101–115",
            licence="CC-BY-4.0",
        ),
    ),
    Style(
        "slender with dots (Springer-like)",
        "s00123-023-0456-7.pdf",
        slender_with_dots,
        Expected(
            kind="article",
            language="en",
            title="Robotic gloves after stroke: what patients make of them at home",
            authors=(("Beispiel", "Dora"), ("Primer", "Emil"), ("Primer", "Feodora")),
            abstract="Purpose Robotic gloves are given",
            abstract_end="Gloves need company.",
            keywords=("Stroke", "Rehabilitation", "Robotics", "Home care"),
            doi="10.5555/s00123-023-0456-7",
            year="2023",
            journal="Invented Rehabilitation",
            volume="45",
            pages="123–134",
        ),
    ),
    Style(
        "open access with sections (BMC-like)",
        "s12909-022-01234-5.pdf",
        open_access_with_sections,
        Expected(
            kind="article",
            language="en",
            title="Peer teaching of anatomy in three countries: a multicentre study of what students remember after a "
            "year",
            authors=(("Primer", "Emil"), ("Li", "Shili"), ("Magaliti", "Giorgi"), ("Voorbeeld", "Sofia")),
            abstract="Background: Students teach one another",
            abstract_end="Faculties should let students do so.",
            keywords=("Peer teaching", "Anatomy", "Retention", "Multicentre study"),
            doi="10.5555/s12909-022-01234-5",
            year="2022",
            journal="IMC Invented Education",
            volume="22",
            pages="415",
            licence="CC-BY-4.0",
        ),
    ),
    Style(
        "journal in Russian and English, УДК",
        "45-52.pdf",
        russian_bilingual,
        Expected(
            kind="article",
            language="ru",
            title="Ходьба в компании и качество сна у пожилых пациентов с сердечной недостаточностью",
            other_titles=("Walking in company and sleep quality in elderly patients with heart failure",),
            authors=(("Примеров", "И. И."), ("Образцова", "А. В."), ("Выдуманная", "О. Н.")),
            abstract="Сердечная недостаточность часто встречается",
            abstract_end="те, кто ходил вместе, спали лучше.",
            other_abstracts=1,
            keywords=("сердечная недостаточность", "ходьба", "качество сна", "пожилые пациенты"),
            doi="10.5555/2220-0000-2024-12-3-45-52",
            year="2024",
            journal="Вымышленный медицинский журнал",
            volume="12",
            issue="3",
            pages="45–52",
        ),
    ),
    Style(
        "journal in Russian, «Резюме», from Word",
        "Статья нейро исправленная.pdf",
        russian_with_resume,
        Expected(
            kind="article",
            language="ru",
            title="Опыт преподавания нейрофизиологии на английском языке",
            authors=(("Выдуманная", "О. Н."), ("Сочиненко", "П. П.")),
            abstract="В статье описан опыт",
            abstract_end="занятия ведут двое преподавателей.",
            keywords=("нейрофизиология", "преподавание", "английский язык", "совместные занятия"),
            issn="1234-5679",
            year="2021",
            journal="Вестник выдуманной науки",
            issue="4",
        ),
    ),
    Style(
        "preprint (LaTeX)",
        "2401.01234v2.pdf",
        preprint,
        Expected(
            language="en",
            title="Sparse Codes for Slow Waves: A Model of Sleep in Small Networks",
            authors=(("Rei", "Hana"), ("Ukazka", "Ivo")),
            abstract="We show that a small network",
            abstract_end="fits on one page.",
            arxiv="2401.01234",
            year="2024",
        ),
    ),
]
