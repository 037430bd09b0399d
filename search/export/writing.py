"""Records of many works, one after another, in the formats that readers take them along in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repository.access.selectors import visible_outputs
from repository.interop.describe import record_of, with_descriptions
from repository.interop.formats import FORMATS, Format
from search.export import spreadsheet
from search.indexing.documents import output_key

BATCH = 100  # works in memory at once

EXPORT_FORMATS = FORMATS | {"csv": Format("CSV", "csv", "text/csv", spreadsheet.serialise)}
HEADERS = {"csv": spreadsheet.header}


def written(user, keys: Sequence[str], format_name: str) -> Iterator[tuple[int, str]]:
    """(how many of ``keys`` are done, text) by the batch. Each batch asks anew what ``user`` may see: works that have
    been closed since they were found are left out.

    ``keys``: as ``output_key`` writes them, in the order of the file.
    """
    serialise = EXPORT_FORMATS[format_name].serialise
    between = "\n" if format_name in FORMATS else ""
    yield 0, HEADERS[format_name]() if format_name in HEADERS else ""
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        rows = visible_outputs(user).filter(pk__in=[int(key.partition(":")[2]) for key in part])
        outputs = {output_key(output.pk): output for output in with_descriptions(rows)}
        texts = [serialise(record_of(outputs[key])) + between for key in part if key in outputs]
        yield start + len(part), "".join(texts)
