"""What a stored file says, with what was kept of it when it was read."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from repository.files.extraction.properties import NOTHING_SAID, Properties, properties_of_dict
from repository.files.models import FileProperties, StoredFile
from repository.files.reasons import why_no_text
from repository.imports.documents.evidence import PAGES
from repository.imports.documents.finding import finding_in
from repository.imports.findings import Finding

WAITING = _("The file is still being read. What it says of the work can be taken over once that is done.")
A_RECORDING = _("A recording does not say what it is called or who speaks. Please describe it by hand.")
NOTHING = _("Nothing in this file says plainly what the work is called. Please describe it by hand.")


def finding_of_file(stored_file: StoredFile, name: str) -> Finding | None:
    """What the file says of the work; None where it says nothing, or has not been read yet."""
    pages = stored_file.pages.filter(number__lte=PAGES).order_by("number").values_list("text", flat=True)
    return finding_in(_properties(stored_file), list(pages), name)


def why_nothing_found(stored_file: StoredFile) -> Promise | str:
    """In plain words why a file that gave no finding gave none, and what to do."""
    if stored_file.is_recording:
        return A_RECORDING
    if stored_file.reading == StoredFile.Reading.WAITING:
        return WAITING
    return why_no_text(stored_file) or NOTHING


def _properties(stored_file: StoredFile) -> Properties:
    """Empty for a file that was read before properties were kept."""
    try:
        return properties_of_dict(stored_file.properties.claims)
    except (FileProperties.DoesNotExist, ValueError):
        return NOTHING_SAID
