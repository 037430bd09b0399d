"""Whether a search is ranked by meaning too: only in languages where that was measured to find better.

A second ranking may as well do harm (a weak one took Russian from .813 to .672 nDCG@10), so an embedder alone changes
nothing. ``manage.py search_eval --meaning`` measures and leaves here, for each language, what its ranking may count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings

from search.engines.analysis import detect_language
from search.engines.protocol import Query
from search.models import MeaningWeight

WEIGHTS = (0.2, 0.5, 1.0)  # that are tried
LEAST_GAIN = 0.001  # nDCG@10; less is chance

Measured = Mapping[float, float]  # weight → nDCG@10; the weight 0 is by words alone


@dataclass(frozen=True, slots=True)
class Verdict:
    """``weight`` is 0 where the ranking by meaning is refused."""

    weight: float
    by_words: float
    with_meaning: float


def with_meaning(query: Query) -> Query:
    """``query`` with what a ranking by meaning may count in its language; costs nothing where there is no embedder."""
    if not settings.SEARCH_EMBEDDER or not query.words.strip():
        return query
    allowed = MeaningWeight.objects.filter(language=language_of(query), embedder=settings.SEARCH_EMBEDDER)
    return replace(query, meaning=allowed.values_list("weight", flat=True).first() or 0.0)


def language_of(query: Query) -> str:
    """The language of a query's words; the reader's where they do not tell."""
    found = detect_language(query.words)
    return query.language.partition("-")[0] if found == "und" else found


def verdict_on(collections: Sequence[Measured]) -> Verdict:
    """The weight that gains most over the ``collections`` of one language, among those by which none of them falls."""
    best = max(WEIGHTS, key=lambda weight: (_never_falls(collections, weight), _mean(collections, weight)))
    by_words, with_it = _mean(collections, 0.0), _mean(collections, best)
    allowed = _never_falls(collections, best) and with_it - by_words >= LEAST_GAIN
    return Verdict(best if allowed else 0.0, by_words, with_it)


def meaning_weigh(*, language: str, verdict: Verdict) -> MeaningWeight:
    """Let the site's embedder rank in ``language`` by what was measured, or not at all."""
    row = MeaningWeight(language=language, embedder=settings.SEARCH_EMBEDDER, weight=verdict.weight)
    row.by_words, row.with_meaning = verdict.by_words, verdict.with_meaning
    row.full_clean(validate_unique=False)
    row.save()
    return row


def _never_falls(collections: Sequence[Measured], weight: float) -> bool:
    return all(measured[weight] >= measured[0.0] for measured in collections)


def _mean(collections: Sequence[Measured], weight: float) -> float:
    return sum(measured[weight] for measured in collections) / len(collections)
