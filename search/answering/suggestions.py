"""What the search box offers while somebody types: works by the engine, names by the database.

A person, partner, subject or course, and a name that only works know, is offered only when it stands on a work whose
record this reader may see, so the box says no more than those records do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from repository.access.selectors import visible_outputs
from repository.deposit.vocabularies import any_of
from repository.outputs.models import Contribution, Output
from repository.outputs.querysets import OutputQuerySet
from repository.partners.models import Partner, PartnerName
from repository.people.models import Person
from repository.reading.countries import country_name
from repository.subjects.models import Course, CourseTitle, Subject, SubjectLabel
from search.asking.viewers import viewer_of
from search.breaker import guarded_engine
from search.engines.analysis.characters import script
from search.engines.analysis.queries import UNSPACED
from search.engines.protocol import EngineUnavailable
from search.indexing.documents import output_key

MOST = 5  # of each group
LONGEST = 100  # characters that are looked at
SHORTEST = 2  # letters; one where a character is a word
MOST_WORDS = 4  # of a person's name


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``context`` tells it from others of its name: authors and year, a place, a code, its name in another language."""

    label: str
    context: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Suggestions of one sort. ``name`` is for programs, ``title`` for readers."""

    name: str
    title: str
    suggestions: Sequence[Suggestion]


@dataclass(frozen=True, slots=True)
class _Names:
    """Where things of one sort have their names, on which works they stand, and how each is shown.

    ``condition``: what was typed → the rows it may mean; ``works``: lookups from a work to the row; ``translations``:
    the accessor of its names in other languages.
    """

    rows: QuerySet
    condition: Callable[[str], Q]
    works: Sequence[str]
    context: Callable[[Model], str]
    url: Callable[[Model], str]
    translations: str = ""

    def suggest(self, text: str, visible: OutputQuerySet) -> list[Suggestion]:
        """Those whose name begins with the text first."""
        stands = Q()
        for lookup in self.works:
            stands |= Q(Exists(visible.filter(**{lookup: OuterRef("pk")})))
        found = [self._shown(row, text) for row in self.rows.filter(self.condition(text)).filter(stands)[: MOST * 4]]
        found.sort(key=lambda one: (not one.label.casefold().startswith(text.casefold()), one.label.casefold()))
        return found[:MOST]

    def _shown(self, row: Model, text: str) -> Suggestion:
        """Under its name in the reader's language; beside it the one that was typed, when that is another."""
        label, context = str(row), self.context(row)
        others = getattr(row, self.translations).all() if self.translations and not _begins(label, text) else ()
        meant = next((str(name) for name in others if _begins(str(name), text)), "")
        return Suggestion(label, " · ".join(part for part in (meant, context) if part), self.url(row))


def suggestions(user, text: str) -> list[Group]:
    """What ``text`` may be the beginning of, grouped; empty groups are left out. Constant SQL; never raises."""
    text = " ".join(text[:LONGEST].replace("\0", " ").split())
    if len(text) < (1 if _is_unspaced(text) else SHORTEST):
        return []
    visible = visible_outputs(user).order_by()
    groups = [Group("works", str(TITLES["works"]), _works(user, text))]
    offered = {name: names.suggest(text, visible) for name, names in NAMES.items()}
    offered["people"] += _contributors(text, visible, {person.label.casefold() for person in offered["people"]})
    groups += [Group(name, str(TITLES[name]), found[:MOST]) for name, found in offered.items()]
    return [group for group in groups if group.suggestions]


def _works(user, text: str) -> list[Suggestion]:
    """By the engine, through the rows: what has just been closed to the reader is not offered."""
    try:
        with guarded_engine() as engine:
            keys = [hit.key for hit in engine.complete(text, viewer_of(user), limit=MOST)]
    except EngineUnavailable:
        return []
    pks = [int(key.partition(":")[2]) for key in keys if key.startswith("output:")]
    rows = visible_outputs(user).filter(pk__in=pks).only("code", "title", "year").prefetch_related("contributions")
    by_key = {output_key(row.pk): row for row in rows}
    return [_work(by_key[key]) for key in keys if key in by_key]


def _work(output: Output) -> Suggestion:
    people = [str(contribution) for contribution in output.contributions.all()]
    named = ", ".join(people[:2]) + (" …" if len(people) > 2 else "")
    context = " · ".join(str(part) for part in (named, output.year) if part)
    return Suggestion(output.title, context, output.get_absolute_url())


def _contributors(text: str, visible: OutputQuerySet, known: set[str]) -> list[Suggestion]:
    """Those whom works name and no record of a person stands for; by the names as the works spell them.

    Only beginnings of names are compared, by an index. SQLite would rather take the one of persons, which is worth
    nothing where most contributors have no record: hence the detour.
    """
    words = _words_of_name(text)
    if not words or len(known) >= MOST:
        return []
    condition = Q(Exists(visible.filter(pk=OuterRef("output"))), recorded=0)
    for word in words:
        condition &= any_of(("family_name", "given_name"), word, "istartswith")
    unrecorded = Contribution.objects.alias(recorded=Coalesce("person_id", 0)).filter(condition)
    rows = unrecorded.order_by().values_list("given_name", "family_name").distinct()
    names = {f"{given} {family}".strip().casefold(): (given, family) for given, family in rows[: MOST * 4]}
    return [_contributor(*names[key]) for key in sorted(names) if key not in known][: MOST - len(known)]


def _contributor(given: str, family: str) -> Suggestion:
    name = f"{family} {given}".strip().replace('"', "")
    query = urlencode({"q": f'author:"{name}"'})
    return Suggestion(f"{given} {family}".strip(), "", f"{reverse('search:results')}?{query}")


def _begins(label: str, text: str) -> bool:
    """Whether a word of ``label`` begins with ``text``."""
    edge = "" if _is_unspaced(text) else r"(?<!\w)"
    return re.search(edge + re.escape(text), label, re.IGNORECASE) is not None


def _is_unspaced(text: str) -> bool:
    return bool(text) and script(text) in UNSPACED


def _beginning(lookups: tuple[str, ...], text: str) -> Q:
    """Rows of which a word begins with ``text``: by LIKE, which both databases know."""
    if _is_unspaced(text):
        return any_of(lookups, text, "icontains")
    return any_of(lookups, text, "istartswith") | any_of(lookups, f" {text}", "icontains")


def _named(lookups: tuple[str, ...], translation: type[Model], parent: str) -> Callable[[str], Q]:
    """By the names on the row and by those in other languages; a list of keys, so that no row comes twice."""

    def condition(text: str) -> Q:
        translated = translation.objects.filter(_beginning(("text",), text)).order_by().values(parent)
        return _beginning(lookups, text) | Q(pk__in=translated)

    return condition


def _person_named(text: str) -> Q:
    """Each word begins a given or a family name, in whatever order."""
    condition = Q()
    for word in _words_of_name(text):
        condition &= _beginning(("family_name", "given_name"), word)
    return condition


def _words_of_name(text: str) -> list[str]:
    return text.replace(",", " ").split()[:MOST_WORDS]


def _place(partner: Partner) -> str:
    return ", ".join(_parts(partner.city, country_name(partner.country) if partner.country else ""))


def _parts(*texts: str) -> Iterator[str]:
    return (text for text in texts if text)


TITLES: dict[str, Promise] = {
    "works": _("Works"),
    "people": _("People"),
    "partners": _("Partners"),
    "subjects": _("Subjects"),
    "courses": _("Courses"),
}

NAMES: dict[str, _Names] = {
    "people": _Names(
        rows=Person.objects.prefetch_related("institution__names"),
        condition=_person_named,
        works=("contributions__person",),
        context=lambda person: str(person.institution or ""),
        url=lambda person: reverse("browse:person", args=[person.pk]),
    ),
    "partners": _Names(
        rows=Partner.objects.prefetch_related("names"),
        condition=_named(("name",), PartnerName, "partner"),
        works=("contributions__affiliations__partner", "tagged_partners"),
        context=_place,
        url=lambda partner: reverse("browse:partner", args=[partner.slug]),
        translations="names",
    ),
    "subjects": _Names(
        rows=Subject.objects.prefetch_related("labels"),
        condition=_named(("label",), SubjectLabel, "subject"),
        works=("subjects",),
        context=lambda subject: "",
        url=lambda subject: reverse("browse:subject", args=[subject.slug]),
        translations="labels",
    ),
    "courses": _Names(
        rows=Course.objects.prefetch_related("titles"),
        condition=_named(("title", "code"), CourseTitle, "course"),
        works=("course",),
        context=lambda course: course.code,
        url=lambda course: reverse("browse:course", args=[course.code]),
        translations="titles",
    ),
}
