"""An output of ours as the neutral record."""

from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.db.models import Prefetch

from repository.access.policies import is_open_to_everyone
from repository.files.models import OutputFile
from repository.interop.record import (
    Activity,
    Affiliation,
    Agreement,
    Container,
    Contributor,
    File,
    Identifier,
    Partner,
    Record,
    Subject,
    Teaching,
    Text,
)
from repository.outputs.models import Output, OutputVersion
from repository.outputs.querysets import OutputQuerySet


def with_descriptions(outputs: OutputQuerySet) -> OutputQuerySet:
    """The same outputs with all that `record_of` asks for, in a number of queries that does not grow with them."""
    versions = OutputVersion.objects.select_related("user").defer("content")
    described = outputs.for_landing().select_related("part_of", "replaces", "translation_of")
    return described.prefetch_related(Prefetch("versions", versions))


def record_of(output: Output) -> Record:
    """The record of an output as it stands in memory, so also of a draft. Prefetch with `with_descriptions`.

    It says nothing that is closed to a reader of the output itself: the title of a work around it, or of the one it is
    a translation of, is only given when that work is open to everyone.
    """
    return Record(
        **_plain(output),
        titles=tuple(Text(one.language, one.text) for one in output.titles.all()),
        abstracts=tuple(Text(one.language, one.text) for one in output.abstracts.all()),
        contributors=tuple(_contributor(one) for one in output.contributions.all()),
        container=Container(output.container_title, output.volume, output.issue, output.pages),
        identifiers=tuple(Identifier(one.scheme, one.value) for one in output.identifiers.all()),
        subjects=tuple(Subject(one.slug, one.label, one.mesh_id) for one in output.subjects.all()),
        partners=_partners(output),
        agreements=tuple(Agreement(one.number, one.title) for one in output.agreements.all()),
        activities=tuple(Activity(one.kind, one.title, str(one.starts_on)) for one in output.activities.all()),
        part_of=output.part_of.code if output.part_of_id else "",
        part_of_title=_title_around(output),
        replaces=output.replaces.code if output.replaces_id else "",
        **_original(output),
        teaching=_teaching(output),
        chosen_partners=_chosen(output),
        files=tuple(_file(one) for one in output.files.all()),
    )


def absolute_url(path: str) -> str:
    """An address that holds outside of this site, too."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def _plain(output: Output) -> dict:
    """What is written the same on both sides."""
    same = ("kind", "title", "code", "language", "issued", "edition", "publisher", "place", "licence", "access")
    return {
        **{name: getattr(output, name) for name in same},
        "languages": tuple(output.languages),
        "keywords": tuple(output.keywords),
        "url": absolute_url(_address(output)),
        "version": output.version_number,
        "published": _instant(output.first_published_at),
        "modified": _instant(output.last_published_at),
        "hidden_until": output.hidden_until.isoformat() if output.hidden_until else "",
    }


def _address(output: Output) -> str:
    earlier = getattr(output, "earlier_version", None)
    return earlier.get_absolute_url() if earlier else output.get_absolute_url()


def _instant(moment) -> str:
    """UTC to the second, as OAI-PMH and most formats have it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


def _contributor(contribution) -> Contributor:
    return Contributor(
        contribution.family_name,
        contribution.given_name,
        contribution.orcid,
        contribution.role,
        tuple(_affiliation(one) for one in contribution.affiliations.all()),
    )


def _affiliation(affiliation) -> Affiliation:
    partner = affiliation.partner
    if partner is None:
        return Affiliation(affiliation.institution, affiliation.department)
    return Affiliation(partner.name, affiliation.department, partner.slug, partner.ror)


def _partners(output: Output) -> tuple[Partner, ...]:
    tagged = {partner.pk for partner in output.tagged_partners.all()}
    return tuple(Partner(one.slug, one.name, one.ror, one.country, one.pk in tagged) for one in output.partners)


def _chosen(place: Output | OutputFile) -> tuple[str, ...]:
    return tuple(sorted(one.slug for one in place.chosen_partners.all()))


def _title_around(output: Output) -> str:
    around = output.part_of
    return around.title if around and is_open_to_everyone(around) else ""


def _original(output: Output) -> dict[str, str]:
    original = output.translation_of
    said = {"translation_of": original.code if original else ""}
    if original and is_open_to_everyone(original):
        said |= {"translation_of_title": original.title, "translation_of_language": original.language}
    return said


def _teaching(output: Output) -> Teaching:
    course = output.course
    return Teaching(
        course=course.code if course else "",
        course_title=course.title if course else "",
        level=output.level,
        audience=output.audience,
        study_year=output.study_year,
        resource=output.resource,
        duration=output.duration,
    )


def _file(file: OutputFile) -> File:
    stored = file.stored_file
    return File(
        number=file.number,
        name=file.name,
        sha256=stored.sha256,
        size=stored.size,
        media_type=stored.media_type,
        description=file.description,
        language=file.language,
        access=file.access,
        chosen_partners=_chosen(file),
        embargo_until=file.embargo_until.isoformat() if file.embargo_until else "",
        embargo_reason=file.embargo_reason,
        captions_for=file.captions_for,
        unit=stored.unit,
        pages=stored.unit_count,
    )
