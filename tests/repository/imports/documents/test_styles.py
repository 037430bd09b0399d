"""Files in the styles of real houses: every field that is found today is found tomorrow."""

import io

import pytest

from benchmarks.documents.journals import JOURNALS
from benchmarks.documents.judging import judged
from benchmarks.documents.once_held_out import ONCE_HELD_OUT
from benchmarks.documents.teaching import TEACHING
from repository.files.extraction import document, pdf, presentation
from repository.files.extraction.media_types import DOCX, PDF, PPTX
from repository.files.extraction.properties import NOTHING_SAID
from repository.files.extraction.wire import Page
from repository.imports.documents import finding_in

READERS = {PDF: pdf, PPTX: presentation, DOCX: document}


@pytest.mark.parametrize("style", [*JOURNALS, *TEACHING, *ONCE_HELD_OUT], ids=lambda style: style.name)
def test_what_it_says_is_found_and_nothing_is_made_up(style):
    """Read without a child process, which these files do not need."""
    data, reader = style.make(), READERS[style.media_type]
    properties = NOTHING_SAID
    for claim in reader.properties(io.BytesIO(data)):
        properties = claim.joined_to(properties)
    pages = [item.text for item in reader.read(io.BytesIO(data)) if isinstance(item, Page)]
    verdicts = judged(style.expected, finding_in(properties, pages, style.file_name))
    assert {name: str(verdict) for name, verdict in verdicts.items() if verdict not in ("exact", "nothing")} == {}
