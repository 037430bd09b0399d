"""Records that several tests describe outputs with, and a strategy that makes every other."""

from hypothesis import strategies as st

from repository.interop.record import (
    Affiliation,
    Container,
    Contributor,
    Identifier,
    Partner,
    Record,
    Subject,
    Teaching,
    Text,
)

ARTICLE = Record(
    kind="article",
    code="0k3vq8zt",
    title="Joint training of surgeons: 5% & more",
    language="en",
    titles=(Text("ru", "Совместная подготовка хирургов"),),
    abstracts=(Text("en", "We compared two programmes."), Text("ru", "Мы сравнили две программы.")),
    contributors=(
        Contributor(
            "Kavaliova",
            "Hanna P.",
            "0000-0002-1825-0097",
            affiliations=(Affiliation("Belarusian State Medical University", "Surgery", "bsmu"),),
        ),
        Contributor("Rossi", "Marco"),
        Contributor("Иванов", "Иван"),
    ),
    issued="2025-11-03",
    languages=("en",),
    container=Container("Journal of Joint Studies", "12", "3", "45–52"),
    identifiers=(Identifier("doi", "10.1000/joint_1"), Identifier("issn", "2049-3630"), Identifier("pmid", "31452104")),
    subjects=(Subject("surgery", "Surgery", "D013502"),),
    keywords=("surgery", "joint training"),
    partners=(Partner("bsmu", "Belarusian State Medical University", country="BY"),),
    licence="CC-BY-4.0",
    url="https://repository.example/w/0k3vq8zt/",
)

CHAPTER = Record(
    kind="chapter",
    code="1m4wr9xa",
    title="Глава о сердце",
    language="ru",
    contributors=(
        Contributor("Петрова", "Анна"),
        Contributor("Li", "Wei", role="editor"),
        Contributor("Novak", "Jan", role="editor"),
    ),
    issued="2024",
    languages=("ru",),
    container=Container("Кардиология", "2", pages="101-130"),
    edition="3rd",
    publisher="Вышэйшая школа",
    place="Минск",
    identifiers=(Identifier("isbn", "978-3-16-148410-0"),),
    url="https://repository.example/w/1m4wr9xa/",
)

UNDATED = Record(
    kind="teaching",
    code="2n5xs0yb",
    title="Lecture 4: The liver",
    contributors=(Contributor("World Liver Alliance", role="lecturer"),),
    teaching=Teaching(course="GM-201", course_title="Internal medicine", level="undergraduate", study_year=3),
    languages=("en",),
    url="https://repository.example/w/2n5xs0yb/",
)

BARE = Record(kind="report", title="A report")

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


any_record = st.builds(
    Record,
    kind=st.sampled_from(["article", "manual", "monograph", "chapter", "teaching", "proceedings", "thesis", "report"]),
    title=any_text,
    code=any_text,
    language=any_text,
    titles=st.lists(st.builds(Text, any_text, any_text), max_size=3).map(tuple),
    abstracts=st.lists(st.builds(Text, any_text, any_text), max_size=3).map(tuple),
    contributors=st.lists(
        st.builds(
            Contributor,
            any_text,
            any_text,
            any_text,
            st.sampled_from(["author", "editor", "translator", "lecturer", "supervisor"]) | any_text,
            st.lists(st.builds(Affiliation, any_text, any_text, any_text, any_text), max_size=2).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
    issued=st.sampled_from(["", "2026", "2026-03", "2026-03-09"]),
    languages=st.lists(any_text, max_size=3).map(tuple),
    container=st.builds(Container, any_text, any_text, any_text, any_text),
    edition=any_text,
    publisher=any_text,
    place=any_text,
    identifiers=st.lists(
        st.builds(Identifier, st.sampled_from(["doi", "isbn", "issn", "pmid", "url"]), any_text), max_size=4
    ).map(tuple),
    subjects=st.lists(st.builds(Subject, any_text, any_text, any_text), max_size=3).map(tuple),
    keywords=st.lists(any_text, max_size=4).map(tuple),
    teaching=st.builds(Teaching, course=any_text, study_year=st.none() | st.integers(1, 8)),
    licence=any_text,
    translation_of_title=any_text,
    translation_of_language=any_text,
    url=any_text,
)
