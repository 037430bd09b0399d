"""The editors' synonyms: kept in memory by each process for as long as they are in force, and applied to queries."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from search.asking.meaning import with_meaning
from search.asking.query import ParsedQuery
from search.engines.analysis import Synonyms, TermGroup, term_key
from search.engines.protocol import Query
from search.models import IndexState, SynonymGroup

COLUMNS = ("one way", "terms")
TERMS_APART = "|"
MOST_GROUPS = 5_000  # that a table may bring at once
ONE_WAY = "yes"


@dataclass(frozen=True, slots=True)
class _Kept:
    edition: uuid.UUID | None
    synonyms: Synonyms


_kept = _Kept(None, Synonyms())


def query_asked(parsed: ParsedQuery, **rest: object) -> Query:
    """What a reader typed, as the engines are asked it and as it is marked: in the language of the reader's interface,
    with the editors' synonyms, and by meaning where that is known to help. ``rest``: facets, order and paging."""
    return with_meaning(with_synonyms(parsed.to_query(language=get_language() or "en", **rest)))


def with_synonyms(query: Query) -> Query:
    """``query`` with the other ways to say its words; what is quoted is meant as it stands and left alone.

    One small query to the database, and none for a query without words.
    """
    if not query.words.strip():
        return query
    also = current_synonyms().other_ways(query.words)
    return replace(query, also=(*query.also, *also)) if also else query


def current_synonyms() -> Synonyms:
    """The list in force, read again only when it has changed.

    The edition is read before the terms: a change between the two is seen with the next query at the latest.
    """
    global _kept
    edition = IndexState.objects.filter(pk=IndexState.SINGLE).values_list("synonyms", flat=True).first()
    if edition != _kept.edition:
        groups = SynonymGroup.objects.order_by("pk")
        _kept = _Kept(edition, Synonyms(TermGroup(group.term_list, group.one_way) for group in groups))
    return _kept.synonyms


def synonyms_changed() -> None:
    """Every process reads the list anew, once the transaction that changed it is through."""
    IndexState.current()
    IndexState.objects.filter(pk=IndexState.SINGLE).update(synonyms=uuid.uuid4())


def terms_shared(group: SynonymGroup) -> dict[str, list[SynonymGroup]]:
    """Each term of ``group`` that stands in other groups too → those groups."""
    shared: dict[str, list[SynonymGroup]] = {}
    own = {term_key(term): term for term in group.term_list}
    for other in SynonymGroup.objects.exclude(pk=group.pk).order_by("pk"):
        for key in own.keys() & {term_key(term) for term in other.term_list}:
            shared.setdefault(own[key], []).append(other)
    return shared


def synonyms_as_csv() -> str:
    """All groups, a row each, in the form that ``synonyms_import`` reads."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for group in SynonymGroup.objects.order_by("pk"):
        writer.writerow([ONE_WAY if group.one_way else "", TERMS_APART.join(group.term_list)])
    return table.getvalue()


@transaction.atomic
def synonyms_import(*, table: str) -> int:
    """Adds the groups of a CSV table with the columns ``one way`` (``yes`` or empty) and ``terms`` (parted by ``|``);
    groups that are there already are passed over. Returns how many were added.

    Raises ValidationError with a sentence for each row at fault, and then adds none.
    """
    known = {_group_key(group) for group in SynonymGroup.objects.all()}
    groups, errors = [], []
    for number, row in enumerate(_rows(table), start=2):
        terms = (row["terms"] or "").replace(TERMS_APART, "\n")
        group = SynonymGroup(terms=terms, one_way=(row.get("one way") or "").strip().lower() == ONE_WAY)
        errors += _errors_of(group, number)
        if _group_key(group) not in known:
            known.add(_group_key(group))
            groups.append(group)
    if errors:
        raise ValidationError(errors)
    SynonymGroup.objects.bulk_create(groups)
    synonyms_changed()
    return len(groups)


def _rows(table: str) -> Iterable[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(table.lstrip("\ufeff")))
    if "terms" not in (reader.fieldnames or ()):
        raise ValidationError(_("The first row must name the columns “one way” and “terms”."))
    try:
        rows = list(reader)
    except csv.Error as error:
        raise ValidationError(_("This is not a table as CSV has it: %(error)s.") % {"error": error}) from error
    if len(rows) > MOST_GROUPS:
        raise ValidationError(
            ngettext(
                "The table has %(count)d row; at most %(most)d can be read at once.",
                "The table has %(count)d rows; at most %(most)d can be read at once.",
                len(rows),
            )
            % {"count": len(rows), "most": MOST_GROUPS}
        )
    return rows


def _errors_of(group: SynonymGroup, number: int) -> Iterator[str]:
    try:
        group.full_clean()
    except ValidationError as error:
        for message in error.messages:
            yield _("Row %(number)d: %(message)s") % {"number": number, "message": message}


def _group_key(group: SynonymGroup) -> tuple[bool, Sequence[str]]:
    """The first term of a group that goes one way stands for itself."""
    keys = [term_key(term) for term in group.term_list]
    return group.one_way, tuple(keys[:1] + sorted(keys[1:]) if group.one_way else sorted(keys))
