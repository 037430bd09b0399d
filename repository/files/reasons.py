"""What the site says about a file that could not be read, or not to its end."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from repository.files.extraction.faults import Reason
from repository.files.models import StoredFile

SENTENCES: dict[str, Promise] = {
    Reason.DAMAGED: _(
        "The file, or a part of it, is damaged and could not be read. It is kept as it was uploaded and can be "
        "downloaded. If it does not open on your computer either, save it anew and upload that."
    ),
    Reason.EMPTY: _(
        "There is no text in this file. It is kept as it was uploaded. If that is not what you expected, check the "
        "file on your computer and upload it again."
    ),
    Reason.ENCRYPTED: _(
        "The file asks for a password, so its text cannot be searched. It is kept as it was uploaded. Upload a copy "
        "without a password to make it searchable."
    ),
    Reason.NO_TEXT_LAYER: _(
        "The file holds pictures of text only, as a scanner makes them, so its words cannot be searched. It can be "
        "read and downloaded. Upload a copy with recognised text (OCR) to make it searchable."
    ),
    Reason.TIMEOUT: _(
        "Reading the text took too long and was stopped. The file is kept as it was uploaded; what was read until "
        "then can be searched. Saving the file anew, or in parts, often helps."
    ),
    Reason.TOO_LARGE_UNPACKED: _(
        "The file grows far too large when it is unpacked, so reading its text was stopped. It is kept as it was "
        "uploaded. Save it anew with the program that made it, and upload that."
    ),
    Reason.TOO_LONG: _(
        "The file holds more text than can be searched. It is kept whole, and its first part can be searched. Upload "
        "it in several parts to make all of it searchable."
    ),
    Reason.UNSAFE: _(
        "The file contains instructions to fetch other files, which are not followed, so its text was not read. It is "
        "kept as it was uploaded. Save it anew with the program that made it, and upload that."
    ),
    Reason.UNSUPPORTED_TYPE: _(
        "The text of this kind of file is not read. It is kept as it was uploaded, can be downloaded, and is found by "
        "its description."
    ),
}

OF_A_RECORDING = _(
    "A recording has no text of its own to search. It is found by its description, and by its captions where the work "
    "has a file of them."
)

WHY_NO_SLIDES: dict[str, Promise] = {
    Reason.DAMAGED: _(
        "LibreOffice could not open the presentation, or made another number of pages than it has slides. Readers see "
        "the text of each slide laid out as a slide, and can download the file."
    ),
    Reason.TIMEOUT: _(
        "Drawing the slides took too long and was stopped. Readers see the text of each slide laid out as a slide, and "
        "can download the file. Large pictures in it are the usual cause."
    ),
    Reason.UNSUPPORTED_TYPE: _(
        "LibreOffice was no longer installed when the slides were to be drawn. Readers see the text of each slide laid "
        "out as a slide. Have the file read again once it is there."
    ),
}


def why_no_text(stored_file: StoredFile) -> Promise | str:
    """In plain words why its text cannot be searched, or not to its end; empty when all of it can."""
    if stored_file.is_recording and stored_file.reading_reason == Reason.UNSUPPORTED_TYPE:
        return OF_A_RECORDING
    return SENTENCES.get(stored_file.reading_reason, "")
