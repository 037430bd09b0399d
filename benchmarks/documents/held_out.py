"""Styles that nobody looks at while tuning the rules: what these get is the figure to believe.

Whoever has looked at what one of them got moves it to `once_held_out` and makes a new one.
"""

from __future__ import annotations

from benchmarks.documents.sheet import Expected, Sheet, Style, body


def editors_in_the_margin() -> bytes:
    """As Swiss houses of another kind do: editors, reviewers, citation and licence down the left side."""
    sheet = Sheet("Helvetica", 14)
    sheet.write("TYPE Original Research\nPUBLISHED 12 March 2022\nDOI 10.5555/finv.2022.845001", 7, align="R", after=6)
    y = sheet.pdf.get_y()
    for line in (
        "OPEN ACCESS",
        "EDITED BY\nGiorgi Magaliti,\nUniversity of Magaliti, Georgia",
        "REVIEWED BY\nEmil Primer,\nUniversity of Beispiel, Germany\nLi Shili,\nExample University, China",
        "*CORRESPONDENCE\nSofia Voorbeeld\nsofia@example.org",
        "RECEIVED 29 December 2021\nACCEPTED 9 February 2022",
        "CITATION\nVoorbeeld S, Rei H and Ukazka I (2022)\nRemote supervision of young doctors.\n"
        "Front. Invent. 13:845001.\ndoi: 10.5555/finv.2022.845001",
        "COPYRIGHT\n© 2022 Voorbeeld, Rei and Ukazka. This is\nan open-access article distributed under\nthe "
        "terms of the Creative Commons\nAttribution License (CC BY).",
    ):
        sheet.write(line, 6.5, width=50, after=3)
    sheet.at(y).write(
        "Remote supervision of young\ndoctors: what is heard and\nwhat is not", 22, style="B", x=70, after=4
    )
    sheet.write("Sofia Voorbeeld*, Hana Rei and Ivo Ukazka", 11, x=70, after=2)
    sheet.write("Institute of Anatomy, University of Voorbeeld, Utrecht, Netherlands", 8, x=70, after=6)
    sheet.write(
        "Young doctors are supervised by telephone. We listened to eighty invented calls. Half of what mattered was "
        "not said, and a list of questions helped. Supervisors should ask.",
        9.5,
        x=70,
        width=125,
        after=4,
    )
    sheet.write("KEYWORDS", 7, x=70, after=2)
    sheet.write("supervision, telemedicine, young doctors, communication", 9, x=70, width=125, after=6)
    sheet.write("Introduction", 12, style="B", x=70)
    for paragraph in body("en", 3, 21):
        sheet.write(paragraph, 9, x=70, width=125)
    return sheet.done(title="Remote supervision of young doctors: what is heard and what is not", creator="Arbortext")


def typescript() -> bytes:
    """From Word by somebody's own hand: all in one size, the title in capitals."""
    sheet = Sheet("text", 25)
    sheet.write("УДК 614.2:004", 14, after=2)
    sheet.write("ЭЛЕКТРОННЫЕ РЕЦЕПТЫ В СЕЛЬСКОЙ АМБУЛАТОРИИ", 14, align="C", after=2)
    sheet.write("Читалов А. А., Примеров И. И.", 14, align="C", after=1)
    sheet.write("Выдуманный медицинский университет, Минск", 14, align="C", after=4)
    sheet.write(
        "Аннотация: рассмотрен опыт выписки электронных рецептов в сельской амбулатории. Время приёма сократилось на "
        "треть, а ошибок стало меньше.",
        14,
    )
    sheet.write("Ключевые слова: электронный рецепт, амбулатория, село.", 14, after=4)
    for paragraph in body("ru", 3, 5):
        sheet.write(paragraph, 14)
    return sheet.done(title="статья", author="Алексей")


def collection() -> bytes:
    """The whole of a conference: a title page with the conference's name in quotes, editors on its back."""
    sheet = Sheet("text", 22)
    sheet.write("Министерство здравоохранения Республики Беларусь", 11, align="C", after=0)
    sheet.write("Выдуманный государственный медицинский университет", 11, align="C", after=40)
    sheet.write("МЕДИЦИНА ТРЁХ СОСЕДЕЙ", 22, align="C", after=6)
    sheet.write("Сборник материалов\nмеждународной научно-практической конференции", 13, align="C", after=4)
    sheet.write("Минск, 14–15 мая 2022 г.", 11, align="C", after=60)
    sheet.write("Минск\nВГМУ\n2022", 11, align="C")
    sheet.page()
    sheet.write("УДК 61(082)\nББК 5я43\nМ42", 10, after=4)
    sheet.write("Редакционная коллегия: С. С. Руководилов (отв. ред.), О. Н. Выдуманная", 10, after=4)
    sheet.write(
        "М42 Медицина трёх соседей : сб. материалов междунар. науч.-практ. конф., Минск, 14–15 мая 2022 г. / ВГМУ ; "
        "редкол.: С. С. Руководилов (отв. ред.) [и др.]. – Минск : ВГМУ, 2022. – 340 с.",
        10,
    )
    sheet.write("ISBN 978-985-21-4321-9.", 10, after=4)
    sheet.write("Сборник содержит материалы докладов. Тексты печатаются в авторской редакции.", 9, after=8)
    sheet.write("© ВГМУ, 2022", 9)
    for number in range(1, 5):
        sheet.page()
        for paragraph in body("ru", 7, number):
            sheet.write(paragraph, 10)
    return sheet.done(title="sbornik", author="редактор")


def degrees_behind_names() -> bytes:
    """As American journals do: degrees behind the names, an abstract in parts, how to cite at the foot."""
    sheet = Sheet("Times", 20)
    sheet.pdf.set_font("Helvetica", "B", 10)
    sheet.write("Original Investigation | Medical Education", 9, style="B", after=4)
    sheet.write("Effect of Silence Before Questions on Answers\nof Medical Students", 20, style="B", after=3)
    sheet.write("Dora Beispiel, MD, PhD; Li Shili, MD; Chiara Esempio, MPH", 10, after=5)
    sheet.write("Abstract", 12, style="B", after=2)
    sheet.write("IMPORTANCE Teachers seldom wait for an answer.", 9)
    sheet.write("OBJECTIVE To learn whether waiting for five seconds changes what invented students answer.", 9)
    sheet.write("RESULTS Answers were longer and better after silence.", 9)
    sheet.write("CONCLUSIONS Waiting costs five seconds.", 9, after=2)
    sheet.write("JAIA Invent Open. 2021;4(2):e210001. doi:10.5555/jaia.2021.0001", 8, after=8)
    sheet.write("Introduction", 12, style="B")
    for paragraph in body("en", 6, 31):
        sheet.write(paragraph, 9.5)
    sheet.at(275).write(
        "JAIA Invent Open. 2021;4(2):e210001. doi:10.5555/jaia.2021.0001     February 3, 2021     1/12", 7
    )
    return sheet.done(title="", author="")


HELD_OUT = [
    Style(
        "editors in the margin (Frontiers-like)",
        "finv-13-845001.pdf",
        editors_in_the_margin,
        Expected(
            kind="article",
            language="en",
            title="Remote supervision of young doctors: what is heard and what is not",
            authors=(("Voorbeeld", "Sofia"), ("Rei", "Hana"), ("Ukazka", "Ivo")),
            abstract="Young doctors are supervised by telephone.",
            abstract_end="Supervisors should ask.",
            keywords=("supervision", "telemedicine", "young doctors", "communication"),
            doi="10.5555/finv.2022.845001",
            year="2022",
            journal="Front. Invent",
            volume="13",
            pages="845001",
            licence="CC-BY-4.0",
        ),
    ),
    Style(
        "typescript in Russian, one size",
        "статья.pdf",
        typescript,
        Expected(
            language="ru",
            title="Электронные рецепты в сельской амбулатории",
            authors=(("Читалов", "А. А."), ("Примеров", "И. И.")),
            abstract="рассмотрен опыт",
            abstract_end="ошибок стало меньше.",
            keywords=("электронный рецепт", "амбулатория", "село"),
        ),
    ),
    Style(
        "collection of a conference in Russian",
        "sbornik_2022.pdf",
        collection,
        Expected(
            kind="proceedings",
            language="ru",
            title="Медицина трёх соседей",
            abstract="Сборник содержит",
            abstract_end="авторской редакции.",
            isbn="9789852143219",
            year="2022",
        ),
    ),
    Style(
        "degrees behind the names (JAMA-like)",
        "beispiel_2021.pdf",
        degrees_behind_names,
        Expected(
            kind="article",
            language="en",
            title="Effect of Silence Before Questions on Answers of Medical Students",
            authors=(("Beispiel", "Dora"), ("Li", "Shili"), ("Esempio", "Chiara")),
            abstract="IMPORTANCE Teachers seldom wait",
            abstract_end="costs five seconds.",
            doi="10.5555/jaia.2021.0001",
            year="2021",
            journal="JAIA Invent Open",
            volume="4",
            issue="2",
            pages="e210001",
        ),
    ),
]
