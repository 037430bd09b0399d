"""Manuals, theses of a conference, a lecture, a manuscript, and a scan that says nothing."""

from __future__ import annotations

import io

from docx import Document
from PIL import Image, ImageDraw
from pptx import Presentation

from benchmarks.documents.sheet import Expected, Sheet, Style, body
from repository.files.extraction.media_types import DOCX, PPTX


def manual_with_title_page() -> bytes:
    """A «учебно-методическое пособие»: the title page, its back with ISBN and annotation, then text."""
    sheet = Sheet("text", 22)
    sheet.write("МИНИСТЕРСТВО ЗДРАВООХРАНЕНИЯ РЕСПУБЛИКИ БЕЛАРУСЬ", 11, align="C", after=0)
    sheet.write("ВЫДУМАННЫЙ ГОСУДАРСТВЕННЫЙ МЕДИЦИНСКИЙ УНИВЕРСИТЕТ", 11, align="C", after=0)
    sheet.write("1-я КАФЕДРА ВНУТРЕННИХ БОЛЕЗНЕЙ", 11, align="C", after=30)
    sheet.write("И. И. ПРИМЕРОВ, А. В. ОБРАЗЦОВА", 13, align="C", after=12)
    sheet.write("ЭЛЕКТРОКАРДИОГРАФИЯ\nВ ПРАКТИКЕ УЧАСТКОВОГО ВРАЧА", 20, align="C", after=10)
    sheet.write("Учебно-методическое пособие", 14, align="C", after=90)
    sheet.write("Минск ВГМУ 2023", 12, align="C")
    sheet.page()
    sheet.write("УДК 616.12-073.7(075.8)\nББК 54.101я73\nП76", 10, after=4)
    sheet.write("Рекомендовано Научно-методическим советом университета в качестве", 9, align="C", after=0)
    sheet.write("учебно-методического пособия 19.04.2023 г., протокол No. 4", 9, align="C", after=6)
    sheet.write(
        "Р е ц е н з е н т ы: д-р мед. наук, проф. В. Г. Рецензентов; каф. кардиологии Примерного университета",
        9,
        after=8,
    )
    sheet.write("Примеров, И. И.", 10, x=30, after=0)
    sheet.write(
        "П76 Электрокардиография в практике участкового врача : учебно-методическое пособие / И. И. Примеров, "
        "А. В. Образцова. – Минск : ВГМУ, 2023. – 64 с.",
        10,
        after=2,
    )
    sheet.write("ISBN 978-985-21-1234-5.", 10, x=30, after=4)
    sheet.write(
        "Рассмотрены основы электрокардиографии: регистрация, анализ и заключение. Приведены задачи с ответами.", 9
    )
    sheet.write("Предназначено для студентов 4-го курса лечебного факультета.", 9, after=6)
    sheet.write("УДК 616.12-073.7(075.8)\nББК 54.101я73", 10, align="R", after=20)
    sheet.write("ISBN 978-985-21-1234-5", 9, after=0)
    sheet.write(
        "© Примеров И. И., Образцова А. В., 2023\n© УО «Выдуманный государственный медицинский университет», 2023", 9
    )
    for number in range(1, 10):
        sheet.page()
        for paragraph in body("ru", 7, number):
            sheet.write(paragraph, 10)
    return sheet.done(title="ЭКГ макет 4", author="Admin")


def conference_abstract() -> bytes:
    """One text of a «сборник тезисов»: author, title in capitals, supervisor, department, no abstract of its own."""
    sheet = Sheet("text", 25)
    sheet.write("Сочиненко П. П., Придуманова Е. К.", 11, align="C", after=1)
    sheet.write("ОСОБЕННОСТИ ЗАПОМИНАНИЯ АНАТОМИЧЕСКИХ ТЕРМИНОВ\nСТУДЕНТАМИ ПЕРВОГО КУРСА", 12, align="C", after=1)
    sheet.write("Научный руководитель: канд. мед. наук, доц. Руководилов С. С.", 10, align="C", after=0)
    sheet.write("Кафедра нормальной анатомии", 10, align="C", after=0)
    sheet.write("Выдуманный государственный медицинский университет, г. Минск", 10, align="C", after=4)
    sheet.write("Актуальность. Студенты первого курса учат тысячи терминов и половину забывают.", 10)
    sheet.write("Цель: узнать, какие термины забываются первыми.", 10)
    sheet.write("Материалы и методы. Опрошено 200 выдуманных студентов.", 10)
    sheet.write("Результаты и их обсуждение. Первыми забываются термины, которых нет в других курсах.", 10)
    sheet.write("Выводы: повторять термины полезно.", 10)
    return sheet.done()


def english_manual() -> bytes:
    """A textbook in English: half title, title page, imprint."""
    sheet = Sheet("Times", 25)
    sheet.at(70).write("Clinical Skills for Foreign Students", 16, align="C")
    sheet.page().at(50).write("Clinical Skills\nfor Foreign Students", 28, style="B", align="C", after=4)
    sheet.write("A manual for practical classes", 14, align="C", after=4)
    sheet.write("Second edition", 12, align="C", after=14)
    sheet.write("Olga Vydumannaya, Li Shili", 14, align="C", after=80)
    sheet.write("Minsk, Example University Press, 2020", 11, align="C")
    sheet.page()
    sheet.write("UDC 616-07(075.8)-054.6", 10, after=4)
    sheet.write("Authors: Olga Vydumannaya, PhD, Associate Professor; Li Shili, MD, Professor", 10, after=4)
    sheet.write("Reviewers: Giorgi Magaliti, MD, Professor", 10, after=4)
    sheet.write(
        "Vydumannaya O. Clinical skills for foreign students : manual / O. Vydumannaya, Li Shili. – 2nd ed. –", 10
    )
    sheet.write("Minsk : Example University Press, 2020. – 120 p. – ISBN 978-985-6666-07-3.", 10, after=4)
    sheet.write("All rights reserved. No part of this publication may be reproduced.", 9)
    sheet.write("© Vydumannaya O., Li Shili, 2020", 9)
    for number in range(1, 8):
        sheet.page()
        for paragraph in body("en", 7, number):
            sheet.write(paragraph, 10)
    return sheet.done(title="untitled", author="")


def lecture_deck() -> bytes:
    deck = Presentation()
    deck.core_properties.title = "Презентация PowerPoint"
    deck.core_properties.author = "admin"
    deck.core_properties.comments = ""
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "Острый коронарный синдром:\nдиагностика и первая помощь"
    first.placeholders[
        1
    ].text = "Лекция для студентов 5-го курса\nдоц. Образцова Анна Викторовна\nКафедра кардиологии\nМинск, 2025"
    for number in range(1, 8):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Вопрос {number}"
        slide.placeholders[1].text = "\n".join(body("ru", 2, number))
    return _saved(deck)


def english_deck() -> bytes:
    """Slides whose metadata are good, and whose first slide has no placeholder of a title."""
    deck = Presentation()
    deck.core_properties.title = "Joint rehabilitation after stroke"
    deck.core_properties.author = "Emil Primer; Hana Rei"
    deck.core_properties.keywords = "stroke; rehabilitation"
    deck.core_properties.comments = ""
    for number in range(5):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Part {number + 1}" if number else "Welcome"
        slide.placeholders[1].text = "\n".join(body("en", 2, number))
    return _saved(deck)


def word_manual() -> bytes:
    """Methodical recommendations from Word: no styles but sizes, a template's title, a user's name."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "Шаблон документа", "User", ""
    _centred(document, "Выдуманный государственный медицинский университет", 12)
    _centred(document, "Кафедра общественного здоровья", 12)
    _centred(document, "О. Н. Выдуманная, С. С. Руководилов", 13)
    _centred(document, "ОРГАНИЗАЦИЯ САМОСТОЯТЕЛЬНОЙ РАБОТЫ СТУДЕНТОВ", 18, bold=True)
    _centred(document, "Методические рекомендации", 14)
    _centred(document, "Минск 2022", 12)
    document.add_page_break()
    document.add_paragraph("Аннотация")
    document.add_paragraph("Рекомендации описывают, как организовать самостоятельную работу студентов на кафедре.")
    document.add_paragraph("Ключевые слова: самостоятельная работа, студенты, кафедра")
    for paragraph in body("ru", 10):
        document.add_paragraph(paragraph)
    return _saved(document)


def manuscript() -> bytes:
    """An article as authors send it: Word's own styles."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "", "Sofia Voorbeeld", ""
    document.add_heading("Teaching anatomy without cadavers: a survey of invented schools", 0)
    document.add_paragraph("Sofia Voorbeeld, Giorgi Magaliti")
    document.add_paragraph("Institute of Anatomy, University of Voorbeeld, Utrecht, the Netherlands")
    document.add_heading("Abstract", 1)
    document.add_paragraph("Cadavers are few. We asked thirty invented schools how they teach without them.")
    document.add_paragraph("Keywords: anatomy, teaching, survey")
    document.add_heading("Introduction", 1)
    for paragraph in body("en", 8):
        document.add_paragraph(paragraph)
    return _saved(document)


def scan() -> bytes:
    """Pictures of pages: there is nothing to be found, and nothing is to be made up."""
    picture = Image.new("L", (620, 877), 255)
    ImageDraw.Draw(picture).text((100, 100), "A picture of a page", fill=0)
    sheet = Sheet()
    sheet.pdf.image(picture, 0, 0, 210)
    return sheet.done(title="scan0001", author="HP LaserJet MFP", creator="HP Scan")


def _centred(document, text: str, size: int, *, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _saved(file) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


TEACHING = [
    Style(
        "manual in Russian with title page and imprint",
        "ЭКГ_макет_4.pdf",
        manual_with_title_page,
        Expected(
            kind="manual",
            language="ru",
            title="Электрокардиография в практике участкового врача",
            authors=(("Примеров", "И. И."), ("Образцова", "А. В.")),
            abstract="Рассмотрены основы электрокардиографии",
            abstract_end="факультета.",
            isbn="9789852112345",
            year="2023",
        ),
    ),
    Style(
        "text of a conference's collection in Russian",
        "Сочиненко.pdf",
        conference_abstract,
        Expected(
            language="ru",
            title="Особенности запоминания анатомических терминов студентами первого курса",
            authors=(("Сочиненко", "П. П."), ("Придуманова", "Е. К.")),
        ),
    ),
    Style(
        "manual in English with half title and imprint",
        "skills.pdf",
        english_manual,
        Expected(
            kind="manual",
            language="en",
            title="Clinical Skills for Foreign Students",
            authors=(("Vydumannaya", "Olga"), ("Li", "Shili")),
            isbn="9789856666073",
            year="2020",
            licence="LicenseRef-InCopyright",
        ),
    ),
    Style(
        "lecture in Russian (PPTX)",
        "ОКС_лекция.pptx",
        lecture_deck,
        Expected(
            kind="teaching",
            language="ru",
            title="Острый коронарный синдром: диагностика и первая помощь",
            authors=(("Образцова", "Анна Викторовна"),),
            year="2025",
        ),
        PPTX,
    ),
    Style(
        "lecture in English with metadata (PPTX)",
        "lecture3.pptx",
        english_deck,
        Expected(
            kind="teaching",
            language="en",
            title="Joint rehabilitation after stroke",
            authors=(("Primer", "Emil"), ("Rei", "Hana")),
            keywords=("stroke", "rehabilitation"),
        ),
        PPTX,
    ),
    Style(
        "recommendations in Russian (DOCX)",
        "рекомендации 3.docx",
        word_manual,
        Expected(
            kind="manual",
            language="ru",
            title="Организация самостоятельной работы студентов",
            authors=(("Выдуманная", "О. Н."), ("Руководилов", "С. С.")),
            abstract="Рекомендации описывают",
            abstract_end="на кафедре.",
            keywords=("самостоятельная работа", "студенты", "кафедра"),
            year="2022",
        ),
        DOCX,
    ),
    Style(
        "manuscript in English (DOCX)",
        "manuscript_final2.docx",
        manuscript,
        Expected(
            language="en",
            title="Teaching anatomy without cadavers: a survey of invented schools",
            authors=(("Voorbeeld", "Sofia"), ("Magaliti", "Giorgi")),
            abstract="Cadavers are few.",
            abstract_end="teach without them.",
            keywords=("anatomy", "teaching", "survey"),
        ),
        DOCX,
    ),
    Style("scan without text", "scan0001.pdf", scan, Expected()),
]
