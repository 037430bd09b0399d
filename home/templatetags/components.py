"""The little that the components in templates/components need beyond Django's own tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import template
from django.core.paginator import Paginator
from django.forms import BaseForm, BaseFormSet, BoundField, CheckboxInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from repository.files.models import StoredFile

register = template.Library()

PEOPLE_SHOWN = 6
LONG_TITLE = 120  # characters: in the size of a heading, more of them would fill the screen of a phone

# What readers call the types of files that are deposited, and the icon for each; other types go by their family.
MEDIA = {
    "application/pdf": ("PDF", "file-text"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (
        gettext_lazy("PowerPoint slides"),
        "file-slides",
    ),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        gettext_lazy("Word document"),
        "file-text",
    ),
    "text/plain": (gettext_lazy("plain text"), "file-text"),
    "text/vtt": (gettext_lazy("captions"), "file-text"),
    "application/zip": (gettext_lazy("ZIP archive"), "file-archive"),
}
FAMILIES = {
    "video": (gettext_lazy("video"), "file-video"),
    "audio": (gettext_lazy("audio"), "file-audio"),
    "image": (gettext_lazy("picture"), "file-picture"),
    "text": (gettext_lazy("text"), "file-text"),
}


def _media(media_type: str) -> tuple[str, str]:
    return MEDIA.get(media_type) or FAMILIES.get(media_type.split("/")[0]) or (media_type, "file")


@register.filter
def media_word(media_type: str) -> str:
    """``application/pdf`` → “PDF”; a type that nobody has a word for is shown as it is."""
    return str(_media(media_type)[0])


@register.filter
def media_icon(media_type: str) -> str:
    return _media(media_type)[1]


@register.simple_tag
def unit_count(stored_file: StoredFile) -> str:
    """“12 pages”, “1 slide”; empty when the file's text has not been counted."""
    count = stored_file.unit_count
    if not count:
        return ""
    words = {
        StoredFile.Unit.PAGE: ngettext("%(count)d page", "%(count)d pages", count),
        StoredFile.Unit.SLIDE: ngettext("%(count)d slide", "%(count)d slides", count),
        StoredFile.Unit.CAPTION: ngettext("%(count)d caption", "%(count)d captions", count),
        StoredFile.Unit.SECTION: ngettext("%(count)d section", "%(count)d sections", count),
    }
    return words.get(stored_file.unit, "") % {"count": count}


@register.filter
def elided_pages(paginator: Paginator, number: int) -> Iterator[int | str]:
    """The page numbers around ``number``, and the first and last, with an ellipsis for what is left out."""
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)


@register.filter
def first_of(items: Sequence, count: int | None) -> Sequence:
    """The first ``count`` of ``items``; of a queryset that is prefetched, without another query."""
    return list(items)[: count or PEOPLE_SHOWN]


@register.filter
def beyond(items: Sequence, count: int | None) -> int:
    """How many ``items`` there are after the first ``count``."""
    return max(0, len(items) - (count or PEOPLE_SHOWN))


@register.filter
def rest_of(items: Sequence, count: int) -> Sequence:
    """What ``first_of`` leaves."""
    return list(items)[count:]


@register.filter
def is_long(title: str) -> bool:
    return len(title) > LONG_TITLE


@register.filter
def is_tick_box(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of an error summary; ``anchor`` is the id of the input it is about, or empty."""

    text: str
    anchor: str = ""


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet | None) -> dict:
    """All that is wrong with the forms and formsets given, in the order of the page. Nothing wrong: nothing shown."""
    return {"faults": [fault for form in forms if form is not None for fault in _faults(form)]}


def _faults(form: BaseForm | BaseFormSet) -> Iterator[Fault]:
    if isinstance(form, BaseFormSet):
        yield from (Fault(error) for error in form.non_form_errors())
        for number, entry in enumerate(form.forms, start=1):
            before = _("Entry %(number)d") % {"number": number}
            yield from (Fault(f"{before}, {fault.text}", fault.anchor) for fault in _form_faults(entry))
    else:
        yield from _form_faults(form)


def _form_faults(form: BaseForm) -> Iterator[Fault]:
    yield from (Fault(error) for error in form.non_field_errors())
    for field in form:
        anchor = field.id_for_label or field.auto_id
        yield from (Fault(f"{field.label}: {error}", anchor) for error in field.errors)
