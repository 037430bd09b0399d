"""What a register says of a work, a person or an institution becomes ours, whole; what is said when none does."""

import pytest
from django.core.exceptions import ValidationError

from repository.imports.findings import Source
from repository.imports.lookups import (
    LOOKED_UP,
    NotKnown,
    NotReachable,
    SwitchedOff,
    look_up,
    orcid_people,
    orcid_person,
    ror_institution,
    ror_institutions,
)
from repository.imports.lookups.ror import Institution
from repository.interop.record import Affiliation, Contributor, Text, dict_of_record
from repository.outputs.choices import Kind
from repository.outputs.identifiers import EXAMPLES
from repository.outputs.licences import Licence

DOI = "10.5555/joint.2026.17"
IVANOVA = {
    "family": "Ivanova",
    "given": "Anna",
    "orcid": "0000-0000-0000-0116",
    "affiliations": [
        {
            "institution": "Invented State Medical University",
            "department": "Department of Surgery",
            "ror": "0aaaaaa11",
        },
        {"institution": "Second Invented Hospital, Minsk, Belarus"},
    ],
}
GROUP = {"family": "Shared Wards Study Group"}
CROSSREF_ARTICLE = {
    "kind": "article",
    "title": "Joint rounds & shared wards: a two-centre study",
    "abstracts": [
        {
            "language": "en",
            "text": "Background\n\nTwo faculties share their wards & rounds (p < 0.05).\n\n"
            "Results\n\nThe students of both learnt from each other.",
        }
    ],
    "contributors": [
        IVANOVA,
        {
            "family": "Sato Jr.",
            "given": "Kenji",
            "affiliations": [{"institution": "University of Nowhere", "ror": "0bbbbbb22"}],
        },
        GROUP,
    ],
    "issued": "2026-03-09",
    "languages": ["en"],
    "container": {"title": "Journal of Invented Medicine", "volume": "17", "issue": "2", "pages": "112–118"},
    "publisher": "Invented University Press",
    "identifiers": [
        {"scheme": "doi", "value": DOI},
        {"scheme": "issn", "value": "2049-3630"},
        {"scheme": "issn", "value": "2434-561X"},
    ],
    "licence": "CC-BY-NC-4.0",
}
CROSSREF_CHAPTER = {
    "kind": "chapter",
    "title": "Teaching anatomy together: Ten years of joint courses",
    "language": "",
    "titles": [{"language": "ru", "text": "Совместное преподавание анатомии"}],
    "contributors": [
        {"family": "Петров", "given": "Иван"},
        {
            "family": "Aliyeva",
            "given": "Leyla",
            "role": "editor",
            "affiliations": [{"institution": "Baku Invented University", "department": "Department of Anatomy"}],
        },
        {"family": "Roe", "given": "Mary", "role": "translator"},
    ],
    "issued": "2024",
    "languages": ["ru"],
    "container": {"title": "A Handbook of Joint Teaching", "pages": "225–236"},
    "edition": "2",
    "publisher": "Invented Academic",
    "place": "Minsk",
    "identifiers": [
        {"scheme": "doi", "value": "10.5555/978-0-00-000000-2_7"},
        {"scheme": "isbn", "value": "978-3-16-148410-0"},
        {"scheme": "isbn", "value": "978-0-306-40615-7"},
        {"scheme": "issn", "value": "2049-3630"},
    ],
}
DATACITE_REPORT = {
    "kind": "report",
    "title": "Shared wards, shared courses: A report",
    "titles": [{"language": "ru", "text": "Общие отделения, общие курсы"}],
    "abstracts": [{"language": "en", "text": "What two faculties learnt from sharing their wards."}],
    "contributors": [
        IVANOVA
        | {
            "affiliations": [
                {"institution": "Invented State Medical University", "ror": "0aaaaaa11"},
                {"institution": "Second Invented Hospital"},
            ]
        },
        {"family": "Sato", "given": "Kenji"},
        GROUP,
        {"family": "Roe", "given": "Mary", "role": "editor"},
    ],
    "issued": "2025-11-03",
    "languages": ["en"],
    "container": {"title": "Invented Reports", "volume": "4", "pages": "12–18"},
    "publisher": "Invented Repository",
    "identifiers": [
        {"scheme": "doi", "value": "10.5555/teaching.42"},
        {"scheme": "pmid", "value": "31452104"},
        {"scheme": "issn", "value": "2049-3630"},
    ],
    "keywords": ["clinical teaching", "joint courses"],
    "licence": "CC-BY-4.0",
}
PUBMED_ARTICLE = {
    "kind": "article",
    "title": "Совместные обходы и общие отделения",
    "language": "ru",
    "titles": [{"language": "en", "text": "Joint rounds and shared wards"}],
    "abstracts": [
        {
            "language": "en",
            "text": "BACKGROUND: Two faculties share their wards (p < 0.05).\n\nRESULTS: Students learnt H2O.",
        },
        {"language": "ru", "text": "Два факультета делят свои отделения."},
    ],
    "contributors": [
        IVANOVA
        | {
            "affiliations": [
                {
                    "institution": "Invented State Medical University, Minsk, Belarus",
                    "department": "Department of Surgery",
                    "ror": "0aaaaaa11",
                },
                {"institution": "Second Invented Hospital, Minsk, Belarus"},
            ]
        },
        {"family": "Sato Jr", "given": "Kenji"},
        GROUP,
    ],
    "issued": "2026-04",
    "languages": ["ru"],
    "container": {"title": "Journal of invented medicine", "volume": "17", "issue": "2", "pages": "112–118"},
    "identifiers": [
        {"scheme": "doi", "value": DOI},
        {"scheme": "pmid", "value": "31452104"},
        {"scheme": "pmcid", "value": "PMC6777437"},
        {"scheme": "issn", "value": "2434-561X"},
    ],
    "subjects": [{"slug": "", "label": "Education, Medical", "mesh_id": "D004522"}],
    "keywords": ["clinical teaching", "joint courses"],
}
PUBMED_CHAPTER = {
    "kind": "chapter",
    "title": "Teaching anatomy together",
    "abstracts": [{"language": "en", "text": "Ten years of joint courses."}],
    "contributors": [
        {"family": "Petrov", "given": "Ivan"},
        {"family": "Aliyeva", "given": "Leyla", "role": "editor"},
    ],
    "issued": "2024-01",
    "languages": ["en"],
    "container": {"title": "A Handbook of Joint Teaching"},
    "edition": "2nd",
    "publisher": "Invented Academic",
    "place": "Minsk (BY)",
    "identifiers": [{"scheme": "isbn", "value": "978-3-16-148410-0"}, {"scheme": "pmid", "value": "29999999"}],
}
ARXIV_ENTRY = {
    "kind": "article",
    "title": "A model of shared wards",
    "language": "",
    "abstracts": [{"language": "en", "text": "We model how two faculties share their wards for x < y."}],
    "contributors": [
        {
            "family": "Ivanova",
            "given": "Anna",
            "affiliations": [{"institution": "Invented State Medical University"}],
        },
        {"family": "van der Berg", "given": "Jan"},
    ],
    "issued": "2026-01-03",
    "identifiers": [{"scheme": "arxiv", "value": "2601.00017"}, {"scheme": "doi", "value": DOI}],
}
OPENLIBRARY_BOOK = {
    "kind": "",
    "title": "A Handbook of Joint Teaching: Wards and courses",
    "language": "ru",
    "contributors": [
        {"family": "Aliyeva", "given": "Leyla"},
        {"family": "Petrov", "given": "Ivan"},
        {"family": "Roe", "given": "Mary", "role": "translator"},
    ],
    "issued": "2024-03-09",
    "languages": ["ru"],
    "edition": "2nd ed.",
    "publisher": "Invented Academic",
    "place": "Minsk",
    "identifiers": [{"scheme": "isbn", "value": "978-3-16-148410-0"}],
}
WORKS = [
    ("doi", "https://doi.org/10.5555/JOINT.2026.17", Source("crossref", "Crossref"), CROSSREF_ARTICLE),
    ("doi", "10.5555/978-0-00-000000-2_7", Source("crossref", "Crossref"), CROSSREF_CHAPTER),
    ("doi", "10.5555/teaching.42", Source("datacite", "DataCite"), DATACITE_REPORT),
    ("pmid", "PMID: 31452104", Source("pubmed", "PubMed"), PUBMED_ARTICLE),
    ("pmcid", "PMC6777437", Source("pubmed", "PubMed"), PUBMED_ARTICLE),
    ("arxiv", "arXiv:2601.00017v2", Source("arxiv", "arXiv"), ARXIV_ENTRY),
    ("isbn", "3-16-148410-X", Source("openlibrary", "Open Library"), OPENLIBRARY_BOOK),
]
KINDS = {str(kind) for kind in Kind} | {""}


@pytest.mark.parametrize(("scheme", "value", "source", "expected"), WORKS)
def test_a_work_is_described(registers, scheme, value, source, expected):
    registers.know_recorded_works()
    finding = look_up(scheme, value)
    assert (finding.source, dict_of_record(finding.record)) == (source, expected)
    assert finding.record.kind in KINDS
    assert finding.record.licence in {"", *Licence.values}


def test_a_person_has_a_name_and_present_affiliations(registers):
    registers.know_recorded_works()
    assert orcid_person("https://orcid.org/0000-0000-0000-0116") == Contributor(
        family="Ivanova",
        given="Anna",
        orcid="0000-0000-0000-0116",
        affiliations=(
            Affiliation("Invented State Medical University", "Department of Surgery", ror="0aaaaaa11"),
            Affiliation("University of Nowhere"),
        ),
    )


INSTITUTION = Institution(
    ror="0aaaaaa11",
    name="Invented State Medical University",
    names=(
        Text("en", "Invented State Medical University"),
        Text("ru", "Вымышленный государственный медицинский университет"),
        Text("be", "Выдуманы дзяржаўны медыцынскі ўніверсітэт"),
    ),
    country="BY",
    city="Minsk",
)


def test_an_institution_has_its_names_and_its_country(registers):
    registers.know_recorded_works()
    assert ror_institution("https://ror.org/0aaaaaa11") == INSTITUTION


def test_institutions_of_a_name_are_those_that_still_exist(registers):
    registers.know_recorded_works()
    assert ror_institutions(" Invented  state ") == [INSTITUTION]
    assert registers.asked[-1].query == {"query": "invented state"}
    assert ror_institutions(" ") == []


def test_people_of_a_name_are_told_apart_by_their_institutions(registers):
    registers.know_recorded_works()
    institutions = (Affiliation("Invented State Medical University"), Affiliation("University of Nowhere"))
    assert orcid_people("Ivanova, Anna-Maria OR *:*") == [
        Contributor("Ivanova", "Anna", "0000-0000-0000-0116", affiliations=institutions),
        Contributor("Anna-Maria", orcid="0000-0000-0000-0124"),
    ]
    assert registers.asked[-1].query == {"q": "given-and-family-names:(ivanova AND anna-maria AND or)", "rows": "10"}
    assert orcid_people("(*:*)") == []


def test_nothing_but_the_identifier_is_sent(registers):
    registers.know_recorded_works()
    look_up("doi", DOI)
    look_up("pmid", "31452104")
    crossref, pubmed = registers.asked
    assert (crossref.path, crossref.query) == ("/crossref/works/10.5555%2Fjoint.2026.17", {})
    contact = {"tool": "conjoint", "email": "librarian@repository.example"}
    assert pubmed.query == {"db": "pubmed", "id": "31452104", "retmode": "xml", **contact}
    for request in registers.asked:
        assert set(request.headers) == {"host", "accept", "accept-encoding", "user-agent"}
        assert request.headers["user-agent"] == "Conjoint (+http://127.0.0.1:8000; mailto:librarian@repository.example)"


# -- when there is no description ------------------------------------------------------------------------------------


def test_what_no_register_has_is_not_known(registers):
    with pytest.raises(NotKnown) as caught:
        look_up("doi", "10.5555/nowhere")
    assert str(caught.value) == (
        "Crossref and DataCite do not know 10.5555/nowhere. Check it, or fill in by hand; nothing typed is lost."
    )
    with pytest.raises(NotKnown) as caught:
        orcid_person("0000-0000-0000-0124")
    assert str(caught.value).startswith("ORCID does not know 0000-0000-0000-0124.")


@pytest.mark.parametrize(
    ("scheme", "register", "path", "body", "media_type"),
    [
        ("pmid", "pubmed", "/efetch.fcgi", b"<PubmedArticleSet></PubmedArticleSet>", "text/xml"),
        ("pmcid", "pmc", "/articles/", b'{"records": [{"status": "error", "errmsg": "no"}]}', "application/json"),
        ("arxiv", "arxiv", "/query", b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "application/atom+xml"),
        ("isbn", "openlibrary", "/api/books", b"{}", "application/json"),
    ],
)
def test_an_empty_answer_means_not_known(registers, scheme, register, path, body, media_type):
    registers.answer(register, path, body, media_type=media_type)
    with pytest.raises(NotKnown):
        look_up(scheme, EXAMPLES[scheme])


def test_a_work_is_not_called_unknown_while_a_register_does_not_answer(registers):
    registers.answer("crossref", "/works/10.5555%2Fnowhere", status=500)
    with pytest.raises(NotReachable) as caught:
        look_up("doi", "10.5555/nowhere")
    assert str(caught.value) == (
        "Crossref is not reachable now. Fill in by hand, or try again later; nothing typed is lost."
    )


def test_the_second_register_may_know_what_the_first_cannot_be_asked(registers):
    registers.know_recorded_works()
    registers.answer("crossref", "/works/10.5555%2Fteaching.42", status=500)
    assert look_up("doi", "10.5555/teaching.42").source.kind == "datacite"


def test_an_article_that_only_crossref_describes_is_found_by_its_pmcid(registers):
    registers.know_recorded_works()
    registers.answer("pmc", "/articles/", f'{{"records": [{{"pmcid": "PMC1", "doi": "{DOI}"}}]}}'.encode())
    assert look_up("pmcid", "PMC1").source.kind == "crossref"


def test_nobody_is_asked_when_look_ups_are_switched_off(registers, settings):
    registers.know_recorded_works()
    settings.LOOKUPS = False
    with pytest.raises(SwitchedOff) as caught:
        look_up("doi", DOI)
    assert str(caught.value) == (
        "Crossref is not asked here: look-ups are switched off. Fill in by hand; nothing typed is lost."
    )
    assert registers.asked == []


def test_one_register_can_be_switched_off(registers, settings):
    registers.know_recorded_works()
    settings.LOOKUPS_ADDRESSES = [*settings.LOOKUPS_ADDRESSES, "crossref=off"]
    assert look_up("doi", "10.5555/teaching.42").source.kind == "datacite"
    with pytest.raises(SwitchedOff):
        look_up("doi", DOI)


@pytest.mark.parametrize(("scheme", "value"), [("doi", "not a DOI"), ("issn", "2049-3630"), ("orcid", "x")])
def test_what_cannot_be_looked_up_is_refused_before_anybody_is_asked(registers, scheme, value):
    with pytest.raises(ValidationError):
        look_up(scheme, value)
    assert registers.asked == []


def test_every_scheme_that_is_looked_up_has_registers():
    assert set(LOOKED_UP) == {"doi", "pmid", "pmcid", "arxiv", "isbn"}


# -- asked once ------------------------------------------------------------------------------------------------------


def test_what_was_found_is_not_asked_for_again(registers):
    registers.know_recorded_works()
    assert look_up("doi", DOI) == look_up("doi", f"https://doi.org/{DOI.upper()}")
    assert orcid_person("0000-0000-0000-0116") == orcid_person("0000-0000-0000-0116")
    assert ror_institutions("invented") == ror_institutions("Invented")
    assert len(registers.asked) == 4  # of a person two parts


def test_what_is_not_known_is_not_asked_for_again(registers):
    sentences = []
    for _ in range(2):
        with pytest.raises(NotKnown) as caught:
            look_up("doi", "10.5555/nowhere")
        sentences.append(str(caught.value))
    assert sentences[0] == sentences[1]
    assert len(registers.asked) == 2  # Crossref and DataCite, once each


def test_what_was_not_reachable_is_asked_for_again(registers):
    registers.answer("crossref", "/works/10.5555%2Fjoint.2026.17", status=500)
    with pytest.raises(NotReachable):
        look_up("doi", DOI)
    registers.know_recorded_works()
    assert look_up("doi", DOI).source.kind == "crossref"
