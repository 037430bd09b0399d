"""PubMed's and EndNote's XML."""

from dataclasses import replace

from repository.imports.findings import NOTHING_KNOWN
from repository.imports.references import Fault, references_read
from repository.interop.record import Affiliation, Container, Contributor, Identifier, Record, Text

PUBMED = """<?xml version="1.0" ?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"
 "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">
<PubmedArticleSet>
<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    <PMID Version="1">31452104</PMID>
    <Article PubModel="Print">
      <Journal>
        <ISSN IssnType="Print">2049-3630</ISSN>
        <JournalIssue CitedMedium="Print"><Volume>12</Volume><Issue>3</Issue>
          <PubDate><Year>2025</Year><Month>Nov</Month><Day>03</Day></PubDate></JournalIssue>
        <Title>Journal of Joint Studies</Title>
      </Journal>
      <ArticleTitle>[Joint training <i>of</i> surgeons.]</ArticleTitle>
      <Pagination><MedlinePgn>112-8</MedlinePgn></Pagination>
      <ELocationID EIdType="pii">S0140</ELocationID>
      <ELocationID EIdType="doi">10.1000/joint_1</ELocationID>
      <Abstract>
        <AbstractText Label="AIM">To compare.</AbstractText>
        <AbstractText Label="RESULTS">H<sub>2</sub>O &amp; more.</AbstractText>
        <CopyrightInformation>Licensed under CC BY 4.0.</CopyrightInformation>
      </Abstract>
      <AuthorList CompleteYN="Y">
        <Author ValidYN="Y">
          <LastName>Ivanova</LastName><ForeName>Anna P</ForeName><Initials>AP</Initials>
          <Identifier Source="ORCID">https://orcid.org/0000-0002-1825-0097</Identifier>
          <AffiliationInfo><Affiliation>Belarusian State Medical University, Minsk, Belarus. a@b.org.</Affiliation>
          </AffiliationInfo>
        </Author>
        <Author><LastName>King</LastName><ForeName>Martin</ForeName><Suffix>Jr</Suffix></Author>
        <Author><CollectiveName>Joint Study Group</CollectiveName></Author>
      </AuthorList>
      <Language>rus</Language>
      <VernacularTitle>Совместная подготовка хирургов.</VernacularTitle>
    </Article>
    <OtherAbstract Type="Publisher" Language="rus"><AbstractText>Сравнить.</AbstractText></OtherAbstract>
    <KeywordList Owner="NOTNLM"><Keyword>surgery</Keyword><Keyword>training</Keyword></KeywordList>
  </MedlineCitation>
  <PubmedData>
    <ArticleIdList><ArticleId IdType="pmc">PMC6777437</ArticleId></ArticleIdList>
    <ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.9999/cited</ArticleId></ArticleIdList>
    </Reference></ReferenceList>
  </PubmedData>
</PubmedArticle>
<PubmedBookArticle><BookDocument><PMID Version="1">20301295</PMID>
  <Book><Publisher><PublisherName>Press</PublisherName><PublisherLocation>Minsk</PublisherLocation></Publisher>
    <BookTitle>The Book</BookTitle><PubDate><Year>1993</Year></PubDate>
    <AuthorList Type="editors"><Author><LastName>Li</LastName><ForeName>Wei</ForeName></Author></AuthorList>
    <Isbn>9783161484100</Isbn></Book>
  <ArticleTitle>A chapter</ArticleTitle><Language>eng</Language>
  <AuthorList Type="authors"><Author><LastName>Novak</LastName><ForeName>Jan</ForeName></Author></AuthorList>
</BookDocument></PubmedBookArticle>
</PubmedArticleSet>
"""


def records(text: str) -> list[Record]:
    return [entry.record for entry in references_read(text.encode())]


def test_pubmed_whole():
    article, chapter = records(PUBMED)
    assert article == replace(
        NOTHING_KNOWN,
        kind="article",
        title="Совместная подготовка хирургов",
        language="ru",
        titles=(Text("en", "Joint training of surgeons"),),
        abstracts=(Text("en", "AIM: To compare.\n\nRESULTS: H2O & more."), Text("ru", "Сравнить.")),
        contributors=(
            Contributor(
                "Ivanova",
                "Anna P",
                "0000-0002-1825-0097",
                affiliations=(Affiliation("Belarusian State Medical University, Minsk, Belarus"),),
            ),
            Contributor("King Jr", "Martin"),
            Contributor("Joint Study Group"),
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
        licence="CC-BY-4.0",
    )
    assert chapter == replace(
        NOTHING_KNOWN,
        kind="chapter",
        title="A chapter",
        language="en",
        contributors=(Contributor("Novak", "Jan"), Contributor("Li", "Wei", role="editor")),
        issued="1993",
        languages=("en",),
        container=Container("The Book"),
        publisher="Press",
        place="Minsk",
        identifiers=(Identifier("isbn", "978-3-16-148410-0"), Identifier("pmid", "20301295")),
    )


ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?><xml><records>
<record><database name="x.enl">x.enl</database><rec-number>1</rec-number>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors>
  <author><style face="normal" font="default">Ivanova, Anna P.</style></author>
  <author><style face="normal">World Health Organization,</style></author>
</authors><secondary-authors><author>Li, Wei</author></secondary-authors></contributors>
<titles><title><style face="normal">Joint training </style><style face="italic">of surgeons</style></title>
<secondary-title>Journal of Joint Studies</secondary-title>
<translated-title>Совместная подготовка хирургов</translated-title>
</titles><periodical><full-title>Journal of Joint Studies</full-title></periodical>
<pages>112-118</pages><volume>12</volume><number>3</number><keywords><keyword>surgery</keyword><keyword>training</keyword>
</keywords><dates><year>2025</year><pub-dates><date>Nov 3</date></pub-dates></dates>
<isbn>2049-3630 (Print)&#xD;2049-3631</isbn>
<accession-num>31452104</accession-num><abstract>We compared two programmes.</abstract>
<electronic-resource-num>10.1000/joint_1</electronic-resource-num><language>English</language>
<urls><related-urls><url><style>https://example.org/1</style></url></related-urls></urls><custom2>PMC6777437</custom2>
</record>
<record><ref-type name="Book">6</ref-type><titles><title>A book</title></titles><edition>2nd</edition>
<pub-location>Minsk</pub-location><publisher>Press</publisher></record>
</records></xml>
"""


def test_endnote_whole():
    article, book = records(ENDNOTE)
    assert article == replace(
        NOTHING_KNOWN,
        kind="article",
        title="Joint training of surgeons",
        language="en",
        titles=(Text("ru", "Совместная подготовка хирургов"),),
        abstracts=(Text("en", "We compared two programmes."),),
        contributors=(
            Contributor("Ivanova", "Anna P."),
            Contributor("World Health Organization"),
            Contributor("Li", "Wei", role="editor"),
        ),
        issued="2025-11-03",
        languages=("en",),
        container=Container("Journal of Joint Studies", "12", "3", "112–118"),
        identifiers=(
            Identifier("doi", "10.1000/joint_1"),
            Identifier("issn", "2049-3630"),
            Identifier("pmid", "31452104"),
            Identifier("pmcid", "PMC6777437"),
            Identifier("url", "https://example.org/1"),
        ),
        keywords=("surgery", "training"),
    )
    assert book == replace(
        NOTHING_KNOWN, kind="monograph", title="A book", edition="2nd", publisher="Press", place="Minsk"
    )


def test_a_record_that_is_not_well_formed_takes_no_other_with_it():
    before, fault, after, cut = references_read(
        b"<xml><records><record><titles><title>A</title></titles></record>\n"
        b"<record><titles><title>B</titles></record>\n"
        b"<record><titles><title>C</title></titles></record>\n<record><titles><title>D",
        "x.xml",
    )
    assert (before.record.title, after.record.title) == ("A", "C")
    assert (fault.position, fault.line) == (2, 2)
    assert (cut.position, cut.line) == (4, 4)


def test_entities_are_not_resolved():
    hostile = (
        '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY file SYSTEM "file:///etc/passwd">]>'
        "<xml><records><record><titles><title>&a;&file;</title></titles></record></records></xml>"
    )
    (entry,) = references_read(hostile.encode())
    assert isinstance(entry, Fault)
