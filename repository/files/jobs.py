"""The background job that reads a file's text. It can die anywhere: the pages change in one transaction at its end."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task

from repository.files.extraction.properties import Properties
from repository.files.models import FileProperties, OutputFile, PageText, StoredFile
from repository.files.sandbox import Extraction, extract_text
from repository.files.slides import slides_request
from repository.languages import detect_language
from repository.signals import announce_outputs

ROWS_AT_ONCE = 200


@task()
def read_stored_file(*, stored_file_id: int) -> None:
    stored_file = StoredFile.objects.get(pk=stored_file_id)
    with stored_file.source() as source:
        extraction = extract_text(source, stored_file.media_type)
    with transaction.atomic():
        pages_replace(stored_file=stored_file, extraction=extraction)
        slides_request(stored_file=stored_file)


def pages_replace(*, stored_file: StoredFile, extraction: Extraction) -> StoredFile:
    """Makes ``extraction`` the text of the file and announces the works that it is part of."""
    rows = [
        PageText(
            stored_file=stored_file,
            number=page.number,
            label=page.label[:40],
            text=page.text,
            notes=page.notes,
            language=detect_language(page.text or page.notes),
            start_ms=page.start_ms,
            end_ms=page.end_ms,
        )
        for page in extraction.pages
    ]
    with transaction.atomic():
        stored_file.pages.all().delete()
        PageText.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        stored_file.reading = extraction.status
        stored_file.reading_reason = extraction.reason
        stored_file.unit = extraction.unit
        stored_file.unit_count = extraction.page_count
        stored_file.save(update_fields=["reading", "reading_reason", "unit", "unit_count"])
        properties_replace(stored_file=stored_file, properties=extraction.properties)
        holders = OutputFile.objects.filter(stored_file=stored_file).values_list("output_id", flat=True)
        announce_outputs(holders)
    return stored_file


def properties_replace(*, stored_file: StoredFile, properties: Properties) -> None:
    """Makes ``properties`` what is known of the file's claims; what it no longer says is forgotten."""
    if properties:
        FileProperties.objects.update_or_create(stored_file=stored_file, defaults={"claims": properties.as_dict()})
    else:
        FileProperties.objects.filter(stored_file=stored_file).delete()
