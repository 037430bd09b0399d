"""Styles that were held out until what they got was looked at; their first figures stand in `RESULTS.md`."""

from __future__ import annotations

from benchmarks.documents.sheet import Expected, Sheet, Style, body


def belarusian_journal() -> bytes:
    sheet = Sheet("text", 20)
    sheet.write("Весці выдуманай навукі. Серыя медыцынская. 2020. Т. 17, No. 2. С. 133–140", 8, align="C", after=1)
    sheet.write("ISSN 2345-6787 (Print)", 8, after=4)
    sheet.write("УДК 616.831-005", 9, after=1)
    sheet.write("https://doi.org/10.5555/1814-6023-2020-17-2-133-140", 9, after=1)
    sheet.write("Паступіў у рэдакцыю 10.01.2020", 9, after=4)
    sheet.write("Г. М. Узорная, П. П. Прыклад", 12, align="C", after=3)
    sheet.write("Выдуманы дзяржаўны ўніверсітэт, Мінск, Рэспубліка Беларусь", 9, align="C", after=4)
    sheet.write("НАВУЧАННЕ ПАЦЫЕНТАЎ ПАСЛЯ ІНСУЛЬТУ Ў ХАТНІХ УМОВАХ", 14, align="C", after=4)
    sheet.write(
        "Анатацыя. Апісана навучанне пацыентаў пасля інсульту дома. Паказана, што ўдзел сям'і паляпшае вынікі.", 9
    )
    sheet.write("Ключавыя словы: інсульт, рэабілітацыя, навучанне пацыентаў", 9)
    sheet.write(
        "Для цытавання: Узорная, Г. М. Навучанне пацыентаў пасля інсульту ў хатніх умовах / Г. М. Узорная, "
        "П. П. Прыклад // Весці выдуманай навукі. – 2020. – Т. 17, No. 2. – С. 133–140.",
        8,
        after=4,
    )
    sheet.write("Halina M. Uzornaja, Pavel P. Pryklad", 12, align="C", after=2)
    sheet.write("TEACHING PATIENTS AFTER STROKE AT HOME", 14, align="C", after=3)
    sheet.write("Abstract. We describe how patients are taught at home. Families make results better.", 9)
    sheet.write("Keywords: stroke, rehabilitation, patient education", 9, after=4)
    for _ in range(4):
        sheet.write("Гэты тэкст прыдуманы і нічога не апісвае. Пацыенты вучыліся дома, і сям'я ім дапамагала.", 10)
    return sheet.done(title="", creator="Adobe InDesign")


def side_column() -> bytes:
    """As Swiss open-access houses do: citation, dates and licence in a narrow column on the left."""
    sheet = Sheet("Helvetica", 15)
    sheet.write("inventions", 20, style="B", x=15, after=8)
    sheet.write("Article", 10, style="I", after=1)
    sheet.write("Simulated Patients in Virtual Reality: Do Students\nLearn to Listen?", 18, style="B", after=3)
    sheet.write("Giorgi Magaliti ^1,2^, Sofia Voorbeeld ^1^ and Hana Rei ^3,*^", 10, style="B", after=3)
    y = sheet.pdf.get_y()
    for line in (
        "Citation: Magaliti, G.; Voorbeeld, S.; Rei, H.\nSimulated Patients in Virtual Reality: Do\nStudents Learn to "
        "Listen? Inventions\n2021, 9, 77. https://doi.org/10.5555/inventions9020077",
        "Academic Editor: Emil Primer",
        "Received: 2 February 2021\nAccepted: 20 March 2021\nPublished: 1 April 2021",
        "Copyright: © 2021 by the authors.\nThis article is an open access article\ndistributed under the terms and\n"
        "conditions of the Creative Commons\nAttribution (CC BY) license (https://\ncreativecommons.org/licenses/by/\n4.0/).",
    ):
        sheet.write(line, 6.5, width=48, after=4)
    sheet.at(y).write("1 Faculty of Medicine, University of Magaliti, Tbilisi, Georgia", 8, x=66, width=128, after=0)
    sheet.write("2 Clinic of Invention, Tbilisi, Georgia", 8, x=66, width=128, after=0)
    sheet.write("3 Department of Physics, University of Example, Nara, Japan", 8, x=66, width=128, after=0)
    sheet.write("* Correspondence: hana@example.org", 8, x=66, width=128, after=3)
    sheet.write(
        "Abstract: Listening is taught late. We let ninety invented students talk with simulated patients in virtual "
        "reality. They listened longer afterwards, and spoke less.",
        9,
        x=66,
        width=128,
        after=2,
    )
    sheet.write("Keywords: simulation; virtual reality; communication skills; listening", 9, x=66, width=128, after=4)
    sheet.write("1. Introduction", 11, style="B", x=66, width=128)
    for paragraph in body("en", 2, 11):
        sheet.write(paragraph, 9, x=66, width=128)
    sheet.at(275).write("Inventions 2021, 9, 77. https://doi.org/10.5555/inventions9020077", 7)
    sheet.page().columns(body("en", 10, 12), y=20, height=180)
    return sheet.done(
        title="Simulated Patients in Virtual Reality: Do Students Learn to Listen?",
        author="Giorgi Magaliti, Sofia Voorbeeld and Hana Rei",
        subject="Listening is taught late. We let ninety invented students talk with simulated patients.",
        keywords="simulation; virtual reality; communication skills; listening",
    )


def monograph() -> bytes:
    sheet = Sheet("text", 22)
    sheet.write("ПРИМЕРНАЯ АКАДЕМИЯ НАУК", 11, align="C", after=0)
    sheet.write("Институт выдуманной медицины", 11, align="C", after=34)
    sheet.write("Е. К. Придуманова", 14, align="C", after=12)
    sheet.write("Сон и бодрствование\nв пожилом возрасте", 24, align="C", after=10)
    sheet.write("Монография", 13, align="C", after=90)
    sheet.write("Москва\nНаука придуманная\n2019", 11, align="C")
    sheet.page()
    sheet.write("УДК 612.821.7\nББК 28.707.3\nП75", 10, after=6)
    sheet.write("Рецензенты:\nдоктор биологических наук А. А. Читалов", 10, after=6)
    sheet.write("Придуманова Е. К.", 10, after=0)
    sheet.write(
        "П75 Сон и бодрствование в пожилом возрасте : монография / Е. К. Придуманова. — М. : Наука придуманная,", 9
    )
    sheet.write("2019. — 210 с. — ISBN 978-5-02-040000-9.", 10, after=4)
    sheet.write("В монографии обобщены данные о сне пожилых людей. Книга адресована врачам и физиологам.", 9, after=8)
    sheet.write("© Придуманова Е. К., 2019", 9)
    for number in range(1, 8):
        sheet.page()
        for paragraph in body("ru", 7, number):
            sheet.write(paragraph, 10)
    return sheet.done(title="Книга.doc", author="Лена")


def summary_of_a_thesis() -> bytes:
    sheet = Sheet("text", 22)
    sheet.write("Выдуманный государственный медицинский университет", 11, align="C", after=10)
    sheet.write("УДК 616.24-002", 11, after=4)
    sheet.write("На правах рукописи", 10, align="R", after=16)
    sheet.write("СОЧИНЕНКО\nПавел Петрович", 14, align="C", after=12)
    sheet.write("ВНЕБОЛЬНИЧНАЯ ПНЕВМОНИЯ У СТУДЕНТОВ:\nТЕЧЕНИЕ И ПРОФИЛАКТИКА", 16, align="C", after=12)
    sheet.write(
        "Автореферат диссертации на соискание ученой степени\nкандидата медицинских наук", 12, align="C", after=4
    )
    sheet.write("по специальности 14.01.25 – пульмонология", 11, align="C", after=70)
    sheet.write("Минск, 2018", 11, align="C")
    sheet.page()
    sheet.write("Научный руководитель: Руководилов Сергей Сергеевич, доктор медицинских наук, профессор", 10)
    for paragraph in body("ru", 6):
        sheet.write(paragraph, 10)
    return sheet.done(author="Sochinenko", title="Автореферат")


ONCE_HELD_OUT = [
    Style(
        "journal in Belarusian and English",
        "133-140.pdf",
        belarusian_journal,
        Expected(
            kind="article",
            language="be",
            title="Навучанне пацыентаў пасля інсульту ў хатніх умовах",
            other_titles=("Teaching patients after stroke at home",),
            authors=(("Узорная", "Г. М."), ("Прыклад", "П. П.")),
            abstract="Апісана навучанне",
            abstract_end="паляпшае вынікі.",
            other_abstracts=1,
            keywords=("інсульт", "рэабілітацыя", "навучанне пацыентаў"),
            doi="10.5555/1814-6023-2020-17-2-133-140",
            issn="2345-6787",
            year="2020",
            journal="Весці выдуманай навукі. Серыя медыцынская",
            volume="17",
            issue="2",
            pages="133–140",
        ),
    ),
    Style(
        "open access with a side column (MDPI-like)",
        "inventions-09-00077.pdf",
        side_column,
        Expected(
            kind="article",
            language="en",
            title="Simulated Patients in Virtual Reality: Do Students Learn to Listen?",
            authors=(("Magaliti", "Giorgi"), ("Voorbeeld", "Sofia"), ("Rei", "Hana")),
            abstract="Listening is taught late.",
            abstract_end="and spoke less.",
            keywords=("simulation", "virtual reality", "communication skills", "listening"),
            doi="10.5555/inventions9020077",
            year="2021",
            journal="Inventions",
            volume="9",
            pages="77",
            licence="CC-BY-4.0",
        ),
    ),
    Style(
        "monograph in Russian with imprint",
        "Книга.pdf",
        monograph,
        Expected(
            kind="monograph",
            language="ru",
            title="Сон и бодрствование в пожилом возрасте",
            authors=(("Придуманова", "Е. К."),),
            abstract="В монографии обобщены",
            abstract_end="врачам и физиологам.",
            isbn="9785020400009",
            year="2019",
        ),
    ),
    Style(
        "summary of a thesis in Russian",
        "avtoreferat_new.pdf",
        summary_of_a_thesis,
        Expected(
            kind="thesis",
            language="ru",
            title="Внебольничная пневмония у студентов: течение и профилактика",
            authors=(("Сочиненко", "Павел Петрович"),),
            year="2018",
        ),
    ),
]
