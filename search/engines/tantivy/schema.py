"""What the two embedded indices hold, and how a document becomes their fields.

Texts arrive analysed: their tokens, joined by spaces, go to a tokenizer that only splits at spaces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import tantivy

from ..analysis import analyse, fingerprint, identifier_key
from ..analysis.queries import title_start
from ..protocol import FACETS, Index, OutputDocument, PassageDocument, Text

SPACES = "spaces"  # the tokenizer's name
OPEN_FIELDS = ("title", "people", "abstract", "keywords", "names", "text")
GATED_FIELD = "gated_text"
_LAYOUT = 3  # raise when fields change


def facet_field(name: str) -> str:
    """The field of a facet's values."""
    return f"facet_{name}"


def exact_term(token: str) -> str:
    """How the fields for words as typed hold a token: its first letter thrice. Two edits cannot change that letter
    then, which is what tells a misspelling from another word; and what begins alike still begins alike."""
    return token[:1] * 2 + token


def mapping_hash() -> str:
    """Changes when an index built before can no longer answer as one built now would."""
    return hashlib.sha256(f"{_LAYOUT} {FACETS} {fingerprint()}".encode()).hexdigest()[:16]


def schema(index: Index) -> tantivy.Schema:
    """The schema of one index."""
    return _outputs_schema() if index is Index.OUTPUTS else _passages_schema()


def register_tokenizers(index: tantivy.Index) -> tantivy.Index:
    """Tokenizers are not stored with an index: each opening names them anew."""
    index.register_tokenizer(SPACES, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _raw(builder: tantivy.SchemaBuilder, *names: str, stored: bool = False, fast: bool = False) -> None:
    for name in names:
        builder.add_text_field(name, stored=stored, fast=fast, tokenizer_name="raw", index_option="basic")


def _access(builder: tantivy.SchemaBuilder) -> None:
    """The fields that decide who sees a document, and those that keep versions."""
    _raw(builder, "key", stored=True)
    _raw(builder, "audience", "insiders", "gate_audience", "gate_always")
    builder.add_unsigned_field("gate_opens", indexed=True, fast=True)
    builder.add_unsigned_field("hidden_until", indexed=True, fast=True)
    builder.add_unsigned_field("version", stored=True)
    builder.add_boolean_field("tombstone", indexed=True)


def _outputs_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    _access(builder)
    for name in (*OPEN_FIELDS, GATED_FIELD, "grams", "gated_grams"):
        builder.add_text_field(name, tokenizer_name=SPACES, index_option="freq")
    for name in ("exact", "gated_exact", "title_exact", "people_exact"):
        builder.add_text_field(name, tokenizer_name=SPACES, index_option="position")
    builder.add_text_field("likeness", stored=True, tokenizer_name=SPACES, index_option="freq")
    _raw(builder, "identifiers", "title_start")
    _raw(builder, *map(facet_field, FACETS), fast=True)
    builder.add_unsigned_field("sort_date", fast=True)
    _raw(builder, "title_key", fast=True)
    return builder.build()


def _passages_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    _access(builder)
    _raw(builder, "parent", "target", stored=True)
    builder.add_unsigned_field("position", stored=True, fast=True)
    for name in ("text", "grams"):
        builder.add_text_field(name, tokenizer_name=SPACES, index_option="freq")
    builder.add_text_field("exact", tokenizer_name=SPACES, index_option="position")
    return builder.build()


def tombstone(key: str, version: int) -> tantivy.Document:
    """Remembers the version of what was deleted. It has no audience, so no reader ever meets it."""
    return tantivy.Document(key=key, version=version, tombstone=True)


def _add_access(document: tantivy.Document, what: OutputDocument | PassageDocument) -> None:
    gate = what.gate
    document.add_text("key", what.key)
    document.add_unsigned("version", what.version)
    document.add_boolean("tombstone", False)
    for token in what.audience:
        document.add_text("audience", token)
    if what.hidden_until:
        document.add_unsigned("hidden_until", what.hidden_until.toordinal())
        for token in what.insiders:
            document.add_text("insiders", token)
    # Without a gate whoever sees the record passes.
    for token in gate.always if gate else what.audience:
        document.add_text("gate_always", token)
    for token in gate.audience if gate else ():
        document.add_text("gate_audience", token)
    document.add_unsigned("gate_opens", gate.opens.toordinal() if gate and gate.opens else 0)


def _add_texts(document: tantivy.Document, main: str, grams: str, exact: str, texts: Sequence[Text]) -> list[str]:
    """Each text is a value of its own, so that no phrase reaches from one into the next. Returns the main tokens."""
    tokens: list[str] = []
    for text in texts:
        analysed = analyse(text.text, text.language)
        document.add_text(main, " ".join(analysed.main))
        _add_exact(document, exact, analysed.exact)
        if analysed.grams:
            document.add_text(grams, " ".join(analysed.grams))
        tokens += analysed.main
    return tokens


def _add_exact(document: tantivy.Document, field: str, tokens: Iterable[str]) -> None:
    document.add_text(field, " ".join(map(exact_term, tokens)))


def output_document(output: OutputDocument) -> tantivy.Document:
    """The fields of one output."""
    document = tantivy.Document()
    _add_access(document, output)
    likeness: list[str] = []
    for name, texts in _open_texts(output):
        tokens = _add_texts(document, name, "grams", "exact", texts)
        likeness += tokens if name in {"title", "keywords", "names"} else []
    document.add_text("likeness", " ".join(likeness))
    _add_names(document, output)
    _add_texts(document, GATED_FIELD, "gated_grams", "gated_exact", output.gated_text)
    for identifier in output.identifiers:
        document.add_text("identifiers", identifier_key(identifier))
    for name in FACETS:
        for value in output.facets.get(name, ()):
            document.add_text(facet_field(name), value)
    if output.sort_date:
        document.add_unsigned("sort_date", output.sort_date.toordinal())
    if output.title_key:
        document.add_text("title_key", output.title_key)
    return document


def _add_names(document: tantivy.Document, output: OutputDocument) -> None:
    """Titles and people by themselves, for who asks for words there or is still typing them."""
    for title in output.titles:
        _add_exact(document, "title_exact", analyse(title.text, title.language).exact)
        document.add_text("title_start", title_start(title.text))
    for person in output.people:
        _add_exact(document, "people_exact", analyse(person, "und").exact)


def _open_texts(output: OutputDocument) -> Iterable[tuple[str, Sequence[Text]]]:
    people = [Text(person) for person in output.people]
    values = (output.titles, people, output.abstracts, output.keywords, output.names, output.text)
    return zip(OPEN_FIELDS, values, strict=True)


def passage_document(passage: PassageDocument) -> tantivy.Document:
    """The fields of one passage."""
    document = tantivy.Document()
    _add_access(document, passage)
    document.add_text("parent", passage.parent)
    document.add_text("target", passage.target)
    document.add_unsigned("position", passage.position)
    _add_texts(document, "text", "grams", "exact", [passage.text])
    return document
