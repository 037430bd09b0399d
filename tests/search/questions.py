"""Asking an engine as a reader of the site would."""

from django.contrib.auth.models import AnonymousUser

from search.asking.viewers import viewer_of
from search.engines.protocol import Query


def found(engine, words: str, user=None) -> list[str]:
    """The keys of what ``user`` (nobody in particular) finds."""
    return [hit.key for hit in engine.search(Query(words=words), viewer_of(user or AnonymousUser())).hits]
