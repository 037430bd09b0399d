"""The one neutral description of an output: what every exchange format is written from, and JSON Lines is read into.

A `Record` knows neither Django nor our models, so that a format is a pure function of it. Its JSON shape, one object
per line, is the shape that `import_outputs` reads and `export_outputs` writes: the names are the attributes below, what
is empty is left out, and `record_of_dict(dict_of_record(record)) == record`.

Texts in another language carry a BCP 47 tag; dates are ISO 8601 and as exact as is known (`2026`, `2026-03`,
`2026-03-09`); vocabularies (kind, role, scheme, access, licence …) hold the stored values, never translated labels.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

# A misspelled name is an error and not silence; "2026" is text and not a number, and the other way round.
SHAPE = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Text:
    """A title or an abstract in one language."""

    language: str
    text: str

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class Affiliation:
    """What stood behind a contribution. `partner` is the slug of one of ours, else `institution` alone names it."""

    institution: str = ""
    department: str = ""
    partner: str = ""
    ror: str = ""

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class Contributor:
    """One person's part, or a group's (`family` alone), in the order and spelling of the work."""

    family: str
    given: str = ""
    orcid: str = ""
    role: str = "author"
    affiliations: tuple[Affiliation, ...] = ()

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class Identifier:
    scheme: str
    value: str

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class Container:
    """The journal, book or proceedings it appeared in, and where there."""

    title: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class Subject:
    """A term of the vocabulary. `slug` names it; the rest helps whoever does not have our vocabulary."""

    slug: str
    label: str = ""
    mesh_id: str = ""

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class Partner:
    """An institution behind the work. `slug` names it."""

    slug: str
    name: str = ""
    ror: str = ""
    country: str = ""
    tagged: bool = False  # named by hand, whether or not it also stands in an affiliation

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class Agreement:
    """`number` names it."""

    number: str
    title: str = ""

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class Activity:
    """The three together name it."""

    kind: str
    title: str
    starts_on: str

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class Teaching:
    """What only teaching material has. `course` is the code of the curriculum; `duration` counts minutes."""

    course: str = ""
    course_title: str = ""
    level: str = ""
    audience: str = ""
    study_year: int | None = None
    resource: str = ""
    duration: int | None = None

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class File:
    """A named place of stored bytes. `number` is its address in the work, `size` in bytes, `pages` counts `unit`."""

    number: int
    name: str
    sha256: str = ""
    size: int | None = None
    media_type: str = ""
    description: str = ""
    language: str = ""
    access: str = "public"
    chosen_partners: tuple[str, ...] = ()
    embargo_until: str = ""
    embargo_reason: str = ""
    captions_for: int | None = None
    unit: str = ""
    pages: int | None = None

    __pydantic_config__ = SHAPE


@dataclass(frozen=True, slots=True)
class Record:
    """One output, whole.

    `part_of`, `replaces` and `translation_of` are codes of other works. `url`, `published` and `modified` (UTC, ISO
    8601; empty for a draft), `version` (where there are several) and what is said beside a slug, number or code are
    written for the reader of a format; an import takes it from its own catalogue.
    `chosen_partners`, of a work or a file, are slugs that no format for readers gives away.
    """

    kind: str
    title: str
    code: str = ""
    language: str = "en"
    titles: tuple[Text, ...] = ()
    abstracts: tuple[Text, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    issued: str = ""
    languages: tuple[str, ...] = ()
    container: Container = Container()
    edition: str = ""
    publisher: str = ""
    place: str = ""
    identifiers: tuple[Identifier, ...] = ()
    subjects: tuple[Subject, ...] = ()
    keywords: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    activities: tuple[Activity, ...] = ()
    part_of: str = ""
    part_of_title: str = ""
    replaces: str = ""
    translation_of: str = ""
    translation_of_title: str = ""
    translation_of_language: str = ""
    teaching: Teaching = Teaching()
    licence: str = ""
    access: str = "public"
    chosen_partners: tuple[str, ...] = ()
    hidden_until: str = ""
    files: tuple[File, ...] = ()
    url: str = ""
    published: str = ""
    modified: str = ""
    version: int | None = None

    __pydantic_config__ = SHAPE

    @property
    def host_title(self) -> str:
        """The title of the journal or book around it, be that one of our works or known by its name alone."""
        return self.container.title or self.part_of_title

    @property
    def year(self) -> str:
        return self.issued[:4]

    def contributors_as(self, *roles: str) -> tuple[Contributor, ...]:
        """Those who have one of the roles, in the order of the work."""
        return tuple(one for one in self.contributors if one.role in roles)

    def identifier(self, scheme: str) -> str:
        """The first identifier of that scheme, or an empty text."""
        return next((one.value for one in self.identifiers if one.scheme == scheme), "")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the shape of a description, and where: `contributors.2.family`, counted from 1."""

    field: str
    message: str


class RecordError(ValueError):
    """A description that is not of the documented shape; `problems` has every fault, not only the first."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))


_SHAPE_OF_RECORD = TypeAdapter(Record)


def dict_of_record(record: Record) -> dict[str, Any]:
    """The record as JSON knows it: what is empty or says the default is left out."""
    return _SHAPE_OF_RECORD.dump_python(record, mode="json", exclude_defaults=True)


def json_of_record(record: Record) -> bytes:
    """One line of JSON Lines, in UTF-8, without the line break."""
    return _SHAPE_OF_RECORD.dump_json(record, exclude_defaults=True)


def record_of_dict(value: dict[str, Any]) -> Record:
    """The record that such a dict describes; raises RecordError with all that is not of the shape."""
    return record_of_json(json.dumps(value))


def record_of_json(line: str | bytes) -> Record:
    """The record that a line of JSON describes; raises RecordError when it is no JSON, or of another shape."""
    try:
        return _SHAPE_OF_RECORD.validate_json(line)
    except ValidationError as error:
        raise RecordError([Problem(_address(fault["loc"]), fault["msg"]) for fault in error.errors()]) from None


def record_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a line, for documentation and for those who write such files."""
    return _SHAPE_OF_RECORD.json_schema(mode="validation")


def _address(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
