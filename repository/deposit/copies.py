"""Drafts that begin with what another work says: an earlier deposit as a template, a chapter with its book's data,
an edition in another language with its original's."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from repository.access.policies import can_edit_deposit
from repository.deposit.drafts import draft_change, draft_of
from repository.deposit.services import deposit_start
from repository.outputs.choices import Kind
from repository.outputs.identifiers import Scheme
from repository.outputs.models import Affiliation, Contribution, Identifier, Output
from repository.people.models import User

# A template gives all of this and its people; not what is one work's own: title, texts, dates, identifiers and files.
OF_TEMPLATE = (
    "kind",
    "language",
    "languages",
    "publisher",
    "place",
    "container_title",
    "keywords",
    "part_of",
    "course",
    "level",
    "audience",
    "study_year",
    "resource",
    "licence",
    "access",
)
# An edition in another language has its own title, texts, keywords, dates, publisher, identifiers and files.
OF_ORIGINAL = ("kind", "course", "level", "audience", "study_year", "resource", "licence", "access", "hidden_until")
OF_BOOK = ("language", "languages", "issued", "publisher", "place", "edition", "licence", "access", "hidden_until")
TAGS = ("subjects", "tagged_partners", "agreements", "activities", "chosen_partners")
TAGS_OF_BOOK = ("tagged_partners", "agreements", "activities", "chosen_partners")
BOOKS = (Kind.MONOGRAPH, Kind.MANUAL, Kind.PROCEEDINGS)


def deposit_from_template(*, template: Output, user: User, code: str) -> Output:
    """A new draft under ``code`` with everything of an earlier work that is likely to be the same again.

    The same code again is the same draft. Raises PermissionDenied for a work that this person may not change.
    """
    source = _source(template, user)

    def fill(draft: Output) -> None:
        _copy(source, draft, OF_TEMPLATE, TAGS)
        _copy_people(source, draft)

    return _begun(fill, user=user, code=code)


def deposit_chapter(*, book: Output, user: User, code: str) -> Output:
    """A new draft of a chapter: part of the book, with what the book says about where it appeared.

    The same code again is the same draft. Raises PermissionDenied for a book that this person may not change, and for
    what is no book.
    """
    source = _source(book, user)
    if source.kind not in BOOKS:
        raise PermissionDenied
    isbns = [one.value for one in source.identifiers.all() if one.scheme == Scheme.ISBN]

    def fill(draft: Output) -> None:
        _copy(source, draft, OF_BOOK, TAGS_OF_BOOK)
        draft.kind, draft.part_of, draft.container_title = Kind.CHAPTER, book, source.title
        draft.identifiers.set([Identifier(scheme=Scheme.ISBN, value=one, sort_order=n) for n, one in enumerate(isbns)])

    return _begun(fill, user=user, code=code)


def deposit_translation(*, original: Output, user: User, code: str, language: str, title: str = "") -> Output:
    """A new draft of an edition in another language: a translation of the work, by the same people.

    The same code again is the same draft. Raises PermissionDenied for a work that this person may not change.
    """
    source = _source(original, user)

    def fill(draft: Output) -> None:
        _copy(source, draft, OF_ORIGINAL, TAGS)
        _copy_people(source, draft)
        draft.translation_of, draft.languages = original, [language]

    return _begun(fill, user=user, code=code, title=title, language=language)


@transaction.atomic
def _begun(fill: Callable[[Output], None], *, user: User, code: str, **known: str) -> Output:
    if begun := Output.objects.filter(code=code, owner=user).first():
        return begun
    output = deposit_start(user=user, code=code, **known)
    with draft_change(output=output, user=user) as draft:
        fill(draft)
    return output


def _source(output: Output, user: User) -> Output:
    if not can_edit_deposit(user, output):
        raise PermissionDenied
    return draft_of(output)


def _copy(source: Output, draft: Output, fields: tuple[str, ...], tags: tuple[str, ...]) -> None:
    for name in fields:
        setattr(draft, name, getattr(source, name))
    for name in tags:
        getattr(draft, name).set(list(getattr(source, name).all()))


def _copy_people(source: Output, draft: Output) -> None:
    draft.contributions.set([_same_person(one) for one in source.contributions.all()])


def _same_person(one: Contribution) -> Contribution:
    copy = Contribution(sort_order=one.sort_order, person=one.person, role=one.role)
    copy.family_name, copy.given_name, copy.orcid = one.family_name, one.given_name, one.orcid
    copy.affiliations.set(
        [
            Affiliation(
                sort_order=row.sort_order,
                partner=row.partner,
                institution=row.institution,
                department=row.department,
            )
            for row in one.affiliations.all()
        ]
    )
    return copy
