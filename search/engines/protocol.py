"""What every search engine behind Conjoint promises, in plain data.

Nothing here knows Django or our models, so an engine can be read, tested and replaced alone. Two indices exist:
``outputs`` (one document per work or news story: metadata, facets, access and the whole text, for ranking) and
``passages`` (one per page, slide or caption: what a reader is led to).

Access travels in the documents as *audiences*: short tokens such as ``public``, ``signed_in``, ``home``,
``partner:12``, ``user:7``, ``editor``. A viewer carries the tokens that are true of them. A document is visible when
the two sets meet. An embargo, of a text or of a whole record, is a date compared with the viewer's ``today`` in the
query, so it ends without any job.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol


class EngineUnavailable(Exception):
    """The engine is down, refusing, too slow, or its index is missing or damaged. Readers fall back to the database."""


class Index(StrEnum):
    OUTPUTS = "outputs"
    PASSAGES = "passages"


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


class Scope(StrEnum):
    """Where the text of a condition has to stand, and how."""

    WORDS = "words"  # all of them, anywhere, in any form and order
    PHRASE = "phrase"  # anywhere, in this order, as typed
    TITLE = "title"  # all the words, in any form and order
    PEOPLE = "people"  # likewise
    IDENTIFIER = "identifier"  # the whole of one, as ``identifier_key`` writes it


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. ``tokens`` are the audiences the viewer belongs to; an anonymous reader has only ``public``."""

    tokens: frozenset[str]
    today: date


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text and the BCP 47 language it is in (``und`` when unknown); decides the analysis."""

    text: str
    language: str = "und"


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may read a text beyond those who may see its record.

    ``audience``: tokens that may read from ``opens`` on. ``always``: tokens that may read regardless of the date
    (owner, editors).
    """

    audience: frozenset[str]
    always: frozenset[str]
    opens: date | None = None


@dataclass(frozen=True, slots=True)
class OutputDocument:
    """One work (or news story) as the outputs index holds it.

    ``key`` is stable and unique (``output:12``, ``story:5``); ``version`` grows with every change: an engine keeps the
    document of the highest version it has seen for a key, so a late message never overwrites a newer one.
    ``audience`` gates the whole document; before ``hidden_until``, where there is such a day, only ``insiders`` do.
    ``text`` is readable by all whom that admits; ``gated_text`` only through ``gate``: a viewer who does not pass must
    not match on it.
    ``facets``: facet name -> values (see FACETS). ``identifiers``: normalised, matched exactly.
    ``year``/``sort_date`` order results; ``title_key`` is the collation key for sorting by title.
    """

    key: str
    version: int
    audience: frozenset[str]
    titles: Sequence[Text]
    people: Sequence[str] = ()
    abstracts: Sequence[Text] = ()
    keywords: Sequence[Text] = ()
    names: Sequence[Text] = ()  # partners, subjects in every language, venue, course: searchable, low weight
    identifiers: Sequence[str] = ()
    text: Sequence[Text] = ()
    gated_text: Sequence[Text] = ()
    gate: Gate | None = None
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort_date: date | None = None
    title_key: str = ""
    insiders: frozenset[str] = frozenset()
    hidden_until: date | None = None


@dataclass(frozen=True, slots=True)
class PassageDocument:
    """One page, slide or caption. ``parent`` is the OutputDocument key; both the record's ``audience`` and
    ``hidden_until`` and the file's ``gate`` (None when whoever sees the record may open it) must admit the viewer.
    ``target`` is opaque to the engine: what the site needs to build the link (``file number/page number``)."""

    key: str
    version: int
    parent: str
    audience: frozenset[str]
    text: Text
    gate: Gate | None = None
    target: str = ""
    position: int = 0
    insiders: frozenset[str] = frozenset()
    hidden_until: date | None = None


Document = OutputDocument | PassageDocument

FACETS = ("kind", "partner", "breadth", "country", "year", "language", "subject", "course", "licence", "access")


@dataclass(frozen=True, slots=True)
class Deletion:
    """Remove ``key`` from ``index`` unless a higher version was already seen."""

    index: Index
    key: str
    version: int


@dataclass(frozen=True, slots=True)
class PassagesReplaced:
    """Make ``passages`` the only passages of ``parent``: those absent are removed. Idempotent."""

    parent: str
    version: int
    passages: Sequence[PassageDocument]


Change = OutputDocument | PassagesReplaced | Deletion


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a document has or has not: ``text`` in ``scope`` or, where ``facet`` is named, one of ``values``.

    Text behind a gate counts only for viewers whom the gate lets through, also when the condition forbids. A text
    without any letter or digit asks for nothing, as if the condition were not there; a facet without values is met by
    none.
    """

    text: str = ""
    scope: Scope = Scope.WORDS
    facet: str = ""
    values: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What the reader wants, already parsed; an engine turns it into its own tongue.

    ``words``: free text, ``""`` matches everything. ``phrases``: must all occur exactly (after analysis).
    ``excluded``: words that must not occur. ``language``: interface language, a boost when the script leaves a choice.
    ``chosen``: facet name -> chosen values; several values of one facet are OR, facets are AND. A facet's own choice
    does not narrow its own counts.
    ``required``: groups of which each must be met by one of its conditions. ``forbidden``: none of these may be met.
    Conditions judge works; of their pages only those on words and phrases are asked.
    ``also``: other ways to say some of the words (synonyms); they match instead, and weigh a little less.
    ``fuzzy``: words also match what is an edit or two away, for a second try.
    ``meaning``: what a ranking by meaning counts beside that by words (1: as much), where the engine has one.
    """

    words: str = ""
    phrases: Sequence[str] = ()
    excluded: Sequence[str] = ()
    required: Sequence[Sequence[Condition]] = ()
    forbidden: Sequence[Condition] = ()
    also: Sequence[str] = ()
    fuzzy: bool = False
    meaning: float = 0.0
    language: str = "en"
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """``facets``: name -> [(value, count)] by falling count, at most ``facet_size`` values each.
    ``without_phrases``: nothing has the phrases that stood beside other words, so their words were looked for.
    """

    total: int
    hits: Sequence[Hit]
    facets: Mapping[str, Sequence[tuple[str, int]]]
    without_phrases: bool = False


@dataclass(frozen=True, slots=True)
class PassageHit:
    key: str
    parent: str
    target: str
    score: float


@dataclass(frozen=True, slots=True)
class EngineHealth:
    """``documents``: index -> count. ``mapping_current`` is False when the index was built by another analysis or
    mapping.
    """

    available: bool
    documents: Mapping[str, int]
    mapping_current: bool
    message: str = ""


class Rebuild(Protocol):
    """A new generation being filled beside the serving one. Leaving the context by an exception drops it."""

    def add(self, changes: Iterable[Change]) -> None: ...

    def swap(self) -> None:
        """Serve the new generation from now on and remove the old one. Changes applied meanwhile through
        ``Engine.apply`` reached the old one only: the caller replays the outbox after the swap."""


class Engine(Protocol):
    """Every method that reads takes a viewer; none returns anything the viewer may not see.
    Every method raises EngineUnavailable and nothing else when the engine cannot answer."""

    def apply(self, changes: Sequence[Change]) -> None:
        """Durable and visible to later searches (in any process) on return. Idempotent by (key, version)."""

    def search(self, query: Query, viewer: Viewer, *, facets: Sequence[str] = FACETS, facet_size: int = 50) -> Results:
        """``facets``: those to count; counting is what costs most, so whoever needs none asks for none."""

    def complete(self, text: str, viewer: Viewer, *, limit: int = 5) -> Sequence[Hit]:
        """Works whose titles have words that begin as each word of ``text`` does: for a box that is being typed in."""

    def passages(
        self, query: Query, viewer: Viewer, *, parents: Sequence[str], per_parent: int = 3
    ) -> Mapping[str, Sequence[PassageHit]]:
        """The best passages of each parent, best first; parents without a match are absent. One engine query."""

    def matching_passages(
        self, query: Query, viewer: Viewer, *, parent: str, limit: int = 1000
    ) -> Sequence[PassageHit]:
        """All passages of one work that match, in order of position."""

    def similar(self, key: str, viewer: Viewer, *, limit: int = 5) -> Sequence[Hit]:
        """Works like this one by titles, subjects and keywords, itself left out; never by gated text."""

    def scan(self, index: Index) -> Iterator[tuple[str, int]]:
        """(key, version) of every document, for reconciling. No viewer: the keys go to no reader."""

    def rebuild(self) -> AbstractContextManager[Rebuild]:
        """A context manager. Remnants of a killed rebuild are removed when the next one starts."""

    def health(self) -> EngineHealth: ...
