"""What a work needs before readers may see it. Deposit, import and review ask here, so that all ask for the same.

Both functions only look: at the work as it stands in memory (a draft from a revision as well as a row) and its
children, and, for identifiers, at whether another work has them. They never change anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Orderable

from repository.outputs.choices import Access, Kind
from repository.outputs.dates import PartialDate
from repository.outputs.identifiers import UNIQUE_SCHEMES, normalise_identifier
from repository.outputs.models import CIRCLES, Identifier, Output
from repository.outputs.querysets import OutputQuerySet
from repository.outputs.versions import files_differ


class Problem(NamedTuple):
    """``field`` names a field of ``Output`` or one of its children's relations (``contributions``, ``files`` …), so
    that a form can lead to it; ``sentence`` says what is missing and what to do."""

    field: str
    sentence: str


# Beyond what every work needs: by kind, the fields of which one at least must be filled, and what to tell people.
NEEDED_BY_KIND = {
    Kind.ARTICLE: (("container_title",), gettext_lazy("Name the journal the article appeared in.")),
    Kind.CHAPTER: (
        ("container_title", "part_of"),
        gettext_lazy("Name the book the chapter is in, or choose it if it is here."),
    ),
    Kind.TEACHING: (("resource",), gettext_lazy("Say what kind of resource it is, such as slides or a handbook.")),
}


def output_problems(output: Output, *, known: OutputQuerySet | None = None) -> list[Problem]:
    """What stands between the work and its publication, in the order of the form; empty when nothing does.

    Args:
        output: a row, or a draft from ``get_latest_revision_as_object()``.
        known: the works that whoever is told may know of; all of them for an editor. That another one has the same
            identifier would tell others that it is here, so they are told nothing, and an editor sees it on approval.
    """
    return [problem for look in PROBLEMS for problem in look(output, known)]


def output_warnings(output: Output, today: date | None = None) -> list[Problem]:
    """What a librarian will ask about; the work can be published all the same."""
    year = (today or timezone.localdate()).year
    return [Problem(field, str(sentence)) for field, applies, sentence in WARNINGS if applies(output, year)]


def _title(output: Output, _known: OutputQuerySet | None) -> Iterator[Problem]:
    if not output.title.strip():
        yield Problem("title", _("Give the work a title."))


def _contributors(output: Output, _known: OutputQuerySet | None) -> Iterator[Problem]:
    if not output.contributions.all():
        yield Problem("contributions", _("Name at least one contributor: an author, an editor or another."))


def _date(output: Output, _known: OutputQuerySet | None) -> Iterator[Problem]:
    if not output.issued:
        yield Problem("issued", _("Say when the work was published: a year is enough."))
        return
    try:
        PartialDate.parse(output.issued)
    except ValidationError as error:
        yield Problem("issued", error.messages[0])


def _kind(output: Output, _known: OutputQuerySet | None) -> Iterator[Problem]:
    fields, sentence = NEEDED_BY_KIND.get(output.kind, ((), ""))
    if fields and not any(getattr(output, field) for field in fields):
        yield Problem(fields[0], str(sentence))


def _licence(output: Output, _known: OutputQuerySet | None) -> Iterator[Problem]:
    if output.files.all() and not output.licence:
        yield Problem("licence", _("Choose the licence under which the files may be used."))


def _circles(output: Output, _known: OutputQuerySet | None) -> Iterator[Problem]:
    """Two drafts may each be sound and close a circle together, once one of them is published."""
    for field, sentence in CIRCLES.items():
        if output.in_circle(field):
            yield Problem(field, str(sentence))


def _captions(output: Output, _known: OutputQuerySet | None) -> Iterator[Problem]:
    numbers = {file.number for file in output.files.all()}
    for file in output.files.all():
        if file.captions_for and (file.captions_for not in numbers or file.captions_for == file.number):
            yield Problem(
                "files",
                _("“%(name)s” holds captions for file %(number)d, and no other file here has that number.")
                % {"name": file.name, "number": file.captions_for},
            )


def _chosen(output: Output, _known: OutputQuerySet | None) -> Iterator[Problem]:
    if output.access == Access.CHOSEN and not output.chosen_partners.all():
        yield Problem("chosen_partners", _("Choose the partners that may see the record, or open it to others."))
    for file in output.files.all():
        if file.access == Access.CHOSEN and not file.chosen_partners.all():
            sentence = _("Choose the partners that may open “%(name)s”, or open it to others.")
            yield Problem("access", sentence % {"name": file.name})


def _hidden(output: Output, _known: OutputQuerySet | None) -> Iterator[Problem]:
    for sentence in sentences_of_early_files(output.hidden_until, output.files.all()):
        yield Problem("hidden_until", sentence)


def sentences_of_early_files(day: date | None, files: Iterable[Orderable]) -> Iterator[str]:
    """Of the files (each a ``Place``) that would open before ``day``, until which the record is hidden."""
    if day is None or day <= timezone.localdate():
        return
    for file in files:
        if file.opens_before(day):
            yield _(
                "“%(name)s” would open before the record, which is hidden until %(day)s. Close the file until that "
                "day or a later one, or hide the record for a shorter time."
            ) % {"name": file.name, "day": date_format(day)}


def _identifiers(output: Output, known: OutputQuerySet | None) -> Iterator[Problem]:
    """A draft's identifiers wait in its revision, where the database cannot compare them with those of other works."""
    claimed = Q()
    for identifier in output.identifiers.all():
        try:
            value = normalise_identifier(identifier.scheme, identifier.value)
        except ValidationError as error:
            yield Problem("identifiers", error.messages[0])
            continue
        if identifier.scheme in UNIQUE_SCHEMES:
            claimed |= Q(scheme=identifier.scheme, value=value)
    taken = Identifier.objects.filter(claimed).exclude(output=output.pk) if claimed else Identifier.objects.none()
    if known is not None:
        taken = taken.filter(output__in=known)
    for identifier in taken.select_related("output"):
        values = {"identifier": identifier, "title": identifier.output.title, "code": identifier.output.code}
        yield Problem(
            "identifiers",
            _("Another work here already has the identifier %(identifier)s: “%(title)s” (%(code)s).") % values,
        )


def _version_note(output: Output, _known: OutputQuerySet | None) -> Iterator[Problem]:
    if files_differ(output) and not output.version_note.strip():
        yield Problem(
            "version_note",
            _("The files are not those that readers know: say at the last step what changed in this version and why."),
        )


PROBLEMS: tuple[Callable[[Output, OutputQuerySet | None], Iterator[Problem]], ...] = (
    _title,
    _contributors,
    _date,
    _kind,
    _identifiers,
    _circles,
    _licence,
    _chosen,
    _hidden,
    _captions,
    _version_note,
)


def _without_partner(output: Output, _year: int) -> bool:
    return not any(not partner.is_home for partner in output.partners)


def _without_affiliation(output: Output, _year: int) -> bool:
    return any(not contribution.affiliations.all() for contribution in output.contributions.all())


def _unreachable(output: Output, _year: int) -> bool:
    return not output.files.all() and not any(identifier.url for identifier in output.identifiers.all())


def _in_the_same_language(output: Output, _year: int) -> bool:
    return bool(output.translation_of_id) and output.translation_of.language == output.language


def _ahead(output: Output, year: int) -> bool:
    return output.issued[:4].isdigit() and int(output.issued[:4]) > year


WARNINGS: tuple[tuple[str, Callable[[Output, int], bool], str], ...] = (
    ("abstracts", lambda output, _year: not output.abstracts.all(), gettext_lazy("There is no abstract.")),
    ("languages", lambda output, _year: not output.languages, gettext_lazy("The language of the text is not given.")),
    ("issued", _ahead, gettext_lazy("The date of publication lies ahead.")),
    (
        "translation_of",
        _in_the_same_language,
        gettext_lazy("Its title is in the same language as that of the work it is a translation of."),
    ),
    ("contributions", _without_affiliation, gettext_lazy("A contributor has no affiliation.")),
    (
        "tagged_partners",
        _without_partner,
        gettext_lazy("No partner is named beside the home university: is this a joint work?"),
    ),
    ("files", _unreachable, gettext_lazy("There is neither a file nor an identifier that leads to the work.")),
)
