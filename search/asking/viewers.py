"""A person of the site, as the engine sees them."""

from __future__ import annotations

from django.utils import timezone

from repository.access.audiences import viewer_tokens
from search.engines.protocol import Viewer


def viewer_of(user) -> Viewer:
    """``today`` is the site's own day, the same that ``policies.is_embargoed`` compares with."""
    return Viewer(viewer_tokens(user), timezone.localdate())
