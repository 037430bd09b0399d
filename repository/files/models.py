"""Bytes, their places in outputs, and their text page by page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from repository.languages import UNKNOWN, LanguageField
from repository.outputs.choices import Access


def stored_path(stored_file: StoredFile, _name: str) -> str:
    """By content, so that no name of a person's making reaches the disk."""
    return f"files/{stored_file.sha256[:2]}/{stored_file.sha256[2:4]}/{stored_file.sha256}"


@contextmanager
def source_of(storage: Storage, name: str) -> Iterator[str | File]:
    """The path of what is stored, where storage is a local disk, otherwise the opened file."""
    try:
        path = storage.path(name)
    except NotImplementedError:
        with storage.open(name) as file:
            yield file
    else:
        yield path


class StoredFile(models.Model):
    """Bytes, once. Never rewritten: a changed file is another row.

    ``claimed_at`` is when somebody last brought these bytes in, perhaps for a draft that is about to be saved.
    ``removed_at``: long after its last work was deleted its bytes are gone, and the row says what there was.
    """

    class Reading(models.TextChoices):
        """How far the extraction of its text has come."""

        WAITING = "waiting", _("waiting to be read")
        DONE = "done", _("read")
        PARTIAL = "partial", _("read in part")
        UNREADABLE = "unreadable", _("cannot be read")

    class Unit(models.TextChoices):
        """What its text is counted in."""

        PAGE = "page", _("page")
        SLIDE = "slide", _("slide")
        CAPTION = "caption", _("caption")
        SECTION = "section", _("section")

    class Slides(models.TextChoices):
        """How far the drawing of its slides by LibreOffice has come; blank where nobody tried."""

        WAITING = "waiting", _("waiting to be drawn")
        DRAWN = "drawn", _("drawn")
        FAILED = "failed", _("cannot be drawn")

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    media_type = models.CharField(_("media type"), max_length=100)
    content = models.FileField(_("content"), upload_to=stored_path, max_length=200, blank=True)
    created_at = models.DateTimeField(_("stored"), auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)

    reading = models.CharField(_("text"), max_length=12, choices=Reading, default=Reading.WAITING)
    reading_reason = models.CharField(_("why not"), max_length=40, blank=True)
    unit = models.CharField(max_length=10, choices=Unit, blank=True)
    unit_count = models.PositiveIntegerField(_("pages, slides or captions"), null=True, blank=True)

    slides = models.CharField(_("pictures of slides"), max_length=12, choices=Slides, blank=True)
    slides_reason = models.CharField(_("why no pictures"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_sha256_is_lower_case_hex"
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True) | models.Q(content=""), name="removed_file_has_no_content"
            ),
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def is_recording(self) -> bool:
        """Whether it is to be heard or seen: what is said in it is text only in its captions, a file of their own."""
        return self.media_type.startswith(("video/", "audio/"))

    @property
    def reading_word(self) -> Promise | str:
        """How far its text has been read, in a word; of a recording, that there is none to read."""
        if self.is_recording and self.reading == self.Reading.UNREADABLE:
            return _("a recording, without text")
        return self.get_reading_display()

    def source(self) -> AbstractContextManager[str | File]:
        """What a reader of files takes."""
        return source_of(self.content.storage, self.content.name)


class PageText(models.Model):
    """The text of one page, slide, section or timed caption: what search finds and links to.

    ``number`` counts from 1; ``label`` is what is printed on the page (``xii``). Times are milliseconds from the start.
    """

    stored_file = models.ForeignKey(StoredFile, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    language = LanguageField(default=UNKNOWN)
    start_ms = models.PositiveIntegerField(null=True)
    end_ms = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["stored_file", "number"], name="page_once_per_file"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="pages_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.stored_file_id}/{self.number}"


class FileProperties(models.Model):
    """What a file says of itself beside its text, as ``extraction.properties`` read it; a table of its own, since lists
    of files do not need it.

    Raw claims that nobody has judged, for whoever describes the work. A file that was read before they were kept has
    none until it is read again.
    """

    stored_file = models.OneToOneField(StoredFile, models.CASCADE, related_name="properties")
    claims = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("properties of a file")
        verbose_name_plural = _("properties of files")

    def __str__(self) -> str:
        return f"{self.stored_file_id}"


class SlowPicture(models.Model):
    """A picture that could not be drawn while its reader waited: the worker has it, or has given it up for good.

    Without this row the next reader would set the same bomb off again. It goes when the picture is there, or the file
    is read again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be drawn")
        LOST = "lost", _("cannot be drawn")

    stored_file = models.ForeignKey(StoredFile, models.CASCADE, related_name="slow_pictures")
    name = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stored_file", "name"], name="slow_picture_once_per_file")]

    def __str__(self) -> str:
        return f"{self.stored_file_id}/{self.name}"


class Place(Orderable, ClusterableModel):
    """What is said of a stored file where it lies in a work. ``number`` is its address there and is never given away
    again: under it readers find these bytes or none."""

    number = models.PositiveSmallIntegerField(editable=False)
    name = models.CharField(_("file name"), max_length=200)
    description = models.CharField(_("description"), max_length=300, blank=True)
    access = models.CharField(_("who may open it"), max_length=20, choices=Access, default=Access.PUBLIC)
    chosen_partners = ParentalManyToManyField(
        "repository.Partner", blank=True, related_name="+", verbose_name=_("chosen partners")
    )
    embargo_until = models.DateField(
        _("closed until"), null=True, blank=True, help_text=_("The file opens by itself on this day.")
    )
    embargo_reason = models.CharField(
        _("why closed"),
        max_length=200,
        blank=True,
        help_text=_("Readers see it beside the day, such as “The publisher asks for twelve months.”"),
    )
    captions_for = models.PositiveSmallIntegerField(
        _("captions for file number"),
        null=True,
        blank=True,
        help_text=_("For a caption file: the video's number here."),
    )
    language = LanguageField(_("language"), blank=True)

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name

    def opens_before(self, day: date) -> bool:
        """Would anybody but its owners and editors open it by then, if the record were there?"""
        return self.access != Access.OWNER and (self.embargo_until is None or self.embargo_until < day)

    def get_absolute_url(self) -> str:
        return reverse("works:file", args=[self.output.code, self.number])


class OutputFile(Place):
    """A named place of a stored file in a work as it stands now, or in a draft of it."""

    output = ParentalKey("repository.Output", on_delete=models.CASCADE, related_name="files")
    stored_file = models.ForeignKey(StoredFile, models.PROTECT, related_name="places", editable=False)

    class Meta(Place.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [models.UniqueConstraint(fields=["output", "number"], name="file_number_once_per_output")]


class FormerFile(Place):
    """A file of an earlier version that the work as it stands no longer has: under its old address still, with an
    access of its own, which can be narrowed when it should not have been published."""

    output = models.ForeignKey("repository.Output", models.CASCADE, related_name="former_files")
    stored_file = models.ForeignKey(StoredFile, models.PROTECT, related_name="former_places", editable=False)

    class Meta(Place.Meta):
        verbose_name = _("file of an earlier version")
        verbose_name_plural = _("files of earlier versions")
        constraints = [models.UniqueConstraint(fields=["output", "number"], name="former_file_number_once_per_output")]
