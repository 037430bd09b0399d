"""The ways through the catalogue for somebody who does not know yet what to search for."""

from __future__ import annotations

from collections import Counter

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from repository.access.selectors import visible_outputs
from repository.agreements.models import Agreement
from repository.outputs.choices import Kind
from repository.outputs.querysets import OutputQuerySet
from repository.partners.models import Partner
from repository.people.models import Person
from repository.reading import counts
from repository.reading.countries import countries_of
from repository.reading.sorting import LABELS, chosen_order, in_order
from repository.subjects.models import Course, Subject

PAGE_SIZE = 20
SHOWN_ON_INDEX = 12
SHOWN_ON_PARTNER = 12
SHOWN_ON_PERSON = 24


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    outputs = visible_outputs(request.user)
    subjects = counts.with_counts(Subject.objects.prefetch_related("labels"), counts.counts_by_subject(outputs))
    partners = counts.with_counts(Partner.objects.prefetch_related("names"), counts.counts_by_partner(outputs))
    courses = _courses_of(outputs)
    context = {
        "kinds": [(Kind(value), number) for value, number in counts.counts_by(outputs, "kind")],
        "years": sorted(counts.counts_by(outputs, "year"), reverse=True),
        "subjects": sorted(subjects, key=lambda row: -row.works)[:SHOWN_ON_INDEX],
        "partners": sorted(partners, key=lambda row: -row.works)[:SHOWN_ON_INDEX],
        "courses": sorted(courses, key=lambda row: -row.works)[:SHOWN_ON_INDEX],
    }
    return render(request, "repository/browse.html", context)


@require_safe
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in Kind.values:
        raise Http404
    outputs = visible_outputs(request.user).filter(kind=kind)
    return _list(request, outputs, title=Kind(kind).label.capitalize(), eyebrow=_("Kind of work"))


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    if not 1 <= year <= 9999:
        raise Http404
    return _list(request, visible_outputs(request.user).filter(year=year), title=str(year), eyebrow=_("Year"))


@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    numbers = counts.counts_by_subject(visible_outputs(request.user))
    tree = counts.subject_tree(Subject.objects.prefetch_related("labels"), numbers)
    return render(request, "repository/subjects.html", {"subjects": tree})


@require_safe
def subject(request: HttpRequest, slug: str) -> HttpResponse:
    subject = get_object_or_404(Subject.objects.select_related("broader").prefetch_related("labels"), slug=slug)
    outputs = visible_outputs(request.user).with_subject(subject)
    narrower = subject.narrower.prefetch_related("labels")
    return _list(request, outputs, title=str(subject), eyebrow=_("Subject"), subject=subject, narrower=narrower)


@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Those that works here are made for; what else is taught is not this site's to say."""
    return render(request, "repository/courses.html", {"courses": _courses_of(visible_outputs(request.user))})


@require_safe
def course(request: HttpRequest, code: str) -> HttpResponse:
    """A course none of whose works the reader may see is called by its code alone, which the reader has said."""
    course = get_object_or_404(Course.objects.prefetch_related("titles"), code=code)
    outputs = visible_outputs(request.user).filter(course=course)
    if not outputs.exists():
        return _list(request, outputs, title=course.code, eyebrow=_("Course"))
    return _list(request, outputs, title=str(course), eyebrow=_("Course"), course=course)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody none of whose works the reader may see does not exist for them."""
    people = Person.objects.select_related("institution").prefetch_related("institution__names")
    person = get_object_or_404(people, pk=pk)
    visible = visible_outputs(request.user)
    outputs = visible.by_person(person)
    if not outputs.exists():
        raise Http404
    about = {
        "institutions": counts.institutions_of(visible, person)[:SHOWN_ON_PARTNER],
        "co_authors": counts.co_authors_of(visible, person)[:SHOWN_ON_PERSON],
        "languages": counts.languages_of(visible, person),
    }
    return _list(request, outputs, title=str(person), eyebrow=_("Person"), person=person, **about)


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """All partners, also those without works yet: they are no secret."""
    numbers = counts.counts_by_partner(visible_outputs(request.user))
    everyone = list(Partner.objects.prefetch_related("names").order_by("-is_home", "name"))
    for partner in everyone:
        partner.works = numbers[partner.pk]
    country = request.GET.get("country", "")
    context = {
        "partners": [partner for partner in everyone if country in ("", partner.country)],
        "countries": countries_of(everyone),
        "country": country,
    }
    return render(request, "repository/partners.html", context)


@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.prefetch_related("names"), slug=slug)
    outputs = visible_outputs(request.user)
    works = outputs.with_partner(partner)
    kinds = counts.counts_by(works, "kind")
    chosen = request.GET.get("kind", "")
    context = {
        "partner": partner,
        "kinds": [(Kind(value), number) for value, number in kinds],
        "kind": chosen if chosen in Kind.values else "",
        "works": sum(number for _kind, number in kinds),
        "together_with": counts.partners_behind(outputs, partner)[:SHOWN_ON_PARTNER],
        "people": counts.people_of(outputs, partner)[:SHOWN_ON_PARTNER],
        "agreements": list(counts.agreements_with(partner)),
        **_listed(request, works.filter(kind=chosen) if chosen in Kind.values else works),
    }
    context["forms"] = [form for form in Agreement.Form if form in {one.form for one in context["agreements"]}]
    return render(request, "repository/partner.html", context)


def _courses_of(outputs: OutputQuerySet) -> list[Course]:
    """Each with its `works`, by title."""
    return counts.with_counts(
        Course.objects.prefetch_related("titles"), Counter(dict(counts.counts_by(outputs, "course")))
    )


def _list(request: HttpRequest, outputs: OutputQuerySet, **context) -> HttpResponse:
    return render(request, "repository/works.html", context | _listed(request, outputs))


def _listed(request: HttpRequest, outputs: OutputQuerySet) -> dict:
    """One page of works in the order the reader chose."""
    order = chosen_order(request)
    page = Paginator(in_order(outputs, order).for_listing(), PAGE_SIZE).get_page(request.GET.get("page"))
    return {"page": page, "order": order, "orders": LABELS.items()}
