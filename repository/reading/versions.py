"""An earlier version of a work, as its page shows it: its words as they stood, its files as they may be read today."""

from __future__ import annotations

from django.utils.functional import cached_property

from repository.access.selectors import visible_outputs
from repository.files.models import OutputFile, Place
from repository.interop.describe import with_descriptions
from repository.outputs.models import Output, OutputVersion
from repository.outputs.versions import said_of_file
from repository.reading.landing import Landing


def version_to_read(user, code: str, number: int) -> OutputVersion | None:
    """The version of that number of a work whose record the reader may see."""
    output = with_descriptions(visible_outputs(user)).filter(code=code).first()
    version = output and OutputVersion.objects.filter(output=output, number=number).first()
    if version:
        version.output = output
    return version


def output_of_version(version: OutputVersion) -> Output:
    """The work as it stood, with ``earlier_version``. Who may read it is never what it was then but what the work says
    today, and a file is as open as its place is today, in the work or among its former files."""
    row = version.output
    past = row.with_content_json(version.content)
    past.access, past.hidden_until, past.earlier_version = row.access, row.hidden_until, version
    past.chosen_partners = row.chosen_partners.all()
    past.files.set([_copy(place, past) for place in places_of_version(version)])
    return past


def places_of_version(version: OutputVersion) -> list[Place]:
    row = version.output
    places = {place.number: place for place in row.former_files.select_related("stored_file")}
    places |= {place.number: place for place in row.files.all()}
    numbers = [file["number"] for file in version.content["files"]]
    return [places[number] for number in numbers if number in places]


def _copy(place: Place, past: Output) -> OutputFile:
    return OutputFile(output=past, stored_file=place.stored_file, number=place.number, **said_of_file(place))


class VersionLanding(Landing):
    """The page of an earlier version: never what the web's search engines are to know of the work."""

    @property
    def version(self) -> OutputVersion:
        return self.output.earlier_version

    @cached_property
    def places(self) -> list[Place]:
        return places_of_version(self.version)

    @property
    def canonical_url(self) -> str:
        return self.current_url

    @property
    def newer_version(self) -> Output:
        return self.version.output

    @property
    def formats(self) -> dict:
        """Reference managers are given the version that stands."""
        return {}

    @property
    def alternates(self) -> list[tuple[str, str]]:
        return []

    @property
    def highwire_tags(self) -> list[tuple[str, str]]:
        return []
