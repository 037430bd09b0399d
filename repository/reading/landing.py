"""What the page of one work says to one reader, whether the work is published or a draft in a preview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise, cached_property

from repository.access.policies import (
    can_deposit,
    can_edit_deposit,
    can_know_chosen_partners,
    is_embargoed,
    is_published,
)
from repository.access.selectors import visible_outputs
from repository.files.extraction.media_types import PDF
from repository.files.models import Place, StoredFile
from repository.files.reasons import why_no_text
from repository.files.sniffing import INLINE_TYPES
from repository.interop.describe import absolute_url, record_of
from repository.interop.formats import FORMATS, Format, highwire, vancouver
from repository.interop.record import Record
from repository.outputs.choices import Access
from repository.outputs.licences import Licence
from repository.outputs.models import Output, OutputVersion
from repository.partners.models import Partner
from repository.reading.pages import has_page_pictures, page_count, page_url
from repository.reading.selectors import can_open, editions_of, parts_of, publications_of, translations_of


@dataclass(frozen=True)
class LandingFile:
    """One line of the list of files."""

    file: Place
    can_open: bool
    is_embargoed: bool
    captions: Place | None = None
    chosen_partners: Sequence[Partner] = ()

    @property
    def stored_file(self) -> StoredFile:
        return self.file.stored_file

    @property
    def can_be_asked_for(self) -> bool:
        """Of what is published and closed to the reader. A draft is nobody's to ask for."""
        return not self.can_open and self.file.pk is not None and is_published(self.file.output)

    @property
    def is_inline(self) -> bool:
        return self.stored_file.media_type in INLINE_TYPES

    @property
    def pages_url(self) -> str:
        """Where its pages, slides or captions are read one by one; empty when there are none."""
        if not self.can_open or not page_count(self.stored_file):
            return ""
        return page_url(self.file, 1)

    @property
    def view_url(self) -> str:
        """Where a browser shows it: a recording beside its captions, others as they are or else page by page."""
        if self.captions:
            return page_url(self.captions, 1)
        return self.file.get_absolute_url() if self.is_inline else self.pages_url

    @property
    def cover_url(self) -> str:
        return reverse("works:cover", args=[self.file.output.code, self.file.number])

    @property
    def reason(self) -> Promise | str:
        """In plain words why its text cannot be searched, or not to its end."""
        return why_no_text(self.stored_file)


class Landing:
    """Everything a template asks for, read when it is asked for."""

    def __init__(self, output: Output, user):
        self.output, self.user = output, user

    @cached_property
    def record(self) -> Record:
        return record_of(self.output)

    @property
    def reference(self) -> str:
        return vancouver.serialise(self.record)

    @property
    def formats(self) -> dict[str, Format]:
        return FORMATS

    @property
    def absolute_url(self) -> str:
        return self.record.url

    @property
    def current_url(self) -> str:
        """Where the version is that stands."""
        return absolute_url(self.output.get_absolute_url())

    @property
    def canonical_url(self) -> str:
        return self.absolute_url

    @property
    def places(self) -> Iterable[Place]:
        return self.output.files.all()

    @cached_property
    def files(self) -> list[LandingFile]:
        files = self.places
        openable = {file.number for file in files if can_open(self.user, file)}
        captions = {
            file.captions_for: file for file in files if file.number in openable and page_count(file.stored_file)
        }
        return [
            LandingFile(
                file, file.number in openable, is_embargoed(file), captions.get(file.number), self._chosen_for(file)
            )
            for file in files
        ]

    @property
    def chosen_partners(self) -> Sequence[Partner]:
        """To whom the record is opened, for those who may know."""
        return self._chosen_for(self.output)

    def _chosen_for(self, place: Output | Place) -> Sequence[Partner]:
        is_told = place.access == Access.CHOSEN and can_know_chosen_partners(self.user, self.output)
        return list(place.chosen_partners.all()) if is_told else []

    @cached_property
    def main_file(self) -> LandingFile | None:
        """The file that *View* and *Download* mean: the first that the reader may open, captions aside."""
        return next((line for line in self.files if line.can_open and not line.file.captions_for), None)

    @property
    def has_cover(self) -> bool:
        """Whether the main file is one of which a good picture can be made."""
        main = self.main_file
        return bool(main) and (has_page_pictures(main.stored_file) or main.stored_file.media_type.startswith("image/"))

    @property
    def highwire_tags(self) -> list[tuple[str, str]]:
        """What scholarly search engines read; the PDF only when they may fetch it."""
        return highwire.tags(self.record, pdf_url=self._open_pdf_url())

    def _open_pdf_url(self) -> str:
        pdfs = (file for file in self.output.files.all() if file.stored_file.media_type == PDF)
        everyone = AnonymousUser()
        return next((absolute_url(file.get_absolute_url()) for file in pdfs if can_open(everyone, file)), "")

    @property
    def licence_url(self) -> str:
        return Licence(self.output.licence).url if self.output.licence else ""

    @property
    def has_affiliations(self) -> bool:
        return any(contribution.affiliations.all() for contribution in self.output.contributions.all())

    @cached_property
    def versions(self) -> Sequence[OutputVersion]:
        """Every version with what changed in it, newest first; empty where there is one."""
        return list(self.output.versions.all()) if self.output.pk else []

    @property
    def can_manage_versions(self) -> bool:
        return len(self.versions) > 1 and can_edit_deposit(self.user, self.output)

    @cached_property
    def editions(self) -> Sequence[Output]:
        return editions_of(self.user, self.output) if self.output.pk else []

    @property
    def newer_version(self) -> Output | None:
        """The newest edition, when this is not it."""
        newest = next(iter(self.editions), self.output)
        return None if newest == self.output else newest

    @cached_property
    def translations(self) -> Sequence[Output]:
        return translations_of(self.user, self.output) if self.output.pk else []

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """Language and address of every edition, this one included, for the web's search engines: where two are in the
        same language, neither stands for it."""
        editions = [self.output, *self.translations] if self.translations else []
        languages = Counter(one.text_language for one in editions)
        return [
            (one.text_language, absolute_url(one.get_absolute_url()))
            for one in editions
            if languages[one.text_language] == 1
        ]

    @property
    def can_add_edition(self) -> bool:
        return bool(self.output.pk) and can_deposit(self.user) and self.user.pk in self.output.owner_ids

    @cached_property
    def part_of(self) -> Output | None:
        return visible_outputs(self.user).filter(pk=self.output.part_of_id).first() if self.output.part_of_id else None

    @cached_property
    def parts(self) -> Sequence[Output]:
        return parts_of(self.user, self.output) if self.output.pk else []

    @cached_property
    def publications(self):
        return publications_of(self.output) if self.output.pk else []
