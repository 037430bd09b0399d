"""CSL-JSON, the citation processors' own shape: a list, one object, objects after one another, or Zotero's `items`."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from repository.imports.orcids import orcid_of
from repository.imports.references.entries import Item
from repository.imports.references.fields import (
    identifiers_of,
    issued_of,
    issued_of_date,
    keywords_of,
    languages_of,
    licence_of,
    line_of,
    pages_of,
    paragraphs_of,
    texts_of,
)
from repository.imports.references.names import contributor, joined, named
from repository.interop.record import Affiliation, Container, Contributor, Identifier, Record
from repository.outputs.choices import Kind, Role

BEGINS = re.compile(r"[\[{]")

KINDS = {
    **dict.fromkeys(
        ("article", "article-journal", "article-magazine", "article-newspaper", "paper-conference", "review"),
        Kind.ARTICLE,
    ),
    **dict.fromkeys(("journal-article", "proceedings-article"), Kind.ARTICLE),  # as Crossref has it
    **dict.fromkeys(("book", "monograph", "edited-book", "reference-book"), Kind.MONOGRAPH),
    **dict.fromkeys(("chapter", "book-chapter", "entry", "entry-dictionary", "entry-encyclopedia"), Kind.CHAPTER),
    "proceedings": Kind.PROCEEDINGS,
    **dict.fromkeys(("thesis", "dissertation"), Kind.THESIS),
    "report": Kind.REPORT,
}
ROLES = {
    "author": Role.AUTHOR,
    "editor": Role.EDITOR,
    "translator": Role.TRANSLATOR,
    "compiler": Role.COMPILER,
    "illustrator": Role.ILLUSTRATOR,
}
# What tells a reference from any other JSON.
TELLING = {"type", "title", "DOI", "author", "container-title", "issued"}
TAGS = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span|u|p|br|jats:[a-z-]+)(?:\s[^<>]*)?/?>", re.IGNORECASE)
PARAGRAPHS = re.compile(r"</(?:jats:)?(?:p|title)>", re.IGNORECASE)
IN_NOTE = re.compile(r"^(PMID|PMCID|DOI|arXiv):\s*(\S+)", re.MULTILINE)
SPACES = re.compile(r"[\s,;]*")


def read(text: str) -> Iterator[Item]:
    """The entries in the order of the file, as far as it is JSON."""
    start = SPACES.match(text).end()
    if text[start : start + 1] == "[":
        start += 1
    counted, line = 0, 1
    while (start := SPACES.match(text, start).end()) < len(text) and text[start] != "]":
        line += text.count("\n", counted, start)
        counted = start
        try:
            value, start = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError):
            yield Item(line, sentence=_broken(line))
            return
        yield from (_item(line, one) for one in _listed(value))


def _broken(line: int) -> str:
    return _("From line %(line)d on this is not JSON; what stands before it was read.") % {"line": line}


def _listed(value: Any) -> list:
    """Zotero's API and some servers wrap the list."""
    if isinstance(value, dict) and not TELLING & value.keys():
        for name in ("items", "references"):
            if isinstance(value.get(name), list):
                return value[name]
    return [value]


def _item(line: int, value: Any) -> Item:
    if isinstance(value, dict) and TELLING & value.keys():
        return Item(line, _record(value))
    return Item(line, sentence=_("The entry on line %(line)d is no reference in CSL-JSON.") % {"line": line})


def _record(entry: dict) -> Record:
    languages = languages_of([_plain(entry, "language")])
    language = languages[0] if len(languages) == 1 else ""
    return Record(
        kind=str(KINDS.get(_plain(entry, "type"), "")),
        title=_line(entry, "title"),
        language=language,
        abstracts=texts_of([_abstract(entry)], language),
        contributors=tuple(_contributors(entry)),
        issued=_issued(entry),
        languages=languages,
        container=Container(
            _line(entry, "container-title") or _line(entry, "collection-title"),
            _line(entry, "volume"),
            _line(entry, "issue"),
            pages_of(_plain(entry, "page") or _plain(entry, "article-number") or _plain(entry, "number")),
        ),
        edition=_line(entry, "edition"),
        publisher=_line(entry, "publisher"),
        place=_line(entry, "publisher-place") or _line(entry, "publisher-location"),
        identifiers=_identifiers(entry),
        keywords=keywords_of(_all(entry.get("keyword") or entry.get("keywords")), ","),
        licence=_licence(entry),
    )


def _all(value: Any) -> list[str]:
    """The texts of a value that may be one or several: of a list, or a number where a text was to be."""
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if isinstance(one, str | int | float) and not isinstance(one, bool)]


def _plain(entry: dict, name: str) -> str:
    return next(iter(_all(entry.get(name))), "")


def _line(entry: dict, name: str) -> str:
    return line_of(_untagged(_plain(entry, name)))


def _untagged(text: str) -> str:
    """Without the little HTML that CSL-JSON allows."""
    return html.unescape(TAGS.sub("", text)) if re.search(r"[<&]", text) else text


def _abstract(entry: dict) -> str:
    return paragraphs_of(_untagged(PARAGRAPHS.sub("\n\n", _plain(entry, "abstract"))))


def _issued(entry: dict) -> str:
    issued = entry.get("issued")
    if not isinstance(issued, dict):
        return issued_of_date(_plain(entry, "issued"))
    dates = issued.get("date-parts")
    first = dates[0] if isinstance(dates, list) and dates and isinstance(dates[0], list) else []
    parts = (_all(first) + ["", "", ""])[:3]
    return issued_of(*parts) or issued_of_date(_plain(issued, "raw") or _plain(issued, "literal"))


def _contributors(entry: dict) -> Iterator[Contributor]:
    for name, role in ROLES.items():
        people = entry.get(name)
        for one in people if isinstance(people, list) else []:
            person = _person(one, role.value)
            if person.family:
                yield person


def _person(one: Any, role: str) -> Contributor:
    if not isinstance(one, dict):
        return contributor(str(one) if isinstance(one, str) else "", role)
    whole = _line(one, "literal") or _line(one, "name")
    if whole and not _line(one, "family"):
        return Contributor(whole, role=role)
    particles = (_line(one, "dropping-particle"), _line(one, "non-dropping-particle"))
    person = named(joined(*particles, _line(one, "family"), _line(one, "suffix")), _line(one, "given"), role)
    return replace(person, orcid=orcid_of(_plain(one, "ORCID")), affiliations=_affiliations(one.get("affiliation")))


def _affiliations(value: Any) -> tuple[Affiliation, ...]:
    places = value if isinstance(value, list) else []
    names = (
        _line(one, "name") if isinstance(one, dict) else line_of(one) for one in places if isinstance(one, dict | str)
    )
    return tuple(Affiliation(name) for name in names if name)


def _identifiers(entry: dict) -> tuple[Identifier, ...]:
    schemes = (("doi", "DOI"), ("pmid", "PMID"), ("pmcid", "PMCID"), ("isbn", "ISBN"), ("issn", "ISSN"), ("url", "URL"))
    noted = IN_NOTE.findall(_plain(entry, "note"))
    return identifiers_of(
        [
            *((scheme, value) for scheme, name in schemes for value in _all(entry.get(name))),
            *((scheme.lower(), value) for scheme, value in noted),
        ]
    )


def _licence(entry: dict) -> str:
    value = entry.get("license")
    texts = (
        [_plain(one, "URL") if isinstance(one, dict) else str(one) for one in value]
        if isinstance(value, list)
        else _all(value)
    )
    return next(filter(None, map(licence_of, texts)), "")
