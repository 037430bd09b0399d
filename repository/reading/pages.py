"""The pages, slides, sections and captions of one file, as they are turned over one by one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from repository.files.extraction.faults import Reason
from repository.files.extraction.media_types import PDF
from repository.files.models import FormerFile, OutputFile, PageText, Place, StoredFile
from repository.files.reasons import why_no_text
from repository.files.sniffing import INLINE_TYPES
from repository.people.models import User
from repository.reading.paragraphs import flowing
from repository.reading.selectors import can_open
from repository.reading.times import clock

Unit = StoredFile.Unit

# A file that does not open has no pictures of its pages either.
WITHOUT_PICTURES = {Reason.ENCRYPTED, Reason.DAMAGED, Reason.EMPTY, Reason.UNSAFE}


def page_count(stored_file: StoredFile) -> int:
    """How many pages, slides or captions can be turned over; none while nobody has counted them."""
    return stored_file.unit_count or 0


def has_page_pictures(stored_file: StoredFile) -> bool:
    """Whether pictures of its pages or slides are to be expected."""
    if stored_file.media_type == PDF:
        return stored_file.reading_reason not in WITHOUT_PICTURES
    return stored_file.slides == StoredFile.Slides.DRAWN


def page_label(unit: str, number: int, label: str = "", start_ms: int | None = None) -> str:
    """What a page is called in a sentence: “page 37”, “page xii”, “slide 12”, “12:40”."""
    if unit == Unit.CAPTION:
        return clock(start_ms or 0)
    called = label or number
    return {
        Unit.SLIDE: _("slide %(number)s"),
        Unit.SECTION: _("section %(number)s"),
    }.get(unit, _("page %(number)s")) % {"number": called}


@dataclass
class PageView:
    """One page of one file, with the way to its neighbours. `query` is what the reader searched for."""

    user: User | AnonymousUser
    file: Place
    number: int
    query: str

    @property
    def stored_file(self) -> StoredFile:
        return self.file.stored_file

    @property
    def count(self) -> int:
        return page_count(self.stored_file)

    @property
    def is_former(self) -> bool:
        """Does only an earlier version of the work have it?"""
        return isinstance(self.file, FormerFile)

    @property
    def exists(self) -> bool:
        return 1 <= self.number <= self.count

    @cached_property
    def text(self) -> PageText | None:
        """Its text; None for a page without any, such as a scanned one."""
        return self.stored_file.pages.filter(number=self.number).first()

    @property
    def label(self) -> str:
        text = self.text
        return page_label(self.unit, self.number, text.label if text else "", text.start_ms if text else None)

    @property
    def unit(self) -> str:
        return self.stored_file.unit

    @property
    def is_slide(self) -> bool:
        return self.unit == Unit.SLIDE

    @property
    def slide_title(self) -> str:
        """The first line of a slide, which its readers see as its title."""
        return self.text.text.partition("\n")[0] if self.text else ""

    @property
    def slide_body(self) -> str:
        return self.text.text.partition("\n")[2] if self.text else ""

    @property
    def prose(self) -> str:
        """Its text to be read on a screen: the lines of a PDF are as long as its paper is wide."""
        text = self.text.text if self.text else ""
        return flowing(text) if self.stored_file.media_type == PDF else text

    @property
    def is_caption(self) -> bool:
        return self.unit == Unit.CAPTION

    @property
    def previous_url(self) -> str:
        return self.url_of(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url_of(self.number + 1) if self.number < self.count else ""

    def url_of(self, number: int) -> str:
        """The address of another page of the file, the reader's query kept."""
        return page_url(self.file, number, self.query)

    @property
    def picture_url(self) -> str:
        """Its picture; empty when there is none to be expected."""
        if not has_page_pictures(self.stored_file):
            return ""
        return reverse("works:page_picture", args=[self.file.output.code, self.file.number, self.number])

    @property
    def reason(self):
        """In plain words why there is no text, or not all of it."""
        return why_no_text(self.stored_file)

    @property
    def open_url(self) -> str:
        """The file itself in the browser, at this page where a browser can do that (RFC 8118 §3 for PDF)."""
        if self.stored_file.media_type not in INLINE_TYPES:
            return ""
        place = f"#page={self.number}" if self.stored_file.media_type == PDF else ""
        return self.file.get_absolute_url() + place

    @cached_property
    def video(self) -> OutputFile | None:
        """The recording that these captions belong to, when the work holds it and the reader may play it."""
        wanted = self.file.captions_for
        files = self.file.output.files.all()
        video = next((file for file in files if wanted and file.number == wanted), None)
        return video if video and can_open(self.user, video) else None

    @property
    def starts_at(self) -> str:
        return clock(self.text.start_ms or 0) if self.text else ""

    @property
    def video_url(self) -> str:
        """The recording from this caption on (W3C Media Fragments: `#t=` in seconds)."""
        start = (self.text.start_ms or 0) / 1000 if self.text else 0
        return f"{self.video.get_absolute_url()}#t={start:g}"


def page_url(file: OutputFile, number: int, query: str = "") -> str:
    address = reverse("works:page", args=[file.output.code, file.number, number])
    return f"{address}?{urlencode({'q': query})}" if query else address
