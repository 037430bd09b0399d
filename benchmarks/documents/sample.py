"""The files of the sample works, with what their records say and the file does too."""

from __future__ import annotations

from datetime import date

from benchmarks.documents.sheet import PDF_TYPE, Expected, Style
from repository.files.extraction.media_types import DOCX, PPTX
from sample.works import sample_works

_TYPES = {"pdf": PDF_TYPE, "pptx": PPTX, "docx": DOCX}
_PARTNERS = [
    {"slug": f"partner-{country.lower()}", "name": f"University of {country}", "country": country}
    for country in ("BY", "RU", "DE", "CN", "JP", "IR", "IL", "GE", "IT", "KZ")
]


def sample_styles() -> list[Style]:
    """One for each file that is read. Its text holds neither authors nor year, so only its title is expected."""
    styles = []
    for work in sample_works(_PARTNERS, date(2026, 1, 1)):
        for name, data in work.files.items():
            if media_type := _TYPES.get(name.rpartition(".")[2]):
                expected = Expected(
                    title=work.record["title"],
                    language=work.record["language"],
                    kind="teaching" if media_type == PPTX else "",
                )
                styles.append(Style(work.record["code"], name, lambda data=data: data, expected, media_type))
    return styles
