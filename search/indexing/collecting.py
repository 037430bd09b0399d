"""Documents by the batch: whatever the keys, a constant number of queries for each portion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from repository.access.policies import is_published
from repository.files.models import PageText
from repository.outputs.models import Output
from repository.subjects.selectors import broader_subjects
from search.engines.protocol import Change, Deletion, Index, PassagesReplaced
from search.indexing.documents import Documents, output_documents, output_key
from search.indexing.stories import stories_by_key, story_documents

MOST_PAGES = 2000  # of text in memory at once; a longer work goes alone


@dataclass(slots=True)
class Built:
    """``changes``: key → what to tell the engine. ``failures``: key → why there is nothing to tell."""

    changes: dict[str, Sequence[Change]] = field(default_factory=dict)
    failures: dict[str, Exception] = field(default_factory=dict)


def removal(key: str, version: int) -> list[Change]:
    return [Deletion(Index.OUTPUTS, key, version), PassagesReplaced(key, version, ())]


def documents_of(versions: Mapping[str, int]) -> Iterator[Built]:
    """The documents of objects as the database has them now, a bounded portion at a time.

    ``versions``: key → the version that its document is to carry, read before this call.
    """
    yield _built_stories([key for key in versions if key.startswith("story:")], versions)
    pks = [int(key.partition(":")[2]) for key in versions if key.startswith("output:")]
    outputs = list(Output.objects.for_landing().filter(pk__in=pks).order_by("pk"))
    found = {output_key(output.pk) for output in outputs}
    gone = [output_key(pk) for pk in pks if output_key(pk) not in found]
    yield Built(changes={key: removal(key, versions[key]) for key in gone})
    for portion in _portions(outputs):
        yield _built_outputs(portion, versions)


def _built_stories(keys: Sequence[str], versions: Mapping[str, int]) -> Built:
    stories = stories_by_key(keys)
    built = Built()
    for key in keys:
        build = partial(story_documents, stories[key], versions[key]) if key in stories else Documents
        _build(built, key, versions[key], build)
    return built


def _portions(outputs: Sequence[Output]) -> Iterator[Sequence[Output]]:
    """Cut where the pages of the works together become many."""
    portion, pages = [], 0
    for output in outputs:
        own = sum(file.stored_file.unit_count or 0 for file in output.files.all())
        if portion and pages + own > MOST_PAGES:
            yield portion
            portion, pages = [], 0
        portion.append(output)
        pages += own
    if portion:
        yield portion


def _built_outputs(outputs: Sequence[Output], versions: Mapping[str, int]) -> Built:
    published = [output for output in outputs if is_published(output)]
    pages = pages_of({file.stored_file_id for output in published for file in output.files.all()})
    broader = broader_subjects({subject.pk for output in published for subject in output.subjects.all()})
    built = Built()
    for output in outputs:
        key = output_key(output.pk)
        _build(built, key, versions[key], partial(output_documents, output, versions[key], pages, broader))
    return built


def _build(built: Built, key: str, version: int, build: Callable[[], Documents]) -> None:
    """Whatever is wrong with one object is noted with it, and stops no other."""
    try:
        built.changes[key] = _changes(key, version, build())
    except Exception as error:
        built.failures[key] = error


def pages_of(stored_files: set[int]) -> dict[int, list[PageText]]:
    """All pages with text, by stored file and in order."""
    pages: dict[int, list[PageText]] = {}
    rows = PageText.objects.filter(stored_file__in=stored_files).exclude(text="", notes="")
    for page in rows.order_by("stored_file", "number"):
        pages.setdefault(page.stored_file_id, []).append(page)
    return pages


def _changes(key: str, version: int, documents: Documents) -> list[Change]:
    if documents.document is None:
        return removal(key, version)
    return [documents.document, PassagesReplaced(key, version, documents.passages)]
