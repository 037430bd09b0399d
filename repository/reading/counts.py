"""How many works a reader may see, by what one browses them by: a constant number of queries each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, QuerySet

from repository.agreements.models import Agreement
from repository.outputs.models import Affiliation, Contribution, Output
from repository.outputs.querysets import OutputQuerySet
from repository.partners.models import Partner
from repository.people.models import Person
from repository.subjects.models import Subject

TAGS = Output.tagged_partners.through
SUBJECTS = Output.subjects.through


def counts_by(outputs: OutputQuerySet, field: str) -> list[tuple]:
    """(value, how many) for a field of the work itself, most first; works that do not say are left out."""
    rows = outputs.exclude(**{field: None}).order_by().values_list(field).annotate(number=Count("pk"))
    return sorted(rows, key=lambda row: -row[1])


def counts_by_subject(outputs: OutputQuerySet) -> Counter:
    """How many works carry each subject, by its primary key."""
    rows = SUBJECTS.objects.filter(output__in=outputs.order_by()).values_list("subject_id")
    return Counter(dict(rows.annotate(number=Count("pk"))))


def counts_by_partner(outputs: OutputQuerySet) -> Counter:
    """How many works each partner stands behind, by its primary key: through affiliations, and tagged only."""
    outputs = outputs.order_by()
    affiliated = Affiliation.objects.filter(partner__isnull=False, contribution__output__in=outputs)
    counts = Counter(
        dict(affiliated.order_by().values_list("partner_id").annotate(n=Count("contribution__output", distinct=True)))
    )
    same = Affiliation.objects.filter(partner=OuterRef("partner_id"), contribution__output=OuterRef("output_id"))
    tagged_only = TAGS.objects.filter(~Exists(same), output__in=outputs)
    counts.update(dict(tagged_only.values_list("partner_id").annotate(n=Count("pk"))))
    return counts


def with_counts(rows: Iterable, counts: Counter) -> list:
    """The same rows, each with its `works`; those without any are left out."""
    counted = []
    for row in rows:
        row.works = counts[row.pk]
        if row.works:
            counted.append(row)
    return counted


def partners_behind(outputs: OutputQuerySet, partner: Partner) -> QuerySet[Partner]:
    """The institutions that stand behind works of this one through affiliations, most shared works first."""
    shared = outputs.with_partner(partner).order_by().values("pk")
    return (
        Partner.objects.exclude(pk=partner.pk)
        .filter(affiliations__contribution__output__in=shared)
        .annotate(works=Count("affiliations__contribution__output", distinct=True))
        .order_by("-works", "name")
        .prefetch_related("names")
    )


def people_of(outputs: OutputQuerySet, partner: Partner) -> QuerySet[Person]:
    """Those who contributed to works under this partner's name, most works first."""
    under = Contribution.objects.filter(affiliations__partner=partner, output__in=outputs.order_by().values("pk"))
    return (
        Person.objects.filter(contributions__in=under)
        .annotate(works=Count("contributions__output", distinct=True))
        .order_by("-works", "family_name", "given_name")
    )


def co_authors_of(outputs: OutputQuerySet, person: Person) -> QuerySet[Person]:
    """Those who contributed to works of this person, most shared works first."""
    shared = outputs.by_person(person).order_by().values("pk")
    return (
        Person.objects.exclude(pk=person.pk)
        .filter(contributions__output__in=shared)
        .annotate(works=Count("contributions__output", distinct=True))
        .order_by("-works", "family_name", "given_name", "pk")
    )


def institutions_of(outputs: OutputQuerySet, person: Person) -> QuerySet[Partner]:
    """Under whose names this person contributed, most works first."""
    own = Contribution.objects.filter(person=person, output__in=outputs.order_by().values("pk"))
    return (
        Partner.objects.filter(affiliations__contribution__in=own)
        .annotate(works=Count("affiliations__contribution__output", distinct=True))
        .order_by("-works", "name")
        .prefetch_related("names")
    )


def languages_of(outputs: OutputQuerySet, person: Person) -> list[tuple[str, int]]:
    """In which languages the person's works are, most works first; a work may be in several."""
    rows = outputs.by_person(person).order_by().values_list("languages", "language")
    counts = Counter(tag for tags, title in rows for tag in dict.fromkeys(tags or [title]))
    return sorted(counts.items(), key=lambda row: (-row[1], row[0]))


def agreements_with(partner: Partner) -> QuerySet[Agreement]:
    """What was signed with the partner, the latest first."""
    return partner.agreements.order_by("-signed_on")


def subject_tree(subjects: Iterable[Subject], counts: Counter) -> list[Subject]:
    """The topmost subjects, each with its `works` and its `children` in turn; branches without works are left out."""
    below: dict[int | None, list[Subject]] = {}
    for subject in subjects:
        subject.works = counts[subject.pk]
        below.setdefault(subject.broader_id, []).append(subject)
    return _grown(below, None)


def _grown(below: dict[int | None, list[Subject]], top: int | None) -> list[Subject]:
    branches = []
    for subject in below.get(top, ()):
        subject.children = _grown(below, subject.pk)
        if subject.works or subject.children:
            branches.append(subject)
    return branches
