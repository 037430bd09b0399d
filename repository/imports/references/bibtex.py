"""BibTeX and BibLaTeX (biblatex manual §2; “Tame the BeaST” for names).

The library finds entries and fields and goes on after a broken one; what a field says is worked out here: strings and
`#`, inheritance, names, TeX.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import islice, takewhile

from bibtexparser import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts
from bibtexparser.model import Block, Entry, ParsingFailedBlock, String
from django.utils.translation import gettext as _

from repository.imports.references.entries import Item
from repository.imports.references.fields import (
    identifiers_of,
    issued_of,
    issued_of_date,
    keywords_of,
    language_of,
    languages_of,
    licence_of,
    line_of,
    pages_of,
    paragraphs_of,
    texts_of,
)
from repository.imports.references.names import are_initials, joined, named
from repository.imports.references.tex import TexReader
from repository.interop.formats.bibtex import LANGUAGE_IDS
from repository.interop.record import Container, Contributor, Identifier, Record
from repository.outputs.choices import Kind, Role

BEGINS = re.compile(r"^[^\S\n]*@[A-Za-z]+\s*[{(]", re.MULTILINE)

AND = re.compile(r"[{}]|\sand(?=\s)", re.IGNORECASE)
BARE = re.compile(r"[^\s#\"{]+")
KINDS = {
    **dict.fromkeys(("article", "periodical", "suppperiodical", "inproceedings", "conference"), Kind.ARTICLE),
    **dict.fromkeys(("book", "mvbook", "collection", "mvcollection"), Kind.MONOGRAPH),
    **dict.fromkeys(("booklet", "manual"), Kind.MANUAL),
    **dict.fromkeys(
        ("incollection", "inbook", "bookinbook", "suppbook", "suppcollection", "inreference"), Kind.CHAPTER
    ),
    **dict.fromkeys(("proceedings", "mvproceedings"), Kind.PROCEEDINGS),
    **dict.fromkeys(("thesis", "phdthesis", "mastersthesis"), Kind.THESIS),
    **dict.fromkeys(("report", "techreport"), Kind.REPORT),
}
ROLES = {
    "author": Role.AUTHOR,
    "editor": Role.EDITOR,
    "translator": Role.TRANSLATOR,
    "illustrator": Role.ILLUSTRATOR,
}
EDITOR_TYPES = {
    "compiler": Role.COMPILER,
    "collaborator": Role.AUTHOR,
    "reviser": Role.REVIEWER,
}
IDENTIFIER_FIELDS = ("doi", "isbn", "issn", "pmid", "pmcid", "url")
EPRINT_TYPES = {"arxiv": "arxiv", "pubmed": "pmid", "pmid": "pmid", "hdl": "handle", "pmc": "pmcid"}
LANGUAGES = {name: tag for tag, name in LANGUAGE_IDS.items()} | {
    "farsi": "fa",
    "austrian": "de-AT",
    "american": "en-US",
    "usenglish": "en-US",
    "british": "en-GB",
    "ukenglish": "en-GB",
    "german": "de",
    "magyar": "hu",
}
# What a part takes from the book around it under another name (biblatex manual, appendix B).
INHERITED_AS = {
    "title": "booktitle",
    "subtitle": "booksubtitle",
    "titleaddon": "booktitleaddon",
    "author": "bookauthor",
}
NEVER_INHERITED = {"ids", "crossref", "xref", "entryset", "label", "abstract", "keywords", "note", "doi", "pages"}
DEEPEST_INHERITANCE = 3

# Beyond what any honest file holds: fields of an entry, people of a work, characters that come from strings.
MOST_FIELDS = 200
MOST_PEOPLE = 10_000
MOST_PUT_TOGETHER = 5_000_000

# The library tells a log of each entry that it cannot read; here it becomes a fault that the depositor is shown.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)


def read(text: str) -> Iterator[Item]:
    """The entries in the order of the file."""
    blocks = [_first_of_doubles(block) for block in parse_string(text, parse_stack=[]).blocks]
    file = _File(blocks)
    for block in blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, Entry):
            yield Item(line, _Reading(block.entry_type.casefold(), file.fields(block), file.tex).record())
        elif isinstance(block, ParsingFailedBlock):
            yield Item(line, sentence=_broken(line))


def _first_of_doubles(block: Block) -> Block:
    """An entry whose key or field stands twice is read all the same."""
    return getattr(block, "ignore_error_block", None) or block


def _broken(line: int) -> str:
    return _(
        "The entry that begins on line %(line)d could not be read: a brace or a quotation mark is not closed, or a "
        "comma is missing."
    ) % {"line": line}


class _File:
    """What the entries of a file share: strings, and each other's fields."""

    def __init__(self, blocks: list[Block]):
        self.tex = TexReader()
        self._left = MOST_PUT_TOGETHER
        self._strings: dict[str, str] = {}
        for block in blocks:
            if isinstance(block, String):
                self._strings[block.key.casefold()] = self._value(str(block.value))
        self._by_key = {block.key.casefold(): block for block in reversed(blocks) if isinstance(block, Entry)}

    def fields(self, entry: Entry, depth: int = 0) -> dict[str, str]:
        """What the entry says, and what it takes from others: from `xdata` as it is, from the book around it by the
        rules of inheritance."""
        fields = self._own(entry)
        if depth == DEEPEST_INHERITANCE:
            return fields
        for key in re.split(r"\s*,\s*", fields.get("xdata", ""))[:10]:
            if data := self._by_key.get(key.casefold()):
                fields = self.fields(data, depth + 1) | fields
        parent = self._by_key.get(fields.get("crossref", "").strip().casefold())
        if parent is None or parent is entry:
            return fields
        inherited = self.fields(parent, depth + 1).items()
        taken = {INHERITED_AS.get(name, name): value for name, value in inherited if name not in NEVER_INHERITED}
        return taken | fields

    def _own(self, entry: Entry) -> dict[str, str]:
        """By lower-case name; of a field that stands twice the first, as BibTeX does."""
        fields: dict[str, str] = {}
        for field in entry.fields[:MOST_FIELDS]:
            fields.setdefault(field.key.casefold().strip(), self._value(str(field.value)))
        return {name: value for name, value in fields.items() if value.strip()}

    def _value(self, written: str) -> str:
        """`jan # "~5"`, `{Journal of } # jjs`: the parts put together."""
        return "".join(self._string(part) if bare else part for part, bare in _parts(written))

    def _string(self, name: str) -> str:
        """A name that no @string explains means itself; and so do all of them in a file that tries to grow by them."""
        value = self._strings.get(name.casefold(), name)
        self._left -= len(value)
        return value if self._left > 0 else name


def _parts(written: str) -> Iterator[tuple[str, bool]]:
    """Each part, and whether it stands bare: without quotation marks or braces."""
    start = 0
    while start < len(written):
        opening = written[start]
        if opening in '{"':
            end = _end_of_part(written, start)
            yield written[start + 1 : end], False
        elif opening == "#" or opening.isspace():
            end = start
        else:
            end = BARE.match(written, start).end() - 1
            yield written[start : end + 1], True
        start = end + 1


def _end_of_part(written: str, start: int) -> int:
    """Where the brace or quotation mark at ``start`` is closed; the end of the text when it is not."""
    quoted, depth = written[start] == '"', 0
    for match in re.compile(r'[{}"]').finditer(written, start + 1):
        sign = match[0]
        if depth == 0 and sign == ('"' if quoted else "}"):
            return match.start()
        depth += {"{": 1, "}": -1 if depth else 0}.get(sign, 0)
    return len(written)


def _with_inherited(fields: dict[str, str], by_key: dict[str, dict[str, str]], depth: int = 0) -> dict[str, str]:
    if depth == DEEPEST_INHERITANCE:
        return fields
    for data in re.split(r"\s*,\s*", fields.get("xdata", ""))[:10]:
        fields = _with_inherited(by_key.get(data.casefold(), {}), by_key, depth + 1) | fields
    parent = by_key.get(fields.get("crossref", "").strip().casefold())
    if parent is None or parent is fields:
        return fields
    inherited = _with_inherited(parent, by_key, depth + 1)
    taken = {INHERITED_AS.get(name, name): value for name, value in inherited.items() if name not in NEVER_INHERITED}
    return taken | fields


class _Reading:
    """One entry on its way to a record."""

    def __init__(self, entry_type: str, fields: dict[str, str], tex: TexReader):
        self.entry_type = entry_type
        self.kind = KINDS.get(entry_type, "")
        self.fields = fields
        self.tex = tex

    def record(self) -> Record:
        languages = languages_of(LANGUAGES.get(name, name) for name in re.split(r"\s+and\s+", self.line("language")))
        langid = self.line("langid", "hyphenation").casefold()
        language = language_of(LANGUAGES.get(langid, langid)) or (languages[0] if len(languages) == 1 else "")
        return Record(
            kind=str(self.kind),
            title=self.titled("title"),
            language=language,
            abstracts=texts_of([paragraphs_of(self.text("abstract"))], language),
            contributors=tuple(islice(self.contributors(), MOST_PEOPLE)),
            issued=self.issued(),
            languages=languages or ((language,) if language else ()),
            container=self.container(),
            edition=self.line("edition"),
            publisher=self.line("publisher", "institution", "school", "organization"),
            place=self.line("location", "address"),
            identifiers=self.identifiers(),
            keywords=keywords_of([self.text("keywords", "keyword")], ","),
            licence=licence_of(self.line("license", "licence", "copyright", "rights")),
        )

    def text(self, *names: str) -> str:
        """What the first of the fields that is filled says."""
        written = next((self.fields[name] for name in names if name in self.fields), "")
        return self.tex.text(written)

    def line(self, *names: str) -> str:
        return line_of(self.text(*names))

    def titled(self, name: str) -> str:
        return ": ".join(filter(None, [self.line(name), self.line(name.removesuffix("title") + "subtitle")]))

    def container(self) -> Container:
        journal = self.titled("journaltitle") or self.line("journal", "fjournal")
        titles = [journal, self.titled("booktitle"), self.line("series")]
        if self.kind not in {Kind.ARTICLE, Kind.CHAPTER}:
            titles.reverse()
        return Container(
            next(filter(None, titles), ""),
            self.line("volume"),
            self.line("issue") or self.line("number"),
            pages_of(self.text("pages", "eid")),
        )

    def issued(self) -> str:
        return issued_of_date(self.line("date")) or issued_of(
            self.line("year"), *self.month_and_day(self.line("month"), self.line("day"))
        )

    @staticmethod
    def month_and_day(month: str, day: str) -> tuple[str, str]:
        """BibTeX knows no day, so some write it into the month: `nov # "~3"`, `3 November`."""
        apart = re.fullmatch(r"(?:(\d{1,2})[\s.]*)?([^\W\d_]+)\.?(?:\s*(\d{1,2}))?(?:\D.*)?", month)
        return (apart[2], day or apart[1] or apart[3] or "") if apart else (month, day)

    def identifiers(self) -> tuple[Identifier, ...]:
        eprint_type = EPRINT_TYPES.get(self.line("eprinttype", "archiveprefix").casefold(), "")
        published = re.search(r"https?://\S+", self.line("howpublished"))
        return identifiers_of(
            [
                *((name, self.text(name)) for name in IDENTIFIER_FIELDS),
                *([(eprint_type, self.line("eprint"))] if eprint_type else []),
                *([("url", published[0])] if published and "url" not in self.fields else []),
            ]
        )

    def contributors(self) -> Iterator[Contributor]:
        for name, role in ROLES.items():
            if name == "editor":
                role = EDITOR_TYPES.get(self.line("editortype").casefold(), role)
            for written in _names(self.fields.get(name, "")):
                person = self.person(written, str(role))
                if person.family:
                    yield person

    def person(self, written: str, role: str) -> Contributor:
        if _is_whole(written):
            return Contributor(line_of(self.tex.text(written)), role=role)
        parts = parse_single_name_into_parts(written, strict=False)
        first, von, last, junior = (
            line_of(self.tex.text(" ".join(part))) for part in (parts.first, parts.von, parts.last, parts.jr)
        )
        if not _has_comma(written) and are_initials(last) and first and not are_initials(first):
            names = f"{first} {last}".split(" ")  # “Иванов И. И.”: the family name comes first after all
            initials = len(list(takewhile(are_initials, reversed(names))))
            return named(" ".join(names[:-initials]), " ".join(names[-initials:]), role)
        return named(joined(von, last, junior), first, role)


def _names(written: str) -> list[str]:
    """Each name of a list, without the “others” that were not named. (The library's own function loses a command that
    stands first in a name.)"""
    names, start, depth = [], 0, 0
    for match in AND.finditer(written):
        sign = match[0]
        if sign in "{}":
            depth = max(depth + (1 if sign == "{" else -1), 0)
        elif depth == 0:
            names.append(written[start : match.start()])
            start = match.end()
    stripped = (name.strip() for name in [*names, written[start:]])
    return [name for name in stripped if name and name != "others"]


def _is_whole(name: str) -> bool:
    """All of it in one pair of braces: a group, or a name that must not be cut."""
    return name.startswith("{") and _end_of_part(name, 0) == len(name) - 1


def _has_comma(name: str) -> bool:
    return "," in re.sub(r"\{[^{}]*\}", "", name)
