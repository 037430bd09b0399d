"""The neutral record → an output in memory, with every fault by the record's own field names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from repository.activities.models import Activity
from repository.agreements.models import Agreement
from repository.files.models import OutputFile
from repository.files.sniffing import display_name
from repository.interop.record import Contributor, File, Problem, Record
from repository.outputs.codes import ALPHABET, LENGTH, is_code
from repository.outputs.completeness import output_problems
from repository.outputs.models import (
    Affiliation,
    Contribution,
    Identifier,
    Output,
    OutputAbstract,
    OutputTitle,
)
from repository.partners.models import Partner
from repository.people.models import Person, User
from repository.subjects.models import Course, Subject

# What a record calls differently than the model that it fills.
NAMES = {
    "family_name": "family",
    "given_name": "given",
    "contributions": "contributors",
    "container_title": "container.title",
    "volume": "container.volume",
    "issue": "container.issue",
    "pages": "container.pages",
    "tagged_partners": "partners",
    **{name: f"teaching.{name}" for name in ("course", "level", "audience", "study_year", "resource", "duration")},
}
SAME = ("kind", "title", "language", "issued", "edition", "publisher", "place", "licence", "access")
# What names another work by its code.
OTHER_WORKS = {"part_of", "replaces", "translation_of"}
# Relations that are filled from our own rows, or only once the row above is saved.
ABOVE = {"output", "contribution", "partner", "owner", "stored_file"} | OTHER_WORKS
ONCE = {
    "titles": ["language"],
    "abstracts": ["language"],
    "identifiers": ["scheme", "value"],
    "files": ["number"],
}


@dataclass(slots=True)
class Vocabularies:
    """What a record may point at, read once for a whole import."""

    partners: dict[str, Partner] = field(default_factory=lambda: {one.slug: one for one in Partner.objects.all()})
    subjects: dict[str, Subject] = field(default_factory=lambda: {one.slug: one for one in Subject.objects.all()})
    courses: dict[str, Course] = field(default_factory=lambda: {one.code: one for one in Course.objects.all()})
    agreements: dict[str, Agreement] = field(
        default_factory=lambda: {one.number: one for one in Agreement.objects.all()}
    )
    activities: dict[tuple, Activity] = field(
        default_factory=lambda: {(one.kind, one.title, str(one.starts_on)): one for one in Activity.objects.all()}
    )
    people: dict[str, Person] = field(
        default_factory=lambda: {one.orcid: one for one in Person.objects.exclude(orcid="")}
    )


class Reading:
    """One record on its way to an output. ``problems`` has all that is wrong with it, not only the first thing."""

    def __init__(self, record: Record, vocabularies: Vocabularies, owner: User):
        self.record = record
        self.known = vocabularies
        self.problems: list[Problem] = []
        self.output = self._output(owner)

    def check(self) -> list[Problem]:
        """The same checks as a deposit: each row's own validity, then what a work of this kind needs.

        The files' bytes are not looked at; whoever has them puts ``stored_file`` in ``output.files``.
        """
        self._check_code()
        for address, row in self._rows():
            self._check_row(address, row)
        self._check_repeats()
        if not self.problems:
            self.problems += [
                Problem(NAMES.get(one.field, one.field), one.sentence) for one in output_problems(self.output)
            ]
        return self.problems

    def _check_code(self) -> None:
        """It becomes part of the work's address, which no form asks for."""
        if self.record.code and not is_code(self.record.code):
            sentence = _(
                "“%(code)s” cannot be a code: it has %(length)d characters, of these: %(alphabet)s. Leave it out, and "
                "the work is given one."
            )
            values = {"code": self.record.code, "length": LENGTH, "alphabet": ALPHABET}
            self.problems.append(Problem("code", sentence % values))

    def _output(self, owner: User) -> Output:
        record, teaching, container = self.record, self.record.teaching, self.record.container
        output = Output(
            owner=owner,
            **({"code": record.code} if record.code else {}),
            **{name: getattr(record, name) for name in SAME},
            languages=list(record.languages),
            keywords=list(record.keywords),
            container_title=container.title,
            volume=container.volume,
            issue=container.issue,
            pages=container.pages,
            course=self._one("teaching.course", self.known.courses, teaching.course),
            level=teaching.level,
            audience=teaching.audience,
            study_year=teaching.study_year,
            resource=teaching.resource,
            duration=teaching.duration,
            hidden_until=self._read_as(date.fromisoformat, "hidden_until", record.hidden_until),
        )
        output.titles = [OutputTitle(language=one.language, text=one.text) for one in record.titles]
        output.abstracts = [OutputAbstract(language=one.language, text=one.text) for one in record.abstracts]
        output.identifiers = [
            Identifier(scheme=one.scheme, value=one.value, sort_order=order)
            for order, one in enumerate(record.identifiers)
        ]
        output.contributions = [self._contribution(order, one) for order, one in enumerate(record.contributors)]
        output.files = [self._file(place, one) for place, one in enumerate(record.files, 1)]
        output.files_numbered = max((one.number for one in record.files), default=0)
        output.first_published_at = self._instant("published", record.published)
        output.last_published_at = self._instant("modified", record.modified) or output.first_published_at
        self._tag(output)
        return output

    def _tag(self, output: Output) -> None:
        record, known = self.record, self.known
        activities = [(one.kind, one.title, one.starts_on) for one in record.activities]
        output.subjects = self._many("subjects", known.subjects, [one.slug for one in record.subjects])
        output.agreements = self._many("agreements", known.agreements, [one.number for one in record.agreements])
        output.activities = self._many("activities", known.activities, activities)
        partners = [one.slug if one.tagged else "" for one in record.partners]
        output.tagged_partners = self._many("partners", known.partners, partners)
        output.chosen_partners = self._many("chosen_partners", known.partners, record.chosen_partners)

    def _many(self, address: str, known: dict, keys: list) -> list:
        rows = (self._one(f"{address}.{number}", known, key) for number, key in enumerate(keys, 1))
        return [row for row in rows if row]

    def _one(self, address: str, known: dict, key):
        """The row that ``key`` names; notes a problem when the catalogue has no such row."""
        row = known.get(key)
        if key and row is None:
            named = ", ".join(key) if isinstance(key, tuple) else key
            sentence = _("“%(key)s” is not in this catalogue. Add it in the administration first.") % {"key": named}
            self.problems.append(Problem(address, sentence))
        return row

    def _contribution(self, order: int, one: Contributor) -> Contribution:
        contribution = Contribution(
            sort_order=order,
            person=self.known.people.get(one.orcid),
            family_name=one.family,
            given_name=one.given,
            orcid=one.orcid,
            role=one.role,
        )
        address = f"contributors.{order + 1}.affiliations"
        contribution.affiliations = [
            Affiliation(
                sort_order=place,
                partner=self._one(f"{address}.{place + 1}.partner", self.known.partners, affiliation.partner),
                institution="" if affiliation.partner else affiliation.institution,
                department=affiliation.department,
            )
            for place, affiliation in enumerate(one.affiliations)
        ]
        return contribution

    def _file(self, place: int, file: File) -> OutputFile:
        opens = self._read_as(date.fromisoformat, f"files.{place}.embargo_until", file.embargo_until)
        return OutputFile(
            sort_order=file.number,
            number=file.number,
            name=display_name(file.name),
            description=file.description,
            language=file.language,
            access=file.access,
            chosen_partners=self._many(f"files.{place}.chosen_partners", self.known.partners, file.chosen_partners),
            embargo_until=opens,
            embargo_reason=file.embargo_reason,
            captions_for=file.captions_for,
        )

    def _instant(self, address: str, text: str) -> datetime | None:
        instant = self._read_as(datetime.fromisoformat, address, text)
        return instant if instant is None or instant.tzinfo else instant.replace(tzinfo=UTC)

    def _read_as(self, read: Callable[[str], date], address: str, text: str):
        try:
            return read(text) if text else None
        except ValueError:
            sentence = _("“%(text)s” is not a date in the form of ISO 8601.") % {"text": text}
            self.problems.append(Problem(address, sentence))
            return None

    def _rows(self) -> Iterator[tuple[str, Model]]:
        """The output and its children, each with the address of its part of the record."""
        output = self.output
        yield "", output
        for name, children in (
            ("titles", output.titles),
            ("abstracts", output.abstracts),
            ("identifiers", output.identifiers),
            ("contributors", output.contributions),
            ("files", output.files),
        ):
            for number, child in enumerate(children.all(), 1):
                yield f"{name}.{number}.", child
                if name == "contributors":
                    for place, affiliation in enumerate(child.affiliations.all(), 1):
                        yield f"{name}.{number}.affiliations.{place}.", affiliation

    def _check_row(self, address: str, row: Model) -> None:
        """Fields and rules of their own; uniqueness across works is the database's and ``output_problems``'."""
        try:
            row.clean_fields(exclude=ABOVE)
            row.clean()
            if isinstance(row, Affiliation):
                row.validate_constraints()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                where = "" if name == "__all__" else NAMES.get(name, name)
                self.problems += [Problem(f"{address}{where}".rstrip("."), sentence) for sentence in sentences]

    def _check_repeats(self) -> None:
        """What may stand only once in a work."""
        for name, fields in ONCE.items():
            seen = set()
            for number, row in enumerate(getattr(self.output, name).all(), 1):
                key = tuple(getattr(row, field) for field in fields)
                if key in seen:
                    self.problems.append(Problem(f"{name}.{number}", _("This repeats an earlier one.")))
                seen.add(key)
