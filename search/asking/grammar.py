"""What somebody typed → clauses: the grammar of the readers' query language.

It reads as people write: quotes of any language, a hyphen inside a word belongs to the word, brackets inside a word
(``10.1016/S0140-6736(05)61024-9``) too, an unclosed quote is no quote, a dangling OR is nothing. Every text has a
reading, and a reading written out (``str``) is read the same again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from stdnum import isbn

from search.asking.facet_values import year_range


class Field(StrEnum):
    """What a term can be confined to; the value is how it is written in a query."""

    AUTHOR = "author"
    TITLE = "title"
    PARTNER = "partner"
    SUBJECT = "subject"
    COURSE = "course"
    KIND = "kind"
    LANGUAGE = "lang"
    YEAR = "year"
    DOI = "doi"
    ISBN = "isbn"
    ISSN = "issn"
    PMID = "pmid"
    PMCID = "pmcid"
    ARXIV = "arxiv"
    HANDLE = "handle"
    ORCID = "orcid"


IDENTIFIERS = frozenset(
    {Field.DOI, Field.ISBN, Field.ISSN, Field.PMID, Field.PMCID, Field.ARXIV, Field.HANDLE, Field.ORCID}
)
ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dXx]", re.ASCII)

_OTHER_NAMES = {
    "language": Field.LANGUAGE,
    "type": Field.KIND,
    "автор": Field.AUTHOR,
    "название": Field.TITLE,
    "партнёр": Field.PARTNER,
    "партнер": Field.PARTNER,
    "тема": Field.SUBJECT,
    "дисциплина": Field.COURSE,
    "вид": Field.KIND,
    "язык": Field.LANGUAGE,
    "год": Field.YEAR,
}
_NAMES = {**{str(one): one for one in Field}, **_OTHER_NAMES}

# In capitals: English and the languages of the home university, and German. A French OU is also a pair of initials.
_OR = frozenset({"OR", "ИЛИ", "АБО", "ODER"})

_QUOTES = '"“”„«»「」'
_FIELD = f"(?:{'|'.join(_NAMES)})(?=:[{_QUOTES}]?[-−–+]*[^-−–+\\s)|{_QUOTES}])"
_PART = re.compile(
    rf"""
    (?P<dashes>[-−–+]+(?=[^\s)|]))?                # before a part, not the hyphen within one
    (?:
        (?:(?P<before>{_FIELD}):)?
        (?:
            "(?P<straight>[^"]*)"
          | “(?P<english>[^”“]*)[”“]
          | „(?P<german>[^“”„]*)[“”]
          | «(?P<angled>[^»]*)»
          | 「(?P<corner>[^」]*)」
        )
      | [{_QUOTES}]?                              # opens nothing
        (?:(?P<field>{_FIELD}):[{_QUOTES}]?[-−–+]*)?
        (?:
            (?P<mark>[()|])
          | (?P<word>(?![-−–+])[^\s{_QUOTES}|]+)
        )
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_QUOTED = ("straight", "english", "german", "angled", "corner")
_MINUS = re.compile("[-−–]")
_LETTER = re.compile(r"\w")
_EDGE = re.compile(r"^\W+")
_ANY_QUOTE = re.compile(f"[{_QUOTES}]")
_SAFE_VALUE = re.compile(r"\w(?:[\w./:-]*\w)?")
_YEARS = re.compile(r"(\d{1,4})?\s*(\.{2,}|…|[-−–—])?\s*(\d{1,4})?", re.ASCII)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+", re.ASCII)
_ISBN = re.compile(r"[\d-]{9,16}[\dXx]", re.ASCII)
_RESOLVER = re.compile(r"^(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/|orcid\.org/)(?=\d)", re.IGNORECASE)
_LABEL = re.compile(r"(?:doi|isbn(?:-1[03])?|orcid(?:-?id)?):?", re.IGNORECASE)

# Marks that change the direction of writing are invisible and stick to operators. Keyboards for Chinese and Japanese
# type the operators in full width.
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_FULL_WIDTH = str.maketrans("：（）｜＂－＋", ':()|"-+')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for. ``text``: a word; several words when ``quoted``, in a field, or all of them wanted.

    ``values``: of the facet that the field stands for, once its name has been looked up in the catalogue.
    """

    text: str
    field: Field | None = None
    quoted: bool = False
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.field:
            value = self.text if _SAFE_VALUE.fullmatch(self.text) else f'"{self.text}"'
            return f"{self.field}:{value}"
        if self.quoted:
            return f'"{self.text}"'
        if " " in self.text:
            return f"({self.text} )" if "(" in self.text else f"({self.text})"
        return self.text

    @property
    def is_word(self) -> bool:
        return not (self.field or self.quoted or " " in self.text)


@dataclass(frozen=True, slots=True)
class Clause:
    """Alternatives, one of which has to be met, or the one thing that must not be."""

    terms: tuple[Term, ...]
    forbidden: bool = False

    def __str__(self) -> str:
        return "-" * self.forbidden + " OR ".join(map(str, self.terms))

    @property
    def is_word(self) -> bool:
        """A word by itself, wanted or not."""
        return len(self.terms) == 1 and self.terms[0].is_word


@dataclass(frozen=True, slots=True)
class _Token:
    """``mark``: ``(``, ``)`` or ``|`` with what stands before it; empty for a term."""

    term: Term
    negated: bool = False
    mark: str = ""


def read_clauses(text: str) -> list[Clause]:
    """The clauses of ``text``, in order. Never raises; takes a time that grows with the text's length."""
    text = _UNSEEN.sub("", text).translate(_FULL_WIDTH)
    tokens = [token for match in _PART.finditer(text) for token in _tokens_of(match)]
    clauses: list[Clause] = []
    joining = False
    for token in _ungrouped(tokens):
        if token.mark:
            joining = bool(clauses) and not clauses[-1].forbidden
        elif joining and not token.negated:
            clauses[-1] = Clause(tuple(dict.fromkeys([*clauses[-1].terms, token.term])))
            joining = False
        else:
            clauses.append(Clause((token.term,), token.negated))
            joining = False
    return _without_labels([part for clause in clauses for part in _parts(clause)])


def is_identifier(text: str) -> bool:
    """Whether a bare word can only be a DOI, an ORCID iD or an ISBN. An ISSN looks like a pair of years."""
    if _DOI.fullmatch(text) or ORCID.fullmatch(text):
        return True
    return bool(_ISBN.fullmatch(text)) and isbn.is_valid(text)


def years_of(text: str) -> str:
    """``2019-2024``, ``2019…2024``, ``2019..`` → as the facet of years says it; empty when these are no years."""
    match = _YEARS.fullmatch(text.strip(" .,;") if ".." not in text else text.strip())
    if not match or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        return ""
    first, dots, last = match.groups(default="")
    return year_range(first, last) if dots else year_range(first or last, first or last)


def _tokens_of(match: re.Match) -> Iterator[_Token]:
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    negated = bool(_MINUS.search(match["dashes"] or "")) and (not before or before.isspace() or before in "(|")
    name = match["before"] or match["field"]
    field = _field_named(name) if name else None
    if match["mark"]:
        yield _Token(Term("", field), negated, match["mark"])
        return
    quoted = next((match[name] for name in _QUOTED if match[name] is not None), None)
    text, closing = (quoted, 0) if quoted is not None else _unclosed(match["word"])
    if quoted is None and not field and text in _OR:
        yield _Token(Term(""), mark="|")
    elif _LETTER.search(text):
        yield _Token(_term(text, field, quoted=quoted is not None), negated)
    for _ in range(closing):
        yield _Token(Term(""), mark=")")


def _unclosed(word: str) -> tuple[str, int]:
    """A word without the brackets at its end that it did not open, and how many they were."""
    trailing = len(word) - len(word.rstrip(")"))
    closing = max(0, min(trailing, word.count(")") - word.count("(")))
    return (word[:-closing] if closing else word), closing


@lru_cache(maxsize=256)
def _field_named(name: str) -> Field:
    """Equal as regular expressions see it: ``ſubject`` and ``KİND`` are among what they take for these names."""
    return next(field for known, field in _NAMES.items() if re.fullmatch(known, name, re.IGNORECASE))


def _term(text: str, field: Field | None, *, quoted: bool) -> Term:
    if field is None and not quoted:
        return Term(_RESOLVER.sub("", text))
    text = " ".join(_ANY_QUOTE.sub(" ", text).split())
    term = Term(text, quoted=quoted)
    return _in_field(term, field) if field else term


def _in_field(term: Term, field: Field) -> Term:
    """What stands after ``year:`` and is no year is text like any other."""
    if field is not Field.YEAR:
        return Term(_EDGE.sub("", term.text), field)
    if years := years_of(term.text):
        return Term(years, field)
    return term if term.quoted else Term(f"{field}:{term.text}")


def _without_labels(clauses: Sequence[Clause]) -> list[Clause]:
    """``DOI: 10.1000/182`` says DOI twice."""
    kept: list[Clause] = []
    for clause in reversed(clauses):
        label = clause.is_word and _LABEL.fullmatch(clause.terms[0].text)
        if not (label and kept and kept[-1].is_word and is_identifier(kept[-1].terms[0].text)):
            kept.append(clause)
    return kept[::-1]


def _ungrouped(tokens: Sequence[_Token]) -> list[_Token]:
    """Terms and ``|`` alone: brackets hand on their sign and field to what they hold, and words in them stay together
    where that means something (after a minus or a field, beside OR)."""
    found: list[_Token] = []
    opened: list[tuple[_Token, int]] = []
    for place, token in enumerate(tokens):
        if token.mark == "(":
            opened.append((token, len(found)))
        elif token.mark != ")":
            found.append(token)
        elif opened:
            beside = tokens[place + 1].mark == "|" if place + 1 < len(tokens) else False
            _close(found, *opened.pop(), beside)
    while opened:
        _close(found, *opened.pop(), False)
    return found


def _close(found: list[_Token], opener: _Token, start: int, before_or: bool) -> None:
    inside = found[start:]
    beside = before_or or (start > 0 and found[start - 1].mark == "|")
    together = beside or opener.negated or opener.term.field not in (None, Field.YEAR)
    if together and len(inside) > 1 and all(_is_plain(token) for token in inside):
        inside = [_Token(Term(" ".join(token.term.text for token in inside)))]
    found[start:] = [_handed_on(token, opener) for token in inside]


def _is_plain(token: _Token) -> bool:
    return not (token.mark or token.negated or token.term.field or token.term.quoted)


def _handed_on(token: _Token, opener: _Token) -> _Token:
    if token.mark:
        return token
    field = opener.term.field
    term = _in_field(token.term, field) if field and not token.term.field else token.term
    return replace(token, term=term, negated=token.negated or opener.negated)


def _parts(clause: Clause) -> list[Clause]:
    """Words that were kept together for nothing are words."""
    term = clause.terms[0]
    if clause.forbidden or len(clause.terms) > 1 or term.field or term.quoted:
        return [clause]
    return [Clause((Term(word),)) for word in term.text.split()]
