"""RIS and PubMed's text."""

from dataclasses import replace

import pytest

from repository.imports.findings import NOTHING_KNOWN
from repository.imports.references import Fault, references_read
from repository.interop.record import Affiliation, Container, Contributor, Identifier, Record, Teaching, Text


def record(text: str) -> Record:
    (entry,) = references_read(text.encode())
    return entry.record


def ris(*lines: str, kind: str = "JOUR") -> Record:
    return record("\r\n".join([f"TY  - {kind}", "TI  - A title", *lines, "ER  - "]))


def test_an_article_of_ris_whole():
    assert record(
        """
TY  - JOUR
A1  - Ivanova, Anna P.
AU  - World Health Organization
AU  - King, Martin Luther, Jr.
AU  - Petrov B.V.
T1  - Joint training
  of surgeons
TT  - Совместная подготовка хирургов
JO  - J Joint Stud
T2  - Journal of Joint Studies
VL  - 12
IS  - 3
SP  - 112
EP  - 118
PY  - 2025
DA  - 2025/11/03/
SN  - 2049-3630; 978-3-16-148410-0 (pbk.)
DO  - doi:10.1000/Joint_1
AN  - 31452104
DB  - PubMed
UR  - https://example.org/1
UR  - https://doi.org/10.1000%2Fother
LA  - eng
KW  - surgery
KW  - training; teaching
N2  - We compared two programmes.

The second part.
PB  - Press
CY  - Minsk
ER  -
"""
    ) == replace(
        NOTHING_KNOWN,
        kind="article",
        title="Joint training of surgeons",
        language="en",
        titles=(Text("ru", "Совместная подготовка хирургов"),),
        abstracts=(Text("en", "We compared two programmes.\n\nThe second part."),),
        contributors=(
            Contributor("World Health Organization"),
            Contributor("King Jr.", "Martin Luther"),
            Contributor("Petrov", "B.V."),
            Contributor("Ivanova", "Anna P."),
        ),
        issued="2025-11-03",
        languages=("en",),
        container=Container("Journal of Joint Studies", "12", "3", "112–118"),
        publisher="Press",
        place="Minsk",
        identifiers=(
            Identifier("doi", "10.1000/joint_1"),
            Identifier("issn", "2049-3630"),
            Identifier("isbn", "978-3-16-148410-0"),
            Identifier("pmid", "31452104"),
            Identifier("url", "https://example.org/1"),
            Identifier("doi", "10.1000/other"),
        ),
        keywords=("surgery", "training", "teaching"),
    )


def test_entries_without_an_end_and_lines_before_the_first():
    entries = references_read(b"Provider: x\nTY  - BOOK\nTI  - A\nTY - BOOK\nTI - B\nER -\nTI  - lost\n", "x.ris")
    assert [entry.record.title for entry in entries[:2]] == ["A", "B"]
    assert (entries[2].position, entries[2].line) == (3, 7)
    assert "TY  - " in entries[2].sentence


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("JOUR", "article"),
        ("BOOK", "monograph"),
        ("CHAP", "chapter"),
        ("CONF", "proceedings"),
        ("CPAPER", "article"),
        ("THES", "thesis"),
        ("RPRT", "report"),
        ("SLIDE", "teaching"),
        ("GEN", ""),
    ],
)
def test_kinds_of_ris(code, kind):
    assert ris(kind=code).kind == kind


def test_slides_are_teaching_material_of_their_kind():
    assert ris(kind="SLIDE").teaching == Teaching(resource="slides")


def test_a_paper_under_the_type_of_its_proceedings():
    assert ris("T2  - The Meeting", "SP  - 5", kind="CONF").kind == "article"


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        (["SP  - 5", "EP  - 9"], "5–9"),
        (["SP  - 5-9"], "5–9"),
        (["SP  - 5-9", "EP  - 9"], "5–9"),
        (["SP  - 5", "EP  - 5"], "5"),
        (["SP  - e12345"], "e12345"),
        (["C7  - 104"], "104"),
        (["EP  - 9"], "9"),
    ],
)
def test_pages_of_ris(lines, pages):
    assert ris(*lines).container.pages == pages


@pytest.mark.parametrize(
    ("lines", "issued"),
    [
        (["PY  - 2020"], "2020"),
        (["PY  - 2020///"], "2020"),
        (["Y1  - 2020/05/04/Spring"], "2020-05-04"),
        (["PY  - 2020", "DA  - 2020/05//"], "2020-05"),
        (["PY  - 2020", "DA  - 2021/05/06"], "2020"),
        (["DA  - 2020 May 4"], "2020-05-04"),
        (["PY  - 2020", "DA  - May 4"], "2020"),
        ([], ""),
    ],
)
def test_dates_of_ris(lines, issued):
    assert ris(*lines).issued == issued


def test_a_number_of_another_database_is_no_pmid():
    assert ris("AN  - 104567890", "DB  - CINAHL").identifiers == ()


def test_medline_whole():
    assert record(
        """
PMID- 31452104
OWN - NLM
IS  - 2049-3630 (Print)
VI  - 12
IP  - 3
DP  - 2025 Nov 3
TI  - [Joint training of surgeons: a comparison of
      two programmes].
PG  - 112-8
LID - 10.1000/joint_1 [doi]
LID - S0140 [pii]
AB  - We compared two programmes.
FAU - Ivanova, Anna P
AU  - Ivanova AP
AUID- ORCID: 0000-0002-1825-0097
AD  - Department of Surgery, Belarusian State Medical University, Minsk, Belarus.
FAU - Petrov, Boris
AU  - Petrov B
CN  - Joint Study Group, Minsk
LA  - rus
PT  - Journal Article
TT  - Совместная подготовка хирургов.
JT  - Journal of Joint Studies
PMC - PMC6777437
OT  - surgery
OT  - training
"""
    ) == replace(
        NOTHING_KNOWN,
        kind="article",
        title="Совместная подготовка хирургов.",
        language="ru",
        titles=(Text("en", "Joint training of surgeons: a comparison of two programmes"),),
        abstracts=(Text("en", "We compared two programmes."),),
        contributors=(
            Contributor(
                "Ivanova",
                "Anna P",
                "0000-0002-1825-0097",
                affiliations=(
                    Affiliation("Belarusian State Medical University, Minsk, Belarus", "Department of Surgery"),
                ),
            ),
            Contributor("Petrov", "Boris"),
            Contributor("Joint Study Group, Minsk"),
        ),
        issued="2025-11-03",
        languages=("ru",),
        container=Container("Journal of Joint Studies", "12", "3", "112–118"),
        identifiers=(
            Identifier("doi", "10.1000/joint_1"),
            Identifier("pmid", "31452104"),
            Identifier("pmcid", "PMC6777437"),
            Identifier("issn", "2049-3630"),
        ),
        keywords=("surgery", "training"),
    )


def test_two_entries_of_medline():
    entries = references_read(b"PMID- 1\nTI  - A\n\nPMID- 2\nTI  - B\n", "pubmed.nbib")
    assert [entry.record.title for entry in entries] == ["A", "B"]
    assert not [entry for entry in entries if isinstance(entry, Fault)]
