"""The readers' query language: words, "phrases", -not, OR, fields. Whatever is typed means something; nothing is an
error, and what goes beyond the limits is left out with a sentence about it.

Names of partners, subjects and the like stand in a parsed query as they were typed; ``search.asking.vocabulary``
looks them up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repository.outputs.identifiers import Scheme, normalise_identifier
from search.asking.facet_values import years_in
from search.asking.grammar import IDENTIFIERS, ORCID, Clause, Field, Term, is_identifier, read_clauses
from search.engines.analysis import identifier_key
from search.engines.analysis.characters import is_cjk
from search.engines.protocol import Condition, Query, Scope

LONGEST = 800  # characters; in any script they fit the longest address that the site's server reads
MOST_WORDS = 40
MOST_PHRASES = 8
MOST_EXCLUDED = 16
MOST_CONDITION_WORDS = 40  # in alternatives, fields and what must not be, together

FACET_OF = {
    Field.PARTNER: "partner",
    Field.SUBJECT: "subject",
    Field.COURSE: "course",
    Field.KIND: "kind",
    Field.LANGUAGE: "language",
}
_TEXT = frozenset({Scope.WORDS, Scope.PHRASE})
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NAME_PART = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """``text`` is what was read of the query; ``notices`` are sentences for the reader about it.

    The rest says what the ``clauses`` mean: ``words`` in any form, of which more is better; ``phrases`` exactly;
    ``excluded`` words; groups of ``required`` conditions of which each must be met by one; ``forbidden`` ones.
    """

    text: str = ""
    clauses: tuple[Clause, ...] = ()
    notices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.clauses)

    def __str__(self) -> str:
        """The query in its plainest spelling; read again it means the same."""
        return " ".join(map(str, self.clauses))

    @property
    def words(self) -> tuple[str, ...]:
        """Alternatives alone (``asthma OR copd``) are words: of words any one is enough."""
        words = tuple(clause.terms[0].text for clause in self._wanted if clause.is_word)
        return words or tuple(term.text for group in self._only_words for term in group.terms)

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(clause.terms[0].text for clause in self._wanted if _is_phrase(clause))

    @property
    def excluded(self) -> tuple[str, ...]:
        return tuple(clause.terms[0].text for clause in self.clauses if clause.forbidden and clause.is_word)

    @property
    def required(self) -> tuple[tuple[Condition, ...], ...]:
        groups = [group for group in self._groups if group not in self._only_words]
        identifiers = self._identifiers_alone()
        return tuple(_conditions(group.terms) for group in groups) + ((identifiers,) if identifiers else ())

    @property
    def forbidden(self) -> tuple[Condition, ...]:
        return _conditions(clause.terms[0] for clause in self.clauses if clause.forbidden and not clause.is_word)

    @property
    def demanded(self) -> tuple[tuple[Condition, ...], ...]:
        """Everything wanted as conditions, words too, of which each must then be met: for a search within results."""
        return tuple(_conditions(clause.terms) for clause in self._wanted)

    @property
    def barred(self) -> tuple[Condition, ...]:
        """Everything unwanted as conditions, words too."""
        return _conditions(clause.terms[0] for clause in self.clauses if clause.forbidden)

    @property
    def has_text(self) -> bool:
        """Is there anything that pages can answer, and by which one work is more relevant than another?"""
        return bool(self.words or self.phrases) or any(
            all(not condition.facet and condition.scope in _TEXT for condition in group) for group in self.required
        )

    def to_query(self, **rest) -> Query:
        """The engines' query; ``rest`` are the other fields of it (language, chosen facets, sort, paging)."""
        return Query(
            words=" ".join(chain.from_iterable(map(_spellings, self.words))),
            phrases=self.phrases,
            excluded=self.excluded,
            required=self.required,
            forbidden=self.forbidden,
            **rest,
        )

    @property
    def _wanted(self) -> list[Clause]:
        return [clause for clause in self.clauses if not clause.forbidden]

    @property
    def _groups(self) -> list[Clause]:
        return [clause for clause in self._wanted if not clause.is_word and not _is_phrase(clause)]

    @property
    def _only_words(self) -> list[Clause]:
        """The one group of alternative words, where no other words are wanted."""
        groups = [group for group in self._groups if all(term.is_word for term in group.terms)]
        return groups if len(groups) == 1 and not any(clause.is_word for clause in self._wanted) else []

    def _identifiers_alone(self) -> tuple[Condition, ...]:
        """Who types identifiers and no other words wants these works, and those that cite them."""
        words = self.words
        if not words or self.phrases or not all(map(is_identifier, words)):
            return ()
        keys = [key for word in words for key in _keys(Field.ISBN, word)]
        return (*map(_identifier, dict.fromkeys(keys)), *(Condition(text=word, scope=Scope.PHRASE) for word in words))


def parse_query(text: str) -> ParsedQuery:
    """Reads what somebody typed. Pure, and never raises; what goes beyond the limits is left out and said so in
    ``notices``.
    """
    read = _CONTROLS.sub(" ", text[:LONGEST].encode("utf-8", "ignore").decode())
    clauses = read_clauses(read)
    kept = _within_limits(clauses)
    return ParsedQuery(
        text=read.strip(),
        clauses=tuple(kept),
        notices=tuple(_notices(is_cut=len(text) > LONGEST, left_out=len(clauses) - len(kept), clauses=kept)),
    )


def _within_limits(clauses: Iterable[Clause]) -> list[Clause]:
    room = {"word": MOST_WORDS, "phrase": MOST_PHRASES, "excluded": MOST_EXCLUDED, "condition": MOST_CONDITION_WORDS}
    kept = []
    for clause in clauses:
        sort, size = _size(clause)
        if size <= room[sort]:
            room[sort] -= size
            kept.append(clause)
    return kept


def _size(clause: Clause) -> tuple[str, int]:
    """Which limit a clause counts towards, and how much."""
    if clause.is_word:
        return ("excluded" if clause.forbidden else "word"), 1
    if not clause.forbidden and _is_phrase(clause):
        return "phrase", 1
    return "condition", sum(len(term.text.split()) for term in clause.terms)


def _is_phrase(clause: Clause) -> bool:
    return len(clause.terms) == 1 and clause.terms[0].quoted


def _notices(*, is_cut: bool, left_out: int, clauses: Sequence[Clause]) -> list[str]:
    notices = []
    if is_cut:
        notices.append(
            _("This is more than a search can use: only its first %(count)d characters were looked for.")
            % {"count": LONGEST}
        )
    if left_out:
        notices.append(
            ngettext(
                "%(count)d part of your query was left out, because it has too many.",
                "%(count)d parts of your query were left out, because it has too many.",
                left_out,
            )
            % {"count": left_out}
        )
    for term in chain.from_iterable(clause.terms for clause in clauses):
        if term.is_word and term.text.startswith(f"{Field.YEAR}:"):
            notices.append(
                _("“%(text)s” names no year, so its words were looked for. Write years as 2019, 2019..2024 or 2019..")
                % {"text": term.text}
            )
    return notices


def _conditions(terms: Iterable[Term]) -> tuple[Condition, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(map(_conditions_of, terms))))


def _conditions_of(term: Term) -> list[Condition]:
    if term.field is None:
        return [Condition(text=term.text, scope=Scope.PHRASE if term.quoted else Scope.WORDS)]
    if term.field in FACET_OF:
        return [Condition(facet=FACET_OF[term.field], values=term.values)]
    if term.field is Field.YEAR:
        return [Condition(facet="year", values=tuple(years_in(term.text)))]
    if term.field is Field.TITLE:
        return [Condition(text=term.text, scope=Scope.TITLE)]
    if term.field in IDENTIFIERS:
        return [_identifier(key) for key in _keys(term.field, term.text)]
    return [_person(term.text)]


def _person(name: str) -> Condition:
    """Initials say little and are written in many ways, so the whole names beside them are enough."""
    if ORCID.fullmatch(name):
        return _identifier(identifier_key(name))
    whole = [part for part in _NAME_PART.findall(name) if len(part) > 1 or is_cjk(part)]
    return Condition(text=" ".join(whole) or name, scope=Scope.PEOPLE)


def _identifier(key: str) -> Condition:
    return Condition(text=key, scope=Scope.IDENTIFIER)


def _keys(field: Field, value: str) -> list[str]:
    """As typed, and as the catalogue writes it: an ISBN of ten digits is kept as one of thirteen."""
    values = [value]
    if field in Scheme.values:
        with suppress(ValidationError):
            values.append(normalise_identifier(field, value))
    return list(dict.fromkeys(map(identifier_key, values)))


def _spellings(word: str) -> list[str]:
    return [word, *_keys(Field.ISBN, word)[1:]] if is_identifier(word) else [word]
