"""What a partner's word means for one work: as an agreement behind the work says, else as the partner says."""

from __future__ import annotations

from typing import NamedTuple

from repository.outputs.models import Output
from repository.partners.models import Partner, WithWord, Word


class Terms(NamedTuple):
    word: Word
    silence_days: int


def terms_of(partner: Partner, draft: Output) -> Terms | None:
    """None when nobody is asked: nothing is laid down, and the partner has no contact person who could be told.

    Of several agreements the strictest counts, and of those that ask, the one that gives most time.
    """
    signed = [
        agreement for agreement in draft.agreements.all() if agreement.word and partner in agreement.partners.all()
    ]
    if signed:
        return min(map(_as_laid_down, signed), key=lambda terms: (list(Word).index(terms.word), -terms.silence_days))
    if partner.word:
        return _as_laid_down(partner)
    return Terms(Word.INFORMED, partner.silence_days) if partner.contacts.exists() else None


def _as_laid_down(source: WithWord) -> Terms:
    return Terms(Word(source.word), source.silence_days)
