"""BibTeX, in the dialect that biber and classic BibTeX both read (biblatex manual §2; UTF-8, not TeX accents)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from repository.interop.formats.parts import MONTHS, authors, editors, month_and_day, one_line, page_range
from repository.interop.record import Contributor, Record

# A manual here is a book for study, not what @manual means (technical documentation).
ENTRY_TYPES = {
    "article": "article",
    "manual": "book",
    "monograph": "book",
    "chapter": "incollection",
    "teaching": "misc",
    "proceedings": "proceedings",
    "thesis": "thesis",
    "report": "report",
}
CONTAINER_FIELDS = {"article": "journal", "chapter": "booktitle"}
THESIS_AND_REPORT_TYPES = {"thesis": "Thesis", "report": "Report"}

# Braces are written as commands, because BibTeX counts escaped ones too and would miss the end of the field.
ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: "\\" + character for character in "$&#_%"},
    }
)

LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=[?!`])(?=`)|(?<=')(?=')")

# Names that polyglossia and babel know; a language without one is left to the document.
LANGUAGE_IDS = {
    "ar": "arabic",
    "az": "azerbaijani",
    "be": "belarusian",
    "de": "ngerman",
    "en": "english",
    "fa": "persian",
    "fr": "french",
    "he": "hebrew",
    "it": "italian",
    "ja": "japanese",
    "ka": "georgian",
    "ro": "romanian",
    "ru": "russian",
    "tr": "turkish",
    "zh": "chinese",
}


def serialise(record: Record) -> str:
    """One entry, with a line break at its end."""
    kept = "".join(f"  {name} = {value},\n" for name, value in _fields(record))
    return f"@{ENTRY_TYPES.get(record.kind, 'misc')}{{{cite_key(record)},\n{kept}}}\n"


def cite_key(record: Record) -> str:
    """`rossi2025-0k3vq8zt`: readable as far as it is Latin, unique by the code."""
    first = next(iter([*authors(record), *editors(record)]), Contributor(""))
    decomposed = unicodedata.normalize("NFKD", first.family).lower()
    name = re.sub(r"[^a-z]", "", decomposed) or "work"
    return "-".join(filter(None, [name + re.sub(r"\D", "", record.year), re.sub(r"[^0-9a-z]", "", record.code)]))


def _fields(record: Record) -> Iterator[tuple[str, str]]:
    """Name and written value of every field that says something, in the order people expect."""
    literal = [
        ("author", _names(authors(record))),
        *_editor_fields(record),
        ("translator", _names(record.contributors_as("translator"))),
        ("title", _title(record.title)),
        (CONTAINER_FIELDS.get(record.kind, "series"), _text(record.host_title)),
        ("volume", _text(record.container.volume)),
        ("number", _text(record.container.issue)),
        ("pages", _pages(record.container.pages)),
        ("edition", _text(record.edition)),
        ("type", THESIS_AND_REPORT_TYPES.get(record.kind, "")),
        ("institution" if record.kind in THESIS_AND_REPORT_TYPES else "publisher", _text(record.publisher)),
        ("address", _text(record.place)),
        ("year", _text(record.year)),
    ]
    yield from _written(literal)
    month, _day = month_and_day(record.issued)
    if month:
        yield "month", MONTHS[month - 1].lower()
    yield from _written([*_identifier_fields(record), *_description_fields(record)])


def _written(fields: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((name, f"{{{value}}}") for name, value in fields if value)


def _editor_fields(record: Record) -> list[tuple[str, str]]:
    named = record.contributors_as("editor")
    if named:
        return [("editor", _names(named))]
    compilers = record.contributors_as("compiler")
    return [("editor", _names(compilers)), ("editortype", "compiler")] if compilers else []


def _identifier_fields(record: Record) -> list[tuple[str, str]]:
    eprint = next((scheme for scheme in ("arxiv", "pmid") if record.identifier(scheme)), "")
    return [
        ("isbn", _text(record.identifier("isbn"))),
        ("issn", _text(record.identifier("issn"))),
        ("doi", _verbatim(record.identifier("doi"))),
        ("eprint", _verbatim(record.identifier(eprint))),
        ("eprinttype", {"arxiv": "arxiv", "pmid": "pubmed"}.get(eprint, "")),
        ("url", _verbatim(record.url)),
    ]


def _description_fields(record: Record) -> list[tuple[str, str]]:
    abstract = next((one.text for one in record.abstracts if one.language == record.language), "")
    return [
        ("langid", _language_id(record.language)),
        ("origtitle", _title(record.translation_of_title)),
        ("origlanguage", _language_id(record.translation_of_language)),
        ("keywords", _text(", ".join(record.keywords))),
        ("abstract", _text(abstract)),
    ]


def _language_id(tag: str) -> str:
    return LANGUAGE_IDS.get(tag.split("-")[0], "")


def _text(value: str) -> str:
    """Signs that TeX would draw together (`--` as a dash) are kept apart."""
    return LIGATURES.sub("{}", one_line(value).translate(ESCAPES))


def _title(value: str) -> str:
    """A second pair of braces keeps the capitals of names and abbreviations in styles that lower the rest."""
    return f"{{{_text(value)}}}" if value.strip() else ""


def _verbatim(value: str) -> str:
    """Identifiers and addresses are not typeset, so only what would end the field is taken out of them."""
    return "".join(one_line(value).split()).translate({ord("{"): "%7B", ord("}"): "%7D", ord("\\"): "%5C"})


def _names(contributors: Iterable[Contributor]) -> str:
    return " and ".join(filter(None, map(_name, contributors)))


def _name(contributor: Contributor) -> str:
    """`Rossi, Marco`; a group, or a name with a comma or an *and* in it, is kept whole by braces."""
    family, given = _text(contributor.family), _text(contributor.given)
    if not given:
        return f"{{{family}}}" if family else ""
    if re.search(r",|\band\b", f"{family} {given}", re.IGNORECASE):
        return f"{{{family}}}, {{{given}}}"
    return f"{family}, {given}"


def _pages(pages: str) -> str:
    first, last = page_range(pages)
    return f"{_text(first)}--{_text(last)}" if last else _text(first)
