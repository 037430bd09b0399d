"""An answer of any shape is read without an error, and what comes out of it is clean and true to our own rules."""

import json
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from repository.imports.findings import Finding
from repository.imports.lookups import LookUpFailed, arxiv, crossref, datacite, openlibrary, orcid, pubmed, reading, ror
from repository.interop.record import Record, dict_of_record, record_of_dict
from repository.languages import normalise_language
from repository.outputs.choices import Kind, Role
from repository.outputs.dates import PartialDate
from repository.outputs.identifiers import normalise_identifier
from repository.outputs.licences import Licence
from repository.people.models import normalise_orcid
from tests.repository.imports.lookups.registers import recorded
from tests.repository.imports.lookups.test_asking import PUBMED_CHAPTER

JSON_CLIENTS = [
    (crossref.read, "crossref_article.json"),
    (crossref.read, "crossref_chapter.json"),
    (datacite.read, "datacite_report.json"),
    (openlibrary.read, "openlibrary_book.json"),
    (pubmed.read_conversion, "pmc_conversion.json"),
    (lambda body: orcid.read(body, body, "0000-0000-0000-0116"), "orcid_person.json"),
    (lambda body: orcid.read(recorded("orcid_person.json"), body, "0000-0000-0000-0116"), "orcid_employments.json"),
    (orcid.read_all, "orcid_people.json"),
    (ror.read, "ror_institution.json"),
    (ror.read_all, "ror_institutions.json"),
]
XML_CLIENTS = [
    (pubmed.read, "pubmed_article.xml"),
    (pubmed.read, "pubmed_chapter.xml"),
    (arxiv.read, "arxiv_entry.xml"),
]
# What registers really send where something else is expected, and what nobody should.
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.sampled_from(
        ["\u202e\x00&amp;lt;b&gt;", "https://ror.org/", "2026-13-45", "10.5555/", "<jats:p>", "&#x110000;", "0" * 5000]
    ),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=5)), max_size=3),
    st.dictionaries(st.sampled_from(["name", "value", "date-parts", "title", "id", "key"]), st.integers(), max_size=2),
)
JSON_VALUE = st.recursive(
    ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def places(value: object) -> list[tuple[object, object]]:
    """Every (container, key) of a JSON document."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in [(value, key), *places(value[key])]]


def check(answer: object) -> None:
    if isinstance(answer, Finding):
        check_record(answer.record)


def check_record(record: Record) -> None:
    assert record_of_dict(dict_of_record(record)) == record
    assert record.kind in {"", *Kind.values}
    assert record.licence in {"", *Licence.values}
    assert {one.role for one in record.contributors} <= set(Role.values)
    assert all(one.family for one in record.contributors)
    for tag in (record.language, *record.languages, *(one.language for one in (*record.titles, *record.abstracts))):
        assert tag == "" or normalise_language(tag) == tag
    for one in record.identifiers:
        assert normalise_identifier(one.scheme, one.value) == one.value
    for one in record.contributors:
        assert one.orcid == "" or normalise_orcid(one.orcid) == one.orcid
        assert all(place.institution or place.department or place.ror for place in one.affiliations)
    assert record.issued == "" or str(PartialDate.parse(record.issued)) == record.issued
    written = json.dumps(dict_of_record(record), ensure_ascii=False)
    assert not set(written) & set("\x00\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")


@pytest.mark.parametrize(("read", "name"), JSON_CLIENTS)
@given(data=st.data())
def test_a_document_with_anything_anywhere_is_read(read, name, data):
    document = json.loads(recorded(name))
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(document)))
        if isinstance(container, dict) and data.draw(st.booleans()):
            del container[key]
        else:
            container[key] = data.draw(JSON_VALUE)
        if not places(document):
            break
    try:
        check(read(json.dumps(document).encode()))
    except LookUpFailed:
        return


@pytest.mark.parametrize("read", [read for read, _ in JSON_CLIENTS])
@given(body=st.one_of(JSON_VALUE.map(lambda value: json.dumps(value).encode()), st.binary(max_size=40)))
def test_any_json_is_read_or_refused(read, body):
    try:
        check(read(body))
    except LookUpFailed:
        return


@pytest.mark.parametrize(("read", "name"), XML_CLIENTS)
@given(data=st.data())
def test_an_xml_document_with_anything_anywhere_is_read(read, name, data):
    root = fromstring(recorded(name).decode().partition("?>")[2].strip())  # noqa: S314 (our own)
    for _ in range(data.draw(st.integers(1, 3))):
        element = data.draw(st.sampled_from(list(root.iter())))
        change(element, data)
    try:
        check(read(tostring(root)))
    except LookUpFailed:
        return


def change(element: Element, data: st.DataObject) -> None:
    what = data.draw(st.sampled_from(["empty", "text", "attributes", "double", "nest"]))
    if what == "empty":
        element.clear()
    elif what == "text":
        element.text = data.draw(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
    elif what == "attributes":
        element.attrib.clear()
    elif what == "double" and len(element):
        element.append(element[0])
    else:
        SubElement(element, element.tag).text = "inner"


@pytest.mark.parametrize("read", [pubmed.read, arxiv.read])
@given(
    body=st.one_of(
        st.binary(max_size=60), st.text(max_size=60).map(lambda text: f"<a>{text}</a>".encode(errors="replace"))
    )
)
def test_any_bytes_are_read_or_refused(read, body):
    with pytest.raises(LookUpFailed):
        read(body)


def test_a_chapter_of_pubmed_is_described():
    assert dict_of_record(pubmed.read(recorded("pubmed_chapter.xml")).record) == PUBMED_CHAPTER


@pytest.mark.parametrize(
    "piece", ["<tex-math>", "<p ", "&lt;", "<", "Abstract\n", "<jats:p>x</jats:p>", "]]>", "&#x41;"]
)
def test_a_hostile_abstract_is_read_in_one_pass(piece):
    """Ends at all, that is, at the size that an answer may have."""
    work = {"message": {"title": ["Work"], "abstract": piece * (2**20 // len(piece))}}
    assert crossref.read(json.dumps(work).encode()).record.title == "Work"


def test_a_work_has_no_more_people_than_any_work_has():
    work = {"message": {"title": ["Work"], "author": [{"family": "A"}] * 100_000}}
    assert len(crossref.read(json.dumps(work).encode()).record.contributors) == reading.LONGEST_LIST


# -- fields ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("A &amp; B", "A & B"),
        ("A &amp;amp; B", "A & B"),
        ("<i>In vitro</i> and H<sub>2</sub>O", "In vitro and H2O"),
        ("&lt;i&gt;In vitro&lt;/i&gt;", "In vitro"),
        ("p <0.05 and q> 3", "p <0.05 and q> 3"),
        ("a < b and c > d", "a < b and c > d"),
        ("<mml:math><mml:mi>x</mml:mi><mml:annotation>\\frac</mml:annotation></mml:math> is small", "x is small"),
        ("<tex-math>\\\\x</tex-math>a<tex-math><tex-math>b", "a"),
        ("  two\n  lines\t", "two lines"),
        ("\u202eevil\x00 \ufefftext", "evil text"),
        ("Cafe\u0301", "Café"),
        (2026, "2026"),
        (True, ""),
        (1.5, ""),
        (None, ""),
        (["x"], ""),
    ],
)
def test_a_text_is_cleaned(written, text):
    assert reading.line(written) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One.\n\nTwo."),
        ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p>", "One."),
        ("<jats:title>Аннотация</jats:title>\n  <jats:p>Один.</jats:p>", "Один."),
        ("<title>Aim</title><p>One.</p>", "Aim\n\nOne."),
        ("<p>This is no abstract</p><p>Two.</p>", "This is no abstract\n\nTwo."),
        ("<jats:p>\n  One\n  line.\n</jats:p>\n<jats:p>Two.</jats:p>", "One line.\n\nTwo."),
        ("&lt;p&gt;One.&lt;/p&gt;\n&lt;p&gt;Two.&lt;/p&gt;", "One.\n\nTwo."),
        ("One\nline.\n\nTwo.", "One line.\n\nTwo."),
        ("Abstract thoughts are many.", "Abstract thoughts are many."),
        ("<p>One.<br/>Two.</p>", "One.\n\nTwo."),
    ],
)
def test_an_abstract_keeps_its_paragraphs(written, text):
    assert [one.text for one in reading.abstract(written)] == [text]


def test_an_abstract_is_in_the_language_that_is_said_or_that_its_words_tell():
    russian = "Мы рассматриваем, как два факультета обучают студентов вместе."
    assert reading.abstract(russian)[0].language == "ru"
    assert reading.abstract(russian, "be")[0].language == "be"
    assert reading.abstract("<p> </p>") == ()


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        ((2026, 3, 9), "2026-03-09"),
        (("2026", "Mar", "09"), "2026-03-09"),
        (("2026", "September"), "2026-09"),
        ((2026, None, 9), "2026"),
        ((2026, 13), "2026"),
        ((2026, 2, 30), "2026-02"),
        ((2026, "Spring"), "2026"),
        (("26",), ""),
        (("20٢٦",), ""),
        ((20266,), ""),
        ((0,), ""),
        ((None,), ""),
        ((), ""),
        (("٢٠٢٦",), ""),
    ],
)
def test_a_date_is_as_exact_as_is_known(parts, date):
    assert reading.partial_date(*parts) == date


@pytest.mark.parametrize(
    ("written", "pages"),
    [
        (("112-118",), "112–118"),
        (("112--118",), "112–118"),
        (("112-8",), "112–118"),
        (("1225-36",), "1225–1236"),
        (("S45-S52",), "S45–S52"),
        (("112", "118"), "112–118"),
        (("112", "112"), "112"),
        (("e1002",), "e1002"),
        (("12-14, 17",), "12–14, 17"),
        (("",), ""),
    ],
)
def test_pages_are_written_in_one_way(written, pages):
    assert reading.pages(*written) == pages


@pytest.mark.parametrize(
    ("address", "licence"),
    [
        ("http://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/legalcode", "CC-BY-NC-ND-4.0"),
        ("https://www.creativecommons.org/licenses/BY-SA/4.0", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/deed.ru", "CC0-1.0"),
        ("https://creativecommons.org/licenses/by/3.0/", ""),
        ("https://creativecommons.org/licenses/by-evil/4.0/", ""),
        ("https://www.elsevier.com/tdm/userlicense/1.0/", ""),
        (None, ""),
    ],
)
def test_only_a_licence_that_is_ours_is_one(address, licence):
    assert reading.licence([address]) == licence


@pytest.mark.parametrize("licence", [one for one in Licence if one.url])
def test_every_licence_of_ours_is_known_by_its_deed(licence):
    assert reading.licence(["https://example.org/tdm", licence.url]) == licence


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ivanova, Anna", ("Ivanova", "Anna")),
        ("Anna Maria Ivanova", ("Ivanova", "Anna Maria")),
        ("Jan van der Berg", ("van der Berg", "Jan")),
        ("Van Berg", ("Berg", "Van")),
        ("Plato", ("Plato", "")),
        ("", ("", "")),
        (",", ("", "")),
    ],
)
def test_a_name_in_one_piece_is_parted(name, parts):
    assert reading.name_parts(name) == parts


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("eng", "en"),
        ("rus", "ru"),
        ("chi", "zh"),
        ("en-us", "en-US"),
        ("und", ""),
        ("mul", ""),
        ("English", ""),
        (None, ""),
    ],
)
def test_a_language_is_a_tag_of_one_language(said, tag):
    assert reading.language(said) == tag


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("March 9, 2024", "2024-03-09"),
        ("9 March 2024", "2024-03-09"),
        ("Mar 2024", "2024-03"),
        ("2024-03-09", "2024-03-09"),
        ("c2024", "2024"),
        ("2019 or 2020", "2019"),
        ("n.d.", ""),
    ],
)
def test_dates_of_books_are_written_in_many_ways(written, date):
    book = {"ISBN:1": {"details": {"title": "Book", "publish_date": written}}}
    assert openlibrary.read(json.dumps(book).encode()).record.issued == date


def test_identifiers_that_are_none_are_left_out():
    with pytest.raises(ValidationError):
        normalise_identifier("isbn", "12345")
    assert reading.identifiers(("isbn", "12345"), ("doi", None), ("issn", "2049-3630"), ("issn", "20493630")) == (
        reading.Identifier("issn", "2049-3630"),
    )


@pytest.mark.parametrize(
    ("publication_date", "issued"),
    [
        ("<Year>2026</Year><Month>Apr</Month><Day>2</Day>", "2026-04-02"),
        ("<MedlineDate>2025 Nov-Dec</MedlineDate>", "2025-11"),
        ("<Year>2026</Year><Season>Spring</Season>", "2026"),
        ("", "2026-03-09"),
    ],
)
def test_dates_of_issues_are_written_in_many_ways(publication_date, issued):
    old = b"<Year>2026</Year><Month>Apr</Month></PubDate>"
    body = recorded("pubmed_article.xml").replace(old, publication_date.encode() + b"</PubDate>")
    assert pubmed.read(body).record.issued == issued
