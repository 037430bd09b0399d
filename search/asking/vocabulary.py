"""Names in a query → the values of facets they mean: partners, subjects, courses, kinds and languages.

All of these are public words of the catalogue, so saying that none is called so gives nothing away. People and titles
are not looked up here: the engine finds them, for those who may see them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain

import langcodes
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from repository.languages import OFFERED, language_name, normalise_language
from repository.outputs.choices import Kind
from repository.partners.models import Partner
from repository.subjects.models import Course, Subject
from search.asking.grammar import Clause, Field, Term
from search.asking.query import ParsedQuery
from search.engines.analysis import identifier_key, normalise
from search.engines.analysis.characters import fold, is_cjk
from search.indexing.stories import STORY_KINDS

_WORD = re.compile(r"\w+")
_SMALLEST_ACRONYM = 3


@dataclass(frozen=True, slots=True)
class Named:
    """One thing of a vocabulary: its ``value`` in the facet, its ``names`` in every language, its ``codes``."""

    value: str
    names: Sequence[str]
    codes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """``unknown``: what a reader is told of a name that means nothing here, nor ``elsewhere``."""

    named: Callable[[], Iterable[Named]]
    unknown: Promise
    elsewhere: Callable[[str], tuple[str, ...]] = lambda name: ()


def resolve_names(query: ParsedQuery) -> ParsedQuery:
    """``query`` with the values that its names mean, and a notice for each name that means nothing.

    What means nothing is met by no work. At most two SQL queries for each sort of name, none for a query without any.
    """
    terms = {term for clause in query.clauses for term in clause.terms if term.field in VOCABULARIES}
    if not terms:
        return query
    found: dict[Term, tuple[str, ...]] = {}
    for field in {term.field for term in terms}:
        vocabulary = VOCABULARIES[field]
        things = list(vocabulary.named())
        for term in (term for term in terms if term.field is field):
            found[term] = values_called(term.text, things) or vocabulary.elsewhere(term.text)
    clauses = tuple(_resolved(clause, found) for clause in query.clauses)
    notices = [str(VOCABULARIES[term.field].unknown) % {"name": term.text} for term in _unknown(clauses)]
    return replace(query, clauses=clauses, notices=(*query.notices, *dict.fromkeys(notices)))


def values_called(name: str, things: Iterable[Named]) -> tuple[str, ...]:
    """The values of what is called exactly ``name``; else of what has a name with words that begin as its words do.

    Case, accents, punctuation and the order of words do not matter. Initials are a name too (``BSMU``).
    """
    words = _words(name)
    if not words:
        return ()
    things = list(things)
    exact = [thing.value for thing in things if _is_called(thing, name)]
    loose = (thing.value for thing in things if any(_begins(words, _words(one)) for one in thing.names))
    return tuple(exact or loose)


def _resolved(clause: Clause, found: Mapping[Term, tuple[str, ...]]) -> Clause:
    return replace(clause, terms=tuple(replace(term, values=found.get(term, ())) for term in clause.terms))


def _unknown(clauses: Iterable[Clause]) -> list[Term]:
    return [
        term
        for term in chain.from_iterable(clause.terms for clause in clauses)
        if term.field in VOCABULARIES and not term.values
    ]


def _is_called(thing: Named, name: str) -> bool:
    key, code = _key(name), identifier_key(name)
    return code in map(identifier_key, thing.codes) or any(
        key == _key(one) or key in _acronyms(one) for one in thing.names
    )


def _acronyms(name: str) -> Iterator[str]:
    """Of all words and of those with a capital: ``БГМУ`` and ``UL`` for what is written out."""
    words = _WORD.findall(normalise(name))
    for chosen in (words, [word for word in words if word[0].isupper()]):
        if len(chosen) >= _SMALLEST_ACRONYM:
            yield _key("".join(word[0] for word in chosen))


def _key(text: str) -> str:
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(normalise(text).lower().replace("_", " "))]


def _begins(asked: Sequence[str], words: Sequence[str]) -> bool:
    """Chinese and Japanese names are one run, in which any part is a beginning."""
    return all(any(word.startswith(one) or (is_cjk(one) and one in word) for word in words) for one in asked)


def _partners() -> Iterator[Named]:
    for partner in Partner.objects.prefetch_related("names"):
        names = [partner.name, *(row.text for row in partner.names.all())]
        yield Named(str(partner.pk), names, [code for code in (partner.slug, partner.ror) if code])


def _subjects() -> Iterator[Named]:
    for subject in Subject.objects.prefetch_related("labels"):
        names = [subject.label, *(row.text for row in subject.labels.all())]
        yield Named(str(subject.pk), names, [code for code in (subject.slug, subject.mesh_id) if code])


def _courses() -> Iterator[Named]:
    for course in Course.objects.prefetch_related("titles"):
        yield Named(str(course.pk), [course.title, *(row.text for row in course.titles.all())], [course.code])


def _kinds() -> Iterator[Named]:
    for value, label in {**dict(Kind.choices), **STORY_KINDS}.items():
        yield Named(value, list(_in_every_language(label)), [value, _plural(value)])


def _plural(kind: str) -> str:
    return f"{kind[:-2]}es" if kind.endswith("is") else f"{kind}s"


def _in_every_language(label: str | Promise) -> Iterator[str]:
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield str(label)


def _languages() -> Iterator[Named]:
    """Those that the site offers, by their codes and by their names in English, in themselves and in the reader's."""
    reader = get_language() or "en"
    for code in OFFERED:
        yield Named(code, [language_name(code, name_in) for name_in in dict.fromkeys(["en", code, reader])], [code])


def _registered_language(name: str) -> tuple[str, ...]:
    """Any other of the registry (IANA, RFC 5646), by its tag or by a name in whatever language."""
    with suppress(ValidationError):
        return (langcodes.Language.get(normalise_language(name)).language or "",)
    with suppress(LookupError):
        return (langcodes.find(name).language or "",)
    return ()


VOCABULARIES: Mapping[Field, _Vocabulary] = {
    Field.PARTNER: _Vocabulary(_partners, _("No partner is called “%(name)s”. The page Partners has them all.")),
    Field.SUBJECT: _Vocabulary(_subjects, _("No subject is called “%(name)s”. The page Browse has them all.")),
    Field.COURSE: _Vocabulary(_courses, _("No course is called “%(name)s”, and none has it as its code.")),
    Field.KIND: _Vocabulary(_kinds, _("No kind of work is called “%(name)s”. The page Browse has them all.")),
    Field.LANGUAGE: _Vocabulary(
        _languages,
        _("No language is called “%(name)s”. Write its code, such as en, ru or zh, or its name."),
        _registered_language,
    ),
}
